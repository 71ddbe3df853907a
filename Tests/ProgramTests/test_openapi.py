"""What the studio says of its routes at /openapi.json, held to what they do by schemathesis."""
import json
import subprocess
import sys
import unittest

from program import CHECKOUT, temporary_folder

sys.path += [str(CHECKOUT / "Tests/Torture")]
from studios import Studio  # noqa: E402

PROGRAM = CHECKOUT / ".venv-tests/bin/schemathesis"
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_schema_conformance")


class DescriptionTests(unittest.TestCase):
    """A studio with a data set and a model, so that requests get further than to an unknown
    job."""

    @classmethod
    def setUpClass(cls):
        cls.studio = Studio()
        cls.addClassCleanup(cls.studio.end)
        assert cls.studio.start()
        dataset = cls.studio.new_dataset()
        model = cls.studio.new_model(dataset, epochs=4, snapshot_interval=1)
        cls.studio.wait(model)
        document = cls.studio.request("/openapi.json")
        # Its events have no end.
        del document["paths"]["/events"]
        known = {"enum": [dataset, model, "x"]}
        for operations in document["paths"].values():
            for operation in operations.values():
                for parameter in operation["parameters"]:
                    if parameter["name"] in ("id", "job_id", "job_ids", "clone", "dataset"):
                        parameter["schema"] = known
        cls.document = temporary_folder() / "openapi.json"
        cls.document.write_text(json.dumps(document))

    def hold(self, examples, accept, *options):
        """Sends that many requests to each route; the description must fit every reply."""
        done = subprocess.run(
            [PROGRAM, "run", self.document, "--url", self.studio.address, "--phases", "fuzzing",
             "--max-examples", str(examples), "--generation-deterministic", "--no-shrink",
             "--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off",
             "--checks", ",".join(CHECKS), "--header", f"Accept: {accept}", "--max-redirects", "0",
             "--request-timeout", "60", "--no-color", *options],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=180,
            cwd=self.document.parent)
        self.assertEqual(done.returncode, 0, done.stdout[-5000:])
        self.assertEqual(self.studio.process.poll(), None, self.studio.log.read_text()[-2000:])

    def test_routes_reply_as_they_are_described(self):
        self.hold(6, "application/json", "--exclude-method", "DELETE")
        self.hold(2, "text/html", "--exclude-method", "DELETE")
        # At the end, as nothing is left then.
        self.hold(6, "application/json", "--include-method", "DELETE")


if __name__ == "__main__":
    unittest.main()
