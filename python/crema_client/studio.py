"""A studio."""

from __future__ import annotations

from typing import Any

from .connection import Connection
from .jobs import Dataset, Job, Model


class Studio:
    """A Crema studio at an address, `http://host:port`.

    `token` is what the studio printed when it started, or what `sign_in` got; it may be in the
    address, too. `timeout` is how long a reply may take, in seconds.
    """

    def __init__(self, url: str, token: str | None = None, timeout: float = 600):
        self._connection = Connection(url, token, timeout)

    def __repr__(self) -> str:
        return f"<Studio {self.address}>"

    @property
    def address(self) -> str:
        """The address without a path."""
        return self._connection.address

    @property
    def token(self) -> str | None:
        """What shows the studio who sends requests; None for nobody."""
        return self._connection.token

    def sign_in(self, name: str, password: str) -> "Studio":
        """Signs in to a studio that has users; returns the studio itself."""
        fields = {"username": name, "password": password}
        reply = self._connection.json("/login.json", "POST", fields=fields)
        self._connection.token = reply.get("token") or self._connection.token
        return self

    @property
    def info(self) -> dict[str, Any]:
        """The studio's `version`, `jobs_dir` and `server_name`."""
        reply = self._connection.json("/index.json")
        return {name: reply[name] for name in ("version", "jobs_dir", "server_name")}

    def datasets(self) -> list[Dataset]:
        """Every data set, the newest first."""
        found = self._connection.json("/index.json")["datasets"]
        return [Dataset(self._connection, info) for info in found]

    def models(self) -> list[Model]:
        """Every model, the newest first."""
        found = self._connection.json("/index.json")["models"]
        return [Model(self._connection, info) for info in found]

    def dataset(self, id: str) -> Dataset:
        """The data set with an id."""
        return Dataset(self._connection, self._connection.json(f"/datasets/{id}.json"))

    def model(self, id: str) -> Model:
        """The model with an id."""
        return Model(self._connection, self._connection.json(f"/models/{id}.json"))

    def create_dataset(
        self, task: str = "classification", files: dict[str, Any] | None = None, **fields: Any
    ) -> Dataset:
        """Makes a data set of the fields of the form; `files` are sent, such as
        `{"folder_train_archive": "images.zip"}`.

        `task` is classification or regression, which predicts numbers.
        """
        path = f"/datasets/images/{task}.json"
        reply = self._connection.json(path, "POST", fields=fields, files=files)
        return Dataset(self._connection, reply)

    def create_model(
        self, task: str = "classification", files: dict[str, Any] | None = None, **fields: Any
    ) -> Model:
        """Makes a model of the fields of the form and trains it.

        Raises ValueError where a field is a list, which makes several: see `create_models`.
        """
        models = self.create_models(task, files, **fields)
        if len(models) != 1:
            raise ValueError(f"the lists of the form made {len(models)} models: {models}")
        return models[0]

    def create_models(
        self, task: str = "classification", files: dict[str, Any] | None = None, **fields: Any
    ) -> list[Model]:
        """The same where numbers may be lists; each combination is a model."""
        path = f"/models/images/{task}.json"
        reply = self._connection.json(path, "POST", fields=fields, files=files)
        return [Model(self._connection, info) for info in reply.get("jobs", [reply])]

    def delete(self, *jobs: Job) -> None:
        """Deletes several jobs, data sets together with their models."""
        self._connection.json("/jobs", "DELETE", fields={"job_ids[]": list(jobs)})
