"""`crema_client`, the package for scripts, with a studio."""
import io
import sys
import tarfile
import threading
import unittest

from program import CHECKOUT, crema, temporary_folder
from pictures import png

sys.path += [str(CHECKOUT / "Tests/Torture"), str(CHECKOUT / "python")]
import studios  # noqa: E402
from crema_client import (  # noqa: E402
    FormError, JobFailed, NotFound, Refused, Studio, StudioError, Unreachable)

FOLDER = {"dataset_name": "small", "method": "folder", "folder_train": "images",
          "resize_channels": 1, "resize_width": 8, "resize_height": 8, "folder_pct_val": 25}
NETWORK = {"model_name": "small", "method": "custom", "custom_network": studios.NET,
           "use_mean": "none", "batch_size": 4}


class ClientTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = studios.Studio()
        cls.addClassCleanup(cls.server.end)
        assert cls.server.start()
        cls.studio = Studio(cls.server.address + "/")
        cls.dataset = cls.studio.create_dataset(**FOLDER).wait(60)
        cls.model = cls.studio.create_model(dataset=cls.dataset, train_epochs=4, **NETWORK)

    def setUp(self):
        self.model.wait(60)

    def test_a_data_set_is_explored_by_part_and_class(self):
        images = list(self.dataset.explore())
        self.assertEqual(len(images), 18)
        dark = [image["label"] for image in self.dataset.explore("val", label=1)]
        self.assertEqual(dark, ["dark"] * 3)
        self.assertTrue(self.dataset.image(images[0]["index"]).startswith(b"\x89PNG"))

    def test_a_training_is_followed_to_its_end(self):
        model = self.studio.create_model(dataset=self.dataset, train_epochs=2, **NETWORK)
        kinds = [event["event"] for event in model.events()]
        self.assertEqual(kinds.count("snapshot"), 2)
        self.assertIn("train", kinds)
        self.assertEqual(model.wait().snapshots, [1, 2])
        model.go_on(epochs=1).wait()
        self.assertEqual(model.refresh().snapshots, [1, 2, 3])
        model.delete()

    def test_events_go_on_where_the_connection_broke(self):
        server = studios.Studio()
        self.addCleanup(server.end)
        self.assertTrue(server.start())
        studio = Studio(server.address)
        dataset = studio.create_dataset(**FOLDER).wait(60)
        model = studio.create_model(dataset=dataset, train_epochs=1_000_000, **NETWORK)
        iterations = []
        for event in model.events():
            if event["event"] == "train":
                iterations.append(event["iteration"])
                if len(iterations) == 3:
                    server.kill()
                    self.assertTrue(server.start())
                if len(iterations) == 40:
                    model.abort()
        self.assertGreaterEqual(len(iterations), 40)
        self.assertEqual(iterations, sorted(set(iterations)))
        self.assertEqual(model.refresh().status, "Aborted")

    def test_images_are_tested_one_by_one_and_many_at_once(self):
        bright = png([[200] * 8] * 8)
        path = temporary_folder() / "bright.png"
        path.write_bytes(bright)
        for found in (self.model.infer(bright), self.model.infer(path, epoch=4),
                      self.model.classify(io.BytesIO(bright)),
                      self.model.infer_path("images/bright/00.png")):
            self.assertEqual(sorted(label for label, _ in found), ["bright", "dark"])
        many = self.model.infer_many(["bright/00.png", "dark/00.png", "none.png"], "images")
        self.assertEqual(set(many["classifications"]),
                         {"images/bright/00.png", "images/dark/00.png"})
        self.assertEqual(set(many["errors"]), {"images/none.png"})

    def test_a_model_and_its_files_are_downloaded(self):
        folder = temporary_folder()
        archive = self.model.download(folder / "small.tar.gz", epoch=2)
        self.assertIn("deploy.prototxt", tarfile.open(archive).getnames())
        labels = self.dataset.download_file("labels.txt", folder / "labels.txt")
        self.assertEqual(labels.read_text(), "bright\ndark\n")
        with self.assertRaises(ValueError):
            self.model.download(folder / "small.rar")
        with self.assertRaises(StudioError):
            self.model.download(folder / "none.zip", epoch=99)
        self.assertEqual(sorted(path.name for path in folder.iterdir()),
                         ["labels.txt", "small.tar.gz"])

    def test_lists_make_several_models_which_are_deleted_together(self):
        models = self.studio.create_models(
            dataset=self.dataset, train_epochs=1, **{**NETWORK, "batch_size": [2, 4]})
        self.assertEqual(len(models), 2)
        for model in models:
            model.wait().change(tags="sweep", notes="a note")
        self.assertEqual(self.studio.model(models[0].id).info["tags"], ["sweep"])
        self.studio.delete(*models)
        self.assertNotIn(models[0].id, [model.id for model in self.studio.models()])
        self.assertEqual(models[0].restore().name, models[0].name)
        models[0].delete()

    def test_an_abort_ends_the_wait_for_a_job(self):
        model = self.studio.create_model(dataset=self.dataset, train_epochs=1_000_000, **NETWORK)
        with self.assertRaises(TimeoutError):
            model.wait(timeout=0.5, interval=0.1)
        threading.Timer(0.5, model.abort).start()
        with self.assertRaises(JobFailed):
            model.wait(60)
        self.assertEqual(model.status, "Aborted")

    def test_errors_have_the_studio_s_words_and_fields(self):
        with self.assertRaises(FormError) as caught:
            self.studio.create_model(
                dataset="x", train_epochs="many", model_name="m", standard_networks="lenet")
        self.assertEqual(sorted(caught.exception.errors), ["dataset", "train_epochs"])
        self.assertIn("train_epochs: ", str(caught.exception))
        with self.assertRaises(FormError) as caught:
            self.studio.create_model(
                **{**NETWORK, "dataset": self.dataset, "custom_network": "layer {\n name 3 }"})
        self.assertEqual(caught.exception.line, 2)
        with self.assertRaises(NotFound) as missing:
            self.studio.dataset("20010101-000000-0000")
        self.assertIn("20010101-000000-0000", missing.exception.message)
        with self.assertRaises(Refused):
            self.dataset.delete()
        with self.assertRaises(Unreachable):
            Studio("http://127.0.0.1:9").info
        with self.assertRaises(ValueError):
            Studio("127.0.0.1:5000")

    def test_whoever_signs_in_has_a_token_for_others(self):
        server = studios.Studio()
        self.addCleanup(server.end)
        self.assertTrue(server.start())
        done = crema("studio", "users", "add", "anna", "--jobs-dir", server.jobs,
                     input="a password\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        studio = Studio(server.address)
        for attempt in (studio.datasets, lambda: studio.sign_in("anna", "another password")):
            with self.assertRaises(Refused):
                attempt()
        self.assertEqual(studio.sign_in("anna", "a password").datasets(), [])
        self.assertEqual(Studio(server.address, token=studio.token).datasets(), [])
        self.assertEqual(Studio(f"{server.address}/?token={studio.token}").models(), [])


if __name__ == "__main__":
    unittest.main()
