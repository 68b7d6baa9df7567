"""`python -m benchmarks.load`: many sessions that change their budget, on one server, and how long each waits.

A session is a websocket that speaks Streamlit's own messages, so that a hundred cost next to nothing and the server
does what it does for a browser. Every answer is looked at: it must be the plan for the budget that was sent, within
it, and the same as any other session's for that budget.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import html
import json
import random
import re
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from benchmarks import report
from benchmarks.browser import listens, serving

HEAD = ("sessions", "answers", "p50 s", "p95 s", "longest s", "errors", "goal p95 s", "result")
GOALS = {20: 1.0, 50: 2.0}
PATIENCE = 60.0
BIGGEST = 64 * 1024 * 1024
CENTRE, SPREAD = 110_000, 0.35
BUDGET, SEEN, PICTURE = "-form.budget", "-form_seen", "-pyramid"
_FIELDS = {"number_input": (SEEN, "double_value"), "text_input": (BUDGET, "string_value")}
"""Which field of each kind a session fills in, and how the browser sends what it holds."""


@dataclass
class Tally:
    """Observations of all sessions of a run."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    answers: dict[int, set[str]] = field(default_factory=dict)

    def take(self, budget: int, seconds: float, answer: Answer) -> None:
        """Note an answer and what is wrong with it."""
        self.seconds.append(seconds)
        if answer.spend is None or not 0 < answer.spend <= budget * 1.001:
            self.errors.append(f"the plan for {budget:,} spends {answer.spend}")
        same = self.answers.setdefault(budget, set())
        same.add(answer.figures)
        if len(same) > 1:
            self.errors.append(f"two plans for {budget:,}")


@dataclass(frozen=True)
class Answer:
    """The figures of a plan as the page shows them. spend: in units of the currency, None when it shows none."""

    figures: str
    spend: float | None

    @classmethod
    def read(cls, head: str, tiles: str) -> Answer:
        """Read from the line under the name and from the tiles, both HTML."""
        numbers = re.findall(r'<div class="t">([^<]+)</div><div class="n">([^<]+)</div>', tiles)
        shown = dict((html.unescape(title), html.unescape(number)) for title, number in numbers)
        creators = re.search(r"<b>([^<]+ creators?)</b>", head)
        return cls(f"{creators and creators[1]} {sorted(shown.items())}", _amount(shown.get("Spend", "")))


