"""The page for those who write scripts."""
import unittest

from studio import Studio
from visitor import Visitor


class ScriptPageTests(unittest.TestCase):
    def test_examples_have_the_address_and_are_copied(self):
        studio = Studio()
        self.addCleanup(studio.stop)
        visitor = Visitor(studio)
        self.addCleanup(visitor.leave)
        visitor.open("/")
        visitor.click("#help")
        visitor.click(".help-menu a", "API")
        visitor.see("h1", "API")
        self.assertIn(f'Studio("{studio.address}")', visitor.see(".sample-lines").text)
        visitor.shot("api")
        visitor.click("[data-copy]", "Copy")
        visitor.wait(lambda: visitor.see("[data-copy]").text != "Copy", "a word about it")
        visitor.hold_a_phone()
        self.addCleanup(visitor.sit_at_a_desk)
        visitor.shot("phone-api")
        self.assertEqual(visitor.width(), 390)
        self.assertEqual(visitor.complaints(), [])


if __name__ == "__main__":
    unittest.main()
