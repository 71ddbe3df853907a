"""What BVLC Caffe computed, through `import caffe`; skipped where the recordings are not there."""

import json
import os
import shutil
import tempfile
import unittest
from pathlib import Path

import numpy as np

import caffe


def recordings():
    """The folder of recorded cases, next to or above the checkout; None where there is none."""
    named = os.environ.get("CREMA_SHARED")
    folders = [Path(named)] if named else [p / "shared" for p in Path(__file__).resolve().parents]
    return next((f / "golden" for f in folders if (f / "golden").is_dir()), None)


GOLDEN = recordings()


@unittest.skipIf(GOLDEN is None, "there are no recorded cases here")
class GoldenTests(unittest.TestCase):
    def arrays(self, folder, kind):
        """Each recorded array of a kind, `in.` or `out.`, with the rest of its name."""
        for path in sorted(folder.glob(f"{kind}.*.npy")):
            yield path.name[len(kind) + 1 : -len(".npy")], np.load(path)

    def close(self, found, wanted, tolerance, what):
        self.assertEqual(found.size, wanted.size, what)
        wanted = wanted.reshape(found.shape)
        worst = np.max(np.abs(found - wanted) / np.maximum(1, np.abs(wanted)), initial=0)
        self.assertLessEqual(worst, tolerance, what)

    def parameter(self, net, name):
        layer, index = name.rsplit(".", 1)
        return net.params[layer][int(index)]

    def test_layers_and_nets(self):
        known = set(caffe.layer_type_list())
        for folder in sorted(path.parent for path in GOLDEN.glob("*/case.json")):
            text = (folder / "net.prototxt").read_text()
            types = {part.split('"')[1] for part in text.split("type:")[1:] if '"' in part}
            named = {name for name in types if name[:1].isupper()}
            with self.subTest(folder.name):
                if named - known:
                    self.skipTest(f"there is no {named - known} yet")
                self.check(folder)

    def check(self, folder):
        case = json.loads((folder / "case.json").read_text())
        tolerance = case["tolerance"]
        net = caffe.Net(str(folder / "net.prototxt"), getattr(caffe, case["phase"]))
        for name, values in self.arrays(folder, "in"):
            net.blobs[name].data[...] = values
        for name, values in self.arrays(folder, "param"):
            self.parameter(net, name).data[...] = values
        net.forward()
        self.assertEqual(
            {name: list(blob.shape) for name, blob in net.blobs.items()}, case["blobs"]
        )
        for name, values in self.arrays(folder, "out"):
            self.close(net.blobs[name].data, values, tolerance, f"out.{name}")
        if case["backward"]:
            for name, values in self.arrays(folder, "topdiff"):
                net.blobs[name].diff[...] = values
            net.clear_param_diffs()
            net.backward()
            for name, values in self.arrays(folder, "indiff"):
                self.close(net.blobs[name].diff, values, tolerance, f"indiff.{name}")
            for name, values in self.arrays(folder, "paramdiff"):
                found = self.parameter(net, name).diff
                self.close(found, values, tolerance, f"paramdiff.{name}")
        for name, values in self.arrays(folder, "paramafter"):
            self.close(self.parameter(net, name).data, values, tolerance, f"paramafter.{name}")

    def test_solvers(self):
        for folder in sorted(GOLDEN.glob("solver_*")):
            with self.subTest(folder.name):
                self.train(folder)

    def train(self, folder):
        solver = caffe.get_solver(str(folder / "solver.prototxt"))
        for name, values in self.arrays(folder, "init"):
            self.parameter(solver.net, name).data[...] = values
        inputs = {name: np.load(folder / f"in.{name}.npy") for name in ("x", "t")}
        for step, loss in enumerate(np.load(folder / "loss.npy").ravel()):
            for name, values in inputs.items():
                solver.net.blobs[name].data[...] = values[step]
            solver.step(1)
            self.close(solver.net.blobs["loss"].data, np.array(loss), 1e-4, f"step {step}")
        for name, values in self.arrays(folder, "final"):
            self.close(self.parameter(solver.net, name).data, values, 1e-4, f"final.{name}")

    def test_data(self):
        """A Data layer over a database, in a copy of the folder: a reader leaves a lock there."""
        with tempfile.TemporaryDirectory() as copy:
            folder = Path(shutil.copytree(GOLDEN / "data_transform", Path(copy) / "data"))
            here = os.getcwd()
            os.chdir(folder)
            try:
                for path in sorted(folder.glob("*.prototxt")):
                    with self.subTest(path.stem):
                        net = caffe.Net(path.name, caffe.TEST)
                        net.forward()
                        tops = net.top_names[net._layer_names[0]]
                        for name, suffix in zip(tops, "xt"):
                            wanted = np.load(folder / f"{path.stem}.{suffix}.npy")
                            self.close(net.blobs[name].data, wanted, 1e-5, name)
            finally:
                os.chdir(here)


if __name__ == "__main__":
    unittest.main()
