"""Finds and loads the file of a layer: near the net first, then on Python's path."""

from __future__ import annotations

import contextlib
import difflib
import functools
import importlib
import importlib.util
import itertools
import os
import sys
import threading
import types
from pathlib import Path

from .. import _native
from ..layer import Layer
from . import readings
from .failures import LayerMistake
from .readings import Reading

_numbers = itertools.count(1)
_known: dict = {}
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
    """A module that holds layers; `reading` is the way its source is taken, None without a file."""

    def __init__(self, name, path, module=None, source=None):
        self.name = name
        self.path = path
        self._source = None if module else source or path.read_bytes()
        self.reading = None if module else Reading(self._source, path)
        self._modules = {self.reading: module} if module else {}

    @property
    def label(self):
        """What the file is called in messages."""
        return self.path.name if self.path else self.name

    def source(self):
        """The name and the bytes of the file, as it was read; None for what has no file."""
        if self.path:
            return self.path.name, self._source
        path = getattr(self._modules[None], "__file__", None) or ""
        if not path.endswith(".py") or not os.path.isfile(path):
            return None
        return os.path.basename(path), Path(path).read_bytes()

    def as_strings(self) -> dict:
        """What another process makes the same of it from, by `from_strings`."""
        if self.path is None:
            return {"name": self.name}
        reading = self._readings.index(self.reading) if self.reading.mendings else None
        source = self._source.decode("latin-1")
        return {"name": self.name, "path": str(self.path), "source": source, "reading": reading}

    @classmethod
    def from_strings(cls, name, path=None, source=None, reading=None) -> LayerFile:
        """The file in another process, whose text may have changed on the disk since."""
        if path is None:
            return cls(name, None, importlib.import_module(name))
        file = cls(name, Path(path), None, source.encode("latin-1"))
        if reading is not None:
            file.reading = file._readings[reading]
        return file

    @property
    def may_be_mended(self):
        """Whether a failure may come from the way its source is taken."""
        return self.reading is not None

    @property
    def other_readings(self):
        """The ways to take it that mend more than the present one does; the nearest first."""
        present = self.reading.mendings
        return [reading for reading in self._readings if reading.mendings > present]

    @functools.cached_property
    def _readings(self):
        return readings.of(self._source, self.path)

    def module(self):
        """The module, shared by all layers of this file."""
        if self.reading not in self._modules:
            self._modules[self.reading] = self.fresh_module(self.reading)
        return self._modules[self.reading]

    def fresh_module(self, reading):
        """The module, executed anew under a name of its own, so that no two files share one."""
        name = f"{self.name}@{next(_numbers)}"
        spec = importlib.util.spec_from_file_location(name, self.path)
        module = importlib.util.module_from_spec(spec)
        code = reading.compiled(module.__dict__)
        folder = str(self.path.parent)
        if folder not in sys.path:
            sys.path.insert(0, folder)
        sys.modules[name] = module
        try:
            exec(code, module.__dict__)
        except BaseException:
            del sys.modules[name]
            raise
        return module

    def write_corrected(self):
        """Writes a file for today's Python and numpy that means the same; returns its name."""
        path = self.path.with_name(f"{self.path.stem}_corrected.py")
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        with open(temporary, "wb") as file:
            file.write(self.reading.corrected())
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        return path.name


def find(name) -> LayerFile:
    """The file of a module; raises `LayerMistake` with the places searched."""
    if name.endswith(".py") or "/" in name or name.startswith("."):
        raise LayerMistake(
            f'module: "{name}" is a path; write the name alone, module: '
            f'"{Path(name.lstrip(".")).stem}", and put the file beside the net or on PYTHONPATH'
        )
    folders = getattr(_near, "folders", [])
    for folder in folders:
        path = folder / f"{name}.py"
        if path.is_file():
            return _at(name, path)
    if name in sys.modules:
        return LayerFile(name, None, sys.modules[name])
    return _on_path(name, folders)


def _at(name, path):
    """The file at a path, read anew where its text has changed."""
    key = (str(path), path.read_bytes())
    reason = _native.foreign(key[1])
    if reason:
        raise LayerMistake(f"{path} {reason}")
    if key not in _known:
        _known[key] = LayerFile(name, path)
    return _known[key]


def _on_path(name, folders):
    added = [str(folder) for folder in folders if str(folder) not in sys.path]
    sys.path[:0] = added
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        spec = None
    if spec is None:
        raise LayerMistake(_missing(name, folders))
    if (
        "." not in name
        and spec.origin
        and spec.origin.endswith(".py")
        and not spec.submodule_search_locations
    ):
        return _at(name, Path(spec.origin))
    return LayerFile(name, None, importlib.import_module(name))


def _missing(name, folders):
    searched = [str(folder) for folder in folders]
    searched += [entry or os.getcwd() for entry in sys.path if (entry or ".") not in searched]
    names = [path.stem for folder in folders for path in folder.glob("*.py")]
    near = difflib.get_close_matches(name, names, 1)
    question = f'; did you mean "{near[0]}"?' if near else ";"
    places = "".join(f"\n    {place}" for place in searched)
    return f'there is no module "{name}"{question} {name}.py was looked for in:{places}'


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
