"""What a layer in Python derives from."""

from __future__ import annotations

from . import _native
from .blob import Blob, _extents


class Layer:
    """A layer whose code is in Python. A subclass has these methods:

    setup(bottom, top)     once, before anything else
    reshape(bottom, top)   after setup and before every forward: gives the tops a shape
    forward(bottom, top)   fills top[i].data from bottom[i].data
    backward(top, propagate_down, bottom)
                           fills bottom[i].diff from top[i].diff where propagate_down[i]

    and finds these attributes:

    param_str   the string of `python_param { param_str }`, as it is
    phase       caffe.TRAIN or caffe.TEST
    name        the layer's name in the net
    blobs       the learnable parameters; `self.blobs.add_blob(*shape)` in setup adds one
    """

    type = "Python"

    def __init__(self, parameter=None, *args, **kwargs):
        self.param_str = getattr(parameter, "param_str", "")
        self.phase = getattr(parameter, "phase", 0)
        self.name = getattr(parameter, "name", "")

    def setup(self, bottom, top):
        """Reads param_str, checks the bottoms, adds parameters. Does nothing by default."""


class BlobVec:
    """The learnable parameters of a layer, as a list that the engine keeps."""

    def __init__(self, layer):
        library = _native.library()
        self._layer, self._release = library.layer_reference(layer), library.release
        self._replayed = None

    def __del__(self):
        self._release(self._layer)

    def __len__(self):
        return _native.library().layer_blob_count(self._layer)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        count = len(self)
        position = index + count if index < 0 else index
        if not 0 <= position < count:
            raise IndexError(f"this layer has {count} parameter blobs, there is none at {index}")
        return Blob._owning(_native.library().layer_blob(self._layer, position))

    def add_blob(self, *shape):
        """Adds a parameter of that shape, filled with zeros."""
        if self._replayed is not None and self._replayed < len(self):
            self[self._replayed].reshape(*shape)
            self._replayed += 1
            return
        extents, count = _native.dims(_extents(shape))
        _native.check(_native.library().layer_add_blob(self._layer, extents, count))

    def _replay(self):
        """Lets a second `setup` find the parameters that a first one, which failed, has added."""
        self._replayed = 0


class ScratchBlobVec(list):
    """Parameters that belong to no net, for a trial of a layer."""

    def add_blob(self, *shape):
        """Adds a parameter of that shape, filled with zeros."""
        self.append(Blob(*shape))
