"""Caffe's Python package, over the engine in libCremaC.so.

A layer in Python is a class in a file of its own:

    import caffe

    class Double(caffe.Layer):
        def setup(self, bottom, top): pass
        def reshape(self, bottom, top): top[0].reshape(*bottom[0].data.shape)
        def forward(self, bottom, top): top[0].data[...] = 2 * bottom[0].data
        def backward(self, top, propagate_down, bottom): bottom[0].diff[...] = 2 * top[0].diff

and in the net `layer { type: "Python" python_param { module: "file" layer: "Double" } ... }`.

`help(caffe.Net)`, `help(caffe.SGDSolver)` and `help(caffe.Layer)` say what there is.
"""

import importlib
import sys


def _refuse(sentence):
    """Ends `python3 -m caffe` with one sentence, and `import caffe` with an error."""
    if sys.argv[:1] == ["-m"]:
        sys.exit(sentence)
    raise ImportError(sentence)


# Said in words that an old interpreter can read, before it meets newer syntax below.
if sys.version_info < (3, 9):
    _refuse(
        "Crema's Python package needs Python 3.9 or newer; %s is %s"
        % (sys.executable, sys.version.split()[0])
    )
try:
    import numpy as _numpy  # noqa: F401
except ImportError:
    _refuse(
        "Crema's Python package needs numpy; install it with: %s -m pip install numpy"
        % sys.executable
    )

from . import _caffe, pycaffe  # noqa: E402
from ._caffe import *  # noqa: E402, F403
from ._version import __version__  # noqa: E402

TRAIN = 0
TEST = 1

__all__ = [*_caffe.__all__, "TEST", "TRAIN", "pycaffe"]

# Loaded when they are first asked for: they need protobuf, Pillow or pydot, which a layer does not.
_ON_DEMAND = {
    "io": "io",
    "draw": "draw",
    "coord_map": "coord_map",
    "proto": "proto",
    "net_spec": "net_spec",
    "layers": "net_spec",
    "params": "net_spec",
    "NetSpec": "net_spec",
    "to_proto": "net_spec",
    "classifier": "classifier",
    "detector": "detector",
    "Classifier": "classifier",
    "Detector": "detector",
}
__all__ += _ON_DEMAND


def __getattr__(name):
    if name.endswith("Solver"):
        # The engine's types of solver that Caffe has not; those of Caffe are there already.
        kind = importlib.import_module(".solver", __name__).kinds().get(name[: -len("Solver")])
        if kind is not None:
            return kind
    if name not in _ON_DEMAND:
        raise AttributeError(f"module 'caffe' has no attribute '{name}'")
    module = importlib.import_module(f".{_ON_DEMAND[name]}", __name__)
    return module if name == _ON_DEMAND[name] else getattr(module, name)


def __dir__():
    return sorted({*globals(), *_ON_DEMAND})
