"""`caffe.Net`: what it shows, how it runs, how it loads and saves."""

import copy
import gc
import os
import unittest
import warnings
from collections import OrderedDict
from pathlib import Path

import numpy as np

import caffe
from caffe.proto import caffe_pb2
from nets import Folder
from small import NET, SmallFolder

SHAPES = {"data": (4, 1, 6, 6), "label": (4,)}


def images(count=4):
    return np.random.default_rng(3).normal(size=(count, 1, 6, 6)).astype(np.float32)


class ContentsTests(unittest.TestCase):
    """The attributes of a net."""

    def setUp(self):
        self.net = SmallFolder().net()

    def test_blobs_are_in_the_order_in_which_they_are_made(self):
        splits = ["label_data_1_split_0", "label_data_1_split_1"]
        self.assertEqual(
            list(self.net.blobs),
            ["data", "label", *splits, "conv", "ip", "ip_ip_0_split_0", "ip_ip_0_split_1"]
            + ["loss", "accuracy"],
        )
        self.assertEqual(list(self.net._blob_names), list(self.net.blobs))
        self.assertEqual([blob.shape for blob in self.net._blobs][:2], list(SHAPES.values()))

    def test_only_layers_with_parameters_are_in_params(self):
        self.assertEqual(list(self.net.params), ["conv", "ip"])
        self.assertEqual([blob.shape for blob in self.net.params["conv"]], [(3, 1, 3, 3), (3,)])
        self.assertEqual(self.net.params["ip"][-1].shape, (5,))
        self.assertEqual(len(self.net.params["ip"][0:1]), 1)

    def test_layers_have_their_type_and_parameters(self):
        conv = self.net.layer_dict["conv"]
        self.assertIsInstance(conv, caffe.Layer)
        self.assertEqual((conv.type, len(conv.blobs)), ("Convolution", 2))
        self.assertEqual(list(self.net.layer_dict), list(self.net._layer_names))
        self.assertEqual(len(self.net.layers), len(self.net._layer_names))

    def test_a_layer_in_python_is_the_object_of_its_class(self):
        net = Folder("""
            def setup(self, bottom, top):
                self.mark = "here"
            """).net()
        self.assertEqual(net.layers[1].mark, "here")
        self.assertEqual(net.layers[1].type, "Python")

    def test_inputs_outputs_and_names(self):
        net = self.net
        self.assertEqual((net.inputs, net.outputs), (["data", "label"], ["accuracy", "loss"]))
        self.assertEqual([net._blob_names[i] for i in net._inputs], net.inputs)
        self.assertEqual([net._blob_names[i] for i in net._outputs], net.outputs)
        self.assertEqual(net.top_names["data"], ["data", "label"])
        self.assertEqual(net.bottom_names["loss"], ["ip_ip_0_split_0", "label_data_1_split_0"])
        relu = list(net._layer_names).index("relu")
        self.assertEqual(list(net._top_ids(relu)), list(net._bottom_ids(relu)))
        self.assertIsInstance(net.top_names, OrderedDict)

    def test_loss_weights_are_given_by_blob(self):
        weights = self.net.blob_loss_weights
        self.assertEqual((weights["loss"], weights["ip"], weights["accuracy"]), (2, 0, 0))
        self.assertEqual(list(weights.values()), list(self.net._blob_loss_weights))

    def test_an_automatic_top_is_a_blob_of_the_net(self):
        text = NET.replace('top: "loss"\n        loss_weight: 2', "")
        self.assertIn("(automatic)", SmallFolder(text).net().blobs)

    def test_a_layer_in_place_after_one_whose_output_its_gradient_needs_is_one_blob(self):
        net = SmallFolder("""
            force_backward: true
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 2 } } }
            layer { name: "tanh" type: "TanH" bottom: "data" top: "tanh" }
            layer { name: "twice" type: "Power" bottom: "tanh" top: "tanh"
                    power_param { scale: 2 shift: 1 } }
            """).net()
        self.assertEqual(list(net.blobs), ["data", "tanh"])
        self.assertEqual((list(net._top_ids(1)), list(net._bottom_ids(2))), ([1], [1]))
        # tanh(ln 2) = 3/5, whose slope is 16/25.
        net.blobs["data"].data[...] = [0, np.log(2)]
        net.forward()
        np.testing.assert_allclose(net.blobs["tanh"].data, [1, 2.2], rtol=1e-6)
        net.blobs["tanh"].diff[...] = 1
        net.backward()
        np.testing.assert_allclose(net.blobs["data"].diff, [2, 1.28], rtol=1e-6)

    def test_level_and_stages_choose_layers(self):
        text = """
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 } } }
            layer { name: "a" type: "ReLU" bottom: "data" top: "a" include { stage: "a" } }
            layer { name: "b" type: "ReLU" bottom: "data" top: "b"
                    include { stage: "a" stage: "b" } }
            layer { name: "high" type: "ReLU" bottom: "data" top: "high" include { min_level: 2 } }
            """
        folder = SmallFolder(text)
        self.assertEqual(folder.net().outputs, ["data"])
        self.assertEqual(folder.net(stages=["a"]).outputs, ["a"])
        self.assertEqual(folder.net(stages=["a", "b"], level=2).outputs, ["a", "b", "high"])

    def test_stages_are_added_to_those_of_the_file(self):
        text = """
            state { stage: "a" }
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 } } }
            layer { name: "b" type: "ReLU" bottom: "data" top: "b"
                    include { stage: "a" stage: "b" } }
            """
        self.assertEqual(SmallFolder(text).net(stages=["b"]).outputs, ["b"])


