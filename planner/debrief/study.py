"""What lessons are drawn from: all campaigns of a workspace, sorted into groups that share a forecast."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.brief import Brief
from planner.debrief.expected import spread_key
from planner.debrief.memory import CampaignRecord, Observation
from planner.debrief.shrink import Mean, Seen, Spread, When, group_mean, scatter
from planner.forecast.assumptions import Assumptions


@dataclass(frozen=True)
class Study:
    """What lessons are drawn from: campaigns in the order of their days."""

    campaigns: tuple[CampaignRecord, ...]
    brief: Brief
    as_of: datetime.date
    usual: Assumptions

    @property
    def when(self) -> When:
        """Day and half-life with which results are weighed."""
        return self.as_of, self.usual.number("learning_half_life_days")

    @property
    def prior(self) -> float:
        """Creators whose results weigh as much as what was assumed before."""
        return self.usual.number("learning_prior_creators")

    def spread(self, key: str, stated: bool) -> Spread:
        """Of reach in a format. What insights or views state is worth the posts of the prior."""
        within = self.usual.number("within_creator_log_sd_sigma", key) ** 2
        between = self.usual.number("between_creator_log_sd_tau", key) ** 2
        return Spread(within / self.prior if stated else between, within, self._shock)

    def response_spread(self, stated: bool) -> Spread:
        """Of response. A rate that the roster states is worth the posts of the prior."""
        within = self.usual.number("response_within_log_sd") ** 2
        between = self.usual.number("response_between_log_sd") ** 2
        return Spread(within / self.prior if stated else between, within, self._shock)

    @property
    def _shock(self) -> float:
        return self.usual.number("campaign_common_shock_log_sd") ** 2

    @cached_property
    def found(self) -> tuple[tuple[str, Observation], ...]:
        """All observations, each with the id of its campaign."""
        return tuple((campaign.id, o) for campaign in self.campaigns for o in campaign.observations)

    @cached_property
    def by_creator(self) -> dict[str, list[tuple[str, Observation]]]:
        """The same, gathered by creator."""
        gathered: dict[str, list[tuple[str, Observation]]] = {}
        for id, o in self.found:
            gathered.setdefault(o.creator, []).append((id, o))
        return gathered

    @cached_property
    def scales(self) -> dict[str, float]:
        """Variance shown relative to that assumed: per key of the spread of reach, and of `response`."""
        scales = {key: scatter(groups, self.prior, self.when) for key, groups in self.reach_groups.items()}
        return {**scales, "response": scatter(self.response_groups, self.prior, self.when)}

    @cached_property
    def reach_groups(self) -> dict[str, list[tuple[list[Seen], Spread]]]:
        """Results of reach by key of their spread, a list per group, with the spread assumed of it."""
        kinds: dict[tuple[str, tuple[object, ...]], list[tuple[str, Observation]]] = {}
        for id, o in self.found:
            own: tuple[object, ...] = (o.platform,) if o.stated_reach else (o.platform, o.format, o.level)
            kinds.setdefault((spread_key(o.platform, o.format), own), []).append((id, o))
        groups: dict[str, list[tuple[list[Seen], Spread]]] = {}
        for (key, own), found in kinds.items():
            groups.setdefault(key, []).append((reaches(found), self.spread(key, len(own) == 1)))
        return groups

    @cached_property
    def response_groups(self) -> list[tuple[list[Seen], Spread]]:
        kinds: dict[tuple[object, ...], list[tuple[str, Observation]]] = {}
        for id, o in self.found:
            kinds.setdefault(() if o.stated_response else (o.platform, o.level), []).append((id, o))
        return [(responses(found), self.response_spread(not kind)) for kind, found in kinds.items()]

    def group(self, seen: Sequence[Seen], key: str, stated: bool) -> Mean:
        """A group's mean; key: of the spread of reach, or `response`."""
        spread = self.response_spread(stated) if key == "response" else self.spread(key, stated)
        return group_mean(seen, spread, self.scales.get(key, 1.0), self.prior, self.when)

    def names(self, mean: Mean) -> tuple[str, ...]:
        """Campaigns behind a mean, as people call them."""
        titles = {campaign.id: campaign.name for campaign in self.campaigns}
        return tuple(titles[id] for id in mean.campaigns)


def reaches(found: Iterable[tuple[str, Observation]]) -> list[Seen]:
    """What these observations say of reach."""
    return [Seen(o.creator, id, o.date, o.reach, o.posts) for id, o in found if o.reach is not None]


def responses(found: Iterable[tuple[str, Observation]]) -> list[Seen]:
    """What these observations say of response."""
    return [Seen(o.creator, id, o.date, o.response, o.posts) for id, o in found if o.response is not None]
