"""The layers of Examples/python_layers, each in a net: what it computes, and its gradient."""

import shutil
import tempfile
import unittest
import weakref
from pathlib import Path

import numpy as np
from PIL import Image

import caffe

EXAMPLES = Path(__file__).resolve().parents[2] / "Examples" / "python_layers"


class Example:
    """A net of inputs and one example layer, in a folder of its own."""

    def __init__(self, module, layer, inputs, tops=1, param_str="", phase=caffe.TRAIN):
        self.folder = Path(tempfile.mkdtemp())
        weakref.finalize(self, shutil.rmtree, self.folder)
        shutil.copy(EXAMPLES / f"{module}.py", self.folder)
        names = [f"in{index}" for index in range(len(inputs))]
        self.tops = [f"out{index}" for index in range(tops)]
        text = 'name: "example" force_backward: true\n'
        for name, shape in zip(names, inputs):
            dims = " ".join(f"dim: {extent}" for extent in shape)
            text += (
                f'layer {{ name: "{name}" type: "Input" top: "{name}" '
                f"input_param {{ shape {{ {dims} }} }} }}\n"
            )
        text += 'layer { name: "example" type: "Python" '
        text += " ".join(f'bottom: "{name}"' for name in names) + " "
        text += " ".join(f'top: "{name}"' for name in self.tops) + " "
        text += f'python_param {{ module: "{module}" layer: "{layer}" '
        text += f"param_str: '{param_str}' }}"
        # Labels have no gradient; features and images have.
        if names:
            text += " propagate_down: true" + " propagate_down: false" * (len(names) - 1)
        path = self.folder / "net.prototxt"
        path.write_text(text + " }\n")
        self.net = caffe.Net(str(path), phase)

    def forward(self, *values):
        """The tops for those bottoms, as arrays of their own."""
        for index, value in enumerate(values):
            self.net.blobs[f"in{index}"].data[...] = value
        self.net.forward()
        return [self.net.blobs[name].data.copy() for name in self.tops]

    def gradient(self, bottom="in0"):
        """The gradient of half the sum of squares of all tops, after a forward."""
        for name in self.tops:
            self.net.blobs[name].diff[...] = self.net.blobs[name].data
        self.net.backward()
        return self.net.blobs[bottom].diff.copy()

    def differences(self, *values, step=1e-2):
        """The same gradient for the first bottom, by differences."""

        def objective(first):
            tops = self.forward(first, *values[1:])
            return sum((top.astype(float) ** 2).sum() for top in tops) / 2

        found = np.zeros(values[0].shape)
        for place in np.ndindex(*values[0].shape):
            up, down = values[0].copy(), values[0].copy()
            up[place] += step
            down[place] -= step
            found[place] = (objective(up) - objective(down)) / (2 * step)
        return found


