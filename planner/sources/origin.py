"""Where a list comes from, as it may be kept: secrets stand in it as `${NAME}` and are filled in when it is read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field

from planner.domain.roster import Frozen
from planner.problems import BadInput, Problem

ADDRESSES = ("https", "http")
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
PLACE = "an https:// address, or sqlite:/// or postgresql:// with a query"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SECRET = re.compile(r"(?i)(?:token|secret|passw|pwd|api_?key|access_?key|signature|^key$|^sig$|^auth$|credential)")
_SECRET_HEADERS = re.compile(r"(?i)auth|token|key|secret|cookie|credential|signature")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_LEAST_HIDDEN = 4


class Origin(Frozen):
    """A place that a list can be read from again.

    etag, modified: what the service said of the version that was read last, so that an unchanged one is not sent again.
    """

    place: str = Field(max_length=2_000, description="An address or a database; secrets as ${NAME}")
    query: str = Field("", max_length=20_000, description="Of a database: one statement that reads")
    header: str = Field("", max_length=1_000, description="Sent to an address, such as Authorization: Bearer ${TOKEN}")
    answers: dict[str, str] = Field(default_factory=dict, description="What was answered about the list")
    etag: str = Field("", max_length=500)
    modified: str = Field("", max_length=100)

    @property
    def scheme(self) -> str:
        """`https`, `sqlite` and so on, in small letters."""
        return self.place.partition(":")[0].strip().casefold()

    @property
    def is_database(self) -> bool:
        """True for a database, False for an address."""
        return self.scheme in DATABASES

    @property
    def title(self) -> str:
        """The place for people, without its details: the host and the last part of the path."""
        found = urlsplit(_VARIABLE.sub("", self.place))
        last = found.path.rstrip("/").rpartition("/")[2]
        host = found.hostname or ""
        return " / ".join(part for part in (host, last) if part)[:120] or self.scheme

    def checked(self) -> Origin:
        """The same. Raises BadInput for a place that cannot be read, and for a secret that stands in it openly."""
        problems = [*self._of_place(), *self._of_header()]
        if problems:
            raise BadInput(problems)
        return self

    def _of_place(self) -> list[Problem]:
        if self.scheme not in (*ADDRESSES, *DATABASES):
            return [Problem("the list's place", self.place, "is no address and no database that we can read", PLACE)]
        try:
            found = urlsplit(self.place)
            keys = [key for key, value in parse_qsl(found.query) if _SECRET.search(key) and not _VARIABLE.search(value)]
            password, _ = found.password, found.port
        except ValueError:
            return [Problem("the list's place", "", "is not a usable address", PLACE)]
        if password and not _VARIABLE.search(password):
            return [_open_secret("the list's place", "a password")]
        if keys:
            return [_open_secret("the list's place", f"a secret ({keys[0]})")]
        if self.is_database and not self.query.strip():
            return [Problem("the query", "", "is missing", "one statement that reads, such as SELECT * FROM creators")]
        if not self.is_database and self.query.strip():
            return [Problem("the query", "", "belongs to a database, and the list's place is an address", PLACE)]
        if not self.is_database and (not found.hostname or found.username):
            return [Problem("the list's place", self.title, "has no host, or a user before it", PLACE)]
        return []

    def _of_header(self) -> list[Problem]:
        if not self.header:
            return []
        name, sign, value = self.header.partition(":")
        if not sign or not _HEADER.fullmatch(name.strip()) or not value.strip() or not value.isprintable():
            return [Problem("the header", "", "is not a header", "a name, a colon and a value")]
        if self.is_database:
            return [Problem("the header", name, "belongs to an address, and the list's place is a database", PLACE)]
        if _SECRET_HEADERS.search(name) and not _VARIABLE.search(value):
            return [_open_secret("the header", "a secret")]
        return []


def _open_secret(place: str, what: str) -> Problem:
    wrong = f"has {what} in it, which would be kept with the campaign"
    return Problem(place, "", wrong, "${NAME} in its place, and the secret in an environment variable of that name")


@dataclass(frozen=True, repr=False)
class Filled:
    """An origin with its secrets, for the moment of reading. Never shown: `without` takes them out of a sentence."""

    place: str
    header: tuple[str, str] | None
    hidden: tuple[str, ...]

    def without(self, text: str) -> str:
        """A text in which no secret stands."""
        for secret in self.hidden:
            text = text.replace(secret, "***")
        return text


def filled(origin: Origin, environment: Mapping[str, str] | None = None) -> Filled:
    """An origin with its variables filled in. Raises BadInput for those that are not set."""
    known = os.environ if environment is None else environment
    names = dict.fromkeys(_VARIABLE.findall(f"{origin.place}\n{origin.header}"))
    missing = [name for name in names if not known.get(name)]
    if missing:
        accepted = "an environment variable, or an entry of Streamlit's secrets"
        raise BadInput(Problem("${" + name + "}", "", "is not set", accepted) for name in missing)
    place, header = (_VARIABLE.sub(lambda found: known[found[1]], text) for text in (origin.place, origin.header))
    name, _, value = header.partition(":")
    hidden = tuple(sorted((known[one] for one in names if len(known[one]) >= _LEAST_HIDDEN), key=len, reverse=True))
    if any(ord(letter) < 32 for letter in header):
        raise BadInput([Problem("the header", "", "has a line end in it", "a value on one line")])
    return Filled(place, (name.strip(), value.strip()) if origin.header else None, hidden)
