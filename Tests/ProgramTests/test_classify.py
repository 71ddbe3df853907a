"""`crema classify`, pycaffe's classify.py."""
import struct
import unittest

from pictures import png
from program import LAYER_FILE, ProgramTestCase, crema, temporary_folder

# Its output is the input itself, so that a test sees what becomes of images.
ECHO = """\
layer { name: "data" type: "Input" top: "data"
        input_param { shape { dim: %d dim: %d dim: 2 dim: 2 } } }
layer { name: "flat" type: "Flatten" bottom: "data" top: "flat" }
"""

ECHO_IN_PYTHON = """\
layer { name: "data" type: "Input" top: "data"
        input_param { shape { dim: 1 dim: 1 dim: 2 dim: 2 } } }
layer { name: "mine" type: "Python" bottom: "data" top: "same"
        python_param { module: "layers" layer: "Mine" } }
layer { name: "flat" type: "Flatten" bottom: "same" top: "flat" }
"""


def npy(shape, values):
    """A `.npy` file of float32, as NumPy writes it."""
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    header = header.ljust(117) + "\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
            + struct.pack(f"<{len(values)}f", *values))


def read_npy(path):
    """The rows of a `.npy` file of float32."""
    data = path.read_bytes()
    size = struct.unpack("<H", data[8:10])[0]
    header = eval(data[10:10 + size])
    assert (len(data) - 10 - size) % 4 == 0 and (10 + size) % 64 == 0
    values = struct.unpack(f"<{(len(data) - 10 - size) // 4}f", data[10 + size:])
    rows, columns = header["shape"]
    return [list(values[row * columns:(row + 1) * columns]) for row in range(rows)]


class ClassifyTests(ProgramTestCase):
    def setUp(self):
        self.folder = temporary_folder()
        self.net = self.folder / "deploy.prototxt"
        self.weights = self.folder / "none.caffemodel"
        self.weights.write_bytes(b"\n\x04none")
        self.output = self.folder / "out.npy"

    def classify(self, image, *flags):
        done = crema("classify", image, self.output, "--model_def", self.net,
                     "--pretrained_model", self.weights, *flags)
        self.assertDone(done)
        return done, read_npy(self.output)

    def picture(self, rows, name="image.png"):
        (self.folder / name).write_bytes(png(rows))
        return self.folder / name

    def assertRows(self, found, expected):
        self.assertEqual(len(found), len(expected))
        for row, wanted in zip(found, expected):
            self.assertEqual(len(row), len(wanted))
            for value, number in zip(row, wanted):
                self.assertAlmostEqual(value, number, places=3)

    def test_the_middle_of_a_grey_image(self):
        self.net.write_text(ECHO % (3, 1))
        rows = [[16 * y + x for x in range(4)] for y in range(4)]
        image = self.picture(rows)
        _, found = self.classify(image, "--center_only", "--images_dim", "4,4")
        self.assertRows(found, [[17, 18, 33, 34]])

    def test_ten_views_are_averaged(self):
        self.net.write_text(ECHO % (4, 1))
        rows = [[16 * y + x for x in range(4)] for y in range(4)]
        _, found = self.classify(self.picture(rows), "--images_dim", "4,4")
        # Mirrored views make both columns alike; corners and middle, the rows
        # 0, 1 and 2 in the mean.
        self.assertRows(found, [[17.5, 17.5, 33.5, 33.5]])

    def test_resizing_scales_means_and_channels(self):
        self.net.write_text(ECHO % (1, 3))
        images = [0.1 * n for n in range(2 * 3 * 3 * 3)]
        array = self.folder / "images.npy"
        array.write_bytes(npy((2, 3, 3, 3), images))
        mean = self.folder / "mean.npy"
        mean.write_bytes(npy((3,), [1, 2, 3]))
        _, found = self.classify(array, "--center_only", "--images_dim=2,2", "--raw_scale", "10",
                                 "--mean_file", mean, "--input_scale=0.5")
        # Halfway between middles: pixels 0.25 and 1.75 of 0, 1, 2 along each axis.
        at = lambda n, y, x, c: 10 * 0.1 * (n * 27 + (y * 3 + x) * 3 + c)
        places = [(y, x) for y in (0.25, 1.75) for x in (0.25, 1.75)]
        self.assertRows(found, [[0.5 * (at(n, y, x, 2 - c) - (c + 1)) for c in range(3)
                                 for y, x in places] for n in range(2)])

    def test_a_folder_and_labels(self):
        self.net.write_text(ECHO % (2, 1))
        for name, level in (("a.png", 10), ("b.png", 20), ("c.txt", 0)):
            self.picture([[level, 2 * level], [3 * level, 4 * level]], name)
        labels = self.folder / "labels.txt"
        labels.write_text("ant\nbee\ncat\ndog, hound\n")
        done, found = self.classify(self.folder, "--ext", "png", "--center_only", "--images_dim",
                                    "2,2", "--labels", labels, "--raw_scale", "1")
        self.assertEqual(len(found), 2)
        self.assertEqual(done.stdout.splitlines()[:3], [
            f"---------- Prediction for {self.folder}/a.png ----------", '0.1569 - "dog, hound"',
            '0.1176 - "cat"'])

    def test_a_layer_in_python(self):
        self.net.write_text(ECHO_IN_PYTHON)
        (self.folder / "layers.py").write_text(LAYER_FILE % "top[0].data[...] = 2 * bottom[0].data")
        _, found = self.classify(
            self.picture([[1, 2], [3, 4]]), "--center_only", "--images_dim", "2,2"
        )
        self.assertRows(found, [[2, 4, 6, 8]])

    def test_what_cannot_be_classified_is_reported(self):
        self.net.write_text(ECHO % (1, 1))
        image = self.picture([[1, 2], [3, 4]])
        call = ("classify", image, self.output, "--model_def", self.net, "--pretrained_model",
                self.weights)
        for flags, sentence in (
            (["--gpu"], "this build has no GPU device"),
            (["--images_dim", "1,1"], "the net reads images of 2 x 2, .* found --images_dim 1,1"),
            (["--images_dim", "large"], "takes numbers separated by commas"),
            (["--channel_swap", "1,0"], "must list each of the net's 1 channels once, found 1,0"),
            (["--mean_file", image.with_suffix(".npy")], "image.npy: No such file"),
            (["--mean_file", self.net], "is a prototxt, a text"),
        ):
            with self.subTest(flags):
                self.assertRefused(crema(*call, *flags), sentence)
        broken = self.folder / "broken.npy"
        for content in (b"", b"\x93NUMPY", npy((2, 2, 2, 1), [1] * 7), npy((9**12, 9**12), [1]),
                        npy((1, 2, 2, 1), [1] * 4).replace(b"<f4", b"<c8")):
            broken.write_bytes(content)
            done = crema(*call[:1], broken, *call[2:])
            self.assertRefused(done, f"Error: {broken}: ")
            self.assertEqual(done.returncode, 65)


if __name__ == "__main__":
    unittest.main()
