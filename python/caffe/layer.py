"""What a layer in Python derives from, and what a net shows of its other layers."""

from __future__ import annotations

import ast
import json
from typing import Any, List

from . import _native
from .blob import Blob
from .python_layers.surroundings import Surroundings
from .vectors import BlobVec, LayerHandle


class _Given:
    """A value from the run, unless the layer has set an attribute with that name itself."""

    def __init__(self, read, doc: str):
        self._read, self.__doc__ = read, doc

    def __get__(self, layer, owner=None):
        return self if layer is None else self._read(layer)


class Layer:
    """A layer whose code is in Python. A subclass has these methods:

    setup(bottom, top)     once, before anything else
    reshape(bottom, top)   after setup and before every forward: gives the tops a shape
    forward(bottom, top)   fills top[i].data from bottom[i].data
    backward(top, propagate_down, bottom)
                           fills bottom[i].diff from top[i].diff where propagate_down[i]

    `bottom` and `top` are lists of `caffe.Blob`: float32 arrays that the engine reads and writes
    too. What a method raises ends the pass, and comes out of `Net.forward` or `Solver.step`.

    A layer finds these attributes; it may set others of the same names itself:

    param_str   the string of `python_param { param_str }`, as it is; older layers: param_str_
    params      the same as a value, where it is JSON or a Python literal; else None
    phase       caffe.TRAIN or caffe.TEST
    name        the layer's name in the net
    blobs       the learnable parameters; `self.blobs.add_blob(*shape)` in setup adds one
    iteration   finished iterations of the solver, or forward passes of a net that has none
    rng         a numpy Generator: the same numbers for the same seed, layer name and iteration,
                so a run repeats, and continues from a snapshot as if it had not stopped
    rank        which of several workers this process is, from 0
    world_size  how many workers there are

    A layer without bottoms may say `prefetch = N` in its class: N of its passes, reshape and
    forward, are then made ahead on a thread of their own, while the net computes. Its iteration and
    random numbers are those of the pass that it works for. With `prefetch_processes = P` they are
    made in P processes, each with an object of the class that is set up again there; with more than
    one, a pass has to follow from iteration and rng alone, which is tried when the run begins.
    """

    type = "Python"
    prefetch = 0
    prefetch_processes = 0
    blobs: BlobVec
    _crema_run = Surroundings()

    def __init__(self, parameter=None, *args, **kwargs):
        self.param_str: str = getattr(parameter, "param_str", "")
        self.phase: int = getattr(parameter, "phase", 0)
        self.name: str = getattr(parameter, "name", "")

    def setup(self, bottom: List[Blob], top: List[Blob]) -> None:
        """Reads param_str, checks the bottoms, adds parameters. Does nothing by default."""

    iteration = _Given(
        lambda layer: layer._crema_run.iteration,
        "Finished iterations of the solver, or forward passes of a net that has none.",
    )
    rng = _Given(
        lambda layer: layer._crema_run.rng,
        "A numpy Generator, seeded in each pass from the seed, the layer's name and the iteration.",
    )
    rank = _Given(
        lambda layer: layer._crema_run.rank, "Which of several workers this process is, from 0."
    )
    world_size = _Given(
        lambda layer: layer._crema_run.world_size, "How many workers there are; 1 for one process."
    )
    param_str_ = _Given(
        lambda layer: layer.param_str, "param_str, as Fast R-CNN's Caffe and older ones call it."
    )
    params = _Given(
        lambda layer: parsed(layer.param_str),
        "param_str as a value, where it is JSON or a Python literal; else None.",
    )


def parsed(text: str) -> Any:
    """The value of a param_str that is JSON or a Python literal, else None."""
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


class NetLayer(Layer):
    """A layer of a net whose code is the engine's own: its type, its name, its parameters."""

    def __init__(self, handle: LayerHandle, name: str, type_name: str, turn):
        self.name = name
        self.type = type_name
        self.blobs = BlobVec(handle, turn)
        self._handle = handle

    @property
    def number(self) -> int:
        """What the host of layers in Python knows it by; 0 where it is none."""
        return _native.library().layer_number(self._handle.address)

    def __repr__(self) -> str:
        return f'<caffe.Layer "{self.name}" of type {self.type}>'
