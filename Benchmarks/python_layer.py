"""What calling a layer in Python adds to its own work; `Benchmarks/python-layer` runs it."""

import ctypes
import functools
import tempfile
import timeit
from pathlib import Path

import numpy as np

import caffe
from caffe import _native

LAYERS = """
import caffe

class Nothing(caffe.Layer):
    def setup(self, bottom, top): top[0].reshape(1)
    def reshape(self, bottom, top): pass
    def forward(self, bottom, top): pass

class Copy(caffe.Layer):
    def reshape(self, bottom, top): top[0].reshape(*bottom[0].data.shape)
    def forward(self, bottom, top): top[0].data[...] = bottom[0].data
"""
NET = """
layer { name: "data" type: "Input" top: "data"
        input_param { shape { dim: %d dim: 50 dim: 12 dim: 12 } } }
layer { name: "mine" type: "Python" bottom: "data" top: "out"
        python_param { module: "layers" layer: "%s" } }
"""


def microseconds(work):
    """The shortest time of one call, since a shared machine only ever adds to it."""
    return min(timeit.repeat(work, number=100, repeat=100)) / 100 * 1e6


def forward(folder, layer, images):
    """The time of a forward pass of a net with a layer: its reshape and its forward."""
    (folder / "net.prototxt").write_text(NET % (images, layer))
    net = caffe.Net(str(folder / "net.prototxt"), caffe.TEST)
    library, loss = _native.library(), ctypes.c_float()
    return microseconds(lambda: library.net_forward(net._handle, 0, 1, False, ctypes.byref(loss)))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "layers.py").write_text(LAYERS)
        print(f"two empty calls: {forward(folder, 'Nothing', 1):.1f} us")
        for images in (1, 64):
            source = np.ones((images, 50, 12, 12), np.float32)
            target = source.copy()
            copy = microseconds(functools.partial(np.copyto, target, source))
            whole = forward(folder, "Copy", images)
            print(
                f"copying {source.nbytes / 1e6:.2f} MB: {whole:.1f} us, "
                f"of which numpy's copy {copy:.1f} us"
            )


if __name__ == "__main__":
    main()
