"""One-offs against partnerships: the same budget planned both ways, side by side."""

from dataclasses import dataclass

import streamlit as st

from pages.parts.jobs import exploring
from pages.parts.session.state import Made
from pages.parts.words import markup, plain
from planner.brief.brief import Brief
from planner.outcome import Plan, Refusal
from planner.partnership.ways import BothWays, loyal_posts
from planner.wording import compact, count, money_compact, money_each, percent


@dataclass(frozen=True)
class _Line:
    """One figure of both plans: as shown, and as numbers where more is better (sign 1) or less (-1), 0 = neither."""

    title: str
    shown: tuple[str, str]
    numbers: tuple[float, float]
    sign: int = 1


def draw(made: Made) -> None:
    """The question, and its answer once somebody asked."""
    st.subheader("One-off or partnership", anchor=False)
    st.caption("The same budget and rules, planned once with one-off bookings and once with partnerships.")
    found = exploring.again(made, "ways", "both_ways_job", "Plan both ways")
    if isinstance(found, BothWays):
        _compare(found, made.brief)


def _compare(both: BothWays, brief: Brief) -> None:
    once, long = both.one_off, both.partnership
    if both.given:
        st.caption("Your brief has no waves, so we planned both over three.")
    if not (isinstance(once, Plan) and isinstance(long, Plan)):
        for title, outcome in (("One-off", once), ("Partnership", long)):
            if isinstance(outcome, Plan):
                continue
            why = outcome.sentence if isinstance(outcome, Refusal) else "No plan was found in time."
            st.warning(f"{title}: {plain(why, 300)}", icon=":material/block:")
        return
    rows = "".join(_row(line) for line in _lines(once, long, brief))
    st.html(
        '<div class="scroll"><table class="plain wide pair"><tr><th></th><th class=n>One-off</th>'
        f"<th class=n>Partnership</th><th class=n>Difference</th></tr>{rows}</table></div>"
        f'<p class="said">{_verdict(once, long, brief)}</p>'
    )


def _lines(once: Plan, long: Plan, brief: Brief) -> list[_Line]:
    pair = (once.totals, long.totals)

    def line(title: str, numbers: tuple[float, float], sign: int = 1, cents: bool = False) -> _Line:
        def words(number: float) -> str:
            if cents:
                return money_compact(round(number), brief.currency, brief.locale)
            return compact(number, brief.locale)

        return _Line(title, (words(numbers[0]), words(numbers[1])), numbers, sign)

    def price(cents: float) -> str:
        return money_each(cents, brief.currency, brief.locale)

    each = [plan.cost_cents / plan.unique_reach if plan.unique_reach else 0.0 for plan in pair]
    response = [plan.engagements / plan.impressions if plan.impressions else 0.0 for plan in pair]
    return [
        line("Unique reach", (pair[0].unique_reach, pair[1].unique_reach)),
        line("Engagements", (pair[0].engagements, pair[1].engagements)),
        _Line(
            "Engagements per 1,000 impressions",
            (count(response[0] * 1000, brief.locale), count(response[1] * 1000, brief.locale)),
            (response[0], response[1]),
        ),
        line("Creators", (float(pair[0].creators), float(pair[1].creators)), 0),
        line("Posts", (float(pair[0].posts), float(pair[1].posts)), 0),
        line("Posts by rebooked creators", (float(loyal_posts(once)), float(loyal_posts(long))), 0),
        line("Spend", (float(pair[0].cost_cents), float(pair[1].cost_cents)), 0, cents=True),
        _Line("Cost per person reached", (price(each[0]), price(each[1])), (each[0], each[1]), -1),
    ]


def _row(line: _Line) -> str:
    first, second = line.numbers
    change = (second - first) / first if first else 0.0
    shown = f"{'+' if change > 0 else '−'}{percent(abs(change), 0)}" if abs(change) >= 0.005 else "same"
    if not first and second:
        shown = f"+{line.shown[1]}"
    better = line.sign * change > 0.005
    mark = ' class="n better"' if better else " class=n"
    return (
        f"<tr><td>{line.title}</td><td class=n>{markup(line.shown[0])}</td>"
        f"<td class=n>{markup(line.shown[1])}</td><td{mark}>{shown}</td></tr>"
    )


def _verdict(once: Plan, long: Plan, brief: Brief) -> str:
    lost = once.totals.unique_reach - long.totals.unique_reach
    people = compact(abs(lost), brief.locale)
    said = f"Partnerships reach {people} {'fewer' if lost > 0 else 'more'} people "
    gain = long.totals.engagements - once.totals.engagements
    said += f"and bring {compact(abs(gain), brief.locale)} {'more' if gain > 0 else 'fewer'} engagements. "
    return markup(said) + markup(
        "Creators give another reason: 49% say that a long-term relationship motivates them, and trust grows with "
        "every wave. The forecast allows for that only through its trust factor."
    )
