"""Each torture a few times; `scripts/torture` does them in full."""
import sys
import unittest

from program import CHECKOUT

# At the front: selenium brings a package that is named outcome, too.
sys.path[:0] = [str(CHECKOUT / "Tests/BrowserTests"), str(CHECKOUT / "Tests/Torture")]
import catalog  # noqa: E402


class TortureTests(unittest.TestCase):
    def test_nothing_is_lost_by_a_few_of_each(self):
        for name in catalog.NAMES:
            with self.subTest(name):
                module = catalog.torture(name)
                outcome = module.torture(module.FEW, seed=1)
                self.assertGreaterEqual(outcome.tried, module.FEW)
                self.assertEqual(outcome.lost, [])


if __name__ == "__main__":
    unittest.main()
