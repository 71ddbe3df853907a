"""The occlusion tutorial, walked through in a browser as a person does."""
import json
import re
import shutil
import unittest

from digits import SIDE, example, has_blank, small_mnist
from pictures import class_folders, pixels, png
from program import OWN_LAYERS, SEED_LAYERS, crema, temporary_folder
from studio import Studio
from visitor import Visitor

SNIPPET = """\
layer {
  name: "blank_square"
  type: "Python"
  bottom: "scaled"
  top: "scaled"
  python_param {
    module: "digits_python_layers"
    layer: "%s"
  }
}
"""

# What the page's editor holds, and a place in it.
EDITOR = "const editor = document.querySelector('.CodeMirror').CodeMirror;"
INSERT_BEFORE_CONV1 = EDITOR + """
const lines = editor.getValue().split('\\n');
const line = lines.findIndex(text => text.includes('name: "conv1"')) - 1;
editor.replaceRange(arguments[0], {line, ch: 0});
return lines[line];
"""
REPLACE = EDITOR + """
const text = editor.getValue();
editor.setValue(text.replace(arguments[0], arguments[1]));
return text.slice(0, text.indexOf(arguments[0])).split('\\n').length;
"""
POINTS = """
return Chart.getChart('performance').data.datasets.reduce((sum, line) => sum + line.data.length, 0);
"""
IS_DRAWN = """
const chart = document.getElementById('performance');
const image = chart.getContext('2d').getImageData(0, 0, chart.width, chart.height);
return image.data.some(value => value);
"""


