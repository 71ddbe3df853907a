"""A studio of its own for a test, and requests to it without a browser."""
import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request

from pictures import class_folders
from program import PROGRAM, temporary_folder


class Studio:
    """`crema studio` on a free port, over empty folders."""

    def __init__(self, port=0, token="none", **environment):
        self.folder = temporary_folder()
        self.jobs, self.data = self.folder / "jobs", self.folder / "data"
        self.data.mkdir()
        self.log = self.folder / "studio.log"
        self.token, self.environment = token, environment
        self._start(port)

    def _start(self, port):
        command = [PROGRAM, "studio", "--host", "127.0.0.1", "--port", str(port), "--jobs-dir",
                   self.jobs, "--data-root", self.data, "--token", self.token]
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log,
                                            env={**os.environ, **self.environment})
        self.address = self._address()

    def start_again(self):
        """Starts it on the same port, once it was stopped."""
        self._start(int(self.address.rsplit(":", 1)[1]))

    def _address(self):
        """The address that the studio says; None where it ends before."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            said = re.search(r"http://\S+:\d+", self.log.read_text())
            if said:
                return said[0]
            if self.process.poll() is not None:
                return None
            time.sleep(0.05)
        raise AssertionError(f"the studio did not start: {self.log.read_text()}")

    def stop(self):
        """Stops it as Ctrl-C does; returns its status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def get(self, path):
        """The bytes behind a path."""
        with urllib.request.urlopen(self.address + path, timeout=60) as reply:
            return reply.read()

    def post(self, path, files=(), **fields):
        """Sends a form, with texts as files by their field if there are any; the JSON that comes
        back."""
        boundary = "crema-test-boundary"
        parts = "".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
                        f"\r\n\r\n{value}\r\n" for name, value in fields.items())
        parts += "".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; '
                         f'filename="{name}.txt"\r\n\r\n{text}\r\n'
                         for name, text in dict(files).items())
        request = urllib.request.Request(
            self.address + path, f"{parts}--{boundary}--\r\n".encode(),
            {"Content-Type": f"multipart/form-data; boundary={boundary}",
             "Accept": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"POST {path}: {error.read().decode()}") from None

    def small_dataset(self, count=12):
        """The id of a finished data set of the folder `pictures`: two classes of so many images
        each, 28 x 28 and grey."""
        class_folders(self.data / "pictures", count=count)
        made = self.post(
            "/datasets/images/classification", folder_train="pictures", dataset_name="Small",
            resize_width=28, resize_height=28, resize_channels=1)["id"]
        assert self.finished("datasets", made)["status"] == "Done", self.logs()
        return made

    def finished(self, kind, job, seconds=240):
        """The job, when nothing more happens to it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = json.loads(self.get(f"/{kind}/{job}.json"))
            if found["status"] in ("Done", "Error", "Aborted"):
                return found
            time.sleep(0.2)
        raise AssertionError(f"job {job} does not end: {found}\n{self.logs()}")

    def logs(self):
        """The last lines of the studio's log and of each job's."""
        files = [self.log, *self.jobs.glob("*/*.log")]
        return "\n".join(f"--- {file}\n" + "\n".join(file.read_text().splitlines()[-15:])
                         for file in files)
