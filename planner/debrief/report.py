"""The report of a debrief: typed and flat for JSON, and as lines of plain text."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter

from planner.brief.brief import Brief
from planner.debrief.compare import Debrief, Group, Variance
from planner.debrief.inflight import Outlook, outlook
from planner.debrief.lesson import Edit, Lesson
from planner.debrief.lessons import learn
from planner.debrief.memory import Memory, record_of
from planner.debrief.progress import progress
from planner.debrief.verdicts import Judgement, verdicts
from planner.debrief.waterfall import Waterfall, kinds_of, waterfall
from planner.wording import compact, counted, decimal, percent

MOST_ASIDE = 20


@dataclass(frozen=True)
class Row:
    """One pick. Money in cents, shares 0 to 1, None = not reported."""

    creator: str
    state: str
    wave: str
    late_days: int
    reach: Variance
    engagements: Variance
    conversions: Variance
    cost_cents: Variance
    p10_reach: float
    p90_reach: float
    inside: bool | None
    cost_per_thousand_cents: float | None
    cost_per_engagement_cents: float | None
    cost_per_conversion_cents: float | None


@dataclass(frozen=True)
class Aside:
    """A row that no figure includes, and why."""

    kind: str
    sentence: str


@dataclass(frozen=True)
class Learned:
    """One lesson: edited assumptions in their own units, and the posts and creators behind it."""

    subject: str
    title: str
    factor: float
    posts: int
    creators: int
    borrowed: int
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Report:
    """All of a debrief. progress: number of picks by state. outlook: None unless the campaign is running."""

    campaign: str
    currency: str
    state: str
    rows_used: int
    progress: dict[str, int]
    total: Group
    tiers: tuple[Group, ...]
    platforms: tuple[Group, ...]
    compensations: tuple[Group, ...]
    waves: tuple[Group, ...]
    picks: tuple[Row, ...]
    waterfalls: tuple[Waterfall, ...]
    outlook: Outlook | None
    verdicts: tuple[Judgement, ...]
    lessons: tuple[Learned, ...]
    aside: tuple[Aside, ...]
    notes: tuple[str, ...]

    def json(self) -> bytes:
        """As JSON, indented."""
        return TypeAdapter(Report).dump_json(self, indent=2) + b"\n"


def report_of(done: Debrief) -> Report:
    """The report of a debrief, with the lessons of this campaign alone."""
    lessons = learn(Memory().with_campaign(record_of("this", done)), done.brief) if done.rows_used else ()
    return Report(
        campaign=done.name,
        currency=done.brief.currency,
        state=done.state,
        rows_used=done.rows_used,
        progress=progress(done),
        total=done.total,
        tiers=done.tiers,
        platforms=done.platforms,
        compensations=done.compensations,
        waves=done.waves,
        picks=tuple(_rows(done)),
        waterfalls=tuple(waterfall(done, kind) for kind in kinds_of(done)),
        outlook=outlook(done) if done.state == "partial" else None,
        verdicts=verdicts(done),
        lessons=tuple(_learned(lesson) for lesson in lessons),
        aside=tuple(Aside(aside.kind, str(aside.problem)) for aside in done.aside),
        notes=done.notes,
    )


def _rows(done: Debrief) -> Iterator[Row]:
    for line in done.lines:
        yield Row(
            creator=line.creator,
            state=str(line.actual.state),
            wave=line.wave,
            late_days=line.actual.late,
            reach=line.reach,
            engagements=line.engagements,
            conversions=line.conversions,
            cost_cents=line.cost,
            p10_reach=line.low,
            p90_reach=line.high,
            inside=line.inside,
            cost_per_thousand_cents=line.cost_per_thousand_cents,
            cost_per_engagement_cents=line.cost_per_engagement_cents,
            cost_per_conversion_cents=line.cost_per_conversion_cents,
        )


def _learned(lesson: Lesson) -> Learned:
    behind = (lesson.factor, lesson.posts, lesson.creators, lesson.borrowed)
    return Learned(str(lesson.subject), lesson.title, *behind, lesson.edits)


def lines(report: Report, brief: Brief) -> Iterator[str]:
    """The summary, totals, waterfalls, outlook, verdicts, lessons and rows set aside."""
    whole = report.total
    posted, *others = report.progress.items()
    states = "".join(f", {number} {words}" for words, number in others)
    late = f"; {whole.late} came late" if whole.late else ""
    rows = f"{report.rows_used} rows count, {len(report.aside)} need fixing"
    yield f"{report.campaign}: {posted[1]} of {whole.picks} picks posted{states}{late}. {rows}."
    yield ""
    yield from _totals(whole, brief)
    for found in report.waterfalls:
        yield ""
        yield f"{found.kind.replace('_', ' ').capitalize()}: planned {compact(found.planned, brief.locale)}"
        for step in found.steps:
            yield f"  {step.label:<9} {_signed(step.value, brief):>9}"
        yield f"  {'actual' if found.over else 'as it stands'} {compact(found.actual, brief.locale)}"
    if report.outlook is not None:
        band = report.outlook.unique_reach
        low, middle, high = (compact(value, brief.locale) for value in (band.p10, band.p50, band.p90))
        yield ""
        yield f"Unique reach at the end: {middle}, {low} to {high}"
    for judged in report.verdicts:
        yield f"@{judged.handle}, {judged.verdict}: {' '.join(judged.evidence)}"
    general = [lesson for lesson in report.lessons if lesson.edits]
    if general:
        yield ""
        yield "Lessons, with the posts and creators behind them"
        alone = [lesson for lesson in general if lesson.posts or not lesson.borrowed]
        for lesson in alone:
            edit = lesson.edits[0]
            change = f"{decimal(edit.old, 4, brief.locale)} -> {decimal(edit.new, 4, brief.locale)}"
            siblings = f", {lesson.borrowed} from related groups" if lesson.borrowed else ""
            known = next((e for e in lesson.edits if e.key.startswith("doubt") and e.new < e.old), None)
            sds = "" if known is None else f", log sd {decimal(known.old, 2)} -> {decimal(known.new, 2)}"
            yield f"  {lesson.subject}, {lesson.title}: {change}{sds} ({lesson.posts} of {lesson.creators}{siblings})"
        if len(alone) < len(general):
            further = counted(len(general) - len(alone), "group")
            yield f"  and {further} without posts of their own, by what related groups did"
    if report.aside or report.notes:
        yield ""
        yield "Needs fixing"
        yield from (f"  {aside.sentence}" for aside in report.aside[:MOST_ASIDE])
        if len(report.aside) > MOST_ASIDE:
            yield f"  and {len(report.aside) - MOST_ASIDE} more, all of them in the JSON"
        yield from (f"  {note}" for note in report.notes)


def _totals(whole: Group, brief: Brief) -> Iterator[str]:
    for words, part in (("Reach, gross", whole.reach), ("Engagements", whole.engagements)):
        if part.actual is not None:
            actual, planned = compact(part.actual, brief.locale), compact(part.planned, brief.locale)
            yield f"{words}: {actual}, planned {planned}{_off(part)}"
    if whole.cost.actual is not None:
        paid, planned = (brief.money(round(v)) for v in (whole.cost.actual, whole.cost.planned))
        yield f"Cash: {paid}, planned {planned}{_off(whole.cost)}"
    if whole.judged:
        yield f"Inside P10 to P90: {whole.inside} of {whole.judged} picks"


def _off(part: Variance) -> str:
    if part.share is not None and abs(part.share) < 0.005:
        return " (as planned)"
    return "" if part.share is None else f" ({'+' if part.share >= 0 else '-'}{percent(abs(part.share), 0)})"


def _signed(value: float, brief: Brief) -> str:
    return f"{'+' if value >= 0 else '-'}{compact(abs(value), brief.locale)}"
