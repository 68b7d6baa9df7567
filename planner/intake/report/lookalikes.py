"""Handles that look the same and are not: letters of another alphabet, full-width ones, accents left out."""

import unicodedata
from collections import defaultdict

from planner.domain.roster import Roster
from planner.intake.reading import Twins

_ALIKE = str.maketrans(
    "авеёкмнорстухѕіјԁɡһԛԝαβεικνορτυχο０１ı", "abeekmhopctyxsijdghqwaвeikvoptuxo01i".replace("в", "b")
)
"""Letters of other alphabets, and the Latin ones they are taken for."""
_MOST = 200


def twins_among(roster: Roster | None) -> tuple[Twins, ...]:
    """Pairs of accounts on one platform whose handles nobody can tell apart by eye."""
    if roster is None:
        return ()
    handles = roster.creators["handle"].to_numpy(dtype=object)
    if all(handle.isascii() for handle in handles):
        return ()
    by_look: dict[tuple[str, str], list[str]] = defaultdict(list)
    for handle, platform in zip(handles, roster.creators["platform"], strict=True):
        by_look[platform, _look(handle)].append(handle)
    found = [
        Twins(group[0], other, "look alike but are written differently")
        for group in by_look.values()
        for other in group[1:]
    ]
    return tuple(found[:_MOST])


def _look(handle: str) -> str:
    if handle.isascii():
        return handle.casefold()
    return unicodedata.normalize("NFKC", handle).casefold().translate(_ALIKE)
