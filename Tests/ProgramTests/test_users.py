"""`crema studio users`, and the studio that it is for."""
import json
import stat
import subprocess
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request

from program import CHECKOUT, PROGRAM, ProgramTestCase, temporary_folder

sys.path += [str(CHECKOUT / "Tests/Torture")]
from studios import Studio  # noqa: E402

PASSWORD = "correct horse"


class UsersTests(ProgramTestCase):
    def setUp(self):
        self.jobs = temporary_folder() / "jobs"

    def users(self, *words, password=None, status=0):
        """Runs the command; what it printed."""
        done = subprocess.run(
            [PROGRAM, "studio", "users", *words, "--jobs-dir", self.jobs], text=True,
            input=None if password is None else password + "\n",
            stdin=subprocess.DEVNULL if password is None else None, capture_output=True,
            timeout=60)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout if status == 0 else done.stderr

    def test_users_are_added_listed_changed_and_removed(self):
        self.users("add", "ben", "--role", "look", password=PASSWORD)
        self.users("add", "anna", "--role=administer", password=PASSWORD)
        self.assertEqual(self.users("list"), "anna\tadminister\nben\tlook\n")
        kept = self.jobs / ".users.json"
        self.assertEqual(stat.S_IMODE(kept.stat().st_mode), 0o600)
        before = kept.read_text()
        self.assertNotIn(PASSWORD, before)
        self.users("password", "ben", password="another horse")
        self.assertNotEqual(kept.read_text(), before)
        self.users("role", "ben", "train")
        self.users("remove", "anna")
        self.assertEqual(self.users("list"), "ben\ttrain\n")
        self.assertIn("There are no users left", self.users("remove", "ben"))

    def test_what_is_wrong_is_refused_in_words_and_changes_nothing(self):
        self.users("add", "anna", password=PASSWORD)
        for words, password, status, found in [
            (["add", "anna"], PASSWORD, 1, 'There already is a user “anna”'),
            (["add", "a b"], PASSWORD, 1, "A name must have 1 to 64 letters"),
            (["add", "ben"], "short", 1, "A password must have 8 to 1,024 bytes, found 5."),
            (["add", "ben"], None, 64, "the password must be the first line of standard input"),
            (["remove", "ben"], None, 1, "There is no user “ben”; known are anna."),
            (["role", "anna", "boss"], None, 64, "administer"),
        ]:
            with self.subTest(words):
                self.assertIn(found, self.users(*words, password=password, status=status))
        self.assertEqual(self.users("list"), "anna\ttrain\n")

    def test_a_running_studio_notices_users_and_takes_their_passwords(self):
        studio = Studio()
        self.addCleanup(studio.end)
        self.assertTrue(studio.start())
        self.jobs = studio.jobs

        def ask(path, fields=None, **headers):
            body = None if fields is None else urllib.parse.urlencode(fields).encode()
            request = urllib.request.Request(studio.address + path, body, headers)
            try:
                with urllib.request.urlopen(request, timeout=60) as reply:
                    return reply.status, json.load(reply)
            except urllib.error.HTTPError as error:
                return error.code, json.load(error)

        self.assertEqual(ask("/index.json")[0], 200)
        self.users("add", "anna", "--role", "administer", password=PASSWORD)
        self.assertEqual(ask("/index.json")[0], 401)
        status, reply = ask("/login.json", {"username": "anna", "password": PASSWORD})
        self.assertEqual((status, reply["role"]), (200, "administer"))
        shown = {"Authorization": f"Bearer {reply['token']}"}
        self.assertEqual(ask("/index.json", **shown)[0], 200)
        self.users("remove", "anna")
        self.assertEqual(ask("/index.json")[0], 200)


if __name__ == "__main__":
    unittest.main()
