"""libCremaC.so through ctypes: where it is, what its calls take, how its failures come back."""

from __future__ import annotations

import atexit
import ctypes
import functools
import os
from ctypes import (
    CFUNCTYPE,
    POINTER,
    c_bool,
    c_char_p,
    c_double,
    c_float,
    c_int32,
    c_int64,
    c_ssize_t,
    c_uint64,
    c_void_p,
)
from pathlib import Path
from typing import TYPE_CHECKING, Any

NAME = "libCremaC.so"

CREATE = CFUNCTYPE(c_int64, c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, c_int32, c_uint64)
CALL = CFUNCTYPE(
    c_int32,
    c_int64,
    c_int32,
    POINTER(c_void_p),
    c_int32,
    POINTER(c_void_p),
    c_int32,
    POINTER(c_bool),
)
DESTROY = CFUNCTYPE(None, c_int64)
TELL = CFUNCTYPE(c_int32, c_int64, c_int32, c_int32)

# A message that the library made, and that `check` frees: a plain char * would be copied and lost.
_MESSAGE = c_void_p
_DIMS = POINTER(c_int64)

# Calls that take microseconds keep the interpreter's lock: giving it up would cost more.
_QUICK = {
    "crema_release": (None, [c_void_p]),
    "crema_text_free": (None, [c_void_p]),
    "crema_foreign_reason": (_MESSAGE, [c_char_p, c_ssize_t]),
    "crema_blob_make": (_MESSAGE, [_DIMS, c_int32, POINTER(c_void_p)]),
    "crema_blob_retain": (None, [c_void_p]),
    "crema_blob_shape": (c_int32, [c_void_p, _DIMS]),
    "crema_blob_reshape": (_MESSAGE, [c_void_p, _DIMS, c_int32]),
    "crema_blob_pin": (c_void_p, [c_void_p, c_bool, _DIMS]),
    "crema_net_contents": (_MESSAGE, [c_void_p]),
    "crema_net_blob": (c_void_p, [c_void_p, c_int32]),
    "crema_net_layer": (c_void_p, [c_void_p, c_int32]),
    "crema_net_listen": (None, [c_void_p, c_int64]),
    "crema_solver_types": (_MESSAGE, []),
    "crema_solver_type": (_MESSAGE, [c_void_p]),
    "crema_solver_net": (c_void_p, [c_void_p, c_int32]),
    "crema_solver_iteration": (c_int64, [c_void_p]),
    "crema_solver_rate": (c_float, [c_void_p]),
    "crema_solver_settings": (_MESSAGE, [c_void_p]),
    "crema_solver_set_base_lr": (_MESSAGE, [c_void_p, c_float]),
    "crema_solver_folders": (_MESSAGE, [c_char_p]),
    "crema_host_layers": (None, [CREATE, CALL, DESTROY]),
    "crema_host_listeners": (None, [TELL]),
    "crema_layer_fail": (None, [c_void_p, c_char_p, c_char_p, c_char_p]),
    "crema_layer_reference": (c_void_p, [c_void_p]),
    "crema_layer_number": (c_int64, [c_void_p]),
    "crema_layer_clock": (None, [c_void_p, POINTER(c_int64)]),
    "crema_layer_add_source": (None, [c_void_p, c_char_p, c_char_p, c_ssize_t]),
    "crema_layer_blob_count": (c_int32, [c_void_p]),
    "crema_layer_blob": (c_void_p, [c_void_p, c_int32]),
    "crema_layer_add_blob": (_MESSAGE, [c_void_p, _DIMS, c_int32]),
    "crema_notice": (None, [c_char_p, c_char_p, c_char_p]),
    "crema_hide_progress": (None, []),
    "crema_stop_signal": (c_int32, []),
    "crema_set_seed": (None, [c_uint64]),
    "crema_set_rank": (None, [c_int32]),
    "crema_log_level": (None, [c_int32]),
    "crema_log": (None, [c_int32, c_char_p, c_char_p]),
    "crema_layer_types": (_MESSAGE, []),
    "crema_ending": (None, []),
    "crema_watch_layers": (None, [c_double, c_int32, c_int32]),
}

