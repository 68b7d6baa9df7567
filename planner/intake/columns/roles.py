"""What one column is read as: a field, perhaps on one platform or for certain posts; recognised from its header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from planner.domain.attributes import column_of, is_attribute, name_of
from planner.domain.audience import Part, part_of
from planner.domain.roster import Platform, deliverables_text
from planner.frozen import dataclass
from planner.intake.cells.audiences import part_in
from planner.intake.cells.money import SIGNS, is_currency
from planner.intake.cells.texts import deliverables_in
from planner.intake.columns.names import folded
from planner.intake.columns.posts import posts_named, without_length
from planner.intake.columns.synonyms import (
    BY_PLATFORM,
    COUNTED,
    FIELDS_OF,
    FILLERS,
    OTHERWISE,
    PLATFORM_WORDS,
    PRICE_WORDS,
    QUALIFIERS,
    SCALE_WORDS,
    SYNONYMS,
)
from planner.intake.reading import Column, Field, refusal
from planner.wording import label

IGNORE, NUMBER = "ignore", "number"
_SIGN = re.compile(
    "|".join(f"(?<![A-Za-z]){re.escape(sign)}" for sign in SIGNS if len(sign) > 1 and sign[-1] in "$¥")
    + f"|[{''.join(sign for sign in SIGNS if len(sign) == 1 and not sign.isalnum())}]"
)
"""`R$` and `US$` before `$`."""
_SIGN_WORDS = {
    folded(word): code for word, code in {
    "tl": "TRY", "zl": "PLN", "kc": "CZK", "kr": "KR", "euro": "EUR", "euros": "EUR", "dollars": "$", "dollar": "$",
    "руб": "RUB", "円": "JPY", "元": "CNY", "원": "KRW", "lei": "RON", "ntd": "TWD", "rmb": "CNY",
}.items()}  # fmt: skip
"""Words in headers that stand for a currency; `$` and `KR` are what they are at home."""
_WORDS_TOO = frozenset(("all", "top", "cup", "mad", "sos"))
"""Currency codes that headers mean as words."""
_WHOSE = frozenset(("creator", "influencer", "profile", "account", "talent", "kol"))
"""Words before a header that say whose figure it is, and nothing more."""
_STRONG = frozenset("handle handles link links url username usernames profile profil perfil pseudo".split())
_NAMING_WORDS = _STRONG | _WHOSE | frozenset("name names user channel page social media id nickname".split())
_JOINING = frozenset("and or of the und oder et ou y o e the".split())
_SCALES = sorted(SCALE_WORDS, key=len, reverse=True)
_PLATFORMS = sorted(PLATFORM_WORDS.items(), key=lambda pair: -len(pair[0]))
_LAST = 1_000
_ALIKE, _NOT_SHORTER = 85, 60
_OTHER_THINGS = frozenset(
    "date id email mail phone note notes comment remark link url currency history growth change rank gender age city "
    "language status contact address manager agency".split()
)


@dataclass(frozen=True)
class Role:
    """field: None for a number column or an ignored one. platform: when the column is of one platform only.

    posts: deliverables of a price column, in the order of `Format`. scale: what its numbers are multiplied with.
    currency: of its amounts, when the header says so. rank: place among the synonyms, the best being 0.
    audience: column of the domain that holds these shares of the audience, such as `audience country:de`. attribute:
    column of the domain that holds this text, such as `attribute language`.
    """

    field: Field | None
    platform: Platform | None = None
    posts: tuple[int, ...] | None = None
    scale: float = 1.0
    currency: str | None = None
    rank: int = 0
    is_number: bool = False
    audience: str = ""
    attribute: str = ""

    def __str__(self) -> str:
        if self.audience or self.attribute:
            return self.audience or self.attribute
        if self.field is None:
            return NUMBER if self.is_number else IGNORE
        text = str(self.field)
        if self.platform is not None:
            text = f"{self.platform} {text}"
        if self.posts is not None:
            text += f" of {deliverables_text(self.posts)}"
        return text

    @property
    def words(self) -> str:
        """As a person would say it."""
        if self.audience:
            trait, _, name = self.audience.removeprefix("audience ").partition(":")
            return f"Audience share, {trait} {name.upper() if trait == 'country' else name}"
        if self.attribute:
            return f"A text of its own, {name_of(self.attribute)}"
        if self.field is None:
            return "A number of its own" if self.is_number else "Not read"
        text = str(self.field).replace("_", " ")
        if self.posts is not None:
            text = f"fee of {deliverables_text(self.posts)}"
        text = text[:1].upper() + text[1:]
        return f"{text}, {label(self.platform)}" if self.platform is not None else text


def role_of(text: str, place: str) -> Role:
    """The role a mapping names. Raises BadInput with the nearest one."""
    wanted = text.strip().casefold()
    if wanted in (IGNORE, NUMBER):
        return Role(None, is_number=wanted == NUMBER)
    if part_of(wanted) is not None:
        return Role(None, audience=wanted)
    if is_attribute(wanted):
        return Role(None, attribute=column_of(name_of(wanted)))
    name, _, posts = wanted.partition(" of ")
    first, _, rest = name.partition(" ")
    platform = (PLATFORM_WORDS.get(first) or (Platform(first) if first in Platform else None)) if rest else None
    field = (rest if platform else name).replace(" ", "_")
    if field in [str(f) for f in Field]:
        counts = deliverables_in(posts) if posts else None
        if counts is None or any(counts):
            return Role(Field(field), platform, counts)
    near = process.extractOne(wanted, [*map(str, Field), IGNORE, NUMBER])
    hint = f"a field such as {near[0]}, or ignore" if near else "a field, number or ignore"
    raise refusal(place, "is not something a column can be read as", hint, text)


@lru_cache(4096)
def recognised(header: str) -> Role | None:
    """The role that a header names, by synonyms alone: whole, then without what brackets and qualifying words add."""
    scaled = _SCALED.search(header)
    if scaled is not None and (power := SCALE_WORDS.get(folded(scaled["scale"]))) is not None:
        sign = scaled["before"] or scaled["after"] or ""
        money = recognised(f"{header[: scaled.start()]} {sign}".strip())
        if money is not None and money.field in (Field.FEE, Field.COMMISSION):
            return replace(money, scale=power)
    return next((role for text in (header, *_simpler(header)) if (role := _recognised(text)) is not None), None)


def _simpler(header: str) -> Iterator[str]:
    """A header without its brackets, what stands in them, and without words such as `primary`."""
    outside = _BRACKETS.sub(" ", header)
    inside = " ".join(_BRACKETS.findall(header))
    if any(c.isdigit() for c in inside) or OTHERWISE & set(folded(inside).split()):
        # What stands in these brackets makes another figure of it.
        return
    if outside != header:
        yield outside
        yield from _BRACKETS.findall(header)
    words = outside.split()
    fewer = [word for word in words if folded(word) not in QUALIFIERS]
    if fewer and len(fewer) < len(words):
        yield " ".join(fewer)


_SCALED = re.compile(
    r"[\s(\[]+(?:in\s+)?(?P<before>[$€£¥₹]|[A-Z]{3})?\s?(?P<scale>k|m|tsd|mio|mln|thousands?|000s|000|тыс)\.?"
    r"\s?(?P<after>[$€£¥₹]|[A-Z]{3})?\s*[)\]]?$",
    re.I,
)
"""`fee ($k)`, `Honorar (Tsd. €)`, `Price k`."""
_BRACKETS = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")


def _recognised(header: str) -> Role | None:
    name = folded(header)
    if not name:
        return None
    plain, currency = _without_currency(header)
    if (shorter := without_length(header)) != header:
        # `30 Sek.` beside posts is no Swedish crown; `3s views` are other views than those of a post.
        of_posts, beside = _without_currency(shorter)
        plain, currency = (of_posts, beside) if posts_named(of_posts) is not None else (plain, currency)
    bare = folded(plain)
    found = None if currency is None else _priced_posts(plain, by_sign=True)
    found = found or _exact(name) or _exact(bare) or _priced_posts(plain) or _of_a_platform(bare) or _of_handles(bare)
    found = found or _price(bare)
    first, _, rest = bare.partition(" ")
    if found is None and first in _WHOSE:
        found = _exact(rest) or _of_a_platform(rest)
    if found is None:
        for scale in _SCALES:
            inner = _exact(bare.removesuffix(f" {scale}")) if bare.endswith(f" {scale}") else None
            if inner is not None and inner.field in COUNTED:
                return replace(inner, scale=SCALE_WORDS[scale])
        return None
    if currency is not None and found.field not in (Field.FEE, Field.COMMISSION):
        return _exact(name)
    return replace(found, currency=currency)


@dataclass(frozen=True)
class Header:
    """A column and the meaning of its header, worked out once.

    name: folded. role: by synonyms. part: of an audience. fields: all that have this name among their synonyms.
    bare, platform: the name without a platform in front of it, and that platform.
    """

    column: Column
    name: str
    role: Role | None
    part: Part | None
    fields: tuple[Field, ...]
    bare: str
    platform: Platform | None

    @classmethod
    def of(cls, column: Column) -> Header:
        """Look at the header of a column."""
        name = folded(column.header)
        bare, platform = name, None
        for words, meant in PLATFORM_WORDS.items():
            if name.startswith(f"{words} "):
                bare, platform = name.removeprefix(f"{words} "), meant
                break
        return cls(
            column, name, recognised(column.header), part_in(column.header), FIELDS_OF.get(name, ()), bare, platform
        )

    def rank(self, wanted: Field) -> int:
        """Place of the name among the synonyms of a field, the best being 0."""
        synonyms = SYNONYMS[wanted]
        return synonyms.index(self.name) if self.name in synonyms else len(synonyms)


@lru_cache(4096)
def guessed(header: str) -> Role | None:
    """What a header resembles; never taken without somebody's yes."""
    name = folded(header)
    if len(name) < 4 or _OTHER_THINGS & set(name.split()):
        return None
    listed = [synonym for synonyms in SYNONYMS.values() for synonym in synonyms if len(synonym) > 3]
    scored = process.extract(name, listed, scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE, limit=20)
    best = max(scored, key=lambda hit: (fuzz.ratio(name, hit[0]), hit[1]), default=None)
    if best is None or fuzz.ratio(name, best[0]) < _NOT_SHORTER:
        return None
    return _exact(best[0])


