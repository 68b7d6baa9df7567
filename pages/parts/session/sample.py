"""The sample campaign that a first visit finds."""

from pathlib import Path

import streamlit as st

from planner.brief.brief import Brief
from planner.debrief.uploads import Upload
from planner.domain.roster import Roster
from planner.intake import ReadSettings, read_roster
from planner.store.scenario import Scenario, read_scenario

FOLDER = Path(__file__).parents[3] / "sample_data"


@st.cache_resource(show_spinner=False)
def roster() -> Roster:
    """The sample roster, read once per server; frozen, so that sessions may share it."""
    data = (FOLDER / "roster.csv").read_bytes()
    reading = read_roster("Sample roster.csv", data, ReadSettings())
    assert reading.roster is not None
    return Roster(reading.roster.creators, reading.roster.packages, "Sample roster")


@st.cache_resource(show_spinner=False)
def brief(which: str = "brief") -> Brief:
    """A sample brief: `brief`, for cash, `brief_boosted`, with ads and rights, or `brief_small`, for much product."""
    return Brief.read((FOLDER / f"{which}.json").read_text(encoding="utf-8"))


CHOICES = {
    "brief": "A launch with $110,000",
    "brief_boosted": "With boosting and rights",
    "brief_small": "A small brand: $3,000 and 400 boxes",
}
"""What a first visit can begin with, each on the sample roster."""


@st.cache_resource(show_spinner=False)
def campaign() -> Scenario:
    """The sample campaign as it was planned, for its debrief."""
    return read_scenario((FOLDER / "campaign.json").read_bytes())


@st.cache_resource(show_spinner=False)
def results(half: bool) -> Upload:
    """What came of it, at its end or half-way."""
    name = "results_midway.json" if half else "results.json"
    return Upload.model_validate_json((FOLDER / name).read_bytes())
