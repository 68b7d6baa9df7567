"""The corpus of traps, round trips in random formats, and bytes that are no files at all."""

from __future__ import annotations

import csv
import io
import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.intake import Mapping, Reading, ReadSettings, Unanswered, Upload, read_rosters
from planner.problems import BadInput
from tests.reading import RATES
from tests.sheets import ods, xls
from tests.traps import TRAPS, Trap

FUZZ = int(os.environ.get("PLANNER_FUZZ", "150"))
"""Mutated files per seed; by hand `PLANNER_FUZZ=20000` and another `PLANNER_FUZZ_SEED`."""
SEED = int(os.environ.get("PLANNER_FUZZ_SEED", "1"))


def read(data: bytes, answers: dict[str, str] | None = None, name: str = "roster.csv") -> Reading:
    """Read one file; the sum has to add up whatever it is."""
    reading = read_rosters([Upload(name, data, Mapping(answers=answers or {}))], ReadSettings(exchange=RATES))
    assert reading.adds_up
    return reading


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_each_trap_is_read_as_expected(trap: Trap) -> None:
    if trap.asked:
        with pytest.raises(Unanswered) as waiting:
            read(trap.data, dict(trap.answers))
        assert tuple(question.key for question in waiting.value.questions) == trap.asked
        return
    reading = read(trap.data, dict(trap.answers))
    people = {} if reading.roster is None else dict(
        zip(reading.roster.creators["handle"], reading.roster.creators["followers"], strict=True)
    )  # fmt: skip
    assert people == trap.people or {k.casefold(): v for k, v in people.items()} == trap.people
    for handle, cents in trap.fees.items():
        assert reading.roster is not None
        (creator,) = reading.roster.creators.index[reading.roster.creators["handle"] == handle]
        offers = reading.roster.packages[reading.roster.packages["creator"] == creator]
        assert sorted(offers["fee_cents"]) == sorted(cents)
    told = "\n".join(reading.notes)
    aside = "\n".join(map(str, (*reading.set_aside, *reading.marked)))
    assert all(part in told for part in trap.told), told
    assert all(part in aside for part in trap.aside), aside
    assert aside or not trap.aside


def test_an_answer_that_is_none_of_the_choices_is_no_answer() -> None:
    trap = next(trap for trap in TRAPS if trap.name == "two fees")
    with pytest.raises(Unanswered):
        read(trap.data, {"same.D": "Z"})


NUMBERS = st.lists(
    st.tuples(st.integers(1_000, 9_999_999), st.integers(0, 10**7), st.integers(1, 9_999)), min_size=2, max_size=12
)
STYLES = st.tuples(
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    st.sampled_from(["\n", "\r\n", "\r", "\r\r\n"]),
    st.sampled_from(["point", "comma", "blank"]),
    st.integers(0, 3),
)


@settings(max_examples=60, deadline=None)
@given(NUMBERS, STYLES)
def test_the_same_numbers_come_back_from_every_way_of_writing(
    numbers: list[tuple[int, int, int]], style: tuple[str, str, str, str, int]
) -> None:
    delimiter, encoding, end, signs, titles = style
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    for title in range(titles):
        writer.writerow([f"Title {title}", "", "", "", ""])
    writer.writerow(["Créateur", "username", "platform", "followers", "fee", "er"])
    for at, (followers, cents, rate) in enumerate(numbers):
        fee, share = written(cents / 100, signs, 2), written(rate / 100, signs, 2) + "%"
        writer.writerow([f"Zoë {at}", f"user.{at}", "instagram", written(followers, signs, 0), fee, share])
    reading = read(out.getvalue().encode(encoding), {"encoding": encoding} if encoding == "cp1252" else {})
    assert reading.roster is not None
    assert not reading.set_aside
    people = reading.roster.creators.set_index("handle")
    fees = dict(zip(reading.roster.packages["creator"], reading.roster.packages["fee_cents"], strict=True))
    for at, (followers, cents, rate) in enumerate(numbers):
        person = people.loc[f"user.{at}"]
        assert person["followers"] == followers
        assert fees[people.index.get_loc(f"user.{at}")] == cents
        assert person["engagement_rate"] == float(f"{rate}e-4")


def written(value: float, signs: str, digits: int) -> str:
    """A number the way people of some country write it."""
    text = f"{value:,.{digits}f}"
    if signs == "comma":
        return text.translate(str.maketrans(",.", ".,"))
    return text.replace(",", "\u00a0") if signs == "blank" else text


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**9), st.floats(0, 1)), min_size=1, max_size=5), st.booleans())
def test_old_and_open_workbooks_give_back_their_numbers(people: list[tuple[int, float]], old: bool) -> None:
    rows: list[list[str | float]] = [["handle", "platform", "followers", "engagement rate"]]
    rows += [[f"u{at}", "tiktok", float(followers), rate] for at, (followers, rate) in enumerate(people)]
    data = xls(rows) if old else ods(rows, percent=[3])
    reading = read(data, {"rate_unit": "fraction"})
    assert reading.roster is not None
    assert reading.roster.creators["followers"].to_list() == [followers for followers, _ in people]
    for found, (_, rate) in zip(reading.roster.creators["engagement_rate"], people, strict=True):
        assert found == pytest.approx(rate, rel=1e-13, abs=1e-300)


def mutated(data: bytes, luck: random.Random) -> bytes:
    """A file with some bytes changed, lost, doubled, or taken from elsewhere in it."""
    changed = bytearray(data)
    for _ in range(luck.randint(1, 6)):
        at = luck.randrange(max(1, len(changed)))
        kind = luck.randrange(5)
        if kind == 0 and changed:
            changed[at] = luck.randrange(256)
        elif kind == 1:
            del changed[at : at + luck.randint(1, 40)]
        elif kind == 2:
            changed[at:at] = changed[at : at + luck.randint(1, 40)]
        elif kind == 3:
            changed[at:at] = luck.choice(
                [b",", b";", b'"', b"\0", b"\xff", b"\n", b"1.234,5", b"\xe2\x80\xae", b"=1+1"]
            )
        else:
            elsewhere = luck.randrange(max(1, len(changed)))
            changed[at:at] = changed[elsewhere : elsewhere + luck.randint(1, 30)]
    return bytes(changed)


def test_no_mutation_of_a_text_file_raises_anything_but_bad_input() -> None:
    luck = random.Random(SEED)
    texts = [trap.data for trap in TRAPS if not trap.data.startswith((b"PK", b"\xd0\xcf"))]
    for _ in range(FUZZ):
        data = mutated(luck.choice(texts), luck)
        try:
            read(data)
        except BadInput as problem:
            assert "Accepted: " in str(problem), data


def test_no_mutation_of_a_workbook_raises_anything_but_bad_input() -> None:
    luck = random.Random(SEED)
    books = [trap.data for trap in TRAPS if trap.data.startswith((b"PK", b"\xd0\xcf"))]
    for _ in range(max(4, FUZZ // 15)):
        data = mutated(luck.choice(books), luck)
        try:
            read(data)
        except BadInput as problem:
            assert "Accepted: " in str(problem), data
