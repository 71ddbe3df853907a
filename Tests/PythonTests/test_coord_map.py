"""Where pixels of one top lie in another."""

import unittest

import numpy as np

from caffe import layers as L
from caffe.coord_map import (
    AxisMismatchException,
    UndefinedMapException,
    compose,
    coord_map,
    coord_map_from_to,
    crop,
    inverse,
)


class CoordMapTests(unittest.TestCase):
    def setUp(self):
        self.data = L.Input()

    def between(self, top):
        return tuple(np.array(part).tolist() for part in coord_map_from_to(top, self.data))

    def test_a_convolution_shifts_by_its_pad_less_half_its_kernel(self):
        axis, a, b = coord_map(L.Convolution(self.data, kernel_size=5, pad=1, stride=2).fn)
        self.assertEqual((axis, a.tolist(), b.tolist()), (1, [0.5], [-0.5]))

    def test_dilation_widens_the_kernel(self):
        _, _, b = coord_map(L.Convolution(self.data, kernel_size=3, dilation=2).fn)
        self.assertEqual(b.tolist(), [-2])

    def test_a_deconvolution_undoes_a_convolution_of_the_same_kernel(self):
        down = L.Convolution(self.data, kernel_size=4, stride=2, pad=1)
        up = L.Deconvolution(
            down, convolution_param=dict(num_output=1, kernel_size=4, stride=2, pad=1)
        )
        self.assertEqual(self.between(up), (1, [1], [0]))

    def test_neurons_pass_and_pools_halve(self):
        top = L.Pooling(L.ReLU(self.data), kernel_size=2, stride=2)
        self.assertEqual(coord_map_from_to(self.data, top)[1].tolist(), [0.5])
        self.assertEqual(self.between(top)[1], [2.0])

    def test_there_and_back_is_the_identity(self):
        there = (1, 2, 3)
        self.assertEqual(compose(there, inverse(there)), (1, 1, 0))

    def test_maps_over_different_axes_do_not_compose(self):
        with self.assertRaises(AxisMismatchException):
            compose((1, 1, 0), (2, 1, 0))

    def test_an_inner_product_has_no_map(self):
        with self.assertRaises(UndefinedMapException):
            coord_map(L.InnerProduct(self.data).fn)
        with self.assertRaisesRegex(RuntimeError, "Could not compute map"):
            coord_map_from_to(L.InnerProduct(self.data, num_output=1), self.data)

    def test_the_crop_of_a_padded_map_starts_at_the_pad(self):
        padded = L.Convolution(self.data, kernel_size=1, pad=7)
        layer = crop(padded, self.data).to_proto().layer[-1]
        self.assertEqual((layer.crop_param.axis, list(layer.crop_param.offset)), (2, [7]))

    def test_each_axis_may_have_an_offset_of_its_own(self):
        padded = L.Convolution(self.data, kernel_size=1, pad=[2, 3])
        layer = crop(padded, self.data).to_proto().layer[-1]
        self.assertEqual(list(layer.crop_param.offset), [2, 3])

    def test_crops_that_cannot_be_are_refused(self):
        with self.assertRaisesRegex(AssertionError, "scale mismatch"):
            crop(L.Pooling(self.data, kernel_size=2, stride=2), self.data)
        with self.assertRaisesRegex(AssertionError, "negative offset"):
            crop(L.Convolution(self.data, kernel_size=3), self.data)
        with self.assertRaisesRegex(AssertionError, "noninteger offset"):
            crop(L.Convolution(self.data, kernel_size=2, pad=1), self.data)
        with self.assertRaisesRegex(AssertionError, "legacy"):
            coord_map(L.Convolution(self.data, kernel_h=3, kernel_w=3).fn)

    def test_a_crop_moves_what_follows(self):
        cropped = L.Crop(self.data, L.Input(), axis=2, offset=4)
        self.assertEqual(self.between(cropped), (1, 1.0, [4.0]))
