"""The planner as tools of an assistant, by the Model Context Protocol: one tool for each operation.

An assistant writes every word that it sends and reads every word that comes back, so campaigns are named: a roster is
sent once and is an id from then on, a plan is the id of its job, and a question about a plan needs no more than that
id. Answers are sentences first; the whole answer is beside them where it is small, and can be asked for where it is
not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import anyio
import mcp_types as types
from mcp.server import Server
from mcp.server.context import ServerRequestContext
from pydantic import create_model

import planner
from planner.brief.brief import Brief
from planner.campaign.start import Answers, starting_points
from planner.catalogue.offers import names_offered
from planner.intake.roster.listed import list_text
from planner.operations.beginning import Beginning, begin
from planner.operations.catalog import OPERATIONS, Operation, operation
from planner.operations.requests import JOB_ID, ROSTER_ID
from planner.operations.sources import RosterList
from planner.problems import BadInput, Problem
from planner.service.desk import Desk, Look, result_of
from planner.service.refused import ProblemDetails, Refused, read_as, refused_by
from planner.service.teams import Team

INSTRUCTIONS = """\
Plans which creators (influencers) a brand should book under a budget, and proves how good the plan is.
1. send_roster once, with the creators and their packages, or name a catalogue to plan where it offers any; without
   either, types of creators are planned at benchmark prices.
2. start_brief for a first brief, brief_schema for other fields that you need, then plan. A refusal is an answer: it
   names the rules in conflict and the smallest changes. Put them to the user instead of choosing for them.
3. Ask about the plan by its plan_id: why_not, worth, alternatives, frontier, sensitivity, score; replan once creators
   answer.
