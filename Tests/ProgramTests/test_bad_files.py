"""Files that are wrong: one sentence, an event for the page, a status, and no crash."""
import os
import shutil
import unittest

from program import (LAYER_FILE, LOSS, REST, Job, ProgramTestCase, small_dataset, small_net,
                     temporary_folder)

COPY = "top[0].data[...] = bottom[0].data"


class BadFileTests(ProgramTestCase):
    def assertJobRefused(self, job, sentence, *arguments):
        """Terminal and job folder both say the sentence."""
        done = job.train(*arguments)
        self.assertRefused(done, sentence)
        self.assertRegex(job.events("error")[-1]["message"], sentence)
        self.assertEqual(job.events("status")[-1]["status"], "Error")

    def test_unknown_words_in_a_prototxt(self):
        cases = {
            ("num_output: 2", "num_outputs: 2"):
                'train_val.prototxt:9:31: layer "ip": unknown field "num_outputs"; '
                'did you mean "num_output"[?]',
            ('"ReLU"', '"Relu"'): 'train_val.prototxt:7:22: layer "relu": unknown type "Relu"; '
                                  'did you mean "ReLU"[?]',
            ("num_output: 500", 'num_output: "many"'): "train_val.prototxt:6:43: ",
            ("backend: LMDB } }", "backend: LMDB }"): "train_val.prototxt:",
            ("top: \"hidden\"", "top: \"hiden\""): 'layer "relu": .*"hidden"',
        }
        for (old, new), sentence in cases.items():
            with self.subTest(new):
                self.assertJobRefused(Job(net=small_net().replace(old, new, 1)), sentence)

    def test_an_unknown_word_in_the_solver_file(self):
        job = Job()
        job.solver.write_text(job.solver.read_text().replace("momentum", "momentun"))
        self.assertJobRefused(job, 'solver.prototxt:1:.*"momentun"; did you mean "momentum"[?]')

    def test_shapes_that_do_not_fit(self):
        convolution = REST.replace('type: "InnerProduct"', 'type: "Convolution"', 1).replace(
            "inner_product_param { num_output: 500",
            "convolution_param { num_output: 5 kernel_size: 11", 1)
        cases = {
            small_net().replace(REST, convolution):
                'layer "hidden": the window spans 11, which is more than the 8 of the input',
            small_net().replace(LOSS, LOSS.replace('bottom: "label"', 'bottom: "data"')):
                'layer "loss": there is one label for each place: 4 .* found 256',
        }
        for net, sentence in cases.items():
            with self.subTest(sentence):
                self.assertJobRefused(Job(net=net), r"train_val.prototxt:\d+:\d+: " + sentence)

    def test_layer_files_that_are_wrong(self):
        cases = {
            LAYER_FILE % "x =": "layers.py:9: SyntaxError: invalid syntax",
            (LAYER_FILE % COPY).replace("Mine", "Other"):
                'layers.py has no class "Mine"; its layers are Other',
            (LAYER_FILE % COPY).replace("bottom[0].data.shape", "[1, 2]"):
                'layer "loss": both bottoms must have the same number of items; found the shapes '
                '1 2 .* and 4 ',
            LAYER_FILE % "raise ValueError('enough')":
                r'layer "mine": forward of layers.Mine failed \(TRAIN, iteration 0\): '
                "ValueError: enough",
            LAYER_FILE % "top[0].data[...] = float('nan')": "it wrote NaN into top",
            LAYER_FILE % "top[0].data[0, 0, 9, 9] = 1": "IndexError: index 9 is out of bounds",
        }
        for source, sentence in cases.items():
            with self.subTest(sentence):
                self.assertJobRefused(Job(layers=source), sentence)

    def test_a_layer_that_hangs_is_ended(self):
        self.assertJobRefused(Job(layers=LAYER_FILE % "while True: pass"),
                              "it did not come back within 1.0 seconds", "--layer-timeout", "1")

    def test_a_truncated_database(self):
        whole = (small_dataset() / "train_db/data.mdb").stat().st_size
        for size in (0, 100, 4096, whole - 4096, whole - 1):
            with self.subTest(size):
                copy = temporary_folder() / "db"
                shutil.copytree(small_dataset() / "train_db", copy)
                os.truncate(copy / "data.mdb", size)
                self.assertJobRefused(Job(database=copy), f"{copy}/data.mdb: ")

    def test_a_database_that_does_not_exist(self):
        self.assertJobRefused(Job(database="/nowhere/db"), "/nowhere/db")


if __name__ == "__main__":
    unittest.main()
