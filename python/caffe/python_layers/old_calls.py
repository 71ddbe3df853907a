"""What Python 2 called otherwise, and fissix leaves alone: `sort(cmp)`, `string.letters`, …"""

from __future__ import annotations

import ast

from .edits import Edit, Text

# By the module: what is named, and what is written in its place.
_NAMES = {
    "string": {
        "letters": "string.ascii_letters",
        "lowercase": "string.ascii_lowercase",
        "uppercase": "string.ascii_uppercase",
        "maketrans": "str.maketrans",
        "atoi": "int",
        "atol": "int",
        "atof": "float",
        **{
            name: f"str.{name}"
            for name in "lower upper strip lstrip rstrip split replace find rfind count".split()
        },
    },
    "time": {"clock": "time.perf_counter"},
    "os": {"errno": "__import__('errno')"},
}

_BUILTINS = {"cmp": "(lambda one, other: (one > other) - (one < other))", "file": "open"}


def replaced(source: str) -> str:
    """The source, which is Python 3 otherwise, with what was meant."""
    try:
        tree, text = ast.parse(source), Text(source.encode("utf-8"))
    except (SyntaxError, ValueError):
        return source
    modules = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if not alias.asname
    }
    bound = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    } | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {getattr(node, "name", "") for node in tree.body}
    edits = []
    for node in ast.walk(tree):
        edits += _name(node, modules, text)
        if isinstance(node, ast.Name) and node.id in _BUILTINS and node.id not in bound:
            edits.append(_edit(node, _BUILTINS[node.id], text))
        edits += _sorting(node, text)
        edits += _joining(node, modules, text)
        edits += _next(node, text)
    return text.edited(edits).decode(text.encoding) if edits else source


def _name(node, modules, text):
    if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
        return
    new = _NAMES.get(node.value.id, {}).get(node.attr)
    if new and node.value.id in modules and isinstance(node.ctx, ast.Load):
        yield _edit(node, new, text)


def _sorting(node, text):
    """`x.sort(f)` and `sorted(x, f)`, where f compares two."""
    if not isinstance(node, ast.Call):
        return
    function, words = node.func, {word.arg for word in node.keywords}
    is_method = isinstance(function, ast.Attribute) and function.attr == "sort"
    is_function = isinstance(function, ast.Name) and function.id == "sorted"
    if not (is_method or is_function) or "key" in words:
        return
    given = node.args[0 if is_method else 1 :]
    compare = given[0] if len(given) == 1 else None
    for word in node.keywords:
        if word.arg == "cmp":
            compare = word.value
    # numpy's arrays sort along an axis.
    if compare is None or isinstance(compare, (ast.Constant, ast.Starred, ast.UnaryOp)):
        return
    start = text.place(compare.lineno, compare.col_offset)
    if "cmp" in words:
        start = (start[0], text.lines[start[0] - 1].rindex("cmp", 0, start[1]))
        inner = text.place(compare.lineno, compare.col_offset)
        yield Edit(start, inner, "key=__import__('functools').cmp_to_key(")
    else:
        yield Edit(start, start, "key=__import__('functools').cmp_to_key(")
    end = text.place(compare.end_lineno, compare.end_col_offset)
    yield Edit(end, end, ")")


def _joining(node, modules, text):
    """`string.join(words, between)`."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "string"
        and "string" in modules
        and node.func.attr in ("join", "joinfields")
        and not node.keywords
    ):
        yield _edit(node.func, "(lambda words, between=' ': between.join(words))", text)


def _next(node, text):
    """`x.next()` and `def next(self)`, as iterators had them; cursors of LMDB still do."""
    if isinstance(node, ast.ClassDef):
        methods = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
        if "next" in methods and "__next__" not in methods:
            method = methods["next"]
            line = text.lines[method.lineno - 1]
            start = line.index("next", line.index("def"))
            yield Edit((method.lineno, start), (method.lineno, start + 4), "__next__")
    if not (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "next"
        and not node.args
        and not node.keywords
    ):
        return
    start = text.place(node.lineno, node.col_offset)
    after = text.place(node.func.value.end_lineno, node.func.value.end_col_offset)
    end = text.place(node.end_lineno, node.end_col_offset)
    has_effect = any(isinstance(part, ast.Call) for part in ast.walk(node.func.value))
    if has_effect or start[0] != end[0]:
        yield Edit(start, start, "next(")
        yield Edit(after, end, ")")
    else:
        value = text.between(start, after)
        yield Edit(
            start, end, f"({value}.next if hasattr({value}, 'next') else {value}.__next__)()"
        )


def _edit(node, new, text):
    start = text.place(node.lineno, node.col_offset)
    return Edit(start, text.place(node.end_lineno, node.end_col_offset), new)
