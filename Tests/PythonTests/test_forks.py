"""Processes that are forked off after nets have run: data workers, pools of them."""

import multiprocessing
import unittest

from pictures import bmp, net_of_images, png
from small import NET, SmallFolder

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

    def test_a_child_is_told_that_libvips_does_not_follow_it(self):
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
