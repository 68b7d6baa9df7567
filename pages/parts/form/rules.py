"""The part of the brief form that is needed less often, and the brief as a file."""

import streamlit as st

from pages.parts import lazy, problems
from pages.parts.buttons import download
from pages.parts.form import costs, goals, places, widgets
from pages.parts.form.controls import asks_for_persons
from pages.parts.form.fields import Fields
from pages.parts.session import sample, state
from pages.parts.session.state import Source
from pages.parts.words import plain
from planner.brief.attributes import asked_of
from planner.brief.brief import Brief
from planner.brief.quantities import BASIS
from planner.campaign.campaign import Campaign
from planner.domain.roster import Compensation, Tier
from planner.exports.download import file_name
from planner.forecast.assumptions import shipped_evidence
from planner.forecast.presets import tier_presets
from planner.problems import BadInput
from planner.wording import label, money


def draw(fields: Fields) -> None:
    """Everything under "All rules"."""
    box = lazy.expander("All rules", key="open_rules", icon=":material/tune:")
    if not box.open:
        return
    with box:
        fields.text("name", "Campaign name")
        _place(fields)
        st.markdown("**Results**")
        fields.number("engagement_floor", "Engagements at least", "engagements")
        fields.share("average_fit", "Average fit at least", "Fit")
        fields.number("confidence", "Chance that floors are met, %", "no margin")
        second = goals.second_of(fields.brief, fields.roster)
        fields.select("second_goal", "Between nearly equal plans", second, goals.words)
        if "second_goal.tolerance" in fields.controls:
            fields.number("second_goal.tolerance", "Max. share of the goal to give up for it", "%")
        st.markdown("**Pyramid**")
        fields.switch(
            "pyramid_order", "A true pyramid", "At least as many micro as mid-tier creators, and mid-tier as macro."
        )
        for tier in reversed(Tier):
            fields.percent_range(f"pyramid.{tier}.spend", f"{label(tier)}, % of spend")
        for tier in reversed(Tier):
            least, most = st.columns(2)
            with least:
                fields.whole(f"pyramid.{tier}.count.min", f"{label(tier)} at least", "any", step=1)
            with most:
                fields.whole(f"pyramid.{tier}.count.max", "at most", "any", step=1)
        st.markdown("**Where a tier begins**, followers")
        for tier in Tier:
            fields.number(f"tiers.{tier}", label(tier), "followers")
        _presets(fields)
        st.markdown("**Creators**")
        fields.whole("creators.min", "Creators at least", "creators", step=1)
        if asks_for_persons(fields.brief, fields.roster):
            fields.whole("packages_per_person", "Packages per person at most", "one on each account", step=1)
        fields.number("largest_share", "Max. share for one creator", "% of budget", _most_for_one(fields.brief))
        fields.number("largest_cents", "Max. amount for one creator", fields.brief.currency)
        fields.filters("rules")
        missing = "A creator without a figure then fails every rule about it."
        fields.switch("quality.strict", "Exclude creators with missing data", missing)
        fields.pills("compensation", "Ways of paying", [str(c) for c in Compensation])
        costs.draw(fields)
        fields.whole("usage_days", "Usage rights in estimated fees, days", "days", step=30)
        _sales(fields)
        st.markdown("**Search**")
        fields.number("tolerance", "Stop when this close to the best, %", "%")
        fields.number("time_limit", "Stop searching after, seconds", "seconds")
        _untouched(fields.brief)


def _untouched(brief: Brief) -> None:
    """Rules that the form cannot change are named, so that nobody wonders what limits the plan."""
    also = []
    if state.session().source is not Source.ROSTER:
        also += [f"{len(brief.groups)} group rules"] if brief.groups else []
        also += [f"limits on {plain(one, 40)}" for one in dict.fromkeys(one.attribute for one in asked_of(brief))]
    also += [f"{len(brief.assumptions)} edited assumptions"] if brief.assumptions else []
    if also:
        st.caption(f"This brief also has {', '.join(also)}.")


def _presets(fields: Fields) -> None:
    """Tier limits as published by others; choosing one fills the fields above."""
    known = {
        f"{preset.name}" + ("" if preset.platform == "all" else f", {label(preset.platform)}"): preset.tiers
        for preset in tier_presets(shipped_evidence())
    }

    def take() -> None:
        chosen = state.sent("tier_preset", str)
        if chosen in known:
            borders = known[chosen].model_dump(include={"micro", "mid", "macro"})
            state.session().brief = state.session().brief.changed("tiers", fields.brief.tiers.model_dump() | borders)

    st.selectbox(
        "Use tier limits from", list(known), index=None, placeholder="as above", key="tier_preset", on_change=take
    )
    fields.switch(
        "tiers.by_views",
        "Tiers by views on TikTok and YouTube",
        "Where median views are known, they decide the tier: followers say little about how many people watch there.",
    )


def _sales(fields: Fields) -> None:
    st.markdown("**Sales**")
    st.caption("Rates from your own shop or earlier campaigns. Without them we don’t forecast conversions.")
    fields.number("sales.click_rate", "Clicks per impression, %", "%")
    fields.number("sales.conversion_rate", "Conversions per click, %", "%")
    fields.number("sales.revenue_cents", "Revenue per conversion", fields.brief.currency)
    fields.number("sales.emv_cents", "Value of one engagement, for EMV", fields.brief.currency)


def _place(fields: Fields) -> None:
    """How numbers are written, on screen and in every file, and in which money."""
    brief = fields.brief
    locales = [*places.LOCALES, *(() if brief.locale in places.LOCALES else (brief.locale,))]
    fields.select("locale", "Numbers and dates as in", locales, places.country)
    currencies = list(dict.fromkeys([*places.currencies(), brief.currency]))
    fields.select("currency", "Currency", currencies, places.currency)
    st.caption("Changes the symbol only; amounts aren’t converted.")
    costs.draw_rates(fields)


def files(brief: Brief) -> None:
    """The brief as a file: out, in, and back to the sample."""
    box = lazy.expander("Brief as a file", key="open_files", icon=":material/description:")
    if not box.open:
        return
    with box:
        text = brief.model_dump_json(indent=2, exclude_none=True)
        download("Download brief", text, file_name(brief.name, "brief", "json"), "download_brief", width="stretch")
        key = f"open_brief_{state.session().turn('open_brief')}"
        file = st.file_uploader("Open a brief, JSON", type="json", key=key, max_upload_size=2)
        if file is not None:
            _open(file.getvalue())
        for which, title in sample.CHOICES.items():
            st.button(
                f"Sample: {plain(title)}",
                icon=":material/restart_alt:",
                key="sample_brief" if which == "brief" else f"sample_{which}",
                on_click=_reset,
                args=(which,),
                width="stretch",
            )


def _open(data: bytes) -> None:
    try:
        opened = Brief.read(data)
    except BadInput as bad:
        st.error("We couldn’t read this brief. Yours is unchanged.", icon=":material/error:")
        problems.listed(bad.problems, lambda one: st.caption(plain(str(one), 300)))
        return
    widgets.replace_brief(opened, Campaign())
    state.session().next_turn("open_brief")
    st.rerun()


def _reset(which: str) -> None:
    widgets.replace_brief(sample.brief(which), state.SAMPLE)


def _most_for_one(brief: Brief) -> str:
    """What the largest share is in money: an agency that may pay so much a creator looks for the amount."""
    if brief.largest_share is None or brief.budget_cents is None:
        return ""
    most = round(brief.largest_share * BASIS) * brief.budget_cents // BASIS
    return f"Up to {money(most, brief.currency, brief.locale)} each"
