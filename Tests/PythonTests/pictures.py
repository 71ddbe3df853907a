"""Small image files, and a net that reads them, for the tests."""

import struct
import zlib

import caffe
from small import SmallFolder

_NET = """
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


def net_of_images(picture):
    """A net that reads seven pictures, two at a time, labelled 0 to 6; and its folder."""
    folder = SmallFolder()
    paths = [folder.path / f"{number}.image" for number in range(7)]
    for path in paths:
        path.write_bytes(picture)
    lines = [f"{path} {number}\n" for number, path in enumerate(paths)]
    source = folder.file("images.txt", "".join(lines))
    return caffe.Net(folder.file("images.prototxt", _NET % source), caffe.TEST), folder