class WalkthroughTests(unittest.TestCase):
    def setUp(self):
        self.studio = Studio(CREMA_MNIST=str(small_mnist()))
        self.addCleanup(self.studio.stop)
        self.visitor = Visitor(self.studio)
        self.addCleanup(self.visitor.leave)

    def tearDown(self):
        self.assertEqual(self.visitor.complaints(), [])

    def test_with_our_own_layer(self):
        self.see_an_empty_studio()
        self.make_mnist()
        self.make_a_data_set_of_a_folder()
        self.fill_in_a_model(OWN_LAYERS, "HideQuarterLayer")
        self.break_and_mend_the_network()
        self.visualize("HideQuarterLayer")
        self.create("LeNet with a blanked quarter")
        self.watch_it_train()
        self.see_python_2(OWN_LAYERS)
        self.classify("own")
        self.visitor.driver.back()
        self.use_it_elsewhere()
        self.compare_with_whole_images()
        self.abort_a_longer_training()
        self.see_all_at_home()

    @unittest.skipUnless(SEED_LAYERS.is_file(), "the tutorial's file is not next to the checkout")
    def test_with_the_tutorials_layer(self):
        self.make_mnist()
        self.fill_in_a_model(SEED_LAYERS, "BlankSquareLayer")
        self.visualize("BlankSquareLayer")
        self.check_layers("BlankSquareLayer")
        self.create("The tutorial's model")
        self.watch_it_train()
        self.see_python_2(SEED_LAYERS)
        self.check_layers("BlankSquareLayer")
        self.classify("tutorial")

    # MARK: Data sets

    def see_an_empty_studio(self):
        self.visitor.open("/")
        self.visitor.see(".empty-state", "No data sets yet")
        self.visitor.see(".empty-state", "No models yet")
        self.visitor.shot("01-empty")

    def make_mnist(self):
        visitor = self.visitor
        visitor.open("/")
        visitor.click("#new-dataset")
        visitor.click(".dropdown[open] a", "Classification")
        visitor.shot("02-new-dataset")
        visitor.click("#create-mnist")
        visitor.see("[data-field=status]", "Done", 120)
        numbers = visitor.see(".stat-row", "6,000").text
        for number in ("1,000", "10\nclasses", "28 × 28"):
            self.assertIn(number, numbers)
        self.assertEqual(len(visitor.all(".class-bars a")), 10)
        visitor.wait(lambda: (28, 28) in visitor.picture_sizes(".image-grid img"), "sample images")
        self.assertIn((28, 28), visitor.picture_sizes(".mean-image"))
        visitor.shot("03-mnist")

    def make_a_data_set_of_a_folder(self):
        visitor = self.visitor
        class_folders(self.studio.data / "pictures", count=12, side=20)
        visitor.open("/datasets/images/classification/new")
        for name, text in (("folder_train", "pictured"), ("dataset_name", "Bright and dark"),
                           ("resize_width", "16"), ("resize_height", "16")):
            visitor.type(name, text)
        visitor.choose("resize_channels", "Grey")
        visitor.click("#create-folder")
        visitor.see(".invalid-feedback", "pictured")
        name = visitor.see("[name=dataset_name]").get_attribute("value")
        self.assertEqual(name, "Bright and dark")
        visitor.type("folder_train", "pictures")
        visitor.click("#create-folder")
        visitor.see("[data-field=status]", "Done", 120)
        self.assertIn("16 × 16", visitor.see(".stat-row", "18").text)
        self.assertEqual([each.text for each in visitor.all(".class-bars a")], ["bright", "dark"])
        visitor.click("a", "Explore all")
        visitor.click(".class-links a", "dark")
        visitor.wait(lambda: set(visitor.picture_sizes(".image-grid img")) == {(16, 16)},
                     "the images of a class")
        self.assertEqual({each.text for each in visitor.all("figcaption")}, {"dark"})
        visitor.shot("04-explore")

    # MARK: A new model

    def fill_in_a_model(self, layer_file, layer):
        visitor = self.visitor
        visitor.open("/")
        visitor.click("#new-model")
        visitor.click(".dropdown[open] a", "Classification")
        visitor.click(".choice", "MNIST")
        visitor.unfold("#python_layer_from_client")
        visitor.click("#python_layer_from_client")
        visitor.upload("#python_layer_client_file", layer_file)
        visitor.click("[data-customize=lenet]")
        visitor.wait(lambda: "conv1" in visitor.script(EDITOR + "return editor.getValue()"),
                     "LeNet in the editor")
        self.assertEqual(visitor.script(INSERT_BEFORE_CONV1, SNIPPET % layer), "layer {")

    def break_and_mend_the_network(self):
        breaks = {("kernel_size: 5", "kernel_sise: 5"): 'did you mean "kernel_size"?',
                  ('type: "Pooling"', 'type: "Poling"'): 'did you mean "Pooling"?'}
        for (right, wrong), question in breaks.items():
            line = self.visitor.script(REPLACE, right, wrong)
            self.visitor.click("#visualize")
            words = self.visitor.see("#network-error", question).text
            self.assertIn(f"network:{line}:", words)
            marked = self.visitor.see(".error-line").text
            self.assertIn(wrong, marked)
            self.visitor.shot("05-broken-network")
            self.visitor.script(REPLACE, wrong, right)

    def visualize(self, layer):
        visitor = self.visitor
        visitor.click("#visualize")
        visitor.see("#drawing")
        visitor.wait(lambda: visitor.picture_sizes("#drawing-image")[0] > (50, 200), "a drawing")
        network = visitor.script(EDITOR + "return editor.getValue()")
        svg = self.studio.post("/models/visualize-network", custom_network=network)["svg"]
        self.assertIn("blank_square", svg)
        self.assertIn(layer, svg)
        self.assertFalse(visitor.all("#network-error:not(:empty)"))
        visitor.shot("06-visualize")

    def check_layers(self, layer):
        """The button runs the layer on images of MNIST; it is in training and, so far, harmless."""
        visitor = self.visitor
        visitor.click("#check-layers")
        found = visitor.see("[data-layer=blank_square]", layer, 60).text
        for sentence in ("nothing wrong", "1 x 28 x 28)", "it is random, and the same seed",
                         "the net never needs the gradient of this layer"):
            self.assertIn(sentence, found)
        self.assertNotIn("✗", found)
        self.assertIn("is Python 2", visitor.see("#layer-findings .notice").text)
        visitor.shot("05-check-layers" + ("-model" if visitor.all("[data-job-head]") else ""))

    def create(self, name, epochs=4):
        visitor = self.visitor
        visitor.type("train_epochs", str(epochs))
        visitor.type("model_name", name)
        visitor.click("#create")
        visitor.see("h1", name)
        self.assertRegex(visitor.path, r"^/models/\d{8}-\d{6}-[0-9a-f]{4}$")

    # MARK: The model's page

    def watch_it_train(self):
        visitor = self.visitor
        visitor.script("window.isSamePage = true")
        visitor.see("[data-field=status]", "Running", 120)
        first = visitor.wait(lambda: visitor.script(POINTS), "a first point of the curves", 120)
        visitor.wait(lambda: visitor.script(POINTS) > first, "a curve that goes on", 120)
        visitor.click("#log summary")
        visitor.see("[data-log]", "Iteration")
        visitor.see("[data-live=epoch]", " of 4")
        visitor.wait(lambda: visitor.see("[data-field=percent]").text != "0 %", "progress")
        visitor.see("[data-field=time]", " left")
        visitor.see("#abort")
        visitor.shot("07-training")
        visitor.see("[data-field=status]", "Done", 300)
        visitor.see("[data-field=percent]", "100 %")
        visitor.wait(lambda: not visitor.all("#abort"), "no button to abort what is done")
        labels = visitor.script(
            "return Chart.getChart('performance').data.datasets.map(line => line.label)")
        for label in ("loss (train)", "loss (val)", "accuracy (val)"):
            self.assertIn(label, labels)
        self.assertEqual(
            visitor.script("return Chart.getChart('rate').data.datasets.length"), 1)
        visitor.wait(lambda: visitor.script(IS_DRAWN), "drawn curves")
        self.assertTrue(visitor.script("return window.isSamePage"), "the page was loaded again")
        visitor.shot("08-trained")

    def see_python_2(self, layer_file):
        notice = self.visitor.see(".notice", "Python 2")
        link = notice.find_element("css selector", "a")
        corrected = self.studio.get(
            link.get_attribute("href").removeprefix(self.studio.address)).decode()
        original = layer_file.read_text()
        changed = [pair for pair in zip(original.splitlines(), corrected.splitlines())
                   if pair[0] != pair[1]]
        self.assertGreaterEqual(len(changed), 2)
        for old, new in changed:
            self.assertEqual(old.replace("/", "//"), new)

    def use_it_elsewhere(self):
        visitor = self.visitor
        visitor.choose("format", "zip")
        visitor.click("#download")
        archive = visitor.downloaded(".zip")
        self.assertRegex(archive.name, r"^\d{8}-\d{6}-[0-9a-f]{4}_epoch_4\.zip$")
        folder = temporary_folder()
        shutil.unpack_archive(archive, folder)
        info = json.loads((folder / "info.json").read_text())
        rows, label = example()
        (folder / "digit.png").write_bytes(png(rows))
        done = crema(
            "classify", "digit.png", "out.npy", "--model_def", info["deploy file"],
            "--pretrained_model", info["snapshot file"], "--mean_file", info["mean file"],
            "--labels", info["labels file"], "--images_dim", "28,28", "--center_only", cwd=folder)
        likeliest = re.search(r'^(0\.\d+) - "(\d)"$', done.stdout, re.MULTILINE)
        self.assertTrue(likeliest, done.stdout + done.stderr)
        self.assertEqual(likeliest[2], str(label))

    def compare_with_whole_images(self):
        visitor = self.visitor
        visitor.see(".why", "The validation images pass through “blank_square” as well")
        visitor.click("#validate-whole")
        visitor.see(".why", "the validation images stay whole")
        visitor.see("[data-field=status]", "Done", 300)
        visitor.wait(
            lambda: [each.text for each in visitor.all(".compared .badge")] == ["Done", "Done"],
            "two models that are done")
        changed, whole = (
            float(each.text.split()[0]) for each in visitor.all(".compared .big-number"))
        self.assertGreater(whole, 75)
        self.assertGreater(whole, changed + 1)
        visitor.wait(lambda: visitor.script(IS_DRAWN), "drawn curves")
        visitor.shot("10-compared")
        rows, label = example()
        self.assertEqual(self.predict(rows, visualize=False)[0][0], str(label))
        visitor.driver.back()

    def abort_a_longer_training(self):
        visitor = self.visitor
        visitor.click("a", "Clone")
        visitor.see("#python_layer_from_client")
        self.create("Too long", epochs=200)
        visitor.wait(lambda: visitor.script(POINTS), "a first point of the curves", 120)
        visitor.click("#abort")
        visitor.see("[data-field=status]", "Aborted", 120)
        visitor.wait(lambda: not visitor.all("#abort"), "no button to abort what is aborted")
        visitor.see("#classify-one:enabled")
        visitor.shot("11-aborted")

    # MARK: One image

    def predict(self, rows, visualize):
        """Tests an image on the model's page; the classes and their percents."""
        visitor = self.visitor
        image = temporary_folder() / "digit.png"
        image.write_bytes(png(rows))
        visitor.upload("#image_file", image)
        if visualize:
            visitor.click("#show_visualizations")
        visitor.see("#classify-one:enabled", seconds=30)
        visitor.click("#classify-one")
        visitor.see("h2", "Predictions", 120)
        labels = [each.text for each in visitor.all(".prediction-label")]
        percents = [each.text.removesuffix(" %") for each in visitor.all(".prediction-percent")]
        return list(zip(labels, map(float, percents)))

    def classify(self, name):
        visitor = self.visitor
        predictions = self.predict(example()[0], visualize=True)
        percents = [percent for _, percent in predictions]
        self.assertEqual(len(percents), 5)
        self.assertEqual(percents, sorted(percents, reverse=True))
        self.assertTrue(50 < sum(percents) <= 100.05, percents)
        visitor.shot(f"09-classified-{name}")
        rows = [row.get_attribute("data-layer") for row in visitor.all("#visualizations tbody tr")]
        for layer in ("data", "scaled", "conv1", "pool1", "conv2", "ip1", "ip2", "softmax"):
            self.assertIn(layer, rows)
        for text in visitor.all("#visualizations tbody tr"):
            self.assertRegex(text.text, r"Mean\s+-?[\d.e-]+\s+Std deviation\s+[\d.e-]+")
        self.assertTrue(self.is_grey(self.layer_picture("data")))
        for layer in ("scaled", "conv1", "pool2", "softmax"):
            self.assertFalse(self.is_grey(self.layer_picture(layer)), layer)
        self.assertFalse(self.has_blank(self.layer_picture("data")))
        self.assertTrue(self.has_blank(self.layer_picture("scaled")), "no blanked quarter")

    def layer_picture(self, layer):
        row = f"tr[data-layer='{layer}'][data-kind=Activation]"
        image = self.visitor.see(f"{row} img.layer-picture")
        return pixels(self.studio.get(
            image.get_attribute("src").removeprefix(self.studio.address)))

    def is_grey(self, rows):
        return all(len(set(pixel[:3])) == 1 for row in rows for pixel in row)

    def has_blank(self, rows):
        """The same of a picture of an image, enlarged."""
        scale = len(rows) // SIDE
        return has_blank([row[::scale] for row in rows[::scale]])

    def see_all_at_home(self):
        visitor = self.visitor
        visitor.click(".wordmark")
        for name in ("MNIST", "Bright and dark", "LeNet with a blanked quarter", "Too long"):
            visitor.see(".job-line", name)
        accuracy = visitor.see(".job-line", "validated on whole images").text
        self.assertTrue(re.search(r"\d+\.\d %", accuracy), accuracy)
        visitor.shot("12-home")


if __name__ == "__main__":
    unittest.main()
