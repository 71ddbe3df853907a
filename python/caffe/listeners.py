"""Who follows what nets and solvers do: the callbacks of pycaffe."""

from __future__ import annotations

import atexit
import contextlib
import functools
import itertools
from typing import Callable, Iterator

from . import _errors, _native

# The moments; the number of a layer goes with the first four.
BEFORE_FORWARD, AFTER_FORWARD, BEFORE_BACKWARD, AFTER_BACKWARD = range(4)
START, GRADIENTS_READY, REQUEST = range(4, 7)

_GO_ON, _FAILED, _STOP = range(3)

# By the numbers that the engine knows them by. A listener is called with the moment and the layer,
# and returns whether the solver is to stop.
_listening: dict = {}
_numbers = itertools.count(1)


@contextlib.contextmanager
def listening(listener: Callable[[int, int], object]) -> Iterator[int]:
    """Within this, the engine reaches a listener by the number that it gives."""
    number = next(_numbers)
    _listening[number] = listener
    try:
        yield number
    finally:
        del _listening[number]


def _tell(number, moment, layer):
    try:
        return _STOP if _listening[number](moment, layer) else _GO_ON
    except BaseException as error:  # noqa: B902  it is raised again where the engine was called
        _errors.remember(error)
        return _FAILED


# The engine keeps its address, so it lives as long as the module.
_callback = _native.TELL(_tell)


@functools.lru_cache(maxsize=None)
def register_once() -> None:
    """Has the engine notify the listeners of this interpreter, until it ends."""
    library = _native.library()
    library.host_listeners(_callback)
    atexit.register(library.host_listeners, _native.TELL())
