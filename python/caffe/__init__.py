"""Caffe's Python package, over the engine in libCremaC.so.

A layer in Python is a class in a file of its own:

    import caffe

    class Double(caffe.Layer):
        def setup(self, bottom, top): pass
        def reshape(self, bottom, top): top[0].reshape(*bottom[0].data.shape)
        def forward(self, bottom, top): top[0].data[...] = 2 * bottom[0].data
        def backward(self, top, propagate_down, bottom): bottom[0].diff[...] = 2 * top[0].diff

and in the net `layer { type: "Python" python_param { module: "file" layer: "Double" } ... }`.
"""

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

from .blob import Blob  # noqa: E402
from .layer import BlobVec, Layer  # noqa: E402
from .net import Net  # noqa: E402

__version__ = "1.0.0"

TRAIN = 0
TEST = 1

__all__ = ["TRAIN", "TEST", "Blob", "BlobVec", "Layer", "Net", "set_mode_cpu", "__version__"]


def set_mode_cpu():
    """Computes on the CPU, which is the default."""
