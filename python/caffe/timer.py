"""`caffe.Timer`: how long something takes."""

from __future__ import annotations

import time
from typing import Optional


class Timer:
    """A clock to start and stop: `timer.start(); net.forward(); timer.stop(); print(timer.ms)`."""

    def __init__(self) -> None:
        self._started: Optional[float] = None
        self._seconds = 0.0

    def start(self) -> None:
        """Starts to count, from zero."""
        self._started, self._seconds = time.perf_counter(), 0.0

    def stop(self) -> None:
        """Stops counting."""
        if self._started is not None:
            self._seconds, self._started = time.perf_counter() - self._started, None

    @property
    def ms(self) -> float:
        """Milliseconds from start to stop; a clock that still counts is stopped."""
        self.stop()
        return self._seconds * 1e3