def _exact(name: str) -> Role | None:
    if name not in FIELDS_OF:
        return None
    field, words = FIELDS_OF[name][0], name.split()
    platform = PLATFORM_WORDS.get(words[0]) if field is Field.HANDLE and len(words) > 1 else None
    return Role(field, platform, rank=SYNONYMS[field].index(name))


def _of_handles(name: str) -> Role | None:
    """`handle / link`, `profile link or handle`: whichever of them a cell holds, it says who is meant."""
    words = [word for word in name.split() if word not in _JOINING]
    platform = next((PLATFORM_WORDS[word] for word in words if word in PLATFORM_WORDS), None)
    rest = set(words) - PLATFORM_WORDS.keys()
    return Role(Field.HANDLE, platform, rank=_LAST) if rest and rest <= _NAMING_WORDS and rest & _STRONG else None


def _without_currency(header: str) -> tuple[str, str | None]:
    """A header without the sign, word or code of the currency that it names, and that; a code goes before a sign."""
    signs = set(_SIGN.findall(header))
    sign = signs.pop() if len(signs) == 1 else None
    words = [word for word in (_SIGN.sub(" ", header) if sign else header).split() if folded(word) or word in "+&"]
    for meant in (_SIGN_WORDS.get, _code):
        for at in (len(words) - 1, 0):
            if len(words) > 1 and (code := meant(folded(words[at]))) is not None:
                rest = words[:at] + words[at + 1 :]
                return " ".join(rest[:-1] if folded(rest[-1]) == "in" else rest), code
    return " ".join(words), sign


