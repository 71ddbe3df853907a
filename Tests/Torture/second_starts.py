"""Second starts on a folder that a studio serves: on its port, on another, of the walkthrough, and
several at one instant. Each says who serves it and ends with its own status; nothing is touched and
the training goes on."""
import random
import subprocess

from outcome import Outcome
from program import OWN_LAYERS, PROGRAM
from studios import Studio

FULL = 100
FEW = 5
FOLDER_IN_USE, FAILED = 75, 1


def torture(count, seed):
    outcome = Outcome(counts={})
    chance = random.Random(seed)
    studio = Studio()
    try:
        assert studio.start()
        dataset = studio.new_dataset()
        id = studio.new_model(dataset, epochs=1_000_000)
        studio.wait(id, lambda job: job["status"] == "Running")
        kinds = [same_port, other_port, walkthrough, taken_port, together]
        for number in range(count):
            kind = kinds[number % len(kinds)]
            outcome.tried += 1
            outcome.counts[kind.__name__] = outcome.counts.get(kind.__name__, 0) + 1
            before = picture(studio)
            words = kind(studio, chance)
            after = picture(studio)
            if before != after:
                words = f"{words or ''} touched {before ^ after}"
            if studio.job(id)["status"] != "Running" or len(studio.processes().get(id, [])) != 1:
                words = f"{words or ''} the training is {studio.job(id)}"
            if words:
                outcome.lost.append(f"{kind.__name__}: {words}")
    finally:
        studio.end()
    return outcome


def picture(studio):
    """What a start would touch: the names in the folder, and all files but those of the
    training and the index."""
    names = {
        (path.name, path.is_dir()) for path in studio.jobs.iterdir() if "-journal" not in path.name
    }
    jobs = {(path, path.stat().st_mtime_ns) for path in studio.jobs.glob("*/job.json")}
    lock = studio.jobs / ".studio.lock"
    return names | jobs | {(lock, lock.read_text())}


def ended(command, status, words):
    """What is wrong with how a command ended; None where nothing is."""
    done = subprocess.run(
        [*map(str, command)],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    if done.returncode != status or words not in done.stdout:
        return f"status {done.returncode}: {done.stdout[-500:]}"
    return None


def same_port(studio, chance):
    return ended(
        studio.command(), FOLDER_IN_USE, f"a studio already serves this folder at {studio.address}"
    )


def other_port(studio, chance):
    return ended(
        studio.command(0), FOLDER_IN_USE, f"a studio already serves this folder at {studio.address}"
    )


def walkthrough(studio, chance):
    command = [PROGRAM, "walkthrough", "--prepare"]
    command += ["--jobs-dir", studio.jobs, "--layer-file", OWN_LAYERS]
    return ended(command, FOLDER_IN_USE, f"a studio already serves this folder at {studio.address}")


def taken_port(studio, chance):
    """Another folder, and the port of this studio: that folder stays as it was."""
    other = Studio()
    other.port = studio.port
    words = ended(other.command(), FAILED, f"Port {studio.port}")
    names = sorted(path.name for path in other.jobs.iterdir())
    return words or (None if names == [".studio.lock"] else f"touched {names}")


def together(studio, chance):
    """Several at one instant on a new folder: one serves, the others say so."""
    other = Studio()
    starts = [subprocess.Popen([*map(str, other.command(0))], text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT) for _ in range(chance.randint(2, 4))]
    try:
        lines = [start.stdout.readline() for start in starts]
        serving = [
            start for start, line in zip(starts, lines) if line.startswith("Crema's studio is at")
        ]
        others = [start.wait(30) for start in starts if start not in serving]
        words = "a studio already serves this folder at http://"
        refusals = sum(words in line for line in lines)
        alone = len(serving) == 1 and set(others) == {FOLDER_IN_USE}
        if alone and refusals == len(others):
            return None
        return f"{len(serving)} serve; {others}; {lines}"
    finally:
        for start in starts:
            start.kill()
            start.wait()
            start.stdout.close()
