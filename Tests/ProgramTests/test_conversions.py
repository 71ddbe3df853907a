"""Caffe's tools that make databases of files, and the mean of one."""
import gzip
import os
import struct
import unittest
import unittest.mock
from pathlib import Path

from pictures import png
from program import ProgramTestCase, crema, mnist_folder, temporary_folder
from records import datums, fields


def picture(value, width=4, height=3):
    """A grey PNG whose pixels count up from a value."""
    return png([[value + y * width + x for x in range(width)] for y in range(height)])


def oriented(jpeg, orientation):
    """A JPEG with the EXIF of a camera that was held in one of eight ways."""
    exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


def rows(datum):
    """The rows of the first plane of a Datum."""
    width, data = datum["width"], datum["data"]
    return [data[y * width:(y + 1) * width] for y in range(datum["height"])]


def idx(shape, body):
    """An IDX file of bytes."""
    return struct.pack(f">I{len(shape)}I", 0x0800 | len(shape), *shape) + bytes(body)


class DownloadDataTests(ProgramTestCase):
    def test_a_ready_made_data_set_becomes_folders_of_which_one_can_be_made(self):
        own, folder = temporary_folder(), temporary_folder() / "digits"
        for name, count in (("train", 40), ("t10k", 20)):
            (own / f"{name}-images-idx3-ubyte").write_bytes(
                idx([count, 4, 4], [number % 10 * 20 for number in range(count)
                                    for _ in range(16)]))
            (own / f"{name}-labels-idx1-ubyte").write_bytes(
                idx([count], [number % 10 for number in range(count)]))
        with unittest.mock.patch.dict(os.environ, CREMA_MNIST=str(own)):
            self.assertDone(crema("download_data", "mnist", folder))
            self.assertRefused(crema("download_data", "mnist", folder), "is there already")
        self.assertEqual(len(list(folder.glob("train/7/*.png"))), 4)
        self.assertEqual(len(list(folder.glob("test/7/*.png"))), 2)
        self.assertEqual((folder / "labels.txt").read_text().split(), list("0123456789"))
        self.assertIn(f"{folder}/test/3/00013.png 3\n", (folder / "test.txt").read_text())
        self.assertDone(crema(
            "dataset", "folder", "--images", folder / "train", "--validation-images",
            folder / "test", "--channels", 1, "--width", 4, "--height", 4,
            "--job-dir", folder / "job"))
        self.assertDone(crema(
            "dataset", "textfile", "--list", folder / "train.txt", "--labels",
            folder / "labels.txt", "--width", 4, "--height", 4, "--job-dir", folder / "listed"))
        self.assertRefused(crema("download_data", "mist", folder), "not a ready-made data set")


