"""The controls of the brief form: what each shows of a brief, and what it writes back.

Pure: no widget is drawn here. A control that still shows what the brief says writes nothing, so a brief that came
from a file keeps every digit that no widget can show.
"""

from collections.abc import Mapping
from typing import Any

from pages.parts.form import costs, extras
from pages.parts.form.control import Control, Data, number, share_range, slider, switch, text
from planner.brief import form_edits as edits
from planner.brief.brief import Brief, Goal, GoalKind
from planner.brief.filters import FILTERS, Filter
from planner.brief.sales import CLICK_COLUMN, CONVERSION_COLUMN
from planner.domain.persons import persons_of
from planner.domain.platforms import in_order
from planner.domain.roster import Compensation, Platform, Roster, Tier
from planner.problems import BadInput, Problem
from planner.units import AMOUNT, INDEX, PEOPLE


def read(brief: Brief, controls: tuple[Control, ...], typed: Mapping[str, Any]) -> Brief:
    """The brief with what was typed. Raises BadInput with every problem."""
    data = brief.model_dump(mode="json")
    touched = False
    for control in controls:
        if control.name in typed and not control.holds(typed[control.name], brief):
            control.writes(data, control.read(typed[control.name], brief))
            touched = True
    if not touched:
        return brief
    if not str(data["name"]).strip():
        raise BadInput([Problem("name", "", "is empty", "a name of 1 to 120 letters")])
    return Brief.read(data)


def unreadable(brief: Brief, controls: tuple[Control, ...], typed: Mapping[str, Any]) -> dict[str, Problem]:
    """What is wrong with texts that are no numbers, by control; the others can be read without them."""
    found = ((control.name, control.problem(typed[control.name], brief)) for control in controls)
    return {name: problem for name, problem in found if problem is not None}


def controls_of(brief: Brief, roster: Roster) -> tuple[Control, ...]:
    """Every control of the form for this brief and roster, in the order of the form."""
    made = [
        *(text(field) for field in ("name", "locale", "currency")),
        *costs.controls(costs.currencies_of(brief, roster)),
        number("budget_cents", "budget"),
        Control("goal", goal_shown, _write_goal, ("goal",)),
        Control("second_goal", second_shown, _write_second, ("second_goal.goal", "second_goal")),
        *([] if brief.second_goal is None else [number("second_goal.tolerance")]),
        number("confidence"),
        *_market(brief),
        number("reach_floor"),
        number("engagement_floor"),
        *(share_range(f"pyramid.{tier}.headcount") for tier in Tier),
        *(share_range(f"pyramid.{tier}.spend") for tier in Tier),
        *(number(f"pyramid.{tier}.count.{end}") for tier in Tier for end in ("min", "max")),
        switch("pyramid_order"),
        _choice("platforms", tuple(map(str, platforms_of(brief, roster)))),
        *(share_range(f"platforms.{platform}.spend") for platform in platforms_of(brief, roster)),
        *([number("packages_per_person")] if asks_for_persons(brief, roster) else []),
        _choice("compensation", tuple(str(c) for c in Compensation)),
        *(_filter(one) for one in FILTERS),
        switch("quality.strict"),
        slider("average_fit"),
        number("creators.max"),
        number("creators.min"),
        *(_stock(name) for name in stocks_of(brief, roster)),
        Control("waves", lambda b: len(b.waves), edits.write_waves, ("waves",)),
        Control("offers.spans", edits.spans_shown, edits.write_spans, ("offers.spans",)),
        Control("offers.ways", edits.ways_shown, edits.write_ways, ("offers.ways", "offers")),
        *(number(path, name) for name, path in edits.terms_of(brief)),
        share_range("partnerships.headcount"),
        number("pace.posts_per_fortnight"),
        number("pace.rest"),
        *extras.controls(brief),
        Control("must_have", lambda b: [m.creator for m in b.must_have], _write_must_have, ("must_have",)),
        Control("excluded", lambda b: list(b.excluded), _write_excluded, ("excluded",)),
        number("largest_share"),
        number("largest_cents"),
        *(number(f"tiers.{tier}") for tier in Tier),
        switch("tiers.by_views"),
        number("usage_days"),
        number("sales.click_rate"),
        number("sales.conversion_rate"),
        number("sales.revenue_cents"),
        number("sales.emv_cents"),
        number("tolerance"),
        number("time_limit"),
    ]
    return tuple(made)


