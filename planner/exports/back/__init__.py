"""The workbook comes back: what somebody changed in it, told before any of it is taken."""

from planner.exports.back.against import Against
from planner.exports.back.apply import applied, noted
from planner.exports.back.changes import Change, Returned, What
from planner.exports.back.compare import read_back

__all__ = ["Against", "Change", "Returned", "What", "applied", "noted", "read_back"]
