"""A list made by hand, whatever it came in: its text, with every line where the file has it."""

import csv
import io

from planner.intake.open.files import read_table
from planner.intake.open.signs import is_document, is_workbook
from planner.intake.reading import MAX_BYTES
from planner.problems import BadInput, Problem


def list_text(name: str, data: bytes) -> str:
    """Text of a list: a text file decoded, the table of a workbook or of records as CSV.

    Blank lines are kept, so that line numbers stay.

    Raises BadInput when there is no text or no table in it.
    """
    if len(data) > MAX_BYTES:
        raise BadInput([Problem(name, "", f"is larger than {MAX_BYTES // 1024**2} MB", "a smaller file")])
    if not is_workbook(data) and not is_document(name, data):
        if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise BadInput([Problem(name, "", "is not a text file", "CSV, text, XLSX or ODS")])
        encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            where = f"{name}, byte {error.start + 1}"
            raise BadInput([Problem(where, "", "is not text in UTF-8", "the file saved as UTF-8, or XLSX")]) from None
    table = read_table(name, data)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    written = 1
    writer.writerow(table.header)
    for number, row in zip(table.numbers.tolist(), table.cells.tolist(), strict=True):
        while written < number - 1:
            out.write("\n")
            written += 1
        writer.writerow(row)
        written += 1
    return out.getvalue()
