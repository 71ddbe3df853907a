"""What `check-layer` finds out about a layer."""

import contextlib
import io
import json
import os
import tempfile
import unittest
import unittest.mock
from pathlib import Path

from caffe import __main__ as program
from nets import IDENTITY

LAYERS = (
    IDENTITY
    + """
import itertools
import numpy as np

counter = itertools.count(1)

class Square(Identity):
    def setup(self, bottom, top):
        self.blobs.add_blob(1)
        self.blobs[0].data[...] = 2
    def forward(self, bottom, top):
        top[0].data[...] = self.blobs[0].data * bottom[0].data ** 2
    def backward(self, top, propagate_down, bottom):
        bottom[0].diff[...] = 2 * self.blobs[0].data * bottom[0].data * top[0].diff
        self.blobs[0].diff[...] += (top[0].diff * bottom[0].data ** 2).sum()

class WrongSlope(Square):
    def backward(self, top, propagate_down, bottom):
        bottom[0].diff[...] = 3 * self.blobs[0].data * bottom[0].data * top[0].diff

class Careless(Identity):
    def forward(self, bottom, top):
        bottom[0].data[...] += 1
        top[0].data[...] = bottom[0].data

class Drifting(Identity):
    def forward(self, bottom, top):
        top[0].data[...] = bottom[0].data + next(counter)

class Noisy(Identity):
    def forward(self, bottom, top):
        self.mask = self.rng.random(bottom[0].shape) > 0.5
        top[0].data[...] = self.mask * bottom[0].data
    def backward(self, top, propagate_down, bottom):
        bottom[0].diff[...] = top[0].diff * self.mask

class Failing(Identity):
    def forward(self, bottom, top):
        raise KeyError("no such thing")

class NoSetup(Identity):
    def setup(self, bottom, top):
        self.third = bottom[2]

class Hanging(Identity):
    def forward(self, bottom, top):
        print("hanging")
        while True:
            pass

class DoublesInPlace(Identity):
    def forward(self, bottom, top):
        top[0].data[...] *= 2
    def backward(self, top, propagate_down, bottom):
        bottom[0].diff[...] *= 2

class Mean(Identity):
    def reshape(self, bottom, top):
        top[0].reshape(1)
    def forward(self, bottom, top):
        top[0].data[...] = bottom[0].data.mean()
    def backward(self, top, propagate_down, bottom):
        bottom[0].diff[...] = top[0].diff[0] / bottom[0].count * float(self.param_str)

class LossOfOne(Identity):
    factor = 1
    def reshape(self, bottom, top):
        top[0].reshape(1)
    def forward(self, bottom, top):
        top[0].data[...] = (bottom[0].data ** 2).sum() / 2
    def backward(self, top, propagate_down, bottom):
        bottom[0].diff[...] = self.factor * bottom[0].data

class LossOfTwo(LossOfOne):
    factor = 2

class LossThatFollows(LossOfOne):
    def backward(self, top, propagate_down, bottom):
        bottom[0].diff[...] = top[0].diff[0] * bottom[0].data

class NotANumber(Identity):
    def backward(self, top, propagate_down, bottom):
        bottom[0].diff[...] = float("nan")

class WritesNaN(Identity):
    def forward(self, bottom, top):
        top[0].data[...] = float("nan")

class FirstAbove(Identity):
    def forward(self, bottom, top):
        top[0].data[...] = np.maximum(bottom[0].data, 1)
    def backward(self, top, propagate_down, bottom):
        bottom[0].diff[...] = top[0].diff * (bottom[0].data >= 1)

class CountsOnSix(Identity):
    def reshape(self, bottom, top):
        assert bottom[0].num == 6
        top[0].reshape(*bottom[0].data.shape)
"""
)


