"""Modules of the user's: which those are, how one is found, and how it is imported.

A module has the name that the net or an import calls it by, and is in `sys.modules` under it, so
the program, the net and pickles mean one object. Only a second file of a name that is taken gets a
name of its own, `layers@2`.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import itertools
import os
import sys
import sysconfig
import threading
import types
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import Dict, FrozenSet, Iterator, List, NamedTuple, Optional, Set, Tuple

from . import sources
from .readings import Reading
from .sources import AS_IT_STANDS, Source

_PACKAGE = str(Path(__file__).resolve().parent.parent) + os.sep
_INSTALLED = ("site-packages", "dist-packages")

# How the modules were read that were not read as they are.
_present: Dict[str, Reading] = {}
# One net at a time imports; Python's own locks would let two import the same file twice.
_importing = threading.RLock()
# A forked process has only the thread that forked it, which may not be the one that has the lock.
os.register_at_fork(after_in_child=lambda: globals().update(_importing=threading.RLock()))
_numbers = itertools.count(2)

# Of more than that, the modules that a layer brings along are not read in other ways.
_MOST_MODULES, _MOST_BYTES = 200, 1_000_000


class _Reader(threading.local):
    """How a thread imports the user's modules: in which way, and from which folder first."""

    def __init__(self):
        self.mendings = AS_IT_STANDS
        self.folder = None
        self.wanted: Dict[str, Tuple[Optional[Source], Optional[List[str]]]] = {}


_reader = _Reader()


@contextlib.contextmanager
def reading_as(mendings: FrozenSet[str], folder: Optional[str] = None) -> Iterator[None]:
    """Within this, modules of the user's are read in that way when they are imported."""
    before = _reader.mendings, _reader.folder
    _reader.mendings, _reader.folder = mendings, folder or _reader.folder
    try:
        yield
    finally:
        _reader.mendings, _reader.folder = before


class Loader(SourceFileLoader):
    """Executes a module in the way that it is read."""

    def __init__(self, name, path, reading: Reading):
        super().__init__(name, path)
        self._reading = reading

    def exec_module(self, module):
        code = self._reading.compiled(module.__dict__)
        _present[self.name] = self._reading
        exec(code, module.__dict__)


class _Finder:
    """Finds what a net imports, and what is corrected when it is read."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        wanted = _reader.wanted.get(name)
        if wanted is not None:
            return _spec(name, wanted[0], _reader.mendings, wanted[1])
        mendings = _reader.mendings
        if target is not None and name in _present:
            # `importlib.reload` of what was read in another way.
            mendings = mendings | _present[name].mendings
        if not mendings and (_reader.folder is None or path is not None):
            return None
        near = [_reader.folder] if _reader.folder is not None and path is None else []
        spec = PathFinder.find_spec(name, near) if near else None
        spec = spec or PathFinder.find_spec(name, path)
        if spec is None or not is_users(spec.origin):
            return None
        if not mendings:
            return spec
        source = sources.read(spec.origin, name)
        return _spec(name, source, mendings, spec.submodule_search_locations)


sys.meta_path.insert(0, _Finder)


def _spec(name, source: Optional[Source], mendings, places) -> ModuleSpec:
    if source is None:
        package = ModuleSpec(name, None, is_package=True)
        package.submodule_search_locations = places
        return package
    loader = Loader(name, str(source.path), source.reading(mendings))
    return spec_from_file_location(
        name, str(source.path), loader=loader, submodule_search_locations=places
    )


# Which modules are the user's


def is_users(path: Optional[str]) -> bool:
    """Whether a file is a source of the user's own, neither Python's nor an installed package's."""
    return bool(path) and path.endswith(".py") and os.path.isfile(path) and _is_own(path)


def _is_module_of_users(module) -> bool:
    """Whether a module came from such a file, which may be gone since."""
    path = getattr(module, "__file__", None)
    return bool(path) and path.endswith(".py") and _is_own(path)


@functools.lru_cache(maxsize=None)
def _is_own(path: str) -> bool:
    path = os.path.realpath(path)
    if path.startswith(_PACKAGE) or any(part in _INSTALLED for part in Path(path).parts):
        return False
    return not any(path.startswith(folder) for folder in _standard_folders())


@functools.lru_cache(maxsize=None)
def _standard_folders():
    paths = sysconfig.get_paths()
    return {os.path.realpath(paths[key]) + os.sep for key in ("stdlib", "platstdlib")}


def _is_standard(name: str) -> bool:
    """Whether Python itself has a module with that name."""
    if name in getattr(sys, "stdlib_module_names", sys.builtin_module_names):
        return True
    with contextlib.suppress(ImportError, ValueError):
        spec = PathFinder.find_spec(name, list(_standard_folders()))
        return spec is not None and spec.origin is not None
    return False


