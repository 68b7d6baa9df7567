"""The sheet "Overlap": how far creators reach the same people, per creator and pair by pair."""

from __future__ import annotations

import numpy as np

from planner.exports.book import MUTED, Book, Cell, header
from planner.exports.dossier import Dossier
from planner.exports.media_plan import colour_tiers_and_platforms
from planner.exports.reach_model import ReachModel
from planner.exports.tables import Column, Table, this, write_table
from planner.forecast import reach
from planner.forecast.table import Floats
from planner.outcome import Pick
from planner.wording import label

NAME, PAIRS_NAME = "Overlap", "Overlap in pairs"
TABLE = "OverlapTable"
PAIRS = 20
"""Creators in the matrix of pairs, those with the largest audiences; more than this does not fit on a page."""
TOP = 4


def write_overlap(book: Book, dossier: Dossier) -> None:
    """Write the sheet: what each creator adds to the others."""
    sheet = book.sheet(NAME)
    book.text(sheet, (0, 0), "Overlap", bold=True, font_size=16)
    for row, words in enumerate(
        (
            "Of the people whom a creator reaches in the audience, how many the rest of the plan reaches as well.",
            "Forecast by the reach model; measured overlap is better where a platform sells it.",
        ),
        1,
    ):
        book.text(sheet, (row, 0), words, font_color=MUTED)
    made = _columns()
    picks = dossier.plan.picks
    last = write_table(book, sheet, TOP, Table(TABLE, made, picks))
    titles = [column.title for column in made]
    colour_tiers_and_platforms(book, sheet, titles, (TOP + 1, last))
    share = titles.index("Overlap")
    bar = {"type": "data_bar", "bar_color": "#C9D6DF", "bar_solid": True, "min_type": "num", "max_type": "num"}
    sheet.conditional_format(TOP + 1, share, last, share, {**bar, "min_value": 0, "max_value": 1})
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(TOP)
    sheet.print_area(0, 0, last, len(made) - 1)
    sheet.fit_to_pages(1, 0)


def _columns() -> tuple[Column[Pick], ...]:
    reached, added = "In-target reach", "Reached by nobody else"
    return (
        Column("Handle", 22, "text", lambda pick: pick.handle),
        Column("Platform", 11, "text", lambda pick: label(pick.platform)),
        Column("Tier", 10, "text", lambda pick: label(pick.tier)),
        Column(reached, 11, "count", lambda pick: pick.target_reach),
        Column(added, 11, "count", lambda pick: pick.incremental_reach),
        Column(
            "Also reached by others",
            11,
            "count",
            lambda pick: pick.target_reach - pick.incremental_reach,
            f"={this(TABLE, reached)}-{this(TABLE, added)}",
        ),
        Column(
            "Overlap",
            11,
            "percent",
            _share,
            f"=IF({this(TABLE, reached)}=0,0,{this(TABLE, 'Also reached by others')}/{this(TABLE, reached)})",
        ),
    )


def _share(pick: Pick) -> Cell:
    return (pick.target_reach - pick.incremental_reach) / pick.target_reach if pick.target_reach else 0.0


def write_pairs(book: Book, dossier: Dossier, model: ReachModel | None) -> None:
    """Write the sheet of pairs: people in the audience whom both reach; no sheet where the weights are not known."""
    picks = dossier.plan.picks
    if model is None or len(picks) < 2:
        return
    sheet = book.sheet(PAIRS_NAME)
    order = sorted(range(len(picks)), key=lambda at: (-picks[at].target_reach, picks[at].creator))[:PAIRS]
    both = pair_overlap(model, model.weights[order])
    said = "" if len(order) == len(picks) else f" The {len(order)} with the largest audiences."
    book.text(sheet, (0, 0), "People reached by both", bold=True, font_size=16)
    book.text(sheet, (1, 0), f"One package of each.{said}", font_color=MUTED)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 11)
    sheet.set_column(2, len(order) + 1, 8)
    book.text(sheet, (TOP, 0), "Handle", **header())
    book.text(sheet, (TOP, 1), "Alone", **header("right"))
    for column, at in enumerate(order, 2):
        book.text(sheet, (TOP, column), picks[at].handle, **{**header("center"), "rotation": 90, "text_wrap": False})
    sheet.set_row(TOP, 110)
    for row, at in enumerate(order):
        book.text(sheet, (TOP + 1 + row, 0), picks[at].handle)
        book.value(sheet, (TOP + 1 + row, 1), float(both[row, row]), "count")
        for column in range(len(order)):
            if row != column:
                book.value(sheet, (TOP + 1 + row, column + 2), float(both[row, column]), "count")
    last = TOP + len(order)
    off = np.sort(both[~np.eye(len(order), dtype=bool)])
    shade = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#F0C987"}
    ends = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": float(off[-1])}
    sheet.conditional_format(TOP + 1, 2, last, len(order) + 1, {**shade, **ends})
    sheet.freeze_panes(TOP + 1, 1)
    sheet.print_area(0, 0, last, len(order) + 1)
    sheet.fit_to_pages(1, 1)


def pair_overlap(model: ReachModel, weights: Floats) -> Floats:
    """People whom both of each pair reach, shape (n, n); on the diagonal what each reaches alone.

    weights: shape (n, segments). |A and B| = |A| + |B| - |A or B|, each by the reach model.
    """
    sizes = np.array([segment.size for segment in model.segments])
    kappas = np.array([segment.kappa for segment in model.segments])
    alone = reach.unique_reach(weights, sizes, kappas).sum(axis=1)
    either = reach.unique_reach(weights[:, None, :] + weights[None, :, :], sizes, kappas).sum(axis=2)
    both = alone[:, None] + alone[None, :] - either
    np.fill_diagonal(both, alone)
    return np.asarray(both)
