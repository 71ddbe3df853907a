"""Blobs: numbers with a shape, seen from Python as live numpy views of the engine's own memory."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import math
import operator
from typing import Tuple

import numpy as np

from . import _native

_MAX_AXES = 32
_NO_TURN = contextlib.nullcontext()


_Extents = ctypes.c_int64 * _MAX_AXES
# What `crema_blob_pin` writes: address, number of bytes, number of axes, extents.
_View = ctypes.c_int64 * (3 + _MAX_AXES)


class _Pin(_native.Owner):
    """The memory under a view: while one is alive, the engine keeps the numbers there, and true."""

    def __del__(self):
        self._release(self._handle)


# As many as the blobs of a large net have sizes: inputs of ever other sizes make ever other types.
@functools.lru_cache(maxsize=512)
def _pin_type(size):
    """The type of a pin on so many bytes, which numpy can make an array over."""
    memory = ctypes.c_char * size
    release = _native.library().release
    return type(memory)("_Pin", (_Pin, memory), {"_release": staticmethod(release)})


def _pinned(blob, wants_diff):
    # One of its own: threads change over at any time.
    view = _View()
    handle = _native.library().blob_pin(blob, wants_diff, view)
    pin = _pin_type(view[1]).from_address(view[0])
    pin._handle = handle
    return np.ndarray(tuple(view[3 : 3 + view[2]]), np.float32, pin)


class Blob(_native.Owner):
    """Numbers with a shape, and the gradient of the loss with respect to them.

    `data` and `diff` are float32 arrays over the engine's own memory: what is written into them
    counts, what the net computes shows in them, and they stay valid when the net is gone.
    """

    __slots__ = (
        "_handle",
        "_release",
        "_turn",
        "_has_fixed_shape",
        "_may_change_axes",
        "__weakref__",
    )
    _instead = "copy its numbers: blob.data.copy()"

    def __init__(self, *shape: int) -> None:
        handle = ctypes.c_void_p()
        extents, count = _native.dims(_extents(shape))
        _native.check(_native.library().blob_make(extents, count, ctypes.byref(handle)))
        self._own(handle.value)

    @classmethod
    def _of_net(cls, address):
        """The blob of a net, by the handle that a layer is called with."""
        _native.library().blob_retain(address)
        return cls._owning(address)

    @classmethod
    def _owning(cls, address, turn=None, has_fixed_shape=False):
        """A blob by a handle that is already ours to release; of a net, with the net's turn."""
        blob = cls.__new__(cls)
        blob._own(address, turn, has_fixed_shape)
        return blob

    def _own(self, address, turn=None, has_fixed_shape=False):
        self._handle, self._release = address, _native.library().release
        self._turn, self._has_fixed_shape = turn, has_fixed_shape
        self._may_change_axes = False

    def __del__(self):
        if hasattr(self, "_handle"):
            self._release(self._handle)

    @property
    def shape(self) -> Tuple[int, ...]:
        """The extents, outermost first."""
        extents = _Extents()
        return tuple(extents[: _native.library().blob_shape(self._handle, extents)])

    def reshape(self, *dims: int) -> None:
        """Gives the blob another shape, `top[0].reshape(2, 3)`; no extents make a scalar.

        Its numbers stay as long as they fit. The net follows at its next `forward` or `reshape`.
        Raises RuntimeError for a negative extent, more than 32 extents or 2^31 elements, and for a
        parameter, whose shape is the layer's; a layer in Python may give its own another shape of
        as many elements.
        """
        if dims == self.shape:
            return
        wanted = _extents(dims)
        if self._has_fixed_shape and tuple(wanted) != self.shape:
            self._check_change(wanted)
        extents, count = _native.dims(wanted)
        with self._turn.lock if self._turn is not None else _NO_TURN:
            _native.check(_native.library().blob_reshape(self._handle, extents, count))

    def _check_change(self, wanted):
        """Refuses a shape that a parameter cannot take once its net is built."""
        if not self._may_change_axes:
            raise RuntimeError(
                f"the shape of a parameter is the layer's, {self.shape}; change the net's prototxt"
            )
        if min(wanted, default=1) < 0 or math.prod(wanted) != self.count:
            raise RuntimeError(
                f"a parameter keeps its number of elements once the net is built: {self.shape} "
                f"are {self.count}, found {tuple(wanted)}; give it its shape in setup"
            )

    def _view(self, wants_diff):
        with self._turn.lock:
            return _pinned(self._handle, wants_diff)

    @property
    def data(self) -> np.ndarray:
        """The values, float32: a live view that can be written, and outlives the net."""
        # Blobs that a layer is called with have no turn: a thread of its own may fill them.
        return _pinned(self._handle, False) if self._turn is None else self._view(False)

    @data.setter
    def data(self, value):
        raise AttributeError(
            "data is a view that cannot be replaced; write into it: data[...] = values"
        )

    @property
    def diff(self) -> np.ndarray:
        """The gradient of the loss, of the same shape and as live as `data`."""
        return _pinned(self._handle, True) if self._turn is None else self._view(True)

    @diff.setter
    def diff(self, value):
        raise AttributeError(
            "diff is a view that cannot be replaced; write into it: diff[...] = values"
        )

    @property
    def count(self) -> int:
        """The number of elements."""
        product = 1
        for extent in self.shape:
            product *= extent
        return product

    def _legacy(self, axis):
        shape = self.shape
        if len(shape) > 4:
            raise RuntimeError(
                f"num, channels, height and width are of blobs of at most 4 axes, "
                f"this one has {len(shape)}; use shape"
            )
        return shape[axis] if axis < len(shape) else 1

    num = property(lambda self: self._legacy(0), doc="The extent of axis 0.")
    channels = property(lambda self: self._legacy(1), doc="The extent of axis 1, or 1.")
    height = property(lambda self: self._legacy(2), doc="The extent of axis 2, or 1.")
    width = property(lambda self: self._legacy(3), doc="The extent of axis 3, or 1.")

    def __repr__(self):
        return f"<caffe.Blob {' x '.join(map(str, self.shape)) or 'scalar'}>"


def _extents(dims):
    """Whole numbers for a shape; a number with a fraction part is the caller's mistake."""
    if len(dims) == 1 and isinstance(dims[0], (tuple, list)):
        raise TypeError("reshape takes the extents one by one: reshape(*shape)")
    try:
        extents = [operator.index(extent) for extent in dims]
    except TypeError:
        raise TypeError(f"extents are whole numbers (// divides into them), found {dims}") from None
    for extent in extents:
        if abs(extent) >= 2**63:
            raise RuntimeError(f"an extent is below 2^31, found {extent}")
    return extents
