"""The scripts of Examples/notebooks, on small data made here."""
import json
import os
import random
import struct
import subprocess
import unittest

from pictures import png
from program import CHECKOUT, crema, temporary_folder

PYTHON = CHECKOUT / ".venv/bin/python"


def write_digits(folder, prefix, count, seed):
    """MNIST's two files: each class is a bright bar in a row or column of its own, with noise."""
    random_ = random.Random(seed)
    images, labels = bytearray(), bytearray()
    for index in range(count):
        label = index * 7 % 10
        start = 4 + 4 * (label % 5)
        for y in range(28):
            for x in range(28):
                across = (y if label < 5 else x) - start
                images.append((200 if 0 <= across < 3 else 0) + random_.randrange(40))
        labels.append(label)
    (folder / f"{prefix}-images").write_bytes(struct.pack(">IIII", 2051, count, 28, 28) + images)
    (folder / f"{prefix}-labels").write_bytes(struct.pack(">II", 2049, count) + labels)


class NotebookTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = temporary_folder()
        for prefix, count in (("train", 1000), ("test", 500)):
            write_digits(cls.folder, prefix, count, seed=count)
            made = crema("convert_mnist_data", cls.folder / f"{prefix}-images",
                         cls.folder / f"{prefix}-labels", cls.folder / f"{prefix}_lmdb")
            assert made.returncode == 0, made.stderr

    def call(self, script, *arguments, **settings):
        """What a script's main gives, by JSON; its arguments are strings or numbers."""
        words = [repr(word if word is None else str(word)) for word in arguments]
        words += [f"{name}={value!r}" for name, value in settings.items()]
        code = (
            f"import json, {script}\n"
            f"found = {script}.main({', '.join(words)})\n"
            "def plain(x):\n"
            "    is_one = getattr(x, 'shape', None) == () or not hasattr(x, '__len__')\n"
            "    return float(x) if is_one else [plain(y) for y in x]\n"
            "print(json.dumps(plain(found)))"
        )
        paths = f"{CHECKOUT / 'python'}:{CHECKOUT / 'Examples/notebooks'}"
        library = CHECKOUT / ".build/debug/libCremaC.so"
        done = subprocess.run(
            [PYTHON, "-c", code], cwd=self.folder, text=True, timeout=120, capture_output=True,
            env={**os.environ, "PYTHONPATH": paths, "CREMA_LIBRARY": str(library)})
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        return json.loads(done.stdout.splitlines()[-1])

    def test_lenet_learns(self):
        losses, accuracies = self.call(
            "learning_lenet", "train_lmdb", "test_lmdb",
            iterations=60, test_every=30, test_batches=5,
        )
        self.assertLess(losses[-1], losses[0] / 2)
        self.assertGreater(accuracies[-1], 0.9)

    def test_an_image_is_classified(self):
        (self.folder / "image.png").write_bytes(png([[128] * 14] * 14))
        probabilities = self.call("classification", self.model(), None, "image.png")
        self.assertEqual(len(probabilities), 3)
        self.assertAlmostEqual(sum(probabilities), 1, places=5)

    def model(self):
        path = self.folder / "model.prototxt"
        path.write_text("""
            layer { name: "data" type: "Input" top: "data"
                    input_param { shape { dim: 10 dim: 3 dim: 8 dim: 8 } } }
            layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
                    inner_product_param { num_output: 3 weight_filler { type: "xavier" } } }
            layer { name: "prob" type: "Softmax" bottom: "ip" top: "prob" }
            """)
        return path

    def test_surgery_changes_nothing_but_the_size(self):
        self.assertLess(self.call("net_surgery", self.folder), 1e-5)
        self.assertTrue((self.folder / "full_conv.caffemodel").exists())

    def test_a_hidden_layer_beats_a_line(self):
        linear, hidden = self.call("logistic_regression", iterations=300)
        self.assertGreater(hidden, 0.85)
        self.assertGreater(hidden, linear + 0.1)

    def test_fine_tuning_beats_learning_from_nothing(self):
        tuned, alone = self.call(
            "fine_tuning", "train_lmdb", "test_lmdb", count=1000, iterations=60, few=5)
        self.assertGreater(tuned, alone)

    def test_a_siamese_net_puts_equal_digits_together(self):
        same, different = self.call(
            "siamese", "train_lmdb", "test_lmdb", count=1000, iterations=150)
        self.assertLess(same, different / 2)
