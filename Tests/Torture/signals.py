"""A signal every millisecond while nets compute: none ends a process, and the
weights come out as without.

They go to the program with and without a layer in Python, and to a script that imports caffe. At
last trainings are asked to stop by one signal at any moment, and each leaves its snapshot.
"""
import os
import random
import signal
import subprocess
import sys
import time

from outcome import Outcome
from program import CHECKOUT, LAYER_FILE, LOSS, PROGRAM, PYTHON_LAYER, Job

FULL = 100_000
FEW = 1_000

# So wide that oneDNN multiplies in the way that moves the stack. The data need no data set.
NET = """\
name: "wide"
layer { name: "data" type: "DummyData" top: "data" top: "label"
        dummy_data_param { shape { dim: 64 dim: 784 } shape { dim: 64 }
                           data_filler { type: "gaussian" std: 1 } data_filler { value: 1 } } }
%s
layer { name: "hidden" type: "InnerProduct" bottom: "data" top: "hidden"
        inner_product_param { num_output: 500 weight_filler { type: "xavier" } } }
layer { name: "relu" type: "ReLU" bottom: "hidden" top: "hidden" }
layer { name: "ip" type: "InnerProduct" bottom: "hidden" top: "ip"
        inner_product_param { num_output: 10 weight_filler { type: "xavier" } } }
""" + LOSS
COPY = LAYER_FILE % "top[0].data[...] = bottom[0].data"
ITERATIONS = 150

# Prints how many signals the process has taken, as the bytes that Python's C handler has written.
SCRIPT = """\
import os, signal, sys, threading, caffe
solver_file, storm = sys.argv[1:]
reader, writer = os.pipe()
os.set_blocking(writer, False)
signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
counts, over = [0], threading.Event()
def count():
    while taken := os.read(reader, 65536):
        counts[0] += len(taken)
counter = threading.Thread(target=count)
counter.start()
def send():
    while not over.wait(0.001):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)
        os.setresuid(-1, -1, -1)
if storm == "timers":
    # Of a profiler, which counts what is computed, and of a watch.
    timers = {signal.SIGPROF: signal.ITIMER_PROF, signal.SIGALRM: signal.ITIMER_REAL}
    for number, timer in timers.items():
        signal.signal(number, lambda *_: None)
        signal.setitimer(timer, 0.001, 0.001)
elif storm == "threads":
    signal.signal(signal.SIGUSR1, lambda *_: None)
    threading.Thread(target=send, daemon=True).start()
caffe.get_solver(solver_file).solve()
over.set()
signal.set_wakeup_fd(-1)
for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
    signal.setitimer(timer, 0)
os.close(writer)
counter.join()
print(counts[0])
"""


def torture(count, seed):
    """Sends about so many signals, an eighth of them to each kind of process at least."""
    outcome = Outcome(counts={"storms": 0, "stops": 0})
    kinds = [
        lambda: _Storm(outcome, "the program", Job(net=NET % "", iterations=ITERATIONS), "2"),
        lambda: _Storm(outcome, "a layer in Python",
                       Job(net=NET % PYTHON_LAYER, layers=COPY, iterations=ITERATIONS), "1"),
        lambda: _Script(outcome, "timers"),
        lambda: _Script(outcome, "threads"),
    ]
    for kind in kinds:
        storm, target = kind(), outcome.tried + count // len(kinds)
        while outcome.tried < target and not outcome.lost:
            storm.run()
    choose = random.Random(seed)
    for number in range(max(2, count // 1_000)):
        _stop(outcome, choose, COPY if number % 2 else None)
    return outcome


class _Storm:
    """Trainings of one job by the program, with a SIGHUP every millisecond
    that asks for nothing."""

    def __init__(self, outcome, name, job, workers):
        self.outcome, self.name, self.job, self.workers = outcome, name, job, workers
        self.expected = None
        self.run(signals=False)

    def run(self, signals=True):
        """Trains once, and compares the weights with those of the first time,
        which has no signals."""
        weights = self.job.path / f"snapshot_iter_{ITERATIONS}.caffemodel"
        weights.unlink(missing_ok=True)
        status, log = self.train(signals)
        if status != 0:
            self.outcome.lost.append(f"{self.name}: status {status}: {log[-300:]}")
        elif self.expected is None:
            self.expected = weights.read_bytes()
        elif weights.read_bytes() != self.expected:
            self.outcome.lost.append(f"{self.name}: other weights than without signals")
        self.outcome.counts["storms"] += signals

    def train(self, signals):
        """Status and log of a training, which the signals reach when it has begun."""
        log = self.job.path / "log"
        with log.open("w") as file:
            process = subprocess.Popen(
                [PROGRAM, *self.job.arguments, "--workers", self.workers, "-sighup_effect", "none"],
                stdout=file, stderr=subprocess.STDOUT)
        try:
            while process.poll() is None and "Iteration 0" not in log.read_text():
                time.sleep(0.01)
            while signals and process.poll() is None:
                process.send_signal(signal.SIGHUP)
                self.outcome.tried += 1
                time.sleep(0.001)
            return process.wait(timeout=600), log.read_text()
        finally:
            process.kill()


class _Script(_Storm):
    """The same by a script that imports caffe, and signals that it sends itself."""

    def __init__(self, outcome, storm):
        self.storm = storm
        super().__init__(
            outcome, f"import caffe, {storm}", Job(net=NET % "", iterations=ITERATIONS), "2"
        )

    def train(self, signals):
        done = subprocess.run(
            [_python(), "-c", SCRIPT, self.job.solver, self.storm if signals else "none"],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=600,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT / "python"), "GLOG_minloglevel": "2"},
        )
        if done.returncode == 0:
            self.outcome.tried += int(done.stdout)
        return done.returncode, done.stderr


def _python():
    own = CHECKOUT / ".venv/bin/python"
    return str(own) if own.exists() else sys.executable


def _stop(outcome, choose, layers):
    """Stops a training by one signal at any moment after its first iterations."""
    job = Job(net=NET % (PYTHON_LAYER if layers else ""), layers=layers, iterations=1_000_000)
    number = choose.choice([signal.SIGINT, signal.SIGTERM])
    process = job.start()
    name = f"{number.name} to {'a layer in Python' if layers else 'the program'}"
    if not any("Iteration 10 " in line for line in process.stdout):
        outcome.lost.append(f"{name}: it never began")
        return
    time.sleep(choose.random() * 0.1)
    process.send_signal(number)
    log, _ = process.communicate(timeout=120)
    outcome.tried += 1
    outcome.counts["stops"] += 1
    if process.returncode != 0 or len(list(job.path.glob("*.solverstate"))) != 1:
        outcome.lost.append(f"{name}: status {process.returncode}, no snapshot: {log[-300:]}")
