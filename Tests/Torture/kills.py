"""Kills -9 of a studio, of what it trains, or of both, at random moments, and a start after each:
every job ends as it truly did, snapshots are whole, training continues from the last one, nobody is
left over, and the port is free."""
import json
import os
import random
import signal
import subprocess
import time

from outcome import Outcome
from program import PROGRAM
from studios import Studio, wait_for

FULL = 200
FEW = 3


def torture(count, seed):
    outcome = Outcome(counts={"studios killed": 0, "trainings killed": 0, "survivors adopted": 0})
    chance = random.Random(seed)
    studio = Studio()
    try:
        assert studio.start()
        dataset = studio.new_dataset()
        for number in range(count):
            outcome.tried += 1
            try:
                kill_once(studio, dataset, chance, outcome)
            except Exception as error:  # Whatever it is, it is counted, and the next one tried.
                outcome.lost.append(f"kill {number + 1}: {type(error).__name__}: {error}")
                studio.end()
                assert studio.start(), studio.log.read_text()
    finally:
        studio.end()
    return outcome


def kill_once(studio, dataset, chance, outcome):
    whom = chance.choice(["studio", "training", "both"])
    before = chance.random() < 0.3
    id = studio.new_model(dataset, epochs=150)
    if not before:
        studio.wait(id, lambda job: job["status"] != "Waiting")
    time.sleep(chance.random() * (0.05 if before else 1.0))
    found = studio.processes().get(id, [])
    if whom != "training":
        outcome.counts["studios killed"] += 1
        studio.kill()
    is_killed = False
    if whom != "studio":
        found = studio.processes().get(id, found)
        for pid in found:
            is_killed |= kill(pid)
        outcome.counts["trainings killed"] += is_killed
    if whom != "training":
        assert not studio.listeners(), "the port is still taken"
        survivors = studio.processes().get(id, [])
        assert studio.start(), f"no start after the kill: {studio.log.read_text()}"
        if survivors:
            outcome.counts["survivors adopted"] += 1
    job = studio.wait(id)
    check(studio, id, job["status"], is_killed, whom)
    check_snapshots(studio, id)
    assert wait_for(lambda: not studio.processes()), f"left over: {studio.processes()}"
    deleted = studio.request(f"/jobs/{id}", "DELETE")
    assert deleted["deleted"] == id and not (studio.jobs / id).exists()


def kill(pid):
    """Kills a process; whether it was there to be killed."""
    try:
        os.kill(pid, signal.SIGKILL)
        return True
    except ProcessLookupError:
        return False


def check(studio, id, status, is_killed, whom):
    """The state is what happened, and what the job's own events say last."""
    last = [event for event in events(studio, id) if event["event"] == "status"][-1]
    assert last["status"] == status, f"the page says {status}, the folder {last}"
    said = f"{whom} killed, process hit: {is_killed}; it is {status}: {last}"
    if status == "Done":
        assert list((studio.jobs / id).glob("*.caffemodel")), said
        return
    assert is_killed, said
    if whom == "training":
        assert status == "Error" and "signal 9" in last["message"], said
    else:
        assert status == "Aborted" and "no studio was running" in last["message"], said


def events(studio, id):
    """What happened; every line but a torn last one is whole."""
    lines = (studio.jobs / id / "events.jsonl").read_text().split("\n")[:-1]
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]


def check_snapshots(studio, id):
    """There is one state at most besides the newest that was being written, and
    training continues from each."""
    states = sorted((studio.jobs / id).glob("snapshot_iter_*.solverstate"))
    models = sorted((studio.jobs / id).glob("snapshot_iter_*.caffemodel"))
    assert len(states) <= 2, f"{len(states)} states: {states}"
    assert states or not len(models) > 1, f"{len(models)} models and no state"
    for state in states:
        log = subprocess.run(
            [PROGRAM, "train", "-solver", studio.jobs / id / "solver.prototxt", "-snapshot", state],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        assert log.returncode == 0, f"{state.name}: {log.stdout[-500:]}"
