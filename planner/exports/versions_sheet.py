"""The sheet "Scenarios": this plan beside others, figure by figure, and who is in which."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.domain.roster import Tier
from planner.exports.book import MUTED, TOP, Book, Cell, Sheet, header
from planner.exports.dossier import Dossier, Version
from planner.exports.text import amount, goal_words, proof_sentence
from planner.wording import label

NAME = "Scenarios"
MOST = 8
"""Scenarios beside each other on a page."""
THIS = "This plan"


@dataclass(frozen=True)
class Figure:
    """A line of the comparison. compared: it has a difference to this plan."""

    title: str
    kind: str
    value: Callable[[Version], Cell]
    compared: bool = True


def _tier(tier: Tier) -> Callable[[Version], Cell]:
    return lambda version: next((part.creators for part in version.plan.totals.tiers if part.tier is tier), 0)


def _cents(cents: float | None) -> Cell:
    return None if cents is None else cents / 100


FIGURES = (
    Figure("Goal", "text", lambda v: goal_words(v.brief), False),
    Figure("Budget", "money", lambda v: None if v.brief.budget_cents is None else amount(v.brief.budget_cents)),
    Figure("Net cost", "money", lambda v: amount(v.plan.totals.cost_cents)),
    Figure("Full value", "money", lambda v: amount(v.plan.totals.value_cents)),
    Figure("Unique reach", "count", lambda v: v.plan.totals.unique_reach),
    Figure("Gross reach", "count", lambda v: v.plan.totals.gross_reach),
    Figure("Frequency", "decimal", lambda v: v.plan.totals.frequency),
    Figure("Impressions", "count", lambda v: v.plan.totals.impressions),
    Figure("Engagements", "count", lambda v: v.plan.totals.engagements),
    Figure("CPM", "price", lambda v: _cents(v.plan.totals.cpm_cents)),
    Figure("CPE", "price", lambda v: _cents(v.plan.totals.cpe_cents)),
    Figure("Net cost per unique person", "price", lambda v: _cents(v.plan.totals.cost_per_reach_cents)),
    Figure("Creators", "count", lambda v: v.plan.totals.creators),
    *(Figure(label(tier), "count", _tier(tier)) for tier in reversed(Tier)),
    Figure("Posts", "count", lambda v: v.plan.totals.posts),
    Figure("Limits met", "text", lambda v: limits_met(v), False),
    Figure("Proof", "text", lambda v: proof_sentence(v.plan, v.brief).partition(" (")[0], False),
)


def versions_of(dossier: Dossier) -> tuple[Version, ...]:
    """This plan first, then the scenarios it is compared with."""
    return (Version(THIS, dossier.brief, dossier.plan), *dossier.versions[: MOST - 1])


def write_versions(book: Book, dossier: Dossier) -> None:
    """Write the sheet; differences and changes are formulas. Money of another currency is not compared."""
    shown = versions_of(dossier)
    alone = "No other scenario was saved when this file was made."
    sheet = book.sheet(NAME, "Scenarios", "Each beside this plan." if len(shown) > 1 else alone)
    sheet.widths(30, *[17] * (2 * len(shown)))
    _heads(sheet, TOP, "Figure", shown)
    sheet.raw.set_row(TOP, 32)
    for row, figure in enumerate(FIGURES, TOP + 1):
        sheet.text(row, 0, figure.title, **({"valign": "top"} if figure.kind == "text" else {}))
        if figure.kind == "text":
            sheet.raw.set_row(row, 30 if figure.title == "Goal" else 62 if figure.title == "Proof" else 15)
        for at, version in enumerate(shown):
            _Beside(at, version, shown[0]).write(sheet, row, figure)
    end = TOP + len(FIGURES)
    if len(shown) > 1:
        end = _who(sheet, end + 2, shown)
    sheet.finish(end, max(2 * len(shown), 2))


def _heads(sheet: Sheet, row: int, title: str, shown: Sequence[Version]) -> None:
    change, look = ("Change", header("right")) if row == TOP else ("", header())
    sheet.text(row, 0, title, **header())
    for at, version in enumerate(shown):
        sheet.text(row, _column(at), version.name, **header("right"))
        if at:
            sheet.text(row, _column(at) + 1, change, **look)


def _column(at: int) -> int:
    """This plan takes one column, each other two: its figure and the change."""
    return 1 if at == 0 else 2 * at


@dataclass(frozen=True)
class _Beside:
    """A scenario in its columns beside the first one."""

    at: int
    version: Version
    first: Version

    @property
    def same_money(self) -> bool:
        """Amounts of another currency are written, and not compared."""
        return self.version.brief.currency == self.first.brief.currency

    def write(self, sheet: Sheet, row: int, figure: Figure) -> None:
        """A figure of it, and how far it is from the first scenario's."""
        value, base = figure.value(self.version), figure.value(self.first)
        column = _column(self.at)
        if figure.kind in ("money", "price") and not self.same_money and isinstance(value, int | float):
            sheet.text(row, column, f"{value:,.2f} {self.version.brief.currency}", align="right")
            return
        look = {"align": "right", "text_wrap": True, "valign": "top"} if figure.kind == "text" else {}
        sheet.value(row, column, value, figure.kind, **look)
        if self.at and figure.compared and isinstance(value, int | float) and isinstance(base, int | float):
            from xlsxwriter.utility import xl_rowcol_to_cell

            change = float(value) / float(base) - 1 if base else None
            formula = f'=IF($B{row + 1}=0,"",{xl_rowcol_to_cell(row, column)}/$B{row + 1}-1)'
            sheet.formula(row, column + 1, formula, change, "change", font_color=MUTED)


def limits_met(version: Version) -> str:
    """`9 of 11`: how many limits of its brief a plan meets."""
    limits = version.plan.limits
    return f"{sum(limit.met for limit in limits)} of {len(limits)}"


def _who(sheet: Sheet, top: int, shown: Sequence[Version]) -> int:
    """Who is in which plan: first those in all, then by how many have them."""
    _heads(sheet, top, "Creator", shown)
    inside = [{pick.creator: pick.cost_cents for pick in version.plan.picks} for version in shown]
    everyone = sorted({creator for one in inside for creator in one}, key=lambda c: (-sum(c in o for o in inside), c))
    row = top
    for row, creator in enumerate(everyone, top + 1):
        sheet.text(row, 0, creator)
        for at, (one, version) in enumerate(zip(inside, shown, strict=True)):
            if creator not in one:
                continue
            if version.brief.currency == shown[0].brief.currency:
                sheet.value(row, _column(at), amount(one[creator]), "money")
            else:
                sheet.text(row, _column(at), "in", align="right")
    return row
