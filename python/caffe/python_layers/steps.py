"""The steps that a net takes with a layer, and their methods in Python."""

from __future__ import annotations

from .failures import LayerMistake

SETUP, RESHAPE, FORWARD, BACKWARD = range(4)
METHODS = ("setup", "reshape", "forward", "backward")


def call(instance, step, bottom, top, propagate_down=()):
    """Calls the user's method of a step."""
    method = getattr(instance, METHODS[step], None)
    if step != BACKWARD:
        method(bottom, top)
    elif method is None:
        raise LayerMistake(
            "it has no backward, but the net needs its gradient; write "
            "def backward(self, top, propagate_down, bottom): pass, if it has none"
        )
    else:
        method(top, list(propagate_down), bottom)
