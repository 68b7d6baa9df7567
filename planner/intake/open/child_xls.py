"""What the cells of an XLS workbook show beside their numbers, from its records.

Record numbers and layouts: [MS-XLS], sections 2.3 and 2.4. Part of the child process: imports nothing of the planner.
"""

import io
import struct
from collections.abc import Iterator

import olefile  # type: ignore[import-untyped]
from child_formats import PERCENT_FORMATS, Shown, shown_by  # type: ignore[import-not-found]

_XF, _FORMAT, _BOUND_SHEET, _BOF = 0x00E0, 0x041E, 0x0085, 0x0809
_FORMULA, _NUMBER, _RK, _MULTIPLE_RK = 0x0006, 0x0203, 0x027E, 0x00BD
_BIFF8 = 0x0600
Places = dict[tuple[int, int], Shown]


def shown_in(data: bytes, at: int) -> Places:
    """How the number cells of a sheet are shown, by row and column; cells that show the number alone are left out.

    at: position of the sheet among all of the workbook, charts and macros included. Raises OSError, struct.error and
    IndexError for records that are none.
    """
    with olefile.OleFileIO(io.BytesIO(data)) as book:
        name = next(path for path in book.listdir() if path[-1].casefold() in ("workbook", "book"))
        records = book.openstream(name).read()
    styles, sheets = _globals(records)
    return dict(_cells(records, sheets[at], styles)) if styles else {}


def _records(data: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Number, first byte and end of each record, up to the end of its part of the stream."""
    at = start
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == 0x000A:
            return
        yield kind, at + 4, at + 4 + size
        at += 4 + size


def _globals(data: bytes) -> tuple[dict[int, Shown], list[int]]:
    """Styles that show something beside the number, and where each sheet begins."""
    formats: dict[int, Shown | None] = {number: Shown(percent=True) for number in PERCENT_FORMATS}
    styles, sheets, wide = list[int](), list[int](), True
    for kind, first, end in _records(data, 0):
        if kind == _BOF:
            wide = struct.unpack_from("<H", data, first)[0] == _BIFF8
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", data, first + 2)[0])
        elif kind == _BOUND_SHEET:
            sheets.append(struct.unpack_from("<I", data, first)[0])
        elif kind == _FORMAT:
            number = struct.unpack_from("<H", data, first)[0]
            formats[number] = shown_by(_text(data[first + 2 : end], wide))
    found = {at: formats.get(number) for at, number in enumerate(styles)}
    return {at: shown for at, shown in found.items() if shown is not None}, sheets


def _text(body: bytes, wide: bool) -> str:
    """A string of a format: two bytes of length and one of flags since 1997, one byte of length before."""
    if not wide:
        return body[1:].decode("latin-1")
    return body[3:].decode("utf-16-le" if body[2] & 1 else "latin-1")


def _cells(data: bytes, start: int, styles: dict[int, Shown]) -> Iterator[tuple[tuple[int, int], Shown]]:
    for kind, first, end in _records(data, start):
        if kind in (_NUMBER, _RK, _FORMULA):
            row, column, style = struct.unpack_from("<HHH", data, first)
            if style in styles:
                yield (row, column), styles[style]
        elif kind == _MULTIPLE_RK:
            row, column = struct.unpack_from("<HH", data, first)
            for number in range((end - first - 6) // 6):
                style = struct.unpack_from("<H", data, first + 4 + 6 * number)[0]
                if style in styles:
                    yield (row, column + number), styles[style]
