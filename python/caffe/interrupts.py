"""Ctrl-C while the engine computes: noted at once, raised where the work can be left."""

from __future__ import annotations

# The public module makes enums of all numbers, which would cost each pass 15 microseconds.
import _signal as signal
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