class ImagesetTests(ProgramTestCase):
    def setUp(self):
        self.folder = temporary_folder()
        self.images = self.folder / "images"
        self.images.mkdir()
        for number in range(3):
            (self.images / f"{number} a.png").write_bytes(picture(40 * number))
        self.list = self.folder / "list.txt"
        self.list.write_text("0 a.png 7\n1 a.png 0\n2 a.png -1\n")
        self.database = self.folder / "db"

    def convert(self, *flags):
        return crema("convert_imageset", *flags, f"{self.images}/", self.list, self.database)

    def test_writes_each_image_under_its_number_and_path(self):
        done = self.convert("-gray")
        self.assertDone(done)
        records = datums(self.database)
        self.assertEqual([key for key, _ in records],
                         ["00000000_0 a.png", "00000001_1 a.png", "00000002_2 a.png"])
        self.assertEqual(records[0][1], {"channels": 1, "height": 3, "width": 4, "label": 7,
                                         "encoded": 0, "data": bytes(range(12))})
        self.assertEqual(records[2][1]["label"], 2 ** 64 - 1)
        self.assertLogged(
            done, "convert_imageset.cpp", "A total of 3 images.", "Processed 3 files."
        )

    def test_colours_are_planes_of_blue_green_and_red(self):
        self.assertDone(self.convert())
        datum = datums(self.database)[0][1]
        self.assertEqual((datum["channels"], datum["data"]), (3, bytes(range(12)) * 3))

    def test_a_file_that_is_not_an_image_is_left_out_with_its_number(self):
        (self.images / "1 a.png").write_bytes(b"Dear reader")
        (self.images / "0 a.png").unlink()
        done = self.convert()
        self.assertDone(done)
        self.assertEqual([key for key, _ in datums(self.database)], ["00000002_2 a.png"])
        self.assertLogged(done, "io.cpp", f"Could not open or find file {self.images}/0 a.png",
                          f"Could not open or find file {self.images}/1 a.png")

    def test_shuffles_images_with_their_labels(self):
        lines = [f"{number} a.png {number}" for number in range(3)] * 20
        self.list.write_text("\n".join(lines))
        done = self.convert("--shuffle=true", "-gray=1", "--seed", 5)
        self.assertDone(done)
        self.assertLogged(done, "convert_imageset.cpp", "Shuffling data")
        records = datums(self.database)
        self.assertEqual([key[:8] for key, _ in records], [f"{place:08}" for place in range(60)])
        self.assertTrue(all(datum["label"] * 40 == datum["data"][0] for _, datum in records))
        labels = [datum["label"] for _, datum in records]
        self.assertNotEqual(labels, [0, 1, 2] * 20)
        self.assertEqual(sorted(labels), sorted([0, 1, 2] * 20))

    def test_resizes_to_the_requested_size(self):
        self.assertDone(self.convert("-gray", "--resize_width=2", "-resize_height", 5))
        datum = datums(self.database)[0][1]
        self.assertEqual((datum["height"], datum["width"], len(datum["data"])), (5, 2, 10))

    def test_a_width_without_a_height_is_refused(self):
        self.assertRefused(self.convert("-resize_width", 5), "give both or neither")

    def test_keeps_files_as_they_are_if_nothing_changes_them(self):
        done = self.convert("-encode_type", "PNG")
        self.assertDone(done)
        self.assertLogged(done, "convert_imageset.cpp",
                          "encode_type specified, assuming encoded=true.")
        self.assertEqual(datums(self.database)[1][1],
                         {"data": picture(40), "label": 0, "encoded": 1})

    def test_encodes_again_if_the_size_or_the_kind_changes(self):
        self.assertDone(self.convert("-encoded", "-encode_type", "jpg"))
        datum = datums(self.database)[0][1]
        self.assertEqual((datum["channels"], datum["height"], datum["width"], datum["encoded"]),
                         (3, 3, 4, 1))
        self.assertTrue(datum["data"].startswith(b"\xff\xd8\xff"))

    def test_photographs_are_turned_upright(self):
        (self.images / "0 a.png").write_bytes(picture(0, width=16, height=8))
        self.list.write_text("0 a.png 0\n")
        self.assertDone(self.convert("-gray", "-encode_type", "jpg"))
        photograph = datums(self.database)[0][1]["data"]
        names = [f"{orientation}.jpg" for orientation in range(1, 9)]
        for orientation, name in enumerate(names, start=1):
            (self.images / name).write_bytes(oriented(photograph, orientation))
        self.list.write_text("".join(f"{name} 0\n" for name in names))
        self.database = self.folder / "upright"
        self.assertDone(self.convert("-gray"))
        upright = [rows(datum) for _, datum in datums(self.database)]
        level = upright[0]
        mirrored, upside_down = [row[::-1] for row in level], level[::-1]
        half_turned = mirrored[::-1]
        self.assertEqual(upright[1:4], [mirrored, half_turned, upside_down])
        for seen, turned in zip(upright[4:], (level, upside_down, half_turned, mirrored)):
            self.assertEqual(seen, [bytes(column) for column in zip(*turned)])

    def test_a_kind_that_images_are_not_encoded_as_is_refused(self):
        self.assertRefused(self.convert("-encode_type", "doc"),
                           'images cannot be encoded as "doc"; allowed are png, jpg')

    def test_images_of_another_size_are_refused_if_sizes_are_checked(self):
        (self.images / "1 a.png").write_bytes(picture(9, width=5))
        self.assertDone(self.convert())
        self.database = self.folder / "other"
        self.assertRefused(self.convert("-check_size"),
                           r"1 a.png: 3 x 3 x 5 values .* the first image, 0 a.png, has 3 x 3 x 4")
        self.assertFalse(self.database.exists())

    def test_a_list_that_is_missing_or_has_no_labels_is_reported(self):
        self.list.write_text("0 a.png 1\n1.png\n")
        self.assertRefused(
            self.convert(), f'{self.list}:2: found "1.png"; a line is a path, a space'
        )
        self.list.unlink()
        self.assertRefused(self.convert(), f"cannot read {self.list}: No such file")

    def test_a_list_may_come_from_windows_and_end_in_empty_lines(self):
        self.list.write_bytes(b"\xef\xbb\xbf0 a.png 7\r\n1 a.png 2.0\r\n\r\n \r\n")
        self.assertDone(self.convert())
        labels = [(key, datum["label"]) for key, datum in datums(self.database)]
        self.assertEqual(labels, [("00000000_0 a.png", 7), ("00000001_1 a.png", 2)])

    def test_a_label_that_is_not_a_whole_number_is_refused(self):
        for label in ("0.5", "7abc", "nan", "99999999999"):
            with self.subTest(label):
                self.list.write_text(f"0 a.png {label}\n")
                self.assertRefused(self.convert(), f'list.txt:1: found "0 a.png {label}"')
                self.assertFalse(self.database.exists())

    def test_without_a_readable_image_no_database_is_made(self):
        done = crema("convert_imageset", self.folder / "elsewhere", self.list, self.database)
        self.assertRefused(done, "none of the 3 images of the list could be read: 3 cannot be read")
        self.assertEqual(list(self.folder.glob("db*")), [])

    def test_a_folder_may_lack_its_slash(self):
        self.assertDone(crema("convert_imageset", self.images, self.list, self.database))
        self.assertEqual(len(datums(self.database)), 3)

    def test_names_that_are_not_utf8_are_opened_as_they_are(self):
        name = b"\xc4\xe3\xba\xc3.png"
        Path(os.fsdecode(bytes(self.images) + b"/" + name)).write_bytes(picture(3))
        self.list.write_bytes(name + b"\t4 \r\n")
        self.assertDone(self.convert())
        key, datum = datums(self.database)[0]
        self.assertEqual(os.fsencode(key), b"00000000_" + name)
        self.assertEqual(datum["label"], 4)

    def test_everything_left_out_is_reported_once(self):
        (self.images / "1 a.png").write_bytes(b"no image")
        (self.images / "2 a.png").write_bytes(picture(1)[:-20])
        done = self.convert()
        self.assertDone(done)
        self.assertIn("2 of 3 images skipped: 1 is not an image; 1 is damaged.", done.stderr)
        self.assertEqual(len(datums(self.database)), 1)

    def test_jpegs_are_made_as_opencv_makes_them(self):
        self.assertDone(self.convert("-encode_type", "jpg"))
        jpeg = datums(self.database)[0][1]["data"]
        frame = jpeg.index(b"\xff\xc0") + 9
        # Three components, the first with twice the columns and rows of the others.
        self.assertEqual([jpeg[frame]] + [jpeg[frame + 2 + 3 * part] for part in range(3)],
                         [3, 0x22, 0x11, 0x11])

    def test_an_existing_database_is_not_touched(self):
        self.assertDone(self.convert())
        before = (self.database / "data.mdb").read_bytes()
        self.assertRefused(
            self.convert("-gray"), f"cannot write database {self.database}: .* already"
        )
        self.assertEqual((self.database / "data.mdb").read_bytes(), before)

    def test_wrong_words_and_backends_are_reported(self):
        done = crema("convert_imageset", "-gray", self.images, self.list)
        self.assertEqual(done.returncode, 1)
        self.assertIn("convert_imageset [FLAGS] ROOTFOLDER/ LISTFILE DB_NAME", done.stderr)
        self.assertRefused(
            self.convert("-backend", "mdb"),
            'unknown database backend "mdb"; known are leveldb, lmdb',
        )


