"""`caffe.NCCL`, which sums gradients over GPUs where there are some."""

from __future__ import annotations


def has_nccl() -> bool:
    """Whether this build sums gradients over GPUs: it has no GPU device, so it does not."""
    return False


class NCCL:
    """A solver's place among others on other GPUs.

    As in Caffe without NCCL the class is there, and has neither `new_uid` nor `bcast`.
    """

    def __init__(self, solver, uid) -> None:
        self._solver = solver
