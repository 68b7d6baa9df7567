"""The plan as slides that one could show without touching: native text, tables and charts, 16:9."""

from planner.exports.beside_posts import has_extras
from planner.exports.dossier import Dossier
from planner.exports.slides.deck import Deck
from planner.exports.slides.opening import brief_slide, pyramid_slide
from planner.exports.slides.outlook import alternatives_slide, assumptions_slide, calendar_slide
from planner.exports.slides.results import creators_slide, extras_slide, reach_slide

__all__ = ["plan_slides"]


def plan_slides(dossier: Dossier) -> bytes:
    """Brief, pyramid, creators, reach and budget, alternatives and assumptions, and what else there is to show.

    Boosting and rights have a slide where the plan has some, and the calendar where there is a day to start from.
    Charts are native, with their numbers inside, and can be edited.
    """
    deck = Deck(dossier)
    brief_slide(deck)
    pyramid_slide(deck)
    creators_slide(deck)
    if has_extras(dossier.plan):
        extras_slide(deck)
    reach_slide(deck)
    alternatives_slide(deck)
    if dossier.schedule is not None:
        calendar_slide(deck, dossier.schedule)
    assumptions_slide(deck)
    return deck.close()
