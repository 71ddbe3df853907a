"""Talks to a Crema studio: data sets, models, and what models find in images.

    from crema_client import Studio

    studio = Studio("http://localhost:5000", token="…")
    flowers = studio.create_dataset(
        dataset_name="Flowers", method="folder", folder_train="flowers",
        resize_width=28, resize_height=28).wait()
    model = studio.create_model(
        model_name="LeNet", dataset=flowers, standard_networks="lenet", train_epochs=5)
    for event in model.events():
        print(event)
    print(model.wait().infer("rose.png"))

The fields are those of the forms, with DIGITS' names; `docs/options.md` and the studio's
`/openapi.json` list them. What goes wrong is a `StudioError` with the studio's own words.
"""

from .errors import (
    FormError, JobFailed, NotFound, Refused, StudioError, Unreachable,
)
from .jobs import Dataset, Job, Model
from .studio import Studio

__all__ = [
    "Dataset", "FormError", "Job", "JobFailed", "Model", "NotFound", "Refused", "Studio",
    "StudioError", "Unreachable",
]
