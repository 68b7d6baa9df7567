"""Which planner this is, with the packages that decide its figures: equal wherever a plan is to be the same."""

import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from planner.version import MODEL_VERSION, __version__

_DECIDE = ("numpy", "pandas", "pydantic", "pyarrow", "pulp", "highspy", "dask", "distributed", "cloudpickle")
Edition = tuple[tuple[str, str], ...]
"""Names and versions."""


@cache
def edition() -> Edition:
    """Name and version of the planner, its model, Python and the packages that matter; "" for one that is missing."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    ours = (("planner", __version__), ("the planner's model", MODEL_VERSION), ("Python", python))
    return (*ours, *((name, _version(name)) for name in _DECIDE))


def difference(theirs: Edition, ours: Edition) -> str:
    """What they have instead of ours, such as "numpy 2.3.0 instead of 2.4.1"; "" where nothing differs."""
    has = dict(theirs)
    apart = [(name, has.get(name, ""), wanted) for name, wanted in ours if has.get(name, "") != wanted]
    return ", ".join(f"{name} {found or 'missing'} instead of {wanted or 'none'}" for name, found, wanted in apart)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
