"""Lists as programs send them, read by the same reader as files: rows of JSON, or the text of a CSV file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, ClassVar

from pydantic import Field, JsonValue, model_validator

from planner.brief.brief import Brief
from planner.domain.platforms import Platform
from planner.domain.roster import Frozen
from planner.intake import Mapping, Question, Reading, ReadSettings, Unanswered, Upload, read_rosters
from planner.intake.asking import check_answers
from planner.intake.reading import MAX_BYTES, MAX_ROWS, Understood
from planner.problems import BadInput, Problem

Row = dict[Annotated[str, Field(min_length=1, max_length=500)], JsonValue]


class Listed(Frozen):
    """A list: rows or csv, one of the two. In faults, rows are counted from 1, and the header of a CSV file is one."""

    _place: ClassVar[str] = "list"
    rows: tuple[Row, ...] | None = Field(
        None,
        max_length=MAX_ROWS,
        description="One object per creator, as other programs write them; objects and lists inside are unfolded",
    )
    csv: str | None = Field(None, max_length=MAX_BYTES, description="The text of a CSV file, with its header")
    answers: dict[str, str] = Field(
        default_factory=dict, description="Answers to questions about the list: by the key of the question, a choice"
    )

    @model_validator(mode="after")
    def _is_one(self) -> Listed:
        if (self.rows is None) == (self.csv is None):
            raise ValueError("has neither rows nor csv, or both | either rows or csv")
        return self

    @property
    def file(self) -> tuple[str, bytes]:
        """Name and content as a file, JSON or CSV."""
        if self.rows is None:
            return f"{self._place}.csv", (self.csv or "").encode()
        return f"{self._place}.rows", json.dumps(self.rows, ensure_ascii=False).encode()

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the list and its answers."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class RosterList(Listed):
    """The creators who could be booked: a row per creator and package, in the columns of a roster file."""

    _place = "roster"
    platform: Platform | None = Field(None, description="Platform of all creators, where there is no such column")


class ResultsList(Listed):
    """What came of a campaign: a row per post, per deliverable or per creator."""

    _place = "results"


def read_roster_list(listed: RosterList, brief: Brief) -> Reading:
    """The roster of a list. Raises BadInput, also when no row can be used, and Unanswered with open questions."""
    known = tuple(brief.new_platforms.items())
    settings = ReadSettings(
        platform=listed.platform, currency=brief.currency, new_platforms=known, exchange=tuple(brief.exchange.items())
    )
    try:
        reading = read_rosters([Upload(*listed.file, Mapping(answers=listed.answers))], settings)
    except Unanswered as waiting:
        _check(listed, waiting.questions, waiting.files)
        raise
    _check(listed, reading.questions, reading.files)
    if reading.roster is None:
        raise BadInput([Problem("roster", "", "has no usable row", "at least one usable creator")])
    return reading


def _check(listed: RosterList, questions: Iterable[Question], files: Iterable[Understood]) -> None:
    every = [*questions, *(question for file in files for question in file.questions)]
    check_answers(listed.answers, every, "roster.answers.")
