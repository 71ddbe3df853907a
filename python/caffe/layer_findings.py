"""What a layer in Python does: shapes, side effects, repetition, gradient, time."""

from __future__ import annotations

import re
import time
from typing import Callable, Iterator, List, NamedTuple, Optional

import numpy as np

from .layer_bench import Bench, Subject
from .python_layers import host

# Central differences of half the sum of squares of all tops, as Caffe's gradient checker takes.
# Both are relative: the step to the numbers, the threshold to the gradient.
STEP, THRESHOLD = 1e-2, 1e-2
# A gradient has at most so many of its elements checked, on so many images, in so many seconds.
ELEMENTS, IMAGES, SECONDS = 50, 4, 10.0
# How often a pass is timed at most, and for how many seconds.
CALLS, TIMING = 20, 1.0


class Finding(NamedTuple):
    """One thing that was looked at: whether it is as it should be, and a sentence on it.

    `is_good` is None where it could not be looked at; the sentence says why. What the layer raised
    has its traceback.
    """

    what: str
    is_good: Optional[bool]
    sentence: str
    traceback: Optional[str] = None


def failure(error: BaseException, what: str = "forward") -> Finding:
    """The finding that a layer raised something."""
    failed = host.take_failed()
    if failed is None:
        # The engine names the bench's net and the step before what it found.
        found = re.sub(r"^.* failed \(\w+, iteration \d+\): ", "", str(error))
        return Finding(what, False, found)
    return Finding(failed.step, False, failed.said.message, failed.said.traceback)


def check(subject: Subject) -> Iterator[Finding]:
    """Looks at a layer; where it cannot go forward, that is the last finding."""
    bench = Bench(subject)
    try:
        net = bench.build()
        parameters = [blob.data.copy() for blob in bench.parameters(net)]
        bench.forward(net)
    except Exception as error:
        yield failure(error)
        return
    yield Finding("forward", True, _shapes(bench, net))
    yield _writes_outside(bench, net, parameters)
    few = _on_few_images(bench)
    where = "" if few is bench else f", on the first {IMAGES} of {bench.image_count} images"
    repeats, renewed = _repetition(few, where)
    yield repeats
    asked = list(_asked(bench, net))
    backward = list(_backward(few, asked, repeats.is_good, renewed, where))
    yield from backward
    yield _times(bench, net, any(one.is_good is not None for one in backward))


def _shapes(bench: Bench, net) -> str:
    def listed(names):
        return ", ".join(" x ".join(map(str, net.blobs[name].shape)) or "1" for name in names)

    text = f"({listed(bench.inputs)}) -> ({listed(bench.tops)})"
    shapes = [" x ".join(map(str, blob.shape)) or "1" for blob in bench.parameters(net)]
    return text + (f", parameters {', '.join(shapes)}" if shapes else "")


def _writes_outside(bench: Bench, net, parameters) -> Finding:
    """Whether forward left alone what is not its own: bottoms, parameters."""
    changed = [
        f"{name}.data"
        for name, values in zip(bench.inputs, bench.subject.bottoms)
        if name not in bench.tops and not _equal(net.blobs[name].data, values)
    ]
    changed += [
        f"self.blobs[{index}].data"
        for index, (blob, values) in enumerate(zip(bench.parameters(net), parameters))
        if not _equal(blob.data, values)
    ]
    if changed:
        return Finding("writes", False, f"forward writes into {', '.join(changed)}")
    return Finding("writes", True, "forward writes into its tops only")


def _on_few_images(bench: Bench) -> Bench:
    """The layer on a few images, which suffice; on all if it does not accept fewer."""
    if bench.image_count <= IMAGES:
        return bench
    few = bench.on_images(IMAGES)
    try:
        few.outputs(few.build())
    except Exception:
        host.take_failed()
        return bench
    return few


def _repetition(bench: Bench, where: str):
    """Whether the same input gives the same output, and whether only from the start of a run."""
    try:
        net = bench.build()
        tops = bench.outputs(net)
        bench.fill(net)
        if all(map(_equal, tops, bench.outputs(net))):
            return Finding("repeats", True, f"the same input gives the same output{where}"), False
        anew = bench.outputs(bench.build())
    except Exception as error:
        found = failure(error)
        return found._replace(what="repeats", sentence=f"at a second call: {found.sentence}"), True
    if all(map(_equal, tops, anew)):
        sentence = f"it is random, and the same seed gives the same output{where}"
        return Finding("repeats", True, sentence), True
    return (
        Finding(
            "repeats",
            False,
            "the same input and seed give another output: draw from self.rng, which starts from "
            "the solver's seed, and keep nothing from run to run",
        ),
        True,
    )


# The gradient


