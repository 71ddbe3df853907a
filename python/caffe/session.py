"""Settings of the process: the device, the seed, the log, and what the engine can do."""

from __future__ import annotations

import contextlib
import faulthandler
import operator
import sys
import warnings
from typing import List

from . import _native
from .python_layers import host

# glog's numbers: above errors nothing is logged.
_ERROR = 2


def set_mode_cpu() -> None:
    """Computes on the CPU, which is the default."""


def set_mode_gpu() -> None:
    """Asks for the GPU. This build has no GPU device: it warns and computes on the CPU."""
    warnings.warn(
        "this build of Crema has no GPU device; nets compute on the CPU",
        RuntimeWarning,
        stacklevel=2,
    )


def set_device(number: int) -> None:
    """Asks for the GPU of a number. This build has no GPU device: it warns."""
    warnings.warn(
        f"this build of Crema has no GPU device {number}; nets compute on the CPU",
        RuntimeWarning,
        stacklevel=2,
    )


def set_random_seed(seed: int) -> None:
    """Sets what the randomness of all nets starts from.

    Of the nets made from now on, the first draws what a solver with that `random_seed` draws, and
    the others each their own. The nets that there are draw from now on what they draw whenever this
    seed is set, but keep the order of their data.
    """
    seed = operator.index(seed) % 2**64
    _native.library().set_seed(seed)
    host.reseed(seed)


def init_log(level: int = 0, stderr: bool = False) -> None:
    """Sets what is logged: 0 all, 1 warnings and errors, 2 errors, 3 nothing.

    The log is the standard error output. As in Caffe, a log that is begun without `stderr` shows
    errors alone there; before, all is shown that `GLOG_minloglevel` lets pass. A crash of native
    code prints the Python stack from now on.
    """
    _native.library().log_level(level if stderr else max(level, _ERROR))
    # The standard error output of a notebook may not be a file.
    if sys.__stderr__ is not None:
        with contextlib.suppress(OSError, ValueError):
            faulthandler.enable(sys.__stderr__)


def log(message: str) -> None:
    """Writes a line to the log."""
    _native.library().log(0, b"_caffe.cpp", _native.text(message))


def layer_type_list() -> List[str]:
    """The types of layer that a net may name, in alphabetical order."""
    return _native.taken(_native.library().layer_types()).split("\n")