PYTHON2 = """
import caffe

class Halves(caffe.Layer):
    def setup(self, bottom, top):
        pass
    def reshape(self, bottom, top):
        top[0].reshape(*bottom[0].data.shape)
    def forward(self, bottom, top):
        top[0].data[...] = 0
        top[0].data[:bottom[0].num / 2] = 1
    def backward(self, top, propagate_down, bottom):
        pass
"""

DATA = """
layer { name: "data" type: "DummyData" top: "data" top: "label" dummy_data_param {
        shape { dim: 6 dim: 5 } shape { dim: 6 }
        data_filler { type: "uniform" } data_filler { type: "constant" value: 1 } } }
"""

LEARN = """
layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
        inner_product_param { num_output: 3 weight_filler { type: "xavier" } } }
"""

LOSS = """
layer { name: "sum" type: "Reduction" bottom: "%s" top: "sum" loss_weight: 1 }
"""


def python(name, layer, bottom, top, more=""):
    """A layer of the file in prototxt."""
    return f"""
layer {{ name: "{name}" type: "Python" bottom: "{bottom}" top: "{top}" {more}
        python_param {{ module: "layers" layer: "{layer}" }} }}
"""


class CheckLayerTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "layers.py").write_text(LAYERS)

    def run_check(self, *arguments):
        """The status and the output of the command."""
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            status = program.main(["check-layer", str(self.folder / "layers.py"), *arguments])
        return status, output.getvalue()

    def findings(self, name, *arguments):
        """The status, and what was found of a class: (what, is_good) and the sentences."""
        status, output = self.run_check("--class", name, "--json", "--bottom", "2,3", *arguments)
        (layer,) = json.loads(output)["layers"]
        self.assertEqual((layer["name"], layer["class"]), (name, name))
        return status, *self.told(layer)

    def told(self, layer):
        """What was found of a layer: (what, is_good), and the sentences."""
        findings = layer["findings"]
        return [(one["what"], one["is_good"]) for one in findings], [
            one["sentence"] for one in findings
        ]

    def check_net(self, text, *arguments):
        """The status and the JSON of a check of a net; `data` has a bottom, `label` another."""
        net = self.folder / "net.prototxt"
        net.write_text(DATA + text)
        status, output = self.run_check("--net", str(net), "--json", *arguments)
        return status, json.loads(output)

    def test_a_right_layer_is_right_in_everything(self):
        status, found, sentences = self.findings("Square")
        self.assertEqual(status, 0)
        self.assertEqual(
            found,
            [
                ("forward", True),
                ("writes", True),
                ("repeats", True),
                ("backward", True),
                ("backward", True),
                ("time", True),
            ],
        )
        self.assertEqual(sentences[0], "(2 x 3) -> (2 x 3), parameters 1")

    def test_a_wrong_gradient_is_reported_with_its_place_and_the_right_number(self):
        status, found, sentences = self.findings("WrongSlope")
        self.assertEqual(status, 1)
        self.assertEqual(found[3:5], [("backward", False), ("backward", False)])
        self.assertRegex(sentences[3], r"bottom\[0\]\.diff\[\d, \d\] is .*, by differences ")
        self.assertRegex(sentences[4], r"self\.blobs\[0\]\.diff\[0\] is 0, by differences ")

    def test_writing_into_a_bottom_is_reported(self):
        status, found, sentences = self.findings("Careless")
        self.assertEqual((status, found[1]), (1, ("writes", False)))
        self.assertEqual(sentences[1], "forward writes into bottom[0].data")

    def test_a_layer_that_does_not_repeat_is_reported_and_its_gradient_left(self):
        status, found, sentences = self.findings("Drifting")
        self.assertEqual((status, found[2:4]), (1, [("repeats", False), ("backward", None)]))
        self.assertIn("self.rng", sentences[2])

    def test_a_random_layer_that_starts_from_its_seed_is_right(self):
        status, found, sentences = self.findings("Noisy")
        self.assertEqual((status, found[2:4]), (0, [("repeats", True), ("backward", True)]))
        self.assertIn("random", sentences[2])

    def test_what_a_layer_raises_is_the_last_finding(self):
        status, found, sentences = self.findings("Failing")
        self.assertEqual((status, found), (1, [("forward", False)]))
        self.assertEqual(sentences, ["KeyError: 'no such thing'"])

    def test_nan_in_a_top_is_reported_without_the_test_bench(self):
        _, found, sentences = self.findings("WritesNaN")
        self.assertEqual(found, [("forward", False)])
        self.assertTrue(sentences[0].startswith("it wrote NaN into top[0].data[0, 0]"), sentences)

    def test_a_net_determines_what_its_layers_get(self):
        net = LEARN + python("square", "Square", "ip", "square") + LOSS % "square"
        (self.folder / "net.prototxt").write_text(DATA + net)
        status, output = self.run_check("--net", str(self.folder / "net.prototxt"))
        self.assertEqual(status, 0, output)
        self.assertIn('layers.py: Square "square"\n  ok    forward   (6 x 3) -> (6 x 3)', output)
        self.assertIn("is right at 12 places, on the first 4 of 6 images", output)

    def test_layers_of_one_class_are_distinguished_by_their_names(self):
        net = LEARN + python("right", "Square", "ip", "one")
        net += python("wrong", "WrongSlope", "one", "two")
        net += python("last", "Square", "two", "three")
        status, found = self.check_net(net + LOSS % "three")
        self.assertEqual(status, 1)
        self.assertEqual(
            [(one["name"], one["class"]) for one in found["layers"]],
            [("right", "Square"), ("wrong", "WrongSlope"), ("last", "Square")],
        )
        self.assertEqual(
            [all(good is not False for _, good in self.told(one)[0]) for one in found["layers"]],
            [True, False, True],
        )

    def test_a_gradient_that_no_net_needs_is_not_wrong(self):
        still = python("mine", "WrongSlope", "data", "out", "param { lr_mult: 0 }")
        lossless = LEARN + python("mine", "Careless", "ip", "out")
        cut = LEARN + python("mine", "Careless", "ip", "out", "propagate_down: false")
        reasons = {
            still + LOSS % "out": ", as nothing before it learns",
            lossless: ", as the net has no loss; a layer in Python is one with loss_weight: 1",
            cut + LOSS % "out": "",
        }
        for net, reason in reasons.items():
            sentence = f"the net never needs the gradient of this layer{reason}"
            with self.subTest(net):
                found, sentences = self.told(self.check_net(net)[1]["layers"][0])
                self.assertEqual(found[3], ("backward", None))
                self.assertEqual(sentences[3], sentence)

    def test_a_file_in_a_package_is_checked_as_the_net_names_it(self):
        package = self.folder / "parts_to_check"
        package.mkdir()
        (package / "__init__.py").write_text("")
        (package / "factors.py").write_text("FACTOR = 2.0\n")
        text = "from .factors import FACTOR\n" + LAYERS.replace("= 2\n", "= FACTOR\n", 1)
        (package / "layers.py").write_text(text)
        net = self.folder / "net.prototxt"
        layer = python("mine", "Square", "ip", "out").replace("layers", "parts_to_check.layers")
        net.write_text(DATA + LEARN + layer + LOSS % "out")
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            status = program.main(
                ["check-layer", str(package / "layers.py"), "--net", str(net), "--json"]
            )
        (found,) = json.loads(output.getvalue())["layers"]
        self.assertEqual((status, found["name"]), (0, "mine"))

    def loss(self, kind, weight):
        net = LEARN + python("mine", kind, "ip", "loss", f"loss_weight: {weight}" if weight else "")
        status, found = self.check_net(net)
        judged, sentences = self.told(found["layers"][0])
        return status, judged[3][1], sentences[3]

    def test_a_loss_that_takes_its_weight_for_granted_is_right_for_the_nets(self):
        for kind, weight in (("LossOfOne", 1), ("LossOfTwo", 2)):
            with self.subTest(kind):
                status, is_good, sentence = self.loss(kind, weight)
                self.assertEqual((status, is_good), (0, True))
                self.assertTrue(
                    sentence.endswith(
                        f" for the net's loss_weight of {weight}; it does not follow the top's "
                        "diff, so another would not reach it"
                    ),
                    sentence,
                )

    def test_a_loss_that_follows_its_weight_is_right_without_a_note(self):
        for weight in (1, 3):
            status, is_good, sentence = self.loss("LossThatFollows", weight)
            self.assertEqual((status, is_good), (0, True))
            self.assertNotIn("loss_weight", sentence)

    def test_a_loss_of_one_under_another_weight_is_wrong(self):
        status, is_good, sentence = self.loss("LossOfOne", 3)
        self.assertEqual((status, is_good), (1, False))
        self.assertIn(
            " for loss_weight: 1, not for the net's loss_weight of 3: multiply it by the top's "
            "diff",
            sentence,
        )

    def test_a_wrong_loss_stays_wrong(self):
        status, is_good, sentence = self.loss("LossOfTwo", 1)
        self.assertEqual((status, is_good), (1, False))
        self.assertIn(", by differences ", sentence)

    def test_one_number_is_taken_for_a_loss_where_there_is_no_net(self):
        status, output = self.run_check("--class", "LossOfOne")
        self.assertEqual(status, 0, output)
        self.assertIn(" for loss_weight: 1; it does not follow the top's diff", output)

    def test_parameters_are_checked_where_bottoms_need_no_gradient(self):
        _, found = self.check_net(python("mine", "WrongSlope", "data", "out") + LOSS % "out")
        found, sentences = self.told(found["layers"][0])
        self.assertEqual(sentences[3], "the net never needs the gradient of bottom[0]")
        self.assertEqual(found[4], ("backward", False))

    def test_a_layer_in_place_stays_in_place(self):
        net = LEARN + python("mine", "DoublesInPlace", "ip", "ip") + LOSS % "ip"
        status, found = self.check_net(net)
        self.assertEqual(status, 0, found)

    def test_a_small_gradient_is_held_to_its_own_size(self):
        for factor, right in (("1", True), ("2", False)):
            found = self.findings("Mean", "--param-str", factor, "--bottom", "30,40")[1]
            self.assertEqual(found[3], ("backward", right), factor)

    def test_a_gradient_that_is_not_a_number_is_wrong(self):
        _, found, sentences = self.findings("NotANumber")
        self.assertEqual(found[3], ("backward", False))
        self.assertEqual(sentences[3], "bottom[0].diff[0, 0] is nan")

    def test_at_a_kink_either_slope_is_right(self):
        ones = DATA.replace('"uniform"', '"constant" value: 1')
        net = ones + """
layer { name: "shift" type: "Bias" bottom: "data" top: "shifted"
        bias_param { axis: 0 num_axes: 0 } }
""" + python("mine", "FirstAbove", "shifted", "out") + LOSS % "out"
        (self.folder / "net.prototxt").write_text(net)
        status, output = self.run_check("--net", str(self.folder / "net.prototxt"))
        self.assertEqual(status, 0, output)

    def test_a_layer_that_needs_its_whole_batch_gets_it(self):
        net = LEARN + python("mine", "CountsOnSix", "ip", "out") + LOSS % "out"
        _, sentences = self.told(self.check_net(net)[1]["layers"][0])
        self.assertEqual(sentences[3], "bottom[0].diff is right at 18 places")

    def test_what_keeps_a_net_from_being_built_is_reported_with_its_traceback(self):
        status, found = self.check_net(python("mine", "NoSetup", "data", "out"))
        (layer,) = found["layers"]
        (finding,) = layer["findings"]
        self.assertEqual((status, layer["name"], finding["what"]), (1, "mine", "setup"))
        self.assertEqual(finding["sentence"], "IndexError: list index out of range")
        self.assertIn("self.third = bottom[2]", finding["traceback"])

    def test_a_layer_that_hangs_is_left_and_those_after_it_are_not_reached(self):
        net = python("first", "Hanging", "data", "one") + python("second", "Square", "one", "two")
        with unittest.mock.patch.dict(os.environ, CREMA_LAYER_TIMEOUT="2"):
            status, found = self.check_net(net)
        first, second = (self.told(layer) for layer in found["layers"])
        self.assertEqual((status, first[0]), (1, [("forward", False)]))
        self.assertEqual(first[1], ["it did not come back within 2 seconds"])
        self.assertEqual(second[0], [("forward", None)])
        self.assertIn('layer "first" before it fails', second[1][0])

    def test_a_layer_for_validation_only_is_checked_too(self):
        net = python("mine", "Square", "data", "out")
        net += python("tested", "Failing", "data", "told", "include { phase: TEST }")
        _, found = self.check_net(net)
        self.assertEqual(
            [(one["name"], one["phase"]) for one in found["layers"]],
            [("mine", "TRAIN"), ("tested", "TEST")],
        )

    def test_a_file_of_python_2_is_checked_and_its_conversion_reported(self):
        (self.folder / "layers.py").write_text(PYTHON2)
        status, found = self.check_net(python("mine", "Halves", "data", "out"))
        self.assertEqual((status, found["layers"][0]["findings"][0]["is_good"]), (0, True))
        (notice,) = found["notices"]
        self.assertEqual(notice["title"], "layers.py is Python 2")
        self.assertIn('the forward of layer "mine" fails', notice["message"])
        self.assertTrue((self.folder / notice["file"]).is_file())

    def test_a_wrong_net_is_reported(self):
        status, found = self.check_net('layer { name: "x" type: "Nothing" }')
        self.assertEqual((status, found["layers"]), (1, []))
        self.assertIn('unknown type "Nothing"', found["error"])

    def test_a_net_that_uses_another_file_with_that_name_is_reported(self):
        (self.folder / "other").mkdir()
        (self.folder / "other/layers.py").write_text(LAYERS)
        net = self.folder / "other/net.prototxt"
        net.write_text(DATA + python("mine", "Square", "data", "out"))
        status, output = self.run_check("--net", str(net))
        self.assertEqual((status, output.strip()), (1, f"{net} takes layers.py from {net.parent}"))

    def test_a_net_without_such_a_layer_is_refused(self):
        (self.folder / "net.prototxt").write_text("")
        status, output = self.run_check("--net", str(self.folder / "net.prototxt"))
        self.assertEqual(status, 1)
        self.assertIn('has no Python layer with module: "layers"', output)

    def test_a_bottom_that_is_not_a_shape_is_refused(self):
        for shape in ("2,x", "2,-3", "0,3", ""):
            with self.subTest(shape), self.assertRaises(SystemExit):
                words = io.StringIO()
                with contextlib.redirect_stderr(words):
                    self.run_check(f"--bottom={shape}")
            self.assertIn(f"as 2,3,8,8; found {shape!r}", words.getvalue())

    def test_a_batch_of_no_images_has_no_gradient_to_check(self):
        status, told = self.check_net("""
            layer { name: "none" type: "Parameter" top: "none"
                    parameter_param { shape { dim: 0 dim: 3 } } }
            layer { name: "mine" type: "Python" bottom: "none" top: "mine" loss_weight: 1
                    python_param { module: "layers" layer: "Identity" } }
            """)
        self.assertEqual((status, told["error"]), (0, None))
        (layer,) = told["layers"]
        self.assertIn("bottom[0].diff has no elements", self.told(layer)[1])

    def test_a_file_that_cannot_be_read_is_reported(self):
        (self.folder / "layers.py").write_text("class Square(:\n")
        self.assertEqual(self.run_check()[0], 1)
