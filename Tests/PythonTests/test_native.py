"""Finding the engine's library, and saying what is wrong with it."""

import os
import subprocess
import sys
import unittest

import nets
from caffe import _native
from pictures import net_of_images, png


class NativeTests(unittest.TestCase):
    def start(self, library, *arguments):
        return subprocess.run(
            [sys.executable, "-m", "caffe", *arguments],
            text=True,
            capture_output=True,
            env={**os.environ, "CREMA_LIBRARY": library},
        )

    def test_a_missing_library_is_reported_with_the_places_searched(self):
        done = self.start("/nowhere/lib.so", "run", '{"folders": []}')
        self.assertEqual(done.returncode, 1)
        self.assertEqual(
            done.stderr,
            "the engine's library libCremaC.so is in none of these places:\n    /nowhere/lib.so\n"
            "Build it with `scripts/build`, or name it in CREMA_LIBRARY.\n",
        )

    def test_a_file_that_is_not_a_library_is_reported(self):
        done = self.start(__file__, "run", '{"folders": []}')
        self.assertEqual(done.returncode, 1)
        self.assertIn("the engine's library cannot be loaded: ", done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_another_library_is_reported(self):
        import _ctypes

        done = self.start(_ctypes.__file__, "run", '{"folders": []}')
        self.assertIn("is of another version: it has no crema_", done.stderr)

    def test_files_are_checked_without_the_library(self):
        done = self.start("/nowhere/lib.so", "check-file", nets.__file__, "--class", "Folder")
        self.assertIn("class Folder does not derive from caffe.Layer", done.stdout)

    def test_libvips_comes_without_its_modules(self):
        net, folder = net_of_images(png())
        net.forward()
        with open("/proc/self/maps") as maps:
            self.assertNotIn("vips-modules", maps.read())

    def test_every_call_exists(self):
        library = _native.library()
        for name in (*_native._QUICK, *_native._LONG):
            self.assertTrue(callable(getattr(library, name[len("crema_") :])))


if __name__ == "__main__":
    unittest.main()
