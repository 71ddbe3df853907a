"""Threads and Ctrl-C: who runs while the engine computes, and how it is stopped."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import unittest

import numpy as np

import caffe
from nets import Folder
from small import TRAINED, SmallFolder

# Long enough to be seen by another thread, on any machine.
WIDE = """
layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 16 dim: 1024 } } }
layer { name: "a" type: "InnerProduct" bottom: "data" top: "a"
        inner_product_param { num_output: 1024 weight_filler { type: "xavier" } } }
layer { name: "b" type: "InnerProduct" bottom: "a" top: "b"
        inner_product_param { num_output: 1024 weight_filler { type: "xavier" } } }
"""


class ThreadTests(unittest.TestCase):
    def run_all(self, *works):
        """Runs each on a thread of its own; raises what one of them raises."""
        failures = []

        def guarded(work):
            try:
                work()
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            self.assertFalse(thread.is_alive(), "a thread hangs")
        if failures:
            raise failures[0]

    def test_another_thread_runs_while_a_solver_steps(self):
        solver = SmallFolder(TRAINED).solver()
        is_done, turns = threading.Event(), []

        def count():
            while not is_done.is_set():
                turns.append(solver.iter)
                time.sleep(0)

        def train():
            solver.step(2000)
            is_done.set()

        self.run_all(train, count)
        self.assertGreater(len([turn for turn in set(turns) if 0 < turn < 2000]), 2)

    def test_a_program_ends_while_a_thread_computes(self):
        code = f"""
