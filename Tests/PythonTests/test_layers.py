"""Layers in Python in a net: what they are given, what they give, and every way to fail."""

import gc
import sys
import unittest

import numpy as np

import caffe
from nets import IDENTITY, Folder


class LayerTests(unittest.TestCase):
    def test_computes_forward_and_backward(self):
        folder = Folder("""
            def forward(self, bottom, top):
                top[0].data[...] = 10 * bottom[0].data
            def backward(self, top, propagate_down, bottom):
                assert propagate_down == [True]
                bottom[0].diff[...] = 10 * top[0].diff
            """)
        net = folder.net()
        out = net.forward(data=np.full((2, 3), 4))
        self.assertEqual(out["out"].tolist(), [[40] * 3] * 2)
        diff = net.backward(out=np.full((2, 3), 0.5))
        self.assertEqual(diff["data"].tolist(), [[5] * 3] * 2)

    def test_gets_its_settings(self):
        folder = Folder(
            """
            def forward(self, bottom, top):
                top[0].data[...] = [self.phase, len(self.param_str), len(self.name)]
            """,
            param_str="a, b",
        )
        for phase in (caffe.TRAIN, caffe.TEST):
            self.assertEqual(folder.net(phase).forward()["out"][0].tolist(), [phase, 4, 4])

    def test_setup_runs_once_and_reshape_before_every_forward(self):
        folder = Folder("""
            def setup(self, bottom, top):
                self.calls = []
            def reshape(self, bottom, top):
                self.calls.append("reshape")
                top[0].reshape(3)
            def forward(self, bottom, top):
                self.calls.append("forward")
                top[0].data[...] = [self.calls.count("reshape"), self.calls.count("forward"), 0]
            """)
        net = folder.net()
        net.forward()
        self.assertEqual(net.forward()["out"].tolist(), [3, 2, 0])

    def test_follows_the_shape_of_its_bottom(self):
        net = Folder().net()
        net.blobs["data"].reshape(5, 1, 2)
        net.forward()
        self.assertEqual(net.blobs["out"].data.shape, (5, 1, 2))

    def test_runs_in_place(self):
        net = Folder(
            """
            def forward(self, bottom, top):
                assert bottom[0] is top[0]
                top[0].data[...] += 1
            """,
            top="data",
        ).net()
        net.blobs["data"].data[...] = 1
        net.forward()
        self.assertEqual(net.blobs["data"].data.sum(), 12)

    def test_has_parameters(self):
        net = Folder("""
            def setup(self, bottom, top):
                self.blobs.add_blob(3)
                self.blobs.add_blob(1, 2)
                self.blobs[0].data[...] = [1, 2, 3]
                assert len(self.blobs) == 2 and self.blobs[-1].shape == (1, 2)
            def forward(self, bottom, top):
                top[0].data[...] = bottom[0].data * self.blobs[0].data
            def backward(self, top, propagate_down, bottom):
                self.blobs[0].diff[...] += (top[0].diff * bottom[0].data).sum(axis=0)
            """).net()
        self.assertEqual([blob.shape for blob in net.params["mine"]], [(3,), (1, 2)])
        net.blobs["data"].data[...] = 1
        self.assertEqual(net.forward()["out"][1].tolist(), [1, 2, 3])
        net.params["mine"][0].data[...] = 5
        self.assertEqual(net.forward()["out"][1].tolist(), [5, 5, 5])
        net.backward(out=np.ones((2, 3)))
        self.assertEqual(net.params["mine"][0].diff.tolist(), [2, 2, 2])

    def test_views_are_live_on_both_sides(self):
        net = Folder().net()
        data, out = net.blobs["data"].data, net.blobs["out"].data
        for value in (1, 2):
            data[...] = value
            net.forward()
            self.assertEqual(out.tolist(), [[value] * 3] * 2)
        del net
        gc.collect()
        self.assertEqual(out.tolist(), [[2] * 3] * 2)

    def test_a_view_kept_by_the_layer_stays_live(self):
        net = Folder("""
            def reshape(self, bottom, top):
                top[0].reshape(2, 3)
                if not hasattr(self, "seen"):
                    self.seen, self.out = bottom[0].data, top[0].data
            def forward(self, bottom, top):
                self.out[...] = self.seen + 1
            """).net()
        for value in (1, 2):
            self.assertEqual(net.forward(data=np.full((2, 3), value))["out"][0, 0], value + 1)

    def test_two_files_with_the_same_name_are_two_modules(self):
        folders = [
            Folder(f"""
            def forward(self, bottom, top):
                top[0].data[...] = {number}
            """)
            for number in (1, 2)
        ]
        nets = [folder.net() for folder in folders]
        self.assertEqual([net.forward()["out"][0, 0] for net in nets], [1, 2])
        first, second = (net.layers[1].__class__ for net in nets)
        self.assertIsNot(first, second)
        for kind in (first, second):
            self.assertIs(vars(sys.modules[kind.__module__])[kind.__name__], kind)

    def test_an_edited_file_is_read_again(self):
        folder = Folder()
        folder.net()
        path = folder.path / "layers.py"
        path.write_text(path.read_text().replace("= bottom[0].data", "= 9"))
        self.assertEqual(folder.net().forward()["out"][0, 0], 9)

    def test_a_class_of_the_running_program_is_found(self):
        folder = Folder(module=__name__, layer="OfThisModule", source="")
        self.assertEqual(folder.net().forward()["out"][0, 0], 3)

    def test_a_file_on_pythons_path_is_found(self):
        elsewhere = Folder(file="far_layers.py")
        folder = Folder(source="", module="far_layers", layer="Mine")
        sys.path.append(str(elsewhere.path))
        try:
            self.assertEqual(folder.net().forward(data=np.ones((2, 3)))["out"].sum(), 6)
        finally:
            sys.path.remove(str(elsewhere.path))

    def test_layers_go_when_their_net_goes(self):
        from caffe.python_layers import host

        gc.collect()
        before = len(host._layers)
        net = Folder().net()
        self.assertEqual(len(host._layers), before + 1)
        del net
        gc.collect()
        self.assertEqual(len(host._layers), before)


