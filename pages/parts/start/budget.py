"""The budget as people type it: `45.000`, `R$ 45.000,50`, `45k`; what was read stands below."""

from streamlit.delta_generator import DeltaGenerator

from pages.parts.words import plain
from planner.intake.typed import typed_amount
from planner.problems import BadInput, Problem
from planner.wording import count, money


def cents(place: DeltaGenerator, typed: str, currency: str, locale: str) -> int | None:
    """Cents of what was typed, said below it; None where nothing or no amount was. locale: decides what a comma is."""
    if not typed.strip():
        return None
    try:
        read, code = typed_amount(typed, currency, locale)
        if code != currency:
            accepted = f"an amount in {currency}, or {code} as the currency"
            raise BadInput([Problem("budget", typed, f"is in {code}", accepted)])
    except BadInput as bad:
        (problem,) = bad.problems
        place.error(plain(f"“{problem.value}” {problem.wrong}. Accepted: {problem.accepted}.", 300))
        return None
    place.caption(plain(money(read, currency, locale)))
    return read


def field(place: DeltaGenerator, locale: str) -> str:
    """Where it is typed, with an example as this country writes it."""
    typed = place.text_input("Budget", key="start.budget", persist_state="session", placeholder=count(8_000, locale))
    return str(typed)
