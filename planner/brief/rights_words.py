"""Rights in words: for the contract column, for creators, and for whoever reads the brief."""

from collections.abc import Iterable

from planner.brief.brief import Brief
from planner.domain.rights import WORDS, Right
from planner.wording import counted, listed


def days_of(right: Right, brief: Brief) -> int:
    """Days for which a right is granted; allowlisting without terms of its own lasts as long as the ads."""
    if right in brief.rights:
        return brief.rights[right].days
    return brief.boosting.days if right is Right.ALLOWLISTING and brief.boosting is not None else 0


def terms_of(rights: Iterable[Right], brief: Brief) -> str:
    """`Usage rights for 30 days; exclusivity in skincare for 90 days`; empty without rights."""
    said = "; ".join(f"{WORDS[right]}{_category(right, brief)} for {_days(right, brief)}" for right in rights)
    return said[:1].upper() + said[1:]


def asked_of_creators(rights: Iterable[Right], brief: Brief) -> str:
    """`show your content on our own channels for 30 days and run ads from your handle for 30 days`; empty without."""
    return listed([f"{_wish(right, brief)} for {_days(right, brief)}" for right in rights])


def _wish(right: Right, brief: Brief) -> str:
    return {
        Right.USAGE: "show your content on our own channels",
        Right.ALLOWLISTING: "run ads from your handle",
        Right.EXCLUSIVITY: f"ask you to work with no competitor{_category(right, brief)}",
    }[right]


def _category(right: Right, brief: Brief) -> str:
    category = brief.rights[right].category if right in brief.rights else ""
    return f" in {category}" if category else ""


def _days(right: Right, brief: Brief) -> str:
    return counted(days_of(right, brief), "day", brief.locale)
