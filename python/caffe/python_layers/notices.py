"""What is reported about layers besides failures, in the log and on the job's page."""

from __future__ import annotations

import contextlib
from typing import Iterator, List, NamedTuple, Optional

from .. import _native


class Notice(NamedTuple):
    """What is reported about a file: a title, sentences, and the name of the
    corrected file ("" if none)."""

    title: str
    message: str
    file: str


_collected: Optional[List[Notice]] = None


@contextlib.contextmanager
def collecting() -> Iterator[List[Notice]]:
    """Within this, notices go into the list that it gives, and not into the log."""
    global _collected
    before, _collected = _collected, []
    try:
        yield _collected
    finally:
        _collected = before


def tell(notice: Notice) -> None:
    """Tells something, once in the same words."""
    if _collected is not None:
        if notice not in _collected:
            _collected.append(notice)
    else:
        _native.library().notice(*map(_native.text, notice))
