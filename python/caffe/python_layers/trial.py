"""Whether a file was written for Python 2 or an older library: found by trying, never by guessing.

When a file cannot be loaded, or a call of a layer fails, the file and the modules of the user's
that it brings along are tried on copies of the same blobs, from the same random state: as they are,
and in each other way to read them. Only if the call fails again the one way and goes well another,
the run goes on with the latter, says so, and leaves corrected sources next to the files.

A layer's first call of a kind is tried from the beginning, with `setup` run again, as what
was wrong may be in what it has kept; then it gets back what a program has set in it since.
Where `setup` cannot run a second time, since what it opens is open already, the call alone
is tried on what there is.
"""

from __future__ import annotations

import dis
import gc
import random
import sys
import traceback
import types
from typing import Dict, List, Optional, Set

import numpy as np

from ..blob import Blob
from ..vectors import LayerBlobs, ScratchBlobVec
from . import corrections, files, modules, output
from .states import State
from .steps import BACKWARD, METHODS, RESHAPE, SETUP, call
from .swaps import Swap


class _Before:
    """The numbers of some blobs, a layer's state and that of the random
    generators, to go back to."""

    def __init__(self, layer, blobs):
        self._surroundings, self._drawn = layer.surroundings, layer.surroundings.drawn()
        self._numbers = {id(blob): (blob, blob.data.copy(), blob.diff.copy()) for blob in blobs}
        self._random = random.getstate()
        self._numpy = np.random.get_state()
        self.state = State(layer.instance)

    def restore_random(self):
        random.setstate(self._random)
        np.random.set_state(self._numpy)
        self._surroundings.rewind(self._drawn)

    def restore_numbers(self):
        for blob, data, diff in self._numbers.values():
            _fill(blob, data, diff)

    def restore(self):
        self.restore_random()
        self.state.restore()
        self.restore_numbers()

    def copies(self, *lists):
        """Separate blobs with the same numbers; one that is in two lists is one copy."""
        copies = {}
        for key, (_, data, diff) in self._numbers.items():
            copies[key] = Blob(*data.shape)
            _fill(copies[key], data, diff)
        return [
            LayerBlobs((copies[id(blob)] for blob in blobs), name)
            for name, blobs in zip(("bottom", "top"), lists)
        ]


def _fill(blob, data, diff):
    if blob.shape != data.shape:
        blob.reshape(*data.shape)
    blob.data[...] = data
    blob.diff[...] = diff


# Loading


def loaded(file):
    """The module of a file; read in another way where only that can be loaded, or is right."""
    first = file.mended_at_first()
    if first:
        _mend_at_first(file, first)
    try:
        return file.module()
    except Exception as error:
        failure = error
    behind = None
    before, present = corrections.present(file), file.mendings
    for way in file.ways():
        swaps = _swapped(file, way)
        if swaps is None:
            continue
        file.mendings = way
        try:
            module = file.module()
        except Exception as error:
            if behind is None and not isinstance(error, SyntaxError) and str(error) != str(failure):
                behind = error
        else:
            if corrections.are_shown(file, before, way):
                failed = f"cannot be loaded ({corrections.named(failure)})"
                corrections.say(file, before, failed, "it can")
                return module
        file.mendings = present
        files.undo(swaps)
    if isinstance(failure, (SyntaxError, ImportError)) and behind:
        # What is wrong with the converted file is what helps.
        behind._crema_note = f"{file.label} is Python 2, and this comes when it is converted"
        raise behind
    raise failure


def _mend_at_first(file, way):
    before, way = corrections.present(file), file.mendings | way
    if file.is_imported and _swapped(file, way) is None:
        return
    file.mendings = way
    corrections.say_at_first(file, before)


def _swapped(file, way) -> Optional[List[Swap]]:
    """What has been imported, read in a way; None where it cannot be."""
    try:
        return file.swapped(way)
    except Exception:
        return None


# Trying


def first(layer, step, bottom, top, propagate_down):
    """Takes a step for the first time, reading the file in another way if only that goes well."""
    before = _Before(layer, [*bottom, *top])
    try:
        call(layer.instance, step, bottom, top, propagate_down)
        return
    except Exception as error:
        failure = error
    failed = State(layer.instance) if step != SETUP else before.state
    if step == SETUP and layer.file.may_be_mended:
        _let_go(before, failure)
    trial = _Trial(layer, step, bottom, top, propagate_down, before)
    if not trial.finds(from_the_beginning=True):
        before.restore_random()
        before.restore_numbers()
        failed.restore()
        trial.explain(failure)
        raise failure
    trial.adopt()
    call(layer.instance, step, bottom, top, propagate_down)
    _say(layer, step, trial.present, failure)


