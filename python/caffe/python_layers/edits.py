"""Changes of a source at places that its syntax tree names."""

from __future__ import annotations

import io
import tokenize
from typing import Iterable, List, NamedTuple, Tuple

Place = Tuple[int, int]


class Edit(NamedTuple):
    """A text that replaces what is between two places.

    A place is a line, counted from 1, and a column in characters.
    """

    start: Place
    end: Place
    text: str


class Text:
    """The lines of a source, as Python's parser counts them."""

    def __init__(self, source: bytes):
        self.encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        text = io.TextIOWrapper(io.BytesIO(source), self.encoding, newline="")
        self.lines: List[str] = list(text)

    def place(self, line: int, offset: int) -> Place:
        """A place, from one by UTF-8 bytes as syntax trees have it."""
        return line, len(self.lines[line - 1].encode("utf-8")[:offset].decode("utf-8"))

    def between(self, start: Place, end: Place) -> str:
        """The text between two places of one line."""
        return self.lines[start[0] - 1][start[1] : end[1]]

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The source with changes that do not overlap."""
        lines = list(self.lines)
        for (first, column), (last, end), text in sorted(edits, reverse=True):
            text = lines[first - 1][:column] + text + lines[last - 1][end:]
            lines[first - 1 : last] = [text]
        return "".join(lines).encode(self.encoding)
