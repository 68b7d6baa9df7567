"""What a file is by how it begins: a workbook, a document of records, or else text; nothing is read for it."""

import json
import re

SAVE_AS = "an .xlsx or .csv file: open it in a spreadsheet program and save it as one"
OLE = b"\xd0\xcf\x11\xe0"
"""How an Office file from before 2007, and a protected one of any age, begins."""
PARQUET, ENCRYPTED_PARQUET = b"PAR1", b"PARE"
_NAMED_JSON = (".json", ".jsonl", ".ndjson")
_ONE_VALUE = 10_000
_BEGINS = r'\s*(?:\[\s*[\[{"\]]|\{\s*["}])'
_BEGINS_BYTES = rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*[\[{]"


def is_workbook(data: bytes) -> bool:
    """True for what begins like a zip file or an old Office file."""
    return data.startswith((b"PK", OLE))


def is_parquet(data: bytes) -> bool:
    """True for what begins like a Parquet file, encrypted or not."""
    return data.startswith((PARQUET, ENCRYPTED_PARQUET))


def is_document(name: str, data: bytes) -> bool:
    """True for what holds records, whatever its name; the name decides about a single text or number."""
    return is_parquet(data) or _is_json(data) or (name.casefold().endswith(_NAMED_JSON) and _is_single_value(data))


def _is_json(data: bytes) -> bool:
    """True for what begins as a list or an object of JSON does, which no table of text does."""
    if not re.match(_BEGINS_BYTES, data):
        return False
    begin = data[:4096].decode(json.detect_encoding(data[:4]), "replace").lstrip("\ufeff")
    return re.match(_BEGINS, begin) is not None


def _is_single_value(data: bytes) -> bool:
    """True for a document that is only a text, a number or null; a table of text may begin like one."""
    if len(data) > _ONE_VALUE:
        return False
    try:
        text = data.decode(json.detect_encoding(data[:4])).removeprefix("\ufeff")
        return not isinstance(json.loads(text.strip()), list | dict)
    except (ValueError, RecursionError):
        return False
