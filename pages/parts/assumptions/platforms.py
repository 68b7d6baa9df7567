"""Platforms that the planner has no figures of: the three numbers typed of each, to look at and to change."""

import streamlit as st

from pages.parts.session import state
from pages.parts.typed import NumberField
from pages.parts.words import plain, told
from planner.brief.terms import NewPlatform
from planner.domain.platforms import Platform, named
from planner.problems import BadInput
from planner.units import MONEY, SHARE


def draw() -> None:
    """A form for each such platform of the campaign; nothing where there is none."""
    for platform, numbers in state.session().brief.new_platforms.items():
        _form(platform, numbers)


def _form(platform: Platform, numbers: NewPlatform) -> None:
    brief = state.session().brief
    by_post = numbers.cents_per_post is not None
    cents = numbers.cents_per_post if by_post else numbers.cents_per_thousand
    key = f"new_platform.{platform}.{state.session().turn('assumptions')}"
    with st.form(f"new_platform_{platform}"):
        st.caption(
            f"{plain(named(platform), 60)} is not in the planner’s table. These numbers were typed for this campaign; "
            "everything else is that of other platforms, and stands in the table below."
        )
        reach, engagement, price = st.columns(3)
        typed = {
            "reach": NumberField(f"{key}.reach", SHARE, brief, least=0.1, most=1_000).draw(
                reach, "People who see a post, % of followers", round(100 * numbers.reach, 4)
            ),
            "engagement": NumberField(f"{key}.engagement", SHARE, brief, most=100).draw(
                engagement, "Engagements with a post, % of followers", round(100 * numbers.engagement, 4)
            ),
            "price": NumberField(f"{key}.price", MONEY, brief, least=0.01).draw(
                price,
                f"{'Price of a post' if by_post else 'Price of 1,000 people reached'}, {brief.currency}",
                (cents or 0) / 100,
            ),
        }
        read = {name: value for name, value in typed.items() if value is not None}
        if st.form_submit_button("Use these numbers", type="primary") and len(read) == len(typed):
            _take(platform, numbers, read)
            st.rerun()


def _take(platform: Platform, before: NewPlatform, typed: dict[str, float]) -> None:
    """Put the numbers into the brief; the price stays one of a post or of a thousand people."""
    price = "cents_per_thousand" if before.cents_per_post is None else "cents_per_post"
    now = state.session()
    numbers = {
        "reach": typed["reach"] / 100,
        "engagement": typed["engagement"] / 100,
        price: round(typed["price"] * 100),
    }
    all_of_them = {str(name): one.model_dump(mode="json") for name, one in now.brief.new_platforms.items()}
    try:
        now.brief = now.brief.changed("new_platforms", all_of_them | {str(platform): numbers})
        now.next_turn("assumptions")
    except BadInput as bad:
        now.message = f"{told(bad.problems)} Your numbers were not applied."
