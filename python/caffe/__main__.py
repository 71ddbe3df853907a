"""`python3 -m caffe`: what the `crema` program does where a net has layers in Python."""

from __future__ import annotations

import argparse
import os
import shutil
import sys

from . import _native, check_file
from . import check_layer as checks


def main(arguments=None) -> int:
    """Runs a command and returns the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["train"]:
        return _start_crema(arguments)
    parser = argparse.ArgumentParser(prog="python3 -m caffe", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser(
        "run", help="do a run of the engine, described in JSON or in a file of it"
    )
    run.add_argument("description")
    commands.add_parser("train", help="crema train, with this interpreter")
    check = commands.add_parser("check-file", help="check a file of layers without running it")
    check.add_argument("file")
    check.add_argument("--class", dest="classes", action="append", default=[], metavar="NAME")
    check.add_argument("--json", action="store_true")
    checks.arguments(commands.add_parser("check-layer", help="run the layers of a file alone"))
    parsed = parser.parse_args(arguments)
    if parsed.command == "check-file":
        return check_file.main(parsed)
    if parsed.command == "check-layer":
        return checks.main(parsed)
    from . import run as runs

    return runs.run(parsed.description)


def _start_crema(arguments) -> int:
    """Becomes `crema`, which reads the flags; it comes back to this interpreter for the layers."""
    beside = _native.library_path().with_name("crema")
    crema = str(beside) if beside.is_file() else shutil.which("crema")
    if crema is None:
        print(f"the crema program is neither {beside} nor on PATH", file=sys.stderr)
        return 1
    environment = {**os.environ, "CREMA_PYTHON": sys.executable}
    os.execve(crema, [crema, *arguments], environment)


if __name__ == "__main__":
    try:
        status = main()
    except _native.LibraryMissing as error:
        print(error, file=sys.stderr)
        status = 1
    sys.exit(status)
