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
INPUT = """
layer { name: "data" type: "Input" top: "data"
        input_param { shape { dim: %d dim: 50 dim: 12 dim: 12 } } }
"""
LAYER = """
layer { name: "mine" type: "Python" bottom: "data" top: "out"
        python_param { module: "layers" layer: "%s" } }
"""


def microseconds(work):
    """The shortest time of one call, since a shared machine only ever adds to it."""
    return min(timeit.repeat(work, number=100, repeat=100)) / 100 * 1e6


def forward(folder, text):
    """The time of a forward pass of a net."""
    (folder / "net.prototxt").write_text(text)
    net = caffe.Net(str(folder / "net.prototxt"), caffe.TEST)
    library, loss, last = _native.library(), ctypes.c_float(), len(net.layers) - 1
    return microseconds(
        lambda: library.net_forward(net._handle, 0, last, False, ctypes.byref(loss))
    )


def added(folder, layer, images):
    """What a layer adds to the pass of a net: its two calls, reshape and forward."""
    text = INPUT % images
    return forward(folder, text + LAYER % layer) - forward(folder, text)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "layers.py").write_text(LAYERS)
        print(f"two empty calls, reshape and forward: {added(folder, 'Nothing', 1):.1f} us")
        for images in (1, 64):
            source = np.ones((images, 50, 12, 12), np.float32)
            target = source.copy()
            copy = microseconds(functools.partial(np.copyto, target, source))
            whole = added(folder, "Copy", images)
            print(
                f"copying {source.nbytes / 1e6:.2f} MB: {whole:.1f} us, of which numpy's copy "
                f"{copy:.1f} us; a call adds {(whole - copy) / 2:.1f} us"
            )


if __name__ == "__main__":
    main()
