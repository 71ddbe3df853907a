"""Trainings that stop and go on: by a button, by themselves, and for more epochs."""
import json
import os
import signal
import sys
import unittest

from program import CHECKOUT, ProgramTestCase

sys.path += [str(CHECKOUT / "Tests/Torture")]
from studios import Refused, Studio, wait_for  # noqa: E402


class ContinuationTests(ProgramTestCase):
    def start(self, *options):
        self.studio = Studio(options=options)
        self.addCleanup(self.studio.end)
        self.assertTrue(self.studio.start())
        self.dataset = self.studio.new_dataset()

    def training(self, epochs=3000, **fields):
        """A model with a snapshot that trains on."""
        id = self.studio.new_model(self.dataset, epochs, random_seed=7, **fields)
        states = lambda: list((self.studio.jobs / id).glob("*.solverstate"))
        self.assertTrue(wait_for(states), self.studio.job(id))
        return id

    def last_weights(self, id):
        """The name and the bytes of the last snapshot."""
        files = (self.studio.jobs / id).glob("*.caffemodel")
        last = max(files, key=lambda file: int(file.stem.rsplit("_", 1)[1]))
        return last.name, last.read_bytes()

    def curve(self, id):
        """The iterations of the rows of training that count."""
        rows = []
        for line in (self.studio.jobs / id / "events.jsonl").read_text().splitlines():
            event = json.loads(line)
            if event["event"] == "train":
                rows.append(event["iteration"])
            elif event["event"] == "request" and event["action"] == "continue":
                rows = [row for row in rows if row < event["iteration"]]
        return rows

    def assertLikeUninterrupted(self, id):
        """Checks that a training ended as one that nothing has stopped."""
        other = self.studio.new_model(self.dataset, 3000, random_seed=7)
        self.assertEqual(self.studio.wait(other)["status"], "Done")
        self.assertEqual(self.last_weights(id), self.last_weights(other))
        self.assertEqual(self.curve(id), self.curve(other))

    def test_a_paused_and_an_aborted_training_end_as_one_that_was_not_stopped(self):
        self.start()
        id = self.training()
        self.studio.request(f"/models/{id}/pause", "POST")
        self.assertEqual(self.studio.wait(id)["status"], "Aborted")
        self.studio.request(f"/models/{id}/resume", "POST")
        self.studio.wait(id, lambda job: job["status"] == "Running")
        self.studio.request(f"/models/{id}/abort", "POST")
        if self.studio.wait(id)["status"] == "Aborted":
            self.studio.request(f"/models/{id}/continue", "POST")
        self.assertEqual(self.studio.wait(id)["status"], "Done")
        self.assertLikeUninterrupted(id)

    def test_a_killed_training_goes_on_by_its_button(self):
        self.start()
        id = self.training()
        pid, = self.studio.processes()[id]
        os.kill(pid, signal.SIGKILL)
        self.assertEqual(self.studio.wait(id)["status"], "Error")
        self.studio.request(f"/models/{id}/continue", "POST")
        self.assertEqual(self.studio.wait(id)["status"], "Done")
        self.assertLikeUninterrupted(id)

    def test_a_training_goes_on_by_itself_after_the_machine_died(self):
        self.start("--resume-interrupted")
        id = self.training()
        pid, = self.studio.processes()[id]
        self.studio.kill()
        os.kill(pid, signal.SIGKILL)
        self.assertTrue(wait_for(lambda: not self.studio.processes()))
        self.assertTrue(self.studio.start())
        self.assertEqual(self.studio.wait(id)["status"], "Done")
        self.assertLikeUninterrupted(id)

    def test_a_training_that_is_done_goes_on_for_more_epochs(self):
        self.start()
        id = self.training(epochs=40)
        self.assertEqual(self.studio.wait(id)["status"], "Done")
        with self.assertRaises(Refused):
            self.studio.request(f"/models/{id}/continue", "POST")
        before = self.studio.request(f"/models/{id}.json")["snapshots"]
        self.studio.request(f"/models/{id}/continue", "POST", epochs=20)
        self.assertEqual(self.studio.wait(id)["status"], "Done")
        after = self.studio.request(f"/models/{id}.json")["snapshots"]
        self.assertEqual(before[-1], 40)
        self.assertEqual(after, before + [60])


if __name__ == "__main__":
    unittest.main()
