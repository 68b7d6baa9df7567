"""What survives: scenarios and what else a workspace keeps. Nothing here plans, and nothing here draws."""

from planner.store.scenario import Scenario, read_scenario, scenario_json

__all__ = ["Scenario", "read_scenario", "scenario_json"]
