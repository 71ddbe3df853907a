"""How the engine runs a layer whose code is in Python.

files.py     finds and loads the file of a layer
readings.py  the ways to take its source: as it stands, or mended of what is no longer so
numpy_names.py  names that numpy had once, and what they meant
division.py  the integer division of Python 2, for files that were written for it
conversion.py  what else Python 2 wrote in another way
edits.py     changes of a source at the places of its syntax tree
hosted.py    one layer: its steps, and the rules it has to keep
passes.py    a pass of a data layer, and what it depends on
ahead.py     passes of a data layer that are made ahead, on a thread
processes.py the same in processes of their own, as seen from the net
worker.py    the same as seen from there
passing.py   how the tops of a pass come from there
trial.py     whether another reading mends a step that failed
failures.py  what is said of a failure
surroundings.py  what a layer may know of its run: iteration, workers, random numbers
output.py    what a layer prints, with its name
host.py      the callbacks that the engine calls
"""
