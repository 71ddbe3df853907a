"""A data layer's passes made ahead, on a thread of their own, while the net computes."""

from __future__ import annotations

import operator
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import List, NamedTuple, Tuple

from ..blob import Blob
from .failures import LayerMistake
from .steps import FORWARD, RESHAPE, call


class _Made(NamedTuple):
    """What a pass has left, and whether it depends on the iteration that it was made for."""

    tops: List[Blob]
    asked: bool
    # The state of the layer's random numbers behind it.
    drawn: tuple


def depth(layer) -> int:
    """How many passes a layer's class wants made ahead (`prefetch`); 0 for none."""
    wanted = getattr(type(layer), "prefetch", 0)
    if isinstance(wanted, property):
        wanted = wanted.__get__(layer)
    try:
        count = operator.index(wanted)
    except TypeError:
        count = -1
    if count < 0:
        raise LayerMistake(f"prefetch is a number of passes, from 0, found {wanted!r}")
    return count


class Ahead:
    """The coming passes of a layer without bottoms.

    Each is made for the iteration that is likely to ask for it. A pass that asked for its iteration
    or its random numbers, and was made for another one, is made again; so what the net gets does
    not depend on whether passes are made ahead.
    """

    def __init__(self, layer, count: int, top_count: int):
        self._instance, self._run, self._voice = layer.instance, layer.surroundings, layer.voice
        self._count, self._top_count = count, top_count
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"caffe {layer.parameter.name}")
        self._pending: deque = deque()
        self._spare: deque = deque()
        self._last = None
        self._drawn = self._run.drawn()
        # Passes that an iteration has; 0 where the iteration stands still, as it does in tests.
        self._passes = 1

    def fill(self, tops: List[Blob]) -> None:
        """Fills the tops with the next pass, and has others made; raises what the layer raises."""
        now = self._run.actual()
        self._learn(now)
        made = self._made_for(now)
        for top, source in zip(tops, made.tops):
            if top.shape != source.shape:
                top.reshape(*source.shape)
            top.data[...] = source.data
        self._spare.append(made.tops)
        self._last, self._drawn = now, made.drawn
        self._start(now)

    def end(self) -> None:
        """Makes no more passes."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _learn(self, now):
        if now == self._last:
            self._passes = 0
        elif self._last is not None and now[0] == self._last[0]:
            self._passes = max(self._passes, now[1] + 1)
        elif self._passes == 0:
            self._passes = 1

    def _after(self, clock: Tuple[int, int]) -> Tuple[int, int]:
        iteration, number = clock
        if self._passes == 0:
            return clock
        return (iteration, number + 1) if number + 1 < self._passes else (iteration + 1, 0)

    def _made_for(self, now) -> _Made:
        if self._pending:
            clock, future = self._pending.popleft()
            made = future.result()
            if clock == now or not made.asked:
                return made
            self._drop(made)
        return self._thread.submit(self._make, now).result()

    def _drop(self, made):
        self._spare.append(made.tops)
        while self._pending:
            _, future = self._pending.popleft()
            if not future.cancel() and future.exception() is None:
                self._spare.append(future.result().tops)
        self._run.rewind(self._drawn)

    def _start(self, now):
        clock = self._pending[-1][0] if self._pending else now
        while len(self._pending) < self._count:
            clock = self._after(clock)
            self._pending.append((clock, self._thread.submit(self._make, clock)))

    def _make(self, clock) -> _Made:
        tops = self._spare.popleft() if self._spare else [Blob() for _ in range(self._top_count)]
        with self._voice, self._run.at(clock) as asked:
            call(self._instance, RESHAPE, [], tops)
            call(self._instance, FORWARD, [], tops)
            return _Made(tops, asked(), self._run.drawn())
