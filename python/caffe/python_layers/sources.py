"""The text of a user's module, and the ways to read it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import FrozenSet, List

from .. import _native
from . import readings, star_imports
from .failures import LayerMistake
from .readings import Reading

AS_IT_STANDS: FrozenSet[str] = frozenset()


class Source:
    """The text of a module, as it was when it was read."""

    def __init__(self, path: Path, text: bytes, is_in_package: bool):
        self.path, self.text = path, text
        self._is_in_package = is_in_package
        self._plain = Reading(text, path)

    @functools.cached_property
    def others(self) -> List[Reading]:
        """The ways to read it besides the plain one, the nearest to it first."""
        return readings.of(self.text, self.path, self._is_in_package)

    @functools.cached_property
    def at_first(self) -> FrozenSet[str]:
        """What is mended of it before it is executed, as it would go on without a word else."""
        return frozenset({readings.STARS}) if star_imports.is_certain(self.text) else AS_IT_STANDS

    def reading(self, mendings: FrozenSet[str]) -> Reading:
        """The way to read it that mends as much of that as there is to mend in it."""
        if not mendings:
            return self._plain
        within = [one for one in self.others if one.mendings <= mendings]
        return max(within, key=lambda one: len(one.mendings), default=self._plain)


@functools.lru_cache(maxsize=256)
def source(path: Path, text: bytes, is_in_package: bool) -> Source:
    """The same object for the same text, as what was seen of its divisions is kept there."""
    return Source(path, text, is_in_package)


def read(path, module_name: str) -> Source:
    """The text of a module's file as it is now; raises `LayerMistake` where
    another file lies there."""
    path = Path(path)
    is_in_package = "." in module_name or path.name == "__init__.py"
    text = path.read_bytes()
    reason = _native.foreign(text)
    if reason:
        raise LayerMistake(f"{path} {reason}")
    return source(path, text, is_in_package)
