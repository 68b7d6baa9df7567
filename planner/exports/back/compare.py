"""From the rows of an edited media plan to changes against the plan and the brief that stand now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from planner.domain.roster import Platform, creator_id
from planner.exports.back.against import Against
from planner.exports.back.changes import Change, Returned, What
from planner.exports.back.fees import agreed_fee, changed_fee, fee_alone, money_words
from planner.exports.back.sheet import (
    CREATOR,
    DELIVERABLE,
    HANDLE,
    NOTES,
    PACKAGE,
    PLATFORM,
    QUANTITY,
    STATUS,
    TERMS,
    WAVE,
    MediaPlan,
    Row,
    media_plan_of,
)
from planner.exports.dossier import Dossier
from planner.exports.media_plan import MUST_HAVE, STATUSES, note_of
from planner.exports.text import clean
from planner.intake.reading import shown
from planner.outcome import Pick
from planner.problems import Problem
from planner.wording import label

MOST_NAMED = 6
LONGEST_NOTE = 2_000


@dataclass
class _Findings:
    """What is gathered while rows are read."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_back(name: str, data: bytes, against: Against) -> Returned:
    """Read an edited workbook behind the guard and list what it changes; nothing is changed by reading.

    Raises BadInput when the file is no workbook or has no media plan. All else that cannot be used is a problem with
    its sheet and cell, and the rest is read.
    """
    sheet = media_plan_of(name, data)
    found = _Findings(problems=list(sheet.problems))
    ours = sheet.reference == Dossier(against.plan, against.brief).reference
    foreign = bool(sheet.reference) and not ours and sheet.campaign != clean(against.brief.name)
    groups, added = _grouped(sheet, against, found, foreign)
    for creator, rows in groups.items():
        _compare(sheet, against, (against.picks[creator], rows), found)
    for creator, rows in added.items():
        _added(sheet, against, (creator, rows), found)
    order = list(What)
    found.changes.sort(key=lambda change: order.index(change.what))
    notes = [*sheet.notes, *_notes(sheet, against, groups, (ours, foreign))]
    return Returned(len(sheet.rows), tuple(found.changes), tuple(found.problems), tuple(notes))


def _notes(
    sheet: MediaPlan,
    against: Against,
    groups: Mapping[str, Sequence[Row]],
    kinship: tuple[bool, bool],
) -> Iterator[str]:
    ours, foreign = kinship
    if not sheet.reference:
        yield "The file does not say which plan it was made from; rows are matched by creator."
    elif foreign:
        yield (
            f"This is the workbook of another plan ({shown(sheet.campaign)}, {sheet.reference}). Only creators who are "
            "in the plan here are compared."
        )
    elif not ours:
        yield "The plan has changed since this workbook was made; fees are compared with those it was made with."
    missing = [pick.handle for creator, pick in against.picks.items() if creator not in groups]
    if missing:
        yield f"In the plan but not in the file, and left as they are: {_named(missing)}."


def _named(handles: Sequence[str]) -> str:
    more = f" and {len(handles) - MOST_NAMED} more" if len(handles) > MOST_NAMED else ""
    return ", ".join(shown(handle) for handle in handles[:MOST_NAMED]) + more


