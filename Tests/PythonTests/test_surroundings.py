"""What a layer in Python knows of its run: iteration, workers, random numbers, its settings."""

import unittest

import numpy as np

import caffe
from caffe.layer import parsed
from nets import IDENTITY, Folder
from small import DRAWN, DRAWS, SmallFolder

DRAWING = """
def forward(self, bottom, top):
    top[0].data[...] = self.rng.random((2, 3))
"""

TWO = """
layer { name: "one" type: "Python" top: "a" python_param { module: "draws" layer: "Draw" } }
layer { name: "two" type: "Python" top: "b" python_param { module: "draws" layer: "Draw" } }
"""

DRAW = """
import caffe

class Draw(caffe.Layer):
    def reshape(self, bottom, top): top[0].reshape(5)
    def forward(self, bottom, top): top[0].data[...] = self.rng.random(5)
"""


class RandomTests(unittest.TestCase):
    def passes(self, net, count=3):
        return [net.forward()["out"].copy() for _ in range(count)]

    def test_numbers_repeat_with_the_seed_and_differ_between_passes(self):
        runs = []
        for seed in (1, 1, 2):
            caffe.set_random_seed(seed)
            runs.append(self.passes(Folder(DRAWING).net()))
        np.testing.assert_array_equal(runs[0], runs[1])
        self.assertTrue((runs[0][0] != runs[2][0]).all())
        self.assertTrue((runs[0][0] != runs[0][1]).all())

    def test_a_seed_makes_the_passes_of_an_existing_net_repeat(self):
        for prefetch in ("", "    prefetch = 2\n"):
            text = DRAW.replace("(caffe.Layer):\n", "(caffe.Layer):\n" + prefetch)
            net = SmallFolder(TWO, files=[("draws.py", text)]).net()
            runs = []
            for seed in (1, 1, 2):
                caffe.set_random_seed(seed)
                runs.append([net.forward()["a"].copy() for _ in range(3)])
            np.testing.assert_array_equal(runs[0], runs[1])
            self.assertTrue((runs[0][0] != runs[2][0]).all())

    def test_layers_draw_numbers_of_their_own(self):
        out = SmallFolder(TWO, files=[("draws.py", DRAW)]).net().forward()
        self.assertTrue((out["a"] != out["b"]).all())

    def test_test_batches_differ_though_the_iteration_is_one(self):
        net = Folder("""
            def forward(self, bottom, top):
                top[0].data[...] = [self.rng.random(), self.rng.random(), 0]
            """).net()
        out = net.forward()["out"]
        self.assertNotEqual(out[0, 0], out[0, 1])

    def test_a_solver_that_went_back_draws_the_same_again(self):
        folder = SmallFolder(DRAWN, files=[("draws.py", DRAWS)])
        solver = folder.solver()
        solver.step(2)
        solver.snapshot()
        solver.step(1)
        data = solver.net.blobs["data"].data.copy()
        solver.step(1)
        self.assertTrue((solver.net.blobs["data"].data != data).any())
        solver.restore(folder.file("snapshot_iter_2.solverstate"))
        solver.step(1)
        np.testing.assert_array_equal(solver.net.blobs["data"].data, data)

    def test_a_layer_outside_of_a_net_may_draw(self):
        self.assertTrue(0 <= caffe.Layer().rng.random() < 1)
        self.assertEqual((caffe.Layer().iteration, caffe.Layer().params), (0, None))


class RunTests(unittest.TestCase):
    def test_passes_of_a_net_are_iterations(self):
        net = Folder("""
            def forward(self, bottom, top):
                top[0].data[...] = self.iteration
            """).net()
        self.assertEqual([net.forward()["out"][0, 0] for _ in range(3)], [0, 1, 2])

    def test_iterations_are_those_of_the_solver(self):
        source = DRAWS.replace("self.rng.normal(size=(4, 6))", "self.iteration")
        folder = SmallFolder(DRAWN, "iter_size: 2", files=[("draws.py", source)])
        solver, seen = folder.solver(), []
        solver.net.after_forward(
            lambda layer: layer == 0 and seen.append(solver.net.blobs["data"].data[0, 0])
        )
        solver.step(2)
        self.assertEqual(seen, [0, 0, 1, 1])

    def test_workers_are_counted(self):
        net = Folder("""
            def forward(self, bottom, top):
                top[0].data[...] = [self.rank, self.world_size, 0]
            """).net()
        self.assertEqual(net.forward()["out"][0].tolist(), [0, 1, 0])
        try:
            caffe.set_solver_count(4)
            caffe.set_solver_rank(3)
            self.assertEqual(net.forward()["out"][0].tolist(), [3, 4, 0])
        finally:
            caffe.set_solver_count(1)
            caffe.set_solver_rank(0)

    def test_a_layer_may_have_attributes_with_the_same_names(self):
        net = Folder("""
            def setup(self, bottom, top):
                self.iteration, self.params, self.rank = 7, [1], 5
                self.rng = None
            def forward(self, bottom, top):
                self.iteration += 1
                top[0].data[...] = [self.iteration, self.params[0], self.rank]
            """).net()
        self.assertEqual(net.forward()["out"][0].tolist(), [8, 1, 5])

    def test_parameters_are_those_of_setup(self):
        net = Folder("""
            def forward(self, bottom, top):
                self.blobs.add_blob(3)
            """).net()
        with self.assertRaisesRegex(RuntimeError, "added in setup"):
            net.forward()


class ParamStrTests(unittest.TestCase):
    def test_settings_are_parsed(self):
        self.assertEqual(parsed('{"a": [1, true]}'), {"a": [1, True]})
        self.assertEqual(parsed(" {'a': (1, True)}"), {"a": (1, True)})
        self.assertEqual(parsed("0.5"), 0.5)

    def test_other_text_has_no_settings(self):
        for text in ("", "plain words", "{'a': open('f')}", "{", "(" * 10000):
            self.assertIsNone(parsed(text))

    def test_a_layer_finds_them(self):
        source = (
            IDENTITY
            + """
class Mine(Identity):
    def forward(self, bottom, top):
        top[0].data[...] = self.params["scale"]
"""
        )
        net = Folder(source=source, layer="Mine", param_str='{"scale": 3}').net()
        self.assertEqual(net.forward()["out"][0, 0], 3)


if __name__ == "__main__":
    unittest.main()
