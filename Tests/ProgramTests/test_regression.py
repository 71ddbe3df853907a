"""Image regression from a list of images to the values of one of them, through the studio."""
import json
import math
import sys
import unittest

from pictures import png
from program import CHECKOUT, ProgramTestCase

sys.path += [str(CHECKOUT / "Tests/Torture")]
from studios import Refused, Studio  # noqa: E402

SIDE = 12

# One product that adds up the pixels by their places.
NET = """\
layer { name: "data" type: "Data" top: "data" top: "label" transform_param { scale: 0.00390625 } }
layer { name: "scale" type: "Power" bottom: "data" top: "data" power_param { scale: 0.00390625 }
        include { stage: "deploy" } }
layer { name: "place" type: "InnerProduct" bottom: "data" top: "place"
        inner_product_param { weight_filler { type: "xavier" } } }
layer { name: "loss" type: "EuclideanLoss" bottom: "place" bottom: "label" top: "loss"
        exclude { stage: "deploy" } }
"""


def dot(column, row):
    """A dark picture with one bright dot, which fades over five pixels."""
    return png([[max(0, round(255 - 51 * math.hypot(x - column, y - row))) for x in range(SIDE)]
                for y in range(SIDE)])


class RegressionTests(ProgramTestCase):
    def setUp(self):
        self.studio = Studio()
        self.addCleanup(self.studio.end)
        folder = self.studio.data / "dots"
        folder.mkdir(parents=True)
        lines = []
        for column in range(SIDE):
            for row in range(SIDE):
                (folder / f"{column}-{row}.png").write_bytes(dot(column, row))
                lines.append(f"{column}-{row}.png {column / SIDE} {row / SIDE}\n")
        (folder / "list.txt").write_text("".join(lines))
        self.assertTrue(self.studio.start())

    def new_dataset(self, **fields):
        return self.studio.request(
            "/datasets/images/regression", "POST", dataset_name="Dots",
            value_list="dots/list.txt", value_names="x, y", value_pct_val=10,
            resize_channels=1, resize_width=SIDE, resize_height=SIDE, **fields)["id"]

    def test_a_net_learns_where_a_dot_is(self):
        for records in {"backend": "lmdb", "encoding": "png"}, {"backend": "hdf5"}, {
                "backend": "hdf5", "compression": "gzip"}:
            with self.subTest(records):
                self.learn_places(records)

    def learn_places(self, records):
        dataset = self.new_dataset(**records)
        self.assertDone("datasets", dataset)
        self.assertEqual(self.studio.job(dataset)["type"], "Image Regression Dataset")
        model = self.studio.request(
            "/models/images/regression", "POST", model_name="Places", dataset=dataset,
            method="custom", custom_network=NET, train_epochs=200, learning_rate=0.02,
            use_mean="image", batch_size=13, snapshot_interval=200, val_interval=20)["id"]
        self.assertDone("models", model)
        self.assertEqual(self.studio.job(model)["type"], "Image Regression Model")
        self.assertLess(self.losses(model)[-1], self.losses(model)[0] / 10)
        found = self.studio.request(
            f"/models/images/regression/infer_one?job_id={model}", "POST",
            image_path="dots/9-3.png")
        names, values = zip(*found["values"])
        self.assertEqual(names, ("x", "y"))
        self.assertEqual(found["outputs"], {"label": list(values)})
        for value, place in zip(values, (9 / SIDE, 3 / SIDE)):
            self.assertAlmostEqual(value, place, delta=0.1)

    def assertDone(self, kind, id):
        self.assertEqual(self.studio.wait(id)["status"], "Done", self.studio.message(kind, id))

    def losses(self, model):
        """The losses on the validation images, in order."""
        lines = (self.studio.jobs / model / "events.jsonl").read_text().splitlines()
        events = [json.loads(line) for line in lines]
        return [event["outputs"]["loss"] for event in events if event["event"] == "test"]

    def test_a_model_learns_from_data_sets_of_its_own_task(self):
        classes, values = self.studio.new_dataset(), self.new_dataset()
        for task, dataset in (("classification", values), ("regression", classes)):
            with self.subTest(task), self.assertRaises(Refused) as caught:
                self.studio.request(
                    f"/models/images/{task}", "POST", model_name="x", dataset=dataset,
                    method="custom", custom_network=NET)
            self.assertEqual(caught.exception.status, 400)
            self.assertIn("another kind of data set", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
