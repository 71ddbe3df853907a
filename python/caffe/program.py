"""The program `crema` of an installed package: it lies in the package's `bin`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from . import installed


def main() -> None:
    """Becomes the program, which runs layers in Python here unless it is told another Python."""
    program = Path(__file__).resolve().parent / "bin" / "crema"
    os.environ.setdefault("CREMA_PYTHON", sys.executable)
    installed.name_image_library()
    try:
        os.execv(program, [str(program), *sys.argv[1:]])
    except OSError as error:
        sys.exit(f"crema: {program} cannot be started: {error.strerror}; install the wheel again")
