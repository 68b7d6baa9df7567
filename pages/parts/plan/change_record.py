"""Who changed what in the campaign: read when it is opened, by person and kind, with a way to take a change back."""

import streamlit as st

from pages.parts import dialogs, display, style
from pages.parts.accounts.locked import locked
from pages.parts.session import changes, clock, state, store
from pages.parts.words import plain
from planner.campaign.record import KIND_WORDS, Entry, Kind, chosen, people_of, read_together, summary
from planner.problems import BadInput
from planner.store.errors import StoreError
from planner.wording import compact, money

_ANY = ""


def draw() -> None:
    """The dialog, once somebody has asked for it and until they close it."""
    if dialogs.shows("changes"):
        _dialog()


@st.dialog("Changes to this campaign", width="large", on_dismiss=dialogs.close)
def _dialog() -> None:
    try:
        record = read_together(store.change_record().of_campaign(state.session().campaign))
        called = store.me()
    except (StoreError, BadInput) as trouble:
        st.error(f"The record of changes can’t be read right now. {plain(str(trouble), 200)}", icon=":material/error:")
        return
    st.caption(
        "Each change with what it did to the plan. The record is only ever added to: nothing in it can be edited or "
        "deleted. A change appears once its plan is made. It leaves with the workbook, as the sheet Changes."
    )
    if not called.has_account and not locked():
        st.text_input(
            "Your name in this record",
            called.name,
            max_chars=80,
            key="changes_name",
            placeholder="you on this computer",
            on_change=_call_me,
            width=320,
        )
    if not record:
        st.info("Nothing has been changed yet.", icon=":material/history:")
        return
    _table(_filtered(record))


def _filtered(record: tuple[Entry, ...]) -> tuple[Entry, ...]:
    people = {_ANY: "Everybody", **people_of(record)}
    kinds = {entry.kind for entry in record}
    left, right = st.columns(2)
    who = left.selectbox("Who", list(people), format_func=people.__getitem__, key="show_changes_by")
    words = {_ANY: "Everything", **{str(one): KIND_WORDS[one] for one in Kind if one in kinds}}
    kind = right.selectbox("About", list(words), format_func=words.__getitem__, key="show_changes_kind")
    found = tuple(chosen(record, who or None, Kind(kind) if kind else None))
    st.caption(summary(found) if found else "Nothing matches both.")
    return found


def _table(record: tuple[Entry, ...]) -> None:
    if not record:
        return
    key = f"changes_table.{record[0].number}.{len(record)}"

    def press(row: int) -> None:
        state.session().keep.notice = changes.take_back(record[row])
        dialogs.close()

    c = st.column_config
    display.table(
        [_row(entry) for entry in record],
        key,
        "Who changed what and when, with the spend and the people reached afterwards, newest first",
        {
            "When": c.TextColumn(width=95),
            "Who": c.TextColumn(width=140),
            "What": c.TextColumn(width=340),
            "Spend": c.TextColumn(width=140),
            "People": c.TextColumn(width=130),
            "Note": c.TextColumn(width=215, help="What a client saw that their decision would change"),
            "Take back": display.row_button(
                "Take back", f"changes_undo.{key}", press, 100, "Gives the brief the values it had before this change"
            ),
        },
        tallest=480,
    )


def _row(entry: Entry) -> dict[str, str]:
    effect = entry.effect
    spend = people = ""
    if effect is not None and effect.after is None:
        spend = effect.sentence.capitalize()
    elif effect is not None and effect.after is not None:
        spend, people = money(effect.after.cost_cents, effect.currency), compact(effect.after.reach)
        if effect.spent:
            spend += f" ({_signed(money(abs(effect.spent), effect.currency), effect.spent)})"
        if effect.reached:
            people += f" ({_signed(compact(abs(effect.reached)), effect.reached)})"
    known = {"When": clock.words(entry.at), "Who": entry.by.shown}
    did = {"What": entry.words, "Spend": spend, "People": people}
    rest = {"Note": entry.note, "Take back": "Take back" if entry.fields is not None else ""}
    # A phone shows two columns at a time: what was done comes first.
    return {**did, **known, **rest} if style.narrow() else {**known, **did, **rest}


def _signed(amount: str, by: float) -> str:
    return f"{'+' if by > 0 else '−'}{amount}"


def _call_me() -> None:
    try:
        store.call_me((state.sent("changes_name", str) or "").strip())
    except (StoreError, BadInput) as trouble:
        state.session().keep.notice = f"Your name was not kept. {plain(str(trouble), 200)}"
