"""How the engine runs a layer whose code is in Python.

files.py     finds the file of a layer, and knows how it is read
modules.py   the user's modules: which those are, what they import, how they are imported
sources.py   the text of a module, and the ways to read it
readings.py  one of the ways: unchanged, or corrected for what has changed since
replacement.py  what is replaced in a source for an older library:
numpy_names.py  names that numpy has dropped, and what they meant
star_imports.py  names of Python's that a star import hides since numpy 2
yaml_calls.py  calls for which PyYAML now needs a loader
division.py  the integer division of Python 2, for files that were written for it
conversion.py  what else was written differently in Python 2
old_calls.py  the part of that which fissix leaves alone
edits.py     changes of a source at the places of its syntax tree
bound_names.py  the names that a source gives a meaning of its own
swaps.py     another reading in the place of the present one, in the module that there is
states.py    what a layer's object holds, to go back to
hosted.py    one layer: its steps, and the rules it has to keep
passes.py    a pass of a data layer, and what it depends on
ahead.py     passes of a data layer that are made ahead, on a thread
processes.py the same in processes of their own, as seen from the net
worker.py    the same as seen from there
passing.py   how the tops of a pass come from there
trial.py     whether another reading mends a step that failed
corrections.py  what is reported then, and the corrected files
notices.py   where it is reported
failures.py  the report of a failure
python2.py   what to write instead of what Python 2 had
packages.py  how a package that is not there is installed
surroundings.py  what a layer may know of its run: iteration, workers, random numbers
output.py    what a layer prints, with its name
host.py      the callbacks that the engine calls
"""
