"""The verdict: what a plan is in one sentence, and what has to be known before it."""

from __future__ import annotations

from typing import Any

import pytest

from planner.brief.brief import Brief
from planner.campaign.beforehand import all_elsewhere
from planner.campaign.start import Answers, start, starting_point
from planner.campaign.stops import the_limit
from planner.campaign.verdict import Verdict, verdict_of
from planner.domain.creators import Creator
from planner.domain.roster import Platform, Roster
from planner.explore.left_over import left_over
from planner.explore.relief import explained, relief
from planner.explore.study import Study
from planner.outcome import Plan
from planner.planning import plan
from planner.wording import compact
from tests.builders import brief, creator, package, roster

GERMANS = {"name": "Women 18-34 in Germany", "size": 7_000_000, "country": "DE", "gender": "female", "ages": (18, 34)}
HERS = {
    "audience country:de": 0.9,
    "audience gender:female": 0.95,
    "audience age:18-24": 0.5,
    "audience age:25-34": 0.5,
}


def crew(many: int = 20, prefix: str = "c", **fields: Any) -> tuple[Creator, ...]:
    usual = {"country": "DE", "audience": HERS, **fields}
    return tuple(creator(f"{prefix}{at:02}", package("reel", 500, reels=1), **usual) for at in range(many))


def made(people: Roster | None, asked: Brief) -> Plan:
    answer = plan(people, asked)
    assert isinstance(answer, Plan)
    return answer


def judged(asked: Brief, *people: Creator, priced: bool = False) -> tuple[Plan, Verdict]:
    listed = roster(*people)
    answer = made(listed, asked)
    if priced:
        answer = explained(answer, lambda: Study.of(listed, asked, plan=answer))
    return answer, verdict_of(answer, asked, listed)


def kinds(verdict: Verdict) -> list[str]:
    return [caveat.kind for caveat in verdict.caveats]


def test_a_plan_that_spends_its_budget_is_told_in_one_sentence() -> None:
    answer, verdict = judged(brief(budget_cents=250_000, currency="EUR", audience=[GERMANS]), *crew())
    assert answer.totals.creators == 5
    assert verdict.sentence.startswith("€2,500 buys ")
    assert "of the 7M women 18-34 in Germany, €" in verdict.sentence
    assert verdict.sentence.endswith(" each; the limit is the budget.")
    assert kinds(verdict) == []


def test_a_limit_on_creators_is_named_with_what_it_costs() -> None:
    asked = brief(budget_cents=1_000_000, audience=[GERMANS], creators={"max": 6})
    answer, verdict = judged(asked, *crew(), priced=True)
    assert answer.totals.cost_cents == 300_000
    assert verdict.sentence.endswith("the limit is 6 creators.")
    (caveat,) = verdict.caveats
    assert caveat.kind == "money_left"
    assert caveat.sentence.startswith("$7,000 unspent: 6 creators is the limit. Without it: +")
    assert caveat.change is not None
    more = made(roster(*crew()), caveat.change.applied(asked))
    assert more.totals.creators == 20
    gain = more.totals.unique_reach - answer.totals.unique_reach
    assert f"+{compact(gain)} people" in caveat.sentence


def test_a_default_gives_way_before_what_the_client_asked() -> None:
    asked = brief(
        budget_cents=1_000_000, audience=[GERMANS], creators={"max": 6}, platforms={"instagram": {"count": {"max": 6}}}
    )
    two = (*crew(10), *crew_on("tiktok"))
    study = Study.of(roster(*two), asked)
    open_both = asked.changed("creators.max", 30)
    found = relief(study).best
    assert found is not None
    assert found.path == "creators.max"
    only_platform = relief(Study.of(roster(*two), open_both), lambda path: path.startswith("platforms")).best
    assert only_platform is not None
    assert only_platform.path == "platforms.instagram.count.max"


def test_one_of_several_who_are_left_out_may_come_back() -> None:
    asked = brief(budget_cents=1_000_000, audience=[GERMANS], excluded=["instagram:c00", "instagram:c01"])
    found = relief(Study.of(roster(*crew(4)), asked)).best
    assert found is not None and found.path.startswith("excluded.")
    assert found.value is None, "who is left out below them comes to their place"
    assert len(asked.changed(found.path, found.value).excluded) == 1


def crew_on(platform: str) -> tuple[Creator, ...]:
    return tuple(creator(f"t{at}", platform=platform, country="DE", audience=HERS) for at in range(6))


def test_without_more_creators_money_left_is_told_so() -> None:
    _, verdict = judged(brief(budget_cents=10_000_000, audience=[GERMANS]), *crew(3), priced=True)
    (caveat,) = verdict.caveats
    assert caveat.sentence == "$98,500 unspent: more creators who fit would be needed to spend it."
    assert caveat.change is None
    assert "the creators who fit are all in" in verdict.sentence


def test_money_is_left_where_the_next_creator_costs_more_than_that() -> None:
    near, far = creator("near", package(fee=1_000), followers=9_000), creator("far", package(fee=9_000))
    _, verdict = judged(brief(budget_cents=500_000), near, far, priced=True)
    assert verdict.sentence.endswith("; the limit is the budget: whoever would add to it costs more than is left.")
    (caveat,) = verdict.caveats
    assert caveat.sentence == "$4,000 unspent: whoever would add to the plan costs more than that."
    assert caveat.change is None


