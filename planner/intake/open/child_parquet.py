"""Parquet for `child.py`: every row as a record of JSON values.

The answer is `{"records": [{...}, ...], "notes": [...]}`, numbers as JSON has them; or `{"error": kind}`.
"""

import datetime
import io
import math
import os
from collections import Counter
from decimal import Decimal
from typing import Any

MAX_ROWS, MAX_FIELDS, MAX_BYTES = 200_000, 2_000, 120 * 1024**2
INDEX = "__index_level_"
"""How the name of a column begins that data frames add for the numbers of their rows."""


def read_parquet(data: bytes) -> dict[str, object]:
    """All rows of a file, looked at by its own statistics first; those may lie, the limits of this process do not."""
    # The pools of Arrow's own allocators reserve more address space than this process may have.
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    import pyarrow as pa
    from pyarrow import parquet

    pa.set_io_thread_count(1)
    try:
        file = parquet.ParquetFile(io.BytesIO(data))
        about = file.metadata
        if about.num_rows > MAX_ROWS:
            return {"error": "rows"}
        if about.num_columns > MAX_FIELDS:
            return {"error": "columns"}
        if sum(about.row_group(at).total_byte_size for at in range(about.num_row_groups)) > MAX_BYTES:
            return {"error": "too much text"}
        names = [name for name in file.schema_arrow.names if not name.startswith(INDEX)]
        if len(set(names)) < len(names):
            return {"error": "twice", "why": next(name for name in names if names.count(name) > 1)}
        table = file.read(columns=names, use_threads=False)
    except (pa.ArrowException, OSError) as error:
        return {"error": "password" if "crypt" in str(error).casefold() else "unreadable", "why": str(error)[:300]}
    if table.nbytes > MAX_BYTES:
        return {"error": "too much text"}
    left: Counter[str] = Counter()
    digits = {one.name: digits_of(one.type) for one in table.schema}
    records = [
        {
            name: shortened(value, digits[name]) if isinstance(value, float) else _plain(value, name, left)
            for name, value in row.items()
        }
        for row in table.to_pylist(maps_as_pydicts="lossy")
    ]
    return {"records": records, "notes": [f"Not read: bytes in {name}, which are no text." for name in left]}


def digits_of(kind: object) -> int:
    """Digits of a number of an Arrow type: in single precision 0.1 is not 0.100000001490116."""
    return {"float": 7, "halffloat": 3}.get(str(kind), 15)


def shortened(value: float, digits: int = 15) -> int | float | str | None:
    """A number without the noise of its binary form; None for NaN, a text for what is infinite."""
    if not math.isfinite(value):
        return None if value != value else str(value)
    return int(value) if value == int(value) else float(format(value, f".{digits}g"))


def _plain(value: Any, name: str, left: Counter[str]) -> Any:
    """A value as JSON has it; missing numbers, which data frames write as NaN, as null."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float | Decimal):
        return shortened(float(value))
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(inner, f"{name}.{key}", left) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, name, left) for inner in value]
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            left[name] += 1
            return None
    return str(value)
