"""Six figures of a plan, each with its change."""

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from pages.parts.buttons import button
from pages.parts.glossary import term
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup
from planner.brief.brief import Brief
from planner.exports.key_figures import price
from planner.outcome import Band, Plan
from planner.wording import compact, count, counted, decimal, money, money_compact, percent, times


@dataclass(frozen=True)
class Tile:
    """title, the number as shown, a caption, and the plain number for the change; money says it is in cents.

    likely: the range in which eight of ten simulated campaigns end, "" where there is none. word: the title's entry in
    the glossary, "" where it explains itself.
    """

    title: str
    shown: str
    caption: str
    number: float | None
    money: bool = False
    likely: str = ""
    word: str = ""

    @property
    def heading(self) -> str:
        """The title as HTML."""
        return term(self.word, self.title) if self.word else markup(self.title)


def draw(made: Made, baseline: Made | None) -> None:
    """The tiles, with changes against the baseline when that is another plan."""
    tiles = tiles_of(made.plan, made.brief)
    old = tiles_of(baseline.plan, baseline.brief) if baseline is not None and _comparable(made, baseline) else ()
    before = {tile.title: tile for tile in old}
    cells = [_cell(tile, before.get(tile.title), made.brief) for tile in tiles]
    bands = made.plan.bands
    how = ""
    if bands is not None:
        runs = count(bands.draws, made.brief.locale)
        how = f"Small figures: the 80% {term('Likely range', 'likely range')}, from {runs} simulated campaigns. "
    how = f'<p class="how">{how}{_beyond(made.plan, made.brief.locale)}</p>'
    st.html(f'<div class="tiles" role="group" aria-label="Key figures of the plan">{"".join(cells)}</div>{how}')


def against(made: Made, baseline: Made | None) -> None:
    """Which plan changes are compared with, and a way to compare with this one; as high with it as without."""
    if baseline is None:
        return
    other = _comparable(made, baseline)
    with st.container(key="baseline", horizontal=True, vertical_alignment="center", width="content"):
        st.html(f'<p class="said q">{_since(baseline) if other else _FIRST}</p>', width="content")
        if other:
            button("Compare from here", "take_baseline", "flag", state.session().count_from_now, type="tertiary")


_FIRST = "Changes are compared with this plan."
_TINY = "less than "
"""How an amount begins that rounds to nothing; too wide for a tile on a telephone."""


def _since(baseline: Made) -> str:
    """What a plan is compared with."""
    brief, creators = baseline.brief, baseline.plan.totals.creators
    of = "" if brief.budget_cents is None else f" for {money(brief.budget_cents, brief.currency, brief.locale)}"
    return f"Change since {count(creators, brief.locale)} {'creator' if creators == 1 else 'creators'}{of}"


def _beyond(plan: Plan, locale: str) -> str:
    """What unique reach leaves out, as HTML: people reached twice, on two platforms, and outside the target."""
    total = plan.totals
    if not total.gross_reach:
        return ""
    said = (
        f"{term('Gross reach')} {compact(total.gross_reach, locale)}, {compact(total.waste, locale)} of it outside "
        "your audience"
    )
    if total.seen(2):
        said += f"; {compact(total.seen(2), locale)} people see two creators or more"
    if total.cross_platform >= 1:
        said += f", {compact(total.cross_platform, locale)} are reached on a second platform too"
    return f"{said}."


def _comparable(made: Made, baseline: Made) -> bool:
    return baseline is not made and baseline.brief.currency == made.brief.currency


def tiles_of(plan: Plan, brief: Brief) -> tuple[Tile, ...]:
    """The six figures, in the order in which people ask for them."""
    totals, locale = plan.totals, brief.locale
    low, high = totals.bracket
    bands = plan.bands
    left = totals.budget_left_cents
    if left is None:
        spare = "no budget set"
    else:
        spare = f"{money_compact(left, brief.currency, locale)} left" if left else "nothing left"
    seen = compact(totals.impressions, locale)
    response = percent(totals.engagements / totals.impressions, 1, locale) if totals.impressions else ""
    per_reach, cpm = totals.cost_per_reach_cents, totals.cpm_cents
    return (
        Tile(
            "Unique reach",
            compact(totals.unique_reach, locale),
            _overlap(low, high, locale),
            totals.unique_reach,
            likely="" if bands is None else _people(bands.unique_reach, locale),
            word="Unique reach",
        ),
        Tile(
            "Engagements",
            compact(totals.engagements, locale),
            f"{response} of {seen} impressions" if totals.impressions else "no impressions",
            totals.engagements,
            likely="" if bands is None else _people(bands.engagements, locale),
        ),
        Tile(
            "Spend, all costs" if brief.costs.full else "Spend",
            money_compact(totals.charged, brief.currency, locale),
            spare,
            totals.charged,
            True,
            # The range is of cash: hours and what is a share of costs were not drawn.
            likely="" if bands is None or brief.costs.full else _cash(bands.cost_cents, brief),
        ),
        Tile(
            "Cost per person",
            price(per_reach, brief).replace(_TINY, "<"),
            f"unique; each is reached {times(totals.frequency, locale)}",
            per_reach,
            True,
            word="Frequency",
        ),
        Tile("CPM", price(cpm, brief).replace(_TINY, "<"), "cost per 1,000 impressions", cpm, True, word="CPM"),
        Tile(
            "Creators",
            count(totals.creators, locale),
            ", ".join(filter(None, [_posts(plan, locale), _estimated(totals.estimated_fees, locale)])),
            totals.creators,
        ),
        *_sales(plan, brief),
    )