def test_money_is_left_where_nobody_else_adds_much() -> None:
    """One creator reaches all that can be reached of a town of very heavy and very light users."""
    both = [creator(name, package(fee=fee), followers=240_000) for name, fee in (("near", 700), ("far", 1_400))]
    _, verdict = judged(
        brief(budget_cents=168_000, tolerance=0.02, audience=[{"size": 50_000, "kappa": 0.1}]), *both, priced=True
    )
    assert verdict.sentence.endswith("; no rule stops it: nobody else would add much.")
    assert "$980 unspent: nobody else would add much to the plan." in [caveat.sentence for caveat in verdict.caveats]


def test_a_limit_without_which_nothing_is_gained_is_not_the_limit() -> None:
    """A stock that is used up, when everybody is in already."""
    three = [creator(f"c{at}", package(fee=400, seats=1 if at < 2 else 0)) for at in range(3)]
    asked = brief(budget_cents=900_000, resources={"seats": {"stock": 2}})
    _, told = judged(asked, *three)
    assert told.sentence.endswith("; the limit is “use at most 2 seats”.")
    # A stock cannot be dropped, so nothing is offered that would be bad input.
    assert [caveat.change for caveat in told.caveats] == [None]
    _, priced = judged(asked, *three, priced=True)
    assert priced.sentence.endswith("; no rule stops it: the creators who fit are all in.")
    (caveat,) = priced.caveats
    assert caveat.change is None


def test_the_next_creator_names_the_rule_that_is_nearly_used_up() -> None:
    """Two of at most 60 % of the creators on one platform: a third is too many, though the share itself is not full."""
    people = [creator(f"i{at}", package(fee=500)) for at in range(3)]
    people += [creator(f"t{at}", package(fee=500), platform="tiktok", followers=2_000) for at in range(2)]
    asked = brief(budget_cents=900_000, platforms={"instagram": {"headcount": {"max": 0.55}}})
    _, verdict = judged(asked, *people)
    assert "the limit is “" in verdict.sentence


def test_the_cheapest_plan_is_stopped_by_what_it_aims_at() -> None:
    asked = brief(goal={"kind": "cheapest"}, audience=[{"size": 900_000, "floor": 400}])
    _, verdict = judged(asked, creator("near", package(fee=700), followers=90_000))
    assert verdict.sentence.endswith("; nothing cheaper meets every rule.")


def test_a_country_that_is_not_the_creators_own_is_the_cause_and_the_change_mends_it() -> None:
    asked = brief(budget_cents=250_000, audience=[{**GERMANS, "name": "women 18-34 in Germany"}])
    americans = crew(country="US", audience={})
    answer, verdict = judged(asked, *americans)
    assert kinds(verdict)[0] == "outside"
    caveat = verdict.caveats[0]
    assert "creators are mostly in the United States, your audience is in Germany" in caveat.sentence
    assert caveat.change is not None
    mended = caveat.change.applied(asked)
    assert (mended.audience[0].country, mended.audience[0].gender) == ("US", "female")
    assert mended.audience[0].name == "Women 18-34 in the United States"
    assert mended.audience[0].size > 30_000_000
    assert made(roster(*americans), mended).totals.unique_reach > 2 * answer.totals.unique_reach


WOMEN = {"name": "Women in Germany", "size": 30_000_000, "country": "DE", "gender": "female", "audience_share": 0.5}


def test_an_unknown_country_is_the_cause_and_one_click_sets_it_for_all() -> None:
    asked = brief(budget_cents=250_000, audience=[WOMEN])
    lost = crew(country="", audience={"audience gender:female": 0.7})
    answer, verdict = judged(asked, *lost)
    caveat = verdict.caveats[0]
    assert caveat.sentence == (
        "96% of the reach falls outside your audience: we don’t know the country of the 5 creators, "
        "and count them as outside Germany."
    )
    assert (caveat.kind, caveat.mend, caveat.change) == ("outside", "Set their country to Germany", None)
    assert caveat.locate is not None
    mended = caveat.locate.applied(roster(*lost))
    assert set(mended.creators["country"]) == {"DE"}
    again = made(mended, asked)
    assert again.totals.unique_reach > 10 * answer.totals.unique_reach
    assert all(one.locate is None for one in verdict_of(again, asked, mended).caveats)


def test_the_cause_that_keeps_most_reach_outside_comes_first() -> None:
    asked = brief(budget_cents=2_000_000, audience=[WOMEN], must_have=[{"creator": "instagram:lost"}])
    men = {"audience country:de": 0.9, "audience gender:female": 0.1}
    others = crew(12, audience=men)
    _, verdict = judged(asked, *others, creator("lost", package(fee=100), country=""))
    first, second = (one for one in verdict.caveats if one.kind.startswith("outside"))
    assert (
        "83% of the creators’ audience is in Germany and 13% of those are women, as your list says." in first.sentence
    )
    assert first.mend == "Plan for women and men"
    assert second.sentence == "We don’t know the country of 1 of the 13 creators, and count them as outside Germany."
    assert second.mend == "Set their country to Germany"


