"""From a selection of packages to the Plan that people read: picks, totals, limits, bench."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief, GoalKind
from planner.domain.persons import accounts_of
from planner.domain.rights import rights_of
from planner.domain.roster import RESOURCE_SCALE, Format, Roster
from planner.forecast import reach
from planner.forecast.duplication import exposures_in
from planner.forecast.ledger import Ledger
from planner.forecast.persons import expanded
from planner.forecast.table import BASES, COMPENSATIONS, EVIDENCE, TIERS, Floats, Ints, PackageTable
from planner.forecast.waves import numbers_of, part_in
from planner.optimise.problem import Objective
from planner.optimise.restricted import Selection
from planner.outcome import LimitReport, Pick
from planner.rules import Limit
from planner.totals import PlatformTotals, SegmentReach, TierTotals, Totals, WaveTotals
from planner.wording import fees_estimated

if TYPE_CHECKING:
    from planner.optimise.rest import Rest


def picks_of(table: PackageTable, brief: Brief, roster: Roster, chosen: Selection) -> tuple[Pick, ...]:
    """One row per pick, macro first, then by incremental reach; of a person on several accounts with its parts."""
    rows, counts = chosen.index, chosen.counts
    lost = _incremental(table, rows, counts)
    picks = _picks(table, brief, roster, (chosen, lost))
    if table.parts is not None:
        # By accounts, what one adds is what the plan would lose without it: their sum is less than what both add.
        flat, index, number, owner = expanded(table, rows, counts)
        several = np.flatnonzero((np.bincount(owner, minlength=len(rows)) > 1)[owner])
        each = Selection(index[several], number[several], 0.0), _incremental(flat, index, number)[several]
        alone = list(zip(owner[several].tolist(), _picks(flat, brief, roster, each), strict=True))
        for at in np.unique(owner[several]).tolist():
            # The place in the pyramid is the person's.
            tier = {"tier": picks[at].tier}
            mine = [pick.model_copy(update=tier) for whose, pick in alone if whose == at]
            mine.sort(key=lambda pick: (-pick.followers, pick.creator))
            wanted = any(pick.must_have for pick in mine)
            picks[at] = picks[at].model_copy(update={"parts": tuple(mine), "must_have": wanted})
    order = {tier: at for at, tier in enumerate(reversed(TIERS))}
    return tuple(sorted(picks, key=lambda p: (order[p.tier], -p.incremental_reach, p.creator)))


def _picks(table: PackageTable, brief: Brief, roster: Roster, plan: tuple[Selection, Floats]) -> list[Pick]:
    """The rows of a plan as picks. plan: what is chosen, and the people lost without each."""
    chosen, lost = plan
    rows, counts = chosen.index, chosen.counts
    must = accounts_of(roster.creators, (wanted.creator for wanted in brief.must_have))
    people, accounts = roster.creators, table.account[rows]
    handles, names, countries, categories = (
        people[name].iloc[accounts].tolist() for name in ("handle", "name", "country", "category")
    )
    creators = people["id"].iloc[accounts].tolist()

    def each(values: NDArray[Any]) -> list[Any]:
        return list(values[rows].tolist())

    def whole(values: NDArray[Any]) -> list[Any]:
        return list((values[rows] * counts).tolist())

    def known(values: Floats) -> list[float | None]:
        return [None if math.isnan(value) else value for value in values[rows].tolist()]

    # A list for each field, as long as the plan: columns are read at once, and each pick is validated as ever.
    fields = {
        "creator": creators,
        "handle": handles,
        "name": names,
        "platform": [table.platforms[code] for code in each(table.platform)],
        "tier": [TIERS[code] for code in each(table.tier)],
        "country": countries,
        "category": categories,
        "followers": people["followers"].iloc[accounts].astype(int).tolist(),
        "package": [str(name) for name in each(table.package_ids)],
        "deliverables": [{f: n for f, n in zip(Format, own, strict=False) if n} for own in each(table.counts)],
        "compensation": [COMPENSATIONS[code] for code in each(table.compensation)],
        "count": counts.tolist(),
        "cost_cents": whole(table.cash_cents),
        "value_cents": whole(table.value_cents),
        "costs": Ledger.of(brief).picks(table, rows, counts),
        "fee_estimated": each(table.fee_estimated),
        "evidence": [EVIDENCE[code] for code in each(table.evidence)],
        "reach": whole(table.gross_reach),
        "target_reach": (counts * table.segment_reach(rows).sum(axis=1)).tolist(),
        "incremental_reach": lost.tolist(),
        "impressions": whole(table.impressions),
        "engagements": whole(table.engagements),
        "score": whole(table.score),
        "engagement_base": [str(BASES[code]) for code in each(table.engagement_base)],
        "target_measured": each(table.target_measured),
        **_ends(table, rows, counts),
        "fit": known(table.fit),
        "authenticity": known(table.authenticity),
        "fake_share": known(table.fake_share),
        "engagement_rate": known(table.engagement_rate),
        "uses": _uses(table, rows, counts),
        "must_have": [creator in must for creator in creators],
        "waves": [numbers_of(bits) for bits in each(table.active)],
        "worth_cents": whole(table.worth_cents),
        "accepts": each(table.accepts),
        "posting": each(table.posting),
        "affinity": known(table.affinity),
        "values_match": known(table.values_match),
        "sponsored_load": known(table.sponsored_load),
        "conversions": whole(table.conversions) if tells_conversions(table, brief) else [None] * len(rows),
        **_beside_posts(table, rows, counts),
    }
    return [Pick.model_validate(dict(zip(fields, one, strict=True))) for one in zip(*fields.values(), strict=True)]


def _beside_posts(table: PackageTable, rows: Ints, counts: Ints) -> dict[str, list[Any]]:
    """Fields of picks on their rights, and on the money behind their posts; none where a plan has neither."""
    extras = table.extras
    if extras is None:
        return {}
    behind, bought, happens = table.boost_cents[rows], extras.paid_impressions[rows], table.happens[rows]
    return {
        "rights": [rights_of(bits) for bits in extras.rights[rows].tolist()],
        "rights_cents": (table.rights_cents[rows] * counts).tolist(),
        "rights_estimated": extras.rights_estimated[rows].tolist(),
        "boost_cents": (behind * counts).tolist(),
        "paid_reach": (extras.paid_reach[rows] * counts).tolist(),
        "paid_impressions": (bought * counts).tolist(),
        # Of what is expected, since it is only spent where a post appears.
        "paid_cpm_cents": [
            cents * chance / many * 1000 if many else None
            for cents, chance, many in zip(behind.tolist(), happens.tolist(), bought.tolist(), strict=True)
        ],
    }


def _uses(table: PackageTable, rows: Ints, counts: Ints) -> list[dict[str, float]]:
    """Stock that each pick uses; nothing of what it does not."""
    used = [(use[rows] * counts).tolist() for use in table.uses.values()]
    each = zip(*used, strict=True) if used else ((),) * len(rows)
    return [{name: use / RESOURCE_SCALE for name, use in zip(table.uses, own, strict=True) if use} for own in each]


def _ends(table: PackageTable, rows: Ints, counts: Ints) -> dict[str, list[int | None]]:
    """Ends of estimated fees and of quotes that are a range, for all of each pick; None for one figure."""
    ends = {name: getattr(table, name)[rows] for name in ("fee_low_cents", "fee_high_cents")}
    is_range = (table.fee_estimated[rows] | (ends["fee_low_cents"] < ends["fee_high_cents"])).tolist()
    return {
        name: [end if has else None for end, has in zip((cents * counts).tolist(), is_range, strict=True)]
        for name, cents in ends.items()
    }


def _incremental(table: PackageTable, rows: Ints, counts: Ints) -> Floats:
    """Unique people lost without each pick; their sum is at most the total, as the curves are concave."""
    weight = table.totals_weight(rows, counts)
    without = np.maximum(weight - counts[:, None] * table.weights[rows], 0.0)
    whole = reach.unique_reach(weight, table.sizes, table.kappas)
    return np.asarray((whole - reach.unique_reach(without, table.sizes, table.kappas)).sum(axis=1))


def totals_of(table: PackageTable, brief: Brief, chosen: Selection) -> Totals:
    """The plan as a whole."""
    rows, counts = chosen.index, chosen.counts
    segments = _segments(table, rows, counts)
    unique = sum(segment.unique for segment in segments)
    target = sum(segment.gross for segment in segments)
    spent = int(counts @ table.cash_cents[rows]) + table.fixed_cents
    charged = int(counts @ table.charged_cents[rows]) + table.fixed_cents
    engagements = float(counts @ table.engagements[rows])
    conversions = float(counts @ table.conversions[rows]) if tells_conversions(table, brief) else None
    sales = brief.sales
    return Totals(
        creators=int(counts.sum()),
        posts=int(counts @ table.posts[rows]),
        cost_cents=spent,
        value_cents=int(counts @ table.value_cents[rows]) + table.fixed_cents,
        budget_left_cents=None if brief.budget_cents is None else brief.budget_cents - charged,
        gross_reach=float(counts @ table.gross_reach[rows]),
        target_reach=target,
        unique_reach=unique,
        frequency=target / unique if unique else 0.0,
        impressions=float(counts @ table.impressions[rows]),
        paid_reach=0.0 if table.extras is None else float(counts @ table.extras.paid_reach[rows]),
        paid_impressions=0.0 if table.extras is None else float(counts @ table.extras.paid_impressions[rows]),
        engagements=engagements,
        conversions=conversions,
        revenue_cents=None if conversions is None or sales.revenue_cents is None else conversions * sales.revenue_cents,
        emv_cents=None if sales.emv_cents is None else engagements * sales.emv_cents,
        score=float(counts @ table.score[rows]),
        charged_cents=charged if table.covers_full else None,
        costs=Ledger.of(brief).plan(table, rows, counts),
        fixed_cents=table.fixed_cents,
        worth_cents=int(counts @ table.worth_cents[rows]),
        waves=waves_of(table, brief, chosen),
        estimated_fees=int(counts @ table.fee_estimated[rows]),
        segments=segments,
        tiers=tuple(tier_totals(table, rows, counts, at) for at in range(len(TIERS))),
        platforms=tuple(_platforms(table, rows, counts)),
    )


def tells_conversions(table: PackageTable, brief: Brief) -> bool:
    """True when anything can be said of conversions: from the brief's rates or from the roster's."""
    return brief.sales.has_rates or bool((table.conversions > 0).any())


def _platforms(table: PackageTable, rows: Ints, counts: Ints) -> Iterator[PlatformTotals]:
    """Each platform that has a pick, on its own."""
    flat, rows, counts, owner = expanded(table, rows, counts)
    for at, platform in enumerate(flat.platforms):
        mine = flat.platform[rows] == at
        if mine.any():
            _, first = np.unique(owner[mine], return_index=True)
            yield PlatformTotals(
                platform=platform,
                creators=int(counts[mine][first].sum()),
                cost_cents=int(counts[mine] @ flat.cash_cents[rows[mine]]),
                unique_reach=float(flat.unique_reach(rows[mine], counts[mine]).sum()),
            )


def _segments(table: PackageTable, rows: Ints, counts: Ints) -> tuple[SegmentReach, ...]:
    shares = reach.share_of_weight(table.weights[rows], table.kappas)
    weight = table.totals_weight(rows, counts)
    reports = []
    found = exposures_in(table.weights[rows], counts, table.kappas.tolist())
    for s, (segment, seen) in enumerate(zip(table.segments, found, strict=True)):
        each = np.repeat(shares[:, s], counts)
        reports.append(
            SegmentReach(
                name=segment.name,
                size=int(segment.size),
                gross=float(each.sum()) * segment.size,
                unique=float(reach.unique_reach(weight[s], segment.size, segment.kappa)),
                independent=reach.independent_share(each) * segment.size,
                pool=reach.pool_share(each) * segment.size,
                twice=seen.twice * segment.size,
                thrice=seen.thrice * segment.size,
                kwerel=seen.lower * segment.size,
                pairs=seen.pairs * segment.size,
            )
        )
    return tuple(reports)


def tier_totals(table: PackageTable, rows: Ints, counts: Ints, at: int) -> TierTotals:
    """One tier (its code) of the plan that books these rows so often."""
    mine = table.tier[rows] == at
    index, number = rows[mine], counts[mine]
    return TierTotals(
        tier=TIERS[at],
        creators=int(number.sum()),
        cost_cents=int(number @ table.cash_cents[index]),
        engagements=float(number @ table.engagements[index]),
        gross_reach=float(number @ table.segment_reach(index).sum(axis=1)),
        unique_reach=float(table.unique_reach(index, number).sum()),
    )


def waves_of(table: PackageTable, brief: Brief, chosen: Selection) -> tuple[WaveTotals, ...]:
    """Each wave of the plan; unique reach is what its posts alone reach."""
    rows, counts = chosen.index, chosen.counts
    found = []
    for at, wave in enumerate(brief.waves):
        mine = table.part(rows)
        posts = mine.total(lambda part, at=at: part_in(part.posts, part.active, at + 1))  # type: ignore[misc]
        cash = mine.total(lambda part, at=at: part_in(part.cash_cents, part.active, at + 1))  # type: ignore[misc]
        here = posts > 0
        reached = reach.unique_reach(counts[here] @ table.wave_weights[rows[here]], table.sizes, table.kappas)
        found.append(
            WaveTotals(
                name=wave.name,
                creators=int(counts[here].sum()),
                posts=int(counts @ posts),
                cost_cents=int(counts @ cash),
                unique_reach=float(reached.sum()),
            )
        )
    return tuple(found)


def reports_of(table: PackageTable, limits: tuple[Limit, ...], chosen: Selection) -> tuple[LimitReport, ...]:
    """How each limit stands, in the user's unit; none that closes a part of the plan to which nobody belongs."""
    part = table.part(chosen.index)
    reports = (_report(limit, table, part, chosen) for limit in limits)
    return tuple(one for one in reports if not _of_nobody(one, table))


