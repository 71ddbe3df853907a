"""`yaml.load(text)`, which PyYAML takes with a loader only since its version 6.

It is replaced by `yaml.safe_load(text)`, which makes numbers, texts, lists and dictionaries of a
`param_str` as ever, and runs no code that a text names.
"""

from __future__ import annotations

import ast
from importlib import metadata
from typing import Optional

from .edits import Edit, Text
from .replacement import Replacement, listed

_SAFE = {"load": "safe_load", "load_all": "safe_load_all"}


def replaced(source: bytes) -> Optional[Replacement]:
    """The source with calls that today's PyYAML takes; None where it has no others."""
    try:
        calls = _Calls(ast.parse(source), Text(source))
    except (SyntaxError, ValueError):
        return None
    if not calls.edits:
        return None
    olds, meanings = zip(*sorted(calls.found.items()))
    return Replacement(
        calls.text.edited(calls.edits),
        tuple(sorted({edit.start[0] for edit in calls.edits})),
        olds,
        meanings,
        what="old calls of PyYAML",
        why=f"was written for an older PyYAML: {_version()} needs a Loader in {listed(olds)}",
        how=f"with {listed(meanings)}",
        now="the calls of today",
    )


def _version() -> str:
    try:
        return metadata.version("PyYAML")
    except metadata.PackageNotFoundError:
        return "this one"


class _Calls(ast.NodeVisitor):
    """The calls of a syntax tree that name no loader, and the edits for them."""

    def __init__(self, tree, text: Text):
        self.text = text
        self.edits: list = []
        self.found: dict = {}
        self._modules: set = set()
        # By the name that the file has for it: the import of a function of PyYAML's, and its calls.
        self._imports: dict = {}
        self._calls: dict = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self._modules.update(a.asname or a.name for a in node.names if a.name == "yaml")
            elif isinstance(node, ast.ImportFrom) and node.module == "yaml" and not node.level:
                names = [alias for alias in node.names if alias.name in _SAFE]
                self._imports.update((a.asname or a.name, (node, a)) for a in names)
        self.visit(tree)
        self._replace_imports()

    def visit_Call(self, node):
        function = node.func
        if isinstance(function, ast.Name) and function.id in self._imports:
            self._calls.setdefault(function.id, []).append(_names_loader(node))
        elif (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Name)
            and function.value.id in self._modules
            and function.attr in _SAFE
            and not _names_loader(node)
        ):
            module = function.value.id
            self._edit(function, f"{module}.{function.attr}", f"{module}.{_SAFE[function.attr]}")
        self.generic_visit(node)

    def _replace_imports(self):
        # A safe one takes no loader.
        safe = {name for name, calls in self._calls.items() if not any(calls)}
        for node in {id(node): node for node, _ in self._imports.values()}.values():
            names = [alias.asname or alias.name for alias in node.names]
            if not safe & set(names):
                continue
            written = ", ".join(
                f"{_SAFE[alias.name] if name in safe else alias.name} as {name}"
                for name, alias in zip(names, node.names)
            )
            self.found.update(
                (alias.name, _SAFE[alias.name])
                for name, alias in zip(names, node.names)
                if name in safe
            )
            start = self.text.place(node.lineno, node.col_offset)
            end = self.text.place(node.end_lineno, node.end_col_offset)
            # No line of the file may move, as tracebacks name them.
            lines = "\n" * (node.end_lineno - node.lineno)
            self.edits.append(Edit(start, end, f"from yaml import {written}{lines}"))

    def _edit(self, node, old, new):
        start = self.text.place(node.lineno, node.col_offset)
        end = self.text.place(node.end_lineno, node.end_col_offset)
        if start[0] == end[0] and self.text.between(start, end) == old:
            self.found[old] = new
            self.edits.append(Edit(start, end, new))


def _names_loader(call) -> bool:
    """Whether a call names a loader, or may."""
    return (
        len(call.args) > 1
        or any(isinstance(argument, ast.Starred) for argument in call.args)
        or any(word.arg in (None, "Loader") for word in call.keywords)
    )
