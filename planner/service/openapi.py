"""The OpenAPI document of the HTTP API, made from the models that requests and answers are validated by."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import TypeAdapter

import planner
from planner.domain.roster import Frozen
from planner.jobs.operation import ReadRoster
from planner.operations.beginning import Beginning, Begun
from planner.operations.catalog import OPERATIONS, Operation
from planner.operations.requests import request_model
from planner.operations.sources import RosterList
from planner.service.desk import Progress
from planner.service.elsewhere import SourceList
from planner.service.refused import MEDIA_TYPE, ProblemDetails

_REFERENCE = "#/components/schemas/{model}"
_START = "Begin a campaign with a few answers: a brief to plan"
_KEEP, _READ = "Send a roster once, and name it by its id", "Have a roster read from a source"
_SAID = {
    400: "A header that cannot be used",
    401: "No key, or one that is not known",
    404: "No such roster, plan or job of this team",
    413: "The request is larger than 32 MB",
    415: "The request is not JSON",
    422: "Brief, roster or question cannot be used as they are: every fault, and every open question of a list",
    429: "Too many requests in a minute, or too many jobs at once; Retry-After says when the next may come",
    500: "A fault of the planner itself",
    503: "The database cannot be used just now",
}


class KeptRoster(Frozen):
    """The name of a roster that was sent, and how it was read."""

    roster_id: str
    roster: ReadRoster


class Catalogues(Frozen):
    """Names of the catalogues that this server offers."""

    catalogues: tuple[str, ...]


@cache
def document() -> bytes:
    """The document as JSON (OpenAPI 3.1)."""
    models: list[type[Any]] = [
        RosterList,
        SourceList,
        Beginning,
        KeptRoster,
        Catalogues,
        ReadRoster,
        ProblemDetails,
        Progress,
        *map(request_model, OPERATIONS),
    ]
    answers: list[type[Any]] = [*_answers(), Begun]
    adapters = [
        *((model.__name__, "validation", TypeAdapter(model)) for model in models),
        *((_name(answer), "serialization", TypeAdapter(answer)) for answer in answers),
    ]
    found, schema = TypeAdapter.json_schemas(adapters, ref_template=_REFERENCE)  # type: ignore[arg-type]
    schemas = schema["$defs"]
    references = {key: reference for (key, _), reference in found.items()}
    paths = {f"/{one.name}": {"post": _operation(one, references)} for one in OPERATIONS}
    begun = {
        "200": {"description": "The brief, and a sentence for each rule", "content": _json(references[_name(Begun)])}
    }
    kept = {"201": {"description": "The roster is kept for a week", "content": _json(references["KeptRoster"])}}
    schemas |= {"Job": _job({"anyOf": [references[_name(answer)] for answer in _answers()]})}
    made = {
        "openapi": "3.1.0",
        "info": {
            "title": "Influencer mix planner",
            "version": planner.__version__,
            "description": "Plans which creators to book, and proves how good the plan is. Money is in cents, "
            "shares are 0 to 1. A refusal is an answer: it names the rules in conflict and what would settle it.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": {
            **paths,
            "/start": {"post": _at_once("start", _START, references["Beginning"], begun)},
            "/rosters": {"post": _at_once("keep_roster", _KEEP, references["RosterList"], kept)},
            "/rosters/from": {"post": _at_once("read_roster", _READ, references["SourceList"], kept)},
            "/catalogues": {"get": _named(references["Catalogues"])},
            "/jobs/{job}": _jobs(),
        },
        "components": {"schemas": schemas, "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }
    return json.dumps(made, ensure_ascii=False).encode()


def _answers() -> list[type[Any]]:
    return list(dict.fromkeys(answer for one in OPERATIONS for answer in one.module.ANSWERS))


def _name(answer: type[Any]) -> str:
    return f"{answer.__module__}.{answer.__name__}"


def _operation(one: Operation, references: dict[Any, Any]) -> dict[str, Any]:
    answers = [references[_name(answer)] for answer in one.module.ANSWERS]
    done = _job({"anyOf": answers})
    return {
        "operationId": one.name.replace("-", "_"),
        "summary": one.title[0].upper() + one.title[1:],
        "description": one.description,
        "parameters": [
            {
                "name": "Prefer",
                "in": "header",
                "description": "wait=30 waits up to a minute for the answer; 10 seconds unless said",
                "schema": {"type": "string"},
            }
        ],
        "requestBody": {"required": True, "content": _json(references[request_model(one).__name__])},
        "responses": {
            "200": {"description": "The job has ended", "content": _json(done)},
            "202": {
                "description": "The job is under way; Location is its address",
                "headers": {"Location": {"schema": {"type": "string"}}},
                "content": _json({"$ref": _REFERENCE.format(model="Job")}),
            },
            **_problems(_SAID),
        },
    }


def _at_once(name: str, summary: str, sent: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """What is answered at once, without a job. sent: schema of the request; answer: by its status."""
    return {
        "operationId": name,
        "summary": summary,
        "requestBody": {"required": True, "content": _json(sent)},
        "responses": {**answer, **_problems(code for code in _SAID if code != 404)},
    }


def _named(names: dict[str, Any]) -> dict[str, Any]:
    """The catalogues that a question may name."""
    answers = {"200": {"description": "Their names", "content": _json(names)}, **_problems((401, 429, 500, 503))}
    return {"operationId": "catalogues", "summary": "Catalogues that a question may name", "responses": answers}


def _jobs() -> dict[str, Any]:
    job = {"description": "The job as it is now", "content": _json({"$ref": _REFERENCE.format(model="Job")})}
    answers = {"200": job, **_problems((401, 404, 429, 500, 503))}
    name = {"name": "job", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "parameters": [name],
        "get": {"operationId": "look", "summary": "A job as it is now", "responses": answers},
        "delete": {"operationId": "cancel", "summary": "Cancel a job that is under way", "responses": answers},
    }


def _job(answer: dict[str, Any]) -> dict[str, Any]:
    """Schema of a job whose result is this answer."""
    null = {"type": "null"}
    result = {
        "type": "object",
        "required": ["answer", "text", "roster"],
        "properties": {
            "answer": answer,
            "text": {"type": "array", "items": {"type": "string"}, "description": "The same in sentences"},
            "roster": {"anyOf": [{"$ref": _REFERENCE.format(model="ReadRoster")}, null]},
        },
    }
    states = ["queued", "running", "done", "failed", "cancelled"]
    return {
        "type": "object",
        "required": ["id", "operation", "state", "place_in_queue", "seconds", "progress", "problem", "result"],
        "properties": {
            "id": {"type": "string"},
            "operation": {"type": "string"},
            "state": {"type": "string", "enum": states},
            "place_in_queue": {"type": "integer", "description": "1 is next; 0: it does not wait"},
            "seconds": {"type": "number"},
            "progress": {"anyOf": [{"$ref": _REFERENCE.format(model="Progress")}, null]},
            "problem": {"anyOf": [{"$ref": _REFERENCE.format(model="ProblemDetails")}, null]},
            "result": {"anyOf": [result, null]},
        },
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _problems(codes: Iterable[int]) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model="ProblemDetails")}}}
    return {str(code): {"description": _SAID[code], "content": content} for code in codes}
