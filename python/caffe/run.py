"""A run of the engine in this interpreter, as `crema` hands it over."""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import sys
import tempfile
import threading

from . import _native
from .python_layers import files, host, output

# Seconds that one call of a layer may take.
_TIMEOUT = 300.0


def run(description: str) -> int:
    """Does the run that the JSON, or a file of it, describes; returns the exit status."""
    try:
        if not description.startswith("{"):
            with open(description, encoding="utf-8") as file:
                description = file.read()
        folders = json.loads(description)["folders"]
        folders = [_native.decoded(folder.encode()) for folder in folders]
    except (OSError, ValueError, TypeError, KeyError) as error:
        print(f"the description of the run cannot be read: {error!r}", file=sys.stderr)
        return 1
    library = _native.library()
    # The engine stops a run at a signal, as Caffe does; Python's own handler would wait for it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    faulthandler.enable()
    with tempfile.TemporaryFile() as stack:
        faulthandler.register(signal.SIGUSR2, stack, all_threads=False)
        os.register_at_fork(after_in_child=_give_stack_signal_back)
        library.watch_layers(_timeout(), signal.SIGUSR2, stack.fileno())
        _let_breakpoints_wait(library)
        output.name_lines(library.hide_progress)
        host.register(seeds_random=True)
        with files.searching(folders):
            status = library.run(_native.text(description))
        _leave_nothing(library.stop_signal())
        return status


def _give_stack_signal_back():
    """A process that is forked off has no watch, unless its layer has one on this signal."""
    if signal.getsignal(signal.SIGUSR2) is signal.SIG_DFL:
        faulthandler.unregister(signal.SIGUSR2)


def _leave_nothing(number):
    """Has what layers have left end, since the interpreter waits for it: processes, and threads.

    What has stopped the run goes on to the processes, which let an interrupt of the whole group
    pass by. So does what comes later; where it does not help, the next one ends this process.
    """
    multiprocessing = sys.modules.get("multiprocessing")
    children = multiprocessing.active_children() if multiprocessing else []
    # The others Python ends itself.
    children = [child for child in children if not child.daemon]

    def send(number, frame=None):
        signal.signal(number, signal.SIG_DFL)
        for child in children:
            with contextlib.suppress(OSError):
                os.kill(child.pid, number)
        if not children:
            signal.raise_signal(number)

    if children or sum(not thread.daemon for thread in threading.enumerate()) > 1:
        for ending in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            signal.signal(ending, send)
    if children and number:
        send(number)


def _timeout() -> float:
    text = os.environ.get("CREMA_LAYER_TIMEOUT", "")
    try:
        return float(text) if text else _TIMEOUT
    except ValueError:
        print(
            f"CREMA_LAYER_TIMEOUT is {text!r}, not a number of seconds; it stays {_TIMEOUT:g}",
            file=sys.stderr,
        )
        return _TIMEOUT


def _let_breakpoints_wait(library):
    """Whoever debugs a layer takes all the time in the world."""
    stop = sys.breakpointhook
    is_pdb = os.environ.get("PYTHONBREAKPOINT", "") in ("", "pdb.set_trace")

    def hook(*arguments, **keywords):
        library.watch_layers(0, 0, -1)
        if is_pdb and stop is sys.__breakpointhook__:
            import pdb

            # By itself it would stop in here.
            pdb.Pdb().set_trace(sys._getframe(1))
            return None
        return stop(*arguments, **keywords)

    sys.breakpointhook = hook
