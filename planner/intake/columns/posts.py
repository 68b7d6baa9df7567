"""Which posts a header names: `Reel`, `3 IG Stories`, `1 Reel + 2 Stories`, `1 TikTok`, `Preis Story (3 Frames)`."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby

from planner.domain.platforms import formats_of
from planner.domain.roster import Format, Platform
from planner.frozen import dataclass
from planner.intake.columns.names import folded
from planner.intake.columns.synonyms import BUNDLES, FILLERS, FORMAT_WORDS, PLATFORM_WORDS, PRICE_WORDS

_PLUS = re.compile(r"(?<=[\w)\]])\s*[+&]\s*(?=[\w(\[])")
_TIMES = re.compile(r"(?<!\w)(?:[x×](\d{1,2})|(\d{1,2})(?:\s?[x×](?![^\W\d_]{2})|er\b|['’]?l[iıuü]\b))", re.I)
"""`x3`, `3x`, `3er`, `3'lü`."""
_LENGTH = re.compile(
    r"(?<!\w)(?:[1-9]\d{0,2}\s*[-–]\s*)?[1-9]\d{0,2}\s?(?:s|secs?|seconds?|sek(?:unden)?|seg(?:undos)?|secondes?|secondi|сек|"
    r"min(?:s|ut[eo]s?|uten)?|мин)(?!\w)\.?",
    re.I,
)
"""`30s`, `60-90 Sek.`: how long a post is, not how many there are."""
_EITHER = re.compile(r"[^\W\d_]\s*[/|]\s*\w")
"""`Reel / Story`: one of them, or both?"""
_JOINING = frozenset("plus and und e y et i en och com con mit with avec".split())
_COUNTS = frozenset(map(str, range(1, 13)))
"""Numbers of posts that a header names."""
_PIECES = frozenset(
    folded(word)
    for word in (
        "pc pcs piece pieces stk stuck szt sztuk sztuki ks kusu adet pz pezzi uds unidades st kpl db шт "
        "本 枚 件 条 건 개"
    ).split()
)
"""Words that count posts: `Stories (3 szt.)`."""
_AROUND = PRICE_WORDS | FILLERS | BUNDLES | _PIECES
_PLATFORMS = sorted(PLATFORM_WORDS.items(), key=lambda pair: -len(pair[0]))
_WITHOUT_BLANKS = "\u0e00"
"""From Thai on, scripts put no blanks between words."""
_MARK = "@"
"""Before the key of a platform among the words of a header; no word has it."""


@dataclass(frozen=True)
class Named:
    """Posts by their number, in the order of `Format`. platform: the one that is named beside them.

    priced: a word says that the column holds what they cost. certain: nothing suggests that it counts them: a number
    stands there already, or one post is meant.
    """

    posts: tuple[int, ...]
    platform: Platform | None
    priced: bool
    certain: bool


@lru_cache(4096)
def posts_named(header: str) -> Named | None:
    """The posts of a header without its currency; None where other words stand beside them, or on two platforms.

    Several kinds need a sign or a word that joins them: a `video post` is one, and a `reel / story` either.
    """
    said = _words(header)
    found: dict[Format, int] = {}
    platforms = {Platform(word[1:]) for word in said if word.startswith(_MARK)}
    parts = list(_parts(said))
    for words in parts:
        kind, number = _post(words)
        if kind is None or number is None or (number and found.get(kind)):
            return None
        found[kind] = number or found.get(kind, 0)
    if not found or len(platforms) > 1 or (len(found) > 1 and _EITHER.search(header)):
        return None
    platform = next(iter(platforms), None)
    if platform is not None and len(parts) > 1 and not found.keys() <= set(formats_of(str(platform))):
        return None
    plural = any(word in FORMAT_WORDS and word.endswith("s") for word in said)
    posts = tuple(max(found[kind], 1) if kind in found else 0 for kind in Format)
    return Named(posts, platform, bool(PRICE_WORDS & set(said)), bool(_COUNTS & set(said)) or not plural)


def without_length(header: str) -> str:
    """A header without how long a post is."""
    return _LENGTH.sub(" ", header)


def _words(header: str) -> list[str]:
    """The words of a header, platforms marked, and what joins or multiplies posts written out."""
    text = folded(_PLUS.sub(" plus ", _TIMES.sub(r" \1\2 ", without_length(header))))
    text = f" {text.replace('pre roll', 'preroll').replace('mid roll', 'midroll')} "
    for words, platform in _PLATFORMS:
        text = text.replace(f" {words} ", f" {_MARK}{platform} ")
    return [piece for word in text.split() for piece in _apart(word)]


def _apart(word: str) -> list[str]:
    """The known words of one that is written without blanks: `リール料金`, `Reels报价`. Any other is left whole."""
    if word.isascii() or max(word) < _WITHOUT_BLANKS:
        return [word]
    found: list[str] = _pieces().findall(word)
    return found if "".join(found) == word else [word]


@cache
def _pieces() -> re.Pattern[str]:
    words = sorted(FORMAT_WORDS.keys() | PRICE_WORDS | _PIECES, key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, words), r"\d{1,2}"]))


def _parts(said: list[str]) -> Iterator[list[str]]:
    """What stands between words that join; words of prices alone are no part."""
    for joins, words in groupby(said, _JOINING.__contains__):
        part = list(words)
        if not joins and set(part) - _AROUND:
            yield part


def _post(words: list[str]) -> tuple[Format | None, int | None]:
    """One kind of post and its number, 0 where none stands there; None for either that is not clear."""
    kinds = {FORMAT_WORDS[word] for word in words if word in FORMAT_WORDS}
    counts = [int(word) for word in words if word in _COUNTS]
    named = [word[1:] for word in words if word.startswith(_MARK)]
    rest = {word for word in words if not word.startswith(_MARK)} - FORMAT_WORDS.keys() - _COUNTS - _AROUND
    if not kinds and len(named) == 1 and counts:
        # `1 TikTok` is a post of the usual kind there.
        kinds = {formats_of(named[0])[0]}
    several = [number for number in counts if number > 1]
    number = None if rest or len(several) > 1 else several[0] if several else 1 if counts else 0
    return (kinds.pop() if len(kinds) == 1 else None), number
