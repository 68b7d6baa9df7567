"""How many people an audience is: users of the platforms by country, age and gender, from published figures.

Ad reach by platform and country (DataReportal) is split over ages by the country's population (United Nations) and by
how usual the platform is at each age (Pew Research Center), over genders by the country's and the platform's own
split. People who use several of the platforms are counted once, as if use of one said nothing of another; the range
goes from "everybody on the smaller one is on the larger one too" to "nobody is on both".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, cached_property
from importlib import resources
from typing import Literal

from babel import Locale

from planner.domain.roster import Platform
from planner.frozen import dataclass
from planner.problems import BadInput, Problem
from planner.wording import count, counted, label

Gender = Literal["female", "male"]
GENDERS: tuple[Gender, Gender] = ("female", "male")
BANDS = ((13, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 84))
"""First and last year of each age band; the last stands for everybody from 65."""
MOST_USERS = 0.98
"""Part of a group that can be on one platform: ad reach counts accounts, of which some people have several."""
OLDEST = 120


@dataclass(frozen=True)
class Figure:
    """One published figure. key: `table.country.platform.part`; value, low, high: in `unit`."""

    key: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    year: str
    url: str
    strength: str


@dataclass(frozen=True)
class Group:
    """Whom an audience is made of. country: ISO 3166 code, None = every country of the table; ages: first, last."""

    country: str | None = None
    gender: Gender | None = None
    ages: tuple[int, int] | None = None


@dataclass(frozen=True)
class Reachable:
    """How many people a group is on the platforms asked for, rounded to three digits.

    share: part of the platforms' users in that country who are in the group, 0 to 1.
    sentence: where the figure comes from.
    """

    people: int
    low: int
    high: int
    share: float
    sentence: str
    sources: tuple[Figure, ...]


class People:
    """The table of people who use the platforms; read-only."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = {figure.key: figure for figure in figures}

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in the order of the file."""
        return tuple(self._figures.values())

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Codes of the countries that the table has, sorted."""
        return tuple(sorted({key.split(".")[1] for key in self._figures} - {"all"}))

    def edited(self, edits: Mapping[str, float]) -> People:
        """A copy with these values, by key and in the unit of each. Raises BadInput for a key or value that is none."""
        problems = []
        figures = dict(self._figures)
        for key, value in edits.items():
            old = figures.get(key)
            most = 100.0 if old is not None and old.unit.startswith("percent") else 1e10
            if old is None:
                problems.append(
                    Problem(
                        f"people.{key}",
                        f"{value:g}",
                        "is no figure of the table",
                        "a key such as users.DE.instagram.all",
                    )
                )
            elif not 0 <= value <= most:
                problems.append(Problem(f"people.{key}", f"{value:g}", "is out of range", f"0 to {most:,.0f}"))
            else:
                figures[key] = replace(
                    old,
                    value=value,
                    low=min(old.low, value),
                    high=max(old.high, value),
                    source="entered for this campaign",
                    strength="own figure",
                )
        if problems:
            raise BadInput(problems)
        return People(figures.values())

    def reachable(self, group: Group, platforms: Iterable[Platform], locale: str = "en_US") -> Reachable:
        """How many people of a group are on at least one of the platforms.

        Raises BadInput for a country that the table does not have, for no platform, and for ages that no band covers.
        """
        named = tuple(dict.fromkeys(platforms))
        if not named:
            raise BadInput([Problem("platforms", "", "names no platform", "at least one platform")])
        countries = self._countries(group.country)
        # Of some platforms nobody publishes users by country: those of the others are a floor.
        wanted = tuple(one for one in named if self._counts_users(one, countries))
        if not wanted:
            shown, accepted = ", ".join(map(label, named)), "your own figure of people"
            raise BadInput([Problem("platforms", shown, "has no published number of users", accepted)])
        parts = _parts(group.ages)
        genders = GENDERS if group.gender is None else (group.gender,)
        counts = [
            self._counted(country, wanted, tuple((gender, band, part) for gender in genders for band, part in parts))
            for country in countries
        ]
        everybody = [
            self._counted(country, wanted, tuple((g, band, 1.0) for g in GENDERS for band in BANDS))
            for country in countries
        ]
        low, people, high = (sum(one[at] for one in counts) for at in range(3))
        whole = sum(one[1] for one in everybody)
        sources = tuple(
            self._figures[f"users.{country}.{platform}.all"] for country in countries for platform in wanted
        )
        return Reachable(
            people=_rounded(people),
            low=_rounded(low),
            high=_rounded(high),
            share=round(people / whole, 4) if whole else 0.0,
            sentence=self._sentence(sources, countries, wanted, locale),
            sources=sources,
        )

    def counts_users(self, group: Group, platforms: Iterable[Platform]) -> bool:
        """Whether users of one of these platforms are published where a group lives. Raises BadInput for a country."""
        countries = self._countries(group.country)
        return any(self._counts_users(one, countries) for one in platforms)

    def _counts_users(self, platform: Platform, countries: tuple[str, ...]) -> bool:
        return all(f"users.{country}.{platform}.all" in self._figures for country in countries)

    def _countries(self, asked: str | None) -> tuple[str, ...]:
        if asked is None:
            return self.countries
        if asked.upper() not in self.countries:
            accepted = "your own figure, or one of " + ", ".join(self.countries)
            raise BadInput([Problem("country", asked, "is not in the table of people on the platforms", accepted)])
        return (asked.upper(),)

    def _counted(
        self, country: str, platforms: tuple[Platform, ...], cells: tuple[tuple[Gender, tuple[int, int], float], ...]
    ) -> tuple[float, float, float]:
        """Low, central and high number of people in the cells: (gender, age band, part of it that is meant)."""
        low = central = high = 0.0
        for gender, band, part in cells:
            living = self._living(country, gender, band) * part
            shares = [self._shares(country, platform)[gender, band] for platform in platforms]
            nobody = 1.0
            for share in shares:
                nobody *= 1 - share
            down = max(self._end(country, p, "low") * s for p, s in zip(platforms, shares, strict=True))
            up = sum(self._end(country, p, "high") * s for p, s in zip(platforms, shares, strict=True))
            low += living * min(down, 1 - nobody)
            central += living * (1 - nobody)
            high += living * max(min(up, MOST_USERS), 1 - nobody)
        return low, central, high

    def _living(self, country: str, gender: Gender, band: tuple[int, int]) -> float:
        # Half of each age; among the oldest women outlive men.
        female = 0.55 if band == BANDS[-1] else 0.5
        part = female if gender == "female" else 1 - female
        return self._value("population", country, "all", _name(band)) * part

    def _end(self, country: str, platform: Platform, end: Literal["low", "high"]) -> float:
        figure = self._figures[f"users.{country}.{platform}.all"]
        return getattr(figure, end) / figure.value if figure.value else 1.0

    @cache  # noqa: B019 - tables are few and live as long as the program
    def _shares(self, country: str, platform: Platform) -> dict[tuple[Gender, tuple[int, int]], float]:
        """Part of each group who use a platform: the usual use by age and gender, scaled to the published users."""
        figure = self._figures[f"users.{country}.{platform}.all"]
        first = 18 if figure.unit.endswith("18+") else 13
        female = self._value("users", country, "all", "female") / 100
        women, men = (self._value("use", "all", platform, gender) for gender in GENDERS)
        cells = [(gender, band) for gender in GENDERS for band in BANDS]
        tilt: dict[Gender, float] = {"female": female * women, "male": (1 - female) * men}
        wish = {(g, b): self._value("use", "all", platform, _name(b)) / 100 * tilt[g] for g, b in cells}
        living = {(g, b): self._living(country, g, b) for g, b in cells}
        counted = [cell for cell in cells if cell[1][0] >= first]
        total = min(figure.value, MOST_USERS * sum(living[cell] for cell in counted))
        # What is above everybody of a group goes to the others; a scale that does so is found by halving.
        low, high = 0.0, 1e6
        for _ in range(80):
            scale = (low + high) / 2
            reached = sum(living[cell] * min(MOST_USERS, scale * wish[cell]) for cell in counted)
            low, high = (scale, high) if reached < total else (low, scale)
        return {cell: min(MOST_USERS, high * wish[cell]) if figure.value else 0.0 for cell in cells}

    def _value(self, table: str, country: str, platform: str, part: str) -> float:
        return self._figures[f"{table}.{country}.{platform}.{part}"].value

    def _sentence(
        self, sources: tuple[Figure, ...], countries: tuple[str, ...], platforms: tuple[Platform, ...], locale: str
    ) -> str:
        where = (
            country_name(countries[0], "en_US")
            if len(countries) == 1
            else counted(len(countries), "country", more="countries")
        )
        years = sorted({figure.year for figure in sources})
        weak = any(figure.strength == "recalled" for figure in sources)
        own = any(figure.strength == "own figure" for figure in sources)
        if len(countries) == 1:
            said = ", ".join(f"{label(p)} {count(f.value, locale)}" for p, f in zip(platforms, sources, strict=True))
        else:
            said = ", ".join(label(platform) for platform in platforms)
        return (
            f"Users in {where}: {said} ("
            + ("your own figures and " if own else "")
            + f"ad reach by DataReportal, {' and '.join(years)}"
            + (", not yet checked against the source" if weak else "")
            + "), split by age with United Nations population and Pew surveys of use; people on several platforms "
            "are counted once."
        )


