"""The line at the bottom of a terminal that says how far a run is."""
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import unittest

from program import LAYER_FILE, PROGRAM, Job, ProgramTestCase

ERASE = "\r\x1b[2K"


def on_terminal(arguments, columns=100, terminal="xterm", prints_there=False):
    """The status of the program and what it wrote to a terminal, with its output if asked for."""
    mine, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                               stdout=its if prints_there else subprocess.DEVNULL, stderr=its,
                               env={**os.environ, "TERM": terminal})
    os.close(its)
    written = b""
    while True:
        try:
            part = os.read(mine, 65536)
        except OSError:  # Linux says so when the other side is closed.
            break
        if not part:
            break
        written += part
    os.close(mine)
    return process.wait(timeout=60), written.decode().replace("\r\n", "\n")


def screen(written):
    """The lines that stay: what is drawn and erased again is gone."""
    return [line.rsplit(ERASE, 1)[-1] for line in written.split("\n")]


class ProgressTests(ProgramTestCase):
    def test_training_shows_how_far_it_is_and_leaves_a_plain_log(self):
        status, written = on_terminal(Job(iterations=2000).arguments)
        self.assertEqual(status, 0, written)
        drawn = re.findall(
            r"train (\d+)/2000 +(\d+) %  loss [\d.e+-]+(?:  [\d.e+]+ images/s  [\d:]+ left)?",
            written,
        )
        self.assertTrue(drawn)
        self.assertEqual([int(done) for done, _ in drawn], sorted(int(done) for done, _ in drawn))
        self.assertIn("images/s", written)
        lines = screen(written)
        self.assertEqual(lines.pop(), "")
        for line in lines:
            self.assertNotRegex(line, r"train \d+/|\x1b|\r")
        self.assertTrue(any("Optimization Done." in line for line in lines))

    def test_the_line_fits_the_terminal(self):
        _, written = on_terminal(Job(iterations=500).arguments, columns=24)
        drawn = [part.split("\n")[0] for part in written.split(ERASE) if part.startswith("train ")]
        self.assertTrue(drawn)
        self.assertLess(max(map(len, drawn)), 24)

    def test_testing_and_timing_show_it_too(self):
        job = Job(iterations=10)
        self.assertDone(job.train())
        weights = job.path / "snapshot_iter_10.caffemodel"
        for arguments in (["test", "-model", job.net, "-weights", weights, "-iterations", 20],
                          ["time", "-model", job.net, "-iterations", 20]):
            status, written = on_terminal(arguments)
            self.assertEqual(status, 0, written)
            self.assertRegex(written, rf"{arguments[0]} \d+/20 \d+ %")

    def test_an_error_is_alone_on_its_line(self):
        job = Job(iterations=2000)
        text = job.solver.read_text().replace("base_lr: 0.01", "base_lr: 1e30")
        job.solver.write_text(text)
        status, written = on_terminal(job.arguments)
        self.assertEqual(status, 1)
        self.assertRegex(screen(written)[-2], "^Error: ")

    def test_what_a_layer_prints_appears_above_the_line(self):
        job = Job(
            layers=LAYER_FILE % "top[0].data[...] = bottom[0].data; print('seen', flush=True)",
            iterations=400,
        )
        status, written = on_terminal(job.arguments, prints_there=True)
        self.assertEqual(status, 0, written)
        self.assertRegex(written, r"train \d+/400")
        said = [line for line in screen(written) if "seen" in line]
        self.assertGreaterEqual(len(said), 400)
        self.assertEqual(set(said), {"[mine] seen"})

    def test_a_terminal_that_cannot_redraw_gets_the_plain_log(self):
        for terminal in ("dumb", ""):
            status, written = on_terminal(Job(iterations=50).arguments, terminal=terminal)
            self.assertEqual(status, 0)
            self.assertNotIn("\x1b", written)


if __name__ == "__main__":
    unittest.main()
