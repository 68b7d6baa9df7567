"""The part of the brief form about waves, offers beside money, and partnerships."""

import streamlit as st

from pages.parts import dialogs, lazy
from pages.parts.buttons import button
from pages.parts.form import edits
from pages.parts.form.fields import Fields
from pages.parts.session import state
from pages.parts.typed import as_numbers, as_texts
from pages.parts.words import plain
from planner.brief import form_edits
from planner.brief.tables import waves_frame, with_waves
from planner.brief.terms import Span
from planner.units import MONEY
from planner.wording import count, label


def draw(fields: Fields, named: bool) -> None:
    """Waves and partnerships, then pay. named: a roster is planned, of whose creators something is known."""
    box = lazy.expander("Waves and partnerships", key="open_waves", icon=":material/calendar_month:")
    if box.open:
        with box:
            _waves(fields)
            fields.whole("pace.posts_per_fortnight", "Max. posts per creator in two weeks", "posts", step=1)
    box = lazy.expander("Other ways to pay", key="open_pay", icon=":material/redeem:")
    if box.open:
        with box:
            fields.pills("offers.ways", "Also offer every creator", [str(way) for way in form_edits.WAYS])
            _terms(fields)
    if named:
        box = lazy.expander("Closeness to the brand", key="open_close", icon=":material/favorite:")
        if box.open:
            with box:
                fields.filters("closeness")
                st.caption(
                    "Creators with missing data are kept. To give your own scores, select a creator in the plan."
                )


def _waves(fields: Fields) -> None:
    brief = fields.brief
    fields.slider("waves", "Number of waves", (0, form_edits.MOST_WAVES), "Wave")
    if not brief.waves:
        st.caption("With two waves or more, creators can be booked again.")
        return
    button("Edit waves", "edit_waves", "edit", dialogs.show, "waves", width="stretch")
    if dialogs.shows("waves"):
        _edit()
    if len(brief.waves) > 1:
        fields.pills("offers.spans", "Book creators", [str(span) for span in Span])
        now = ""
        if fields.plan is not None and fields.plan.totals.creators:
            partners = sum(pick.count for pick in fields.plan.picks if len(pick.waves) > 1)
            total = fields.plan.totals.creators
            now = f"{'Now' if fields.fresh else 'Before:'} {count(partners)} of {count(total)} in two or more waves"
        fields.percent_range("partnerships.headcount", "Creators in two or more waves, %", now)
        fields.whole("pace.rest", "Min. waves of rest between two bookings", "waves", step=1)


def _terms(fields: Fields) -> None:
    brief, offers = fields.brief, fields.brief.offers
    if offers is None or not offers.ways:
        st.caption("Many creators value a product, an event or a commission at more than it costs you.")
        return
    shown = {name for name, _ in form_edits.terms_of(brief)}
    ways = {str(way) for way in offers.ways}
    if offers.product is not None and ways & {"product", "hybrid"} and "offers.product.worth" in shown:
        _stock(fields, "Product", offers.product.resource)
        fields.number("offers.product.worth", "Value of one unit to a creator", "retail price")
        fields.number(f"stock.{offers.product.resource}.unit_cost", "Your cost per unit", "at cost")
        fields.number(f"stock.{offers.product.resource}.shipping", "Shipping per unit", "cash")
    if offers.event is not None and "event" in ways and "offers.event.worth" in shown:
        _stock(fields, "Event", offers.event.resource)
        fields.number("offers.event.worth", "Value of one seat to a creator", "ticket price")
        fields.number(f"stock.{offers.event.resource}.unit_cost", "Your cost per seat", "at cost")
        fields.number(f"stock.{offers.event.resource}.fixed", "Fixed cost of the event", "cash")
    if offers.affiliate is not None and "affiliate" in ways:
        st.markdown("**Commission**")
        fields.number("offers.affiliate.commission", "Share of each sale", "%")
        fields.number("offers.affiliate.order", "Average order value", "on average")


def _stock(fields: Fields, title: str, resource: str) -> None:
    used = 0.0
    if fields.plan is not None:
        used = sum(pick.uses.get(resource, 0.0) for pick in fields.plan.picks)
    stock = fields.brief.resources[resource].stock
    when = "now" if fields.fresh else "before:"
    st.markdown(f"**{title}**, {when} {used:g} of {stock:g} {plain(label(resource))}")
    if stock == 0:
        st.caption("Nothing is offered until you enter a stock under “Stocks the plan may use”.")


@st.dialog("Waves", width="large", on_dismiss=dialogs.close)
def _edit() -> None:
    st.caption(
        "One row per wave, in order. Without dates, waves divide the campaign evenly, or take two weeks each. "
        "Limits apply to one wave; leave a cell empty for no limit."
    )
    brief = state.session().brief
    number, text, day = st.column_config.NumberColumn, st.column_config.TextColumn, st.column_config.DateColumn
    edited = st.data_editor(
        as_texts(waves_frame(brief), ("cash_max",), MONEY, brief),
        num_rows="dynamic",
        hide_index=True,
        key="waves_table",
        alt="Waves of the campaign, one row each, editable",
        column_config={
            "name": text("Name", required=True, max_chars=80),
            "start": day("First day"),
            "end": day("Last day"),
            "cash_max": text(f"Max. spend, {brief.currency}", max_chars=40),
            "posts_min": number("Min. posts", min_value=0, step=1),
            "posts_max": number("Max. posts", min_value=0, step=1),
            "creators_min": number("Min. creators", min_value=0, step=1),
        },
    )
    if st.button("Use these waves", type="primary", key="use_waves"):
        edits.take(lambda: with_waves(brief, as_numbers(edited, {"cash_max": "max. spend"}, MONEY, brief)))
