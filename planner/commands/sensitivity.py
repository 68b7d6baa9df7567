"""`sensitivity`: which assumptions move the plan's goal most, over their own ranges."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.commands.exploring import Found, add_exploring, whole

if TYPE_CHECKING:
    from planner.commands.common import Commands
    from planner.explore.sensitivity import End, Sensitivity
    from planner.explore.study import Study


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "sensitivity",
        help="which assumptions move the plan's goal most",
        description="Each assumption alone at the ends of its own range: the goal of the plan as it is, and of a plan "
        "made for that value.",
    )
    add_exploring(parser, _found)
    parser.add_argument("--most", type=whole(1, 50), default=10, metavar="N", help="assumptions to show (10)")


def _found(asked: argparse.Namespace, study: Study) -> Found:
    from planner.explore.sensitivity import sensitivity

    made = sensitivity(study, most=asked.most)
    return made, _lines(made, study)


def _lines(made: Sensitivity, study: Study) -> Iterator[str]:
    from planner.explore.words import goal_words

    yield f"As planned: {goal_words(study.brief, made.goal)}"
    for bar in made.bars:
        yield f"{bar.title}, {bar.where} ({bar.unit})"
        for end in (bar.low, bar.high):
            yield f"  at {end.value:g}: {goal_words(study.brief, end.kept)}{_anew(end, study)}"


def _anew(end: End, study: Study) -> str:
    from planner.explore.words import goal_words

    breaks = "" if end.holds else ", but breaks the brief"
    return breaks + ("" if end.anew is None else f"; planned again {goal_words(study.brief, end.anew)}")
