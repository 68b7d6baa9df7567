"""Who acts: a person in a team when accounts are on, else whoever holds a browser's workspace, or a program's key."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member of a team may do. The order is that of power, the most first."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


CHANGING = (Role.OWNER, Role.EDITOR)
"""Roles that change campaigns; an owner also decides who is in the team."""
_DESK = "desk:"


@dataclass(frozen=True)
class Actor:
    """Who makes a call of the store, to be written down with what they changed.

    team: whose campaigns are meant: id of a team, or the workspace of a browser or of a program.
    id: of the person's account; "" = accounts are off, or a program acts.
    name, email: as the sign-in provider gives them, "" = not known.
    role: in this team as it was when the page was drawn. What counts is what the database says at the moment of the
    call; it decides, not this.
    """

    team: str
    id: str = ""
    name: str = ""
    email: str = ""
    role: Role = Role.OWNER

    def __post_init__(self) -> None:
        """Raises ValueError for who is nobody and means a member's unsaved work."""
        if not self.id and self.team.startswith(_DESK):
            raise ValueError("a workspace whose name is a member's desk")

    @classmethod
    def local(cls, workspace: str, name: str = "") -> "Actor":
        """Whoever holds a workspace that no team owns; it is all theirs."""
        return cls(workspace, name=name)

    @property
    def has_account(self) -> bool:
        """Whether membership of a team decides what may be done."""
        return bool(self.id)

    @property
    def may_change(self) -> bool:
        """Whether controls that change something are to be offered."""
        return self.role in CHANGING

    @property
    def desk(self) -> str:
        """Workspace of the unsaved work: a person's own in each team, so that members do not overwrite each other."""
        if not self.has_account:
            return self.team
        return _DESK + hashlib.sha256(f"{self.team}\n{self.id}".encode()).hexdigest()[:48]

    @property
    def first_campaign(self) -> str:
        """Id of the campaign that this desk begins with: its own, and the same after a refresh before it is kept."""
        return hashlib.sha256(f"first campaign\n{self.desk}".encode()).hexdigest()[:32]

    @property
    def shown(self) -> str:
        """Name for people; "" when nobody is known by name."""
        return self.name or self.email
