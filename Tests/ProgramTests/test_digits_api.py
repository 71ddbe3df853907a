"""What scripts for DIGITS do by its routes, with the fields and keys that DIGITS has."""
import io
import json
import sys
import tarfile
import unittest
import urllib.error
import urllib.parse
import urllib.request
import zipfile

from program import CHECKOUT, temporary_folder

sys.path += [str(CHECKOUT / "Tests/Torture")]
from studios import NET, Studio  # noqa: E402

DATASETS = "/datasets/images/classification"
MODELS = "/models/images/classification"

# All that DIGITS' form of a data set sends for a folder.
FOLDER_FORM = {
    "dataset_name": "  small  ", "group_name": "digits", "method": "folder",
    "folder_train": "images", "folder_pct_val": 25, "folder_pct_test": 25,
    "folder_train_min_per_class": 2, "folder_train_max_per_class": "",
    "folder_val_min_per_class": 2, "folder_val_max_per_class": "",
    "folder_test_min_per_class": 2, "folder_test_max_per_class": "",
    "folder_val": "", "folder_test": "", "textfile_train_folder": "", "textfile_val_folder": "",
    "textfile_test_folder": "", "textfile_use_val": "y", "textfile_shuffle": "y",
    "resize_channels": 1, "resize_width": 8, "resize_height": 8, "resize_mode": "squash",
    "encoding": "png", "backend": "lmdb", "compression": "none",
}

# All that its form of a model sends for a network of one's own.
MODEL_FORM = {
    "model_name": "  small  ", "group_name": "digits", "framework": "caffe", "method": "custom",
    "custom_network": NET, "custom_network_snapshot": "", "train_epochs": 4,
    "snapshot_interval": 1, "val_interval": 1, "traces_interval": 0, "random_seed": "7",
    "batch_size": 4, "batch_accumulation": "", "solver_type": "SGD", "rms_decay": 0.99,
    "learning_rate": 0.01, "lr_policy": "step", "lr_step_size": 33, "lr_step_gamma": 0.1,
    "lr_multistep_values": "50,85", "lr_multistep_gamma": 0.5, "lr_exp_gamma": 0.95,
    "lr_inv_gamma": 0.1, "lr_inv_power": 0.5, "lr_poly_power": 3, "lr_sigmoid_step": 50,
    "lr_sigmoid_gamma": 0.1, "use_mean": "none", "crop_size": "", "aug_flip": "none",
    "aug_quad_rot": "none", "aug_rot": 0, "aug_scale": 0.0, "aug_noise": 0.0,
    "aug_hsv_h": 0.02, "aug_hsv_s": 0.04, "aug_hsv_v": 0.06, "select_gpu_count": 0,
}


