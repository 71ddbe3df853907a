"""Log lines as the parsers of Caffe's users read them, and `crema parse_log`."""
import csv
import datetime
import re
import unittest

from program import Job, ProgramTestCase, crema, small_dataset, small_net, temporary_folder

PREFIX = re.compile(
    r"^([IWEF])(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6}) +(\d+) ([a-z0-9_]+\.[a-z]+):(\d+)\] "
)

# What parse_log.py searches for.
ITERATION = re.compile(r"Iteration (\d+)")
TRAIN_OUTPUT = re.compile(r"Train net output #(\d+): (\S+) = ([\.\deE+-]+)")
TEST_OUTPUT = re.compile(r"Test net output #(\d+): (\S+) = ([\.\deE+-]+)")
RATE = re.compile(r"lr = ([-+]?[0-9]*\.?[0-9]+([eE]?[-+]?[0-9]+)?)")

TEST_DATA = """
layer { name: "data" type: "Data" top: "data" top: "label" include { phase: TEST }
        transform_param { scale: 0.00390625 }
        data_param { source: "%s" batch_size: 4 backend: LMDB } }
"""

ACCURACY = """
layer { name: "accuracy" type: "Accuracy" bottom: "ip" bottom: "label" top: "accuracy"
        include { phase: TEST } }
"""

CLASSIC_LOG = """\
I1231 23:59:58.500000  4242 solver.cpp:280] Solving LeNet
I1231 23:59:58.600000  4242 solver.cpp:338] Iteration 0, Testing net (#0)
I1231 23:59:59.500000  4242 solver.cpp:406]     Test net output #0: accuracy = 0.25
I1231 23:59:59.500000  4242 solver.cpp:406]     Test net output #1: loss = 2.5 (* 1 = 2.5 loss)
I1231 23:59:59.750000  4242 solver.cpp:229] Iteration 0 (0 iter/s, 1s/100 iters), loss = 2.5
I1231 23:59:59.750000  4242 solver.cpp:245]     Train net output #0: loss = 2.5 (* 1 = 2.5 loss)
I1231 23:59:59.750000  4242 sgd_solver.cpp:106] Iteration 0, lr = 0.01
I0101 00:00:09.500000  4242 solver.cpp:229] Iteration 100 (10 iter/s, 10s/100 iters), loss = nan
I0101 00:00:09.500000  4242 solver.cpp:245]     Train net output #0: loss = nan (* 1 = nan loss)
I0101 00:00:09.500000  4242 sgd_solver.cpp:106] Iteration 100, lr = 1e-05
I0101 00:00:10.500000  4242 solver.cpp:338] Iteration 200, Testing net (#0)
I0101 00:00:11.000000  4242 solver.cpp:406]     Test net output #0: accuracy = 0.75
I0101 00:00:11.000000  4242 solver.cpp:406]     Test net output #1: loss = 0.5 (* 1 = 0.5 loss)
"""


