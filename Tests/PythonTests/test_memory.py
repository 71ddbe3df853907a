"""Nets, solvers and blobs made and dropped a thousand times, in any order, with no leak."""

import copy
import gc
import itertools
import os
import pickle
import subprocess
import sys
import textwrap
import unittest

import caffe
from nets import Folder
from small import TRAINED, SmallFolder


def resident():
    """The megabytes of memory that this process has now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


class MemoryTests(unittest.TestCase):
    def grown(self, work, rounds=60):
        """By how many megabytes the process grows in that many rounds, after it has warmed up."""
        for _ in range(10):
            work()
        gc.collect()
        before = resident()
        for _ in range(rounds):
            work()
        gc.collect()
        return resident() - before

    # Each round holds 4 MB or more, so a leak of one in ten would show.

    def test_nets(self):
        folder = SmallFolder("""
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1000000 } } }
            layer { name: "relu" type: "ReLU" bottom: "data" top: "out" }
            """)

        def work():
            net = folder.net()
            net.blobs["data"].data[...] = 1
            net.forward()

        self.assertLess(self.grown(work), 20)

    def test_too_little_memory_is_an_error_in_words(self):
        folder = SmallFolder("""
            layer { name: "data" type: "Input" top: "data"
                    input_param { shape { dim: 10 dim: 10 } } }
            layer { name: "tile" type: "Tile" bottom: "data" top: "out" tile_param { tiles: 100 } }
            """)
        script = textwrap.dedent("""
            import resource, sys
            import caffe
            net = caffe.Net(sys.argv[1], caffe.TEST)
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            for shape in (1000000, 2000), (1000000, 20):
                try:
                    net.blobs["data"].reshape(*shape)
                    net.forward()
                except RuntimeError as error:
                    print(error)
            """)
        done = subprocess.run(
            [sys.executable, "-c", script, folder.file("net.prototxt")],
            text=True,
            timeout=120,
            capture_output=True,
            env={**os.environ, "GLOG_minloglevel": "2"},
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        blob, net = done.stdout.splitlines()
        self.assertRegex(
            blob, r"a blob of the shape 1000000 2000 .* needs 8 GB of memory, and .* are free"
        )
        self.assertRegex(
            net, r'layer "tile": the net up to this layer needs 8 GB of memory, and .* are free'
        )

    def test_layers_in_python_with_views_of_their_own(self):
        folder = Folder(
            """
            def setup(self, bottom, top):
                self.blobs.add_blob(100000)
                self.seen, self.own = bottom, self.blobs[0].data
            def forward(self, bottom, top):
                self.out = top[0].data
                self.out[...] = bottom[0].data + self.rng.random()
            """,
            shape=(1000, 1000),
        )
        self.assertLess(self.grown(lambda: folder.net().forward()), 20)

    def test_failures(self):
        net = Folder(
            """
            def forward(self, bottom, top):
                mine = bottom[0].data.copy()
                raise ValueError("no")
            """,
            shape=(1000, 1000),
        ).net()

        def work():
            with self.assertRaises(ValueError):
                net.forward()

        self.assertLess(self.grown(work), 20)

    def test_callbacks_that_know_their_net(self):
        folder = SmallFolder("""
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1000000 } } }
            layer { name: "relu" type: "ReLU" bottom: "data" top: "out" }
            """)

        def work():
            net = folder.net()
            net.after_forward(lambda layer: net.blobs["out"].data.sum())
            net.forward()
            del net
            gc.collect()

        self.assertLess(self.grown(work), 20)

    def test_solvers(self):
        folder = SmallFolder(TRAINED.replace("dim: 6", "dim: 100000"))

        def work():
            solver = folder.solver()
            solver.add_callback(lambda: None, lambda: None)
            solver.step(1)

        self.assertLess(self.grown(work, rounds=30), 20)

    def test_a_blob_of_changing_shape(self):
        net = Folder(shape=(1, 1)).net()
        sizes = itertools.cycle([1, 1000000, 10])

        def work():
            net.blobs["data"].reshape(1, next(sizes))
            net.forward()
            net.blobs["out"].data.sum()

        self.assertLess(self.grown(work), 20)

    def test_a_blob_of_ever_changing_shapes(self):
        blob, sizes = caffe.Blob(1), itertools.count(1)

        def work():
            for size in itertools.islice(sizes, 100):
                blob.reshape(size)
                blob.data.sum()

        self.assertLess(self.grown(work), 20)

    def test_nets_that_are_only_looked_at_have_no_threads(self):
        folder = SmallFolder()
        before = len(os.listdir("/proc/self/task"))
        nets = [folder.net() for _ in range(20)]
        self.assertEqual(len(nets[0].params), 2)
        self.assertLessEqual(len(os.listdir("/proc/self/task")), before)

    def test_nothing_that_would_be_given_back_twice_is_copied(self):
        solver = SmallFolder(TRAINED).solver()
        blob = solver.net.blobs["ip"]
        owners = [solver, solver.net, blob, blob.data.base, solver.net.layers[0]._handle]
        for owner in owners:
            for copied in (copy.copy, copy.deepcopy, pickle.dumps):
                with self.assertRaisesRegex(TypeError, "neither copied nor pickled"):
                    copied(owner)
        self.assertEqual(copy.deepcopy(blob.data).shape, blob.shape)

    def test_any_order_of_dropping(self):
        folder = SmallFolder(TRAINED)
        for order in itertools.permutations(range(4)):
            solver = folder.solver()
            solver.step(1)
            things = [solver, solver.net, solver.net.blobs["ip"], solver.net.params["ip"][0].data]
            del solver
            for index in order:
                things[index] = None
                gc.collect()


if __name__ == "__main__":
    unittest.main()
