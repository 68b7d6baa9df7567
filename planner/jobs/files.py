"""Making the files of a plan in a worker process, so that a large roster's forecast delays nobody else."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.record import Entry
from planner.domain.roster import Roster
from planner.explore.relief import explained
from planner.explore.study import NoPlan, Study
from planner.exports.dossier import Dossier, Version
from planner.exports.formats import FORMATS
from planner.outcome import Plan
from planner.problems import BadInput
from planner.workers import Context


@dataclass(frozen=True)
class FileRequest:
    """One file of a plan.

    format: key of one of `FORMATS`. brief: JSON. made_on: the day that is printed.
    versions: other plans for the parts that compare. campaign: where each creator stands.
    changes: the record of its changes, newest first.
    """

    format: str
    brief: str
    plan: Plan
    made_on: date
    versions: tuple[Version, ...] = ()
    campaign: Campaign = field(default_factory=Campaign)
    changes: tuple[Entry, ...] = ()

    @property
    def key(self) -> str:
        """Hex digest of everything in the file, the roster aside."""
        digest = hashlib.sha256(f"{self.format}\n{self.made_on}\n{self.brief}\n".encode())
        digest.update(f"{self.plan.model_dump_json()}\n{self.campaign.model_dump_json()}".encode())
        for version in self.versions:
            digest.update(f"\n{version.name}\n{version.brief.model_dump_json()}".encode())
            digest.update(version.plan.model_dump_json().encode())
        for entry in self.changes:
            digest.update(entry.model_dump_json().encode())
        return digest.hexdigest()


def file_job(request: FileRequest, *given: Roster | Context) -> bytes:
    """The bytes of one file. given: the roster where there is one, then the context."""
    roster = next((one for one in given if isinstance(one, Roster)), None)
    kind = next(kind for kind in FORMATS if kind.key == request.format)
    brief = Brief.read(request.brief)
    plan = _explained(request, brief, roster)
    dossier = Dossier(plan, brief, roster, request.made_on, request.versions, request.campaign, request.changes)
    return kind.make(dossier)


def _explained(request: FileRequest, brief: Brief, roster: Roster | None) -> Plan:
    """The plan with the limit that leaves money over; as it is where the brief no longer fits the roster."""
    plan = request.plan
    try:
        return explained(plan, lambda: Study.of(roster, brief, plan=plan), request.campaign.is_default)
    except (BadInput, NoPlan):
        return plan
