"""Names of Python's that `from numpy import *` takes away under numpy 2: `max`, `min`, `round`, …

An older numpy left them to Python. `max(1.0 - x, 0.0)` fails today, as numpy takes the second
number for an axis; `max(1.0 - x, 0)` gives the first one, without a word.
"""

from __future__ import annotations

import ast
import functools
from typing import FrozenSet, Optional

import numpy as np

from .bound_names import bound_names
from .edits import Edit, Text
from .replacement import Replacement, listed

# What Python has that only numpy 2 puts into a star import.
NAMES = ("abs", "bool", "max", "min", "pow", "round")


@functools.lru_cache(maxsize=None)
def hidden() -> FrozenSet[str]:
    """The names that the numpy of this process takes away."""
    return frozenset(name for name in NAMES if name in getattr(np, "__all__", ()))


def replaced(source: bytes) -> Optional[Replacement]:
    """The source with Python's own names behind its star imports; None where it uses none."""
    found = _found(source)
    return found and _replacement(source, *found)


def is_certain(source: bytes) -> bool:
    """Whether a source calls one of them as only Python's own is called: `max(a, b)`."""
    if not hidden() or b"import *" not in source:
        return False
    found = _found(source)
    if found is None:
        return False
    tree, _, names = found
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in names & {"max", "min"}
        and len(node.args) > 1
        and not any(word.arg in ("axis", "out") for word in node.keywords)
        for node in ast.walk(tree)
    )


def _found(source: bytes):
    """The tree of a source, its last star import that may hide names, and the names it uses."""
    if not hidden():
        return None
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    stars = [
        node
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names = (hidden() & used) - bound_names(tree)
    return (tree, stars[-1], names) if stars and names else None


def _replacement(source: bytes, tree, star, names) -> Replacement:
    text = Text(source)
    end = text.place(star.end_lineno, star.end_col_offset)
    olds = tuple(sorted(names))
    written = f"; from builtins import {listed(olds)}"
    return Replacement(
        text.edited([Edit(end, end, written)]),
        (star.lineno,),
        tuple(f"numpy's {name}" for name in olds),
        tuple(f"Python's {name}" for name in olds),
        what="names of Python's that numpy hides",
        why=(
            "was written for an older numpy: since numpy 2 its star import takes "
            f"{listed(olds)} away from Python"
        ),
        how=f"with Python's own {listed(olds)}",
        now="Python's own names",
    )
