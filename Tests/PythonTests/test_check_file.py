"""check-file: what it says of a file that it does not run."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from caffe.check_file import check

LAYER = "import caffe\n\nclass Blank(caffe.Layer):\n    pass\n"


class CheckFileTests(unittest.TestCase):
    def check(self, text, *wanted):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "layers.py"
            path.write_text(text)
            return check(path, wanted)

    def test_finds_the_layers_of_a_file(self):
        report = self.check(LAYER + "class Mine(Blank): pass\nclass Other: pass\n")
        self.assertEqual((report.ok, report.classes), (True, ["Blank", "Mine"]))

    def test_does_not_run_the_file(self):
        self.assertTrue(self.check("raise SystemExit(3)\n" + LAYER).ok)

    def test_names_the_class_that_was_meant(self):
        report = self.check(LAYER, "Blnk")
        self.assertEqual(report.error, 'layers.py has no class "Blnk"; did you mean "Blank"?')

    def test_refuses_a_class_that_is_not_a_layer(self):
        report = self.check("import caffe\nclass Blank(object): pass\n", "Blank")
        self.assertEqual(
            report.error,
            "layers.py:2: class Blank does not derive from caffe.Layer; "
            "write class Blank(caffe.Layer):",
        )
        self.assertEqual(report.line, 2)

    def test_believes_a_base_from_elsewhere(self):
        self.assertTrue(self.check("from base import Base\nclass Blank(Base): pass\n", "Blank").ok)

    def test_a_file_without_layers_is_reported(self):
        report = self.check("x = 1\n")
        self.assertEqual(report.error, "layers.py has no class that derives from caffe.Layer")

    def test_finds_the_layers_of_a_file_of_python_2(self):
        report = self.check(LAYER + "print 'hello'\nif True:\n        a = 1\n\tb = 2\n")
        self.assertEqual((report.ok, report.classes), (True, ["Blank"]))

    def test_recognises_statements_of_python_2_in_a_file_that_is_not_valid_in_either(self):
        cases = {
            "print 'hello'": "layers.py:5: a print statement is Python 2, which this file looks "
            "like; "
            "Python 3 writes print(...)",
            "raise ValueError, 'no'": "layers.py:5: `raise X, text` is Python 2, which this "
            "file looks "
            "like; Python 3 writes raise X(text)",
            "x = 0777": "layers.py:5: an octal number without 0o is Python 2, which this file "
            "looks "
            "like; Python 3 writes 0o...",
        }
        for line, sentence in cases.items():
            with self.subTest(line):
                report = self.check(LAYER + line + "\nx = = 1\n")
                self.assertEqual((report.error, report.line), (sentence, 5))

    def test_places_a_syntax_error(self):
        report = self.check(LAYER + "def f(:\n")
        self.assertEqual(
            (report.error, report.line), ("layers.py:5: SyntaxError: invalid syntax", 5)
        )

    def test_mixed_tabs_are_reported_as_such(self):
        report = self.check("if True:\n        a = 1\n\tb = 2\nx = = 1\n")
        self.assertIn("layers.py:3: tabs and spaces are mixed", report.error)

    def test_a_missing_file_is_reported_too(self):
        report = check("nowhere/layers.py")
        self.assertEqual(report.error, "layers.py cannot be read: No such file or directory")

    def test_bytes_that_are_not_text_are_reported_too(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "layers.py"
            path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
            self.assertFalse(check(path).ok)

    def test_answers_in_json_and_by_its_status(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "layers.py"
            path.write_text(LAYER)
            command = [sys.executable, "-m", "caffe", "check-file", str(path), "--json"]
            good = subprocess.run(command, capture_output=True, text=True)
            bad = subprocess.run([*command, "--class", "X"], capture_output=True, text=True)
        self.assertEqual(
            (good.returncode, json.loads(good.stdout)),
            (0, {"ok": True, "classes": ["Blank"], "error": None, "line": None}),
        )
        self.assertEqual((bad.returncode, json.loads(bad.stdout)["ok"]), (1, False))


if __name__ == "__main__":
    unittest.main()