import sys, threading
sys.path[:0] = {sys.path!r}
from small import TRAINED, SmallFolder
solver = SmallFolder(TRAINED).solver()
threading.Thread(target=solver.step, args=(10**9,), daemon=True).start()
while solver.iter < 100: pass
sys.exit(3)
"""
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        self.assertEqual(done.returncode, 3, done.stderr[-2000:])

    def test_two_nets_run_at_once(self):
        """Each waits in its layer for the other, which only works if both are within a pass."""
        barrier = threading.Barrier(2, timeout=30)
        folder = Folder("""
            def forward(self, bottom, top):
                self.meet()
                top[0].data[...] = bottom[0].data + 1
            """)
        nets = [folder.net(), folder.net()]
        for net in nets:
            net.layers[1].meet = barrier.wait

        def work(net):
            for _ in range(5):
                net.forward(data=np.ones((2, 3)))

        self.run_all(*(lambda net=net: work(net) for net in nets))
        self.assertEqual([net.blobs["out"].data.sum() for net in nets], [12, 12])

    def test_two_native_nets_compute_the_same_on_two_threads_as_on_one(self):
        nets = [SmallFolder(WIDE).net() for _ in range(2)]
        data = np.random.default_rng(1).normal(size=(16, 1024))
        expected = [net.forward(data=data)["b"].copy() for net in nets]

        def work(index):
            for _ in range(20):
                np.testing.assert_array_equal(nets[index].forward(data=data)["b"], expected[index])

        self.run_all(lambda: work(0), lambda: work(1))

    def test_threads_take_turns_with_one_net(self):
        net = SmallFolder(WIDE).net()

        def work():
            for _ in range(50):
                net.blobs["data"].data[...] = 1
                net.forward()
                net.blobs["data"].reshape(*net.blobs["data"].shape)
                net.params["a"][0].data.sum()

        self.run_all(work, work, work)

    def test_nets_with_shared_weights_take_turns(self):
        nets = [SmallFolder(WIDE).net() for _ in range(2)]
        nets[1].share_with(nets[0])

        def work(net):
            for _ in range(30):
                net.forward()
                net.params["b"][0].data[0] += 1

        self.run_all(lambda: work(nets[0]), lambda: work(nets[1]))

    def test_a_layer_may_fill_its_top_from_threads_of_its_own(self):
        net = Folder("""
            def forward(self, bottom, top):
                import threading
                def fill(row):
                    top[0].data[row] = row
                threads = [threading.Thread(target=fill, args=(row,)) for row in range(2)]
                for thread in threads: thread.start()
                for thread in threads: thread.join()
            """).net()
        self.assertEqual(net.forward()["out"].sum(), 3)

    def test_views_of_two_threads_are_not_mixed_up(self):
        blobs = [caffe.Blob(*shape) for shape in ((2,), (3, 4))]
        for value, blob in enumerate(blobs):
            blob.data[...] = value

        def work(value):
            for _ in range(3000):
                view = blobs[value].data
                self.assertEqual((view.shape, view.flat[0]), (blobs[value].shape, value))

        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            self.run_all(lambda: work(0), lambda: work(1))
        finally:
            sys.setswitchinterval(interval)

    def test_a_failure_belongs_to_the_thread_it_happened_on(self):
        nets = [
            Folder(f"""
            def forward(self, bottom, top):
                raise ValueError("of net {number}")
            """).net()
            for number in range(2)
        ]

        def work(index):
            for _ in range(20):
                with self.assertRaisesRegex(ValueError, f"of net {index}"):
                    nets[index].forward()

        self.run_all(lambda: work(0), lambda: work(1))


class InterruptTests(unittest.TestCase):
    """Ctrl-C, in a process of its own."""

    def start(self, code, *arguments):
        """A program that says "go" when it is to be interrupted."""
        tests = os.path.dirname(os.path.abspath(__file__))
        path = os.pathsep.join([os.path.dirname(os.path.dirname(caffe.__file__)), tests])
        return subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code), *arguments],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "GLOG_minloglevel": "2"},
        )

    def interrupted(self, code, *arguments):
        """What it has printed after "go", once SIGINT has ended it."""
        process = self.start(code, *arguments)
        said = process.stdout.readline()
        if said == "go\n":
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=60)
        self.assertEqual((said, process.returncode), ("go\n", 0), errors)
        return out

    def test_a_solve_stops_after_an_iteration_and_leaves_a_snapshot(self):
        folder = SmallFolder(TRAINED)
        text = (folder.path / "solver.prototxt").read_text()
        folder.file("solver.prototxt", text.replace("max_iter: 20", "max_iter: 1000000000"))
        out = self.interrupted(
            """
            import sys, caffe
            solver = caffe.get_solver(sys.argv[1])
            solver.step(1)
            print("go", flush=True)
            try:
                solver.solve()
            except KeyboardInterrupt:
                print("interrupted", solver.iter)
            solver.step(2)
            print("went on", solver.iter)
            """,
            folder.file("solver.prototxt"),
        )
        first, second = out.splitlines()
        iteration = int(first.split()[1])
        self.assertEqual(second, f"went on {iteration + 2}")
        for kind in ("caffemodel", "solverstate"):
            self.assertTrue((folder.path / f"snapshot_iter_{iteration}.{kind}").is_file())

    def test_a_pass_ends_with_keyboard_interrupt(self):
        folder = Folder("""
            def forward(self, bottom, top):
                import time
                if bottom[0].data[0, 0] == 1:
                    print("go", flush=True)
                    for _ in range(100): time.sleep(0.01)
                top[0].data[...] = 5
            """)
        out = self.interrupted(
            """
            import sys, caffe
            net = caffe.Net(sys.argv[1], caffe.TEST)
            net.blobs["data"].data[...] = 1
            try:
                net.forward()
            except KeyboardInterrupt:
                print("interrupted", net.blobs["out"].data.sum())
            """,
            str(folder.path / "net.prototxt"),
        )
        self.assertEqual(out, "interrupted 30.0\n")

    def test_a_second_one_ends_a_layer_that_hangs(self):
        folder = Folder("""
            def forward(self, bottom, top):
                import time
                if bottom[0].data[0, 0] == 1:
                    print("go", flush=True)
                    while True: time.sleep(0.01)
            """)
        process = self.start(
            """
            import sys, caffe
            net = caffe.Net(sys.argv[1], caffe.TEST)
            net.blobs["data"].data[...] = 1
            try:
                net.forward()
            except KeyboardInterrupt:
                print("interrupted")
            """,
            str(folder.path / "net.prototxt"),
        )
        self.assertEqual(process.stdout.readline(), "go\n")
        for _ in range(2):
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out), (0, "interrupted\n"), errors)

    def test_a_handler_of_the_programs_own_stays(self):
        folder = SmallFolder(TRAINED)
        out = self.interrupted(
            """
            import signal, sys, time, caffe
            signal.signal(signal.SIGINT, lambda *_: print("mine"))
            solver = caffe.get_solver(sys.argv[1])
            print("go", flush=True)
            end = time.monotonic() + 1
            while time.monotonic() < end:
                solver.step(10)
            print("end")
            """,
            folder.file("solver.prototxt"),
        )
        self.assertEqual(out, "mine\nend\n")


if __name__ == "__main__":
    unittest.main()
