"""The schedule of a plan: tasks, payments, weeks, due dates, and question sheets for creators."""

from planner.schedule.build import schedule_of
from planner.schedule.consult import Sheet, sheets_of
from planner.schedule.results import posted_of
from planner.schedule.types import Payment, Posted, Schedule, Task, TaskKind, TaskState, WavePlan, Week

__all__ = [
    "Payment",
    "Posted",
    "Schedule",
    "Sheet",
    "Task",
    "TaskKind",
    "TaskState",
    "WavePlan",
    "Week",
    "posted_of",
    "schedule_of",
    "sheets_of",
]
