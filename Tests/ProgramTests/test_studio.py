"""The studio as a process: one a folder, its port, and what it leaves to the next."""
import contextlib
import json
import os
import signal
import sys
import unittest
from pathlib import Path

from program import CHECKOUT, ProgramTestCase, crema, temporary_folder

sys.path += [str(CHECKOUT / "Tests/Torture")]
from studios import Studio, wait_for  # noqa: E402


def open_files_of(pid):
    """The names of a process's open files, but for those that it closes meanwhile."""
    names = []
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            names.append(os.readlink(path))
    return names


class StudioTests(ProgramTestCase):
    def setUp(self):
        self.studio = Studio()
        self.addCleanup(self.studio.end)

    def training(self, epochs=1_000_000, **fields):
        """A model that trains."""
        self.assertTrue(self.studio.start())
        id = self.studio.new_model(self.studio.new_dataset(), epochs, **fields)
        self.studio.wait(id, lambda job: job["status"] == "Running")
        self.assertTrue(wait_for(lambda: list((self.studio.jobs / id).glob("*.solverstate"))))
        return id

    def test_a_training_has_three_descriptors_and_a_killed_studio_frees_its_port(self):
        id = self.training()
        pid, = self.studio.processes()[id]
        open_files = open_files_of(pid)
        own = [
            name
            for name in open_files
            if name.startswith(str(self.studio.jobs / id)) or name == "/dev/null"
        ]
        others = [
            name
            for name in open_files
            if name.startswith(("socket:", "anon_inode:", "pipe:")) or "lock" in name
        ]
        self.assertEqual(others, [])
        self.assertGreaterEqual(len(own), 3)
        self.studio.kill()
        self.assertEqual(self.studio.listeners(), [])
        self.assertTrue(self.studio.start(), self.studio.log.read_text())
        self.assertEqual(self.studio.job(id)["status"], "Running")
        self.assertEqual(self.studio.processes()[id], [pid])

    def test_a_survivor_without_a_record_is_found_and_runs_to_its_end(self):
        id = self.training()
        self.studio.kill()
        (self.studio.jobs / id / "process.json").unlink()
        self.assertTrue(self.studio.start())
        self.assertEqual(self.studio.job(id)["status"], "Running")
        self.studio.request(f"/models/{id}/abort", "POST", x="1")
        self.assertEqual(self.studio.wait(id)["status"], "Aborted")
        self.assertEqual(self.studio.processes(), {})

    def test_the_last_solver_state_stays_or_all_according_to_the_form(self):
        for choice, most in (("last", 1), ("all", None)):
            with self.subTest(choice):
                self.studio.end()
                self.studio = Studio()
                self.addCleanup(self.studio.end)
                id = self.training(epochs=100, solver_states=choice)
                self.assertEqual(self.studio.wait(id)["status"], "Done")
                folder = self.studio.jobs / id
                models = {path.stem for path in folder.glob("*.caffemodel")}
                states = {path.stem for path in folder.glob("*.solverstate")}
                self.assertGreater(len(models), 1)
                last = max(models, key=lambda name: int(name.rsplit("_", 1)[1]))
                self.assertEqual(states, models if most is None else {last})

    def test_a_folder_that_cannot_be_written_is_refused_in_words(self):
        place = temporary_folder() / "file"
        place.write_text("no folder")
        done = crema("studio", "--port", 0, "--jobs-dir", place, "--token", "none")
        self.assertRefused(done, "name another with --jobs-dir")
        self.assertEqual(done.returncode, 73)

    def test_ctrl_c_ends_a_training_that_an_earlier_studio_started(self):
        id = self.training()
        self.studio.kill()
        self.assertTrue(self.studio.start())
        self.assertEqual(self.studio.stop(), 0)
        self.assertEqual(self.studio.processes(), {})
        lines = (self.studio.jobs / id / "events.jsonl").read_text().splitlines()
        last = [event for event in map(json.loads, lines) if event["event"] == "status"][-1]
        self.assertEqual(last["status"], "Aborted")

    def test_a_suspended_training_is_ended_by_abort(self):
        id = self.training()
        pid, = self.studio.processes()[id]
        os.kill(pid, signal.SIGSTOP)
        self.studio.request(f"/models/{id}/abort", "POST", x="1")
        self.assertEqual(self.studio.wait(id)["status"], "Aborted")


if __name__ == "__main__":
    unittest.main()
