"""Data sets of classes in a browser: folders for each part, and lists that are sent."""
import shutil
import subprocess
import unittest
import zipfile

from selenium.webdriver.common.keys import Keys

from pictures import class_folders
from program import PROGRAM, temporary_folder
from studio import Studio
from visitor import Visitor

SIDE = "16"


class DatasetPagesTests(unittest.TestCase):
    def setUp(self):
        self.studio = Studio()
        self.addCleanup(self.studio.stop)
        self.visitor = Visitor(self.studio)
        self.addCleanup(self.visitor.leave)
        class_folders(self.studio.data / "pictures", count=12, side=20)
        class_folders(self.studio.data / "kept", count=3, side=24)

    def tearDown(self):
        self.assertEqual(self.visitor.complaints(), [])

    def fill_in(self, form, values):
        """Types into the fields of the form of a kind of data set."""
        for name, text in values.items():
            field = self.visitor.see(f"#{form}-{name}")
            field.clear()
            field.send_keys(text)

    def test_a_folder_of_test_images_is_asked_for_and_explored(self):
        visitor = self.visitor
        visitor.open("/datasets/images/classification/new")
        self.assertFalse(visitor.all("#folder-folder_test")[0].is_displayed())
        visitor.choose("has_test_folder", "Yes")
        self.fill_in("folder", {"folder_train": "pictures", "dataset_name": "Lights",
                                "resize_width": SIDE, "resize_height": SIDE})
        visitor.choose("encoding", "PNG (lossless)")
        visitor.click("#create-folder")
        visitor.see("[data-field-of=folder_test] .invalid-feedback", "Name the folder")
        visitor.shot("40-dataset-without-test-folder")
        self.fill_in("folder", {"folder_test": "kept"})
        visitor.click("#create-folder")
        visitor.see("[data-field=status]", "Done", 120)
        self.assertIn("6\ntest images", visitor.see(".stat-row").text)
        self.assertEqual(visitor.see(".class-bars .value").text, "9 + 3 + 3")
        visitor.shot("41-dataset-with-test-part")
        visitor.click("a", "Explore all")
        visitor.click(".btn-group a", "Test")
        visitor.wait(lambda: set(visitor.picture_sizes(".image-grid img")) == {(16, 16)},
                     "the test images")
        visitor.see("span", "6 images, page 1 of 1")

    def test_lists_that_are_sent_become_a_data_set(self):
        visitor, own = self.visitor, temporary_folder()
        lines = [f"pictures/{name}/{number:02}.png {label}\n"
                 for label, name in enumerate(("bright", "dark")) for number in range(12)]
        (own / "train.txt").write_text("".join(lines))
        (own / "labels.txt").write_text("bright\n")
        visitor.open("/datasets/images/classification/new")
        visitor.upload("[name=textfile_train_images]", own / "train.txt")
        visitor.upload("[name=textfile_labels_file]", own / "labels.txt")
        self.fill_in("textfile", {"dataset_name": "Listed", "resize_width": SIDE,
                                  "resize_height": SIDE})
        visitor.click("#create-textfile")
        visitor.see("[data-field-of=textfile_local_labels_file] .invalid-feedback", "at least 2")
        visitor.see("[data-field-of=textfile_local_train_images] .kept-file", "train.txt")
        visitor.shot("42-dataset-short-labels")
        (own / "labels.txt").write_text("bright\ndark\n")
        visitor.upload("[name=textfile_labels_file]", own / "labels.txt")
        visitor.click("#create-textfile")
        visitor.see("[data-field=status]", "Done", 120)
        self.assertIn("24\ntraining images", visitor.see(".stat-row").text)
        self.assertEqual([each.text for each in visitor.all(".class-bars a")], ["bright", "dark"])

    def archive(self, name="animals.zip"):
        """A zip of the pictures, in a folder of its own as most archives have it."""
        path, source = temporary_folder() / name, self.studio.data / "pictures"
        with zipfile.ZipFile(path, "w") as packed:
            for file in sorted(source.rglob("*.png")):
                packed.write(file, f"animals/{file.relative_to(source)}")
        return path

    def test_an_archive_becomes_a_data_set_whose_images_are_enlarged(self):
        visitor, own = self.visitor, temporary_folder()
        (own / "other.zip").write_text("hello")
        visitor.open("/datasets/images/classification/new")
        visitor.upload("[name=folder_train_archive]", own / "other.zip")
        visitor.see(".kept-file.failed", "neither a zip nor a tar")
        visitor.shot("43-dataset-no-archive")
        visitor.upload("[name=folder_train_archive]", self.archive())
        visitor.see("[data-sent]", "animals.zip: 24 files")
        self.fill_in("folder", {"dataset_name": "Packed", "resize_width": SIDE,
                                "resize_height": "0"})
        visitor.click("#create-folder")
        visitor.see("[data-field-of=resize_height] .invalid-feedback")
        visitor.see("[data-field-of=folder_train] .kept-file", "animals.zip")
        self.fill_in("folder", {"resize_height": SIDE})
        visitor.click("#create-folder")
        visitor.see("[data-field=status]", "Done", 120)
        visitor.see(".task-list", "Write the training part")
        visitor.see(".file-list a", "folder_train.archive")
        visitor.shot("44-dataset-of-archive")
        visitor.click("a", "Explore all")
        visitor.click(".class-links a", "dark")
        visitor.click(".image-grid a")
        visitor.see("#enlarged-label", "dark")
        first = visitor.see("#enlarged [data-name]").text
        visitor.shot("45-image-enlarged", whole=False)
        visitor.click("#enlarged [data-step='1']")
        self.assertNotEqual(visitor.see("#enlarged [data-name]").text, first)
        visitor.click("#enlarged [data-close]")
        self.assertFalse(visitor.all("#enlarged")[0].is_displayed())
        visitor.click(".page-links a", "25")
        visitor.hold_a_phone()
        visitor.shot("46-explore-phone")
        self.assertLessEqual(visitor.width(), 390)

    def test_a_clone_has_what_was_typed_and_sent(self):
        visitor = self.visitor
        visitor.open("/datasets/images/classification/new")
        visitor.upload("[name=folder_train_archive]", self.archive())
        visitor.see("[data-sent]", "24 files")
        self.fill_in("folder", {"dataset_name": "Packed", "resize_width": SIDE,
                                "resize_height": SIDE})
        visitor.click("#create-folder")
        visitor.see("[data-field=status]", "Done", 120)
        visitor.click("#clone")
        visitor.see("[data-field-of=folder_train] .kept-file", "folder_train.archive")
        self.assertEqual(visitor.see("#folder-resize_width").get_attribute("value"), SIDE)
        visitor.click("#create-folder")
        visitor.see("[data-field=status]", "Done", 120)

    def test_a_form_shows_what_becomes_of_an_image(self):
        visitor = self.visitor
        visitor.open("/datasets/images/classification/new")
        visitor.click(".resize-example summary")
        shown = ".resize-results img"
        visitor.wait(lambda: visitor.picture_sizes(shown) == [(256, 256)] * 4, "four examples")
        self.fill_in("folder", {"resize_width": "64", "resize_height": "32"})
        visitor.wait(lambda: visitor.picture_sizes(shown) == [(64, 32)] * 4, "smaller examples")
        visitor.upload("#folder-example", self.studio.data / "pictures" / "bright" / "00.png")
        visitor.choose("resize_channels", "Grey")
        visitor.see(".resize-results i", "2.0 kB")
        visitor.shot("47-resize-examples")

    def small_dataset(self, name):
        """The id of a data set of the pictures, which is finished."""
        made = self.studio.post(
            "/datasets/images/classification", folder_train="pictures", dataset_name=name,
            resize_width=SIDE, resize_height=SIDE)["id"]
        self.studio.finished("datasets", made)
        return made

    def test_images_are_removed_and_relabelled_in_a_new_version(self):
        visitor, old = self.visitor, self.small_dataset("Lights")
        visitor.open(f"/datasets/{old}/explore")
        boxes = visitor.all("[data-pick]")
        boxes[0].click()
        boxes[1].send_keys(Keys.SHIFT, Keys.ARROW_RIGHT)
        visitor.see("#selected-images", "3 selected")
        visitor.shot("48-images-selected", whole=False)
        visitor.click("#remove-images")
        visitor.see("#changed-images", "3 to leave out, 0 with another label")
        visitor.click(".class-links a", "bright")
        visitor.see(".class-links a.active", "bright")
        last = visitor.all("[data-pick]")[-1]
        last.send_keys(Keys.SPACE)
        visitor.choose("new_label", "dark")
        visitor.click("#label-images")
        visitor.see("figcaption", "bright → dark")
        visitor.see("#changed-images", "3 to leave out, 1 with another label")
        visitor.shot("49-images-changed", whole=False)
        visitor.hold_a_phone()
        visitor.shot("49-images-changed-phone", whole=False)
        self.assertLessEqual(visitor.width(), 390)
        visitor.sit_at_a_desk()
        visitor.click("#new-version")
        visitor.see("[data-count]", "3 to leave out, 1 with another label")
        visitor.shot("50-new-version")
        visitor.click("#create-version")
        visitor.see("[data-field=status]", "Done", 120)
        visitor.see("#predecessor", "A new version of Lights.")
        self.assertIn("15\ntraining images", visitor.see(".stat-row").text)
        visitor.shot("51-version")
        visitor.click("#predecessor a")
        self.assertIn("18\ntraining images", visitor.see(".stat-row").text)
        visitor.click("a", "Explore all")
        self.assertFalse(visitor.all("#image-changes")[0].is_displayed())

    def test_images_are_added_in_a_new_version(self):
        visitor, old = self.visitor, self.small_dataset("Lights")
        more = class_folders(self.studio.data / "more", count=4, side=20)
        (more / "bright").rename(more / "grey")
        visitor.open(f"/datasets/{old}")
        visitor.click("#new-version")
        visitor.click("#create-version")
        visitor.see("[data-field-of=version_images] .invalid-feedback", "Add images, or leave out")
        self.fill_in("version", {"version_images": "more"})
        visitor.click("#create-version")
        visitor.see("[data-field=status]", "Done", 120)
        visitor.see(".class-bars a", "grey")
        self.assertEqual([each.text for each in visitor.all(".class-bars a")],
                         ["bright", "dark", "grey"])
        self.assertEqual([each.text for each in visitor.all(".class-bars .value")],
                         ["9 + 3", "12 + 4", "3 + 1"])

    def test_a_database_that_is_there_is_registered_and_explored(self):
        visitor, data = self.visitor, self.studio.data
        lines = [f"{name}/{number:02}.png {label}\n"
                 for label, name in enumerate(("bright", "dark")) for number in range(12)]
        (data / "list.txt").write_text("".join(lines))
        (data / "labels.txt").write_text("bright\n")
        subprocess.run([PROGRAM, "convert_imageset", "-gray", f"{data}/pictures/",
                        data / "list.txt", data / "train_lmdb"], check=True, capture_output=True)
        visitor.open("/datasets/images/classification/new")
        self.fill_in("lmdb", {"lmdb_train": "pictures", "dataset_name": "Found"})
        visitor.click("#create-lmdb")
        visitor.see("[data-field-of=lmdb_train] .invalid-feedback", "data.mdb")
        self.fill_in("lmdb", {"lmdb_train": "train_lmdb"})
        visitor.upload("[name=lmdb_labels_file]", data / "labels.txt")
        visitor.click("#create-lmdb")
        visitor.see("[data-field-of=lmdb_labels] .invalid-feedback", "at least 2")
        visitor.shot("52-lmdb-refused")
        (data / "labels.txt").write_text("bright\ndark\n")
        visitor.upload("[name=lmdb_labels_file]", data / "labels.txt")
        visitor.click("#create-lmdb")
        visitor.see("[data-field=status]", "Done", 120)
        visitor.see(".class-bars a", "dark")
        visitor.shot("53-lmdb")
        visitor.click("a", "Explore all")
        visitor.see("span", "24 images, page 1 of 1")
        visitor.wait(lambda: set(visitor.picture_sizes(".image-grid img")) == {(20, 20)},
                     "the images")

    def test_repeated_images_are_listed_and_left_out(self):
        visitor, pictures = self.visitor, self.studio.data / "pictures"
        for number in (1, 2):
            shutil.copy(pictures / "dark" / "00.png", pictures / "dark" / f"again{number}.png")
        shutil.copy(pictures / "dark" / "03.png", pictures / "bright" / "wrong.png")
        made = self.small_dataset("Lights")
        visitor.open(f"/datasets/{made}")
        self.assertEqual(len(visitor.all("#repeated li")), 3)
        visitor.wait(lambda: len(visitor.picture_sizes("#repeated img")) == 6, "both of each")
        visitor.shot("54-repeated-images")
        visitor.hold_a_phone()
        self.assertLessEqual(visitor.width(), 390)
        visitor.sit_at_a_desk()
        visitor.click("#without-repeated")
        visitor.see("[data-count]", "3 to leave out")
        visitor.click("#create-version")
        visitor.see("[data-field=status]", "Done", 120)
        visitor.see("#predecessor")
        self.assertEqual(visitor.all("#repeated"), [])

    def test_a_path_is_completed_while_it_is_typed(self):
        visitor = self.visitor
        visitor.open("/datasets/images/classification/new")
        visitor.see("#folder-folder_train").send_keys("pi")
        visitor.wait(lambda: visitor.script(
            "return [...document.querySelectorAll('#folder-folder_train-paths option')]"
            ".map(option => option.value).join()") == "pictures", "the folder")


if __name__ == "__main__":
    unittest.main()