class OfThisModule(caffe.Layer):
    def reshape(self, bottom, top):
        top[0].reshape(1, 1)

    def forward(self, bottom, top):
        top[0].data[...] = 3


class FailureTests(unittest.TestCase):
    """The sentence that each kind of failure ends with, and the exception that it is."""

    def failure(self, work, kind=RuntimeError):
        with self.assertRaises(kind) as caught:
            work()
        error = caught.exception
        return str(error if type(error) is RuntimeError else error.__cause__)

    def place(self, folder):
        return f'{folder.path}/net.prototxt:5:1: layer "mine": '

    def test_an_exception_keeps_its_type_and_its_traceback(self):
        folder = Folder("""
            def forward(self, bottom, top):
                self.helper()
            def helper(self):
                raise KeyError("nowhere")
            """)
        net = folder.net()
        with self.assertRaises(KeyError) as caught:
            net.forward()
        self.assertEqual(
            str(caught.exception.__cause__),
            self.place(folder)
            + "forward of layers.Mine failed (TRAIN, iteration 0): KeyError: 'nowhere'",
        )

    def test_setup_fails_while_the_net_is_built(self):
        folder = Folder("""
            def setup(self, bottom, top):
                raise ValueError("no")
            """)
        self.assertEqual(
            self.failure(folder.net, ValueError),
            self.place(folder) + "setup of layers.Mine failed (TRAIN, iteration 0): ValueError: no",
        )

    def test_shapes_that_do_not_fit(self):
        folder = Folder("""
            def forward(self, bottom, top):
                top[0].data[...] = bottom[0].data.T
            """)
        sentence = self.failure(folder.net().forward, ValueError)
        self.assertIn(
            "ValueError: could not broadcast input array from shape (3,2) into shape (2,3)",
            sentence,
        )

    def test_sys_exit_is_the_layers_failure(self):
        folder = Folder("""
            def forward(self, bottom, top):
                import sys
                sys.exit(3)
            """)
        self.assertTrue(
            self.failure(folder.net().forward).endswith(
                "it called sys.exit(3); a layer does not end the process, it raises an error"
            )
        )

    def test_a_top_without_shape(self):
        folder = Folder("""
            def reshape(self, bottom, top):
                pass
            """)
        self.assertTrue(
            self.failure(folder.net).endswith(
                "reshape of layers.Mine failed (TRAIN, iteration 0): top[0] was given no shape; "
                "write "
                "top[0].reshape(*bottom[0].data.shape), or its own, in reshape"
            )
        )

    def test_nan_is_reported_with_its_place(self):
        folder = Folder("""
            def forward(self, bottom, top):
                top[0].data[...] = 1
                top[0].data[1, 2] = float("nan")
            """)
        with open(folder.path / "net.prototxt", "a") as net:
            net.write('layer { name: "ip" type: "InnerProduct" bottom: "out" top: "ip" '
                      "inner_product_param { num_output: 1 } }")
        self.assertTrue(
            self.failure(folder.net().forward).endswith(
                "it wrote NaN into top[0].data[1, 2] (CREMA_NAN_CHECK=0 lets it pass)"
            )
        )

    def test_infinity_is_not_nan(self):
        net = Folder("""
            def forward(self, bottom, top):
                top[0].data[0] = float("inf")
                top[0].data[1] = -float("inf")
            """).net()
        self.assertEqual(net.forward()["out"][0, 0], np.inf)

    def test_a_missing_module_is_reported_with_the_places_searched(self):
        folder = Folder(module="layer")
        sentence = self.failure(folder.net)
        self.assertIn(
            'there is no module "layer"; did you mean "layers"? layer.py was looked for '
            f"in:\n    {folder.path.resolve()}\n",
            sentence,
        )
        self.assertIn(f"\n    {sys.path[-1]}", sentence)

    def test_a_path_is_not_a_module(self):
        self.assertIn(
            'module: "code/layers.py" is a path; write the name alone, module: "layers"',
            self.failure(Folder(module="code/layers.py").net),
        )
        self.assertIn('"..layers" is a path', self.failure(Folder(module="..layers").net))
        self.assertIn(
            'no module "else.where"; else/', self.failure(Folder(module="else.where").net)
        )

    def test_a_missing_class(self):
        self.assertTrue(
            self.failure(Folder(layer="Mone").net).endswith(
                'layers.py has no class "Mone"; did you mean "Mine"?'
            )
        )

    def test_a_class_that_is_not_a_layer(self):
        folder = Folder(source="class Mine(object):\n    pass\n", layer="Mine")
        self.assertIn(
            "Mine in layers.py does not derive from caffe.Layer of ", self.failure(folder.net)
        )

    def test_a_missing_method(self):
        folder = Folder(source="import caffe\nclass Mine(caffe.Layer):\n    pass\n", layer="Mine")
        self.assertTrue(
            self.failure(folder.net).endswith(
                "Mine in layers.py has no method reshape(self, bottom, top)"
            )
        )

    def test_a_missing_backward_is_reported_when_it_is_needed(self):
        source = IDENTITY.replace("def backward", "def unused")
        net = Folder(source=source, layer="Identity").net()
        net.forward()
        self.assertIn(
            "it has no backward, but the net needs its gradient", self.failure(net.backward)
        )

    def test_a_syntax_error(self):
        folder = Folder(source="import caffe\nclass Mine(caffe.Layer)\n    pass\n", layer="Mine")
        self.assertIn("layers.py:2: SyntaxError: ", self.failure(folder.net, SyntaxError))

    def test_a_print_statement_of_python_2(self):
        folder = Folder(source="import caffe\nprint 'hello'\nx = = 1\n", layer="Mine")
        self.assertTrue(
            self.failure(folder.net, SyntaxError).endswith(
                "layers.py:2: a print statement is Python 2, which this file looks like; "
                "Python 3 writes print(...)"
            )
        )

    def test_a_name_of_python_2(self):
        folder = Folder("""
            def forward(self, bottom, top):
                for i in xrange(3): no_such_name
            """)
        self.assertTrue(
            self.failure(folder.net().forward, NameError).endswith(
                "NameError: name 'xrange' is not defined; "
                "`xrange` is Python 2, in Python 3 it is `range`"
            )
        )

    def test_advice_on_a_package_is_given_only_if_it_is_known(self):
        for module, package in (("cv2", "opencv-python-headless"), ("skimage.io", "scikit-image")):
            folder = Folder(source=f"import caffe\nimport {module}\n", layer="Mine")
            self.assertTrue(
                self.failure(folder.net, ModuleNotFoundError).endswith(
                    f"this Python is {sys.executable}; `{sys.executable} -m pip install "
                    f"{package}` installs it there"
                )
            )

    def test_a_module_that_nobody_is_known_to_offer_may_not_have_been_shipped(self):
        folder = Folder(source="import caffe\nimport no_such_config\n", layer="Mine")
        sentence = self.failure(folder.net, ModuleNotFoundError)
        self.assertNotIn("pip install", sentence)
        self.assertIn(
            "the file may not have been shipped with the layer: put no_such_config.py next to it "
            "or on PYTHONPATH; it was looked for in:\n    ",
            sentence,
        )
        self.assertIn(f"\n    {folder.path}", sentence)

    def test_fields_that_are_missing(self):
        folder = Folder()
        path = folder.path / "net.prototxt"
        path.write_text(path.read_text().replace('module: "layers"', ""))
        self.assertIn(
            'layer "mine": python_param has no module; write python_param { module:',
            self.failure(folder.net),
        )

    def test_the_net_goes_on_after_a_failure(self):
        net = Folder("""
            calls = 0
            def forward(self, bottom, top):
                self.calls += 1
                if self.calls == 2:
                    raise ValueError("second")
                top[0].data[...] = self.calls
            """).net()
        self.assertEqual(net.forward()["out"][0, 0], 1)
        with self.assertRaises(ValueError):
            net.forward()
        self.assertEqual(net.forward()["out"][0, 0], 3)


if __name__ == "__main__":
    unittest.main()
