"""Every command: its help, its refusals of arguments, and a whole way from
pictures to a prediction."""
import json
import re
import unittest

from pictures import class_folders, pixels, png
from program import (
    CHECKOUT,
    LAYER_FILE,
    Job,
    ProgramTestCase,
    crema,
    small_dataset,
    temporary_folder,
)

COMMANDS = ("train", "test", "time", "device_query", "parse_log", "draw_net", "classify", "infer",
            "cost", "layers", "check-layer", "dataset", "dataset mnist", "dataset fashion-mnist",
            "dataset cifar-10", "dataset cifar-100",
            "dataset folder", "dataset textfile", "dataset lmdb", "dataset version",
            "download_data", "walkthrough", "studio",
            "convert_imageset", "compute_image_mean", "extract_features", "convert_mnist_data",
            "convert_mnist_siamese_data", "convert_cifar_data", "upgrade_net_proto_text",
            "upgrade_net_proto_binary", "upgrade_solver_proto_text")


class CommandTests(ProgramTestCase):
    def test_every_command_has_help(self):
        for command in COMMANDS:
            with self.subTest(command):
                done = crema(*command.split(), "--help")
                self.assertDone(done)
                self.assertIn(f"USAGE: crema {command}", done.stdout)

    def test_an_unknown_command_or_argument_is_reported(self):
        self.assertRefused(crema("train"), "Error: Missing expected argument '--solver <solver>'")
        self.assertRefused(crema("train", "-solver", "/nowhere/solver.prototxt"),
                           "Error: /nowhere/solver.prototxt: cannot be read: No such file")
        self.assertRefused(crema("layers", "Convolutoin"), 'did you mean "Convolution"[?]')

    def test_from_pictures_to_a_prediction(self):
        job = Job(iterations=60)
        self.assertDone(job.train())
        losses = [event["outputs"]["loss"] for event in job.events("train")]
        self.assertLess(losses[-1], 0.3 * losses[0])
        weights = job.path / "snapshot_iter_60.caffemodel"
        self.assertDone(crema("test", "-model", job.net, "-weights", weights, "-iterations", 2))
        timed = crema("time", "-model", job.net, "-iterations", 2)
        self.assertDone(timed)
        self.assertIn("Average Forward-Backward", timed.stderr)
        cost = crema("cost", "-model", job.net)
        self.assertDone(cost)
        self.assertIn("multiply-adds per image, forward", cost.stderr)
        for label, level in (("bright", 190), ("dark", 40)):
            image = job.path / f"{label}.png"
            image.write_bytes(png([[level] * 16 for _ in range(16)]))
            output = job.path / f"seen-{label}"
            self.assertDone(crema("infer", "--job-dir", job.path, "--image", image,
                                  "--output", output, "--visualize"))
            result = json.loads((output / "result.json").read_text())
            self.assertEqual(result["predictions"][0][0], label)
            self.assertEqual(len(pixels((output / "image.png").read_bytes())), 8)
            self.assertIn("hidden", [shown["name"] for shown in result["visualizations"]])

    def test_a_run_follows_its_description(self):
        job = Job(iterations=10)
        value = {"solver": str(job.solver), "stages": [], "jobDir": str(job.path), "workers": 1,
                 "sigintEffect": "stop", "sighupEffect": "snapshot"}
        text = json.dumps({"run": "train", "value": value, "folders": []})
        self.assertDone(crema("run", text))
        self.assertEqual([event["status"] for event in job.events("status")], ["Running", "Done"])
        described = job.path / "run.json"
        described.write_text(text)
        self.assertDone(crema("run", described))
        self.assertRefused(crema("run", '{"run": "fly", "value": {}, "folders": []}'),
                           'unknown run "fly"; known runs: classify, ')
        self.assertNotRegex(crema("--help").stdout, r"(?m)^  run\b")

    def test_a_described_run_with_a_layer_in_python_goes_to_the_interpreter(self):
        job = Job(layers=LAYER_FILE % "top[0].data[...] = bottom[0].data", iterations=10)
        value = {"solver": str(job.solver), "stages": [], "jobDir": str(job.path),
                 "sigintEffect": "stop", "sighupEffect": "snapshot"}
        done = crema("run", json.dumps({"run": "train", "value": value, "folders": []}))
        self.assertDone(done)
        self.assertIn("Layers in Python run in", done.stderr)
        self.assertEqual(job.events("status")[-1]["status"], "Done")
        # Longer than an argument can be.
        value["stages"] = ["unused" * 30_000]
        described = job.path / "run.json"
        described.write_text(json.dumps({"run": "train", "value": value, "folders": []}))
        self.assertDone(crema("run", described))

    def test_the_plain_reference_computes_the_same(self):
        job = Job(iterations=10)
        self.assertDone(job.train("--device", "reference"))
        weights = job.path / "snapshot_iter_10.caffemodel"
        losses = []
        for device in ("cpu", "reference"):
            done = crema(
                "test", "-model", job.net, "-weights", weights, "-iterations", 2, "--device", device
            )
            self.assertDone(done)
            losses.append(float(re.search(r"\] Loss: (\S+)", done.stderr)[1]))
        self.assertAlmostEqual(*losses, places=4)
        timed = crema("time", "-model", job.net, "-iterations", 1, "--device=reference")
        self.assertDone(timed)
        self.assertIn("Use device reference.", timed.stderr)
        for words in (["train", "-solver", job.solver], ["time", "-model", job.net],
                      ["test", "-model", job.net, "-weights", weights]):
            done = crema(*words, "--device", "abacus")
            self.assertEqual(done.returncode, 64)
            self.assertIn('unknown device "abacus"; available: cpu, reference', done.stderr)

    def test_layers_in_python_are_checked(self):
        folder = temporary_folder()
        (folder / "layers.py").write_text(LAYER_FILE % "top[0].data[...] = 3 * bottom[0].data")
        done = crema("check-layer", folder / "layers.py", "--bottom", "2,5")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("ok    forward   (2 x 5) -> (2 x 5)", done.stdout)
        self.assertRegex(
            done.stdout, r"WRONG backward  bottom\[0\]\.diff\[.*\] is 0, by differences"
        )
        self.assertEqual(done.stderr, "")

    def test_a_file_that_is_not_an_image_is_reported(self):
        job = Job()
        self.assertDone(job.train())
        image = job.path / "letter.png"
        for content in (b"", b"Dear reader", png([[1, 2], [3, 4]])[:40]):
            image.write_bytes(content)
            done = crema("infer", "--job-dir", job.path, "--image", image, "--output",
                         job.path / "seen")
            self.assertRefused(done, f"Error: {image}: ")
            self.assertFalse((job.path / "seen/result.json").exists())

    def test_the_flags_of_a_data_set_are_its_options(self):
        documents = (CHECKOUT / "docs/options.md").read_text()
        for kind in re.findall(r"the command is `crema dataset (.+)`", documents):
            section = documents.split(f"`crema dataset {kind}`")[1].split("\n## ")[0]
            flags = re.findall(r"(?m)^\| \S* *\| `(--\S+)` \|", section)
            help_text = crema("dataset", kind, "--help").stdout
            told = re.findall(r"(?m)^  (--\S+)(?: <\S+>)?(?: |$)", help_text)
            self.assertCountEqual(told, ["--job-dir", *flags, "--version"])
        self.assertRegex(help_text, r"--width <width> +Width: [^(]+\(default: 256\)")

    def test_a_data_set_refuses_what_its_options_do_not_allow(self):
        for flags, words in (
                (("--width", "wide"), '--width: "wide" is not a whole number from 1 to 8192[.]'),
                (("--channels", "2"), '--channels: "2" is not one of 3, 1[.]'),
                (("--percent-validation=100",), 'is not a number of at least 0 and below 100[.]'),
                (("--widht", "3"), 'unknown flag "-widht"; did you mean "-width"[?]')):
            done = crema(
                "dataset", "folder", "--images", "x", "--job-dir", temporary_folder(), *flags
            )
            self.assertRefused(done, words)
            self.assertEqual(done.returncode, 64)
        done = crema("dataset", "folder", "--job-dir", "x")
        self.assertRefused(done, "Error: Missing expected argument '--images <images>'")
        self.assertEqual(done.returncode, 64)

    def test_a_folder_without_images_is_reported(self):
        folder = temporary_folder()
        done = crema("dataset", "folder", "--images", folder, "--job-dir", folder / "job")
        self.assertRefused(
            done, f"no images found in {folder}: it must have a folder for each class"
        )
        done = crema(
            "dataset", "folder", "--images", folder / "none", "--job-dir", folder / "other"
        )
        self.assertRefused(done, f"cannot read folder {folder}/none: No such file or directory")

    def test_what_a_data_set_lacks_is_reported_once_and_listed(self):
        images = class_folders(temporary_folder() / "images")
        one = next(path for path in images.iterdir() if path.is_dir())
        for number in range(30):
            (one / f"broken{number}.jpg").write_bytes(b"Dear reader")
        (one / "note.txt").write_text("of 2016")
        job = temporary_folder() / "job"
        done = crema(
            "dataset", "folder", "--images", images, "--job-dir", job, "--width", 8, "--height", 8
        )
        self.assertDone(done)
        self.assertRegex(
            done.stderr,
            r"30 of \d+ images skipped: 30 are not images; 1 other file is not an image",
        )
        self.assertEqual(done.stderr.count("images skipped"), 1)
        listed = (job / "skipped.txt").read_text().splitlines()
        self.assertEqual(len(listed), 31)
        self.assertIn(f"{one}/note.txt\tnot an image, by its name and its bytes", listed)
        notices = [json.loads(line) for line in (job / "events.jsonl").read_text().splitlines()
                   if '"notice"' in line]
        self.assertEqual([notice["file"] for notice in notices], ["skipped.txt"])

    def test_a_new_version_of_a_data_set_leaves_the_old_one_as_it_is(self):
        images, folder = class_folders(temporary_folder() / "images"), temporary_folder()
        size = ("--width", 8, "--height", 8, "--channels", 1, "--encoding", "png")
        self.assertDone(crema("dataset", "folder", "--images", images, "--job-dir", folder / "old",
                              *size))
        before = {path: path.read_bytes() for path in (folder / "old").rglob("*.*")}
        self.assertDone(crema(
            "dataset", "version", "--of", folder / "old", "--changes", "train/0=- val/0=1",
            "--images", images, "--percent-validation", 50, "--job-dir", folder / "new"))
        old, new = (json.loads((folder / name / "dataset.json").read_text())
                    for name in ("old", "new"))
        more = sum(old["counts"].values()) // 2
        self.assertEqual(new["counts"]["train"], old["counts"]["train"] - 1 + more)
        self.assertEqual(new["counts"]["val"], old["counts"]["val"] + more)
        self.assertEqual((new["encoding"], new["width"], new["channels"]), ("png", 8, 1))
        for path, content in before.items():
            self.assertEqual(path.read_bytes(), content)
        done = crema("dataset", "version", "--of", folder / "old", "--job-dir", folder / "other")
        self.assertRefused(done, "--images: Add images, or leave out")

    def test_a_database_that_is_there_becomes_a_data_set_where_it_is(self):
        images, folder = class_folders(temporary_folder() / "images"), temporary_folder()
        lines = [f"{path.relative_to(images)} {int(path.parent.name == 'dark')}"
                 for path in sorted(images.rglob("*.png"))]
        (folder / "list.txt").write_text("\n".join(lines) + "\n")
        (folder / "labels.txt").write_text("bright\ndark\n")
        self.assertDone(crema("convert_imageset", "-gray", f"{images}/", folder / "list.txt",
                              folder / "train_lmdb"))
        job = folder / "job"
        done = crema("dataset", "lmdb", "--database", folder / "train_lmdb", "--labels",
                     folder / "labels.txt", "--job-dir", job)
        self.assertDone(done)
        description = json.loads((job / "dataset.json").read_text())
        self.assertEqual(description["counts"], {"train": 24, "val": 0})
        self.assertEqual(description["classCounts"]["train"], [12, 12])
        self.assertEqual((job / "train_db").readlink(), folder / "train_lmdb")
        trained = Job(database=job / "train_db", iterations=50)
        self.assertDone(trained.train())
        done = crema("dataset", "lmdb", "--database", folder / "list.txt", "--job-dir",
                     folder / "other")
        self.assertRefused(done, "list.txt")

    def test_nets_learn_from_records_that_hold_image_files(self):
        images = class_folders(temporary_folder() / "images")
        size = ("--width", 8, "--height", 8, "--channels", 1)
        for encoding in (("png",), ("jpg", "--jpeg-quality", 95)):
            with self.subTest(encoding[0]):
                folder = temporary_folder() / "dataset"
                self.assertDone(crema(
                    "dataset", "folder", "--images", images, "--test-images", images,
                    "--test-max-per-class", 2, "--job-dir", folder, *size, "--encoding", *encoding
                ))
                self.assertEqual(len((folder / "test.txt").read_text().splitlines()), 4)
                self.assertTrue((folder / "test_db/data.mdb").exists())
                # The test images are among the others here, which a notice reports.
                self.assertEqual(len((folder / "repeated.txt").read_text().splitlines()), 4)
                job = Job(database=folder / "train_db", iterations=150)
                self.assertDone(job.train())
                losses = [event["outputs"]["loss"] for event in job.events("train")]
                self.assertLess(losses[-1], 0.3 * losses[0])
        done = crema("dataset", "folder", "--images", images, "--job-dir", temporary_folder(),
                     "--compression", "gzip")
        self.assertRefused(done, "--compression: This has no effect with the value of backend")
        self.assertEqual(done.returncode, 64)

    def test_lists_become_a_data_set(self):
        folder = temporary_folder()
        class_folders(folder / "images")
        names = sorted(path.relative_to(folder) for path in folder.glob("images/*/*.png"))
        lines = [f"{name} {int('dark' in str(name))}\n" for name in names]
        (folder / "train.txt").write_text("".join(lines[::2]))
        (folder / "val.txt").write_text("".join(lines[1::2]))
        (folder / "labels.txt").write_text("bright\ndark\n")
        done = crema(
            "dataset", "textfile", "--list", folder / "train.txt", "--validation-list",
            folder / "val.txt", "--labels", folder / "labels.txt", "--shuffle", "off",
            "--job-dir", folder / "job", "--width", 8, "--height", 8, "--channels", 1
        )
        self.assertDone(done)
        self.assertEqual(json.loads((folder / "job/dataset.json").read_text())["classCounts"],
                         {"train": [6, 6], "val": [6, 6]})
        first = (folder / "job/train.txt").read_text().splitlines()[0]
        self.assertEqual(first, f"{folder}/images/bright/00.png 0")

    def test_a_finished_data_set_is_not_overwritten(self):
        before = sorted(path.stat().st_mtime_ns for path in small_dataset().rglob("*"))
        done = crema(
            "dataset", "folder", "--images", temporary_folder(), "--job-dir", small_dataset()
        )
        self.assertRefused(done, str(small_dataset()))
        after = sorted(path.stat().st_mtime_ns for path in small_dataset().rglob("*"))
        self.assertEqual(before, after)


if __name__ == "__main__":
    unittest.main()
