"""Nets with one layer in Python, in a folder of their own, for the tests."""

import shutil
import tempfile
import textwrap
import weakref
from pathlib import Path

import caffe

# The log of every net would bury what the tests say.
caffe.init_log(2, True)

NET = """
name: "test"
force_backward: true
layer {{ name: "data" type: "Input" top: "data" input_param {{ shape {{ {dims} }} }} }}
layer {{ name: "mine" type: "Python" bottom: "data" top: "{top}"
        python_param {{ module: "{module}" layer: "{layer}" param_str: '{param_str}' }} }}
"""

# The methods of a layer that does nothing; a test overrides what it is about.
IDENTITY = """
import caffe

class Identity(caffe.Layer):
    def setup(self, bottom, top):
        pass
    def reshape(self, bottom, top):
        top[0].reshape(*bottom[0].data.shape)
    def forward(self, bottom, top):
        top[0].data[...] = bottom[0].data
    def backward(self, top, propagate_down, bottom):
        bottom[0].diff[...] = top[0].diff
"""


class Folder:
    """A folder with a net and its layer file, gone when the object is."""

    def __init__(
        self,
        methods="",
        source=None,
        shape=(2, 3),
        top="out",
        module="layers",
        layer=None,
        param_str="",
        file="layers.py",
    ):
        self.path = Path(tempfile.mkdtemp())
        weakref.finalize(self, shutil.rmtree, self.path)
        if source is None:
            source = IDENTITY + "\nclass Mine(Identity):\n    pass\n"
            source += textwrap.indent(textwrap.dedent(methods), "    ")
            layer = layer or "Mine"
        (self.path / file).write_text(source)
        dims = " ".join(f"dim: {extent}" for extent in shape)
        (self.path / "net.prototxt").write_text(
            NET.format(dims=dims, top=top, module=module, layer=layer, param_str=param_str)
        )

    def net(self, phase=caffe.TRAIN):
        """The net, built."""
        return caffe.Net(str(self.path / "net.prototxt"), phase)

    def line(self, text):
        """The number of the first line of the layer file that has this text."""
        lines = (self.path / "layers.py").read_text().splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)
