"""Who the invented creators are: names, handles, countries, categories."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

from sample_data.names import CATEGORIES, COUNTRY_SHARES, FIRST, HERITAGE, LAST, STYLES

X_HANDLE_LENGTH = 15
FALLBACK_STYLES = (
    "{first}.{last}",
    "{first}.{word}",
    "{first}{initial}_{word}",
    "{word}{first}",
    "{first}{last}.{word}",
)


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    first: str
    last: str
    country: str
    category: str
    style: str
    word: str
    number: int
    fit: float

    @property
    def name(self) -> str:
        """First and last name, accents kept."""
        return f"{self.first} {self.last}"

    def handle(self, platform: str, style: str | None = None) -> str:
        """Handle by this person's habit, in the letters that the platform allows."""
        first, last = _plain(self.first), _plain(self.last)
        habit = style or self.style
        text = habit.format(first=first, last=last, word=self.word, initial=last[0], number=self.number)
        if platform == "facebook":
            return text.replace("_", ".")
        if platform == "x":
            return text.replace(".", "_")
        return text


def spread(shares: dict[str, float], count: int) -> list[str]:
    """`count` labels in these shares, by largest remainder, in the order of `shares`."""
    total = sum(shares.values())
    exact = {key: count * share / total for key, share in shares.items()}
    whole = {key: int(value) for key, value in exact.items()}
    by_rest = sorted(exact, key=lambda key: whole[key] - exact[key])
    for key in by_rest[: count - sum(whole.values())]:
        whole[key] += 1
    return [key for key in shares for _ in range(whole[key])]


def invent_people(count: int, random: np.random.Generator) -> list[Person]:
    """So many persons whose names all differ."""
    countries = shuffled(spread(COUNTRY_SHARES, count), random)
    categories = shuffled(spread({key: share for key, (share, _, _) in CATEGORIES.items()}, count), random)
    people: list[Person] = []
    taken: set[str] = set()
    last_names_used: dict[str, int] = {}
    for country, category in zip(countries, categories, strict=True):
        while True:
            heritage = _pick(HERITAGE[country], random)
            first = str(random.choice(FIRST[heritage].split()))
            lasts = LAST[heritage].split()
            # The least used of three keeps a family name from turning up again and again.
            last = min((str(random.choice(lasts)) for _ in range(3)), key=lambda n: last_names_used.get(n, 0))
            if f"{first} {last}" not in taken:
                break
        taken.add(f"{first} {last}")
        last_names_used[last] = last_names_used.get(last, 0) + 1
        _, usual_fit, words = CATEGORIES[category]
        word, number = str(random.choice(words.split())), int(random.integers(2, 99))
        fit = beta(usual_fit, 14, random)
        people.append(Person(first, last, country, category, _pick(STYLES, random), word, number, fit))
    return people


def handle_of(person: Person, platform: str, taken: set[tuple[str, str]]) -> str:
    """The person's handle on a platform; another habit where it is taken or too long. Adds it to `taken`."""
    for style in (person.style, *FALLBACK_STYLES):
        handle = person.handle(platform, style)
        fits = platform != "x" or len(handle) <= X_HANDLE_LENGTH
        if fits and (platform, handle) not in taken:
            taken.add((platform, handle))
            return handle
    raise ValueError(f"no free handle for {person.name} on {platform}")


def shuffled(values: list[str], random: np.random.Generator) -> list[str]:
    """The same values in a random order."""
    return [values[index] for index in random.permutation(len(values))]


def beta(mean: float, concentration: float, random: np.random.Generator) -> float:
    """A score between 0.05 and 0.99 around this mean; the higher the concentration, the closer."""
    return float(np.clip(random.beta(mean * concentration, (1 - mean) * concentration), 0.05, 0.99))


def _pick(shares: dict[str, float], random: np.random.Generator) -> str:
    chances = np.array(list(shares.values()))
    return str(random.choice(list(shares), p=chances / chances.sum()))


def _plain(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return ascii_only.lower().replace("-", "").replace(" ", "")
