"""Every page in every language, on a desk and on a phone, and the switch between them."""
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
# What a Chinese page has in Latin letters: names, and what is typed as it stands.
NAMES = set("""
Crema LeNet AlexNet GoogLeNet MNIST Fashion-MNIST Caffe Python LMDB HDF CPU SGD Adam AdaDelta
AdaGrad RMSprop RMS Nesterov NaN UTF Ctrl Gamma Power Sigmoid gamma power PNG JPEG WebP TIFF GIF BMP
PPM kB MB GB bright dark hide flowers road angle speed value Krizhevsky LeCun Szegedy EuclideanLoss
prototxt module val train deploy crema value_list layers caffe.Layer snapshot skipped.txt png
loss accuracy pictures GZIP CSV SVG ReLU animals labels test cats dogs zip tar
pictures CaffeNet VGG VGG-16 ResNet ResNet-50 SqueezeNet CIFAR CIFAR-10 cuda-convnet Iandola Jia
He Simonyan Zisserman caffemodel .caffemodel _retrain retrain weights squeezenet.caffemodel
API DIGITS HTTP JSON NAME OpenAPI PASSWORD Prometheus TOKEN crema_client json wheel
Datum class convert_imageset data.mdb
""".split())


class LanguageTests(unittest.TestCase):
    def setUp(self):
        self.studio = Studio()
        self.addCleanup(self.studio.stop)
        self.visitor = Visitor(self.studio)
        self.addCleanup(self.visitor.leave)
        class_folders(self.studio.data / "pictures")
        (self.studio.data / "pictures" / "dark" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        self.dataset = self.studio.post(
            "/datasets/images/classification", folder_train="pictures", dataset_name="数字",
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

    def photograph(self, name, tag):
        """Takes pictures of the page as wide as a desk's and as a phone's; it fits on both, and
        has no words of another language."""
        visitor = self.visitor
        self.assertEqual(visitor.all("html")[0].get_attribute("lang"), tag)
        self.assertNotIn("[[", visitor.all("body")[0].text)
        for width in (1280, 400):
            visitor.hold_a_phone(width)
            visitor.shot(f"{name}-{tag}-{width}")
            self.assertEqual(visitor.width(), width, name)
        visitor.sit_at_a_desk()
        if tag != "en":
            with self.subTest(name):
                self.assertEqual(visitor.words() - NAMES, set())

    def test_each_page_in_each_language(self):
        visitor = self.visitor
        pages = {"new-dataset": "/datasets/images/classification/new",
                 "new-model": "/models/images/classification/new",
                 "dataset": f"/datasets/{self.dataset}",
                 "explore": f"/datasets/{self.dataset}/explore", "error": "/nowhere",
                 "api": "/api"}
        for tag, words in (("zh-Hans", "数据集"), ("en", "Datasets")):
            visitor.open("/")
            self.speak(tag)
            visitor.see("h2", words)
            self.photograph("home", tag)
            for name, path in pages.items():
                visitor.open(path)
                visitor.see("main")
                self.photograph(name, tag)
            self.see_rows_on_one_line()
            self.classify(tag)
            self.refuse(tag)

    def see_rows_on_one_line(self):
        """Looks whether each job's name, progress and status are next to each other."""
        self.visitor.open("/")
        for row in self.visitor.all(".job-line"):
            places = [self.visitor.script("return arguments[0].getBoundingClientRect().top", part)
                      for part in row.find_elements("css selector", ".name, .status")]
            self.assertLess(max(places) - min(places), row.size["height"] / 2)

    def classify(self, tag):
        """Tests an image and sees what the layers saw."""
        visitor = self.visitor
        visitor.open(f"/models/{self.model}")
        visitor.wait(lambda: visitor.script(
            "return Chart.getChart('performance').data.datasets.length") == 3, "three curves")
        self.photograph("model", tag)
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
        self.photograph("new-dataset-refused", tag)
        visitor.open("/models/images/classification/new")
        visitor.type("train_epochs", "-1")
        visitor.click("#create")
        visitor.see(".invalid-feedback")
        for button in visitor.all(".help-button"):
            if button.is_displayed():
                visitor.script("arguments[0].click()", button)
        self.photograph("new-model-refused", tag)

    def test_what_becomes_of_jobs(self):
        visitor = self.visitor
        shutil.copytree(self.studio.data / "pictures/dark", self.studio.data / "alone/dark")
        failed = self.studio.post("/datasets/images/classification", folder_train="alone",
                                  dataset_name="一类")["id"]
        self.studio.finished("datasets", failed)
        for tag, skipped, reason in (
                ("en", "1 of 25 images skipped", "fewer than 2 categories"),
                ("zh-Hans", "25 张图像中有 1 张被跳过", "类别不足 2 个")):
            visitor.open(f"/datasets/{self.dataset}")
            self.speak(tag)
            visitor.see(".notice", skipped)
            visitor.open(f"/datasets/{failed}")
            visitor.see(".failure h2", reason)
            visitor.shot(f"failed-{tag}")
            visitor.open("/")
            visitor.see(".job-message", reason)
            visitor.shot(f"home-failed-{tag}")

    def test_regression_in_each_language(self):
        visitor = self.visitor
        lines = [f"{path.relative_to(self.studio.data)} {number / 30}\n" for number, path in
                 enumerate(sorted(self.studio.data.glob("pictures/*/[0-9]*.png")))]
        (self.studio.data / "values.txt").write_text("".join(lines))
        dataset = self.studio.post(
            "/datasets/images/regression", value_list="values.txt", value_names="亮度",
            dataset_name="路面", resize_width=28, resize_height=28, resize_channels=1)["id"]
        model = self.studio.post(
            "/models/images/regression", dataset=dataset, method="standard",
            standard_networks="lenet-regression", train_epochs=1, model_name="回归模型")["id"]
        self.studio.finished("models", model)
        for tag in ("zh-Hans", "en"):
            visitor.open("/")
            self.speak(tag)
            for name, path in {
                    "new-dataset": "/datasets/images/regression/new",
                    "new-model": "/models/images/regression/new",
                    "dataset": f"/datasets/{dataset}", "explore": f"/datasets/{dataset}/explore",
                    "model": f"/models/{model}"}.items():
                visitor.open(path)
                visitor.see("main")
                self.photograph(f"regression-{name}", tag)
            visitor.upload("#image_file", next(self.studio.data.glob("pictures/bright/*.png")))
            visitor.click("#classify-one")
            visitor.see("#values")
            self.photograph("regression-test", tag)

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


class EmptyStudioTests(unittest.TestCase):
    def test_the_first_pages_in_each_language(self):
        studio = Studio(token="auto")
        self.addCleanup(studio.stop)
        visitor = Visitor(studio)
        self.addCleanup(visitor.leave)
        for tag, signing_in, empty, first in (
                ("zh-Hans", "登录", "还没有数据集", "先创建数据集"),
                ("en", "Sign in", "No data sets yet", "Make a data set first")):
            visitor.driver.delete_cookie("crema_token")
            visitor.open("/")
            visitor.click(f".language-switch [value='{tag}']")
            visitor.wait(lambda: signing_in in visitor.driver.title, "the field for the token")
            visitor.shot(f"sign-in-{tag}")
            visitor.type("token", (studio.jobs / ".token").read_text())
            visitor.click("main button")
            visitor.see(".lead", empty)
            visitor.shot(f"empty-{tag}")
            visitor.open("/models/images/classification/new")
            visitor.see("main a", first)
            visitor.shot(f"no-dataset-{tag}")


if __name__ == "__main__":
    unittest.main()
