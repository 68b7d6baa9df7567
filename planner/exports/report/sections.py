"""The sections of the report, in the order in which somebody who pays for the plan reads them."""

from collections.abc import Iterator
from functools import partial

from planner import __version__
from planner.brief.brief import Brief
from planner.campaign.verdict import verdict_of
from planner.domain.platforms import colour_of
from planner.exports.brief_words import brief_facts
from planner.exports.dossier import Dossier, Version
from planner.exports.key_figures import conclusion, key_figures, limits_words, price
from planner.exports.report.figures import measure_name
from planner.exports.report.html import Cell, Column, escaped, paragraph, table
from planner.exports.text import proof_sentence, short
from planner.exports.versions_sheet import limits_met, versions_of
from planner.figures.pyramid import pyramid_alt
from planner.figures.tiers import PyramidMeasure
from planner.forecast.assumptions import VERSION, Assumption
from planner.outcome import BenchEntry, LimitReport, Pick
from planner.palette import TIER_COLOURS
from planner.schedule import Schedule, WavePlan, Week
from planner.seal import seal_words
from planner.wording import compact, count, counted, day_words, decimal, label, money, times

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
    yield paragraph("Most valuable to the plan first. Click a heading to sort.", "quiet")
    brief = dossier.brief
    picks = sorted(dossier.plan.picks, key=lambda pick: (-pick.incremental_reach, pick.creator))
    columns: tuple[Column[Pick], ...] = (
        Column("Creator", lambda pick: pick.handle + (f" × {pick.count}" if pick.count > 1 else "")),
        *_WHO,
        Column("Package", lambda pick: pick.package),
        Column("Net cost", partial(_fee, brief), True),
        Column("Reach", lambda pick: _number(pick.reach, brief), True),
        Column("Adds", lambda pick: _number(pick.incremental_reach, brief), True),
        Column("Engagements", lambda pick: _number(pick.engagements, brief), True),
        Column("CPM", partial(_cpm, brief), True),
        Column("Reach from", lambda pick: pick.evidence),
    )
    yield table(columns, picks, sortable=True)
    yield paragraph("Adds: people in the audience whom nobody else in the plan reaches.", "quiet")


_WHO: tuple[Column[Pick | BenchEntry], ...] = (
    Column("Platform", lambda one: Cell(label(one.platform), ink=colour_of(one.platform))),
    Column("Tier", lambda one: Cell(label(one.tier), ink=TIER_COLOURS[one.tier])),
)


def _number(value: float, brief: Brief) -> Cell:
    return Cell(count(value, brief.locale), value)


def _fee(brief: Brief, pick: Pick) -> Cell:
    fee = brief.money(pick.cost_cents)
    return Cell(fee + (" est." if pick.fee_estimated else ""), pick.cost_cents)


def _cpm(brief: Brief, pick: Pick) -> Cell:
    cpm = pick.cost_cents / pick.impressions * 1000 if pick.impressions else None
    return Cell("" if cpm is None else price(cpm, brief), cpm or 0.0)


def _limits(dossier: Dossier) -> Iterator[str]:
    plan = dossier.plan
    yield "<h2>What’s limiting this plan</h2>"
    yield _figure("limits", "limits", "Bars of what is used of each limit, the tightest first; the table has all.")
    columns: tuple[Column[LimitReport], ...] = (
        Column("Demand", lambda limit: limit.name),
        Column("Asked", lambda limit: _asked(limit, dossier.brief), True),
        Column("Has", lambda limit: _has(limit, dossier.brief), True),
        Column("Result", lambda limit: Cell(_result(limit), kind=_result(limit))),
    )
    yield f"<details><summary>All demands</summary>{table(columns, plan.limits)}</details>"


def _result(limit: LimitReport) -> str:
    return "pass" if limit.met else "fail"


def _asked(limit: LimitReport, brief: Brief) -> str:
    if limit.removed is not None:
        return ""
    return f"{'at most' if limit.sense == '<=' else 'at least'} {limit.unit.screen(limit.bound, brief)}"


