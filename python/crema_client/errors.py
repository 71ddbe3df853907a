"""What may go wrong, in the studio's words."""

from __future__ import annotations

import json


class StudioError(Exception):
    """The studio did not do what was asked; the message is its own sentence."""

    def __init__(self, message: str, status: int | None = None, type: str | None = None):
        super().__init__(message)
        self.message = message
        #: The status of the reply; None if there was no reply.
        self.status = status
        #: The name of the status, such as `NotFound`.
        self.type = type


class Unreachable(StudioError):
    """There is no studio at the address, or the connection broke."""


class Refused(StudioError):
    """The token or the role is not enough, or it is not possible now."""


class NotFound(StudioError):
    """There is no such job, snapshot or file."""


class FormError(StudioError):
    """Fields of a form are wrong."""

    def __init__(
        self, message: str, status: int, type: str | None,
        errors: dict[str, list[str]], line: int | None = None,
    ):
        super().__init__(message, status, type)
        #: The sentences about each field.
        self.errors = errors
        #: The faulty line of the network, if the error is in one.
        self.line = line

    def __str__(self) -> str:
        return "\n".join(
            f"{field}: {sentence}"
            for field, sentences in sorted(self.errors.items()) for sentence in sentences
        )


class JobFailed(StudioError):
    """A job that was waited for was aborted, or ended with an error."""


def error_of(status: int, body: bytes) -> StudioError:
    """The error that a reply stands for."""
    try:
        reply = json.loads(body)
    except ValueError:
        reply = {}
    details = reply.get("error") if isinstance(reply, dict) else None
    if not isinstance(details, dict):
        details = {"message": f"The studio replied with status {status}."}
    message, type = details.get("message", ""), details.get("type")
    if isinstance(reply, dict) and reply.get("errors"):
        return FormError(message, status, type, reply["errors"], reply.get("line"))
    kind = {401: Refused, 403: Refused, 404: NotFound}.get(status, StudioError)
    return kind(message, status, type)
