"""Ctrl-C while the engine computes: noted at once, raised where the work can be left."""

from __future__ import annotations

# The public module makes enums of all numbers, which would cost each pass 15 microseconds.
import _signal as signal
import os
import threading


class deferred:
    """Within this, Ctrl-C on the main thread is noted, and KeyboardInterrupt raised at the end.

    Raised at once it would come out of a callback that the engine has called, and be lost there. A
    second Ctrl-C is raised at once. A program that handles SIGINT itself goes on doing so.
    """

    def __init__(self) -> None:
        self.noted = False
        self._is_ours = False

    def __enter__(self) -> deferred:
        if (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        ):
            signal.signal(signal.SIGINT, self._note)
            self._is_ours = True
        return self

    def _note(self, number, frame):
        if self.noted:
            raise KeyboardInterrupt
        self.noted = True

    def __exit__(self, *failure):
        if self._is_ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        if self.noted:
            raise KeyboardInterrupt


def _give_back():
    """A process that is forked off within a call has Ctrl-C as it is outside."""
    call = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    if isinstance(call, deferred):
        signal.signal(signal.SIGINT, signal.default_int_handler)
        call.noted = call._is_ours = False


os.register_at_fork(after_in_child=_give_back)
