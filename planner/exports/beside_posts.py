"""Rights and money behind posts in files: columns of the media plan, terms for contracts, facts of the brief."""

from collections.abc import Callable, Iterator

from planner.brief.brief import Brief
from planner.brief.rights_words import days_of, terms_of
from planner.domain.rights import WORDS
from planner.exports.lines import Line
from planner.exports.tables import Column
from planner.exports.text import amount
from planner.outcome import Pick, Plan
from planner.wording import count, counted, listed, percent


def has_extras(plan: Plan) -> bool:
    """Whether a plan has rights or money behind posts that a file tells of."""
    return any(pick.rights or pick.boost_cents for pick in plan.picks)


def contract_terms(pick: Pick, brief: Brief) -> str:
    """What a contract has to say of rights; empty without."""
    return terms_of(pick.rights, brief)


def cost_columns(plan: Plan) -> Iterator[Column[Line]]:
    """What of the fee is for rights and what goes behind posts, per creator and in all; of one creator each."""
    if not has_extras(plan):
        return
    rights, behind = (sum(getattr(pick, name) for pick in plan.picks) for name in ("rights_cents", "boost_cents"))
    yield _times("For rights, in net cost", lambda pick: pick.rights_cents, rights)
    yield _times("Behind posts, in net cost", lambda pick: pick.boost_cents, behind)
    yield Column("Behind each post", 11, "money", lambda line: _each_post(line.pick) if line.lead else None)


def result_columns(plan: Plan) -> Iterator[Column[Line]]:
    """People and impressions that money behind posts adds, and at which price; part of the columns before them."""
    if not plan.totals.boost_cents:
        return
    yield Column("Paid reach", 11, "count", lambda line: line.pick.paid_reach if line.lead else None)
    yield Column("Paid impressions", 12, "count", lambda line: line.pick.paid_impressions if line.lead else None)
    yield Column("CPM of ads", 9, "price", lambda line: _price(line.pick) if line.lead else None)


def folded_columns(plan: Plan) -> Iterator[Column[Line]]:
    """What the formulas of `cost_columns` need."""
    if has_extras(plan):
        for title, name in (("For rights, of one", "rights_cents"), ("Behind posts, of one", "boost_cents")):
            yield Column(title, 11, "money", lambda line, name=name: _of_one(line, name), level=1)  # type: ignore[misc]


def facts(brief: Brief) -> Iterator[tuple[str, str]]:
    """What the brief asks for, as a title and words."""
    if brief.boosting is not None:
        amounts = listed([brief.money(cents) for cents in brief.boosting.levels])
        yield "Boosting", f"Up to {amounts.replace(' and ', ' or ')} behind each post{_band(brief)}"
    for right, terms in brief.rights.items():
        who = "from everybody" if terms.everybody else ""
        if terms.count.min is not None:
            who = f"from at least {counted(terms.count.min, 'creator', brief.locale)}"
        if terms.count.max is not None:
            who += f"{', ' if who else 'from '}at most {count(terms.count.max, brief.locale)}"
        days = counted(days_of(right, brief), "day", brief.locale)
        yield "Rights", " ".join([f"{WORDS[right].capitalize()} for {days}", *([who] if who else [])])


def _band(brief: Brief) -> str:
    assert brief.boosting is not None
    band = brief.boosting.spend
    ends = [("at least", band.min), ("at most", band.max)]
    said = [f"{words} {percent(share, 1, brief.locale)}" for words, share in ends if share is not None]
    return f", {listed(said)} of the cash spent" if said else ""


def _times(title: str, value: Callable[[Pick], int], total: int) -> Column[Line]:
    of_one = f"{title.partition(',')[0]}, of one"
    return Column(
        title,
        12,
        "money",
        lambda line: amount(value(line.pick)) if line.lead else 0.0,
        f"={{Quantity}}*{{{of_one}}}",
        amount(total),
    )


def _of_one(line: Line, name: str) -> float:
    cents: int = getattr(line.pick, name)
    return amount(cents // line.pick.count) if line.lead else 0.0


def _each_post(pick: Pick) -> float | None:
    return amount(pick.boost_cents / pick.posts) if pick.boost_cents and pick.posts else None


def _price(pick: Pick) -> float | None:
    return None if pick.paid_cpm_cents is None else pick.paid_cpm_cents / 100
