"""Rights to a creator's content and time that are paid for beside the posts."""

from collections.abc import Iterable
from enum import StrEnum


class Right(StrEnum):
    """What a creator grants beside posting: see `WHAT`. None of them is an organic post, which needs no right."""

    USAGE = "usage"
    ALLOWLISTING = "allowlisting"
    EXCLUSIVITY = "exclusivity"


RIGHTS = tuple(Right)
WORDS = {Right.USAGE: "usage rights", Right.ALLOWLISTING: "allowlisting", Right.EXCLUSIVITY: "exclusivity"}
"""Inside a sentence."""
WHAT = {
    Right.USAGE: "show the content on the brand's own channels",
    Right.ALLOWLISTING: "run ads from the creator's handle, as money behind a post needs",
    Right.EXCLUSIVITY: "work for no competitor in the category",
}
"""What a brand gets by it."""
RIGHT_COLUMNS = {right: f"{right}_fee_cents" for right in Right}
"""Optional columns of a roster's packages: quoted surcharges in cents, `UNKNOWN_FEE` where nobody has quoted."""


def bit(right: Right) -> int:
    """The right as a bit of a set of rights: 1 for the first."""
    return 1 << RIGHTS.index(right)


def bits_of(rights: Iterable[Right]) -> int:
    """A set of rights as a number."""
    return sum(bit(right) for right in set(rights))


def rights_of(bits: int) -> tuple[Right, ...]:
    """The rights in a set, in their order."""
    return tuple(right for right in RIGHTS if bits & bit(right))
