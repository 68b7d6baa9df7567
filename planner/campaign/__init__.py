"""A campaign beside its brief: starting points, the audience, the verdict, who has answered, what was changed."""
