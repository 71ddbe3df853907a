"""The solvers: what they show, how they train, how they go on."""

import gc
import unittest
import unittest.mock

import numpy as np

import caffe
from jobs import SOURCE
from small import DRAWN, DRAWS, TRAINED, SmallFolder

KINDS = {
    "SGD": caffe.SGDSolver,
    "Nesterov": caffe.NesterovSolver,
    "AdaGrad": caffe.AdaGradSolver,
    "RMSProp": caffe.RMSPropSolver,
    "AdaDelta": caffe.AdaDeltaSolver,
    "Adam": caffe.AdamSolver,
}


class SolverTests(unittest.TestCase):
    def setUp(self):
        self.folder = SmallFolder(TRAINED)

    def test_trains_up_to_max_iter(self):
        solver = self.folder.solver()
        self.assertEqual((solver.iter, len(solver.test_nets)), (0, 1))
        solver.step(3)
        self.assertEqual(solver.iter, 3)
        before = float(solver.net.blobs["loss"].data)
        solver.solve()
        self.assertEqual(solver.iter, 20)
        self.assertLess(float(solver.net.blobs["loss"].data), before)

    def test_each_class_is_a_type_of_solver(self):
        for name, kind in KINDS.items():
            with self.subTest(name):
                folder = SmallFolder(TRAINED, f'type: "{name}"')
                self.assertIs(type(folder.solver()), kind)
                solver = folder.solver(kind)
                self.assertIsInstance(solver, caffe.SGDSolver)
                solver.step(2)
                self.assertTrue(solver.net.params["ip"][0].diff.any())

    def test_every_type_of_the_engine_has_a_class_with_a_description(self):
        for name, kind in caffe.solver.kinds().items():
            with self.subTest(name):
                self.assertIs(getattr(caffe, f"{name}Solver"), kind)
                self.assertTrue(kind.__doc__)
        self.assertEqual(caffe.solver.kinds().keys(), KINDS.keys())
        with self.assertRaisesRegex(AttributeError, "no attribute 'AdmSolver'"):
            caffe.AdmSolver

    def test_a_type_that_caffe_does_not_have_gets_a_class_of_its_own(self):
        solvers = caffe.solver
        lines = "SGD\tDescends.\nSign\tw -= rate sign(g)."
        solvers.kinds.cache_clear()
        self.addCleanup(solvers.kinds.cache_clear)
        with unittest.mock.patch.object(solvers._native, "taken", return_value=lines):
            kind = caffe.SignSolver
        self.assertTrue(issubclass(kind, caffe.SGDSolver))
        self.assertEqual((kind.__name__, kind._type), ("SignSolver", "Sign"))
        self.assertEqual(kind.__doc__, "w -= rate sign(g).")

    def test_reading_the_rate_changes_nothing(self):
        folder = SmallFolder(TRAINED)
        text = (folder.path / "solver.prototxt").read_text()
        steps = '"multistep" stepvalue: 2 stepvalue: 2 stepvalue: 4'
        folder.file("solver.prototxt", text.replace('"step" stepsize: 10', steps))
        asked, unasked = folder.solver(), folder.solver()
        rates = []
        for _ in range(6):
            rates.append(asked.lr)
            self.assertEqual({asked.lr for _ in range(5)}, {rates[-1]})
            asked.step(1)
            unasked.step(1)
            np.testing.assert_array_equal(
                asked.net.params["ip"][0].data, unasked.net.params["ip"][0].data
            )
        np.testing.assert_allclose(rates, [5e-2, 5e-2, 5e-3, 5e-4, 5e-5, 5e-5], rtol=1e-5)

    def test_a_class_overrides_the_type_in_the_file(self):
        self.assertIs(
            type(SmallFolder(TRAINED, 'type: "Adam"').solver(caffe.SGDSolver)), KINDS["SGD"]
        )

    def test_settings(self):
        solver = SmallFolder(TRAINED, "display: 5").solver()
        param = solver.param
        self.assertEqual((param.max_iter, param.display), (20, 5))
        self.assertIs(param.layer_wise_reduce, True)
        self.assertAlmostEqual(param.base_lr, 0.05)

    def test_a_rate_that_json_lacks_hides_no_setting(self):
        folder = SmallFolder(TRAINED)
        text = (folder.path / "solver.prototxt").read_text()
        folder.file("solver.prototxt", text.replace("base_lr: 0.05", "base_lr: inf"))
        param = folder.solver().param
        self.assertEqual((param.max_iter, param.base_lr), (20, float("inf")))

    def test_the_rate_follows_the_policy(self):
        solver = self.folder.solver()
        self.assertAlmostEqual(solver.lr, 0.05)
        solver.step(10)
        self.assertAlmostEqual(solver.lr, 0.005)

    def test_the_base_rate_can_be_set(self):
        solver = self.folder.solver()
        solver.param.base_lr = 0
        before = solver.net.params["ip"][0].data.copy()
        solver.step(2)
        np.testing.assert_array_equal(solver.net.params["ip"][0].data, before)
        solver.param.base_lr = 0.5
        self.assertAlmostEqual(solver.lr, 0.5)
        solver.step(1)
        self.assertTrue((solver.net.params["ip"][0].data != before).any())
        with self.assertRaisesRegex(RuntimeError, "finite"):
            solver.param.base_lr = float("nan")

    def test_settings_that_cannot_be_set_are_refused(self):
        param = self.folder.solver().param
        for rate in (None, "0.1", [0.1]):
            with self.assertRaisesRegex(TypeError, "base_lr is a number"):
                param.base_lr = rate
        with self.assertRaises(AttributeError):
            param.momentum = 0.5

    def test_an_update_takes_the_gradients_as_they_are(self):
        solver = self.folder.solver()
        weights = solver.net.params["ip"][0]
        view = weights.data
        view[...] = 0
        weights.diff[...] = 1
        solver.apply_update()
        np.testing.assert_allclose(view, -0.05, rtol=1e-6)
        self.assertEqual(solver.iter, 1)

    def test_callbacks_run_around_each_iteration(self):
        solver, calls = self.folder.solver(), []

        def ready():
            calls.append(("ready", float(np.abs(solver.net.params["ip"][0].diff).sum()) > 0))
            for blob in solver.net.params["ip"]:
                blob.diff[...] = 0

        solver.add_callback(lambda: calls.append("start"), ready)
        before = solver.net.params["ip"][0].data.copy()
        solver.step(2)
        self.assertEqual(calls, ["start", ("ready", True)] * 2)
        np.testing.assert_array_equal(solver.net.params["ip"][0].data, before)

    def test_the_callbacks_of_the_net_run_while_training(self):
        solver, layers = self.folder.solver(), []
        solver.net.after_backward(layers.append)
        solver.step(1)
        self.assertEqual(layers, [2, 1, 0])

    def test_what_a_callback_raises_ends_training(self):
        solver = self.folder.solver()

        def fail():
            raise LookupError("enough")

        solver.add_callback(lambda: None, fail)
        with self.assertRaisesRegex(LookupError, "enough"):
            solver.step(5)
        self.assertEqual(solver.iter, 0)

    def test_a_resumed_run_ends_as_one_that_went_on(self):
        folder = SmallFolder(DRAWN, files=[("draws.py", DRAWS)])
        solver = folder.solver()
        solver.step(15)
        solver.snapshot()
        solver.step(5)
        state = folder.file("snapshot_iter_15.solverstate")
        restored, solved = folder.solver(), folder.solver()
        restored.restore(state)
        self.assertEqual(restored.iter, 15)
        restored.step(5)
        solved.solve(state)
        for other in (restored, solved):
            with self.subTest(other):
                self.assertEqual(other.iter, 20)
                for a, b in zip(solver.net.params["ip"], other.net.params["ip"]):
                    np.testing.assert_array_equal(a.data, b.data)

    def test_test_nets_and_others_share_the_weights(self):
        solver = self.folder.solver()
        other = self.folder.net()
        solver.share_weights(other)
        solver.step(11)
        for net in (other, solver.test_nets[0]):
            np.testing.assert_array_equal(net.params["ip"][0].data, solver.net.params["ip"][0].data)

    def test_weights_are_shared_with_nets_alone(self):
        solver = SmallFolder(TRAINED).solver()
        for share in (solver.share_weights, solver.net.share_with):
            for other in (solver, None, "net", solver.net.blobs["ip"]):
                with self.assertRaisesRegex(TypeError, "caffe.Net"):
                    share(other)

    def test_nets_outlive_the_solver(self):
        solver = self.folder.solver()
        nets = [solver.net, *solver.test_nets]
        del solver
        gc.collect()
        for net in nets:
            net.forward()
            self.assertTrue(net.params["ip"][0].data.any())

    def test_a_seed_makes_training_repeat(self):
        weights = []
        for _ in range(2):
            solver = self.folder.solver()
            solver.step(3)
            weights.append(solver.net.params["ip"][0].data)
        np.testing.assert_array_equal(*weights)

    def test_weights_of_the_file_are_loaded(self):
        net = self.folder.net()
        net.save(self.folder.file("start.caffemodel"))
        folder = SmallFolder(TRAINED, f'weights: "{self.folder.file("start.caffemodel")}"')
        solver = folder.solver()
        np.testing.assert_array_equal(solver.net.params["ip"][0].data, net.params["ip"][0].data)

    def test_iterations_are_whole_numbers(self):
        solver = self.folder.solver()
        solver.step(np.int64(2))
        solver.step(0)
        solver.step(-3)
        self.assertEqual(solver.iter, 2)
        with self.assertRaises(TypeError):
            solver.step(1.5)
        solver.add_callback(lambda: solver.iter > 2 and 1 / 0, lambda: None)
        with self.assertRaises(ZeroDivisionError):
            solver.step(2**70)

    def test_mistakes_are_reported(self):
        with self.assertRaisesRegex(RuntimeError, "^Could not open file /no.prototxt"):
            caffe.SGDSolver("/no.prototxt")
        solver = self.folder.solver()
        with self.assertRaisesRegex(RuntimeError, "^Could not open file /no.solverstate"):
            solver.restore("/no.solverstate")
        with self.assertRaisesRegex(RuntimeError, "not a .solverstate"):
            solver.restore(self.folder.file("broken.solverstate", "broken"))
        with self.assertRaisesRegex(RuntimeError, "solver.prototxt:.*max_itr"):
            SmallFolder(TRAINED, "max_itr: 3").solver()
        with self.assertRaises(TypeError):
            solver.add_callback(1, 2)

    def test_a_loss_that_is_not_a_number_is_an_error(self):
        solver = self.folder.solver()
        solver.net.params["ip"][0].data[...] = float("nan")
        with self.assertRaisesRegex(RuntimeError, 'layer "ip": iteration 0: the top "ip" holds'):
            solver.step(1)

    def test_a_layer_is_found_next_to_the_net_and_kept_with_the_snapshot(self):
        net = TRAINED.replace(
            'layer { name: "ip"',
            'layer { name: "mine" type: "Python" bottom: "data" top: "data"\n'
            '        python_param { module: "layers" layer: "Identity" } }\n'
            'layer { name: "ip"',
        )
        folder = SmallFolder(net, files=[("layers.py", SOURCE)])
        solver = folder.solver()
        solver.step(1)
        (folder.path / "layers.py").write_text("changed since")
        solver.snapshot()
        kept = folder.path / "snapshot_iter_1.layers.py"
        self.assertEqual(kept.read_text(), SOURCE)


if __name__ == "__main__":
    unittest.main()
