"""Finds the file of a layer: near the net first, then on Python's path."""

from __future__ import annotations

import contextlib
import difflib
import importlib
import importlib.util
import os
import sys
import threading
import types
from pathlib import Path
from typing import FrozenSet, List, Optional, Tuple

from ..layer import Layer
from . import modules, notices, sources
from .failures import LayerMistake, absolute
from .modules import Member
from .readings import Reading
from .sources import AS_IT_STANDS, Source
from .swaps import Swap

# Of so many bytes of source it is looked at first whether they go on without a word.
_LOOKED_AT_FIRST = 100_000

_AS_EVER = contextlib.nullcontext()

# The files that nets have asked for, by what they call them and where they are.
_known: dict = {}
_finding = threading.RLock()
# A forked process has only the thread that forked it, which may not be the one that has the lock.
os.register_at_fork(after_in_child=lambda: globals().update(_finding=threading.RLock()))
_near = threading.local()


@contextlib.contextmanager
def searching(folders):
    """Within this, layer files are looked for in these folders before others and Python's path."""
    before = getattr(_near, "folders", [])
    near = [Path(folder).resolve() for folder in folders]
    _near.folders = near + [folder for folder in before if folder not in near]
    try:
        yield
    finally:
        _near.folders = before


class LayerFile:
    """A module that holds layers.

    name          what nets call it
    module_name   its name in `sys.modules`, which is another where a second file has the same name
    path          its file; None where it has none that could be read in another way
    mendings      how it and the modules that it brings along are read
    """

    def __init__(self, name: str, source: Optional[Source], module_name: str, module=None):
        self.name, self.module_name = name, module_name
        self._source, self._module = source, module
        self.mendings = AS_IT_STANDS
        # Whether layers that were set up before are set up again when that changes.
        self.sets_up_again = True
        self._spec = getattr(module, "__spec__", None)
        # The module of an older text, which this one is executed in.
        self._edited: Optional[types.ModuleType] = None
        self.was_looked_at = False
        # Those of its readings that divide as Python 2 does, and the way that they belong to.
        self._watched: Optional[Tuple[FrozenSet[str], List[Reading]]] = None

    @property
    def path(self) -> Optional[Path]:
        return self._source.path if self._source else None

    @property
    def label(self):
        """What the file is called in messages."""
        return self.path.name if self.path else self.name

    def source(self):
        """The name and the bytes of the file, as it was read; None for what has no file."""
        if self._source:
            return self._source.path.name, self._source.text
        path = getattr(self._module, "__file__", None) or ""
        if not path.endswith(".py") or not os.path.isfile(path):
            return None
        return os.path.basename(path), Path(path).read_bytes()

    def as_strings(self) -> dict:
        """What another process makes the same of it from, by `from_strings`."""
        if self._source is None:
            return {"name": self.name}
        text = self._source.text.decode("latin-1")
        mendings = sorted(self.mendings)
        return {"name": self.name, "path": str(self.path), "text": text, "mendings": mendings}

    @classmethod
    def from_strings(cls, name, path=None, text=None, mendings=()) -> LayerFile:
        """The file in another process, whose text may have changed on the disk since."""
        if path is None:
            return cls(name, None, name, importlib.import_module(name))
        path = Path(path)
        is_in_package = "." in name or path.name == "__init__.py"
        source = sources.source(path, text.encode("latin-1"), is_in_package)
        file = cls(name, source, modules.free_name(name, path))
        file.mendings = frozenset(mendings)
        return file

    def reading_on(self):
        """Within this, what the layer imports later is read as its file is."""
        return modules.reading_as(self.mendings) if self.mendings else _AS_EVER

    @property
    def has_news(self) -> bool:
        """Whether whole numbers were divided in a place that has not been reported yet."""
        if not self.mendings:
            return False
        if self._watched is None or self._watched[0] != self.mendings:
            readings = [member.source.reading(self.mendings) for member in self.members()]
            self._watched = self.mendings, [one for one in readings if one.is_python2]
        return any(reading.divisions.has_news for reading in self._watched[1])

    @property
    def may_be_mended(self):
        """Whether a failure may come from the way its source is taken."""
        return self._source is not None

    def members(self) -> List[Member]:
        """The module and those that it brings along; the module itself comes last."""
        return modules.members(self.module_name, self._source) if self._source else []

    def ways(self) -> List[FrozenSet[str]]:
        """The ways to read them that mend more than the present one does; the nearest first."""
        found: List[FrozenSet[str]] = []
        for member in self.members():
            for reading in member.source.others:
                way = self.mendings | reading.mendings
                if way > self.mendings and way not in found:
                    found.append(way)
        for way in [one | other for one in found for other in found]:
            if way not in found:
                found.append(way)
        return sorted(found, key=_distance)

    def mended_at_first(self) -> FrozenSet[str]:
        """What has to be mended before anything runs, as nothing would fail without it."""
        if self.was_looked_at:
            return AS_IT_STANDS
        self.was_looked_at = True
        if self._source is None:
            return AS_IT_STANDS
        members = modules.members(self.module_name, self._source, _LOOKED_AT_FIRST)
        found = (member.source.at_first for member in members)
        return AS_IT_STANDS.union(*found) - self.mendings

    def module(self) -> types.ModuleType:
        """The module, imported on first use; raises what its code raises."""
        with _finding:
            if self._module is None:
                self._module = self._imported()
                self._spec = self._module.__spec__
            return self._module

    def _imported(self):
        if self._edited is not None:
            modules.executed_anew(self._edited, self._source, self.mendings)
            return self._edited
        there = sys.modules.get(self.module_name)
        if there is not None and modules.is_of(there, self.path):
            return there
        return modules.imported(self.module_name, self._source, self.mendings)

    @property
    def is_imported(self) -> bool:
        """Whether the module is there, with the text of this file."""
        return self._module is not None

    def swapped(self, way: FrozenSet[str]) -> List[Swap]:
        """Reads all that has been imported in another way; raises what executing it raises."""
        done: List[Swap] = []
        own = None if self.is_imported else self.module_name
        try:
            for member in self.members():
                if member.module is not None and member.name != own:
                    present = member.present
                    reading = member.source.reading(way | present.mendings)
                    if reading.mendings > present.mendings:
                        done.append(Swap(member, reading))
        except BaseException:
            undo(done)
            raise
        return done

    def is_current(self) -> bool:
        """Whether the module is still the one that an import gives."""
        return self._module is None or sys.modules.get(self.module_name) is self._module

    def was_reloaded(self) -> bool:
        """Whether a program has called `importlib.reload` since."""
        return self._module is not None and self._module.__spec__ is not self._spec

    @property
    def is_ours(self) -> bool:
        """Whether a net imported the module, rather than a program."""
        return isinstance(getattr(self._module, "__loader__", None), modules.Loader)

    def edited(self, source: Source) -> LayerFile:
        """The same file with another text, to be executed in the same module."""
        file = LayerFile(self.name, source, self.module_name)
        file._edited = self._module
        return file


