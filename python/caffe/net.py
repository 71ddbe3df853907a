"""`caffe.Net`: a net to look into, to feed and to run from Python."""

from __future__ import annotations

import ctypes
import json
from collections import OrderedDict
from pathlib import Path

import numpy as np

from . import _native
from .blob import Blob
from .python_layers import files, host


class Net:
    """A net built from a prototxt: `caffe.Net(file, caffe.TEST, weights=caffemodel)`.

    blobs    the blobs by name, in the order in which they are made
    params   the parameters of each layer that has some, by the layer's name
    inputs   names of the blobs to fill before `forward`
    outputs  names of the blobs that no layer reads
    """

    def __init__(self, network_file, phase, level=0, stages=None, weights=None):
        host.register_once()
        library = _native.library()
        self._release = library.release
        handle = ctypes.c_void_p()
        with files.searching([Path(network_file).parent]):
            _check(
                library.net_make(
                    _native.text(network_file),
                    phase,
                    level,
                    _native.text(",".join(stages or [])),
                    ctypes.byref(handle),
                )
            )
        self._handle = handle.value
        contents = _contents(self._handle)
        self.name = contents["name"]
        self.inputs = contents["inputs"]
        self.outputs = contents["outputs"]
        self._layers = contents["layers"]
        self._layer_names = [layer["name"] for layer in self._layers]
        self.blobs = OrderedDict(
            (name, Blob._owning(library.net_blob(self._handle, index)))
            for index, name in enumerate(contents["blobs"])
        )
        self.params = OrderedDict(
            (
                layer["name"],
                [
                    Blob._owning(library.net_parameter(self._handle, number, index))
                    for index in range(layer["parameters"])
                ],
            )
            for number, layer in enumerate(self._layers)
            if layer["parameters"]
        )
        if weights is not None:
            self.copy_from(weights)

    def __del__(self):
        if getattr(self, "_handle", None):
            self._release(self._handle)

    def forward(self, blobs=None, start=None, end=None, **inputs):
        """Fills the inputs that are given and runs the layers from `start` to `end`, both included.

        Returns the outputs (with `end`, the tops of that layer) and the blobs asked for, as live
        views by name.
        """
        if inputs:
            if set(inputs) != set(self.inputs):
                raise Exception(f"the inputs of the net are {self.inputs}, not {list(inputs)}")
            self._fill("data", inputs)
        first = self._layer(start, 0)
        last = self._layer(end, len(self._layers) - 1)
        loss = ctypes.c_float()
        _check(_native.library().net_forward(self._handle, first, last, ctypes.byref(loss)))
        names = self.outputs if end is None else self._layers[last]["tops"]
        return {name: self.blobs[name].data for name in [*names, *(blobs or [])]}

    def backward(self, diffs=None, start=None, end=None, **outputs):
        """Fills the outputs' gradients that are given and goes back from `start` down to `end`.

        Returns the gradients of the inputs (with `end`, of the bottoms of that layer) and of the
        blobs asked for, as live views by name.
        """
        self._fill("diff", outputs)
        first = self._layer(start, len(self._layers) - 1)
        last = self._layer(end, 0)
        _check(_native.library().net_backward(self._handle, first, last))
        names = self.inputs if end is None else self._layers[last]["bottoms"]
        return {name: self.blobs[name].diff for name in [*names, *(diffs or [])]}

    def reshape(self):
        """Shapes all layers for the inputs as they are now."""
        _check(_native.library().net_reshape(self._handle))

    def copy_from(self, weights):
        """Takes the weights of the layers of the same names from a caffemodel."""
        _check(_native.library().net_copy_from(self._handle, _native.text(weights)))

    def _fill(self, part, values):
        for name, value in values.items():
            if name not in self.blobs:
                raise KeyError(f'the net has no blob "{name}"')
            blob = self.blobs[name]
            value = np.asarray(value)
            if value.shape[:1] != blob.shape[:1]:
                raise Exception(f"the batch of {name} is {blob.shape[:1]}, not {value.shape[:1]}")
            getattr(blob, part)[...] = value

    def _layer(self, name, default):
        if name is None:
            return default
        if name not in self._layer_names:
            raise ValueError(f'the net has no layer "{name}"; its layers are {self._layer_names}')
        return self._layer_names.index(name)


def _contents(handle):
    text = _native.library().net_contents(handle)
    contents = json.loads(ctypes.string_at(text))
    _native.library().text_free(text)
    return contents


def _check(message):
    """Raises what a call said of its failure: of a layer in Python, the layer's own exception."""
    failure = host.last_exception()
    try:
        _native.check(message)
    except RuntimeError as error:
        if isinstance(failure, SystemExit):
            raise error from failure
        if failure is None or isinstance(failure, host.LayerMistake):
            raise
        raise failure from error
