"""Platforms and formats, which are rows of two tables; a platform that no row names can be added to a campaign.

`data/platforms.csv`: identity, name, colour, hosts of profile links, and other words for it.
`data/formats.csv`: the formats of each platform, the usual one first. `reach` names its reach rate among the
assumptions (`reach_rate_...`), `figures` whose spreads, prices and views per person hold for it, `also` what people
call it there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any, ClassVar, Self, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from planner.frozen import dataclass

_T = TypeVar("_T", bound="_Listed")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class _Rows(type):
    """What a class of rows has in common with an enumeration: it can be listed."""

    def __iter__(cls: type[_T]) -> Iterator[_T]:  # type: ignore[misc]
        return iter(cls.listed.values())

    def __contains__(cls: type[_T], key: object) -> bool:  # type: ignore[misc]
        return key in cls.listed

    def __len__(cls: type[_T]) -> int:  # type: ignore[misc]
        return len(cls.listed)


class _Listed(str, metaclass=_Rows):
    """A key that exists once, so that equal ones are identical. `listed`: those of the table, in its order."""

    __slots__ = ()
    listed: ClassVar[dict[str, Any]]
    _made: ClassVar[dict[str, Any]]

    def __new__(cls, key: str) -> Self:
        found = cls._made.get(key)
        if found is None:
            if not _KEY.fullmatch(key):
                raise ValueError("is not a key | up to 40 small letters, digits and underscores")
            # One entry or the other: whoever comes second takes the first's.
            found = cls._made.setdefault(str(key), super().__new__(cls, key))
        return found  # type: ignore[no-any-return]

    @property
    def value(self) -> str:
        """The key as plain text."""
        return str(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls._checked, core_schema.str_schema())

    @classmethod
    def _checked(cls, key: str) -> Self:
        return cls(key)


class Platform(_Listed):
    """Where a creator publishes; listed in the order in which people expect to read them.

    Any key can be one. What is not listed needs figures of its own, see `Brief.new_platforms`.
    """

    __slots__ = ()
    listed: ClassVar[dict[str, Platform]] = {}
    _made: ClassVar[dict[str, Platform]] = {}
    INSTAGRAM: ClassVar[Platform]
    TIKTOK: ClassVar[Platform]
    YOUTUBE: ClassVar[Platform]
    FACEBOOK: ClassVar[Platform]
    X: ClassVar[Platform]

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": f"^{_KEY.pattern}$", "examples": list(cls.listed)}


class Format(_Listed):
    """What one post is. On YouTube a video is a dedicated one, an integration a part of one."""

    __slots__ = ()
    listed: ClassVar[dict[str, Format]] = {}
    _made: ClassVar[dict[str, Format]] = {}
    POST: ClassVar[Format]
    REEL: ClassVar[Format]
    STORY: ClassVar[Format]
    VIDEO: ClassVar[Format]
    INTEGRATION: ClassVar[Format]

    @classmethod
    def _checked(cls, key: str) -> Format:
        if key not in cls.listed:
            raise ValueError(f"is not a format | one of {', '.join(cls.listed)}")
        return cls.listed[key]

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": list(cls.listed)}


@dataclass(frozen=True)
class FormatRow:
    """A format of a platform: names of its reach rate and of whose other figures hold for it, and what it is called."""

    format: Format
    reach: str
    figures: str
    also: tuple[Format, ...]


@dataclass(frozen=True)
class PlatformRow:
    """A row of the table with its formats, the usual one first."""

    platform: Platform
    label: str
    colour: str
    hosts: tuple[str, ...]
    words: tuple[str, ...]
    formats: tuple[FormatRow, ...]


EARLIER_FORMATS = ("post", "reel", "story", "video", "integration")
"""Formats that every roster has a column for; it has one for another format only where that is booked."""
_ORDER = (*EARLIER_FORMATS, "carousel", "short", "live", "newsletter", "podcast", "article")


def _read(name: str) -> list[dict[str, str]]:
    text = (resources.files("planner.domain") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _table() -> Mapping[str, PlatformRow]:
    formats = _read("formats.csv")
    for key in dict.fromkeys((*_ORDER, *(row["format"] for row in formats))):
        Format.listed[key] = Format(key)
        setattr(Format, key.upper(), Format.listed[key])
    found = {}
    for row in _read("platforms.csv"):
        platform = Platform(row["id"])
        Platform.listed[row["id"]] = platform
        setattr(Platform, row["id"].upper(), platform)
        mine = tuple(
            FormatRow(Format(f["format"]), f["reach"], f["figures"], tuple(map(Format, _split(f["also"]))))
            for f in formats
            if f["platform"] == row["id"]
        )
        found[row["id"]] = PlatformRow(
            platform, row["label"], row["colour"], _split(row["hosts"]), _split(row["words"]), mine
        )
    return MappingProxyType(found)


PLATFORM_TABLE: Mapping[str, PlatformRow] = _table()
NEW_COLOUR = "#7B7B70"
"""Colour of a platform that no row names."""


def formats_of(platform: str) -> tuple[Format, ...]:
    """Formats of a platform, the usual one first; one that no row names has them all, as posts."""
    row = PLATFORM_TABLE.get(platform)
    return tuple(Format) if row is None else tuple(one.format for one in row.formats)


def format_row(platform: str, f: str) -> FormatRow:
    """What the table says of a format of a platform; one that it does not have there is taken for the usual one."""
    row = PLATFORM_TABLE.get(platform)
    if row is None:
        return FormatRow(Format(f), "post", platform, ())
    return next((one for one in row.formats if one.format == f), row.formats[0])


def in_order(platforms: Iterable[str]) -> list[Platform]:
    """Each platform once: those of the table in its order, then others by name."""
    found = {Platform(str(name)) for name in platforms}
    return [*(platform for platform in Platform if platform in found), *sorted(found - set(Platform))]


def colour_of(platform: str) -> str:
    """Colour of a platform, on screen and in files."""
    row = PLATFORM_TABLE.get(platform)
    return NEW_COLOUR if row is None else row.colour


def named(platform: str) -> str:
    """A platform as people write it: `LinkedIn`; one that no row names with a capital letter."""
    row = PLATFORM_TABLE.get(platform)
    return platform.replace("_", " ").capitalize() if row is None else row.label
