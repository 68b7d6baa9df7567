"""Whose page it is: the agency's name, colour and logo."""

import base64
import binascii
import re
from io import BytesIO
from typing import Annotated

from PIL import Image
from pydantic import AfterValidator, Field

from planner.domain.roster import Frozen
from planner.problems import BadInput, Problem, validated
from planner.review.decisions import Line

MOST_BYTES = 1024 * 1024
MOST_PIXELS = 4_000_000
LARGEST = (640, 160)
"""Width and height in pixels of a logo as it is kept: twice what a page shows."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_ACCEPTED = f"a PNG or JPEG picture of up to {MOST_BYTES // 1024**2} MB"
PLAIN = "#9c3a5e"


def _colour(text: str) -> str:
    if not _COLOUR.fullmatch(text.lower()):
        raise ValueError("a colour such as #9c3a5e")
    return text.lower()


def _base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a picture") from None
    return text


class Brand(Frozen):
    """How a page is signed. logo: PNG in base64, made by `logo`; empty = none."""

    agency: Line = Field("", max_length=80)
    colour: Annotated[str, AfterValidator(_colour)] = PLAIN
    logo: Annotated[str, AfterValidator(_base64)] = Field("", max_length=400_000, repr=False)

    @classmethod
    def of(cls, agency: str, colour: str, logo: str) -> "Brand":
        """From what was typed and chosen. Raises BadInput with every problem."""
        with validated():
            return cls(agency=agency, colour=colour, logo=logo)

    def accent(self, dark: bool) -> str:
        """The colour where it is text or a line, darkened or lightened until it can be read on the page (4.5:1)."""
        page = (0x16, 0x14, 0x12) if dark else (0xFB, 0xFA, 0xF7)
        target = (255, 255, 255) if dark else (0, 0, 0)
        start = tuple(int(self.colour[at : at + 2], 16) for at in (1, 3, 5))
        for step in range(21):
            mixed = tuple(round(a + (b - a) * step / 20) for a, b in zip(start, target, strict=True))
            if _contrast(mixed, page) >= 4.6:
                break
        return "#" + "".join(f"{part:02x}" for part in mixed)


def _contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Of two sRGB colours, as WCAG 2 defines it: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[int, ...]) -> float:
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def logo(content: bytes) -> str:
    """A picture as `Brand.logo` keeps it: read, made small, and written anew, so that nothing else of the file is kept.

    Raises BadInput for what is not a PNG or JPEG, too large, or damaged.
    """
    if len(content) > MOST_BYTES:
        raise BadInput([Problem("Logo", f"{len(content) // 1024:,} KB", "is too large", _ACCEPTED)])
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
            size = opened.size
            picture = opened.convert("RGBA") if size[0] * size[1] <= MOST_PIXELS else None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise BadInput([Problem("Logo", "this file", "can’t be read as a picture", _ACCEPTED)]) from None
    if picture is None:
        large = f"{size[0]:,} × {size[1]:,} pixels"
        raise BadInput([Problem("Logo", large, "is too large", f"at most {MOST_PIXELS // 10**6} million pixels")])
    picture.thumbnail(LARGEST)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()
