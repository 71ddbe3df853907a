"""What axe finds in each page, in each of its states, on three screens and in both schemes."""
import subprocess
import unittest

from selenium.webdriver.common.keys import Keys

import axe
from pictures import class_folders
from program import PROGRAM
from studio import Studio
from visitor import Visitor

DATASETS = "/datasets/images/classification"
MODELS = "/models/images/classification"


class Examination(unittest.TestCase):
    """Looks at pages of `studio` with `visitor`."""

    def tearDown(self):
        self.assertEqual(self.visitor.complaints(), [])

    def examine(self, name):
        """Holds the page as it is now to axe, in both schemes and as wide as three screens."""
        visitor, found = self.visitor, {}
        for scheme in axe.SCHEMES:
            for width in axe.WIDTHS:
                axe.look(visitor, scheme, width)
                lines = axe.findings(visitor)
                if visitor.width() != width:
                    lines.append(f"the page is {visitor.width()} pixels wide")
                for line in lines:
                    found.setdefault(line, []).append(f"{scheme} {width}")
                if width != 400:
                    visitor.shot(f"{scheme}-{width}-{name}")
        axe.look(visitor, "light", 1280)
        with self.subTest(name):
            self.assertFalse(found, "".join(
                f"\n{', '.join(places)}: {line}" for line, places in found.items()))

    def visit(self, path, name, selector="main"):
        """Goes to a page and examines it."""
        self.visitor.open(path)
        self.visitor.see(selector)
        self.examine(name)