def _let_go(before: _Before, failure: Exception) -> None:
    """Lets a setup that failed close what it has opened, so that another one can open it."""
    before.state.restore()
    traceback.clear_frames(failure.__traceback__)
    gc.collect()


# What code of another time fails with.
_TELLING = (TypeError, AttributeError, NameError, ImportError, SyntaxError, UnicodeError)


def late(layer, step, bottom, top, attributes, failure) -> bool:
    """Takes a step again that has gone well before, if it does so read in another way.

    The object had these attributes before. Nothing is set up again, so ways that divide otherwise
    than the run did up to here are left out.
    """
    is_tried = repr(failure) in layer.tried
    layer.tried.add(repr(failure))
    if is_tried or step == BACKWARD or not isinstance(failure, _TELLING):
        return False
    if any(blob in bottom for blob in top):
        return False
    failed = State(layer.instance)
    vars(layer.instance).clear()
    vars(layer.instance).update(attributes)
    before = _Before(layer, [*bottom, *top])
    trial = _Trial(layer, step, bottom, top, (), before)
    if not trial.finds(from_the_beginning=False):
        failed.restore()
        return False
    trial.adopt()
    call(layer.instance, step, bottom, top)
    _say(layer, step, trial.present, failure)
    return True


def _say(layer, step, present, failure):
    who = f'the {METHODS[step]} of layer "{layer.parameter.name}"'
    failed = f"fails ({corrections.named(failure)})"
    corrections.say(layer.file, present, failed, "it works", who)


class _Trial:
    """A step of a layer that failed, tried in other ways."""

    def __init__(self, layer, step, bottom, top, propagate_down, before: _Before):
        self._layer, self._step, self._before = layer, step, before
        self._bottom, self._top, self._propagate_down = bottom, top, propagate_down
        self._own = _own(layer, step)
        self._is_anew = False
        # How the file and what it brings along are read up to now.
        self.present = corrections.present(layer.file)
        # Why the layer cannot be set up again, and where a way that works may have come too late.
        self._hindrance: Optional[str] = None
        self._why_missed: Optional[str] = None
        self._missed: Set[int] = set()

    def finds(self, from_the_beginning: bool) -> bool:
        """Whether the step fails again with the file unchanged, and succeeds in
        the way that is left."""
        file = self._layer.file
        ways = file.ways()
        if not from_the_beginning:
            ways = [way for way in ways if not _divides(file, way)]
        if not ways or self._goes_well(file.mendings):
            return False
        for way in ways:
            swaps = _swapped(file, way)
            if swaps is None:
                continue
            self._is_anew = from_the_beginning and self._changes_what_was(swaps, way)
            if self._works(way) and corrections.are_shown(file, self.present, way):
                file.mendings, file.sets_up_again = way, from_the_beginning
                return True
            files.undo(swaps)
        return False

    def _changes_what_was(self, swaps: List[Swap], way) -> bool:
        """Whether a way may change anything that the layer has done up to this step."""
        method = getattr(type(self._layer.instance), METHODS[self._step], None)
        return any(
            swap.changes_more or any(function is not method for function in swap.changed)
            for swap in swaps
        ) or len(swaps) < sum(1 for _ in corrections.changed(self._layer.file, self.present, way))

    def _works(self, way) -> bool:
        """Whether the step goes well in a way; if setup cannot run again, on what there is."""
        self._hindrance = None
        if self._goes_well(way):
            return True
        if not self._is_anew or self._hindrance is None:
            return False
        self._is_anew = False
        if not self._goes_well(way):
            return False
        divided = self._divided_before(way)
        if divided:
            self._missed, self._why_missed = divided, self._hindrance
        return not divided

    def adopt(self):
        """Brings the layer to where it can take the step in the way that was found."""
        self._before.restore()
        self._layer.mendings = self._layer.file.mendings
        if self._is_anew:
            # What the first setup has started is not the layer's any more.
            _end(_left(self._before.state.attributes, self._own))
            _set_up_again(self._layer, self._step, self._bottom, self._top, self._own)
            self._before.restore_random()
            self._before.restore_numbers()

    def explain(self, failure):
        """Adds to a failure why no other way was taken, if one would have been right."""
        if self._missed:
            lines = corrections.listed(sorted(self._missed))
            failure._crema_note = (
                f"read as Python 2 it works, but line {lines} has divided by then, and setup "
                f"cannot be run again ({self._why_missed}); write // there"
            )

    def _goes_well(self, way) -> bool:
        layer, known, children = self._layer, set(sys.modules), _children()
        self._before.restore_random()
        bottom, top = self._before.copies(self._bottom, self._top)
        reached = SETUP if self._is_anew else self._step

        def reach(step):
            nonlocal reached
            reached = step

        try:
            with output.MUTE, modules.reading_as(way):
                if self._is_anew:
                    _from_the_beginning(
                        layer, self._step, bottom, top, ScratchBlobVec(), self._own, reach
                    )
                else:
                    layer.instance.blobs = ScratchBlobVec(map(_copy, layer.blobs))
                call(layer.instance, self._step, bottom, top, self._propagate_down)
            return True
        except Exception as error:
            if reached != self._step:
                self._hindrance = corrections.named(error)
            modules.forget(set(sys.modules) - known)
            return False
        finally:
            self._before.restore()
            _end(_children() - children)

    def _divided_before(self, way) -> Set[int]:
        """The lines where the steps that were taken already divide as Python 2 does not."""
        layer = self._layer
        reading = layer.file.members()[-1].source.reading(way)
        if not reading.is_python2:
            return set()
        methods = [getattr(type(layer.instance), name, None) for name in ("__init__", *METHODS)]
        lines: Set[int] = set()
        for method in methods[: self._step + 1]:
            code = getattr(method, "__code__", None)
            if (
                code is not None
                and method.__globals__ is sys.modules[layer.file.module_name].__dict__
            ):
                lines |= _lines(code)
        return lines & set(reading.divisions.all_lines)