class PassTests(unittest.TestCase):
    """Forward and backward, whole and in part."""

    def setUp(self):
        self.net = SmallFolder("force_backward: true\n" + NET).net(caffe.TRAIN)
        self.net.blobs["data"].data[...] = images()
        self.net.blobs["label"].data[...] = [0, 1, 2, 3]

    def test_arguments_of_another_type_are_reported(self):
        build = SmallFolder().net
        for work, sentence in (
            (lambda: build(None), "caffe.TRAIN or caffe.TEST, is a whole number, found None"),
            (lambda: build(1.0), "caffe.TRAIN or caffe.TEST, is a whole number, found 1.0"),
            (lambda: build("weights"), "caffe.TRAIN or caffe.TEST, is a whole number, found None"),
            (lambda: build(caffe.TEST, level="1"), "weights are named"),
            (lambda: build(caffe.TEST, level=[1]), "level is a whole number"),
            (lambda: build(caffe.TEST, stages=3), "stages are given by their names, found int"),
            (lambda: self.net.forward(images()), "blobs are given by their names, found ndarray"),
            (lambda: self.net.backward([3]), "diffs are given by their names, found int"),
            (lambda: self.net._forward(0, 1.5), "a layer's number is a whole number, found 1.5"),
        ):
            with self.assertRaisesRegex(TypeError, sentence):
                work()
        with self.assertRaisesRegex(RuntimeError, "there is no layer 2147483647"):
            self.net._forward(0, 1 << 40)

    def test_one_name_may_stand_alone(self):
        self.assertIn("conv", self.net.forward("conv"))
        self.assertIn("conv", self.net.backward("conv"))

    def test_an_unknown_name_is_reported_with_the_known_ones(self):
        for part in (self.net.blobs, self.net.params, self.net.layer_dict):
            with self.assertRaisesRegex(KeyError, 'there is no "fc8"; there are .*conv, '):
                part["fc8"]

    def test_an_assigned_part_is_refused_with_how_to_write_it(self):
        blobs, params = self.net.blobs, self.net.params
        with self.assertRaises(TypeError) as caught:
            blobs["data"] = images()
        self.assertEqual(
            str(caught.exception),
            'net.blobs["data"] cannot be replaced; write net.blobs["data"].data[...] = values',
        )
        with self.assertRaisesRegex(TypeError, r'write net.params\["ip"\]\[0\].data\[...\] = '):
            params.update(ip=[images()])
        with self.assertRaisesRegex(TypeError, r'net.layer_dict\["ip"\] cannot be replaced$'):
            self.net.layer_dict["ip"] = None
        with self.assertRaisesRegex(KeyError, 'there is no "fc8"; there are conv, ip'):
            params["fc8"] = images()

    def test_a_copy_of_the_blobs_by_name_belongs_to_the_caller(self):
        blobs = self.net.blobs
        self.assertIsInstance(blobs, OrderedDict)
        for copied in (blobs.copy(), copy.copy(blobs), OrderedDict(blobs), dict(blobs)):
            self.assertEqual(list(copied.items()), list(blobs.items()))
            copied["data"] = 3
            self.assertEqual(blobs["data"].shape, SHAPES["data"])

    def test_part_of_a_net_goes_forward(self):
        net = self.net
        conv = np.random.default_rng(1).normal(size=net.blobs["conv"].shape)
        net.blobs["conv"].data[...] = conv
        out = net.forward(start="ip", end="ip")
        weights, bias = (blob.data for blob in net.params["ip"])
        self.assertEqual(list(out), ["ip"])
        expected = conv.reshape(4, -1) @ weights.T + bias
        np.testing.assert_allclose(out["ip"], expected, rtol=1e-4, atol=1e-5)

    def test_part_of_a_net_goes_backward(self):
        net = self.net
        net.forward()
        diff = np.random.default_rng(2).normal(size=net.blobs["ip"].shape)
        net.blobs["ip"].diff[...] = diff
        out = net.backward(start="ip", end="ip")
        expected = (diff @ net.params["ip"][0].data).reshape(net.blobs["conv"].shape)
        np.testing.assert_allclose(out["conv"], expected, rtol=1e-4, atol=1e-5)

    def test_forward_returns_the_loss_times_its_weight(self):
        net = self.net
        loss = net._forward(0, len(net.layers) - 1)
        self.assertAlmostEqual(loss, 2 * float(net.blobs["loss"].data), places=5)

    def test_results_are_views_that_later_passes_write(self):
        first = self.net.forward(blobs=["conv"])
        before = {name: array.copy() for name, array in first.items()}
        self.assertEqual(set(before), {"loss", "accuracy", "conv"})
        self.net.blobs["data"].data[...] += 1
        second = self.net.forward(blobs=["conv"])
        np.testing.assert_array_equal(first["conv"], second["conv"])
        self.assertTrue((before["conv"] != second["conv"]).any())

    def test_a_view_from_before_shows_what_native_layers_compute(self):
        views = {name: blob.data for name, blob in self.net.blobs.items()}
        weights = [blob.diff for blob in self.net.params["conv"]]
        self.net.forward()
        self.net.backward()
        for name, view in views.items():
            np.testing.assert_array_equal(view, self.net.blobs[name].data)
        self.assertTrue(weights[0].any())
        self.net.clear_param_diffs()
        self.assertFalse(weights[0].any())

    def test_gradients_of_parameters_add_up(self):
        net = self.net
        net.forward()
        net.backward()
        once = net.params["ip"][0].diff.copy()
        net.backward()
        np.testing.assert_allclose(net.params["ip"][0].diff, 2 * once, rtol=1e-5)

    def test_a_net_follows_its_inputs_shape(self):
        net = self.net
        net.blobs["data"].reshape(2, 1, 6, 6)
        net.blobs["label"].reshape(2)
        net.reshape()
        self.assertEqual(net.blobs["ip"].data.shape, (2, 5))

    def test_a_top_of_another_shape_is_shaped_again(self):
        self.net.forward()
        self.net.blobs["ip"].reshape(1)
        self.net.forward()
        self.assertEqual(self.net.blobs["ip"].shape, (4, 5))

    def test_there_is_no_way_back_through_another_shape(self):
        self.net.forward()
        self.net.blobs["conv"].reshape(1)
        with self.assertRaisesRegex(RuntimeError, "has changed since its forward pass"):
            self.net.backward()

    def test_a_split_top_of_another_shape_leaves_its_blob_alone(self):
        net = self.net
        net.forward()
        net.blobs["ip_ip_0_split_0"].reshape(50, 50)
        self.assertEqual(net.blobs["ip"].shape, (4, 5))
        with self.assertRaisesRegex(RuntimeError, "has changed since its forward pass"):
            net.backward()
        net.forward()
        self.assertEqual(net.blobs["ip_ip_0_split_0"].shape, (4, 5))
        net.blobs["ip"].data[...] = 7
        self.assertEqual(net.blobs["ip_ip_0_split_0"].data.min(), 7)

    def test_layers_that_keep_a_plan_shape_their_tops_again(self):
        net = SmallFolder("""
            layer { name: "data" type: "Input" top: "data"
                    input_param { shape { dim: 2 dim: 3 dim: 8 dim: 8 } } }
            layer { name: "spp" type: "SPP" bottom: "data" top: "out"
                    spp_param { pyramid_height: 2 } }
            """).net()
        net.blobs["out"].reshape(1)
        self.assertEqual(net.forward()["out"].shape, (2, 15))

    def test_inputs_have_to_be_all_of_the_nets_and_batch_sized(self):
        with self.assertRaisesRegex(Exception, "Input arguments do not match net inputs"):
            self.net.forward(data=images())
        with self.assertRaisesRegex(Exception, "Input is not batch sized"):
            self.net.forward(data=images(3), label=np.zeros(4))
        with self.assertRaisesRegex(Exception, "Top diff arguments do not match net outputs"):
            self.net.backward(ip=np.zeros((4, 5)))

    def test_an_unknown_layer_is_reported(self):
        with self.assertRaisesRegex(ValueError, 'no layer "ipp"'):
            self.net.forward(end="ipp")

    def test_dropout_draws_again_in_each_pass(self):
        net = SmallFolder("""
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 64 } } }
            layer { name: "drop" type: "Dropout" bottom: "data" top: "out" }
            """).net(caffe.TRAIN)
        first = net.forward(data=np.ones(64))["out"].copy()
        self.assertTrue((first != net.forward()["out"]).any())


