"""The settings of the process, and what the package has besides nets and solvers."""

import subprocess
import sys
import time
import unittest

import caffe
import caffe._caffe
import caffe.pycaffe


class SessionTests(unittest.TestCase):
    def tearDown(self):
        caffe.set_solver_count(1)
        caffe.set_solver_rank(0)

    def test_layer_types_are_in_alphabetical_order(self):
        types = caffe.layer_type_list()
        self.assertEqual(types, sorted(types))
        self.assertLessEqual({"Convolution", "Data", "InnerProduct", "Python"}, set(types))

    def test_the_lack_of_a_gpu_is_reported(self):
        caffe.set_mode_cpu()
        for work in (caffe.set_mode_gpu, lambda: caffe.set_device(0)):
            with self.assertWarnsRegex(RuntimeWarning, "no GPU device"):
                work()
        self.assertFalse(caffe.has_nccl())
        self.assertFalse(hasattr(caffe.NCCL, "new_uid"))

    def test_rank_and_count_of_solvers(self):
        self.assertEqual((caffe.solver_rank(), caffe.solver_count()), (0, 1))
        caffe.set_solver_count(3)
        caffe.set_solver_rank(2)
        caffe.set_multiprocess(True)
        self.assertEqual((caffe.solver_rank(), caffe.solver_count()), (2, 3))
        for work in (lambda: caffe.set_solver_count(0), lambda: caffe.set_solver_rank(-1)):
            with self.assertRaises(ValueError):
                work()

    def test_a_timer_counts_milliseconds(self):
        timer = caffe.Timer()
        self.assertEqual(timer.ms, 0)
        timer.start()
        time.sleep(0.02)
        timer.stop()
        first = timer.ms
        self.assertTrue(19 < first < 1000, first)
        self.assertEqual(timer.ms, first)

    def test_names_are_where_caffe_has_them(self):
        self.assertEqual(caffe.__version__, "1.0.0")
        self.assertEqual((caffe.TRAIN, caffe.TEST), (0, 1))
        self.assertIs(caffe.pycaffe.Net, caffe.Net)
        self.assertIs(caffe._caffe.AdamSolver, caffe.AdamSolver)
        for name in ("IntVec", "NetVec", "LayerVec", "StringVec", "DtypeVec", "BoolVec"):
            self.assertTrue(issubclass(getattr(caffe._caffe, name), list), name)

    def test_import_caffe_alone_reaches_all_modules(self):
        names = ["proto.caffe_pb2.BlobProto", "io.Transformer", "net_spec.Top", "coord_map.crop"]
        names += ["classifier.Classifier", "detector.Detector", "layers.ReLU", "pycaffe.Net"]
        for name in names:
            code = f"import caffe; caffe.{name}"
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_help_explains(self):
        for thing in (caffe.Net, caffe.SGDSolver, caffe.Layer, caffe.Blob, caffe.Net.forward):
            self.assertGreater(len(thing.__doc__ or ""), 40, thing)


class LogTests(unittest.TestCase):
    """The log, which is the standard error output of a process of its own."""

    def logged(self, code, **environment):
        import os

        package = os.path.dirname(os.path.dirname(caffe.__file__))
        done = subprocess.run(
            [sys.executable, "-c", "import caffe\n" + code],
            text=True,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": package, **environment},
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr

    def test_lines_are_caffes(self):
        self.assertRegex(
            self.logged("caffe.log('here')", GLOG_minloglevel="0"),
            r"^I\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ _caffe.cpp:1\] here\n$",
        )

    def test_the_environment_sets_the_level(self):
        self.assertEqual(self.logged("caffe.log('here')", GLOG_minloglevel="1"), "")

    def test_the_program_sets_the_level(self):
        quiet = self.logged("caffe.init_log(1, True); caffe.log('here')", GLOG_minloglevel="0")
        self.assertEqual(quiet, "")
        loud = self.logged("caffe.init_log(0, True); caffe.log('here')", GLOG_minloglevel="3")
        self.assertIn("here", loud)


if __name__ == "__main__":
    unittest.main()
