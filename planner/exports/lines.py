"""The media plan line by line: one per creator, deliverable and wave."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from planner.brief.brief import Brief
from planner.domain.roster import Format, Platform
from planner.outcome import Pick, Plan
from planner.schedule.build import posts_in_turn
from planner.wording import label

INSTALMENT = "Instalment"
"""What is paid in a wave in which nothing is posted."""


@dataclass(frozen=True)
class Line:
    """One line of the media plan.

    wave: "" when the campaign has none. form: the deliverable, None for what is paid in a wave without posts.
    posts: of this kind, of one creator.
    fee_cents: cash to one creator in this wave; None on the further lines of their package, which are included in it.
    lead: the first line of an account. Figures of its package as a whole stand there, and only there.
    head: the first line of a person, who may have several accounts: where they are counted.
    part: on the first line of a wave the part of the package's posts in it, 0 on others; adds up to 1.
    """

    pick: Pick
    wave: str
    form: Format | None
    posts: int
    fee_cents: int | None
    lead: bool
    part: float
    head: bool = False

    @property
    def what(self) -> str:
        """The deliverable in words."""
        return format_words(self.pick.platform, self.form)


def lines_of(plan: Plan, brief: Brief) -> tuple[Line, ...]:
    """The lines of all picks, in the order of the plan; fees and posts add up to those of the picks."""
    return tuple(
        replace(line, head=line.lead and account is pick.accounts[0])
        for pick in plan.picks
        for account in pick.accounts
        for line in _lines(account, brief)
    )


def _lines(pick: Pick, brief: Brief) -> Iterator[Line]:
    waves = tuple(brief.waves[number - 1].name for number in pick.waves) or ("",)
    order = posts_in_turn(pick)
    fee = pick.cost_cents // pick.count
    lead, at = True, 0
    for number, wave in enumerate(waves):
        size, cash = (_part(whole, number, len(waves)) for whole in (len(order), fee))
        each = Counter(order[at : at + size])
        at += size
        kinds: list[tuple[Format | None, int]] = [(form, each[form]) for form in Format if each[form]]
        if not kinds and (cash or lead):
            kinds = [(None, 0)]
        part = size / len(order) if order else float(lead)
        for place, (form, posts) in enumerate(kinds):
            first = place == 0
            yield Line(pick, wave, form, posts, cash if first else None, lead, part if first else 0.0)
            lead = False


def _part(whole: int, at: int, parts: int) -> int:
    """Share of one of several waves: even in whole numbers, what does not divide falls into the first."""
    return whole // parts + (whole % parts if at == 0 else 0)


def format_words(platform: Platform, form: Format | None) -> str:
    """A deliverable as people say it: on YouTube a video is dedicated or an integration."""
    if form is None:
        return INSTALMENT
    if form is Format.VIDEO and platform is Platform.YOUTUBE:
        return "Dedicated video"
    return label(form).capitalize()
