"""The plan as slides that one could show without touching: native text, tables and charts, 16:9."""

from planner.exports.dossier import Dossier
from planner.exports.download import Download, file_name
from planner.exports.slides.deck import MIME, Deck
from planner.exports.slides.opening import brief_slide, pyramid_slide
from planner.exports.slides.outlook import alternatives_slide, assumptions_slide, calendar_slide
from planner.exports.slides.results import creators_slide, reach_slide

__all__ = ["plan_slides"]


def plan_slides(dossier: Dossier) -> Download:
    """Six or seven slides: brief, pyramid, creators, reach and budget, alternatives, calendar, assumptions.

    Without a day to start from there is no calendar. Charts are native, with their numbers inside, and can be edited.
    """
    deck = Deck(dossier)
    brief_slide(deck)
    pyramid_slide(deck)
    creators_slide(deck)
    reach_slide(deck)
    alternatives_slide(deck)
    if dossier.schedule is not None:
        calendar_slide(deck, dossier.schedule)
    assumptions_slide(deck)
    return Download(file_name(dossier.brief.name, "plan", "pptx"), MIME, deck.close())
