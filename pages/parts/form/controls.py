"""The controls of the brief form: what each shows of a brief, and what it writes back.

Pure: no widget is drawn here. A control that still shows what the brief says writes nothing, so a brief that came
from a file keeps every digit that no widget can show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pages.parts.form import controls_partners as partners
from planner.brief.brief import Brief, GoalKind
from planner.brief.sales import CLICK_COLUMN, CONVERSION_COLUMN
from planner.domain.roster import Compensation, Platform, Roster, Tier
from planner.problems import BadInput, Problem

Data = dict[str, Any]


@dataclass(frozen=True)
class Control:
    """One widget of the form.

    name: its key. shows: the widget's value for a brief. writes: puts a widget's value into the brief's data.
    paths: fields of the brief that it sets; a problem or a limit there belongs to this control.
    """

    name: str
    shows: Callable[[Brief], Any]
    writes: Callable[[Data, Any], None]
    paths: tuple[str, ...]

    def owns(self, place: str) -> bool:
        """True when a field of the brief is set by this control."""
        return any(place == path or place.startswith(f"{path}.") for path in self.paths)


def read(brief: Brief, controls: tuple[Control, ...], typed: Mapping[str, Any]) -> Brief:
    """The brief with what was typed. Raises BadInput with every problem."""
    data = brief.model_dump(mode="json")
    touched = False
    for control in controls:
        if control.name in typed and typed[control.name] != control.shows(brief):
            control.writes(data, typed[control.name])
            touched = True
    if not touched:
        return brief
    if not str(data["name"]).strip():
        raise BadInput([Problem("name", "", "is empty", "a name of 1 to 120 letters")])
    return Brief.read(data)


def controls_of(brief: Brief, roster: Roster) -> tuple[Control, ...]:
    """Every control of the form for this brief and roster, in the order of the form."""
    made = [
        Control("name", lambda b: b.name, partial(_write, "name"), ("name",)),
        Control("locale", lambda b: b.locale, partial(_write, "locale"), ("locale",)),
        Control("currency", lambda b: b.currency, partial(_write, "currency"), ("currency",)),
        _number("agency_fee", "agency_fee", scale=0.01),
        _number("budget", "budget_cents", scale=100),
        Control("goal", goal_shown, _write_goal, ("goal",)),
        Control("second_goal", second_shown, _write_second, ("second_goal.goal", "second_goal")),
        *_second_tolerance(brief),
        _number("confidence", "confidence", scale=0.01),
        *_market(brief),
        _number("reach_floor", "reach_floor"),
        _number("engagement_floor", "engagement_floor"),
        *(_share_range(f"pyramid.{tier}.headcount") for tier in Tier),
        *(_share_range(f"pyramid.{tier}.spend") for tier in Tier),
        *(
            _number(f"pyramid.{tier}.count.{end}", f"pyramid.{tier}.count.{end}")
            for tier in Tier
            for end in ("min", "max")
        ),
        _switch("pyramid_order"),
        _choice("platforms", tuple(str(p) for p in Platform)),
        *(_share_range(f"platforms.{platform}.spend") for platform in Platform),
        _choice("compensation", tuple(str(c) for c in Compensation)),
        _slider("quality.min_fit", free=0.0),
        _slider("quality.min_authenticity", free=0.0),
        _number("quality.max_fake_share", "quality.max_fake_share", scale=0.01),
        _number("quality.min_engagement_rate", "quality.min_engagement_rate", scale=0.01),
        _number("quality.min_followers", "quality.min_followers"),
        _switch("quality.strict"),
        _slider("average_fit", free=0.0),
        _number("creators.max", "creators.max"),
        _number("creators.min", "creators.min"),
        *(_stock(name) for name in stocks_of(brief, roster)),
        Control("waves", partners.waves_shown, partners.write_waves, ("waves",)),
        Control("offers.spans", partners.spans_shown, partners.write_spans, ("offers.spans",)),
        Control("offers.ways", partners.ways_shown, partners.write_ways, ("offers.ways", "offers")),
        *(_number(name, path, scale=scale) for name, path, scale in partners.terms_of(brief)),
        _share_range("partnerships.headcount"),
        _number("pace.posts_per_fortnight", "pace.posts_per_fortnight"),
        _number("pace.rest", "pace.rest"),
        _slider("quality.min_affinity", free=0.0),
        _slider("quality.min_values", free=0.0),
        _number("quality.max_sponsored_load", "quality.max_sponsored_load", scale=0.01),
        Control("must_have", lambda b: [m.creator for m in b.must_have], _write_must_have, ("must_have",)),
        Control("excluded", lambda b: list(b.excluded), _write_excluded, ("excluded",)),
        _number("largest_share", "largest_share", scale=0.01),
        *(_number(f"tiers.{tier}", f"tiers.{tier}") for tier in Tier),
        _switch("tiers.by_views"),
        _number("usage_days", "usage_days"),
        _number("sales.click_rate", "sales.click_rate", scale=0.01),
        _number("sales.conversion_rate", "sales.conversion_rate", scale=0.01),
        _number("sales.revenue_cents", "sales.revenue_cents", scale=100),
        _number("sales.emv_cents", "sales.emv_cents", scale=100),
        _number("tolerance", "tolerance", scale=0.01),
        _number("time_limit", "time_limit"),
    ]
    return tuple(made)


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
    return f"score:{brief.goal.score}" if brief.goal.kind is GoalKind.SCORE else str(brief.goal.kind)


def second_shown(brief: Brief) -> str:
    """The second goal like the first; empty without one."""
    second = brief.second_goal
    if second is None:
        return ""
    return f"score:{second.goal.score}" if second.goal.kind is GoalKind.SCORE else str(second.goal.kind)


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


def _second_tolerance(brief: Brief) -> tuple[Control, ...]:
    if brief.second_goal is None:
        return ()
    return (_number("second_goal.tolerance", "second_goal.tolerance", scale=0.01),)


def _write(field: str, data: Data, value: Any) -> None:
    data[field] = value


def _get(brief: Brief, path: str) -> Any:
    """A field of the brief by its path; None where a mapping has no such key."""
    at: Any = brief
    for part in path.split("."):
        at = at.get(part) if isinstance(at, Mapping) else getattr(at, part)
        if at is None:
            return None
    return at


def _set(data: Data, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    at = data
    for part in parents:
        if at.get(part) is None:
            at[part] = {}
        at = at[part]
    at[last] = value


def _number(name: str, path: str, scale: float = 1.0) -> Control:
    """A number or nothing. scale: one unit of the widget in units of the brief."""
    whole = scale == 1.0 and path not in ("engagement_floor", "time_limit")

    def shows(brief: Brief) -> float | int | None:
        value = _get(brief, path)
        if value is None:
            return None
        return int(value) if whole else round(float(value) / scale, 4)

    def writes(data: Data, value: float | None) -> None:
        if value is None:
            _set(data, path, None)
        elif scale == 100:
            _set(data, path, round(value * 100))
        else:
            _set(data, path, int(value) if whole else round(value * scale, 6))

    return Control(name, shows, writes, (path,))


def _switch(path: str) -> Control:
    return Control(path, lambda b: bool(_get(b, path)), lambda data, value: _set(data, path, value), (path,))


def _slider(path: str, free: float) -> Control:
    """A share from 0 to 1 whose end `free` asks for nothing."""

    def writes(data: Data, value: float) -> None:
        _set(data, path, None if value == free else round(value, 4))

    return Control(path, lambda b: round(float(_get(b, path) or 0.0), 4), writes, (path,))


def _share_range(path: str) -> Control:
    """Two ends in whole per cent; 0 and 100 ask for nothing."""

    def shows(brief: Brief) -> tuple[int, int]:
        band = _get(brief, path)
        low = 0 if band is None or band.min is None else round(band.min * 100)
        high = 100 if band is None or band.max is None else round(band.max * 100)
        return low, high

    def writes(data: Data, value: tuple[int, int]) -> None:
        low, high = value
        _set(data, f"{path}.min", low / 100 if low > 0 else None)
        _set(data, f"{path}.max", high / 100 if high < 100 else None)

    return Control(path, shows, writes, (path,))


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

    return Control(field, shows, writes, tuple(f"{field}.{key}.count" for key in keys))


def _stock(name: str) -> Control:
    def shows(brief: Brief) -> float | None:
        resource = brief.resources.get(name)
        return None if resource is None else float(resource.stock)

    def writes(data: Data, value: float | None) -> None:
        if value is None:
            data["resources"].pop(name, None)
        else:
            data["resources"].setdefault(name, {"unit_cost_cents": 0})["stock"] = round(value, 3)

    return Control(f"resources.{name}", shows, writes, (f"resources.{name}",))


def _market(brief: Brief) -> tuple[Control, ...]:
    """People in the market, where the audience is one segment; with several, the audience has a table of its own."""
    if len(brief.audience) != 1:
        return ()

    def writes(data: Data, value: float | None) -> None:
        data["audience"][0]["size"] = None if value is None else int(value)

    return (Control("market", lambda b: b.audience[0].size, writes, ("audience.0.size",)),)


def _write_must_have(data: Data, value: list[str]) -> None:
    known = {entry["creator"]: entry for entry in data["must_have"]}
    data["must_have"] = [known.get(creator, {"creator": creator}) for creator in value]
    data["excluded"] = [creator for creator in data["excluded"] if creator not in value]


def _write_excluded(data: Data, value: list[str]) -> None:
    data["excluded"] = list(value)
    data["must_have"] = [entry for entry in data["must_have"] if entry["creator"] not in value]
