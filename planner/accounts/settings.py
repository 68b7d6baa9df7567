"""What an administrator decides about accounts: the table [accounts] of the secrets, beside the provider's [auth].

    [accounts]
    team = "Lumen Agency"          # the team that the provider fills
    role_claim = "groups"          # where a person's groups or roles stand in the token; dots lead inwards
    [accounts.roles]
    mixplanner-owners = "owner"
    media-planning = "editor"
    everyone = "viewer"

Without it, teams are made and people invited in the planner alone.
"""

from collections.abc import Mapping
from typing import Self

from pydantic import Field, model_validator

from planner.accounts.actor import Role
from planner.domain.roster import Frozen
from planner.problems import validated

PLACE = "secrets.toml, [accounts]"


class AccountSettings(Frozen):
    """team: name of the team whose members the provider decides on, "" = none. roles: by value of the claim."""

    team: str = Field("", max_length=120)
    role_claim: str = ""
    roles: Mapping[str, Role] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _all_or_nothing(self) -> Self:
        given = [bool(self.team.strip()), bool(self.role_claim.strip()), bool(self.roles)]
        if any(given) and not all(given):
            raise ValueError("team, role_claim and a table of roles belong together: give all three or none")
        return self

    @classmethod
    def read(cls, table: object) -> "AccountSettings":
        """Settings of a table as TOML has it. Raises BadInput."""
        with validated(PLACE):
            return cls.model_validate(table)

    def role(self, claims: Mapping[str, object]) -> Role | None:
        """The most powerful role that a token's claims give; None when they give none."""
        found: object = claims
        # A name with dots of its own, as Auth0 wants it ("https://example.com/roles"), is looked up whole.
        for part in (self.role_claim,) if self.role_claim in claims else self.role_claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        values = (found,) if isinstance(found, str) else found if isinstance(found, list | tuple) else ()
        held = {self.roles[value] for value in values if isinstance(value, str) and value in self.roles}
        return next((role for role in Role if role in held), None)
