"""What can be booked: the package of each row, and one more for each price column or listed price."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.domain.platforms import PLATFORM_TABLE, formats_of
from planner.domain.rights import RIGHT_COLUMNS, RIGHTS
from planner.domain.roster import ORIGINAL_COLUMNS, RANGE_COLUMNS, UNKNOWN_FEE, Format, Platform, deliverables_text
from planner.intake.asking import Choice, CountedTitle, Question
from planner.intake.cells.loose import format_named
from planner.intake.cells.texts import COMPENSATION_NAMES, compensation_of, deliverables_in, read_texts
from planner.intake.cells.values import (
    COUNT,
    MISSING_NUMBER,
    Bools,
    Fault,
    Floats,
    Kind,
    Numbers,
    Texts,
    is_missing,
    mapped,
    money_in,
    numbered,
    where,
)
from planner.intake.columns.columns import DELIVERABLES, Price
from planner.intake.columns.pricelist import ListedPrice, listed_prices
from planner.intake.reading import Column, Field, ReadSettings, shown
from planner.intake.roster.draft import Draft, Frame, Tally
from planner.problems import Problem
from planner.wording import label

FORMATS = tuple(str(f) for f in Format)
PACKAGE_FIELDS = {
    **dict(zip(FORMATS, DELIVERABLES, strict=True)),
    "compensation": Field.COMPENSATION,
    "fee_cents": Field.FEE,
    "commission_cents": Field.COMMISSION,
    **{
        RIGHT_COLUMNS[right]: wanted
        for right, wanted in zip(RIGHTS, (Field.USAGE_FEE, Field.ALLOWLISTING_FEE, Field.EXCLUSIVITY_FEE), strict=True)
    },
}
"""Domain column of a package -> field of the file."""
Ints = NDArray[np.int64]
_LONGEST_PACKAGE = 120
_SHOWN = 8


def read_packages(draft: Draft, settings: ReadSettings, answers: dict[str, str]) -> None:
    """Add the columns of packages to a draft, and a row for every further price."""
    frame, size = draft.frame, len(draft)
    names = np.full(size, "", dtype=object)
    if (package := draft.column(Field.PACKAGE)) is not None:
        names = draft.readable(package, *read_texts(draft.texts(package), _LONGEST_PACKAGE))
    paid = draft.cells(Field.COMPENSATION)
    kinds = np.full(size, "cash", dtype=object) if paid is None else mapped(paid, compensation_of)
    for row in np.flatnonzero(kinds == "").tolist():
        accepted = f"one of {', '.join(sorted(set(map(str, COMPENSATION_NAMES.values()))))}"
        draft.doubt(row, draft.column(Field.COMPENSATION), Fault("is not known", accepted), "cash")
    kinds[kinds == ""] = "cash"
    money = money_in(settings.currency)
    read, listed = _fees(draft, money, answers)
    gifts = [row for row, loose in read.loose.items() if loose.in_product and kinds[row] == "cash"]
    kinds[gifts] = "product"
    counts, possible = _counts(draft, names)
    frame |= dict(zip(FORMATS, counts.T, strict=True))
    frame["compensation"] = kinds
    for name in ("fee_cents", *RANGE_COLUMNS):
        # What was asked for a package that cannot be booked says nothing about another one.
        frame[name][~possible] = UNKNOWN_FEE
    names[~possible] = ""
    draft.spare = ~possible
    commission = draft.taken(Field.COMMISSION, draft.numbers(Field.COMMISSION, money))
    frame["commission_cents"] = np.nan_to_num(commission).astype(np.int64)
    for column in RIGHT_COLUMNS.values():
        wanted = PACKAGE_FIELDS[column]
        frame[column] = _cents(draft.taken(wanted, draft.numbers(wanted, money)))
    frame["package"] = names
    quoted_in = draft.column(Field.FEE)
    frame["fee_at"] = np.full(size, -1 if quoted_in is None else quoted_in.at)
    _further_prices(draft, money, listed)
    _named(draft)


def _named(draft: Draft) -> None:
    """Packages without a name are called after what is in them."""
    frame, called = draft.frame, dict[tuple[Any, ...], str]()
    # A file books a few of the formats.
    used = [name for name in FORMATS if frame[name].any()]
    whats = list(zip(frame["compensation"].tolist(), *(frame[name].tolist() for name in used), strict=True))
    for kind, *counts in dict.fromkeys(whats):
        posts = dict(zip(used, counts, strict=True))
        called[kind, *counts] = f"{deliverables_text([posts.get(name, 0) for name in FORMATS])}, {kind}"
    names = [name or called[what] for name, what in zip(frame["package"].tolist(), whats, strict=True)]
    frame["package"] = np.array(names, dtype=object)


def _fees(draft: Draft, money: Kind, answers: dict[str, str]) -> tuple[Numbers, dict[int, tuple[ListedPrice, ...]]]:
    """Fees of the rows; the price lists among them, by row, when they are to be taken."""
    column = draft.column(Field.FEE)
    taken: dict[int, tuple[ListedPrice, ...]] = {}
    if column is None:
        draft.frame |= _no_fees(len(draft))
        read = Numbers(np.full(len(draft), np.nan), np.zeros(len(draft), bool))
        packages = draft.column(Field.PACKAGE)
        if packages is not None and not draft.view.prices:
            # `2 reels + 3 stories 500€`: what is offered says what it costs.
            lists = _lists(draft, packages, range(len(draft)), money)
            if lists:
                _, taken = _with_lists(draft, packages, (read, lists), answers, money.currency or "")
        return read, taken
    read = draft.read(column, money)
    if read.faults and (lists := _lists(draft, column, read.faults, money)):
        read, taken = _with_lists(draft, column, (read, lists), answers, money.currency or "")
    fee = draft.noted(column, read)
    originals = draft.originals(column, money)
    draft.frame |= {"fee_cents": _cents(fee), **_ends(read), **dict(zip(ORIGINAL_COLUMNS, originals, strict=True))}
    return read, taken


def _cents(values: Floats) -> Ints:
    """Amounts as whole cents, `UNKNOWN_FEE` where they are unknown."""
    return np.where(np.isnan(values), UNKNOWN_FEE, values).astype(np.int64)


def _no_fees(size: int) -> Frame:
    """The columns of so many fees that nobody knows."""
    fees = {name: np.full(size, UNKNOWN_FEE) for name in ("fee_cents", *RANGE_COLUMNS)}
    texts = np.full(size, "", dtype=object), np.zeros(size, np.int64)
    return fees | dict(zip(ORIGINAL_COLUMNS, texts, strict=True))


def _lists(draft: Draft, column: Column, rows: Iterable[int], money: Kind) -> dict[int, tuple[ListedPrice, ...]]:
    """The prices in words of a column, by row."""
    kind, texts = money.as_written(draft.context.formats.written.get(column.at)), draft.texts(column)
    by_text = {text: listed_prices(text, kind) for text in {str(texts[row]) for row in rows}}
    return {row: found for row in rows if (found := by_text[str(texts[row])])}


def _ends(read: Numbers) -> Frame:
    """Ends in cents of fees that are a range, `UNKNOWN_FEE` for all others."""
    low, high = (np.full(len(read.values), UNKNOWN_FEE) for _ in RANGE_COLUMNS)
    for row, loose in read.loose.items():
        if loose.low < loose.high:
            low[row], high[row] = round(loose.low), round(loose.high)
    return dict(zip(RANGE_COLUMNS, (low, high), strict=True))


def _with_lists(
    draft: Draft,
    column: Column,
    found: tuple[Numbers, dict[int, tuple[ListedPrice, ...]]],
    answers: dict[str, str],
    currency: str,
) -> tuple[Numbers, dict[int, tuple[ListedPrice, ...]]]:
    """Offer price lists in words; only an answer makes packages of them."""
    read, lists = found
    examples = []
    for row, prices in list(lists.items())[:_SHOWN]:
        typed = shown(str(draft.texts(column)[row]), 60)
        offered = "; ".join(price.text(currency) for price in prices)
        examples.append(f"row {draft.frame['row'][row]}: '{typed}' gives {offered}")
    said = f"{column} lists prices as text in {{number}} row"
    tally = CountedTitle(len(lists), f"{said}. Turn them into packages?", f"{said}s. Turn them into packages?")
    problem = Problem(str(column), "", "lists prices as text", "yes to turning them into packages, or amounts")
    choices = (Choice("take", "Yes, one package for each price"), Choice("aside", "No, treat these fees as unknown"))
    question = Question("price_lists", tally.title, problem, choices, "aside", "take", None, tuple(examples), tally)
    question = question.answered(answers)
    draft.questions.append(question)
    if question.answer == "take":
        faults = {row: fault for row, fault in read.faults.items() if row not in lists}
        return replace(read, faults=faults), lists
    fault = Fault("is a list of prices as text", "packages made from it, or one amount")
    return replace(read, faults=read.faults | dict.fromkeys(lists, fault)), {}


def _further_prices(draft: Draft, money: Kind, listed: dict[int, tuple[ListedPrice, ...]]) -> None:
    """A row for each price of a price column or list; rows without a price of their own give way to them."""
    base, pieces = draft.frame, list[tuple[Ints, Frame]]()
    priced = np.zeros(len(draft), bool)
    for price in draft.view.prices:
        read = draft.read(price.column, money)
        values = draft.noted(price.column, read)
        assert price.role.posts is not None
        rows = _own(draft, price, np.flatnonzero(~np.isnan(values)))
        counts, fits = _on_platform(np.array(price.role.posts), base["platform"][rows])
        for row in rows[~fits].tolist():
            _leave_out(draft, row, price.column, price.role.posts)
        fits &= ~_said_otherwise(draft, counts, rows, price)
        rows, counts = rows[fits], counts[fits]
        priced[rows] = True
        originals = dict(zip(ORIGINAL_COLUMNS, draft.originals(price.column, money), strict=True))
        quoted = {name: ends[rows] for name, ends in (_ends(read) | originals).items()}
        gifts = [row in read.loose and read.loose[row].in_product for row in rows.tolist()]
        quoted["compensation"] = np.where(gifts, "product", base["compensation"][rows])
        quoted["fee_at"] = np.full(len(rows), price.column.at)
        pieces.append((rows, _offers(counts, values[rows].astype(np.int64)) | quoted))
    for row, prices in listed.items():
        for one in prices:
            counts, fits = _on_platform(np.array(one.posts), base["platform"][[row]])
            if fits.all():
                priced[row] = True
                pieces.append((np.array([row]), _offers(counts, np.array([one.cents]))))
            else:
                _leave_out(draft, row, draft.column(Field.FEE), one.posts)
    if not pieces:
        return
    kept = np.flatnonzero(~priced | (base["fee_cents"] != UNKNOWN_FEE))
    at = np.concatenate([kept, *(rows for rows, _ in pieces)])
    draft.frame = {
        name: np.concatenate([values[kept], *(own[name] if name in own else values[rows] for rows, own in pieces)])
        for name, values in base.items()
    }
    draft.bad, draft.named = draft.bad[at], draft.named[at]
    draft.assumed, draft.spare = draft.assumed[at], draft.spare[at]
    draft.assumed[len(kept) :] = draft.spare[len(kept) :] = False
    further = len(at) - len(kept)
    if further:
        what = "from separate price columns."
        draft.tallies.append(Tally(f"package comes {what}", f"packages come {what}", further))


def _leave_out(draft: Draft, row: int, column: Column | None, posts: tuple[int, ...]) -> None:
    """List a price for posts that the row's platform does not have."""
    place, what = label(str(draft.frame["platform"][row])), deliverables_text(posts)
    draft.leave_out(row, column, Fault(f"has a price for {what}, which doesn't exist on {place}", ""), "no package")


