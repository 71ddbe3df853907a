"""The report of a layer that failed: a sentence, the user's traceback, the faulty line."""

from __future__ import annotations

import importlib
import linecache
import os
import re
import sys
import traceback
from pathlib import Path
from typing import List, NamedTuple, Optional

from . import packages, python2

_PACKAGE = str(Path(__file__).resolve().parent.parent) + os.sep
_IMPORTLIB = os.path.dirname(importlib.__file__) + os.sep

# Statements that only Python 2 reads.
_PYTHON2_STATEMENTS = [
    (
        r"^\s*print\s+[^\s=(,.]|^\s*print\s*$|^\s*print\s+\(.*\)\s*%",
        "a print statement",
        "print(...)",
    ),
    (r"^\s*except\s+[^:(]+,\s*\w+\s*:", "`except X, e`", "except X as e"),
    (r"^\s*raise\s+\w+\s*,", "`raise X, text`", "raise X(text)"),
    (r"^\s*exec\s+[^\s=(]", "an exec statement", "exec(...)"),
    (r"<>", "`<>`", "!="),
    (r"`[^`]+`", "backquotes", "repr(...)"),
    (r"(?<![\w.])0\d+(?![\w.])", "an octal number without 0o", "0o..."),
    (r"(?<![\w.])\d+[lL](?!\w)", "a long number", "the number without L"),
    (r"(?<!\w)ur['\"]", "a ur'' string", "r''"),
]


class LayerMistake(Exception):
    """A rule that a layer breaks without raising anything by itself."""

    def __init__(self, sentence, source=None):
        super().__init__(sentence)
        self.source = source


class Late(BaseException):
    """A layer did not come back in time; raised where it is, past whatever catches exceptions."""


class FailedElsewhere(Exception):
    """The error of a process that makes passes for a layer."""

    def __init__(self, failure: Failure):
        super().__init__(f"in another process:\n{failure.traceback or failure.message}")
        self.failure = failure


class Failure(NamedTuple):
    """The report of a step that failed."""

    message: str
    traceback: Optional[str]
    source: Optional[str]


def describe(error: BaseException, file) -> Failure:
    """The report of an exception that a layer's code raised."""
    if isinstance(error, FailedElsewhere):
        return error.failure
    if isinstance(error, LayerMistake):
        return Failure(str(error), None, error.source)
    frames = user_frames(error)
    text = "".join(traceback.format_exception(type(error), error, frames)).rstrip()
    if isinstance(error, Late):
        # The last frame is the alarm's, not the layer's.
        text = "".join(traceback.format_list(traceback.extract_tb(frames)[:-1])).rstrip()
    note = getattr(error, "_crema_note", None)
    note = f"; {note}" if note else ""
    if isinstance(error, SyntaxError) and os.path.isfile(error.filename or ""):
        # A file that Python cannot read: the layer's own or one that it imports.
        sentence, line = syntax_sentence(error), _line(error.filename, error.lineno)
        return Failure(sentence + note, text, line)
    return Failure(_sentence(error) + note, text, _blamed(frames, file))


def user_frames(error):
    """The traceback without the frames of this package that called the layer."""
    frames = error.__traceback__
    while frames is not None and _is_ours(frames.tb_frame.f_code.co_filename):
        frames = frames.tb_next
    return frames


def _is_ours(filename):
    return os.path.abspath(filename).startswith((_PACKAGE, _IMPORTLIB)) or filename.startswith(
        "<frozen importlib"
    )


def _sentence(error):
    if isinstance(error, SystemExit):
        return (
            f"it called sys.exit({error.code!r}); "
            "a layer does not end the process, it raises an error"
        )
    if isinstance(error, KeyboardInterrupt):
        return "it was interrupted"
    if isinstance(error, Late):
        return str(error)
    sentence = "".join(traceback.format_exception_only(type(error), error)).strip()
    return sentence + _hint(error)


def _hint(error):
    if isinstance(error, ModuleNotFoundError) and error.name:
        renamed = python2.of_module(error.name)
        return f"; {renamed or packages.advice(error.name) or _searched(error.name)}"
    frames = user_frames(error)
    line = ""
    if frames is not None:
        filename, number = [
            (frame.f_code.co_filename, number) for frame, number in traceback.walk_tb(frames)
        ][-1]
        line = linecache.getline(filename, number)
    hint = python2.hint(error, line)
    return f"; {hint}" if hint else ""


def _searched(name):
    """Where a module was looked for that nobody is known to offer."""
    places = "".join(f"\n    {place}" for place in absolute(sys.path))
    return (
        f"the file may not have been shipped with the layer: put {name.replace('.', '/')}.py "
        f"next to it or on PYTHONPATH; it was looked for in:{places}"
    )


def absolute(entries) -> List[str]:
    """Folders as they are shown: each once, with its whole path."""
    try:
        here = os.getcwd()
    except OSError:
        here = ""
    return list(dict.fromkeys(os.path.normpath(os.path.join(here, str(one))) for one in entries))


def syntax_sentence(error: SyntaxError) -> str:
    """One sentence for a file that Python cannot read; it recognises a Python 2 file."""
    name = Path(error.filename or "the file").name
    place = f"{name}:{error.lineno}" if error.lineno else name
    line = error.text or linecache.getline(error.filename or "", error.lineno or 0)
    if isinstance(error, TabError):
        return f"{place}: tabs and spaces are mixed, which Python 2 took; indent with spaces alone"
    for pattern, what, instead in _PYTHON2_STATEMENTS:
        if re.search(pattern, line):
            return (
                f"{place}: {what} is Python 2, which this file looks like; "
                f"Python 3 writes {instead}"
            )
    return f"{place}: {type(error).__name__}: {error.msg}"


def _blamed(frames, file):
    """The innermost line of the layer's own file, or else the innermost one."""
    lines = [(frame.f_code.co_filename, number) for frame, number in traceback.walk_tb(frames)]
    if not lines:
        return None
    path = str(file.path) if file is not None and file.path else None
    own = [line for line in lines if line[0] == path]
    return _line(*(own or lines)[-1])


def _line(filename, number):
    if not filename or not number:
        return None
    text = linecache.getline(filename, number).strip()
    return f"{Path(filename).name}:{number}: {text}"
