"""Rosters that programs have read from the places that the owner of the server names, as far as their team may."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import Field

from planner.domain.platforms import Platform
from planner.domain.roster import Frozen
from planner.intake.roster.listed import list_text
from planner.operations.sources import RosterList
from planner.problems import BadInput, Problem
from planner.sources.allowed import configured
from planner.sources.load import load


class SourceList(Frozen):
    """A list at one of the server's sources."""

    source: str = Field(max_length=60, description="Its name, as the owner of the server has it")
    at: str = Field("", max_length=20_000, description="A path below its address, or a query of its database")
    platform: Platform | None = Field(None, description="Platform of all creators, where there is no such column")
    answers: dict[str, str] = Field(default_factory=dict, description="Answers to questions about the list")


def list_from(asked: SourceList, mine: Collection[str]) -> RosterList:
    """The list as a program would have sent it. mine: sources of the team. Raises BadInput."""
    rights = configured()
    there = {one.name: one for one in rights.sources or () if one.name in mine}
    if asked.source not in there:
        accepted = ", ".join(there) or "none: the keys of the server name no sources for this team"
        raise BadInput([Problem("source", asked.source, "is none that this team may read", accepted)])
    loaded = load(there[asked.source].origin(asked.at), rights)
    return RosterList(csv=list_text(loaded.name, loaded.data), platform=asked.platform, answers=asked.answers)