class ExampleTests(unittest.TestCase):
    def setUp(self):
        self.numbers = np.random.RandomState(7)

    def normal(self, *shape):
        return self.numbers.normal(size=shape).astype(np.float32)

    def check_gradient(self, example, *values):
        expected = example.differences(*values)
        example.forward(*values)
        np.testing.assert_allclose(example.gradient(), expected, atol=5e-3, rtol=5e-3)

    def test_the_euclidean_loss_is_half_the_mean_squared_distance(self):
        example = Example("euclidean_loss", "EuclideanLossLayer", [(2, 3), (2, 3)])
        (loss,) = example.forward(np.full((2, 3), 3), np.full((2, 3), 1))
        self.assertEqual(loss.tolist(), [6])
        self.check_gradient(example, self.normal(2, 3), self.normal(2, 3))

    def test_the_focal_loss_without_focus_is_the_softmax_loss(self):
        example = Example("focal_loss", "FocalLossLayer", [(2, 3), (2,)], param_str='{"gamma": 0}')
        (loss,) = example.forward(np.zeros((2, 3)), [0, 2])
        self.assertAlmostEqual(float(loss[0]), np.log(3), places=5)

    def test_the_focal_loss_has_a_gradient(self):
        example = Example("focal_loss", "FocalLossLayer", [(4, 3), (4,)])
        self.check_gradient(example, self.normal(4, 3), np.array([0, 1, 2, 1]))

    def test_mixup_blends_images_as_it_blends_labels(self):
        settings = '{"classes": 4, "alpha": 1}'
        example = Example("mixup", "MixupLayer", [(4, 1, 1, 4), (4,)], 2, settings)
        images = np.eye(4).reshape(4, 1, 1, 4)
        mixed, shares = example.forward(images, range(4))
        np.testing.assert_allclose(mixed.reshape(4, 4), shares, atol=1e-6)
        np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-6)
        # The gradient of x -> A x for the gradient A x is A^T A x.
        for name in example.tops:
            example.net.blobs[name].diff[...] = example.net.blobs[name].data
        example.net.backward()
        expected = shares.T @ shares
        np.testing.assert_allclose(
            example.net.blobs["in0"].diff.reshape(4, 4), expected, atol=1e-5
        )

    def test_mixup_leaves_tests_alone(self):
        example = Example(
            "mixup", "MixupLayer", [(2, 1, 1, 2), (2,)], 2, '{"classes": 3}', caffe.TEST
        )
        images = self.normal(2, 1, 1, 2)
        mixed, shares = example.forward(images, [2, 0])
        self.assertEqual(mixed.tolist(), images.tolist())
        self.assertEqual(shares.tolist(), [[0, 0, 1], [1, 0, 0]])

    def test_the_learnable_scale_learns_by_the_gradient_of_its_factors(self):
        example = Example("learnable_scale", "LearnableScaleLayer", [(2, 3, 2)])
        values = self.normal(2, 3, 2)
        example.net.params["example"][0].data[...] = [1, 2, -3]
        (out,) = example.forward(values)
        self.assertEqual(out[:, 2].tolist(), (-3 * values[:, 2]).tolist())
        self.check_gradient(example, values)
        factors = example.net.params["example"][0]
        factors.diff[...] = 0
        example.forward(values)
        example.gradient()
        np.testing.assert_allclose(
            factors.diff, [1, 2, -3] * (values**2).sum(axis=(0, 2)), rtol=1e-5
        )

    def test_triplets_are_the_farthest_of_the_class_and_the_nearest_of_the_others(self):
        example = Example("triplet_selection", "TripletSelectionLayer", [(4, 1), (4,)], 3)
        features = np.array([[0], [1], [5], [7]], dtype=np.float32)
        anchors, positives, negatives = example.forward(features, [0, 0, 1, 0])
        self.assertEqual(anchors.ravel().tolist(), [0, 1, 5, 7])
        self.assertEqual(positives.ravel().tolist(), [7, 7, 5, 0])
        self.assertEqual(negatives.ravel().tolist(), [5, 5, 7, 5])
        self.check_gradient(example, features, np.array([0, 0, 1, 0]))

    def test_dropout_keeps_the_mean_and_goes_back_by_its_mask(self):
        example = Example("dropout", "DropoutLayer", [(100, 100)], param_str='{"ratio": 0.25}')
        (out,) = example.forward(np.ones((100, 100)))
        np.testing.assert_allclose(sorted(set(out.ravel().tolist())), [0, 4 / 3], rtol=1e-6)
        self.assertAlmostEqual(float(out.mean()), 1, delta=0.05)
        np.testing.assert_allclose(example.gradient(), out * out, rtol=1e-6)

    def test_dropout_leaves_tests_alone(self):
        example = Example("dropout", "DropoutLayer", [(2, 2)], phase=caffe.TEST)
        self.assertEqual(example.forward(np.ones((2, 2)))[0].tolist(), [[1, 1], [1, 1]])

    def images(self, names):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for number, name in enumerate(names):
            path = Path(folder.name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (4, 4), (51 * number, 0, 255)).save(path)
        return folder.name

    def test_the_folder_layer_reads_its_classes_in_order(self):
        root = self.images(["cat/1.png", "cat/2.png", "dog/3.png"])
        settings = f'{{"folder": "{root}", "batch_size": 2, "height": 3, "width": 5}}'
        example = Example("folder_data", "FolderDataLayer", [], 2, settings, caffe.TEST)
        images, labels = example.forward()
        self.assertEqual((images.shape, labels.tolist()), ((2, 3, 3, 5), [0, 0]))
        np.testing.assert_allclose(images[1, :, 0, 0], [1, 0, 0.2], atol=1e-6)
        self.assertEqual(example.forward()[1].tolist(), [1, 0])

    def test_the_folder_layer_shows_every_image_once_a_pass(self):
        root = self.images([f"{name}/1.png" for name in "abcdef"])
        settings = f'{{"folder": "{root}", "batch_size": 3, "height": 2, "width": 2}}'
        example = Example("folder_data", "FolderDataLayer", [], 2, settings)
        labels = [*example.forward()[1], *example.forward()[1]]
        self.assertEqual(sorted(labels), list(range(6)))

    def test_the_multilabel_layer_sets_a_one_for_each_label(self):
        root = self.images(["1.png", "2.png"])
        Path(root, "list.txt").write_text("1.png 0 2\n2.png\n")
        settings = (
            f'{{"list": "{root}/list.txt", "root": "{root}", "classes": 3, "batch_size": 2, '
            '"height": 2, "width": 2}'
        )
        example = Example("multilabel_data", "MultilabelDataLayer", [], 2, settings, caffe.TEST)
        images, labels = example.forward()
        self.assertEqual(labels.tolist(), [[1, 0, 1], [0, 0, 0]])
        np.testing.assert_allclose(images[1, :, 0, 0], [255, 0, 51], atol=1e-3)

    def test_the_multilabel_layer_names_the_line_of_a_wrong_label(self):
        root = self.images(["1.png"])
        Path(root, "list.txt").write_text("1.png 3\n")
        settings = (
            f'{{"list": "{root}/list.txt", "root": "{root}", "classes": 3, "batch_size": 1, '
            '"height": 2, "width": 2}'
        )
        with self.assertRaisesRegex(ValueError, r"list.txt:1: labels are from 0 to 2: \[3\]"):
            Example("multilabel_data", "MultilabelDataLayer", [], 2, settings)
