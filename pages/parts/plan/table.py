"""The plan as a table: keep, drop, and a closer look at one row."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.parts import display
from pages.parts.display import Columns
from pages.parts.form import edits
from pages.parts.glossary import meaning
from pages.parts.plan import decisions
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup
from planner.brief.brief import Brief
from planner.domain.roster import Tier, contacts_of
from planner.outcome import Pick
from planner.wording import compact, count, counted, label, money, percent

KEEP, KEPT, DROP = ":material/lock_open:", ":material/lock: Kept", ":material/close:"
SIGNED = ":material/handshake: Signed"
TALLEST = 560


@dataclass
class _Shown:
    """Tier to which the table is narrowed; None = all."""

    tier: Tier | None = None


def draw(made: Made, named: bool) -> Pick | None:
    """Rows of the plan, narrowed to the tier chosen. named: picks are people who can be kept or dropped.

    Returns the pick whose row is selected.
    """
    picks = _shown(made)
    shown = frame(picks, made.brief, named)
    contacts = contacts_of(made.roster, (pick.creator for pick in picks))
    if contacts and st.toggle("Contacts and notes", key="plan_contacts", help="What your list says beside figures"):
        for words in next(iter(contacts.values())):
            shown[words] = [contacts.get(pick.creator, {}).get(words, "") for pick in picks]
    turn = f"{made.key[:12]}.{len(picks)}"

    chosen = st.dataframe(
        shown,
        key=f"plan_table.{turn}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        height=display.height(len(picks), TALLEST),
        row_height=display.ROW,
        placeholder="",
        alt=f"The plan: {counted(len(picks), 'row')}, one per creator, with package, cost and expected results.",
        column_config=_columns(made.brief, picks),
    )
    rows = chosen["selection"]["rows"]
    return picks[rows[0]] if rows and rows[0] < len(picks) else None


def tier_choice() -> None:
    """All tiers, or one; the pyramid sets it too."""
    options = ["all", *(str(t) for t in reversed(Tier))]
    # Set before it is drawn, so that it is right on every visit.
    state.put("tier_choice", str(state.session().of_page(_Shown).tier or "all"))

    def choose() -> None:
        value = state.sent("tier_choice", str) or "all"
        show_tier(None if value == "all" else Tier(value))

    st.segmented_control(
        "Tier",
        options,
        format_func=lambda key: "All tiers" if key == "all" else label(key),
        key="tier_choice",
        on_change=choose,
        required=True,
        label_visibility="collapsed",
    )


def show_tier(tier: Tier | None) -> None:
    """Narrow the table to a tier, or show all."""
    state.session().of_page(_Shown).tier = tier


def _shown(made: Made) -> Sequence[Pick]:
    tier = state.session().of_page(_Shown).tier
    return [p for p in made.plan.picks if tier is None or p.tier is tier]


def frame(picks: Sequence[Pick], brief: Brief, named: bool) -> pd.DataFrame:
    """The table's cells: one row per pick; money in units of the currency."""
    must = {m.creator: SIGNED if m.signed else KEPT for m in brief.must_have}
    statuses = state.session().about.latest if named else {}
    decided = decisions.by_creator() if named else {}
    rows = []
    for pick in picks:
        cpm = pick.cost_cents / pick.impressions * 10 if pick.impressions else None
        row: dict[str, object] = {"Creator": pick.handle if named else pick.name or pick.handle}
        if named:
            row |= {"keep": must.get(pick.creator, KEEP), "drop": DROP}
            if statuses:
                row |= {"Status": str(statuses[pick.creator].step) if pick.creator in statuses else "not asked"}
            if decided:
                row |= {"Client": decided.get(pick.creator, "")}
        else:
            row |= {"How many": pick.count}
        rows.append(
            row
            | {
                "Platform": " + ".join(label(account.platform) for account in pick.accounts),
                "Tier": label(pick.tier),
                "Followers": pick.followers,
                "Package": pick.package,
                "Cost": pick.cost_cents / 100,
                "Reach": round(pick.reach),
                "Adds to reach": round(pick.incremental_reach),
                "Engagements": round(pick.engagements),
                "CPM": cpm,
                "Fit": pick.fit,
                "Authenticity": pick.authenticity,
                "Paid with": label(pick.compensation),
                **_deal(pick, brief),
                "Fee": "estimated" if pick.fee_estimated else "quoted" if named else "benchmark",
                "Reach from": pick.evidence,
            }
        )
    return pd.DataFrame(rows)


