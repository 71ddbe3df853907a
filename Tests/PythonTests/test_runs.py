"""Training with layers in Python, as a process: its log, its events, its exit status."""

import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from jobs import Job

CHECKOUT = Path(__file__).resolve().parents[2]
EXAMPLE = CHECKOUT / "Examples/python_layers/occlusion_python2.py"
SEED = CHECKOUT.parent / "shared/seed/digits_python_layers.py"


class RunTests(unittest.TestCase):
    def test_trains(self):
        job = Job()
        status, log = job.train()
        self.assertEqual(status, 0, log)
        losses = [event["outputs"]["loss"] for event in job.events("train")]
        self.assertLess(losses[-1], losses[0])
        self.assertEqual([event["status"] for event in job.events("status")], ["Running", "Done"])
        self.assertTrue((job.path / "snapshot_iter_4.caffemodel").is_file())

    def test_what_a_layer_prints_is_in_the_log_with_its_name(self):
        status, log = Job("""
    def forward(self, bottom, top):
        print("one\\ntwo")
        top[0].data[...] = bottom[0].data
""").train()
        self.assertEqual(status, 0, log)
        self.assertIn("\n[mine] one\n[mine] two\n", log)

    def test_what_a_layer_warns_of_is_in_the_log_with_its_name(self):
        status, log = Job("""
    def forward(self, bottom, top):
        import logging, warnings
        warnings.warn("strange data")
        logging.warning("stranger data")
        top[0].data[...] = bottom[0].data
""").train()
        self.assertEqual(status, 0, log)
        self.assertRegex(log, r"\n\[mine\] .*layers.py:\d+: UserWarning: strange data\n")
        self.assertIn("\n[mine] WARNING:root:stranger data\n", log)

    def test_a_breakpoint_stops_in_the_layer(self):
        job = Job("""
    def forward(self, bottom, top):
        top[0].data[...] = bottom[0].data
        if self.iteration == 1 and self.phase == 0:
            answer = 6
            breakpoint()
""")
        process = job.start(stdin=subprocess.PIPE)
        log, _ = process.communicate("p 'stopped with', answer * 7\ncontinue\n", timeout=120)
        self.assertEqual(process.returncode, 0, log)
        self.assertIn("('stopped with', 42)", log)

    def test_a_layers_source_is_kept_with_the_snapshot(self):
        job = Job()
        self.assertEqual(job.train()[0], 0)
        kept = job.path / "snapshot_iter_4.layers.py"
        self.assertEqual(kept.read_text(), (job.path / "layers.py").read_text())

    def test_the_solvers_seed_decides_what_layers_draw(self):
        methods = """
    def forward(self, bottom, top):
        import random, numpy
        print("drew", random.random(), numpy.random.rand())
        top[0].data[...] = bottom[0].data
"""
        draws = [
            [line for line in Job(methods).train()[1].splitlines() if "drew" in line]
            for _ in range(2)
        ]
        self.assertGreater(len(draws[0]), 4)
        self.assertEqual(draws[0], draws[1])

    def test_a_failure_is_reported_in_full(self):
        job = Job("""
    turn = 0
    def forward(self, bottom, top):
        self.turn += 1
        if self.phase == 0 and self.turn == 3:
            self.step_down()
        top[0].data[...] = bottom[0].data
    def step_down(self):
        raise ValueError("enough")
""")
        status, log = job.train()
        self.assertEqual(status, 1, log)
        sentence = (
            'layer "mine": forward of layers.Mine failed (TRAIN, iteration 2): ValueError: enough'
        )
        [event] = job.events("error")
        self.assertEqual(event["message"], sentence)
        self.assertEqual((event["layer"], event["phase"], event["iteration"]), ("mine", "TRAIN", 2))
        self.assertEqual(
            (event["bottoms"], event["tops"]), (["data: 8 1 6 6 (288)"], ["out: 8 1 6 6 (288)"])
        )
        self.assertRegex(event["source"], r'^layers.py:\d+: raise ValueError\("enough"\)$')
        self.assertIn("in forward\n    self.step_down()", event["traceback"])
        self.assertNotIn("hosted.py", event["traceback"])
        self.assertEqual(job.events("status")[-1]["status"], "Error")
        for part in (
            sentence,
            "bottom[0] data: 8 1 6 6 (288)",
            event["source"],
            f'File "{job.path}/layers.py"',
            "ValueError: enough",
        ):
            self.assertIn(part, log)

    def test_sys_exit_ends_the_job_with_a_failure(self):
        job = Job("""
    def forward(self, bottom, top):
        raise SystemExit(0)
""")
        status, _ = job.train()
        self.assertEqual(status, 1)
        self.assertIn("it called sys.exit(0)", job.events("error")[0]["message"])

    def test_nan_can_be_let_pass(self):
        methods = """
    def forward(self, bottom, top):
        top[0].data[...] = float("nan") if self.phase else 1
"""
        job = Job(methods)
        self.assertEqual(job.train()[0], 1)
        self.assertIn(
            "it wrote NaN into top[0].data[0, 0, 0, 0]", job.events("error")[0]["message"]
        )
        self.assertEqual(Job(methods).train(CREMA_NAN_CHECK="0")[0], 0)

    def test_a_measure_that_nothing_learns_from_may_be_nan(self):
        job = Job("""
    def reshape(self, bottom, top):
        top[0].reshape(1)
    def forward(self, bottom, top):
        top[0].data[...] = float("nan") if self.iteration % 2 else 1
""", top="data2")
        net = job.path / "net.prototxt"
        net.write_text(net.read_text().replace('bottom: "data2"', 'bottom: "data"'))
        status, log = job.train()
        self.assertEqual(status, 0, log)
        [notice] = job.events("notice")
        self.assertEqual(notice["title"], 'Layer "mine" wrote NaN')
        self.assertIn("it wrote NaN into top[0].data[0]. Nothing is learned", notice["message"])
        self.assertEqual(
            [event["outputs"]["data2"] for event in job.events("train")], [1, "NaN", 1, "NaN"]
        )

    def test_nan_ends_a_run_where_a_measure_of_it_is_made_by_a_layer_that_learns(self):
        job = Job("""
    def forward(self, bottom, top):
        top[0].data[...] = float("nan")
""")
        net = job.path / "net.prototxt"
        net.write_text(net.read_text().replace("SoftmaxWithLoss", "Accuracy"))
        self.assertEqual(job.train()[0], 1)

    def test_a_net_without_a_loss_is_reported_once_with_the_remedy(self):
        job = Job("""
    def reshape(self, bottom, top):
        top[0].reshape(1)
    def forward(self, bottom, top):
        top[0].data[...] = bottom[0].data.sum()
""", top="error")
        net = job.path / "net.prototxt"
        lines = net.read_text().replace('bottom: "error"', 'bottom: "data"').splitlines()
        net.write_text("\n".join(line for line in lines if "SoftmaxWithLoss" not in line))
        status, log = job.train()
        self.assertEqual(status, 0, log)
        self.assertEqual(log.count("no layer of the net has a loss weight"), 1)
        [notice] = job.events("notice")
        self.assertEqual(
            notice["message"],
            "no layer of the net has a loss weight, so nothing is learned; "
            f'{net}:5:1: layer "mine": if its top is the loss, write loss_weight: 1 in the layer',
        )
        self.assertLess(log.index("no layer of the net"), log.index("Iteration 0"))

    def test_a_layer_that_hangs_is_ended_with_its_stack(self):
        for wait in ("while True: pass", "import time; time.sleep(60)"):
            with self.subTest(wait):
                job = Job(f"""
    def forward(self, bottom, top):
        {wait}
""")
                status, log = job.train(CREMA_LAYER_TIMEOUT="1")
                self.assertEqual(status, 124, log)
                [event] = job.events("error")
                self.assertIn("it did not come back within 1.0 seconds", event["message"])
                self.assertRegex(event["traceback"], r"layers.py\", line \d+ in forward")
                self.assertIn(event["traceback"].splitlines()[1], log)
                self.assertEqual(job.events("status")[-1]["status"], "Error")

    def test_a_crash_of_native_code_prints_the_python_stack(self):
        status, log = Job("""
    def forward(self, bottom, top):
        import ctypes
        ctypes.string_at(0)
""").train()
        self.assertEqual(status, -signal.SIGSEGV)
        self.assertRegex(log, r"layers.py\", line \d+ in forward")

    def test_an_interrupt_stops_after_the_iteration_with_a_snapshot(self):
        job = Job("""
    def forward(self, bottom, top):
        import time
        time.sleep(0.05)
        top[0].data[...] = bottom[0].data
""")
        solver = job.path / "solver.prototxt"
        solver.write_text(solver.read_text().replace("max_iter: 4", "max_iter: 1000"))
        process = job.start()
        self.assertTrue(any("Iteration 2," in line for line in process.stdout))
        process.send_signal(signal.SIGINT)
        log, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, log)
        self.assertEqual(len(list(job.path.glob("snapshot_iter_*.caffemodel"))), 1)
        self.assertEqual(job.events("status")[-1]["status"], "Aborted")

    def test_a_file_that_is_not_a_description_is_reported(self):
        for text in ("{", "[]", '{"run": "fly", "value": {}, "folders": []}'):
            done = subprocess.run(
                [sys.executable, "-m", "caffe", "run", text], text=True, capture_output=True
            )
            self.assertEqual(done.returncode, 1)
            self.assertNotIn("Traceback", done.stderr)
        self.assertIn('unknown run "fly"; known runs:', done.stderr)

    def test_a_python_without_numpy_is_reported(self):
        done = subprocess.run(
            [sys.executable, "-S", "-m", "caffe", "run", "{}"], text=True, capture_output=True
        )
        self.assertEqual(done.returncode, 1)
        self.assertEqual(
            done.stderr,
            "Crema's Python package needs numpy; install it with: "
            f"{sys.executable} -m pip install numpy\n",
        )


