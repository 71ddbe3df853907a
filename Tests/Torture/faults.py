"""One call of the system in a run of the studio and its trainings fails: a write, a rename, an
open, with a full disk, a broken one or too many open files, by strace. No studio dies, no training
is forgotten, and what the pages say is what a studio without faults says after a restart."""
import random
import shutil
import time

from outcome import Outcome
from studios import OVER, Refused, Studio, wait_for

FULL = 60
FEW = 2

FAULTS = [
    ("write,pwrite64", ("ENOSPC", "EIO")),
    ("rename,renameat2", ("ENOSPC", "EIO")),
    ("fsync,fdatasync", ("EIO",)),
    ("openat", ("EMFILE", "ENOSPC")),
    ("mkdir", ("ENOSPC",)),
    ("fallocate", ("ENOSPC", "EOPNOTSUPP")),
]


def torture(count, seed):
    outcome = Outcome(counts={})
    chance = random.Random(seed)
    strace = shutil.which("strace")
    for _ in range(count):
        outcome.tried += 1
        if strace is None:
            outcome.counts["not done, as there is no strace"] = 1
            continue
        calls, errors = chance.choice(FAULTS)
        # Alone, or from then on for a while.
        when = f"{chance.randint(1, 400)}"
        if chance.random() < 0.5:
            when += f"..{chance.randint(400, 600)}"
        fault = f"{calls}:error={chance.choice(errors)}:when={when}"
        quiet = [strace, "-f", "-qq", "-o", "/dev/null"]
        studio = Studio(before=[*quiet, "-e", f"trace={calls}", "-e", f"inject={fault}"])
        try:
            fail_once(studio)
        except Exception as error:  # Whatever it is, it is counted, and the next one tried.
            outcome.lost.append(f"{fault}: {type(error).__name__}: {error}")
        finally:
            studio.end()
    return outcome


def fail_once(studio):
    if studio.start() is None:
        # It may fail to start, in words and not by a signal; the next start is without a fault.
        log = studio.log.read_text()
        assert studio.process.returncode > 0 and "Error:" in log, log
    jobs = work(studio) if studio.process.poll() is None else {}
    lives = studio.process.poll() is None
    assert lives or not jobs, f"the studio died: {studio.log.read_text()[-500:]}"
    # strace goes with the studio, which is its child: both are ended.
    studio.end()
    wait_for(lambda: not studio.listeners())
    assert studio.start(before=[]), f"no start afterwards: {studio.log.read_text()}"
    for id, job in jobs.items():
        again = studio.wait(id)
        kept = job["status"] not in OVER or again["status"] == job["status"]
        assert kept, f"{job}, after a restart {again}"
    assert wait_for(lambda: not studio.processes()), f"left over: {studio.processes()}"
    names = [
        path.name for path in studio.jobs.iterdir() if path.name.startswith((".new-", ".deleted-"))
    ]
    assert not names, names


def work(studio):
    """A data set and a model, as far as they come; every job that there is."""
    try:
        dataset = studio.new_dataset()
        model = studio.new_model(dataset, epochs=60)
        studio.wait(model)
    except Refused as refused:
        assert str(studio.folder) not in str(refused), f"a path reached a page: {refused}"
    except (AssertionError, ConnectionError, TimeoutError):
        pass
    time.sleep(0.1)
    found = studio.request("/index.json")
    return {job["id"]: job for job in found["datasets"] + found["models"]}