def undo(swaps: List[Swap]) -> None:
    """Puts all back as it was before some swaps."""
    for swap in reversed(swaps):
        swap.undo()


# The ways from the nearest to the source as it is to the farthest.
_WEIGHTS = {"stars": 1, "libraries": 2, "division": 4, "conversion": 8}


def _distance(way: FrozenSet[str]) -> int:
    return sum(_WEIGHTS[kind] for kind in way)


def find(name) -> LayerFile:
    """The file of a module; raises `LayerMistake` with the places searched."""
    if name.endswith(".py") or "/" in name or name.startswith("."):
        raise LayerMistake(
            f'module: "{name}" is a path; write the name alone, module: '
            f'"{Path(name.lstrip(".")).stem}", and put the file next to the net or on PYTHONPATH'
        )
    if name == "__main__":
        return LayerFile(name, None, name, sys.modules[name])
    folders = getattr(_near, "folders", [])
    with _finding:
        place = _near_place(name, folders)
        if place is None and name in sys.modules:
            return _of_module(name, sys.modules[name])
        return _at(name, place) if place else _on_path(name, folders)


def _near_place(name, folders) -> Optional[Path]:
    for folder in folders:
        path = folder.joinpath(*name.split("."))
        # Files that were written a moment ago are not in what Python remembers of a folder.
        for place in (path / "__init__.py", path.with_name(f"{path.name}.py")):
            if place.is_file():
                return place
    return None