def test_of_ages_and_gender_the_one_that_keeps_more_outside_gives_way() -> None:
    men = {"audience country:de": 1.0, "audience gender:female": 0.1, "audience age:18-24": 0.9}
    asked = brief(budget_cents=250_000, audience=[{**WOMEN, "ages": (18, 24), "audience_share": 0.1}])
    _, verdict = judged(asked, *crew(audience=men))
    assert verdict.caveats[0].mend == "Plan for women and men"


def test_creators_whom_nobody_can_place_are_named_where_the_plan_does_without_them() -> None:
    asked = brief(budget_cents=250_000, audience=[{"name": "Germany", "size": 70_000_000, "country": "DE"}])
    lost = tuple(creator(f"lost{at}", package("reel", 500, reels=1), country="") for at in range(3))
    _, verdict = judged(asked, *crew(), *lost)
    (caveat,) = (one for one in verdict.caveats if one.locate is not None)
    assert caveat.kind == "nowhere"
    assert "of 3 of the 23 creators in your list" in caveat.sentence
    names = [*crew(2, country="Germany"), *lost]
    assert set(caveat.locate.applied(roster(*names)).creators["country"]) == {"Germany"}


def test_a_measured_audience_needs_no_country() -> None:
    asked = brief(budget_cents=250_000, audience=[WOMEN])
    _, verdict = judged(asked, *crew(country=""))
    assert all(one.locate is None for one in verdict.caveats)


def test_an_unknown_audience_is_said_before_the_sentence() -> None:
    asked = brief(budget_cents=250_000, audience=[{"size": 40_000_000, "country": "DE"}])
    _, verdict = judged(asked, *crew(audience={}))
    assert kinds(verdict) == ["unknown"]
    assert "The audience of all 5 creators is unknown" in verdict.caveats[0].sentence
    assert verdict.text.index("unknown") < verdict.text.index("buys")


def test_nobodys_list_has_no_unknown_audience_but_estimated_fees() -> None:
    answers = Answers(name="X", budget_cents=800_000, audience="everyone in Germany", platforms=(Platform.INSTAGRAM,))
    asked = start(starting_point("launch"), answers, None).brief
    assert "unknown" not in kinds(verdict_of(made(None, asked), asked))


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        ({"kind": "engagements"}, " engagements, $"),
        ({"kind": "score", "score": "stars"}, "points of stars"),
        ({"kind": "cheapest"}, "is the least that does it"),
    ],
)
def test_every_goal_has_its_sentence(goal: dict[str, str], words: str) -> None:
    people = tuple(
        creator(f"c{at}", package("reel", 500, reels=1, stars=at), country="DE", audience=HERS) for at in range(8)
    )
    floor = {"reach_floor": 5_000} if goal["kind"] == "cheapest" else {}
    _, verdict = judged(brief(budget_cents=200_000, audience=[GERMANS], goal=goal, **floor), *people)
    assert words in verdict.sentence


def test_the_limit_of_a_plan_is_never_a_filter_or_a_rule_that_is_not_there() -> None:
    asked = brief(budget_cents=1_000_000, quality={"min_followers": 5_000}, creators={"max": 3})
    answer, _ = judged(asked, *crew())
    found = the_limit(answer, asked)
    assert found is not None
    assert found.path == "creators.max"
    assert left_over(answer) == 850_000


IN_GERMANY = {"name": "Germany", "size": 7_000_000, "country": "DE"}


@pytest.mark.parametrize(
    ("countries", "fields", "audience", "said"),
    [
        (("US", "GB"), {}, [IN_GERMANY], "No creator here is from Germany, so"),
        (
            ("US", ""),
            {},
            [IN_GERMANY],
            "No creator here is from Germany; where it isn’t known, we count them as outside, so",
        ),
        (("",), {}, [IN_GERMANY], "The country of no creator is known, and we count them as outside Germany, so"),
        (("US", "de"), {}, [IN_GERMANY], ""),
        (("US",), {"audience": HERS}, [IN_GERMANY], ""),
        (("US",), {}, [IN_GERMANY, {"name": "Anybody", "size": 9_000_000}], ""),
    ],
)
def test_that_all_creators_are_elsewhere_is_known_before_a_plan_is_made(
    countries: tuple[str, ...], fields: dict[str, Any], audience: list[dict[str, Any]], said: str
) -> None:
    """Exactly where most of every plan's reach turns out to be outside."""
    asked, usual = brief(budget_cents=150_000, audience=audience), {"audience": {}, **fields}
    every = roster(
        *(one for at, home in enumerate(countries) for one in crew(3, country=home, prefix=f"{at}", **usual))
    )
    before = all_elsewhere(asked, every.creators["country"].unique(), every.creators.columns)
    assert before.startswith(said) and bool(before) == bool(said)
    outside = [one for one in verdict_of(made(every, asked), asked, every).caveats if one.kind == "outside"]
    assert bool(outside) == bool(said)
