"""`/metrics`, read as strictly as Prometheus' text format (0.0.4) is defined."""
import math
import re
import sys
import unittest
import urllib.request

from program import CHECKOUT

sys.path += [str(CHECKOUT / "Tests/Torture")]
from studios import Studio, wait_for  # noqa: E402

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"'
SAMPLE = re.compile(rf"({NAME})(?:\{{((?:{LABEL})(?:,{LABEL})*)\}})? (\S+)")


def parsed(text):
    """The types of the metrics, and their values by name and labels.

    Raises AssertionError for what the format does not allow.
    """
    assert text.endswith("\n"), "the last line has no end"
    types, helped, values, current = {}, set(), {}, None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ", 3)[2]
            assert name not in helped, f"two helps: {line}"
            helped.add(name)
        elif line.startswith("# TYPE "):
            _, _, current, kind = line.split(" ")
            assert current not in types and kind in ("counter", "gauge", "histogram"), line
            types[current] = kind
        else:
            found = SAMPLE.fullmatch(line)
            assert found, f"not a sample: {line}"
            name, labels = found[1], tuple(re.findall(LABEL, found[2] or ""))
            endings = ("_bucket", "_sum", "_count") if types.get(current) == "histogram" else ("",)
            assert name in {current + ending for ending in endings}, f"out of its metric: {line}"
            assert len({key for key, _ in labels}) == len(labels), f"a label twice: {line}"
            assert (name, labels) not in values, f"twice: {line}"
            values[name, labels] = float(found[found.lastindex])
    assert helped == set(types)
    return types, values


def check_histograms(types, values):
    """Buckets rise to the count, and end with infinity."""
    for metric in (name for name, kind in types.items() if kind == "histogram"):
        series = {}
        for (name, labels), value in values.items():
            if name == f"{metric}_bucket":
                plain = tuple(pair for pair in labels if pair[0] != "le")
                series.setdefault(plain, []).append((float(dict(labels)["le"]), value))
        for labels, buckets in series.items():
            assert buckets == sorted(buckets), (labels, buckets)
            assert [value for _, value in buckets] == sorted(value for _, value in buckets)
            assert buckets[-1] == (math.inf, values[f"{metric}_count", labels]), labels
            assert values[f"{metric}_sum", labels] >= 0


class MetricsTests(unittest.TestCase):
    def setUp(self):
        self.studio = Studio()
        self.addCleanup(self.studio.end)
        self.assertTrue(self.studio.start())

    def metrics(self):
        with urllib.request.urlopen(self.studio.address + "/metrics", timeout=60) as reply:
            self.assertEqual(reply.headers["Content-Type"],
                             "text/plain; version=0.0.4; charset=utf-8")
            types, values = parsed(reply.read().decode())
        check_histograms(types, values)
        return values

    def test_a_training_is_measured_while_it_runs(self):
        first = self.studio.new_model(self.studio.new_dataset(), epochs=1_000_000)
        second = self.studio.new_model(self.studio.request("/index.json")["datasets"][0]["id"])
        labels = (("job", first), ("name", "small"))
        pace = "crema_training_images_per_second"
        self.assertTrue(wait_for(lambda: self.metrics().get((pace, labels), 0) > 0))
        done = "crema_training_iterations_done"
        self.assertTrue(wait_for(lambda: self.metrics()[done, labels] > 0))
        values = self.metrics()
        planned = values["crema_training_iterations_planned", labels]
        self.assertLess(values[done, labels], planned)
        self.assertEqual(values["crema_queue_length", ()], 1)
        status = (("kind", "model"), ("status", "Running"))
        self.assertEqual(values["crema_jobs", status], 1)
        made = (("method", "POST"), ("route", "/models/images/classification"), ("status", "200"))
        self.assertEqual(values["crema_http_requests_total", made], 2)
        for id in (second, first):
            self.studio.request(f"/models/{id}/abort", "POST", x="1")
            self.studio.wait(id)
        self.assertNotIn((pace, labels), self.metrics())


if __name__ == "__main__":
    unittest.main()