def _sales(plan: Plan, brief: Brief) -> Iterator[Tile]:
    """Conversions and what they are worth, as far as the brief gives rates and prices."""
    totals, bands, locale = plan.totals, plan.bands, brief.locale
    if totals.conversions is not None:
        each = totals.cost_per_conversion_cents
        yield Tile(
            "Conversions",
            compact(totals.conversions, locale),
            f"{price(each, brief)} each" if each is not None else "at no cost",
            totals.conversions,
            likely="" if bands is None or bands.conversions is None else _people(bands.conversions, locale),
        )
    if totals.roas is not None:
        band = None if bands is None else bands.roas
        likely = "" if band is None else f"{decimal(band.p10, 2, locale)} – {decimal(band.p90, 2, locale)}"
        yield Tile("ROAS", decimal(totals.roas, 2, locale), "revenue per unit of cash", totals.roas, likely=likely)
    if totals.emv_cents is not None:
        shown = money_compact(round(totals.emv_cents), brief.currency, locale)
        yield Tile("EMV", shown, "engagements at your own rate; not revenue", totals.emv_cents, True)


def _overlap(low: float, high: float, locale: str) -> str:
    """The ends between which audiences may overlap; "" where they read the same."""
    ends = compact(low, locale), compact(high, locale)
    return "" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}, depending on overlap"


def _people(band: Band, locale: str) -> str:
    return f"{compact(band.p10, locale)} – {compact(band.p90, locale)}"


def _cash(band: Band, brief: Brief) -> str:
    low, high = (money_compact(round(cents), brief.currency, brief.locale) for cents in (band.p10, band.p90))
    return low if low == high else f"{low} – {high}"


def _posts(plan: Plan, locale: str) -> str:
    """Posts under contract, and those that will appear."""
    booked, expected = plan.totals.posts, plan.totals.expected_posts
    said = counted(booked, "post", locale)
    if expected is None or round(expected) == booked:
        return said
    return f"{said} booked, of which about {count(expected, locale)} usually appear"


def _estimated(fees: int, locale: str) -> str:
    return f"{counted(fees, 'fee', locale)} estimated" if fees else ""


_WIDE = 9
"""Characters of a number that a tile has room for at its usual size: `SEK 225.1K` has more."""


def _cell(tile: Tile, before: Tile | None, brief: Brief) -> str:
    likely = markup(tile.likely) or "&nbsp;"
    look = "n long" if len(tile.shown) > _WIDE else "n"
    return (
        f'<div class="tile"><div class="t">{tile.heading}</div><div class="{look}">{markup(tile.shown)}</div>'
        f'<div class="r">{likely}</div>{_delta(tile, before, brief)}<div class="c">{markup(tile.caption)}</div></div>'
    )


def _delta(tile: Tile, before: Tile | None, brief: Brief) -> str:
    said = difference(tile, before, brief)
    # Its line is kept, so that nothing below moves when there is a change to show.
    return f'<div class="d">{said or "&nbsp;"}</div>'


def difference(tile: Tile, before: Tile | None, brief: Brief) -> str:
    """`+12.3K (+4%)` as HTML, "no change", or "" when there is nothing to compare with."""
    if before is None or before.number is None or tile.number is None:
        return ""
    change = tile.number - before.number
    if abs(change) <= 1e-9 * max(1.0, abs(before.number)):
        return "<i>no change</i>"
    sign = "+" if change > 0 else "−"
    share = f" ({sign}{percent(abs(change) / before.number, 1, brief.locale)})" if before.number else ""
    if tile.money and abs(change) < 100_000:
        size = price(abs(change), brief)
        if size.startswith(_TINY):
            # Of an amount too small to write its part says more.
            size, share = percent(abs(change) / before.number, 1, brief.locale) if before.number else size, ""
    elif tile.money:
        size = money_compact(round(abs(change)), brief.currency, brief.locale)
    else:
        size = compact(abs(change), brief.locale)
    return f"{sign}{markup(size)}<i>{share}</i>"
