"""The curves of a training, as somebody looks at them."""
import unittest

from selenium.webdriver.common.action_chains import ActionChains

from studio import Studio
from visitor import Visitor

CHART = "const chart = Chart.getChart('performance');"


class CurveTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.studio = Studio()
        cls.addClassCleanup(cls.studio.stop)
        cls.visitor = Visitor(cls.studio)
        cls.addClassCleanup(cls.visitor.leave)
        dataset = cls.studio.small_dataset(count=40)
        cls.model = cls.studio.post(
            "/models/images/classification", dataset=dataset, method="standard",
            standard_networks="lenet", train_epochs=12, batch_size=8, random_seed=3,
            model_name="LeNet with curves")["id"]
        cls.studio.finished("models", cls.model)

    def setUp(self):
        self.visitor.open(f"/models/{self.model}")
        self.see_curves()

    def tearDown(self):
        self.assertEqual(self.visitor.complaints(), [])

    def see_curves(self):
        self.visitor.wait(lambda: self.visitor.script(
            CHART + "return chart?.data.datasets.length >= 3"), "three curves")
        self.visitor.see("[data-live=best]", "best epoch")

    def range(self):
        """The first and the last epoch that the chart shows."""
        return self.visitor.script(CHART + "return [chart.scales.x.min, chart.scales.x.max]")

    def drag(self, start, end):
        """Drags across the chart, from one share of its width to another."""
        canvas = self.visitor.see("#performance")
        width = canvas.size["width"]
        self.visitor.script(
            "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", canvas)
        actions = ActionChains(self.visitor.driver)
        actions.move_to_element_with_offset(canvas, int(width * (start - 0.5)), -20)
        actions.click_and_hold()
        actions.move_by_offset(int(width * (end - start)), 0).release().perform()

    def test_a_part_is_chosen_by_dragging_and_by_buttons(self):
        self.assertEqual(self.range(), [0, 12])
        self.drag(0.4, 0.7)
        self.visitor.wait(lambda: self.range()[0] > 2, "a part of the curves")
        start, end = self.range()
        self.assertLess(end, 11)
        self.visitor.shot("curves-part")
        self.visitor.click("#zoom-in")
        self.visitor.wait(lambda: self.range()[0] > start, "a smaller part")
        self.visitor.click("#zoom-out")
        self.visitor.click("#zoom-all")
        self.visitor.wait(lambda: self.range() == [0, 12], "all epochs")
        self.assertFalse(self.visitor.see("#zoom-all").is_enabled())

    def test_all_values_of_an_epoch_are_shown_at_once(self):
        shown = self.visitor.script(CHART + """
            const area = chart.chartArea;
            const event = { x: (area.left + area.right) / 2, y: area.top + 20 };
            const found = chart.getElementsAtEventForMode(
                {...event, native: true, type: "mousemove"}, "epoch", { intersect: false }, false);
            return found.map(({ datasetIndex }) => chart.data.datasets[datasetIndex].label);
            """)
        for label in ("loss (train)", "loss (val)", "accuracy (val)"):
            self.assertIn(label, shown)

    def test_curves_are_smoothed_and_drawn_on_a_log_scale(self):
        visitor = self.visitor
        visitor.script("""
            const range = document.getElementById("smoothing");
            range.value = 0.9;
            range.dispatchEvent(new Event("input", { bubbles: true }));""")
        visitor.wait(lambda: visitor.script(
            CHART + "return chart.data.datasets.some(({ isFaint }) => isFaint)"), "faint curves")
        visitor.click("#log-scale")
        visitor.wait(lambda: visitor.script(
            CHART + "return chart.scales.loss.type") == "logarithmic", "a log scale")
        visitor.shot("curves-smooth-log")

    def test_the_curves_are_saved_as_files(self):
        visitor = self.visitor
        visitor.click("[data-picture=svg]")
        picture = visitor.downloaded("_curves.svg").read_text()
        self.assertIn("accuracy (val)", picture)
        self.assertGreaterEqual(picture.count("stroke-width"), 3)
        self.assertNotIn("NaN", picture)
        visitor.click("[data-picture=png]")
        self.assertEqual(visitor.downloaded("_curves.png").read_bytes()[1:4], b"PNG")
        visitor.click("#curves-csv")
        table = visitor.downloaded("_curves.csv").read_text()
        self.assertTrue(table.startswith("iteration,epoch,lr,accuracy (val),"), table[:80])

    def test_the_larger_page_shows_the_same_curves(self):
        self.visitor.click("#large-graph")
        self.see_curves()
        self.visitor.see("[data-live=epoch]", "Epoch 12 of 12")
        self.visitor.shot("curves-large")
        for width in (390, 1280):
            self.visitor.hold_a_phone(width)
            self.visitor.wait(lambda: self.visitor.width() == width, f"a page of {width} px")
        self.visitor.sit_at_a_desk()

    def test_the_first_screen_has_curves_and_pace(self):
        visitor = self.visitor
        bottom = visitor.script(
            "return document.getElementById('performance').getBoundingClientRect().bottom")
        self.assertLess(bottom, 800)
        visitor.see("[data-live=speed]", "images per second")
        visitor.shot("curves-first-screen", whole=False)
        self.assertIn(" · best", visitor.see("#snapshot_epoch").text)
        visitor.click("#log summary")
        visitor.see("[data-log]", "Iteration")


if __name__ == "__main__":
    unittest.main()
