"""Images and arrays on their way into a net."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
from PIL import Image

import caffe
from caffe.proto import caffe_pb2


class ProtobufTests(unittest.TestCase):
    def test_a_blob_keeps_its_shape_and_gradient(self):
        values = np.arange(6, dtype=np.float32).reshape(1, 2, 3)
        blob = caffe.io.array_to_blobproto(values, diff=-values)
        self.assertEqual(caffe.io.blobproto_to_array(blob).tolist(), values.tolist())
        self.assertEqual(caffe.io.blobproto_to_array(blob, True).tolist(), (-values).tolist())

    def test_a_legacy_blob_has_four_axes(self):
        blob = caffe_pb2.BlobProto(num=1, channels=1, height=2, width=3, data=range(6))
        self.assertEqual(caffe.io.blobproto_to_array(blob).shape, (1, 1, 2, 3))

    def test_a_blob_without_a_shape_is_one_number(self):
        self.assertEqual(caffe.io.blobproto_to_array(caffe_pb2.BlobProto(data=[7])).shape, ())
        with self.assertRaises(ValueError):
            caffe.io.blobproto_to_array(caffe_pb2.BlobProto(data=[7, 8]))

    def test_numbers_of_other_fields_are_found(self):
        values = np.array([1.5, -2, 0, 65504])
        kinds = {"DOUBLE": "<f8", "FLOAT": "<f4", "FLOAT16": "<f2"}
        for name, dtype in kinds.items():
            raw = values.astype(dtype).tobytes()
            kind = caffe_pb2.BlobProto.RawType.Value(name)
            blob = caffe_pb2.BlobProto(
                data=[9], raw_data=raw, raw_data_type=kind, raw_diff=raw, raw_diff_type=kind
            )
            blob.shape.dim.extend([2, 2])
            for diff in (False, True):
                array = caffe.io.blobproto_to_array(blob, diff)
                self.assertEqual(array.tolist(), values.reshape(2, 2).tolist())
                array += 1
        whole = caffe_pb2.BlobProto(raw_data=np.array([-7], "<i4").tobytes(), raw_data_type=3)
        self.assertEqual(caffe.io.blobproto_to_array(whole), -7)
        double = caffe_pb2.BlobProto(double_data=[1.5], double_diff=[2.5])
        self.assertEqual(caffe.io.blobproto_to_array(double), 1.5)
        self.assertEqual(caffe.io.blobproto_to_array(double, True), 2.5)

    def test_a_vector_of_blobs_comes_back(self):
        arrays = [np.ones((2, 2)), np.zeros(3)]
        text = caffe.io.arraylist_to_blobprotovector_str(arrays)
        again = caffe.io.blobprotovector_str_to_arraylist(text)
        self.assertEqual([a.tolist() for a in again], [a.tolist() for a in arrays])

    def test_bytes_stay_bytes_in_a_datum(self):
        pixels = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
        datum = caffe.io.array_to_datum(pixels, label=0)
        self.assertTrue(datum.HasField("label"))
        again = caffe.io.datum_to_array(datum)
        self.assertEqual((again.dtype, again.tolist()), (np.uint8, pixels.tolist()))

    def test_floats_stay_floats_in_a_datum(self):
        datum = caffe.io.array_to_datum(np.full((1, 1, 2), 0.5))
        self.assertFalse(datum.HasField("label"))
        self.assertEqual(caffe.io.datum_to_array(datum).tolist(), [[[0.5, 0.5]]])

    def test_a_datum_is_of_three_axes(self):
        with self.assertRaises(ValueError):
            caffe.io.array_to_datum(np.zeros((2, 2)))


class ImageTests(unittest.TestCase):
    def load(self, image, color=True):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "image.png")
            image.save(path)
            return caffe.io.load_image(path, color)

    def test_colours_are_red_green_blue_from_0_to_1(self):
        image = self.load(Image.new("RGB", (3, 2), (255, 128, 0)))
        self.assertEqual((image.shape, image.dtype), ((2, 3, 3), np.float32))
        np.testing.assert_allclose(image[0, 0], [1, 128 / 255, 0], rtol=1e-6)

    def test_transparency_is_dropped_and_grey_is_tripled(self):
        self.assertEqual(self.load(Image.new("RGBA", (3, 2), (9, 9, 9, 0))).shape, (2, 3, 3))
        grey = self.load(Image.new("L", (3, 2), 51))
        self.assertEqual(grey.shape, (2, 3, 3))
        np.testing.assert_allclose(grey, 0.2, rtol=1e-6)

    def test_without_colour_there_is_one_channel(self):
        grey = self.load(Image.new("RGB", (3, 2), (255, 0, 0)), color=False)
        self.assertEqual(grey.shape, (2, 3, 1))
        np.testing.assert_allclose(grey, 0.2125, rtol=1e-5)

    def test_resizing_takes_the_middle_of_pixels(self):
        row = np.arange(4, dtype=np.float32).reshape(1, 4, 1)
        self.assertEqual(caffe.io.resize_image(row, (1, 2)).ravel().tolist(), [0.5, 2.5])
        wide = caffe.io.resize_image(row, (1, 8)).ravel()
        self.assertEqual(wide.tolist(), [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3])
        nearest = caffe.io.resize_image(row, (1, 8), interp_order=0).ravel()
        self.assertEqual(nearest.tolist(), [0, 0, 1, 1, 2, 2, 3, 3])

    def test_arrays_that_are_not_images_are_resized_from_corner_to_corner(self):
        maps = np.stack([np.arange(3.0)] * 2, axis=-1).reshape(1, 3, 2)
        self.assertEqual(
            caffe.io.resize_image(maps, (1, 5))[0, :, 1].tolist(), [0, 0.5, 1, 1.5, 2]
        )

    def test_what_is_not_an_image_is_reported(self):
        for given in (None, "cat.jpg", 3, np.zeros((0, 4, 3)), np.zeros(3)):
            with self.assertRaisesRegex(ValueError, "H x W x C, found .*load_image"):
                caffe.io.resize_image(given, (2, 2))
        for size in ((0, 2), (2, -1)):
            with self.assertRaisesRegex(ValueError, "at least one pixel, found the size"):
                caffe.io.resize_image(np.zeros((4, 4, 3)), size)
        transformer = caffe.io.Transformer({"data": (1, 3, 4, 4)})
        transformer.set_transpose("data", (2, 0, 1))
        with self.assertRaisesRegex(ValueError, r"shape \(4, 4\).*np.newaxis"):
            transformer.preprocess("data", np.zeros((4, 4)))
        with self.assertRaisesRegex(ValueError, r"\(1, 3, 4, 4\).*mean\[0\]"):
            transformer.set_mean("data", np.zeros((1, 3, 4, 4)))

    def test_a_constant_image_stays_constant(self):
        image = caffe.io.resize_image(np.full((5, 7, 3), 0.1), (3, 3))
        self.assertEqual(set(image.ravel().tolist()), {np.float32(0.1)})

    def test_ten_crops_are_corners_centre_and_mirrored(self):
        image = np.arange(25, dtype=np.float32).reshape(5, 5, 1)
        crops = caffe.io.oversample([image], (3, 3))
        self.assertEqual(crops.shape, (10, 3, 3, 1))
        self.assertEqual([int(crop[0, 0, 0]) for crop in crops[:5]], [0, 2, 10, 12, 6])
        self.assertEqual(crops[5:].tolist(), crops[:5, :, ::-1].tolist())


class TransformerTests(unittest.TestCase):
    def setUp(self):
        self.transformer = caffe.io.Transformer({"data": (1, 3, 4, 5)})

    def test_the_steps_come_in_caffes_order(self):
        t = self.transformer
        t.set_transpose("data", (2, 0, 1))
        t.set_channel_swap("data", (2, 1, 0))
        t.set_raw_scale("data", 255)
        t.set_mean("data", np.array([1.0, 2.0, 3.0]))
        t.set_input_scale("data", 0.5)
        image = np.zeros((4, 5, 3), dtype=np.float32)
        image[0, 0] = [0.1, 0.2, 0.4]
        found = t.preprocess("data", image.copy())
        self.assertEqual(found.shape, (3, 4, 5))
        np.testing.assert_allclose(found[:, 0, 0], [50.5, 24.5, 11.25], rtol=1e-6)
        np.testing.assert_allclose(t.deprocess("data", found), image, atol=1e-6)

    def test_another_size_is_resized(self):
        self.transformer.set_transpose("data", (2, 0, 1))
        self.assertEqual(self.transformer.preprocess("data", np.ones((8, 9, 3))).shape, (3, 4, 5))

    def test_a_mean_image_is_resized_to_the_input(self):
        mean = np.broadcast_to(np.linspace(0, 9, 10), (3, 8, 10))
        self.transformer.set_mean("data", mean)
        self.assertEqual(self.transformer.mean["data"].shape, (3, 4, 5))
        np.testing.assert_allclose(self.transformer.mean["data"][0, 0], [0.5, 2.5, 4.5, 6.5, 8.5])

    def test_what_does_not_fit_is_refused(self):
        t = self.transformer
        for call in (
            lambda: t.set_transpose("data", (0, 1)),
            lambda: t.set_channel_swap("data", (0, 1)),
            lambda: t.set_mean("data", np.zeros(2)),
            lambda: t.set_mean("data", np.zeros((2, 4, 5))),
            lambda: t.set_raw_scale("image", 1),
        ):
            with self.assertRaises(Exception):
                call()
