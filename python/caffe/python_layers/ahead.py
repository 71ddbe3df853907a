"""A data layer's passes made ahead, on a thread or in processes, while the net computes."""

from __future__ import annotations

import operator
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import List, NamedTuple, Optional, Tuple

from ..blob import Blob
from ..vectors import LayerBlobs
from .failures import LayerMistake
from .passes import Told, make


def of(layer, top_count: int, is_first: bool) -> Optional[Ahead]:
    """What makes a layer's passes from now on, as its class requires; None for the layer itself.

    The first pass is the layer's own, unless none is made by it.
    """
    count = _number(layer.instance, "prefetch", "a number of passes")
    processes = _number(layer.instance, "prefetch_processes", "a number of processes")
    if processes and not count:
        raise LayerMistake(
            f"prefetch_processes = {processes} has passes made ahead, but prefetch, how many of "
            f"them, is 0; write prefetch = {2 * processes}, for one"
        )
    if processes:
        # It needs a package that would make every `import caffe` slower.
        from .processes import Processes

        return Ahead(layer, count, Processes(layer, min(processes, count), count, top_count))
    return Ahead(layer, count, OneThread(layer, top_count)) if count and not is_first else None


def _number(instance, name, what) -> int:
    wanted = getattr(type(instance), name, 0)
    if isinstance(wanted, property):
        wanted = wanted.__get__(instance)
    try:
        count = operator.index(wanted)
    except TypeError:
        count = -1
    if count < 0:
        raise LayerMistake(f"{name} is {what}, from 0, found {wanted!r}")
    return count


class Ahead:
    """The coming passes of a layer without bottoms.

    Each is made for the iteration that is likely to ask for it. A pass that asked for its iteration
    or its random numbers, and was made for another one, is made again; so what the net gets does
    not depend on whether passes are made ahead.

    `maker.ask` begins a pass and returns the promise of it: `told`, and `pour` into the tops.
    """

    def __init__(self, layer, count: int, maker):
        self._run, self._count, self._maker = layer.surroundings, count, maker
        self._pending: deque = deque()
        self._last = None
        self._drawn = maker.drawn
        # Passes that an iteration has; 0 where the iteration does not advance, as it does in tests.
        self._passes = 1

    def fill(self, tops: List[Blob]) -> None:
        """Fills the tops with the next pass, and has others made; raises what the layer raises."""
        now = self._run.actual()
        self._learn(now)
        made = self._made_for(now)
        made.pour(tops)
        self._last = now
        if made.told.drew:
            self._drawn = made.told.drawn
        self._start(now)

    def end(self) -> None:
        """Makes no more passes."""
        self._maker.end()

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

    def _made_for(self, now):
        if self._pending:
            clock, promise = self._pending.popleft()
            made = promise.result()
            if not made.told.asked or (clock == now and self._goes_on(made.told, now)):
                return made
            self._maker.drop([promise, *(later for _, later in self._pending)])
            self._pending.clear()
        return self._maker.ask(now, self._drawn).result()

    def _goes_on(self, told: Told, now) -> bool:
        """Whether a pass drew on from where the last one of its iteration had come to."""
        state = self._drawn if self._drawn is not None and self._drawn[0] == now else None
        return not told.drew or told.start == state

    def _start(self, now):
        clock = self._pending[-1][0] if self._pending else now
        while len(self._pending) < self._count:
            clock = self._after(clock)
            self._pending.append((clock, self._maker.ask(clock)))


class _Poured(NamedTuple):
    """A pass in blobs of its own, which another pass may have when they are poured out."""

    told: Told
    blobs: List[Blob]
    spare: deque

    def pour(self, tops):
        for top, source in zip(tops, self.blobs):
            if top.shape != source.shape:
                top.reshape(*source.shape)
            top.data[...] = source.data
        self.spare.append(self.blobs)


class OneThread:
    """Makes passes with the layer itself, one after the other, on a thread of their own."""

    def __init__(self, layer, top_count: int):
        self._layer, self._top_count = layer, top_count
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"caffe {layer.parameter.name}")
        self._spare: deque = deque()
        self.drawn = layer.surroundings.drawn()

    def ask(self, clock, drawn=None):
        """Promises the pass of an iteration, whose random numbers go on from `drawn`."""
        return self._thread.submit(self._make, clock, drawn)

    def drop(self, promises):
        """Forgets these passes, and begins none of them any more."""
        for promise in promises:
            promise.cancel()

    def end(self):
        """Makes no more passes."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _make(self, clock, drawn):
        layer = self._layer
        if drawn is not None:
            layer.surroundings.rewind(drawn)
        tops = self._spare.popleft() if self._spare else self._new_tops()
        with layer.voice, layer.file.reading_on():
            return _Poured(make(layer.instance, layer.surroundings, clock, tops), tops, self._spare)

    def _new_tops(self):
        return LayerBlobs(Blob() for _ in range(self._top_count))
