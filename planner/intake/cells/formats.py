"""How the numbers of each column are written: decimal sign, lost units, currencies. By evidence, else asked."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import field, replace

import numpy as np
from babel.numbers import get_currency_precision
from numpy.typing import NDArray

from planner.brief.exchange import Exchange
from planner.frozen import dataclass
from planner.intake.asking import Choice, CountedTitle, Question
from planner.intake.cells.loose import peeled
from planner.intake.cells.money import both_units, currency_of
from planner.intake.cells.scales import SCALE
from planner.intake.cells.values import MISSING_NUMBER, UNIT, Texts, Written, decimal_sign, is_missing, plain
from planner.intake.reading import Column, shown
from planner.problems import Problem
from planner.wording import count

_DIGITS = re.compile(r"\d[\d.,]*")
_SUFFIX = rf"(?i)\d\s*(?:{SCALE})(?![a-z])"
_UNIT_BEFORE = rf"(?i)[-+]?\s*({UNIT})\s*-?\d"
_UNIT_AFTER = rf"(?i)\d\s*(?:(?:{SCALE})\.?)?\s*({UNIT})\s*\+?$"
_BARE = re.compile(r"[$€£]?\s?[\d.,']+\s?[kKmM%$€£]?")
"""Nearly every figure: nothing stands around it."""
_SCALE_WORD = rf"(?i)(?:{SCALE})$"
_MANY = 0.5
"""Share of a column's values with a suffix from which one without it, and small, looks odd."""
_SMALL = 1_000
_STRIPPED = 1_000
"""A column without suffixes whose largest value is smaller, and that holds fractions, has lost all of them."""
_SEVERAL = 3
"""So many values, if they are most of a column, are asked about before anything is read."""


@dataclass(frozen=True)
class Numeric:
    """A column of numbers.

    rows: their numbers in the file. whole: people or posts are counted, so that a fraction has lost its unit.
    counted: whole numbers that may be small among large ones. rate: a share, never with thousands. money: amounts.
    typed: a program wrote them as numbers, so that a point stands before decimals.
    """

    column: Column
    texts: Texts
    whole: bool = False
    counted: bool = False
    rate: bool = False
    money: bool = False
    scale: float = 1.0
    currency: str | None = None
    rows: NDArray[np.int64] | None = None
    typed: bool = False


@dataclass
class Formats:
    """How each column is written, by its position, and what was found out or has to be asked on the way."""

    written: dict[int, Written] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    exchange: dict[str, Exchange] = field(default_factory=dict)


@dataclass(frozen=True)
class _Evidence:
    """Examples of texts that can only be read with a decimal point, only with a comma, or either way."""

    point: tuple[str, ...]
    comma: tuple[str, ...]
    open_point: tuple[str, ...]
    open_comma: tuple[str, ...]


def decide(columns: Iterable[Numeric], own: str, rates: dict[str, Exchange], answers: dict[str, str]) -> Formats:
    """The way of writing of every column. own: currency of the campaign; rates: value of others in it."""
    listed = [(numeric, _unique(numeric.texts)) for numeric in columns]
    values = {code: stated.rate for code, stated in rates.items()}
    evidence = {numeric.column.at: _evidence(texts, numeric.rate) for numeric, texts in listed}
    clear = {bool(e.comma) for e in evidence.values() if bool(e.comma) != bool(e.point)}
    file_comma = clear.pop() if len(clear) == 1 else None
    found = Formats()
    seen: Counter[str] = Counter()
    for numeric, texts in listed:
        sign = _decimal(numeric, evidence[numeric.column.at], file_comma, (own, answers, found))
        written = Written(comma=sign == "comma", each=sign == "each", scale=numeric.scale)
        _errors(numeric, found)
        if numeric.scale != 1:
            found.notes.append(f"Numbers in {numeric.column} count in {numeric.scale:,.0f}s, as its header says.")
        if numeric.whole:
            written = _lost(numeric, texts, written, (answers, found))
        if numeric.money:
            written = _money(numeric, texts, replace(written, rates=values), (own, answers, found, seen))
        found.written[numeric.column.at] = written
    _rates(seen, own, rates, (answers, found))
    return found


