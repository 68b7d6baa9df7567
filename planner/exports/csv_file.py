"""CSV files: plain numbers, and text that no spreadsheet will calculate."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from planner.brief.brief import Brief
from planner.exports.beside_posts import contract_terms, has_extras
from planner.exports.dossier import Dossier
from planner.exports.text import clean
from planner.formula_escape import escaped
from planner.outcome import Pick
from planner.seal import seal_words
from planner.wording import label

Value = str | int | float | Decimal | None


def csv_bytes(rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a byte order mark, commas, every cell quoted; text that starts like a formula carries a leading '."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        writer.writerow([escaped(clean(cell)) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def plan_csv(dossier: Dossier) -> bytes:
    """One row per account that is booked, money in major units; a plan without a seal has no column for one."""
    plan, brief = dossier.plan, dossier.brief
    seal = [] if plan.seal is None else [("seal", seal_words(plan))]
    columns = (*COLUMNS, *(_EXTRAS if has_extras(plan) else ()))
    rows = [
        [*(value(pick, brief) for _, value in columns), *(words for _, words in seal)] for pick in plan.by_account.picks
    ]
    headings = [heading for heading, _ in (*columns, *seal)]
    return csv_bytes([headings, *rows])


def _waves(pick: Pick, brief: Brief) -> str:
    return "; ".join(brief.waves[number - 1].name for number in pick.waves)


def _major(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


COLUMNS: tuple[tuple[str, Callable[[Pick, Brief], Value]], ...] = (
    ("handle", lambda pick, _: pick.handle),
    ("name", lambda pick, _: pick.name),
    ("platform", lambda pick, _: label(pick.platform)),
    ("tier", lambda pick, _: label(pick.tier)),
    ("country", lambda pick, _: pick.country),
    ("category", lambda pick, _: pick.category),
    ("followers", lambda pick, _: pick.followers),
    ("package", lambda pick, _: pick.package),
    ("waves", _waves),
    ("compensation", lambda pick, _: label(pick.compensation)),
    ("quantity", lambda pick, _: pick.count),
    ("fee_each", lambda pick, _: _major(pick.cost_cents // pick.count)),
    ("cost", lambda pick, _: _major(pick.cost_cents)),
    ("full_value", lambda pick, _: _major(pick.value_cents)),
    ("currency", lambda _, brief: brief.currency),
    ("reach", lambda pick, _: round(pick.reach, 2)),
    ("in_target_reach", lambda pick, _: round(pick.target_reach, 2)),
    ("incremental_unique_reach", lambda pick, _: round(pick.incremental_reach, 2)),
    ("impressions", lambda pick, _: round(pick.impressions, 2)),
    ("engagements", lambda pick, _: round(pick.engagements, 2)),
    ("fit", lambda pick, _: pick.fit),
    ("authenticity", lambda pick, _: pick.authenticity),
    ("evidence", lambda pick, _: pick.evidence),
    ("fee_estimated", lambda pick, _: "yes" if pick.fee_estimated else "no"),
    ("must_have", lambda pick, _: "yes" if pick.must_have else "no"),
)
"""Heading of each column, and how it is read off a pick and the brief."""
_EXTRAS: tuple[tuple[str, Callable[[Pick, Brief], Value]], ...] = (
    ("rights", contract_terms),
    ("of_cost_for_rights", lambda pick, _: _major(pick.rights_cents)),
    ("of_cost_behind_posts", lambda pick, _: _major(pick.boost_cents)),
    ("paid_reach", lambda pick, _: round(pick.paid_reach, 2)),
)
"""Further columns of a plan that has rights or money behind posts."""
