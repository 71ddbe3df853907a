"""Which of several workers this process is: pycaffe's solver count and rank."""

from __future__ import annotations

from . import _native

_count = 1
_rank = 0


def solver_count() -> int:
    """The number of workers that train together; 1 unless it was set."""
    return _count


def set_solver_count(count: int) -> None:
    """Sets the number of workers that train together, which layers see as `world_size`."""
    global _count
    if count < 1:
        raise ValueError(f"there is at least 1 solver, found {count}")
    _count = int(count)


def solver_rank() -> int:
    """Which of the workers this process is, from 0."""
    return _rank


def set_solver_rank(rank: int) -> None:
    """Sets which worker this process is.

    Layers see it as `rank`, and it is added to the `random_seed` of solvers made afterwards.
    """
    global _rank
    if rank < 0:
        raise ValueError(f"ranks count from 0, found {rank}")
    _rank = int(rank)
    _native.library().set_rank(_rank)


def set_multiprocess(is_multiprocess: bool) -> None:
    """Says that each worker is a process of its own, which they always are here."""
