"""What the session asks the planner now."""

import hashlib

from pages.parts.session import sample, state
from pages.parts.session.state import Question, Source, Wanted
from planner import fitting
from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.forecast.archetypes import archetype_roster
from planner.forecast.assumptions import default_assumptions


def question() -> Question:
    """What the session asks now. Without names, what a brief says of named creators has to wait."""
    now = state.session()
    if now.source is Source.BENCHMARKS:
        return _question(nameless(now.brief), now.source, None)
    about = now.about.counted
    if not about.asks_more:
        return _question(now.brief, now.source, now.roster)
    brief, wanted = about.asked(now.brief), tuple(about.wanted.items())
    return _question(brief, now.source, now.roster, Wanted(wanted, about.traded) if wanted else None)


def of_visitor() -> Question:
    """What a first visit asks."""
    return _question(sample.brief(), Source.ROSTER, sample.roster())


def _question(brief: Brief, source: Source, roster: Roster | None, wanted: Wanted | None = None) -> Question:
    content = f"{brief.model_dump_json()}\n{'benchmarks' if roster is None else roster.fingerprint}"
    if wanted is not None:
        content += f"\n{wanted!r}"
    return Question(hashlib.sha256(content.encode()).hexdigest(), brief, source, roster, wanted)


def nameless(brief: Brief) -> Brief:
    """The brief without what archetypes cannot have: names, stocks and score columns."""
    return fitting.without_unknown(brief, archetype_roster(brief, default_assumptions()))[0]