class Python2Tests(unittest.TestCase):
    """Files that were written for Python 2, where 14 / 2 is 7."""

    def check(self, job, name, lines):
        status, log = job.train()
        self.assertEqual(status, 0, log)
        [notice] = job.events("notice")
        self.assertEqual(notice["title"], f"{name}.py is Python 2")
        self.assertEqual(notice["file"], f"{name}_corrected.py")
        self.assertIn(f"(line {', '.join(map(str, lines))})", notice["message"])
        self.assertIn(notice["message"], log)
        original = (job.path / f"{name}.py").read_text().splitlines()
        corrected = (job.path / notice["file"]).read_text().splitlines()
        changed = [
            number for number, (old, new) in enumerate(zip(original, corrected), 1) if old != new
        ]
        self.assertEqual((changed, len(original)), (lines, len(corrected)))
        self.assertEqual(
            [original[n - 1].replace("/", "//") for n in lines], [corrected[n - 1] for n in lines]
        )

    def test_our_own_file_runs_as_it_is(self):
        job = Job(module=EXAMPLE.stem, layer="HideQuarterLayer", files=[EXAMPLE])
        self.check(job, EXAMPLE.stem, [9, 18])

    def test_the_corrected_file_runs_without_notice(self):
        job = Job(module=EXAMPLE.stem, layer="HideQuarterLayer", files=[EXAMPLE])
        job.train()
        again = Job(
            module=EXAMPLE.stem + "_corrected",
            layer="HideQuarterLayer",
            files=[job.path / f"{EXAMPLE.stem}_corrected.py"],
        )
        status, log = again.train()
        self.assertEqual((status, again.events("notice")), (0, []), log)

    @unittest.skipUnless(SEED.is_file(), "the tutorial's file is not next to the checkout")
    def test_the_tutorials_file_runs_as_it_is_and_in_place(self):
        job = Job(module=SEED.stem, layer="BlankSquareLayer", top="data", files=[SEED])
        self.check(job, SEED.stem, [21, 22, 24, 25])

    def test_a_failure_that_division_does_not_mend_stays_one(self):
        job = Job("""
    def forward(self, bottom, top):
        half = 6 / 2
        raise KeyError(half)
""")
        status, _ = job.train()
        self.assertEqual((status, job.events("notice")), (1, []))
        self.assertTrue(job.events("error")[0]["message"].endswith("KeyError: 3.0"))

    def test_a_failure_that_comes_and_goes_changes_no_meaning(self):
        job = Job("""
    def forward(self, bottom, top):
        import os
        half = 6 / 2
        here = os.path.dirname(os.path.abspath(__file__))
        if not os.path.exists(here + "/tried"):
            open(here + "/tried", "w").close()
            raise OSError("once only")
        top[0].data[...] = bottom[0].data
""")
        status, _ = job.train()
        self.assertEqual((status, job.events("notice")), (1, []))

    def test_the_trial_leaves_no_trace_in_what_layers_draw(self):
        draw = """
    def forward(self, bottom, top):
        import random
        print("drew", random.randrange(1000))
        top[0].data[...] = bottom[0].data
        top[0].data[:, :, 6 %s 2:] = 0
"""
        drawn = [
            [line for line in Job(draw % sign).train()[1].splitlines() if "drew" in line]
            for sign in ("/", "//")
        ]
        first, *others = drawn[0]
        self.assertEqual((first, others), (drawn[1][0], drawn[1]))

    def test_setup_and_reshape_are_mended_too(self):
        job = Job("""
    def setup(self, bottom, top):
        self.blobs.add_blob(4)
        self.blobs.add_blob(6 / 2)
        self.blobs[1].data[...] = 1
    def reshape(self, bottom, top):
        top[0].reshape(8, 1, bottom[0].height / 2, 6)
    def forward(self, bottom, top):
        top[0].data[...] = bottom[0].data[:, :, :3] * self.blobs[1].data[0]
    def backward(self, top, propagate_down, bottom):
        self.blobs[0].diff[...] += self.blobs[0].data[8 / 4]
""")
        status, log = job.train()
        self.assertEqual(status, 0, log)
        notices = [notice["message"] for notice in job.events("notice")]
        self.assertIn("In Python 3 the setup of layer", notices[0])
        self.assertIn(
            "\n        self.blobs[0].diff[...] += self.blobs[0].data[8 // 4]",
            (job.path / "layers_corrected.py").read_text(),
        )

    def test_backward_is_mended_too(self):
        job = Job("""
    def setup(self, bottom, top):
        self.blobs.add_blob(4)
    def backward(self, top, propagate_down, bottom):
        self.blobs[0].diff[2 / 2] += 1
""")
        status, log = job.train()
        self.assertEqual(status, 0, log)
        self.assertIn("In Python 3 the backward of layer", job.events("notice")[0]["message"])


