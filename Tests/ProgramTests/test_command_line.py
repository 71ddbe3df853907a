"""The program as a user of Caffe calls it: by a link, with gflags' habits, with completions."""
import os
import re
import shutil
import socket
import subprocess
import unittest

from pictures import png
from program import (
    CHECKOUT,
    DEPLOY,
    LAYER_FILE,
    PROGRAM,
    REST,
    Job,
    ProgramTestCase,
    crema,
    small_net,
    temporary_folder,
)

class CommandLineTests(ProgramTestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = temporary_folder()
        cls.caffe = cls.link("caffe")
        cls.net = cls.folder / "net.prototxt"
        cls.net.write_text(small_net())

    @classmethod
    def link(cls, name):
        path = cls.folder / name
        path.symlink_to(PROGRAM)
        return path

    def call(self, *arguments):
        return crema(*arguments, program=self.caffe)

    def test_a_link_named_caffe_uses_that_name(self):
        done = self.call("train", "--help")
        self.assertDone(done)
        self.assertIn("USAGE: caffe train", done.stdout)
        for version in ("--version", "-version"):
            done = self.call(version)
            self.assertEqual((done.returncode, done.stdout), (0, "caffe version 1.0.0\n"))
        package = (CHECKOUT / "python/pyproject.toml").read_text()
        version = re.search(r'(?m)^version = "(.+)"$', package).group(1)
        self.assertEqual(
            crema("--version").stdout, f"crema {version}, compatible with Caffe 1.0.0\n"
        )

    def test_a_link_named_after_a_tool_is_that_tool(self):
        for name in ("compute_image_mean", "compute_image_mean.bin"):
            done = crema("--help", program=self.link(name))
            self.assertDone(done)
            self.assertIn("USAGE: crema compute_image_mean", done.stdout)

    def test_a_call_without_a_command_prints_the_usage(self):
        done = self.call()
        self.assertDone(done)
        self.assertIn("USAGE: caffe <subcommand>", done.stdout)
        for section in ("CAFFE SUBCOMMANDS", "CAFFE'S TOOLS SUBCOMMANDS", "CREMA SUBCOMMANDS"):
            self.assertIn(section, done.stdout)

    def test_an_unknown_command_lists_the_available_ones(self):
        done = self.call("trian")
        self.assertRefused(done, 'Error: unknown command "trian"; did you mean "train"[?]')
        self.assertRefused(done, "Commands: train, test, time, device_query, ")
        self.assertRefused(crema("dataset", "mnits"),
                           'unknown command "mnits"; did you mean "mnist"[?]')

    def test_an_unknown_flag_gets_the_nearest_one_proposed(self):
        done = self.call("train", "-solvr", "x")
        self.assertRefused(done, 'Error: unknown flag "-solvr"; did you mean "-solver"[?]')
        self.assertRefused(done, 'See "caffe train --help"')
        self.assertEqual(done.returncode, 64)

    def test_flags_in_all_forms_of_gflags(self):
        calls = [
            ("time", "-model", self.net, "-iterations", "1"),
            ("time", f"--model={self.net}", "--iterations=1"),
            ("-model", self.net, "time", "-iterations=1"),
            (f"--model={self.net}", "--iterations", "1", "time", "-gpu="),
            ("time", "-iterations", "7", "-model", self.net, "-level", "-1", "-iterations", "1"),
        ]
        for arguments in calls:
            with self.subTest(arguments):
                done = self.call(*arguments)
                self.assertDone(done)
                self.assertRegex(done.stderr, r"\] Testing for 1 iterations\.")

    def test_switches_in_all_forms_of_gflags(self):
        on = [["-encoded"], ["--encoded=true"], ["-noencoded", "-encoded=1"]]
        off = [[], ["-noencoded"], ["--encoded=false"], ["-encoded", "-encoded=f"]]
        (self.folder / "dot.png").write_bytes(png([b"\x7f"]))
        images = self.folder / "list"
        images.write_text("dot.png 0\n")
        for number, switches in enumerate(on + off):
            with self.subTest(switches):
                done = crema("convert_imageset", *switches, "-encode_type=png", f"{self.folder}/",
                             images, self.folder / f"db{number}")
                self.assertDone(done)
                told = "encode_type specified, assuming encoded=true" in done.stderr
                self.assertEqual(told, switches in off)
        done = crema("convert_imageset", "-gray=maybe", "a", "b", "c")
        self.assertRefused(done, 'Error: -gray must be true or false, found "maybe"')

    def test_a_flag_of_another_command_is_accepted_with_a_notice(self):
        done = self.call("time", "-model", self.net, "-iterations", "1", "-solver", "x")
        self.assertDone(done)
        self.assertIn("] -solver has no effect here", done.stderr)

    def test_glogs_flags_and_variable(self):
        time = ("time", "-model", self.net, "-iterations", "1")
        for flags, variables in (([], {"GLOG_minloglevel": "1"}), (["-minloglevel=1"], {})):
            done = crema(*time, *flags, program=self.caffe, env={**os.environ, **variables})
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = self.call("-logtostderr=1", *time, "-v=2", "-logbufsecs", "0", "-colorlogtostderr")
        self.assertDone(done)
        for name in ("v", "logbufsecs", "colorlogtostderr"):
            self.assertRegex(done.stderr, rf"(?m)^W.*\] -{name} has no effect here$")
        self.assertNotIn("-logtostderr changes", done.stderr)
        done = self.call("-minloglevel=much", *time)
        self.assertRefused(done, '-minloglevel must be a severity: .*; found "much"')
        self.assertEqual(done.returncode, 64)

    def test_a_log_in_files_as_glog_makes_them(self):
        time = ("time", "-model", self.net, "-iterations", "1", "-v=1")
        for number, (flags, variables) in enumerate(
                ((("-log_dir", "{}"), {}), (("--log_dir={}",), {}), ((), {"GLOG_log_dir": "{}"}))):
            folder = self.folder / f"logs{number}"
            folder.mkdir()
            done = crema(*time, *(flag.format(folder) for flag in flags), program=self.caffe,
                         env={**os.environ, "USER": "alex",
                              **{key: value.format(folder) for key, value in variables.items()}})
            self.assertDone(done)
            names = sorted(os.listdir(folder))
            self.assertEqual(names[:2], ["caffe.INFO", "caffe.WARNING"])
            host = re.escape(socket.gethostname())
            for link, name in zip(names[:2], names[2:]):
                severity = link.split(".")[1]
                self.assertRegex(
                    name, rf"^caffe\.{host}\.alex\.log\.{severity}\.\d{{8}}-\d{{6}}\.\d+$"
                )
                self.assertEqual(os.readlink(folder / link), name)
            text = (folder / "caffe.INFO").read_text()
            self.assertRegex(text, r"^Log file created at: \d{4}/\d\d/\d\d \d\d:\d\d:\d\d\n"
                                   r"Running on machine: .+\nLog line format: \[IWEF\]mmdd ")
            self.assertEqual(text.split("msg\n", 1)[1], done.stderr)
            warnings = (folder / "caffe.WARNING").read_text().splitlines()[3:]
            self.assertEqual(len(warnings), 1)

    def test_glogs_flags_decide_where_lines_go(self):
        time = ("time", "-model", self.net, "-iterations", "1", "-v=1", "-log_dir", self.folder)
        said = lambda *flags: self.call(*time, *flags).stderr
        self.assertEqual(said("-alsologtostderr=0"), "")
        self.assertEqual(len(said("-noalsologtostderr", "-stderrthreshold=1").splitlines()), 1)
        self.assertRegex(said("-nolog_prefix"), r"(?m)^Use CPU\.$")
        before = set(os.listdir(self.folder))
        self.assertIn("Use CPU.", said("-logtostderr"))
        self.assertEqual(set(os.listdir(self.folder)), before)
        done = self.call("time", "-model", self.net, "-log_dir", self.folder / "none")
        self.assertRefused(done, f"-log_dir {self.folder}/none: there is no such folder; make it")
        self.assertEqual(done.returncode, 73)

    def test_a_training_with_layers_in_python_has_one_log(self):
        job = Job(layers=LAYER_FILE % "top[0].data[...] = bottom[0].data", iterations=2)
        done = job.train("-log_dir", self.folder)
        self.assertDone(done)
        logs = [name for name in os.listdir(self.folder) if ".log.INFO." in name]
        self.assertEqual(len(logs), 1)
        self.assertTrue(logs[0].startswith("caffe."))
        text = (self.folder / "caffe.INFO").read_text()
        self.assertEqual(text.count("Log file created"), 1)
        self.assertIn("Layers in Python run in", text)
        self.assertIn("Optimization Done.", text)
        self.assertDone(crema("parse_log", self.folder / "caffe.INFO", self.folder))
        self.assertIn("NumIters", (self.folder / "caffe.INFO.train").read_text())

    def test_a_gpu_is_refused_with_the_alternative(self):
        sentence = ("-gpu %s: this build has no GPU device; leave out -gpu to run on the "
                    "CPU")
        for arguments in (("train", "-solver", "x"), ("test", "-model", "x", "-weights", "y"),
                          ("time", "-model", "x"), ("device_query",)):
            for gpu in ("0", "0,1", "all"):
                done = self.call(*arguments, "-gpu", gpu)
                self.assertRefused(done, sentence % gpu)
                self.assertEqual(done.returncode, 64)

    def test_device_query_describes_the_processor(self):
        done = self.call("device_query")
        self.assertDone(done)
        for line in (r"Device id: {21}0$", "Name: {26}[A-Za-z]", r"Number of cores: {15}\d+$",
                     r"Total memory: {18}\d{9,}$", r"oneDNN version: {16}\d+\.\d+\.\d+$"):
            self.assertRegex(done.stderr, r"(?m)\] " + line)

    def test_levels_and_stages_decide_on_layers(self):
        net = self.folder / "staged.prototxt"
        net.write_text(DEPLOY + REST + """
            layer { name: "deep" type: "ReLU" bottom: "ip" top: "deep"
                    include { min_level: 2 stage: "small" } }""")
        names = lambda *flags: self.call("time", "-model", net, "-iterations", 1, *flags).stderr
        self.assertNotIn("deep\t", names())
        self.assertNotIn("deep\t", names("-level", 2))
        self.assertIn("deep\t", names("-level", 2, "-stage", "small,other"))

    def test_weights_from_several_files(self):
        job = Job(iterations=10)
        self.assertDone(job.train())
        weights = job.path / "snapshot_iter_10.caffemodel"
        done = self.call("test", "-model", job.net, "-weights", f"{weights},{weights}",
                         "-iterations", 1)
        self.assertDone(done)
        done = self.call("train", "-solver", job.solver, "-weights", f" {weights} , {weights}")
        self.assertDone(done)
        self.assertEqual(done.stderr.count(f"] Finetuning from {weights}\n"), 2)

    @unittest.skipUnless(shutil.which("bash"), "there is no bash")
    def test_bash_completes_commands_and_flags(self):
        script = self.folder / "completion.bash"
        made = crema("--generate-completion-script", "bash")
        self.assertDone(made)
        script.write_text(made.stdout)
        ask = """
            source "$0"
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
            _crema crema "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"; printf '%s\\n' "${COMPREPLY[@]}"
        """
        for words, offered in ((("crema", "devi"), "device_query"),
                               (("crema", "train", "--sol"), "--solver"),
                               (("crema", "train", "--sigint_effect", "sn"), "snapshot")):
            done = subprocess.run(["bash", "-c", ask, script, *words], text=True, timeout=60,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  env={"PATH": f"{PROGRAM.parent}:/usr/bin:/bin"})
            self.assertIn(offered, done.stdout.split(), done.stderr)


if __name__ == "__main__":
    unittest.main()
