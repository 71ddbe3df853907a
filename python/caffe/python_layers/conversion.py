"""Sources of Python 2, converted by fissix: `print x`, `xrange`, `d.iteritems()`, mixed tabs.

Whether a source is one is not judged here: `trial` tries the conversion where the source as it
stands fails, and takes it where it works.
"""

from __future__ import annotations

import difflib
import io
import tokenize
from typing import NamedTuple, Optional, Tuple

from . import old_calls

# All that changes what a program says into what it said in Python 2, and nothing of taste.
_FIXES = (
    "apply basestring dict except exec execfile filter getcwdu has_key imports intern itertools "
    "itertools_imports long map metaclass methodattrs ne nonzero numliterals operator paren "
    "print raise raw_input reduce reload renames repr standarderror sys_exc throw tuple_params "
    "types unicode urllib xrange xreadlines zip funcattrs imports2"
).split()
# In a package, Python 2 looked for a module next to the file first.
_FIXES_IN_PACKAGES = ("import",)
_TAB = 8


class Conversion(NamedTuple):
    """A converted source, and the lines of the original that it changes."""

    source: bytes
    lines: Tuple[int, ...]


def convert(source: bytes, path_in_package=None) -> Optional[Conversion]:
    """The source as Python 3 has it; None where nothing is to convert, or fissix cannot read it.

    Of a module in a package, the path says which modules are next to it. Raises ImportError where
    fissix is not installed.
    """
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError
    from fissix.refactor import RefactoringTool

    encoding = _encoding(source)
    try:
        text = source.decode(encoding).replace("\r\n", "\n")
        if not text.strip():
            return None
        spaced = _without_tabs(text if text.endswith("\n") else text + "\n")
        fixes = (*_FIXES, *(_FIXES_IN_PACKAGES if path_in_package else ()))
        tool = RefactoringTool([f"fissix.fixes.fix_{name}" for name in fixes])
        converted = str(tool.refactor_string(spaced, str(path_in_package or "layer")))
        converted = old_calls.replaced(converted)
    except (ParseError, TokenError, UnicodeDecodeError, IndentationError):
        return None
    lines = _changed(text.splitlines(), converted.splitlines())
    return Conversion(converted.encode(encoding), lines) if lines else None


def _encoding(source: bytes) -> str:
    try:
        return tokenize.detect_encoding(io.BytesIO(source).readline)[0]
    except SyntaxError:
        # Python 2 took a source without a declaration as it came.
        return "latin-1"


def _without_tabs(text: str) -> str:
    """Indentation by spaces, a tab going to the next eighth column as in Python 2."""
    from fissix.pgen2 import tokenize as tokens

    lines = text.splitlines(keepends=True)
    inside = set()
    for kind, _, (first, _), (last, _), _ in tokens.generate_tokens(iter(lines).__next__):
        if kind == tokens.STRING:
            inside.update(range(first + 1, last + 1))
    return "".join(
        line if number in inside else _spaced(line) for number, line in enumerate(lines, 1)
    )


def _spaced(line: str) -> str:
    rest = line.lstrip(" \t")
    return line[: len(line) - len(rest)].expandtabs(_TAB) + rest


def _changed(before, after) -> Tuple[int, ...]:
    """The lines, counted from 1, of the first text that the second does not have."""
    found = set()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, _, _ in matcher.get_opcodes():
        if kind != "equal":
            found.update(range(start + 1, max(end, start + 1) + 1))
    return tuple(sorted(found))