def is_of(module, path: Path) -> bool:
    """Whether a module was read from that file."""
    found = getattr(module, "__file__", None)
    if not found:
        return False
    with contextlib.suppress(OSError):
        return os.path.samefile(found, path)
    return False


def located(name: str, folders) -> Optional[ModuleSpec]:
    """Where a module is below some folders; no package is executed for it."""
    spec, places = None, [str(folder) for folder in folders]
    whole = ""
    for part in name.split("."):
        whole = f"{whole}.{part}" if whole else part
        spec = PathFinder.find_spec(whole, places)
        if spec is None:
            return None
        places = list(spec.submodule_search_locations or [])
    return spec


# What a module brings along


class Member(NamedTuple):
    """A module of the user's that a layer's module imports, or that module itself."""

    name: str
    source: Source

    @property
    def module(self) -> Optional[types.ModuleType]:
        """The module, if it has been imported."""
        found = sys.modules.get(self.name)
        return found if found is not None and is_of(found, self.source.path) else None

    @property
    def present(self) -> Reading:
        """How it is read at present."""
        reading = _present.get(self.name)
        return reading if reading and reading.mendings else self.source.reading(AS_IT_STANDS)


def members(name: str, source: Source, most_bytes: int = _MOST_BYTES) -> List[Member]:
    """A module and those of the user's that it imports, however deep; the imported ones first.

    Where they are many, some are left out.
    """
    found: Dict[str, Member] = {}
    ordered: List[Member] = []
    places: Set[str] = set()
    left = most_bytes

    def visit(name, source):
        nonlocal left
        left -= len(source.text)
        if name in found or len(found) >= _MOST_MODULES or left < 0 < len(found):
            return
        found[name] = Member(name, source)
        places.add(str(source.path))
        for imported in _imports(name, source):
            place = _place(imported, _top_folder(name, source.path))
            if place is not None and imported not in found and place not in places:
                with contextlib.suppress(OSError):
                    visit(imported, sources.read(place, imported))
        ordered.append(found[name])

    visit(name, source)
    return ordered


def _place(name: str, near: str) -> Optional[str]:
    """The file of a module of the user's, by its name."""
    module = sys.modules.get(name)
    if module is not None:
        place = getattr(module, "__file__", None)
    else:
        with contextlib.suppress(ImportError, ValueError):
            top, _, rest = name.partition(".")
            package = sys.modules.get(top) if rest else None
            if package is not None and hasattr(package, "__path__"):
                spec = _below(name, package)
            else:
                spec = located(name, [near, *sys.path])
            place = spec.origin if spec else None
            return place if is_users(place) else None
        return None
    return place if is_users(place) else None


def _below(name, package):
    """Where a module of an imported package is."""
    places, spec, whole = list(package.__path__), None, package.__name__
    for part in name.split(".")[1:]:
        whole = f"{whole}.{part}"
        spec = PathFinder.find_spec(whole, places)
        if spec is None:
            return None
        places = list(spec.submodule_search_locations or [])
    return spec


@functools.lru_cache(maxsize=512)
def _imports(name: str, source: Source) -> Tuple[str, ...]:
    """The names of all modules that the import statements of a source may mean."""
    return tuple(dict.fromkeys(_imported(name, source)))


def _imported(name, source) -> Iterator[str]:
    tree = _tree(source)
    is_package = source.path.name == "__init__.py"
    package = name if is_package else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _prefixes(alias.name)
                if package:
                    # Python 2 looked next to the module first.
                    yield f"{package}.{alias.name}"
        elif isinstance(node, ast.ImportFrom):
            yield from _imported_from(node, package)


def _imported_from(node: ast.ImportFrom, package: str) -> Iterator[str]:
    if node.level:
        parts = package.split(".") if package else []
        base = ".".join(parts[: len(parts) - node.level + 1])
        whole = ".".join(part for part in (base, node.module) if part)
        bases = [whole]
    else:
        whole = node.module or ""
        bases = [whole, f"{package}.{whole}"] if package else [whole]
    for base in filter(None, bases):
        yield from _prefixes(base)
        for alias in node.names:
            if alias.name != "*":
                yield f"{base}.{alias.name}"


def _prefixes(name: str) -> Iterator[str]:
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        yield ".".join(parts[:count])


def _tree(source: Source):
    """The syntax tree of a source, converted if it has none unchanged."""
    for reading in (source.reading(AS_IT_STANDS), *reversed(source.others)):
        with contextlib.suppress(SyntaxError, ValueError):
            return ast.parse(reading.text)
        if reading.mendings:
            break
    return ast.Module([], [])


