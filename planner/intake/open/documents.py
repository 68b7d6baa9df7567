"""Files of records, recognised by their content: JSON, JSON Lines, and Parquet, which a process of its own reads."""

from planner.intake.open.guard import read_records
from planner.intake.open.signs import ENCRYPTED_PARQUET, PARQUET, is_parquet
from planner.intake.reading import MAX_COLUMNS, MAX_ROWS, refusal
from planner.intake.records.document import Document, Listing, read_json

SAVE_PARQUET = "a Parquet file as pandas, Spark or a warehouse writes it, or the list as CSV or JSON"


def read_document(place: str, data: bytes) -> Document:
    """The lists in it. Raises BadInput for a document that is damaged, hostile, or has no list."""
    return _parquet(place, data) if is_parquet(data) else read_json(place, data)


def _parquet(place: str, data: bytes) -> Document:
    if data.startswith(ENCRYPTED_PARQUET) or data.endswith(ENCRYPTED_PARQUET):
        raise refusal(place, "is encrypted", "the same file without encryption")
    if len(data) < 12 or not data.endswith(PARQUET):
        raise refusal(place, "is incomplete: the end of a Parquet file is missing", "the whole file, uploaded again")
    match read_records(place, data):
        case {"records": list(records), "notes": list(notes)}:
            listing = Listing("", records)
            return Document("Parquet", (listing,) if records else _none(place), tuple(map(str, notes)))
        case {"error": "rows"}:
            raise refusal(place, f"has more than {MAX_ROWS:,} rows", f"at most {MAX_ROWS:,} rows")
        case {"error": "columns"}:
            raise refusal(place, "has more than 2,000 fields", f"a list of at most {MAX_COLUMNS} columns")
        case {"error": "twice", "why": str(why)}:
            raise refusal(place, "has a column twice", "every column once", why)
        case {"error": "password"}:
            raise refusal(place, "is encrypted", "the same file without encryption")
        case {"error": "too much text" | "memory"}:
            raise refusal(place, "needs too much memory to read", "a smaller file, or fewer columns")
    raise refusal(place, "is damaged or not a Parquet file we can read", SAVE_PARQUET)


def _none(place: str) -> tuple[Listing, ...]:
    raise refusal(place, "has columns and no rows", "a row for each creator")
