"""A file on its way out: its name, its type, its bytes."""

import re
import unicodedata

from planner.frozen import dataclass

LONGEST_STEM = 60


@dataclass(frozen=True)
class Download:
    """filename: safe on every system, without a folder. mime: media type. data: the file."""

    filename: str
    mime: str
    data: bytes


def file_name(campaign: str, what: str, ending: str) -> str:
    """`spring-launch-plan.xlsx`: letters and digits of any script, hyphens for everything else."""
    text = unicodedata.normalize("NFKC", campaign).casefold()
    stem = re.sub(r"[\W_]+", "-", text)[:LONGEST_STEM].strip("-")
    # The word after the name also keeps a campaign called "con" or "nul" from naming a device on Windows.
    return f"{stem}-{what}.{ending}" if stem else f"{what}.{ending}"
