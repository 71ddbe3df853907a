"""What an installed package brings that a checkout finds in the system."""

from __future__ import annotations

import os
from importlib import metadata


def name_image_library() -> None:
    """Names the libvips of the package pyvips-binary in CREMA_VIPS, if it is installed."""
    try:
        files = metadata.files("pyvips-binary") or []
    except metadata.PackageNotFoundError:
        return
    for file in files:
        if file.name.startswith("libvips"):
            os.environ.setdefault("CREMA_VIPS", str(file.locate()))
