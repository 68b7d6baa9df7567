"""What the worker processes run for asking creators: a campaign in, the asks of its round out."""

import datetime
import hashlib
from dataclasses import dataclass

from planner.asking.answer import Asking
from planner.asking.plan import Known, asking
from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.domain.roster import Roster
from planner.explore.study import NoPlan
from planner.jobs.plan import Problems
from planner.jobs.whole import answered, watch_of
from planner.problems import BadInput
from planner.workers import Context


@dataclass(frozen=True)
class AskRequest:
    """brief: as JSON. campaign: where each creator stands. today: the day on which the round begins."""

    brief: str
    campaign: Campaign
    today: datetime.date

    @property
    def key(self) -> str:
        """Hex digest of everything that the answer depends on, the roster aside."""
        campaign = self.campaign.model_dump_json(include={"statuses", "exemptions"})
        return hashlib.sha256(f"asking\n{self.brief}\n{campaign}\n{self.today}".encode()).hexdigest()


def asking_job(request: AskRequest, roster: Roster, context: Context) -> Asking | Problems | str:
    """The asks of this round; reported once before the most to pay each is known. A sentence where there is no plan."""
    watch = watch_of(context)
    known = Known(request.campaign, request.today, request.campaign.raises)
    try:
        brief = Brief.read(request.brief)
        names = request.campaign.latest
        return answered(roster, brief, names, lambda one: asking(one, brief, known, watch, context.report), watch)
    except NoPlan as none:
        return none.outcome.sentence
    except BadInput as bad:
        return Problems(bad.problems)
