"""Names that numpy had once: what they are replaced by, and when a layer is run so."""

import unittest
import warnings
from unittest import mock

import caffe
import numpy as np
from caffe.python_layers import numpy_names
from caffe.python_layers.notices import collecting
from nets import IDENTITY, Folder

# As in a numpy that has none of them.
ALL = frozenset(numpy_names.OLD)

PROPOSALS = """\
import caffe
import numpy as np

DEBUG = True

class ProposalLayer(caffe.Layer):
    def setup(self, bottom, top):
        self._anchors = np.array([[0, 0, 15, 15], [-8, -8, 23, 23]], dtype=np.float)
        top[0].reshape(1, 5)

    def reshape(self, bottom, top):
        pass

    def forward(self, bottom, top):
        height = bottom[0].data.shape[-1]
        if DEBUG:
            print 'height: {}'.format(height)
        shifts = [i * 16 for i in xrange(height / 2)]
        keep = np.ones(len(self._anchors), dtype=np.bool)
        keep[self._anchors[:, 0] < -5] = False
        kept = self._anchors[keep].astype(np.float32, copy=False)
        blob = np.hstack((np.zeros((len(kept), 1), dtype=np.float32), kept))
        top[0].reshape(*blob.shape)
        top[0].data[...] = blob + sum(shifts)

    def backward(self, top, propagate_down, bottom):
        pass
"""


