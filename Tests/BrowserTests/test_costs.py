"""What a network costs, on the form of a new model."""
import unittest

from studio import Studio
from visitor import Visitor

FORM = "/models/images/classification/new"


class CostTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.studio = Studio()
        cls.addClassCleanup(cls.studio.stop)
        cls.visitor = Visitor(cls.studio)
        cls.addClassCleanup(cls.visitor.leave)
        cls.studio.small_dataset()

    def said(self, words):
        """Waits for words of the card."""
        self.visitor.wait(lambda: words in self.visitor.see("#cost").text, words, 60)

    def test_shows_memory_and_time_before_anything_is_made(self):
        visitor = self.visitor
        visitor.open(FORM)
        self.said("parameters")
        self.said("An epoch takes about")
        visitor.click("#cost summary", "Layer by layer")
        self.assertIn("64 x 20 x 24 x 24", visitor.see(".cost-table").text)
        visitor.shot("cost")
        visitor.hold_a_phone()
        self.addCleanup(visitor.sit_at_a_desk)
        visitor.shot("phone-cost")
        self.assertEqual(visitor.width(), 390)

    def test_refuses_a_batch_that_does_not_fit_at_its_field(self):
        visitor = self.visitor
        visitor.open(FORM)
        self.said("parameters")
        visitor.type("batch_size", "900000")
        self.said("The largest batch size that fits is")
        visitor.click("#create")
        field = visitor.see("[data-field-of='batch_size'] .invalid-feedback")
        self.assertIn("The largest batch size that fits is", field.text)
        self.assertEqual(visitor.see("[name='batch_size']").get_attribute("value"), "900000")


if __name__ == "__main__":
    unittest.main()
