"""The survey of micro-influencers that started this product, one question per figure."""

from collections.abc import Iterable
from enum import Enum

import plotly.graph_objects as go

from planner.domain.roster import Tier
from planner.figures.look import Look, clean, note
from planner.figures.traces import dots, line, rows_figure
from planner.forecast.assumptions import Assumption
from planner.palette import TIER_COLOURS
from planner.wording import percent


class Question(Enum):
    """A question of the survey: its title, the start of its metrics' names, and the words for each answer."""

    PAY = (
        "How they like to be paid",
        "prefer_",
        {
            "money": "Money",
            "free_product": "Free product",
            "exclusive_event": "Exclusive events",
            "affiliate": "Affiliate commission",
        },
    )
    AGAIN = (
        "Why they work with a brand again",
        "repeat_reason_",
        {
            "fan_of_brand": "Fan of the brand",
            "fair_compensation": "Fair compensation",
            "values_aligned": "Shared values",
        },
    )
    PLATFORM = (
        "Their favourite platform",
        "favourite_platform_",
        {"instagram": "Instagram", "facebook": "Facebook", "twitter": "Twitter, now X"},
    )
    METRIC = (
        "What a campaign should be judged by",
        "campaign_metric_favour_",
        {"reach": "Reach", "engagement": "Engagement"},
    )

    @property
    def title(self) -> str:
        """As a heading."""
        return self.value[0]

    @property
    def prefix(self) -> str:
        """Start of the names of its metrics."""
        return self.value[1]

    def words(self, answer: str) -> str:
        """The answer as people read it."""
        return self.value[2].get(answer, answer.replace("_", " ").capitalize())


_ROW, _BAR = 46, 8


def survey_bars(evidence: Iterable[Assumption], question: Question, look: Look) -> go.Figure:
    """Answers to one question, most frequent first, as bars on one scale from 0 to 100 per cent.

    evidence: rows of any table; those of the survey that answer the question are taken. Where two studies
    asked the same, the first stands: its answers belong with the others. Trace `answers`: x shares 0 to 1.
    """
    rows: dict[str, Assumption] = {}
    for row in evidence:
        metric = row.key.partition(".")[0]
        if row.table == "survey" and metric.startswith(question.prefix) and row.value is not None:
            rows.setdefault(metric.removeprefix(question.prefix), row)
    answers = sorted(rows.items(), key=lambda pair: -pair[1].number)
    inks, notes, height = look.inks, [], 36 + _ROW * len(answers)
    notes.append(note(f"<b>{question.title}</b>", 0, 10, size=15, colour=inks.ink))
    y = [36 + _ROW * at + 26 for at in range(len(answers))]
    for (answer, row), top in zip(answers, y, strict=True):
        notes.append(note(clean(question.words(answer)), 0, top - 17, size=13.5, colour=inks.ink))
        notes.append(note(percent(row.number), 1, top - 17, size=13.5, colour=inks.muted, align="right"))
    shares = [row.number for _, row in answers]
    hover = [f"{clean(row.source, 70)}, {clean(row.year)}<br>{clean(row.strength)}" for _, row in answers]
    tracks: list[float | None] = [x for _ in answers for x in (0.0, 1.0, None)]
    track_y: list[float | None] = [v for top in y for v in (top, top, None)]
    bars: list[float | None] = [x for share in shares for x in (0.0, share, None)]
    traces = [
        line("track", tracks, track_y, color=inks.faint, width=_BAR),
        line("bars", bars, track_y, color=TIER_COLOURS[Tier.MICRO], width=_BAR),
        dots("answers", shares, y, hover, size=16, opacity=0),
    ]
    return rows_figure(f"survey {question.prefix}", traces, notes, height, look)
