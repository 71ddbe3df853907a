"""A list of images, tested with a model in a browser and by a script."""
import csv
import io
import unittest

from pictures import class_folders
from studio import Studio
from visitor import Visitor

MODELS = "/models/images/classification"


class ListTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.studio = Studio()
        class_folders(cls.studio.data / "pictures")
        dataset = cls.studio.post(
            "/datasets/images/classification", folder_train="pictures", dataset_name="Pictures",
            resize_channels=1, resize_width=28, resize_height=28)["id"]
        cls.studio.finished("datasets", dataset)
        cls.model = cls.studio.post(MODELS, dataset=dataset, model_name="LeNet",
                                    standard_networks="lenet", train_epochs=3)["id"]
        assert cls.studio.finished("models", cls.model)["status"] == "Done"
        (cls.studio.data / "pictures/broken.png").write_text("no image")
        # The last known one is called what it is not.
        images = [("bright", number, 0) for number in range(6)]
        images += [("dark", number, 1) for number in range(5)] + [("dark", 5, 0)]
        cls.list = "".join(f"{name}/{number:02}.png {label}\n" for name, number, label in images)
        cls.list += "bright/06.png\nbroken.png 1\nmissing.png 0\n"

    @classmethod
    def tearDownClass(cls):
        cls.studio.stop()

    def visit(self, tag):
        visitor = Visitor(self.studio)
        self.addCleanup(visitor.leave)
        visitor.open(f"/models/{self.model}")
        if tag != "en":
            visitor.click(f".language-switch [value={tag}]")
        path = self.studio.folder / "list.txt"
        path.write_text(self.list)
        visitor.upload("#image_list", path)
        visitor.type("image_folder", "pictures")
        return visitor

    def test_many_images_and_how_often_the_model_is_right(self):
        for tag, words in (("en", "Confusion matrix"), ("zh-Hans", "混淆矩阵")):
            visitor = self.visit(tag)
            visitor.click("#classify-many")
            visitor.see("h2", words)
            # Chinese has no blank before the sign.
            accuracy = [cell.text.replace(" %", "%") for cell in visitor.all("#accuracy dd")]
            self.assertEqual(accuracy, ["91.67%", "100.00%", "12"])
            rows = [[cell.text.replace(" %", "%")
                     for cell in row.find_elements("css selector", "td")]
                    for row in visitor.all("#confusion tbody tr")]
            self.assertEqual(rows, [["6", "1", "7", "85.71%"], ["", "5", "5", "100.00%"]])
            self.assertEqual(len(visitor.all("#images tr.wrong")), 1)
            self.assertEqual(len(visitor.all("#unreadable li")), 2)
            visitor.shot(f"43-many-{tag}")
            visitor.hold_a_phone(390)
            visitor.shot(f"43-many-{tag}-phone")
            self.assertEqual(visitor.width(), 390)
            file = visitor.all("a[download]")[0].get_attribute("href")
            path = file.removeprefix(self.studio.address)
            table = list(csv.DictReader(io.StringIO(self.studio.get(path).decode())))
            self.assertEqual(len(table), 15)
            self.assertEqual(table[0]["class"], "bright")
            self.assertEqual(table[12]["true class"], "")
            self.assertTrue(table[-1]["error"])
            self.assertEqual(visitor.complaints(), [])

    def test_the_likeliest_images_of_each_class(self):
        visitor = self.visit("en")
        visitor.type("top_n", "4")
        visitor.click("#top-n")
        visitor.see("h2", "bright")
        names = [caption.text for caption in visitor.all("figcaption")]
        self.assertEqual(len(names), 8)
        for place, name in enumerate(names):
            self.assertIn("pictures/bright" if place < 4 else "pictures/dark", name)
        for image in visitor.all("figure img"):
            self.assertGreater(visitor.script("return arguments[0].naturalWidth", image), 0)
        visitor.shot("44-likeliest")

    def test_a_list_without_a_file_or_with_a_wrong_number_is_refused_at_its_field(self):
        visitor = Visitor(self.studio)
        self.addCleanup(visitor.leave)
        visitor.open(f"/models/{self.model}")
        visitor.type("num_test_images", "-3")
        visitor.type("image_folder", "pictures")
        visitor.click("#show_visualizations")
        visitor.click("#classify-many")
        visitor.see("#num_test_images-error", "-3")
        self.assertEqual(visitor.see("#num_test_images").get_attribute("value"), "-3")
        self.assertEqual(visitor.see("#image_folder").get_attribute("value"), "pictures")
        self.assertTrue(visitor.see("#show_visualizations").is_selected())
        visitor.type("num_test_images", "3")
        visitor.click("#classify-many")
        visitor.see("#image_list-error", "Choose a list of images")
        visitor.shot("45-no-list")
        # The page goes on as it does at its own address.
        visitor.see("[data-live=epoch]", "Epoch")
        self.assertEqual(visitor.complaints(), [])

    def test_a_script_gets_what_digits_answers(self):
        found = self.studio.post(f"{MODELS}/classify_many.json?job_id={self.model}",
                                 files={"image_list": self.list}, image_folder="pictures",
                                 num_test_images=2)
        self.assertEqual(list(found), ["classifications"])
        self.assertEqual(sorted(found["classifications"]),
                         ["pictures/bright/00.png", "pictures/bright/01.png"])
        likeliest = found["classifications"]["pictures/bright/00.png"]
        self.assertEqual([name for name, _ in likeliest], ["bright", "dark"])
        found = self.studio.post(f"{MODELS}/classify_many.json?job_id={self.model}",
                                 files={"image_list": self.list}, image_folder="pictures")
        self.assertEqual(len(found["classifications"]), 13)
        self.assertEqual(sorted(found["errors"]), ["pictures/broken.png", "pictures/missing.png"])


if __name__ == "__main__":
    unittest.main()
