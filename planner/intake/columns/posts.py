"""Which posts a header names: `Reel`, `Stories (3x)`, `1 Reel + 2 Stories`, `Preis Story (3 Frames)`."""

import re

from planner.domain.roster import Format
from planner.frozen import dataclass
from planner.intake.columns.names import folded
from planner.intake.columns.synonyms import BUNDLES, FILLERS, FORMAT_WORDS, PRICE_WORDS

_PLUS = re.compile(r"(?<=[\w)\]])\s*[+&]\s*(?=[\w(\[])")
_TIMES = re.compile(r"(?<![\w])(?:[x×](\d{1,2})|(\d{1,2})\s?[x×])(?![^\W\d_]{2})", re.I)
_EITHER = re.compile(r"[^\W\d_]\s*[/|]\s*\w")
"""`Reel / Story`: one of them, or both?"""
_JOINING = frozenset("plus and und e y et i en och com con mit with avec".split())
_COUNTS = frozenset(map(str, range(1, 13)))
"""Numbers of posts that a header names."""


@dataclass(frozen=True)
class Named:
    """Posts by their number, in the order of `Format`.

    priced: a word says that the column holds what they cost. certain: nothing suggests that it counts them: a number
    stands there already, or one post is meant.
    """

    posts: tuple[int, ...]
    priced: bool
    certain: bool


def posts_named(header: str) -> Named | None:
    """The posts of a header without its currency and platform; None where other words stand beside them.

    Several kinds need a sign or a word that joins them: a `video post` is one, and a `reel / story` either.
    """
    words = folded(_PLUS.sub(" plus ", _TIMES.sub(r" \1\2 ", header))).replace("pre roll", "preroll")
    said = words.replace("mid roll", "midroll").split()
    kinds = [FORMAT_WORDS[word] for word in said if word in FORMAT_WORDS]
    rest = set(said) - FORMAT_WORDS.keys() - _COUNTS
    if not kinds or rest - PRICE_WORDS - FILLERS - BUNDLES - _JOINING:
        return None
    counts = [int(word) for word in said if word in _COUNTS and word != "1"]
    if len(set(kinds)) == 1:
        posts = {kinds[0]: counts[0] if counts else 1} if len(counts) < 2 else None
    else:
        posts = None if _EITHER.search(header) else _several(said)
    if posts is None:
        return None
    plural = any(word in FORMAT_WORDS and word.endswith("s") for word in said)
    numbered = bool(_COUNTS & set(said))
    return Named(tuple(posts.get(kind, 0) for kind in Format), bool(rest & PRICE_WORDS), numbered or not plural)


def _several(said: list[str]) -> dict[Format, int] | None:
    """Each kind with the number in front of it, else one; None where nothing joins two, or one comes twice."""
    found: dict[Format, int] = {}
    number, joined, last = 1, True, None
    for word in said:
        if word in _COUNTS:
            number, joined = int(word), True
        elif word in _JOINING:
            joined = True
        elif word in FORMAT_WORDS and FORMAT_WORDS[word] is not last:
            last = FORMAT_WORDS[word]
            if last in found or not joined:
                return None
            found[last], number, joined = number, 1, False
    return found
