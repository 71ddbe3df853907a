"""Another reading of a module put in the place of the present one, in the module that there is.

Functions get other code and stay the objects that they are, wherever they are known by then: so do
classes and their objects, what a program has set in the module, in a class or in an object stays,
and nothing is registered a second time. Only where code outside of functions differs is the text
executed again, on the side, for the values that it makes.
"""

from __future__ import annotations

import contextlib
import gc
import inspect
import types
from typing import Dict, Iterator, List, Tuple

import numpy as np

from . import modules, output
from .modules import Member
from .readings import Reading

_MISSING = object()
_Place = Tuple[str, int]


class Swap:
    """A module's other reading in its place; `undo` brings the present one back.

    Raises what the module's code raises where it is executed again.
    """

    def __init__(self, member: Member, reading: Reading):
        self._undoing: List[Tuple] = []
        # The functions that do something else now, and whether anything else does.
        self.changed: List[types.FunctionType] = []
        self.changes_more = False
        self._member, self._reading, self._present = member, reading, member.present
        module = member.module
        present = self._present.compiled({})
        reading.divisions.learn(self._present.divisions)
        new = reading.compiled(_Watched(module.__dict__, self._set))
        try:
            if not _is_same_outside(present, new):
                self.changes_more = True
                self._renew(module, present, new)
            self._give_code(module, present, new)
        except BaseException:
            self.undo()
            raise
        modules.is_read_as(member.name, reading)

    def undo(self) -> None:
        """Puts all back as it was."""
        while self._undoing:
            put, key, old = self._undoing.pop()
            put(key, old)
        modules.is_read_as(self._member.name, self._present)

    def _set(self, namespace: dict, name: str, value) -> None:
        old = namespace.get(name, _MISSING)

        def put(name, old):
            if old is _MISSING:
                namespace.pop(name, None)
            else:
                namespace[name] = old

        self._undoing.append((put, name, old))
        namespace[name] = value

    def _set_attribute(self, owner, name: str, value) -> None:
        def put(name, old):
            if old is _MISSING:
                delattr(owner, name)
            else:
                setattr(owner, name, old)

        self._undoing.append((put, name, vars(owner).get(name, _MISSING)))
        setattr(owner, name, value)

    def _give_code(self, module, present, new):
        codes = dict(_pairs(present, new))
        for function in gc.get_objects():
            if type(function) is not types.FunctionType:
                continue
            if function.__globals__ is not module.__dict__:
                continue
            old = function.__code__
            code = codes.get((old.co_name, old.co_firstlineno))
            if code is not None and len(code.co_freevars) == len(old.co_freevars):
                if not _is_same_inside(old, code):
                    self.changed.append(function)
                self._undoing.append((_code_of(function), None, old))
                function.__code__ = code

    def _renew(self, module, present, new):
        """Yields the values that the text makes again, except those that are
        no longer the text's."""
        with output.MUTE:
            base, anew = _executed(module, present, self._present), None
            anew = _executed(module, new, self._reading)
        self._renew_values(
            module.__name__,
            module.__dict__,
            base,
            anew,
            lambda n, v: self._set(module.__dict__, n, v),
        )

    def _renew_values(self, home, values, base, anew, put):
        for name, value in anew.items():
            if name.startswith("__"):
                continue
            present, before = values.get(name, _MISSING), base.get(name, _MISSING)
            if isinstance(present, type) and isinstance(value, type) and present.__module__ == home:
                self._renew_class(home, present, before, value)
            elif isinstance(present, types.FunctionType) and present.__module__ == home:
                self._renew_defaults(present, before, value)
            elif present is _MISSING or _is_same(present, before) and not _is_same(before, value):
                put(name, value)

    def _renew_class(self, home, present, before, value):
        if isinstance(before, type):
            self._renew_values(
                home,
                vars(present),
                vars(before),
                vars(value),
                lambda name, new: self._set_attribute(present, name, new),
            )

    def _renew_defaults(self, present, before, value):
        if isinstance(before, types.FunctionType) and isinstance(value, types.FunctionType):
            for name in ("__defaults__", "__kwdefaults__"):
                old = getattr(before, name)
                if _is_same(getattr(present, name), old) and not _is_same(
                    old, getattr(value, name)
                ):
                    self._undoing.append(
                        (lambda name, old, of=present: setattr(of, name, old), name, old)
                    )
                    setattr(present, name, getattr(value, name))


class _Watched(dict):
    """What a reading adds to a module besides its code is put there by a swap,
    which can be undone."""

    def __init__(self, namespace, put):
        super().__init__()
        self._namespace, self._put = namespace, put

    def __setitem__(self, name, value):
        self._put(self._namespace, name, value)


def _code_of(function):
    def put(_, code):
        function.__code__ = code

    return put


def _executed(module, code, reading) -> dict:
    """What the names of a module mean when a text of it is executed, on the side."""
    namespace = {name: value for name, value in vars(module).items() if name.startswith("__")}
    reading.compiled(namespace)
    with modules.reading_as(reading.mendings):
        exec(code, namespace)
    return namespace


def _is_same(one, other) -> bool:
    """Whether two values are one, or equal numbers, texts or lists of them."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    with contextlib.suppress(Exception):
        if isinstance(one, np.ndarray):
            return one.dtype == other.dtype and np.array_equal(one, other)
        return repr(one) == repr(other) and bool(one == other)
    return False


# Codes of two readings, side by side


def _is_function(code) -> bool:
    """Whether code is a function's, rather than a class's body or a comprehension's."""
    return bool(code.co_flags & inspect.CO_OPTIMIZED) and code.co_name not in (
        "<listcomp>",
        "<setcomp>",
        "<dictcomp>",
        "<genexpr>",
    )


def _inner(code) -> Dict[str, list]:
    """The codes within one, by their names."""
    found: Dict[str, list] = {}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found.setdefault(constant.co_name, []).append(constant)
    return found


def _paired(present, new) -> Iterator[Tuple]:
    """The codes within two codes that correspond to each other."""
    others = _inner(new)
    for name, codes in _inner(present).items():
        if len(codes) == len(others.get(name, ())):
            yield from zip(codes, others[name])


def _pairs(present, new) -> Iterator[Tuple[_Place, types.CodeType]]:
    """For each function of the present code, by its name and line, its code in the new one."""
    for old, code in _paired(present, new):
        if _is_function(old):
            yield (old.co_name, old.co_firstlineno), code
        yield from _pairs(old, code)


def _is_same_inside(present, new) -> bool:
    """Whether two functions do the same."""
    outer = [
        (code.co_code, code.co_names, [c for c in code.co_consts if not inspect.iscode(c)])
        for code in (present, new)
    ]
    inner = [
        [constant for constant in code.co_consts if inspect.iscode(constant)]
        for code in (present, new)
    ]
    return (
        outer[0] == outer[1]
        and len(inner[0]) == len(inner[1])
        and all(map(_is_same_inside, *inner))
    )


def _is_same_outside(present, new) -> bool:
    """Whether two codes do the same where they are in no function."""
    plain = [
        [constant for constant in code.co_consts if not isinstance(constant, types.CodeType)]
        for code in (present, new)
    ]
    if present.co_code != new.co_code or present.co_names != new.co_names or plain[0] != plain[1]:
        return False
    inner = [sum(map(len, _inner(code).values())) for code in (present, new)]
    return inner[0] == inner[1] and all(
        _is_function(old) or _is_same_outside(old, code) for old, code in _paired(present, new)
    )
