"""Runs a layer in Python on its own and tells what it does: shapes, gradient, repetition, time.

    crema check-layer layers.py --net train_val.prototxt
    crema check-layer layers.py --class Scale --bottom 2,3,8,8 --param-str 2

With a net each layer of the file is given what the net feeds it with; without one, bottoms of the
given shapes, drawn at random.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path
from typing import Callable, Iterator, List, NamedTuple, Optional

import numpy as np

from . import check_file
from .net import Net
from .session import init_log, set_random_seed

_PHASES = ["TRAIN", "TEST"]

# Caffe's gradient checker: central differences of half the sum of squares of all tops.
STEP, THRESHOLD = 1e-2, 1e-2
# A gradient has at most so many of its elements checked, spread evenly.
ELEMENTS = 50
CALLS = 20


class Finding(NamedTuple):
    """One thing that was looked at: whether it is as it should be, and a sentence on it.

    `is_good` is None where it could not be looked at; the sentence says why.
    """

    what: str
    is_good: Optional[bool]
    sentence: str


class Subject(NamedTuple):
    """A layer to check: its prototxt's values, and what it is given."""

    module: str
    layer: str
    param_str: str
    bottoms: List[np.ndarray]
    top_count: int
    phase: int = 0


class Bench:
    """A net of one layer and its inputs, built from a subject as often as needed."""

    def __init__(self, subject: Subject, folder: Path):
        self.subject, self.folder = subject, folder
        self.inputs = [f"in{index}" for index in range(len(subject.bottoms))]
        self.tops = [f"out{index}" for index in range(subject.top_count)]

    def build(self) -> Net:
        """The net, with the random generators at their start."""
        set_random_seed(1)
        random.seed(1)
        np.random.seed(1)
        with tempfile.NamedTemporaryFile("w", suffix=".prototxt", dir=self.folder) as file:
            file.write(self._text())
            file.flush()
            net = Net(file.name, self.subject.phase)
        self.fill(net)
        return net

    def fill(self, net: Net) -> None:
        """Gives the inputs what the subject is given."""
        for name, values in zip(self.inputs, self.subject.bottoms):
            net.blobs[name].data[...] = values

    def _text(self) -> str:
        subject = self.subject
        text = "force_backward: true\n"
        for name, values in zip(self.inputs, subject.bottoms):
            dims = " ".join(f"dim: {extent}" for extent in values.shape)
            text += (
                f'layer {{ name: "{name}" type: "Input" top: "{name}" '
                f"input_param {{ shape {{ {dims} }} }} }}\n"
            )
        blobs = [f'bottom: "{name}"' for name in self.inputs]
        blobs += [f'top: "{name}"' for name in self.tops]
        return text + (
            f'layer {{ name: "layer" type: "Python" {" ".join(blobs)} python_param {{ '
            f"module: {json.dumps(subject.module)} layer: {json.dumps(subject.layer)} "
            f"param_str: {json.dumps(subject.param_str)} }} }}\n"
        )

    def outputs(self, net: Net) -> List[np.ndarray]:
        """The tops of a forward pass, as arrays of their own."""
        net.forward()
        return [net.blobs[name].data.copy() for name in self.tops]

    def parameters(self, net: Net) -> list:
        """The layer's learnable parameters."""
        return list(net.params.get("layer", []))


def check(subject: Subject, folder: Path) -> Iterator[Finding]:
    """Looks at a layer; the first finding that is an exception of the layer is the last one."""
    bench = Bench(subject, folder)
    try:
        net = bench.build()
        tops = bench.outputs(net)
    except Exception as error:
        yield Finding("forward", False, _sentence(error))
        return
    yield Finding("forward", True, _shapes(bench, net))
    yield _writes_outside(bench)
    repeats, renewed = _repetition(bench, net, tops)
    yield repeats
    if not subject.bottoms and not bench.parameters(net):
        yield Finding("backward", None, "there is nothing to differentiate")
    else:
        yield from _gradients(bench, repeats.is_good, renewed)
    yield _times(bench, net)


