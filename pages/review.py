"""A client's page: one plan, and what they decide on it. Opened by a review link, and by nothing else."""

from pages.parts import navigation
from pages.parts.review import page

page.draw(navigation.begin_review())
