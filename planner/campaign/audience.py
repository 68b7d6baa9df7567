"""An audience from words and back: "women 18-34 in Germany" as a segment of a brief, with its size and source."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale

from planner.brief.brief import Brief, Segment
from planner.campaign.people import BANDS, OLDEST, Gender, Group, People, Reachable, country_name, default_people
from planner.domain.roster import Platform, Roster
from planner.frozen import dataclass
from planner.problems import BadInput, Problem
from planner.wording import count

ACCEPTED = 'such as "women 18-34 in Germany", "men 25+ in the United States", "everyone in France" or "adults"'
_GENDERS: Mapping[str, Gender | None] = {
    **dict.fromkeys(
        ("women", "woman", "female", "females", "girls", "girl", "ladies", "frauen", "femmes", "mujeres"), "female"
    ),
    **dict.fromkeys(("men", "man", "male", "males", "boys", "boy", "guys", "männer", "hommes", "hombres"), "male"),
    **dict.fromkeys(("people", "everyone", "everybody", "anyone", "anybody", "all", "users", "persons"), None),
}
_NAMED_AGES = {"adults": (18, OLDEST), "teens": (13, 17), "teenagers": (13, 17), "students": (18, 24)}
"""Words that say an age."""
_BETWEEN = r"\b(?:aged |ages |age |between |from )?(\d{1,3})\s*(?:-|–|—|to|and|until)\s*(\d{1,3})\b"
_FROM = r"\b(?:aged |ages |age |over |from |above )?(\d{1,3})\s*(?:\+|plus\b|and over\b|and older\b|or older\b)"
_OVER = r"\b(?:over|above|from)\s+(\d{1,3})\b"
_UNDER = r"\b(?:under|below|younger than)\s+(\d{1,3})\b"
_FILLER = frozenset("in the from of who live living years year old aged age ages and on a an target audience".split())
_SHORT = {
    "uk": "GB",
    "usa": "US",
    "u.s": "US",
    "u.k": "GB",
    "uae": "AE",
    "holland": "NL",
    "england": "GB",
    "america": "US",
    "britain": "GB",
    "korea": "KR",
    "turkey": "TR",
    "czech republic": "CZ",
    "vietnam": "VN",
}
_LIKE = 85.0
"""Similarity from which a misspelt country is offered, never taken."""


def group_of(words: str, locale: str = "en_US") -> Group:
    """The group that these words name. Raises BadInput with what could not be read; nothing is passed over."""
    rest = " ".join(words.casefold().replace(",", " ").split())
    if not rest:
        raise BadInput([Problem("audience", words, "is empty", ACCEPTED)])
    ages, rest = _ages(words, rest)
    country, rest = _country(rest, locale)
    gender: Gender | None = None
    genders: set[Gender | None] = set()
    unread = []
    for word in rest.split():
        word = word.strip(".;:()")
        if word in _GENDERS:
            genders.add(_GENDERS[word])
        elif word in _NAMED_AGES and ages is None:
            ages = _NAMED_AGES[word]
        elif word and word not in _FILLER:
            unread.append(word)
    if unread:
        from rapidfuzz import process  # only words that were not read need it

        near = process.extractOne(" ".join(unread), list(_countries(locale)), score_cutoff=_LIKE)
        hint = f"{near[0].title()}, if that is meant; or words {ACCEPTED}" if near else f"words {ACCEPTED}"
        raise BadInput([Problem("audience", " ".join(unread), "is not understood", hint)])
    if len(genders) == 1:
        gender = genders.pop()
    return Group(country, gender, ages)


def _ages(words: str, rest: str) -> tuple[tuple[int, int] | None, str]:
    for pattern in (_BETWEEN, _FROM, _OVER, _UNDER):
        found = re.search(pattern, rest)
        if found is None:
            continue
        if pattern is _BETWEEN:
            ages = (int(found[1]), int(found[2]))
        elif pattern is _UNDER:
            ages = (BANDS[0][0], int(found[1]) - 1)
        else:
            ages = (int(found[1]), OLDEST)
        if not BANDS[0][0] <= ages[0] <= ages[1] <= OLDEST:
            accepted = f"the younger first, from {BANDS[0][0]} to {OLDEST}, such as 18-34 or 55+"
            raise BadInput([Problem("audience", words.strip(), "has ages that cannot be used", accepted)])
        return ages, f"{rest[: found.start()]} {rest[found.end() :]}"
    return None, rest


def _country(rest: str, locale: str) -> tuple[str | None, str]:
    names = _countries(locale)
    padded = f" {' '.join(rest.split())} "
    for name in sorted(names, key=len, reverse=True):
        if f" {name} " in padded:
            return names[name], padded.replace(f" {name} ", " ", 1).strip()
    # A bare code counts in its place only: "in" is India's, "in de" is Germany.
    last = padded.split()[-1:] if padded.strip() else []
    if last and len(last[0]) == 2 and last[0] != "in" and last[0].upper() in set(names.values()):
        return last[0].upper(), " ".join(padded.split()[:-1])
    return None, padded.strip()


@cache
def _countries(locale: str) -> dict[str, str]:
    """Codes by name, in English, the brief's language and each country's short names."""
    found = dict(_SHORT)
    for name in ("en", locale):
        for code, words in Locale.parse(name).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(str(words).casefold(), code)
    return found


def words_of(segment: Segment) -> str:
    """A segment as its buyer says it: `women 18-34 in Germany`; read back by `group_of` to the same group."""
    return group_words(Group(segment.country, segment.gender, segment.ages))


def group_words(group: Group) -> str:
    """A group in words."""
    said = {"female": "women", "male": "men", None: "people"}[group.gender]
    if group.ages is not None:
        first, last = group.ages
        said += f" {first}+" if last >= OLDEST else f" {first}-{last}"
    if group.country is not None:
        said += f" in {in_words(group.country)}"
    return said


def in_words(country: str) -> str:
    """A country after "in": `Germany`, `the United States`; a name or a code as rosters write them."""
    name = country_name(country) if len(country) == 2 else country
    return f"the {name}" if name.startswith(("United", "Netherlands", "Philippines")) else name


@dataclass(frozen=True)
class Audience:
    """A segment made from words. reachable: None where the table knows nothing and the size was given by hand."""

    segment: Segment
    reachable: Reachable | None

    def sentence(self, locale: str = "en_US") -> str:
        """Who it is, how many, and where the figure comes from."""
        who = _capital(words_of(self.segment))
        if self.reachable is None:
            return f"{who}: {count(self.segment.size, locale)} people, your own figure."
        found = self.reachable
        low, people, high = (count(number, locale) for number in (found.low, found.people, found.high))
        return f"{who}: about {people} people ({low} to {high}). {found.sentence}"


@dataclass(frozen=True)
class Asked:
    """An audience as somebody asks for it. size: own figure, None = from the table."""

    group: Group
    platforms: tuple[Platform, ...]
    size: int | None = None
    locale: str = "en_US"


def audience_of(asked: Asked, people: People | None = None, roster: Roster | None = None) -> Audience:
    """The segment of a group: its size from the table of people, its usual share, its country as the roster writes it.

    Raises BadInput where the table does not have the country, or none of the platforms, and no size is given.
    """
    people = people or default_people()
    group = asked.group
    found = None
    if asked.size is None or group.country is None or group.country in people.countries:
        on = asked.platforms
        if asked.size is not None and on and not people.counts_users(group, on):
            # How many there are is known, and which part of an audience they are is taken from other platforms.
            on = tuple(Platform)
        found = people.reachable(group, on, asked.locale)
    size = found.people if asked.size is None and found is not None else asked.size
    assert size is not None
    segment = Segment(
        name=_capital(group_words(group)),
        size=size,
        country=None if group.country is None else written_as(group.country, roster),
        gender=group.gender,
        ages=group.ages,
        audience_share=found.share if found is not None else 1.0,
    )
    return Audience(segment, None if asked.size is not None else found)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def home_of(brief: Brief) -> str:
    """Code of the first country that the audience of a brief lives in; empty where it names none."""
    return next(iter(codes_of(segment.country for segment in brief.audience if segment.country)), "")


def written_as(country: str, roster: Roster | None) -> str:
    """A country's code as the roster writes its countries: the code, or the name where it writes names."""
    if roster is None or roster.archetypes:
        return country
    known = {str(name) for name in roster.creators["country"].unique() if name}
    if country in known or not known or all(len(name) == 2 for name in known):
        return country
    names = {name.casefold(): code for name, code in _countries("en_US").items()}
    return next((name for name in sorted(known) if names.get(name.casefold()) == country), country_name(country))


def codes_of(countries: Iterable[str]) -> tuple[str, ...]:
    """Codes of countries written as codes or as English names; what is neither is left out."""
    found = (name.upper() if len(name) == 2 else _countries("en_US").get(name.casefold()) for name in countries)
    return tuple(dict.fromkeys(code for code in found if code))