def is_read_as(name: str, reading: Reading) -> None:
    """Notes how a module is read from now on."""
    _present[name] = reading


def mendings_of(name: str) -> FrozenSet[str]:
    """What is mended of a module as it is read at present."""
    return _present[name].mendings if name in _present else AS_IT_STANDS


# Importing


def free_name(name: str, path: Path) -> str:
    """The name that a module of that file gets: its own, unless another one has it."""
    module = sys.modules.get(name)
    top = name.partition(".")[0]
    if module is None:
        package = sys.modules.get(top)
        is_same = package is None or top == name or _holds(package, name, path)
        if is_same and not _is_standard(top):
            return name
    elif is_of(module, path):
        return name
    return f"{top}@{next(_numbers)}{name[len(top):]}"


def _holds(package, name, path) -> bool:
    """Whether a package that was imported is the one that has that file."""
    spec = _below(name, package) if hasattr(package, "__path__") else None
    return bool(spec and spec.origin and os.path.realpath(spec.origin) == os.path.realpath(path))


def imported(name: str, source: Source, mendings: FrozenSet[str]) -> types.ModuleType:
    """Imports a module from its file; what it imports from its own folder is taken from there.

    Raises what its code raises; then nothing that was imported for it is left.
    """
    folder = _top_folder(name, source.path)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    before = set(sys.modules)
    with _importing, _wanting(name, source), reading_as(mendings, folder):
        with _set_aside(name, source, folder):
            try:
                return importlib.import_module(name)
            except BaseException:
                forget(set(sys.modules) - before)
                raise


def _top_folder(name, path: Path) -> str:
    """The folder from which a module with that name is imported."""
    depth = name.count(".") + (path.name == "__init__.py")
    return str(path.parents[depth] if depth < len(path.parents) else path.parent)


@contextlib.contextmanager
def _wanting(name, source: Source):
    """Within this, an import of the name takes the source, and packages around
    it from its folder."""
    before = dict(_reader.wanted)
    places = [str(source.path.parent)] if source.path.name == "__init__.py" else None
    _reader.wanted[name] = source, places
    top = name.partition(".")[0]
    if "@" in top and top != name:
        init = Path(_top_folder(name, source.path), top.partition("@")[0], "__init__.py")
        package = sources.read(init, top) if init.is_file() else None
        _reader.wanted[top] = package, [str(init.parent)]
    try:
        yield
    finally:
        _reader.wanted = before


@contextlib.contextmanager
def _set_aside(name, source: Source, folder):
    """Within this, modules of the same names from elsewhere are out of the way of an import."""
    if "@" not in name:
        yield
        return
    mine = {}
    for entry in os.listdir(folder):
        stem = entry[:-3] if entry.endswith(".py") else entry
        module = sys.modules.get(stem)
        spec = module and PathFinder.find_spec(stem, [folder])
        if spec and spec.origin and _is_module_of_users(module):
            if not is_of(module, Path(spec.origin)):
                mine[stem] = module
    others = {key: value for key, value in sys.modules.items() if key.partition(".")[0] in mine}
    for key in others:
        del sys.modules[key]
    try:
        yield
    finally:
        number = name.partition(".")[0].partition("@")[2]
        for key in [key for key in sys.modules if key.partition(".")[0] in mine]:
            top, _, rest = key.partition(".")
            sys.modules[f"{top}@{number}" + (f".{rest}" if rest else "")] = sys.modules.pop(key)
        sys.modules.update(others)


def forget(names) -> None:
    """Removes modules of the user's, so that they are imported again."""
    for name in names:
        module = sys.modules.get(name)
        if module is None or not _is_module_of_users(module):
            continue
        del sys.modules[name]
        _present.pop(name, None)
        parent, _, child = name.rpartition(".")
        if parent and vars(sys.modules.get(parent, types)).get(child) is module:
            delattr(sys.modules[parent], child)


def executed_anew(module: types.ModuleType, source: Source, mendings: FrozenSet[str]) -> None:
    """Executes a module's edited text in the same module, as `importlib.reload` does."""
    kept = dict(vars(module))
    for name, value in kept.items():
        # What the text no longer defines is not there any more; what a program has set is.
        if getattr(value, "__module__", None) == module.__name__ and callable(value):
            del module.__dict__[name]
    folder = _top_folder(module.__name__, source.path)
    try:
        with _importing, reading_as(mendings, folder):
            reading = source.reading(mendings)
            exec(reading.compiled(module.__dict__), module.__dict__)
    except BaseException:
        module.__dict__.clear()
        module.__dict__.update(kept)
        raise
    _present[module.__name__] = reading
