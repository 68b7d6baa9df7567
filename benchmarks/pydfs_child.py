"""Runs inside pydfs-lineup-optimizer's own virtual environment, without the planner: JSON in, JSON out."""

import json
import sys
import time

from pydfs_lineup_optimizer.lineup_optimizer import LineupOptimizer
from pydfs_lineup_optimizer.player import Player
from pydfs_lineup_optimizer.settings import BaseSettings, LineupPosition

asked = json.load(sys.stdin)
tiers = sorted(asked["counts"])


class Settings(BaseSettings):
    """Fixed counts per tier under a budget; one team per creator, so that no creator is picked twice."""

    budget = asked["budget"]
    positions = [  # noqa: RUF012 - its interface
        LineupPosition(tier, (tier,)) for tier in tiers for _ in range(asked["counts"][tier])
    ]


players = [
    Player(str(row), "creator", str(row), [tier], "all", cash, worth) for row, tier, cash, worth in asked["players"]
]
started = time.perf_counter()
optimizer = LineupOptimizer(Settings)
optimizer.load_players(players)
number = asked.get("lineups", 1)
if number > 1:
    optimizer.set_max_repeating_players(sum(asked["counts"].values()) - asked["different"])
lineups = [[int(player.id) for player in lineup] for lineup in optimizer.optimize(number)]
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "rows": lineups[0], "lineups": lineups}))