def _code(word: str) -> str | None:
    return word.upper() if word not in _WORDS_TOO and is_currency(word) else None


def _of_a_platform(name: str) -> Role | None:
    for words, platform in _PLATFORMS:
        if name == words:
            return Role(Field.HANDLE, platform) if words != "x" else None
        for rest in (name.removeprefix(f"{words} "), name.removesuffix(f" {words}")):
            if rest == name:
                continue
            inner = _exact(rest) or _price(rest)
            if inner is None and rest in ("id", "ids"):
                inner = Role(Field.HANDLE)
            if inner is not None and inner.field is Field.NAME:
                inner = Role(Field.HANDLE)
            if inner is not None and inner.field in BY_PLATFORM:
                return replace(inner, platform=platform)
    return None


def _priced_posts(header: str, by_sign: bool = False) -> Role | None:
    """`reel price`, `rate card story`, `Instagram Reel + Story €`: what certain posts cost, perhaps on one platform."""
    found = posts_named(header)
    if found is not None and (by_sign or found.priced):
        return Role(Field.FEE, found.platform, found.posts)
    platform = PLATFORM_WORDS.get(folded(header)) if by_sign else None
    return None if platform is None else Role(Field.FEE, platform)


def _price(name: str) -> Role | None:
    """`est. price netto`: a price with words around it that say no more of what it is for."""
    words = set(name.split())
    return Role(Field.FEE, rank=_LAST) if words & PRICE_WORDS and words <= PRICE_WORDS | FILLERS else None
