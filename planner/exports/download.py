"""The names of files on their way out."""

import re
import unicodedata

LONGEST_STEM = 60


def file_name(campaign: str, what: str, ending: str) -> str:
    """`spring-launch-plan.xlsx`: letters and digits of any script, hyphens for everything else."""
    text = unicodedata.normalize("NFKC", campaign).casefold()
    stem = re.sub(r"[\W_]+", "-", text)[:LONGEST_STEM].strip("-")
    # The word after the name also keeps a campaign called "con" or "nul" from naming a device on Windows.
    return f"{stem}-{what}.{ending}" if stem else f"{what}.{ending}"