def _grouped(
    sheet: MediaPlan, against: Against, found: _Findings, foreign: bool
) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Rows by creator: of those in the plan, and of those added."""
    groups: dict[str, list[Row]] = {}
    added: dict[str, list[Row]] = {}
    seen: dict[tuple[str, ...], int] = {}
    for row in sheet.rows:
        creator = _creator(row, against)
        line = (creator, *(row[title] for title in (PACKAGE, DELIVERABLE, WAVE)))
        if creator in against.picks and DELIVERABLE in sheet.columns and line in seen:
            place = sheet.place(row, HANDLE)
            wrong = f"doubles row {seen[line]} and is not taken"
            found.problems.append(Problem(place, shown(row[HANDLE] or row[CREATOR]), wrong, "every line once"))
            continue
        seen[line] = row.number
        if creator in against.picks:
            groups.setdefault(creator, []).append(row)
        elif foreign:
            place = sheet.place(row, HANDLE)
            who = shown(row[HANDLE] or row[CREATOR])
            found.problems.append(Problem(place, who, "is not in the plan here", "creators of this plan"))
        elif creator in against.packages:
            added.setdefault(creator, []).append(row)
        else:
            found.problems.append(_unknown(sheet, against, row))
    return groups, added


def _creator(row: Row, against: Against) -> str:
    """Id of a row's creator: as exported, else from platform and handle, else from a handle that is unique."""
    if row[CREATOR] in against.picks or row[CREATOR] in against.packages:
        return row[CREATOR]
    platforms = {label(platform).casefold(): str(platform) for platform in Platform}
    platform = platforms.get(row[PLATFORM].casefold(), row[PLATFORM].casefold())
    if platform:
        return creator_id(platform, row[HANDLE])
    ends = [str(platform) for platform in Platform]
    fitting = [creator_id(one, row[HANDLE]) for one in ends]
    known = [creator for creator in fitting if creator in against.picks or creator in against.packages]
    return known[0] if len(known) == 1 else ""


def _unknown(sheet: MediaPlan, against: Against, row: Row) -> Problem:
    place, who = sheet.place(row, HANDLE), shown(row[HANDLE] or row[CREATOR])
    if not row[HANDLE] and not row[CREATOR]:
        return Problem(place, "", "names nobody", "the handle of a creator")
    if against.roster is None:
        wrong = "cannot be added to a plan of archetypes"
        return Problem(place, who, wrong, "a plan that is made from a roster")
    if not row[PLATFORM]:
        return Problem(place, who, "is in the roster on no or on several platforms", "the platform in its column")
    return Problem(place, who, f"is not in the roster on {shown(row[PLATFORM])}", "a creator of the roster")


def _compare(sheet: MediaPlan, against: Against, who: tuple[Pick, Sequence[Row]], found: _Findings) -> None:
    pick, rows = who
    fee = changed_fee(sheet, against, who, found.problems)
    status = _status(sheet, against, who, found)
    before = against.status_of(pick)
    lead = rows[0]
    if status == "declined":
        if before != "declined":
            found.changes.append(_change(What.DECLINED, sheet.place(lead, STATUS), pick, (before, "left out")))
        fee = None
    elif status == "signed":
        if before != "signed" or fee is not None:
            cents = fee_alone(pick, against) if fee is None else fee[0]
            place = sheet.place(lead, STATUS) if fee is None else fee[1]
            words = f"in, at {money_words(cents, against)}"
            found.changes.append(_change(What.SIGNED, place, pick, (before, words), cents))
        fee = None
    elif before == "signed" and status in ("proposed", "asked"):
        place = sheet.place(lead, STATUS)
        found.changes.append(_change(What.REOPENED, place, pick, ("signed", "no longer kept")))
    if status == "asked" and before != "asked":
        found.changes.append(_change(What.ASKED, sheet.place(lead, STATUS), pick, (before, "waiting for an answer")))
    if fee is not None:
        prices = (money_words(fee_alone(pick, against), against), f"{money_words(fee[0], against)}, and in")
        found.changes.append(_change(What.FEE, fee[1], pick, prices, fee[0]))
    _rest(sheet, who, found)
    _note(sheet, against, who, found)


def _change(what: What, place: str, pick: Pick, words: tuple[str, str], fee: int | None = None) -> Change:
    return Change(what, pick.creator, pick.handle, place, words[0], words[1], fee, pick.package)


