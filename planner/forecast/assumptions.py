"""Every number about the world that the planner uses, with its source; the only place they come from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property
from importlib import resources

from planner.brief.brief import Brief
from planner.brief.quantities import LEAST_SHAPE
from planner.brief.terms import NewPlatform
from planner.domain.platforms import Platform, named
from planner.frozen import dataclass
from planner.problems import BadInput, Problem
from planner.wording import decimal, label

VERSION = "2026.15"

CONVENTION = (
    "Rates, prices and fees are means: over accounts, of the mean of each account's posts. The account in the middle "
    "brings less, by the factor exp(-spread² / 2); published medians were turned into means by the same factor."
)
"""What a default is, in one sentence for everybody who reads the table."""


_RATE = "units_per_usd"


@dataclass(frozen=True)
class Assumption:
    """One figure.

    key: `metric.platform.tier`, the name by which a brief edits it.
    value, low, high: in `unit`; low and high are the range that sources or judgement give, or None.
    strength: "retrieved", "derived", "recalled, not retrieved" or "judgement".
    statistic: what the value is of its sample, "mean" or "median"; "" = neither, or its source does not say.
    sample: how many accounts or posts stand behind it; "" = not known.
    edited: True when this campaign replaced the default.
    """

    key: str
    table: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    source: str
    year: str
    url: str
    strength: str
    edited: bool = False
    statistic: str = ""
    sample: str = ""

    @property
    def number(self) -> float:
        """The value in code units: per cent becomes 0 to 1."""
        assert self.value is not None, self.key
        return self.value / 100 if self.unit.startswith("percent") else self.value

    @property
    def title(self) -> str:
        """The metric's name as words."""
        return self.key.partition(".")[0].replace("_", " ").capitalize()

    @property
    def where(self) -> str:
        """Platform and tier to which it applies."""
        _, platform, tier = (*self.key.split("."), "all", "all")[:3]
        said = [] if platform == "all" else [" ".join(label(word) for word in platform.split("_"))]
        said += [] if tier == "all" else [label(tier).lower()]
        return ", ".join(said) or "everything"

    @property
    def span(self) -> str:
        """`0.15 to 0.4`, or nothing."""
        if self.low is None and self.high is None:
            return ""
        low, high = ("?" if end is None else decimal(end, 4) for end in (self.low, self.high))
        return f"{low} to {high}"

    @property
    def ends(self) -> tuple[float, float]:
        """Low and high in code units; an edited value stretches its range, and one without range has none."""
        assert self.value is not None, self.key
        unit = 0.01 if self.unit.startswith("percent") else 1.0
        low, high = (self.value if end is None else end for end in (self.low, self.high))
        return min(low, self.value) * unit, max(high, self.value) * unit


class Assumptions:
    """The table, perhaps with a campaign's edits; read-only."""

    def __init__(self, rows: Mapping[str, Assumption]) -> None:
        self._rows = dict(rows)

    def __iter__(self) -> Iterator[Assumption]:
        return iter(self._rows.values())

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __getitem__(self, key: str) -> Assumption:
        return self._rows[key]

    def row(self, metric: str, platform: str = "all", tier: str = "all") -> Assumption:
        """The row of `metric.platform.tier`, falling back to all platforms, then all tiers.

        Raises KeyError when no row fits.
        """
        for key in (
            f"{metric}.{platform}.{tier}",
            f"{metric}.{platform}.all",
            f"{metric}.all.{tier}",
            f"{metric}.all.all",
        ):
            if key in self._rows:
                return self._rows[key]
        raise KeyError(f"no assumption for {metric} of {platform} {tier}")

    def number(self, metric: str, platform: str = "all", tier: str = "all") -> float:
        """Value in code units of the row that `row` finds."""
        return self.row(metric, platform, tier).number

    def in_currency(self, code: str) -> Assumptions:
        """Without the rates of other currencies than this one, but for those that were edited."""
        rate = f"{_RATE}.{code}."
        rows = {
            key: row
            for key, row in self._rows.items()
            if not key.startswith(f"{_RATE}.") or key.startswith(rate) or row.edited
        }
        return Assumptions(rows)

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """ISO 4217 codes of the currencies that have a rate, in alphabetic order."""
        rated = (row.key.split(".")[1] for row in self if row.key.startswith(f"{_RATE}."))
        return tuple(sorted({"USD", *rated}))

    @cached_property
    def platforms(self) -> tuple[Platform, ...]:
        """Platforms with figures: those of the table, then those that a campaign added."""
        added = {row.key.split(".")[1] for row in self._rows.values() if row.table == _ADDED}
        return (*Platform, *(Platform(name) for name in sorted(added)))

    def with_platforms(self, new: Mapping[Platform, NewPlatform], currency: str) -> Assumptions:
        """A copy with these platforms, by what was typed of them, and by `other` for what nobody said.

        currency: of their prices. Raises KeyError when the table has no rate for it.
        """
        if not new:
            return self
        rows = dict(self._rows)
        usd = 1.0 if currency == "USD" else self.number(_RATE, currency)
        seen = self.number("impressions_per_reached_person", _OTHER)
        for name, numbers in new.items():
            said = {"reach_rate_post": numbers.reach, "engagement_rate": 100 * numbers.engagement}
            if numbers.cents_per_thousand is not None:
                said["cpm_for_fallback_fee"] = numbers.cents_per_thousand / 100 / usd / seen
            for row in self:
                metric, platform, tier = row.key.split(".")
                if platform != _OTHER:
                    continue
                own = replace(row, key=f"{metric}.{name}.{tier}", table=_ADDED)
                if metric in said:
                    source = f"typed for {named(name)} in this campaign"
                    own = replace(own, value=said[metric], low=None, high=None, source=source, strength="own figure")
                rows[own.key] = own
        return Assumptions(rows)

    def edited(self, edits: Mapping[str, float]) -> Assumptions:
        """A copy with these values (in the unit of each row). Raises BadInput for keys or values that do not fit."""
        if not edits:
            return self
        problems = []
        rows = dict(self._rows)
        for key, value in edits.items():
            row = rows.get(key)
            if row is None:
                from rapidfuzz import process  # only a wrong name needs it

                near = process.extractOne(key, list(rows), score_cutoff=60)
                hint = f"the key {near[0]}" if near else "a key of the Assumptions page"
                problems.append(Problem(f"assumptions.{key}", f"{value:g}", "is not an assumption", hint))
            elif problem := _unfit(row, value):
                problems.append(problem)
            else:
                rows[key] = replace(row, value=value, edited=value != row.value)
        if problems:
            raise BadInput(problems)
        return Assumptions(rows)