def _name(band: tuple[int, int]) -> str:
    return f"{band[0]}-" if band == BANDS[-1] else f"{band[0]}-{band[1]}"


def _parts(ages: tuple[int, int] | None) -> tuple[tuple[tuple[int, int], float], ...]:
    """Age bands and which part of each is meant, by its years. Raises BadInput when it is none of any."""
    if ages is None:
        return tuple((band, 1.0) for band in BANDS)
    found = []
    for first, last in BANDS:
        end = OLDEST if (first, last) == BANDS[-1] else last
        if ages[0] <= first and ages[1] >= end:
            part = 1.0
        else:
            part = max(0, min(last, ages[1]) - max(first, ages[0]) + 1) / (last - first + 1)
        if part > 0:
            found.append(((first, last), min(part, 1.0)))
    if not found:
        raise BadInput([Problem("ages", f"{ages[0]}-{ages[1]}", "is an age that no figure covers", "ages from 13")])
    return tuple(found)


def _rounded(number: float) -> int:
    """Three digits: more than the figures can promise, and as people say it."""
    digits = max(0, len(str(int(number))) - 3)
    unit = int(10**digits)
    return max(1, round(number / unit) * unit)


def country_name(code: str, locale: str = "en_US") -> str:
    """A country as people write it; an unknown code is its own name."""
    return str(Locale.parse(locale).territories.get(code.upper(), code))


@cache
def default_people() -> People:
    """The table shipped with the product."""
    text = (resources.files("planner.campaign") / "data" / "people.csv").read_text(encoding="utf-8")
    return People(_figure(row) for row in csv.DictReader(io.StringIO(text)))


def _figure(row: Mapping[str, str]) -> Figure:
    value = float(row["value"])
    return Figure(
        key=f"{row['table']}.{row['country']}.{row['platform']}.{row['part']}",
        value=value,
        low=float(row["low"] or value),
        high=float(row["high"] or value),
        unit=row["unit"],
        source=row["source"],
        year=row["year"],
        url=row["url"],
        strength=row["retrieved_or_recalled"],
    )
