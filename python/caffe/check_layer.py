"""Runs a layer in Python on its own and reports on it: shapes, gradient, repetition, time.

    crema check-layer layers.py --net train_val.prototxt
    crema check-layer layers.py --class Scale --bottom 2,3,8,8 --param-str 2

With a net, each layer of the file receives the net's own blobs; without one, random bottoms of the
given shapes. `--json` prints one object:

    {"layers":  [{"name", "class", "phase", "findings": [{"what", "is_good", "sentence",
                                                          "traceback"}, …]}, …],
     "notices": [{"title", "message", "file"}, …],
     "error":   a sentence if layers could not be run, else null}
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import textwrap
from pathlib import Path
from typing import Iterator, List, NamedTuple, Optional

import numpy as np

from . import check_file
from .layer_bench import Subject, limited
from .layer_findings import Finding, check
from .net import Net
from .python_layers import files, host, notices as telling
from .session import init_log

_PHASES = ["TRAIN", "TEST"]


class Checked(NamedTuple):
    """A layer, by its name in the net and its class, and what was found of it."""

    name: str
    layer: str
    phase: int
    findings: List[Finding]

    @property
    def is_wrong(self) -> bool:
        """Whether anything is not as it should be."""
        return any(one.is_good is False for one in self.findings)


class Unchecked(Exception):
    """Why layers cannot be run at all, in a sentence."""


def in_net(file: Path, net_file: Path, phases: List[int]) -> Iterator[Checked]:
    """Checks the layers of the file that a net has, in the first of the phases that has them."""
    seen: List[str] = []
    for phase in phases:
        if seen and not _has_others(net_file, file.stem, seen):
            break
        try:
            with limited():
                net = Net(str(net_file), phase)
        except Exception as error:
            yield _failed(error)
            return
        for checked in _of_file(file, net, net_file, seen):
            seen.append(checked.name)
            yield checked
    if not seen:
        raise Unchecked(f'{net_file} has no Python layer with module: "{file.stem}"')


def _has_others(net_file, module, seen) -> bool:
    from google.protobuf import text_format

    from .proto import caffe_pb2

    net = text_format.Parse(
        net_file.read_text(), caffe_pb2.NetParameter(), allow_unknown_field=True
    )
    return any(
        layer.type == "Python"
        and _file_name(layer.python_param.module) == module
        and layer.name not in seen
        for layer in net.layer
    )


def _file_name(module: str) -> str:
    """What the file of a module is called, without its ending: of `package.file`, `file`."""
    return module.rpartition(".")[2]


def _of_file(file, net, net_file, seen) -> Iterator[Checked]:
    """Checks the layers of a net that are of the file and have not been seen,
    one after the other."""
    done, unreached = 0, None
    for index, layer in enumerate(net._layers):
        hosted = host.hosted(layer.number) if layer.number else None
        if hosted is None or layer.name in seen:
            continue
        if _file_name(hosted.parameter.module) != file.stem:
            continue
        if hosted.file.path and hosted.file.path.resolve() != file:
            raise Unchecked(f"{net_file} takes {file.name} from {hosted.file.path.parent}")
        parameter = hosted.parameter
        if unreached is None and index > done:
            unreached = _forward(net, done, index - 1)
            done = index
        findings = [unreached] if unreached else list(check(_subject(net, index, parameter)))
        yield Checked(parameter.name, parameter.layer, parameter.phase, findings)
        if findings[0].is_good is False:
            unreached = _not_reached(f'layer "{parameter.name}" before it fails')


def _failed(error) -> Checked:
    """The layer that kept its net from being built."""
    failed = host.take_failed()
    if failed is None:
        raise Unchecked(str(error)) from error
    layer = failed.layer
    found = Finding(failed.step, False, failed.said.message, failed.said.traceback)
    return Checked(layer.name, layer.layer, layer.phase, [found])


def _forward(net, first, last) -> Optional[Finding]:
    """Runs layers of a net; returns why those behind them cannot be looked at, if they cannot."""
    try:
        with limited():
            net._forward(first, last)
        return None
    except Exception as error:
        failed = host.take_failed()
        return _not_reached(
            f'layer "{failed.layer.name}" before it fails' if failed else str(error)
        )


def _not_reached(why) -> Finding:
    return Finding("forward", None, f"the net does not come to it: {why}")


def _subject(net, index, parameter) -> Subject:
    bottoms = net._bottoms[index]
    learns = any(len(layer.blobs) for layer in net._layers[:index])
    why = "" if learns else "as nothing before it learns"
    if learns and not any(net._blob_loss_weights):
        why = "as the net has no loss; a layer in Python is one with loss_weight: 1"
    return Subject(
        parameter.name,
        parameter.module,
        parameter.layer,
        parameter.param_str,
        parameter.phase,
        [net._blobs[number].data.copy() for number in bottoms],
        [bottoms.index(top) if top in bottoms else None for top in net._tops[index]],
        net._asks_bottoms[index],
        net._asks_parameters[index],
        why,
        [net._blob_loss_weights[number] for number in net._tops[index]],
    )


def by_shape(file: Path, classes, shapes, top_count, param_str, phase) -> Iterator[Checked]:
    """Checks the layers of a file on bottoms drawn from a normal distribution."""
    numbers = np.random.RandomState(1)
    bottoms = [numbers.normal(size=shape).astype(np.float32) for shape in shapes]
    asks = [True, *[None] * len(bottoms)][: len(bottoms)]
    for name in classes:
        subject = Subject(
            name, file.stem, name, param_str, phase, bottoms, [None] * top_count, asks
        )
        yield Checked(name, name, phase, list(check(subject)))


def _shape(text: str) -> tuple:
    """The extents of a bottom."""
    try:
        shape = tuple(map(int, text.split(",")))
    except ValueError:
        shape = (0,)
    if min(shape) < 1:
        raise argparse.ArgumentTypeError(
            f"a shape is whole numbers from 1 with commas between, as 2,3,8,8; found {text!r}"
        )
    return shape


def arguments(parser) -> None:
    """What `check-layer` takes."""
    parser.add_argument("file", help="the file of layers")
    parser.add_argument("--net", help="check the layers of this net, on what it feeds them with")
    parser.add_argument("--class", dest="classes", action="append", default=[], metavar="NAME")
    parser.add_argument(
        "--bottom",
        type=_shape,
        dest="bottoms",
        action="append",
        default=[],
        metavar="N,C,H,W",
        help="the shape of a bottom, once for each (default: one of 2,3,8,8)",
    )
    parser.add_argument("--tops", type=int, default=1, help="how many tops (default: 1)")
    parser.add_argument("--param-str", default="", help="the layer's param_str")
    parser.add_argument(
        "--phase",
        choices=_PHASES,
        help="(default: TRAIN, or TEST for layers that exist only there)",
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def main(arguments) -> int:
    """`check-layer FILE`: prints what was found; returns 1 if something is wrong."""
    init_log()
    file = Path(arguments.file).resolve()
    output, checked, error = sys.stdout, [], None
    # What layers print is their log; what this prints can be read by programs.
    with contextlib.redirect_stdout(sys.stderr), telling.collecting() as notices:
        try:
            with files.searching([file.parent]):
                for one in _checked(arguments, file):
                    checked.append(one)
                    if not arguments.json:
                        _print(file.name, one, output)
        except Unchecked as reason:
            error = str(reason)
    if arguments.json:
        print(json.dumps(_as_json(checked, notices, error)), file=output)
    else:
        for notice in notices:
            print(textwrap.fill(notice.message, 100), file=output)
        if error:
            print(error, file=output)
    return 1 if error or any(one.is_wrong for one in checked) else 0


def _checked(arguments, file) -> Iterator[Checked]:
    report = check_file.check(file, arguments.classes)
    if not report.ok:
        raise Unchecked(report.error)
    phases = [_PHASES.index(arguments.phase)] if arguments.phase else [0, 1]
    if arguments.net:
        return in_net(file, Path(arguments.net), phases)
    classes = arguments.classes or report.classes
    shapes = arguments.bottoms or [(2, 3, 8, 8)]
    return by_shape(file, classes, shapes, arguments.tops, arguments.param_str, phases[0])


def _as_json(checked, notices, error) -> dict:
    return {
        "layers": [
            {
                "name": one.name,
                "class": one.layer,
                "phase": _PHASES[one.phase],
                "findings": [finding._asdict() for finding in one.findings],
            }
            for one in checked
        ],
        "notices": [notice._asdict() for notice in notices],
        "error": error,
    }


def _print(file: str, checked: Checked, output) -> None:
    marks = {True: "ok", False: "WRONG", None: "-"}
    name = "" if checked.name == checked.layer else f' "{checked.name}"'
    phase = ", TEST" if checked.phase else ""
    print(f"{file}: {checked.layer}{name}{phase}", file=output)
    for finding in checked.findings:
        print(
            f"  {marks[finding.is_good]:6}{finding.what:9} {finding.sentence}".rstrip(), file=output
        )
        if finding.traceback:
            print(textwrap.indent(finding.traceback, " " * 18), file=output)
