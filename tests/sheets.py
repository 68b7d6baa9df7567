"""Small workbooks of kinds that no library here writes: XLS by its records, ODS by its XML."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

Cell = str | float
SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(
    rows: Sequence[Sequence[Cell]], name: str = "Creators", formats: Mapping[tuple[int, int], str] | None = None
) -> bytes:
    """A BIFF8 workbook with one sheet, in a compound file. formats: number format by row and column."""
    return _compound("Workbook", _biff(rows, name, formats or {}))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _biff(rows: Sequence[Sequence[Cell]], name: str, formats: Mapping[tuple[int, int], str]) -> bytes:
    def begin(kind: int) -> bytes:
        return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    title = name.encode("latin-1")
    width = max(map(len, rows))
    codes = list(dict.fromkeys(formats.values()))
    styles = b"".join(
        _record(0x041E, struct.pack("<HHB", 164 + at, len(code), 1) + code.encode("utf-16-le"))
        for at, code in enumerate(codes)
    )
    # Style 0 is that of every cell without a format of its own.
    styles += b"".join(_record(0x00E0, struct.pack("<HH16x", 0, 164 + at if code else 0))
                       for at, code in enumerate(["", *codes], -1))  # fmt: skip
    cells = [_record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            style = codes.index(formats[r, c]) + 1 if (r, c) in formats else 0
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                cells.append(_record(0x0204, struct.pack("<HHHHB", r, c, 0, len(cell), 1) + text))
            else:
                cells.append(_record(0x0203, struct.pack("<HHHd", r, c, style, cell)))
    end = _record(0x000A, b"")
    globals_ = begin(0x0005) + _record(0x0042, struct.pack("<H", 1200)) + styles
    bound = 4 + 6 + 2 + len(title)
    offset = len(globals_) + bound + len(end)
    sheet = _record(0x0085, struct.pack("<IBB", offset, 0, 0) + struct.pack("<BB", len(title), 0) + title)
    return globals_ + sheet + end + begin(0x0010) + b"".join(cells) + end


def _compound(stream: str, data: bytes) -> bytes:
    """A compound file with one stream; small ones are padded so that no mini stream is needed."""
    data = data.ljust(4096, b"\0")
    data += b"\0" * (-len(data) % SECTOR)
    sectors = len(data) // SECTOR
    fat = [_FAT, _END, *range(3, 2 + sectors), _END]
    fat += [_FREE] * (SECTOR // 4 - len(fat))
    header = struct.pack("<8s16sHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 16, 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    entries = [_entry("Root Entry", 5, 1, _END, 0), _entry(stream, 2, _FREE, 2, len(data))]
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    return header + struct.pack(f"<{SECTOR // 4}I", *fat) + directory + data


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    body = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return body + struct.pack("<III16sIQQIQ", _FREE, _FREE, child, b"\0" * 16, 0, 0, 0, start, size)


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
)


@dataclass(frozen=True)
class Look:
    """How cells of an OpenDocument sheet look, by row and column: text shown for a number, rows a cell reaches over."""

    shown: Mapping[tuple[int, int], str] = field(default_factory=dict)
    down: Mapping[tuple[int, int], int] = field(default_factory=dict)


def ods(
    rows: Sequence[Sequence[Cell]], name: str = "Creators", percent: Sequence[int] = (), look: Look | None = None
) -> bytes:
    """A workbook with one OpenDocument sheet; percent: columns whose numbers are shown as per cent."""
    return ods_book(ods_table(rows, name, percent, look))


def ods_table(rows: Sequence[Sequence[Cell]], name: str, percent: Sequence[int] = (), look: Look | None = None) -> str:
    """A sheet with the empty cells and rows that such programs put behind the data."""
    look, lines, under = look or Look(), [], set[tuple[int, int]]()
    for (top, at), down in look.down.items():
        under |= {(row, at) for row in range(top + 1, top + down)}
    for number, row in enumerate(rows):
        cells = []
        for at, cell in enumerate(row):
            down, text = look.down.get((number, at), 1), look.shown.get((number, at))
            if (number, at) in under:
                cells.append("<table:covered-table-cell/>")
            elif text is not None:
                cells.append(
                    f'<table:table-cell office:value-type="float" office:value="{cell!r}"><text:p>{escape(text)}'
                    "</text:p></table:table-cell>"
                )
            elif down > 1:
                cells.append(
                    f'<table:table-cell table:number-rows-spanned="{down}" office:value-type="string">'
                    f"<text:p>{escape(str(cell))}</text:p></table:table-cell>"
                )
            elif isinstance(cell, str):
                cells.append(
                    f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
                )
            else:
                kind = "percentage" if at in percent else "float"
                cells.append(f'<table:table-cell office:value-type="{kind}" office:value="{cell!r}"/>')
        cells.append('<table:table-cell table:number-columns-repeated="16370"/>')
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    lines.append(
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    return f'<table:table table:name="{escape(name)}">{"".join(lines)}</table:table>'


def ods_book(*tables: str) -> bytes:
    """An OpenDocument workbook of these sheets."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", _ODS.format(tables="".join(tables)))
    return out.getvalue()