# Calls that compute let other threads of the interpreter run meanwhile.
_LONG = {
    "crema_run": (c_int32, [c_char_p]),
    "crema_net_make": (_MESSAGE, [c_char_p, c_int32, c_int32, c_char_p, POINTER(c_void_p)]),
    "crema_net_forward": (_MESSAGE, [c_void_p, c_int32, c_int32, c_bool, POINTER(c_float)]),
    "crema_net_backward": (_MESSAGE, [c_void_p, c_int32, c_int32]),
    "crema_net_reshape": (_MESSAGE, [c_void_p]),
    "crema_net_clear_parameter_diffs": (None, [c_void_p]),
    "crema_net_copy_from": (_MESSAGE, [c_void_p, c_char_p, POINTER(c_void_p)]),
    "crema_net_save": (_MESSAGE, [c_void_p, c_char_p]),
    "crema_net_load_hdf5": (_MESSAGE, [c_void_p, c_char_p, POINTER(c_void_p)]),
    "crema_net_save_hdf5": (_MESSAGE, [c_void_p, c_char_p]),
    "crema_net_set_input_arrays": (
        _MESSAGE,
        [c_void_p, POINTER(c_float), c_int64, POINTER(c_float), c_int64],
    ),
    "crema_net_share_with": (_MESSAGE, [c_void_p, c_void_p]),
    "crema_solver_make": (_MESSAGE, [c_char_p, c_char_p, POINTER(c_void_p)]),
    "crema_solver_step": (_MESSAGE, [c_void_p, c_int64, c_int64, c_bool]),
    "crema_solver_solve": (_MESSAGE, [c_void_p, c_int64, c_bool]),
    "crema_solver_apply_update": (_MESSAGE, [c_void_p]),
    "crema_solver_snapshot": (_MESSAGE, [c_void_p]),
    "crema_solver_restore": (_MESSAGE, [c_void_p, c_char_p]),
    "crema_solver_share_weights": (_MESSAGE, [c_void_p, c_void_p]),
}


class LibraryMissing(ImportError):
    """The engine's library is not where it is looked for."""


def _candidates():
    """Where the library may be; of a checkout's builds the newest comes first."""
    named = os.environ.get("CREMA_LIBRARY")
    if named:
        return [Path(named)]
    package = Path(__file__).resolve().parent
    builds = [package.parent.parent / ".build" / kind / NAME for kind in ("release", "debug")]
    builds.sort(key=lambda path: -path.stat().st_mtime if path.is_file() else 0)
    return [package / NAME, *builds]


def library_path() -> Path:
    """Where the library is; raises `LibraryMissing` with the places searched."""
    for path in _candidates():
        if path.is_file():
            return path
    places = "".join(f"\n    {path}" for path in _candidates())
    raise LibraryMissing(
        f"the engine's library {NAME} is in none of these places:{places}\n"
        "Build it with `scripts/build`, or name it in CREMA_LIBRARY."
    )


class _Library:
    """The functions of the library, as attributes."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    def __init__(self, path: Path):
        try:
            quick, long = ctypes.PyDLL(str(path)), ctypes.CDLL(str(path))
        except OSError as error:
            raise LibraryMissing(f"the engine's library cannot be loaded: {error}") from None
        for source, functions in ((quick, _QUICK), (long, _LONG)):
            for name, (result, arguments) in functions.items():
                function = getattr(source, name, None)
                if function is None:
                    raise LibraryMissing(f"{path} is of another version: it has no {name}")
                function.restype, function.argtypes = result, arguments
                setattr(self, name[len("crema_") :], function)


@functools.lru_cache(maxsize=None)
def library() -> _Library:
    """The library, loaded at the first call."""
    path = library_path()
    if path.parent == Path(__file__).resolve().parent:
        # It reads the metadata of packages, which a checkout need not wait for: 20 milliseconds.
        from . import installed

        installed.name_image_library()
    loaded = _Library(path)
    atexit.register(loaded.ending)
    return loaded


class Owner:
    """What owns a part of the engine by a handle: a copy would give it back a second time."""

    __slots__ = ()
    _instead = ""

    def __reduce_ex__(self, protocol):
        raise TypeError(f"a {type(self).__name__} is neither copied nor pickled; {self._instead}")


# Bytes that are not UTF-8 are surrogates in Python, and scalars for
# private use in the library.
_TO_SURROGATES = {0x10F700 + byte: 0xDC00 + byte for byte in range(0x80, 0x100)}
_FROM_SURROGATES = {there: here for here, there in _TO_SURROGATES.items()}


def text(value) -> bytes:
    """A string as the library takes it; bytes are a path."""
    text = os.fsdecode(value) if isinstance(value, bytes) else str(value)
    return text.translate(_FROM_SURROGATES).encode("utf-8", "replace")


def decoded(value: bytes) -> str:
    """A text of the library's; bytes of a file that are not UTF-8 are as os.fsdecode has them."""
    text = value.decode("utf-8", "replace")
    return text if text.isascii() else text.translate(_TO_SURROGATES)


def dims(shape) -> tuple:
    """The extents of a shape as the library takes them, and how many."""
    return (c_int64 * len(shape))(*shape), len(shape)


def taken(pointer) -> str:
    """A text that the library made for its caller, who frees it here."""
    value = decoded(ctypes.string_at(pointer))
    library().text_free(pointer)
    return value


def foreign(source: bytes) -> str:
    """What a text file is instead: "is a Git LFS pointer, …"; nothing where its
    first bytes say so."""
    head = source[:512]
    # Interpreters that only make data do without the library, and nearly all sources with this.
    if b"\0" not in head and not head.lstrip().startswith((b"<", b"version http", b"/annex")):
        return ""
    reason = library().foreign_reason(head, len(head))
    return taken(reason) if reason else ""


def check(message) -> None:
    """Raises the error that a call of the library has returned."""
    if message:
        raise RuntimeError(taken(message))
