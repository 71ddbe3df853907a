"""Whether a file was written for Python 2 or an older numpy: told by trying, never by guessing.

When a file cannot be loaded, or a layer's first call of a kind fails, the file is tried on copies
of the same blobs, from the same random state: as it is, and in each other way to read it. Only if
it fails again the one way and goes well another, the run goes on with the latter, says so, and
leaves a corrected source beside the file.
"""

from __future__ import annotations

import contextlib
import random
from typing import Iterator, List, NamedTuple, Optional

import numpy as np

from .. import _native
from ..blob import Blob
from ..vectors import ScratchBlobVec
from . import output
from .readings import CONVERSION, DIVISION, NUMPY
from .steps import METHODS, SETUP, call


class Notice(NamedTuple):
    """What is told of a file: a title, sentences, and the name of the corrected file ("" if none)."""

    title: str
    message: str
    file: str


_collected: Optional[List[Notice]] = None


@contextlib.contextmanager
def collecting() -> Iterator[List[Notice]]:
    """Within this, notices go into the list that it gives, and not into the log."""
    global _collected
    before, _collected = _collected, []
    try:
        yield _collected
    finally:
        _collected = before


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


def loaded(file):
    """The module of a file; read in another way where only that can be loaded."""
    try:
        return file.module()
    except Exception as error:
        failure = error
    if not file.may_be_mended:
        raise failure
    present = file.reading
    for reading in file.other_readings:
        file.reading = reading
        try:
            module = file.module()
        except Exception:
            continue
        if reading.is_shown:
            _say(file, present, f"it cannot be loaded ({_named(failure)})", "it can")
            return module
    file.reading = present
    raise failure


def first(layer, step, bottom, top, propagate_down):
    """Takes a step for the first time, reading the file in another way if only that goes well."""
    before = _Before(layer, [*bottom, *top])
    try:
        call(layer.instance, step, bottom, top, propagate_down)
        return
    except Exception as error:
        failure = error
    reading = _mending(layer, step, bottom, top, propagate_down, before)
    if reading is None:
        raise failure
    present, layer.file.reading = layer.file.reading, reading
    before.restore()
    adopt(layer, step, bottom, top)
    call(layer.instance, step, bottom, top, propagate_down)
    name = layer.parameter.name
    failed = f'the {METHODS[step]} of layer "{name}" fails ({_named(failure)})'
    _say(layer.file, present, failed, "it works")


def _named(failure):
    # numpy tells the story of a name on further lines.
    text = str(failure).partition("\n")[0]
    return f"{type(failure).__name__}: {text.rstrip('.')}"


def _mending(layer, step, bottom, top, propagate_down, before):
    """The reading with which the step goes well, where it fails again as the file stands."""

    def goes_well(reading):
        before.restore_random()
        bottoms, tops = before.copies(bottom, top)
        try:
            with output.MUTE:
                call(
                    _prepared(layer, step, bottoms, tops, reading),
                    step,
                    bottoms,
                    tops,
                    propagate_down,
                )
        except Exception:
            return False
        return True

    file, found = layer.file, None
    others = file.other_readings
    if others and not goes_well(file.reading):
        tried = (one for one in others if goes_well(one) and one.is_shown)
        found = next(tried, None)
    before.restore()
    return found


def _prepared(layer, step, bottom, top, reading):
    """A new object of the layer that has taken all steps before this one, on scratch blobs."""
    file = layer.file
    instance = layer.make(file.fresh_module(reading), ScratchBlobVec())
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
    """Gives a layer an object by its file's reading that is ready for a step."""
    before = _Before(layer, [*bottom, *top])
    bottoms, tops = before.copies(bottom, top)
    with output.MUTE:
        layer.instance = _prepared(layer, step, bottoms, tops, layer.file.reading)
    before.restore_random()
    layer.instance.blobs = layer.blobs
    if step == SETUP:
        layer.blobs._replay()
    layer.reading = layer.file.reading


class _Mending(NamedTuple):
    """What is told of one thing that a reading mends."""

    why: str
    how: str
    done: str


def _told(file, new) -> Iterator[_Mending]:
    """What to tell of the new mendings of a file's reading."""
    reading = file.reading
    if CONVERSION in new:
        yield _Mending(
            f"{file.label} was written for Python 2.",
            "converted by fissix",
            f"takes the converted source (line {_listed(reading.conversion.lines)})",
        )
    elif DIVISION in new:
        yield _Mending(
            f"{file.label} was written for Python 2, where 14 / 2 is 7 and not 7.0.",
            "with Python 2's division",
            "divides whole numbers as Python 2 does, rounding down "
            f"(line {_listed(reading.divisions.lines)})",
        )
    if NUMPY in new:
        names = reading.names
        yield _Mending(
            f"{file.label} was written for an older numpy: {np.__version__} has no "
            f"{_listed(names.names)}.",
            f"with what the name{'s' * (len(names.names) > 1)} meant",
            f"takes {_listed(names.meanings)} for {_listed(names.names)} "
            f"(line {_listed(names.lines)})",
        )


def _say(file, present, failure, success):
    """Tells the log and the job's page what was done, why and where."""
    name, sentence = _write_corrected(file)
    reading = file.reading
    new = reading.mendings - present.mendings
    whys, hows, dones = zip(*_told(file, new))
    is_python2 = bool(new - {NUMPY})
    sentences = [
        *whys,
        f"{'In Python 3' if is_python2 else 'As it stands'} {failure}; "
        f"{' and '.join(hows)} {success}.",
        f"So this run {' and '.join(dones)}.",
    ]
    if reading.divisions.lines and (CONVERSION in new or DIVISION not in new):
        divided = _listed(reading.divisions.lines)
        sentences.append(f"Line {divided} divides as Python 2 does, rounding down.")
    title = ["is Python 2"] if is_python2 else []
    if NUMPY in new:
        title.append("with old names of numpy" if is_python2 else "has old names of numpy")
    _notice(file, " ".join(title), name, [*sentences, sentence])


def tell_more(file):
    """The same for places that the trial did not come to."""
    name, sentence = _write_corrected(file)
    _notice(
        file,
        "is Python 2",
        name,
        [
            f"{file.label} divides whole numbers as Python 2 does, rounding down, "
            f"in line {_listed(file.reading.divisions.lines)}.",
            sentence,
        ],
    )


def _write_corrected(file):
    """The name of the corrected file, "" if it cannot be written, and a sentence on it."""
    divisions = file.reading.divisions
    divisions.has_news = False
    mixed = divisions.mixed_lines
    left = (
        f" Line {_listed(mixed)} divides now whole numbers, now others, and is left as it is."
        if mixed
        else ""
    )
    try:
        name = file.write_corrected()
    except OSError as error:
        return "", f"The corrected file could not be written: {error}."
    mendings = file.reading.mendings
    if CONVERSION in mendings:
        return name, f"{name} is the same file for Python 3.{left}"
    changes = {DIVISION: "// in these places", NUMPY: "the names of today"}
    told = " and ".join(text for kind, text in changes.items() if kind in mendings)
    return name, f"{name} is the same file with {told}.{left}"


def _listed(lines):
    return ", ".join(map(str, lines))


def _notice(file, title, name, sentences):
    notice = Notice(f"{file.label} {title}", " ".join(sentences), name)
    if _collected is None:
        _native.library().notice(*map(_native.text, notice))
    else:
        _collected.append(notice)
