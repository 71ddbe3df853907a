"""A comparison whose models still train."""
import unittest

from studio import Studio
from visitor import Visitor

LAST = """
const canvas = document.querySelector("canvas[data-output='loss (train)']");
return Chart.getChart(canvas)?.options.scales.x.max ?? 0;
"""


class CompareTests(unittest.TestCase):
    def setUp(self):
        self.studio = Studio()
        self.addCleanup(self.studio.stop)
        self.dataset = self.studio.small_dataset()
        self.visitor = Visitor(self.studio)
        self.addCleanup(self.visitor.leave)

    def model(self, name, epochs):
        return self.studio.post(
            "/models/images/classification", dataset=self.dataset, method="standard",
            standard_networks="lenet", train_epochs=epochs, model_name=name)["id"]

    def test_a_comparison_goes_on_with_a_model_that_trains(self):
        visitor = self.visitor
        short = self.model("short", 1)
        self.studio.finished("models", short)
        long = self.model("long", 100_000)
        visitor.open(f"/models/{long}")
        visitor.see("[data-live=epoch]", "Epoch")
        visitor.open(f"/models/compare?job_ids={short},{long}")
        visitor.see(".compare-name", "short")
        first = visitor.wait(lambda: visitor.script(LAST), "curves")
        visitor.wait(lambda: visitor.script(LAST) > first, "more epochs")
        self.studio.post(f"/models/{long}/abort")
        visitor.see("[data-refresh=status-1]", "Aborted")
        self.assertEqual(visitor.complaints(), [])


if __name__ == "__main__":
    unittest.main()
