"""The `crema` program in its debug build, and a small job for it: two classes of
tiny pictures, one net."""
import atexit
import functools
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from pictures import class_folders

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAM = CHECKOUT / ".build/debug/crema"
SEED_LAYERS = CHECKOUT.parent / "shared/seed/digits_python_layers.py"
OWN_LAYERS = CHECKOUT / "Examples/python_layers/occlusion_python2.py"

DATA = """\
name: "small"
layer { name: "data" type: "Data" top: "data" top: "label"
        transform_param { scale: 0.00390625 }
        data_param { source: "%s" batch_size: 4 backend: LMDB } }
"""

PYTHON_LAYER = """\
layer { name: "mine" type: "Python" bottom: "data" top: "data"
        python_param { module: "layers" layer: "Mine" } }
"""

# Its hidden layer makes a snapshot of about 260 kB.
REST = """\
layer { name: "hidden" type: "InnerProduct" bottom: "data" top: "hidden"
        inner_product_param { num_output: 500 weight_filler { type: "xavier" } } }
layer { name: "relu" type: "ReLU" bottom: "hidden" top: "hidden" }
layer { name: "ip" type: "InnerProduct" bottom: "hidden" top: "ip"
        inner_product_param { num_output: 2 weight_filler { type: "xavier" } } }
"""

LOSS = """\
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
"""

DEPLOY = """\
layer { name: "data" type: "Input" top: "data"
        input_param { shape { dim: 1 dim: 1 dim: 8 dim: 8 } } }
layer { name: "scale" type: "Power" bottom: "data" top: "data"
        power_param { scale: 0.00390625 } }
"""

SOFTMAX = """\
layer { name: "softmax" type: "Softmax" bottom: "ip" top: "softmax" }
"""

SOLVER = """\
net: "%(net)s" base_lr: 0.01 momentum: 0.9 lr_policy: "fixed" random_seed: 5
max_iter: %(iterations)d display: 10 snapshot: %(snapshot)d snapshot_prefix: "%(prefix)s"
"""

LAYER_FILE = """\
import caffe

class Mine(caffe.Layer):
    def setup(self, bottom, top):
        pass
    def reshape(self, bottom, top):
        top[0].reshape(*bottom[0].data.shape)
    def forward(self, bottom, top):
        %s
    def backward(self, top, propagate_down, bottom):
        pass
"""


def temporary_folder():
    """A folder that is gone when the tests are over."""
    path = Path(tempfile.mkdtemp(prefix="crema-test-")).resolve()
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def crema(*arguments, program=PROGRAM, timeout=120, **options):
    """The program's status, output and errors; a link to it may be named."""
    return subprocess.run([program, *map(str, arguments)], text=True, timeout=timeout,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def mnist_folder():
    """The folder with MNIST's four files, or with Fashion-MNIST's, which have the same form
    and are always there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folders = [Path(os.environ.get("CREMA_MNIST") or "/nowhere"), cache / "crema/mnist",
               Path("/usr/share/datasets/fashion-mnist")]
    found = [folder for folder in folders if list(folder.glob("train-images-idx3-ubyte*"))]
    assert found, "there is no MNIST and no Fashion-MNIST; run scripts/setup --tests"
    return found[0]


@functools.cache
def small_dataset():
    """The job folder of a data set of two classes, built once."""
    folder = temporary_folder() / "dataset"
    images = class_folders(temporary_folder() / "images")
    done = crema("dataset", "folder", "--images", images, "--job-dir", folder,
                 "--width", 8, "--height", 8, "--channels", 1)
    assert done.returncode == 0, done.stderr
    return folder


def small_net(with_layer=False, database=None):
    """The prototxt of a net that tells the two classes apart."""
    data = DATA % (database or small_dataset() / "train_db")
    return data + (PYTHON_LAYER if with_layer else "") + REST + LOSS


class Job:
    """A model's folder: solver, nets and a layer file."""

    def __init__(
        self, net=None, layers=None, database=None, iterations=40, snapshot=0, prefix=None
    ):
        self.path = temporary_folder()
        self.prefix = prefix or self.path / "snapshot"
        self.net = self.path / "train_val.prototxt"
        self.net.write_text(net or small_net(layers is not None, database))
        (self.path / "deploy.prototxt").write_text(DEPLOY + REST + SOFTMAX)
        if layers:
            (self.path / "layers.py").write_text(layers)
        self.solver = self.path / "solver.prototxt"
        self.solver.write_text(SOLVER % {
            "net": self.net, "iterations": iterations, "snapshot": snapshot, "prefix": self.prefix})

    @property
    def arguments(self):
        """What `crema` is called with to train; the net is too small for two workers."""
        return ["train", "-solver", str(self.solver), "--job-dir", str(self.path), "--workers", "1"]

    def train(self, *more, **options):
        """Trains to the end."""
        return crema(*self.arguments, *more, **options)

    def start(self):
        """Trains in a process of its own."""
        process = subprocess.Popen([PROGRAM, *self.arguments], text=True, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
        atexit.register(process.kill)
        return process

    def events(self, kind):
        """What happened, of one kind."""
        lines = (self.path / "events.jsonl").read_text().splitlines()
        return [event for event in map(json.loads, lines) if event["event"] == kind]


class ProgramTestCase(unittest.TestCase):
    """Asserts about how the program ends."""

    def assertDone(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)

    def assertRefused(self, done, sentence):
        """The program ended by itself, not with success, and said why."""
        said = done.stderr.splitlines()[-20:]
        self.assertGreater(done.returncode, 0, f"success, or a signal: {said}")
        self.assertTrue(
            any(re.search(sentence, line) for line in said), f"{sentence}\nnot in {said}"
        )

    def assertLogged(self, done, file, *sentences):
        """The log has each sentence, perhaps with more behind it, on a line of
        a file of Caffe's."""
        lines = re.findall(
            rf"(?m)^[IWE]\d{{4}} [\d:.]+ +\d+ {re.escape(file)}:\d+\] (.*)$", done.stderr
        )
        for sentence in sentences:
            self.assertTrue(any(line.startswith(sentence) for line in lines),
                            f"{sentence}\nnot in {lines}")