def _of_nobody(limit: LimitReport, table: PackageTable) -> bool:
    """Whether it keeps out creators whom the list does not have, such as those of a platform without any."""
    if limit.bound or limit.path.parts[-2:] != ("count", "max"):
        return False
    if table.rest is None:
        return limit.removed == 0
    return limit.rule == "platforms" and cast("Rest", table.rest).lacks(str(limit.path.parts[1]))


def _report(limit: Limit, table: PackageTable, part: PackageTable, chosen: Selection) -> LimitReport:
    bound: float = limit.setting * limit.margin
    removed = None
    if limit.over_segments:
        used = float(table.unique_reach(chosen.index, chosen.counts).sum())
    elif limit.forbids:
        # What the filter says is in its name; none of those it leaves out may be in the plan.
        used, bound = float(chosen.counts @ limit.vector(part)), 0.0
        # How many of a short list are removed says nothing of how many of all.
        removed = None if table.rest is not None else len(np.unique(table.creator[limit.vector(table) > 0]))
    else:
        used = float(chosen.counts @ limit.vector(part))
        if limit.part_of is not None:
            total = float(chosen.counts @ limit.part_of(part))
            used = used / total if total else (limit.setting if limit.sense == ">=" else 0.0)
        elif limit.exact is not None:
            used = limit.exact(part, chosen.counts)
        elif limit.reading is not None:
            used = limit.reading(used) * limit.margin
    slack = limit.unit.slack(bound)
    met = used <= bound + slack if limit.sense == "<=" else used >= bound - slack
    return LimitReport(
        rule=limit.rule,
        name=limit.name,
        sense=limit.sense,
        used=used,
        bound=bound,
        unit=limit.unit,
        met=met,
        path=limit.looser.path,
        removed=removed,
        removes=limit.removes,
    )


