"""`caffe.Net`: a net to look into, to feed and to run from Python."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import warnings
from collections import OrderedDict
from pathlib import Path
from typing import Callable, Dict, Iterable, Iterator, List, Optional, Tuple, Union

import numpy as np

from . import _native, batches, input_arrays, interrupts, listeners
from ._errors import FilePath, check, names, readable, whole
from .blob import Blob
from .layer import Layer, NetLayer
from .nccl import NCCL
from .python_layers import files, host
from .turns import Turn
from .vectors import BlobVec, ByName, DtypeVec, IntVec, LayerHandle, LayerVec, StringVec


class Net(_native.Owner):
    """A net built from a prototxt.

        net = caffe.Net("deploy.prototxt", caffe.TEST, weights="lenet.caffemodel")
        net.blobs["data"].data[...] = images          # float32, N x C x H x W
        probabilities = net.forward()["prob"]         # a live view, N x classes

    blobs        each blob by name, in the order in which they are made, splits included
    params       the parameters of each layer that has some, by the layer's name
    layers       the layers; `layers[i].blobs`, `layers[i].type`
    inputs       names of the blobs to fill before `forward`
    outputs      names of the blobs that no layer reads, in alphabetical order
    top_names, bottom_names
                 names of the blobs that each layer fills and reads, by the layer's name

    Arrays (`blob.data`, `blob.diff`) are views of the engine's own memory: they show what later
    passes compute, and stay valid when the net is gone. One thread at a time uses a net, the others
    wait; nets on several threads run at once, as passes give up the interpreter's lock.

    Errors are RuntimeErrors that name the place in the prototxt and the layer. What a layer in
    Python or a callback raises comes out as it is, with its traceback.
    """

    _instead = "save it, and build another: caffe.Net(network_file, phase, weights=file)"

    def __init__(
        self,
        network_file: FilePath,
        phase: int,
        level: Optional[int] = None,
        stages: Union[None, str, Iterable[str]] = None,
        weights: Optional[FilePath] = None,
    ) -> None:
        """Builds the net for a phase, `caffe.TRAIN` or `caffe.TEST`, and loads weights if given.

        `level` and `stages` choose among layers with `include` and `exclude` rules. The old order
        `Net(network_file, weights, phase)` works too.

        Raises RuntimeError "Could not open file F" for a missing file.
        """
        if isinstance(phase, (str, bytes, os.PathLike)):
            weights, phase, level = phase, level, 0
            _warn_of_old_order(network_file, phase, weights)
        if isinstance(level, (str, bytes, os.PathLike)):
            raise TypeError(f"weights are named: caffe.Net(file, phase, weights={level!r})")
        phase = whole(phase, "a phase, caffe.TRAIN or caffe.TEST,")
        level, stages = whole(level or 0, "level"), names(stages, "stages")
        path = readable(network_file)
        if weights is not None:
            readable(weights)
        host.register_once()
        handle = ctypes.c_void_p()
        with interrupts.deferred(), files.searching([Path(path).parent]):
            check(
                _native.library().net_make(
                    _native.text(path),
                    phase,
                    level,
                    _native.text(",".join(stages)),
                    ctypes.byref(handle),
                )
            )
        self._own(handle.value, Turn(), is_of_solver=False)
        if weights is not None:
            self.copy_from(weights)

    @classmethod
    def _of_solver(cls, handle: int, turn: Turn) -> Net:
        """A net of a solver, by a handle that is ours to release."""
        net = cls.__new__(cls)
        net._own(handle, turn, is_of_solver=True)
        return net

    def _own(self, handle, turn, is_of_solver):
        library = _native.library()
        self._handle, self._release = handle, library.release
        self._turn, self._is_of_solver = turn, is_of_solver
        self._told: Dict[int, List[Callable[[int], object]]] = {}
        contents = json.loads(_native.taken(library.net_contents(handle)))
        self.name: str = contents["name"]
        self._take_blobs(contents)
        self._take_layers(contents["layers"])

    def _take_blobs(self, contents):
        names = contents["blobs"]
        self._blob_names = StringVec(names)
        self._blobs = [
            Blob._owning(_native.library().net_blob(self._handle, index), self._turn)
            for index in range(len(names))
        ]
        self._blob_loss_weights = DtypeVec(map(float, contents["lossWeights"]))
        self._inputs, self._outputs = IntVec(contents["inputs"]), IntVec(contents["outputs"])
        self.blobs: OrderedDict[str, Blob] = ByName(
            zip(names, self._blobs), "blobs", ".data[...]"
        )
        self.blob_loss_weights: OrderedDict[str, float] = OrderedDict(
            zip(names, self._blob_loss_weights)
        )
        self.inputs: List[str] = [names[index] for index in self._inputs]
        self.outputs: List[str] = [names[index] for index in self._outputs]

    def _take_layers(self, layers):
        self._layer_names = StringVec(layer["name"] for layer in layers)
        self._bottoms = [IntVec(layer["bottoms"]) for layer in layers]
        self._tops = [IntVec(layer["tops"]) for layer in layers]
        # Whether backward is asked for the gradient of each bottom, of each parameter.
        self._asks_bottoms: List[List[bool]] = [layer["asksBottoms"] for layer in layers]
        self._asks_parameters: List[List[bool]] = [layer["asksParameters"] for layer in layers]
        self._layers = [
            NetLayer(
                LayerHandle(_native.library().net_layer(self._handle, index)),
                layer["name"],
                layer["type"],
                self._turn,
            )
            for index, layer in enumerate(layers)
        ]
        self.params: OrderedDict[str, BlobVec] = ByName(
            ((layer.name, layer.blobs) for layer in self._layers if len(layer.blobs)),
            "params",
            "[0].data[...]",
        )
        self.top_names = self._named(self._tops)
        self.bottom_names = self._named(self._bottoms)

    def _named(self, numbers) -> OrderedDict[str, List[str]]:
        return OrderedDict(
            (layer, [self._blob_names[number] for number in blobs])
            for layer, blobs in zip(self._layer_names, numbers)
        )

    def __del__(self):
        if getattr(self, "_handle", None):
            self._release(self._handle)

    def __repr__(self) -> str:
        return f'<caffe.Net "{self.name}" of {len(self._layers)} layers>'

    @property
    def layers(self) -> List[Layer]:
        """The layers; of one whose code is in Python, the object of its class."""
        return LayerVec(
            host.instance(layer.number) if layer.number else layer for layer in self._layers
        )

    @property
    def layer_dict(self) -> OrderedDict[str, Layer]:
        """The layers by name."""
        return ByName(zip(self._layer_names, self.layers), "layer_dict")

    def _bottom_ids(self, layer: int) -> List[int]:
        """The blobs that a layer reads, by their numbers in `_blobs`."""
        return self._bottoms[layer]

    def _top_ids(self, layer: int) -> List[int]:
        """The blobs that a layer fills, by their numbers in `_blobs`."""
        return self._tops[layer]

    # Passes

    def forward(
        self,
        blobs: Union[None, str, Iterable[str]] = None,
        start: Optional[str] = None,
        end: Optional[str] = None,
        **inputs: np.ndarray,
    ) -> Dict[str, np.ndarray]:
        """Fills the inputs that are given and runs the layers from `start` to `end`, both included.

        Returns the outputs (with `end`, the tops of that layer) and the blobs asked for, as live
        views by name: the next pass writes into them. Raises ValueError for an unknown layer.
        """
        first, last = self._layer(start, 0), self._layer(end, len(self._layers) - 1)
        if inputs:
            self._fill("data", inputs, self.inputs, "Input", "inputs")
        asked = names(blobs, "blobs")
        self._forward(first, last)
        filled = self.outputs if end is None else self.top_names[end]
        return {name: self.blobs[name].data for name in [*filled, *asked]}

    def backward(
        self,
        diffs: Union[None, str, Iterable[str]] = None,
        start: Optional[str] = None,
        end: Optional[str] = None,
        **outputs: np.ndarray,
    ) -> Dict[str, np.ndarray]:
        """Fills the outputs' gradients that are given and goes back from `start` down to `end`.

        Returns the gradients of the inputs (with `end`, of the bottoms of that layer) and of the
        blobs asked for, as live views by name. Gradients of blobs are overwritten, those of
        parameters add up until `clear_param_diffs`.
        """
        first, last = self._layer(start, len(self._layers) - 1), self._layer(end, 0)
        if outputs:
            self._fill("diff", outputs, self.outputs, "Top diff", "outputs")
        asked = names(diffs, "diffs")
        self._backward(first, last)
        reached = self.inputs if end is None else self.bottom_names[end]
        return {name: self.blobs[name].diff for name in [*reached, *asked]}

    def forward_all(
        self, blobs: Optional[Iterable[str]] = None, **inputs: np.ndarray
    ) -> Dict[str, np.ndarray]:
        """Runs `forward` on arrays of any number of rows, batch by batch.

        Returns copies of the outputs and the blobs asked for, with as many rows as the inputs.
        """
        return batches.forward_all(self, names(blobs, "blobs"), inputs)

    def forward_backward_all(
        self,
        blobs: Optional[Iterable[str]] = None,
        diffs: Optional[Iterable[str]] = None,
        **values: np.ndarray,
    ) -> Tuple[Dict[str, np.ndarray], Dict[str, np.ndarray]]:
        """Runs `forward` and `backward` batch by batch; `values` are inputs and outputs' gradients.

        Returns copies of the blobs, then of the gradients, by name.
        """
        asked = names(blobs, "blobs"), names(diffs, "diffs")
        return batches.forward_backward_all(self, *asked, values)

    def _batch(self, arrays: Dict[str, np.ndarray]) -> Iterator[Dict[str, np.ndarray]]:
        """Cuts arrays by name into batches of the net's size; the last is filled up with zeros."""
        return batches.cut(self, arrays)

    def _forward(self, start: int, end: int) -> float:
        """Runs the layers from one number to another, both included; returns the loss."""
        loss = ctypes.c_float()
        first, last = whole(start, "a layer's number"), whole(end, "a layer's number")
        with self._running():
            check(
                _native.library().net_forward(
                    self._handle, first, last, self._is_of_solver, ctypes.byref(loss)
                )
            )
        return loss.value

    def _backward(self, start: int, end: int) -> None:
        """Sends gradients back from one layer down to another, by their numbers, both included."""
        first, last = whole(start, "a layer's number"), whole(end, "a layer's number")
        with self._running():
            check(_native.library().net_backward(self._handle, first, last))

    def reshape(self) -> None:
        """Shapes all layers for the inputs as they are now; `forward` does so by itself."""
        with self._running():
            check(_native.library().net_reshape(self._handle))

    def clear_param_diffs(self) -> None:
        """Sets the gradients of all parameters to zero, as backward passes add to them."""
        with self._turn.lock:
            _native.library().net_clear_parameter_diffs(self._handle)

    def set_input_arrays(self, data: np.ndarray, labels: np.ndarray) -> None:
        """Has a MemoryData layer, the net's first, read its records from these arrays.

        data    float32 and contiguous, N x C x H x W; N is a multiple of the layer's batch_size
        labels  float32, N or N x 1 x 1 x 1

        The numbers are copied. Raises RuntimeError where the arrays do not fit the layer.
        """
        labels = np.asarray(labels)
        if labels.ndim == 1:
            labels = np.ascontiguousarray(labels[:, np.newaxis, np.newaxis, np.newaxis])
        self._set_input_arrays(data, labels)

    def _set_input_arrays(self, data, labels):
        input_arrays.hand_over(self, data, labels)

    # Weights

    def copy_from(self, weights: FilePath) -> None:
        """Takes the weights of the layers of the same names from a caffemodel.

        The file is a binary one or HDF5, whatever its name. Raises RuntimeError where a layer has
        other parameters than its namesake in the file, and warns where no layer has one.
        """
        self._take_weights(_native.library().net_copy_from, readable(weights))

    def load_hdf5(self, path: FilePath) -> None:
        """Takes the weights of the layers of the same names from an HDF5 file.

        Raises RuntimeError where a layer has other parameters than its namesake in the file, and
        warns where no layer has one.
        """
        self._take_weights(_native.library().net_load_hdf5, readable(path))

    def _take_weights(self, load, path) -> None:
        warning = ctypes.c_void_p()
        with self._turn.lock:
            check(load(self._handle, _native.text(path), ctypes.byref(warning)))
        if warning.value:
            warnings.warn(_native.taken(warning.value), RuntimeWarning, stacklevel=3)

    def share_with(self, other: Net) -> None:
        """Shows the weights of another net in the layers of the same names from now on.

        Raises RuntimeError where a layer has other parameters than its namesake.
        """
        _require_net(other)
        self._turn.join(other._turn)
        with self._turn.lock:
            check(_native.library().net_share_with(self._handle, other._handle))

    def save(self, path: FilePath) -> None:
        """Writes the net with its weights as a caffemodel, in full or not at all.

        The files of its layers in Python are kept next to it, as they were loaded: `x.layers.py`
        next to `x.caffemodel`.
        """
        with self._turn.lock:
            check(_native.library().net_save(self._handle, _native.text(os.fspath(path))))

    def save_hdf5(self, path: FilePath) -> None:
        """Writes the weights as HDF5, in full or not at all: parameter I of a
        layer is /data/LAYER/I.

        The files of layers in Python are kept next to it, as `save` does: `x.layers.py` next to
        `x.h5`. Raises RuntimeError where two layers of one name have parameters.
        """
        with self._turn.lock:
            check(_native.library().net_save_hdf5(self._handle, _native.text(os.fspath(path))))

    # Callbacks

    def before_forward(self, callback: Callable[[int], object]) -> None:
        """Calls `callback(number of the layer)` before each layer goes forward."""
        self._tell(listeners.BEFORE_FORWARD, callback)

    def after_forward(self, callback: Callable[[int], object]) -> None:
        """Calls `callback(number of the layer)` after each layer has gone forward."""
        self._tell(listeners.AFTER_FORWARD, callback)

    def before_backward(self, callback: Callable[[int], object]) -> None:
        """Calls `callback(number of the layer)` before each layer sends gradients back."""
        self._tell(listeners.BEFORE_BACKWARD, callback)

    def after_backward(self, callback: Callable[[int], object]) -> None:
        """Calls `callback(number of the layer)` after each layer has sent gradients back."""
        self._tell(listeners.AFTER_BACKWARD, callback)

    def _tell(self, moment, callback):
        if isinstance(callback, NCCL):
            raise RuntimeError("this build of the engine has no NCCL")
        if not callable(callback):
            raise TypeError(f"a callback is called with a layer's number, found {callback!r}")
        self._told.setdefault(moment, []).append(callback)

    def _on(self, moment, layer):
        for callback in self._told.get(moment, ()):
            callback(layer)

    @contextlib.contextmanager
    def _listening(self):
        """Within this, the engine calls the net's callbacks."""
        if not self._told:
            yield
            return
        library = _native.library()
        with listeners.listening(self._on) as number:
            library.net_listen(self._handle, number)
            try:
                yield
            finally:
                library.net_listen(self._handle, 0)

    # Inside

    @contextlib.contextmanager
    def _running(self):
        with self._turn.lock, interrupts.deferred(), self._listening():
            yield

    def _fill(self, part, values, names, what, whose):
        if set(values) != set(names):
            raise ValueError(
                f"{what} arguments do not match net {whose}: they are {names}, not {list(values)}"
            )
        for name, value in values.items():
            blob = self.blobs[name]
            value = np.asarray(value)
            if value.shape[:1] != blob.shape[:1]:
                raise ValueError(
                    f"{what.split()[-1].capitalize()} is not batch sized: "
                    f"{name} has the shape {blob.shape}, found {value.shape}"
                )
            getattr(blob, part)[...] = value

    def _layer(self, name, default):
        if name is None:
            return default
        if name not in self._layer_names:
            raise ValueError(f'the net has no layer "{name}"; its layers are {self._layer_names}')
        return self._layer_names.index(name)


def _require_net(net):
    if not isinstance(net, Net):
        raise TypeError(f"weights are shared with a caffe.Net (solver.net is one), found {net!r}")


def _warn_of_old_order(network_file, phase, weights):
    library = _native.library()
    for line in (
        "DEPRECATION WARNING - deprecated use of Python interface",
        'Use this instead (with the named "weights" parameter):',
        f"Net('{network_file}', {phase}, weights='{weights}')",
    ):
        library.log(1, b"_caffe.cpp", _native.text(line))
