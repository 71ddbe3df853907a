"""A small MNIST: the first images of the real one, in its own format; of Fashion-MNIST where
that alone is there."""
import functools
import gzip
import struct

from program import mnist_folder, temporary_folder

FILES = {"train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
         "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")}
SIDE = 28


def _read(name, header):
    path = mnist_folder() / name
    if path.is_file():
        return path.read_bytes()[header:]
    return gzip.decompress(path.with_name(f"{name}.gz").read_bytes())[header:]


@functools.cache
def _part(part):
    images, labels = FILES[part]
    return _read(images, 16), _read(labels, 8)


@functools.cache
def small_mnist(train=6000, test=1000):
    """A folder with the first images of each part, as `CREMA_MNIST` takes it."""
    folder = temporary_folder()
    for part, count in (("train", train), ("test", test)):
        pixels, labels = _part(part)
        images_name, labels_name = FILES[part]
        head = struct.pack(">IIII", 0x803, count, SIDE, SIDE)
        (folder / images_name).write_bytes(head + pixels[:count * SIDE * SIDE])
        (folder / labels_name).write_bytes(struct.pack(">II", 0x801, count) + labels[:count])
    return folder


# Classes that a small net tells apart in both: digits of clear form; trousers,
# sneakers, bags, boots.
EASY = (1, 7, 8, 9)


def has_blank(rows, side=14):
    """Whether a quarter of an image is of one colour."""
    return any(
        len({pixel for row in rows[y:y + side] for pixel in row[x:x + side]}) == 1
        for y in range(SIDE - side + 1) for x in range(SIDE - side + 1))


@functools.cache
def example():
    """A test image as rows of bytes, and its class: the first easy one without a blank quarter."""
    pixels, labels = _part("test")
    for number, label in enumerate(labels):
        image = pixels[number * SIDE * SIDE:(number + 1) * SIDE * SIDE]
        rows = [image[row * SIDE:(row + 1) * SIDE] for row in range(SIDE)]
        if label in EASY and not has_blank(rows):
            return rows, label
