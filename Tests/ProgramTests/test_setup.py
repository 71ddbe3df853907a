"""What the scripts ask of a system, on systems that are played: apt's programs are stand-ins."""
import os
import subprocess
import unittest

from program import CHECKOUT, temporary_folder

# Each says what the system is like; apt-get ends the set-up as soon as it knows what is missing.
STAND_INS = {
    "swift": "echo 'Swift version 6.3 (swift-6.3-RELEASE)'",
    "sudo": 'exec "$@"',
    "dpkg-query": (
        'for name; do :; done; case " $INSTALLED " in *" $name "*) printf installed ;; esac'
    ),
    "apt-cache": 'case " $KNOWN " in *" $2 "*) ;; *) exit 100 ;; esac',
    "apt-get": '[ "$1" = update ] || { printf "%s " "$@" >"$ASKED"; exit 1; }',
}


class SetupTests(unittest.TestCase):
    def asked(self, known, installed=""):
        """The packages that the set-up asks apt-get for, where apt knows and has those."""
        folder = temporary_folder()
        for name, text in STAND_INS.items():
            (folder / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / name).chmod(0o755)
        environment = {
            **os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "KNOWN": known,
            "INSTALLED": installed, "ASKED": str(folder / "asked")}
        done = subprocess.run(
            [CHECKOUT / "scripts/setup"], env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        words = (folder / "asked").read_text().split()
        return [word for word in words[1:] if not word.startswith("-")]

    def test_a_library_is_installed_under_the_name_that_the_system_knows(self):
        debian_12 = self.asked(known="libvips42")
        self.assertIn("libvips42", debian_12)
        self.assertNotIn("libvips42t64", debian_12)
        newer = self.asked(known="libvips42t64")
        self.assertIn("libvips42t64", newer)
        self.assertNotIn("libvips42", newer)
        self.assertEqual(len(debian_12), len(newer))

    def test_what_is_installed_under_either_name_is_not_installed_again(self):
        for name in ("libvips42", "libvips42t64"):
            asked = self.asked(known=name, installed=f"{name} libdnnl-dev")
            self.assertFalse({"libvips42", "libvips42t64", "libdnnl-dev"} & set(asked), asked)
            self.assertIn("liblmdb-dev", asked)

    def test_the_browser_tests_report_what_they_need(self):
        done = subprocess.run(
            [CHECKOUT / "scripts/browser-tests"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "CREMA_CHROMIUM": "/nowhere/chromium"}, text=True, timeout=60,
            check=False)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        for part in ("/nowhere/chromium", "scripts/setup --tests", "CREMA_CHROMEDRIVER"):
            self.assertIn(part, done.stderr)
