"""One exit status for each kind of error, as `crema --help` lists them."""
import os
import re
import resource
import unittest

from program import LAYER_FILE, LOSS, REST, Job, ProgramTestCase, crema, small_net, temporary_folder


class ExitStatusTests(ProgramTestCase):
    def assertStatus(self, done, status):
        self.assertEqual(done.returncode, status, done.stderr[-2000:])
        self.assertNotEqual(done.stderr, "")

    def test_the_help_lists_them(self):
        listed = re.findall(r"(?m)^ +(\d+)  \S", crema("--help").stdout)
        self.assertEqual(list(map(int, listed)), [0, 1, 64, 65, 66, 71, 73, 75, 78, 124])

    def test_1_a_layer_or_a_run_failed(self):
        self.assertStatus(Job(layers=LAYER_FILE % "raise ValueError('enough')").train(), 1)
        job = Job()
        job.solver.write_text(job.solver.read_text().replace("base_lr: 0.01", "base_lr: 1e30"))
        self.assertStatus(job.train(), 1)

    def test_64_the_command_line_is_wrong(self):
        for arguments in (["trian"], ["train"], ["train", "-solvr", "x"], ["layers", "Convolutoin"],
                          ["time", "-model", "x", "-phase", "BOTH"],
                          ["test", "-model", "x", "-weights", "y", "-iterations", "0"]):
            with self.subTest(arguments):
                self.assertStatus(crema(*arguments), 64)
        job = Job()
        self.assertStatus(job.train("-snapshot", "a.solverstate", "-weights", "a.caffemodel"), 64)
        for weights in ("a.caffemodel", "a.caffemodel.h5"):
            done = job.train("-snapshot", weights)
            self.assertStatus(done, 64)
            self.assertIn(f"-snapshot {weights}: it has only weights; resume from", done.stderr)

    def test_65_a_file_is_damaged_or_does_not_fit(self):
        job = Job(iterations=10)
        self.assertDone(job.train())
        weights = job.path / "snapshot_iter_10.caffemodel"
        state = job.path / "snapshot_iter_10.solverstate"
        test = ["test", "-iterations", 1, "-model", job.net, "-weights"]
        other = Job(net=small_net().replace("num_output: 500", "num_output: 400"))
        self.assertStatus(crema("test", "-model", other.net, "-weights", weights), 65)
        self.assertStatus(other.train("-snapshot", state), 65)
        os.truncate(weights, 1000)
        self.assertStatus(crema(*test, weights), 65)
        os.truncate(state, 1000)
        self.assertStatus(job.train("-snapshot", state), 65)

    def test_66_a_file_does_not_exist(self):
        job = Job()
        self.assertStatus(crema("train", "-solver", "/nowhere/solver.prototxt"), 66)
        self.assertStatus(crema("test", "-model", job.net, "-weights", "/nowhere/w.caffemodel"), 66)
        self.assertStatus(job.train("-weights", "/nowhere/w.caffemodel"), 66)
        self.assertStatus(crema("parse_log", "/nowhere/log", job.path), 66)
        self.assertStatus(Job(database="/nowhere/db").train(), 66)
        hdf5 = ('layer { name: "data" type: "HDF5Data" top: "data" top: "label" '
                'hdf5_data_param { source: "/nowhere/list.txt" batch_size: 4 } }')
        self.assertStatus(Job(net=hdf5 + REST + LOSS).train(), 66)
        copy = LAYER_FILE % "top[0].data[...] = bottom[0].data"
        self.assertStatus(Job(layers=copy, database="/nowhere/db").train(), 66)

    def test_66_a_folder_is_not_a_file(self):
        job = Job()
        for arguments in (["train", "-solver", job.path],
                          ["test", "-model", job.path, "-weights", job.path],
                          ["test", "-model", job.net, "-weights", job.path]):
            with self.subTest(arguments):
                self.assertStatus(crema(*arguments), 66)

    def test_71_there_is_too_little_memory(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))

        weights = small_net().replace("num_output: 500", "num_output: 30000000")
        batch = small_net().replace("batch_size: 4", "batch_size: 2000000")
        for net, words in (
            (weights, "make the layer smaller"),
            (batch, "a smaller batch_size needs less"),
        ):
            with self.subTest(words):
                done = Job(net=net).train(preexec_fn=limit)
                self.assertStatus(done, 71)
                self.assertRegex(
                    done.stderr,
                    rf"layer \"\w+\": .* needs .* GB of memory, and .* are free "
                    rf"\(ulimit -v\); {words}",
                )

    def test_73_a_file_cannot_be_written(self):
        self.assertStatus(
            Job(iterations=10, prefix=temporary_folder() / "none/snapshot").train(), 73
        )

    def test_78_the_text_of_a_net_or_a_solver_is_wrong(self):
        for old, new in (("num_output: 2", "num_outputs: 2"), ('"ReLU"', '"Relu"'),
                         ('bottom: "hidden" top: "ip"', 'bottom: "hiden" top: "ip"'),
                         ("num_output: 2", "num_output: 0")):
            with self.subTest(new):
                self.assertIn(old, REST)
                self.assertStatus(Job(net=small_net().replace(old, new, 1)).train(), 78)
        for old, new in (
            ("momentum", "momentun"),
            ("fixed", "fixt"),
            ("max_iter", 'type: "SGDD" max_iter'),
        ):
            with self.subTest(new):
                job = Job()
                job.solver.write_text(job.solver.read_text().replace(old, new, 1))
                self.assertStatus(job.train(), 78)

    def test_124_a_layer_hangs(self):
        done = Job(layers=LAYER_FILE % "while True: pass").train("--layer-timeout", "1")
        self.assertStatus(done, 124)


if __name__ == "__main__":
    unittest.main()
