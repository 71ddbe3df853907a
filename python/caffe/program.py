"""The program `crema` of an installed package: it lies in the package's `bin`."""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path


def image_library() -> str | None:
    """The libvips of the package pyvips-binary, where it is installed."""
    try:
        files = metadata.files("pyvips-binary") or []
    except metadata.PackageNotFoundError:
        return None
    found = [file.locate() for file in files if file.name.startswith("libvips")]
    return str(found[0]) if found else None


def main() -> None:
    """Becomes the program, which runs layers in Python here unless it is told another Python."""
    program = Path(__file__).resolve().parent / "bin" / "crema"
    os.environ.setdefault("CREMA_PYTHON", sys.executable)
    images = image_library()
    if images:
        os.environ.setdefault("CREMA_VIPS", images)
    try:
        os.execv(program, [str(program), *sys.argv[1:]])
    except OSError as error:
        sys.exit(f"crema: {program} cannot be started: {error.strerror}; install the wheel again")
