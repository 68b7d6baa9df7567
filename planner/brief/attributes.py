"""Bands on attributes of creators: countries, categories, and any other text column, read in one way."""

from collections.abc import Iterator

from planner.brief.brief import Bands, Brief
from planner.brief.paths import Part
from planner.domain.attributes import column_of
from planner.frozen import dataclass

FIELDS = {"countries": "country", "categories": "category"}
"""Fields of the brief that hold the bands of one attribute, by the attribute's name."""


@dataclass(frozen=True)
class Asked:
    """What is asked of the creators with one value of an attribute. place: of its bands in the brief."""

    place: tuple[Part, ...]
    attribute: str
    value: str
    bands: Bands

    @property
    def path(self) -> str:
        """The place as text."""
        return ".".join(map(str, self.place))

    @property
    def column(self) -> str:
        """Column of the roster's creators."""
        return column_of(self.attribute)


def asked_of(brief: Brief, field: str | None = None) -> Iterator[Asked]:
    """Every band on an attribute; of one field of the brief, where it is named."""
    for name, attribute in FIELDS.items():
        if field in (None, name):
            for value, bands in getattr(brief, name).items():
                yield Asked((name, value), attribute, value, bands)
    if field in (None, "attributes"):
        for attribute, values in brief.attributes.items():
            for value, bands in values.items():
                yield Asked(("attributes", attribute, value), attribute, value, bands)


def bands_of(brief: Brief, attribute: str) -> dict[str, Bands]:
    """What is asked of one attribute, by value."""
    return {one.value: one.bands for one in asked_of(brief) if one.attribute == attribute}


def place_of(attribute: str) -> tuple[str, ...]:
    """Where the brief has the bands of an attribute."""
    return next(((field,) for field, name in FIELDS.items() if name == attribute), ("attributes", attribute))