def _of_module(name, module):
    """A module that was imported already."""
    place = getattr(module, "__file__", None)
    if modules.is_users(place):
        return _at(name, Path(place))
    return LayerFile(name, None, name, module)


def _at(name, path) -> LayerFile:
    """The file at a path, read again if its text has changed."""
    source = sources.read(path, name)
    known = _known.get((name, str(path)))
    if known is not None and known.is_current():
        if known.was_reloaded():
            known = None
        elif known._source.text == source.text:
            return known
        elif known._module is not None and not known.is_ours:
            _tell_of_edit(known)
            return known
    if known is not None and known.is_current() and known._module is not None:
        file = known.edited(source)
    else:
        module_name = modules.free_name(name, path)
        module = sys.modules.get(module_name)
        is_there = module is not None and modules.is_of(module, path)
        file = LayerFile(name, source, module_name, module if is_there else None)
        if is_there:
            file.mendings = modules.mendings_of(module_name)
    _known[name, str(path)] = file
    return file


def _tell_of_edit(file):
    message = (
        f"{file.label} has changed since the program imported it, and is used as it was; "
        f"importlib.reload({file.module_name}) takes it as it is"
    )
    notices.tell(notices.Notice(f"{file.label} has changed", message, ""))


def _on_path(name, folders):
    added = [str(folder) for folder in folders if str(folder) not in sys.path]
    sys.path[:0] = added
    # No package is executed to find what is in it, as it may have to be read in another way.
    spec = modules.located(name, sys.path)
    if spec is not None and modules.is_users(spec.origin):
        return _at(name, Path(spec.origin))
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError as error:
        if not f"{name}.".startswith(f"{error.name}."):
            raise
        spec = None
    if spec is None:
        raise LayerMistake(_missing(name, folders))
    return LayerFile(name, None, name, importlib.import_module(name))


def _missing(name, folders):
    searched = absolute([*folders, *sys.path])
    names = [path.stem for folder in folders for path in folder.glob("*.py")]
    near = difflib.get_close_matches(name, names, 1)
    question = f'; did you mean "{near[0]}"?' if near else ";"
    places = "".join(f"\n    {place}" for place in searched)
    file = f"{name.replace('.', '/')}.py"
    return f'there is no module "{name}"{question} {file} was looked for in:{places}'


def layer_class(file: LayerFile, module: types.ModuleType, name: str):
    """The class of a layer in its module; raises `LayerMistake` where it is none."""
    found = getattr(module, name, None)
    if found is None:
        classes = [
            key
            for key, value in vars(module).items()
            if isinstance(value, type) and issubclass(value, Layer) and value is not Layer
        ]
        raise LayerMistake(no_class(file.label, name, classes))
    if not isinstance(found, type) or not issubclass(found, Layer):
        raise LayerMistake(
            f"{name} in {file.label} does not derive from caffe.Layer of "
            f"{sys.modules['caffe'].__file__}; write class {name}(caffe.Layer):"
        )
    for method in ("reshape", "forward"):
        if not callable(getattr(found, method, None)):
            arguments = "(self, bottom, top)"
            raise LayerMistake(f"{name} in {file.label} has no method {method}{arguments}")
    return found


def no_class(file, name, classes):
    """The sentence for a class that is not in its file."""
    near = difflib.get_close_matches(name, classes, 1)
    if near:
        return f'{file} has no class "{name}"; did you mean "{near[0]}"?'
    if classes:
        return f'{file} has no class "{name}"; its layers are {", ".join(classes)}'
    return f'{file} has no class "{name}", nor any other that derives from caffe.Layer'
