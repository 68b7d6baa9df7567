"""A Dask cluster that does this planner's work, where the setting PLANNER_CLUSTER names one.

`address` reads the setting, `edition` holds planners against each other, `connection` speaks to the scheduler. Nothing
here imports `distributed`, an optional requirement, before a cluster is asked for. What runs there is not known here.
"""