class BatchTests(unittest.TestCase):
    """Arrays of any length through a net."""

    def setUp(self):
        self.net = Folder(
            """
            def forward(self, bottom, top):
                top[0].data[...] = 10 * bottom[0].data
            def backward(self, top, propagate_down, bottom):
                bottom[0].diff[...] = 10 * top[0].diff
            """,
            shape=(2, 3),
        ).net()
        self.rows = np.arange(15, dtype=np.float32).reshape(5, 3)

    def test_all_rows_go_forward(self):
        out = self.net.forward_all(blobs=["data"], data=self.rows)
        np.testing.assert_array_equal(out["out"], 10 * self.rows)
        np.testing.assert_array_equal(out["data"], self.rows)

    def test_results_are_copies(self):
        out = self.net.forward_all(data=self.rows)["out"]
        self.net.forward(data=np.zeros((2, 3)))
        np.testing.assert_array_equal(out, 10 * self.rows)

    def test_all_rows_go_forward_and_backward(self):
        blobs, diffs = self.net.forward_backward_all(
            diffs=["out"], data=self.rows, out=np.ones((5, 3))
        )
        np.testing.assert_array_equal(blobs["out"], 10 * self.rows)
        np.testing.assert_array_equal(diffs["data"], np.full((5, 3), 10))
        self.assertEqual(diffs["out"].shape, (5, 3))

    def test_the_last_batch_is_filled_up_with_zeros(self):
        batches = list(self.net._batch({"data": self.rows}))
        self.assertEqual(len(batches), 3)
        np.testing.assert_array_equal(batches[2]["data"], [[12, 13, 14], [0, 0, 0]])


