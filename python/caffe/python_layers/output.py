"""What a layer prints, in the log with the layer's name before each line."""

from __future__ import annotations

import sys
import threading


class _Speakers(threading.local):
    """The names of the layers that a thread is in the calls of, innermost last."""

    def __init__(self):
        self.names = []


_current = _Speakers()


class Voice:
    """Within this, printed lines belong to the layer with that name; of None, they are dropped."""

    __slots__ = ("_name",)

    def __init__(self, name):
        self._name = name

    def __enter__(self):
        _current.names.append(self._name)

    def __exit__(self, *failure):
        _current.names.pop()


# A trial repeats what was said already.
MUTE = Voice(None)


class _NamedLines:
    """A stream that puts the name of the speaking layer before each line.

    `make_room` is called before anything is written.
    """

    def __init__(self, stream, make_room):
        self._stream, self._make_room = stream, make_room
        self._is_at_start = True

    def write(self, text):
        names = _current.names
        if names and None in names:
            return len(text)
        self._make_room()
        if not names:
            self._is_at_start = text.endswith("\n") or (self._is_at_start and not text)
            return self._stream.write(text)
        for line in text.splitlines(keepends=True):
            prefix = f"[{names[-1]}] " if self._is_at_start else ""
            self._stream.write(prefix + line)
            self._is_at_start = line.endswith("\n")
        # Whole lines, since other processes write to the same log.
        if "\n" in text:
            self._stream.flush()
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def __getattr__(self, name):
        return getattr(self._stream, name)


def name_lines(make_room):
    """From now on, what layers print carries their names; `make_room` is called before it."""
    sys.stdout = _NamedLines(sys.stdout, make_room)
    sys.stderr = _NamedLines(sys.stderr, make_room)
