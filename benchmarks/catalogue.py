"""A catalogue of invented creators of any size: `python -m benchmarks.catalogue --rows N DIR`.

Followers are drawn from the percentiles of `follower_percentiles.csv`, by inverting them. Source: PlayerSells
(https://playersells.com), "Follower count percentiles on seven social platforms (October 2026)", CC BY 4.0, thinned
out. Of platforms that it does not have, those of TikTok stand in: both are lists of accounts that somebody sought out.
Nobody has fewer than 1,000 followers, whom a vendor would not list.

Everything else is invented, in proportions as lists have them: 2.6 packages a creator, a quarter of them without a
quote, figures that half of the creators do not show, audiences by country, gender and age measured for two in three.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.schema import Columns
from planner.catalogue.write import WHOLE, Writer, cut, fresh
from planner.domain.persons import persons_of
from planner.domain.platforms import EARLIER_FORMATS, Format, formats_of
from planner.domain.roster import CREATOR_COLUMNS, UNKNOWN_FEE, Roster, deliverables_text
from planner.domain.roster_parts import part_of, together

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PLATFORMS = {"facebook": 0.05, "instagram": 0.46, "tiktok": 0.26, "twitch": 0.03, "x": 0.06, "youtube": 0.14}
COUNTRIES = {
    "AE": 0.02, "AU": 0.04, "BR": 0.09, "CA": 0.05, "DE": 0.07, "ES": 0.06, "FR": 0.06, "GB": 0.09, "ID": 0.05,
    "IN": 0.08, "IT": 0.06, "JP": 0.03, "MX": 0.05, "NL": 0.02, "PL": 0.02, "SE": 0.01, "TR": 0.03, "US": 0.17,
}  # fmt: skip
MARKETS = ("BR", "CA", "DE", "ES", "FR", "GB", "IN", "IT", "JP", "MX", "TR", "US")
"""Countries that audiences are measured in: one segment each, and by gender and age many more."""
AGES = ("13-17", "18-24", "25-34", "35-44", "45-")
CATEGORIES = (
    "beauty", "books", "cars", "comedy", "diy", "education", "family", "fashion", "finance", "fitness", "food",
    "gaming", "home", "lifestyle", "music", "outdoor", "pets", "photography", "sports", "tech", "travel",
)  # fmt: skip
COMPENSATIONS = {"cash": 0.8, "product": 0.08, "hybrid": 0.06, "affiliate": 0.04, "event": 0.02}
OFFERS = (0.21, 0.31, 0.24, 0.15, 0.09)
"""How many packages a creator offers, from 1, and how often: 2.6 on average."""
PERSONS = 0.02
"""Part of the accounts that are the first of two of one person."""
FEWEST = 1_000
SHARD = 38_000
FIRST = ("Ada", "Bruno", "Chiara", "Dario", "Emre", "Fiona", "Gita", "Hugo", "Ines", "Jonas", "Kenji", "Lina", "Milo")
LAST = ("Abe", "Blum", "Costa", "Dietz", "Evans", "Faro", "Garcia", "Hart", "Iyer", "Jansen", "Kaya", "Lopez", "Moreau")


@dataclass(frozen=True, eq=False)
class Market:
    """Who there is, in the order of shards: codes of platform and country, and followers; each of shape (creators,)."""

    platform: NDArray[np.int8]
    country: NDArray[np.int8]
    followers: Ints

    @classmethod
    def drawn(cls, creators: int, seed: int) -> Market:
        """So many creators."""
        rng = np.random.default_rng(seed)
        platform = rng.choice(len(PLATFORMS), creators, p=list(PLATFORMS.values())).astype(np.int8)
        country = rng.choice(len(COUNTRIES), creators, p=list(COUNTRIES.values())).astype(np.int8)
        place, followers = rng.random(creators), np.empty(creators, np.int64)
        for code, name in enumerate(PLATFORMS):
            mine = platform == code
            followers[mine] = followers_at(name, place[mine])
        order = np.lexsort((-followers, country, platform))
        return cls(platform[order], country[order], followers[order])


def ladder(platform: str) -> tuple[Floats, Floats]:
    """Published percentiles, 0 to 1, and followers at each."""
    with (Path(__file__).parent / "follower_percentiles.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    known = platform if any(row["platform"] == platform for row in rows) else "tiktok"
    mine = [row for row in rows if row["platform"] == known]
    return np.array([float(row["percentile"]) / 100 for row in mine]), np.array(
        [float(row["followers"]) for row in mine]
    )


def followers_at(platform: str, place: Floats) -> Ints:
    """Followers of the account at this place, 0 to 1, among those with at least `FEWEST`; logs between the steps."""
    percentiles, followers = ladder(platform)
    logs = np.log1p(followers)
    least = np.interp(np.log1p(FEWEST), logs, percentiles)
    at = least + place * (percentiles[-1] - least)
    return np.maximum(np.expm1(np.interp(at, percentiles, logs)), FEWEST).astype(np.int64)


def rosters(creators: int, seed: int, shard: int = SHARD) -> Iterator[Roster]:
    """The creators of a catalogue, one shard after the other."""
    market = Market.drawn(creators, seed)
    for number, start in enumerate(range(0, creators, shard)):
        rows = slice(start, min(start + shard, creators))
        part = Market(market.platform[rows], market.country[rows], market.followers[rows])
        yield _roster(part, start, np.random.default_rng((seed, number)))


def make_catalogue(creators: int, seed: int, directory: Path) -> Catalogue:
    """Write a catalogue of so many creators. Raises BadInput."""
    with fresh(directory) as beside:
        writer: Writer | None = None
        several: list[Roster] = []
        for roster in rosters(creators, seed):
            writer = writer or Writer(beside, Columns.of([(roster.creators.columns, roster.packages.columns)]))
            alone = np.ones(len(roster), bool)
            for rows in persons_of(roster.creators).values():
                alone[rows] = False
            writer.write(writer.columns.table(part_of(roster, alone)))
            several.append(part_of(roster, ~alone))
        if writer is not None:
            # People with several accounts have files of their own, as in a catalogue that was built.
            last = together(several, "")
            packages = np.bincount(last.packages["creator"].to_numpy(np.int64), minlength=len(last))
            for rows in cut(last.creators, packages, WHOLE) if len(last) else ():
                writer.write(writer.columns.table(part_of(last, np.isin(np.arange(len(last)), rows))))
            writer.finish(f"{creators:,} invented creators", "USD")
    return Catalogue.open(directory)


def _roster(market: Market, start: int, rng: np.random.Generator) -> Roster:
    """Creators of one shard, numbered from `start`."""
    n = len(market.followers)
    platform, person = market.platform.copy(), np.full(n, -1)
    pairs = rng.permutation(n)[: 2 * int(n * PERSONS)].reshape(-1, 2)
    person[pairs] = pairs[:, :1]
    platform[pairs[:, 1]] = (platform[pairs[:, 0]] + 1 + rng.integers(0, len(PLATFORMS) - 1, len(pairs))) % len(
        PLATFORMS
    )
    names = _names(start, n, rng)
    handle = pc.utf8_lower(pc.replace_substring(names, " ", "."))
    id_ = pc.binary_join_element_wise(_texts(list(PLATFORMS), platform), handle, pa.scalar(":", pa.large_string()))
    order = pc.sort_indices(id_).to_numpy()
    followers = market.followers.astype(float)
    people = {
        "id": id_,
        "handle": handle,
        "name": names,
        "platform": _texts(list(PLATFORMS), platform),
        "country": _texts(list(COUNTRIES), market.country),
        "category": _texts(CATEGORIES, rng.integers(0, len(CATEGORIES), n)),
        "followers": market.followers,
        **_rates(followers, rng),
        "available": np.ones(n, np.int64),
        "person": pc.if_else(pa.array(person >= 0), names.take(pa.array(np.maximum(person, 0))), ""),
        "attribute language": _texts(("en", "de", "es", "fr", "it", "pt", "hi", "ja"), rng.integers(0, 8, n)),
        "sponsored_load": _known(rng.beta(2, 8, n).round(2), 0.5, rng),
        "comments": _known((followers * 0.001 * rng.lognormal(0, 1, n)).round(), 0.5, rng),
        **_audience(market.country, rng),
    }
    frame = pd.DataFrame({name: _series(values, order) for name, values in people.items()})
    head = [*CREATOR_COLUMNS, *(name for name in frame if name not in CREATOR_COLUMNS)]
    return Roster(frame[head], _packages(followers[order], platform[order], rng), "Invented")


def _names(start: int, n: int, rng: np.random.Generator) -> pa.Array:
    """Different names: a first, a last, and a number."""
    numbers = pc.utf8_lpad(pa.array(np.arange(start, start + n)).cast(pa.large_string()), 8, "0")
    parts = (_texts(FIRST, rng.integers(0, len(FIRST), n)), _texts(LAST, rng.integers(0, len(LAST), n)))
    return pc.binary_join_element_wise(*parts, numbers, pa.scalar(" ", pa.large_string()))


def _rates(followers: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    n = len(followers)
    rate = np.minimum(0.03 * (followers / 1e4) ** -0.2 * rng.lognormal(0, 0.7, n), 0.4)
    views = followers * np.minimum(0.25 * (followers / 1e4) ** -0.15 * rng.lognormal(0, 0.9, n), 3)
    return {
        "engagement_rate": _known(rate.round(4), 0.85, rng),
        "median_views": _known(views.round(), 0.5, rng),
        "measured_reach": _known((views * 0.7).round(), 0.05, rng),
        "fake_share": _known(rng.beta(2, 10, n).round(3), 0.4, rng),
        "mass_share": _known(rng.beta(1.5, 10, n).round(3), 0.2, rng),
        "fit": _known(rng.random(n).round(2), 0.3, rng),
        "authenticity": _known(rng.beta(6, 3, n).round(2), 0.6, rng),
    }


def _audience(country: NDArray[np.int8], rng: np.random.Generator) -> dict[str, Floats]:
    """Shares of two audiences in three: most people are at home, and the young are more."""
    n = len(country)
    weights = np.full((n, len(MARKETS) + 1), 0.25)
    for at, name in enumerate(MARKETS):
        weights[country == list(COUNTRIES).index(name), at] += 4
    where = _shares(rng.standard_gamma(weights))
    female = rng.beta(3, 3, n)
    ages = _shares(rng.standard_gamma(np.broadcast_to([1.0, 4.0, 4.0, 1.5, 0.8], (n, len(AGES)))))
    unknown = rng.random(n) >= 2 / 3
    found = {f"audience age:{name}": ages[:, at] for at, name in enumerate(AGES)}
    found |= {f"audience country:{name.casefold()}": where[:, at] for at, name in enumerate(MARKETS)}
    found |= {"audience gender:female": female, "audience gender:male": 1 - female}
    return {name: np.where(unknown, np.nan, found[name].round(3)) for name in sorted(found)}


def _packages(followers: Floats, platform: NDArray[np.int8], rng: np.random.Generator) -> pd.DataFrame:
    """Packages of each creator, sorted by name; shape (packages,)."""
    n, most = len(followers), len(OFFERS)
    many = rng.choice(np.arange(1, most + 1), n, p=OFFERS)
    kept = rng.random((n, most)).argsort(axis=1).argsort(axis=1) < many[:, None]
    creator, kind = np.nonzero(kept)
    names, counts = _kinds()
    count = counts[platform[creator], kind]
    m = len(creator)
    paid = _texts(list(COMPENSATIONS), rng.choice(len(COMPENSATIONS), m, p=list(COMPENSATIONS.values())))
    cash, goods = (
        pc.is_in(paid, pa.array(["cash", "hybrid"])).to_numpy(False),
        pc.equal(paid, "product").to_numpy(False),
    )
    part = pc.is_in(paid, pa.array(["affiliate", "hybrid"])).to_numpy(False)
    posts = count.sum(axis=1)
    fee = 0.25 * followers[creator] ** 0.8 * posts**0.75 * rng.lognormal(0, 0.5, m)
    cents = (np.rint(fee / 5) * 500 + 2_000).astype(np.int64)
    quoted = np.where(cash, np.where(rng.random(m) < 0.75, cents, UNKNOWN_FEE), 0)
    return pd.DataFrame(
        {
            "creator": creator.astype(np.int64),
            "id": _series(_texts(names.ravel(), platform[creator].astype(np.int64) * most + kind)),
            **{name: count[:, at] for at, name in enumerate(EARLIER_FORMATS)},
            "compensation": _series(paid),
            "fee_cents": quoted,
            "commission_cents": np.where(part, cents // 5, 0),
            "live": count[:, list(map(str, Format)).index("live")],
            "units": (goods | (part & cash)).astype(float),
        }
    )


def _kinds() -> tuple[NDArray[np.object_], Ints]:
    """Names of what creators of each platform offer, sorted, (platforms, kinds), and posts of each format in it."""
    every = list(map(str, Format))
    names, counts = [], []
    for platform in PLATFORMS:
        usual, other = (*formats_of(platform), *formats_of(platform))[:2]
        rows = np.zeros((len(OFFERS), len(every)), np.int64)
        for at, (first, second) in enumerate(((1, 0), (2, 0), (3, 0), (1, 1 if other != usual else 4), (2, 2))):
            rows[at, every.index(usual)] += first
            rows[at, every.index(other)] += second
        kinds = [deliverables_text(row) for row in rows]
        order = np.argsort(kinds)
        names.append([kinds[at] for at in order])
        counts.append(rows[order])
    return np.array(names, object), np.array(counts)


def _shares(weights: Floats) -> Floats:
    return weights / weights.sum(axis=1, keepdims=True)


def _among(texts: pa.Array, names: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.asarray(pc.is_in(texts, pa.array(names, pa.large_string())).to_numpy(zero_copy_only=False))


def _known(values: Floats, part: float, rng: np.random.Generator) -> Floats:
    return np.where(rng.random(len(values)) < part, values, np.nan)


def _texts(names: object, codes: NDArray[np.integer]) -> pa.Array:
    return pa.array(list(names), pa.large_string()).take(pa.array(codes))  # type: ignore[call-overload]


def _series(values: pa.Array | NDArray[np.generic], order: Ints | None = None) -> pd.Series:
    if isinstance(values, np.ndarray):
        return pd.Series(values if order is None else values[order])
    taken = values if order is None else values.take(pa.array(order))
    return pd.Series(pd.array(taken.cast(pa.large_string()), dtype="str"))


def _main() -> None:
    parser = argparse.ArgumentParser(description="Write a catalogue of invented creators.")
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="creators (1,000,000)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    made = make_catalogue(asked.rows, asked.seed, asked.directory)
    print(f"{made.creators:,} creators, {made.packages:,} packages, {len(made.shards)} files: {made.directory}")


if __name__ == "__main__":
    _main()
