"""Passes of a data layer made in processes of their own; `worker.py` is what runs there.

Only names, strings, paths and numbers go over: a JSON object a message, and the tops of a pass by a
file in memory. A process is an interpreter that was started afresh, never a fork of this one, whose
threads would be missing there, and it does not run the program's main module again.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from multiprocessing.connection import Pipe
from typing import Any, Dict, List, NamedTuple, Optional

from .. import ranks
from . import passing
from .failures import FailedElsewhere, Failure, LayerMistake
from .passes import Told

# Seconds that a pass which is being made has left when nobody wants it any more.
GRACE = 5.0

# Signals that a whole group of processes gets; the one that trains decides what becomes of them.
ASIDE = {signal.SIGINT, signal.SIGHUP, signal.SIGTERM}

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from caffe.python_layers import worker; worker.main(int(sys.argv[2]))"
)


class Processes:
    """Deals passes over some processes in turn, each of which has an object of the layer."""

    def __init__(self, layer, count: int, depth: int, top_count: int):
        _refuse_what_cannot_go_over(layer)
        self._workers: List[_Worker] = []
        self._finish = weakref.finalize(self, _end, self._workers)
        for _ in range(count):
            self._workers.append(_Worker(layer, depth, top_count))
        self._asked = self._latest = 0
        self._last_clock: Optional[tuple] = None
        self._turn = 0
        self._draws = False
        self._first: Optional[_First] = None
        self._can_be_dealt = True
        self.drawn = None

    def ask(self, clock, drawn=None) -> _Promise:
        """Promises the pass of an iteration, whose random numbers go on from `drawn`."""
        again = clock == self._last_clock
        self._turn = self._turn + 1 if again else 0
        # What draws on from the pass before it has to be made where that one is.
        if not (again and self._draws):
            self._latest = (self._latest + 1) % len(self._workers)
        self._last_clock = clock
        self._asked += 1
        worker = self._workers[self._latest]
        task = {"number": self._asked, "clock": clock, "turn": self._turn, "drawn": drawn}
        if len(self._workers) > 1 and not worker.is_tried:
            task["trial"] = self._first and self._first.task
        return _Promise(self, worker, worker.ask(task))

    def drop(self, promises):
        """Forgets these passes, and begins none of them any more."""
        for promise in promises:
            promise.worker.free(promise.task)
        for worker in self._workers:
            worker.send({"drop": self._asked})

    def end(self):
        """Makes no more passes; the processes end by themselves, or soon by force."""
        if self._finish.detach() is not None:
            for worker in self._workers:
                worker.close()
            threading.Thread(target=_end, args=(self._workers,), daemon=True).start()

    def take(self, worker: _Worker, task) -> _Made:
        """Waits for a process's answer about a pass; raises the layer's exception."""
        answer: Dict[str, Any] = {"number": None}
        while answer["number"] != task["number"]:
            answer = worker.next()
            self._compare(worker, answer)
        if not self._can_be_dealt:
            raise LayerMistake(self._not_dealt())
        if "failure" in answer:
            raise FailedElsewhere(Failure(*answer["failure"]))
        asked, self._draws, start, drawn = answer["told"]
        told = Told(asked, self._draws, drawn_state(start), drawn_state(drawn))
        return _Made(told, worker, task, answer["shapes"])

    def _compare(self, worker, answer):
        """Keeps what the first pass is like, and looks whether others make the same of it."""
        if "digest" not in answer:
            return
        worker.is_tried = True
        if self._first is None:
            self._first = _First(answer["task"], answer["digest"])
        elif self._first.digest != answer["digest"]:
            self._can_be_dealt = False

    def _not_dealt(self):
        iteration = self._first.task["clock"][0] if self._first else 0
        return (
            f"its passes cannot be dealt over {len(self._workers)} processes: made again in "
            f"another one, after another pass, that of iteration {iteration} is not the same. A "
            "pass has to follow from self.iteration and self.rng alone; if the layer keeps "
            "something from one to the next, write prefetch_processes = 1"
        )


class _First(NamedTuple):
    """The first pass, which every other process has to make the same."""

    task: Dict[str, Any]
    digest: str


class _Promise(NamedTuple):
    """A pass that a process was given."""

    processes: Processes
    worker: _Worker
    task: Dict[str, Any]

    def result(self) -> _Made:
        try:
            return self.processes.take(self.worker, self.task)
        except BaseException:
            self.worker.free(self.task)
            raise


class _Made(NamedTuple):
    """A pass that lies in a file of its process."""

    told: Told
    worker: _Worker
    task: Dict[str, Any]
    shapes: List[List[int]]

    def pour(self, tops):
        passing.read(self.worker.files[self.task["slot"]], self.shapes, tops)
        self.worker.free(self.task)


class _Worker:
    """A process, the pipe to it, and the files in which it leaves passes."""

    def __init__(self, layer, depth: int, top_count: int):
        self.is_tried = False
        self.files = [os.memfd_create(f"caffe {layer.parameter.name}") for _ in range(depth)]
        self._free = list(reversed(range(depth)))
        self._connection, other = Pipe()
        try:
            self._process = _started(other.fileno(), self.files)
        except OSError as error:
            self.close()
            raise LayerMistake(f"no process for its passes could be started: {error}") from None
        finally:
            other.close()
        self.send(
            {
                "parameter": layer.parameter._asdict(),
                "file": layer.file.as_strings(),
                "ranks": [ranks.solver_rank(), ranks.solver_count()],
                "tops": top_count,
                "files": self.files,
            }
        )

    def ask(self, task):
        """Has a pass made; returns the task with the place that it is left in."""
        task = {**task, "slot": self._free.pop()}
        self.send(task)
        return task

    def free(self, task):
        """Lets later passes of this process be left in the place of one."""
        self._free.append(task["slot"])

    def send(self, message):
        """Tells the process something, if it lives."""
        with contextlib.suppress(OSError):
            self._connection.send_bytes(json.dumps(message).encode())

    def next(self):
        """The next answer; raises `LayerMistake` where the process has ended."""
        try:
            while not self._connection.poll(0.1):
                # A process that it has forked may hold the pipe open.
                if self._process.poll() is not None and not self._connection.poll():
                    raise EOFError
            return json.loads(self._connection.recv_bytes())
        except (EOFError, OSError):
            raise LayerMistake(self._ending()) from None

    def _ending(self):
        status = self.wait()
        if status >= 0:
            return f"the process that makes its passes ended, with status {status}"
        why = ", as the kernel does where memory runs out" if status == -signal.SIGKILL else ""
        return (
            f"the process that makes its passes was ended by signal {-status} "
            f"({signal.strsignal(-status)}){why}"
        )

    def close(self):
        """Tells the process to end."""
        self._connection.close()
        while self.files:
            os.close(self.files.pop())

    def wait(self) -> int:
        """The status that the process ends with, by force if it takes too long."""
        try:
            return self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def _end(workers: List[_Worker]) -> None:
    for worker in workers:
        worker.close()
    for worker in workers:
        worker.wait()


def _started(pipe: int, files: List[int]):
    """An interpreter like this one that runs `worker.py`."""
    options = [f"-W{option}" for option in sys.warnoptions] + ["-O"] * sys.flags.optimize
    path = json.dumps([str(entry) for entry in sys.path])
    # Until it has handlers of its own it must not end by a signal that this process lives through.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ASIDE)
    try:
        return subprocess.Popen(
            [sys.executable, *options, "-c", _START, path, str(pipe)],
            stdin=subprocess.DEVNULL,
            pass_fds=(pipe, *files),
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def drawn_state(drawn) -> Optional[tuple]:
    """A state of random numbers as it was before it was a text."""
    if drawn is None:
        return None
    clock, state = drawn
    return (None if clock is None else tuple(clock)), state


def _refuse_what_cannot_go_over(layer):
    if len(layer.blobs):
        raise LayerMistake(
            "it has parameters, which its passes in other processes would not see change; "
            "leave out prefetch_processes"
        )
    module = None if layer.file.path else sys.modules.get(layer.file.name)
    if layer.file.name == "__main__" or (module and module.__spec__ is None):
        raise LayerMistake(
            f"its class is in {layer.file.name}, which is not a file that another process can "
            "load; put the class into a file of its own, or leave out prefetch_processes"
        )
