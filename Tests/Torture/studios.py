"""A studio that is started, killed and started again over one folder of jobs, and what
is true of its jobs."""
import itertools
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from pictures import class_folders
from program import PROGRAM, temporary_folder

OVER = ("Done", "Error", "Aborted")

# Few numbers, so that it trains thousands of iterations a second.
NET = """\
layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 4 } }
layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
        inner_product_param { num_output: 2 weight_filler { type: "xavier" } } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss"
        exclude { stage: "deploy" } }
layer { name: "softmax" type: "Softmax" bottom: "ip" top: "softmax" include { stage: "deploy" } }
"""


class Refused(Exception):
    """A request that got an error: its status and words."""

    def __init__(self, status, words):
        super().__init__(f"{status}: {words}")
        self.status = status


class Studio:
    """The studio of a folder of jobs."""

    def __init__(self, jobs=None, before=(), options=()):
        self.folder = temporary_folder()
        self.jobs = jobs or self.folder / "jobs"
        self.data = self.folder / "data"
        class_folders(self.data / "images")
        self.before, self.options = list(before), list(options)
        self.process, self.port, self.numbers = None, 0, itertools.count()

    def command(self, port=None):
        """What starts it, on the port that it had before or on another."""
        port = self.port if port is None else port
        return [
            PROGRAM, "studio", "--port", str(port), "--jobs-dir", self.jobs,
            "--data-root", self.data, "--token", "none", *self.options,
        ]

    def start(self, before=None, seconds=60):
        """Starts it; returns whether it serves, or None where it ended instead."""
        log = self.folder / f"studio-{next(self.numbers)}.log"
        with open(log, "w") as file:
            self.process = subprocess.Popen(
                [*(self.before if before is None else before), *self.command()],
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self.log = log
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            words = log.read_text().split()
            address = next(
                (word for word in words if word.startswith("http://") and word.endswith("/")), None
            )
            if address and self.process.poll() is None:
                self.address = address.rstrip("/")
                self.port = urllib.parse.urlparse(address).port
                return True
            if self.process.poll() is not None:
                return None
            time.sleep(0.02)
        raise AssertionError(f"the studio did not start in {seconds} s: {log.read_text()}")

    def kill(self):
        """Kills it, as the kernel does where memory runs out."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Stops it as Ctrl-C does; its status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def request(self, path, verb="GET", /, **fields):
        """What comes back as JSON; raises Refused for an error."""
        body = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(
            self.address + path, body, {"Accept": "application/json"}, method=verb
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode()) from None

    def start_dataset(self):
        """The id of a data set that is in the queue."""
        return self.request(
            "/datasets/images/classification",
            "POST",
            dataset_name="small",
            method="folder",
            folder_train="images",
            resize_channels=1,
            resize_width=8,
            resize_height=8,
            folder_pct_val=25,
        )["id"]

    def new_dataset(self):
        """The id of a data set that is done."""
        id = self.start_dataset()
        assert self.wait(id)["status"] == "Done", self.request(f"/datasets/{id}.json")
        return id

    def new_model(self, dataset, epochs=200, snapshot_interval=20, **fields):
        """The id of a model that is in the queue."""
        return self.request(
            "/models/images/classification",
            "POST",
            model_name="small",
            dataset=dataset,
            method="custom",
            custom_network=NET,
            train_epochs=epochs,
            snapshot_interval=snapshot_interval,
            val_interval=50,
            use_mean="none",
            batch_size=4,
            **fields,
        )["id"]

    def job(self, id):
        """A job as the studio tells of it."""
        return self.request(f"/jobs/{id}/status")

    def wait(self, id, until=lambda job: job["status"] in OVER, seconds=120):
        """A job when a condition holds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            job = self.job(id)
            if until(job):
                return job
            time.sleep(0.03)
        raise AssertionError(f"job {id} is still {job} after {seconds} s; {self.log.read_text()}")

    def message(self, kind, id):
        """What the studio says about how a job ended."""
        return self.request(f"/{kind}/{id}.json").get("message")

    def processes(self):
        """The processes that do jobs of the folder, by job."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                variables = (folder / "environ").read_bytes().split(b"\0")
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            for variable in variables:
                name, _, value = variable.decode(errors="replace").partition("=")
                ours = name == "CREMA_JOB" and Path(value).parent == self.jobs.resolve()
                if ours and state != "Z":
                    found.setdefault(Path(value).name, []).append(int(folder.name))
        return found

    def listeners(self):
        """Whether anybody listens on the port."""
        port = f":{self.port:04X}"
        lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
        return [
            line for line in lines if line.split()[1].endswith(port) and line.split()[3] == "0A"
        ]

    def end(self):
        """Ends it and all that it started."""
        if self.process and self.process.poll() is None:
            # What comes before it, as strace does, goes too; trainings are groups of their own.
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        for pids in self.processes().values():
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass


def wait_for(condition, seconds=30):
    """Whether a condition comes to hold in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False
