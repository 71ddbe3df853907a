"""Data sets of classes in a browser: folders for each part, and lists that are sent."""
import unittest

from pictures import class_folders
from program import temporary_folder
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


if __name__ == "__main__":
    unittest.main()