class WeightTests(unittest.TestCase):
    """Loading, saving and sharing."""

    def setUp(self):
        self.folder = SmallFolder()
        self.net = self.folder.net()
        self.model = self.folder.file("small.caffemodel")

    def same(self, one, other):
        for name in one.params:
            for a, b in zip(one.params[name], other.params[name]):
                np.testing.assert_array_equal(a.data, b.data)

    def test_nets_start_with_weights_of_their_own(self):
        other = self.folder.net()
        self.assertTrue((other.params["ip"][0].data != self.net.params["ip"][0].data).any())

    def test_a_seed_makes_weights_repeat(self):
        nets = []
        for _ in range(2):
            caffe.set_random_seed(5)
            nets.append((self.folder.net(), self.folder.net()))
        self.same(nets[0][0], nets[1][0])
        self.same(nets[0][1], nets[1][1])

    def test_a_seed_makes_the_passes_of_a_net_repeat(self):
        net = SmallFolder("""
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 100 } } }
            layer { name: "drop" type: "Dropout" bottom: "data" top: "drop" }
            """).net(caffe.TRAIN)
        net.blobs["data"].data[...] = 1
        passes = []
        for seed in (5, 5, 6):
            caffe.set_random_seed(seed)
            passes.append([net.forward()["drop"].copy() for _ in range(2)])
        np.testing.assert_array_equal(passes[0], passes[1])
        self.assertTrue((passes[0][0] != passes[0][1]).any())
        self.assertTrue((passes[0][0] != passes[2][0]).any())

    def test_saved_weights_come_back_bit_by_bit(self):
        self.net.params["ip"][0].data[...] = np.pi
        self.net.save(self.model)
        self.same(self.net, self.folder.net(weights=self.model))
        later = self.folder.net()
        later.copy_from(self.model)
        self.same(self.net, later)

    def test_weights_go_through_hdf5_bit_by_bit(self):
        path = self.folder.file("small.h5")
        self.net.save_hdf5(path)
        for load in (caffe.Net.load_hdf5, caffe.Net.copy_from):
            other = self.folder.net()
            load(other, path)
            self.same(self.net, other)
        with self.assertRaisesRegex(RuntimeError, "net.prototxt"):
            other.load_hdf5(self.folder.file("net.prototxt"))
        with self.assertRaisesRegex(RuntimeError, "^Could not open file /no.h5"):
            other.load_hdf5("/no.h5")

    def test_the_code_of_layers_is_kept_next_to_saved_weights(self):
        folder = Folder()
        net = folder.net()
        source = (folder.path / "layers.py").read_text()
        (folder.path / "layers.py").write_text("changed since")
        for save, name in (
            (net.save, "a.caffemodel"),
            (net.save_hdf5, "b.caffemodel.h5"),
            (net.save_hdf5, "c.h5"),
            (net.save, "d.weights"),
        ):
            save(folder.path / name)
        for kept in ("a", "b", "c", "d.weights"):
            self.assertEqual((folder.path / f"{kept}.layers.py").read_text(), source)

    def test_the_old_order_of_arguments_works(self):
        self.net.save(self.model)
        net = caffe.Net(self.folder.file("net.prototxt"), self.model, caffe.TEST)
        self.same(self.net, net)
        with self.assertRaisesRegex(TypeError, "weights are named"):
            caffe.Net(self.folder.file("net.prototxt"), caffe.TEST, self.model)

    def test_shared_weights_are_one(self):
        other = self.folder.net()
        other.share_with(self.net)
        self.net.params["ip"][0].data[0, 0] = 42
        self.assertEqual(other.params["ip"][0].data[0, 0], 42)

    def test_missing_files_are_reported(self):
        for work in (
            lambda: caffe.Net("/no.prototxt", caffe.TEST),
            lambda: self.folder.net(weights="/no.caffemodel"),
            lambda: self.net.copy_from("/no.caffemodel"),
        ):
            with self.assertRaisesRegex(RuntimeError, "^Could not open file /no"):
                work()

    def test_why_a_file_cannot_be_read_is_reported(self):
        with self.assertRaisesRegex(RuntimeError, f"no.prototxt: .*directory, {os.getcwd()}"):
            caffe.Net("no.prototxt", caffe.TEST)
        with self.assertRaisesRegex(RuntimeError, "Is a directory"):
            caffe.Net(self.folder.path, caffe.TEST)
        with self.assertRaisesRegex(TypeError, "named by its path, found NetParameter"):
            caffe.Net(caffe.NetSpec().to_proto(), caffe.TEST)

    def test_paths_may_be_bytes(self):
        model = self.model.encode()
        self.net.save(model)
        self.net.copy_from(model)
        file = self.folder.file("net.prototxt").encode()
        self.same(self.net, caffe.Net(file, caffe.TEST, weights=model))
        self.same(self.net, caffe.Net(file, model, caffe.TEST))

    def test_a_file_of_another_net_is_reported(self):
        self.net.save(self.model)
        other = SmallFolder(NET.replace("num_output: 5", "num_output: 6")).net()
        with self.assertRaisesRegex(RuntimeError, 'layer "ip": cannot copy parameter 0'):
            other.copy_from(self.model)

    def test_weights_of_another_net_cause_a_warning(self):
        self.net.save(self.model)
        self.net.save_hdf5(self.model + ".h5")
        other = SmallFolder(NET.replace('"ip"', '"ip2"').replace('"conv"', '"conv2"'))
        for weights in (self.model, self.model + ".h5"):
            with self.assertWarnsRegex(RuntimeWarning, 'none of its layers is in the net.*"conv2"'):
                other.net().copy_from(weights)
        with self.assertWarnsRegex(RuntimeWarning, "none of its layers"):
            other.net().load_hdf5(self.model + ".h5")
        with self.assertWarnsRegex(RuntimeWarning, "none of its layers"):
            other.net(weights=self.model)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.net.copy_from(self.model)

    def test_weights_as_forks_write_them_are_accepted(self):
        self.net.save(self.model)
        message = caffe_pb2.NetParameter.FromString(Path(self.model).read_bytes())
        for layer in message.layer:
            for blob in layer.blobs:
                blob.raw_data = np.array(blob.data, "<f4").tobytes()
                blob.raw_data_type = blob.FLOAT
                del blob.data[:]
        # Field 148 is clip_param in Caffe, whose two fields are required, and
        # smooth_l1_loss_param in forks.
        message.layer[-1].MergeFromString(b"\xa2\x09\x05\x0d\x00\x00\x40\x40")
        Path(self.model).write_bytes(message.SerializePartialToString())
        self.same(self.net, self.folder.net(weights=self.model))

    def test_names_in_another_encoding_are_as_fsdecode_has_them(self):
        gbk = "网络".encode("gbk")
        folder = SmallFolder()
        path = folder.path / "net.prototxt"
        path.write_bytes(
            b"# " + gbk + b"\n" + path.read_bytes().replace(b'"ip"', b'"' + gbk + b'"')
        )
        net = folder.net()
        name = os.fsdecode(gbk)
        self.assertIn(name, net.params)
        self.assertIn(name, net.blobs)
        self.assertIn(name, list(net._layer_names))
        net.save(folder.file("w.caffemodel"))
        self.assertIn(gbk, (folder.path / "w.caffemodel").read_bytes())
        self.same(net, folder.net(weights=folder.file("w.caffemodel")))
        net.save_hdf5(folder.file("w.h5"))
        self.assertIn(gbk, (folder.path / "w.h5").read_bytes())
        self.same(net, folder.net(weights=folder.file("w.h5")))
        again = os.fsencode(folder.path) + b"/" + gbk + b".prototxt"
        with open(again, "wb") as file:
            file.write(path.read_bytes())
        self.assertIn(name, caffe.Net(again, caffe.TEST).params)
        self.assertIn(name, caffe.Net(os.fsdecode(again), caffe.TEST).params)

    def test_a_file_that_cannot_be_written_is_reported(self):
        with self.assertRaisesRegex(RuntimeError, "/no/such/folder"):
            self.net.save("/no/such/folder/file")

    def test_the_shape_of_a_parameter_belongs_to_the_layer(self):
        with self.assertRaisesRegex(RuntimeError, "shape of a parameter"):
            self.net.params["ip"][0].reshape(1)
        self.net.params["ip"][1].reshape(5)
        with self.assertRaisesRegex(RuntimeError, "added in setup"):
            self.net.params["ip"].add_blob(1)

    def test_only_a_net_that_reads_memory_takes_arrays(self):
        with self.assertRaisesRegex(RuntimeError, "first layer is a MemoryData"):
            self.net.set_input_arrays(images(), np.zeros(4, np.float32))

    def test_errors_of_the_file_name_the_place(self):
        folder = SmallFolder(NET.replace('"ReLU"', '"Relu"'))
        with self.assertRaisesRegex(
            RuntimeError, r'net.prototxt:\d+:\d+: layer "relu": .*mean "ReLU"'
        ):
            folder.net()