class ProgramTests(unittest.TestCase):
    """The way over the `crema` program, which hands over to this interpreter."""

    def setUp(self):
        from caffe import _native

        self.program = _native.library_path().with_name("crema")
        if not self.program.is_file():
            self.skipTest("the crema program is not built next to the library")

    def test_passes_a_net_with_layers_in_python_to_the_interpreter(self):
        job = Job()
        done = subprocess.run(
            [
                self.program,
                "train",
                "-solver",
                job.path / "solver.prototxt",
                "--job-dir",
                job.path,
                "--python",
                sys.executable,
            ],
            text=True,
            capture_output=True,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"Layers in Python run in {sys.executable} (--python)", done.stderr)
        self.assertEqual(job.events("status")[-1]["status"], "Done")

    def test_python_passes_a_net_to_the_program_and_back(self):
        job = Job()
        done = subprocess.run(
            [sys.executable, "-m", "caffe", "train", "-solver", job.path / "solver.prototxt"],
            text=True,
            capture_output=True,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"{sys.executable} (CREMA_PYTHON)", done.stderr)
        self.assertIn("Optimization Done.", done.stderr)

    def test_a_missing_interpreter_is_reported(self):
        job = Job()
        done = subprocess.run(
            [
                self.program,
                "train",
                "-solver",
                job.path / "solver.prototxt",
                "--python",
                "/no/python",
            ],
            text=True,
            capture_output=True,
        )
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(
            "--python names the Python interpreter /no/python, which is not a program", done.stderr
        )

    def test_the_time_limit_is_a_flag(self):
        job = Job("""
    def forward(self, bottom, top):
        while True: pass
""")
        start = time.monotonic()
        done = subprocess.run(
            [
                self.program,
                "train",
                "-solver",
                job.path / "solver.prototxt",
                "--python",
                sys.executable,
                "--layer-timeout",
                "1",
            ],
            text=True,
            capture_output=True,
        )
        self.assertEqual(done.returncode, 124)
        self.assertLess(time.monotonic() - start, 30)


if __name__ == "__main__":
    unittest.main()
