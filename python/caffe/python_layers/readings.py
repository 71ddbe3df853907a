"""The ways to take the source of a layer: as Python 3, with Python 2's division, converted."""

from __future__ import annotations

from typing import List, Tuple

from . import conversion
from .division import Divisions


class Reading:
    """One way to take a source.

    is_python2       whether `/` divides whole numbers as Python 2 does, rounding down
    converted_lines  the lines that had to be converted to be Python 3 at all
    """

    def __init__(
        self, source: bytes, path, is_python2: bool, converted_lines: Tuple[int, ...] = ()
    ):
        self.is_python2 = is_python2
        self.converted_lines = converted_lines
        self.divisions = Divisions(source, str(path))
        self._source, self._path = source, str(path)

    def compiled(self, namespace: dict):
        """The code, for a module with that namespace; raises SyntaxError."""
        if self.is_python2:
            return self.divisions.compiled(namespace)
        return compile(self._source, self._path, "exec", dont_inherit=True)

    @property
    def is_shown(self) -> bool:
        """Whether it was seen to mean something else than Python 3 does."""
        return bool(self.converted_lines or self.divisions.lines)

    def corrected(self) -> bytes:
        """The source that means the same in Python 3."""
        return self.divisions.corrected()


def of_python2(source: bytes, path) -> List[Reading]:
    """The ways to take a source that was written for Python 2; the nearest to it first."""
    readings = []
    if Divisions(source, str(path)).any:
        readings.append(Reading(source, path, True))
    try:
        converted = conversion.convert(source)
    except ImportError:
        converted = None
    if converted is not None:
        readings.append(Reading(converted.source, path, True, converted.lines))
    return readings
