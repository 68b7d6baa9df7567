"""What a plan loses when several of its creators stay out together, and who comes in for them."""

from collections.abc import Sequence

from pydantic import Field

from planner.domain.roster import Frozen
from planner.explore.calmest import calmest
from planner.explore.replacement import others_than, without_creators
from planner.explore.solution import Booking, incoming
from planner.explore.study import Effort, Study
from planner.explore.words import MOST_NAMES
from planner.problems import BadInput
from planner.problems import Problem as Wrong
from planner.wording import count, few, gap_words, listed, person

EFFORT = Effort(gap=0.005, seconds=0.5)
TRADED = 0.005
"""Part of the goal given up so that fewer others change; more would leave money unspent and name nobody new."""


class Declines(Frozen):
    """The plan without these creators that changes the fewest others.

    people: how many fewer it reaches, negative for more. goal: what it achieves of the goal.
    gap: how far it may be from the best possible without them.
    possible: False where the brief cannot be met without them. sentence: without a word about money.
    """

    creators: tuple[str, ...]
    possible: bool = True
    people: float = 0.0
    goal: float = 0.0
    gap: float = 0.0
    comes_in: tuple[Booking, ...] = ()
    goes_out: tuple[Booking, ...] = Field((), description="Others who leave with them")
    sentence: str = ""


def declines(study: Study, creators: Sequence[str]) -> Declines:
    """These creators stay out: picks by the ids of their accounts, and others who must not come in for them.

    Raises BadInput when none of them is in the plan, and Cancelled.
    """
    out = tuple(dict.fromkeys(creators))
    gone = tuple(one for one in out if one in study.base_solution.ids)
    if not gone:
        named = ", ".join(out[:MOST_NAMES])
        raise BadInput([Wrong("the creators", named, "are not in the plan", "at least one creator of the plan")])
    other = study.changed(without_creators(study, out))
    stay, known = others_than(study, out), study.base.columns
    solved = other.once("best", EFFORT, lambda: other.solve(other.problem, [stay], EFFORT, known))
    base, wanted = study.base_solution, _others(study, out)
    if solved.selection is None or not wanted:
        solution = other.solution(solved)
    else:
        solution = calmest(other, wanted, TRADED, solved)
    if solution.kind == "undecided":
        return Declines(creators=out, sentence="We couldn’t work out in time what this would change.")
    if solution.kind == "refusal":
        whom = f"Without {_named(gone)}" if len(gone) <= MOST_NAMES else f"Without these {count(len(gone))}"
        return Declines(creators=out, possible=False, sentence=f"{whom} the plan can’t meet every rule of its brief.")
    comes = incoming(base, solution)
    found = Declines(
        creators=out,
        people=base.unique_reach - solution.unique_reach,
        goal=solution.goal,
        gap=solution.gap,
        comes_in=comes,
        goes_out=tuple(one for one in incoming(solution, base) if one.creator not in out),
    )
    return found.model_copy(update={"sentence": _sentence(found, study.brief.locale)})


def _others(study: Study, out: Sequence[str]) -> dict[str, str]:
    """Packages of everybody else, by account."""
    booked = [pair for one in study.base_solution.picks for pair in one.accounts or ((one.creator, one.package),)]
    return {creator: package for creator, package in booked if creator not in out}


def _sentence(found: Declines, locale: str) -> str:
    """Such as `31,000 people fewer; @x (Instagram) would step in; still within 0.1% of the best possible`."""
    people = round(found.people)
    rounded = count(_rough(abs(people)), locale)
    said = [f"{rounded} people {'fewer' if people > 0 else 'more'}" if people else "as many people"]
    comes, goes = (tuple(one.creator for one in part) for part in (found.comes_in, found.goes_out))
    said.append(f"{_named(comes)} would step in" if comes else "nobody would step in")
    if goes:
        said.append(f"{_named(goes)} would leave the plan too")
    said.append(f"still within {gap_words(found.gap, locale)} of the best possible")
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _rough(people: int) -> int:
    """Two digits: a forecast knows no more."""
    digits = max(0, len(str(people)) - 2)
    return round(people, -digits)


def _named(creators: Sequence[str]) -> str:
    """`@a (Instagram), @b (TikTok) and 4 more`."""
    if len(creators) > MOST_NAMES:
        return few(creators, MOST_NAMES, person)
    return listed([person(one) for one in creators])
