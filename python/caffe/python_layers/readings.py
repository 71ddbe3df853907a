"""The ways to read the source of a layer: unchanged, or corrected for what has changed since.

Corrections cover names of Python's that a star import hides today, what libraries no longer accept
(numpy's old names, PyYAML's old calls), Python 2's division, and the conversion from Python 2.
"""

from __future__ import annotations

from typing import FrozenSet, Iterator, List, Optional, Tuple

from . import conversion, numpy_names, star_imports, yaml_calls
from .conversion import Conversion
from .division import Divisions
from .replacement import Replacement

STARS, LIBRARIES, DIVISION, CONVERSION = "stars", "libraries", "division", "conversion"

# What libraries take no more: each maker returns a replacement, or None where there is nothing.
_LIBRARIES = (numpy_names.replaced, yaml_calls.replaced)


class Reading:
    """One way to take a source.

    text        the source in that way
    conversion  what was converted of it, to be Python 3 at all
    stars       the names of Python's that a star import hides
    libraries   what was written for older libraries
    mendings    what it differs by from the source as it is
    """

    def __init__(
        self,
        source: bytes,
        path,
        is_python2: bool = False,
        converted: Optional[Conversion] = None,
        stars: Optional[Replacement] = None,
        libraries: Tuple[Replacement, ...] = (),
    ):
        self.conversion, self.stars, self.libraries = converted, stars, libraries
        steps = [step for step in (converted, stars, *libraries) if step]
        self.text = steps[-1].source if steps else source
        self._path = str(path)
        # Python 2 divides whole numbers as `//` does.
        self.is_python2 = is_python2
        self.divisions = Divisions(self.text, self._path)
        self.mendings: FrozenSet[str] = frozenset(
            kind
            for kind, is_done in (
                (STARS, stars),
                (LIBRARIES, libraries),
                (DIVISION, is_python2),
                (CONVERSION, converted),
            )
            if is_done
        )

    def compiled(self, namespace: dict):
        """The code, for a module with that namespace; raises SyntaxError."""
        if self.is_python2:
            return self.divisions.compiled(namespace)
        return compile(self.text, self._path, "exec", dont_inherit=True)

    @property
    def replacements(self) -> Tuple[Replacement, ...]:
        """What is replaced of it."""
        return (*([self.stars] if self.stars else []), *self.libraries)

    def is_shown(self, before: Reading) -> bool:
        """Whether it was seen to mean something else than another one that mends less."""
        if (self.mendings - before.mendings) & {DIVISION, CONVERSION}:
            return bool(self.conversion or self.divisions.lines)
        return self.mendings > before.mendings

    def corrected(self) -> bytes:
        """The source that means the same in today's Python, with today's libraries."""
        return self.divisions.corrected()


def of(source: bytes, path, is_in_package: bool = False) -> List[Reading]:
    """The ways to read a source that fails unchanged, the nearest to it first."""
    readings = list(_of_text(source, path))
    if Divisions(source, str(path)).any:
        readings += [Reading(source, path, True), *_of_text(source, path, True)]
    try:
        converted = conversion.convert(source, path if is_in_package else None)
    except ImportError:
        converted = None
    if converted:
        if not star_imports.is_certain(converted.source):
            readings.append(Reading(source, path, True, converted))
        readings += _of_text(source, path, True, converted)
    return readings


def _of_text(source, path, is_python2=False, converted=None) -> Iterator[Reading]:
    """The ways to take a source, converted or not, that replace anything in it."""
    text = converted.source if converted else source
    stars = star_imports.replaced(text)
    if stars:
        yield Reading(source, path, is_python2, converted, stars)
    libraries = _libraries(stars.source if stars else text)
    if libraries:
        yield Reading(source, path, is_python2, converted, stars, libraries)


def _libraries(source: bytes) -> Tuple[Replacement, ...]:
    """What is replaced of a source for its libraries; each step continues from the one before."""
    found: Tuple[Replacement, ...] = ()
    for replaced in _LIBRARIES:
        replacement = replaced(found[-1].source if found else source)
        if replacement:
            found += (replacement,)
    return found
