"""Calls in any order, shapes and numbers that make no sense: an error, never
the interpreter's end."""

import random
import subprocess
import sys
import unittest
from pathlib import Path

import numpy as np

import caffe
from small import DRAWN, DRAWS, SmallFolder

NET = """
force_backward: true
layer { name: "data" type: "Input" top: "x" top: "t"
        input_param { shape { dim: 2 dim: 4 dim: 6 dim: 6 } shape { dim: 2 } } }
layer { name: "conv" type: "Convolution" bottom: "x" top: "c"
        convolution_param { num_output: 4 kernel_size: 3 pad: 1 group: 2 } }
layer { name: "relu" type: "ReLU" bottom: "c" top: "c" }
layer { name: "norm" type: "LRN" bottom: "c" top: "n" }
layer { name: "sum" type: "Eltwise" bottom: "n" bottom: "x" top: "s" }
layer { name: "pool" type: "Pooling" bottom: "s" top: "p"
        pooling_param { kernel_size: 2 stride: 2 } }
layer { name: "spp" type: "SPP" bottom: "s" top: "q" spp_param { pyramid_height: 2 } }
layer { name: "flat" type: "Flatten" bottom: "p" top: "f" }
layer { name: "both" type: "Concat" bottom: "f" bottom: "q" top: "b" }
layer { name: "some" type: "Slice" bottom: "b" top: "u" top: "v" slice_param { slice_point: 20 } }
layer { name: "ip" type: "InnerProduct" bottom: "u" top: "i"
        inner_product_param { num_output: 3 } }
layer { name: "drop" type: "Dropout" bottom: "v" top: "d" }
layer { name: "embed" type: "Embed" bottom: "t" top: "e"
        embed_param { num_output: 3 input_dim: 4 } }
layer { name: "scale" type: "Scale" bottom: "i" top: "k" scale_param { bias_term: true } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "k" bottom: "t" top: "loss" }
layer { name: "right" type: "Accuracy" bottom: "k" bottom: "t" top: "right" }
layer { name: "far" type: "EuclideanLoss" bottom: "e" bottom: "i" top: "far" }
"""

SHAPES = [(), (0,), (2,), (3,), (2, 3), (0, 4, 6, 6), (2, 4, 0, 6), (5, 4, 6, 6), (2, 4, 7, 5)]
NUMBERS = [float("nan"), float("inf"), -1, 0.5, 1000, -1e9, 2.0**40]


def abuse_net(folder, draw):
    """Random calls on a net."""
    net = folder.net(draw.choice([caffe.TRAIN, caffe.TEST]))
    blobs, names, views = list(net.blobs.values()), list(net._layer_names), []

    def parameter():
        return draw.choice(draw.choice(list(net.params.values())))

    calls = [
        net.forward,
        net.backward,
        net.reshape,
        net.clear_param_diffs,
        lambda: net.forward(start=draw.choice(names), end=draw.choice(names)),
        lambda: net.backward(start=draw.choice(names), end=draw.choice(names)),
        lambda: draw.choice(blobs).reshape(*draw.choice(SHAPES)),
        lambda: np.copyto(draw.choice(blobs).data, draw.choice(NUMBERS)),
        lambda: np.copyto(parameter().data, draw.choice(NUMBERS)),
        lambda: views.append(draw.choice(blobs).data),
        lambda: views.append(parameter().diff),
    ]
    call_some(draw, calls)
    for view in views:
        view.sum()


def abuse_solver(folder, draw):
    """Random calls on a solver and its nets."""
    solver, other = folder.solver(), folder.net(caffe.TRAIN)
    nets, model = [solver.net, other, *solver.test_nets], folder.file("some.caffemodel")
    state = f"{folder.path}/snapshot_iter_%d.solverstate"
    calls = [
        lambda: solver.step(draw.randrange(3)),
        solver.apply_update,
        solver.snapshot,
        lambda: solver.restore(state % solver.iter),
        lambda: solver.share_weights(other),
        lambda: draw.choice(nets).share_with(draw.choice(nets)),
        lambda: draw.choice(nets).forward(),
        lambda: draw.choice(nets).backward(),
        lambda: draw.choice(nets).save(model),
        lambda: draw.choice(nets).copy_from(model),
        lambda: draw.choice(list(draw.choice(nets).blobs.values())).reshape(*draw.choice(SHAPES)),
        lambda: np.copyto(draw.choice(nets).params["ip"][0].data, draw.choice(NUMBERS)),
    ]
    call_some(draw, calls)


def call_some(draw, calls, count=25):
    """Makes so many of the calls; errors in words are what is hoped for."""
    for _ in range(count):
        try:
            draw.choice(calls)()
        except (RuntimeError, ValueError):
            pass


def abuse(seeds):
    """All seeds, each told before it begins."""
    net = SmallFolder(NET)
    solver = SmallFolder(DRAWN, files=[("draws.py", DRAWS)])
    for seed in seeds:
        print("seed", seed, flush=True)
        abuse_net(net, random.Random(seed))
        abuse_solver(solver, random.Random(seed))


class AbuseTests(unittest.TestCase):
    def test_nothing_ends_the_interpreter(self):
        tests, package = Path(__file__).parent, Path(caffe.__file__).parent.parent
        code = f"""
import sys
sys.path[:0] = [{str(package)!r}, {str(tests)!r}]
import faulthandler, test_abuse
faulthandler.enable()
test_abuse.abuse(range(60))
"""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            text=True,
            capture_output=True,
            timeout=300,
        )
        last = done.stdout.splitlines()[-1:]
        self.assertEqual((done.returncode, last), (0, ["seed 59"]), done.stderr[-3000:])


if __name__ == "__main__":
    unittest.main()
