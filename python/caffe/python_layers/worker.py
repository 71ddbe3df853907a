"""What runs in a process that makes passes of a data layer; `processes.py` is the other side."""

from __future__ import annotations

import faulthandler
import json
import math
import os
import queue
import signal
import sys
import threading
from multiprocessing.connection import Connection

from .. import ranks
from ..blob import Blob
from ..vectors import LayerBlobs, ScratchBlobVec
from . import failures, files, output, passing, processes, trial
from .hosted import LayerParameter, new_instance
from .passes import make
from .processes import ASIDE, drawn_state
from .steps import RESHAPE, SETUP, call
from .surroundings import Surroundings


def main(pipe: int) -> None:
    """Makes the passes that come through the pipe, until its other end is closed."""
    _leave_signals()
    faulthandler.enable()
    output.name_lines(_erase_line if os.isatty(2) else lambda: None)
    sys.breakpointhook = _refuse_breakpoint
    connection = Connection(pipe)
    description = json.loads(connection.recv_bytes())
    for descriptor in (pipe, *description["files"]):
        # What the layer starts has no part in this.
        os.set_inheritable(descriptor, False)
    with output.Voice(description["parameter"]["name"]):
        Maker(description).serve(connection)


class Maker:
    """A layer, and the passes that it has to make."""

    def __init__(self, description):
        rank, count = description["ranks"]
        ranks.set_solver_count(count)
        ranks.set_solver_rank(rank)
        parameter = LayerParameter(**description["parameter"])
        self._surroundings = Surroundings(None, parameter.seed, parameter.name)
        self._tops = LayerBlobs(Blob() for _ in range(description["tops"]))
        self._files = description["files"]
        self._dropped: float = 0
        self._is_tried = False
        self._file = self._failure = None
        try:
            self._file = files.LayerFile.from_strings(**description["file"])
            with self._file.reading_on():
                self._instance = self._set_up(parameter)
        except BaseException as error:  # noqa: B902  sys.exit in a layer is the layer's failure
            self._failure = failures.describe(error, self._file)

    def _set_up(self, parameter):
        """The layer as the net has it before its first pass."""
        clock = 0, 0
        self._surroundings.seed_common(clock, 0)
        module = trial.loaded(self._file)
        blobs = ScratchBlobVec()
        instance = new_instance(self._file, module, parameter, self._surroundings, blobs)
        with self._surroundings.at(clock):
            call(instance, SETUP, [], self._tops)
            call(instance, RESHAPE, [], self._tops)
        return instance

    def serve(self, connection) -> None:
        """Answers each task with what came of it."""
        tasks: queue.SimpleQueue = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=(connection, tasks), daemon=True).start()
        while True:
            task = tasks.get()
            if task is None:
                return
            if task["number"] > self._dropped:
                try:
                    connection.send_bytes(json.dumps(self._answer(task)).encode())
                except OSError:
                    return

    def _listen(self, connection, tasks):
        """Hears at once that passes are not wanted, and that the other process is gone."""
        try:
            while True:
                message = json.loads(connection.recv_bytes())
                if "drop" in message:
                    self._dropped = message["drop"]
                else:
                    tasks.put(message)
        except (EOFError, OSError):
            self._dropped = math.inf
            tasks.put(None)
            # For a pass that does not come to its end.
            silence = open(os.devnull, "w")
            faulthandler.dump_traceback_later(processes.GRACE, exit=True, file=silence)

    def _answer(self, task):
        if self._failure is not None:
            return {"number": task["number"], "failure": self._failure}
        try:
            return self._made(task)
        except BaseException as error:  # noqa: B902
            return {"number": task["number"], "failure": failures.describe(error, self._file)}

    def _made(self, task):
        told = self._make(task)
        shapes = passing.write(self._files[task["slot"]], self._tops)
        answer = {"number": task["number"], "told": told, "shapes": shapes}
        if "trial" in task and not self._is_tried:
            answer["task"] = {**task, "drawn": told.start or (None, None)}
            if task["trial"] is not None:
                drawn = self._surroundings.drawn()
                self._make(task["trial"])
                self._surroundings.rewind(drawn)
            answer["digest"] = passing.digest(self._tops)
            self._is_tried = True
        return answer

    def _make(self, task):
        clock = tuple(task["clock"])
        if task["drawn"] is not None:
            self._surroundings.rewind(drawn_state(task["drawn"]))
        self._surroundings.seed_common(clock, task["turn"])
        with self._file.reading_on():
            return make(self._instance, self._surroundings, clock, self._tops)


def _leave_signals():
    """Lets signals that a group of processes gets pass by; not those that the layer starts."""
    usual = {number: signal.getsignal(number) for number in ASIDE}
    for number in ASIDE:
        signal.signal(number, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASIDE)
    os.register_at_fork(after_in_child=lambda: [signal.signal(*one) for one in usual.items()])


def _erase_line():
    """Clears the progress line of the run before another line is written; it
    is soon drawn again."""
    os.write(2, b"\r\x1b[2K")


def _refuse_breakpoint(*arguments, **keywords):
    raise failures.LayerMistake(
        "breakpoint() finds no terminal in a process that makes passes ahead; "
        "leave out prefetch_processes while you debug"
    )
