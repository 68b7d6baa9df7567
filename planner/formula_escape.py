"""Text that a spreadsheet would calculate: disarmed on the way out, and given back exactly on the way in."""

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def starts_formula(text: str) -> bool:
    """True when a spreadsheet would take the text for a formula if somebody typed it."""
    return text.startswith(_STARTS)


def escaped(text: str) -> str:
    """Text that a spreadsheet will not calculate when it opens a CSV file; `unescaped` gives back what it was.

    A leading ' is put before what could start a formula, and before a ' that stands in front of such a start.
    """
    return "'" + text if starts_formula(text.lstrip("'")) else text


def unescaped(text: str) -> str:
    """Undo `escaped`, whoever did it."""
    return text[1:] if text.startswith("'") and starts_formula(text.lstrip("'")) else text
