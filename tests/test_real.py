"""The benchmark on real accounts, on accounts made here: what it prints, and that it finds a wrong rate."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import coverage
from benchmarks.real import main
from planner.forecast.assumptions import default_assumptions

HEADER = "source,platform,followers,posts,median_views,mean_views,mean_likes,engagement_percent_of_views,price_vnd"


def accounts(path: Path, times: float) -> Path:
    """YouTube channels of the micro level whose views per subscriber are `times` the planner's."""
    rng = np.random.default_rng(3)
    usual = default_assumptions()
    rate = usual.number("reach_rate_integration", "youtube", "micro") / usual.number(
        "unique_viewers_per_view", "youtube"
    )
    sd = usual.number("between_creator_log_sd_tau", "youtube", "micro")
    rows = []
    for _ in range(400):
        followers = int(np.exp(rng.uniform(np.log(10_000), np.log(50_000))))
        views = followers * rate * times * (followers / 22_000) ** -0.2 * np.exp(sd * rng.standard_normal() - sd**2 / 2)
        rows.append(f"made_up,youtube,{followers},50,,{views:.1f},,,")
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("times", "bias"), [(1.0, 0.0), (4.0, -0.75)])
def test_bias_and_coverage_are_those_of_the_accounts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], times: float, bias: float
) -> None:
    out = tmp_path / "cells.json"
    assert main([str(accounts(tmp_path / "real.csv", times)), "--json", str(out)]) == 0
    cells = json.loads(out.read_text(encoding="utf-8"))
    assert {(c["platform"], c["tier"], c["known"], c["accounts"]) for c in cells} == {
        ("youtube", "micro", "followers", 400)
    }
    assert {c["of"] for c in cells} == {"picks", "sums of 30"}
    for cell in cells:
        assert cell["bias"] == pytest.approx(bias, abs=0.15)
        assert (0.72 <= cell["coverage"] <= 0.88) is (times == 1.0)
    assert ("2 of 2" if times == 1.0 else "0 of 2") in capsys.readouterr().out


def test_the_bands_of_the_sample_are_held_against_campaigns_drawn_post_by_post(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "CAMPAIGNS", 40)
    sample = next(coverage.subjects())
    name, world, people, *_ = coverage.coverage(sample, coverage.WORLDS[0])
    assert name.startswith("sample")
    assert world == "as stated"
    assert 50 <= float(people.removesuffix(" %")) <= 100
