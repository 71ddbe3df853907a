"""Jobs that train a small net with layers in Python, run as the program runs them."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import weakref
from pathlib import Path

from caffe import _native

from nets import IDENTITY

PACKAGE = Path(_native.__file__).resolve().parent.parent

NET = """
name: "small"
layer { name: "pictures" type: "Python" top: "data" top: "label"
        python_param { module: "layers" layer: "Pictures" } }
layer { name: "mine" type: "Python" bottom: "data" top: "%(top)s"
        python_param { module: "%(module)s" layer: "%(layer)s" } }
layer { name: "ip" type: "InnerProduct" bottom: "%(top)s" top: "ip"
        inner_product_param { num_output: 2 weight_filler { type: "xavier" } } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
"""

SOLVER = """
net: "%s/net.prototxt" test_iter: 2 test_interval: 10 base_lr: 0.1 lr_policy: "fixed"
max_iter: 4 display: 1 snapshot_prefix: "%s/snapshot" random_seed: 5
"""

# Bright pictures are of class 1.
SOURCE = (
    IDENTITY
    + """
class Pictures(caffe.Layer):
    def setup(self, bottom, top):
        self.turn = 0
    def reshape(self, bottom, top):
        top[0].reshape(8, 1, 6, 6)
        top[1].reshape(8)
    def forward(self, bottom, top):
        self.turn += 1
        top[1].data[...] = [(i + self.turn) % 2 for i in range(8)]
        top[0].data[...] = 0.2 + 0.6 * top[1].data.reshape(8, 1, 1, 1)
"""
)


class Job:
    """A job's folder; `mine` is the layer in the middle of its net."""

    def __init__(self, methods="    pass", module="layers", layer="Mine", top="out", files=()):
        self.path = Path(tempfile.mkdtemp()).resolve()
        weakref.finalize(self, shutil.rmtree, self.path)
        (self.path / "layers.py").write_text(f"{SOURCE}\nclass Mine(Identity):\n{methods}\n")
        for file in files:
            shutil.copy(file, self.path)
        names = {"module": module, "layer": layer, "top": top}
        (self.path / "net.prototxt").write_text(NET % names)
        (self.path / "solver.prototxt").write_text(SOLVER % (self.path, self.path))

    def description(self):
        """The run as the program hands it over."""
        value = {
            "solver": str(self.path / "solver.prototxt"),
            "jobDir": str(self.path),
            "stages": [],
            "sigintEffect": "stop",
            "sighupEffect": "snapshot",
            "workers": 2,
        }
        return json.dumps({"run": "train", "value": value, "folders": [str(self.path)]})

    def start(self, stdin=None, session=False, **environment):
        """The process that trains, in a group of its own where it is a session."""
        return subprocess.Popen(
            [sys.executable, "-m", "caffe", "run", self.description()],
            text=True,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=session,
            env={
                **os.environ,
                "PYTHONPATH": str(PACKAGE),
                "CREMA_LIBRARY": str(_native.library_path()),
                **environment,
            },
        )

    def train(self, **environment):
        """The status and the log of a whole run."""
        process = self.start(**environment)
        log, _ = process.communicate(timeout=120)
        return process.returncode, log

    def events(self, kind):
        """What happened, of one kind."""
        lines = (self.path / "events.jsonl").read_text().splitlines()
        return [event for event in map(json.loads, lines) if event["event"] == kind]