def goal_shown(brief: Brief, value: float) -> float:
    """A value of the objective as people say it: the cheapest plan costs its cents."""
    return 0.0 - value if brief.goal.kind is GoalKind.CHEAPEST else value


def notes_of(brief: Brief, totals: Totals) -> tuple[str, ...]:
    """What a reader should know before they believe the numbers."""
    notes = []
    if totals.estimated_fees:
        notes.append(
            f"{fees_estimated(totals.estimated_fees, totals.creators, brief.locale)}, from benchmark prices or from a "
            "quote for less: ask for quotes before you sign."
        )
    for segment in totals.segments:
        if segment.unique > 0.5 * segment.size:
            notes.append(
                f"More than half of {segment.name} would be reached: at that height the duplication model matters "
                "most, so look at the range."
            )
    if not totals.creators:
        notes.append("The plan is empty: nothing is better than spending nothing under these limits.")
    return tuple(notes)


def marginal(table: PackageTable, objective: Objective, chosen: Selection, rows: Ints) -> Floats:
    """What the objective would gain from each of these packages on top of a plan."""
    gain = np.zeros(len(rows)) if objective.gain is None else np.asarray(objective.gain(table.part(rows)), float)
    if objective.people.any():
        weight = table.totals_weight(chosen.index, chosen.counts)
        more = reach.unique_reach(weight + table.weights[rows], table.sizes, table.kappas)
        gain = gain + (more - reach.unique_reach(weight, table.sizes, table.kappas)) @ objective.people
    # What costs nothing takes nothing of a goal that counts cents: 0, not -0, which files would show.
    return np.asarray(gain + 0.0)
