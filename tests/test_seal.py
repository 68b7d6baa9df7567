"""A sealed plan: its digest, the files it stands in, and the record of sealed forecasts that only grows."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from planner.cli import main
from planner.debrief.sealed import SealedLine, SealedRecord
from planner.exports.dossier import Dossier
from planner.exports.formats import FORMATS, FileFormat
from planner.figures.look import Look
from planner.figures.record import sealed_chart
from planner.outcome import Plan, Relieved
from planner.planning import plan
from planner.seal import holds, seal_words, sealed
from planner.store.scenario import Scenario, read_scenario, scenario_json
from tests import builders

AT = datetime(2026, 3, 1, 9, 30, 15, tzinfo=UTC)
BRIEF = builders.brief(budget_cents=100_000, name="Spring")
ROSTER = builders.roster(*(builders.creator(name, builders.package("reel", 300, reels=1)) for name in ("anna", "ben")))


@cache
def made() -> Plan:
    """A small plan under a seal."""
    found = plan(ROSTER, BRIEF)
    assert isinstance(found, Plan)
    return sealed(found, BRIEF, AT)


def test_a_seal_fits_until_plan_brief_or_time_is_changed() -> None:
    found = made()
    assert found.seal is not None
    assert holds(found, BRIEF)
    assert sealed(found, BRIEF, datetime(2027, 1, 1, tzinfo=UTC)) is found
    later = found.seal.model_copy(update={"sealed": datetime(2026, 2, 1, tzinfo=UTC)})
    better = found.totals.model_copy(update={"unique_reach": found.totals.unique_reach + 1})
    assert not holds(found.model_copy(update={"seal": later}), BRIEF)
    assert not holds(found.model_copy(update={"totals": better}), BRIEF)
    assert not holds(found, BRIEF.changed("budget_cents", 100_001))
    assert not holds(found.model_copy(update={"seal": None}), BRIEF)
    assert holds(found.model_copy(update={"relieved": Relieved()}), BRIEF), "which is worked out after the plan"


def test_assumptions_are_part_of_what_is_sealed() -> None:
    bare = made().model_copy(update={"seal": None})
    edited = BRIEF.changed("assumptions", {"nbd_kappa_mixed_niche.all.all": 4.0})
    seals = [sealed(bare, brief, AT).seal for brief in (BRIEF, edited)]
    assert seals[0] is not None and seals[1] is not None
    assert seals[0].assumptions != seals[1].assumptions


def test_a_scenario_file_carries_the_seal() -> None:
    back = read_scenario(scenario_json(Scenario.of("Spring", BRIEF, made(), ROSTER)))
    assert isinstance(back.outcome, Plan)
    assert holds(back.outcome, back.brief)


# Messages go to creators and hold nothing of the forecast.
OF_THE_PLAN = [kind for kind in FORMATS if kind.key != "outreach"]


@pytest.mark.parametrize("kind", OF_THE_PLAN, ids=lambda kind: kind.key)
def test_the_seal_stands_in_every_file(kind: FileFormat) -> None:
    digest = seal_words(made()).rpartition(" ")[2]
    text = text_of(kind.make(Dossier(made(), BRIEF, ROSTER)))
    # A slide has room for the beginning alone.
    assert (digest[:16] if kind.key == "pptx" else digest) in text
    bare = made().model_copy(update={"seal": None})
    assert "Sealed" not in text_of(kind.make(Dossier(bare, BRIEF, ROSTER)))


def text_of(data: bytes) -> str:
    """What stands in a file: of an Office file, all of its parts; of a calendar, unfolded."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    return data.decode("utf-8-sig").replace("\r\n ", "")


def test_the_command_seals_a_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "brief.json").write_text(BRIEF.model_dump_json(), encoding="utf-8")
    out = tmp_path / "plan.json"
    assert main(["plan", "--brief", str(tmp_path / "brief.json"), "--seal", "--json", str(out)]) == 0
    found = Plan.model_validate(json.loads(out.read_text(encoding="utf-8")))
    assert seal_words(found) in capsys.readouterr().err