def platforms_of(brief: Brief, roster: Roster) -> list[Platform]:
    """Platforms to choose from: those of the roster and of the brief, in the order of the table."""
    return in_order([*roster.creators["platform"].unique(), *brief.platforms, *brief.new_platforms])


def stocks_of(brief: Brief, roster: Roster) -> tuple[str, ...]:
    """Columns that count something used up: those of the brief, then those of the roster that are no score."""
    used = [
        name for name in roster.numbers if name not in brief.resources and not is_score(name) and name not in _RATES
    ]
    return (*brief.resources, *used)


def scores_of(roster: Roster) -> tuple[str, ...]:
    """Columns that rate a creator."""
    return tuple(name for name in roster.numbers if is_score(name))


_RATES = (CLICK_COLUMN, CONVERSION_COLUMN)


def is_score(name: str) -> bool:
    """A column called a score, a rating or an index is not used up."""
    return any(word in name.casefold() for word in ("score", "rating", "index"))


def goal_shown(brief: Brief) -> str:
    """`unique_reach`, or `score:brand_score`."""
    return _goal_words(brief.goal)


def second_shown(brief: Brief) -> str:
    """The second goal like the first; empty without one."""
    return "" if brief.second_goal is None else _goal_words(brief.second_goal.goal)


def _goal_words(goal: Goal) -> str:
    return f"score:{goal.score}" if goal.kind is GoalKind.SCORE else str(goal.kind)


def _goal_data(value: str) -> Data:
    kind, _, column = value.partition(":")
    return {"kind": kind, "score": column or None}


def _write_goal(data: Data, value: str) -> None:
    data["goal"] = _goal_data(value)
    if data["second_goal"] and data["second_goal"]["goal"] == data["goal"]:
        # What was second is first now, and nothing is second to itself.
        data["second_goal"] = None


def _write_second(data: Data, value: str) -> None:
    if not value:
        data["second_goal"] = None
    elif data["second_goal"]:
        data["second_goal"]["goal"] = _goal_data(value)
    else:
        data["second_goal"] = {"goal": _goal_data(value)}


def asks_for_persons(brief: Brief, roster: Roster | None) -> bool:
    """Whether it says something how many packages one person may have: somebody has several accounts."""
    return brief.packages_per_person is not None or (roster is not None and bool(persons_of(roster.creators)))


def _filter(one: Filter) -> Control:
    return slider(one.path) if one.unit == INDEX else number(one.path)


def _choice(field: str, keys: tuple[str, ...]) -> Control:
    """Which parts may be used at all; one left out is allowed no creator."""

    def shows(brief: Brief) -> list[str]:
        bands = getattr(brief, field)
        return [key for key in keys if key not in bands or bands[key].count.max != 0]

    def writes(data: Data, value: list[str]) -> None:
        for key in keys:
            closed = (data[field].get(key) or {}).get("count", {}).get("max") == 0
            if key not in value and not closed:
                # Its other demands go with it: at least some spend on a platform that is out can never hold.
                data[field][key] = {"count": {"max": 0}}
            elif key in value and closed:
                del data[field][key]

    return Control(field, shows, writes, tuple(f"{field}.{key}.count" for key in keys), keys)


def _stock(name: str) -> Control:
    def shows(brief: Brief) -> float | None:
        resource = brief.resources.get(name)
        return None if resource is None else float(resource.stock)

    def writes(data: Data, value: float | None) -> None:
        if value is None:
            data["resources"].pop(name, None)
        else:
            data["resources"].setdefault(name, {"unit_cost_cents": 0})["stock"] = round(value, 3)

    return Control(f"resources.{name}", shows, writes, (f"resources.{name}",), unit=AMOUNT)


def _market(brief: Brief) -> tuple[Control, ...]:
    """People in the market, where the audience is one segment; with several, the audience has a table of its own."""
    if len(brief.audience) != 1:
        return ()

    def writes(data: Data, value: float | None) -> None:
        data["audience"][0]["size"] = None if value is None else int(value)

    return (Control("market", lambda b: b.audience[0].size, writes, ("audience.0.size",), unit=PEOPLE),)


def _write_must_have(data: Data, value: list[str]) -> None:
    known = {entry["creator"]: entry for entry in data["must_have"]}
    data["must_have"] = [known.get(creator, {"creator": creator}) for creator in value]
    data["excluded"] = [creator for creator in data["excluded"] if creator not in value]


def _write_excluded(data: Data, value: list[str]) -> None:
    data["excluded"] = list(value)
    data["must_have"] = [entry for entry in data["must_have"] if entry["creator"] not in value]
