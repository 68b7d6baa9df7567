"""Invents what came of the sample campaign: `python -m sample_data.results`, with `--check` to compare instead.

The campaign as it was planned is `campaign.json`; `--plan` plans it anew. Nobody posted any of this. Among the good
rows stand a few that no planner should believe, so that the page has something to keep aside. The JSON beside each CSV
holds the same rows as a reader gives them, so that a first visit need not wait for one.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from planner.brief.brief import Brief
from planner.debrief.expected import Expected, Slot, expectations
from planner.debrief.uploads import Upload
from planner.domain.results import Result
from planner.domain.roster import Compensation, Format, Platform
from planner.forecast.assumptions import default_assumptions
from planner.forecast.spreads import spread_of
from planner.intake import ReadSettings, read_roster
from planner.outcome import Plan
from planner.planning import plan
from planner.store.scenario import Scenario, read_scenario, scenario_json

SEED = 20260302
HERE = Path(__file__).resolve().parent
START, END = datetime.date(2026, 3, 2), datetime.date(2026, 4, 12)
HALF = datetime.date(2026, 3, 22)
COLUMNS = (
    "handle platform deliverable date link status posts reach impressions views likes comments shares saves "
    "clicks conversions revenue cost currency note"
).split()
TRUTH = {"instagram": 0.96, "tiktok": 0.72, "youtube": 1.18, "facebook": 0.85, "x": 1.05}
"""What this invented world makes of the forecast of reach."""
REELS = 1.22
RESPONSE = 0.93
CALM = 0.6
"""The world scatters less than the assumptions say, so that there is something to learn."""
CLICKS_PER_PERSON = 0.006
SALES_PER_CLICK = 0.028
BASKET = 46.0

Row = dict[str, str]


def campaign() -> Scenario:
    """The sample campaign as it was planned."""
    return read_scenario((HERE / "campaign.json").read_bytes())


def planned() -> bytes:
    """The campaign planned anew, as a file; the plan may differ when the model has changed."""
    brief = Brief.read((HERE / "brief.json").read_text(encoding="utf-8"))
    brief = brief.changed("flight", {"start": START.isoformat(), "end": END.isoformat()})
    reading = read_roster("roster.csv", (HERE / "roster.csv").read_bytes(), ReadSettings())
    scenario = Scenario.of(brief.name, brief, plan(reading.roster, brief), reading.roster)
    day = datetime.datetime(2026, 2, 2, 9, tzinfo=datetime.UTC)
    return scenario_json(replace(scenario, id="5a" * 16, created=day, changed=day))


def rows(seed: int = SEED) -> list[Row]:
    """All rows of the finished campaign, in the order of their days."""
    random = np.random.default_rng(seed)
    scenario = campaign()
    assert isinstance(scenario.outcome, Plan)
    found = []
    expected = expectations(scenario.outcome, scenario.brief, scenario.roster)
    # The must-have always posts; two others let the brand down, one of them with the money.
    quiet = set(random.choice(np.arange(8, len(expected)), 3, replace=False).tolist())
    for at, one in enumerate(expected):
        if at in quiet:
            found.append(_silent(one, at == max(quiet)))
        else:
            found.extend(_posts(one, random))
    found.sort(key=lambda row: (row["date"] or "9", row["handle"], row["link"]))
    return [*found, *_oddities(found)]


def midway(finished: list[Row]) -> list[Row]:
    """The same campaign half-way: what was out by then, and who had signed."""
    out = [row for row in finished if row["date"] and START.isoformat() <= row["date"] <= HALF.isoformat()]
    there = {(row["handle"], row["platform"]) for row in out}
    signed = {}
    for row in finished:
        key = (row["handle"], row["platform"])
        if key not in there and row["status"] in ("posted", "cancelled") and row["date"] <= END.isoformat():
            signed[key] = {**dict.fromkeys(COLUMNS, ""), "handle": key[0], "platform": key[1], "status": "signed"}
    return out + list(signed.values())


def _posts(one: Expected, random: np.random.Generator) -> Iterator[Row]:
    """A row per post: somewhere in the six weeks, sometimes late."""
    pick = one.pick
    own = _luck(CALM * one.reach_log_sd, random) * TRUTH[pick.platform]
    answers = RESPONSE * float(np.exp(0.25 * random.standard_normal()))
    day = START + datetime.timedelta(days=int(random.integers(1, 36)))
    price = 1.0 if random.random() < 0.8 else float(random.uniform(1.04, 1.2))
    cost = round(pick.cost_cents / 100 * price)
    number = sum(slot.posts for slot in one.slots)
    paid = 0
    for slot in one.slots:
        for at in range(slot.posts):
            day += datetime.timedelta(days=int(random.integers(0, 4)))
            if random.random() < 0.06:
                day = END + datetime.timedelta(days=int(random.integers(1, 6)))
            part = cost - paid if at == slot.posts - 1 and slot is one.slots[-1] else cost // number
            paid += part
            yield _post(one, slot, (own, answers), (day, part), random)


def _luck(log_sd: float, random: np.random.Generator) -> float:
    """Log-normal with mean 1, without the wildest."""
    return float(np.exp(log_sd * np.clip(random.standard_normal(), -1.7, 1.7) - log_sd**2 / 2))


def _post(
    one: Expected,
    slot: Slot,
    factors: tuple[float, float],
    when: tuple[datetime.date, int],
    random: np.random.Generator,
) -> Row:
    pick, (own, answers), (day, part) = one.pick, factors, when
    within = spread_of(default_assumptions(), pick.platform, slot.format, one.level)[0]
    luck = _luck(CALM * within, random)
    reach = max(20, round(slot.reach * own * luck * (REELS if slot.format is Format.REEL else 1.0)))
    impressions = round(reach * slot.impressions / slot.reach)
    engagements = max(1, round(slot.engagements * reach / slot.reach * answers))
    shares = np.round(engagements * np.array([0.86, 0.06, 0.03, 0.05])).astype(int)
    clicks = int(random.poisson(reach * CLICKS_PER_PERSON))
    sales = int(random.binomial(clicks, SALES_PER_CLICK))
    film = pick.platform in (Platform.TIKTOK, Platform.YOUTUBE)
    code = int(random.integers(10**8, 10**9))
    return {
        "handle": f"@{pick.handle}",
        "platform": str(pick.platform),
        "deliverable": str(slot.format),
        "date": day.isoformat(),
        "link": f"https://{pick.platform}.example/{pick.handle}/{slot.format}/{code}",
        "status": "posted",
        "posts": "1",
        "reach": "" if film and random.random() < 0.3 else str(reach),
        "impressions": str(impressions),
        "views": str(impressions) if film or slot.format is Format.REEL else "",
        **dict(zip(("likes", "comments", "shares", "saves"), (str(n) for n in shares), strict=True)),
        "clicks": str(clicks),
        "conversions": str(sales),
        "revenue": f"{sales * BASKET * float(random.uniform(0.8, 1.2)):.2f}",
        "cost": f"{part}.00" if pick.compensation is not Compensation.PRODUCT else "0.00",
        "currency": "USD",
        "note": "",
    }


def _silent(one: Expected, kept: bool) -> Row:
    """Nothing came; kept: they had the fee in advance."""
    row = {**dict.fromkeys(COLUMNS, ""), "handle": f"@{one.pick.handle}", "platform": str(one.pick.platform)}
    row |= {"posts": "0", "currency": "USD", "cost": f"{one.pick.cost_cents / 200:.2f}" if kept else "0.00"}
    row["status"] = "" if kept else "cancelled"
    row["note"] = "No reply after the second reminder" if kept else "Moved abroad, fee not paid"
    return row


def _oddities(found: list[Row]) -> list[Row]:
    """Rows that nobody should believe, one of each kind."""
    posted = [row for row in found if row["reach"] and row["date"] <= END.isoformat()]
    stranger = {**posted[3], "handle": "@not.in.this.plan", "link": "https://instagram.example/not.in.this.plan/1"}
    twice = {**posted[7], "note": "Copied from the January sheet"}
    negative = {**posted[11], "link": posted[11]["link"] + "0", "clicks": "-14"}
    huge = {**posted[15], "link": posted[15]["link"] + "0", "reach": str(int(posted[15]["reach"]) * 4000)}
    early = {**posted[19], "link": posted[19]["link"] + "0", "date": "2025-12-18"}
    foreign = {**posted[23], "link": posted[23]["link"] + "0", "currency": "EUR"}
    return [stranger, twice, negative, huge, early, foreign]


def text(listed: list[Row]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue()


def upload(name: str, listed: list[Row]) -> bytes:
    """Rows as an upload in JSON, as if the CSV had been read."""
    results = tuple(_result(row, name, at) for at, row in enumerate(listed, start=2))
    day = datetime.datetime(2026, 4, 20, 9, tzinfo=datetime.UTC)
    made = Upload(id=f"sample-{name}", name=name, received=day, results=results)
    return (made.model_dump_json(indent=1, exclude_defaults=True) + "\n").encode()


def _result(row: Row, name: str, at: int) -> Result:
    fields: dict[str, object] = {"handle": row["handle"].lstrip("@"), "source": name, "row": at}
    for column in COLUMNS[1:]:
        if row[column]:
            known = {"deliverable": "format", "revenue": "revenue_cents", "cost": "cost_cents"}.get(column, column)
            fields[known] = round(float(row[column]) * 100) if known.endswith("_cents") else row[column]
    return Result.model_validate(fields)


def main(arguments: list[str] | None = None) -> int:
    """Write the results next to this file, or compare them with --check; 1 when they differ."""
    parser = argparse.ArgumentParser("python -m sample_data.results", description="Invent what came of the campaign.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file differs")
    parser.add_argument("--plan", action="store_true", help="plan the campaign anew first")
    options = parser.parse_args(arguments)
    if options.plan:
        (HERE / "campaign.json").write_bytes(planned())
    finished = rows()
    files = {}
    for name, listed in (("results", finished), ("results_midway", midway(finished))):
        files[f"{name}.csv"] = text(listed).encode()
        files[f"{name}.json"] = upload(f"{name}.csv", listed)
    differ = []
    for name, data in files.items():
        path = HERE / name
        if options.check and (not path.exists() or path.read_bytes() != data):
            differ.append(name)
        elif not options.check:
            path.write_bytes(data)
    for name in differ:
        said = f"sample_data/{name} differs from what the script makes: run python -m sample_data.results"
        print(said, file=sys.stderr)
    return 1 if differ else 0


if __name__ == "__main__":
    raise SystemExit(main())