def _errors(numeric: Numeric, found: Formats) -> None:
    """Errors of a spreadsheet are no values; they count as unknown, and are told."""
    if numeric.rows is None:
        return
    texts = numeric.texts.tolist()
    wrong = {text for text in set(texts) if text.startswith("#") and is_missing(text)}
    if wrong:
        at = [row for row, text in enumerate(texts) if text in wrong]
        first = f"row {numeric.rows[at[0]]}, {numeric.column}: '{numeric.texts[at[0]]}'"
        ends = f" and {count(len(at) - 1)} more are spreadsheet errors and count as unknown."
        found.notes.append(first + (ends if len(at) > 1 else " is a spreadsheet error and counts as unknown."))


def _unique(texts: Texts) -> list[str]:
    """Different texts without the words around their figures; a range counts as both its ends."""
    unique = [plain(text) for text in dict.fromkeys(texts.tolist())]
    return [part for text in unique if not is_missing(text, MISSING_NUMBER) for part in _figures(text)]


def _figures(text: str) -> tuple[str, ...]:
    return (text,) if _BARE.fullmatch(text) else peeled(text).parts


def _evidence(texts: list[str], is_rate: bool) -> _Evidence:
    sorted_out: dict[str, list[str]] = {".": [], ",": [], "?.": [], "?,": []}
    for text in texts:
        sign = decimal_sign(text, is_rate) if "." in text or "," in text else None
        if sign is not None and len(sorted_out[sign]) < 1_000:
            sorted_out[sign].append(text)
    return _Evidence(*(tuple(sorted_out[sign]) for sign in (".", ",", "?.", "?,")))


def _decimal(
    numeric: Numeric, seen: _Evidence, file_comma: bool | None, context: tuple[str, dict[str, str], Formats]
) -> str:
    """`point`, `comma`, or `each`: what stands before decimals in a column."""
    if numeric.typed:
        return "point"
    own, answers, found = context
    column, key = numeric.column, f"decimals.{numeric.column.letter}"
    thousandths = numeric.money and _has_thousandths(numeric, seen, own)
    whole = numeric.whole or numeric.counted or (numeric.money and not thousandths)
    # Most amounts have at most two decimals, so that 1,296 contradicts 18.000.000 in one column.
    clash = (seen.point and seen.comma) or (
        whole and ((seen.comma and seen.open_comma) or (seen.point and seen.open_point))
    )
    if answers.get(key) in ("point", "comma", "each"):
        found.questions.append(_question(numeric, seen, answers[key]))
        return answers[key]
    if seen.point and seen.comma and not (seen.open_point or seen.open_comma):
        point, comma = shown(seen.point[0], 20), shown(seen.comma[0], 20)
        found.notes.append(f"Some numbers in {column} have a decimal point, others a comma: '{point}' and '{comma}'.")
        return "each"
    if clash or (seen.open_point and seen.open_comma and not (seen.point or seen.comma)):
        found.questions.append(_question(numeric, seen, None))
        return "point"
    if seen.point or seen.comma:
        if seen.comma:
            found.notes.append(f"Numbers in {column} have a decimal comma: '{shown(seen.comma[0], 20)}'.")
        return "comma" if seen.comma else "point"
    if not seen.open_point:
        return "point"
    example = shown(seen.open_point[0], 20)
    if whole and not file_comma:
        why = "money has no three decimals" if numeric.money else "people are whole numbers"
        why = "they are whole numbers" if numeric.counted else why
        found.notes.append(f"Points in {column} separate thousands ('{example}'): {why}.")
        return "comma"
    if file_comma is not None:
        sign = "comma" if file_comma else "point"
        found.notes.append(
            f"Numbers in {column} such as '{example}' are read with a decimal {sign}, like the other columns."
        )
        return sign
    asked = _question(numeric, seen, None)
    found.questions.append(replace(asked, suggested="point") if thousandths else asked)
    return "point"


