"""Schedule a plan: every step of every pick and wave, counted back from the first day of the wave."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from planner.brief.brief import Brief
from planner.domain.roster import Format
from planner.forecast.assumptions import Assumptions, assumptions_of
from planner.forecast.waves import Slot, slots
from planner.outcome import Pick, Plan
from planner.schedule.types import Payment, Posted, Schedule, Task, TaskKind, TaskState, WavePlan, Week
from planner.wording import counted, day_words, label

SOON = timedelta(days=7)
_BEFORE = (TaskKind.REVIEW, TaskKind.CREATE, TaskKind.BRIEF, TaskKind.CONSULT)
"""Steps before a wave begins, the last one first."""


@dataclass(frozen=True)
class _Share:
    """Posts and cash of one pick in one wave. first: the pick's first wave."""

    pick: Pick
    slot: Slot
    deliverables: tuple[tuple[Format, int], ...]
    cash_cents: int
    first: bool


def schedule_of(
    plan: Plan,
    brief: Brief,
    today: date,
    posted: Iterable[Posted] | None = None,
    assumptions: Assumptions | None = None,
) -> Schedule:
    """Tasks, payments and weeks of a plan.

    today: reference day of states and notes. posted: posts known from results; None = no results yet. assumptions:
    lead times; None = the defaults with the brief's edits. Without a flight in the brief the first wave begins on the
    first Monday that the lead times allow from today.
    """
    numbers = assumptions_of(brief) if assumptions is None else assumptions
    lead = {kind: max(0, round(numbers.number(f"lead_days_{kind}"))) for kind in TaskKind if kind != "publish"}
    earliest = None if brief.flight is None else brief.flight.work_from
    ready = max(today, earliest or today) + timedelta(days=sum(lead[kind] for kind in _BEFORE))
    times = slots(brief, numbers, ready + timedelta(days=-ready.weekday() % 7))
    shares = [share for pick in plan.picks for share in _shares(pick, times)]
    done = _done(posted, times)
    tasks = tuple(task for share in shares for task in _tasks(share, lead, today, done))
    due = [*_payments(shares, lead, numbers), *_due_once(shares, brief)]
    payments = tuple(sorted(due, key=lambda p: (p.day, p.creator, p.wave)))
    return Schedule(
        today=today,
        decided=brief.flight is not None or any(wave.start for wave in brief.waves),
        waves=tuple(_wave(slot, shares) for slot in times),
        tasks=tasks,
        payments=payments,
        weeks=_weeks(tasks, payments),
        notes=tuple(_notes(brief, times, tasks, today, ready)),
    )


