"""Nets written in Python."""

import copy
import tempfile
import unittest

import numpy as np

import caffe
from caffe import layers as L
from caffe import params as P
from caffe.proto import caffe_pb2


class NetSpecTests(unittest.TestCase):
    def test_names_of_attributes_name_layers_and_blobs(self):
        net = caffe.NetSpec()
        net.data, net.label = L.DummyData(shape=[dict(dim=[2, 3]), dict(dim=[2])], ntop=2)
        net["ip"] = L.InnerProduct(
            net.data, num_output=4, weight_filler=dict(type="xavier"), param=[dict(lr_mult=1)] * 2
        )
        net.relu = L.ReLU(net.ip, in_place=True)
        net.loss = L.SoftmaxWithLoss(net.relu, net.label, loss_weight=0.5)
        proto = net.to_proto()
        self.assertEqual([layer.name for layer in proto.layer], ["data", "ip", "relu", "loss"])
        data, ip, relu, loss = proto.layer
        self.assertEqual(list(data.top), ["data", "label"])
        self.assertEqual([list(shape.dim) for shape in data.dummy_data_param.shape], [[2, 3], [2]])
        self.assertEqual(ip.inner_product_param.num_output, 4)
        self.assertEqual(ip.inner_product_param.weight_filler.type, "xavier")
        self.assertEqual([param.lr_mult for param in ip.param], [1, 1])
        self.assertEqual((list(relu.bottom), list(relu.top)), (["ip"], ["ip"]))
        self.assertEqual(list(loss.bottom), ["ip", "label"])
        self.assertEqual(list(loss.loss_weight), [0.5])

    def test_what_has_no_name_is_named_by_its_type_and_a_number(self):
        first, second = L.DummyData(ntop=2)
        top = L.ReLU(L.Concat(first, second))
        layers = caffe.to_proto(top, L.ReLU(first)).layer
        self.assertEqual(
            [(layer.name, list(layer.top)) for layer in layers],
            [
                ("DummyData1", ["DummyData1", "DummyData2"]),
                ("Concat1", ["Concat1"]),
                ("ReLU1", ["ReLU1"]),
                ("ReLU2", ["ReLU2"]),
            ],
        )

    def test_a_layer_without_tops_is_assigned_as_it_is(self):
        net = caffe.NetSpec()
        net.data = L.Input()
        net.quiet = L.Silence(net.data, ntop=0)
        layer = net.to_proto().layer[1]
        self.assertEqual((layer.name, layer.type, len(layer.top)), ("quiet", "Silence", 0))

    def test_parameters_go_where_they_belong(self):
        layer = L.Convolution(
            L.Input(),
            kernel_size=3,
            stride=[1, 2],
            name="mine",
            phase=caffe.TEST,
            transform_param=dict(scale=2),
            include=dict(phase=caffe.TRAIN),
        ).to_proto().layer[1]
        self.assertEqual(layer.name, "mine")
        self.assertEqual(list(layer.convolution_param.kernel_size), [3])
        self.assertEqual(list(layer.convolution_param.stride), [1, 2])
        self.assertEqual(layer.phase, caffe_pb2.TEST)
        self.assertEqual(layer.transform_param.scale, 2)
        self.assertEqual(layer.include[0].phase, caffe_pb2.TRAIN)

    def test_an_unknown_parameter_is_reported_with_the_known_ones(self):
        with self.assertRaisesRegex(AttributeError, "PoolingParameter has no field.*kernel_size"):
            L.Pooling(L.Input(), kernel=2).to_proto()
        with self.assertRaisesRegex(AttributeError, r"loss_param=dict\(ignore_label=\.\.\.\)"):
            L.SoftmaxWithLoss(ignore_label=255).to_proto()

    def test_parameters_may_be_arrays_and_messages(self):
        layer = L.Convolution(
            kernel_size=np.array([3, 5]),
            pad=range(2),
            num_output=np.int64(4),
            weight_filler=caffe_pb2.FillerParameter(type="xavier"),
            param=[caffe_pb2.ParamSpec(lr_mult=2), dict(lr_mult=0)],
        ).to_proto().layer[0]
        self.assertEqual(list(layer.convolution_param.kernel_size), [3, 5])
        self.assertEqual(list(layer.convolution_param.pad), [0, 1])
        self.assertEqual(layer.convolution_param.weight_filler.type, "xavier")
        self.assertEqual([param.lr_mult for param in layer.param], [2, 0])

    def test_a_value_that_a_field_does_not_take_is_reported_with_the_field(self):
        for parameters, sentence in (
            (dict(num_output=2.5), "ConvolutionParameter.num_output: .*float"),
            (dict(kernel_size=["a"]), "ConvolutionParameter.kernel_size: .*str"),
            (dict(weight_filler="xavier"), r"weight_filler: .*dict\(.*'xavier'"),
            (dict(weight_filler=dict(std="a")), "weight_filler: FillerParameter.std: "),
        ):
            with self.assertRaisesRegex(TypeError, sentence):
                L.Convolution(**parameters).to_proto()

    def test_assigning_what_is_not_a_top_is_an_error(self):
        net = caffe.NetSpec()
        for value in (L.Data(ntop=2), [L.Input()], 3):
            net.data = value
            with self.assertRaisesRegex(TypeError, '"data" is not a Top .*n.data, n.label = '):
                net.to_proto()
        with self.assertRaisesRegex(TypeError, "is not a Top"):
            caffe.to_proto([L.Input()])

    def test_a_net_may_be_copied(self):
        net = caffe.NetSpec()
        net.data = L.Input()
        self.assertEqual(copy.deepcopy(net).to_proto(), net.to_proto())

    def test_an_input_that_is_not_a_top_is_refused(self):
        with self.assertRaisesRegex(TypeError, r"ReLU input 0 is not a Top \(type is .*tuple"):
            L.ReLU(L.DummyData(ntop=2))

    def test_enums_have_their_numbers(self):
        self.assertEqual(P.Pooling.AVE, caffe_pb2.PoolingParameter.AVE)
        self.assertEqual(P.Data.LMDB, 1)

    def test_a_deep_net_does_not_exhaust_the_stack(self):
        top = L.Input()
        for _ in range(5000):
            top = L.ReLU(top)
        self.assertEqual(len(top.to_proto().layer), 5001)

    def test_what_it_writes_the_engine_builds(self):
        net = caffe.NetSpec()
        net.data = L.Input(shape=dict(dim=[1, 1, 4, 4]))
        net.pool = L.Pooling(net.data, kernel_size=2, stride=2, pool=P.Pooling.MAX)
        with tempfile.NamedTemporaryFile("w", suffix=".prototxt") as file:
            file.write(str(net.to_proto()))
            file.flush()
            built = caffe.Net(file.name, caffe.TEST)
        self.assertEqual(built.blobs["pool"].data.shape, (1, 1, 2, 2))
