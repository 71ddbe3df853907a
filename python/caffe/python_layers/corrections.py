"""What is reported about files that are corrected when they are read, and the corrected files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Dict, FrozenSet, Iterator, List, NamedTuple, Tuple

from .notices import Notice, tell
from .readings import CONVERSION, DIVISION, LIBRARIES, STARS, Reading
from .replacement import Replacement, listed
from .sources import AS_IT_STANDS


class _Mending(NamedTuple):
    """What is reported about one thing that a reading corrects."""

    why: str
    how: str
    done: str


def label(path: Path) -> str:
    """What a file is called in messages."""
    return f"{path.parent.name}/{path.name}" if path.name == "__init__.py" else path.name


def named(failure) -> str:
    """The kind and the first line of an exception."""
    # numpy tells the story of a name on further lines.
    text = str(failure).partition("\n")[0]
    return f"{type(failure).__name__}: {text.rstrip('.')}"


def present(file) -> Dict[str, Reading]:
    """How a file and the modules that it brings along are read, by their names."""
    return {member.name: member.present for member in file.members()}


def changed(
    file, before: Dict[str, Reading], way: FrozenSet[str]
) -> Iterator[Tuple[Path, Reading, Reading]]:
    """The modules that are read otherwise in a way, how they were read and how they are then."""
    for member in file.members():
        old = before.get(member.name) or member.source.reading(AS_IT_STANDS)
        new = member.source.reading(old.mendings | way)
        if new.mendings > old.mendings:
            yield member.source.path, old, new


def are_shown(file, before: Dict[str, Reading], way: FrozenSet[str]) -> bool:
    """Whether a way was seen to mean something else."""
    return any(new.is_shown(old) for _, old, new in changed(file, before, way))


def say(file, before: Dict[str, Reading], failure: str, success: str, who: str = "") -> None:
    """Tells the log and the job's page what was done, why and where."""
    for path, old, new in changed(file, before, file.mendings):
        if new.is_shown(old):
            failing = who or ("it" if path == file.path else file.label)
            _say(path, old, new, f"{failing} {failure}", success)


def say_at_first(file, before: Dict[str, Reading]) -> None:
    """The same of what is mended before anything fails."""
    for path, old, new in changed(file, before, file.mendings):
        name, sentence = _write(path, new)
        mendings = list(_told(label(path), old, new))
        done = " and ".join(mending.done for mending in mendings)
        sentences = [*(mending.why for mending in mendings), f"So this run {done}.", sentence]
        tell(Notice(f"{label(path)} {_title(old, new)}", " ".join(sentences), name))


def tell_more(file) -> None:
    """The same for divisions that were not come to before."""
    for member in file.members():
        reading, path = member.source.reading(file.mendings), member.source.path
        if not (reading.is_python2 and reading.divisions.has_news):
            continue
        name, sentence = _write(path, reading)
        lines = reading.divisions.lines
        if lines:
            divides = (
                f"{label(path)} divides whole numbers as Python 2 does, rounding down, "
                f"in line {listed(lines)}."
            )
            tell(Notice(f"{label(path)} is Python 2", f"{divides} {sentence}", name))


def _say(path: Path, before: Reading, after: Reading, failure, success):
    name, sentence = _write(path, after)
    whys, hows, dones = zip(*_told(label(path), before, after))
    new = after.mendings - before.mendings
    is_python2 = bool(new & {CONVERSION, DIVISION})
    sentences = [
        *whys,
        f"{'In Python 3' if is_python2 else 'As it stands'} {failure}; "
        f"{' and '.join(hows)} {success}.",
        f"So this run {' and '.join(dones)}.",
    ]
    if after.divisions.lines and (CONVERSION in new or DIVISION not in new):
        divided = listed(after.divisions.lines)
        sentences.append(f"Line {divided} divides as Python 2 does, rounding down.")
    tell(Notice(f"{label(path)} {_title(before, after)}", " ".join([*sentences, sentence]), name))


def _title(before: Reading, after: Reading) -> str:
    whats = " and ".join(replacement.what for replacement in _replaced(before, after))
    if (after.mendings - before.mendings) & {CONVERSION, DIVISION}:
        return f"is Python 2{whats and f' with {whats}'}"
    return f"has {whats}"


def _replaced(before: Reading, after: Reading) -> List[Replacement]:
    new = after.mendings - before.mendings
    stars = [after.stars] if STARS in new and after.stars else []
    return [*stars, *(after.libraries if LIBRARIES in new else ())]


def _told(name: str, before: Reading, after: Reading) -> Iterator[_Mending]:
    """The report of the new corrections in reading a file."""
    new = after.mendings - before.mendings
    if CONVERSION in new and after.conversion:
        yield _Mending(
            f"{name} was written for Python 2.",
            "converted by fissix",
            f"takes the converted source (line {listed(after.conversion.lines)})",
        )
    elif DIVISION in new:
        yield _Mending(
            f"{name} was written for Python 2, where 14 / 2 is 7 and not 7.0.",
            "with Python 2's division",
            "divides whole numbers as Python 2 does, rounding down "
            f"(line {listed(after.divisions.lines)})",
        )
    for replacement in _replaced(before, after):
        yield _Mending(f"{name} {replacement.why}.", replacement.how, replacement.done)


def _write(path: Path, reading: Reading) -> Tuple[str, str]:
    """The name of the corrected file, "" if it cannot be written, and a sentence on it."""
    divisions = reading.divisions
    divisions.has_news = False
    mixed = divisions.mixed_lines
    left = (
        f" Line {listed(mixed)} divides now whole numbers, now others, and is left as it is."
        if mixed
        else ""
    )
    try:
        name = _written(path, reading.corrected())
    except OSError as error:
        return "", f"The corrected file could not be written: {error}."
    if CONVERSION in reading.mendings:
        return name, f"{name} is the same file for Python 3.{left}"
    changes = ["// in these places"] if DIVISION in reading.mendings else []
    changes += [replacement.now for replacement in reading.replacements]
    return name, f"{name} is the same file with {' and '.join(changes)}.{left}"


def _written(path: Path, source: bytes) -> str:
    """Writes a file for today's Python and libraries that means the same; returns its name."""
    path = path.with_name(f"{path.stem}_corrected.py")
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(temporary, "wb") as file:
            file.write(source)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return path.name
