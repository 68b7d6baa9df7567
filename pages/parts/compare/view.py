"""Up to five scenarios beside each other: figures with their differences, pyramids on one scale, creators, rules."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.parts import display
from pages.parts.buttons import download
from pages.parts.plan import kpis
from pages.parts.plan.kpis import Tile
from pages.parts.session import state
from pages.parts.words import markup
from planner.exports.download import file_name
from planner.exports.side_by_side import presence_csv
from planner.figures.look import Look
from planner.figures.scenario_pyramids import scenario_pyramids, scenario_pyramids_alt
from planner.figures.tiers import PyramidMeasure
from planner.outcome import Refusal, Undecided
from planner.side_by_side import Presence, Side, asked_differently, presences, reference_of
from planner.wording import counted, few, label

_CORE = 12


def figures(sides: Sequence[Side]) -> None:
    """The key figures, a column per scenario, each with its difference from the reference."""
    heads = "".join(f'<th scope="col">{markup(side.name)}{_mark(side, sides)}</th>' for side in sides)
    tiles = [kpis.tiles_of(side.plan, side.brief) if side.plan is not None else () for side in sides]
    titles = next(([tile.heading for tile in row] for row in tiles if row), [])
    rows = "".join(_row(title, at, sides, tiles) for at, title in enumerate(titles))
    foot = _row_of("Answer", [_state(side) for side in sides], sides)
    st.html(
        f'<table class="sides" style="--n:{len(sides)}"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{rows}{foot}</tbody></table>"
    )


def _row(title: str, at: int, sides: Sequence[Side], tiles: Sequence[Sequence[Tile]]) -> str:
    reference = reference_of(sides)
    before = tiles[list(sides).index(reference)][at] if reference is not None else None
    cells = []
    for side, row in zip(sides, tiles, strict=True):
        if not row:
            cells.append('<span class="none">none</span>')
            continue
        same_money = reference is None or side.brief.currency == reference.brief.currency or not row[at].money
        counted = before if side is not reference and same_money else None
        difference = kpis.difference(row[at], counted, side.brief)
        cells.append(f"<b>{markup(row[at].shown)}</b>{f'<em>{difference}</em>' if difference else ''}")
    return _row_of(title, cells, sides)


def _row_of(title: str, cells: Sequence[str], sides: Sequence[Side]) -> str:
    """title, cells: HTML."""
    said = "".join(f'<td data-side="{markup(side.name)}">{cell}</td>' for side, cell in zip(sides, cells, strict=True))
    return f'<tr><th scope="row">{title}</th>{said}</tr>'


def _mark(side: Side, sides: Sequence[Side]) -> str:
    if side is not reference_of(sides) or len(sides) == 1:
        return ""
    return "<i>baseline</i>" if side.baseline else "<i>compared with</i>"


def _state(side: Side) -> str:
    plan = side.plan
    if plan is not None:
        sure = "by the solver" if plan.proof.by_solver else "proven"
        return f"<span>{sure if plan.proof.closed else 'best found in time'}</span>"
    if isinstance(side.outcome, Refusal):
        return "<span>conflict, no plan</span>"
    return f"<span>{'undecided' if isinstance(side.outcome, Undecided) else 'not planned yet: open it'}</span>"


def pyramids(sides: Sequence[Side], look: Look) -> None:
    """All pyramids on one scale, by the measure that is chosen."""
    planned = [side for side in sides if side.plan is not None]
    if not planned:
        return
    st.subheader("Pyramids on one scale", anchor=False)
    st.segmented_control(
        "Width of the pyramids",
        list(PyramidMeasure),
        format_func=lambda measure: measure.heading,
        default=PyramidMeasure.CREATORS,
        key="compare_measure",
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    measure = PyramidMeasure(state.sent("compare_measure", str) or PyramidMeasure.CREATORS)
    display.chart(
        scenario_pyramids(planned, measure, look), key="scenario_pyramids", alt=scenario_pyramids_alt(planned, measure)
    )


def creators(sides: Sequence[Side]) -> None:
    """Who is in and out: those in all plans as a line, the others in a table with a column per scenario."""
    planned = [side for side in sides if side.plan is not None]
    if len(planned) < 2:
        return
    rows = presences([side.plan for side in planned if side.plan is not None])
    same = [row for row in rows if row.everywhere]
    other = [row for row in rows if not row.everywhere]
    st.subheader("Creators in and out", anchor=False)
    st.html(f'<p class="said">{_core(same, len(planned))} {_apart(other)}</p>')
    if other:
        st.dataframe(
            _frame(other, planned),
            hide_index=True,
            key="presence",
            height=display.height(len(other)),
            alt=f"{counted(len(other), 'creator')} not in every plan, with the package booked in each scenario.",
            column_config={"Creator": st.column_config.TextColumn(pinned=True)},
            placeholder="–",
        )
        names = [side.name for side in planned]
        name = file_name(" ".join(names), "creators", "csv")
        download("Download, CSV", presence_csv(rows, names), name, "download_presence", type="tertiary")


def _core(same: Sequence[Presence], plans: int) -> str:
    if not same:
        return "No creator is in all of them with the same package."
    names = few(same, _CORE, lambda row: row.handle)
    which = "both" if plans == 2 else f"all {plans}"
    return f"<b>{counted(len(same), 'creator')}</b> in {which} plans with the same package: {markup(names)}."


def _apart(other: Sequence[Presence]) -> str:
    return f"<b>{counted(len(other), 'creator')}</b> in only some plans, or with a different package:" if other else ""


def _frame(rows: Sequence[Presence], sides: Sequence[Side]) -> pd.DataFrame:
    columns: dict[str, list[str | None]] = {
        "Creator": [row.handle for row in rows],
        "Platform": [label(row.platform) for row in rows],
        "Tier": [label(row.tier) for row in rows],
    }
    for at, side in enumerate(sides):
        name = side.name if side.name not in columns else f"{side.name} ({at + 1})"
        columns[name] = [row.packages[at] or None for row in rows]
    return pd.DataFrame(columns)


def rules(sides: Sequence[Side]) -> None:
    """What the briefs ask differently, a line per demand."""
    if len(sides) < 2:
        return
    st.subheader("Rules that differ", anchor=False)
    found = asked_differently([side.brief for side in sides])
    if not found:
        st.caption("They all have the same rules.")
        return
    heads = "".join(f'<th scope="col">{markup(side.name)}</th>' for side in sides)
    rows = "".join(_row_of(asked.words, [_value(value) for value in asked.values], sides) for asked in found)
    st.html(
        f'<table class="sides rules" style="--n:{len(sides)}"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _value(value: str) -> str:
    return f"<span>{markup(value)}</span>" if value else '<span class="none">not asked</span>'