class Noted(Assumptions):
    """The same table, which notes what is read of it: editing any other row leaves every result as it is."""

    def __init__(self, assumptions: Assumptions) -> None:
        super().__init__(assumptions._rows)
        self.read: set[str] = set()

    def __iter__(self) -> Iterator[Assumption]:
        self.read.update(self._rows)
        return super().__iter__()

    def __getitem__(self, key: str) -> Assumption:
        self.read.add(key)
        return super().__getitem__(key)

    def row(self, metric: str, platform: str = "all", tier: str = "all") -> Assumption:
        """As in the table."""
        found = super().row(metric, platform, tier)
        self.read.add(found.key)
        return found


def _unfit(row: Assumption, value: float) -> Problem | None:
    top = _TOP.get(row.unit.split(" of ")[0].split(" (")[0])
    if top is not None and row.high is not None:
        # A row's own range says that it may be above the usual end of its unit.
        top = max(top, row.high)
    least = _LEAST.get(row.unit, 0.0)
    if value < least or (top is not None and value > top):
        upto = f" and at most {top:g}" if top is not None else ""
        accepted = f"a number of at least {least:g}{upto} ({row.unit})"
        return Problem(f"assumptions.{row.key}", f"{value:g}", "is out of range", accepted)
    return None


_OTHER, _ADDED = "other", "added"
"""Platform whose rows hold for one that is not in the table; the table that such rows are said to come from."""
REACH_UNITS = ("reach/followers", "reach/subscribers")
MOST_REACH = 10.0
"""On video platforms the mean of posts and accounts may be several times the followers; more is taken for a mistake."""
_LEAST = {"shape": LEAST_SHAPE, "log per log of followers": -2.0, "skewness": -0.9}
_TOP = {"percent": 100.0, "share": 1.0, "probability": 1.0, "skewness": 0.9, **dict.fromkeys(REACH_UNITS, MOST_REACH)}


@cache
def default_assumptions() -> Assumptions:
    """The defaults shipped with the product, to calculate with."""
    return Assumptions({row.key: row for row in _shipped(used=True)})


@cache
def shipped_evidence() -> tuple[Assumption, ...]:
    """Sourced figures shipped beside the defaults: shown, and not calculated with."""
    return tuple(_shipped(used=False))


def _shipped(used: bool) -> Iterator[Assumption]:
    data = resources.files("planner.forecast") / "data"
    for name in ("benchmarks.csv", "judgements.csv", "further_platforms.csv", "currencies.csv"):
        rows = csv.reader(io.StringIO((data / name).read_text(encoding="utf-8")))
        header = next(rows)
        table = header.index("table")
        for cells in rows:
            if (cells[table] == "default") is used:
                yield _assumption(dict(zip(header, cells, strict=True)))


def usual_for(brief: Brief) -> Assumptions:
    """The table with the platforms that a campaign added, and without its edits."""
    return default_assumptions().with_platforms(brief.new_platforms, brief.currency)


def assumptions_of(brief: Brief) -> Assumptions:
    """The table as a campaign has it: with its platforms and its edits. Raises BadInput for edits that do not fit."""
    return usual_for(brief).edited(brief.assumptions)


def _assumption(row: Mapping[str, str]) -> Assumption:
    return Assumption(
        key=f"{row['metric']}.{row['platform']}.{row['tier']}",
        table=row["table"],
        value=_float(row["value"]),
        low=_float(row["low"]),
        high=_float(row["high"]),
        unit=row["unit"],
        source=row["source"].replace(", see model.md", ""),
        year=row["year"],
        url=row["url"],
        strength=row["retrieved_or_recalled"],
        statistic=row["statistic"],
        sample=row["sample"],
    )


def _float(text: str) -> float | None:
    return float(text) if text else None
