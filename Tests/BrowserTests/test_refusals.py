"""What the pages say when something is wrong: one clear sentence, and nothing is lost."""
import subprocess
import unittest

from pictures import class_folders
from program import LAYER_FILE, PROGRAM, temporary_folder
from studio import Studio
from visitor import Visitor

NETWORK = """\
layer { name: "data" type: "Data" top: "data" top: "label" include { stage: "train" }
        data_param { batch_size: 4 } }
layer { name: "data" type: "Data" top: "data" top: "label" include { stage: "val" }
        data_param { batch_size: 4 } }
layer { name: "mine" type: "Python" bottom: "data" top: "data"
        python_param { module: "digits_python_layers" layer: "Mine" } }
layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
        inner_product_param { weight_filler { type: "xavier" } } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss"
        exclude { stage: "deploy" } }
layer { name: "softmax" type: "Softmax" bottom: "ip" top: "softmax" include { stage: "deploy" } }
"""
GOOD = "top[0].data[...] = bottom[0].data / 256.0"


class RefusalTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.studio = Studio(CREMA_LAYER_TIMEOUT="1")
        cls.addClassCleanup(cls.studio.stop)
        cls.visitor = Visitor(cls.studio)
        cls.addClassCleanup(cls.visitor.leave)
        class_folders(cls.studio.data / "pictures")
        made = cls.studio.post(
            "/datasets/images/classification", folder_train="pictures", dataset_name="Small",
            resize_width=8, resize_height=8, resize_channels=1)
        cls.dataset = made["id"]
        assert cls.studio.finished("datasets", cls.dataset)["status"] == "Done", cls.studio.logs()

    def layer_file(self, text, name="layers.py"):
        (self.studio.data / name).write_text(text)
        return name

    def train(self, forward, name, **fields):
        """Trains with a layer file on the server, and opens the model's page when that is over."""
        made = self.studio.post(
            "/models/images/classification", dataset=self.dataset, method="custom",
            custom_network=NETWORK, train_epochs=2, model_name=name,
            python_layer_server_file=self.layer_file(LAYER_FILE % forward), **fields)
        job = self.studio.finished("models", made["id"])
        self.visitor.open(f"/models/{made['id']}")
        return job

    # MARK: Pages

    def test_a_port_in_use(self):
        port = self.studio.address.rsplit(":", 1)[1]
        other = Studio(port=port)
        self.assertEqual(other.stop(), 1)
        self.assertEqual(
            other.log.read_text().strip(),
            f"Error: Port {port} on 127.0.0.1 is in use; stop what uses it or choose another "
            "with --port.")

    def test_a_job_that_does_not_exist(self):
        for kind in ("models", "datasets"):
            self.visitor.open(f"/{kind}/20160101-000000-0000")
            self.visitor.see("main", "There is no job “20160101-000000-0000”")
            self.visitor.shot("21-no-job")
            self.visitor.click("a", "Back to the start")
            self.visitor.see("h2", "Datasets")

    def test_a_page_that_does_not_exist(self):
        self.visitor.open("/nowhere")
        self.visitor.see("main", "There is no page “/nowhere”")

    # MARK: A new model

    def test_a_wrong_layer_file_is_reported_next_to_its_field(self):
        cases = {
            LAYER_FILE % "x =": "layers.py:9: SyntaxError: invalid syntax",
            (LAYER_FILE % GOOD).replace("Mine", "Other"):
                "Layer “mine” needs the class Mine, but layers.py has Other.",
        }
        for text, sentence in cases.items():
            with self.subTest(sentence):
                self.refuse_a_model(text, sentence)

    def refuse_a_model(self, layers, sentence):
        visitor, file = self.visitor, temporary_folder() / "layers.py"
        file.write_text(layers)
        visitor.open(f"/models/images/classification/new?dataset={self.dataset}")
        visitor.unfold("#python_layer_from_client")
        visitor.click("#python_layer_from_client")
        visitor.upload("#python_layer_client_file", file)
        visitor.click("#tab-custom")
        visitor.script(
            "document.querySelector('.CodeMirror').CodeMirror.setValue(arguments[0])", NETWORK)
        visitor.type("model_name", "Kept name")
        visitor.type("train_epochs", "7")
        visitor.click("#create")
        visitor.see(".invalid-feedback", sentence)
        visitor.shot("22-bad-layer-file")
        self.assertEqual(visitor.see("[name=model_name]").get_attribute("value"), "Kept name")
        self.assertEqual(visitor.see("[name=train_epochs]").get_attribute("value"), "7")
        self.assertIn("layers.py", visitor.see("#kept-file").text)
        self.assertEqual(visitor.script(
            "return document.querySelector('.CodeMirror').CodeMirror.getValue()"), NETWORK)

    # MARK: Layers that are checked

    def check_layers(self, layers, network=NETWORK, dataset=None):
        """A new model with a layer file, its button "Check layers" pressed."""
        visitor = self.visitor
        visitor.open(f"/models/images/classification/new?dataset={dataset or self.dataset}")
        visitor.type("python_layer_server_file", self.layer_file(layers))
        visitor.click("#tab-custom")
        visitor.script(
            "document.querySelector('.CodeMirror').CodeMirror.setValue(arguments[0])", network)
        visitor.click("#check-layers")

    def test_a_wrong_gradient_is_seen_before_training(self):
        wrong = (LAYER_FILE % "top[0].data[...] = 3 * bottom[0].data").replace(
            "pass\n", "bottom[0].diff[...] = top[0].diff\n").replace(
            "setup(self, bottom, top):\n        bottom[0].diff[...] = top[0].diff",
            "setup(self, bottom, top):\n        pass")
        learning = NETWORK.replace('bottom: "data" top: "data"\n        python', (
            'bottom: "hidden" top: "hidden"\n        python')).replace(
            'layer { name: "mine"', 'layer { name: "hidden" type: "InnerProduct" bottom: "data" '
            'top: "hidden"\n        inner_product_param { num_output: 9 weight_filler { type: '
            '"xavier" } } }\nlayer { name: "mine"').replace(
            'bottom: "data" top: "ip"', 'bottom: "hidden" top: "ip"')
        self.check_layers(wrong, learning)
        found = self.visitor.see("[data-layer=mine]", "1 wrong", 60)
        self.assertIn("by differences", found.find_element("css selector", ".finding.bad").text)
        self.visitor.shot("25-wrong-gradient")

    def test_a_checked_layer_that_raises_shows_its_traceback(self):
        self.check_layers(LAYER_FILE % "raise ValueError('enough')")
        found = self.visitor.see("[data-layer=mine]", "ValueError: enough", 60).text
        self.assertIn("in forward", found)
        self.visitor.shot("26-check-raises")

    def test_what_a_check_lacks_is_reported_next_to_the_button(self):
        self.check_layers(LAYER_FILE % GOOD, NETWORK.replace("batch_size: 4", "batch_siz: 4"))
        self.visitor.see("#check-problems", "batch_siz", 60)
        self.visitor.see("#network-error", "network:2:")
        self.assertTrue(self.visitor.all(".error-line"))
        self.visitor.shot("27-check-network-error")
        self.check_layers("")
        self.visitor.see("#check-problems", "has no class that derives from caffe.Layer", 60)

    # MARK: Layers that fail

    def assertFailure(self, *facts):
        """The model's page shows where a layer failed."""
        shown = self.visitor.see(".failure").text
        for fact in ("Layer\nmine", "data: 4 1 8 8 (256)", *facts):
            self.assertIn(fact, shown)
        self.assertFalse(self.visitor.all(".why"), "nothing is to be said of an accuracy")

    def test_a_layer_that_raises(self):
        job = self.train("if self.phase == 0: raise ValueError('enough')", "Raises")
        self.assertEqual(job["status"], "Error")
        self.assertFailure(
            "forward of digits_python_layers.Mine failed (TRAIN, iteration 0): ValueError: enough",
            "Phase\nTRAIN", "Iteration\n0", "raise ValueError('enough')", "Traceback",
            "digits_python_layers.py\", line 9, in forward")
        self.visitor.shot("23-layer-raises")

    def test_a_layer_that_hangs(self):
        self.assertEqual(self.train("while True: pass", "Hangs")["status"], "Error")
        self.assertFailure("it did not come back within 1.0 seconds", "line 9 in forward")

    def test_a_layer_that_writes_nan(self):
        self.assertEqual(
            self.train("top[0].data[...] = float('nan')", "Writes NaN")["status"], "Error")
        self.assertFailure("it wrote NaN into top[0].data[0, 0, 0, 0]")

    def test_shapes_that_do_not_fit(self):
        self.assertEqual(
            self.train("top[0].data[...] = bottom[0].data[:, :, :5]", "Does not fit")["status"],
            "Error")
        self.assertFailure("could not broadcast", "(4,1,5,8)")

    # MARK: One image

    def test_a_file_that_is_not_an_image(self):
        self.assertEqual(self.train(GOOD, "Fine")["status"], "Done", self.studio.logs())
        letter = temporary_folder() / "letter.png"
        letter.write_text("Dear reader")
        self.visitor.upload("#image_file", letter)
        self.visitor.click("#classify-one")
        words = self.visitor.see("main", "“letter.png”").text
        self.assertNotIn(str(self.studio.jobs), words)
        self.visitor.shot("24-no-image")


if __name__ == "__main__":
    unittest.main()
