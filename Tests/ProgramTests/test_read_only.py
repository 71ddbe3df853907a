"""A folder of jobs that becomes read-only while a model trains: what is kept is shown, each change
is refused in words, the training ends and says why, and all goes on once the folder is writable."""
import subprocess
import sys
import unittest

from program import CHECKOUT

sys.path += [str(CHECKOUT / "Tests/Torture")]
from studios import Refused, Studio, wait_for  # noqa: E402


def freeze(folder, change="+i"):
    """Makes a folder and what is in it read-only, even for root; whether that is possible."""
    frozen = subprocess.run(["chattr", "-R", "-f", change, folder], capture_output=True)
    return frozen.returncode == 0


class ReadOnlyTests(unittest.TestCase):
    def setUp(self):
        self.studio = Studio()
        self.addCleanup(self.studio.end)
        self.assertTrue(self.studio.start())
        probe = self.studio.folder / "probe"
        probe.mkdir()
        if not freeze(probe):
            self.skipTest("only root, and not every file system, can make a folder immutable")
        freeze(probe, "-i")
        self.addCleanup(freeze, self.studio.jobs, "-i")

    def test_changes_are_refused_and_the_training_goes_on_when_the_folder_is_writable_again(self):
        studio = self.studio
        dataset = studio.new_dataset()
        model = studio.new_model(dataset, epochs=100_000, snapshot_interval=200)
        wait_for(lambda: list((studio.jobs / model).glob("*.solverstate")))
        freeze(studio.jobs)
        ended = studio.wait(model)
        self.assertEqual(ended["status"], "Error")
        reason = studio.request(f"/models/{model}.json")["message"]
        self.assertIn("a file cannot be written", reason)
        for change in (lambda: studio.new_model(dataset),
                       lambda: studio.start_dataset(),
                       lambda: studio.request(f"/jobs/{model}", "PUT", job_name="other"),
                       lambda: studio.request("/settings", "POST", trainings_at_once=2),
                       lambda: studio.request(f"/models/{model}/continue", "POST", epochs=1)):
            with self.assertRaises(Refused) as refused:
                change()
            self.assertEqual(refused.exception.status, 503, refused.exception)
            self.assertIn("Let it read and write there", str(refused.exception))
        with self.assertRaises(Refused) as refused:
            studio.request(f"/jobs/{model}", "DELETE")
        self.assertEqual(refused.exception.status, 503, refused.exception)
        names = [job["name"] for job in studio.request("/index.json")["models"]]
        self.assertEqual(names, ["small"])

        freeze(studio.jobs, "-i")
        studio.request(f"/models/{model}/continue", "POST")
        goes_on = studio.wait(model, lambda job: job["status"] == "Running")
        self.assertEqual(goes_on["status"], "Running")
        studio.request(f"/models/{model}/abort", "POST")
        self.assertEqual(studio.wait(model)["status"], "Aborted")


if __name__ == "__main__":
    unittest.main()
