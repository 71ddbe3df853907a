"""What `check-layer` finds out about a layer."""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

from caffe import __main__ as program
from nets import IDENTITY

LAYERS = (
    IDENTITY
    + """
import itertools

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
"""
)


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
        layer = json.loads(output)[name]
        return status, [(one["what"], one["is_good"]) for one in layer], [
            one["sentence"] for one in layer
        ]

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

    def test_a_wrong_gradient_is_told_with_its_place_and_the_right_number(self):
        status, found, sentences = self.findings("WrongSlope")
        self.assertEqual(status, 1)
        self.assertEqual(found[3:5], [("backward", False), ("backward", False)])
        self.assertRegex(sentences[3], r"bottom\[0\]\.diff\[\d, \d\] is .*, by differences ")
        self.assertRegex(sentences[4], r"self\.blobs\[0\]\.diff\[0\] is 0, by differences ")

    def test_writing_into_a_bottom_is_told(self):
        status, found, sentences = self.findings("Careless")
        self.assertEqual((status, found[1]), (1, ("writes", False)))
        self.assertEqual(sentences[1], "forward writes into bottom[0].data")

    def test_a_layer_that_does_not_repeat_is_told_and_its_gradient_left(self):
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

    def test_a_net_says_what_its_layers_are_given(self):
        (self.folder / "net.prototxt").write_text(
            """
            layer { name: "data" type: "DummyData" top: "data" dummy_data_param {
                    shape { dim: 4 dim: 5 } data_filler { type: "constant" value: 3 } } }
            layer { name: "square" type: "Python" bottom: "data" top: "square"
                    python_param { module: "layers" layer: "Square" } }
            """
        )
        status, output = self.run_check("--net", str(self.folder / "net.prototxt"))
        self.assertEqual(status, 0, output)
        self.assertIn("layers.py: Square\n  ok    forward   (4 x 5) -> (4 x 5)", output)

    def test_a_net_without_such_a_layer_is_refused(self):
        (self.folder / "net.prototxt").write_text("")
        status, output = self.run_check("--net", str(self.folder / "net.prototxt"))
        self.assertEqual(status, 1)
        self.assertIn('has no Python layer with module: "layers"', output)

    def test_a_file_that_cannot_be_read_is_told(self):
        (self.folder / "layers.py").write_text("class Square(:\n")
        self.assertEqual(self.run_check()[0], 1)
