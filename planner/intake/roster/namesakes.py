"""People of one name: who is known by a name alone is one person only where nothing speaks against it."""

from collections.abc import Iterable

import pandas as pd

from planner.intake.cells.values import Texts
from planner.intake.reading import shown

_LISTED = 5


def tell_namesakes_apart(frame: pd.DataFrame, rows: Iterable[int]) -> list[str]:
    """Give people of one name with other followers, or another e-mail address, a number; notes about it.

    frame: accounts, whose `handle` and `id` change. rows: those of accounts that are known by a name alone.
    """
    handles, ids = (frame[name].to_numpy(dtype=object).copy() for name in ("handle", "id"))
    mails: Texts = frame["email"].to_numpy(dtype=object)
    followers = frame["followers"].to_numpy(float)
    seen: dict[str, list[tuple[float, str]]] = {}
    apart: list[str] = []
    for row in rows:
        known, size, mail = seen.setdefault(ids[row], []), followers[row], str(mails[row]).casefold()
        number = next((at for at, one in enumerate(known) if one[0] == size and mail in ("", one[1])), None)
        if number is None:
            number = next((at for at, one in enumerate(known) if one == (size, "")), len(known))
            known[number : number + 1] = [(size, mail)]
        if number:
            apart.append(handles[row])
            handles[row], ids[row] = f"{handles[row]} ({number + 1})", f"{ids[row]} ({number + 1})"
    if not apart:
        return []
    frame["handle"], frame["id"] = handles, ids
    listed = ", ".join(shown(name, 40) for name in list(dict.fromkeys(apart))[:_LISTED])
    return [
        f"{listed}: the same name with different followers or e-mail addresses counts as different people. "
        "Add a handle or a link to tell them apart."
    ]
