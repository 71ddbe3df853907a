"""Arrays of any length through a net of a fixed batch: `Net.forward_all` and its kin."""

from __future__ import annotations

from itertools import zip_longest
from typing import Dict, Iterator, List

import numpy as np


def cut(net, arrays: Dict[str, np.ndarray]) -> Iterator[Dict[str, np.ndarray]]:
    """Cuts arrays by name into batches of the net's size; the last is filled up with zeros.

    The size is the outermost extent of the net's first blob.
    """
    arrays = {name: np.asarray(array) for name, array in arrays.items()}
    if not arrays:
        return
    size = next(iter(net.blobs.values())).shape[0]
    for start in range(0, len(next(iter(arrays.values()))), size):
        rows = slice(start, start + size)
        yield {name: _filled_up(array[rows], size) for name, array in arrays.items()}


def _filled_up(rows, size):
    missing = size - len(rows)
    if missing == 0:
        return rows
    return np.concatenate([rows, np.zeros((missing, *rows.shape[1:]), rows.dtype)])


class _Collected:
    """Copies of blobs by name, batch after batch."""

    def __init__(self, names: List[str]):
        self._batches: Dict[str, List[np.ndarray]] = {name: [] for name in names}

    def add(self, arrays):
        for name, array in arrays.items():
            self._batches[name].append(np.array(array, ndmin=1))

    def joined(self, count):
        """All rows; those that only filled the last batch up are left out."""
        return {
            name: np.concatenate(batches)[:count] if batches else np.empty(0, np.float32)
            for name, batches in self._batches.items()
        }


def forward_all(net, blobs, inputs):
    """What `Net.forward_all` does."""
    if not inputs:
        raise ValueError(f"forward_all takes the net's inputs, {net.inputs}, as arrays")
    outputs = _Collected([*net.outputs, *blobs])
    for batch in cut(net, inputs):
        outputs.add(net.forward(blobs=blobs, **batch))
    return outputs.joined(_rows(inputs))


def forward_backward_all(net, blobs, diffs, values):
    """What `Net.forward_backward_all` does."""
    unknown = set(values) - {*net.inputs, *net.outputs}
    if not values or unknown:
        raise ValueError(
            f"forward_backward_all takes inputs, {net.inputs}, and gradients of outputs, "
            f"{net.outputs}, found {sorted(values)}"
        )
    outputs, gradients = _Collected([*net.outputs, *blobs]), _Collected([*net.inputs, *diffs])
    forward = cut(net, {name: values[name] for name in net.inputs if name in values})
    backward = cut(net, {name: values[name] for name in net.outputs if name in values})
    for inputs, tops in zip_longest(forward, backward, fillvalue={}):
        outputs.add(net.forward(blobs=blobs, **inputs))
        gradients.add(net.backward(diffs=diffs, **tops))
    return outputs.joined(_rows(values)), gradients.joined(_rows(values))


def _rows(arrays):
    return len(next(iter(arrays.values())))
