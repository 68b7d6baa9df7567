"""The setting PLANNER_CLUSTER: the address of a Dask scheduler, absent where one machine does everything."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

from planner.problems import BadInput, Problem

SETTING = "PLANNER_CLUSTER"
_ACCEPTED = "the address of a Dask scheduler, such as tcp://10.0.0.5:8786, or tls:// where Dask has certificates"


class Unusable(BadInput):
    """A cluster that cannot do the work. wrong: as in `Problem`, to follow "the cluster"."""

    def __init__(self, address: str, wrong: str, accepted: str) -> None:
        super().__init__([Problem(SETTING, address, wrong, accepted)])
        self.for_people = f"This server’s cluster {wrong}. Please try again; the server’s log has the details."
        """The sentence without the address, which is nobody's business but the server's owner's."""


@dataclass(frozen=True)
class Share:
    """Of the threads of a cluster those that one kind of work may take at once: a number above 0, at most 1."""

    address: str
    share: float = 1.0


def configured(environment: Mapping[str, str] = os.environ, share: float = 1.0) -> Share | None:
    """This share of the cluster that the setting names, None without it.

    Raises Unusable for what is no address, and where Dask is not installed.
    """
    named = environment.get(SETTING, "").strip()
    if not named:
        return None
    try:
        parts = urlsplit(named)
        whole = parts.scheme in ("tcp", "tls") and parts.hostname and parts.port and not parts.path.strip("/")
    except ValueError:
        whole = False
    if not whole:
        raise Unusable(named, "is no address of a cluster", _ACCEPTED)
    if find_spec("distributed") is None:
        wrong = "needs Dask, which is not installed here"
        raise Unusable(named, wrong, "pip install 'influencer-mix-planner[cluster]', then again")
    return Share(named, share)