class InputArrayTests(unittest.TestCase):
    """`set_input_arrays` and the MemoryData layer that reads them."""

    def setUp(self):
        self.net = SmallFolder("""
            layer { name: "data" type: "MemoryData" top: "data" top: "label"
                    memory_data_param { batch_size: 2 channels: 1 height: 2 width: 3 } }
            """).net()
        self.data = np.arange(24, dtype=np.float32).reshape(4, 1, 2, 3)
        self.labels = np.arange(4, dtype=np.float32)

    def test_batches_come_around(self):
        self.net.set_input_arrays(self.data, self.labels)
        for first in (0, 2, 0):
            out = self.net.forward()
            np.testing.assert_array_equal(out["data"], self.data[first : first + 2])
            np.testing.assert_array_equal(out["label"].ravel(), self.labels[first : first + 2])

    def test_arrays_that_do_not_fit_are_reported(self):
        wide = np.zeros((4, 1, 3, 2), np.float32)
        for data, labels, sentence in (
            (self.data.astype(float), self.labels, "data array must be float32, found float64"),
            (self.data[0], self.labels, "data array must be 4-d"),
            (self.data[:, :, ::-1], self.labels, "data array must be C contiguous"),
            (wide, self.labels, "data array has wrong height: 3, not 2"),
            (self.data, self.labels[:2], "same first dimension, found 4 and 2"),
            (self.data[:3], self.labels[:3], "multiple of batch size, 2, found 3"),
            (self.data[:0], self.labels[:0], "multiple of batch size, 2, found 0"),
        ):
            with self.assertRaisesRegex(RuntimeError, sentence):
                self.net.set_input_arrays(data, labels)

    def test_reading_without_arrays_is_an_error(self):
        with self.assertRaisesRegex(RuntimeError, 'layer "data": there are no data yet'):
            self.net.forward()


