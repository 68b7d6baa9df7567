"""A small pool of long-lived worker processes that run planner jobs outside the web server's threads.

    pool = WorkerPool(settings=WorkerSettings(("planner.optimise",)))
    job = pool.submit("session 7", Task("planner.optimise:solve", brief, (Shared(fingerprint, roster),), key))
    if job.wait(1.0):
        outcome = job.result()

The pool knows nothing of the user interface and nothing of the solver.
"""

from planner.workers.job import Context, Job, JobCancelled, JobFailed, JobState, Shared, Task
from planner.workers.pool import WorkerPool
from planner.workers.process import WorkerSettings

__all__ = ["Context", "Job", "JobCancelled", "JobFailed", "JobState", "Shared", "Task", "WorkerPool", "WorkerSettings"]
