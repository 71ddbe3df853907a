"""Caffe's tools over nets: upgrades of old files, and features of a trained net."""
import unittest

from program import LAYER_FILE, Job, ProgramTestCase, crema, small_dataset, temporary_folder
from records import datums, fields

OLD_NET = """\
name: "old"
layers { layer { name: "pad" type: "padding" pad: 1 } bottom: "data" top: "pad" }
layers { layer { name: "conv" type: "conv" num_output: 2 kernelsize: 3 blobs_lr: 1 }
         bottom: "pad" top: "conv" }
"""

NEW_NET = """\
name: "old"
layer {
  name: "conv"
  type: "Convolution"
  bottom: "data"
  top: "conv"
  param {
    lr_mult: 1
  }
  convolution_param {
    num_output: 2
    pad: 1
    kernel_size: 3
  }
}
"""


class UpgradeTests(ProgramTestCase):
    def setUp(self):
        self.folder = temporary_folder()
        self.old, self.new = self.folder / "old", self.folder / "new"

    def test_an_old_net_is_upgraded(self):
        self.old.write_text(OLD_NET)
        done = crema("upgrade_net_proto_text", self.old, self.new)
        self.assertDone(done)
        self.assertEqual(self.new.read_text(), NEW_NET)
        self.assertLogged(done, "upgrade_net_proto_text.cpp",
                          f"Wrote upgraded NetParameter text proto to {self.new}")
        self.assertLogged(
            done,
            "upgrade_proto.cpp",
            "Attempting to upgrade input file specified using deprecated "
            f"V0LayerParameter: {self.old}",
            "Successfully upgraded file specified using deprecated V1LayerParameter",
        )

    def test_a_net_is_written_to_the_standard_output(self):
        self.old.write_text(OLD_NET)
        done = crema("upgrade_net_proto_text", self.old, "/dev/stdout")
        self.assertDone(done)
        self.assertEqual(done.stdout, NEW_NET)

    def test_a_current_net_is_copied(self):
        self.old.write_text(NEW_NET)
        done = crema("upgrade_net_proto_text", self.old, self.new)
        self.assertDone(done)
        self.assertEqual(self.new.read_text(), NEW_NET)
        self.assertLogged(done, "upgrade_net_proto_text.cpp",
                          f"File already in latest proto format: {self.old}")

    def test_a_field_without_a_successor_ends_with_1_and_is_dropped(self):
        self.old.write_text(OLD_NET + 'layers { layer { name: "r" type: "relu" pad: 1 } top: "r" }')
        done = crema("upgrade_net_proto_text", self.old, self.new)
        self.assertEqual(done.returncode, 1)
        self.assertLogged(done, "upgrade_proto.cpp",
                          'Unknown parameter pad for layer type relu (layer "r")')
        self.assertIn('type: "ReLU"', self.new.read_text())

    def test_old_weights_are_upgraded(self):
        job = Job(iterations=1)
        self.assertDone(job.train())
        weights = job.path / "snapshot_iter_1.caffemodel"
        done = crema("upgrade_net_proto_binary", weights, self.new)
        self.assertDone(done)
        self.assertLogged(done, "upgrade_net_proto_binary.cpp",
                          f"File already in latest proto format: {weights}",
                          f"Wrote upgraded NetParameter binary proto to {self.new}")
        self.assertEqual(fields(self.new.read_bytes()), fields(weights.read_bytes()))

    def test_an_old_solver_is_upgraded(self):
        self.old.write_text("base_lr: 0.01 solver_type: NESTEROV")
        done = crema("upgrade_solver_proto_text", self.old, self.new)
        self.assertDone(done)
        self.assertEqual(self.new.read_text(), 'base_lr: 0.01\ntype: "Nesterov"\n')
        self.assertLogged(done, "upgrade_solver_proto_text.cpp",
                          f"Wrote upgraded SolverParameter text proto to {self.new}")

    def test_what_cannot_be_read_ends_with_2_and_writes_nothing(self):
        self.old.write_text("layer { nmae: 1 }")
        for tool, kind, message in (("upgrade_net_proto_text", "text", "NetParameter"),
                                    ("upgrade_net_proto_binary", "binary", "NetParameter"),
                                    ("upgrade_solver_proto_text", "text", "SolverParameter")):
            with self.subTest(tool):
                done = crema(tool, self.old, self.new)
                self.assertEqual(done.returncode, 2)
                self.assertLogged(done, f"{tool}.cpp",
                                  f"Failed to parse input {kind} file as {message}: {self.old}")
                self.assertEqual(crema(tool, self.old).returncode, 1)
        self.assertFalse(self.new.exists())

    def test_a_net_in_two_formats_is_refused(self):
        self.old.write_text(OLD_NET + NEW_NET.split("\n", 1)[1])
        done = crema("upgrade_net_proto_text", self.old, self.new)
        self.assertRefused(done, 'both "layer" and the older "layers"')