def _sentence(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _shapes(bench: Bench, net: Net) -> str:
    def listed(names):
        return ", ".join(" x ".join(map(str, net.blobs[name].shape)) or "1" for name in names)

    text = f"({listed(bench.inputs)}) -> ({listed(bench.tops)})"
    shapes = [" x ".join(map(str, blob.shape)) for blob in bench.parameters(net)]
    return text + (f", parameters {', '.join(shapes)}" if shapes else "")


def _writes_outside(bench: Bench) -> Finding:
    """Whether forward leaves alone what is not its own: bottoms, parameters."""
    net = bench.build()
    before = [blob.data.copy() for blob in bench.parameters(net)]
    bench.outputs(net)
    changed = [
        f"bottom[{index}].data"
        for index, (name, values) in enumerate(zip(bench.inputs, bench.subject.bottoms))
        if not _equal(net.blobs[name].data, values)
    ]
    changed += [
        f"self.blobs[{index}].data"
        for index, (blob, values) in enumerate(zip(bench.parameters(net), before))
        if not _equal(blob.data, values)
    ]
    if changed:
        return Finding("writes", False, f"forward writes into {', '.join(changed)}")
    return Finding("writes", True, "forward writes into its tops only")


def _repetition(bench: Bench, net: Net, tops):
    """Whether the same input gives the same output, and whether only from the start of a run."""
    bench.fill(net)
    again = bench.outputs(net)
    if all(map(_equal, tops, again)):
        return Finding("repeats", True, "the same input gives the same output"), False
    anew = bench.outputs(bench.build())
    if all(map(_equal, tops, anew)):
        sentence = "it is random, and the same seed gives the same output"
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


def _gradients(bench: Bench, repeats, renewed) -> Iterator[Finding]:
    if not repeats:
        sentence = "the gradient cannot be checked, as forward does not repeat"
        yield Finding("backward", None, sentence)
        return
    net = bench.build()
    try:
        tops = bench.outputs(net)
        for blob in bench.parameters(net):
            blob.diff[...] = 0
        for name, values in zip(bench.tops, tops):
            net.blobs[name].diff[...] = values
        net.backward()
    except Exception as error:
        yield Finding("backward", False, _sentence(error))
        return
    places: List[tuple] = [
        (f"bottom[{index}]", lambda net, name=name: net.blobs[name])
        for index, name in enumerate(bench.inputs)
    ]
    places += [
        (f"self.blobs[{index}]", lambda net, index=index: bench.parameters(net)[index])
        for index in range(len(bench.parameters(net)))
    ]
    for label, blob_of in places:
        yield _gradient(bench, label, blob_of, blob_of(net).diff.copy(), renewed)


def _gradient(bench: Bench, label: str, blob_of: Callable, found, renewed) -> Finding:
    """Compares a gradient with differences, at elements spread over the blob."""
    if not found.any() and label.startswith("bottom[") and label != "bottom[0]":
        return Finding("backward", None, f"{label}.diff is zero everywhere, as for labels")
    net = bench.build()
    worst, place = 0.0, None
    elements = np.unique(np.linspace(0, found.size - 1, min(ELEMENTS, found.size)).astype(int))
    for element in elements:
        values = []
        for step in (STEP, -STEP):
            if renewed:
                net = bench.build()
            bench.fill(net)
            numbers = blob_of(net).data.reshape(-1)
            before = numbers[element]
            numbers[element] = before + step
            values.append(sum((top.astype(float) ** 2).sum() for top in bench.outputs(net)) / 2)
            blob_of(net).data.reshape(-1)[element] = before
        expected = (values[0] - values[1]) / (2 * STEP)
        scale = max(1.0, abs(expected), abs(found.flat[element]))
        error = abs(expected - found.flat[element]) / scale
        if error > worst:
            worst, place = error, (element, expected)
    if worst <= THRESHOLD:
        return Finding("backward", True, f"{label}.diff is right at {len(elements)} places")
    where = ", ".join(map(str, np.unravel_index(place[0], found.shape)))
    return Finding(
        "backward",
        False,
        f"{label}.diff[{where}] is {found.flat[place[0]]:.4g}, by differences {place[1]:.4g}",
    )


def _times(bench: Bench, net: Net) -> Finding:
    """The middle of some calls' times; the rest of the pass is a copy of nothing."""
    forward, backward = [], []
    for _ in range(CALLS):
        start = time.perf_counter()
        net.forward()
        forward.append(time.perf_counter() - start)
    text = f"forward takes {_duration(np.median(forward))}"
    try:
        for _ in range(CALLS):
            start = time.perf_counter()
            net.backward()
            backward.append(time.perf_counter() - start)
        text += f", backward {_duration(np.median(backward))}"
    except Exception:
        # What is wrong with backward was said before.
        pass
    return Finding("time", True, text)


def _duration(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} us" if seconds < 1e-3 else f"{seconds * 1e3:.1f} ms"


def _equal(a, b) -> bool:
    return np.array_equal(a, b, equal_nan=True)


# What is checked


def subjects_in_net(file: Path, net_file: Path, phase: int) -> List[Subject]:
    """The layers of the file that a net has, each with the blobs that the net feeds it with."""
    from google.protobuf import text_format

    from .proto import caffe_pb2

    proto = text_format.Parse(net_file.read_text(), caffe_pb2.NetParameter())
    layers = {
        layer.name: layer
        for layer in proto.layer
        if layer.type == "Python" and layer.python_param.module == file.stem
    }
    net = Net(str(net_file), phase)
    subjects = []
    for index, name in enumerate(net._layer_names):
        if name not in layers:
            continue
        param = layers[name].python_param
        if index:
            net.forward(end=net._layer_names[index - 1])
        bottoms = [net.blobs[bottom].data.copy() for bottom in net.bottom_names[name]]
        count = len(net.top_names[name])
        subjects.append(Subject(file.stem, param.layer, param.param_str, bottoms, count, phase))
    return subjects


def subjects_by_shape(file: Path, classes, shapes, top_count, param_str, phase) -> List[Subject]:
    """The layers of a file, with bottoms of the given shapes drawn from a normal distribution."""
    numbers = np.random.RandomState(1)
    bottoms = [numbers.normal(size=shape).astype(np.float32) for shape in shapes]
    return [Subject(file.stem, name, param_str, bottoms, top_count, phase) for name in classes]


def arguments(parser) -> None:
    """What `check-layer` takes."""
    parser.add_argument("file", help="the file of layers")
    parser.add_argument("--net", help="check the layers of this net, on what it feeds them with")
    parser.add_argument("--class", dest="classes", action="append", default=[], metavar="NAME")
    parser.add_argument(
        "--bottom",
        dest="bottoms",
        action="append",
        default=[],
        metavar="N,C,H,W",
        help="the shape of a bottom, once for each (default: one of 2,3,8,8)",
    )
    parser.add_argument("--tops", type=int, default=1, help="how many tops (default: 1)")
    parser.add_argument("--param-str", default="", help="the layer's param_str")
    parser.add_argument("--phase", choices=_PHASES, default="TRAIN")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def main(arguments) -> int:
    """`check-layer FILE`: prints what was found; returns 1 if something is wrong."""
    init_log()
    phase = _PHASES.index(arguments.phase)
    file = Path(arguments.file).resolve()
    report = check_file.check(file, arguments.classes)
    if not report.ok:
        print(report.error)
        return 1
    if arguments.net:
        subjects = subjects_in_net(file, Path(arguments.net), phase)
        if not subjects:
            print(f'{arguments.net} has no Python layer with module: "{file.stem}"')
            return 1
    else:
        shapes = [tuple(map(int, text.split(","))) for text in arguments.bottoms]
        subjects = subjects_by_shape(
            file,
            arguments.classes or report.classes,
            shapes or [(2, 3, 8, 8)],
            arguments.tops,
            arguments.param_str,
            phase,
        )
    findings = {subject.layer: list(check(subject, file.parent)) for subject in subjects}
    if arguments.json:
        found = {name: [one._asdict() for one in layer] for name, layer in findings.items()}
        print(json.dumps(found))
    else:
        _print(file.name, findings)
    wrong = any(one.is_good is False for layer in findings.values() for one in layer)
    return 1 if wrong else 0


def _print(file: str, findings: dict) -> None:
    marks = {True: "ok", False: "WRONG", None: "-"}
    for name, layer in findings.items():
        print(f"{file}: {name}")
        for finding in layer:
            print(f"  {marks[finding.is_good]:6}{finding.what:9} {finding.sentence}")
