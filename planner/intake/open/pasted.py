"""Messages with a creator each, as they are pasted from a chat: `@lina.hart - 48k - 450€`, `12:03 Ann: Bo @bo 9k`."""

import re
from collections.abc import Sequence
from itertools import islice

from planner.intake.asking import Answers, Choice, Question
from planner.intake.cells.loose import says
from planner.intake.cells.scales import SCALE
from planner.intake.cells.texts import platform_of, platform_of_link
from planner.intake.cells.values import plain
from planner.intake.open.header import known_words
from planner.intake.reading import Unanswered, shown
from planner.problems import Problem

HEADER = ["Handle", "Platform", "Followers", "Fee", "Notes"]
"""What is found in a message; all that is left is kept as notes."""
_LOOKED_AT, _MOST = 60, 0.6
_LEAST_PEOPLE = 300
_MOST_MESSAGES = 5_000
"""So many lines are looked at: nobody pastes more."""
# Patterns as text: `re` compiles one when it is first needed and keeps it, and a table needs none.
_STAMP = (r"^\W{0,3}\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?\]?"
                    r"\s*(?:-\s*)?(?:[^:@]{1,40}:\s)?")  # fmt: skip
"""Day, time and sender, as chats write them before a message."""
_NUMBERED = r"^\s*(?:\d{1,3}[.)]|[-*•·–—])\s+"
_WHO = re.compile(r"https?://\S+|(?:www\.)?[\w-]+\.(?:com|tv|net)/\S+|(?<![\w.])@[\w.]{2,40}")
_UNIT = (
    r"[A-Z]{0,3}[$€£¥₹₩₽₺₫₱฿₪₴₦]|[A-Z]{3}\b|(?i:euros?|eur|usd|gbp|chf|dollars?|zł|kč|kr\.?|руб\.?|р\.)(?![^\W\d_])|"
    r"TL\b|[円元원]"
)
_FIGURE = rf"\d(?:[\d.,' ]*\d)?(?:\s?(?i:{SCALE})(?![^\W\d_]))?"
_MONEY = rf"(?:(?:{_UNIT})\s?{_FIGURE}|{_FIGURE}\s?(?:{_UNIT}))(?:\s?(?:/|per|pro|par|por)\s?\w+)?"
_PEOPLE = rf"(?i)\d[\d.,']*\d?\s?(?:{SCALE})?(?![\w%])\+?"
_BETWEEN = r"\s+[-–—|/·•]\s+|[;|\t]|,\s+"


def messages(
    place: str, found: Sequence[list[str]], delimiter: str, answers: Answers
) -> tuple[list[list[str]] | None, tuple[Question, ...]]:
    """Rows of `HEADER` and of what each line says, None for what are no messages or shall be none.

    found: cells of each line as they were split at the delimiter, which a comma in a message may have done.

    Raises Unanswered when most lines name a creator and a figure in one cell, and nobody has said what to do.
    """
    some = list(islice((row for row in found if any(cell.strip() for cell in row)), _LOOKED_AT))
    told = [line for row in some if any(map(_says_more, row)) and _is_one(line := delimiter.join(row))]
    if len(some) < 2 or len(told) < _MOST * len(some) or max(map(known_words, some)) > 1:
        return None, ()
    wrong = "is a message, not a row of a table"
    problem = Problem(place, shown(told[0], 60), wrong, "yes to taking it apart, or a table")
    first = dict(zip(HEADER, _apart(told[0]), strict=True))
    said = ", ".join(f"{name.lower()} {shown(text, 20)}" for name, text in first.items() if text and name != "Notes")
    choices = (Choice("yes", f"Yes, such as {said}"), Choice("no", "No, read it as it is"))
    title = "Each line is a message. Take creators and figures out of them?"
    question = Question("split", title, problem, choices, None, "yes").answered(answers)
    if question.answer is None:
        raise Unanswered([question])
    if question.answer == "no":
        return None, (question,)
    lines = [delimiter.join(row) for row in found[:_MOST_MESSAGES]]
    rows = [HEADER, *(_apart(line) if line.strip() else [] for line in lines)]
    used = [at for at in range(len(HEADER)) if any(row[at] for row in rows[1:] if row)]
    return [[row[at] for at in used] if row else [] for row in rows], (question,)


def _says_more(cell: str) -> bool:
    """A cell with somebody in it and more than their name, which a table has in other cells."""
    said = cell.strip()
    named = _WHO.search(said) if " " in said else None
    return named is not None and len(said) > len(named.group()) + 1


def _is_one(line: str) -> bool:
    """A handle or profile, and at least one figure that is of people or money."""
    who, _, people, fee, _ = _apart(line)
    return bool(who) and bool(people or fee)


def _apart(line: str) -> list[str]:
    """What a message says, in the order of `HEADER`."""
    rest = re.sub(_NUMBERED, "", re.sub(_STAMP, "", plain(line)))
    named = _WHO.search(rest)
    if named is None:
        return ["", "", "", "", rest]
    who = named.group().rstrip(".,;)")
    rest = f"{rest[: named.start()]} | {rest[named.start() + len(who) :]}"
    money = re.search(_MONEY, rest)
    fee = money.group().strip() if money else ""
    if money:
        rest = f"{rest[: money.start()]} | {rest[money.end() :]}"
    people = next((found for found in re.finditer(_PEOPLE, rest) if _counts(found.group())), None)
    if people:
        rest = f"{rest[: people.start()]} | {rest[people.end() :]}"
    platform, notes = "", []
    for part in (part.strip(" .,:-–—|()") for part in re.split(_BETWEEN, rest)):
        if not fee and says(part) is not None:
            fee = part
        elif not platform and not platform_of_link(who) and platform_of(part):
            platform = part
        elif part and part.casefold() not in ("followers", "follower", "fans", "subs"):
            notes.append(part)
    return [who, platform, people.group().strip() if people else "", fee, ", ".join(notes)]


def _counts(text: str) -> bool:
    """True for a figure with a suffix, or large enough to be of people."""
    digits = re.sub(r"\D", "", text)
    return any(c.isalpha() for c in text) or (bool(digits) and int(digits) >= _LEAST_PEOPLE)
