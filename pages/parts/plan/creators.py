"""Who is kept and dropped, the closer look at one creator, and the bench."""

import pandas as pd
import streamlit as st

from pages.parts import display
from pages.parts.buttons import button
from pages.parts.debrief import desk
from pages.parts.form import edits
from pages.parts.plan import own_scores
from pages.parts.session import state
from pages.parts.session.state import Made
from pages.parts.words import markup, plain
from planner.brief.brief import Brief, GoalKind
from planner.brief.rights_words import terms_of
from planner.domain.persons import is_person
from planner.domain.roster import UNKNOWN_FEE, Roster
from planner.explore.words import unit as goal_unit
from planner.outcome import Band, Pick
from planner.wording import compact, count, counted, decimal, label, money, money_each, percent

MOST_CHIPS = 14


def chips(brief: Brief) -> None:
    """One button per creator kept or dropped; a click frees them."""
    kept = [(m.creator, "lock", m.package) for m in brief.must_have]
    out = [(name, "block", None) for name in brief.excluded]
    everyone = kept + out
    if not everyone:
        return
    with st.container(key="chips", horizontal=True, gap="small"):
        for creator, icon, package in everyone[:MOST_CHIPS]:
            platform, _, handle = creator.partition(":")
            if is_person(creator):
                platform, handle = "all of their accounts", creator[1:]
            what = f"Kept{f' with {package}' if package else ''}" if icon == "lock" else "Excluded"
            why = plain(f"{what}, {label(platform)}. Click to unlock.", 200)
            button(f"{plain(handle, 30)} ✕", f"free.{creator}", icon, edits.free, creator, help=why)
        if len(everyone) > MOST_CHIPS:
            st.caption(f"and {len(everyone) - MOST_CHIPS} more in the sidebar")
        if len(kept) > 1:
            button(f"Unlock all {len(kept)}", "unlock_all", "lock_open", edits.unlock_all, type="tertiary")


def drawer(pick: Pick, made: Made) -> None:
    """Numbers of a pick, where they come from, and why they are in."""
    brief, locale = made.brief, made.brief.locale
    named = made.roster is not None
    with st.container(border=True, key="drawer"):
        who, also = (pick.handle, pick.name) if named else (pick.name, "")
        kind = [label(pick.platform), label(pick.tier).lower(), pick.country, pick.category]
        st.html(
            f'<p class="said"><b>{markup(who)}</b> {markup(also)} '
            f'<span style="color:var(--muted)">{markup(", ".join(part for part in kind if part))}</span></p>'
        )
        facts = {
            "Package": pick.package + (f" × {count(pick.count, locale)}" if pick.count > 1 else ""),
            "Cost" + (", estimated" if pick.fee_estimated else ""): _cost(pick, brief),
            "Followers": count(pick.followers, locale),
            "Reach": count(pick.reach, locale),
            "Reach if it appears": _likely(pick.reach_band, locale),
            _target(pick): count(pick.target_reach, locale),
            "Adds to the plan": counted(pick.incremental_reach, "person", locale, "people"),
            "Engagements": count(pick.engagements, locale),
            "Posts": _posts(pick, locale),
            "Engagement rate": _rate(pick, locale),
            "Suspicious followers": "unknown" if pick.fake_share is None else percent(pick.fake_share, 0, locale),
            "Fit": "unknown" if pick.fit is None else decimal(pick.fit, 2, locale),
            "Authenticity": "unknown" if pick.authenticity is None else decimal(pick.authenticity, 2, locale),
            **_partnership(pick, brief),
        }
        cells = "".join(f"<div><span>{markup(k)}</span><b>{markup(v)}</b></div>" for k, v in facts.items())
        st.html(f'<div class="facts">{cells}</div><p class="said">{markup(_why(pick, made))}</p>')
        for sentence in desk.of_creator(pick.creator):
            st.caption(f":material/rate_review: {plain(sentence, 400)}")
        _exception(pick)
        if named and made.roster is not None:
            _packages(pick, brief, made.roster)
            own_scores.draw(pick)


