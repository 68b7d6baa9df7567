"""Whom to ask now, for what at most, and who stands by: asking as a plan of rounds, chosen by simulation.

The promise: whatever anybody answers, what is signed and offered at one time never exceeds the budget, a stock or a
cap. The optimiser plans each round around who signed and without who declined; the simulation says how it may end.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner import planning
from planner.asking.acceptance import Acceptance, Likely
from planner.asking.answer import Ask, Asking, Later, Round, Standby, Tried, Way
from planner.asking.fill import Books, Columns, fill
from planner.asking.judge import ending
from planner.asking.plans import PARTS, best, in_market, surest
from planner.asking.pool import Pool, counting, if_yes, within
from planner.asking.replies import Replies, signed_of
from planner.asking.rounds import rounds_of
from planner.asking.simulate import FROM_NOBODY, LEAST_WORLDS, Begun, Policy, Runs, Start, Worlds, clairvoyant, run
from planner.asking.ways import POLICIES, chosen_of
from planner.asking.words import sentence_of, unfinished
from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.domain.roster import Roster
from planner.explore.replacement import fair_fee
from planner.explore.study import Study, bookings_of, decided
from planner.forecast.assumptions import Assumptions, assumptions_of
from planner.forecast.table import TIERS, Bools, Floats, Ints
from planner.optimise.answer import picks_of
from planner.optimise.restricted import Selection
from planner.optimise.watch import Watch
from planner.outcome import Plan
from planner.problems import BadInput, Problem
from planner.wording import counted

CELLS = 3_600_000
MOST_WORLDS = 400
"""Worlds are drawn until they have so many cells of creator and pick, within these ends: for some seconds of work."""
PRICED = 24
"""Asks for which the most to pay is worked out, those who matter most: a count and not a time, for one answer."""
PRICE_STEPS = 4
"""Halvings for each: to about an eighth of it."""
DECLINES = 120
"""Whose decline is looked at at once, to find who stands by."""
SHOWN = 3
"""Stand-bys that are named for each creator."""


@dataclass(frozen=True)
class Known:
    """What is known beside brief and creators. raises: fees asked for instead of a yes, in cents, by creator id."""

    campaign: Campaign
    today: datetime.date
    raises: Mapping[str, int]


def asking(
    roster: Roster | None,
    brief: Brief,
    known: Known,
    watch: Watch | None = None,
    report: Callable[[Asking], None] = lambda _: None,
) -> Asking:
    """Whom to ask in this round, and how asking may end. report: the same before the most to pay is known of each.

    What is found by the watch's deadline is the answer, and its notes name what was not finished. Raises BadInput
    without a list of creators, and where replies contradict it; NoPlan where the replies leave no plan, or nobody to
    ask; Cancelled.
    """
    if roster is None or roster.archetypes:
        wrong = "has no creators by name, and types of creators cannot be asked"
        raise BadInput([Problem("the list of creators", "", wrong, "a list with a handle for each creator")])
    asker = _Asker.of(roster, brief, known, watch or Watch())
    found = asker.answer()
    report(found)
    return asker.with_most(found)


@dataclass(frozen=True, eq=False)
class _Offers:
    """Who is asked in the first round, by places in the pool. beside: who stands by for each of whom that is known."""

    order: Sequence[int]
    beside: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class _Asker:
    """One round of one campaign, set up. sure: rows of the plan in which the chance of a yes counts."""

    brief: Brief
    replies: Replies
    numbers: Assumptions
    study: Study
    pool: Pool
    acceptance: Acceptance
    sure: Ints
    rounds: tuple[Round, ...]
    learnt: int
    notes: tuple[str, ...]
    plan: Plan

    @classmethod
    def of(cls, roster: Roster, brief: Brief, known: Known, watch: Watch) -> _Asker:
        numbers = assumptions_of(brief)
        days = max(1, round(numbers.number("lead_days_consult")))
        replies = Replies(known.campaign, known.today, days, known.raises)
        asked = replies.brief(brief)
        nearest: tuple[str, ...] = ()
        known_plan = None
        if roster.market is not None:
            known_plan, roster = in_market(roster, asked, watch)
            number = counted(len(roster), "creator", asked.locale)
            nearest = (f"Everybody asked is among the {number} nearest to the plan.",)
        table, roster = planning.forecast(roster, asked)
        table = replies.priced(if_yes(table), brief)
        plan = best(table, asked, roster, known_plan, watch)
        start = bookings_of(table, plan.picks)
        begun = Study(decided(table, asked, start.index), asked, roster, start, watch.among(PARTS))
        acceptance, learnt = replies.learnt(table, brief, numbers)
        chance = acceptance.chances(Likely.of(table, np.arange(len(table)), brief, numbers))
        for name in (*signed_of(asked), *replies.raises):
            chance[table.rows_of(name)] = 1.0
        sure = surest(begun, counting(begun.table, chance))
        study = begun.watched(watch.within(0.95 * watch.left))  # The rest of it is for putting the answer together.
        rounds, notes = rounds_of(plan, asked, known.today, numbers)
        pool = Pool.of(study, sure, numbers)
        return cls(brief, replies, numbers, study, pool, acceptance, sure, rounds, learnt, (*nearest, *notes), plan)

    @cached_property
    def picks(self) -> Ints:
        """Rows of the best plan."""
        assert self.study.base.selection is not None
        return self.study.base.selection.index

    @cached_property
    def begun(self) -> Begun:
        """Who has answered or been asked, by places of the pool."""
        many = 2 * len(self.pool)
        signed, out, gone = (np.zeros(many, bool) for _ in range(3))
        for names, where in ((signed_of(self.study.brief), signed), (self.replies.waiting, out)):
            where[self._places(names)] = True
        raised = self._places(self.replies.raises)
        signed[raised] = np.isin(self.pool.rows[raised], self.picks)
        gone[raised] = ~signed[raised]
        return Begun(signed, out, gone, np.zeros(many, bool))

    @cached_property
    def _chances(self) -> Floats:
        """That each of the pool says yes."""
        return self.acceptance.chances(self.pool.likely)

    def _places(self, names: Mapping[str, object] | tuple[str, ...]) -> Ints:
        found = (self.pool.at(name) for name in names)
        return np.array([at for at in found if at is not None], np.int64)

    @cached_property
    def starts(self) -> Mapping[Way, Start]:
        """How each way begins: who is asked first."""
        plan = self.pool.of_creators(self.picks)
        sure = self.pool.of_creators(self.sure)
        if not within(self.pool, sure):
            sure = plan
        counts = {way: policy.counting for way, policy in self._policies.items()}
        early = {way: self._policies[way].counts(1) for way in counts}
        return {way: Start(self.begun, sure if early[way] else plan, self._chances) for way in counts}

    @cached_property
    def _policies(self) -> Mapping[Way, Policy]:
        rounds = len(self.rounds)
        return {way: one if one.only_plan else replace(one, rounds=rounds) for way, one in POLICIES.items()}

    @cached_property
    def worlds(self) -> Worlds:
        """The same for all ways; seeded by what was asked, so that the same question has the same answer."""
        told = self.replies
        text = "\n".join(
            [
                self.brief.model_dump_json(),
                told.campaign.model_dump_json(include={"statuses", "exemptions"}),
                repr(sorted(told.raises.items())),
                self.study.roster.fingerprint,
            ]
        )
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        many = int(np.clip(CELLS / (2 * len(self.pool) * max(len(self.picks), 1)), LEAST_WORLDS, MOST_WORLDS))
        return Worlds.drawn(self.pool, self.acceptance, self.numbers, many, seed)

    def answer(self) -> Asking:
        """Simulate all ways, choose one, and list whom it asks now."""
        runs = self._simulated()
        worlds = self.worlds.first(len(next(iter(runs.values()))))
        rounds = len(self.rounds)
        tried = tuple(Tried(way=way, ending=ending(self.pool, self.brief, one, rounds)) for way, one in runs.items())
        chosen = chosen_of(tried, self.brief)
        mine = next(one.ending for one in tried if one.way is chosen)
        offers = self._offers(chosen)
        asks = self._asks(offers)
        later = self._later(runs[chosen], {one.creator for one in asks})
        knowing = self._knowing(self.starts[chosen], worlds)
        done = {
            "courses that the answers may take were simulated": (len(worlds), len(self.worlds)),
            "ways of asking were simulated": (len(runs), len(self._policies)),
            "creators have their stand-bys": (len(offers.beside), len(offers.order)),
            "ways were compared with knowing all answers": (0 if knowing is None else len(runs), len(runs)),
        }
        found = Asking(
            asks=asks,
            rounds=tuple(
                one.model_copy(update={"people": people})
                for one, people in zip(self.rounds, mine.by_round, strict=True)
            ),
            chosen=chosen,
            ending=mine,
            tried=tried,
            clairvoyant=knowing,
            later=later,
            asked=self._as_plan(asks, later),
            expected=dict(zip(TIERS, self.acceptance.means.tolist(), strict=True)),
            replies=self.learnt,
            signed=int(self.begun.signed.sum()),
            turned_down=tuple(name for name in self.replies.raises if not self._agreed(name)),
            silent=self.replies.silent,
            notes=(*self.notes, *unfinished(done, self.brief.locale)),
        )
        return found.model_copy(update={"sentence": sentence_of(found, self.study.brief)})

    def _simulated(self) -> Mapping[Way, Runs]:
        """What comes of each way, of one at least, in as many of the worlds as there is time for; the same for all."""
        watch, ways, worlds = self.study.watch, self._policies, self.worlds
        runs: dict[Way, Runs] = {}
        for at, (way, policy) in enumerate(ways.items()):
            if runs and watch.late:
                break
            # Each has an even part; as much is left to whoever knows all answers, and to the most to pay.
            share, parts = watch.among(len(ways) - at + 2), []
            for part in worlds.parts():
                watch.tell(f"Simulating replies: {way}")
                parts.append(run(self.pool, policy, self.starts[way], part))
                if share.late:
                    break
            runs[way] = Runs.joined(parts)
            worlds = worlds.first(len(runs[way]))
        return {way: one.first(len(worlds)) for way, one in runs.items()}

    def _knowing(self, start: Start, worlds: Worlds) -> float | None:
        """The goal of somebody who knows all answers beforehand; None where there is no time for that."""
        watch, parts = self.study.watch, []
        for part in worlds.parts(FROM_NOBODY):
            if watch.late:
                return None
            watch.tell("Simulating replies: known beforehand")
            parts.append(clairvoyant(self.pool, start, part))
        return ending(self.pool, self.brief, Runs.joined(parts), 1).goal

    def _agreed(self, name: str) -> bool:
        return name in self.study.base_solution.ids

    def _offers(self, way: Way) -> _Offers:
        """Whom this way has an offer with in the first round, and who stands by for each."""
        pool, n, start = self.pool, len(self.pool), self.starts[way]
        signed, out = self.begun.signed[None], self.begun.out.copy()
        counted = np.ones(2 * n)
        if self._policies[way].counts(1):
            counted[:n] = start.chance
        known = (self.begun.signed | self.begun.out | self.begun.gone).reshape(2, n).any(axis=0)
        out[:n] |= start.first & ~known
        free = np.concatenate([~known & ~out[:n], np.zeros(n, bool)])
        out |= self._filled(signed, out[None], free[None], counted)[0]
        order = sorted(np.flatnonzero(out[:n]).tolist(), key=lambda at: (-pool.adds[at], at))
        beside: dict[int, tuple[int, ...]] = {}
        for low in range(0, len(order), DECLINES):
            if self.study.watch.late:
                break
            self.study.watch.tell("Finding who stands by")
            beside |= self._stand_by(np.array(order[low : low + DECLINES]), out, counted)
        return _Offers(order, beside)

    def _asks(self, offers: _Offers) -> tuple[Ask, ...]:
        """Everybody who is asked in the first round, the likeliest to matter first."""
        agreed = np.flatnonzero(self.begun.signed[: len(self.pool)] & self.pool.places_of(self.replies.raises))
        return tuple(self._ask(at, "agree", ()) for at in agreed.tolist()) + tuple(
            self._ask(at, "open" if self.begun.out[at] else "new", offers.beside.get(at, ())) for at in offers.order
        )

    def _filled(self, team: Bools, out: Bools, free: Bools, counted: Floats) -> Bools:
        sure, hoped = Columns.of(self.pool, np.ones(len(counted))), Columns.of(self.pool, counted)
        return fill(self.pool, Books.of(team, sure).and_(Books.of(out, hoped)), free, hoped)

    def _stand_by(self, asked: Ints, out: Bools, counted: Floats) -> Mapping[int, tuple[int, ...]]:
        """Who is asked when one of them alone declines, in a world for each; those who add most first."""
        n, many = len(self.pool), len(asked)
        still = np.repeat(out[None], many, axis=0)
        still[np.arange(many), asked] = False
        gone = (self.begun.signed | out | self.begun.gone).reshape(2, n).any(axis=0)
        free = np.repeat(np.concatenate([~gone, np.zeros(n, bool)])[None], many, axis=0)
        found = self._filled(np.repeat(self.begun.signed[None], many, axis=0), still, free, counted)
        adds = self.pool.adds
        return {
            int(at): tuple(sorted(np.flatnonzero(row[:n]).tolist(), key=lambda one: -adds[one])[:SHOWN])
            for at, row in zip(asked, found, strict=True)
        }

    def _ask(self, at: int, kind: str, beside: tuple[int, ...]) -> Ask:
        one = self.study.booking(int(self.pool.rows[at]))
        return Ask(
            creator=one.creator,
            handle=one.handle,
            platform=one.platform,
            tier=one.tier,
            package=one.package,
            kind=kind,
            in_plan=bool((self.picks == self.pool.rows[at]).any()),
            chance=1.0 if kind == "agree" else float(self._chances[at]),
            offer_cents=one.offer_cents,
            stand_by=tuple(self._standby(other) for other in beside),
        )

    def _standby(self, at: int) -> Standby:
        one = self.study.booking(int(self.pool.rows[at]))
        return Standby(creator=one.creator, handle=one.handle, package=one.package, offer_cents=one.offer_cents)

    def _later(self, runs: Runs, now: set[str]) -> tuple[Later, ...]:
        """Others who are asked in at least a tenth of the worlds, the likeliest first."""
        share = (runs.asked > 0).mean(axis=0)
        found = []
        for at in np.argsort(-share, kind="stable").tolist():
            one = self.study.booking(int(self.pool.rows[at]))
            if share[at] >= 0.1 and one.creator not in now:
                found.append(
                    Later(
                        creator=one.creator,
                        handle=one.handle,
                        tier=one.tier,
                        package=one.package,
                        offer_cents=one.offer_cents,
                        share=float(share[at]),
                    )
                )
        return tuple(found)

    def _as_plan(self, asks: tuple[Ask, ...], later: tuple[Later, ...]) -> Plan:
        """Everybody who may be asked, as the picks of one plan: for their messages and dates, not for its totals."""
        named = {one.creator for one in asks} | {one.creator for one in later}
        named |= {one.creator for ask in asks for one in ask.stand_by}
        rows = self.pool.rows[self.pool.places_of(named)]
        chosen = Selection(rows, np.ones(len(rows), np.int64), 0.0)
        picks = picks_of(self.study.table, self.study.brief, self.study.roster, chosen)
        # How long it took is no part of the answer: the same question has the same one.
        proof = self.plan.proof.model_copy(update={"seconds": 0.0})
        return self.plan.model_copy(update={"picks": picks, "proof": proof})

    def with_most(self, found: Asking) -> Asking:
        """The same with the most that one should pay each of the first `PRICED`; a note names how many have none."""
        rows = {self.study.booking(int(row)).creator: int(row) for row in self.pool.rows}
        asks, notes, many, done = list(found.asks), found.notes, min(PRICED, len(found.asks)), 0
        while done < many and not self.study.watch.late:
            asks[done] = self._priced(asks[done], rows[asks[done].creator])
            done += 1
        # What the deadline cut short is not known either.
        done -= done > 0 and self.study.watch.late and asks[done - 1].most_cents is None
        if done < many:
            notes += unfinished({"creators have a most to pay": (done, many)}, self.brief.locale)
        elif len(asks) > PRICED:
            notes += (
                f"The most to pay is worked out, roughly, for the {PRICED} creators who matter most; "
                f"for {counted(len(asks) - PRICED, 'other')} it is not worked out.",
            )
        return found.model_copy(update={"asks": tuple(asks), "notes": notes})

    def _priced(self, ask: Ask, row: int) -> Ask:
        self.study.watch.tell(f"Finding the most to pay @{ask.handle}")
        fee = fair_fee(self.study, row, PRICE_STEPS)
        if fee is None:
            return ask
        # A pick of the best plan is worth their offer; the search by exchanges may end somewhat below.
        most = max(fee.most_cents, ask.offer_cents if ask.in_plan else 0)
        return ask.model_copy(update={"most_cents": most, "worth_more": fee.open})
