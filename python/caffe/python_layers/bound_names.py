"""The names that a source gives a meaning of its own."""

from __future__ import annotations

import ast
from typing import Callable, Set


def bound_names(tree, ignores: Callable[..., bool] = lambda node, alias: False) -> Set[str]:
    """The names that a syntax tree binds anywhere.

    `ignores` takes an import and one of its names, and says which are not meant.
    """
    bound = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            bound.add(node.name)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias for alias in node.names if not ignores(node, alias)]
            # `import os.path` binds `os`.
            bound.update(alias.asname or alias.name.split(".")[0] for alias in names)
    return bound
