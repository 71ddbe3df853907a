"""What is left of a training that does not come to its end: whole snapshots, and words."""
import resource
import signal
import subprocess
import time
import unittest

from program import LAYER_FILE, Job, ProgramTestCase, temporary_folder


class InterruptionTests(ProgramTestCase):
    def assertWhole(self, job, folder=None):
        """Training continues from every snapshot that is there."""
        states = sorted((folder or job.path).glob("*.solverstate"))
        self.assertTrue(states)
        for state in states:
            iteration = int(state.stem.rsplit("_", 1)[1])
            again = Job(iterations=iteration + 1)
            self.assertDone(again.train("-snapshot", state))
            self.assertTrue((again.path / f"snapshot_iter_{iteration + 1}.solverstate").is_file())

    def test_a_layer_in_python_trains_and_is_interrupted(self):
        job = Job(layers=LAYER_FILE % "top[0].data[...] = bottom[0].data", iterations=1_000_000)
        self.interrupt(job)

    def test_an_interrupt_stops_with_a_snapshot(self):
        job = Job(iterations=1_000_000)
        self.interrupt(job)
        self.assertWhole(job)

    def test_an_interrupt_that_also_ends_the_reader_of_the_log_leaves_a_snapshot(self):
        # As Ctrl-C does to "crema train ... | tee log".
        for layers in (None, LAYER_FILE % "top[0].data[...] = bottom[0].data"):
            with self.subTest(layers):
                job = Job(layers=layers, iterations=1_000_000)
                process = self.lose_reader(job)
                process.send_signal(signal.SIGINT)
                self.assertEqual(process.wait(timeout=60), 0)
                self.assertEqual(len(list(job.path.glob("*.solverstate"))), 1)

    def test_a_log_that_nobody_reads_any_more_stops_with_a_snapshot(self):
        job = Job(iterations=1_000_000)
        self.assertEqual(self.lose_reader(job).wait(timeout=60), 0)
        self.assertWhole(job)

    def lose_reader(self, job):
        process = job.start()
        self.assertTrue(any("Iteration 20 " in line for line in process.stdout))
        process.stdout.close()
        return process

    def interrupt(self, job):
        process = job.start()
        self.assertTrue(any("Iteration 20 " in line for line in process.stdout))
        process.send_signal(signal.SIGINT)
        log, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, log)
        self.assertIn("Optimization stopped early", log)
        self.assertEqual(job.events("status")[-1]["status"], "Aborted")
        self.assertEqual(len(list(job.path.glob("*.solverstate"))), 1)

    def test_a_kill_leaves_whole_snapshots(self):
        job = Job(iterations=1_000_000, snapshot=20)
        process = job.start()
        deadline = time.monotonic() + 60
        while len(list(job.path.glob("*.solverstate"))) < 3:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        process.kill()
        process.communicate()
        self.assertWhole(job)

    def test_a_file_that_grows_beyond_a_limit_ends_training_in_words(self):
        job = Job(iterations=10)
        self.assertDone(job.train())
        self.again(job, 20)
        limit = 100_000
        done = job.train(
            "-snapshot",
            job.path / "snapshot_iter_10.solverstate",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )
        self.assertFull(job, done, "snapshot_iter_20.caffemodel: File too large")

    def test_a_full_disk_ends_training_in_words(self):
        disk = temporary_folder()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "crema-test", disk],
                                 capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("only root can mount a small disk")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        job = Job(iterations=1000, snapshot=10, prefix=disk / "snapshot")
        self.assertFull(job, job.train(), "No space left on device", disk)

    def again(self, job, iterations):
        text = job.solver.read_text()
        job.solver.write_text(text.replace("max_iter: 10", f"max_iter: {iterations}"))

    def assertFull(self, job, done, sentence, folder=None):
        self.assertRefused(done, f"Error: cannot write .*{sentence}")
        self.assertRegex(job.events("error")[-1]["message"], sentence)
        self.assertEqual(list((folder or job.path).glob("*.partial")), [])
        self.assertWhole(job, folder)


if __name__ == "__main__":
    unittest.main()