def lines(*steps: tuple[str, float | None]) -> SealedRecord:
    """A record of campaigns sealed (None) and reported on (people), by name."""
    record = SealedRecord()
    for name, came in steps:
        mine = sealed(made().model_copy(update={"seal": None, "roster": name}), BRIEF, AT, record.place)
        assert mine.seal is not None
        known = next((line.seal for line in record.lines if line.name == name), mine.seal.digest)
        if came is None and known != mine.seal.digest:
            continue
        line = record.forecast(mine, name) if came is None else record.outcome(known, came, AT)
        record = SealedRecord((*record.lines, *([] if line is None else [line])))
    return record


def test_the_record_keeps_every_forecast_and_every_report() -> None:
    bands = made().bands
    assert bands is not None
    inside = bands.unique_reach.p50
    record = lines(("a", None), ("b", None), ("a", None), ("a", 1.0), ("a", 1.0), ("a", inside), ("c", inside))
    assert len(record.lines) == 4
    assert record.broken is None
    first, second = record.results
    assert (first.name, first.came, first.reports, first.inside) == ("a", inside, 2, True)
    assert (second.name, second.came, second.inside) == ("b", None, None)
    drawn = sealed_chart(record.results, "en_US", Look())
    assert [trace.name for trace in drawn.data] == ["range", "even", "came"]
    assert len(drawn.data[2].x) == 1


def test_whoever_tidies_the_record_breaks_it() -> None:
    record = lines(("a", None), ("a", 1.0), ("b", None))
    kept = [line for line in record.lines if line.came is None]
    assert SealedRecord(tuple(kept)).broken == 2
    kinder = record.lines[1].model_copy(update={"came": 5e6})
    assert SealedRecord((record.lines[0], kinder, record.lines[2])).broken == 3
    assert SealedRecord.of(reversed(record.lines)) == record
    assert SealedLine.model_validate_json(record.lines[1].model_dump_json()).digest == record.lines[1].digest


def test_a_record_whose_end_was_cut_off_is_seen_by_its_length_and_by_its_plans() -> None:
    record = lines(("a", None), ("b", None), ("b", 1.0))
    last = sealed(made().model_copy(update={"seal": None, "roster": "c"}), BRIEF, AT, record.place)
    assert last.seal is not None
    line = record.forecast(last, "c")
    assert line is not None
    whole = SealedRecord((*record.lines, line))
    assert whole.gone(whole.head, [last.seal]) is None
    cut = SealedRecord(whole.lines[:2])
    # The lines that are left follow from each other: the chain alone does not show it.
    assert cut.broken is None
    assert cut.gone(whole.head) == 3
    assert cut.gone(None, [last.seal]) == 3
    assert SealedRecord().gone(whole.head) == 1
    assert cut.gone(cut.head) is None


def test_an_end_that_was_written_anew_is_seen() -> None:
    record = lines(("a", None), ("b", None), ("c", None))
    other = lines(("a", None), ("b", None), ("d", None), ("e", None))
    assert other.broken is None
    assert other.gone(record.head) == 3
    third = next(line for line in record.lines if line.name == "c")
    seal = sealed(
        made().model_copy(update={"seal": None, "roster": "c"}), BRIEF, AT, SealedRecord(record.lines[:2]).place
    )
    assert seal.seal is not None and seal.seal.digest == third.seal
    assert other.gone(None, [seal.seal]) == 3


def test_a_plan_of_another_record_says_nothing_of_this_one() -> None:
    record, other = lines(("a", None), ("b", None)), lines(("x", None), ("y", None))
    far = sealed(made().model_copy(update={"seal": None}), BRIEF, AT, other.place)
    assert far.seal is not None
    assert record.gone(record.head, [far.seal]) is None


def test_the_place_in_the_record_is_sealed_and_stands_in_the_words() -> None:
    place = lines(("a", None)).place
    found = sealed(made().model_copy(update={"seal": None}), BRIEF, AT, place)
    assert found.seal is not None
    assert holds(found, BRIEF)
    assert "as line 2 of the record" in seal_words(found)
    moved = found.seal.model_copy(update={"place": place.model_copy(update={"line": 1})})
    assert not holds(found.model_copy(update={"seal": moved}), BRIEF)
