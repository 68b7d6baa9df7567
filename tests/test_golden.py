"""The answers to the sample briefs change only together with the model version."""

from __future__ import annotations

import copy
import json

from planner.version import MODEL_VERSION
from tests.golden_plans import KEPT, answers, complaint


def test_an_answer_that_changed_needs_a_new_model_version() -> None:
    kept, now = json.loads(KEPT.read_text(encoding="utf-8")), answers()
    problem = complaint(kept, MODEL_VERSION, now)
    assert not problem, problem
    assert list(now) == list(kept["answers"])


def test_a_cent_more_is_another_answer() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    now = copy.deepcopy(kept["answers"])
    now["brief"]["totals"]["cost_cents"] += 1
    assert complaint(kept, MODEL_VERSION, now).startswith("The answer changed (brief): raise MODEL_VERSION")
    assert "these answers are of" in complaint(kept, "2999.1", now)
