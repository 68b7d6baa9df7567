"""Python read as a tree."""

from __future__ import annotations

import ast
import gc


def parsed(source: str) -> ast.Module:
    """The tree of a source, made in one go.

    Hypothesis measures how long garbage is looked for, in Python. When that comes while a tree is made, another thread
    has its turn, and if it makes a tree as well, CPython 3.11 mixes up their depths: "AST constructor recursion depth
    mismatch", a SystemError.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(source)
    finally:
        if was:
            gc.enable()