def _exception(pick: Pick) -> None:
    """That a creator is here by an exception, and the way to end it."""
    if all(one.creator != pick.creator for one in state.session().about.exemptions):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="exception"):
        st.caption(":material/verified_user: Allowed all the same: an exception from your quality rules.")
        button("End the exception", "end_exception", "", edits.end_exemption, pick.creator, type="tertiary")


def _partnership(pick: Pick, brief: Brief) -> dict[str, str]:
    """What is known of the deal beyond its cost, where anything is."""
    facts = {}
    if pick.worth_cents is not None and pick.worth_cents != pick.cost_cents:
        facts["Worth to the creator"] = money(pick.worth_cents, brief.currency, brief.locale)
        facts["Full cost, stock included"] = money(pick.value_cents, brief.currency, brief.locale)
    if pick.rights:
        surcharge = money(pick.rights_cents, brief.currency, brief.locale)
        facts["Rights"] = f"{terms_of(pick.rights, brief)}; {surcharge}{', estimated' if pick.rights_estimated else ''}"
    if pick.boost_cents and pick.paid_cpm_cents is not None:
        behind = money(pick.boost_cents, brief.currency, brief.locale)
        price = money_each(pick.paid_cpm_cents, brief.currency, brief.locale)
        facts["Behind posts"] = f"{behind} at a CPM of {price} adds {compact(pick.paid_reach, brief.locale)} people"
    if pick.accepts is not None and pick.accepts < 1:
        facts["Likely to accept"] = percent(pick.accepts, 0, brief.locale)
    if len(brief.waves) > 1 and pick.waves:
        facts["Waves"] = ", ".join(brief.waves[number - 1].name for number in pick.waves if number <= len(brief.waves))
    for title, score in (("Closeness to the brand", pick.affinity), ("Match of values", pick.values_match)):
        if score is not None:
            facts[title] = decimal(score, 2, brief.locale)
    if pick.sponsored_load is not None:
        facts["Sponsored posts"] = percent(pick.sponsored_load, 0, brief.locale)
    return facts


def _rate(pick: Pick, locale: str) -> str:
    if pick.engagement_rate is None:
        return "unknown, benchmark used"
    return percent(pick.engagement_rate, 2, locale) + (f" of {pick.engagement_base}" if pick.engagement_base else "")


def _cost(pick: Pick, brief: Brief) -> str:
    """The cost, with the range of an estimate or of a quote that is one."""
    said = money(pick.cost_cents, brief.currency, brief.locale)
    if pick.fee_low_cents is None or pick.fee_high_cents is None or pick.fee_low_cents == pick.fee_high_cents:
        return said
    low, high = (money(cents, brief.currency, brief.locale) for cents in (pick.fee_low_cents, pick.fee_high_cents))
    return f"{said} (fee {low} to {high})"


def _likely(band: Band | None, locale: str) -> str:
    return "unknown" if band is None else f"{compact(band.p10, locale)} – {compact(band.p90, locale)}"


def _target(pick: Pick) -> str:
    """Whether the part of their audience inside the target was measured."""
    if pick.target_measured is None:
        return "In your audience"
    return "In your audience, " + ("measured share" if pick.target_measured else "assumed share")


def _posts(pick: Pick, locale: str) -> str:
    said = f"{count(pick.posts, locale)} booked"
    return said if pick.expected_posts is None else f"{said}, {decimal(pick.expected_posts, 1, locale)} expected"


_EVIDENCE = {
    "own campaigns": "Reach comes from this creator’s own posts in your earlier campaigns: see Debrief.",
    "measured reach": "Reach comes from the creator’s own insights, the best evidence there is.",
    "median views": "Reach is estimated from median views and the share of viewers who are different people.",
    "benchmark rate": "Reach is estimated from followers and a benchmark rate (see Assumptions).",
}