def _shares(pick: Pick, times: tuple[Slot, ...]) -> Iterator[_Share]:
    """A pick's posts and cash, split evenly over its waves; the remainder goes to the first."""
    mine = [slot for slot in times if slot.number in pick.waves] or list(times[:1])
    posts = posts_in_turn(pick)
    at = 0
    for number, slot in enumerate(mine):
        size = len(posts) // len(mine) + (len(posts) % len(mine) if number == 0 else 0)
        each = Counter(posts[at : at + size])
        at += size
        one = pick.cost_cents // pick.count
        cash = pick.count * (one // len(mine) + (one % len(mine) if number == 0 else 0))
        yield _Share(pick, slot, tuple((f, each[f]) for f in Format if each[f]), cash, number == 0)


def posts_in_turn(pick: Pick) -> list[Format]:
    """The posts of one package, ordered so that formats alternate evenly."""
    placed = [((at + 0.5) / many, f) for f, many in pick.deliverables.items() for at in range(many)]
    return [f for _, f in sorted(placed, key=lambda post: (post[0], list(Format).index(post[1])))]


def _tasks(
    share: _Share, lead: dict[TaskKind, int], today: date, done: Counter[tuple[str, int]] | None
) -> Iterator[Task]:
    pick, slot = share.pick, share.slot
    posts = pick.count * sum(number for _, number in share.deliverables)
    if not posts:
        return
    published = done is not None and done[pick.creator, slot.number] >= posts

    def task(kind: TaskKind, start: date, end: date, shown: bool) -> Task:
        publishes = kind is TaskKind.PUBLISH
        return Task(
            creator=pick.creator,
            handle=pick.handle,
            platform=pick.platform,
            tier=pick.tier,
            count=pick.count,
            wave=slot.number,
            wave_name=slot.name,
            kind=kind,
            start=start,
            end=end,
            state=_state(start, end, today, shown, publishes and done is not None),
            deliverables=share.deliverables if publishes else (),
            days=_days(slot, sum(n for _, n in share.deliverables)) if publishes else (),
        )

    before = []
    end = slot.first - timedelta(days=1)
    for kind in _BEFORE:
        if kind is TaskKind.CONSULT and not share.first:
            continue
        if lead[kind]:
            start = end - timedelta(days=lead[kind] - 1)
            before.append(task(kind, start, end, published))
            end = start - timedelta(days=1)
    yield from reversed(before)
    yield task(TaskKind.PUBLISH, slot.first, slot.last, published)
    if lead[TaskKind.DEBRIEF]:
        begins = slot.last + timedelta(days=1)
        yield task(TaskKind.DEBRIEF, begins, slot.last + timedelta(days=lead[TaskKind.DEBRIEF]), False)


def _state(start: date, end: date, today: date, shown: bool, known: bool) -> TaskState:
    if shown:
        return TaskState.DONE
    if end < today:
        return TaskState.LATE if known else TaskState.OVER
    return TaskState.DUE if start <= today + SOON else TaskState.PLANNED


def _days(slot: Slot, posts: int) -> tuple[date, ...]:
    """Publication days of `posts` posts, spread evenly over a wave."""
    return tuple(slot.first + timedelta(days=(2 * at + 1) * slot.days // (2 * posts)) for at in range(posts))


def _done(posted: Iterable[Posted] | None, times: tuple[Slot, ...]) -> Counter[tuple[str, int]] | None:
    """Published posts by creator and wave; a post without wave and date counts for the first wave."""
    if posted is None:
        return None
    done: Counter[tuple[str, int]] = Counter()
    for post in posted:
        wave = post.wave
        if wave is None and post.day is not None:
            day = post.day
            wave = next((slot.number for slot in reversed(times) if day >= slot.first), times[0].number)
        done[post.creator, wave or times[0].number] += post.posts
    return done


def _payments(shares: list[_Share], lead: dict[TaskKind, int], numbers: Assumptions) -> Iterator[Payment]:
    """One part on signing, when the brief is agreed; the rest after the wave."""
    signing, days = numbers.number("paid_on_signing"), timedelta(days=round(numbers.number("payment_days")))
    for share in shares:
        early = int(share.cash_cents * signing)
        signed = share.slot.first - timedelta(days=1 + lead[TaskKind.CREATE] + lead[TaskKind.REVIEW])
        for day, cents, what in (
            (signed, early, "on signing"),
            (share.slot.last + days, share.cash_cents - early, "after the wave"),
        ):
            if cents:
                yield Payment(share.pick.creator, share.pick.handle, share.slot.number, day, cents, what)


def _due_once(shares: list[_Share], brief: Brief) -> Iterator[Payment]:
    """Fixed costs, due on the first day of the first wave that uses the resource."""
    for name, resource in brief.resources.items():
        waves = [share.slot for share in shares if share.pick.uses.get(name)]
        if resource.fixed_cents and waves:
            first = min(waves, key=lambda slot: slot.number)
            yield Payment("", "", first.number, first.first, resource.fixed_cents, f"fixed cost of {label(name)}")


def _wave(slot: Slot, shares: list[_Share]) -> WavePlan:
    mine = [share for share in shares if share.slot.number == slot.number]
    return WavePlan(
        number=slot.number,
        name=slot.name,
        first=slot.first,
        last=slot.last,
        creators=sum(share.pick.count for share in mine if share.deliverables),
        posts=sum(share.pick.count * number for share in mine for _, number in share.deliverables),
        cash_cents=sum(share.cash_cents for share in mine),
    )


def _weeks(tasks: tuple[Task, ...], payments: tuple[Payment, ...]) -> tuple[Week, ...]:
    """All weeks from the first task or payment to the last, empty weeks included."""
    cash: Counter[date] = Counter()
    posts: Counter[date] = Counter()
    begins: Counter[date] = Counter()
    ends: Counter[date] = Counter()
    for payment in payments:
        cash[_monday(payment.day)] += payment.cents
    for task in tasks:
        begins[_monday(task.start)] += 1
        ends[_monday(task.end)] += 1
        for day in task.days:
            posts[_monday(day)] += task.count
    touched = [*cash, *posts, *begins, *ends]
    if not touched:
        return ()
    first, number = min(touched), (max(touched) - min(touched)).days // 7 + 1
    mondays = [first + timedelta(weeks=at) for at in range(number)]
    return tuple(Week(day, cash[day], posts[day], begins[day], ends[day]) for day in mondays)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _notes(brief: Brief, times: tuple[Slot, ...], tasks: tuple[Task, ...], today: date, ready: date) -> Iterator[str]:
    """Deadlines that cannot be met, each with a way to fix it. ready: first day on which a creator can post."""
    if brief.flight is None and not any(wave.start for wave in brief.waves):
        yield (
            f"The brief has no dates, so these are the earliest that the lead times allow: first posts on "
            f"{day_words(times[0].first, brief.locale)}."
        )
        return
    begun = [task for task in tasks if task.kind in _BEFORE and task.start < today and task.state is TaskState.OVER]
    late = {task.creator for task in tasks if task.kind in _BEFORE and task.end >= today and task.start < today}
    late |= {task.creator for task in begun}
    if late and any(task.kind is TaskKind.PUBLISH and task.start > today for task in tasks):
        who = "1 creator" if len(late) == 1 else counted(len(late), "creator", brief.locale)
        yield (
            f"There is too little time left for {who}. A creator who is asked today can post from "
            f"{day_words(ready, brief.locale)} on. Start on that day, or shorten the lead times on the Assumptions "
            "page."
        )
    if brief.flight is not None and brief.flight.end is not None and times[-1].last > brief.flight.end:
        yield (
            f"{times[-1].name} ends on {day_words(times[-1].last, brief.locale)}, after the flight, which ends on "
            f"{day_words(brief.flight.end, brief.locale)}. Set dates for the waves, or a later end of the flight."
        )
