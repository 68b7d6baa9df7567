"""What can be booked: the package of each row, and one more for each price column or listed price."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.domain.roster import FORMATS_OF, UNKNOWN_FEE, Format, Platform, deliverables_text
from planner.intake.asking import Choice, Question
from planner.intake.cells.texts import COMPENSATION_NAMES, compensation_of, deliverables_in, read_texts
from planner.intake.cells.values import COUNT, Fault, Kind, Numbers, Texts, mapped, money_in
from planner.intake.columns.columns import DELIVERABLES
from planner.intake.columns.pricelist import ListedPrice, listed_prices
from planner.intake.reading import Column, Field, ReadSettings, shown
from planner.intake.roster.draft import Draft
from planner.problems import Problem
from planner.wording import count, label

FORMATS = tuple(str(f) for f in Format)
PACKAGE_FIELDS = {
    **dict(zip(FORMATS, DELIVERABLES, strict=True)),
    "compensation": Field.COMPENSATION,
    "fee_cents": Field.FEE,
    "commission_cents": Field.COMMISSION,
}
"""Domain column of a package -> field of the file."""
_LONGEST_PACKAGE = 120
_LISTS = "price_lists"
_SHOWN = 8
_MEANT = {
    (Platform.TIKTOK, Format.POST): Format.VIDEO,
    (Platform.TIKTOK, Format.REEL): Format.VIDEO,
    (Platform.INSTAGRAM, Format.VIDEO): Format.REEL,
    (Platform.FACEBOOK, Format.VIDEO): Format.POST,
    (Platform.X, Format.VIDEO): Format.POST,
}
"""What people mean by a format that a platform calls otherwise."""


def read_packages(draft: Draft, settings: ReadSettings, answers: dict[str, str]) -> None:
    """Add the columns of packages to a draft, and a row for every further price."""
    frame, size = draft.frame, len(draft.frame)
    names, faults = np.full(size, "", dtype=object), dict[int, Fault]()
    texts = draft.cells(Field.PACKAGE)
    if texts is not None:
        names, faults = read_texts(texts, _LONGEST_PACKAGE)
    for row, fault in faults.items():
        draft.reject(row, draft.column(Field.PACKAGE), fault)
    paid = draft.cells(Field.COMPENSATION)
    kinds = np.full(size, "cash", dtype=object) if paid is None else mapped(paid, compensation_of)
    for row in np.flatnonzero(kinds == "").tolist():
        accepted = f"one of {', '.join(sorted(set(map(str, COMPENSATION_NAMES.values()))))}"
        draft.reject(row, draft.column(Field.COMPENSATION), Fault("is not known", accepted))
    for position, counts in enumerate(_counts(draft, names).T):
        frame[FORMATS[position]] = counts
    frame["compensation"] = kinds
    money = money_in(settings.currency)
    listed = _fees(draft, money, answers)
    commission = draft.taken(Field.COMMISSION, draft.numbers(Field.COMMISSION, money))
    frame["commission_cents"] = np.nan_to_num(commission).astype(np.int64)
    frame["package"] = names
    _further_prices(draft, money, listed)
    _named(draft)


def _named(draft: Draft) -> None:
    """Packages without a name are called after what is in them."""
    frame = draft.frame
    kind_of_package = frame.groupby([*FORMATS, "compensation"], sort=False).ngroup().to_numpy()
    _, first = np.unique(kind_of_package, return_index=True)
    counts, kinds = frame[list(FORMATS)].to_numpy(), frame["compensation"].to_numpy(dtype=object)
    made = np.array([f"{deliverables_text(counts[row])}, {kinds[row]}" for row in first], dtype=object)
    names = frame["package"].to_numpy(dtype=object)
    frame["package"] = np.where(names == "", made[kind_of_package] if len(frame) else names, names)


def _fees(draft: Draft, money: Kind, answers: dict[str, str]) -> dict[int, tuple[ListedPrice, ...]]:
    """Fees of the rows; the price lists among them, by row, when they are to be taken."""
    read, column = draft.numbers(Field.FEE, money), draft.column(Field.FEE)
    taken: dict[int, tuple[ListedPrice, ...]] = {}
    if read is not None and column is not None and read.faults:
        kind, texts = money.as_written(draft.written.get(column.at)), draft.texts(column)
        by_text = {str(texts[row]): listed_prices(str(texts[row]), kind) for row in read.faults}
        lists = {row: by_text[str(texts[row])] for row in read.faults if by_text[str(texts[row])]}
        if lists:
            read, taken = _with_lists(draft, column, (read, lists), answers, money.currency or "")
    fee = draft.taken(Field.FEE, read)
    draft.frame["fee_cents"] = np.where(np.isnan(fee), UNKNOWN_FEE, fee).astype(np.int64)
    return taken


def _with_lists(
    draft: Draft,
    column: Column,
    found: tuple[Numbers, dict[int, tuple[ListedPrice, ...]]],
    answers: dict[str, str],
    currency: str,
) -> tuple[Numbers, dict[int, tuple[ListedPrice, ...]]]:
    """Offer price lists in words; only an answer makes packages of them."""
    read, lists = found
    answer = answers.get(_LISTS) if answers.get(_LISTS) in ("take", "aside") else None
    examples, rows = [], "row" if len(lists) == 1 else "rows"
    for row, prices in list(lists.items())[:_SHOWN]:
        typed = shown(str(draft.texts(column)[row]), 60)
        offered = "; ".join(price.text(currency) for price in prices)
        examples.append(f"row {draft.frame['row'].iloc[row]}: '{typed}' gives {offered}")
    draft.questions.append(
        Question(
            key=_LISTS,
            title=f"{column} holds prices in words in {count(len(lists))} {rows}. Make packages of them?",
            problem=Problem(str(column), "", "holds prices in words", "yes to making packages of them, or amounts"),
            choices=(Choice("take", "Yes, one package for each price"), Choice("aside", "No, set these rows aside")),
            default="aside",
            suggested="take",
            answer=answer,
            examples=tuple(examples),
        )
    )
    if answer == "take":
        faults = {row: fault for row, fault in read.faults.items() if row not in lists}
        return Numbers(read.values, read.bare, faults), lists
    fault = Fault("is a list of prices in words", "the packages read from it, or one amount")
    return Numbers(read.values, read.bare, read.faults | dict.fromkeys(lists, fault)), {}


def _further_prices(draft: Draft, money: Kind, listed: dict[int, tuple[ListedPrice, ...]]) -> None:
    """A row for each price of a price column or list; rows without a price of their own give way to them."""
    base = draft.frame
    pieces: list[pd.DataFrame] = []
    priced = np.zeros(len(base), bool)
    for price in draft.view.prices:
        read = draft.read(price.column, money)
        for row, fault in read.faults.items():
            draft.reject(row, price.column, fault)
        rows = np.flatnonzero(~np.isnan(read.values))
        priced[rows] = True
        assert price.role.posts is not None
        counts, fits = _on_platform(np.array(price.role.posts), base["platform"].iloc[rows])
        for row in rows[~fits].tolist():
            where = label(str(base["platform"].iloc[row]))
            what = deliverables_text(price.role.posts)
            draft.reject(row, price.column, Fault(f"prices {what}, which is not booked on {where}", "an empty cell"))
        pieces.append(_offers(base.iloc[rows], counts, read.values[rows].astype(np.int64)))
    for row, prices in listed.items():
        priced[row] = True
        for one in prices:
            counts, fits = _on_platform(np.array(one.posts), base["platform"].iloc[[row]])
            if fits.all():
                pieces.append(_offers(base.iloc[[row]], counts, np.array([one.cents])))
    if not pieces:
        return
    kept = ~priced | (base["fee_cents"] != UNKNOWN_FEE).to_numpy()
    at = np.concatenate([np.flatnonzero(kept), *(base.index.get_indexer(piece.index) for piece in pieces)])
    bad, assumed = draft.bad[at], draft.assumed[at]
    assumed[kept.sum() :] = False
    draft.frame = pd.concat([base[kept], *pieces], ignore_index=True)
    draft.bad, draft.assumed = bad, assumed
    further = len(at) - int(kept.sum())
    if further:
        plural = "package comes" if further == 1 else "packages come"
        draft.notes.append(f"{count(further)} {plural} from prices side by side.")


def _offers(rows: pd.DataFrame, counts: np.ndarray, cents: np.ndarray) -> pd.DataFrame:
    """Copies of rows with other deliverables and another fee."""
    made = rows.copy()
    for position, name in enumerate(FORMATS):
        made[name] = counts[:, position]
    made["fee_cents"] = cents
    made["commission_cents"] = 0
    made["package"] = ""
    return made


def _on_platform(posts: np.ndarray, platforms: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Deliverables of each row under the names its platform uses, and which rows can book them."""
    counts = np.zeros((len(platforms), len(FORMATS)), dtype=np.int64)
    fits = np.ones(len(platforms), bool)
    for platform in set(platforms):
        here = (platforms == platform).to_numpy()
        if platform not in [str(p) for p in Platform]:
            continue
        where = Platform(platform)
        for f, number in zip(Format, posts, strict=True):
            if number:
                meant = f if f in FORMATS_OF[where] else _MEANT.get((where, f))
                if meant is None:
                    fits[here] = False
                else:
                    counts[here, FORMATS.index(str(meant))] += number
    return counts, fits


