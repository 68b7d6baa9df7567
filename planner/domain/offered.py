"""A catalogue that the owner of a server offers, as a roster names it where the catalogue is not open."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import Field

from planner.domain.roster import Frozen, Roster
from planner.problems import Problem


class Offered(Frozen):
    """What a roster of the pages says of the catalogue that it stands for: the roster has some creators, this has all.

    Whoever plans opens the catalogue by its name, see `planner.catalogue.opening`.
    """

    name: str = Field(min_length=1, max_length=200)
    fingerprint: str = Field(min_length=1, max_length=200)
    creators: int = Field(ge=1)
    packages: int = Field(ge=1)

    def problems(self, _brief: object) -> Sequence[Problem]:
        """Why a question cannot be answered by those few creators who are here."""
        place, wrong = f"the catalogue {self.name}", "cannot be asked this"
        return (Problem(place, "", wrong, "a question about a plan out of it, or a list of creators"),)


def offered_in(roster: Roster | None) -> Offered | None:
    """The catalogue that a roster stands for; None for a list."""
    market = None if roster is None else roster.market
    return market if isinstance(market, Offered) else None


def size_of(roster: Roster) -> int:
    """Creators to choose from: those of the roster, or of the catalogue that it stands for."""
    offered = offered_in(roster)
    return len(roster) if offered is None else offered.creators


def standing_for(roster: Roster, offered: Offered) -> Roster:
    """A roster of some creators of a catalogue, which stands for all of it."""
    return replace(roster, source=offered.name, market=offered)
