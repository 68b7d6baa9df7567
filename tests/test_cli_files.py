"""The command line and the files of a plan: every format from a brief or a scenario, and the workbook's way back."""

from __future__ import annotations

import argparse
import io
import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import pytest
from openpyxl import load_workbook

from planner.brief.brief import Brief
from planner.cli import COMMANDS, declared, main
from planner.commands import output_files
from planner.commands.declare import Command, targets
from planner.commands.output_files import Unwritable
from planner.exports.formats import FORMATS
from planner.store.scenario import Scenario, scenario_json
from tests.export_cases import real

BEGINS = {
    "xlsx": b"PK",
    "pptx": b"PK",
    "html": b"<!doctype html>",
    "ics": b"BEGIN:VCALENDAR",
    "csv": b"\xef\xbb\xbf",
    "outreach": b'\xef\xbb\xbf"email"',
}


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = Scenario.of("First", real().brief, real().plan, real().roster)
    path = tmp_path_factory.mktemp("scenario") / "first.json"
    path.write_bytes(scenario_json(kept))
    return path


def test_every_format_is_written_from_a_scenario_with_the_answer_it_holds(
    tmp_path: Path, scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert {kind.key for kind in FORMATS} == {*BEGINS, "json"}
    files = {key: tmp_path / f"out.{key}" for key in BEGINS}
    options = [part for key, path in files.items() for part in (f"--{key}", str(path))]
    assert main(["plan", "--scenario", str(scenario), "--beside", str(scenario), *options]) == 0
    assert "\nSpring launch: $110,000 buys " in capsys.readouterr().out
    for key, path in files.items():
        assert path.read_bytes().startswith(BEGINS[key]), key
    book = load_workbook(files["xlsx"], data_only=True)
    assert book["Scenarios"]["C4"].value == "first"
    cash = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}["Net cost, cash"]
    assert round(cash * 100) == real().plan.totals.cost_cents


@pytest.mark.parametrize("command", [declared(name) for name in COMMANDS], ids=lambda command: command.name)
def test_no_command_writes_over_a_file_that_it_reads(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text("{}")
    nothing = {one.dest: None for one in command.options}
    for read in (one for one in command.options if one.use == "read"):
        for written in (one for one in command.options if one.use == "written"):
            asked = argparse.Namespace(command=command, **nothing | {read.dest: str(path), written.dest: str(path)})
            with pytest.raises(Unwritable, match="is also another file"), targets(asked):
                pass
    assert path.read_text() == "{}"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["plan"], "either --brief FILE, --scenario FILE or --starting-point KEY"),
        (["plan", "--brief", "a.json", "--scenario", "b.json"], "--scenario FILE or --starting-point KEY"),
        (["plan", "--scenario", "b.json", "--roster", "r.csv"], "the scenario brings its own"),
        (["plan", "--scenario", "none.json"], "does not exist"),
        (["workbook", "none.xlsx", "--scenario", "none.json"], "does not exist"),
    ],
)
def test_what_does_not_fit_together_is_told(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert says in capsys.readouterr().err


def test_an_edited_workbook_is_read_back_and_its_changes_go_into_a_brief(
    tmp_path: Path, scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported, edited, changed = (tmp_path / name for name in ("plan.xlsx", "edited.xlsx", "brief.json"))
    assert main(["plan", "--scenario", str(scenario), "--xlsx", str(exported)]) == 0
    book = load_workbook(io.BytesIO(exported.read_bytes()))
    sheet = book["Media plan"]
    at = {cell.value: cell.column for cell in sheet[4] if cell.value}
    sheet.cell(5, at["Status"]).value = "declined"
    sheet.cell(6, at["Fee"]).value = "soon"
    book.save(edited)
    capsys.readouterr()
    assert main(["workbook", str(edited), "--scenario", str(scenario), "--brief-out", str(changed)]) == 0
    told = capsys.readouterr()
    first = real().plan.picks[0]
    assert told.out.startswith(f"declined: {first.handle}, left out (was proposed; sheet 'Media plan', cell ")
    assert "'soon' is not a number" in told.err
    assert first.creator in Brief.read(changed.read_bytes()).excluded


def stopped(folder: Path, number: signal.Signals) -> tuple[int, str]:
    """Exit status and words of a plan that gets a signal as soon as its drafts are there."""
    sample = Path(__file__).parents[1] / "sample_data"
    command = [
        sys.executable, "-m", "planner", "plan", "--roster", str(sample / "roster.csv"),
        "--brief", str(sample / "brief.json"), "--json", str(folder / "plan.json"), "--xlsx", str(folder / "plan.xlsx"),
    ]  # fmt: skip
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while len(list(folder.glob(".plan-*"))) < 2 and running.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    running.send_signal(number)
    words = running.communicate(timeout=60)[1].decode()
    return running.returncode, words


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_command_that_is_stopped_leaves_no_file_half_written(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    found, words = stopped(tmp_path, number)
    # Where a signal comes while Python runs a text as code, as a dataclass being made, Python itself passes it on at
    # its end; a shell writes the same status for both.
    assert found in (status, -number) and "Traceback" not in words
    assert list(tmp_path.iterdir()) == []


def ended_at(step: int, wanted: list[tuple[str, str]]) -> bool:
    """Whether an end at that instruction of output_files.py came before drafts were made and removed."""
    steps = itertools.count()

    def trace(frame: FrameType, event: str, _: object) -> object:
        if frame.f_code.co_filename != output_files.__file__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and next(steps) == step:
            raise SystemExit
        return trace

    before = sys.gettrace()
    # Python 3.12 gives instructions to nobody unless the frame that begins to trace asks for them, too.
    sys._getframe().f_trace_opcodes = True
    sys.settrace(trace)
    try:
        with output_files.prepared(wanted, []):
            return False
    except SystemExit:
        return True
    finally:
        sys.settrace(before)


def test_a_signal_between_any_two_steps_leaves_no_draft(tmp_path: Path) -> None:
    """SIGTERM raises SystemExit wherever Python happens to be: here at each instruction in turn, until none is left."""
    wanted = [("json", str(tmp_path / "plan.json")), ("xlsx", str(tmp_path / "plan.xlsx"))]
    for step in itertools.count():
        ended = ended_at(step, wanted)
        assert list(tmp_path.iterdir()) == [], f"after an end at instruction {step}"
        if not ended:
            break
    assert step > 100


def test_an_interrupt_while_modules_are_loaded_shows_no_traceback() -> None:
    """From the first line of the planner on; before it, Python itself is starting."""
    line = (
        "import os, runpy, signal, sys; sys.argv = ['planner', 'schema'];"
        "sys.addaudithook(lambda event, said: event == 'import' and said[0] == 'planner.cli'"
        " and os.kill(os.getpid(), signal.SIGINT)); runpy.run_module('planner', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "Stopped.\n")