class DigitsScriptTests(unittest.TestCase):
    """One studio, with a data set and a model of DIGITS' own forms."""

    @classmethod
    def setUpClass(cls):
        cls.studio = Studio()
        cls.addClassCleanup(cls.studio.end)
        assert cls.studio.start()
        status, reply = cls.send(DATASETS + ".json", FOLDER_FORM)
        assert status == 200, reply
        cls.dataset = reply
        cls.studio.wait(reply["id"])
        status, reply = cls.send(MODELS + ".json", {**MODEL_FORM, "dataset": cls.dataset["id"]})
        assert status == 200, reply
        cls.model = reply
        assert cls.studio.wait(reply["id"])["status"] == "Done"
        cls.image = next((cls.studio.data / "images").glob("*/*"))

    @classmethod
    def raw(cls, path, fields=None, files=(), method=None, headers=()):
        """The status, the headers and the bytes of a reply."""
        body, sent = None, dict(headers)
        if files:
            mark = "digits-script"
            parts = [(f'name="{name}"', str(value).encode())
                     for name, value in (fields or {}).items()]
            parts += [(f'name="{name}"; filename="{name}"', data)
                      for name, data in dict(files).items()]
            body = b"".join(
                f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode()
                + data + b"\r\n" for head, data in parts) + f"--{mark}--\r\n".encode()
            sent["Content-Type"] = f"multipart/form-data; boundary={mark}"
        elif fields is not None:
            body = urllib.parse.urlencode(fields, doseq=True).encode()
        request = urllib.request.Request(cls.studio.address + path, body, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    @classmethod
    def send(cls, path, fields=None, **options):
        """The status and the JSON of a reply."""
        status, _, body = cls.raw(path, fields, **options)
        return status, json.loads(body)

    def get(self, path):
        """The JSON behind a path."""
        status, reply = self.send(path)
        self.assertEqual(status, 200, reply)
        return reply

    # Jobs

    def test_the_lists_have_the_studio_and_every_job(self):
        lists = self.get("/index.json")
        self.assertEqual(lists["jobs_dir"], str(self.studio.jobs.resolve()))
        self.assertTrue(lists["version"] and lists["server_name"])
        for kind, job in (("datasets", self.dataset), ("models", self.model)):
            found = next(each for each in lists[kind] if each["id"] == job["id"])
            self.assertEqual((found["name"], found["status"]), ("small", "Done"))

    def test_a_data_set_has_its_tasks(self):
        found = self.get(f"/datasets/{self.dataset['id']}.json")
        self.assertEqual(found["directory"], str(self.studio.jobs.resolve() / found["id"]))
        parsed, = found["ParseFolderTasks"]
        self.assertEqual({key: parsed[key] for key in ("label_count", "train_count", "val_count",
                                                       "test_count")},
                         {"label_count": 2, "train_count": 12, "val_count": 6, "test_count": 6})
        train = next(task for task in found["CreateDbTasks"] if "train" in task["name"])
        self.assertEqual({key: train[key] for key in ("entries", "image_width", "image_height",
                                                      "image_channels", "backend", "encoding",
                                                      "compression")},
                         {"entries": 12, "image_width": 8, "image_height": 8, "image_channels": 1,
                          "backend": "lmdb", "encoding": "png", "compression": "none"})

    def test_a_model_has_its_data_set_and_its_snapshots(self):
        found = self.get(f"/models/{self.model['id']}.json")
        self.assertEqual(found["dataset_id"], self.dataset["id"])
        self.assertEqual(found["snapshots"], [1, 2, 3, 4])

    def test_a_status_has_the_same_keys_by_every_path(self):
        for kind in ("jobs", "models"):
            found = self.get(f"/{kind}/{self.model['id']}/status")
            self.assertEqual(found, {"status": "Done", "name": "small", "error": None,
                                     "type": "Image Classification Model"})

    def test_an_unknown_job_is_an_error_object(self):
        for path in ("/jobs/x/status", "/models/x.json", "/datasets/x.json",
                     "/jobs/x/table_data.json"):
            status, _, body = self.raw(path, headers={"Accept": "application/json"})
            error = json.loads(body)["error"]
            self.assertEqual((status, error["type"]), (404, "NotFound"))
            self.assertIn("“x”", error["message"])
            self.assertTrue(error["description"])

    def test_the_tables_have_rows_of_every_kind(self):
        table = self.get("/completed_jobs.json")
        self.assertEqual(set(table), {"running", "datasets", "models", "pretrained_models",
                                      "model_output_fields"})
        self.assertIn("loss (train)", table["model_output_fields"])
        row = self.get(f"/jobs/{self.model['id']}/table_data.json")["job"]
        for key in ("id", "name", "group", "status", "status_css", "submitted", "elapsed", "type",
                    "framework", "dataset_id", "progress", "sparkline", "loss (train) last",
                    "loss (train) min", "loss (train) max"):
            self.assertIn(key, row)
        self.assertEqual(row["group"], "digits")

    def test_a_job_is_renamed_noted_and_grouped(self):
        path = f"/jobs/{self.dataset['id']}"
        for fields in ({"job_name": "other"}, {"job_notes": "a note"}, {"name": "small"}):
            status, _, _ = self.raw(path, fields, method="PUT")
            self.assertEqual(status, 200)
        status, _, _ = self.raw("/group", {"job_ids[]": [self.dataset["id"], self.model["id"]],
                                           "group_name": "both"})
        self.assertEqual(status, 200)
        found = self.get(f"/datasets/{self.dataset['id']}.json")
        self.assertEqual((found["name"], found["notes"], found["group"]),
                         ("small", "a note", "both"))
        self.raw("/group", {"job_ids[]": [self.dataset["id"], self.model["id"]],
                            "group_name": "digits"})

    def test_what_is_over_is_not_aborted(self):
        for path in (f"/jobs/{self.model['id']}/abort", f"/datasets/{self.dataset['id']}/abort",
                     f"/models/{self.model['id']}/abort"):
            self.assertEqual(self.raw(path, {})[0], 403)
        self.assertEqual(self.raw("/abort_jobs", {"job_ids[]": self.model["id"]})[0], 403)

    def test_a_data_set_with_models_stays_until_both_are_deleted(self):
        _, dataset = self.send(DATASETS + ".json", FOLDER_FORM)
        form = {**MODEL_FORM, "dataset": dataset["id"], "train_epochs": 1}
        _, model = self.send(MODELS + ".json", form)
        self.studio.wait(model["id"])
        for kind in ("jobs", "datasets"):
            path = f"/{kind}/{dataset['id']}"
            self.assertEqual(self.raw(path, method="DELETE")[0], 403)
        status, _, _ = self.raw("/jobs", {"job_ids[]": [dataset["id"], model["id"]]},
                                method="DELETE")
        self.assertEqual(status, 200)
        self.assertEqual(self.raw(f"/models/{model['id']}.json")[0], 404)

    def test_the_form_of_a_job_is_opened_filled_in(self):
        for job, field in ((self.dataset, "dataset_name"), (self.model, "model_name")):
            status, _, body = self.raw(f"/clone/{job['id']}")
            self.assertEqual(status, 200)
            self.assertRegex(body.decode(), rf'name="{field}"[^>]*value="small"')

    # Data sets

    def test_a_data_set_is_summarized_and_explored(self):
        id = self.dataset["id"]
        status, _, body = self.raw(f"/datasets/summary?job_id={id}")
        self.assertEqual(status, 200)
        self.assertIn(b"small", body)
        page = self.get(f"{DATASETS}/explore.json?job_id={id}&db=val_db&label=1&page=0&size=2")
        self.assertEqual((page["count"], len(page["images"])), (3, 2))

    def test_paths_are_completed_and_an_image_is_resized(self):
        found = self.get("/autocomplete/path?query=ima")
        self.assertEqual(found, {"suggestions": ["images"]})
        status, _, body = self.raw("/datasets/images/resize-example", {
            "width": 4, "height": 4, "channels": 1, "resize_mode": "crop", "encoding": "png"})
        self.assertEqual(status, 200)
        self.assertIn(b"data:image/png;base64,", body)

    def test_lists_of_images_make_a_data_set(self):
        names = [f"{path.relative_to(self.studio.data)} {path.parent.name == 'dark':d}"
                 for path in sorted((self.studio.data / "images").glob("*/*"))]
        form = {"dataset_name": "lists", "method": "textfile", "textfile_train_folder": "",
                "textfile_use_val": "y", "textfile_val_folder": "", "resize_channels": 1,
                "resize_width": 8, "resize_height": 8}
        files = {"textfile_train_images": "\n".join(names).encode(),
                 "textfile_val_images": "\n".join(names[::3]).encode(),
                 "textfile_labels_file": b"bright\ndark\n"}
        status, made = self.send(DATASETS + ".json", form, files=files)
        self.assertEqual(status, 200, made)
        self.assertEqual(self.studio.wait(made["id"])["status"], "Done")
        parsed, = self.get(f"/datasets/{made['id']}.json")["ParseFolderTasks"]
        self.assertEqual((parsed["train_count"], parsed["label_count"]), (len(names), 2))

    def test_what_a_form_lacks_is_an_error_by_field(self):
        for path, fields, wrong in (
            (DATASETS, {"method": "folder"}, ["dataset_name", "folder_train"]),
            (DATASETS, {**FOLDER_FORM, "backend": "tfrecords"}, ["backend"]),
            (MODELS, {"method": "standard"}, ["dataset", "model_name"]),
            (MODELS, {**MODEL_FORM, "dataset": self.dataset["id"], "aug_flip": "fliplr"},
             ["aug_flip"]),
            (MODELS, {**MODEL_FORM, "dataset": self.dataset["id"], "framework": "torch"},
             ["framework"]),
        ):
            status, reply = self.send(path + ".json", fields)
            self.assertEqual(status, 400)
            self.assertEqual(sorted(set(reply["errors"]) & set(wrong)), wrong)
            self.assertEqual(reply["error"]["type"], "BadRequest")

    # Models

    def test_lists_make_a_model_for_each_combination(self):
        form = {**MODEL_FORM, "dataset": self.dataset["id"], "train_epochs": 1,
                "learning_rate": "0.01, 0.001", "batch_size": "2,4"}
        status, reply = self.send(MODELS + ".json", form)
        self.assertEqual((status, len(reply["jobs"])), (200, 4))
        ids = [job["id"] for job in reply["jobs"]]
        for id in ids:
            self.studio.wait(id)
        self.raw("/jobs", {"job_ids[]": ids}, method="DELETE")

    def test_a_clone_takes_every_setting_that_is_not_sent(self):
        status, made = self.send(MODELS + ".json", {"clone": self.model["id"],
                                                    "model_name": "again"})
        self.assertEqual(status, 200, made)
        self.assertEqual(made["group"], "digits")
        self.assertEqual(self.studio.wait(made["id"])["status"], "Done")
        solvers = [(self.studio.jobs / id / "solver.prototxt").read_text().replace(id, "")
                   for id in (made["id"], self.model["id"])]
        self.assertEqual(*solvers)

    def test_a_previous_network_goes_on_from_each_kind_of_snapshot(self):
        for epoch in ("1", "last", "best", "0"):
            form = {**MODEL_FORM, "dataset": self.dataset["id"], "method": "previous",
                    "previous_networks": self.model["id"], "train_epochs": 1,
                    f"{self.model['id']}-snapshot": epoch}
            status, made = self.send(MODELS + ".json", form)
            self.assertEqual(status, 200, made)
            self.assertEqual(self.studio.wait(made["id"])["status"], "Done")

    def test_customize_names_network_and_weights_which_the_form_takes(self):
        found = self.send("/models/customize?network=lenet&framework=caffe", {})[1]
        self.assertIn("ip2", found["network"])
        status, found = self.send(f"/models/customize?network={self.model['id']}",
                                  {"snapshot_epoch": 2})
        self.assertEqual((status, found["python_layer"]), (200, False))
        self.assertIn("SoftmaxWithLoss", found["network"])
        self.assertTrue(found["snapshot"].endswith(".caffemodel"))
        status, made = self.send(MODELS + ".json", {
            **MODEL_FORM, "dataset": self.dataset["id"], "train_epochs": 1,
            "custom_network_snapshot": found["snapshot"]})
        self.assertEqual(status, 200, made)
        weights = self.studio.jobs / made["id"] / "pretrained.caffemodel"
        self.assertEqual(self.studio.wait(made["id"])["status"], "Done")
        snapshot = self.studio.jobs / self.model["id"] / found["snapshot"].rsplit("/", 1)[1]
        self.assertEqual(weights.read_bytes(), snapshot.read_bytes())

    def test_weights_are_only_taken_from_models_and_the_data_root(self):
        secret = temporary_folder() / "secret.caffemodel"
        secret.write_bytes(b"\n\1a")
        for path in (secret, f"{self.studio.jobs}/../secret", f"{self.studio.jobs}/.token"):
            status, reply = self.send(MODELS + ".json", {
                **MODEL_FORM, "dataset": self.dataset["id"], "custom_network_snapshot": path})
            self.assertEqual((status, list(reply["errors"])), (400, ["custom_network_snapshot"]))

    def test_a_network_and_a_learning_rate_are_drawn(self):
        form = {"custom_network": NET, "dataset_id": self.dataset["id"], "num_gpus": 0,
                "use_mean": "none", "solver_type": "SGD"}
        status, drawing = self.send("/models/visualize-network?framework=caffe", form)
        self.assertEqual(status, 200, drawing)
        self.assertIn("<svg", drawing["svg"])
        status, bad = self.send("/models/visualize-network?framework=caffe",
                                {"custom_network": "layer {"})
        self.assertEqual((status, list(bad["errors"])), (400, ["custom_network"]))
        status, curve = self.send("/models/visualize-lr", {"lr_policy": "exp", "lr_exp_gamma": 0.9,
                                                           "learning_rate": 0.01})
        self.assertEqual((status, len(curve["data"]["columns"][0])), (200, 102))

    def test_the_large_graph_is_a_page_of_its_own(self):
        status, _, body = self.raw(f"{MODELS}/large_graph?job_id={self.model['id']}")
        self.assertEqual(status, 200)
        self.assertIn(b"small", body)

    # Tests of images

    def test_one_image_is_classified_by_file_and_by_path(self):
        address = f"{MODELS}/classify_one.json?job_id={self.model['id']}"
        path = self.image.relative_to(self.studio.data)
        by_file = self.send(address, {"snapshot_epoch": 4},
                            files={"image_file": self.image.read_bytes()})
        for status, found in (by_file, self.send(address, {"image_path": path}),
                              self.send(address, {"image_url": path})):
            self.assertEqual(status, 200, found)
            self.assertEqual(sorted(label for label, _ in found["predictions"]),
                             ["bright", "dark"])
            for _, percent in found["predictions"]:
                self.assertEqual(percent, round(percent, 2))

    def test_an_image_that_is_not_there_is_an_error_of_its_field(self):
        address = f"{MODELS}/classify_one.json?job_id={self.model['id']}"
        for field, value in (("image_path", "nowhere.png"), ("image_path", "http://x/y.png"),
                             ("image_url", "http://x/y.png"), ("image_path", "/etc/passwd")):
            status, reply = self.send(address, {field: value})
            self.assertEqual((status, list(reply["errors"])), (400, [field]))

    def test_a_list_of_images_is_classified_and_searched_for_the_likeliest(self):
        lines = [f"{path.parent.name}/{path.name} {path.parent.name == 'dark':d}"
                 for path in sorted((self.studio.data / "images").glob("*/*"))]
        files = {"image_list": "\n".join([*lines, "nowhere.png 0"]).encode()}
        status, found = self.send(f"{MODELS}/classify_many.json?job_id={self.model['id']}",
                                  {"image_folder": "images", "num_test_images": ""}, files=files)
        self.assertEqual(status, 200, found)
        self.assertEqual(len(found["classifications"]), len(lines))
        self.assertEqual(len(next(iter(found["classifications"].values()))), 2)
        status, _, page = self.raw(f"{MODELS}/top_n?job_id={self.model['id']}",
                                   {"image_folder": "images", "top_n": 3}, files=files)
        self.assertEqual(status, 200)
        self.assertIn(b"bright", page)

    # Archives and pretrained models

    def test_a_model_is_downloaded_in_each_format_and_read_back(self):
        path = f"/models/{self.model['id']}/download"
        for ending in (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".zip", ""):
            status, headers, body = self.raw(f"{path}{ending}?epoch=2")
            self.assertEqual(status, 200)
            self.assertIn(f"{self.model['id']}_epoch_2.{ending[1:] or 'tar.gz'}",
                          headers["Content-Disposition"])
            names = (zipfile.ZipFile(io.BytesIO(body)).namelist() if ending == ".zip"
                     else tarfile.open(fileobj=io.BytesIO(body)).getnames())
            for name in ("deploy.prototxt", "train_val.prototxt", "solver.prototxt",
                         "original.prototxt", "labels.txt", "info.json"):
                self.assertIn(name, names)
        status, reply = self.send("/pretrained_models/upload_archive.json",
                                  {}, files={"archive": body})
        self.assertEqual((status, reply), (200, {"status": "success"}))
        status, reply = self.send("/pretrained_models/upload_archive.json",
                                  {}, files={"archive": b"noise"})
        self.assertEqual((status, reply["status"]), (400, "error"))

    def test_a_model_becomes_a_pretrained_one_that_a_new_one_starts_from(self):
        status, made = self.send(f"/models/{self.model['id']}/to_pretrained.json", {})
        self.assertEqual(status, 200, made)
        rows = self.get("/completed_jobs.json")["pretrained_models"]
        row = next(row for row in rows if row["id"] == made["id"])
        self.assertEqual((row["type"], row["framework"], row["has_labels"]),
                         ("pretrained_model", "caffe", True))
        network = self.send(f"/models/customize?network={made['id']}", {})[1]
        self.assertIn("SoftmaxWithLoss", network["network"])
        status, model = self.send(MODELS + ".json", {
            **MODEL_FORM, "dataset": self.dataset["id"], "method": "pretrained",
            "pretrained_networks": made["id"], "train_epochs": 1})
        self.assertEqual(status, 200, model)
        self.assertEqual(self.studio.wait(model["id"])["status"], "Done")
        self.assertEqual(self.raw(f"/pretrained_models/{made['id']}", method="DELETE")[0], 200)

    def test_whoever_signs_in_gets_a_cookie_with_the_name(self):
        opener = urllib.request.build_opener(urllib.request.HTTPRedirectHandler)
        body = urllib.parse.urlencode({"username": "anna"}).encode()
        request = urllib.request.Request(self.studio.address + "/login.json", body)
        with opener.open(request, timeout=60) as reply:
            self.assertIn("username=anna", reply.headers["Set-Cookie"])


if __name__ == "__main__":
    unittest.main()
