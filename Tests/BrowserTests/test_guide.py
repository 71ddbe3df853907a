"""The guide in the studio, and the pictures in it: CREMA_GUIDE_PICTURES is the folder to fill."""
import os
import unittest
from pathlib import Path

import axe
from pictures import class_folders
from studio import Studio
from visitor import Visitor

DATASETS = "/datasets/images/classification"
MODELS = "/models/images/classification"


class GuideTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.studio = Studio()
        cls.addClassCleanup(cls.studio.stop)
        cls.visitor = Visitor(cls.studio)
        cls.addClassCleanup(cls.visitor.leave)

    def test_each_page_is_shown_and_axe_finds_nothing(self):
        visitor = self.visitor
        visitor.open("/")
        visitor.click("#help")
        visitor.see(".help-menu", "Crema 0")
        visitor.shot("help", whole=False)
        visitor.click(".help-menu a", "About this page")
        visitor.see("h1", "Home")
        visitor.open("/guide")
        pages = [link.get_attribute("href").removeprefix(self.studio.address)
                 for link in visitor.all(".guide-pages a")]
        self.assertGreater(len(pages), 10)
        for page in pages:
            visitor.open(page)
            visitor.see("article h1")
            self.assertNotIn((0, 0), visitor.picture_sizes(".guide-picture"), page)
            for scheme, width in (("light", 1280), ("dark", 320)):
                axe.look(visitor, scheme, width)
                self.assertEqual(axe.findings(visitor), [], page)
                self.assertEqual(visitor.width(), width, page)
            visitor.shot(f"guide{page.replace('/', '-')}")
        axe.look(visitor, "light", 1280)
        self.assertEqual(visitor.complaints(), [])


@unittest.skipUnless("CREMA_GUIDE_PICTURES" in os.environ, "scripts/guide makes the pictures")
class GuidePictureTests(unittest.TestCase):
    """Makes the pictures of the guide: the tutorial in a studio with small data."""

    def setUp(self):
        self.studio = Studio()
        self.addCleanup(self.studio.stop)
        self.visitor = Visitor(self.studio)
        self.addCleanup(self.visitor.leave)
        self.folder = Path(os.environ["CREMA_GUIDE_PICTURES"])

    def take(self, name, path=None, height=760):
        """Takes a picture of a page as wide as a small window."""
        visitor = self.visitor
        if path:
            visitor.open(path)
        visitor.see("main")
        visitor.wait(lambda: visitor.script("return document.readyState") == "complete", name)
        visitor.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": 1100, "height": height, "deviceScaleFactor": 1, "mobile": False})
        visitor.script("scrollTo({top: 0, behavior: 'instant'})")
        (self.folder / f"{name}.webp").write_bytes(
            visitor.picture(format="webp", quality=60))

    def test_pictures(self):
        visitor, studio = self.visitor, self.studio
        class_folders(studio.data / "pictures", count=40, side=28)
        dataset = studio.post(DATASETS, folder_train="pictures", dataset_name="Bright and dark",
                              resize_width=28, resize_height=28, resize_channels=1)["id"]
        studio.finished("datasets", dataset)
        models = [studio.post(MODELS, dataset=dataset, model_name=name, train_epochs=6,
                              standard_networks="lenet", learning_rate=rate)["id"]
                  for name, rate in (("LeNet", "0.01"), ("LeNet, slower", "0.002"))]
        for model in models:
            studio.finished("models", model)
        self.take("home", "/")
        self.take("new-data-set", f"{DATASETS}/new")
        self.take("data-set", f"/datasets/{dataset}")
        self.take("explore", f"/datasets/{dataset}/explore", height=620)
        visitor.open(f"{MODELS}/new")
        visitor.wait(lambda: "An epoch" in visitor.see("#cost").text, "the time", 60)
        self.take("new-model", height=900)
        visitor.open(f"/models/{models[0]}")
        visitor.wait(lambda: visitor.script(
            "return Chart.getChart('performance').data.datasets.length") == 3, "curves")
        self.take("model")
        visitor.upload("#image_file", next(studio.data.glob("pictures/bright/*.png")))
        visitor.click("#show_visualizations")
        visitor.click("#classify-one")
        visitor.see("#predictions")
        self.take("classify")
        path = studio.folder / "list.txt"
        path.write_text("".join(f"{name}/{number:02}.png {label}\n" for label, name in
                                enumerate(("bright", "dark")) for number in range(12)))
        visitor.open(f"/models/{models[0]}")
        visitor.upload("#image_list", path)
        visitor.type("image_folder", "pictures")
        visitor.click("#classify-many")
        visitor.see("#confusion")
        self.take("many-images")
        visitor.open(f"/models/compare?job_ids={','.join(models)}")
        visitor.wait(lambda: visitor.script("return Object.keys(Chart.instances).length"), "charts")
        self.take("compare")
        self.take("pretrained", "/pretrained_models")
        self.take("settings", "/settings", height=400)
        locked = Studio(token="auto")
        self.addCleanup(locked.stop)
        visitor.driver.get(locked.address)
        self.take("sign-in", height=440)


if __name__ == "__main__":
    unittest.main()