class MeanTests(ProgramTestCase):
    def setUp(self):
        self.folder = temporary_folder()
        for number, values in enumerate(([1, 2], [4, 8], [250, 0])):
            (self.folder / f"{number}.png").write_bytes(png([values]))
        self.list = self.folder / "list.txt"
        self.list.write_text("0.png 0\n1.png 1\n2.png 2\n")

    def convert(self, *flags):
        database = temporary_folder() / "db"
        self.assertDone(crema("convert_imageset", *flags, f"{self.folder}/", self.list, database))
        return database

    def test_writes_the_mean_of_each_pixel_and_reports_that_of_each_channel(self):
        for flags in ([], ["-encoded"]):
            with self.subTest(flags):
                done = crema("compute_image_mean", self.convert("-gray", *flags),
                             self.folder / "mean.binaryproto")
                self.assertDone(done)
                mean = fields((self.folder / "mean.binaryproto").read_bytes())
                self.assertEqual([mean[number] for number in (1, 2, 3, 4)], [[1], [1], [1], [2]])
                values = struct.unpack("<2f", mean[5][0])
                self.assertEqual(values, struct.unpack("<2f", struct.pack("<2f", 85, 10 / 3)))
                self.assertLogged(done, "compute_image_mean.cpp", "Starting iteration",
                                  "Processed 3 files.", f"Write to {self.folder}/mean.binaryproto",
                                  "Number of channels: 1", "mean_value channel [0]: 44.1667")

    def test_reports_the_means_without_a_file(self):
        done = crema("compute_image_mean", self.convert())
        self.assertDone(done)
        self.assertLogged(done, "compute_image_mean.cpp", "mean_value channel [2]: 44.1667")

    def test_recognises_either_kind_of_database(self):
        database = self.convert("-backend", "leveldb")
        self.assertTrue((database / "CURRENT").exists())
        done = crema("compute_image_mean", "--backend=leveldb", database)
        self.assertDone(done)
        self.assertLogged(done, "compute_image_mean.cpp", "Processed 3 files.",
                          "mean_value channel [0]: 44.1667")
        self.assertRefused(crema("compute_image_mean", database), str(database))
        self.assertRefused(crema("compute_image_mean", "-backend", "leveldb", self.convert()),
                           "LevelDB")

    def test_images_of_two_sizes_are_refused_by_key(self):
        (self.folder / "1.png").write_bytes(png([[4], [8]]))
        done = crema("compute_image_mean", self.convert(), self.folder / "mean.binaryproto")
        self.assertRefused(done, 'record "00000001_1.png": it is 3 x 2 x 1, where the first one')
        self.assertFalse((self.folder / "mean.binaryproto").exists())

    def test_what_is_not_a_database_and_wrong_words_are_reported(self):
        self.assertRefused(crema("compute_image_mean", self.folder), "no LMDB")
        self.assertRefused(crema("compute_image_mean", self.folder / "none"), "No such file")
        self.assertEqual(crema("compute_image_mean").returncode, 1)
        self.assertEqual(crema("compute_image_mean", "a", "b", "c").returncode, 1)
        self.list.write_text("")
        self.assertRefused(crema("compute_image_mean", self.convert()), "no records")


