"""Data layers whose passes are made in processes: the same numbers, whatever happens to them."""

import gc
import os
import signal
import subprocess
import sys
import textwrap
import threading
import unittest
from pathlib import Path

import numpy as np

import caffe
from caffe import _native
from jobs import Job
from small import SmallFolder, trained_on_draws
from test_memory import resident

PACKAGE = Path(caffe.__file__).resolve().parent.parent

NET = """
layer { name: "data" type: "Python" top: "data"
        python_param { module: "layers" layer: "Mine" param_str: "7" } }
layer { name: "more" type: "Power" bottom: "data" top: "out" power_param { shift: 1 } }
"""

LAYER = """
import caffe, numpy, os, sys

class Mine(caffe.Layer):
    prefetch, prefetch_processes = 4, %d
    def reshape(self, bottom, top):
        top[0].reshape(2)
"""


# For a layer file, which is loaded on both sides: what hangs is waited for less long.
IMPATIENT = "from caffe.python_layers import processes; processes.GRACE = 0.5\n"


def folder(methods, processes=2, more="", net=NET):
    """A folder with a data layer of these methods."""
    source = LAYER % processes + textwrap.indent(textwrap.dedent(methods), "    ") + more
    return SmallFolder(net, files=[("layers.py", source)])


def passes(net, count):
    """What so many passes of a net give."""
    return [net.forward()["out"].tolist() for _ in range(count)]


def wait_for(condition):
    """Waits until something is so, however long a busy machine takes; fails where it never is."""
    for _ in range(1200):
        if condition():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it did not come to that within a minute")