def _why(pick: Pick, made: Made) -> str:
    brief = made.brief
    people = f"{compact(pick.incremental_reach, brief.locale)} people nobody else reaches"
    if pick.must_have:
        why = "In the plan because you locked them in."
    elif brief.goal.kind is GoalKind.ENGAGEMENTS and pick.engagements and pick.cost_cents:
        each = money_each(pick.cost_cents / pick.engagements, brief.currency, brief.locale)
        why = f"In the plan for engagements at {each} each."
    elif pick.incremental_reach >= 1 and pick.cost_cents:
        each = money_each(pick.cost_cents / pick.incremental_reach, brief.currency, brief.locale)
        whole = money_each(made.plan.totals.cost_per_reach_cents or 0, brief.currency, brief.locale)
        why = f"Without them, the plan loses {people}, at {each} each. The plan as a whole pays {whole} each."
    else:
        why = f"Adds {people} at no cost."
    fee = " The fee is estimated from benchmarks: ask for a quote." if pick.fee_estimated else ""
    return f"{why} {_EVIDENCE.get(pick.evidence, f'Reach comes from {pick.evidence}.')}{fee}"


def _packages(pick: Pick, brief: Brief, roster: Roster) -> None:
    """Other packages of the same creator; one can be asked for."""
    row = roster.creators.index[roster.creators["id"] == pick.creator]
    mine = roster.packages[roster.packages["creator"] == int(row[0])] if len(row) else roster.packages.head(0)
    fees = {
        str(p["id"]): "no quote"
        if p["fee_cents"] == UNKNOWN_FEE
        else money(int(p["fee_cents"]), brief.currency, brief.locale)
        for p in mine.to_dict("records")
    }
    if pick.package not in fees:
        fees = {pick.package: "as offered", **fees}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.selectbox(
            "Package",
            list(fees),
            index=list(fees).index(pick.package) if pick.package in fees else 0,
            format_func=lambda name: f"{name}, {fees[name]}",
            key=f"package.{pick.creator}",
            width=320,
        )
        button("Keep with this package", "keep_package", "lock", edits.keep, pick.creator, wanted)
        st.button("Drop", icon=":material/close:", key="drop_pick", on_click=edits.drop, args=(pick,))


def bench(made: Made) -> None:
    """The next best, why each is out, and a way in."""
    entries, brief = made.plan.bench, made.brief
    if not entries:
        return
    st.subheader("Bench", anchor=False)
    st.caption("The next best creators outside the plan. Adding one locks them in; the rest of the plan adjusts.")
    named = made.roster is not None
    unit = "" if brief.goal.kind is GoalKind.SCORE else goal_unit(brief)
    rows = [
        {
            "Creator": e.handle if named else f"{label(e.platform)} {e.handle}",
            **({"add": ":material/add: Add"} if named else {}),
            "Platform": label(e.platform),
            "Tier": label(e.tier),
            "Package": e.package,
            "Cost": e.cost_cents / 100,
            **({"Would add": round(e.gain)} if unit else {}),
            "Why they’re out": e.reason,
        }
        for e in entries
    ]

    def add(row: int) -> None:
        edits.keep(entries[row].creator, entries[row].package)

    c = st.column_config
    st.dataframe(
        pd.DataFrame(rows),
        key="bench",
        hide_index=True,
        row_height=36,
        alt=f"The bench: {counted(len(entries), 'creator')} outside the plan with the reason each is out.",
        column_config={
            "Creator": c.TextColumn(pinned=True, width=150),
            "add": display.row_button("Add", "add_click", add, 76),
            "Cost": c.NumberColumn(f"Cost, {brief.currency}", format="localized"),
            "Would add": c.NumberColumn(f"Would add, {unit}", format="localized"),
            "Why they’re out": c.TextColumn(width="large"),
        },
    )
