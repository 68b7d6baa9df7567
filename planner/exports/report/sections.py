"""The sections of the report, in the order in which somebody who pays for the plan reads them."""

from collections.abc import Iterator

from planner import __version__
from planner.campaign.verdict import verdict_of
from planner.exports.brief_words import brief_facts
from planner.exports.dossier import Dossier
from planner.exports.key_figures import conclusion, key_figures, limits_words, price
from planner.exports.report.figures import measure_name
from planner.exports.report.html import Cell, escaped, paragraph, table
from planner.exports.text import day_words, proof_sentence, short
from planner.exports.versions_sheet import versions_of
from planner.figures.pyramid import pyramid_alt
from planner.figures.tiers import PyramidMeasure
from planner.forecast.assumptions import VERSION
from planner.outcome import LimitReport, Pick
from planner.palette import PLATFORM_COLOURS, TIER_COLOURS
from planner.schedule import Schedule
from planner.seal import seal_words
from planner.wording import compact, count, decimal, label, money, times

_MEASURES = {
    PyramidMeasure.CREATORS: "Creators",
    PyramidMeasure.SPEND: "Net cost",
    PyramidMeasure.UNIQUE_REACH: "Unique reach",
    PyramidMeasure.ENGAGEMENTS: "Engagements",
}


def body(dossier: Dossier) -> str:
    """Everything between the tags of the body but the scripts."""
    parts = [*_opening(dossier), *_pyramid(dossier), *_creators(dossier), *_limits(dossier), *_reach(dossier)]
    if dossier.versions:
        parts += _versions(dossier)
    parts += _bench(dossier)
    if dossier.schedule is not None:
        parts += _calendar(dossier, dossier.schedule)
    parts += [*_assumptions(dossier), *_close(dossier)]
    return "\n".join(parts)


def _opening(dossier: Dossier) -> Iterator[str]:
    plan, brief = dossier.plan, dossier.brief
    day = f", {day_words(dossier.made_on, brief.locale)}" if dossier.made_on else ""
    yield f"<header><p class=quiet>{escaped(brief.name)}{escaped(day)}</p><h1>{escaped(conclusion(plan, brief))}</h1>"
    proof = proof_sentence(plan, brief).partition(" (")[0]
    verdict = verdict_of(plan, brief, dossier.roster)
    yield "".join(paragraph(caveat.sentence, "lead") for caveat in verdict.caveats)
    yield paragraph(verdict.sentence, "lead")
    yield f"{paragraph(f'{limits_words(plan)}. {proof}.', 'quiet')}</header>"
    tiles = "".join(
        f"<div class=tile><span>{escaped(one.title)}</span><b>{escaped(one.number)}</b>"
        f"<span>{escaped(one.caption)}</span></div>"
        for one in key_figures(plan, brief)
    )
    yield f"<div class=tiles>{tiles}</div>"
    facts = "".join(f"<dt>{escaped(fact.title)}</dt><dd>{escaped(fact.words)}</dd>" for fact in brief_facts(brief))
    yield f"<h2>The brief</h2><dl>{facts}</dl>"


def _pyramid(dossier: Dossier) -> Iterator[str]:
    yield "<h2>The pyramid</h2>"
    yield "<div class=chooser role=group aria-label='What the width shows'>"
    for at, (measure, words) in enumerate(_MEASURES.items()):
        said = escaped(pyramid_alt(dossier.plan, measure))
        yield (
            f'<button type=button data-slot=pyramid data-show="{measure_name(measure)}" data-words="{said}" '
            f"aria-pressed={'true' if at == 0 else 'false'}>{words}</button>"
        )
    first = next(iter(_MEASURES))
    yield "</div>"
    yield _figure("pyramid", measure_name(first), pyramid_alt(dossier.plan, first))


def _figure(slot: str, name: str, words: str) -> str:
    return f'<div class=figure id="{slot}" data-figure="{name}" role=img aria-label="{escaped(words)}"></div>'


