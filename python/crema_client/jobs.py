"""Data sets and models of a studio."""

from __future__ import annotations

import json
import os
import time
import urllib.parse
from pathlib import Path
from typing import Any, Iterator, Sequence

from .connection import Connection
from .errors import JobFailed, Unreachable

#: The statuses with which nothing more happens to a job by itself.
OVER = ("Done", "Aborted", "Error")


class Job:
    """A data set or a model. `info` has what the studio last said about it."""

    _kind = "jobs"

    def __init__(self, connection: Connection, info: dict[str, Any]):
        self._connection = connection
        self.info = info

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} {self.name!r} {self.status}>"

    @property
    def id(self) -> str:
        """The id, such as `20161124-101530-ab12`."""
        return self.info["id"]

    @property
    def name(self) -> str:
        """The name in lists."""
        return self.info["name"]

    @property
    def status(self) -> str:
        """The status when `info` was read: Initialized, Waiting, Running, Done, Aborted, Error."""
        return self.info["status"]

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"/{self._kind}/{self.id}"

    @property
    def address(self) -> str:
        """The address of its page."""
        return self._connection.address + self.path

    def refresh(self) -> "Job":
        """Reads `info` again; returns the job itself."""
        self.info = self._connection.json(f"{self.path}.json")
        return self

    def wait(self, timeout: float | None = None, interval: float = 0.5) -> "Job":
        """Waits until the job is done, and returns it.

        Raises JobFailed if it is aborted or fails, TimeoutError if it takes longer.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.refresh().status not in OVER:
            if deadline is not None and time.monotonic() > deadline:
                raise TimeoutError(f"{self.name} is still {self.status} after {timeout} s")
            time.sleep(interval)
        if self.status != "Done":
            raise JobFailed(self.info.get("message") or f"{self.name}: {self.status}")
        return self

    def events(self, after: int = 0) -> Iterator[dict[str, Any]]:
        """What happens in the job, as it happens, until it is over; from the line after a number.

        Each event is a line of its `events.jsonl`: `{"event": "train", "iteration": 100,
        "outputs": {"loss": 0.31}, …}`. A broken connection is made again where it broke.
        """
        failures = 0
        while failures <= 5:
            try:
                for type, data, number in self._connection.events(f"{self.path}/events", after):
                    failures, after = 0, number
                    if type == "end":
                        return
                    if type == "message":
                        yield json.loads(data)
            except Unreachable:
                if failures == 5:
                    raise
            failures += 1
            time.sleep(failures)
        raise Unreachable(f"The events of {self.name} break off again and again")

    def change(self, **fields: Any) -> "Job":
        """Changes `name`, `notes`, `group` or `tags`; returns the job itself."""
        self.info.update(self._connection.json(f"/jobs/{self.id}", "PUT", fields=fields))
        return self

    def abort(self) -> None:
        """Ends the job, which is waiting or running."""
        self._connection.json(f"{self.path}/abort", "POST")

    def delete(self) -> None:
        """Deletes the job; `restore` takes it back for a day."""
        self._connection.json(self.path, "DELETE")

    def restore(self) -> "Job":
        """Takes the job back after it was deleted."""
        self.info = self._connection.json(f"{self.path}/restore", "POST")
        return self

    def download_file(self, name: str, to: str | os.PathLike[str]) -> Path:
        """Writes a file of the job's folder, such as `labels.txt`, to a path."""
        return self._connection.save(f"{self.path}/files/{urllib.parse.quote(name)}", to)


class Dataset(Job):
    """A data set."""

    _kind = "datasets"

    def explore(self, part: str = "train", label: int | None = None) -> Iterator[dict[str, Any]]:
        """The images of a part (train, val, test), all or those of the class with a number.

        Each is `{"index", "name", "label", "source"}`; `image` reads one.
        """
        page = 0
        while True:
            query = {"part": part, "page": page, "size": 400}
            if label is not None:
                query["class"] = label
            reply = self._connection.json(
                f"{self.path}/explore.json?{urllib.parse.urlencode(query)}"
            )
            yield from reply["images"]
            page += 1
            if page >= reply["pages"]:
                return

    def image(self, index: int, part: str = "train") -> bytes:
        """An image of a part as PNG."""
        path = f"{self.path}/images/{part}/{index}"
        with self._connection.open(path, headers={"Accept": "*/*"}) as reply:
            return reply.read()


class Model(Job):
    """A model."""

    _kind = "models"

    @property
    def snapshots(self) -> list[float]:
        """The epochs of the snapshots when `info` was read."""
        return self.info.get("snapshots") or []

    @property
    def _tests(self) -> tuple[str, str]:
        """Where one image is tested, and where many are."""
        if "Classification" in self.info["type"]:
            start = "/models/images/classification/classify"
        else:
            start = "/models/images/regression/infer"
        return f"{start}_one.json?job_id={self.id}", f"{start}_many.json?job_id={self.id}"

    def infer(self, image: Any, epoch: float | None = None) -> list[list[Any]]:
        """What the model finds in an image: `[[class, percent], …]`, or `[[name, value], …]`.

        The image is bytes, an open file, or the path of a file of this machine.
        """
        return self._infer({"snapshot_epoch": epoch}, {"image_file": image})

    def infer_path(self, path: str, epoch: float | None = None) -> list[list[Any]]:
        """The same for an image of the studio's machine, by its path there."""
        return self._infer({"snapshot_epoch": epoch, "image_path": path}, {})

    def _infer(self, fields: dict[str, Any], files: dict[str, Any]) -> list[list[Any]]:
        reply = self._connection.json(self._tests[0], "POST", fields=fields, files=files)
        return reply["predictions"] if "predictions" in reply else reply["values"]

    def infer_many(
        self, paths: Sequence[str], folder: str = "", epoch: float | None = None
    ) -> dict[str, Any]:
        """What the model finds in each image of a list of paths on the studio's machine.

        The paths may be relative to a folder. `{"classifications": {path: [[class, percent], …]}}`,
        or `{"outputs": …}` where it predicts numbers; and `errors` by path for images that cannot
        be read.
        """
        return self._connection.json(
            self._tests[1], "POST",
            fields={"image_folder": folder, "snapshot_epoch": epoch},
            files={"image_list": "\n".join(paths).encode()},
        )

    classify = infer
    classify_many = infer_many

    def pause(self) -> None:
        """Stops the training at a snapshot until `go_on`."""
        self._connection.json(f"{self.path}/pause", "POST")

    def go_on(self, epoch: float | None = None, epochs: int | None = None) -> "Model":
        """Continues the training from the snapshot of an epoch, the last by default, for some
        epochs more; returns the model itself."""
        self._connection.json(
            f"{self.path}/continue", "POST", fields={"snapshot_epoch": epoch, "epochs": epochs}
        )
        self.refresh()
        return self

    def download(self, to: str | os.PathLike[str], epoch: float | None = None) -> Path:
        """Writes the model as an archive; the name of the file decides whether it is .zip, .tar,
        .tar.gz, .tgz or .tar.bz2."""
        name = Path(to).name
        endings = ("tar.gz", "tar.bz2", "tgz", "tar", "zip")
        ending = next((each for each in endings if name.endswith("." + each)), None)
        if ending is None:
            raise ValueError(f"{name}: the name must end with one of .{', .'.join(endings)}")
        query = "" if epoch is None else f"?epoch={epoch:g}"
        return self._connection.save(f"{self.path}/download.{ending}{query}", to)