def lives(process):
    """Whether a process runs, and is not a zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class NumbersTests(unittest.TestCase):
    def check_the_same(self, **run):
        alone = trained_on_draws("prefetch = 0", **run)
        for processes in (1, 2, 3):
            with self.subTest(processes=processes, **run):
                settings = f"prefetch, prefetch_processes = 4, {processes}"
                dealt = trained_on_draws(settings, **run)
                self.assertEqual(alone[1], dealt[1])
                np.testing.assert_array_equal(alone[0], dealt[0])

    def test_training_and_tests_are_the_same_as_without(self):
        for iter_size in (1, 2):
            self.check_the_same(steps=[23], iter_size=iter_size)

    def test_going_back_is_the_same_as_without(self):
        self.check_the_same(steps=[5, 8], resume=3)

    def test_numbers_drawn_in_setup_are_the_same_as_without(self):
        outs = []
        for processes in (0, 1, 2):
            caffe.set_random_seed(5)
            net = folder(
                """
                prefetch = 3
                def setup(self, bottom, top):
                    self.scale = self.rng.random()
                def forward(self, bottom, top):
                    top[0].data[...] = self.scale * self.rng.random(2)
                """,
                processes,
            ).net()
            outs.append(passes(net, 5))
        self.assertEqual(outs[0], outs[1])
        self.assertEqual(outs[0], outs[2])

    def test_the_common_generators_do_not_depend_on_the_number_of_processes(self):
        outs = []
        for processes in (1, 2, 3):
            caffe.set_random_seed(5)
            net = folder(
                """
                def setup(self, bottom, top):
                    import random, numpy
                    self.random, self.rand = random.random, numpy.random.rand
                    self.order = numpy.random.permutation(1000)
                def forward(self, bottom, top):
                    top[0].data[...] = self.random() + self.order[3], self.rand()
                """,
                processes,
            ).net()
            outs.append(passes(net, 6))
        self.assertEqual(outs[0], outs[1])
        self.assertEqual(outs[0], outs[2])
        self.assertEqual(len({first for first, _ in outs[0]}), 6)

    def test_one_process_keeps_what_the_layer_keeps_whatever_the_shape(self):
        net = folder(
            """
            made = 0
            def reshape(self, bottom, top):
                top[0].reshape(*[1 + self.made % 3] * (self.made % 4))
            def forward(self, bottom, top):
                top[0].data[...] = self.made
                self.made += 1
            """,
            processes=1,
        ).net()
        for turn in range(30):
            out = net.forward()["out"]
            self.assertEqual(out.shape, (1 + turn % 3,) * (turn % 4))
            self.assertTrue((out == turn + 1).all())

    def test_several_processes_refuse_what_a_layer_keeps(self):
        kept = {
            "a counter": "self.made = getattr(self, 'made', 0) + 1; value = self.made",
            "its own generator": "value = self.own.random()",
            "a number of the process": "value = os.getpid()",
        }
        for name, line in kept.items():
            with self.subTest(name):
                net = folder(f"""
                    def setup(self, bottom, top):
                        import numpy
                        self.own = numpy.random.RandomState(1)
                    def forward(self, bottom, top):
                        {line}
                        top[0].data[...] = value
                    """).net()
                net.forward()
                for _ in range(3):
                    with self.assertRaisesRegex(RuntimeError, "of iteration 0 is not the same"):
                        net.forward()

    def test_passes_are_dealt_over_processes_which_are_not_this_one(self):
        log = folder("""
            def forward(self, bottom, top):
                top[0].data[...] = self.iteration
                with open(os.path.dirname(__file__) + "/log", "a") as log:
                    log.write(f"{os.getpid()} ")
            """)
        net = log.net()
        passes(net, 4)
        makers = {int(text) for text in (log.path / "log").read_text().split()}
        self.assertEqual((len(makers), os.getpid() in makers), (2, False))

    def test_a_layer_finds_the_same_as_without(self):
        def found(processes):
            net = folder(
                """
                def forward(self, bottom, top):
                    top[0].reshape(6)
                    top[0].data[...] = [
                        self.params, self.phase, self.rank, self.world_size,
                        self.name == "data", isinstance(top[0], caffe.Blob)
                    ]
                """,
                processes,
            ).net(caffe.TEST)
            return passes(net, 3)

        try:
            caffe.set_solver_count(4)
            caffe.set_solver_rank(3)
            self.assertEqual(found(0), found(2))
        finally:
            caffe.set_solver_count(1)
            caffe.set_solver_rank(0)

    def test_the_file_is_the_one_that_the_net_has_loaded(self):
        place = folder("def forward(self, bottom, top): top[0].data[...] = 1")
        net = place.net()
        place.file("layers.py", "this is no Python")
        self.assertEqual(passes(net, 2), [[2, 2]] * 2)

    def test_a_file_of_python_2_or_of_an_older_numpy_is_read_as_such(self):
        for where, line in (
            ("setup", "self.half = range(10)[14 / 2]"),
            ("forward", "self.half = numpy.int(range(10)[14 / 2])"),
        ):
            with self.subTest(where):
                steps = {"setup": "pass", "forward": "pass", where: line}
                place = folder(f"""
                    half = 7
                    def setup(self, bottom, top): {steps["setup"]}
                    def forward(self, bottom, top):
                        {steps["forward"]}
                        top[0].data[...] = self.half
                    """)
                self.assertEqual(passes(place.net(), 5), [[8, 8]] * 5)

    def test_two_layers_share_nothing(self):
        net = folder(
            """
            def forward(self, bottom, top):
                top[0].data[...] = self.rng.random(2)
            """,
            net=NET + NET.replace('"data"', '"other"').replace('"out"', '"second"').replace(
                '"more"', '"further"'
            ),
        ).net()
        for _ in range(5):
            out = net.forward()
            self.assertTrue((out["out"] != out["second"]).all())


class FailureTests(unittest.TestCase):
    def test_a_failure_is_raised_in_its_pass_with_its_traceback(self):
        place = folder("""
            def forward(self, bottom, top):
                if self.iteration == 2:
                    self.give_up()
                top[0].data[...] = self.iteration
            def give_up(self):
                raise KeyError("of the third")
            """)
        net = place.net()
        self.assertEqual(passes(net, 2), [[1, 1], [2, 2]])
        with self.assertRaisesRegex(RuntimeError, "KeyError: 'of the third'") as caught:
            net.forward()
        text = str(caught.exception.__cause__)
        self.assertRegex(text, r'layers.py", line 11, in forward\n    self.give_up\(\)')
        self.assertNotIn("worker.py", text)

    def test_sys_exit_and_setup_are_the_layers_failures(self):
        for methods, sentence in {
            "def forward(self, bottom, top): sys.exit(3)": r"it called sys.exit\(3\)",
            "def forward(self, bottom, top): breakpoint()": "finds no terminal",
            f"""
            def setup(self, bottom, top): assert os.getpid() == {os.getpid()}, "not here"
            def forward(self, bottom, top): pass
            """: "AssertionError: not here",
        }.items():
            with self.subTest(sentence):
                with self.assertRaisesRegex(RuntimeError, sentence):
                    folder(methods).net().forward()

    def test_a_process_that_dies_is_an_error_in_a_sentence(self):
        for death, sentence in {
            "os._exit(3)": "ended, with status 3",
            "os.kill(os.getpid(), 9)": r"signal 9 \(Killed\), as the kernel does where memory",
            "os.kill(os.getpid(), 14)": r"signal 14 \(Alarm clock\)",
            "self.leave_a_child_that_holds_the_pipe()": r"signal 9",
        }.items():
            with self.subTest(death):
                place = folder(f"""
                    def forward(self, bottom, top):
                        if self.iteration == 1: {death}
                        top[0].data[...] = self.iteration
                    def leave_a_child_that_holds_the_pipe(self):
                        if os.fork():
                            os.kill(os.getpid(), 9)
                        while os.path.exists(__file__):
                            __import__("time").sleep(0.1)
                        os._exit(0)
                    """)
                net = place.net()
                net.forward()
                for _ in range(3):
                    with self.assertRaisesRegex(RuntimeError, sentence):
                        net.forward()
                        net.forward()

    def test_what_cannot_be_dealt_is_refused(self):
        forward = "def forward(self, bottom, top): pass\n"
        for methods, sentence in {
            forward + "def setup(self, bottom, top): self.blobs.add_blob(3)": "it has parameters",
            forward + "prefetch = 0": "write prefetch = 4",
            forward + "prefetch_processes = 'all'": "prefetch_processes is a number of processes",
        }.items():
            with self.subTest(sentence):
                with self.assertRaisesRegex(RuntimeError, sentence):
                    folder(methods).net().forward()


class EndTests(unittest.TestCase):
    TELLS_ITS_PROCESS = """
        def forward(self, bottom, top):
            top[0].data[...] = 1
            open(f"{os.path.dirname(__file__)}/{os.getpid()}.pid", "w").close()
        """

    def processes(self, place):
        return [int(path.stem) for path in place.path.glob("*.pid")]

    def test_processes_and_files_end_with_the_net(self):
        place = folder(self.TELLS_ITS_PROCESS)
        gc.collect()
        before = set(os.listdir("/proc/self/fd"))
        net = place.net()
        passes(net, 4)
        self.assertEqual(len(self.processes(place)), 2)
        del net
        gc.collect()
        wait_for(lambda: not any(map(lives, self.processes(place))))
        self.assertLessEqual(len(os.listdir("/proc/self/fd")), len(before))

    def test_nets_made_and_dropped_leave_nothing(self):
        place = folder(
            """
            def reshape(self, bottom, top): top[0].reshape(1000000)
            def forward(self, bottom, top): top[0].data[...] = self.iteration
            """,
            processes=1,
        )

        def work(rounds):
            for _ in range(rounds):
                place.net().forward()
            gc.collect()
            return resident(), len(os.listdir("/proc/self/fd"))

        work(3)
        before, files = work(1)
        after, files_after = work(8)
        self.assertLess(after - before, 20)
        self.assertLessEqual(files_after, files)

    def test_a_long_run_does_not_grow(self):
        net = folder("""
            def reshape(self, bottom, top): top[0].reshape(1 + self.iteration % 3, 300000)
            def forward(self, bottom, top): top[0].data[...] = self.iteration
            """).net()

        def work(count):
            for _ in range(count):
                net.forward()
            return resident()

        before = work(20)
        self.assertLess(work(60) - before, 20)

    def script(self, place, code):
        """A program of its own that uses the net."""
        path = place.file(
            "main.py",
            f"import sys\nsys.path[:0] = [{str(PACKAGE)!r}]\nimport caffe\n"
            f"net = caffe.Net({place.file('net.prototxt')!r}, caffe.TEST)\n"
            f"{textwrap.dedent(code)}",
        )
        return subprocess.Popen(
            [sys.executable, "-W", "error", path],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "CREMA_LIBRARY": str(_native.library_path())},
        )

    def test_a_program_runs_once_and_ends_with_its_processes(self):
        place = folder(self.TELLS_ITS_PROCESS)
        process = self.script(place, "net.forward(); net.forward(); print('once', flush=True)")
        out, errors = process.communicate(timeout=120)
        self.assertEqual((process.returncode, out), (0, "once\n"), errors)
        self.assertNotIn("Traceback", errors)
        self.assertNotIn("Warning", errors)
        wait_for(lambda: not any(map(lives, self.processes(place))))

    def test_processes_end_where_the_program_is_killed(self):
        for meanwhile in ("pass", "while self.iteration: pass"):
            with self.subTest(meanwhile):
                methods = f"{self.TELLS_ITS_PROCESS}    {meanwhile}"
                place = folder(methods, more=f"\n{IMPATIENT}")
                process = self.script(place, "net.forward(); net.forward()\ninput()")
                wait_for(lambda: len(self.processes(place)) == 2)
                process.kill()
                process.communicate()
                wait_for(lambda: not any(map(lives, self.processes(place))))

    def test_a_layer_of_the_program_itself_is_refused(self):
        place = SmallFolder(NET.replace('"layers"', '"__main__"'))
        process = self.script(
            place,
            f"""
            class Mine(caffe.Layer):
                prefetch = prefetch_processes = 2
                def reshape(self, bottom, top): top[0].reshape(1)
                def forward(self, bottom, top): pass
            net = caffe.Net({place.file("net.prototxt")!r}, caffe.TEST)
            net.forward()
            """,
        )
        (place.path / "main.py").write_text(
            (place.path / "main.py").read_text().replace("net = caffe.Net", "0 and caffe.Net", 1)
        )
        _, errors = process.communicate(timeout=120)
        self.assertIn("put the class into a file of its own", errors)


class RunTests(unittest.TestCase):
    def job(self, forward, iterations=4):
        """A training whose data come from processes."""
        job = Job()
        layers = job.path / "layers.py"
        source = layers.read_text().replace(
            "class Pictures(caffe.Layer):",
            "class Pictures(caffe.Layer):\n    prefetch, prefetch_processes = 4, 2",
        )
        source = source.replace("        self.turn += 1\n", f"        {forward}\n")
        layers.write_text(source.replace("self.turn)", "self.iteration)"))
        solver = job.path / "solver.prototxt"
        solver.write_text(solver.read_text().replace("max_iter: 4", f"max_iter: {iterations}"))
        return job

    def test_what_a_layer_prints_and_warns_of_is_in_the_log_with_its_name(self):
        status, log = self.job(
            "import warnings; print('made', self.iteration, 'here'); warnings.warn('strange')"
        ).train()
        self.assertEqual(status, 0, log)
        for iteration in range(4):
            self.assertIn(f"[pictures] made {iteration} here\n", log)
        self.assertRegex(log, r"\[pictures\] .*layers.py:\d+: UserWarning: strange\n")

    def test_a_failure_is_reported_in_full(self):
        job = self.job("if self.iteration == 2 and self.phase == 0: raise ValueError('enough')")
        status, log = job.train()
        self.assertEqual(status, 1, log)
        [event] = job.events("error")
        self.assertIn("failed (TRAIN, iteration 2): ValueError: enough", event["message"])
        self.assertRegex(event["source"], r"^layers.py:\d+: if self.iteration")
        self.assertIn("in forward\n    if self.iteration", event["traceback"])

    def test_a_pass_that_takes_too_long_ends_the_run(self):
        job = self.job("while self.iteration == 2: pass")
        layers = job.path / "layers.py"
        layers.write_text(layers.read_text() + IMPATIENT)
        status, log = job.train(CREMA_LAYER_TIMEOUT="1")
        self.assertEqual(status, 124, log)
        [event] = job.events("error")
        self.assertIn("it did not come back within 1.0 seconds", event["message"])

    def test_an_interrupt_of_the_whole_group_stops_with_a_snapshot(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                job = self.job("import time; time.sleep(0.02)", iterations=100000)
                process = job.start(session=True)
                self.assertTrue(any("Iteration 2," in line for line in process.stdout))
                os.killpg(process.pid, number)
                log, _ = process.communicate(timeout=120)
                self.assertEqual(process.returncode, 0, log)
                self.assertNotIn("Traceback", log)
                self.assertEqual(len(list(job.path.glob("snapshot_iter_*.caffemodel"))), 1)


if __name__ == "__main__":
    unittest.main()