def _own(draft: Draft, price: Price, rows: Ints) -> Ints:
    """Those of the rows that are on the platform of the price; a price on another one is left out, and said."""
    wanted = price.role.platform
    if wanted is None:
        return rows
    here: Bools = draft.frame["platform"][rows] == str(wanted)
    for row in rows[~here].tolist():
        place = label(str(draft.frame["platform"][row]))
        draft.leave_out(row, price.column, Fault(f"is a price on {label(wanted)}, not on {place}", ""), "no package")
    return rows[here]


def _said_otherwise(draft: Draft, counts: Ints, rows: Ints, price: Price) -> Bools:
    """True where a price counts for another format than its own, and that one has a price in its own column."""
    found = np.zeros(len(rows), bool)
    own = np.array(price.role.posts)
    for other in draft.view.prices:
        same = (counts == np.array(other.role.posts)).all(axis=1)
        if other.column != price.column and (own != np.array(other.role.posts)).any() and same.any():
            found |= same & where(draft.texts(other.column)[rows], lambda text: not is_missing(text, MISSING_NUMBER))
    return found


def _offers(counts: Ints, cents: Ints) -> Frame:
    """What offers with these deliverables and fees say otherwise than the rows that they are made from."""
    unnamed, no_commission = np.full(len(cents), "", dtype=object), np.zeros(len(cents), np.int64)
    own = {"fee_cents": cents, "commission_cents": no_commission, "package": unnamed}
    return {**dict(zip(FORMATS, counts.T, strict=True)), **_no_fees(len(cents)), **own}