def _has_thousandths(numeric: Numeric, seen: _Evidence, own: str) -> bool:
    """True where an amount may be in one of the dinars or in rials of Oman, which people write with three decimals."""
    codes = {numeric.currency or own, *(currency_in(text, own) for text in seen.open_point)}
    return any(code and get_currency_precision(code) > 2 for code in codes)


def _question(numeric: Numeric, seen: _Evidence, answer: str | None) -> Question:
    column = numeric.column
    examples = tuple(texts[0] for texts in (seen.open_point, seen.open_comma, seen.point, seen.comma) if texts)[:3]
    said = [(shown(example, 20), _DIGITS.search(example)) for example in examples]
    typed = [(text, match.group().rstrip(".,")) for text, match in said if match]
    both = "could be written with a decimal point or with a decimal comma"
    mixed = len(typed) > 1
    each = "; ".join(f"{text} is {_read_as(text, digits, decimal_sign(text) in (',', '?.'))}" for text, digits in typed)
    choices = [
        Choice(sign, f"With a decimal {sign}: {typed[0][0]} is {_read_as(*typed[0], comma=sign == 'comma')}")
        for sign in ("comma", "point")
    ]
    if mixed:
        choices.insert(0, Choice("each", f"Each cell as it shows: {each}"))
    return Question(
        key=f"decimals.{column.letter}",
        title=f"How are the numbers in {column} written?",
        problem=Problem(str(column), typed[0][0], both, "a choice for the whole column"),
        choices=tuple(choices),
        suggested="each" if mixed else "comma",
        answer=answer,
        examples=tuple(text for text, _ in typed),
    )


def _read_as(text: str, digits: str, comma: bool) -> str:
    """A cell as it would be read, what stands around its digits kept: 40.2K stays thousands."""
    plain = digits.replace("." if comma else ",", "").replace(",", ".")
    try:
        return text.replace(digits, f"{float(plain):,.10g}", 1)
    except ValueError:
        return "not a number"


def _lost(numeric: Numeric, texts: list[str], written: Written, context: tuple[dict[str, str], Formats]) -> Written:
    """Values that a suffix seems to have fallen off: 475.8 followers, or 185 among 3M and 12M."""
    answers, found = context
    bare = {text: value for text in texts if (value := _bare(text, written.comma_in(text))) is not None}
    lost = {text for text, value in bare.items() if not value.is_integer()} if numeric.scale == 1 else set()
    with_suffix = sum(re.search(_SUFFIX, text) is not None for text in texts if text not in bare)
    if lost and not with_suffix and max(bare.values()) < _STRIPPED:
        # A column whose suffixes were stripped has lost them all, those of whole numbers too.
        lost = {text for text, value in bare.items() if value > 0}
    elif lost or (with_suffix > 1 and with_suffix >= _MANY * len(texts) and numeric.scale == 1):
        lost |= {text for text, value in bare.items() if 0 < value < _SMALL}
    if not lost:
        return written
    column = numeric.column
    listed = sorted(lost, key=texts.index)
    example = shown(listed[0], 20)
    choices = (
        Choice("k", f"Thousands: {example} is {bare[listed[0]] * 1e3:,.10g}"),
        Choice("m", f"Millions: {example} is {bare[listed[0]] * 1e6:,.10g}"),
        Choice("as is", "No, they are correct as they are"),
        Choice("aside", "I don't know: leave these rows out"),
    )
    problem = Problem(
        str(column),
        example,
        "may have lost its unit, thousands or millions",
        "a choice of unit, or the value with k or m",
    )
    one, more = f"Has {example} in {column} lost its unit?", f"Have {{number}} values in {column} lost their unit?"
    tally = CountedTitle(len(lost), one, more)
    default = None if len(lost) >= _SEVERAL and len(lost) > _MANY * len(texts) else "aside"
    examples = tuple(shown(text, 20) for text in listed[:6])
    question = Question(f"unit.{column.letter}", tally.title, problem, choices, default, examples=examples, tally=tally)
    question = question.answered(answers)
    found.questions.append(question)
    return replace(written, lost=frozenset(lost), lost_as=question.answer or "aside")


