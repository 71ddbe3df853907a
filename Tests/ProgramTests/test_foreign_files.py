"""Files of other programs, other places and other encodings: read, found, or
told for what they are."""
import json
import os
import shutil
import struct
import unittest

from pictures import class_folders
from program import (DEPLOY, LAYER_FILE, REST, SOFTMAX, Job, ProgramTestCase, crema, small_dataset,
                     small_net, temporary_folder)

POINTER = (
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\n"
    "size 1725006\n"
)
PAGE = "<!DOCTYPE html>\n<html><head><title>404</title></head></html>\n"
TOLD = {POINTER: "is a Git LFS pointer, not the file", PAGE: "is an HTML page",
        "PK\x03\x04....": "is a zip archive"}

GBK = "网络".encode("gbk")


def varint(number):
    """A number in seven bits a byte."""
    bytes_ = b""
    while number >= 0x80:
        bytes_ += bytes([number & 0x7F | 0x80])
        number >>= 7
    return bytes_ + bytes([number])


def field(number, content):
    """A field of a message, of bytes or a whole number."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def pieces(message):
    """The fields of a message: number, wire type, content."""
    place = 0

    def number():
        nonlocal place
        value = shift = 0
        while True:
            byte = message[place]
            place += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while place < len(message):
        tag = number()
        if tag & 7 == 0:
            yield tag >> 3, 0, number()
            continue
        size = {1: 8, 5: 4}.get(tag & 7) or number()
        yield tag >> 3, tag & 7, message[place:place + size]
        place += size


def converted(model, blob, extra=b"", rename=lambda name: name):
    """A caffemodel whose blobs are written otherwise, with something more in each layer."""
    net = b""
    for number, _, content in pieces(model):
        if number != 100:
            net += field(number, content)
            continue
        layer = b""
        for inner, kind, value in pieces(content):
            if inner == 7:
                value = blob({part: data for part, _, data in pieces(value)})
            if inner == 1:
                value = rename(value)
            if kind == 5:
                layer += varint(inner << 3 | 5) + value
            else:
                layer += field(inner, value)
        net += field(100, layer + extra)
    return net


def raw(kind, letter):
    """What writes a blob as NVIDIA's Caffe does."""
    def written(blob):
        floats = struct.unpack(f"<{len(blob[5]) // 4}f", blob[5])
        return (field(7, blob[7]) + field(10, kind)
                + field(12, struct.pack(f"<{len(floats)}{letter}", *floats)))
    return written


def plain(blob):
    return field(7, blob[7]) + field(5, blob[5])