def _on_platform(posts: Ints, platforms: Texts) -> tuple[Ints, Bools]:
    """Deliverables of each row under the names its platform uses, and which rows can book them."""
    counts = np.zeros((len(platforms), len(FORMATS)), dtype=np.int64)
    fits = np.ones(len(platforms), bool)
    for platform in set(platforms):
        here = platforms == platform
        if not platform:
            continue
        where = Platform(platform)
        for f, number in zip(Format, posts, strict=True):
            if number:
                meant = _meant(where, f)
                if meant is None:
                    fits[here] = False
                else:
                    counts[here, FORMATS.index(str(meant))] += number
    return counts, fits


def _meant(platform: str, f: Format) -> Format | None:
    """The format that is meant on a platform, which may call it otherwise; None where there is nothing like it."""
    if f in formats_of(platform):
        return f
    row = PLATFORM_TABLE[platform]
    return next((one.format for one in row.formats if f in one.also), None)


def _counts(draft: Draft, names: Texts) -> tuple[Ints, Bools]:
    """Posts of each format, shape (rows, formats), and which rows name a package that can be booked, shape (rows,).

    Where nothing bookable is named, one usual post of the platform is assumed, which the draft notes; a price for one
    piece (`180 per reel`) says which.
    """
    there = _platforms(draft)
    place = {name: at for at, name in enumerate(there)}
    platform = np.array([place.get(name, -1) for name in draft.frame["platform"].tolist()], np.int64)
    counts = np.zeros((len(names), len(FORMATS)), dtype=np.int64)
    given = [wanted for wanted in DELIVERABLES if wanted in draft.view.fields]
    for wanted in given:
        values = draft.taken(wanted, draft.numbers(wanted, COUNT))
        counts[:, DELIVERABLES.index(wanted)] = np.nan_to_num(values)
    if not given:
        codes, unique = numbered(names)
        named = [deliverables_in(name) for name in unique]
        counts = np.array(named, dtype=np.int64).reshape(-1, len(FORMATS))[codes]
    possible = _possible(draft, counts, platform)
    counts[~possible] = 0
    draft.assumed = counts.sum(axis=1) == 0
    rows = np.flatnonzero(draft.assumed)
    usual = np.array([FORMATS.index(str(formats_of(name)[0])) for name in there])
    counts[rows, usual[platform[rows]]] = 1
    if (fees := draft.cells(Field.FEE)) is not None:
        _pieces(draft, counts, fees, rows)
    return counts, possible