def _has(limit: LimitReport, brief: Brief) -> str:
    if limit.removed is not None:
        return f"removes {count(limit.removed, brief.locale)}"
    return limit.unit.screen(limit.used, brief)


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
    columns: tuple[Column[Version], ...] = (
        Column("Scenario", lambda one: one.name),
        Column("Net cost", lambda one: money(one.plan.totals.cost_cents, one.brief.currency, locale), True),
        Column("Unique reach", lambda one: count(one.plan.totals.unique_reach, locale), True),
        Column("Per person", lambda one: price(one.plan.totals.cost_per_reach_cents, one.brief), True),
        Column("Engagements", lambda one: count(one.plan.totals.engagements, locale), True),
        Column("Creators", lambda one: count(one.plan.totals.creators, locale), True),
        Column("Rules met", limits_met, True),
    )
    yield table(columns, versions_of(dossier))


def _bench(dossier: Dossier) -> Iterator[str]:
    brief = dossier.brief
    if not dossier.plan.bench:
        return
    yield "<h2>Who could step in</h2>"
    columns: tuple[Column[BenchEntry], ...] = (
        Column("Creator", lambda entry: entry.handle),
        *_WHO,
        Column("Package", lambda entry: entry.package),
        Column("Net cost", lambda entry: brief.money(entry.cost_cents), True),
        Column("Would add", lambda entry: compact(entry.gain, brief.locale), True),
        Column("Why out", lambda entry: entry.reason),
    )
    yield table(columns, dossier.plan.bench)


def _calendar(dossier: Dossier, schedule: Schedule) -> Iterator[str]:
    locale = dossier.brief.locale
    yield "<h2>When it happens</h2>"
    if not schedule.decided:
        yield paragraph("The brief has no dates, so these are the earliest that the lead times allow.", "quiet")
    waves: tuple[Column[WavePlan], ...] = (
        Column("Wave", lambda wave: wave.name),
        Column("Posts from", lambda wave: day_words(wave.first, locale)),
        Column("to", lambda wave: day_words(wave.last, locale)),
        Column("Creators", lambda wave: count(wave.creators, locale), True),
        Column("Posts", lambda wave: count(wave.posts, locale), True),
        Column("Net cost", lambda wave: dossier.brief.money(wave.cash_cents), True),
    )
    yield table(waves, schedule.waves)
    weeks: tuple[Column[Week], ...] = (
        Column("Week from", lambda week: day_words(week.monday, locale)),
        Column("Posts", lambda week: count(week.posts, locale), True),
        Column("Cash due", lambda week: dossier.brief.money(week.cash_cents), True),
    )
    yield f"<details><summary>Week by week</summary>{table(weeks, schedule.weeks)}</details>"


def _assumptions(dossier: Dossier) -> Iterator[str]:
    locale = dossier.brief.locale

    def number(value: float | None) -> str:
        return "" if value is None else decimal(value, 3, locale)

    def where(row: Assumption) -> str:
        return ", ".join(label(part) for part in row.key.split(".")[1:] if part != "all") or "all"

    def what(row: Assumption) -> str:
        return row.key.partition(".")[0].replace("_", " ") + (", edited" if row.edited else "")

    yield "<h2>Assumptions</h2>"
    yield "".join(paragraph(note) for note in dossier.plan.notes)
    columns: tuple[Column[Assumption], ...] = (
        Column("Assumption", what),
        Column("For", where),
        Column("Value", lambda row: number(row.value), True),
        Column("Low", lambda row: number(row.low), True),
        Column("High", lambda row: number(row.high), True),
        Column("Unit", lambda row: row.unit),
        Column("Source", lambda row: short(f"{row.source} ({row.strength})", 140)),
    )
    rows = list(dossier.assumptions)
    listed = table(columns, rows)
    yield f"<details><summary>All {counted(len(rows), 'assumption')}, with their sources</summary>{listed}</details>"


def _close(dossier: Dossier) -> Iterator[str]:
    roster = dossier.plan.roster[:12] or "types of creators at benchmark prices"
    seal = f"{seal_words(dossier.plan)}. " if dossier.plan.seal is not None else ""
    yield (
        f"<footer>Made with Influencer mix planner {__version__}, assumptions of {VERSION}. Plan {dossier.reference}, "
        f"roster {escaped(roster)}. {escaped(seal)}Gross and unique reach stand apart: reach is never summed.</footer>"
    )
