"""From the rows of an edited media plan to changes against the plan and the brief that stand now."""

from collections.abc import Sequence

from planner.domain.platforms import in_order
from planner.domain.roster import Platform, creator_id
from planner.exports.back.against import Against
from planner.exports.back.changes import Change, Returned, What
from planner.exports.back.fees import agreed_fee, changed_fee
from planner.exports.back.findings import Findings, Lines
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
    Row,
    media_plan_of,
)
from planner.exports.beside_posts import contract_terms
from planner.exports.dossier import Dossier
from planner.exports.media_plan import MUST_HAVE, STATUSES, note_of
from planner.exports.text import clean
from planner.intake.reading import shown
from planner.wording import few, label

MOST_NAMED = 6
LONGEST_NOTE = 2_000


def read_back(name: str, data: bytes, against: Against) -> Returned:
    """Read an edited workbook behind the guard and list what it changes; nothing is changed by reading.

    Raises BadInput when the file is no workbook or has no media plan. All else that cannot be used is a problem with
    its sheet and cell, and the rest is read.
    """
    sheet = media_plan_of(name, data)
    found = Findings(sheet, against, problems=list(sheet.problems))
    ours = sheet.reference == Dossier(against.plan, against.brief).reference
    foreign = bool(sheet.reference) and not ours and sheet.campaign != clean(against.brief.name)
    groups, added = _grouped(found, foreign)
    for creator, rows in groups.items():
        _compare(Lines(against.picks[creator], rows), found)
    for creator, rows in added.items():
        _added(creator, rows, found)
    order = list(What)
    found.changes.sort(key=lambda change: order.index(change.what))
    notes = list(sheet.notes)
    if not sheet.reference:
        notes.append("The file does not say which plan it was made from; rows are matched by creator.")
    elif foreign:
        plan = f"{shown(sheet.campaign)}, {sheet.reference}"
        notes.append(
            f"This is the workbook of another plan ({plan}). Only creators who are in the plan here are compared."
        )
    elif not ours:
        notes.append(
            "The plan has changed since this workbook was made; fees are compared with those it was made with."
        )
    missing = [pick.handle for creator, pick in against.picks.items() if creator not in groups]
    if missing:
        notes.append(f"In the plan but not in the file, and left unchanged: {few(missing, MOST_NAMED, shown)}.")
    return Returned(len(sheet.rows), tuple(found.changes), tuple(found.problems), tuple(notes))


def _grouped(found: Findings, foreign: bool) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Rows by creator: of those in the plan, and of those added."""
    sheet, against = found.sheet, found.against
    groups: dict[str, list[Row]] = {}
    added: dict[str, list[Row]] = {}
    seen: dict[tuple[str, ...], int] = {}
    for row in sheet.rows:
        creator, place = _creator(row, against), sheet.place(row, HANDLE)
        line = (creator, *(row[title] for title in (PACKAGE, DELIVERABLE, WAVE)))
        if creator in against.picks and DELIVERABLE in sheet.columns and line in seen:
            found.wrong(place, row.who, f"repeats row {seen[line]} and is not used", "every line once")
            continue
        seen[line] = row.number
        if creator in against.picks:
            groups.setdefault(creator, []).append(row)
        elif foreign:
            found.wrong(place, row.who, "is not in the plan here", "creators of this plan")
        elif creator in against.packages:
            added.setdefault(creator, []).append(row)
        else:
            found.wrong(place, row.who, *_unknown(row, against))
    return groups, added


def _creator(row: Row, against: Against) -> str:
    """Id of a row's creator: as exported, else from platform and handle, else from a handle that is unique."""
    if against.knows(row[CREATOR]):
        return row[CREATOR]
    there = in_order(name.partition(":")[0] for name in against.picks)
    platforms = {label(platform).casefold(): str(platform) for platform in (*Platform, *there)}
    platform = platforms.get(row[PLATFORM].casefold(), row[PLATFORM].casefold())
    if platform:
        return creator_id(platform, row[HANDLE])
    known = [
        creator for creator in (creator_id(one, row[HANDLE]) for one in platforms.values()) if against.knows(creator)
    ]
    return known[0] if len(known) == 1 else ""


def _unknown(row: Row, against: Against) -> tuple[str, str]:
    """What is wrong with a row of nobody who can be booked, and what is accepted."""
    if not row.who:
        return "names nobody", "the handle of a creator"
    if against.roster is None:
        return "cannot be added to a plan without named creators", "a plan that is made from a roster"
    if not row[PLATFORM]:
        return "is on several platforms, or none, in the roster", "the platform in its column"
    return f"is not in the roster on {shown(row[PLATFORM])}", "a creator of the roster"


