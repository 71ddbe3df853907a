"""Many jobs at home: found, sorted, selected with the mouse and with the keyboard, changed, deleted
and brought back, and compared."""
import unittest

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from studio import Studio
from visitor import Visitor

NAMES = """
return [...document.querySelectorAll(`[data-table=${arguments[0]}] .job-line .name > a`)]
  .filter((link) => !link.matches(".tag")).map((link) => link.textContent);
"""
SELECTED = """
return [...document.querySelectorAll(".job-line.selected .name > a:first-child")]
  .map((link) => link.textContent);
"""


class HomeTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.studio = Studio()
        cls.addClassCleanup(cls.studio.stop)
        cls.dataset = cls.studio.small_dataset()
        cls.models = {
            name: cls.studio.post(
                "/models/images/classification", dataset=cls.dataset, method="standard",
                standard_networks="lenet", train_epochs=epochs, model_name=name)["id"]
            for name, epochs in (("alpha", 1), ("beta", 2), ("gamma", 1))
        }
        for model in cls.models.values():
            cls.studio.finished("models", model)
        cls.visitor = Visitor(cls.studio)
        cls.addClassCleanup(cls.visitor.leave)

    def setUp(self):
        self.visitor.open("/")

    def tearDown(self):
        self.assertEqual(self.visitor.complaints(), [])

    def names(self, table="models"):
        return self.visitor.script(NAMES, table)

    def expect(self, names, table="models"):
        self.visitor.wait(lambda: self.names(table) == names, f"{names} in {table}")

    def selected(self):
        return sorted(self.visitor.script(SELECTED))

    def keys(self, *keys):
        """Presses keys, the last one while the others are held."""
        actions = ActionChains(self.visitor.driver)
        for key in keys[:-1]:
            actions.key_down(key)
        actions.send_keys(keys[-1])
        for key in keys[:-1]:
            actions.key_up(key)
        actions.perform()

    def click_row(self, name, *held):
        """Clicks a row outside of its links, while keys are held."""
        row = self.visitor.see(".job-line", name)
        place = row.find_element("css selector", "td:nth-child(3)")
        actions = ActionChains(self.visitor.driver)
        for key in held:
            actions.key_down(key)
        actions.click(place)
        for key in held:
            actions.key_up(key)
        actions.perform()

    def test_search_and_order_need_no_new_page(self):
        visitor = self.visitor
        visitor.script("window.isSamePage = true")
        self.expect(["gamma", "beta", "alpha"])
        visitor.click("[data-table=models] thead a", "Name")
        self.expect(["alpha", "beta", "gamma"])
        header = visitor.see("[data-table=models] th.name")
        self.assertEqual(header.get_attribute("aria-sort"), "ascending")
        visitor.type("q", "bet")
        self.expect(["beta"])
        self.assertIn("q=bet", visitor.path)
        visitor.type("q", "zeta")
        visitor.see("[data-table=models]", "None of them matches the search.")
        self.assertTrue(visitor.script("return window.isSamePage"))

    def test_columns_are_kept_in_the_browser(self):
        visitor = self.visitor
        visitor.click("[data-table=models] .columns-menu > summary")
        visitor.click("[data-columns=models] label", "accuracy (val), largest")
        visitor.see("[data-table=models] thead", "accuracy (val), largest")
        visitor.shot("home-columns", whole=False)
        visitor.open("/")
        visitor.see("[data-table=models] thead", "accuracy (val), largest")
        visitor.driver.delete_cookie("crema_columns_models")

    def test_rows_are_selected_with_the_mouse(self):
        self.click_row("gamma")
        self.assertEqual(self.selected(), ["gamma"])
        self.click_row("alpha", Keys.SHIFT)
        self.assertEqual(self.selected(), ["alpha", "beta", "gamma"])
        self.click_row("beta", Keys.CONTROL)
        self.assertEqual(self.selected(), ["alpha", "gamma"])
        self.visitor.see("#selection-count", "Selected: 2")
        self.visitor.shot("home-selected")
        self.visitor.click("#clear-selection")
        self.assertEqual(self.selected(), [])

    def test_rows_are_selected_with_the_keyboard(self):
        visitor = self.visitor
        self.keys(Keys.CONTROL, "a")
        self.assertEqual(self.selected(), ["Small", "alpha", "beta", "gamma"])
        self.keys(Keys.CONTROL, "d")
        self.assertEqual(self.selected(), [])
        visitor.script("document.querySelector('[data-table=models] [data-pick]').focus()")
        self.keys(Keys.SPACE)
        self.assertEqual(self.selected(), ["gamma"])
        self.keys(Keys.SHIFT, Keys.ARROW_DOWN)
        self.assertEqual(self.selected(), ["beta", "gamma"])
        self.keys(Keys.CONTROL, "i")
        self.assertEqual(self.selected(), ["Small", "alpha"])
        self.keys(Keys.CONTROL, "d")

    def test_a_group_is_set_and_shown_alone(self):
        visitor = self.visitor
        self.click_row("alpha")
        self.click_row("beta", Keys.CONTROL)
        visitor.type("group_name", "pair")
        visitor.click("#group-selected button")
        visitor.see(".toast-line", "Now in group “pair”: 2")
        visitor.click("[data-table=models] td a", "pair")
        self.expect(["beta", "alpha"])
        visitor.click(".filter", "Group: pair")
        self.expect(["gamma", "beta", "alpha"])

    def test_what_is_deleted_comes_back(self):
        visitor = self.visitor
        self.click_row("gamma")
        visitor.click("#delete-selected")
        self.expect(["beta", "alpha"])
        visitor.see(".toast-line", "Deleted: 1")
        visitor.click("#undo")
        self.expect(["gamma", "beta", "alpha"])

    def test_a_data_set_in_use_stays(self):
        self.click_row("Small")
        self.visitor.click("#delete-selected")
        self.visitor.see(".toast-line.trouble", "“alpha”")
        self.expect(["Small"], "datasets")

    def test_a_model_is_deleted_on_its_page_and_brought_back_at_home(self):
        visitor = self.visitor
        visitor.open(f"/models/{self.models['gamma']}")
        visitor.click("#delete")
        visitor.see(".toast-line", "“gamma” was deleted.")
        self.assertEqual(visitor.path, "/")
        self.expect(["beta", "alpha"])
        visitor.click("#undo")
        self.expect(["gamma", "beta", "alpha"])

    def test_name_group_tags_and_notes_are_edited_where_they_are_shown(self):
        visitor = self.visitor
        visitor.open(f"/models/{self.models['beta']}")
        visitor.click("#edit-details")
        visitor.type("name", "beta two")
        visitor.type("tags", "good, slow")
        visitor.type("notes", "Converges slowly.")
        visitor.shot("details-edited")
        visitor.click("#details-form button", "Save")
        visitor.see("h1", "beta two")
        visitor.see(".notes", "Converges slowly.")
        visitor.shot("details-shown")
        visitor.click(".tag", "slow")
        self.expect(["beta two"])
        visitor.open(f"/models/images/classification/new?clone={self.models['beta']}")
        self.assertEqual(
            visitor.see("[name=model_name]").get_attribute("value"), "beta two")
        visitor.open(f"/models/{self.models['beta']}")
        visitor.click("#edit-details")
        visitor.type("name", "beta")
        visitor.click("#details-form button", "Save")
        visitor.wait(lambda: visitor.see("h1").text == "beta", "the old name")

    def test_models_are_compared(self):
        visitor = self.visitor
        self.click_row("alpha")
        self.click_row("beta", Keys.CONTROL)
        visitor.click("#compare-selected")
        visitor.see("h1", "Comparison")
        visitor.see("#differences", "epochs")
        lines = visitor.wait(lambda: visitor.script(
            "return [...document.querySelectorAll('canvas')].map((canvas) =>"
            " Chart.getChart(canvas)?.data.datasets.length ?? 0)"), "charts")
        visitor.wait(lambda: set(visitor.script(
            "return [...document.querySelectorAll('canvas')].map((canvas) =>"
            " Chart.getChart(canvas)?.data.datasets.length ?? 0)")) == {2}, f"two lines: {lines}")
        visitor.shot("compare")
        for language in ("zh-Hans", "en"):
            visitor.click(f".language-switch [value='{language}']")
            visitor.see(f"html[lang='{language}'] h1")
            visitor.hold_a_phone()
            visitor.shot(f"compare-{language}-390")
            self.assertEqual(visitor.width(), 390)
            visitor.sit_at_a_desk()

    def test_the_tables_fit_on_a_phone(self):
        visitor = self.visitor
        visitor.hold_a_phone()
        visitor.open("/")
        self.visitor.click("[data-table=models] [data-pick]")
        visitor.shot("home-390")
        self.assertEqual(visitor.width(), 390)
        visitor.sit_at_a_desk()

    def test_an_open_page_of_an_ended_job_follows_when_it_goes_on(self):
        visitor = self.visitor
        model = self.models["alpha"]
        visitor.open(f"/models/{model}")
        visitor.see("[data-field=status]", "Done")
        self.studio.post(f"/models/{model}/continue", epochs=30)
        visitor.see("[data-field=status]", "Running", 60)
        self.studio.post(f"/models/{model}/abort")
        visitor.see("[data-field=status]", "Aborted", 60)
        self.assertNotEqual(visitor.see("[data-field=percent]").text, "100 %")


class GoneTests(unittest.TestCase):
    def test_each_page_shows_that_the_studio_is_gone_and_back(self):
        studio = Studio()
        self.addCleanup(lambda: studio.stop())
        visitor = Visitor(studio)
        self.addCleanup(visitor.leave)
        for path in ("/", "/settings"):
            visitor.open(path)
            self.assertFalse(visitor.see("main") and visitor.all("#connection:not([hidden])"))
            studio.stop()
            visitor.see("#connection", "does not answer", 30)
            visitor.shot(f"gone{path.replace('/', '-')}", whole=False)
            studio.start_again()
            visitor.wait(lambda: not visitor.all("#connection:not([hidden])"),
                         "no banner any more", 30)


if __name__ == "__main__":
    unittest.main()
