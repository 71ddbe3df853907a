"""What benchmarks of the studio share: a studio with MNIST's walkthrough in it, and the file of a
result."""

import contextlib
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PROGRAM = HERE / ".build" / "release" / "crema"


def request(address, **fields):
    """What comes back as JSON."""
    body = urllib.parse.urlencode(fields).encode() if fields else None
    headers = {"Accept": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as reply:
        return json.load(reply)


def walk_through(jobs):
    """Makes the data set and the model of the walkthrough; returns their ids."""
    subprocess.run([PROGRAM, "walkthrough", "--jobs-dir", jobs], check=True, cwd=HERE,
                   capture_output=True)
    made = sorted(job for job in jobs.iterdir() if (job / "job.json").exists())
    dataset = next(job.name for job in made if (job / "dataset.json").exists())
    return dataset, next(job.name for job in made if (job / "solver.prototxt").exists())


class Studio:
    """A studio over a folder of jobs."""

    def __init__(self, jobs, log):
        with open(log, "w") as file:
            self.process = subprocess.Popen(
                [PROGRAM, "studio", "--port", "0", "--jobs-dir", jobs, "--data-root", HERE,
                 "--token", "none"], stdout=file, stderr=file)
        for _ in range(1200):
            found = [word for word in log.read_text().split() if word.startswith("http://")]
            if found:
                self.address = found[0].rstrip("/")
                return
            time.sleep(0.05)
        sys.exit(f"the studio did not start: {log.read_text()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def train(self, dataset):
        """Starts a training that outlasts the benchmark, and returns its id once it has begun."""
        id = request(f"{self.address}/models/images/classification", dataset=dataset,
                     method="standard", standard_networks="lenet", train_epochs=1000,
                     model_name="trains meanwhile")["id"]
        while True:
            row = request(f"{self.address}/jobs/{id}/table_data.json")["job"]
            if row["sparkline"]:
                return id
            if row["status"] not in ("Waiting", "Running", "Initialized"):
                sys.exit(f"the training is {row['status']}")
            time.sleep(0.2)


@contextlib.contextmanager
def result(name, about):
    """A folder to work in, and a function that prints a row of the result and keeps it."""
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM} is missing: run scripts/build release")
    processor = next(line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                     if line.startswith("model name"))
    today, cores = datetime.date.today(), os.cpu_count()
    path = HERE / "Benchmarks" / "results" / f"{today}-{name}-{cores}-cores.txt"
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    with tempfile.TemporaryDirectory() as folder, open(path, "w") as file:
        def keep(row):
            print(row, file=file, flush=True)
            print(row, flush=True)
        keep(f"Benchmarks/{name} ({about})")
        keep(f"{today}, {processor}, {cores} cores, load {load}")
        yield Path(folder), keep
