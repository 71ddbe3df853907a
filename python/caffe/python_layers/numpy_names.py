"""Names that numpy had once (`np.float`, `np.NaN`, `np.product`, …), and what they meant.

Whether a source needs them is not judged here: `trial` tries what they meant where the source as it
stands fails, and takes it where it works.
"""

from __future__ import annotations

import ast
import functools
import warnings
from typing import FrozenSet, Optional, Set

import numpy as np

from .bound_names import bound_names
from .edits import Edit, Text
from .replacement import Replacement, listed

# Python's own types; those that only Python 2 had are what it made of them.
_PYTHONS = {
    **{name: name for name in ("bool", "complex", "float", "int", "object", "str")},
    "long": "int",
    "unicode": "str",
}

# What numpy has under another name.
_RENAMED = {
    "Inf": "inf",
    "Infinity": "inf",
    "NAN": "nan",
    "NaN": "nan",
    "PINF": "inf",
    "alltrue": "all",
    "bool8": "bool_",
    "cfloat": "complex128",
    "complex_": "complex128",
    "cumproduct": "cumprod",
    "float_": "float64",
    "infty": "inf",
    "int0": "intp",
    "longfloat": "longdouble",
    "object0": "object_",
    "product": "prod",
    "rank": "ndim",
    "round_": "round",
    "row_stack": "vstack",
    "singlecomplex": "complex64",
    "sometrue": "any",
    "string_": "bytes_",
    "trapz": "trapezoid",
    "uint0": "uintp",
    "unicode_": "str_",
}

# What is written with more than a name: before the call's arguments, and after them.
_CALLS = {"asscalar": ("asarray", ".item()"), "in1d": ("isin", ".ravel()")}
_NEGATIVE = {"NINF": "inf"}

OLD = (*_PYTHONS, *_RENAMED, *_CALLS, *_NEGATIVE)


@functools.lru_cache(maxsize=None)
def lacking() -> FrozenSet[str]:
    """The old names that the numpy of this process has no more."""
    with warnings.catch_warnings():
        # Names on their way out warn when they are asked for.
        warnings.simplefilter("ignore")
        return frozenset(name for name in OLD if not hasattr(np, name))


def replaced(source: bytes) -> Optional[Replacement]:
    """The source with what its old names meant; None where it has none that this numpy lacks."""
    try:
        names = _Names(ast.parse(source), Text(source))
    except (SyntaxError, ValueError):
        return None
    if not names.edits:
        return None
    olds, meanings = zip(*sorted(names.found.items()))
    return Replacement(
        names.text.edited(names.edits),
        tuple(sorted({edit.start[0] for edit in names.edits})),
        olds,
        meanings,
        what="old names of numpy",
        why=f"was written for an older numpy: {np.__version__} has no {listed(olds)}",
        how=f"with what the name{'s' * (len(olds) > 1)} meant",
        now="the names of today",
    )


class _Names(ast.NodeVisitor):
    """The old names that a syntax tree reaches through numpy's module, and the edits for them."""

    def __init__(self, tree, text: Text):
        self.text = text
        self.edits: list = []
        self.found: dict = {}
        bound = bound_names(tree, ignores=_brings_numpy)
        self._aliases = _aliases(tree) - bound
        # Where a file gives Python's `float` another meaning, np.float cannot be written so.
        hidden = {old for old, new in _PYTHONS.items() if new in bound}
        self._old = lacking() - hidden
        self._used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - bound
        self._has_star = False
        self.visit(tree)

    def visit_Call(self, node):
        if self._is_old(node.func) and node.func.attr in _CALLS:
            new, after = _CALLS[node.func.attr]
            if self._replace(node.func, f"{node.func.value.id}.{new}"):
                end = self.text.place(node.end_lineno, node.end_col_offset)
                self.edits.append(Edit(end, end, after))
        self.generic_visit(node)

    def visit_Attribute(self, node):
        if self._is_old(node) and node.attr not in _CALLS:
            module = node.value.id
            if node.attr in _NEGATIVE:
                new = f"(-{module}.{_NEGATIVE[node.attr]})"
            elif node.attr in _RENAMED:
                new = f"{module}.{_RENAMED[node.attr]}"
            else:
                new = _PYTHONS[node.attr]
            self._replace(node, new)
        self.generic_visit(node)

    def visit_ImportFrom(self, node):
        if node.module != "numpy" or node.level:
            return
        if any(alias.name == "*" for alias in node.names):
            self._replace_star(node)
            return
        kept, rest, olds = [], [], []
        for alias in node.names:
            if alias.name not in self._old or alias.name in (*_CALLS, *_NEGATIVE):
                kept.append(f"{alias.name} as {alias.asname}" if alias.asname else alias.name)
                continue
            bound = alias.asname or alias.name
            new = _RENAMED.get(alias.name) or _PYTHONS[alias.name]
            olds.append((f"numpy.{alias.name}", new))
            if alias.name in _RENAMED:
                kept.append(f"{new} as {bound}")
            elif bound != new:
                rest.append(f"{bound} = {new}")
        if olds:
            self.found.update(olds)
            imports = [f"from numpy import {', '.join(kept)}"] if kept else []
            written = "; ".join(imports + rest) or "pass"
            # No line of the file may move, as tracebacks name them.
            written += "\n" * (node.end_lineno - node.lineno)
            self.edits.append(Edit(*self._places(node), written))

    def _replace_star(self, node):
        """Names that a star import brought once are imported as what they are now."""
        olds = sorted(self._used & self._old & set(_RENAMED))
        if olds and not self._has_star:
            self._has_star = True
            self.found.update((old, _RENAMED[old]) for old in olds)
            names = ", ".join(f"{_RENAMED[old]} as {old}" for old in olds)
            _, end = self._places(node)
            self.edits.append(Edit(end, end, f"; from numpy import {names}"))

    def _is_old(self, node):
        return (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Load)
            and node.attr in self._old
            and isinstance(node.value, ast.Name)
            and node.value.id in self._aliases
        )

    def _replace(self, node, new):
        """Whether the name is where the tree puts it, which is not so in f-strings."""
        start, end = self._places(node)
        old = f"{node.value.id}.{node.attr}"
        if start[0] != end[0] or self.text.between(start, end) != old:
            return False
        self.found[old] = new.strip("()")
        self.edits.append(Edit(start, end, new))
        return True

    def _places(self, node):
        return (
            self.text.place(node.lineno, node.col_offset),
            self.text.place(node.end_lineno, node.end_col_offset),
        )


def _aliases(tree) -> Set[str]:
    """What the file calls numpy's module."""
    return {
        alias.asname or "numpy"
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if _is_numpy(alias)
    }


def _is_numpy(alias):
    """Whether an import binds its name to numpy itself; `import numpy.linalg` does."""
    return alias.name == "numpy" or alias.name.startswith("numpy.") and not alias.asname


def _brings_numpy(node, alias):
    """Whether an import brings numpy itself, or an old name of it."""
    if isinstance(node, ast.Import):
        return _is_numpy(alias)
    return node.module == "numpy" and not alias.asname and alias.name in lacking()
