"""Files of a server's owner: TOML, a table for each thing that is allowed, named by an environment variable."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.problems import BadInput, Problem


def tables_in(setting: str, environment: Mapping[str, str], each: str) -> tuple[str, dict[str, Any]] | None:
    """What the file holds, and its place in words; None where the setting names none.

    each: what a table stands for, such as `team`. Raises BadInput for a file that cannot be read, or is not TOML.
    """
    named = environment.get(setting, "").strip()
    if not named:
        return None
    place = f"{setting} '{named}'"
    try:
        return place, tomllib.loads(Path(named).expanduser().read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput([Problem(place, "", f"cannot be read ({error.strerror})", "a readable TOML file")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput([Problem(place, "", f"is not TOML ({error})", f"a table for each {each}")]) from None