def _bare(text: str, comma: bool) -> float | None:
    """Value of a number that stands alone, None for anything else."""
    text = text.replace(".", "").replace(",", ".") if comma else text.replace(",", "")
    return float(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else None


def _money(
    numeric: Numeric, texts: list[str], written: Written, context: tuple[str, dict[str, str], Formats, Counter[str]]
) -> Written:
    """Which currency amounts without a sign are in."""
    own, answers, found, seen = context
    codes = [currency_in(text, own) for text in texts]
    marked = Counter(code for code in codes if code)
    seen.update(marked)
    column = numeric.column
    figures = [any(map(str.isdigit, text)) and "%" not in text for text in texts]
    bare = [t for t, code, figure in zip(texts, codes, figures, strict=True) if code is None and figure]
    if numeric.currency is not None:
        # `$`, `¥` and `kr` in a header are what they are at home.
        code = currency_of(numeric.currency, own) or numeric.currency
        if bare:
            seen[code] += len(bare)
        return replace(written, currency=code)
    if not bare or not set(marked) - {own}:
        return written
    choices = tuple(Choice(code, code) for code in dict.fromkeys([*marked, own]))
    example = shown(bare[0], 20)
    problem = Problem(
        str(column),
        example,
        f"has no currency, while others in the column are in {', '.join(marked)}",
        "a choice of currency",
    )
    title = f"In which currency are amounts without a sign in {column}, such as {example}?"
    key = f"currency.{column.letter}"
    question = Question(key, title, problem, choices, None, next(iter(marked)), examples=(example,)).answered(answers)
    found.questions.append(question)
    if question.answer is not None:
        seen[question.answer] += len(bare)
    return replace(written, currency=question.answer)


def currency_in(text: str, own: str) -> str | None:
    """Code of an amount's currency, "" when its sign or code names none, None when it has neither."""
    if not text.strip("0123456789.,"):
        return None
    before, after = re.match(_UNIT_BEFORE, text), re.search(_UNIT_AFTER, text)
    units = [match.group(1) for match in (before, after) if match and not re.match(_SCALE_WORD, match.group(1))]
    if not units:
        return None
    code = both_units(units[0], units[1], own) if len(units) > 1 else currency_of(units[0], own)
    return code or ""


def quoted_in(text: str, own: str, usual: str | None) -> str:
    """Currency of an amount as a cell or its column says it; "" where neither does."""
    text = plain(text)
    said = currency_in(next(iter(peeled(text).parts), text), own)
    return said or usual or ""


def _rates(seen: Counter[str], own: str, rates: dict[str, Exchange], context: tuple[dict[str, str], Formats]) -> None:
    """Every currency that has to be converted: its rate is told, or asked for where nobody has stated one."""
    answers, found = context
    for code, number in seen.most_common():
        if code == own:
            continue
        key, stated = f"rate.{code}", rates.get(code)
        answer = f"{stated.rate:.10g}" if key in answers and stated is not None else None
        usual = None if key in answers or stated is None else f"{stated.rate:.10g}"
        wrong = f"appears in {count(number)} different amounts, while the campaign uses {own}"
        if stated is not None:
            found.exchange[code] = stated
            found.notes.append(f"Amounts in {code} are converted once, to the cent: {stated.words(code, own)}.")
        problem = Problem(f"the currency {code}", "", wrong, f"what 1 {code} is worth in {own}")
        title = f"What is 1 {code} worth in {own}?"
        found.questions.append(Question(key, title, problem, (), usual, None, answer))
