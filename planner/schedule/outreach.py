"""The first message to each creator: who we are, what we have in mind, when, and our offer. Ready to be sent."""

from dataclasses import dataclass

from planner.brief.brief import Brief
from planner.domain.roster import Platform, Roster
from planner.outcome import Pick, Plan
from planner.schedule.consult import dates_of, emails_of, in_words, offer_of, rights_of
from planner.schedule.types import Schedule, Task, TaskKind
from planner.wording import label


@dataclass(frozen=True)
class Message:
    """A message to one creator. email: empty when the list has none. offer: its sentence on payment."""

    creator: str
    handle: str
    platform: Platform
    name: str
    email: str
    subject: str
    body: str
    what: str
    dates: str
    offer: str


def messages_of(
    plan: Plan, schedule: Schedule, brief: Brief, roster: Roster | None = None, sender: str = ""
) -> tuple[Message, ...]:
    """One message per creator of a list, in the order of the plan; archetypes are not people and get none.

    sender: the brand or agency that runs the campaign.
    """
    if roster is None or roster.archetypes:
        return ()
    publish: dict[str, list[Task]] = {}
    for task in schedule.tasks:
        if task.kind is TaskKind.PUBLISH:
            publish.setdefault(task.creator, []).append(task)
    emails = emails_of(roster)
    return tuple(
        _message(pick, dates_of(publish.get(pick.creator, []), brief), brief, (emails.get(pick.creator, ""), sender))
        for pick in plan.picks
        if pick.count == 1
    )


def _message(pick: Pick, dates: str, brief: Brief, ends: tuple[str, str]) -> Message:
    email, sender = ends
    what = in_words(pick)
    offer = " ".join([offer_of(pick, brief), *([rights_of(pick, brief)] if pick.rights else [])])
    who = pick.name or f"@{pick.handle}"
    us = sender or "our team"
    where = " and ".join(label(account.platform) for account in pick.accounts)
    body = (
        f"Hi {who},\n\n"
        f"We enjoy what you post on {where}, and we'd like to work with you on {brief.name}.\n\n"
        f"We have {what} in mind{f', {dates}' if dates else ''}. Does that work for you? {offer}\n\n"
        "If you're interested, just reply and tell us what you'd change. You know your followers best.\n\n"
        f"Kind regards\n{us[0].upper()}{us[1:]}\n"
    )
    subject = f"{sender or brief.name}: would you like to work with us?"
    return Message(
        creator=pick.creator,
        handle=pick.handle,
        platform=pick.platform,
        name=pick.name,
        email=email,
        subject=subject,
        body=body,
        what=what,
        dates=dates,
        offer=offer,
    )