def _status(sheet: MediaPlan, against: Against, who: tuple[Pick, Sequence[Row]], found: _Findings) -> str:
    """What the lines of a creator say together; "" when they say nothing that can be used."""
    pick, rows = who
    before = against.status_of(pick)
    said: dict[str, Row] = {}
    for row in rows:
        typed = row[STATUS].casefold()
        if typed in STATUSES:
            said.setdefault(typed, row)
        elif typed:
            place = sheet.place(row, STATUS)
            found.problems.append(
                Problem(place, shown(row[STATUS]), "is not a status", "one of " + ", ".join(STATUSES))
            )
    if len(said) > 1:
        said.pop(before, None)
    if len(said) > 1:
        (_, first), (other, second) = list(said.items())[:2]
        where = f"{sheet.place(first, STATUS)} and row {second.number}"
        wrong = f"say two things of {shown(pick.handle)}; neither is taken"
        found.problems.append(Problem(where, other, wrong, "one status on all lines of a creator"))
        return ""
    return next(iter(said), "")


def _rest(sheet: MediaPlan, who: tuple[Pick, Sequence[Row]], found: _Findings) -> None:
    """What was edited and cannot be taken over from here."""
    pick, rows = who
    for row in rows:
        quantity, package = row[QUANTITY], row[PACKAGE]
        if quantity and quantity != str(pick.count):
            place, wrong = sheet.place(row, QUANTITY), f"was {pick.count} in the plan; it is not taken"
            accepted = "the status declined" if quantity == "0" else "the number of the plan; change the brief for more"
            found.problems.append(Problem(place, shown(quantity), wrong, accepted))
        if package and package != clean(pick.package).strip():
            place, wrong = sheet.place(row, PACKAGE), f"was '{shown(pick.package)}' in the plan; it is not taken"
            accepted = "the package of the plan; choose another on the page Plan"
            found.problems.append(Problem(place, shown(package), wrong, accepted))


def _note(sheet: MediaPlan, against: Against, who: tuple[Pick, Sequence[Row]], found: _Findings) -> None:
    pick, rows = who
    if NOTES not in sheet.columns:
        return
    text, row = _text(rows)
    before = note_of(pick, against.brief)
    kept = pick.creator in against.brief.notes
    # "Must-have" was written by us; its coming or going is no note.
    if text != clean(before).strip() and (kept or text not in ("", MUST_HAVE)):
        place = sheet.place(row, NOTES)
        found.changes.append(
            Change(What.NOTE, pick.creator, pick.handle, place, before, text or "no note", note=text[:LONGEST_NOTE])
        )


def _text(rows: Sequence[Row]) -> tuple[str, Row]:
    """Notes and terms of all lines of a creator, and the row of the first."""
    parts: list[str] = []
    place = rows[0]
    for title in (NOTES, TERMS):
        for row in rows:
            if row[title] and row[title] not in parts:
                place = row if not parts else place
                parts.append(row[title])
    return "\n".join(parts), place


def _added(sheet: MediaPlan, against: Against, who: tuple[str, Sequence[Row]], found: _Findings) -> None:
    """A creator of the roster who was not in the plan: a must-have, with their package and fee where they are said."""
    creator, rows = who
    row = rows[0]
    handle = row[HANDLE] or creator.partition(":")[2]
    package: str | None = row[PACKAGE] or None
    if package is not None and package not in against.packages[creator]:
        wrong = f"is not a package of {shown(handle)}; any may be booked"
        accepted = "one of " + ", ".join(shown(name) for name in list(against.packages[creator])[:MOST_NAMED])
        found.problems.append(Problem(sheet.place(row, PACKAGE), shown(package), wrong, accepted))
        package = None
    if row[STATUS].casefold() == "declined":
        place = sheet.place(row, STATUS)
        found.changes.append(Change(What.DECLINED, creator, handle, place, "not in the plan", "left out"))
        return
    fee = agreed_fee(sheet, against, rows, found.problems)
    words = [
        "must be in",
        *([package] if package else []),
        *([f"at {money_words(fee, against)}"] if fee is not None else []),
    ]
    place = sheet.place(row, HANDLE)
    found.changes.append(Change(What.ADDED, creator, handle, place, "not in the plan", ", ".join(words), fee, package))
    text, at = _text(rows)
    if text:
        place = sheet.place(at, NOTES)
        found.changes.append(Change(What.NOTE, creator, handle, place, "", text, note=text[:LONGEST_NOTE]))
