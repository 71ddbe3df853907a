"""Data layers whose passes are made ahead: the same numbers, sooner."""

import threading
import unittest

import numpy as np

from small import SmallFolder, trained_on_draws

COUNTS = """
import caffe, threading

class Counts(caffe.Layer):
    prefetch = 3
    def setup(self, bottom, top):
        self.made, self.threads = 0, set()
    def reshape(self, bottom, top):
        top[0].reshape(1 + self.made % 2, 2)
    def forward(self, bottom, top):
        if self.made == FAILS:
            self.made += 1
            raise ValueError("of the fifth")
        self.threads.add(threading.current_thread())
        top[0].data[...] = self.made
        self.made += 1
"""

NET = """
layer { name: "data" type: "Python" top: "data"
        python_param { module: "counts" layer: "Counts" } }
layer { name: "more" type: "Power" bottom: "data" top: "out" power_param { shift: 1 } }
"""


def counting(fails="None"):
    return SmallFolder(NET, files=[("counts.py", COUNTS.replace("FAILS", fails))])


class AheadTests(unittest.TestCase):
    def test_no_pass_is_left_out_whatever_its_shape(self):
        folder = counting()
        net = folder.net()
        for turn in range(8):
            out = net.forward()["out"]
            self.assertEqual(out.tolist(), [[turn + 1] * 2] * (1 + turn % 2))

    def test_passes_are_made_on_another_thread(self):
        folder = counting()
        net = folder.net()
        net.forward()
        net.forward()
        layer = net.layers[0]
        for _ in range(3):
            net.forward()
        self.assertGreaterEqual(layer.made, 5)
        self.assertLessEqual(layer.made, 8)
        self.assertEqual(len(layer.threads - {threading.current_thread()}), 1)

    def test_a_failure_is_raised_in_its_pass(self):
        folder = counting(fails="4")
        net = folder.net()
        for _ in range(4):
            net.forward()
        with self.assertRaisesRegex(ValueError, "of the fifth"):
            net.forward()
        self.assertEqual(net.forward()["out"][0, 0], 6)

    def test_training_is_the_same_as_without(self):
        for iter_size in (1, 2):
            with self.subTest(iter_size=iter_size):
                alone = trained_on_draws("prefetch = 0", [23], iter_size=iter_size)
                ahead = trained_on_draws("prefetch = 3", [23], iter_size=iter_size)
                self.assertEqual(alone[1], ahead[1])
                np.testing.assert_array_equal(alone[0], ahead[0])

    def test_going_back_is_the_same_as_without(self):
        alone, ahead = (
            trained_on_draws(f"prefetch = {count}", [5, 8], resume=3) for count in (0, 4)
        )
        self.assertEqual(alone[1], ahead[1])
        np.testing.assert_array_equal(alone[0], ahead[0])

    def test_prefetch_is_a_number(self):
        source = COUNTS.replace("prefetch = 3", "prefetch = 'all'").replace("FAILS", "None")
        folder = SmallFolder(NET, files=[("counts.py", source)])
        with self.assertRaisesRegex(RuntimeError, "prefetch is a number of passes"):
            folder.net().forward()

    def test_an_attribute_with_that_name_alone_changes_nothing(self):
        source = (
            COUNTS.replace("    prefetch = 3\n", "")
            .replace("self.made, self", "self.prefetch, self.made, self")
            .replace("= 0, set()", "= 5, 0, set()")
            .replace("FAILS", "None")
        )
        folder = SmallFolder(NET, files=[("counts.py", source)])
        net = folder.net()
        for _ in range(4):
            net.forward()
        self.assertEqual(net.layers[0].threads, {threading.current_thread()})

    def test_threads_end_with_the_net(self):
        before = threading.active_count()
        for _ in range(5):
            net = counting().net()
            net.forward()
            net.forward()
            del net
        for _ in range(100):
            if threading.active_count() <= before:
                break
            threading.Event().wait(0.05)
        self.assertLessEqual(threading.active_count(), before)


if __name__ == "__main__":
    unittest.main()
