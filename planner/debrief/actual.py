"""Actual results of a pick: its posts combined, with people counted once under the model of repeat exposure."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.debrief.expected import Expected
from planner.domain.results import Result, Status
from planner.domain.roster import Format, Platform
from planner.forecast.assumptions import Assumptions
from planner.forecast.levels import ceiling_metric, platform_of_format


class State(StrEnum):
    """Progress of a pick."""

    POSTED = "posted"
    PART = "partly posted"
    SHORT = "posts missing"
    SIGNED = "signed"
    OPEN = "open"
    UNPOSTED = "not posted"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def settled(self) -> bool:
        """True when no further posts are expected."""
        return self in (State.POSTED, State.SHORT, State.UNPOSTED, State.DECLINED, State.CANCELLED)

    @property
    def out(self) -> bool:
        """True when at least one post is out."""
        return self in (State.POSTED, State.PART, State.SHORT)


@dataclass(frozen=True)
class Post:
    """Published posts of one row. reach: people, None when unknown; estimated: derived from views or impressions."""

    format: Format | None
    posts: int
    date: datetime.date | None
    reach: float | None
    estimated: bool
    engagements: int | None
    row: Result


@dataclass(frozen=True)
class Actual:
    """Actual results of one pick; None = not reported.

    posts: published, at most those contracted. late: days between the due date and the latest post. dated: both days
    are known; without them it is unknown whether the post was on time.
    """

    state: State
    posts: int
    out: tuple[Post, ...]
    reach: float | None
    impressions: float | None
    engagements: float | None
    clicks: int | None
    conversions: int | None
    revenue_cents: int | None
    cost_cents: int | None
    late: int
    dated: bool = False


def actual_of(
    rows: Sequence[Result], expected: Expected, due: datetime.date | None, over: bool, assumptions: Assumptions
) -> Actual:
    """Combine a pick's rows. over: the campaign has ended, so open posts count as not posted."""
    out = tuple(_post(row, expected.pick.platform, assumptions) for row in rows if _is_out(row))
    posts = min(sum(post.posts for post in out), expected.posts)
    if any(post.format is None and post.row.posts is None for post in out):
        posts = expected.posts
    latest = max((post.date for post in out if post.date is not None), default=None)
    return Actual(
        state=_state(rows, posts, expected.posts, over),
        posts=posts,
        out=out,
        reach=together(out, expected, assumptions),
        impressions=total(post.row.impressions for post in out),
        engagements=total(post.engagements for post in out),
        clicks=total(row.clicks for row in rows),
        conversions=total(row.conversions for row in rows),
        revenue_cents=total(row.revenue_cents for row in rows),
        cost_cents=total(row.cost_cents for row in rows),
        late=0 if latest is None or due is None else max(0, (latest - due).days),
        dated=latest is not None and due is not None,
    )


def _is_out(row: Result) -> bool:
    if row.posts is not None:
        return row.posts > 0
    if row.status is not None:
        return row.status is Status.POSTED
    seen = (row.reach, row.impressions, row.views, row.engagements, row.clicks)
    return bool(row.link) or row.date is not None or any(value for value in seen)


def _state(rows: Sequence[Result], posts: int, contracted: int, over: bool) -> State:
    said = {row.status for row in rows}
    if posts >= contracted > 0:
        return State.POSTED
    if Status.CANCELLED in said and posts == 0:
        return State.CANCELLED
    if Status.DECLINED in said and posts == 0:
        return State.DECLINED
    if posts:
        return State.SHORT if over else State.PART
    if over:
        return State.UNPOSTED
    return State.SIGNED if Status.SIGNED in said or any(row.cost_cents for row in rows) else State.OPEN


def _post(row: Result, platform: Platform, assumptions: Assumptions) -> Post:
    reach, estimated = _people(row, platform, assumptions)
    return Post(row.format, 1 if row.posts is None else row.posts, row.date, reach, estimated, row.engagements, row)


def _people(row: Result, platform: Platform, assumptions: Assumptions) -> tuple[float | None, bool]:
    """Reach of a row's posts, and whether it is estimated: as reported, else from views, else from impressions."""
    if row.reach is not None:
        return float(row.reach), False
    if row.views is not None and f"unique_viewers_per_view.{platform}.all" in assumptions:
        return row.views * assumptions.number("unique_viewers_per_view", platform), True
    seen = row.impressions if row.impressions is not None else row.views
    if seen is None or row.format is None:
        return None, False
    where = platform_of_format(platform, row.format)
    return seen / assumptions.number("impressions_per_reached_person", where), True


def together(posts: Sequence[Post], expected: Expected, assumptions: Assumptions) -> float | None:
    """People who saw at least one of the posts: repeats within a format, then across formats, up to a ceiling.

    The forecast's formula for equal posts, applied post by post; None when the reach of a post is unknown.
    """
    if not posts or any(post.reach is None for post in posts):
        return None
    if len(posts) == 1:
        return posts[0].reach
    by_format: dict[Format | None, list[float]] = {}
    for post in posts:
        by_format.setdefault(post.format, []).append(post.reach or 0.0)
    growth, followers = assumptions.number("reach_growth_by_repeats"), expected.pick.followers * expected.pick.count
    top, missed, ceilings = 0.0, 1.0, []
    for f, found in by_format.items():
        share = assumptions.number(ceiling_metric(f)) if f is not None else 1.0
        ceiling = max(share * followers, growth * max(found))
        if ceiling <= 0:
            continue
        left = 1.0
        for people in found:
            left *= 1 - people / ceiling
        ceilings.append((ceiling, ceiling * (1 - left)))
        top = max(top, ceiling)
    if len(ceilings) == 1:
        return ceilings[0][1]
    for _, people in ceilings:
        missed *= 1 - people / top
    return top * (1 - missed)


def total(values: Iterable[int | None]) -> int | None:
    """Sum of what is known; None when nothing is."""
    said = [value for value in values if value is not None]
    return sum(said) if said else None
