"""What is replaced of a source that was written for an older library."""

from __future__ import annotations

from typing import Iterable, NamedTuple, Tuple


class Replacement(NamedTuple):
    """A source with what was meant, and how it is reported.

    lines     the lines that this changes, counted from 1
    names     what is replaced
    meanings  what it is replaced by, in the same order
    what      what the file has, as in "layers.py has old names of numpy"
    why       why it does not go any more, after the file's name
    how       the way in which it does
    now       what the corrected file has in its place
    """

    source: bytes
    lines: Tuple[int, ...]
    names: Tuple[str, ...]
    meanings: Tuple[str, ...]
    what: str
    why: str
    how: str
    now: str

    @property
    def done(self) -> str:
        """What a run does that takes the source so."""
        taken = f"{listed(self.meanings)} for {listed(self.names)}"
        return f"takes {taken} (line {listed(self.lines)})"


def listed(parts: Iterable) -> str:
    """Some names or numbers, as they are listed in a sentence."""
    return ", ".join(map(str, parts))
