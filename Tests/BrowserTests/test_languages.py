"""The main pages in every language, and the switch between them."""
import shutil
import unittest

from pictures import class_folders
from program import OWN_LAYERS
from studio import Studio
from visitor import Visitor


LAYER = """\
layer {
  name: "hide"
  type: "Python"
  bottom: "scaled"
  top: "scaled"
  python_param { module: "digits_python_layers" layer: "HideQuarterLayer" }
}
"""


class LanguageTests(unittest.TestCase):
    def setUp(self):
        self.studio = Studio()
        self.addCleanup(self.studio.stop)
        self.visitor = Visitor(self.studio)
        self.addCleanup(self.visitor.leave)
        class_folders(self.studio.data / "pictures")
        self.dataset = self.studio.post(
            "/datasets/images/classification", folder_train="pictures", dataset_name="Small",
            resize_width=28, resize_height=28, resize_channels=1)["id"]
        self.model = self.studio.post(
            "/models/images/classification", dataset=self.dataset, method="standard",
            standard_networks="lenet", train_epochs=2, model_name="LeNet")["id"]
        self.studio.finished("models", self.model)

    def tearDown(self):
        self.assertEqual(self.visitor.complaints(), [])

    def speak(self, tag):
        """Chooses a language in the header; the page stays the same."""
        path = self.visitor.path
        self.visitor.click(f".language-switch [value='{tag}']")
        self.visitor.see(f"html[lang='{tag}'] .language-switch")
        self.assertEqual(self.visitor.path, path)

    def test_each_page_in_each_language(self):
        visitor = self.visitor
        for tag, words in (("zh-Hans", "数据集"), ("en", "Datasets")):
            visitor.open("/")
            self.speak(tag)
            visitor.see("h2", words)
            pages = {"home": "/", "new-dataset": "/datasets/images/classification/new",
                     "new-model": "/models/images/classification/new",
                     "dataset": f"/datasets/{self.dataset}",
                     "explore": f"/datasets/{self.dataset}/explore",
                     "model": f"/models/{self.model}", "error": "/nowhere"}
            for name, path in pages.items():
                visitor.open(path)
                visitor.see("main")
                self.assertEqual(visitor.all("html")[0].get_attribute("lang"), tag)
                self.assertNotIn("[[", visitor.all("body")[0].text)
                visitor.shot(f"{name}-{tag}")
            self.see_rows_on_one_line()
            self.classify(tag)
            self.refuse(tag)

    def see_rows_on_one_line(self):
        """Looks whether each job's name, progress and status are next to each other."""
        self.visitor.open("/")
        for row in self.visitor.all(".job-row"):
            places = [self.visitor.script("return arguments[0].getBoundingClientRect().top", part)
                      for part in row.find_elements("css selector", ".job-name, .job-status")]
            self.assertLess(max(places) - min(places), row.size["height"] / 2)

    def classify(self, tag):
        """Tests an image and sees what the layers saw."""
        visitor = self.visitor
        visitor.open(f"/models/{self.model}")
        visitor.wait(lambda: visitor.script(
            "return Chart.getChart('performance').data.datasets.length") == 3, "three curves")
        visitor.shot(f"model-{tag}")
        visitor.upload("#image_file", next(self.studio.data.glob("pictures/bright/*.png")))
        visitor.click("#show_visualizations")
        visitor.click("#classify-one")
        visitor.see("#predictions")
        visitor.shot(f"classify-{tag}")

    def refuse(self, tag):
        """Sends forms that are wrong."""
        visitor = self.visitor
        visitor.open("/datasets/images/classification/new")
        visitor.type("resize_width", "0")
        visitor.click("#create-folder")
        visitor.see(".invalid-feedback")
        visitor.shot(f"new-dataset-refused-{tag}")
        visitor.open("/models/images/classification/new")
        visitor.click("#create")
        visitor.see(".invalid-feedback")
        for button in visitor.all(".help-button"):
            if button.is_displayed():
                visitor.script("arguments[0].click()", button)
        visitor.shot(f"new-model-refused-{tag}")

    def test_a_model_with_a_layer_in_python(self):
        visitor = self.visitor
        visitor.open("/")
        self.speak("zh-Hans")
        model = self.model_with_layer()
        visitor.open(f"/models/{model}")
        visitor.see(".why", "验证图像也会经过“hide”。")
        visitor.click("#check-layers")
        visitor.see("#layer-findings h2", "各层的检查结果", seconds=120)
        visitor.shot("model-with-layer-zh-Hans")

    def model_with_layer(self):
        """Trains LeNet with a layer that hides a part of each image."""
        shutil.copy(OWN_LAYERS, self.studio.data / "layers.py")
        text = self.studio.post("/models/customize?network=lenet")["network"]
        place = text.rindex("layer {", 0, text.index('name: "conv1"'))
        model = self.studio.post(
            "/models/images/classification", dataset=self.dataset, method="custom",
            custom_network=text[:place] + LAYER + text[place:], train_epochs=1,
            python_layer_server_file="layers.py", model_name="LeNet with a layer")["id"]
        self.studio.finished("models", model)
        return model

    def test_no_page_is_wider_than_a_phone_in_chinese(self):
        visitor = self.visitor
        visitor.open("/")
        self.speak("zh-Hans")
        for width in (390, 360):
            visitor.hold_a_phone(width)
            for name, path in {"home": "/", "dataset": f"/datasets/{self.dataset}",
                               "new-dataset": "/datasets/images/classification/new",
                               "new-model": "/models/images/classification/new",
                               "model": f"/models/{self.model}"}.items():
                visitor.open(path)
                visitor.see(".site-header")
                visitor.shot(f"phone-{width}-{name}-zh-Hans")
                self.assertEqual(
                    visitor.script("return document.documentElement.scrollWidth"), width, path)


if __name__ == "__main__":
    unittest.main()