def _platforms(draft: Draft) -> list[str]:
    """The platforms of the table, and those that a file adds."""
    return [*map(str, Platform), *draft.new_platforms]


@lru_cache(64)
def _allowed(platforms: tuple[str, ...]) -> Bools:
    """Which formats each of these platforms has, shape (platforms, formats)."""
    return np.array([[f in formats_of(name) for f in FORMATS] for name in platforms])


def _pieces(draft: Draft, counts: Ints, fees: Texts, rows: Ints) -> None:
    """Assume the format that a price names: `180 per reel` is what a reel costs."""
    named = mapped(fees[rows], format_named)
    for row, name in zip(rows.tolist(), named.tolist(), strict=True):
        if name:
            posts = np.array([int(f == name) for f in FORMATS])
            meant, fits = _on_platform(posts, draft.frame["platform"][[row]])
            if fits.all():
                counts[row] = meant[0]


def _possible(draft: Draft, counts: Ints, platform: Ints) -> Bools:
    """False where a platform does not have what a row offers; what people call otherwise there is renamed."""
    there = _platforms(draft)
    allowed = _allowed(tuple(there))
    wrong = ((counts > 0) & ~allowed[platform]).any(axis=1) & (platform >= 0)
    for row in np.flatnonzero(wrong).tolist():
        position = int(np.argmax((counts[row] > 0) & ~allowed[platform[row]]))
        column = draft.column(DELIVERABLES[position]) or draft.column(Field.PACKAGE)
        where = there[platform[row]]
        meant, fits = _on_platform(counts[row], draft.frame["platform"][[row]])
        if fits.all():
            counts[row], wrong[row] = meant[0], False
            draft.mark(row, column, f"named differently on {label(where)}", deliverables_text(counts[row]))
            continue
        *most, last = [str(DELIVERABLES[FORMATS.index(str(f))]) for f in formats_of(where)]
        formats = f"{', '.join(most)} or {last}" if most else last
        fault = Fault(f"doesn't exist on {label(where)}", f"{formats} for {label(where)}")
        draft.leave_out(row, column, fault, "one standard post, unless another row of this creator has more")
    return np.asarray(~wrong)
