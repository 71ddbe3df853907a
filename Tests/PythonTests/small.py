"""A small net of the engine's own layers, and solvers for it, for the tests."""

import shutil
import tempfile
import weakref
from pathlib import Path

import numpy as np

import caffe

# The log of every net would bury what the tests say.
caffe.init_log(2, True)

NET = """
name: "small"
layer { name: "data" type: "Input" top: "data" top: "label"
        input_param { shape { dim: 4 dim: 1 dim: 6 dim: 6 } shape { dim: 4 } } }
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
        convolution_param { num_output: 3 kernel_size: 3 weight_filler { type: "xavier" } } }
layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
layer { name: "ip" type: "InnerProduct" bottom: "conv" top: "ip"
        inner_product_param { num_output: 5 weight_filler { type: "xavier" } } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss"
        loss_weight: 2 }
layer { name: "accuracy" type: "Accuracy" bottom: "ip" bottom: "label" top: "accuracy" }
"""

# Learns from what a data layer makes, so it needs nobody to fill its inputs.
TRAINED = """
name: "trained"
layer { name: "data" type: "DummyData" top: "data" top: "label"
        dummy_data_param { shape { dim: 4 dim: 6 } shape { dim: 4 }
                           data_filler { type: "gaussian" std: 1 }
                           data_filler { type: "constant" value: 1 } } }
layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
        inner_product_param { num_output: 3 weight_filler { type: "xavier" } } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
"""

# The same with data from a layer in Python, which draws them again in each iteration.
DRAWN = TRAINED.replace(
    TRAINED[TRAINED.index('type: "DummyData"') : TRAINED.index('layer { name: "ip"')],
    'type: "Python" top: "data" top: "label"\n'
    '        python_param { module: "draws" layer: "Draws" } }\n',
)

DRAWS = """
import caffe

class Draws(caffe.Layer):
    def reshape(self, bottom, top):
        top[0].reshape(4, 6)
        top[1].reshape(4)
    def forward(self, bottom, top):
        top[0].data[...] = self.rng.normal(size=(4, 6))
        top[1].data[...] = self.rng.integers(3, size=4)
"""

SOLVER = """
net: "%s/net.prototxt" base_lr: 0.05 lr_policy: "step" stepsize: 10 gamma: 0.1 max_iter: 20
test_iter: 2 test_interval: 10 snapshot_prefix: "%s/snapshot" snapshot_after_train: false
random_seed: 7
"""


class SmallFolder:
    """A folder with a net, and a solver for it; gone when the object is."""

    def __init__(self, net=NET, solver="", files=()):
        self.path = Path(tempfile.mkdtemp())
        weakref.finalize(self, shutil.rmtree, self.path)
        for name, text in files:
            (self.path / name).write_text(text)
        self.file("net.prototxt", net)
        self.file("solver.prototxt", SOLVER % (self.path, self.path) + solver)

    def file(self, name, text=None):
        """The path of a file of the folder, written if there is a text for it."""
        path = self.path / name
        if text is not None:
            path.write_text(text)
        return str(path)

    def net(self, phase=caffe.TEST, **keywords):
        """The net, built."""
        return caffe.Net(self.file("net.prototxt"), phase, **keywords)

    def solver(self, kind=None):
        """The solver of a class, or of the type in its file."""
        return (kind or caffe.get_solver)(self.file("solver.prototxt"))


def trained_on_draws(settings, steps, resume=None, iter_size=1):
    """Weights, and data of both nets, of a training whose data depend on the iteration.

    `settings` stand in the class of the layer that makes them. After each of the `steps` the
    training goes `resume` steps on, and back.
    """
    source = DRAWS.replace("(caffe.Layer):", f"(caffe.Layer):\n    {settings}")
    folder = SmallFolder(
        DRAWN, f"iter_size: {iter_size} test_iter: 5", files=[("draws.py", source)]
    )
    (folder.path / "solver.prototxt").write_text(
        (folder.path / "solver.prototxt").read_text().replace("test_iter: 2", "")
    )
    solver, seen = folder.solver(), []
    for net in (solver.net, solver.test_nets[0]):
        net.after_forward(
            lambda layer, net=net: layer or seen.append(net.blobs["data"].data.tolist())
        )
    for count in steps:
        solver.step(count)
        if resume is not None:
            solver.snapshot()
            state = folder.file(f"snapshot_iter_{solver.iter}.solverstate")
            solver.step(resume)
            solver.restore(state)
    return np.array(solver.net.params["ip"][0].data), seen
