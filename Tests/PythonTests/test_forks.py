"""Processes that are forked off after nets have run: data workers, pools of them."""

import multiprocessing
import threading
import unittest

from pictures import bmp, net_of_images, png
from small import NET, TRAINED, SmallFolder

FORK = multiprocessing.get_context("fork")


class ForkTests(unittest.TestCase):
    def in_a_child(self, work):
        """What the work returns in a process that is forked off."""
        receiver, sender = FORK.Pipe(duplex=False)
        child = FORK.Process(target=lambda: sender.send(work()))
        child.start()
        try:
            self.assertTrue(receiver.poll(60), "the child hangs")
            return receiver.recv()
        finally:
            child.kill()
            child.join()

    def test_a_child_computes_with_the_net_of_its_parent(self):
        net = SmallFolder(NET).net()
        before = net.forward()["loss"].item()
        self.assertEqual(self.in_a_child(lambda: net.forward()["loss"].item()), before)
        self.assertEqual(net.forward()["loss"].item(), before)

    def test_children_of_a_net_that_has_run_on_several_threads_go_on_for_long(self):
        net = SmallFolder(NET).net()
        before = net.forward()["loss"].item()
        for _ in range(5):
            passes = self.in_a_child(lambda: {net.forward()["loss"].item() for _ in range(300)})
            self.assertEqual(passes, {before})

    def test_children_compute_while_another_thread_of_the_parent_trains(self):
        folder, over = SmallFolder(TRAINED), threading.Event()

        def train():
            solver = folder.solver()
            while not over.is_set():
                solver.step(20)

        thread = threading.Thread(target=train)
        thread.start()
        try:
            nets = [SmallFolder(NET).net()]
            before = nets[0].forward()["loss"].item()
            for _ in range(20):
                self.assertEqual(self.in_a_child(lambda: nets[0].forward()["loss"].item()), before)
                self.assertEqual(self.in_a_child(lambda: folder.net().forward()["loss"].shape), ())
        finally:
            over.set()
            thread.join()

    def test_a_child_gets_an_error_if_a_net_was_in_a_pass_of_another_thread(self):
        net, other = SmallFolder(NET).net(), SmallFolder(NET).net()
        before = other.forward()["loss"].item()
        is_in, may_end = threading.Event(), threading.Event()
        net.before_forward(lambda layer: is_in.set() or may_end.wait(60))
        thread = threading.Thread(target=net.forward)
        thread.start()
        self.assertTrue(is_in.wait(60))

        def work():
            try:
                net.forward()
            except RuntimeError as error:
                return str(error), other.forward()["loss"].item()

        try:
            sentence, loss = self.in_a_child(work)
        finally:
            may_end.set()
            thread.join()
        self.assertIn("another thread was computing with this net", sentence)
        self.assertEqual(loss, before)

    def test_a_child_builds_and_drops_nets(self):
        folder = SmallFolder(NET)
        nets = [folder.net()]
        nets[0].forward()

        def work():
            nets[0] = folder.net()
            return nets[0].forward()["loss"].shape

        self.assertEqual(self.in_a_child(work), ())

    def test_a_child_reads_the_records_that_come_next(self):
        net, folder = net_of_images(bmp())
        nets = [net]
        del net

        def labels():
            nets[0].forward()
            return nets[0].blobs["label"].data.tolist()

        def work():
            read = [labels() for _ in range(9)]
            nets.clear()
            return read

        self.assertEqual(labels(), [0, 1])
        self.assertEqual(self.in_a_child(work)[:3], [[2, 3], [4, 5], [6, 0]])
        self.assertEqual(labels(), [2, 3])

    def test_children_read_while_threads_of_their_parent_read_ahead(self):
        net, folder = net_of_images(bmp())

        def labels():
            net.forward()
            return net.blobs["label"].data.tolist()

        for _ in range(20):
            in_child = self.in_a_child(labels)
            self.assertEqual(in_child, labels())

    def test_a_child_gets_an_error_if_it_uses_libvips(self):
        net, folder = net_of_images(png())
        net.forward()

        def work():
            try:
                net.forward()
            except RuntimeError as error:
                return str(error)

        self.assertIn("spawn", self.in_a_child(work))


if __name__ == "__main__":
    unittest.main()
