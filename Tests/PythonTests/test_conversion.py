"""Files of Python 2: what is converted, and when a layer is run so."""

import unittest

from caffe.python_layers.conversion import convert
from nets import Folder

LAYER = """\
import caffe
import ConfigParser

class Mine(caffe.Layer):
    def setup(self, bottom, top):
        self.names = {'a': 1}
    def reshape(self, bottom, top):
        top[0].reshape(*bottom[0].data.shape)
    def forward(self, bottom, top):
\ttop[0].data[...] = 0
        print 'a layer of', len(self.names)
        for i in xrange(5 / 2):
            for key, value in self.names.iteritems():
                top[0].data[...] += value
    def backward(self, top, propagate_down, bottom):
        pass
"""


class ConversionTests(unittest.TestCase):
    def converted(self, source):
        conversion = convert(source.encode())
        return conversion.source.decode(), list(conversion.lines)

    def test_names_and_statements_of_python_2_are_converted(self):
        source, lines = self.converted(
            "x = 1\n"
            "print 'x', x\n"
            "try: y = unicode(x)\n"
            "except KeyError, e: raise ValueError, 'y'\n"
            "d = {}.has_key(x), 0777, 5L <> 3, `x`\n".replace("\\\n", "\n")
        )
        self.assertEqual(lines, [2, 3, 4, 5])
        namespace = {}
        exec(source, namespace)
        self.assertEqual(namespace["d"], (False, 511, True, "1"))

    def test_a_tab_goes_to_the_eighth_column_as_in_python_2(self):
        source, lines = self.converted("if True:\n        x = 1\n\ty = '''a\n\tb'''\n")
        self.assertEqual(lines, [3])
        namespace = {}
        exec(source, namespace)
        self.assertEqual(namespace["y"], "a\n\tb")

    def test_python_3_is_left_alone(self):
        self.assertIsNone(convert(b"x = [i for i in range(3)]\nprint(x)\n"))

    def test_what_is_not_python_at_all_is_left_alone(self):
        self.assertIsNone(convert(b"print 'a'\nx = = 1\n"))

    def test_a_source_keeps_its_encoding(self):
        source = "# -*- coding: latin-1 -*-\nprint u'\xe9'\n".encode("latin-1")
        converted = convert(source).source
        self.assertIn("print('\xe9')".encode("latin-1"), converted)


class ConvertedLayerTests(unittest.TestCase):
    def test_a_file_that_cannot_be_loaded_is_run_converted(self):
        folder = Folder(source=LAYER, layer="Mine")
        net = folder.net()
        # 5 / 2 is 2 there, so it adds up twice.
        self.assertEqual(net.forward()["out"].tolist(), [[2] * 3] * 2)
        corrected = (folder.path / "layers_corrected.py").read_text()
        self.assertIn("import configparser", corrected)
        self.assertIn("print('a layer of', len(self.names))", corrected)

    def test_a_call_that_fails_is_run_converted(self):
        folder = Folder("""
            def forward(self, bottom, top):
                top[0].data[...] = sum(map(float, xrange(4)))
            """)
        self.assertEqual(folder.net().forward()["out"].tolist(), [[6] * 3] * 2)
        self.assertIn("range(4)", (folder.path / "layers_corrected.py").read_text())

    def test_a_failure_that_no_conversion_mends_stays_as_it_was(self):
        folder = Folder("""
            def forward(self, bottom, top):
                for i in xrange(4):
                    raise KeyError(i)
            """)
        with self.assertRaises(NameError):
            folder.net().forward()
        self.assertFalse((folder.path / "layers_corrected.py").exists())