def _creators(dossier: Dossier) -> Iterator[str]:
    yield "<h2>The creators</h2>"
    yield paragraph("Those whom the plan would miss most first. A click on a heading sorts.", "quiet")
    heads = (
        ("Creator", False),
        ("Platform", False),
        ("Tier", False),
        ("Package", False),
        ("Net cost", True),
        ("Reach", True),
        ("Adds", True),
        ("Engagements", True),
        ("CPM", True),
        ("Reach from", False),
    )
    picks = sorted(dossier.plan.picks, key=lambda pick: (-pick.incremental_reach, pick.creator))
    yield table(heads, [_creator(pick, dossier) for pick in picks], sortable=True)
    yield paragraph("Adds: people in the audience whom nobody else in the plan reaches.", "quiet")


def _creator(pick: Pick, dossier: Dossier) -> tuple[Cell, ...]:
    brief = dossier.brief
    cpm = pick.cost_cents / pick.impressions * 1000 if pick.impressions else None
    return (
        Cell(pick.handle + (f" × {pick.count}" if pick.count > 1 else "")),
        Cell(label(pick.platform), ink=PLATFORM_COLOURS[pick.platform]),
        Cell(label(pick.tier), ink=TIER_COLOURS[pick.tier]),
        Cell(pick.package),
        Cell(
            money(pick.cost_cents, brief.currency, brief.locale) + (" est." if pick.fee_estimated else ""),
            pick.cost_cents,
        ),
        *(
            Cell(count(number, brief.locale), number)
            for number in (pick.reach, pick.incremental_reach, pick.engagements)
        ),
        Cell("" if cpm is None else price(cpm, brief), cpm or 0.0),
        Cell(pick.evidence),
    )


def _limits(dossier: Dossier) -> Iterator[str]:
    plan = dossier.plan
    yield "<h2>What’s limiting this plan</h2>"
    yield _figure("limits", "limits", "Bars of what is used of each limit, the tightest first; the table has all.")
    heads = (("Demand", False), ("Asked", True), ("Has", True), ("Result", False))
    listed = table(heads, [_limit(one, dossier) for one in plan.limits])
    yield f"<details><summary>All demands</summary>{listed}</details>"


def _limit(limit: LimitReport, dossier: Dossier) -> tuple[Cell, ...]:
    verdict = Cell("pass" if limit.met else "fail", kind="pass" if limit.met else "fail")
    if limit.removed is not None:
        return Cell(limit.name), Cell(""), Cell(f"removes {count(limit.removed, dossier.brief.locale)}"), verdict
    asked, used = (limit.unit.screen(number, dossier.brief) for number in (limit.bound, limit.used))
    return Cell(limit.name), Cell(f"{'at most' if limit.sense == '<=' else 'at least'} {asked}"), Cell(used), verdict


def _reach(dossier: Dossier) -> Iterator[str]:
    total, locale = dossier.plan.totals, dossier.brief.locale
    yield "<h2>What more or less money would reach</h2>"
    yield paragraph(
        f"On the same mix of creators. Each of {count(total.unique_reach, locale)} people is reached "
        f"{times(total.frequency, locale)} on average; counted once for every creator they are "
        f"{count(total.gross_reach, locale)}.",
        "quiet",
    )
    yield _figure("reach", "reach", "Unique people by spend under three models of how audiences overlap.")


def _versions(dossier: Dossier) -> Iterator[str]:
    locale = dossier.brief.locale
    yield "<h2>Alternatives considered</h2>"
    numbers = ("Net cost", "Unique reach", "Per person", "Engagements", "Creators", "Demands met")
    heads = (("Scenario", False), *((title, True) for title in numbers))
    rows = []
    for version in versions_of(dossier):
        total, limits = version.plan.totals, version.plan.limits
        rows.append(
            (
                Cell(version.name),
                Cell(money(total.cost_cents, version.brief.currency, locale)),
                Cell(count(total.unique_reach, locale)),
                Cell(price(total.cost_per_reach_cents, version.brief)),
                Cell(count(total.engagements, locale)),
                Cell(count(total.creators, locale)),
                Cell(f"{sum(limit.met for limit in limits)} of {len(limits)}"),
            )
        )
    yield table(heads, rows)


