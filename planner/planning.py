"""The one call: a roster and a brief in, a Plan, a Refusal or an Undecided out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from planner.brief.attributes import asked_of
from planner.brief.brief import Brief
from planner.crosscheck import cross_check, currency_problems
from planner.domain.roster import Roster
from planner.forecast import outlook
from planner.forecast.assumptions import Assumptions, assumptions_of
from planner.forecast.packages import build_table
from planner.forecast.table import PackageTable
from planner.optimise import solve
from planner.optimise.watch import Watch
from planner.outcome import Fix, Outcome, Plan, Refusal
from planner.problems import BadInput
from planner.rules.results import margin_of
from planner.wording import counted, percent

if TYPE_CHECKING:
    from planner.catalogue.market import Market

ROUNDS = 5
"""Plans made at most until the draws confirm the confidence asked for; two or three are usual."""
_EACH_ROUND = 0.6
"""Part of the time that is left which each of them may take."""
_BELOW = 0.98
"""Of the highest floor that is possible: where plans are quick to find, and as sure as there."""
_MOST_SHOCK = 5.0
"""A log sd beyond which no campaign could promise anything."""


def plan(roster: Roster | None, brief: Brief, watch: Watch | None = None) -> Outcome:
    """Plan a brief on a roster, or on the benchmarks' archetypes when there is none.

    watch: takes progress and carries the wish to cancel. Raises BadInput when the brief names what the roster
    does not have; a brief that cannot be met is not an error but a Refusal. A plan carries bands from seeded draws;
    floors with a confidence are planned until the draws confirm them. All of that shares one deadline, the brief's time
    limit from now on; the best plan that was found by then is returned.
    """
    if unpriced := currency_problems(brief):
        raise BadInput(unpriced)
    table, roster = forecast(roster, brief)
    watch, market = watch or Watch(), cast("Market | None", roster.market)
    if market is None:
        return _planned(table, roster, brief, watch.within(brief.time_limit))
    # However often its list grows.
    with market.rounds.sharing(brief.model_dump_json(), watch, brief.time_limit) as shared:
        what = ("plan", brief.model_dump_json())
        # Whatever else is asked of a longer list, a plan that was proven for everybody is.
        return market.rounds.proven.once(what, lambda: _planned(table, roster, brief, shared), _closed)


def _closed(outcome: Outcome) -> bool:
    return isinstance(outcome, Plan) and outcome.proof.closed


def _planned(table: PackageTable, roster: Roster, brief: Brief, watch: Watch) -> Outcome:
    made: Plan | None = None
    for left in reversed(range(ROUNDS)):
        # Later rounds are left some of the time; without a confidence there are none.
        part = watch.left if brief.confidence is None else watch.left * _EACH_ROUND
        outcome = solve(table, brief, roster, watch.within(part))
        if isinstance(outcome, Refusal) and brief.confidence is not None:
            return _confirmed(outcome, table, (brief, roster, assumptions_of(brief)), watch)
        if not isinstance(outcome, Plan):
            # What was found before meets the floors by the forecast, and its note says how sure they are.
            return outcome if made is None else made
        made, wider = drawn(outcome, table, roster, brief)
        if wider is None or left == 0:
            break
        table = wider
    assert made is not None
    return made.model_copy(update={"notes": (*made.notes, *_without_value(roster, brief))})


def _without_value(roster: Roster, brief: Brief) -> Iterator[str]:
    """A note on each attribute with limits that some creators of the list have no value of."""
    for column, name in {one.column: one.attribute for one in asked_of(brief)}.items():
        unknown = 0 if roster.archetypes else int((roster.creators[column] == "").sum())
        if unknown:
            who = f"{counted(unknown, 'creator', brief.locale)} {'has' if unknown == 1 else 'have'}"
            yield f"{who} no {name}: they count towards none of the limits on it."


def drawn(made: Plan, table: PackageTable, roster: Roster, brief: Brief) -> tuple[Plan, PackageTable | None]:
    """A plan with what the draws say of it, and the table to plan again with where its floors are not sure enough.

    None where they are as sure as the brief asks, or no campaign could be surer.
    """
    assumptions = assumptions_of(brief)
    rows = outlook.rows_of(made, table)
    draws = outlook.simulated(made, rows, table, roster, assumptions)
    shock = outlook.wider_shock(made, brief, table, draws[1])
    banded = _explained(outlook.with_bands(made, rows, brief, table, draws), brief)
    shown = outlook.flagged(banded, rows, brief, table, assumptions)
    if shock is None or table.shock_sd >= _MOST_SHOCK:
        return shown, None
    return shown, table.changed(shock_sd=min(shock, _MOST_SHOCK))


def forecast(roster: Roster | None, brief: Brief) -> tuple[PackageTable, Roster]:
    """The package table of a brief, with the rest of the roster's market, and the roster it stands for.

    Raises BadInput.
    """
    assumptions = assumptions_of(brief)
    if roster is None:
        from planner.forecast.archetypes import archetype_roster  # only a brief without a list needs it

        roster = archetype_roster(brief, assumptions)
    market = cast("Market | None", roster.market)
    if problems := cross_check(roster, brief) if market is None else market.problems(brief):
        raise BadInput(problems)
    table = build_table(roster, brief, assumptions)
    return (table if market is None else table.changed(rest=market.rest(table, brief, assumptions))), roster


def _confirmed(outcome: Refusal, table: PackageTable, of: tuple[Brief, Roster, Assumptions], watch: Watch) -> Outcome:
    """The refusal with changes that hold in the draws too: the margin that they ask for counts from the start."""
    brief, roster, assumptions = of
    refusal: Outcome = outcome
    for _ in range(ROUNDS):
        floor = _floor_fix(refusal)
        if floor is None:
            break
        mended = brief.changed(floor.path, max(1, int(floor.value * _BELOW)))
        probe = solve(table, mended, roster, watch)
        if not isinstance(probe, Plan):
            break
        _, draws = outlook.simulated(probe, outlook.rows_of(probe, table), table, roster, assumptions)
        shock = outlook.wider_shock(probe, mended, table, draws)
        if shock is None or table.shock_sd >= _MOST_SHOCK:
            break
        table = table.changed(shock_sd=min(shock, _MOST_SHOCK))
        refusal = solve(table, brief, roster, watch)
    if not isinstance(refusal, Refusal) or brief.confidence is None:
        return refusal
    note = (
        f"To be met with {percent(brief.confidence, 2, brief.locale)} confidence in simulated campaigns, a floor on "
        f"results needs a forecast {percent(margin_of(brief, table) - 1, 0, brief.locale)} above it."
    )
    return refusal.model_copy(update={"notes": (*refusal.notes, note)})


def _floor_fix(outcome: Outcome) -> Fix | None:
    """The change of a floor on results that is enough for a plan."""
    conflicts = outcome.conflicts if isinstance(outcome, Refusal) else ()
    fixes = [one.fix for one in conflicts if one.fix is not None and str(one.fix.path.parts[-1]).endswith("floor")]
    return next((fix for fix in fixes if fix.enough and fix.value is not None), None)


def _explained(made: Plan, brief: Brief) -> Plan:
    """The plan with a note on how sure its floors are."""
    if brief.confidence is None:
        return made
    if any(segment.seen_floor is not None for segment in brief.audience):
        note = "That enough people see several creators is so as forecast: the confidence does not apply to that floor."
        made = made.model_copy(update={"notes": (*made.notes, note)})
    if made.bands is None or not made.bands.floors:
        return made
    least = min(made.bands.floors, key=lambda floor: floor.chance)
    note = (
        f"{percent(least.chance, 0, brief.locale)} of the simulated campaigns meet the floor on results"
        if len(made.bands.floors) == 1
        else f"Each floor is met by at least {percent(least.chance, 0, brief.locale)} of the simulated campaigns"
    )
    short = "" if least.chance >= brief.confidence else f"; {percent(brief.confidence, 0, brief.locale)} were asked for"
    return made.model_copy(update={"notes": (*made.notes, f"{note}{short}.")})
