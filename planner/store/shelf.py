"""The shelf in three levels: clients, their campaigns, the scenarios of each, with search over all names."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, update

from planner.accounts.actor import Actor
from planner.problems import BadInput
from planner.store.access import Access
from planner.store.database import Database
from planner.store.errors import Missing
from planner.store.scenario import usable_name
from planner.store.scenarios import Line, Place
from planner.store.tables import SHELF


@dataclass(frozen=True)
class CampaignShelf:
    """A campaign with its scenarios, the latest changed first. name "" = scenarios of no campaign."""

    name: str
    campaign_id: str
    scenarios: tuple[Line, ...]


@dataclass(frozen=True)
class ClientShelf:
    """A client with their campaigns, the latest changed first. name "" = campaigns of no client."""

    name: str
    campaigns: tuple[CampaignShelf, ...]

    @property
    def scenarios(self) -> int:
        """Scenarios of all campaigns."""
        return sum(len(campaign.scenarios) for campaign in self.campaigns)


def in_levels(lines: Iterable[Line], search: str = "") -> tuple[ClientShelf, ...]:
    """Scenarios as clients and campaigns. search: words of which each has to be in one of the three names.

    Whoever changed last stands first on every level; what has no client stands last.
    """
    wanted = search.casefold().split()
    found: dict[str, dict[tuple[str, str], list[Line]]] = {}
    for line in sorted(lines, key=lambda one: one.changed, reverse=True):
        place = line.place
        names = f"{place.client}\n{place.campaign}\n{line.name}".casefold()
        if all(word in names for word in wanted):
            campaigns = found.setdefault(place.client, {})
            campaigns.setdefault((place.campaign, place.campaign_id), []).append(line)
    clients = [
        ClientShelf(client, tuple(CampaignShelf(name, key, tuple(own)) for (name, key), own in campaigns.items()))
        for client, campaigns in found.items()
    ]
    return tuple(sorted(clients, key=lambda one: not one.name))


class Shelf:
    """Filing of one workspace's scenarios. Every call raises Unavailable when the database cannot be used just now."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self._access = Access(database, actor)

    def file(self, scenario: str, place: Place) -> None:
        """File a scenario under a client and a campaign. Raises Missing, and BadInput for an unusable name."""
        values = {"client": _name(place.client), "campaign": _name(place.campaign), "campaign_id": place.campaign_id}
        own = and_(self._access.sees(SHELF.c.workspace), SHELF.c.scenario == scenario)
        with self._access.writing() as connection:
            if connection.execute(update(SHELF).where(own).values(values)).rowcount != 1:
                raise Missing("This scenario")

    def rename_client(self, client: str, name: str) -> int:
        """Another name for a client; a name that is there already joins the two. Returns how many scenarios moved."""
        own = and_(self._access.sees(SHELF.c.workspace), SHELF.c.client == client)
        with self._access.writing() as connection:
            return int(connection.execute(update(SHELF).where(own).values(client=_name(name))).rowcount)

    def rename_campaign(self, place: Place, name: str) -> int:
        """Another name for a campaign of a client. Returns how many scenarios it holds. Raises BadInput."""
        own = and_(
            self._access.sees(SHELF.c.workspace),
            SHELF.c.client == place.client,
            SHELF.c.campaign == place.campaign,
            SHELF.c.campaign_id == place.campaign_id,
        )
        with self._access.writing() as connection:
            return int(connection.execute(update(SHELF).where(own).values(campaign=_name(name))).rowcount)


def _name(text: str) -> str:
    """A usable name; blank stays none."""
    try:
        return usable_name(text)
    except BadInput:
        if text.strip():
            raise
        return ""
