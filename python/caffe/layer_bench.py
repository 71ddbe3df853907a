"""One layer in Python on its own: a net of it and its inputs, built as often as needed."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import tempfile
from pathlib import Path
from typing import Iterator, List, NamedTuple, Optional, Sequence

import numpy as np

from .net import Net
from .python_layers.failures import Late
from .session import set_random_seed


class Subject(NamedTuple):
    """A layer to check: what its net defines, and what it is given.

    tops            for each top the number of the bottom that it is in place of, or None
    asks_bottoms    for each bottom whether its gradient is asked for; None: perhaps, as for labels
    asks_parameters the same for each parameter; None where no net says it
    why             why no gradient is asked for at all, if it is known
    loss_weights    the net's loss weight of each top; none where no net says them
    """

    name: str
    module: str
    layer: str
    param_str: str
    phase: int
    bottoms: List[np.ndarray]
    tops: List[Optional[int]]
    asks_bottoms: List[Optional[bool]]
    asks_parameters: Optional[List[bool]] = None
    why: str = ""
    loss_weights: Sequence[float] = ()


class Bench:
    """A net of one layer and its inputs."""

    def __init__(self, subject: Subject):
        self.subject = subject
        self.inputs = [f"bottom[{index}]" for index in range(len(subject.bottoms))]
        self.tops = [
            f"top[{index}]" if place is None else self.inputs[place]
            for index, place in enumerate(subject.tops)
        ]

    @property
    def image_count(self) -> int:
        """The outermost extent of the first bottom; 1 without one."""
        first = self.subject.bottoms[:1]
        return first[0].shape[0] if first and first[0].ndim else 1

    def on_images(self, count: int) -> Bench:
        """The same layer with only the first images of every bottom that has a whole batch."""
        batch = self.image_count
        few = [
            values[:count] if values.ndim and values.shape[0] == batch else values
            for values in self.subject.bottoms
        ]
        return Bench(self.subject._replace(bottoms=few))

    def build(self) -> Net:
        """The net, filled, with the random generators at their start."""
        set_random_seed(1)
        random.seed(1)
        np.random.seed(1)
        with tempfile.TemporaryDirectory() as folder, limited():
            file = Path(folder) / "layer.prototxt"
            file.write_text(self._text())
            net = Net(str(file), self.subject.phase)
        self.fill(net)
        return net

    def fill(self, net: Net) -> None:
        """Gives the inputs what the subject is given."""
        for name, values in zip(self.inputs, self.subject.bottoms):
            net.blobs[name].data[...] = values

    def _text(self) -> str:
        subject = self.subject
        text = ""
        for name, values, asked in zip(self.inputs, subject.bottoms, subject.asks_bottoms):
            # A gradient is asked for where something below learns.
            kind, field = ("Input", "input") if asked is False else ("Parameter", "parameter")
            dims = " ".join(f"dim: {extent}" for extent in values.shape)
            text += (
                f'layer {{ name: "{name}" type: "{kind}" top: "{name}" '
                f"{field}_param {{ shape {{ {dims} }} }} }}\n"
            )
        blobs = [f'bottom: "{name}"' for name in self.inputs]
        blobs += [f'top: "{name}" loss_weight: 1' for name in self.tops]
        return text + (
            f'layer {{ name: {json.dumps(subject.name)} type: "Python" {" ".join(blobs)} '
            f"python_param {{ module: {json.dumps(subject.module)} "
            f"layer: {json.dumps(subject.layer)} param_str: {json.dumps(subject.param_str)} }} }}\n"
        )

    def forward(self, net: Net) -> None:
        """Goes forward once, within the time that a layer has."""
        with limited():
            net.forward()

    def backward(self, net: Net) -> None:
        """Goes back once, within the time that a layer has."""
        with limited():
            net.backward()

    def outputs(self, net: Net) -> List[np.ndarray]:
        """The tops of a forward pass on what the inputs hold, as arrays of their own."""
        self.forward(net)
        return [net.blobs[name].data.copy() for name in self.tops]

    def parameters(self, net: Net) -> list:
        """The layer's learnable parameters."""
        return list(net.params.get(self.subject.name, []))


# Seconds that a layer may take for a pass.
_LIMIT = 30.0


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Within this, what does not come back in time is left, with a TimeoutError.

    The limit is CREMA_LAYER_TIMEOUT in seconds, 30 without it; 0 is none.
    """
    try:
        seconds = float(os.environ.get("CREMA_LAYER_TIMEOUT") or _LIMIT)
    except ValueError:
        seconds = _LIMIT

    def raise_late(number, frame):
        raise Late(f"it did not come back within {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, raise_late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except Late as late:
        raise TimeoutError(str(late)) from late
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
