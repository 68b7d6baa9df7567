"""Whom a campaign is for: country, gender and ages, and how many people that is."""

from dataclasses import replace
from functools import cache

import streamlit as st
from babel import Locale

from pages.parts.typed import NumberField
from pages.parts.words import plain
from planner.brief.brief import Segment
from planner.campaign.audience import Asked, audience_of, codes_of
from planner.campaign.people import OLDEST, Gender, Group, default_people
from planner.domain.roster import Roster
from planner.problems import BadInput
from planner.units import PEOPLE, Written
from planner.wording import count

YOUNGEST, LAST = 13, 65
"""Ends of the slider for ages; its upper end stands for everybody older too."""
_EVERYWHERE = "everywhere"
_GENDERS: dict[str, Gender | None] = {"Everyone": None, "Women": "female", "Men": "male"}

_ALSO = {
    "TR": "Turkey", "CI": "Ivory Coast", "CZ": "Czech Republic", "CW": "Curacao", "RE": "Reunion", "SZ": "Swaziland"
}  # fmt: skip
"""What people type who look for a country that is listed under another name, or with an accent."""


def pick(key: str, first: Asked, roster: Roster | None) -> Asked | None:
    """Pickers for one audience, with its size; None, and the reason on the page, while it cannot be used.

    key: of the widgets. first: what they show at first, the platforms where these people can be reached, and how
    numbers are written.
    """
    left, right = st.columns(2)
    with left:
        names = _countries()
        country = st.selectbox(
            "Country",
            list(names),
            index=list(names).index(first.group.country or _EVERYWHERE),
            format_func=names.__getitem__,
            key=f"{key}.country",
            persist_state="session",
        )
    with right:
        shown = next(words for words, gender in _GENDERS.items() if gender == first.group.gender)
        gender = st.segmented_control(
            "Gender",
            list(_GENDERS),
            default=shown,
            key=f"{key}.gender",
            required=True,
            persist_state="session",
            width="stretch",
        )
    ages = st.select_slider(
        "Ages",
        range(YOUNGEST, LAST + 1),
        value=_shown(first.group.ages),
        format_func=lambda age: f"{age}+" if age == LAST else str(age),
        key=f"{key}.ages",
        persist_state="session",
    )
    group = Group(
        None if country == _EVERYWHERE else country,
        _GENDERS[gender or "Everyone"],
        None if ages == (YOUNGEST, LAST) else (ages[0], OLDEST if ages[1] == LAST else ages[1]),
    )
    size = first.size if group == first.group else None
    return _sized(key, replace(first, group=group, size=None), size, roster)


def _sized(key: str, asked: Asked, size: int | None, roster: Roster | None) -> Asked | None:
    """The audience with the table's figure (size None), or with one's own."""
    suggested = None
    wrong: BadInput | None = None
    try:
        suggested = audience_of(asked, roster=roster)
    except BadInput as bad:
        wrong = bad
    figure = None if suggested is None else suggested.reachable
    # A figure for other people says nothing of these.
    field = NumberField(f"{key}.size.{asked.group}", PEOPLE, Written("", asked.locale), least=1, most=10**10)
    own = field.draw(
        st,
        "People you can reach",
        size,
        placeholder="Enter a figure" if figure is None else f"{count(figure.people, asked.locale)}, our estimate",
        persist_state="session",
        help="Those of your audience who use the platforms you chose. Leave it empty to use our estimate.",
    )
    if field.wrong:
        return None
    if own is not None:
        return replace(asked, size=int(own))
    if suggested is None:
        if asked.platforms and wrong is not None and wrong.problems[0].place == "platforms":
            st.warning("We have no figures for these platforms. Enter how many people you can reach there.")
        elif asked.platforms:
            st.warning("We have no figures for this country. Enter how many people you can reach there.")
        elif wrong is not None:
            st.warning(plain(str(wrong), 300))
        return None
    st.caption(plain(suggested.sentence(asked.locale), 500))
    return asked


def group_of_segment(segment: Segment) -> Group:
    """What the pickers show for a segment of a brief; a country that they do not know counts as everywhere."""
    codes = codes_of([segment.country]) if segment.country else []
    code = codes[0] if codes and codes[0] in _countries() else None
    return Group(code, segment.gender, segment.ages)


def _shown(ages: tuple[int, int] | None) -> tuple[int, int]:
    if ages is None:
        return YOUNGEST, LAST
    return max(ages[0], YOUNGEST), min(ages[1], LAST)


@cache
def _countries() -> dict[str, str]:
    """Names by code: everywhere, the countries we have figures for, then all others."""
    names = {code: str(name) for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()}
    names |= {code: f"{names[code]} ({name})" for code, name in _ALSO.items()}
    known = sorted(default_people().countries, key=lambda code: names.get(code, code))
    others = sorted(set(names) - set(known) - {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}, key=names.__getitem__)
    everywhere = {_EVERYWHERE: "Everywhere we have figures for"}
    return everywhere | {code: names.get(code, code) for code in (*known, *others)}
