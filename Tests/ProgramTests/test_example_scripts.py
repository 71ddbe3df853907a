"""The scripts that make databases of published files, on small made-up ones."""
import os
import subprocess
import unittest

from pictures import png
from program import CHECKOUT, PROGRAM, ProgramTestCase, temporary_folder
from records import datums
from test_conversions import idx


class ExampleScriptTests(ProgramTestCase):
    def setUp(self):
        self.files, self.output = temporary_folder(), temporary_folder() / "output"

    def run_script(self, script, *arguments):
        done = subprocess.run(
            [CHECKOUT / "Examples" / script, *arguments, self.output], text=True, timeout=120,
            env={**os.environ, "CREMA": str(PROGRAM)}, capture_output=True)
        self.assertDone(done)

    def sizes(self, *names):
        return [len(datums(self.output / name)) for name in names]

    def write_digits(self):
        for part, count in (("train", 6), ("t10k", 2)):
            (self.files / f"{part}-images-idx3-ubyte").write_bytes(
                idx((count, 2, 2), range(4 * count)))
            (self.files / f"{part}-labels-idx1-ubyte").write_bytes(idx((count,), range(count)))

    def test_mnist(self):
        self.write_digits()
        self.run_script("mnist/create_mnist.sh", self.files)
        self.assertEqual(self.sizes("train_db", "val_db"), [6, 2])

    def test_mnist_siamese(self):
        self.write_digits()
        self.run_script("mnist/create_mnist_siamese.sh", self.files)
        self.assertEqual(self.sizes("train_lmdb", "test_lmdb"), [6, 2])

    def test_cifar10(self):
        for name in (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"):
            (self.files / f"{name}.bin").write_bytes(bytes(3073))
        self.run_script("cifar10/create_cifar10.sh", self.files)
        self.assertEqual(self.sizes("train_lmdb", "test_lmdb"), [5, 1])
        self.assertTrue((self.output / "mean.binaryproto").exists())

    def test_imagenet(self):
        (self.files / "a.png").write_bytes(png([[1, 2], [3, 4]]))
        images = self.files / "list.txt"
        images.write_text("a.png 3\n")
        self.run_script("imagenet/create_imagenet.sh", self.files, images, self.files, images)
        for name in ("train_lmdb", "val_lmdb"):
            datum = datums(self.output / name)[0][1]
            self.assertEqual((datum["channels"], datum["height"], datum["width"]), (3, 256, 256))
        self.assertTrue((self.output / "imagenet_mean.binaryproto").exists())


if __name__ == "__main__":
    unittest.main()
