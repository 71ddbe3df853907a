"""`crema draw_net`: nets as files of pictures."""
import shutil
import unittest

from pictures import SIGNATURE
from program import ProgramTestCase, crema, small_net, temporary_folder

TEST_LAYER = """
layer { name: "score" type: "Accuracy" bottom: "ip" bottom: "label" top: "score"
        include { phase: TEST } }
"""


@unittest.skipUnless(shutil.which("dot"), "Graphviz is not installed")
class DrawNetTests(ProgramTestCase):
    def setUp(self):
        self.folder = temporary_folder()
        self.net = self.folder / "net.prototxt"
        self.net.write_text(small_net(database="/nowhere/db") + TEST_LAYER)

    def draw(self, name, *flags):
        done = crema("draw_net", self.net, self.folder / name, *flags)
        self.assertDone(done)
        return (self.folder / name).read_bytes()

    def test_the_ending_decides_the_format(self):
        for name, start in (("net.png", SIGNATURE), ("net.pdf", b"%PDF"), ("net.svg", b"<?xml"),
                            ("net.dot", b"digraph")):
            with self.subTest(name):
                self.assertTrue(self.draw(name).startswith(start))

    def test_flags(self):
        drawing = self.draw("net.dot").decode()
        self.assertIn("rankdir=LR", drawing)
        self.assertIn("score", drawing)
        self.assertNotIn("lr_mult", drawing)
        drawing = self.draw("net.dot", "--rankdir", "TB", "--phase=TRAIN", "-display_lrm").decode()
        self.assertIn("rankdir=TB", drawing)
        self.assertNotIn("score", drawing)
        self.assertIn("lr_mult 1, 1", drawing)

    def test_what_cannot_be_drawn_is_reported(self):
        done = crema("draw_net", self.net, self.folder / "net")
        self.assertRefused(done, "has no known format; name it .png, .svg, .pdf or .dot")
        done = crema("draw_net", self.net, self.folder / "net.gold")
        self.assertRefused(done, "dot -Tgold failed: ")
        self.assertFalse((self.folder / "net.gold").exists())


if __name__ == "__main__":
    unittest.main()
