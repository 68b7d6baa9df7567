"""Platforms that the planner has no figures of: asked for the numbers that a forecast needs, and used with them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz import fuzz, process

from planner.brief.terms import NewPlatform
from planner.domain.platforms import PLATFORM_TABLE, named
from planner.intake.asking import Question
from planner.intake.cells.money import answered_number
from planner.intake.reading import refusal, shown
from planner.problems import Problem

MOST = 5
"""New platforms in one file; more names in a column of platforms are something else."""
_LIKE_A_KNOWN_ONE = 75.0
"""Similarity (0 to 100) from which a name is taken for a misspelt known one, which has to be corrected."""
_KEY = re.compile(r"[a-z][a-z0-9_]{1,38}")
_KNOWN_AS = {
    "小红书": "xiaohongshu", "red": "xiaohongshu", "rednote": "xiaohongshu", "微博": "weibo", "微信": "wechat",
    "b站": "bilibili", "哔哩哔哩": "bilibili", "네이버 블로그": "naver_blog", "вконтакте": "vk", "vkontakte": "vk",
    "телеграм": "telegram", "be real": "bereal", "blue sky": "bluesky",
}  # fmt: skip
_NUMBERS = {
    "reach": "Out of 100 followers, how many see a post on {}?",
    "engagement": "Out of 100 followers, how many react to a post on {}?",
    "price": "What does it cost to reach 1,000 people on {}?",
    "price_per_post": "Or what does a post on {} cost when there is no quote?",
}


def key_of(text: str) -> str:
    """The key of a platform that no row of the table names; "" for what is none, or a known one misspelt."""
    name = " ".join(text.casefold().split())
    key = _KNOWN_AS.get(name) or re.sub(r"[^a-z0-9]+", "_", name).strip("_")
    known = [*PLATFORM_TABLE, *(row.label.casefold() for row in PLATFORM_TABLE.values())]
    near = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=_LIKE_A_KNOWN_ONE)
    plain = name in _KNOWN_AS or re.sub(r"[^a-z0-9 ._-]", "", name) == name
    return key if near is None and plain and len(name) <= 30 and _KEY.fullmatch(key) else ""


def is_of_platform(question: str) -> bool:
    """Whether a question, by its key, is about a number of a new platform: `bereal.reach`."""
    return question.partition(".")[2] in _NUMBERS


def questions_of(key: str, examples: tuple[str, ...], answers: Mapping[str, str]) -> list[Question]:
    """What is asked of a new platform; its rows wait until the first two and one price are answered."""
    name = named(key)
    problem = Problem(
        f"the platform {name}",
        "",
        "is new to us: we have no benchmarks for it",
        "its reach, its engagement, and a price per thousand people or per post",
    )
    return [
        Question(f"{key}.{number}", title.format(name), problem, (), "", None, answers.get(f"{key}.{number}"), examples)
        for number, title in _NUMBERS.items()
    ]


def answered(key: str, answers: Mapping[str, str]) -> NewPlatform | None:
    """The numbers of a new platform, None while some are missing. Raises BadInput for one that cannot be used."""
    reach, engagement, thousand, post = (_number(f"{key}.{number}", answers) for number in _NUMBERS)
    if reach is None or engagement is None or (thousand is None and post is None):
        return None
    return NewPlatform(
        reach=reach / 100,
        engagement=engagement / 100,
        cents_per_thousand=None if thousand is None or post is not None else round(100 * thousand),
        cents_per_post=None if post is None else round(100 * post),
    )


def _number(key: str, answers: Mapping[str, str]) -> float | None:
    text = answers.get(key, "").strip().removesuffix("%").strip()
    if not text:
        return None
    place = f"the answer to {key}"
    value = answered_number(text, place)
    most = {"reach": 1_000.0, "engagement": 100.0}.get(key.partition(".")[2], 1e7)
    least = 1e-6 if key.endswith(".reach") else 0.0
    if not least <= value <= most:
        raise refusal(place, "cannot be used", f"a number from 0 to {most:,.0f}", shown(text))
    return value