class LifeTests(unittest.TestCase):
    """What outlives a net."""

    def test_blobs_parameters_and_views_outlive_the_net(self):
        net = SmallFolder().net()
        net.params["ip"][0].data[...] = 3
        params, blobs, layers = net.params, net.blobs, net.layers
        view = net.blobs["conv"].data
        del net
        gc.collect()
        self.assertEqual(params["ip"][0].data.sum(), 3 * params["ip"][0].count)
        self.assertEqual(sum(blob.data.sum() for blob in blobs.values()), 0)
        self.assertEqual(layers[4].blobs[1].shape, (5,))
        view[...] = 1
        self.assertEqual(blobs["conv"].data.min(), 1)


class CallbackTests(unittest.TestCase):
    """`before_forward` and its kin."""

    def setUp(self):
        self.net = SmallFolder().net(caffe.TRAIN)
        self.net.blobs["data"].data[...] = images()

    def test_callbacks_come_for_each_layer_in_order(self):
        net, calls = self.net, []
        net.before_forward(lambda layer: calls.append(("before", layer)))
        net.after_forward(lambda layer: calls.append(("after", layer)))
        net.before_backward(lambda layer: calls.append(("before back", layer)))
        net.after_backward(lambda layer: calls.append(("after back", layer)))
        count = len(net.layers)
        net.forward()
        there = [(when, layer) for layer in range(count) for when in ("before", "after")]
        self.assertEqual(calls, there)
        calls.clear()
        net.backward()
        back = [
            (when, layer)
            for layer in reversed(range(count))
            for when in ("before back", "after back")
        ]
        self.assertEqual(calls, back)

    def test_a_callback_sees_and_changes_what_flows(self):
        net = self.net
        conv = list(net._layer_names).index("conv")
        seen = []

        def after(layer):
            if layer == conv:
                seen.append(net.blobs["conv"].data.copy())
                net.blobs["conv"].data[...] = 0

        net.after_forward(after)
        net.forward()
        self.assertTrue(seen[0].any())
        np.testing.assert_allclose(net.blobs["ip"].data, 0, atol=1e-6)

    def test_what_a_callback_raises_is_raised(self):
        def fail(layer):
            raise KeyError("mine")

        self.net.before_forward(fail)
        with self.assertRaisesRegex(KeyError, "mine"):
            self.net.forward()

    def test_a_callback_is_callable(self):
        with self.assertRaises(TypeError):
            self.net.before_forward(3)


if __name__ == "__main__":
    unittest.main()
