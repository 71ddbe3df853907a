"""Image regression in a browser: from a list that is sent to the values of one image."""
import math
import unittest

from pictures import png
from program import temporary_folder
from studio import Studio
from visitor import Visitor

SIDE = 28
STEP = 3
PHONE = 400


def dot(column, row):
    """A dark picture with one bright dot, which fades over eight pixels."""
    return png([[max(0, round(255 - 32 * math.hypot(x - column, y - row))) for x in range(SIDE)]
                for y in range(SIDE)])


class RegressionPagesTests(unittest.TestCase):
    def setUp(self):
        self.studio = Studio()
        self.addCleanup(self.studio.stop)
        self.visitor = Visitor(self.studio)
        self.addCleanup(self.visitor.leave)
        self.own = temporary_folder()
        self.lines = self.draw_dots()
        (self.own / "places.txt").write_text("".join(self.lines))

    def tearDown(self):
        self.assertEqual(self.visitor.complaints(), [])

    def draw_dots(self):
        """Fills a folder of the studio's machine; returns a list's lines, each with two values."""
        folder = self.studio.data / "dots"
        folder.mkdir()
        lines = []
        for column in range(2, SIDE, STEP):
            for row in range(2, SIDE, STEP):
                name = f"{column} and {row}.png"
                (folder / name).write_bytes(dot(column, row))
                lines.append(f"{name} {column / SIDE} {row / SIDE}\n")
        return lines

    def test_from_a_list_to_the_place_of_a_dot(self):
        self.see_the_form()
        self.send_uneven_values()
        self.send_a_list()
        self.train()
        self.see_its_values()
        self.see_all_in_chinese()
        self.see_all_on_a_phone()

    def see_the_form(self):
        visitor = self.visitor
        visitor.open("/")
        visitor.click("#new-dataset")
        visitor.click(".dropdown[open] a", "Regression")
        visitor.see("h1", "New image regression dataset")
        visitor.see(".sample-lines", "left/1.png 0.25 -1")
        visitor.shot("30-regression-new-dataset")

    def fill_in(self, values):
        for name, text in values.items():
            self.visitor.type(name, text)

    def send_uneven_values(self):
        """The worst list: one of its lines lacks a value. Nothing else has to be typed again."""
        visitor, uneven = self.visitor, self.own / "uneven.txt"
        uneven.write_text("".join(self.lines[:2]) + "2 and 8.png 0.07\n" + self.lines[3])
        visitor.upload("[name=value_list_file]", uneven)
        self.fill_in({"value_folder": "dots", "value_names": "x, y", "dataset_name": "Dots",
                      "resize_width": str(SIDE), "resize_height": str(SIDE)})
        visitor.choose("resize_channels", "Grey")
        visitor.click("#create-value-list")
        words = visitor.see("[data-field-of=value_list] .invalid-feedback", "uneven.txt:3").text
        self.assertIn("2 and 8.png 0.07", words)
        self.assertIn("2 finite numbers", words)
        self.assertNotIn(str(self.studio.jobs), words)
        visitor.see("[data-field-of=value_list] .kept-file", "uneven.txt")
        visitor.shot("31-regression-uneven-list")
        self.assertEqual(visitor.see("[name=value_names]").get_attribute("value"), "x, y")

    def send_a_list(self):
        visitor = self.visitor
        visitor.upload("[name=value_list_file]", self.own / "places.txt")
        visitor.click("#create-value-list")
        visitor.see("[data-field=status]", "Done", 120)
        numbers = visitor.see(".stat-row").text
        for number in (f"{len(self.lines) - round(len(self.lines) / 4)}\ntraining", "2\nvalues"):
            self.assertIn(number, numbers)
        self.assertEqual([row.text for row in visitor.all("#value-ranges tbody td:first-child")],
                         ["x", "y"])
        visitor.wait(lambda: (SIDE, SIDE) in visitor.picture_sizes(".image-grid img"), "images")
        visitor.shot("32-regression-dataset")
        self.dataset = visitor.path.rsplit("/", 1)[1]

    def train(self):
        visitor = self.visitor
        visitor.click("a", "Train a model")
        visitor.see("h1", "New image regression model")
        visitor.click("label", "LeNet for regression")
        visitor.type("train_epochs", "2")
        visitor.type("learning_rate", "0.001")
        visitor.type("batch_size", "8")
        visitor.type("model_name", "Place of a dot")
        visitor.shot("33-regression-new-model")
        visitor.click("#create")
        visitor.see("[data-field=status]", "Done", 240)
        names = visitor.wait(lambda: visitor.script(
            "return Chart.getChart('performance').data.datasets.map(line => line.label)"), "curves")
        self.assertEqual(sorted(names), ["loss (train)", "loss (val)"])
        self.assertFalse(visitor.all("[data-live=accuracy]"))
        visitor.shot("34-regression-model")
        self.model = visitor.path.rsplit("/", 1)[1]

    def see_its_values(self):
        visitor = self.visitor
        visitor.open(f"/models/{self.model}")
        visitor.upload("#image_file", self.studio.data / "dots" / "14 and 20.png")
        visitor.click("#classify-one")
        values = visitor.see("#values").text.split()
        self.assertEqual(values[::2], ["x", "y"])
        for value in values[1::2]:
            self.assertTrue(math.isfinite(float(value)), values)
        visitor.shot("35-regression-test")

    # MARK: Every page

    def pages(self):
        return {"new-dataset": "/datasets/images/regression/new",
                "dataset": f"/datasets/{self.dataset}",
                "explore": f"/datasets/{self.dataset}/explore",
                "new-model": "/models/images/regression/new", "model": f"/models/{self.model}"}

    def see_all_in_chinese(self):
        visitor = self.visitor
        visitor.click(".language-switch [value='zh-Hans']")
        visitor.see("html[lang='zh-Hans'] .language-switch")
        for name, path in self.pages().items():
            visitor.open(path)
            visitor.see("main")
            self.assertNotIn("[[", visitor.all("body")[0].text)
            visitor.shot(f"36-regression-{name}-zh-Hans")
        visitor.upload("#image_file", self.studio.data / "dots" / "14 and 20.png")
        visitor.click("#classify-one")
        visitor.see("h2", "数值")
        visitor.shot("36-regression-test-zh-Hans")

    def see_all_on_a_phone(self):
        visitor = self.visitor
        visitor.click(".language-switch [value='en']")
        visitor.hold_a_phone(PHONE)
        for name, path in self.pages().items():
            visitor.open(path)
            visitor.see(".site-header")
            visitor.shot(f"37-regression-{name}-phone")
            self.assertEqual(visitor.width(), PHONE, path)


if __name__ == "__main__":
    unittest.main()
