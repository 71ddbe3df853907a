"""A disk that fills up in mid-training: a small one in memory, which only root can mount. Each
job's state is what its process is, abort ends one that lives, the words say what is wrong, and a
restart tells the same."""
import ctypes
import os
import random
import signal
import time

from outcome import Outcome
from program import temporary_folder
from studios import OVER, Studio, wait_for

FULL = 40
FEW = 4


def torture(count, seed):
    outcome = Outcome(counts={})
    chance = random.Random(seed)
    kinds = [runs_on, aborted, killed, restarted]
    for number in range(count):
        outcome.tried += 1
        place = temporary_folder()
        if not mount(place):
            outcome.counts["not done, as only root can mount a small disk"] = 1
            continue
        kind = kinds[number % len(kinds)]
        outcome.counts[kind.__name__] = outcome.counts.get(kind.__name__, 0) + 1
        studio = Studio(jobs=place / "jobs")
        try:
            fill_once(studio, place, kind, chance)
        except Exception as error:  # Whatever it is, it is counted, and the next one tried.
            outcome.lost.append(f"{kind.__name__}: {type(error).__name__}: {error}")
        finally:
            studio.end()
            wait_for(lambda: libc.umount(str(place).encode()) == 0)
    return outcome


libc = ctypes.CDLL(None, use_errno=True)


def mount(place):
    """Mounts a disk of 6 MB in memory; whether that is allowed."""
    return libc.mount(b"tmpfs", str(place).encode(), b"tmpfs", 0, b"size=6m") == 0


def fill(place):
    """Takes every byte that is left."""
    with open(place / "filler", "ab", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass


def fill_once(studio, place, kind, chance):
    assert studio.start()
    dataset = studio.new_dataset()
    # A snapshot that cannot be written ends a training; the one that is aborted
    # takes none before its end.
    interval = 1_000_000 if kind is aborted else 20
    id = studio.new_model(dataset, epochs=1_000_000, snapshot_interval=interval)
    studio.wait(id, lambda job: job["status"] == "Running")
    log = studio.jobs / id / "caffe_output.log"
    sign = "Iteration" if kind is aborted else "Snapshotting"
    assert wait_for(lambda: log.exists() and sign in log.read_text())
    time.sleep(chance.random() * 0.3)
    fill(place)

    def is_reported():
        message = studio.message("models", id) or ""
        return studio.job(id)["status"] in OVER or "disk is full" in message

    assert wait_for(is_reported), f"no word of the full disk: {studio.message('models', id)}"
    status, words = kind(studio, place, id)
    job = studio.job(id)
    message = studio.message("models", id) or ""
    assert job["status"] in status, f"{job}: {message}"
    assert any(word in message for word in words), f"{job}: {message}"
    assert not studio.processes(), f"left over: {studio.processes()}"
    restart(studio)
    again = studio.job(id)
    assert again["status"] == job["status"], f"{job['status']}, after a restart {again}"
    (place / "filler").unlink()
    restart(studio)
    again = studio.job(id)["status"]
    assert again == job["status"], f"{job['status']}, after a restart with room {again}"
    assert studio.request(f"/jobs/{id}", "DELETE")["deleted"] == id


def restart(studio):
    studio.kill()
    assert studio.start(), f"no start on a full disk: {studio.log.read_text()}"


def runs_on(studio, place, id):
    """The next snapshot cannot be written."""
    studio.wait(id)
    return ["Error"], ["No space left on device", "disk is full"]


def aborted(studio, place, id):
    """A person ends it."""
    studio.request(f"/models/{id}/abort", "POST", x="1")
    studio.wait(id)
    return ["Aborted", "Error"], [""]


def killed(studio, place, id):
    """Its process dies without a word, while it lives or after it failed to write."""
    for pid in studio.processes().get(id, []):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    studio.wait(id)
    return ["Error"], ["signal 9", "No space left on device", "disk is full"]


def restarted(studio, place, id):
    """The studio dies too, and a new one finds what there is."""
    restart(studio)
    if studio.job(id)["status"] == "Running" and studio.processes().get(id):
        studio.request(f"/models/{id}/abort", "POST", x="1")
    studio.wait(id)
    return ["Aborted", "Error"], [""]