class ForeignFilesTests(ProgramTestCase):
    @classmethod
    def setUpClass(cls):
        cls.job = Job(net=small_net() + 'layer { name: "acc" type: "Accuracy" bottom: "ip" '
                      'bottom: "label" top: "acc" }', iterations=20, snapshot=10)
        done = cls.job.train()
        assert done.returncode == 0, done.stderr
        cls.weights = cls.job.path / "snapshot_iter_20.caffemodel"
        cls.model = cls.weights.read_bytes()
        cls.image = class_folders(temporary_folder() / "images") / "bright/00.png"

    def setUp(self):
        self.folder = temporary_folder()

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content.encode("latin-1") if isinstance(content, str) else content)
        return path

    def scores(self, weights):
        """What `test` says of weights."""
        done = crema("test", "-model", self.job.net, "-weights", weights, "-iterations", 3,
                     "-workers", 1)
        self.assertDone(done)
        return [line.split("] ", 1)[1] for line in done.stderr.splitlines() if "Batch " in line]

    def uses(self, weights):
        """Each command that needs weights, with these."""
        deploy = self.job.path / "deploy.prototxt"
        return {
            "test": ["test", "-model", self.job.net, "-weights", weights, "-iterations", 1],
            "classify": ["classify", self.image, self.folder / "out.npy", "--model_def", deploy,
                         "--pretrained_model", weights, "--images_dim", "8,8"],
            "extract_features": ["extract_features", weights, self.job.net, "ip",
                                 self.folder / "features", "1", "lmdb"],
        }

    # Weights

    def test_weights_of_nvidias_caffe_and_of_forks_give_the_same_scores(self):
        right = self.scores(self.weights)
        files = {
            "double": (raw(0, "d"), b""),
            "float": (raw(1, "f"), b""),
            "field148": (plain, field(148, b"\x0d\x00\x00\x40\x40")),
            "field148_roi": (plain, field(148, field(1, 7) + field(2, 7))),
            "backward_math": (plain, field(148, 1)),
            "other": (plain, field(143, field(1, b"\xff"))),
            "unknown": (plain, field(6801, b"\xff\xff")),
        }
        for name, (blob, extra) in files.items():
            with self.subTest(name):
                self.assertEqual(self.scores(self.file(name, converted(self.model, blob, extra))),
                                 right)
        half = self.scores(self.file("half", converted(self.model, raw(2, "e"))))
        self.assertEqual(len(half), len(right))

    def test_upgrading_keeps_unknown_fields(self):
        extra = field(148, b"\x0d\x00\x00\x40\x40") + field(6801, b"abc")
        old = self.file("old.caffemodel", converted(self.model, raw(1, "f"), extra))
        done = crema("upgrade_net_proto_binary", old, self.folder / "new.caffemodel")
        self.assertDone(done)
        self.assertIn(field(6801, b"abc"), (self.folder / "new.caffemodel").read_bytes())
        self.assertEqual(self.scores(self.folder / "new.caffemodel"), self.scores(self.weights))

    def test_weights_of_another_net_are_refused(self):
        other = self.file(
            "other.caffemodel", converted(self.model, plain, b"", lambda name: b"x" + name)
        )
        empty = self.file("none.caffemodel", field(1, b"nothing"))
        learned = '.*"xhidden", "xip", the net learns "hidden", "ip"'
        for path, sentence in (
            (other, f"none of its layers is in the net, {learned}"),
            (empty, "it has no weights"),
        ):
            for name, command in self.uses(path).items():
                with self.subTest(f"{name} {path.name}"):
                    done = crema(*command)
                    self.assertRefused(done, sentence)
                    self.assertEqual(done.returncode, 65)
        self.assertFalse((self.folder / "out.npy").exists())

    def test_training_from_weights_of_another_net_warns_clearly(self):
        other = self.file(
            "other.caffemodel", converted(self.model, plain, b"", lambda name: b"x" + name)
        )
        job = Job(iterations=1)
        done = job.train("-weights", other)
        self.assertDone(done)
        self.assertRegex(
            done.stderr, r"(?m)^W.*none of its layers is in the net.*STARTS WITHOUT IT"
        )
        self.assertIn("none of its layers", job.events("notice")[0]["message"])

    def test_layers_that_got_no_weights_are_named(self):
        part = self.file("part.caffemodel",
                         converted(self.model, plain, b"",
                                   lambda name: b"new" if name == b"ip" else name))
        done = crema("test", "-model", self.job.net, "-weights", part, "-iterations", 1)
        self.assertDone(done)
        self.assertRegex(done.stderr, r'(?m)^W.*no weights in .*part.caffemodel for "ip": it keeps')
        done = Job(iterations=1).train("-weights", part)
        self.assertRegex(done.stderr, r'(?m)^W.*no weights in .*part.caffemodel for "ip": it keeps')

    # Places

    def test_a_snapshot_in_another_folder_finds_its_weights_next_to_it(self):
        for form, ending in (("BINARYPROTO", ""), ("HDF5", ".h5")):
            with self.subTest(form):
                job = Job(iterations=20, snapshot=10)
                job.solver.write_text(job.solver.read_text() + f"snapshot_format: {form}")
                self.assertDone(job.train())
                whole = (job.path / f"snapshot_iter_20.caffemodel{ending}").read_bytes()
                moved = temporary_folder()
                for name in os.listdir(job.path):
                    if "_iter_10." in name:
                        shutil.move(job.path / name, moved / name)
                state = moved / f"snapshot_iter_10.solverstate{ending}"
                done = job.train("-snapshot", state)
                self.assertDone(done)
                beside = moved / f"snapshot_iter_10.caffemodel{ending}"
                self.assertRegex(done.stderr, rf"(?m)^W.*which do not exist: taking {beside}")
                self.assertEqual(
                    (job.path / f"snapshot_iter_20.caffemodel{ending}").read_bytes(), whole)
                beside.unlink()
                done = job.train("-snapshot", state)
                self.assertRefused(
                    done, f"not exist, and neither does {beside}; put the .caffemodel"
                )
                self.assertEqual(done.returncode, 66)

    def test_paths_in_a_moved_net_are_proposed(self):
        shutil.copytree(small_dataset() / "train_db", self.folder / "train_db")
        mean = small_dataset() / "mean.binaryproto"
        shutil.copy(mean, self.folder / "mean.binaryproto")
        data = small_net(database="/gone/train_db")
        scaled = small_net().replace("scale: 0.00390625", 'mean_file: "/gone/mean.binaryproto"')
        for text, found in ((data, "train_db"), (scaled, "mean.binaryproto")):
            net = self.file("net.prototxt", text)
            done = crema("time", "-model", net, "-iterations", 1)
            self.assertRefused(done, f"did you mean {self.folder}/{found}[?]")
            self.assertEqual(done.returncode, 66)

    # Kinds

    def test_pointers_pages_and_archives_are_recognised_wherever_a_file_is_opened(self):
        deploy = self.job.path / "deploy.prototxt"
        for content, words in TOLD.items():
            with self.subTest(words):
                file = self.file("file", content)
                database = self.folder / "db"
                database.mkdir(exist_ok=True)
                (database / "data.mdb").write_text(content)
                net = self.file("net.prototxt", small_net(database=database))
                level = self.folder / "level"
                level.mkdir(exist_ok=True)
                (level / "CURRENT").write_text(content)
                sources = self.file("sources", str(file))
                nets = {
                    "level": small_net(database=level).replace("LMDB", "LEVELDB"),
                    "mean": small_net().replace("scale: 0.00390625", f'mean_file: "{file}"'),
                    "list": 'layer { name: "d" type: "ImageData" top: "x" top: "y" '
                            f'image_data_param {{ source: "{file}" batch_size: 1 }} }}',
                    "hdf5": 'layer { name: "d" type: "HDF5Data" top: "x" '
                            f'hdf5_data_param {{ source: "{sources}" batch_size: 1 }} }}',
                    "windows": 'layer { name: "d" type: "WindowData" top: "x" top: "y" '
                               f'window_data_param {{ source: "{file}" batch_size: 1 }} '
                               'transform_param { crop_size: 2 } }',
                }
                for name, text in nets.items():
                    made = crema("time", "-model", self.file(f"{name}.prototxt", text),
                                 "-iterations", 1)
                    self.assertRefused(made, words)
                classify = [
                    self.folder / "o.npy", "--model_def", deploy,
                    "--pretrained_model", self.weights, "--images_dim", "8,8",
                ]
                for command in [
                    *self.uses(file).values(),
                    ["time", "-model", file, "-iterations", 1],
                    ["time", "-model", net, "-iterations", 1],
                    ["train", "-solver", file],
                    [*self.job.arguments, "-snapshot", file],
                    ["classify", file, *classify],
                    ["classify", self.image, *classify, "--mean_file", file],
                    ["upgrade_net_proto_text", file, self.folder / "o"],
                    ["upgrade_net_proto_binary", file, self.folder / "o"],
                    ["parse_log", file, self.folder],
                ]:
                    self.assertRefused(crema(*command), words)

    def test_a_layer_file_that_is_a_pointer_is_reported(self):
        for content, words in ((POINTER, "is a Git LFS pointer"), (PAGE, "is an HTML page")):
            done = Job(net=small_net(True), layers=content).train()
            self.assertRefused(done, words)

    def test_folders_for_files_and_files_for_folders(self):
        done = crema("test", "-model", self.job.net, "-weights", self.folder)
        self.assertRefused(done, "it is a folder, not a file")
        net = self.file("net.prototxt", small_net(database=small_dataset() / "train_db/data.mdb"))
        done = crema("time", "-model", net, "-iterations", 1)
        self.assertRefused(done, "is a folder with a data.mdb in it, this is a file")

    # Encodings

    def test_other_encodings_than_utf8_train_and_keep_their_names(self):
        job = Job(iterations=10, snapshot=10)
        text = job.net.read_bytes().replace(b'"hidden"', b'"' + GBK + b'"')
        job.net.write_bytes(b"# " + GBK + b"\n" + text + b"# Gr\xf6\xdfe\n")
        job.solver.write_bytes(b"# " + GBK + b"\n" + job.solver.read_bytes())
        done = job.train()
        self.assertDone(done)
        weights = (job.path / "snapshot_iter_10.caffemodel").read_bytes()
        self.assertIn(field(1, GBK), weights)
        self.assertDone(job.train("-snapshot", job.path / "snapshot_iter_10.solverstate"))
        for line in (job.path / "events.jsonl").read_text().splitlines():
            json.loads(line)

    def test_files_whose_names_are_in_another_encoding(self):
        folder = os.fsencode(self.folder)
        os.mkdir(folder + b"/" + GBK)
        shutil.copy(self.image, folder + b"/" + GBK + b"/1.png")
        with open(folder + b"/list", "wb") as file:
            file.write(GBK + b"/1.png 0\n")
        done = crema("convert_imageset", "-resize_height", 8, "-resize_width", 8,
                     f"{self.folder}/", self.folder / "list", self.folder / "db")
        self.assertDone(done)
        self.assertIn(b"00000000_" + GBK, (self.folder / "db/data.mdb").read_bytes())
        net = folder + b"/" + GBK + b".prototxt"
        shutil.copy(self.job.net, net)
        self.assertDone(crema("time", "-model", os.fsdecode(net), "-iterations", 1))
        missing = crema("time", "-model", os.fsdecode(folder + b"/\xff.prototxt"), "-iterations", 1)
        self.assertRefused(missing, r"/\\xff.prototxt: cannot be read")

    def test_layers_in_python_get_parameters_in_another_encoding(self):
        forward = "open(self.param_str, 'w').write('seen'); top[0].data[...] = bottom[0].data"
        job = Job(layers=LAYER_FILE % forward, iterations=1)
        seen = os.fsencode(job.path) + b"/" + GBK
        text = job.net.read_bytes().replace(
            b'layer: "Mine"', b'layer: "Mine" param_str: "' + seen + b'"'
        )
        job.net.write_bytes(text)
        self.assertDone(job.train())
        self.assertTrue(os.path.exists(seen))

    def test_utf16_is_reported(self):
        net = self.folder / "net.prototxt"
        for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            net.write_bytes(small_net().encode(encoding))
            done = crema("time", "-model", net, "-iterations", 1)
            self.assertRefused(done, f"is text in {encoding[:6].upper()}, where UTF-8 is expected")
        net.write_bytes(b"\xef\xbb\xbf" + small_net().encode())
        self.assertDone(crema("time", "-model", net, "-iterations", 1))


if __name__ == "__main__":
    unittest.main()
