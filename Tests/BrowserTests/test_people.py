"""People who sign in, and what each of them may do."""
import subprocess
import unittest

from program import PROGRAM
from studio import Studio
from visitor import Visitor

PASSWORD = "correct horse"


class PeopleTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.studio = Studio()
        cls.addClassCleanup(cls.studio.stop)
        cls.dataset = cls.studio.small_dataset()
        for name, role in (("anna", "administer"), ("lena", "look")):
            subprocess.run(
                [PROGRAM, "studio", "users", "add", name, "--role", role, "--jobs-dir",
                 cls.studio.jobs], input=PASSWORD + "\n", text=True, check=True,
                stdout=subprocess.DEVNULL)

    def setUp(self):
        self.visitor = Visitor(self.studio)
        self.addCleanup(self.visitor.leave)

    def sign_in(self, name, password=PASSWORD):
        self.visitor.type("username", name)
        self.visitor.type("password", password)
        self.visitor.click("#sign-in")

    def count(self, selector):
        return len(self.visitor.all(selector))

    def test_signing_in_leads_to_the_page_that_was_opened(self):
        visitor = self.visitor
        visitor.open(f"/datasets/{self.dataset}")
        self.sign_in("anna", "wrong horse")
        visitor.see(".lead", "The name or the password is wrong.")
        for tag in ("zh-Hans", "en"):
            visitor.click(f".language-switch [value='{tag}']")
            visitor.see("#password")
            visitor.shot(f"people-sign-in-{tag}")
        visitor.hold_a_phone()
        visitor.shot("people-phone-sign-in")
        self.assertEqual(visitor.width(), 390)
        visitor.sit_at_a_desk()
        self.sign_in("anna")
        visitor.see("h1", "Small")
        # Scripts and forms bring along what the studio checks.
        visitor.click("#edit-details")
        visitor.type("notes", "by anna")
        visitor.click("#details-form .btn-primary")
        visitor.see(".notes", "by anna")
        visitor.hold_a_phone()
        visitor.shot("people-phone-signed-in")
        self.assertEqual(visitor.width(), 390)
        visitor.sit_at_a_desk()
        visitor.click("#sign-out")
        visitor.see("#password")

    def test_whoever_may_only_look_sees_nothing_that_changes_jobs(self):
        visitor = self.visitor
        visitor.open("/")
        self.sign_in("lena")
        visitor.see(".job-table", "Small")
        visitor.shot("people-look-home")
        self.assertEqual(self.count("#new-dataset, #delete-selected, .settings-link"), 0)
        visitor.open(f"/datasets/{self.dataset}")
        visitor.see("h1", "Small")
        visitor.shot("people-look-dataset")
        self.assertEqual(self.count("#delete, #clone, #edit-details"), 0)
        self.assertNotIn(str(self.studio.folder), visitor.driver.page_source)


if __name__ == "__main__":
    unittest.main()
