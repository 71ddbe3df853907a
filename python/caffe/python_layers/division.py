"""The integer division of Python 2, where `14 / 2` is 7, for files that were written for it."""

from __future__ import annotations

import ast
import copy
import io
import tokenize

import numpy as np

from .edits import Edit, Text

_HELPER = "__python2_division__"
_HELPER_IN_PLACE = "__python2_division_in_place__"


def _is_whole(value):
    return isinstance(value, (int, np.integer, np.bool_)) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "biu"
    )


class Divisions:
    """The places of a source where `/` divides, and what they were seen to divide."""

    def __init__(self, source: bytes, path: str):
        self._source = source
        self._path = path
        self._kinds: dict = {}
        self.has_news = False
        try:
            tree = ast.parse(source, path)
        except (SyntaxError, ValueError):
            tree = ast.Module([], [])
        self._places = (
            []
            if _has_true_division(tree)
            else [node for node in ast.walk(tree) if _is_division(node)]
        )

    @property
    def any(self):
        """Whether there is a division that Python 2 and 3 may do differently."""
        return bool(self._places)

    def compiled(self, namespace):
        """The code with Python 2's division; it finds it in the namespace of its module."""
        namespace[_HELPER] = self._divide
        namespace[_HELPER_IN_PLACE] = self._divide_in_place
        tree = _Rewriter().visit(ast.parse(self._source, self._path))
        return compile(ast.fix_missing_locations(tree), self._path, "exec", dont_inherit=True)

    def _divide(self, left, right, place):
        is_whole = self._see(left, right, place)
        return left // right if is_whole else left / right

    def _divide_in_place(self, left, right, place):
        if self._see(left, right, place):
            left //= right
        else:
            left /= right
        return left

    def _see(self, left, right, place):
        is_whole = _is_whole(left) and _is_whole(right)
        kinds = self._kinds.setdefault(place, set())
        if is_whole not in kinds:
            kinds.add(is_whole)
            self.has_news = True
        return is_whole

    def learn(self, other: Divisions) -> None:
        """Takes over what another reading of the same source has seen."""
        if len(self._places) == len(other._places):
            for own, node in zip(self._places, other._places):
                seen = other._kinds.get(_place(node), set())
                self._kinds.setdefault(_place(own), set()).update(seen)

    def _nodes(self, kinds):
        return [node for node in self._places if self._kinds.get(_place(node)) == kinds]

    @property
    def lines(self):
        """The lines where whole numbers were divided."""
        return sorted(
            {node.lineno for node in self._places if True in self._kinds.get(_place(node), ())}
        )

    @property
    def all_lines(self):
        """The lines that divide anything."""
        return sorted({node.lineno for node in self._places})

    @property
    def mixed_lines(self):
        """The lines where now whole numbers and now others were divided, which no `//` mends."""
        return sorted({node.lineno for node in self._nodes({True, False})})

    def corrected(self) -> bytes:
        """The source with `//` where whole numbers, and only they, were divided; else as it was."""
        text = Text(self._source)
        slashes = _slashes(self._source)
        places = [_operator(node, slashes, text) for node in self._nodes({True})]
        return text.edited(Edit(place, place, "/") for place in places)


def _is_division(node):
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, ast.Div) and _has_no_effect(node.target)
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)


def _has_no_effect(target):
    """Whether a target may be evaluated twice."""
    return not any(
        isinstance(node, (ast.Call, ast.Await, ast.NamedExpr, ast.Yield, ast.YieldFrom))
        for node in ast.walk(target)
    )


def _has_true_division(tree):
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(name.name == "division" for name in node.names)
        for node in tree.body
    )


def _place(node):
    """Where a division ends: a nested one on its left begins at the same place."""
    return (node.end_lineno, node.end_col_offset, node.lineno, node.col_offset)


class _Rewriter(ast.NodeTransformer):
    """Turns each division into a call of the helper."""

    def visit_BinOp(self, node):
        place = _place(node)
        self.generic_visit(node)
        if not _is_division(node):
            return node
        return ast.copy_location(_call(_HELPER, node.left, node.right, place), node)

    def visit_AugAssign(self, node):
        place = _place(node)
        self.generic_visit(node)
        if not _is_division(node):
            return node
        left = copy.deepcopy(node.target)
        left.ctx = ast.Load()
        value = ast.copy_location(_call(_HELPER_IN_PLACE, left, node.value, place), node)
        return ast.copy_location(ast.Assign([node.target], value), node)


def _call(helper, left, right, place):
    return ast.Call(ast.Name(helper, ast.Load()), [left, right, ast.Constant(place)], [])


def _slashes(source):
    """The places of the operators `/` and `/=`: (line, column in characters)."""
    tokens = tokenize.tokenize(io.BytesIO(source).readline)
    return [
        token.start for token in tokens if token.type == tokenize.OP and token.string in ("/", "/=")
    ]


def _operator(node, slashes, text):
    """The place of a division's own `/`, the only one between its two sides."""
    left, right = (
        (node.target, node.value) if isinstance(node, ast.AugAssign) else (node.left, node.right)
    )
    start = text.place(left.end_lineno, left.end_col_offset)
    end = text.place(right.lineno, right.col_offset)
    return next(place for place in slashes if start <= place < end)
