"""The callbacks through which the engine makes, calls and forgets layers in Python."""

from __future__ import annotations

import atexit
import functools
import itertools
import random
from typing import NamedTuple, Optional

import numpy as np

from .. import _errors, _native, listeners
from . import failures, files, output
from .hosted import HostedLayer, LayerParameter
from .steps import BACKWARD, METHODS, SETUP

_layers: dict = {}
_handles: dict = {}
_numbers = itertools.count(1)
_seeds_random = False


class Failed(NamedTuple):
    """A step of a layer that failed, by its method's name, and the report of it."""

    layer: LayerParameter
    step: str
    said: failures.Failure


_last_failed: Optional[Failed] = None


def take_failed() -> Optional[Failed]:
    """What failed since the last call, if anything did."""
    global _last_failed
    failed, _last_failed = _last_failed, None
    return failed


def hosted(number) -> HostedLayer:
    """A layer by the number that the engine knows it by."""
    return _layers[number]


def instance(number):
    """The object of the user's class, by the number that the engine knows its layer by."""
    return _layers[number].instance


def reseed(seed):
    """Lets the layers that there are draw from another seed."""
    for layer in list(_layers.values()):
        layer.reseed(seed)


def _fail(handle, error, file, layer, step):
    global _last_failed
    _errors.remember(error)
    said = failures.describe(error, file)
    _last_failed = Failed(layer, METHODS[step], said)
    texts = [None if part is None else _native.text(part) for part in said]
    _native.library().layer_fail(handle, *texts)


def _seed_once(seed):
    """Lets a run's own seed decide what its layers draw from the common generators, if it is to."""
    global _seeds_random
    if _seeds_random:
        _seeds_random = False
        random.seed(seed)
        np.random.seed(seed % 2**32)


def _tell_source(handle, file):
    """Lets the engine keep the layer's source with its snapshots."""
    source = file.source()
    if source is not None:
        name, text = source
        _native.library().layer_add_source(handle, _native.text(name), text, len(text))


def _create(handle, name, module, layer, param_str, phase, seed):
    file = None
    parameter = LayerParameter(
        *map(_native.decoded, (name, module, layer, param_str)),
        phase,
        seed,
    )
    try:
        _seed_once(seed)
        with output.Voice(parameter.name):
            file = files.find(parameter.module)
            _tell_source(handle, file)
            hosted = HostedLayer(handle, parameter, file)
        number = next(_numbers)
        _layers[number], _handles[number] = hosted, handle
        return number
    except BaseException as error:  # noqa: B902  sys.exit in a layer is the layer's failure
        _fail(handle, error, file, parameter, SETUP)
        return 0


def _call(number, step, bottoms, bottom_count, tops, top_count, propagate_down):
    layer = _layers[number]
    wanted = propagate_down[:bottom_count] if step == BACKWARD else ()
    try:
        with layer.voice:
            layer.take(step, bottoms[:bottom_count], tops[:top_count], wanted)
        return 0
    except BaseException as error:  # noqa: B902
        _fail(_handles[number], error, layer.file, layer.parameter, step)
        return 1


def _destroy(number):
    _handles.pop(number, None)
    layer = _layers.pop(number, None)
    if layer is not None:
        layer.end()


# The engine keeps the addresses of these, so they live as long as the module.
_callbacks = (_native.CREATE(_create), _native.CALL(_call), _native.DESTROY(_destroy))


def register(seeds_random=False):
    """Makes this interpreter the host of the engine's layers in Python, until it ends.

    With `seeds_random`, `random` and `numpy.random` start from the seed of the first such net.
    """
    global _seeds_random
    _seeds_random = seeds_random
    register_once()


@functools.lru_cache(maxsize=None)
def register_once():
    """The same, if it has not been done yet."""
    library = _native.library()
    listeners.register_once()
    library.host_layers(*_callbacks)
    atexit.register(library.host_layers, _native.CREATE(), _native.CALL(), _native.DESTROY())
