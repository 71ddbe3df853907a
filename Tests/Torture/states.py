"""Kills -9 of the studio, of what does its jobs, or of both, at a random moment of each state that
a job can be in. After a start every job is listed in the state that it is really in, nobody is left
over, and a training that has a snapshot goes on by its button and ends with the weights of one that
nothing has stopped, bit for bit."""
import json
import random
import threading
import time
import urllib.error

from kills import events, kill
from outcome import Outcome
from studios import Refused, Studio, wait_for

EPOCHS = 400


def torture(count, seed):
    outcome = Outcome(counts={"continued": 0})
    chance = random.Random(seed)
    studio = Studio()
    try:
        assert studio.start()
        dataset = studio.new_dataset()
        expected = weights(studio, finished(studio, training(studio, dataset)))
        for number in range(count):
            state = STATES[number % len(STATES)]
            outcome.tried += 1
            outcome.counts[state.__name__] = outcome.counts.get(state.__name__, 0) + 1
            try:
                kill_once(studio, state(studio, dataset), expected, chance, outcome)
            except Exception as error:  # Whatever it is, it is counted, and the next one tried.
                outcome.lost.append(f"{state.__name__}: {type(error).__name__}: {error}")
                studio.end()
                assert studio.start(), studio.log.read_text()
    finally:
        studio.end()
    return outcome


FULL = 200


def training(studio, dataset, **fields):
    """A model whose weights are the same whenever it is trained."""
    return studio.new_model(dataset, epochs=EPOCHS, random_seed=7, **fields)


def saved(studio, dataset, **fields):
    """A training that has taken a snapshot."""
    id = training(studio, dataset, **fields)
    assert wait_for(lambda: list((studio.jobs / id).glob("*.solverstate")))
    return id


def building(studio, dataset):
    return [studio.start_dataset()]


def waiting(studio, dataset):
    return [training(studio, dataset), training(studio, dataset)]


def running(studio, dataset):
    id = training(studio, dataset)
    studio.wait(id, lambda job: job["status"] != "Waiting")
    return [id]


def snapshotting(studio, dataset):
    return [saved(studio, dataset, snapshot_interval=1)]


def pausing(studio, dataset):
    id = saved(studio, dataset)
    request(studio, f"/models/{id}/pause", "POST")
    return [id]


def going_on(studio, dataset):
    id = saved(studio, dataset)
    request(studio, f"/models/{id}/abort", "POST")
    studio.wait(id)
    request(studio, f"/models/{id}/continue", "POST")
    return [id]


def deleting(studio, dataset):
    id = saved(studio, dataset)
    threading.Thread(target=request, args=(studio, f"/jobs/{id}", "DELETE")).start()
    return [id]


STATES = [building, waiting, running, snapshotting, pausing, going_on, deleting]
FEW = len(STATES)


def request(studio, path, verb):
    """Requests what may be too late, or get no answer from a studio that is killed."""
    try:
        studio.request(path, verb)
    except (Refused, urllib.error.URLError, OSError, json.JSONDecodeError):
        pass


def kill_once(studio, ids, expected, chance, outcome):
    whom = chance.choice(["studio", "job", "both"])
    time.sleep(chance.random() * chance.choice([0.03, 0.3]))
    if whom != "job":
        studio.kill()
    if whom != "studio":
        for pid in [pid for pids in studio.processes().values() for pid in pids]:
            kill(pid)
    if whom != "job":
        assert studio.start(), f"no start after the kill: {studio.log.read_text()}"
    for id in ids:
        try:
            studio.wait(id)
        except Refused as refused:
            assert refused.status == 404, refused
    assert wait_for(lambda: not studio.processes()), f"left over: {studio.processes()}"
    left = lambda: [path.name for path in studio.jobs.glob(".deleted-*")]
    assert wait_for(lambda: not left()), left()
    for id in ids:
        if check(studio, id):
            go_on(studio, id, expected, outcome)
            assert studio.request(f"/jobs/{id}", "DELETE")["deleted"] == id
        assert not (studio.jobs / id).exists()


def check(studio, id):
    """Whether there still is a job; then the page says what its own events say last."""
    try:
        status = studio.job(id)["status"]
    except Refused:
        return False
    last = [event for event in events(studio, id) if event["event"] == "status"][-1]
    assert last["status"] == status, f"the page says {status}, the folder {last}"
    return True


def go_on(studio, id, expected, outcome):
    """Lets a training that was cut short go on to its end."""
    states = list((studio.jobs / id).glob("*.solverstate"))
    if states and studio.job(id)["status"] != "Done":
        studio.request(f"/models/{id}/continue", "POST")
        outcome.counts["continued"] += 1
        assert finished(studio, id) == id, studio.message("models", id)
    if states and studio.job(id)["status"] == "Done":
        assert weights(studio, id) == expected, "other weights than without an interruption"


def finished(studio, id):
    """The job, once it is done; None if it failed."""
    return id if studio.wait(id)["status"] == "Done" else None


def weights(studio, id):
    """The last weights of a training."""
    files = (studio.jobs / id).glob("*.caffemodel")
    return max(files, key=lambda file: int(file.stem.rsplit("_", 1)[1])).read_bytes()
