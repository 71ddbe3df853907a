"""A small MNIST: the first images of the real one, in its own format."""
import functools
import gzip
import os
import struct
from pathlib import Path

from program import crema, temporary_folder

FILES = {"train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
         "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")}
SIDE = 28


@functools.cache
def source():
    """The folder of the whole MNIST; the program fetches it where it is not there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folders = [Path(os.environ.get("CREMA_MNIST", "/nowhere")), cache / "crema/mnist",
               Path("/usr/share/datasets/fashion-mnist")]
    found = [folder for folder in folders if list(folder.glob(f"{FILES['train'][0]}*"))]
    if found:
        return found[0]
    done = crema("dataset", "mnist", "--job-dir", temporary_folder() / "mnist", timeout=600)
    assert done.returncode == 0, done.stderr
    source.cache_clear()
    return source()


def _read(name, header):
    path = source() / name
    if path.is_file():
        return path.read_bytes()[header:]
    return gzip.decompress((source() / f"{name}.gz").read_bytes())[header:]


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


def digit(number):
    """A test image as rows of bytes, and its class."""
    pixels, labels = _part("test")
    image = pixels[number * SIDE * SIDE:(number + 1) * SIDE * SIDE]
    return [image[row * SIDE:(row + 1) * SIDE] for row in range(SIDE)], labels[number]
