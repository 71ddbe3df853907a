"""The pages on a screen as narrow as a phone's."""
import unittest

from studio import Studio
from visitor import Visitor


class PhoneTests(unittest.TestCase):
    def test_no_page_is_wider_than_a_phone(self):
        studio = Studio()
        self.addCleanup(studio.stop)
        visitor = Visitor(studio)
        self.addCleanup(visitor.leave)
        dataset = studio.small_dataset()
        model = studio.post(
            "/models/images/classification", dataset=dataset, method="standard",
            standard_networks="lenet", train_epochs=1, model_name="LeNet on a phone")["id"]
        studio.finished("models", model)
        pages = {"home": "/", "new-dataset": "/datasets/images/classification/new",
                 "new-model": "/models/images/classification/new",
                 "dataset": f"/datasets/{dataset}", "model": f"/models/{model}"}
        for width in (390, 360):
            visitor.hold_a_phone(width)
            for name, path in pages.items():
                visitor.open(path)
                visitor.see(".site-header")
                visitor.shot(f"phone-{width}-{name}")
                self.assertEqual(visitor.width(), width, path)


if __name__ == "__main__":
    unittest.main()