class _Place(NamedTuple):
    """A blob whose gradient can be checked; `asked` is None if there is no net to decide it."""

    label: str
    blob: Callable
    asked: Optional[bool]


def _asked(bench: Bench, net) -> Iterator[_Place]:
    for name, asked in zip(bench.inputs, bench.subject.asks_bottoms):
        yield _Place(name, lambda net, name=name: net.blobs[name], asked)
    count = len(bench.parameters(net))
    for index, asked in enumerate(bench.subject.asks_parameters or [True] * count):
        yield _Place(
            f"self.blobs[{index}]", lambda net, index=index: bench.parameters(net)[index], asked
        )


def _backward(bench: Bench, places: List[_Place], repeats, renewed, where) -> Iterator[Finding]:
    """Checks the gradients that the net needs; reports those that it does not."""
    if not places:
        yield Finding("backward", None, "there is nothing to differentiate")
    elif all(place.asked is False for place in places):
        why = bench.subject.why
        sentence = f"the net never needs the gradient of this layer{why and ', ' + why}"
        yield Finding("backward", None, sentence)
    elif not repeats:
        sentence = "the gradient cannot be checked, as forward does not repeat"
        yield Finding("backward", None, sentence)
    else:
        yield from _gradients(bench, places, renewed, where)


class _Objective(NamedTuple):
    """A number that is made of all tops; its gradient is the diff of each."""

    diffs: Callable
    value: Callable
    scale: Callable


def _half_squares() -> _Objective:
    return _Objective(
        lambda tops: tops,
        lambda tops: sum(float((top.astype(float) ** 2).sum()) for top in tops) / 2,
        lambda largest: largest**2,
    )


def _weighted(weights: List[float]) -> _Objective:
    """What a net's loss is made of."""
    return _Objective(
        lambda tops: [np.full_like(top, weight) for top, weight in zip(tops, weights)],
        lambda tops: sum(float(top.astype(float).sum()) * w for top, w in zip(tops, weights)),
        lambda largest: largest * max(map(abs, weights)),
    )


def _gradients(bench: Bench, places: List[_Place], renewed, where) -> Iterator[Finding]:
    found = list(_compared(bench, places, renewed, where, _half_squares()))
    if any(one.is_good is False for one in found):
        found = _as_of_loss(bench, places, renewed, where, found)
    yield from found


def _as_of_loss(bench, places, renewed, where, found) -> List[Finding]:
    """The findings on a loss that takes the loss weight of its net for granted, as many do."""
    weights = bench.subject.loss_weights
    if not any(weights):
        # Without a net, what is one number is taken for a loss.
        if weights or any(np.size(top) != 1 for top in bench.outputs(bench.build())):
            return found
        weights = [1.0] * len(bench.tops)
        whose = "loss_weight: 1"
    else:
        whose = f"the net's loss_weight of {_listed_weights(weights)}"
    as_given = list(_compared(bench, places, renewed, where, _weighted(weights)))
    if all(one.is_good is not False for one in as_given):
        note = f" for {whose}; it does not follow the top's diff, so another would not reach it"
        return [one._replace(sentence=one.sentence + note * bool(one.is_good)) for one in as_given]
    ones = [float(weight != 0) for weight in weights]
    if weights != ones:
        as_one = list(_compared(bench, places, renewed, where, _weighted(ones)))
        if all(one.is_good is not False for one in as_one):
            note = f" for loss_weight: 1, not for {whose}: multiply it by the top's diff"
            return [
                one._replace(is_good=False, sentence=one.sentence + note) if one.is_good else one
                for one in as_one
            ]
    return found


def _listed_weights(weights) -> str:
    return ", ".join(f"{weight:g}" for weight in weights)


def _compared(bench, places, renewed, where, objective: _Objective) -> Iterator[Finding]:
    """Compares the gradients of an objective with differences of it."""
    try:
        net = bench.build()
        tops = bench.outputs(net)
        for blob in bench.parameters(net):
            blob.diff[...] = 0
        for name, diff in zip(bench.tops, objective.diffs(tops)):
            net.blobs[name].diff[...] = diff
        bench.backward(net)
    except Exception as error:
        yield failure(error, "backward")
        return
    asked = [place for place in places if place.asked is not False]
    for place in places:
        if place.asked is False:
            sentence = f"the net never needs the gradient of {place.label}"
            yield Finding("backward", None, sentence)
            continue
        found = place.blob(net).diff.copy()
        differences = _Differences(bench, place, tops, renewed, objective)
        yield differences.compare(found, SECONDS / len(asked), where)


