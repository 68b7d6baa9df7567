"""A refusal as people read it: what only a starting point asked for gives way first, and people are one group."""

from dataclasses import dataclass, replace

from planner.brief.brief import Brief
from planner.brief.paths import Path
from planner.campaign.campaign import Campaign
from planner.campaign.status import STAYS, Status, Step
from planner.outcome import Conflict, Fix, Refusal
from planner.wording import count, counted

MOST_LINES = 7
"""Nobody reads more rules of one conflict."""
_PEOPLE = ("must_have", "excluded")


@dataclass(frozen=True)
class Line:
    """One rule of a conflict. is_default: only a starting point asked for it. words: the rule, and whose it is.

    fix: the smallest change of it; None = none is known.
    """

    rule: str
    words: str
    is_default: bool
    fix: Fix | None

    @property
    def offer(self) -> str:
        """What would settle it, and whether that is enough; empty when nothing is known to."""
        if self.fix is None:
            return ""
        return self.fix.sentence if self.fix.enough else f"{self.fix.sentence}. This helps, but may not be enough"


def lines_of(refusal: Refusal, campaign: Campaign | None = None, brief: Brief | None = None) -> tuple[Line, ...]:
    """The rules of a conflict, those first that can give way most easily, at most seven lines.

    Defaults of a starting point come before what the client asked for, and a change that is enough for a plan before
    one that may not be. campaign: None = every rule is the client's. brief: for numbers in words.
    """
    locale = "en_US" if brief is None else brief.locale
    lines = [_line(conflict, campaign) for conflict in refusal.conflicts]
    ordered = sorted(lines, key=_ease)
    grouped = [*(one for one in ordered if one.rule not in _PEOPLE)]
    for rule in _PEOPLE:
        people = [one for one in ordered if one.rule == rule]
        if len(people) > 2:
            what = "must be in the plan" if rule == "must_have" else "are excluded"
            best = people[0]
            grouped.append(replace(best, words=f"{counted(len(people), 'creator', locale)} {what}"))
        else:
            grouped += people
    grouped.sort(key=_ease)
    if len(grouped) <= MOST_LINES:
        return tuple(grouped)
    rest = len(grouped) - MOST_LINES + 1
    more = Line("", f"{count(rest, locale)} more rules", False, None)
    return (*grouped[: MOST_LINES - 1], more)


def _line(conflict: Conflict, campaign: Campaign | None) -> Line:
    path = conflict.path or (conflict.fix.path if conflict.fix is not None else "")
    default = campaign is not None and bool(path) and campaign.is_default(path)
    words = f"{conflict.name} (a default of your starting point)" if default else conflict.name
    return Line(conflict.rule, words, default, conflict.fix)


def _ease(line: Line) -> tuple[bool, bool, bool]:
    """What gives way first: a default, then what is enough by itself."""
    return (not line.is_default, line.fix is None, line.fix is not None and not line.fix.enough)


def applied(path: Path | str, value: object, brief: Brief, campaign: Campaign) -> tuple[Brief, Campaign]:
    """Brief and campaign after a change that was found for the brief as it is planned, `campaign.asked(brief)`.

    There, who signed is a must-have and who declined is excluded: letting them go is a status and no edit of the brief.
    Raises BadInput where the change does not fit.
    """
    if str(path).partition(".")[0] not in _PEOPLE:
        return brief.changed(path, value), campaign
    before = campaign.counted.asked(brief)
    after = before.changed(path, value)
    must, out = ({one.creator for one in asked.must_have} for asked in (before, after))
    let_go = [one.creator for one in before.must_have if one.creator in must - out]
    let_in = [name for name in before.excluded if name not in after.excluded]
    for creator in let_go:
        last = campaign.latest.get(creator)
        if last is not None and last.step in STAYS:
            campaign = campaign.marked(Status(creator=creator, step=Step.RELEASED))
    for creator in let_in:
        campaign = campaign.forgotten(creator)
    for creator in (*let_go, *let_in):
        campaign = campaign.undecided(creator)
    kept = tuple(one for one in brief.must_have if one.creator not in let_go)
    excluded = tuple(name for name in brief.excluded if name not in let_in)
    return brief.model_copy(update={"must_have": kept, "excluded": excluded}), campaign.replanned()


def sentence_of(refusal: Refusal, campaign: Campaign | None = None, brief: Brief | None = None) -> str:
    """The conflict in a sentence: its rules as lines, and which of them nobody but the starting point asked for."""
    lines = lines_of(refusal, campaign, brief)
    if len(lines) == len(refusal.conflicts) and not any(line.is_default for line in lines):
        return refusal.sentence
    defaults = [line for line in lines if line.is_default]
    said = "; ".join(line.words for line in lines)
    start = refusal.sentence.partition(": ")[0] if len(lines) == len(refusal.conflicts) else "These rules conflict"
    if not defaults:
        return f"{start}: {said}."
    which = "One of them is" if len(defaults) == 1 else f"{count(len(defaults))} of them are"
    return f"{start}: {said}. {which} only a default: change that first."