class Session:
    """One browser's side of the conversation."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._kept: dict[str, ForwardMsg] = {}
        self._html: list[str] = []
        self._values: dict[str, WidgetState] = {}
        self._polls: dict[str, float] = {}
        self._looks: tuple[str, float] = ("", 0.0)
        self._page = ""

    async def ask(self, budget: int | None = None) -> Answer:
        """Send the first run, or a budget, and wait for the plan for it. Raises TimeoutError and RuntimeError."""
        await self._run(budget)
        async with asyncio.timeout(PATIENCE):
            while True:
                await self._finished()
                answer = self._answer()
                if answer is not None:
                    return answer
                if self._polls:
                    fragment, seconds = next(iter(self._polls.items()))
                    with contextlib.suppress(TimeoutError):
                        # What the page shows meanwhile may come by itself; else it is asked for, as a browser does.
                        async with asyncio.timeout(seconds):
                            await self._finished()
                            continue
                    await self._run(None, fragment)

    async def think(self, seconds: float) -> None:
        """Let time pass as an untouched browser does: it asks for plans made ahead while some are missing."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            fragment, every = self._looks
            if not every or every >= left:
                await asyncio.sleep(left)
                return
            await asyncio.sleep(every)
            await self._run(None, fragment)
            await self._finished()

    async def _run(self, budget: int | None, fragment: str = "") -> None:
        ask = BackMsg()
        state = ask.rerun_script
        state.page_script_hash, state.fragment_id, state.is_auto_rerun = self._page, fragment, bool(fragment)
        state.cached_message_hashes.extend(self._kept)
        if budget is not None:
            self._values[BUDGET].string_value = f"{budget:,}"
        state.widget_states.widgets.extend(self._values.values())
        if not fragment:
            self._html, self._polls = [], {}
        await self._socket.send(ask.SerializeToString())

    async def _finished(self) -> None:
        """Take messages until a run has ended."""
        while True:
            message = ForwardMsg()
            message.ParseFromString(bytes(await self._socket.recv(decode=False)))
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                message, kind = self._kept[message.ref_hash], "delta"
            elif message.metadata.cacheable:
                self._kept[message.hash] = message
            if kind == "new_session" and not message.metadata.run.fragment_ids:
                self._page = message.new_session.page_script_hash
                self._html, self._polls = [], {}
            elif kind == "auto_rerun":
                self._polls[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            elif kind == "delta":
                self._take(message)
            elif kind == "script_finished":
                # One that ended early for another one (2) brings nothing of its own.
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError("the page does not compile")
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return

    def _take(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(element.exception.message)
        if kind == "bidi_component" and element.bidi_component.id.endswith(PICTURE):
            part = element.bidi_component
            look = json.loads(part.mixed.json if part.WhichOneof("data") == "mixed" else part.json)["look"]
            self._looks = (message.delta.fragment_id, float(look))
        if kind == "html":
            self._html.append(element.html.body)
        elif kind in _FIELDS:
            shown, (ending, held) = getattr(element, kind), _FIELDS[kind]
            if shown.id.endswith(ending):
                value = self._values.setdefault(ending, WidgetState(**{held: shown.default}))
                value.id = shown.id
                if shown.set_value:
                    setattr(value, held, shown.value)

    def _answer(self) -> Answer | None:
        """The plan that the page shows as the answer to the brief; None while it shows another or none."""
        heads = [body for body in self._html if "plan-head" in body]
        tiles = [body for body in self._html if 'class="tiles"' in body]
        if not heads or not tiles or "creator" not in heads[-1] or "<b>" not in heads[-1].partition("<p>")[2]:
            return None
        return Answer.read(heads[-1], tiles[-1])


async def load(url: str, sessions: int, seconds: float, think: float = 20.0) -> Tally:
    """So many sessions, each with a new budget every `think` seconds, measured over `seconds`.

    They open one after the other within the first `think` seconds, which are not measured.
    """
    tally, chance = Tally(), random.Random(sessions)
    starts = time.monotonic() + think
    ends = starts + seconds
    plans = [[_budget(chance) for _ in range(int((seconds + think) / think) + 3)] for _ in range(sessions)]
    waits = [think * at / sessions for at in range(sessions)]

    async def one(at: int) -> None:
        await asyncio.sleep(waits[at])
        address = url.replace("http", "ws", 1) + "/_stcore/stream"
        try:
            async with connect(address, subprotocols=["streamlit"], max_size=BIGGEST, origin=url) as socket:
                session = Session(socket)
                await session.ask()
                budgets = iter(plans[at])
                while (due := max(time.monotonic(), starts + waits[at])) < ends:
                    await session.think(due - time.monotonic())
                    began, budget = time.monotonic(), next(budgets)
                    answer = await session.ask(budget)
                    tally.take(budget, time.monotonic() - began, answer)
                    waits[at] += think
        except (RuntimeError, OSError, TimeoutError, WebSocketException) as problem:
            tally.errors.append(f"{type(problem).__name__}: {problem}")

    await asyncio.gather(*(one(at) for at in range(sessions)))
    return tally


def _budget(chance: random.Random) -> int:
    return round(CENTRE * chance.uniform(1 - SPREAD, 1 + SPREAD))


def _amount(text: str) -> float | None:
    """`$108.2K` as a number."""
    found = re.search(r"([\d.,]+)\s*([KM]?)", text)
    if found is None:
        return None
    return float(found[1].replace(",", "")) * {"": 1, "K": 1_000, "M": 1_000_000}[found[2]]


def row(sessions: int, tally: Tally) -> tuple[str, ...]:
    """As a row of the table with `HEAD`."""
    goal, times = GOALS.get(sessions), sorted(tally.seconds)
    if not times:
        return (str(sessions), "0", "-", "-", "-", str(len(tally.errors)), f"{goal or '-'}", "no answer")
    p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
    met = "met" if not tally.errors and (goal is None or p95 <= goal) else "MISSED"
    return (
        str(sessions),
        str(len(times)),
        f"{statistics.median(times):.2f}",
        f"{p95:.2f}",
        f"{times[-1]:.2f}",
        str(len(tally.errors)),
        f"{goal or '-'}",
        met,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Load a fresh server and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__.partition(": ")[2])
    parser.add_argument("--sessions", nargs="+", type=int, default=[20, 50], metavar="N")
    parser.add_argument("--seconds", type=float, default=60.0, help="measured time of each run (60)")
    parser.add_argument("--think", type=float, default=20.0, help="seconds between two budgets of a session (20)")
    asked = parser.parse_args(arguments)
    print(f"{report.machine()}\n`python -m benchmarks.load {' '.join(sys.argv[1:])}`\n", flush=True)
    rows = []
    for sessions in asked.sessions:
        with serving() as (url, _):
            listens(url)
            tally = asyncio.run(load(url, sessions, asked.seconds, asked.think))
        rows.append(row(sessions, tally))
        for error in sorted(set(tally.errors))[:10]:
            print(error, file=sys.stderr)
    print(report.table(HEAD, rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
