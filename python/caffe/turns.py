"""Who may use a net's numbers: one thread at a time."""

from __future__ import annotations

import os
import threading
import weakref

_turns: weakref.WeakSet[Turn] = weakref.WeakSet()


class Turn:
    """The lock of nets that compute with the same numbers.

    A pass gives the interpreter's lock away, and other threads may then ask for a blob of the net.
    They wait until the pass is over. A thread that has the lock may take it again, so callbacks and
    layers reach every blob.
    """

    __slots__ = ("lock", "__weakref__")

    def __init__(self) -> None:
        self.lock = threading.RLock()
        _turns.add(self)

    def join(self, other: Turn) -> None:
        """Takes turns with the nets of another turn from now on, as their weights are shared."""
        with self.lock, other.lock:
            self.lock = other.lock


class _Torn:
    """In place of a lock that nobody gives back: its thread is not in this process."""

    def __enter__(self):
        raise RuntimeError(
            "another thread was computing with this net when the process was forked off, and does "
            "not go on here; fork between two passes, or make the net in the process that uses it"
        )

    def __exit__(self, *failure):
        pass


def _tell_torn():
    for turn in _turns:
        if turn.lock.acquire(blocking=False):
            turn.lock.release()
        else:
            turn.lock = _Torn()


os.register_at_fork(after_in_child=_tell_torn)