class _Differences:
    """The gradient of one blob by differences of an objective."""

    def __init__(self, bench: Bench, place: _Place, tops, renewed, objective: _Objective):
        self.bench, self.place, self.renewed = bench, place, renewed
        self.objective = objective
        self.net = bench.build()
        self.base = objective.value(tops)
        self.largest = max((float(np.abs(top).max(initial=0)) for top in tops), default=0.0)

    def compare(self, found: np.ndarray, seconds: float, where: str) -> Finding:
        """Compares a gradient, at elements spread over the blob, for so long at most."""
        label = f"{self.place.label}.diff"
        if not found.size:
            return Finding("backward", None, f"{label} has no elements")
        if self.place.asked is None and not found.any():
            return Finding("backward", None, f"{label} is zero everywhere, as for labels")
        if not np.isfinite(found).all():
            index = np.unravel_index(np.argmin(np.isfinite(found)), found.shape)
            sentence = f"{label}{_listed(index)} is {found[index]}"
            return Finding("backward", False, sentence)
        try:
            rows = np.array(list(self._rows(found, time.monotonic() + seconds)))
        except Exception as error:
            return failure(error)._replace(what="backward")
        given, low, middle, high, noise = rows[:, 1:].T
        size = np.maximum(np.abs(given), np.abs(middle))
        tolerance = THRESHOLD * (size + 0.1 * size.max()) + noise
        error = np.maximum(np.maximum(low - given, given - high), 0) / np.maximum(
            tolerance, np.finfo(float).tiny
        )
        worst = int(error.argmax())
        if error[worst] > 1:
            index = np.unravel_index(int(rows[worst, 0]), found.shape)
            sentence = f"{label}{_listed(index)} is {given[worst]:.4g}, by differences "
            return Finding("backward", False, f"{sentence}{middle[worst]:.4g}{where}")
        if size.any() and (size <= noise).all():
            sentence = (
                f"{label} is too small next to the tops' values to be measured by differences"
            )
            return Finding("backward", None, sentence + where)
        late = (
            "" if len(rows) == min(ELEMENTS, found.size) else f" (as many as {seconds:g} s allow)"
        )
        return Finding("backward", True, f"{label} is right at {len(rows)} places{late}{where}")

    def _rows(self, found: np.ndarray, deadline: float):
        """For some elements: which, its gradient, the least, central and
        largest slope, the noise."""
        elements = np.unique(np.linspace(0, found.size - 1, min(ELEMENTS, found.size)).astype(int))
        # In an order that is spread over the blob wherever time ends it.
        np.random.RandomState(1).shuffle(elements)
        for number, element in enumerate(elements):
            if number and time.monotonic() > deadline:
                return
            yield (element, found.flat[element], *self._slopes(element))

    def _slopes(self, element):
        self.bench.fill(self.net)
        numbers = self.place.blob(self.net).data.reshape(-1)
        before = float(numbers[element])
        scale = float(np.abs(numbers).max())
        step = STEP * max(abs(before), min(1.0, scale) or 1.0)
        (up, above), (down, below) = self._moved(element, step), self._moved(element, -step)
        middle = (above - below) / (up - down)
        sides = ((above - self.base) / (up - before), (self.base - below) / (before - down))
        # Tops are float32: what is below their last digit does not show.
        noise = float(np.finfo(np.float32).eps) * self.objective.scale(self.largest) / step
        # At a kink each slope between those of its sides is one.
        return min(*sides, middle), middle, max(*sides, middle), noise

    def _moved(self, element, step):
        """The number that an element really gets by a step, and the objective there."""
        if self.renewed:
            self.net = self.bench.build()
        self.bench.fill(self.net)
        numbers = self.place.blob(self.net).data.reshape(-1)
        before = float(numbers[element])
        numbers[element] = before + step
        moved = float(numbers[element])
        objective = self.objective.value(self.bench.outputs(self.net))
        self.place.blob(self.net).data.reshape(-1)[element] = before
        return moved, objective


def _listed(index) -> str:
    return f"[{', '.join(map(str, index))}]"


# Time


def _times(bench: Bench, net, has_backward: bool) -> Finding:
    """The middle of some calls' times; the rest of the pass is a copy of nothing."""
    text = f"forward takes {_middle(bench, net, bench.forward)}"
    if has_backward:
        try:
            text += f", backward {_middle(bench, net, bench.backward)}"
        except Exception:
            # What is wrong with backward was said before.
            host.take_failed()
    return Finding("time", True, text)


def _middle(bench: Bench, net, step: Callable) -> str:
    times: List[float] = []
    while len(times) < CALLS and sum(times) < TIMING:
        bench.fill(net)
        start = time.perf_counter()
        step(net)
        times.append(time.perf_counter() - start)
    seconds = np.median(times)
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} us"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _equal(a, b) -> bool:
    return np.array_equal(a, b, equal_nan=True)
