"""People of one name: who is known by a name alone is one person only where nothing speaks against it."""

from collections.abc import Iterable

from planner.intake.reading import shown
from planner.intake.roster.draft import Frame

_LISTED = 5


def tell_namesakes_apart(frame: Frame, rows: Iterable[int]) -> list[str]:
    """Give people of one name with other followers, or another e-mail address, a number; notes about it.

    frame: accounts, whose `handle` and `id` change. rows: those of accounts that are known by a name alone.
    """
    handles, ids, followers, mails = frame["handle"], frame["id"], frame["followers"], frame.get("email")
    seen: dict[str, list[tuple[float, str]]] = {}
    apart: list[str] = []
    for row in rows:
        known = seen.setdefault(ids[row], [])
        size, mail = followers[row], "" if mails is None else mails[row].casefold()
        number = next((at for at, one in enumerate(known) if one[0] == size and mail in ("", one[1])), None)
        if number is None:
            number = next((at for at, one in enumerate(known) if one == (size, "")), len(known))
            known[number : number + 1] = [(size, mail)]
        if number:
            apart.append(handles[row])
            handles[row], ids[row] = f"{handles[row]} ({number + 1})", f"{ids[row]} ({number + 1})"
    if not apart:
        return []
    listed = ", ".join(shown(name, 40) for name in list(dict.fromkeys(apart))[:_LISTED])
    return [
        f"{listed}: the same name with different followers or e-mail addresses counts as different people. "
        "Add a handle or a link to tell them apart."
    ]
