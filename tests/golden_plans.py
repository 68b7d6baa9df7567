"""What the sample briefs are answered with, kept in tests/golden/plans.json: `python -m tests.golden_plans` renews it.

An answer that changes under the same model version would be shown beside stored plans as if nothing had happened. The
file is therefore renewed only together with a new version.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from planner.brief.brief import Brief
from planner.intake import read_roster
from planner.outcome import Outcome, Plan, Refusal
from planner.planning import plan
from planner.version import MODEL_VERSION

SAMPLE = Path(__file__).parents[1] / "sample_data"
KEPT = Path(__file__).parent / "golden" / "plans.json"
BRIEFS = ("brief", "brief_small", "brief_refused")
TOTALS = {
    *("creators", "posts", "cost_cents", "value_cents", "gross_reach", "target_reach", "unique_reach", "impressions"),
    *("engagements", "score", "expected_posts", "worth_cents", "segments", "tiers", "waves"),
}
HOW = "raise MODEL_VERSION in planner/version.py and renew with: .venv/bin/python -m tests.golden_plans"


def rounded(value: Any) -> Any:
    """Numbers to six digits, which no processor changes; whatever holds them, the same way."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    return [rounded(one) for one in value] if isinstance(value, list | tuple) else value


def facts(outcome: Outcome) -> dict[str, Any]:
    """The answer without its wording: picks, totals and limits of a plan, the demands in conflict of a refusal.

    The fixes of a refusal are not among them: how many are found depends on how busy the machine is.
    """
    if isinstance(outcome, Refusal):
        return {"refused": rounded([[one.rule, one.have] for one in outcome.conflicts])}
    if not isinstance(outcome, Plan):
        raise ValueError(f"a sample brief was left undecided: {outcome.sentence}")
    return {
        "picks": [f"{pick.count} x {pick.creator}, {pick.package}: {pick.cost_cents}" for pick in outcome.picks],
        "totals": rounded(outcome.totals.model_dump(mode="json", include=TOTALS)),
        "limits": [f"{at.path} {rounded(at.used):g} {at.sense} {rounded(at.bound):g}" for at in outcome.limits],
    }


def answers() -> dict[str, Any]:
    """The facts of each sample brief on the sample roster."""
    roster = read_roster("roster.csv", (SAMPLE / "roster.csv").read_bytes()).roster
    briefs = {name: Brief.read((SAMPLE / f"{name}.json").read_text(encoding="utf-8")) for name in BRIEFS}
    return {name: facts(plan(roster, brief)) for name, brief in briefs.items()}


def complaint(kept: dict[str, Any], version: str, now: dict[str, Any]) -> str:
    """What has to be done about today's answers beside the kept ones; "" when nothing."""
    changed = [name for name in now if kept["answers"].get(name) != now[name]]
    if changed and kept["model_version"] == version:
        return f"The answer changed ({', '.join(changed)}): {HOW}"
    if kept["model_version"] != version:
        return f"The model version is {version}, these answers are of {kept['model_version']}: {HOW}"
    return ""


def main() -> int:
    """Write today's answers. Exit status 1 when they changed and the version did not."""
    now = answers()
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {"model_version": "", "answers": {}}
    if kept["model_version"] == MODEL_VERSION:
        problem = complaint(kept, MODEL_VERSION, now)
        sys.stderr.write(f"{problem or 'Nothing changed.'}\n")
        return int(bool(problem))
    written = json.dumps({"model_version": MODEL_VERSION, "answers": now}, indent=1, ensure_ascii=False)
    KEPT.write_text(f"{written}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
