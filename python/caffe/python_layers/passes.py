"""A pass of a layer without bottoms: its reshape and its forward, and what it depends on."""

from __future__ import annotations

from typing import List, NamedTuple, Optional, Tuple

from ..blob import Blob
from .steps import FORWARD, RESHAPE, call


class Told(NamedTuple):
    """What a pass depends on, besides what the layer keeps."""

    # Whether the layer asked for its iteration or its random numbers.
    asked: bool
    # Whether it drew any of these, and the state that it went on from; None where it began again.
    drew: bool
    start: Optional[tuple]
    # The state of the random numbers behind it.
    drawn: tuple


def make(instance, run, clock: Tuple[int, int], tops: List[Blob]) -> Told:
    """Has a layer make its pass of an iteration; raises what the layer raises."""
    before = run.drawn()
    with run.at(clock) as asked:
        call(instance, RESHAPE, [], tops)
        call(instance, FORWARD, [], tops)
        after = run.drawn()
        return Told(asked(), after != before, before if before[0] == clock else None, after)