Money in a brief is in cents, shares are 0 to 1. Say how the plan is proven when you present it. What the planner
assumed or left out is in the text of an answer: pass it on."""
WHOLE = 12_000
"""Bytes of an answer that go beside its sentences; a longer one is left for `look` with whole."""
WAIT = 45.0
"""Seconds that a tool waits before it hands back a job under way; clients give up after a minute."""
_POLL = 0.05
_PLAN_ID = {"type": "string", "pattern": JOB_ID, "description": "The job_id of a plan"}
_JOB = {"type": "string", "pattern": JOB_ID, "description": "A job_id that a tool gave"}


@dataclass(frozen=True)
class Desks:
    """Whose tools they are. team: of a request. files: whether a path on this computer may be read."""

    desk: Desk
    team: Callable[[ServerRequestContext[Any, Any]], Team]
    files: bool = False


def server(desks: Desks) -> Server[Any]:
    """A server of the tools."""

    async def listed(
        _context: ServerRequestContext[Any], _page: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=list(tools(desks.files, names_offered())))

    async def called(context: ServerRequestContext[Any], asked: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            return await _call(desks, context, asked)
        except Exception as error:  # noqa: BLE001  whatever goes wrong is an answer, its inside in the log alone
            return _told(refused_by(error, asked.name).details)

    return Server(
        "influencer-mix-planner",
        version=planner.__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=listed,
        on_call_tool=called,
    )


@cache
def tools(files: bool, catalogues: tuple[str, ...] = ()) -> tuple[types.Tool, ...]:
    """Every tool, with the schema of what it takes. catalogues: names of those that the server offers."""
    return (
        _tool("send_roster", "Keep the creators who could be booked", _SEND, _roster_schema(files)),
        _tool("start_brief", "Begin a brief from a few answers", _START, _start_schema(), only_reads=True),
        _tool("brief_schema", "The fields of a brief", _FIELDS, _object({"field": _FIELD}), only_reads=True),
        *(
            _tool(_named(one), one.title, one.description, _schema(one, catalogues), only_reads=True)
            for one in OPERATIONS
        ),
        _tool("look", "A job now", _LOOK, _object({"job_id": _JOB, "whole": _WHOLE}, "job_id"), only_reads=True),
        _tool("cancel", "Cancel a job under way", "Ends the work; what had ended stays as it is.",
              _object({"job_id": _JOB}, "job_id")),
    )  # fmt: skip


_SEND = (
    "Keeps a roster and returns its roster_id for plan. Send rows as the user has them: a row per creator and "
    "package, in any usual column names (handle, platform, followers, package, fee, engagement rate, ...). Do not "
    "clean or guess values: the reader reports what it could not use and asks about what is ambiguous. Answer its "
    "questions by sending the roster_id with answers, after you have asked the user."
)
_START = (
    "Writes a brief from a starting point and what the user said, with a sentence for each rule in it. The rules are "
    "suggestions: show them, change what the user wants changed, and hand the brief to plan."
)
_FIELDS = (
    "The JSON schema of one field of a brief, or, without field, every field with a line about it. Read it before you"
    " write a brief; an unknown key is an error, a field left out asks for nothing, 0 means zero."
)
_LOOK = (
    "The state of a job that took longer, its progress, and its answer once it has one. With whole, the complete JSON"
    " of the answer, which may be long: ask for it only where the sentences are not enough."
)
_FIELD = {"type": "string", "description": "Such as pyramid, quality, audience or goal"}
_WHOLE = {"type": "boolean", "default": False, "description": "The complete JSON of the answer"}


async def _call(
    desks: Desks, context: ServerRequestContext[Any], asked: types.CallToolRequestParams
) -> types.CallToolResult:
    given = dict(asked.arguments or {})
    team, desk = desks.team(context), desks.desk
    named = {_named(one): one for one in OPERATIONS}
    if asked.name in named:
        return await _answered(desks, context, named[asked.name], given)
    others: dict[str, Callable[[], types.CallToolResult]] = {
        "send_roster": lambda: _keep(desk, team, given, desks.files),
        "start_brief": lambda: _start(given),
        "brief_schema": lambda: _fields(given),
        "look": lambda: _shown(desk.look(team, _text(given, "job_id")), bool(given.get("whole", False))),
        "cancel": lambda: _shown(desk.cancel(team, _text(given, "job_id"))),
    }
    if asked.name not in others:
        known = ", ".join((*named, *others))
        raise BadInput([Problem("tool", asked.name, "is not one of the planner", known)])
    return await anyio.to_thread.run_sync(others[asked.name])


async def _answered(
    desks: Desks, context: ServerRequestContext[Any], asked: Operation, given: dict[str, Any]
) -> types.CallToolResult:
    """The answer, or the job once it takes long; a client that gives up cancels it."""
    team, desk = desks.team(context), desks.desk
    look = await anyio.to_thread.run_sync(lambda: desk.submit(team, asked, _body(desk, team, asked, given)))
    said = ""
    try:
        with anyio.move_on_after(WAIT):
            while not desk.has_ended(team, look.id):
                await anyio.sleep(_POLL)
                progress = desk.progress(team, look.id)
                if progress is not None and progress.phase != said:
                    said = progress.phase
                    await context.session.report_progress(progress.seconds, message=said)
    except anyio.get_cancelled_exc_class():
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(desk.cancel, team, look.id)
        raise
    return _shown(await anyio.to_thread.run_sync(desk.look, team, look.id))


def _body(desk: Desk, team: Team, asked: Operation, given: dict[str, Any]) -> bytes:
    """The request of an operation: that of its plan, with the question in it."""
    if asked.name == "plan":
        return json.dumps(given).encode()
    key = _text(given, "plan_id")
    campaign = json.loads(desk.request_of(team, key))
    kept = {name: campaign[name] for name in ("brief", "roster", "roster_id", "catalogue") if name in campaign}
    return json.dumps({**given, **kept, "plan_id": key}).encode()


def _keep(desk: Desk, team: Team, given: dict[str, Any], files: bool) -> types.CallToolResult:
    if "roster_id" in given:
        before = desk.roster(team, _text(given, "roster_id"))
        content: dict[str, Any] = json.loads(before.model_dump_json(exclude_defaults=True))
        content["answers"] = {**before.answers, **given.pop("answers", {})}
        given.pop("roster_id")
        if given:
            raise BadInput([Problem("roster_id", "", "stands beside another list", "roster_id with answers alone")])
        given = content
    if files and "file" in given:
        given["csv"] = _file(str(given.pop("file")))
    listed = read_as(RosterList, json.dumps(given).encode())
    key = desk.keep_roster(team, listed)
    about: dict[str, Any] = {"roster_id": key}
    try:
        job = desk.read_roster(team, listed)
        job.wait(WAIT)
        read = json.loads(result_of(job))
    except Refused as refused:
        # Kept all the same, so that questions are answered without sending it again.
        told = _told(refused.details)
        parts = [*told.content, types.TextContent(type="text", text=f"It is kept as roster_id {key}.")]
        return types.CallToolResult(
            content=parts, structured_content={**told.structured_content, **about}, is_error=True
        )
    lines = [f"Kept as roster_id {key}: {read['creators']} creators with {read['packages']} packages can be used."]
    return _result("\n".join([*lines, *read["set_aside"], *read["marked"], *read["notes"]]), about)


def _file(path: str) -> str:
    try:
        return list_text(f"file '{path}'", Path(path).expanduser().read_bytes())
    except OSError as error:
        wrong = f"cannot be read ({error.strerror})"
        accepted = "the path of a file on this computer: CSV, XLSX, ODS, JSON or Parquet"
        raise BadInput([Problem("file", path, wrong, accepted)]) from None


def _start(given: dict[str, Any]) -> types.CallToolResult:
    made = begin(read_as(Beginning, json.dumps(given).encode()))
    brief = json.loads(made.brief.model_dump_json(exclude_defaults=True))
    return _result("\n".join((*made.text, "", json.dumps(brief, ensure_ascii=False))), {"brief": brief})


def _start_schema() -> dict[str, Any]:
    schema = Answers.model_json_schema()
    points = [point.key for point in starting_points()]
    kinds = {"type": "string", "enum": points, "description": "What kind of campaign it is"}
    properties = {"starting_point": kinds, **schema["properties"]}
    return _object(properties, "starting_point", *schema["required"], defs=schema.get("$defs"))


def _fields(given: dict[str, Any]) -> types.CallToolResult:
    field = given.get("field")
    if field is None:
        lines = [f"{name}: {one.description or ''}" for name, one in Brief.model_fields.items()]
        return _result("\n".join(lines), None)
    if field not in Brief.model_fields:
        accepted = ", ".join(Brief.model_fields)
        raise BadInput([Problem("field", str(field), "is no field of a brief", accepted)])
    about = Brief.model_fields[field]
    fields: dict[str, Any] = {field: (about.annotation, about)}
    model = create_model(field, **fields)
    found = model.model_json_schema()
    part = {"properties": found["properties"], "$defs": found.get("$defs", {})}
    return _result(json.dumps(part, ensure_ascii=False), None)


def _shown(look: Look, whole: bool = False) -> types.CallToolResult:
    """A job: its sentences, and its answer where that is small or asked for."""
    if look.problem is not None:
        return _told(look.problem)
    about: dict[str, Any] = {"job_id": look.id, "state": look.state}
    if look.result is None:
        doing = "" if look.progress is None else f", {look.progress.phase} for {look.progress.seconds:.0f} s"
        later = "" if look.ended else " Ask again with look."
        return _result(f"Job {look.id} ({look.operation}) is {look.state}{doing}.{later}", about)
    result = json.loads(look.result)
    text = "\n".join(result["text"])
    read = result["roster"]
    if read is not None and (aside := [*read["set_aside"], *read["marked"], *read["notes"]]):
        text += "\n\nHow the roster was read\n" + "\n".join(aside)
    if look.operation == "plan" and result["answer"]["kind"] == "plan":
        text += f"\n\nplan_id {look.id}"
        about["plan_id"] = look.id
    if whole or len(json.dumps(result["answer"])) <= WHOLE:
        about["answer"] = result["answer"]
    else:
        text += f"\nThe complete answer: look with job_id {look.id} and whole."
    return _result(text, about)


def _told(problem: ProblemDetails) -> types.CallToolResult:
    """What cannot be used, so that the assistant can mend it or ask the user."""
    lines = [problem.detail]
    for one in problem.questions:
        choices = "; ".join(f"{value}: {words}" for value, words in one.choices.items()) or "a number or a name"
        lines.append(f"Ask the user: {one.title} Answer as {one.key} with {choices}.")
    content = [types.TextContent(type="text", text="\n".join(lines))]
    return types.CallToolResult(content=content, structured_content=problem.model_dump(mode="json"), is_error=True)


def _result(text: str, structured: dict[str, Any] | None) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=structured)


def _text(given: Mapping[str, Any], name: str) -> str:
    found = given.get(name)
    if not isinstance(found, str):
        raise BadInput(
            [Problem(name, "" if found is None else str(found), "is missing", f"the {name} that a tool gave")]
        )
    return found


def _named(asked: Operation) -> str:
    return asked.name.replace("-", "_")


def _object(properties: dict[str, Any], *required: str, defs: Any = None) -> dict[str, Any]:
    made = {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
    return made if not defs else {**made, "$defs": defs}


def _schema(asked: Operation, catalogues: tuple[str, ...]) -> dict[str, Any]:
    """What a tool takes: the fields of its question, and the plan that it is about."""
    if asked is operation("plan"):
        brief = {"type": "object", "description": "The campaign; see brief_schema. budget_cents and audience are usual"}
        roster = {"type": "string", "pattern": ROSTER_ID, "description": "From send_roster; none: types of creators"}
        whole = {
            "type": "string",
            "enum": catalogues,
            "description": "A catalogue of this server, instead of roster_id",
        }
        return _object({"brief": brief, "roster_id": roster, **({"catalogue": whole} if catalogues else {})}, "brief")
    question = asked.module.QUESTION.model_json_schema()
    properties = {"plan_id": _PLAN_ID, **question["properties"]}
    return _object(properties, "plan_id", *question.get("required", ()), defs=question.get("$defs"))


def _roster_schema(files: bool) -> dict[str, Any]:
    schema = RosterList.model_json_schema()
    again = {"type": "string", "pattern": ROSTER_ID, "description": "A roster that was sent, to be read with answers"}
    path = {
        "type": "string",
        "description": "Path of a CSV, XLSX, ODS, JSON or Parquet file here, instead of rows or csv",
    }
    properties = {**schema["properties"], "roster_id": again, **({"file": path} if files else {})}
    return _object(properties, defs=schema.get("$defs"))


def _tool(name: str, title: str, description: str, schema: dict[str, Any], only_reads: bool = False) -> types.Tool:
    hints = types.ToolAnnotations(read_only_hint=only_reads, destructive_hint=False, open_world_hint=False)
    return types.Tool(
        name=name, title=title[0].upper() + title[1:], description=description, input_schema=schema, annotations=hints
    )
