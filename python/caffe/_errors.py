"""How a failure of the engine becomes an exception, and whose exception that is."""

from __future__ import annotations

import operator
import os
import threading
from typing import Iterable, List, Union

from . import _native
from .python_layers.failures import FailedElsewhere, LayerMistake

# What a file may be named by.
FilePath = Union[str, bytes, "os.PathLike[str]"]

_last = threading.local()


def remember(error: BaseException) -> None:
    """Keeps the exception by which a layer or a callback failed, for the call that it ends."""
    _last.error = error


def check(message) -> None:
    """Raises the error that a call has returned.

    It is the layer's or callback's own exception where there is one, caused by a RuntimeError with
    the sentence that the command line would print; else that RuntimeError.
    """
    failure, _last.error = getattr(_last, "error", None), None
    if not message:
        return
    error = RuntimeError(_native.taken(message))
    if isinstance(failure, (SystemExit, FailedElsewhere)):
        raise error from failure
    if failure is None or isinstance(failure, LayerMistake):
        raise error
    raise failure from error


def readable(path: FilePath) -> str:
    """The path of a file that can be opened; raises RuntimeError where it cannot."""
    try:
        name = os.fsdecode(path)
    except TypeError:
        raise TypeError(
            f"a file is named by its path, found {type(path).__name__}; "
            "write what is to be read to a file"
        ) from None
    try:
        with open(name, "rb"):
            return name
    except FileNotFoundError:
        place = "" if os.path.isabs(name) else f" in the working directory{_working_directory()}"
        raise RuntimeError(f"Could not open file {name}: it does not exist{place}") from None
    except OSError as error:
        raise RuntimeError(f"Could not open file {name}: {error.strerror}") from None


def _working_directory():
    try:
        return f", {os.getcwd()}"
    except OSError:
        return ", which is gone"


def whole(value, what: str) -> int:
    """A whole number, as near to it as the engine's 32 bits come; raises TypeError for others."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{what} is a whole number, found {value!r}") from None
    return max(-(2**31), min(number, 2**31 - 1))


def names(given: Union[None, str, Iterable[str]], what: str) -> List[str]:
    """Names as a list, whether one is given, several or none; raises TypeError for others."""
    if given is None:
        return []
    listed = [given] if isinstance(given, str) or not hasattr(given, "__iter__") else list(given)
    for name in listed:
        if not isinstance(name, str):
            raise TypeError(f"{what} are given by their names, found {type(name).__name__}")
    return listed
