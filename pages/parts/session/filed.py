"""What is known of a saved scenario's campaign beside its brief, kept for the workspace.

Who was asked and what they answered belongs to the campaign, whichever of its scenarios it was noted in; which demands
are defaults belongs to the scenario. Both are kept in one kind of record, by the id of each.

Replies were once a record of their own; they are read as statuses, once, and then kept as those.
"""

from pages.parts.session import state, store
from pages.parts.words import plain
from planner.campaign.campaign import Campaign
from planner.campaign.replan import Answer, Reply
from planner.domain.roster import Frozen
from planner.problems import BadInput
from planner.store.errors import StoreError


class Replies(Frozen):
    """Replies as they were kept before statuses."""

    statuses: tuple[Reply, ...] = ()


def of_scenario(scenario: str, campaign: str) -> Campaign:
    """What was kept with a scenario, with the statuses of its campaign; nothing known where nothing was kept."""
    own = _read(scenario, older=False)
    if campaign == scenario:
        return own
    try:
        shared = store.records().get(store.CAMPAIGNS, campaign, Campaign)
    except (StoreError, BadInput) as trouble:
        state.session().message = f"Statuses of this campaign could not be read: {plain(str(trouble), 200)}"
        return own
    return own if shared is None else own.model_copy(update=_people(shared.value))


def _people(about: Campaign) -> dict[str, object]:
    """What a campaign's scenarios share."""
    return {name: getattr(about, name) for name in ("statuses", "exemptions", "decided", "planned", "traded")}


def of_older(campaign: str) -> Campaign:
    """The campaign of a working state that was kept before campaigns were: its replies, once."""
    return _read(campaign, older=True)


def _read(key: str, older: bool) -> Campaign:
    try:
        kept = store.records().get(store.CAMPAIGNS, key, Campaign)
        if kept is not None:
            return Campaign() if older else kept.value
        old = store.records().get(store.ANSWERS, key, Replies)
    except (StoreError, BadInput) as trouble:
        state.session().message = f"Saved replies could not be read: {plain(str(trouble), 200)}"
        return Campaign()
    if old is None:
        return Campaign()
    found = _migrated(old.value)
    _put(key, found)
    return found


def keep(scenario: str, campaign: str, about: Campaign) -> None:
    """Keep what is known with a scenario, and the statuses with its campaign; says so when it cannot be kept."""
    _put(scenario, about)
    if campaign != scenario:
        keep_statuses(campaign, about)


def keep_statuses(campaign: str, about: Campaign) -> None:
    """Keep who was asked, for all scenarios of a campaign; says so when it cannot be kept."""
    _put(campaign, about)


def _put(scenario: str, about: Campaign) -> None:
    try:
        records = store.records()
        there = records.get(store.CAMPAIGNS, scenario, Campaign)
        records.put(store.CAMPAIGNS, scenario, about, 0 if there is None else there.rev)
    except (StoreError, BadInput) as trouble:
        state.session().message = f"Replies were not saved: {plain(str(trouble), 200)}"


def _migrated(old: Replies) -> Campaign:
    return Campaign(statuses=tuple(one.status({}) for one in old.statuses if one.answer is not Answer.PENDING))
