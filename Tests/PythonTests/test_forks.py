"""Processes that are forked off after nets have run: data workers, pools of them."""

import multiprocessing
import struct
import unittest
import zlib

import caffe
from small import NET, SmallFolder

FORK = multiprocessing.get_context("fork")

IMAGES = """
layer { name: "images" type: "ImageData" top: "data" top: "label"
        image_data_param { source: "%s" batch_size: 2 } }
layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
        inner_product_param { num_output: 2 weight_filler { type: "xavier" } } }
"""


def bmp():
    """A black picture of 4 x 4 pixels, which the engine reads by itself."""
    header = struct.pack("<IiiHHIIiiII", 40, 4, 4, 1, 24, 0, 48, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 102, 0, 0, 54) + header + bytes(48)


def png():
    """A black picture of 4 x 4 pixels, which libvips reads."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0))]
    parts += [(b"IDAT", zlib.compress(bytes(5 * 4))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


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

    def net_of_images(self, picture):
        """A net that reads seven pictures, two at a time, labelled 0 to 6."""
        folder = SmallFolder()
        paths = [folder.path / f"{number}.image" for number in range(7)]
        for path in paths:
            path.write_bytes(picture)
        lines = [f"{path} {number}\n" for number, path in enumerate(paths)]
        source = folder.file("images.txt", "".join(lines))
        return caffe.Net(folder.file("images.prototxt", IMAGES % source), caffe.TEST), folder

    def test_a_child_reads_the_records_that_come_next(self):
        net, folder = self.net_of_images(bmp())
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
        net, folder = self.net_of_images(png())
        net.forward()

        def work():
            try:
                net.forward()
            except RuntimeError as error:
                return str(error)

        self.assertIn("spawn", self.in_a_child(work))


if __name__ == "__main__":
    unittest.main()
