"""Requests to a studio, and the forms that they send."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import shutil
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Iterator, Mapping

from .errors import StudioError, Unreachable, error_of


class Connection:
    """How a studio is reached."""

    def __init__(self, url: str, token: str | None, timeout: float):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"not the address of a studio: {url!r}; http://host:port is one")
        # The address that a studio prints has its token in it.
        shown = urllib.parse.parse_qs(parts.query).get("token", [None])[0]
        self.address = f"{parts.scheme}://{parts.netloc}"
        self.token = token or shown
        self.timeout = timeout

    def open(
        self, path: str, method: str = "GET", fields: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ):
        """The open reply to a request; raises the studio's error."""
        body, type = _encoded(fields or {}, files or {})
        sent = {"Accept": "application/json", **(headers or {})}
        if body is not None:
            sent["Content-Type"] = type
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.address + path, body, sent, method=method)
        try:
            return urllib.request.urlopen(request, timeout=timeout or self.timeout)
        except urllib.error.HTTPError as error:
            with error:
                raise error_of(error.code, error.read()) from None
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise Unreachable(f"There is no answer from {self.address}: {reason}") from error

    def json(self, path: str, method: str = "GET", **options: Any) -> Any:
        """The JSON that a request is answered with."""
        with self.open(path, method, **options) as reply:
            try:
                return json.load(reply)
            except ValueError:
                message = f"{self.address}{path} did not reply with JSON; is it a Crema studio?"
                raise StudioError(message, reply.status) from None

    def save(self, path: str, to: str | os.PathLike[str]) -> Path:
        """Writes what is behind a path to a file, which is there only when it is complete."""
        place = Path(to)
        part = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
        try:
            with self.open(path, headers={"Accept": "*/*"}) as reply, open(part, "wb") as file:
                shutil.copyfileobj(reply, file)
            os.replace(part, place)
        finally:
            part.unlink(missing_ok=True)
        return place

    def events(self, path: str, after: int = 0) -> Iterator[tuple[str, str, int]]:
        """The type, the data and the number of each server-sent event, until the studio ends
        them or the connection breaks."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        type, data, number = "message", [], after
        for text in self._lines(path, headers):
            name, _, value = text.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if not text:
                if data:
                    yield type, "\n".join(data), number
                type, data = "message", []
            elif name == "data":
                data.append(value)
            elif name == "event":
                type = value
            elif name == "id" and value.isdigit():
                number = int(value)

    def _lines(self, path: str, headers: Mapping[str, str]) -> Iterator[str]:
        """The lines of a reply as they come."""
        with self.open(path, headers=headers) as reply:
            try:
                for line in reply:
                    yield line.decode("utf-8").rstrip("\r\n")
            except (OSError, http.client.HTTPException):
                # Whoever reads them asks for the rest.
                return


def field(value: Any) -> str:
    """A value as a form has it: lists with commas, jobs by their ids."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (list, tuple)):
        return ",".join(field(each) for each in value)
    return str(getattr(value, "id", value))


def _encoded(
    fields: Mapping[str, Any], files: Mapping[str, Any]
) -> tuple[bytes | None, str]:
    """The body of a form and its type; no body where there is nothing to send."""
    pairs = [
        (name, field(each))
        for name, value in fields.items() if value is not None
        for each in (value if name.endswith("[]") else [value])
    ]
    if not files:
        body = urllib.parse.urlencode(pairs).encode() if pairs else None
        return body, "application/x-www-form-urlencoded"
    boundary = secrets.token_hex(16)
    parts = []
    for name, value in pairs:
        parts += [_head(boundary, name), value.encode(), b"\r\n"]
    for name, file in files.items():
        data, file_name = _content(file)
        parts += [_head(boundary, name, file_name), data, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def _head(boundary: str, name: str, file_name: str | None = None) -> bytes:
    file = "" if file_name is None else f'; filename="{_quoted(file_name)}"'
    return (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"{file}\r\n\r\n'
    ).encode()


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _content(file: Any) -> tuple[bytes, str]:
    """The bytes of a file and its name: of a path, of bytes, or of an open file."""
    if isinstance(file, (bytes, bytearray)):
        return bytes(file), "file"
    if hasattr(file, "read"):
        data = file.read()
        name = Path(str(getattr(file, "name", "file"))).name
        return (data.encode() if isinstance(data, str) else data), name
    path = Path(file)
    return path.read_bytes(), path.name