def _children() -> set:
    """The processes that `multiprocessing` has started here and that still run."""
    multiprocessing = sys.modules.get("multiprocessing")
    return set(multiprocessing.active_children()) if multiprocessing else set()


def _left(attributes, own) -> set:
    """The processes among a layer's attributes that are not set again."""
    kept = {id(value) for value in own.values()}
    return {
        child
        for child in _children()
        for value in attributes.values()
        if child is value and id(value) not in kept
    }


def _end(children) -> None:
    for child in children:
        child.terminate()
        child.join()


def _divides(file, way) -> bool:
    """Whether a way has divisions that may give another number than up to now."""
    return any(
        member.source.reading(way).is_python2
        and not member.present.is_python2
        and member.source.reading(way).divisions.any
        for member in file.members()
    )


def _lines(code) -> Set[int]:
    lines = {line for _, line in dis.findlinestarts(code) if line}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            lines |= _lines(constant)
    return lines


def _copy(blob):
    copy = Blob(*blob.shape)
    _fill(copy, blob.data, blob.diff)
    return copy


def _own(layer, step) -> Dict[str, object]:
    """What has been set in a layer's object since its net was built, by a program or by its passes.

    Before a backward step the forward pass is made again, from what there was before it.
    """
    if layer.made is None:
        return {}
    attributes = layer.entered if step == BACKWARD else vars(layer.instance)
    return {
        name: value
        for name, value in (attributes or {}).items()
        if name not in layer.made or layer.made[name] is not value
    }


def _from_the_beginning(layer, step, bottom, top, blobs, own, reach=lambda step: None):
    """Sets a layer's object up again and repeats the steps before that one; it
    keeps what is its own."""
    instance = layer.instance
    numbers = [(blob.data.copy(), blob.diff.copy()) for blob in layer.blobs]
    vars(instance).clear()
    layer.prepare(blobs)
    for earlier in range(SETUP, step):
        reach(earlier)
        call(instance, earlier, bottom, top)
        if earlier == SETUP and len(numbers) == len(blobs):
            for blob, (data, diff) in zip(blobs, numbers):
                _fill(blob, data, diff)
        if earlier == RESHAPE and own:
            vars(instance).update(own)
            call(instance, RESHAPE, bottom, top)
    if step == RESHAPE:
        vars(instance).update(own)
    reach(step)


def _set_up_again(layer, step, bottom, top, own):
    layer.blobs._replay()
    with output.MUTE, modules.reading_as(layer.file.mendings):
        _from_the_beginning(layer, step, bottom, top, layer.blobs, own)
    if step > RESHAPE:
        layer.blobs._complete()


def follow(layer, step, bottom, top):
    """Has a layer go on as its file is read since another layer of it failed."""
    layer.mendings = layer.file.mendings
    if not layer.file.sets_up_again:
        return
    before = _Before(layer, [*bottom, *top])
    try:
        _set_up_again(layer, step, bottom, top, _own(layer, step))
    except Exception:
        # What it opens is open already; it goes on with what it has.
        before.state.restore()
        layer.blobs._complete()
    before.restore_random()
    before.restore_numbers()
