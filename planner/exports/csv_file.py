"""The plan as CSV: one row per pick, plain numbers, text that no spreadsheet will calculate."""

import csv
import io
from decimal import Decimal

from planner.brief.brief import Brief
from planner.exports.download import Download, file_name
from planner.exports.text import clean
from planner.formula_escape import escaped
from planner.outcome import Pick, Plan
from planner.seal import seal_words
from planner.wording import label

HEADINGS = (
    "handle",
    "name",
    "platform",
    "tier",
    "country",
    "category",
    "followers",
    "package",
    "waves",
    "compensation",
    "quantity",
    "fee_each",
    "cost",
    "full_value",
    "currency",
    "reach",
    "in_target_reach",
    "incremental_unique_reach",
    "impressions",
    "engagements",
    "fit",
    "authenticity",
    "evidence",
    "fee_estimated",
    "must_have",
)


def plan_csv(plan: Plan, brief: Brief) -> Download:
    """UTF-8 with a byte order mark, commas, decimal points; money in major units of the brief's currency.

    Text that starts like a formula carries a leading '; numbers never do.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    # A plan without a seal has no column for one.
    seal = [] if plan.seal is None else [seal_words(plan)]
    writer.writerow((*HEADINGS, *(["seal"] if seal else [])))
    for pick in plan.picks:
        cells = (*_row(pick, brief), *seal)
        writer.writerow([escaped(clean(cell)) if isinstance(cell, str) else cell for cell in cells])
    return Download(file_name(brief.name, "plan", "csv"), "text/csv", out.getvalue().encode("utf-8-sig"))


def _row(pick: Pick, brief: Brief) -> list[str | int | float | Decimal | None]:
    return [
        pick.handle,
        pick.name,
        label(pick.platform),
        label(pick.tier),
        pick.country,
        pick.category,
        pick.followers,
        pick.package,
        "; ".join(brief.waves[number - 1].name for number in pick.waves),
        label(pick.compensation),
        pick.count,
        _major(pick.cost_cents // pick.count),
        _major(pick.cost_cents),
        _major(pick.value_cents),
        brief.currency,
        round(pick.reach, 2),
        round(pick.target_reach, 2),
        round(pick.incremental_reach, 2),
        round(pick.impressions, 2),
        round(pick.engagements, 2),
        pick.fit,
        pick.authenticity,
        pick.evidence,
        "yes" if pick.fee_estimated else "no",
        "yes" if pick.must_have else "no",
    ]


def _major(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
