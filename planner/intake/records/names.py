"""What the column of a value inside a record is called: `stats.followers` is followers, `agency.name` is no name."""

import re
from collections.abc import Iterable

from planner.domain.countries import code_named
from planner.intake.columns.names import folded
from planner.intake.columns.roles import recognised
from planner.intake.reading import Field

Path = tuple[str, ...]
_GROUPS = frozenset(
    "profile user account creator influencer person channel channels stats statistics metrics kpis insights public "
    "public_metrics attributes node _source source data details info overview contact contacts social socials "
    "platforms accounts profiles snippet properties values".split()
)
"""Objects that only keep others together, and say nothing of what is in them."""
_AUDIENCE = frozenset("audience demographics followers follower viewers audiences".split())
_KINDS = {
    "country": frozenset("country countries geo geos geocountries geography".split()),
    "gender": frozenset("gender genders sex".split()),
    "age": frozenset("age ages agegroups".split()),
}
_LETTERS = {"m": "male", "f": "female"}
_BAND = re.compile(r"(\d{2})\D{1,4}(\d{2})|(\d{2})\s*(?:\+|-|_?plus)?")
_PRICE_NAMES = frozenset("name title type format deliverable label package kind service".split())


def header_of(path: Path) -> str:
    """The header of a value by its path, as a table would have it; the path itself where nothing shorter fits."""
    part = _part_of_audience(path)
    if part is not None:
        return part
    whole = ".".join(path)
    if len(path) == 1 or recognised(whole) is not None:
        return whole
    left = [key for key in path[:-1] if key.casefold() not in _GROUPS]
    return ".".join([*left, path[-1]])


def header_in_prices(path: Path, at: int) -> str:
    """The same for a value of a list of prices, the first `at` keys of the path being those of the list."""
    rest = path[at:]
    if len(rest) == 1:
        if rest[0].casefold() in _PRICE_NAMES:
            return "package"
        role = recognised(rest[0])
        if role is not None and role.field is not Field.NAME:
            return rest[0]
    return ".".join(path)


def is_prices(keys: set[str]) -> bool:
    """True for the keys of what a creator offers: each with a price, and nobody's followers."""
    fields = fields_of(keys)
    return Field.FEE in fields and Field.FOLLOWERS not in fields


def is_accounts(keys: set[str]) -> bool:
    """True for the keys of an account: whose it is or where, and its followers."""
    fields = fields_of(keys)
    return Field.FOLLOWERS in fields and bool(fields & {Field.HANDLE, Field.PLATFORM, Field.PROFILE_URL})


def fields_of(keys: Iterable[str]) -> set[Field]:
    """What the keys of a record say it has."""
    roles = (recognised(key[:100]) for key in keys)
    return {role.field for role in roles if role is not None and role.field is not None}


def _part_of_audience(path: Path) -> str | None:
    """`audience.geoCountries.DE` as `audience country DE`; None for everything else."""
    if len(path) < 2:
        return None
    words = [set(folded(key).split()) for key in path[:-1]]
    if not any(one & _AUDIENCE for one in words):
        return None
    inside = set().union(*words)
    leaf = path[-1].strip()
    if inside & _KINDS["country"]:
        code = code_named(leaf)
        return f"audience country {code}" if code else None
    if inside & _KINDS["gender"]:
        return f"audience gender {_LETTERS.get(leaf.casefold(), leaf.casefold())}"
    if inside & _KINDS["age"]:
        band = _BAND.fullmatch(leaf)
        return None if band is None else f"audience age {band[1] or band[3]}-{band[2] or ''}"
    return None
