"""Whether a file was written for Python 2, where `14 / 2` is 7: told by trying, never by guessing.

When a layer's first call of a kind fails and its file divides, the file is tried on copies of the
same blobs, from the same random state: once as it is, and once with Python 2's division. Only if
it fails again the one way and goes well the other, the run goes on with the latter, says so, and
leaves a corrected source beside the file.
"""

from __future__ import annotations

import random

import numpy as np

from .. import _native
from ..blob import Blob
from ..vectors import ScratchBlobVec
from . import output
from .steps import METHODS, SETUP, call


class _Before:
    """The numbers of some blobs and the state of the random generators, to go back to."""

    def __init__(self, layer, blobs):
        self._surroundings, self._drawn = layer.surroundings, layer.surroundings.drawn()
        self._numbers = {id(blob): (blob, blob.data.copy(), blob.diff.copy()) for blob in blobs}
        self._random = random.getstate()
        self._numpy = np.random.get_state()

    def restore_random(self):
        random.setstate(self._random)
        np.random.set_state(self._numpy)
        self._surroundings.rewind(self._drawn)

    def restore(self):
        self.restore_random()
        for blob, data, diff in self._numbers.values():
            _fill(blob, data, diff)

    def copies(self, *lists):
        """Blobs of their own with the same numbers; one that stands in two lists is one copy."""
        copies = {}
        for key, (_, data, diff) in self._numbers.items():
            copies[key] = Blob(*data.shape)
            _fill(copies[key], data, diff)
        return [[copies[id(blob)] for blob in blobs] for blobs in lists]


def _fill(blob, data, diff):
    if blob.shape != data.shape:
        blob.reshape(*data.shape)
    blob.data[...] = data
    blob.diff[...] = diff


def first(layer, step, bottom, top, propagate_down):
    """Takes a step for the first time, with Python 2's division if that is what it lacks."""
    before = _Before(layer, [*bottom, *top])
    try:
        call(layer.instance, step, bottom, top, propagate_down)
        return
    except Exception as error:
        failure = error
    if not _is_mended(layer, step, bottom, top, propagate_down, before):
        raise failure
    layer.file.python2 = True
    before.restore()
    adopt(layer, step, bottom, top)
    call(layer.instance, step, bottom, top, propagate_down)
    _say(layer, step, failure)


def _is_mended(layer, step, bottom, top, propagate_down, before):
    """Whether the step fails again as the file stands, and goes well with Python 2's division."""

    def goes_well(python2):
        before.restore_random()
        bottoms, tops = before.copies(bottom, top)
        try:
            with output.MUTE:
                call(
                    _prepared(layer, step, bottoms, tops, python2),
                    step,
                    bottoms,
                    tops,
                    propagate_down,
                )
        except Exception:
            return False
        return True

    is_mended = not goes_well(False) and goes_well(True)
    before.restore()
    return is_mended and bool(layer.file.divisions.lines)


def _prepared(layer, step, bottom, top, python2):
    """A new object of the layer that has taken all steps before this one, on scratch blobs."""
    file = layer.file
    instance = layer.make(file.fresh_module(python2), ScratchBlobVec())
    for earlier in range(SETUP, step):
        call(instance, earlier, bottom, top)
        if earlier == SETUP:
            _copy_parameters(layer.blobs, instance.blobs)
    return instance


def _copy_parameters(source, target):
    if len(source) == len(target):
        for own, copy in zip(source, target):
            _fill(copy, own.data, own.diff)


def adopt(layer, step, bottom, top):
    """Gives a layer an object with Python 2's division that is ready for a step."""
    before = _Before(layer, [*bottom, *top])
    bottoms, tops = before.copies(bottom, top)
    with output.MUTE:
        layer.instance = _prepared(layer, step, bottoms, tops, True)
    before.restore_random()
    layer.instance.blobs = layer.blobs
    if step == SETUP:
        layer.blobs._replay()
    layer.python2 = True


def _say(layer, step, failure):
    """Tells the log and the job's page what was done, why and where."""
    file, divisions = layer.file, layer.file.divisions
    name, sentence = _write_corrected(file)
    _notice(
        file,
        name,
        [
            f"{file.label} was written for Python 2, where 14 / 2 is 7 and not 7.0.",
            f'In Python 3 the {METHODS[step]} of layer "{layer.parameter.name}" fails '
            f"({type(failure).__name__}: {failure}); with Python 2's division it works.",
            f"So this run divides whole numbers as Python 2 does, rounding down "
            f"(line {_listed(divisions.lines)}).",
            sentence,
        ],
    )


def tell_more(file):
    """The same for places that the trial did not come to."""
    name, sentence = _write_corrected(file)
    _notice(
        file,
        name,
        [
            f"{file.label} divides whole numbers as Python 2 does, rounding down, "
            f"in line {_listed(file.divisions.lines)}.",
            sentence,
        ],
    )


def _write_corrected(file):
    """The name of the corrected file, "" if it cannot be written, and a sentence on it."""
    file.divisions.has_news = False
    mixed = file.divisions.mixed_lines
    left = (
        f" Line {_listed(mixed)} divides now whole numbers, now others, and is left as it is."
        if mixed
        else ""
    )
    try:
        name = file.write_corrected()
    except OSError as error:
        return "", f"The corrected file could not be written: {error}."
    return name, f"{name} is the same file with // in these places.{left}"


def _listed(lines):
    return ", ".join(map(str, lines))


def _notice(file, name, sentences):
    _native.library().notice(
        _native.text(f"{file.label} is Python 2"),
        _native.text(" ".join(sentences)),
        _native.text(name),
    )
