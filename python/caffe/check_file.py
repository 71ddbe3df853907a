"""Reads a layer file without running it: can Python read it, and which layers are in it."""

from __future__ import annotations

import ast
import contextlib
import json
from pathlib import Path
from typing import NamedTuple, Optional

from . import _native
from .python_layers import conversion, failures
from .python_layers.files import no_class


class Report(NamedTuple):
    """What was found: the layers of the file, or an error in one sentence and its line."""

    ok: bool
    classes: list
    error: Optional[str]
    line: Optional[int]


def check(path, wanted=()) -> Report:
    """Checks a file, and that the wanted classes are in it and derive from caffe.Layer."""
    path = Path(path)
    try:
        source = path.read_bytes()
    except OSError as error:
        return Report(False, [], f"{path.name} cannot be read: {error.strerror}", None)
    with contextlib.suppress(_native.LibraryMissing):
        reason = _native.foreign(source)
        if reason:
            return Report(False, [], f"{path.name} {reason}", None)
    try:
        tree = ast.parse(source, str(path))
    except SyntaxError as error:
        tree = _of_python2(source)
        if tree is not None:
            return _judge(path.name, tree, wanted)
        if error.text is None and error.lineno:
            lines = source.decode("utf-8", "replace").splitlines()
            error.text = lines[error.lineno - 1] if error.lineno <= len(lines) else None
        return Report(False, [], failures.syntax_sentence(error), error.lineno)
    except ValueError as error:
        return Report(False, [], f"{path.name} is not Python source: {error}", None)
    return _judge(path.name, tree, wanted)


def _of_python2(source):
    """The syntax tree of a file that a run would convert; None where no conversion makes it one."""
    try:
        converted = conversion.convert(source)
        return converted and ast.parse(converted.source)
    except (ImportError, SyntaxError, ValueError):
        return None


def _judge(name, tree, wanted):
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    layers = [key for key in classes if _derivation(key, classes) == "layer"]
    imported = {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    for key in wanted:
        if key not in classes and key not in imported:
            return Report(False, layers, no_class(name, key, layers), None)
        if key in classes and _derivation(key, classes) == "other":
            line = classes[key].lineno
            return Report(
                False,
                layers,
                f"{name}:{line}: class {key} does not derive from "
                f"caffe.Layer; write class {key}(caffe.Layer):",
                line,
            )
    if not layers and not wanted:
        return Report(False, [], f"{name} has no class that derives from caffe.Layer", None)
    return Report(True, layers, None, None)


def _derivation(name, classes, seen=()):
    """Whether a class is a "layer", is none ("other"), or has a base from elsewhere ("unknown")."""
    found = "other"
    for base in classes[name].bases:
        text = ast.unparse(base)
        if text.split(".")[-1] == "Layer" and text not in classes:
            return "layer"
        if text in classes and text not in seen:
            kind = _derivation(text, classes, (*seen, name))
        else:
            kind = "other" if text == "object" else "unknown"
        if kind == "layer":
            return kind
        if kind == "unknown":
            found = kind
    return found


def main(arguments) -> int:
    """`check-file FILE [--class NAME …] [--json]`: prints the report; returns 1 if it is bad."""
    report = check(arguments.file, arguments.classes)
    if arguments.json:
        print(json.dumps(report._asdict()))
    elif report.ok:
        print(f"{Path(arguments.file).name}: {', '.join(report.classes) or 'no layer of its own'}")
    else:
        print(report.error)
    return 0 if report.ok else 1
