"""How a failure of the engine becomes an exception, and whose exception that is."""

from __future__ import annotations

import os
import threading
from typing import Union

from . import _native
from .python_layers.failures import LayerMistake

# What a file may be named by.
FilePath = Union[str, "os.PathLike[str]"]

_last = threading.local()


def remember(error: BaseException) -> None:
    """Keeps the exception by which a layer or a callback failed, for the call that it ends."""
    _last.error = error


def check(message) -> None:
    """Raises what a call said of its failure.

    It is the layer's or callback's own exception where there is one, caused by a RuntimeError with
    the sentence that the command line would print; else that RuntimeError.
    """
    failure, _last.error = getattr(_last, "error", None), None
    if not message:
        return
    error = RuntimeError(_native.taken(message))
    if isinstance(failure, SystemExit):
        raise error from failure
    if failure is None or isinstance(failure, LayerMistake):
        raise error
    raise failure from error


def readable(path: FilePath) -> str:
    """The path of a file that can be opened; raises RuntimeError where it cannot."""
    name = os.fspath(path)
    try:
        with open(name, "rb"):
            return name
    except OSError:
        raise RuntimeError(f"Could not open file {name}") from None
