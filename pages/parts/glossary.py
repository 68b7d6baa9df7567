"""What the trade's words mean, on hover: read from the glossary in the documentation, which is the one place for it."""

import re
from functools import cache
from pathlib import Path

from pages.parts.words import capital, markup, sentence

_PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"
_ROW = re.compile(r"^\| (?P<word>[^|]+) \| (?P<means>[^|]+) \|$", re.MULTILINE)


@cache
def _entries() -> dict[str, str]:
    return {row["word"].strip(): row["means"].strip() for row in _ROW.finditer(_PAGE.read_text(encoding="utf-8"))}


def meaning(word: str) -> str:
    """The glossary's entry for a word as a sentence. Raises KeyError for a word that has none."""
    return sentence(capital(_entries()[word]))


def term(word: str, shown: str = "") -> str:
    """HTML of a word that explains itself to a pointer, a keyboard and a touch. shown: instead of the word."""
    text = markup(shown or word)
    return f'<dfn class="term" tabindex="0">{text}<span class="means" role="note">{markup(meaning(word))}</span></dfn>'
