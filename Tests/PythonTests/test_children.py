"""Processes that layers start: they end as they would elsewhere, and the training with them."""

import os
import signal
import time
import unittest
from pathlib import Path


from jobs import Job
from small import TRAINED, SmallFolder

# What a layer in the middle of a net does, with `forward` to be filled in.
METHODS = """
    def setup(self, bottom, top):
        %s
    def forward(self, bottom, top):
        top[0].data[...] = bottom[0].data
        %s
"""

# A module next to the layer, for what processes run and for telling their numbers.
CHILDREN = """
import os, signal, time
def double(number):
    return 2 * number
def wait_for_ever(*_):
    while True:
        time.sleep(0.05)
def tell(*numbers):
    with open(__file__ + ".told", "a") as file:
        file.write("".join(f"{number}\\n" for number in numbers))
"""


def lives(number):
    """Whether a process runs; one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class ChildrenTests(unittest.TestCase):
    def job(self, forward, setup="pass", iterations=4):
        job = Job(METHODS % (setup, forward))
        (job.path / "children.py").write_text(CHILDREN)
        layers = job.path / "layers.py"
        layers.write_text("import children, multiprocessing, os, signal, subprocess, sys, time\n"
                          "FORK = multiprocessing.get_context('fork')\n" + layers.read_text())
        solver = job.path / "solver.prototxt"
        solver.write_text(solver.read_text().replace("max_iter: 4", f"max_iter: {iterations}"))
        return job

    def told(self, job):
        """What the layer has told, a number a line."""
        path = job.path / "children.py.told"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def trained(self, *arguments, **keywords):
        """What the layer of a training that ends well has told."""
        job = self.job(*arguments, **keywords)
        status, log = job.train()
        self.assertEqual(status, 0, log)
        return self.told(job)

    def stopped(self, job, number, of_group=False):
        """What the layer of a training has told that a signal ends, with its snapshot."""
        process = job.start(session=True)
        self.addCleanup(process.kill)
        self.assertTrue(any("Iteration 2," in line for line in process.stdout))
        if of_group:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        log, _ = process.communicate(timeout=60)
        process.stdout.close()
        self.assertEqual(process.returncode, 0, log)
        self.assertEqual(len(list(job.path.glob("snapshot_iter_*.caffemodel"))), 1)
        self.assertNotIn("Traceback", log)
        return self.told(job)

    def assertGone(self, numbers):
        self.assertTrue(numbers)
        end = time.monotonic() + 30
        while any(map(lives, numbers)):
            self.assertLess(time.monotonic(), end, "processes are left")
            time.sleep(0.01)

    def test_a_pool_in_forward_ends(self):
        told = self.trained("""
        with FORK.Pool(2) as pool:
            children.tell(*pool.map(children.double, [3, 4]))
        pool = FORK.Pool(2)
        pool.terminate()
        pool.join()
""", iterations=2)
        self.assertEqual(told[:2], [6, 8])

    def test_a_pool_ends_with_the_training(self):
        keep = """self.pool = FORK.Pool(2)
        children.tell(*[worker.pid for worker in self.pool._pool])"""
        work = "assert self.pool.map(children.double, [3, 4]) == [6, 8]"
        self.assertGone(self.trained(work, keep))
        for number, of_group in [
            (signal.SIGTERM, False),
            (signal.SIGINT, True),
            (signal.SIGINT, False),
        ]:
            with self.subTest(number, of_group=of_group):
                job = self.job(work, keep, iterations=100_000)
                self.assertGone(self.stopped(job, number, of_group))

    def test_processes_that_python_waits_for_get_the_signal_that_stops_the_training(self):
        start = """self.process = FORK.Process(target=children.wait_for_ever)
        self.process.start()
        children.tell(self.process.pid)"""
        for number, of_group in [(signal.SIGTERM, False), (signal.SIGINT, True)]:
            with self.subTest(number, of_group=of_group):
                job = self.job("time.sleep(0.02)", start, iterations=100_000)
                self.assertGone(self.stopped(job, number, of_group))

    def test_a_training_that_waits_for_a_process_at_its_end_ends_with_it_by_a_signal(self):
        job = self.job("pass", """self.process = FORK.Process(target=children.wait_for_ever)
        self.process.start()
        children.tell(self.process.pid)""")
        process = job.start(session=True)
        self.addCleanup(process.kill)
        self.assertTrue(any("Optimization Done" in line for line in process.stdout))
        while process.poll() is None:
            process.send_signal(signal.SIGTERM)
            time.sleep(0.2)
        process.stdout.close()
        self.assertGone(self.told(job))

    def test_signals_end_a_process_that_a_layer_forks_off(self):
        numbers = ["SIGTERM", "SIGUSR2", "SIGINT", "SIGHUP", "SIGALRM"]
        told = self.trained(f"""
        for number in [signal.{", signal.".join(numbers)}]:
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                os.write(writer, b"here")
                children.wait_for_ever()
            os.read(reader, 4)
            os.kill(child, number)
            children.tell(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""", iterations=1)
        expected = [-getattr(signal, number) for number in numbers]
        self.assertEqual(told[:len(numbers)], expected)

    def test_a_handler_of_the_layers_own_goes_over_to_what_it_forks_off(self):
        told = self.trained("""
        signal.signal(signal.SIGTERM, lambda *_: os._exit(7))
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writer, b"here")
            children.wait_for_ever()
        os.read(reader, 4)
        os.kill(child, signal.SIGTERM)
        children.tell(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""", iterations=1)
        self.assertEqual(told[0], 7)

    def test_a_program_that_a_layer_starts_has_no_signals_held_back_and_no_files_of_ours(self):
        see = ("import os, re; text = open('/proc/self/status').read(); "
               "masks = re.findall('Sig(?:Blk|Cgt):.(.*)', text); "
               "files = [os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') "
               "if int(n) > 2 and os.path.exists(f'/proc/self/fd/{n}')]; "
               "print(*[int(mask, 16) & ~2 for mask in masks], len(files))")
        told = self.trained(f"""
        see = [sys.executable, "-I", "-c", {see!r}]
        out = subprocess.run(see, stdout=subprocess.PIPE, close_fds=False, text=True).stdout
        children.tell(*out.split())
        child = subprocess.Popen(["sleep", "1000"])
        child.terminate()
        children.tell(child.wait())
""", iterations=1)
        # Held back, caught (but for SIGINT, which Python catches), files above the standard ones.
        self.assertEqual(told[:4], [0, 0, 0, -signal.SIGTERM])

    def test_ctrl_c_in_a_process_forked_off_within_a_call_is_as_outside(self):
        told = []
        solver = SmallFolder(TRAINED).solver()

        def fork():
            child = os.fork()
            if child == 0:
                is_usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
                os._exit(0 if is_usual else 1)
            told.append(os.waitpid(child, 0)[1])

        solver.add_callback(fork, lambda: None)
        solver.step(2)
        self.assertEqual(told, [0, 0])


if __name__ == "__main__":
    unittest.main()
