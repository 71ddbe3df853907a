"""Python 2's division: what it does, where it was needed, and the corrected source."""

import traceback
import unittest

from caffe.python_layers.division import Divisions


def run(source):
    """The names that a source defines under Python 2's division, and its places."""
    divisions = Divisions(source.encode(), "layer.py")
    names = {}
    exec(divisions.compiled(names), names)
    return names, divisions


class DivisionTests(unittest.TestCase):
    def test_whole_numbers_are_rounded_down(self):
        names, _ = run("a = 7 / 2\nb = -7 / 2\nc = True / 2\n")
        self.assertEqual((names["a"], names["b"], names["c"]), (3, -4, 0))
        self.assertIsInstance(names["a"], int)

    def test_other_numbers_are_divided_as_ever(self):
        names, divisions = run("a = 7.0 / 2\nb = 7 / 2.0\n")
        self.assertEqual((names["a"], names["b"]), (3.5, 3.5))
        self.assertEqual(divisions.lines, [])

    def test_whole_numbers_of_numpy_count(self):
        names, _ = run("import numpy as np\na = np.int64(7) / 2\nb = np.arange(4) / 2\n")
        self.assertEqual(names["a"], 3)
        self.assertEqual(names["b"].tolist(), [0, 0, 1, 1])

    def test_division_in_place_stays_in_place(self):
        names, _ = run("import numpy as np\na = b = np.ones(3)\na /= 2\nn = [9]\nn[0] /= 2\n")
        self.assertIs(names["a"], names["b"])
        self.assertEqual(names["b"].tolist(), [0.5] * 3)
        self.assertEqual(names["n"], [4])

    def test_a_target_with_an_effect_is_left_alone(self):
        source = "calls = []\ndef f():\n    calls.append(1)\n    return 0\nn = [8]\nn[f()] /= 2\n"
        names, divisions = run(source)
        self.assertEqual(names["calls"], [1])
        self.assertFalse(divisions.any)

    def test_true_division_from_the_future_is_respected(self):
        divisions = Divisions(b"from __future__ import division\na = 7 / 2\n", "layer.py")
        self.assertFalse(divisions.any)

    def test_errors_keep_their_line(self):
        try:
            run("a = 1\n\n\nb = a / 0\n")
        except ZeroDivisionError as error:
            frames = traceback.extract_tb(error.__traceback__)
        self.assertIn(("layer.py", 4), [(frame.filename, frame.lineno) for frame in frames])

    def test_the_corrected_source_changes_nothing_else(self):
        source = (
            "# é / comment, 1 / 2\r\n"
            "a = '1 / 2'\r\n"
            "é = (9) / (2)  # half / half\r\n"
            "f = 1.0 / 2\r\n"
            "n = 16 / 2 / 2; n /= 2\r\n"
            "m = (7 /  # the rest\r\n"
            "     2)\r\n"
        )
        _, divisions = run(source)
        self.assertEqual(divisions.lines, [3, 5, 6])
        self.assertEqual(
            divisions.corrected().decode(),
            source.replace("(9) / (2)", "(9) // (2)")
            .replace("16 / 2 / 2; n /= 2", "16 // 2 // 2; n //= 2")
            .replace("(7 /  #", "(7 //  #"),
        )

    def test_a_form_feed_is_not_a_line(self):
        _, divisions = run("a = 1\n\x0c\nb = 8 / 2\n")
        self.assertEqual(divisions.corrected(), b"a = 1\n\x0c\nb = 8 // 2\n")

    def test_another_encoding_is_kept(self):
        source = "# coding: latin-1\né = 'é'; b = 8 / 2\n".encode("latin-1")
        divisions = Divisions(source, "layer.py")
        names = {}
        exec(divisions.compiled(names), names)
        self.assertEqual(divisions.corrected(), source.replace(b"/", b"//"))

    def test_a_place_that_divides_both_kinds_is_reported_and_left(self):
        source = "def half(x):\n    return x / 2\na = half(5), half(5.0)\n"
        names, divisions = run(source)
        self.assertEqual(names["a"], (2, 2.5))
        self.assertEqual(divisions.mixed_lines, [2])
        self.assertEqual(divisions.corrected().decode(), source)

    def test_an_index_is_one_place_of_its_own(self):
        names, divisions = run("import numpy as np\na = np.arange(8)\na[6 / 2:] = 5 / 2\n")
        self.assertEqual(names["a"].tolist(), [0, 1, 2, 2, 2, 2, 2, 2])
        self.assertIn(b"a[6 // 2:] = 5 // 2", divisions.corrected())


if __name__ == "__main__":
    unittest.main()
