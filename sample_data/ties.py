"""What the brand knows of each invented creator: closeness, how much of their feed is paid for, when they are free.

Shares and chances here are judgement, from no source; a better fit makes every sign likelier.
"""

from __future__ import annotations

import numpy as np

from sample_data.people import Person, beta

COLUMNS = "follows_brand mentions_brand customer values_match sponsored_load availability".split()
LOADS = {"nano": 0.07, "micro": 0.12, "mid": 0.18, "macro": 0.24, "mega": 0.28}
"""Usual part of the posts that are paid for, by level: the larger an account, the more it sells."""
SAMENESS = 14
"""How close loads of a level lie together: the two parameters of the beta distribution, added up."""
FREE = ("1-2", "2-3", "1, 3", "2-6")
"""Waves as a roster writes them; most creators are always free."""


def ties_of(person: Person, random: np.random.Generator) -> list[str]:
    """Cells of one person in the order of `COLUMNS` without the load; "" is unknown, or always free."""
    chances = (0.1 + 0.35 * person.fit, 0.02 + 0.18 * person.fit, 0.05 + 0.3 * person.fit)
    # Following and mentioning can be looked up; who buys is known only where an address matches an order.
    known = (0.9, 0.85, 0.65)
    signs = []
    for chance, seen in zip(chances, known, strict=True):
        yes, looked = random.random() < chance, random.random() < seen
        signs.append("" if not looked else "yes" if yes else "no")
    match = beta(float(np.clip(0.25 + 0.55 * person.fit, 0.1, 0.9)), 14, random)
    values = f"{match:.2f}" if random.random() < 0.7 else ""
    busy, waves = random.random() < 0.05, FREE[int(random.integers(len(FREE)))]
    return [*signs, values, waves if busy else ""]


def load_of(level: str, random: np.random.Generator) -> str:
    """Part of an account's posts that are paid for, as a cell; "" is unknown."""
    usual = LOADS[level]
    load = float(np.clip(random.beta(usual * SAMENESS, (1 - usual) * SAMENESS), 0.0, 0.6))
    return f"{load:.0%}" if random.random() < 0.75 else ""
