"""The solvers: they train a net by a solver's prototxt."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import numbers
from typing import Callable, Dict, List, Optional, Type

from . import _native, interrupts, listeners
from ._errors import FilePath, check, readable, whole
from .nccl import NCCL
from .net import Net, _require_net
from .python_layers import files, host
from .turns import Turn
from .vectors import NetVec


class SolverParameter:
    """Settings of a solver. `base_lr` can be set, and counts from the next update on."""

    __slots__ = ("_solver",)

    def __init__(self, solver: Solver) -> None:
        self._solver = solver

    def _settings(self) -> dict:
        return json.loads(_native.taken(_native.library().solver_settings(self._solver._handle)))

    @property
    def max_iter(self) -> int:
        """The iteration at which `solve` ends."""
        return self._settings()["max_iter"]

    @property
    def display(self) -> int:
        """Every how many iterations the loss is logged; 0 is never."""
        return self._settings()["display"]

    @property
    def layer_wise_reduce(self) -> bool:
        """Whether several workers add the gradients of each layer up as soon as they are there."""
        return self._settings()["layer_wise_reduce"]

    @property
    def base_lr(self) -> float:
        """The learning rate that the policy starts from."""
        return float(self._settings()["base_lr"])

    @base_lr.setter
    def base_lr(self, rate: float) -> None:
        if not isinstance(rate, numbers.Real):
            raise TypeError(f"base_lr is a number, found {rate!r}")
        with self._solver._turn.lock:
            check(_native.library().solver_set_base_lr(self._solver._handle, float(rate)))


class Solver(_native.Owner):
    """Trains a net by a solver's prototxt.

        solver = caffe.get_solver("solver.prototxt")
        solver.step(100)                              # 100 iterations
        print(solver.net.blobs["loss"].data, solver.lr)
        solver.solve()                                # up to max_iter

    net        the net that is trained
    test_nets  the nets that are tested every test_interval iterations
    iter       the finished iterations
    param      settings: max_iter, display, layer_wise_reduce, and base_lr, which can be set

    The nets outlive the solver. Training gives up the interpreter's lock. Ctrl-C on the main thread
    ends it after an iteration with KeyboardInterrupt, and `solve` leaves a snapshot.

    Errors are RuntimeErrors that name the place and the layer; what a layer in Python or a callback
    raises comes out unchanged. A loss that is not a number is an error, too.
    """

    _type = ""
    _instead = "write a snapshot(), and restore() it in another"

    def __init__(self, solver_file: FilePath) -> None:
        """Builds the nets of a solver's prototxt and the solver over them.

        Paths in the file are relative to the working directory. Raises RuntimeError "Could not open
        file F" for a missing file.
        """
        self._own(_made(readable(solver_file), self._type))

    def _own(self, handle):
        library = _native.library()
        self._handle, self._release = handle, library.release
        self._turn = Turn()
        self._callbacks: list = []
        self.net: Net = Net._of_solver(library.solver_net(handle, -1), self._turn)
        self.test_nets: List[Net] = NetVec()
        while True:
            net = library.solver_net(handle, len(self.test_nets))
            if net is None:
                break
            self.test_nets.append(Net._of_solver(net, self._turn))

    def __del__(self):
        if getattr(self, "_handle", None):
            self._release(self._handle)

    def __repr__(self) -> str:
        return f"<caffe.{type(self).__name__} of {self.net!r} at iteration {self.iter}>"

    @property
    def iter(self) -> int:
        """The finished iterations."""
        return _native.library().solver_iteration(self._handle)

    @property
    def param(self) -> SolverParameter:
        """The settings."""
        return SolverParameter(self)

    def solve(self, resume_file: Optional[FilePath] = None) -> None:
        """Trains up to `max_iter`, with tests and snapshots; from a `.solverstate` if one is given.

        Raises KeyboardInterrupt after Ctrl-C, when a snapshot is written.
        """
        if resume_file is not None:
            self.restore(resume_file)
        with self._training() as listener:
            check(_native.library().solver_solve(self._handle, *listener))

    def step(self, iterations: int) -> None:
        """Runs that many iterations, regardless of `max_iter`."""
        count = whole(iterations, "the number of iterations")
        with self._training() as listener:
            check(_native.library().solver_step(self._handle, count, *listener))

    def apply_update(self) -> None:
        """Takes the gradients that are in the parameters' `diff` for an update of the weights.

        It counts as an iteration. Gradients are left as the update that was made of them.
        """
        with self._turn.lock:
            check(_native.library().solver_apply_update(self._handle))

    def snapshot(self) -> None:
        """Writes `PREFIX_iter_N.caffemodel` and `.solverstate`, PREFIX being `snapshot_prefix`.

        The files of layers in Python are kept next to them, as `PREFIX_iter_N.FILE.py`.
        """
        with self._turn.lock:
            check(_native.library().solver_snapshot(self._handle))

    def restore(self, state_file: FilePath) -> None:
        """Goes on from a `.solverstate`, with the weights that it names.

        Raises RuntimeError where the file is damaged or belongs to another net.
        """
        path = readable(state_file)
        with self._turn.lock:
            check(_native.library().solver_restore(self._handle, _native.text(path)))

    def share_weights(self, net: Net) -> None:
        """Shows the weights that are trained in the layers of the same names of another net."""
        _require_net(net)
        net._turn.join(self._turn)
        with self._turn.lock:
            check(_native.library().solver_share_weights(self._handle, net._handle))

    def add_callback(
        self, on_start: Callable[[], object], on_gradients_ready: Callable[[], object]
    ) -> None:
        """Calls `on_start()` when an iteration begins and `on_gradients_ready()` before its update.

        There the gradients are in the parameters' `diff`, and may be changed.
        """
        if isinstance(on_start, NCCL):
            raise RuntimeError("this build of the engine has no NCCL")
        for callback in (on_start, on_gradients_ready):
            if not callable(callback):
                raise TypeError(f"a callback is called without arguments, found {callback!r}")
        self._callbacks.append((on_start, on_gradients_ready))

    @contextlib.contextmanager
    def _training(self):
        """Within this, the nets may train.

        Yields the number of the listener that decides whether to stop, and whether it
        follows each iteration.
        """

        def on(moment, _):
            if moment == listeners.REQUEST:
                return interrupt.noted
            for callbacks in self._callbacks:
                callbacks[moment - listeners.START]()

        with contextlib.ExitStack() as stack:
            stack.enter_context(self._turn.lock)
            interrupt = stack.enter_context(interrupts.deferred())
            for net in (self.net, *self.test_nets):
                stack.enter_context(net._listening())
            yield stack.enter_context(listeners.listening(on)), bool(self._callbacks)


class SGDSolver(Solver):
    """Stochastic gradient descent with momentum: h = m h + rate g; w -= h."""

    _type = "SGD"

    @property
    def lr(self) -> float:
        """The learning rate of the coming update, by the solver's `lr_policy`."""
        return _native.library().solver_rate(self._handle)


