"""Text from files on its way to the screen: it must never become markup."""

import html
import re
from collections.abc import Sequence

from planner.problems import Problem, first_of

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:@&^=])")


def plain(text: str, longest: int = 80) -> str:
    """For places that read markdown (labels, buttons, captions): every sign that could mean something is escaped."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    shown = shown if len(shown) <= longest else shown[: longest - 1] + "…"
    return _MARKUP.sub(r"\\\1", shown)


def told(problems: Sequence[Problem]) -> str:
    """Problems in one run of text, for places that read markdown: the first, and how many there are besides."""
    shown, more = first_of(problems)
    return " ".join(
        [*(capital(plain(str(problem), 300)) for problem in shown), *([f"{capital(more)}."] if more else [])]
    )


def markup(text: str) -> str:
    """For `st.html`: HTML entities in place of its signs."""
    return html.escape("".join(c if c.isprintable() else " " for c in text))


def capital(text: str) -> str:
    """First letter large."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """First letter large, a full stop at the end."""
    text = text.strip()
    return (text[:1].upper() + text[1:]).rstrip(".") + "." if text else text


def whole_percent(share: float | None) -> float | None:
    """A share for a column of per cents, without decimals that nobody can act on."""
    return None if share is None else round(share, 2) + 0.0