class FeatureTests(ProgramTestCase):
    def setUp(self):
        self.job = Job(iterations=1)
        self.assertDone(self.job.train())
        self.weights = self.job.path / "snapshot_iter_1.caffemodel"

    def extract(self, blobs, databases, batches=3, backend="lmdb", net=None):
        return crema("extract_features", self.weights, net or self.job.net, blobs,
                     ",".join(str(self.job.path / name) for name in databases), batches, backend)

    def test_writes_the_contents_of_blobs_for_each_image(self):
        done = self.extract("data,hidden", ["data_db", "hidden_db"])
        self.assertDone(done)
        sources = datums(small_dataset() / "train_db")[:12]
        data, hidden = datums(self.job.path / "data_db"), datums(self.job.path / "hidden_db")
        for records, extents in ((data, (1, 8, 8)), (hidden, (500, 1, 1))):
            self.assertEqual([key for key, _ in records], [f"{place:010}" for place in range(12)])
            for _, datum in records:
                self.assertEqual((datum["channels"], datum["height"], datum["width"]), extents)
                self.assertNotIn("data", datum)
        self.assertEqual(data[5][1]["float_data"], [byte / 256 for byte in sources[5][1]["data"]])
        self.assertEqual(len(hidden[0][1]["float_data"]), 500)
        self.assertLogged(done, "extract_features.cpp", "Using CPU", "Extracting Features",
                          "Extracted features of 12 query images for feature blob hidden",
                          "Successfully extracted the features!")

    def test_what_goes_through_a_leveldb_comes_out_the_same(self):
        self.assertDone(self.extract("hidden", ["direct"]))
        self.assertDone(self.extract("hidden", ["between"], backend="leveldb"))
        net = self.job.path / "features.prototxt"
        net.write_text('layer { name: "features" type: "Data" top: "features" data_param { '
                       f'source: "{self.job.path}/between" batch_size: 4 }} }}')
        self.assertDone(self.extract("features", ["after"], net=net))
        self.assertEqual(datums(self.job.path / "after"), datums(self.job.path / "direct"))

    def test_blobs_databases_and_numbers_that_do_not_fit_are_reported(self):
        self.assertRefused(
            self.extract("hiden", ["a"]), 'Unknown .* hiden .* did you mean "hidden"'
        )
        self.assertRefused(self.extract("data,hidden", ["a"]), "2 blobs for 1 databases")
        self.assertRefused(self.extract("data", ["a"], batches="ten"), 'whole number, found "ten"')
        self.assertRefused(
            self.extract("data", ["a"], backend="db"), 'unknown database backend "db"; known are'
        )
        self.assertDone(self.extract("data", ["a"]))
        self.assertRefused(self.extract("data", ["a"]), "cannot write database .*/a: .* already")
        self.assertEqual(crema("extract_features", self.weights, self.job.net).returncode, 1)

    def test_a_net_with_a_layer_in_python_runs_in_its_interpreter(self):
        layers = Job(layers=LAYER_FILE % "top[0].data[...] = bottom[0].data + 1")
        self.assertDone(self.extract("data", ["plain"], net=self.job.net))
        done = self.extract("data", ["mine"], net=layers.net)
        self.assertDone(done)
        plain, mine = datums(self.job.path / "plain"), datums(self.job.path / "mine")
        self.assertEqual(mine[3][1]["float_data"],
                         [value + 1 for value in plain[3][1]["float_data"]])


if __name__ == "__main__":
    unittest.main()
