"""What a layer's object holds, to go back to: its attributes, and what lists among them hold."""

from __future__ import annotations

import collections
from typing import Dict

import numpy as np

# Of larger arrays and lists no copy is kept.
_MOST_BYTES, _MOST_ELEMENTS = 1 << 22, 1 << 20

_CONTAINERS = (list, dict, set, bytearray, collections.deque, collections.OrderedDict)


class State:
    """The attributes of an object at one time."""

    def __init__(self, instance):
        self._instance = instance
        self.attributes: Dict[str, object] = dict(vars(instance))
        self._contents = [
            (value, value.copy()) for value in self.attributes.values() if _can_be_copied(value)
        ]

    def restore(self) -> None:
        """Gives the object these attributes again, and these their contents."""
        vars(self._instance).clear()
        vars(self._instance).update(self.attributes)
        for value, contents in self._contents:
            if isinstance(value, np.ndarray):
                value[...] = contents
            elif isinstance(value, (list, bytearray)):
                value[:] = contents
            else:
                value.clear()
                (value.extend if isinstance(value, collections.deque) else value.update)(contents)

    def since(self, earlier: Dict[str, object]) -> Dict[str, object]:
        """The attributes that have been set since an earlier time."""
        return {
            name: value
            for name, value in self.attributes.items()
            if name not in earlier or earlier[name] is not value
        }


def _can_be_copied(value) -> bool:
    if type(value) is np.ndarray:
        return value.flags.owndata and value.flags.writeable and value.nbytes <= _MOST_BYTES
    return type(value) in _CONTAINERS and len(value) <= _MOST_ELEMENTS
