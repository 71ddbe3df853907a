"""Layers as they were published years ago: a package of Python 2 on
PYTHONPATH, with its helpers."""
import os
import unittest

from program import ProgramTestCase, crema, temporary_folder

# A data layer in a package, with its settings and helpers in modules next to it.
FILES = {
    "lib/boxes/__init__.py": "import settings\n",
    "lib/boxes/settings.py": "SETTINGS = {}\nSETTINGS['batch'] = 8L\n",
    "lib/boxes/sampling.py": """
import numpy as np
from settings import SETTINGS

def batch(rows):
    half = SETTINGS['batch'] / 2
    chosen = [rows[i % len(rows)] for i in xrange(half)]
    return np.array(chosen * 2, dtype=np.float)
""",
    "lib/boxes/layer.py": """
import caffe
from boxes.sampling import batch
from shared_parts import *

class Boxes(caffe.Layer):
    def setup(self, bottom, top):
        params = eval(self.param_str_)
        self.rows = rows_of(params['classes'])
        print 'Boxes:', len(self.rows), 'rows'
    def reshape(self, bottom, top):
        top[0].reshape(8, 3)
        top[1].reshape(8)
    def forward(self, bottom, top):
        blob = batch(self.rows.values())
        for name, index in dict(data=0, label=1).iteritems():
            top[index].data[...] = blob[:, :3] if name == 'data' else blob[:, 3]
    def backward(self, top, propagate_down, bottom):
        pass
""",
    "lib/shared_parts.py": """
def rows_of(classes):
    rows = {}
    for number in xrange(classes * 2):
        rows.setdefault(number, [number / 2, 1, number, number / 2])
    return rows
""",
    # It passes for Python 3, but is wrong with numpy 2 where nothing is said.
    "hinge.py": """
import caffe
from numpy import *

class Hinge(caffe.Layer):
    def setup(self, bottom, top):
        pass
    def reshape(self, bottom, top):
        top[0].reshape(1)
    def forward(self, bottom, top):
        self.diff = zeros_like(bottom[0].data)
        total = 0
        for row in range(bottom[0].num):
            for column in range(bottom[0].channels):
                sign = 1 if bottom[1].data[row] == column else -1
                margin = 1 - sign * bottom[0].data[row, column]
                total += max(margin, 0)
                self.diff[row, column] = -sign * (margin > 0)
        top[0].data[...] = total / bottom[0].num
    def backward(self, top, propagate_down, bottom):
        bottom[0].diff[...] = self.diff / bottom[0].num
""",
    "net.prototxt": """
layer { name: "boxes" type: "Python" top: "data" top: "label"
        python_param { module: "boxes.layer" layer: "Boxes" param_str: "{'classes': 2}" } }
layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
        inner_product_param { num_output: 2 weight_filler { type: "xavier" } } }
layer { name: "hinge" type: "Python" bottom: "ip" bottom: "label" top: "hinge" loss_weight: 1
        python_param { module: "hinge" layer: "Hinge" } }
""",
    "solver.prototxt": """
net: "net.prototxt" base_lr: 0.1 lr_policy: "fixed" max_iter: 30 display: 10 snapshot_prefix: "s"
random_seed: 1
""",
}


class PublishedLayerTests(ProgramTestCase):
    def setUp(self):
        self.path = temporary_folder()
        for name, text in FILES.items():
            place = self.path / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)

    def run_here(self, *arguments):
        environment = {**os.environ, "PYTHONPATH": str(self.path / "lib")}
        return crema(*arguments, cwd=self.path, env=environment)

    def test_a_package_of_python_2_trains_as_it_is(self):
        done = self.run_here("train", "-solver", "solver.prototxt")
        self.assertDone(done)
        self.assertIn("[boxes] Boxes: 4 rows\n", done.stderr + done.stdout)
        for file in ("settings", "sampling", "layer"):
            self.assertLogged(done, "python_layer.cpp", f"{file}.py is Python 2: ")
            self.assertTrue((self.path / f"lib/boxes/{file}_corrected.py").is_file(), file)
        losses = [float(line.split(" = ")[1]) for line in done.stderr.splitlines()
                  if "solver.cpp" in line and ", loss = " in line]
        self.assertLess(losses[-1], losses[0])
        self.assertGreaterEqual(losses[-1], 0)

    def test_a_loss_with_its_own_weight_is_right_and_a_measure_that_hides_names_is_reported(self):
        done = self.run_here("check-layer", "hinge.py", "--net", "net.prototxt")
        self.assertDone(done)
        self.assertIn(
            "for the net's loss_weight of 1; it does not follow the top's diff", done.stdout
        )

    def test_a_module_that_was_not_shipped_is_reported_with_the_places_searched(self):
        (self.path / "lib/shared_parts.py").unlink()
        done = self.run_here("train", "-solver", "solver.prototxt")
        self.assertRefused(
            done, "No module named 'shared_parts'; the file may not have been shipped"
        )
        self.assertIn(f"\n    {self.path}/lib\n", done.stderr)
        self.assertNotIn("pip install", done.stderr)


if __name__ == "__main__":
    unittest.main()