class ReplacingTests(unittest.TestCase):
    """What becomes of a source where numpy lacks all the old names."""

    def replaced(self, source, lacking=ALL):
        with mock.patch.object(numpy_names, "lacking", lambda: lacking):
            return numpy_names.replaced(source.encode())

    def check(self, source, expected, lines):
        found = self.replaced(source)
        self.assertEqual((found.source.decode(), list(found.lines)), (expected, lines))

    def test_a_name_becomes_what_it_meant(self):
        self.check(
            "import numpy as np\nx = np.float(3), np.zeros(2, np.bool)\ny = -np.Inf, np.NINF\n",
            "import numpy as np\nx = float(3), np.zeros(2, bool)\ny = -np.inf, (-np.inf)\n",
            [2, 3],
        )

    def test_numpy_is_known_by_what_the_file_calls_it(self):
        self.check(
            "import numpy, numpy as N\nx = numpy.int, N.product([2]), np.float\n",
            "import numpy, numpy as N\nx = int, N.prod([2]), np.float\n",
            [2],
        )

    def test_an_import_of_the_name_becomes_one_of_what_it_meant(self):
        self.check(
            "from numpy import zeros, float, NaN, int as whole, alltrue as every\n",
            "from numpy import zeros, nan as NaN, all as every; whole = int\n",
            [1],
        )
        self.check("from numpy import float\nx = 'é', float\n", "pass\nx = 'é', float\n", [1])

    def test_an_import_over_several_lines_moves_no_other_line(self):
        source = "from numpy import (zeros,\n    float)\nx = 1\n"
        self.check(source, "from numpy import zeros\n\nx = 1\n", [1])

    def test_calls_whose_successor_gives_another_shape_are_brought_to_the_old_one(self):
        found = self.replaced(
            "import numpy as n\nx = n.in1d([[1, 2]], [2])\ny = n.asscalar(n.ones(1)) + 1\n"
        )
        self.assertIn(b"x = n.isin([[1, 2]], [2]).ravel()", found.source)
        namespace = {}
        exec(found.source, namespace)
        self.assertEqual((namespace["x"].tolist(), namespace["y"]), ([False, True], 2))

    def test_a_file_keeps_its_encoding_and_its_line_ends(self):
        source = "# -*- coding: latin-1 -*-\r\nimport numpy as np\r\nx = u'\xe9', np.float\r\n"
        with mock.patch.object(numpy_names, "lacking", lambda: ALL):
            found = numpy_names.replaced(source.encode("latin-1"))
        self.assertEqual(found.source, source.replace("np.float", "float").encode("latin-1"))

    def test_what_may_mean_something_else_is_left_alone(self):
        for source in (
            "class np:\n    float = 3\nx = np.float\n",
            "import numpy as np\ndef f(np):\n    return np.float\n",
            "import numpy as np\nfloat = 3\nx = np.float\n",
            "from numpy import float\ndef float(x): pass\n",
            "import numpy as np\nnp.float = float\n",
            "import numpy as np\nx = 'np.float'  # np.float\n",
            "from numpy import NINF, in1d\n",
            "import numpy as np\nf = np.in1d\n",
            "import numpy as np\nprint np.float\n",
        ):
            with self.subTest(source):
                self.assertIsNone(self.replaced(source))

    def test_only_names_that_this_numpy_lacks_are_replaced(self):
        source = "import numpy as np\nx = np.bool, np.float\n"
        found = self.replaced(source, frozenset(["float"]))
        self.assertEqual(
            (found.source.decode(), found.names),
            ("import numpy as np\nx = np.bool, float\n", ("np.float",)),
        )

    def test_this_numpy_has_all_that_old_names_become(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            lacking = numpy_names.lacking()
        self.assertIn("float", lacking)
        for old in lacking:
            with self.subTest(old):
                called = {"asscalar": "([1])", "in1d": "([1], [1])"}.get(old, "")
                source = f"import numpy as np\nx = np.{old}{called}\n"
                exec(numpy_names.replaced(source.encode()).source, {})


class OldNumpyLayerTests(unittest.TestCase):
    """Layers with such names in a net."""

    def forward(self, folder):
        with collecting() as notices:
            out = folder.net().forward()["out"]
        return out, notices

    def layer(self, methods):
        source = IDENTITY.replace("import caffe", "import caffe, numpy as np", 1)
        body = "".join(f"    {line}\n" for line in methods.strip("\n").splitlines())
        return Folder(source=source + "\nclass Mine(Identity):\n" + body, layer="Mine")

    def test_a_call_that_fails_because_of_an_old_name_runs_with_what_it_meant(self):
        folder = self.layer("""
def forward(self, bottom, top):
    top[0].data[...] = np.full(3, 2, dtype=np.float)
""")
        out, [notice] = self.forward(folder)
        self.assertEqual(out.tolist(), [[2] * 3] * 2)
        line = folder.line("np.float")
        self.assertEqual(
            notice,
            (
                "layers.py has old names of numpy",
                f"layers.py was written for an older numpy: {np.__version__} has no np.float. "
                'As it stands the forward of layer "mine" fails (AttributeError: module '
                "'numpy' has no attribute 'float'); with what the name meant it works. So this "
                f"run takes float for np.float (line {line}). layers_corrected.py is the same "
                "file with the names of today.",
                "layers_corrected.py",
            ),
        )
        corrected = (folder.path / "layers_corrected.py").read_text()
        self.assertIn("np.full(3, 2, dtype=float)", corrected)

    def test_a_file_that_cannot_be_loaded_because_of_an_old_name_runs_with_what_it_meant(self):
        source = "from numpy import float as real\n" + IDENTITY
        _, [notice] = self.forward(Folder(source=source, layer="Identity"))
        self.assertIn("As it stands it cannot be loaded (ImportError: ", notice.message)
        self.assertIn("So this run takes float for numpy.float (line 1).", notice.message)

    def test_a_file_of_python_2_with_old_names_is_mended_of_both(self):
        folder = Folder(source=PROPOSALS, layer="ProposalLayer", shape=(1, 1, 4, 4))
        out, [loaded, named, divided] = self.forward(folder)
        self.assertEqual(out.tolist(), [[16, 16, 16, 31, 31]])
        self.assertEqual(
            (loaded.title, named.title),
            ("layers.py is Python 2", "layers.py has old names of numpy"),
        )
        self.assertIn("rounding down, in line 18.", divided.message)
        corrected = (folder.path / "layers_corrected.py").read_text()
        for line in ("print('height: {}'.format(height))", "range(height // 2)", "dtype=float)"):
            self.assertIn(line, corrected)

    def test_division_and_an_old_name_in_one_call_are_reported_together(self):
        folder = self.layer("""
def forward(self, bottom, top):
    top[0].data[...] = 0
    top[0].data[:, :2 / 2] = np.int(5)
""")
        out, [notice] = self.forward(folder)
        self.assertEqual(out.tolist(), [[5, 0, 0]] * 2)
        self.assertEqual(notice.title, "layers.py is Python 2 with old names of numpy")
        self.assertIn("with Python 2's division and with what the name meant", notice.message)
        corrected = (folder.path / "layers_corrected.py").read_text()
        self.assertIn("top[0].data[:, :2 // 2] = int(5)", corrected)

    def test_one_mending_may_follow_another(self):
        """The setup divides as in Python 2, the forward has an old name, another has xrange."""
        folder = self.layer("""
def setup(self, bottom, top):
    self.ones = [1] * (4 / 2)
def reshape(self, bottom, top):
    self.kind = np.float
    top[0].reshape(*bottom[0].data.shape)
def forward(self, bottom, top):
    top[0].data[...] = sum(self.ones[i] for i in xrange(2))
""")
        out, notices = self.forward(folder)
        self.assertEqual(out.tolist(), [[2] * 3] * 2)
        self.assertEqual(
            [notice.title for notice in notices],
            [
                "layers.py is Python 2",
                "layers.py has old names of numpy",
                "layers.py is Python 2",
            ],
        )
        corrected = (folder.path / "layers_corrected.py").read_text()
        for line in ("[1] * (4 // 2)", "self.kind = float", "for i in range(2)"):
            self.assertIn(line, corrected)

    def test_a_failure_that_no_name_mends_stays_as_it_was(self):
        folder = self.layer("""
def forward(self, bottom, top):
    top[0].data[...] = np.zeros(3, np.float)
    raise KeyError("mine")
""")
        with self.assertRaisesRegex(AttributeError, "np.float"), collecting() as notices:
            folder.net().forward()
        self.assertEqual(notices, [])
        self.assertFalse((folder.path / "layers_corrected.py").exists())

    def test_a_file_that_works_is_never_changed(self):
        folder = self.layer("""
def forward(self, bottom, top):
    real = np.float if hasattr(np, "float") else np.float32
    top[0].data[...] = real is np.float32
""")
        out, notices = self.forward(folder)
        self.assertEqual((out.tolist(), notices), ([[1] * 3] * 2, []))

    def test_backward_is_mended_too(self):
        folder = self.layer("""
def backward(self, top, propagate_down, bottom):
    bottom[0].diff[...] = np.float(3)
""")
        net = folder.net(caffe.TRAIN)
        net.forward()
        with collecting() as notices:
            self.assertEqual(net.backward()["data"].tolist(), [[3] * 3] * 2)
        self.assertIn("the backward of layer", notices[0].message)


if __name__ == "__main__":
    unittest.main()
