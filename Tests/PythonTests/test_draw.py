"""Drawings of nets."""

import shutil
import tempfile
import unittest
from pathlib import Path

import caffe
from caffe import draw
from caffe import layers as L
from caffe import params as P


@unittest.skipUnless(shutil.which("dot"), "Graphviz is not installed")
class DrawTests(unittest.TestCase):
    def setUp(self):
        net = caffe.NetSpec()
        net.data = L.Data(batch_size=64, include=dict(phase=caffe.TRAIN))
        net.conv = L.Convolution(net.data, num_output=20, kernel_size=5, pad_h=1, pad_w=2)
        net.pool = L.Pooling(net.conv, pool=P.Pooling.AVE, kernel_size=2)
        net.relu = L.ReLU(net.pool, in_place=True)
        self.net = net.to_proto()
        self.net.name = 'a "quoted" name'.replace('"', "'")

    def test_labels_of_layers_describe_what_they_do(self):
        label = draw.get_layer_label(self.net.layer[1], "TB", display_lrm=True)
        self.assertEqual(
            label, '"conv (Convolution) kernel size: 5 stride: 1 pad: 1x2 lr mult: 1, 1"'
        )
        self.assertIn("(AVE Pooling)", draw.get_layer_label(self.net.layer[2], "LR"))
        self.assertEqual(draw.get_edge_label(self.net.layer[0]), "Batch 64")
        self.assertEqual(draw.get_edge_label(self.net.layer[1]), "20")

    def test_a_picture_is_drawn(self):
        self.assertTrue(draw.draw_net(self.net, "LR").startswith(b"\x89PNG"))
        self.assertIn(b"conv_blob", draw.draw_net(self.net, "TB", "svg"))

    def test_a_file_whose_name_has_no_known_format_is_refused_and_not_made(self):
        with tempfile.TemporaryDirectory() as folder:
            cases = {
                "net": "has no known format; name it .png, .svg, .pdf or .dot",
                "net.xyz": 'could not draw "xyz"',
            }
            for name, sentence in cases.items():
                path = Path(folder) / name
                with self.subTest(name), self.assertRaisesRegex(ValueError, sentence):
                    draw.draw_net_to_file(self.net, path)
                self.assertFalse(path.exists())
            draw.draw_net_to_file(self.net, Path(folder) / "net.SVG")
            self.assertIn(b"conv_blob", (Path(folder) / "net.SVG").read_bytes())

    def test_the_phase_leaves_out_the_layers_of_the_other(self):
        names = lambda phase: draw.get_pydot_graph(self.net, "LR", phase=phase).to_string()
        self.assertIn("data_Data", names(caffe.TRAIN))
        self.assertNotIn("data_Data", names(caffe.TEST))
