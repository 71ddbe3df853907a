"""One layer in Python, as the engine runs it: its steps and the rules it has to keep."""

from __future__ import annotations

from typing import NamedTuple, Optional

from .. import _native
from ..blob import Blob
from ..vectors import BlobVec, LayerBlobs, LayerHandle
from . import ahead, corrections, files, output, trial
from .failures import FailedElsewhere, LayerMistake
from .steps import FORWARD, RESHAPE, call
from .surroundings import Surroundings


class LayerParameter(NamedTuple):
    """What the net defines about a layer in Python; its class is made with it."""

    name: str
    module: str
    layer: str
    param_str: str
    phase: int
    seed: int


def new_instance(file: files.LayerFile, module, parameter: LayerParameter, surroundings, blobs):
    """An object of a layer's class, in a state as before `setup`."""
    instance = files.layer_class(file, module, parameter.layer)(parameter)
    _give(instance, parameter, surroundings, blobs)
    return instance


def _give(instance, parameter: LayerParameter, surroundings, blobs):
    """Gives an object what every layer finds in it."""
    instance.name = parameter.name
    instance.param_str = parameter.param_str
    instance.phase = parameter.phase
    instance.blobs = blobs
    instance._crema_run = surroundings


class HostedLayer:
    """A layer of a net, with the object of the user's class."""

    def __init__(self, address, parameter: LayerParameter, file: files.LayerFile):
        handle = LayerHandle(_native.library().layer_reference(address))
        self.parameter = parameter
        self.surroundings = Surroundings(handle, parameter.seed, parameter.name)
        self.file = file
        self.voice = output.Voice(parameter.name)
        self.blobs = BlobVec(handle)
        module = trial.loaded(file)
        self.instance = new_instance(file, module, parameter, self.surroundings, self.blobs)
        # How the object's code is read; what it held when its net had been built, and when the last
        # forward pass began; which of its later failures were tried.
        self.mendings = file.mendings
        self.made: Optional[dict] = None
        self.entered: Optional[dict] = None
        self.tried: set = set()
        self._wrapped: tuple = ([], [], [], [])
        self._has_run: set = set()
        self._ahead = None

    def prepare(self, blobs):
        """Brings the object into a state as before `setup`."""
        self.instance.__init__(self.parameter)
        _give(self.instance, self.parameter, self.surroundings, blobs)

    def take(self, step, bottoms, tops, propagate_down):
        """Takes a step on the blobs at these addresses; raises what the user's code raises."""
        bottom, top = self._blobs(bottoms, tops)
        if self.mendings != self.file.mendings:
            trial.follow(self, step, bottom, top)
            self.end()
        with self.file.reading_on():
            self._take(step, bottom, top, propagate_down)
        if step == RESHAPE:
            if RESHAPE not in self._has_run:
                _check_shapes(bottom, top)
                self.made = dict(vars(self.instance))
            self.blobs._complete()
        self._has_run.add(step)
        if self.file.has_news:
            corrections.tell_more(self.file)

    def _take(self, step, bottom, top, propagate_down):
        if step == FORWARD and not bottom and self._ahead is None:
            self._ahead = ahead.of(self, len(top), FORWARD not in self._has_run)
        if self._ahead is not None:
            if step == FORWARD:
                self._fill(top)
            return
        attributes = dict(vars(self.instance)) if self.file.may_be_mended else None
        if step == FORWARD:
            self.entered = attributes
        if attributes is None:
            call(self.instance, step, bottom, top, propagate_down)
        elif step in self._has_run:
            try:
                call(self.instance, step, bottom, top, propagate_down)
            except Exception as failure:
                if not trial.late(self, step, bottom, top, attributes, failure):
                    raise
        else:
            trial.first(self, step, bottom, top, propagate_down)

    def _fill(self, top):
        try:
            self._ahead.fill(top)
        except FailedElsewhere:
            mendings = self.file.mendings
            if FORWARD in self._has_run or not self._may_be_read_otherwise():
                raise
            trial.first(self, FORWARD, [], top, ())
            if self.file.mendings == mendings:
                raise
            self.end()
            self._ahead = ahead.of(self, len(top), True)
            self._ahead.fill(top)

    def _may_be_read_otherwise(self):
        return self.file.may_be_mended and self.file.ways()

    def reseed(self, seed):
        """Lets the layer draw from another seed; passes made ahead are made again."""
        self.parameter = self.parameter._replace(seed=seed)
        self.surroundings.reseed(seed)
        self.end()

    def end(self):
        """Ends what goes on for the layer."""
        if self._ahead is not None:
            self._ahead.end()
            self._ahead = None

    def _blobs(self, bottoms, tops):
        """The blobs of a call; the same objects as last time where they are the same blobs."""
        if (bottoms, tops) != self._wrapped[:2]:
            blobs = {address: Blob._of_net(address) for address in {*bottoms, *tops}}
            self._wrapped = (
                bottoms,
                tops,
                LayerBlobs((blobs[address] for address in bottoms), "bottom"),
                LayerBlobs((blobs[address] for address in tops), "top"),
            )
        return self._wrapped[2:]


def _check_shapes(bottom, top):
    """Refuses tops that reshape has not given a shape."""
    for index, blob in enumerate(top):
        if blob.shape == (0,) and blob not in bottom:
            raise LayerMistake(
                f"top[{index}] was given no shape; write "
                f"top[{index}].reshape(*bottom[0].data.shape), or its own, in reshape"
            )
