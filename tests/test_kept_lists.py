"""Lists as tools export them and as people keep them: every creator kept, no value wrong, at most three questions."""

import numpy as np
import pytest

from planner.domain.roster import UNKNOWN_FEE
from planner.intake import Mapping, Reading, ReadSettings, Unanswered, Upload, read_rosters
from tests.kept_lists import LISTS, Kept

PLATFORMS = {"ig": "instagram", "tt": "tiktok", "yt": "youtube", "th": "threads"}
MOST_QUESTIONS = 3


def read(kept: Kept) -> tuple[Reading, list[str]]:
    """A list read as somebody would who knows it, and the keys of what reading waited for."""
    mapping, asked = Mapping(answers={k: v for k, v in kept.answers.items() if not k.endswith(".")}), list[str]()
    for _ in range(4):
        try:
            upload = Upload(kept.name, kept.text.encode(), mapping)
            return read_rosters([upload], ReadSettings(currency=kept.currency)), asked
        except Unanswered as waiting:
            asked += [question.key for question in waiting.questions]
            said = {q.key: kept.answers.get(f"{q.key.partition('.')[0]}.") or q.suggested for q in waiting.questions}
            mapping = mapping.answered(**{key: value for key, value in said.items() if value is not None})
    raise AssertionError(f"{kept.name} still waits for {asked}")


def found(reading: Reading) -> dict[str, tuple[int, float, list[str]]]:
    """Followers, rate and fees, as an answer key writes them, by account."""
    assert reading.roster is not None
    people, offers = reading.roster.creators, reading.roster.packages
    fees: dict[int, list[str]] = {}
    for of, cents, paid in zip(offers["creator"], offers["fee_cents"], offers["compensation"], strict=True):
        said = "p" if paid == "product" else "-" if cents == UNKNOWN_FEE else f"{cents / 100:g}"
        fees.setdefault(int(of), []).append(said)
    rows = zip(people["id"], people["followers"], people["engagement_rate"], strict=True)
    return {key: (int(size), float(rate), sorted(fees[at])) for at, (key, size, rate) in enumerate(rows)}


@pytest.mark.parametrize("kept", LISTS, ids=lambda kept: kept.name)
def test_a_list_as_it_is_kept(kept: Kept) -> None:
    reading, asked = read(kept)
    got = found(reading)
    for line in kept.right.splitlines():
        account, size, rate, fees = [*line.split(), "*", "*"][:4]
        platform, _, handle = account.partition(":")
        has = got.pop(f"{PLATFORMS[platform]}:{handle.casefold()}")
        assert size in ("*", str(has[0])), line
        assert rate == "*" or (np.isnan(has[1]) if rate == "-" else np.isclose(has[1], float(rate))), (line, has)
        assert fees == "*" or sorted(fee.partition(":")[0] for fee in fees.split(",")) == has[2], (line, has)
    assert got == {}, "creators that nobody is"
    assert reading.adds_up and len(asked) <= MOST_QUESTIONS and not reading.set_aside