def _compare(lines: Lines, found: Findings) -> None:
    pick, against = lines.pick, found.against
    fee = changed_fee(lines, found)
    status, before = _status(lines, found), against.status_of(pick)
    place = found.sheet.place(lines.rows[0], STATUS)
    if status == "declined":
        if before != "declined":
            found.changed(What.DECLINED, place, pick, (before, "left out"))
        fee = None
    elif status == "signed":
        if before != "signed" or fee is not None:
            cents, place = (against.fee_alone(pick), place) if fee is None else fee
            found.changed(What.SIGNED, place, pick, (before, f"in, at {found.money(cents)}"), cents)
        fee = None
    elif before == "signed" and status in ("proposed", "asked"):
        found.changed(What.REOPENED, place, pick, ("signed", "no longer kept"))
    if status == "asked" and before != "asked":
        found.changed(What.ASKED, place, pick, (before, "waiting for an answer"))
    if fee is not None:
        prices = (found.money(against.fee_alone(pick)), f"{found.money(fee[0])}, and in")
        found.changed(What.FEE, fee[1], pick, prices, fee[0])
    _rest(lines, found)
    _note(lines, found)


def _status(lines: Lines, found: Findings) -> str:
    """What the lines of a creator say together; "" when they say nothing that can be used."""
    sheet, pick = found.sheet, lines.pick
    given: dict[str, Row] = {}
    for row in lines.rows:
        typed = row[STATUS].casefold()
        if typed in STATUSES:
            given.setdefault(typed, row)
        elif typed:
            found.wrong(sheet.place(row, STATUS), row[STATUS], "is not a status", "one of " + ", ".join(STATUSES))
    if len(given) > 1:
        given.pop(found.against.status_of(pick), None)
    if len(given) > 1:
        (_, first), (other, second) = list(given.items())[:2]
        where = f"{sheet.place(first, STATUS)} and row {second.number}"
        wrong = f"disagree about {shown(pick.handle)}; neither is used"
        found.wrong(where, other, wrong, "one status on all lines of a creator")
        return ""
    return next(iter(given), "")


def _rest(lines: Lines, found: Findings) -> None:
    """What was edited and cannot be taken over from here."""
    pick = lines.pick
    for row in lines.rows:
        quantity, package = row[QUANTITY], row[PACKAGE]
        if quantity and quantity != str(pick.count):
            accepted = "the status declined" if quantity == "0" else "the number of the plan; change the brief for more"
            wrong = f"was {pick.count} in the plan; the change is not used"
            found.wrong(found.sheet.place(row, QUANTITY), quantity, wrong, accepted)
        if package and package != clean(pick.package).strip():
            wrong = f"was '{shown(pick.package)}' in the plan; the change is not used"
            accepted = "the package of the plan; choose another on the page Plan"
            found.wrong(found.sheet.place(row, PACKAGE), package, wrong, accepted)


def _note(lines: Lines, found: Findings) -> None:
    pick, brief = lines.pick, found.against.brief
    if NOTES not in found.sheet.columns:
        return
    text, row = _text(lines.rows, contract_terms(pick, found.against.brief))
    before, kept = note_of(pick, brief), pick.creator in brief.notes
    # "Must-have" was written by us; its coming or going is no note.
    if text != clean(before).strip() and (kept or text not in ("", MUST_HAVE)):
        _noted(pick.creator, pick.handle, row, (before, text), found)


def _noted(creator: str, handle: str, row: Row, words: tuple[str, str], found: Findings) -> None:
    (before, text), place = words, found.sheet.place(row, NOTES)
    change = Change(What.NOTE, creator, handle, place, before, text or "no note", note=text[:LONGEST_NOTE])
    found.changes.append(change)


def _text(rows: Sequence[Row], ours: str = "") -> tuple[str, Row]:
    """Notes and terms of all lines of a creator, and the row of the first. ours: terms that we have written."""
    parts: list[str] = []
    place = rows[0]
    for title in (NOTES, TERMS):
        for row in rows:
            if row[title] and row[title] not in parts and (title == NOTES or row[title] != clean(ours)):
                place = row if not parts else place
                parts.append(row[title])
    return "\n".join(parts), place


def _added(creator: str, rows: Sequence[Row], found: Findings) -> None:
    """A creator of the roster who was not in the plan: a must-have, with their package and fee where they are given."""
    row, sheet = rows[0], found.sheet
    handle = row[HANDLE] or creator.partition(":")[2]
    package, offered = row[PACKAGE] or None, found.against.packages[creator]
    if package is not None and package not in offered:
        accepted = "one of " + ", ".join(shown(name) for name in list(offered)[:MOST_NAMED])
        wrong = f"is not a package of {shown(handle)}; any may be booked"
        found.wrong(sheet.place(row, PACKAGE), package, wrong, accepted)
        package = None
    before = "not in the plan"
    if row[STATUS].casefold() == "declined":
        found.changes.append(Change(What.DECLINED, creator, handle, sheet.place(row, STATUS), before, "left out"))
        return
    fee = agreed_fee(rows, found)
    words = ["must be in", package, None if fee is None else f"at {found.money(fee)}"]
    after = ", ".join(word for word in words if word)
    found.changes.append(Change(What.ADDED, creator, handle, sheet.place(row, HANDLE), before, after, fee, package))
    text, at = _text(rows)
    if text:
        _noted(creator, handle, at, ("", text), found)
