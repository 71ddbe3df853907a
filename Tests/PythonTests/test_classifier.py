"""Nets that take images as files have them: Classifier and Detector."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
from PIL import Image

import caffe

INPUT = """
layer { name: "data" type: "Input" top: "data"
        input_param { shape { dim: 4 dim: 3 dim: 4 dim: 4 } } }
"""

# What comes out is the mean of each colour over the crop.
MEANS = INPUT + """
layer { name: "pool" type: "Pooling" bottom: "data" top: "prob"
        pooling_param { pool: AVE global_pooling: true } }
"""


class ImageNetTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.model = self.folder / "net.prototxt"
        self.model.write_text(MEANS)
        self.weights = self.folder / "net.caffemodel"
        caffe.Net(str(self.model), caffe.TEST).save(str(self.weights))

    def classifier(self, **settings):
        return caffe.Classifier(str(self.model), str(self.weights), **settings)

    def test_an_image_goes_through_all_steps(self):
        classifier = self.classifier(
            raw_scale=255, mean=np.array([1, 2, 3]), channel_swap=(2, 1, 0), input_scale=0.5
        )
        red = np.zeros((9, 7, 3), dtype=np.float32)
        red[:, :, 0] = 1
        found = classifier.predict([red, red], oversample=False).reshape(2, 3)
        np.testing.assert_allclose(found, [[-0.5, -1, 126]] * 2, rtol=1e-6)

    def test_ten_crops_are_averaged(self):
        classifier = self.classifier(image_dims=(8, 8))
        image = np.zeros((8, 8, 3), dtype=np.float32)
        image[:4, :4] = 1
        found = classifier.predict([image]).ravel()
        # One corner shows all of the square, the centre a quarter; both come mirrored too.
        np.testing.assert_allclose(found, [(1 + 0.25) / 5] * 3, rtol=1e-5)

    def test_the_centre_is_taken_without_oversampling(self):
        classifier = self.classifier(image_dims=(8, 8))
        image = np.zeros((8, 8, 3), dtype=np.float32)
        image[2:6, 2:6] = 1
        np.testing.assert_allclose(classifier.predict([image], False).ravel(), [1] * 3)

    def test_windows_of_an_image_are_classified(self):
        Image.new("RGB", (20, 10), (255, 0, 0)).save(self.folder / "red.png")
        detector = caffe.Detector(str(self.model), str(self.weights), raw_scale=255)
        file = str(self.folder / "red.png")
        found = detector.detect_windows([(file, np.array([[0, 0, 4, 4], [2, 3, 9, 17]]))])
        self.assertEqual([detection["filename"] for detection in found], [file, file])
        self.assertEqual(found[1]["window"].tolist(), [2, 3, 9, 17])
        np.testing.assert_allclose(found[1]["prediction"], [255, 0, 0], atol=1e-3)

    def test_an_empty_input_is_reported(self):
        with self.assertRaisesRegex(ValueError, "^predict takes one image or more, found none$"):
            self.classifier().predict([])
        path = self.folder / "blank.png"
        Image.new("RGB", (6, 5)).save(path)
        detector = caffe.Detector(str(self.model), str(self.weights))
        for nothing in ([], [(str(path), [])]):
            with self.assertRaisesRegex(ValueError, "takes one window or more, found none$"):
                detector.detect_windows(nothing)

    def test_an_empty_window_is_reported(self):
        path = str(self.folder / "blank.png")
        Image.new("RGB", (6, 5)).save(path)
        for context in (None, 1):
            detector = caffe.Detector(str(self.model), str(self.weights), context_pad=context)
            with self.assertRaises(ValueError) as caught:
                detector.detect_windows([(path, [(0, 0, 2, 2), (3, 4, 1, 4)])])
            self.assertEqual(
                str(caught.exception),
                f"{path}: the window [3, 4, 1, 4] is empty in an image of 5 x 6; "
                "it is ymin, xmin, ymax, xmax in pixels",
            )
            with self.assertRaisesRegex(ValueError, "the window .* ymin, xmin, ymax, xmax"):
                detector.crop(np.zeros((5, 6, 3)), (1, 2, 3))

    def test_context_shows_what_is_around_a_window_and_the_mean_outside(self):
        detector = caffe.Detector(
            str(self.model), str(self.weights), mean=np.array([9.0, 9.0, 9.0]), context_pad=1
        )
        image = np.ones((4, 4, 3), dtype=np.float32)
        crop = detector.crop(image, np.array([0, 0, 3, 3]))
        self.assertEqual(crop.shape, (4, 4, 3))
        self.assertEqual(crop[0, 0].tolist(), [9, 9, 9])
        self.assertEqual(crop[1, 1].tolist(), [1, 1, 1])

    def test_a_net_with_two_inputs_is_refused(self):
        self.model.write_text(MEANS + INPUT.replace('"data"', '"more"'))
        with self.assertRaisesRegex(ValueError, "one input is needed"):
            caffe.Classifier(str(self.model), str(self.weights))
