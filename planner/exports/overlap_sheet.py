"""The sheet "Overlap": how far creators reach the same people, per creator and pair by pair."""

import numpy as np

from planner.exports.book import Book, header
from planner.exports.dossier import Dossier
from planner.exports.media_plan import colour_tiers_and_platforms
from planner.exports.reach_model import ReachModel
from planner.exports.tables import Column, Table, write_table
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
    sheet = book.sheet(
        NAME,
        "Overlap",
        "How many of the people a creator reaches in your audience the rest of the plan reaches too.",
        "Forecast by the reach model. Use measured overlap where a platform offers it.",
    )
    last = write_table(sheet, TOP, Table(TABLE, COLUMNS, dossier.plan.picks))
    colour_tiers_and_platforms(sheet, COLUMNS, (TOP + 1, last))
    share = len(COLUMNS) - 1
    bar = {"type": "data_bar", "bar_color": "#C9D6DF", "bar_solid": True, "min_type": "num", "max_type": "num"}
    sheet.raw.conditional_format(TOP + 1, share, last, share, {**bar, "min_value": 0, "max_value": 1})
    sheet.finish(last, len(COLUMNS), top=TOP)


def _shared(pick: Pick) -> float:
    return pick.target_reach - pick.incremental_reach


COLUMNS: tuple[Column[Pick], ...] = (
    Column("Handle", 22, "text", lambda pick: pick.handle),
    Column("Platform", 11, "text", lambda pick: label(pick.platform)),
    Column("Tier", 10, "text", lambda pick: label(pick.tier)),
    Column("In-target reach", 11, "count", lambda pick: pick.target_reach),
    Column("Reached by nobody else", 11, "count", lambda pick: pick.incremental_reach),
    Column("Also reached by others", 11, "count", _shared, "={In-target reach}-{Reached by nobody else}"),
    Column(
        "Overlap",
        11,
        "percent",
        lambda pick: _shared(pick) / pick.target_reach if pick.target_reach else 0.0,
        "=IF({In-target reach}=0,0,{Also reached by others}/{In-target reach})",
    ),
)


def write_pairs(book: Book, dossier: Dossier, model: ReachModel | None) -> None:
    """Write the sheet of pairs: people in the audience whom both reach; no sheet where the weights are not known."""
    picks = dossier.plan.picks
    if model is None or len(picks) < 2:
        return
    order = sorted(range(len(picks)), key=lambda at: (-picks[at].target_reach, picks[at].creator))[:PAIRS]
    both = pair_overlap(model, model.weights[order])
    largest = "" if len(order) == len(picks) else f" The {len(order)} with the largest audiences."
    sheet = book.sheet(PAIRS_NAME, "People reached by both", f"One package of each.{largest}")
    sheet.widths(22, 11)
    sheet.raw.set_column(2, len(order) + 1, 8)
    sheet.heading(TOP, "Handle", "Alone")
    for column, at in enumerate(order, 2):
        sheet.text(TOP, column, picks[at].handle, **{**header("center"), "rotation": 90, "text_wrap": False})
    sheet.raw.set_row(TOP, 110)
    for place, at in enumerate(order):
        row = TOP + 1 + place
        sheet.text(row, 0, picks[at].handle)
        sheet.value(row, 1, float(both[place, place]), "count")
        for column in range(len(order)):
            if place != column:
                sheet.value(row, column + 2, float(both[place, column]), "count")
    last = TOP + len(order)
    off = np.sort(both[~np.eye(len(order), dtype=bool)])
    shade = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#F0C987"}
    ends = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": float(off[-1])}
    sheet.raw.conditional_format(TOP + 1, 2, last, len(order) + 1, {**shade, **ends})
    sheet.finish(last, len(order) + 2, high=1, top=TOP)


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
