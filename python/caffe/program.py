"""The program `crema` of an installed package, `caffe` too: it lies in the package's `bin`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from . import installed


def main() -> None:
    """Becomes the program, which runs layers in this Python unless another one is given."""
    program = Path(__file__).resolve().parent / "bin" / "crema"
    os.environ.setdefault("CREMA_PYTHON", sys.executable)
    installed.name_image_library()
    try:
        # By the name that it was called by, crema or caffe.
        os.execv(program, sys.argv)
    except OSError as error:
        sys.exit(f"crema: {program} cannot be started: {error.strerror}; install the wheel again")