class AccessibilityTests(Examination):
    @classmethod
    def setUpClass(cls):
        cls.studio = Studio()
        cls.addClassCleanup(cls.studio.stop)
        cls.visitor = Visitor(cls.studio)
        cls.addClassCleanup(cls.visitor.leave)
        class_folders(cls.studio.data / "pictures")
        (cls.studio.data / "pictures/dark/broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        cls.dataset = cls.studio.post(
            DATASETS, folder_train="pictures", dataset_name="Small", resize_width=28,
            resize_height=28, resize_channels=1)["id"]
        cls.studio.finished("datasets", cls.dataset)
        cls.model = cls.train("Done", train_epochs=2, group_name="pictures")
        cls.studio.finished("models", cls.model)
        cls.failed = cls.train("Diverged", train_epochs=50, learning_rate="1e30")
        assert cls.studio.finished("models", cls.failed)["status"] == "Error"

    @classmethod
    def train(cls, name, **fields):
        """The id of a new training of LeNet."""
        return cls.studio.post(MODELS, dataset=cls.dataset, model_name=name,
                               standard_networks="lenet", **fields)["id"]

    def test_pages_of_data_sets(self):
        visitor = self.visitor
        self.visit(f"{DATASETS}/new", "new-dataset")
        visitor.type("resize_width", "0")
        visitor.click("#create-folder")
        visitor.see(".invalid-feedback")
        self.examine("new-dataset-refused")
        self.visit("/datasets/images/regression/new", "new-values")
        self.visit(f"/datasets/{self.dataset}", "dataset", ".class-bars")
        self.visit(f"/datasets/{self.dataset}/explore", "explore", ".image-grid img")
        visitor.click(".image-grid a")
        visitor.see("dialog[open]")
        self.examine("enlarged")
        visitor.press(Keys.ESCAPE)
        visitor.click(".image-grid [data-pick]")
        visitor.see("#image-changes")
        self.examine("explore-selected")
        self.visit(f"/datasets/{self.dataset}/versions/new", "version", ".version-changes")

    def test_a_data_set_that_failed(self):
        (self.studio.data / "empty/one").mkdir(parents=True)
        failed = self.studio.post(DATASETS, folder_train="empty", dataset_name="Empty")["id"]
        self.studio.finished("datasets", failed)
        self.visit(f"/datasets/{failed}", "dataset-failed", ".failure")

    def edit(self, text):
        """Puts a text into the editor of the form."""
        self.visitor.script(
            "document.querySelector('.CodeMirror').CodeMirror.setValue(arguments[0])", text)

    def test_the_form_of_a_new_model(self):
        visitor = self.visitor
        self.visit(f"{MODELS}/new", "new-model", "#cost")
        visitor.wait(lambda: "parameters" in visitor.see("#cost").text, "what it costs")
        for tab in ("previous", "pretrained", "custom"):
            visitor.click(f"#tab-{tab}")
            visitor.see(f"#{tab}.show")
            self.examine(f"new-model-{tab}")
        visitor.click("#tab-standard")
        visitor.click("[data-customize='lenet']")
        visitor.see(".CodeMirror", "LeNet")
        visitor.click("#visualize")
        visitor.wait(lambda: visitor.picture_sizes("#drawing-image")[0][0], "the drawing")
        self.examine("new-model-drawn")
        self.edit("layer { typ: 3 }\n")
        visitor.see(".line-error")
        self.examine("new-model-errors")
        self.edit("")
        visitor.click(".CodeMirror")
        visitor.press("l")
        visitor.see(".CodeMirror-hint")
        self.assertEqual(axe.findings(visitor), [])
        visitor.press(Keys.ESCAPE)
        visitor.click("#tab-standard")
        visitor.see("#standard.show")
        visitor.click("[data-customize='lenet']")
        visitor.see("dialog[open]")
        self.examine("new-model-replace")
        visitor.click("dialog [value='replace']")
        visitor.see(".CodeMirror", "LeNet")
        visitor.unfold("#rate-curve")
        self.examine("new-model-advanced")
        visitor.type("train_epochs", "-1")
        for button in visitor.all(".help-button"):
            if button.is_displayed():
                visitor.script("arguments[0].click()", button)
        visitor.click("#create")
        visitor.see(".invalid-feedback")
        self.examine("new-model-refused")

    def test_the_keyboard_leaves_the_editor(self):
        visitor = self.visitor
        visitor.open(f"{MODELS}/new")
        visitor.click("#tab-custom")
        visitor.see("#custom.show")
        inside = "return Boolean(document.activeElement.closest('.CodeMirror'))"
        visitor.script("document.querySelector('.CodeMirror').CodeMirror.focus()")
        self.assertTrue(visitor.script(inside))
        visitor.press(Keys.TAB)
        self.assertFalse(visitor.script(inside))
        visitor.press(Keys.SHIFT, Keys.TAB)
        self.assertTrue(visitor.script(inside))
        visitor.press(Keys.SHIFT, Keys.TAB)
        self.assertFalse(visitor.script(inside))

    def test_pages_of_models(self):
        visitor = self.visitor
        self.visit(f"/models/{self.model}", "model", "#performance")
        visitor.click("#edit-details")
        visitor.script("for (const part of document.querySelectorAll('main details')) "
                       "part.open = true")
        self.examine("model-details")
        self.visit(f"{MODELS}/large_graph?job_id={self.model}", "model-large-graph", "#performance")
        self.visit(f"/models/{self.failed}", "model-failed", ".failure")
        self.visit(f"/models/compare?job_ids={self.model},{self.failed}", "compare",
                   ".compare-table")

    def test_models_that_are_training_and_waiting(self):
        running = self.train("Running", train_epochs=100000)
        waiting = self.train("Waiting", train_epochs=1)
        try:
            self.visit(f"/models/{running}", "model-running", "#pause")
            self.visit(f"/models/{waiting}", "model-waiting")
            self.visit("/", "home", ".job-table")
            self.visitor.click("[data-job] [data-pick]")
            self.visitor.see("#selection")
            self.examine("home-selected")
        finally:
            for job in (waiting, running):
                self.studio.post(f"/jobs/{job}/abort")

    def test_images_that_a_model_is_tried_on(self):
        visitor = self.visitor
        picture = next(self.studio.data.glob("pictures/bright/*.png"))
        visitor.open(f"/models/{self.model}")
        visitor.upload("#image_file", picture)
        visitor.click("#show_visualizations")
        visitor.click("#classify-one")
        visitor.see("#predictions")
        self.examine("classify")
        visitor.hold_a_phone()
        self.assertEqual(visitor.script(
            "const part = document.querySelector('.layer-table').parentElement;"
            "return part.scrollWidth - part.clientWidth"), 0)
        names = [f"{name}/{number:02}.png {label}\n" for label, name in
                 enumerate(("bright", "dark")) for number in range(4)]
        path = self.studio.folder / "list.txt"
        path.write_text("".join(names) + "missing.png 0\ndark/05.png 0\n")
        for button, seen, name in (("#classify-many", "#confusion", "many"),
                                   ("#top-n", ".likeliest", "likeliest")):
            visitor.open(f"/models/{self.model}")
            visitor.upload("#image_list", path)
            visitor.type("image_folder", "pictures")
            visitor.click(button)
            visitor.see(seen)
            self.examine(name)

    def test_a_page_and_its_charts_follow_the_scheme_of_the_system(self):
        visitor = self.visitor
        visitor.open(f"/models/{self.model}")
        visitor.wait(lambda: visitor.script(
            "return Chart.getChart('performance').data.datasets.length"), "curves")
        for scheme, colours in (("light", ["rgb(250, 248, 245)", "rgb(232, 225, 217)"]),
                                ("dark", ["rgb(25, 21, 19)", "rgb(65, 56, 50)"]),
                                ("light", ["rgb(250, 248, 245)", "rgb(232, 225, 217)"])):
            axe.look(visitor, scheme, 1280)
            visitor.wait(lambda: visitor.script("""
                const {options} = Chart.getChart("performance");
                return [getComputedStyle(document.body).backgroundColor,
                        options.scales.x.grid.color];""") == colours, f"the {scheme} scheme")

    def test_the_other_pages(self):
        self.visit("/settings", "settings")
        self.visit("/audit", "audit", "#requests")
        self.visit("/pretrained_models", "pretrained")
        self.visit("/api", "api")
        self.visit("/nowhere", "error")


