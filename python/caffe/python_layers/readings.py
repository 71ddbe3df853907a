"""The ways to take the source of a layer: as it stands, and mended of what is no longer so.

Mendings are numpy's old names, Python 2's division, and the conversion from Python 2.
"""

from __future__ import annotations

from typing import FrozenSet, List, Optional

from . import conversion, numpy_names
from .conversion import Conversion
from .division import Divisions
from .numpy_names import Replacement

NUMPY, DIVISION, CONVERSION = "numpy", "division", "conversion"


class Reading:
    """One way to take a source.

    conversion  what was converted of it, to be Python 3 at all
    names       what was written for the old names of numpy
    mendings    what it differs by from the source as it stands
    """

    def __init__(
        self,
        source: bytes,
        path,
        is_python2: bool = False,
        converted: Optional[Conversion] = None,
        names: Optional[Replacement] = None,
    ):
        self.conversion, self.names = converted, names
        self._source = (names or converted or Conversion(source, ())).source
        self._path = str(path)
        # Python 2 divides whole numbers as `//` does.
        self.is_python2 = is_python2
        self.divisions = Divisions(self._source, self._path)
        self.mendings: FrozenSet[str] = frozenset(
            kind
            for kind, is_done in ((NUMPY, names), (DIVISION, is_python2), (CONVERSION, converted))
            if is_done
        )

    def compiled(self, namespace: dict):
        """The code, for a module with that namespace; raises SyntaxError."""
        if self.is_python2:
            return self.divisions.compiled(namespace)
        return compile(self._source, self._path, "exec", dont_inherit=True)

    @property
    def is_shown(self) -> bool:
        """Whether it was seen to mean something else than the source as it stands."""
        if self.is_python2:
            return bool(self.conversion or self.divisions.lines)
        return bool(self.names)

    def corrected(self) -> bytes:
        """The source that means the same in today's Python, with today's numpy."""
        return self.divisions.corrected()


def of(source: bytes, path) -> List[Reading]:
    """The ways to take a source that is not understood as it stands; the nearest to it first."""
    readings = []
    names = numpy_names.replaced(source)
    if names:
        readings.append(Reading(source, path, names=names))
    if Divisions(source, str(path)).any:
        readings.append(Reading(source, path, True))
        if names:
            readings.append(Reading(source, path, True, names=names))
    try:
        converted = conversion.convert(source)
    except ImportError:
        converted = None
    if converted:
        readings.append(Reading(source, path, True, converted))
        names = numpy_names.replaced(converted.source)
        if names:
            readings.append(Reading(source, path, True, converted, names))
    return readings
