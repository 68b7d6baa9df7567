"""Every colour that means something: one per tier and platform, on screen, in workbooks, in slides.

All have at least 3:1 against white, the light page (#FBFAF7), the dark page (#161412) and #0F1419, so that
one tone serves both themes. Told apart without full colour vision: with deuteranopia and protanopia simulated
(Machado, Oliveira and Fernandes 2009, severity 1) the closest two tiers are 0.14 apart in OKLab, with
tritanopia 0.10, where 0.02 is just noticeable. The first five platforms, which have to fit into the same span of
lightness, are at least 0.07 apart under each of the three. All platforms appear with their names, which alone tell
the many further ones apart. Their colours are rows of `planner/domain/data/platforms.csv`.
`tests/test_colours.py` computes these figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from planner.domain.platforms import PLATFORM_TABLE, Platform
from planner.domain.roster import Tier

TIER_COLOURS: Mapping[Tier, str] = MappingProxyType({Tier.MICRO: "#0F8B8D", Tier.MID: "#C47F17", Tier.MACRO: "#6453C4"})
PLATFORM_COLOURS: Mapping[Platform, str] = MappingProxyType(
    {row.platform: row.colour for row in PLATFORM_TABLE.values()}
)
"""Those of the table; `colour_of` knows one for any other."""


@dataclass(frozen=True)
class Inks:
    """Neutral colours of one theme.

    ink: text. muted: secondary text, 4.5:1 on the page. grid: hairlines. faint: empty tracks.
    accent: what needs attention. page: the ground of floating labels.
    """

    ink: str
    muted: str
    grid: str
    faint: str
    accent: str
    page: str


LIGHT = Inks(ink="#24211D", muted="#6B645A", grid="#DDD7CB", faint="#EBE7DE", accent="#9C3A5E", page="#FBFAF7")
DARK = Inks(ink="#ECE7DE", muted="#A39A8D", grid="#3A352F", faint="#2A2622", accent="#D97BA2", page="#161412")