class LogTests(ProgramTestCase):
    @classmethod
    def setUpClass(cls):
        net = small_net().replace('top: "label"\n', 'top: "label" include { phase: TRAIN }\n', 1)
        data = TEST_DATA % (small_dataset() / "val_db")
        cls.job = Job(net=data + net + ACCURACY, iterations=40, snapshot=20)
        text = cls.job.solver.read_text()
        cls.job.solver.write_text(text + 'test_iter: 2 test_interval: 20 test_compute_loss: true\n')
        cls.done = cls.job.train()
        assert cls.done.returncode == 0, cls.done.stderr
        cls.lines = cls.done.stderr.splitlines()
        cls.weights = cls.job.path / "snapshot_iter_40.caffemodel"

    def texts(self, lines):
        """What is logged, without glog's prefix; a net's prototxt goes on in lines without one."""
        return [PREFIX.sub("", line) for line in lines if PREFIX.match(line)]

    def assertInOrder(self, lines, patterns):
        """Each pattern matches a whole line, after that of the one before."""
        texts = iter(self.texts(lines))
        for pattern in patterns:
            self.assertTrue(
                any(re.fullmatch(pattern, text) for text in texts), f"no line {pattern}"
            )

    def test_training_in_caffes_words(self):
        number = r"-?[\d.]+(e[-+]\d+)?"
        shown = lambda iteration: [
            rf"Iteration {iteration} \({number} iter/s, {number}s/10 iters\), loss = {number}",
            rf"    Train net output #0: loss = {number} \(\* 1 = {number} loss\)",
            rf"Iteration {iteration}, lr = 0\.01"]
        tested = lambda iteration: [
            rf"Iteration {iteration}, Testing net \(#0\)", rf"Test loss: {number}",
            rf"    Test net output #0: accuracy = {number}",
            rf"    Test net output #1: loss = {number} \(\* 1 = {number} loss\)"]
        saved = lambda iteration: [
            rf"Snapshotting to binary proto file .*_iter_{iteration}\.caffemodel",
            rf"Snapshotting solver state to binary proto file .*_iter_{iteration}\.solverstate"]
        self.assertInOrder(self.lines, [
            r"Use CPU\.", r"Starting Optimization", r"Solving small",
            r"Learning Rate Policy: fixed", *tested(0), *shown(0), *shown(10), *saved(20),
            *tested(20), *shown(20), *shown(30), *saved(40), rf"Iteration 40, loss = {number}",
            *tested(40), r"Optimization Done\.", r"Optimization Done\."])

    def test_testing_in_caffes_words(self):
        done = crema("test", "-model", self.job.net, "-weights", self.weights, "-iterations", 2)
        self.assertDone(done)
        number = r"-?[\d.]+(e[-+]\d+)?"
        self.assertInOrder(
            done.stderr.splitlines(),
            [
                r"Use CPU\.",
                r"Running for 2 iterations\.",
                rf"Batch 0, accuracy = {number}",
                rf"Batch 0, loss = {number}",
                rf"Batch 1, accuracy = {number}",
                rf"Batch 1, loss = {number}",
                rf"Loss: {number}",
                rf"accuracy = {number}",
                rf"loss = {number} \(\* 1 = {number} loss\)",
            ],
        )

    def test_timing_in_caffes_words(self):
        done = crema("time", "-model", self.job.net, "-iterations", 2)
        self.assertDone(done)
        number = r"[\d.]+(e[-+]\d+)?"
        self.assertInOrder(done.stderr.splitlines(), [
            r"Use CPU\.", "Performing Forward", rf"Initial loss: {number}", "Performing Backward",
            r"\*\*\* Benchmark begins \*\*\*", r"Testing for 2 iterations\.",
            rf"Iteration: 1 forward-backward time: {number} ms\.",
            rf"Iteration: 2 forward-backward time: {number} ms\.", "Average time per layer: ",
            rf"      data\tforward: {number} ms\.", rf"      data\tbackward: {number} ms\.",
            rf"Average Forward pass: {number} ms\.", rf"Average Backward pass: {number} ms\.",
            rf"Average Forward-Backward: {number} ms\.", rf"Total Time: {number} ms\.",
            r"\*\*\* Benchmark ends \*\*\*"])

    def test_the_time_is_read_as_extract_seconds_does(self):
        now = datetime.datetime.now()
        timed = [line for line in self.lines if "Solving" in line or "Iteration" in line]
        self.assertGreater(len(timed), 10)
        for line in timed:
            self.assertRegex(line, PREFIX)
            words = line.strip().split()
            clock, micros = words[1].rsplit(".", 1)
            hour, minute, second = map(int, clock.split(":"))
            time = datetime.datetime(now.year, int(words[0][1:3]), int(words[0][3:]), hour, minute,
                                     second, int(micros))
            self.assertLess(abs((now - time).total_seconds()), 3600)

    def test_the_numbers_are_found_as_parse_log_does(self):
        found, iteration = [], None
        for line in self.lines:
            match = ITERATION.search(line)
            iteration = int(match[1]) if match else iteration
            for kind, pattern in (("train", TRAIN_OUTPUT), ("test", TEST_OUTPUT)):
                match = pattern.search(line)
                if match:
                    found.append((kind, iteration, int(match[1]), match[2]))
                    float(match[3])
        train = [("train", iteration, 0, "loss") for iteration in (0, 10, 20, 30)]
        test = [("test", iteration, number, name) for iteration in (0, 20, 40)
                for number, name in ((0, "accuracy"), (1, "loss"))]
        self.assertEqual(sorted(found), sorted(train + test))
        self.assertEqual([RATE.search(line)[1] for line in self.lines if RATE.search(line)],
                         ["0.01"] * 4)

    def test_the_fields_are_where_awk_looks_for_them(self):
        # parse_log.sh: the score is the 11th word of an output, the rate the 9th of its line.
        outputs = [line.split() for line in self.lines if "Test net output #0" in line]
        self.assertEqual(len(outputs), 3)
        for words in outputs:
            float(words[10])
        rates = [line.split() for line in self.lines if ", lr = " in line]
        self.assertEqual([words[8] for words in rates], ["0.01"] * 4)

    def parsed(self, log, *flags):
        folder = temporary_folder()
        (folder / "lenet.log").write_text(log)
        done = crema("parse_log", folder / "lenet.log", folder, *flags)
        self.assertDone(done)
        tables = []
        for kind in ("train", "test"):
            with open(folder / f"lenet.log.{kind}", newline="") as file:
                tables.append(file.read())
        return done, tables

    def test_a_log_becomes_the_tables_of_parse_log(self):
        _, (train, test) = self.parsed(CLASSIC_LOG)
        self.assertEqual(train, "NumIters,Seconds,LearningRate,loss\r\n"
                                "0.0,1.25,0.01,2.5\r\n100.0,11.0,0.01,nan\r\n")
        self.assertEqual(test, "NumIters,Seconds,LearningRate,accuracy,loss\r\n"
                               "0.0,1.0,1e-05,0.25,2.5\r\n200.0,12.5,1e-05,0.75,0.5\r\n")

    def test_flags_of_parse_log(self):
        done, (_, test) = self.parsed(CLASSIC_LOG, "--verbose", "--delimiter", ";")
        self.assertTrue(test.startswith("NumIters;Seconds;LearningRate;accuracy;loss\r\n"))
        self.assertEqual(done.stdout.count("Wrote "), 2)

    def test_a_log_of_the_newer_glog(self):
        newer = re.sub(
            r"(?m)^I(1231|0101)",
            lambda m: {"1231": "I20201231", "0101": "I20210101"}[m[1]],
            CLASSIC_LOG,
        )
        self.assertEqual(self.parsed(newer)[1], self.parsed(CLASSIC_LOG)[1])

    def test_a_log_of_our_own(self):
        _, (train, test) = self.parsed(self.done.stderr)
        rows = list(csv.DictReader(train.splitlines()))
        self.assertEqual([row["NumIters"] for row in rows], ["0.0", "10.0", "20.0", "30.0"])
        self.assertEqual({row["LearningRate"] for row in rows}, {"0.01"})
        self.assertLess(float(rows[-1]["loss"]), float(rows[0]["loss"]))
        seconds = [float(row["Seconds"]) for row in rows]
        self.assertEqual(seconds, sorted(seconds))
        self.assertEqual(len(list(csv.DictReader(test.splitlines()))), 3)

    def test_a_file_that_is_not_a_log_is_reported(self):
        path = temporary_folder() / "letter"
        path.write_text("Dear reader\n")
        done = crema("parse_log", path, path.parent)
        self.assertRefused(
            done, f'Error: {path}: not a log of a training: no line contains "Solving"'
        )
        self.assertEqual(done.returncode, 65)


if __name__ == "__main__":
    unittest.main()