def _bench(dossier: Dossier) -> Iterator[str]:
    brief = dossier.brief
    if not dossier.plan.bench:
        return
    yield "<h2>Who could step in</h2>"
    words = ("Creator", "Platform", "Tier", "Package")
    heads = (*((title, False) for title in words), ("Net cost", True), ("Would add", True), ("Why out", False))
    yield table(
        heads,
        [
            (
                Cell(entry.handle),
                Cell(label(entry.platform), ink=PLATFORM_COLOURS[entry.platform]),
                Cell(label(entry.tier), ink=TIER_COLOURS[entry.tier]),
                Cell(entry.package),
                Cell(money(entry.cost_cents, brief.currency, brief.locale)),
                Cell(compact(entry.gain, brief.locale)),
                Cell(entry.reason),
            )
            for entry in dossier.plan.bench
        ],
    )


def _calendar(dossier: Dossier, schedule: Schedule) -> Iterator[str]:
    brief = dossier.brief
    yield "<h2>When it happens</h2>"
    if not schedule.decided:
        yield paragraph("The brief names no dates: these are the earliest that the lead times allow.", "quiet")
    heads = (("Wave", False), ("Posts from", False), ("to", False), ("Creators", True), ("Posts", True))
    yield table(
        (*heads, ("Net cost", True)),
        [
            (
                Cell(wave.name),
                Cell(day_words(wave.first, brief.locale)),
                Cell(day_words(wave.last, brief.locale)),
                Cell(count(wave.creators, brief.locale)),
                Cell(count(wave.posts, brief.locale)),
                Cell(money(wave.cash_cents, brief.currency, brief.locale)),
            )
            for wave in schedule.waves
        ],
    )
    weeks = [
        (
            Cell(day_words(week.monday, brief.locale)),
            Cell(count(week.posts, brief.locale)),
            Cell(money(week.cash_cents, brief.currency, brief.locale)),
        )
        for week in schedule.weeks
    ]
    by_week = table((("Week from", False), ("Posts", True), ("Cash due", True)), weeks)
    yield f"<details><summary>Week by week</summary>{by_week}</details>"


def _assumptions(dossier: Dossier) -> Iterator[str]:
    locale = dossier.brief.locale

    def said(value: float | None) -> str:
        return "" if value is None else decimal(value, 3, locale)

    yield "<h2>Assumptions</h2>"
    yield "".join(paragraph(note) for note in dossier.plan.notes)
    heads = (("Assumption", False), ("For", False), ("Value", True), ("Low", True), ("High", True), ("Unit", False))
    rows = []
    for row in dossier.assumptions:
        metric, _, rest = row.key.partition(".")
        where = ", ".join(label(part) for part in rest.split(".") if part != "all") or "all"
        rows.append(
            (
                Cell(metric.replace("_", " ") + (", edited" if row.edited else "")),
                Cell(where),
                *(Cell(said(value)) for value in (row.value, row.low, row.high)),
                Cell(row.unit),
                Cell(short(f"{row.source} ({row.strength})", 140)),
            )
        )
    listed = table((*heads, ("Source", False)), rows)
    yield f"<details><summary>All {len(rows)} assumptions, with their sources</summary>{listed}</details>"


def _close(dossier: Dossier) -> Iterator[str]:
    roster = dossier.plan.roster[:12] or "archetypes from the benchmarks"
    seal = f"{seal_words(dossier.plan)}. " if dossier.plan.seal is not None else ""
    yield (
        f"<footer>Made with Influencer mix planner {__version__}, assumptions of {VERSION}. Plan {dossier.reference}, "
        f"roster {escaped(roster)}. {escaped(seal)}Gross and unique reach stand apart: reach is never summed.</footer>"
    )
