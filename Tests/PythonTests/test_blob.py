"""Blobs as numpy sees them."""

import gc
import unittest

import numpy as np

import caffe


class BlobTests(unittest.TestCase):
    def test_views_share_the_memory(self):
        blob = caffe.Blob(2, 3)
        blob.data[1, 2] = 5
        self.assertEqual(blob.data.sum(), 5)
        self.assertEqual((blob.data.dtype, blob.data.shape), (np.float32, (2, 3)))
        self.assertEqual(blob.diff.sum(), 0)

    def test_a_view_outlives_its_blob(self):
        blob = caffe.Blob(1000)
        blob.data[...] = 7
        part = blob.data[10:20]
        del blob
        gc.collect()
        others = [caffe.Blob(1000) for _ in range(50)]
        for other in others:
            other.data[...] = 1
        self.assertEqual(part.tolist(), [7] * 10)

    def test_a_view_outlives_a_reshape(self):
        blob = caffe.Blob(4)
        blob.data[...] = 3
        view = blob.data
        blob.reshape(5000)
        blob.data[...] = 1
        self.assertEqual(view.tolist(), [3] * 4)
        self.assertEqual(blob.data.shape, (5000,))

    def test_a_scalar_has_no_axes(self):
        blob = caffe.Blob()
        blob.data[...] = 2
        self.assertEqual((blob.shape, blob.data.ndim, float(blob.data), blob.count), ((), 0, 2, 1))

    def test_legacy_extents_are_1_where_there_is_no_axis(self):
        blob = caffe.Blob(5, 4)
        self.assertEqual((blob.num, blob.channels, blob.height, blob.width), (5, 4, 1, 1))
        self.assertEqual(blob.count, 20)
        with self.assertRaisesRegex(RuntimeError, "this one has 5; use shape"):
            caffe.Blob(1, 1, 1, 1, 1).num

    def test_extents_are_whole_numbers(self):
        blob = caffe.Blob(2)
        blob.reshape(np.int64(3), 1)
        self.assertEqual(blob.shape, (3, 1))
        with self.assertRaisesRegex(TypeError, r"whole numbers .*//.* found \(2.0,\)"):
            blob.reshape(2.0)
        with self.assertRaisesRegex(TypeError, r"reshape\(\*shape\)"):
            blob.reshape((2, 2))
        with self.assertRaisesRegex(RuntimeError, "must not be negative, found -1"):
            blob.reshape(-1)
        with self.assertRaisesRegex(RuntimeError, "more than the 2147483647 elements"):
            blob.reshape(1 << 20, 1 << 20)
        with self.assertRaisesRegex(RuntimeError, "below 2.31, found"):
            blob.reshape(1 << 64)
        self.assertEqual(blob.shape, (3, 1))

    def test_a_view_is_written_into_and_not_replaced(self):
        blob = caffe.Blob(2)
        with self.assertRaisesRegex(AttributeError, r"write into it: data\[\.\.\.\] = values"):
            blob.data = np.ones(2)

    def test_memory_is_given_back(self):
        def resident():
            with open("/proc/self/statm") as file:
                return int(file.read().split()[1]) * 4096

        caffe.Blob(1 << 20).data[...] = 1
        before = resident()
        for _ in range(100):
            caffe.Blob(1 << 20).data[...] = 1
        self.assertLess(resident() - before, 40 << 20)


if __name__ == "__main__":
    unittest.main()
