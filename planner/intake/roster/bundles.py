"""One price for packages on several accounts of a person: shared out, so that each account has its part."""

import numpy as np

from planner.domain.persons import bundles_of
from planner.domain.roster import RANGE_COLUMNS, UNKNOWN_FEE, Roster
from planner.wording import count


def shared_out(roster: Roster) -> tuple[Roster, str]:
    """The roster with the price of each bundle in parts, and a note; where every package states its own, as it is.

    A package without a fee has a part of what the others of its bundle state, in proportion to the followers of its
    account. The parts add up to the price to the cent.
    """
    bundles = bundles_of(roster.creators, roster.packages)
    if not bundles:
        return roster, ""
    offers, followers = roster.packages, roster.creators["followers"].to_numpy(float)
    columns = [name for name in ("fee_cents", *RANGE_COLUMNS) if name in offers]
    fees, changed = offers[columns].to_numpy(np.int64, copy=True), 0
    for rows in bundles:
        stated = [row for row in rows if fees[row, 0] != UNKNOWN_FEE]
        if not stated or len(stated) == len(rows):
            continue
        changed += 1
        weight = np.maximum(followers[offers["creator"].iloc[rows]], 1.0)
        for at in range(len(columns)):
            known = fees[stated, at]
            if (known != UNKNOWN_FEE).all():
                ends = np.rint(np.cumsum(weight) / weight.sum() * known.sum()).astype(np.int64)
                fees[rows, at] = np.diff(ends, prepend=0)
    if not changed:
        return roster, ""
    priced = offers.assign(**dict(zip(columns, fees.T, strict=True)))
    what = "bundle has" if changed == 1 else "bundles have"
    note = f"{count(changed)} {what} one price for several accounts, which is shared out by their followers."
    return Roster.from_frames(roster.creators, priced, roster.source, roster.archetypes), note
