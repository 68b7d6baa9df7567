"""What a program is told when its request is not answered: problem details as RFC 9457 defines them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import TypeVar

from pydantic import Field, ValidationError

from planner.domain.roster import Frozen
from planner.intake import Question
from planner.json_keys import repeated_keys
from planner.problems import BadInput, Problem, problems_of
from planner.store.errors import Unavailable

FAULT = "The planner itself failed; the server's log says more. Nothing was changed."
_HERE = "the request"
_log = logging.getLogger(__name__)
Model = TypeVar("Model", bound=Frozen)
MEDIA_TYPE = "application/problem+json"


class Fault(Frozen):
    """One thing that cannot be used: where it stands, the value as it came, what is wrong, and what is accepted."""

    place: str
    value: str
    wrong: str
    accepted: str


class OpenQuestion(Frozen):
    """Something that a list does not say. key: its name in the list's `answers`. choices: what may be answered."""

    key: str
    title: str
    choices: dict[str, str] = Field(description="What may be answered, each with its meaning; empty: a number or name")


class ProblemDetails(Frozen):
    """A request that is not answered, as RFC 9457 has it, with every fault and every open question."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    faults: tuple[Fault, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()


class Refused(Exception):
    """A request that is not answered. detail: "" for its faults or else its questions. headers: such as Retry-After."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str = "",
        faults: Iterable[Problem] = (),
        questions: Iterable[Question] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        faults, questions = tuple(faults), tuple(questions)
        detail = detail or " ".join(map(str, faults)) or " ".join(one.title for one in questions)
        super().__init__(detail)
        self.headers = dict(headers or {})
        self.details = ProblemDetails(
            title=status.phrase,
            status=status.value,
            detail=detail,
            faults=tuple(
                Fault(place=one.place, value=one.value[:200], wrong=one.wrong, accepted=one.accepted) for one in faults
            ),
            questions=tuple(
                OpenQuestion(
                    key=one.key, title=one.title, choices={choice.value: choice.words for choice in one.choices}
                )
                for one in questions
            ),
        )


def unusable(problems: Iterable[Problem], questions: Iterable[Question] = ()) -> Refused:
    """A request that is understood and cannot be answered as it is: 422."""
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "", problems, questions)


def refused_by(error: Exception, asked: str) -> Refused:
    """Why a request is not answered that ended in this; a fault of the planner is logged. asked: the request in words.

    Bad input is refused with 422, a database that cannot be used just now with 503, anything else with 500: its inside
    is for the log alone.
    """
    match error:
        case Refused():
            return error
        case BadInput():
            return unusable(error.problems)
        case Unavailable():
            return Refused(HTTPStatus.SERVICE_UNAVAILABLE, f"{error}.", headers={"Retry-After": "10"})
    _log.error("%s failed", asked, exc_info=error)
    return Refused(HTTPStatus.INTERNAL_SERVER_ERROR, FAULT)


def read_as(model: type[Model], body: bytes) -> Model:
    """A request, validated. Raises Refused: 400 for what is no JSON; BadInput with every fault of what does not fit."""
    try:
        twice = repeated_keys(body)
    except (RecursionError, ValueError) as error:
        problem = Problem(_HERE, "", f"is not JSON ({error})", "an object of JSON in UTF-8")
        raise Refused(HTTPStatus.BAD_REQUEST, faults=[problem]) from None
    if twice:
        raise BadInput(Problem(_HERE, key, "appears twice in one object", "every key once") for key in twice)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        keys = ", ".join(model.model_fields)
        faults = zip(error.errors(include_url=False), problems_of(error), strict=True)
        raise BadInput(_placed(problem, fault["loc"], fault["type"], keys) for fault, problem in faults) from None


def _placed(problem: Problem, at: tuple[int | str, ...], kind: str, keys: str) -> Problem:
    """A problem of a field as a problem of the request. keys: those that a request has at its top."""
    if not at:
        return replace(problem, place=_HERE)
    if kind == "extra_forbidden" and at[0] != "brief":
        accepted = keys if len(at) == 1 else "only the keys of the API's document"
        return replace(problem, wrong="is not a key of this request", accepted=accepted)
    return problem
