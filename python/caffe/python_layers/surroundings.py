"""What a layer in Python may know of the run that it is in."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import random
from typing import Callable, Iterator, Optional, Tuple

import numpy as np

from .. import _native, ranks


_Clock = ctypes.c_int64 * 2


class Surroundings:
    """The run around a layer: its iteration, its workers, and random numbers that repeat."""

    def __init__(self, handle=None, seed: int = 0, name: str = ""):
        self._handle = handle
        self._seed = seed
        self._stream = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")
        self._drawn_at: Optional[Tuple[int, int]] = None
        self._rng: Optional[np.random.Generator] = None
        self._assumed: Optional[Tuple[int, int]] = None
        self._was_asked = False

    def actual(self) -> Tuple[int, int]:
        """The iteration that the run is in, and the pass within it."""
        clock = _Clock()
        if self._handle is not None:
            _native.library().layer_clock(self._handle.address, clock)
        return clock[0], clock[1]

    @contextlib.contextmanager
    def at(self, clock: Tuple[int, int]) -> Iterator[Callable[[], bool]]:
        """Within this, the layer is in that iteration and pass; yields whether it has used them."""
        self._assumed, self._was_asked = clock, False
        try:
            yield lambda: self._was_asked
        finally:
            self._assumed = None

    def _now(self):
        self._was_asked = True
        return self._assumed or self.actual()

    @property
    def iteration(self) -> int:
        """Finished iterations of the solver, or forward passes of a net that has none."""
        return self._now()[0]

    @property
    def rank(self) -> int:
        """Which of several workers this process is."""
        return ranks.solver_rank()

    @property
    def world_size(self) -> int:
        """How many workers there are."""
        return ranks.solver_count()

    @property
    def rng(self) -> np.random.Generator:
        """The generator of this iteration; test batches of one iteration draw on from it."""
        now = self._now()
        if now != self._drawn_at or self._rng is None:
            generator = np.random.PCG64(self._sequence(*now))
            self._drawn_at, self._rng = now, np.random.Generator(generator)
        return self._rng

    def reseed(self, seed: int) -> None:
        """Lets all numbers start from another seed."""
        self._seed, self._drawn_at, self._rng = seed, None, None

    def drawn(self):
        """What `rewind` goes back to."""
        return self._drawn_at, None if self._rng is None else self._rng.bit_generator.state

    def rewind(self, drawn) -> None:
        """Lets the generator draw again what it has drawn since."""
        self._drawn_at, state = drawn
        if state is not None:
            if self._rng is None:
                self._rng = np.random.Generator(np.random.PCG64())
            self._rng.bit_generator.state = state

    def seed_common(self, clock: Tuple[int, int], turn: int) -> None:
        """Seeds `random` and `numpy.random` as `rng` is seeded there, again for each turn."""
        words = self._sequence(*clock, turn).generate_state(4)
        random.seed(words.tobytes())
        np.random.seed(words)

    def _sequence(self, *place):
        key = (self._stream, self.rank, *place)
        return np.random.SeedSequence(self._seed, spawn_key=key)
