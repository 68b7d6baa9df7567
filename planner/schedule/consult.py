"""What to ask a creator before the launch and after it, filled from the plan.

Half of the micro-influencers of the survey want to be asked: about ideas before a campaign, and about what worked
after it. A sheet is plain text, for a call or a message.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from planner.brief.brief import Brief
from planner.brief.rights_words import asked_of_creators
from planner.domain.rights import Right
from planner.domain.roster import Compensation, Format, Roster, deliverables_text
from planner.outcome import Pick, Plan
from planner.schedule.types import Schedule, Task, TaskKind
from planner.wording import counted, label, short_day


@dataclass(frozen=True)
class Sheet:
    """Questions for one creator, ready to send: they contain nothing internal.

    heading: who and what. before, after: one line each, in the order of the talk. email: empty when the list has none.
    """

    creator: str
    handle: str
    heading: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    email: str = ""

    @property
    def text(self) -> str:
        """The whole sheet as plain text."""
        parts = [self.heading, *([self.email] if self.email else []), "", "Before the launch"]
        parts += [f"{at}. {line}" for at, line in enumerate(self.before, 1)]
        parts += ["", "Afterwards"]
        parts += [f"{at}. {line}" for at, line in enumerate(self.after, 1)]
        return "\n".join(parts) + "\n"


def sheets_of(plan: Plan, schedule: Schedule, brief: Brief, roster: Roster | None = None) -> tuple[Sheet, ...]:
    """One sheet per pick that stands for a person, in the order of the plan; archetypes are not people and get none.

    roster: the list that may hold their e-mail addresses.
    """
    mine: dict[str, list[Task]] = {}
    for task in schedule.tasks:
        mine.setdefault(task.creator, []).append(task)
    emails = emails_of(roster)
    return tuple(
        _sheet(pick, mine.get(pick.creator, []), brief, emails.get(pick.creator, ""))
        for pick in plan.picks
        if pick.count == 1
    )


def emails_of(roster: Roster | None) -> Mapping[str, str]:
    """E-mail addresses by creator id; creators without one are missing."""
    if roster is None or "email" not in roster.creators:
        return {}
    people = roster.creators
    return {str(creator): str(email) for creator, email in zip(people["id"], people["email"], strict=True) if email}


def _sheet(pick: Pick, tasks: list[Task], brief: Brief, email: str) -> Sheet:
    publish = [task for task in tasks if task.kind is TaskKind.PUBLISH]
    several = len(publish) > 1
    when = f", {_day(publish[0].start, brief)} to {_day(publish[-1].end, brief)}" if publish else ""
    who = f"@{pick.handle} on {label(pick.platform)}"
    return Sheet(
        creator=pick.creator,
        handle=pick.handle,
        heading=f"{f'{pick.name} ({who})' if pick.name else who}: {brief.name}{when}",
        before=tuple(_before(pick, publish, brief, several)),
        after=tuple(_after(pick, several)),
        email=email,
    )


def _before(pick: Pick, publish: list[Task], brief: Brief, several: bool) -> Iterator[str]:
    what = in_words(pick)
    dates = dates_of(publish, brief)
    yield f"We have {what} in mind{f', {dates}' if dates else ''}. Does that work for you?"
    if several:
        waves = counted(len(publish), "wave")
        yield f"We'd like to work with you over {waves}. What would make that worthwhile for you?"
    else:
        yield "This would be a single booking. If it goes well, would you like to keep working together?"
    yield "How would you present this to your followers? Is there anything in our idea that you'd change or leave out?"
    yield f"{offer_of(pick, brief)} Would you prefer money, product, an event or a commission?"
    if pick.rights:
        yield rights_of(pick, brief)
    if pick.affinity is not None and pick.affinity >= 0.5:
        yield "You already know us. What do you like about the brand, and what would you change?"
    else:
        yield "Have you used the product, or one like it? Would you use it without being paid?"
    yield "Which brands have you worked with recently, and are there any you can't work alongside at the moment?"
    if pick.evidence != "measured reach":
        yield "Could you share the reach and the audience figures of your recent posts?"
    yield "How do you label paid content, and who needs to see a draft before it goes live?"


def in_words(pick: Pick) -> str:
    """What is booked, inside a sentence: `one Reel`, or `1 reel and 2 stories`; of several accounts, where."""
    if pick.parts:
        return " and ".join(f"{in_words(part)} on {label(part.platform)}" for part in pick.parts)
    counts = [(f, number) for f in Format if (number := pick.deliverables.get(f, 0))]
    if len(counts) == 1 and counts[0][1] == 1:
        return f"one {_POST.get(counts[0][0], str(counts[0][0]))}"
    return " and ".join(deliverables_text([number if f is g else 0 for g in Format]) for f, number in counts)


_POST = {
    Format.REEL: "Reel",
    Format.STORY: "Story",
    Format.INTEGRATION: "integration in a video",
    Format("short"): "Short",
    Format("live"): "live stream",
    Format("podcast"): "podcast episode",
}
"""What a creator calls one post, where that is not the name of its format."""


def dates_of(publish: list[Task], brief: Brief) -> str:
    """When posts would appear, wave by wave; empty when nothing is dated."""
    if len(publish) == 1:
        return f"between {_day(publish[0].start, brief)} and {_day(publish[0].end, brief)}"
    return ", ".join(f"{task.wave_name} from {_day(task.start, brief)}" for task in publish)


def offer_of(pick: Pick, brief: Brief) -> str:
    """The offer, as a sentence. It asks for the fee when none has been quoted, instead of naming an estimate."""
    # What platforms get for ads is no part of an offer, and surcharges that nobody has quoted are asked for.
    mine = pick.cost_cents - pick.boost_cents - (pick.rights_cents if pick.rights_estimated else 0)
    paid = brief.money(mine // pick.count)
    if pick.fee_estimated:
        also = {
            Compensation.CASH: "",
            Compensation.PRODUCT: " We'd also like to send you the product.",
            Compensation.EVENT: " We'd also like to invite you to our event.",
            Compensation.AFFILIATE: " We'd also pay a commission on what you sell.",
            Compensation.HYBRID: " We'd also like to send you the product.",
        }[pick.compensation]
        return f"What would you charge for this?{also}"
    if not mine:
        paid = ""
    offer = {
        Compensation.CASH: paid or "no fee",
        Compensation.PRODUCT: f"the product, and {paid}" if paid else "the product",
        Compensation.EVENT: f"a seat at our event, and {paid}" if paid else "a seat at our event",
        Compensation.AFFILIATE: "a commission on what you sell",
        Compensation.HYBRID: f"{paid} and the product" if paid else "the product",
    }[pick.compensation]
    return f"Our offer is {offer}."


def rights_of(pick: Pick, brief: Brief) -> str:
    """Which rights the offer is for, as a sentence; asks for the surcharges that nobody has quoted."""
    wished = f"We'd also like to {asked_of_creators(pick.rights, brief)}."
    if pick.fee_estimated or pick.rights_estimated:
        return f"{wished} What would you charge for that?"
    included = brief.money(pick.rights_cents // pick.count)
    return f"{wished} Our offer includes {included} for it." if pick.rights_cents else wished


def _after(pick: Pick, several: bool) -> Iterator[str]:
    yield "What were the reach and the reactions, from your own figures?"
    yield "Which post did your followers like best, and what did they ask or complain about?"
    yield "How were the brief, the timing and our feedback on drafts? What would you do differently?"
    yield "Was the pay fair for the work involved?"
    if several:
        yield "Did it help to have more than one wave? Should the next one be smaller, larger or different?"
    else:
        yield "Would you work with us again, and for longer?"
    if Right.USAGE not in pick.rights:
        yield "May we use your content on our own channels, and for how long?"


def _day(day: date, brief: Brief) -> str:
    return short_day(day, brief.locale, "MMMM")