class MNISTTests(ProgramTestCase):
    def setUp(self):
        self.folder = temporary_folder()
        self.images = self.folder / "images"
        self.images.write_bytes(idx((3, 2, 2), range(12)))
        self.labels = self.folder / "labels"
        self.labels.write_bytes(idx((3,), [5, 0, 5]))
        self.database = self.folder / "db"

    def convert(self, tool="convert_mnist_data", *flags):
        return crema(tool, self.images, self.labels, self.database, *flags)

    def test_writes_images_and_labels_packed_or_not(self):
        for packed in (False, True):
            if packed:
                self.images.write_bytes(gzip.compress(self.images.read_bytes()))
                self.database = self.folder / "other"
            done = self.convert("convert_mnist_data", "--backend=lmdb")
            self.assertDone(done)
            records = datums(self.database)
            self.assertEqual([key for key, _ in records], ["00000000", "00000001", "00000002"])
            datum = records[2][1]
            self.assertEqual((datum["channels"], datum["height"], datum["width"]), (1, 2, 2))
            self.assertEqual((datum["data"], datum["label"]), (bytes([8, 9, 10, 11]), 5))
            self.assertLogged(done, "convert_mnist_data.cpp", "A total of 3 items.",
                              "Rows: 2 Cols: 2", "Processed 3 files.")

    def test_pairs_are_similar_if_their_digits_are(self):
        self.assertDone(self.convert("convert_mnist_siamese_data", "-backend", "lmdb", "--seed", 1))
        records = datums(self.database)
        self.assertEqual([key for key, _ in records], ["00000000", "00000001", "00000002"])
        for _, datum in records:
            self.assertEqual((datum["channels"], len(datum["data"])), (2, 8))
            first, second = (5 if datum["data"][start] != 4 else 0 for start in (0, 4))
            self.assertEqual(datum["label"], int(first == second))

    def test_pairs_go_into_a_leveldb_by_default(self):
        self.assertDone(self.convert("convert_mnist_siamese_data"))
        done = crema("compute_image_mean", "-backend", "leveldb", self.database)
        self.assertDone(done)
        self.assertLogged(done, "compute_image_mean.cpp", "Processed 3 files.",
                          "Number of channels: 2")

    def test_files_that_do_not_fit_are_reported(self):
        self.images.write_bytes(idx((3, 2, 2), range(11)))
        self.assertRefused(
            self.convert(), f"{self.images}: its header has the size 3 x 2 x 2, but 11 bytes"
        )
        self.images.write_bytes(b"\0\0\x08\x01" + bytes(20))
        self.assertRefused(self.convert(), "it must begin with 00 00 08 03")
        self.images.write_bytes(idx((2, 2, 2), range(8)))
        self.assertRefused(self.convert(), "3 labels for the 2 images")
        self.assertFalse(self.database.exists())
        self.assertEqual(crema("convert_mnist_data", self.images, self.labels).returncode, 1)

    def test_a_net_learns_from_what_the_tool_wrote(self):
        source = mnist_folder()
        files = {name: next(source.glob(f"{name}*"))
                 for name in ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")}
        self.assertDone(crema("convert_mnist_data", *files.values(), self.database))
        net = self.folder / "net.prototxt"
        net.write_text(NET % self.database)
        solver = self.folder / "solver.prototxt"
        solver.write_text(
            f'net: "{net}" base_lr: 0.05 momentum: 0.9 lr_policy: "fixed" random_seed: 1 '
            f'max_iter: 60 display: 0 snapshot_prefix: "{self.folder}/lenet"')
        self.assertDone(crema("train", "-solver", solver))
        done = crema("test", "-model", net, "-weights", self.folder / "lenet_iter_60.caffemodel",
                     "-iterations", 20)
        self.assertDone(done)
        accuracy = float(done.stderr.rsplit("] accuracy = ", 1)[1].split()[0])
        self.assertGreater(accuracy, 0.6)


NET = """\
layer { name: "data" type: "Data" top: "data" top: "label" transform_param { scale: 0.00390625 }
        data_param { source: "%s" batch_size: 64 backend: LMDB } }
layer { name: "hidden" type: "InnerProduct" bottom: "data" top: "hidden"
        inner_product_param { num_output: 64 weight_filler { type: "xavier" } } }
layer { name: "relu" type: "ReLU" bottom: "hidden" top: "hidden" }
layer { name: "ip" type: "InnerProduct" bottom: "hidden" top: "ip"
        inner_product_param { num_output: 10 weight_filler { type: "xavier" } } }
layer { name: "accuracy" type: "Accuracy" bottom: "ip" bottom: "label" top: "accuracy" }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
"""


class CIFARTests(ProgramTestCase):
    def setUp(self):
        self.folder = temporary_folder()
        for number in range(1, 6):
            self.write(f"data_batch_{number}.bin", [number, number + 10])
        self.write("test_batch.bin", [9])

    def write(self, name, labels):
        records = (bytes([label]) + bytes([label, 0]) * 1536 for label in labels)
        (self.folder / name).write_bytes(b"".join(records))

    def test_writes_training_and_test_images(self):
        done = crema("convert_cifar_data", self.folder, self.folder, "lmdb")
        self.assertDone(done)
        train = datums(self.folder / "cifar10_train_lmdb")
        self.assertEqual([key for key, _ in train], [f"{number:05}" for number in range(10)])
        self.assertEqual(
            [datum["label"] for _, datum in train], [1, 11, 2, 12, 3, 13, 4, 14, 5, 15]
        )
        datum = train[9][1]
        self.assertEqual((datum["channels"], datum["height"], datum["width"]), (3, 32, 32))
        self.assertEqual(datum["data"], bytes([15, 0]) * 1536)
        self.assertEqual(len(datums(self.folder / "cifar10_test_lmdb")), 1)
        self.assertLogged(done, "convert_cifar_data.cpp", "Writing Training data",
                          "Training Batch 5", "Writing Testing data")

    def test_missing_and_truncated_files_are_reported(self):
        cut = self.folder / "data_batch_2.bin"
        cut.write_bytes(cut.read_bytes()[:-1])
        done = crema("convert_cifar_data", self.folder, self.folder, "lmdb")
        self.assertRefused(done, f"{cut}: its 6145 bytes are not a whole number of CIFAR-10")
        cut.unlink()
        done = crema("convert_cifar_data", self.folder, self.folder, "lmdb")
        self.assertRefused(done, f"cannot read {cut}")
        self.assertFalse((self.folder / "cifar10_train_lmdb").exists())
        self.assertEqual(crema("convert_cifar_data", self.folder).returncode, 1)


if __name__ == "__main__":
    unittest.main()