def _deal(pick: Pick, brief: Brief) -> dict[str, object]:
    """Columns of partnerships, only in campaigns that have them."""
    cells: dict[str, object] = {}
    if brief.offers is not None:
        cells["Worth to them"] = None if pick.worth_cents is None else pick.worth_cents / 100
        cells["Likely to accept"] = None if pick.accepts is None else 100 * pick.accepts
    if len(brief.waves) > 1:
        cells["Waves"] = ", ".join(str(number) for number in pick.waves)
    return cells


def _columns(brief: Brief, picks: Sequence[Pick]) -> Columns:
    c = st.column_config
    return {
        "Creator": c.TextColumn(pinned=True, width=150),
        "keep": display.row_button(
            "Keep", "keep_click", lambda row: edits.toggle_keep(picks[row]), 64, "Lock them in, with this package"
        ),
        "drop": display.row_button("Drop", "drop_click", lambda row: edits.drop(picks[row]), 64, "Exclude them"),
        "Status": c.TextColumn(width=90, help="Where they stand in this campaign: see Track replies"),
        "Client": c.TextColumn(width=100, help="What your client decided: see Client decisions"),
        "Package": c.TextColumn(width=170),
        "Followers": c.NumberColumn(format="compact"),
        "Cost": c.NumberColumn(f"Cost, {brief.currency}", format="localized"),
        "Reach": c.NumberColumn(format="localized", help="People who see at least one post, outside your audience too"),
        "Adds to reach": c.NumberColumn(format="localized", help="People the plan would lose without this creator."),
        "Engagements": c.NumberColumn(format="localized", help=meaning("Engagements")),
        "CPM": c.NumberColumn(format="%.2f", help=meaning("CPM")),
        "Fit": c.NumberColumn(format="%.2f", help=meaning("Fit")),
        "Authenticity": c.NumberColumn(format="%.2f", help=meaning("Authenticity")),
        "Worth to them": c.NumberColumn(format="localized", help="Cash, plus what they get at its retail price"),
        "Likely to accept": c.NumberColumn(format="%.0f %%", help="Their chance of accepting; reach allows for it"),
        "Waves": c.TextColumn(width=90, help=f"The waves in which they post. {meaning('Wave')}"),
        "Reach from": c.TextColumn(
            help="What reach is based on: measured reach is best, a benchmark rate is the weakest."
        ),
    }


def total(made: Made) -> None:
    """The rows that are shown, as a total; people are not added up, since audiences overlap."""
    shown, brief = _shown(made), made.brief
    if not shown:
        return
    cost, seen = sum(pick.cost_cents for pick in shown), sum(pick.impressions for pick in shown)
    facts = {
        "Total": counted(sum(pick.count for pick in shown), "creator"),
        "Cost": money(cost, brief.currency, brief.locale),
        "Reach, with overlap": compact(sum(pick.reach for pick in shown), brief.locale),
        "Engagements": compact(sum(pick.engagements for pick in shown), brief.locale),
        "CPM": money(round(cost / seen * 1000), brief.currency, brief.locale) if seen else "unknown",
    }
    if len(shown) == len(made.plan.picks):
        facts["Unique reach"] = f"{compact(made.plan.totals.unique_reach, brief.locale)} people"
    cells = "".join(f"<div><span>{markup(name)}</span><b>{markup(value)}</b></div>" for name, value in facts.items())
    st.html(f'<div class="facts total" role="group" aria-label="Total of the rows shown">{cells}</div>')


def caption(made: Made) -> str:
    """How many rows are shown of how many."""
    picks, shown = made.plan.picks, _shown(made)
    estimated = sum(p.fee_estimated for p in shown)
    said = (
        f"{count(len(shown))} of {counted(len(picks), 'row')}"
        if len(shown) < len(picks)
        else counted(len(picks), "row")
    )
    return said + (f", {percent(estimated / len(shown), 0)} of the fees estimated" if estimated else "")
