"""Arrays that a MemoryData layer reads its records from."""

from __future__ import annotations

import ctypes

import numpy as np

from . import _native
from ._errors import check

_FLOATS = ctypes.POINTER(ctypes.c_float)


def hand_over(net, data: np.ndarray, labels: np.ndarray) -> None:
    """Gives a net's first layer, of type MemoryData, its records; the numbers are copied.

    Raises RuntimeError where the arrays do not fit the layer, or it is of another type.
    """
    if not net._layers or net._layers[0].type != "MemoryData":
        raise RuntimeError(
            "set_input_arrays may only be called if the first layer is a MemoryData layer"
        )
    batch, *item = net._blobs[net._top_ids(0)[0]].shape
    _require(data, "data array", item)
    _require(labels, "labels array", [1, 1, 1])
    if len(data) != len(labels):
        raise RuntimeError(
            "data and labels must have the same first dimension, "
            f"found {len(data)} and {len(labels)}"
        )
    if len(data) == 0 or len(data) % batch:
        raise RuntimeError(
            f"first dimensions of input arrays must be a multiple of batch size, {batch}, "
            f"found {len(data)}"
        )
    with net._turn.lock:
        check(
            _native.library().net_set_input_arrays(
                net._handle,
                data.ctypes.data_as(_FLOATS),
                data.size,
                labels.ctypes.data_as(_FLOATS),
                len(labels),
            )
        )


def _require(array, name, item):
    if not isinstance(array, np.ndarray) or array.dtype != np.float32:
        found = getattr(array, "dtype", type(array).__name__)
        raise RuntimeError(f"{name} must be float32, found {found}")
    if array.ndim != 4:
        raise RuntimeError(f"{name} must be 4-d, found the shape {array.shape}")
    if not array.flags.c_contiguous:
        raise RuntimeError(f"{name} must be C contiguous; np.ascontiguousarray makes it so")
    for axis, (word, extent) in enumerate(zip(("number of channels", "height", "width"), item), 1):
        if array.shape[axis] != extent:
            raise RuntimeError(f"{name} has wrong {word}: {array.shape[axis]}, not {extent}")
