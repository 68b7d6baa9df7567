"""What to ask a creator before the launch and after it, filled from the plan.

Half of the micro-influencers of the survey want to be asked: about ideas before a campaign, and about what worked
after it. A sheet is plain text, for a call or a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from planner.brief.brief import Brief
from planner.domain.roster import Compensation, Format, deliverables_text
from planner.outcome import Pick, Plan
from planner.schedule.types import Schedule, Task, TaskKind
from planner.wording import compact, label, money


@dataclass(frozen=True)
class Sheet:
    """Questions for one creator. heading: who and what. before, after: one line each, in the order of the talk."""

    creator: str
    handle: str
    heading: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole sheet as plain text."""
        parts = [self.heading, "", "Before the launch"]
        parts += [f"{at}. {line}" for at, line in enumerate(self.before, 1)]
        parts += ["", "Afterwards"]
        parts += [f"{at}. {line}" for at, line in enumerate(self.after, 1)]
        return "\n".join(parts) + "\n"


def sheets_of(plan: Plan, schedule: Schedule, brief: Brief) -> tuple[Sheet, ...]:
    """One sheet per pick that stands for a person, in the order of the plan; archetypes have nobody to ask."""
    mine: dict[str, list[Task]] = {}
    for task in schedule.tasks:
        mine.setdefault(task.creator, []).append(task)
    return tuple(_sheet(pick, mine.get(pick.creator, []), brief) for pick in plan.picks if pick.count == 1)


def _sheet(pick: Pick, tasks: list[Task], brief: Brief) -> Sheet:
    publish = [task for task in tasks if task.kind is TaskKind.PUBLISH]
    several = len(publish) > 1
    when = f", {_day(publish[0].start, brief)} to {_day(publish[-1].end, brief)}" if publish else ""
    who = pick.name or pick.handle
    return Sheet(
        creator=pick.creator,
        handle=pick.handle,
        heading=f"{who} (@{pick.handle} on {label(pick.platform)}): {brief.name}{when}",
        before=tuple(_before(pick, publish, brief, several)),
        after=tuple(_after(pick, brief, several)),
    )


def _before(pick: Pick, publish: list[Task], brief: Brief, several: bool) -> Iterator[str]:
    what = deliverables_text([pick.deliverables.get(f, 0) for f in Format])
    waves = ", ".join(f"{task.wave_name} from {_day(task.start, brief)}" for task in publish)
    yield f"We think of {what}{f' ({waves})' if waves else ''}. Do the number and the dates suit you?"
    if several:
        yield f"We would like to work with you over {len(publish)} waves. What would make that worth your while?"
    else:
        yield "This is one booking. Would you want to go on with us if it goes well, and what would you need for that?"
    yield "How would you tell this to your followers? Which idea of ours would you change or leave out?"
    yield from _pay(pick, brief)
    if pick.affinity is not None and pick.affinity >= 0.5:
        yield "You know us already: what do you like about the brand, and what would you change?"
    else:
        yield "Have you used the product, or one like it? Would you without being paid?"
    yield "Which brands have you worked with lately, and for whom may you not work at the moment?"
    if pick.evidence != "measured reach":
        yield (
            f"We expect {compact(pick.reach / pick.count, brief.locale)} people, from your {pick.evidence}. "
            "May we see the reach of your last posts?"
        )
    yield "How do you mark paid content, and who has to see a draft before it goes out?"


def _pay(pick: Pick, brief: Brief) -> Iterator[str]:
    paid = money(pick.cost_cents // pick.count, brief.currency, brief.locale)
    offer = {
        Compensation.CASH: f"{paid} in money",
        Compensation.PRODUCT: "the product",
        Compensation.EVENT: "a seat at our event",
        Compensation.AFFILIATE: "a commission on what you sell",
        Compensation.HYBRID: f"{paid} in money, and the product",
    }[pick.compensation]
    unpaid = pick.compensation in (Compensation.PRODUCT, Compensation.EVENT)
    also = f", and {paid}" if pick.cost_cents and unpaid else ""
    guess = " Nobody has named a fee yet; what is yours?" if pick.fee_estimated else ""
    yield f"Our offer is {offer}{also}. Would you rather have money, product, an event or a commission?{guess}"


def _after(pick: Pick, brief: Brief, several: bool) -> Iterator[str]:
    reach = compact(pick.reach / pick.count, brief.locale)
    response = compact(pick.engagements / pick.count, brief.locale)
    yield f"We expected {reach} people and {response} engagements. What do your own figures say?"
    yield "Which post did your followers like best, and what did they ask or complain about?"
    yield "Were the brief, the time and the way we corrected drafts all right? What would you do differently?"
    yield "Was the pay fair for the work it took?"
    if several:
        yield "Did it help that there was more than one wave? Should the next one be smaller, larger or different?"
    else:
        yield "Would you work with us again, and over a longer time?"
    yield "May we use your content in our own channels, and for how long?"


def _day(day: date, brief: Brief) -> str:
    return format_date(day, "d MMMM" if brief.locale.startswith("en") else "long", locale=brief.locale)