def _counts(draft: Draft, names: Texts) -> np.ndarray:
    """Posts of each format, shape (rows, formats); rows whose package is only assumed are noted in the draft."""
    platform = pd.Index([str(p) for p in FORMATS_OF]).get_indexer(draft.frame["platform"])
    counts = np.zeros((len(names), len(FORMATS)), dtype=np.int64)
    given = [wanted for wanted in DELIVERABLES if wanted in draft.view.fields]
    for wanted in given:
        values = draft.taken(wanted, draft.numbers(wanted, COUNT))
        counts[:, DELIVERABLES.index(wanted)] = np.nan_to_num(values)
    if not given:
        codes, unique = pd.factorize(names)
        named = [deliverables_in(str(name)) for name in unique]
        counts = np.array(named, dtype=np.int64).reshape(-1, len(FORMATS))[codes]
        draft.assumed = counts.sum(axis=1) == 0
        usual = np.array([FORMATS.index(str(formats[0])) for formats in FORMATS_OF.values()])
        rows = np.flatnonzero(draft.assumed)
        counts[rows, usual[platform[rows]]] = 1
    else:
        draft.assumed = np.zeros(len(names), bool)
        for row in np.flatnonzero((counts.sum(axis=1) == 0) & ~draft.bad).tolist():
            accepted = "at least one of " + ", ".join(str(field) for field in given)
            draft.reject(row, draft.column(given[0]), Fault("leaves nothing to book", accepted))
    _only_allowed(draft, counts, platform)
    return counts


def _only_allowed(draft: Draft, counts: np.ndarray, platform: np.ndarray) -> None:
    """Set aside what a platform does not have."""
    allowed = np.array([[f in map(str, formats) for f in FORMATS] for formats in FORMATS_OF.values()])
    wrong = (counts > 0) & ~allowed[platform]
    for row in np.flatnonzero(wrong.any(axis=1) & (platform >= 0)).tolist():
        position = int(np.argmax(wrong[row]))
        column = draft.column(DELIVERABLES[position]) or draft.column(Field.PACKAGE)
        where = list(FORMATS_OF)[platform[row]]
        formats = " or ".join(str(DELIVERABLES[FORMATS.index(str(f))]) for f in FORMATS_OF[where])
        draft.reject(int(row), column, Fault(f"is not booked on {label(where)}", f"{formats} for {label(where)}"))