class NesterovSolver(SGDSolver):
    """Nesterov's accelerated gradient: h' = m h + rate g; w -= (1 + m) h' - m h."""

    _type = "Nesterov"


class AdaGradSolver(SGDSolver):
    """AdaGrad: h += g^2; w -= rate g / (sqrt h + delta). Takes no momentum."""

    _type = "AdaGrad"


class RMSPropSolver(SGDSolver):
    """RMSProp: h = d h + (1 - d) g^2; w -= rate g / (sqrt h + delta), d being rms_decay."""

    _type = "RMSProp"


class AdaDeltaSolver(SGDSolver):
    """AdaDelta: steps of the size of earlier steps, divided by the size of the gradients."""

    _type = "AdaDelta"


class AdamSolver(SGDSolver):
    """Adam: running means of the gradient and of its square, both corrected for their start."""

    _type = "Adam"


_KINDS: List[Type[SGDSolver]] = [
    SGDSolver,
    NesterovSolver,
    AdaGradSolver,
    RMSPropSolver,
    AdaDeltaSolver,
    AdamSolver,
]


@functools.lru_cache(maxsize=None)
def kinds() -> Dict[str, Type[SGDSolver]]:
    """The classes by the types of the engine: Caffe's, and one made for each that Caffe has not."""
    classes = {kind._type: kind for kind in _KINDS}
    for line in _native.taken(_native.library().solver_types()).split("\n"):
        name, summary = line.split("\t", 1)
        if name not in classes:
            made = {"_type": name, "__doc__": summary, "__module__": __name__}
            classes[name] = type(f"{name}Solver", (SGDSolver,), made)
    return classes


def get_solver(solver_file: FilePath) -> SGDSolver:
    """The solver of the `type` that a solver's prototxt names, SGD where it names none."""
    handle = _made(readable(solver_file), "")
    name = _native.taken(_native.library().solver_type(handle))
    kind = kinds()[name]
    solver = kind.__new__(kind)
    solver._own(handle)
    return solver


def _made(path, type_name):
    host.register_once()
    library = _native.library()
    folders = _native.taken(library.solver_folders(_native.text(path))).splitlines()
    handle = ctypes.c_void_p()
    with interrupts.deferred(), files.searching(folders):
        check(
            library.solver_make(_native.text(path), _native.text(type_name), ctypes.byref(handle))
        )
    return handle.value
