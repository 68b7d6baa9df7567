"""The evidence for lessons: all campaigns of a workspace, sorted into groups that share a forecast."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from planner.brief.brief import Brief
from planner.debrief.memory import CampaignRecord, Observation
from planner.debrief.mixed import Fit, Kind, fit, scales
from planner.debrief.shrink import Mean, Seen, Spread, When
from planner.domain.platforms import formats_of
from planner.domain.roster import Format, Platform
from planner.forecast.assumptions import Assumptions
from planner.forecast.doubt import reach_doubt_key, response_doubt_key, stated_doubt_key
from planner.forecast.levels import LEVELS
from planner.forecast.spreads import BETWEEN, WITHIN, spread_key, third_of


@dataclass(frozen=True)
class Learned:
    """Groups' means; and by key of a spread, its variances relative to those assumed, and the results behind that.

    scales: between creators, and within one.
    """

    fit: Fit
    scales: dict[str, tuple[float, float]]
    seen: dict[str, tuple[Seen, ...]]

    def mean(self, *name: str) -> Mean:
        """The mean of a group; a group without results keeps its prior."""
        return self.fit.groups.get(name, Mean(0.0, 0.0, 0, 0, ()))


@dataclass(frozen=True)
class Study:
    """The evidence for lessons: campaigns by date."""

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

    def spread(self, key: str, level: str, stated: bool) -> Spread:
        """Of reach in a format at a level. What insights or views state is worth the posts of the prior."""
        within = self.usual.number(WITHIN, key, level) ** 2
        if stated:
            return Spread(within / self.prior, within, self._shock)
        between = self.usual.number(BETWEEN, key, level) ** 2
        return Spread(between, within, self._shock, third_of(self.usual, key, level))

    def response_spread(self, platform: str, level: str, stated: bool) -> Spread:
        """Of response. A rate that the roster states is worth the posts of the prior."""
        within = self.usual.number("response_within_log_sd") ** 2
        if stated:
            return Spread(within / self.prior, within, self._shock)
        between = self.usual.number("response_between_log_sd", platform, level)
        third = self.usual.number("response_between_log_skew") * between**3
        return Spread(between**2, within, self._shock, third)

    def _doubt(self, key: str) -> float:
        """How well the shipped assumptions know a kind, as the log sd of its shift."""
        return self.usual[key].number

    @property
    def _shock(self) -> float:
        return self.usual.number("campaign_common_shock_log_sd") ** 2

    @cached_property
    def found(self) -> tuple[tuple[str, Observation], ...]:
        """All observations on platforms that have figures here, each with the id of its campaign."""
        known = set(self.usual.platforms)
        return tuple(
            (campaign.id, o) for campaign in self.campaigns for o in campaign.observations if o.platform in known
        )

    @cached_property
    def by_creator(self) -> dict[str, list[tuple[str, Observation]]]:
        """The same, gathered by creator."""
        gathered: dict[str, list[tuple[str, Observation]]] = {}
        for campaign_id, o in self.found:
            gathered.setdefault(o.creator, []).append((campaign_id, o))
        return gathered

    @cached_property
    def reach(self) -> Learned:
        """Estimates of reach: for each platform, format and level, and for reach stated by insights or views.

        Groups are named `reach`, platform, format, level, or `stated`, platform.
        """
        kinds: dict[tuple[str, ...], list[tuple[str, Observation]]] = {}
        for platform in dict.fromkeys(o.platform for _, o in self.found):
            # Kinds without results yet learn from their siblings.
            kinds.update({("reach", platform, f, level): [] for f in formats_of(platform) for level in LEVELS})
        for campaign_id, o in self.found:
            name: tuple[str, ...] = ("reach", o.platform, o.format, o.level)
            if o.stated_reach:
                name = ("stated", o.platform)
            kinds.setdefault(name, []).append((campaign_id, o))
        groups = []
        for name, found in kinds.items():
            stated = name[0] == "stated"
            platform = Platform(name[1])
            key = spread_key(platform, formats_of(platform)[0] if stated else Format(name[2]))
            doubt = stated_doubt_key(platform) if stated else reach_doubt_key(platform, Format(name[2]), name[3])
            kind = Kind(
                name,
                "" if stated else platform,
                self.spread(key, "all" if stated else name[3], stated),
                tuple(reaches(found)),
                self._doubt(doubt),
            )
            groups.append((key, kind))
        return self._learned(groups)

    @cached_property
    def response(self) -> Learned:
        """The same of response: groups `response`, platform, level, or `response`, `stated`."""
        kinds: dict[tuple[str, ...], list[tuple[str, Observation]]] = {}
        for platform in dict.fromkeys(o.platform for _, o in self.found):
            kinds.update({("response", platform, level): [] for level in LEVELS})
        for campaign_id, o in self.found:
            name = ("response", "stated") if o.stated_response else ("response", o.platform, o.level)
            kinds.setdefault(name, []).append((campaign_id, o))
        return self._learned(
            [
                (
                    "response",
                    Kind(
                        name,
                        "" if name[1] == "stated" else name[1],
                        self.response_spread(name[1], name[-1], name[1] == "stated"),
                        tuple(responses(found)),
                        None if name[1] == "stated" else self._doubt(response_doubt_key(Platform(name[1]), name[2])),
                    ),
                )
                for name, found in kinds.items()
            ]
        )

    def _learned(self, groups: Sequence[tuple[str, Kind]]) -> Learned:
        """Fit, see how far results scatter once what moved whole campaigns is taken out, and fit again."""
        if not groups:
            return Learned(Fit({}, {}), {}, {})
        first = fit([kind for _, kind in groups], self.prior, self.when)
        by_key: dict[str, list[Kind]] = {}
        for key, kind in groups:
            by_key.setdefault(key, []).append(replace(kind, seen=tuple(first.cleared(one) for one in kind.seen)))
        shown = {key: scales(kinds, self.prior) for key, kinds in by_key.items()}
        found = [replace(kind, spread=kind.spread.scaled(*shown[key])) for key, kind in groups]
        seen = {key: tuple(one for kind in kinds for one in kind.seen) for key, kinds in by_key.items()}
        return Learned(fit(found, self.prior, self.when), shown, seen)

    def names(self, mean: Mean) -> tuple[str, ...]:
        """Campaigns behind a mean, as people call them."""
        titles = {campaign.id: campaign.name for campaign in self.campaigns}
        return tuple(titles[campaign_id] for campaign_id in mean.campaigns)


def reaches(found: Iterable[tuple[str, Observation]]) -> list[Seen]:
    """The reach of these observations."""
    return [Seen(o.creator, campaign_id, o.date, o.reach, o.posts) for campaign_id, o in found if o.reach is not None]


def responses(found: Iterable[tuple[str, Observation]]) -> list[Seen]:
    """The response of these observations."""
    return [
        Seen(o.creator, campaign_id, o.date, o.response, o.posts) for campaign_id, o in found if o.response is not None
    ]
