"""The editor of a network: what is wrong at its line, what completes it, what is not lost."""
import unittest

from selenium.webdriver.common.keys import Keys

from studio import Studio
from visitor import Visitor

FORM = "/models/images/classification/new"
EDITOR = "const editor = document.querySelector('.CodeMirror').CodeMirror;"
WRONG = """\
layer {
  name: "conv" type: "Convolutoin" bottom: "data" top: "conv"
  convolution_param {
    num_output: many
  }
}
"""


class EditorTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.studio = Studio()
        cls.addClassCleanup(cls.studio.stop)
        cls.studio.small_dataset()

    def setUp(self):
        self.visitor = Visitor(self.studio)
        self.addCleanup(self.visitor.leave)
        self.visitor.open(FORM)
        self.visitor.click("#tab-custom")
        self.visitor.see("#custom.show")
        self.visitor.click(".CodeMirror")

    def tearDown(self):
        self.assertEqual(self.visitor.complaints(), [])

    def type(self, text):
        self.visitor.driver.switch_to.active_element.send_keys(text)

    def text(self):
        return self.visitor.script(EDITOR + "return editor.getValue()")

    def test_shows_every_error_under_its_line_while_it_is_written(self):
        visitor = self.visitor
        for tag, words in (("en", "2 errors, the first in line 2."),
                           ("zh-Hans", "有 2 处错误，第一处在第 2 行。")):
            visitor.open(FORM)
            visitor.click(f".language-switch [value='{tag}']")
            visitor.click("#tab-custom")
            visitor.see("#custom.show")
            visitor.script(EDITOR + "editor.setValue(arguments[0])", WRONG)
            visitor.see("#network-status", words)
            visitor.see(".line-error", 'did you mean "Convolution"?')
            visitor.see(".line-error", '"num_output" takes an integer')
            self.assertEqual(len(visitor.all(".line-error")), 2)
            visitor.shot(f"editor-errors-{tag}")
        visitor.script(EDITOR + "editor.setValue(arguments[0])",
                       WRONG.replace("many", "20").replace("toin", "tion"))
        visitor.wait(lambda: not visitor.all(".line-error"), "no error left")
        visitor.hold_a_phone(320)
        self.assertEqual(visitor.width(), 320)

    def test_completes_types_fields_and_choices(self):
        visitor = self.visitor
        self.type("lay")
        visitor.see(".CodeMirror-hint", "layer")
        self.type(Keys.ENTER)
        visitor.see(".CodeMirror-hint", "bottom")
        self.type("typ")
        visitor.wait(lambda: len(visitor.all(".CodeMirror-hint")) < 5, "a shorter list")
        self.type(Keys.ENTER)
        visitor.see(".CodeMirror-hint", "Convolution")
        self.type("Pooli")
        visitor.see(".CodeMirror-hint-active", "Pooling")
        visitor.shot("editor-hints", whole=False)
        self.type(Keys.ENTER)
        self.assertIn('layer { type: "Pooling" }', self.text())
        self.type(Keys.ARROW_RIGHT + " p")
        visitor.see(".CodeMirror-hint", "pooling_param")
        shown = [hint.text for hint in visitor.all(".CodeMirror-hint")]
        self.assertFalse([words for words in shown if words.startswith("lrn_param")])
        self.type("ooling_p" + Keys.ENTER)
        visitor.see(".CodeMirror-hint", "kernel_size")
        self.type("poo" + Keys.ENTER)
        visitor.see(".CodeMirror-hint", "AVE")
        self.type("A" + Keys.ENTER)
        self.assertIn("pooling_param { pool: AVE }", self.text())

    def test_customize_asks_before_it_replaces_what_was_written(self):
        visitor = self.visitor
        self.type("# mine")
        for answer, start in (("keep", "# mine"), ("replace", "name: ")):
            visitor.click("#tab-standard")
            visitor.see("#standard.show")
            visitor.click("[data-customize='lenet']")
            visitor.see("dialog[open] h2", "Replace your network?")
            visitor.shot("editor-replace", whole=False)
            visitor.click(f"dialog [value='{answer}']")
            visitor.wait(lambda: self.text().startswith(start), start)
        # What a button has put there is had again by the button.
        visitor.wait(lambda: visitor.all("#custom.show"), "the editor")
        visitor.click("#tab-standard")
        visitor.see("#standard.show")
        visitor.click("[data-customize='alexnet']")
        visitor.wait(lambda: "AlexNet" in self.text(), "another network")

    def test_leaving_asks_while_a_network_is_written_and_not_sent(self):
        visitor = self.visitor
        asks = ("return !dispatchEvent(new Event('beforeunload', {cancelable: true}))")
        self.assertFalse(visitor.script(asks))
        self.type("# mine")
        self.assertTrue(visitor.script(asks))
        visitor.click("#create")
        visitor.see("main")


if __name__ == "__main__":
    unittest.main()
