"""Who may use a net's numbers: one thread at a time."""

from __future__ import annotations

import threading


class Turn:
    """The lock of nets that compute with the same numbers.

    A pass gives the interpreter's lock away, and other threads may then ask for a blob of the net.
    They wait until the pass is over. A thread that has the lock may take it again, so callbacks and
    layers reach every blob.
    """

    __slots__ = ("lock",)

    def __init__(self) -> None:
        self.lock = threading.RLock()

    def join(self, other: Turn) -> None:
        """Takes turns with the nets of another turn from now on, as their weights are shared."""
        with self.lock, other.lock:
            self.lock = other.lock
