"""The lists that pycaffe gives out, under the names that they have there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from . import _native
from .blob import Blob, _extents


class LayerHandle(_native.Owner):
    """A layer of the engine, by a reference that is ours to release."""

    __slots__ = ("address", "_release")
    _instead = "copy the numbers of its blobs: blob.data.copy()"

    def __init__(self, address):
        self.address, self._release = address, _native.library().release

    def __del__(self):
        self._release(self.address)


class BlobVec(Sequence):
    """The learnable parameters of a layer, as a list that the engine keeps."""

    def __init__(self, layer: LayerHandle, turn=None):
        self._layer = layer
        self._turn = turn
        self._replayed = None
        self._is_complete = turn is not None

    def __len__(self) -> int:
        return _native.library().layer_blob_count(self._layer.address)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        count = len(self)
        position = index + count if index < 0 else index
        if not 0 <= position < count:
            raise IndexError(f"this layer has {count} parameter blobs, but none at {index}")
        address = _native.library().layer_blob(self._layer.address, position)
        blob = Blob._owning(address, self._turn, has_fixed_shape=self._is_complete)
        blob._may_change_axes = self._turn is None
        return blob

    def __setitem__(self, index, value):
        raise TypeError("a parameter blob cannot be replaced; write into it: data[...] = values")

    def __repr__(self) -> str:
        return f"BlobVec({list(self)})"

    def add_blob(self, *shape: int) -> None:
        """Adds a parameter of that shape, filled with zeros; a layer does so in `setup`.

        Raises RuntimeError once the layer's net is built: the solver counts on what it found then.
        """
        if self._replayed is not None and self._replayed < len(self):
            self[self._replayed].reshape(*shape)
            self._replayed += 1
            return
        if self._is_complete:
            raise RuntimeError("parameters are added in setup, before the net is built")
        extents, count = _native.dims(_extents(shape))
        _native.check(_native.library().layer_add_blob(self._layer.address, extents, count))

    def _complete(self):
        """Takes no more parameters, nor other shapes of those there are, from now on."""
        self._is_complete, self._replayed = True, None

    def _replay(self):
        """Lets a second `setup` find the parameters that a first one, which failed, has added."""
        self._replayed = 0


class ScratchBlobVec(list):
    """Parameters that belong to no net, for a trial of a layer."""

    def add_blob(self, *shape: int) -> None:
        """Adds a parameter of that shape, filled with zeros."""
        self.append(Blob(*shape))

    def _complete(self):
        pass


class ByName(OrderedDict):
    """Parts of a net by their names, in its order; a copy is a dictionary of the caller's own.

    attribute  what the net calls it
    written    how values get into a part, after its name; "" where they do not
    """

    def __init__(self, parts, attribute: str, written: str = ""):
        super().__init__()
        self._attribute, self._written = attribute, written
        for name, part in parts:
            super().__setitem__(name, part)

    def __missing__(self, name):
        raise KeyError(f'there is no "{name}"; there are {", ".join(self) or "none"}')

    def __setitem__(self, name, value):
        self[name]
        part = f'net.{self._attribute}["{name}"]'
        fix = f"; write {part}{self._written} = values" if self._written else ""
        raise TypeError(f"{part} cannot be replaced{fix}")

    def copy(self) -> OrderedDict:
        """The same parts by their names, to change at will."""
        return OrderedDict(self)

    __copy__ = copy


class RawBlobVec(list):
    """Blobs that a net owns."""


class LayerBlobs(RawBlobVec):
    """The bottoms or the tops that a layer is called with; the net would not see others."""

    def __init__(self, blobs=(), name: str = "top"):
        super().__init__(blobs)
        self._name = name

    def __setitem__(self, index, value):
        place = index if isinstance(index, int) else 0
        raise TypeError(
            f"{self._name}[{place}] is a blob of the net's and cannot be replaced; write into it: "
            f"{self._name}[{place}].data[...] = values"
        )

    def _refuse(self, *_, **__):
        raise TypeError(f"the blobs of {self._name} are the net's; there are as many as it names")

    append = extend = insert = pop = remove = clear = __delitem__ = __iadd__ = __imul__ = _refuse
    sort = reverse = _refuse


class LayerVec(list):
    """The layers of a net; of one whose code is in Python, the object of its class."""


class StringVec(list):
    """Names."""


class IntVec(list):
    """Numbers of blobs or layers."""


class DtypeVec(list):
    """Floating-point numbers."""


class NetVec(list):
    """Nets."""


class BoolVec(list):
    """Yes or no, each."""