class EmptyStudioTests(Examination):
    """The pages of a studio without a job, behind a token."""

    @classmethod
    def setUpClass(cls):
        cls.studio = Studio(token="auto")
        cls.addClassCleanup(cls.studio.stop)
        cls.visitor = Visitor(cls.studio)
        cls.addClassCleanup(cls.visitor.leave)

    def test_the_first_pages(self):
        visitor = self.visitor
        self.visit("/", "token")
        visitor.type("token", (self.studio.jobs / ".token").read_text())
        visitor.click("main button")
        visitor.see(".lead")
        self.examine("empty")
        self.visit(f"{MODELS}/new", "no-dataset")
        self.studio.stop()
        visitor.see("#connection", seconds=60)
        self.examine("gone")
        # What the browser has against a studio that is gone.
        visitor.complaints()


class SignInTests(Examination):
    """The page for people who have a name and a password."""

    @classmethod
    def setUpClass(cls):
        cls.studio = Studio()
        cls.addClassCleanup(cls.studio.stop)
        cls.visitor = Visitor(cls.studio)
        cls.addClassCleanup(cls.visitor.leave)
        subprocess.run(
            [PROGRAM, "studio", "users", "add", "anna", "--role", "train", "--jobs-dir",
             cls.studio.jobs], input="correct horse\n", text=True, check=True,
            stdout=subprocess.DEVNULL)

    def test_signing_in_and_being_signed_in(self):
        visitor = self.visitor
        self.visit("/settings", "sign-in", "#password")
        for password, selector, name in (("wrong horse", "#password", "sign-in-refused"),
                                         ("correct horse", ".error-title", "forbidden")):
            visitor.type("username", "anna")
            visitor.type("password", password)
            visitor.click("#sign-in")
            visitor.see(selector)
            self.examine(name)


if __name__ == "__main__":
    unittest.main()
