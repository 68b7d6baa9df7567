"""Borders of tiers as others draw them, from the definitions in the evidence."""

from collections.abc import Iterable

from planner.brief.brief import Tiers
from planner.forecast.assumptions import Assumption
from planner.frozen import dataclass

OURS = "RECOMMENDED DEFAULT"


@dataclass(frozen=True)
class TierPreset:
    """One source's borders as tiers of a brief. platform: where it defined them, `all` = anywhere."""

    name: str
    platform: str
    tiers: Tiers


def tier_presets(evidence: Iterable[Assumption]) -> tuple[TierPreset, ...]:
    """Every definition that says where mid-tier and macro begin, ours first.

    A brief has three tiers, in the first of which nano and micro are together. A border given as 49,999 is 50,000.
    """
    rows: dict[tuple[str, str], dict[str, Assumption]] = {}
    for row in evidence:
        if row.table == "tier_definition":
            _, platform, tier = row.key.split(".", 2)
            rows.setdefault((row.source, platform), {})[tier.partition(" ")[0]] = row
    made = []
    for (source, platform), tiers in rows.items():
        lowest, micro, mid = tiers.get("nano", tiers.get("micro")), tiers.get("micro"), tiers.get("mid")
        if lowest is None or micro is None or mid is None or micro.high is None or mid.high is None:
            continue
        borders = (max(1, int(lowest.low or 0)), _round(micro.high), _round(mid.high))
        found = Tiers(micro=borders[0], mid=borders[1], macro=borders[2])
        made.append(TierPreset("Planner" if source == OURS else source, platform, found))
    return tuple(sorted(made, key=lambda preset: preset.name != "Planner"))


def _round(border: float) -> int:
    return int(border) + 1 if int(border) % 10 == 9 else int(border)
