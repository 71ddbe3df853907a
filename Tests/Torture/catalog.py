"""The tortures, by name. Each is a module next to this file with three names:

FULL: how many times `scripts/torture` does it; FEW: how many times `./test` does;
torture(count, seed): does it so often, the same way for one seed, and returns an Outcome.
"""
import importlib

NAMES = [
    "kills",
    "states",
    "second_starts",
    "full_disk",
    "faults",
    "signals",
    "damaged_requests",
]


def torture(name):
    """The module of a torture."""
    return importlib.import_module(name)
