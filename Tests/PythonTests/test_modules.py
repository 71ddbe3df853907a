"""The module of a layer is the one that the program has: one file, one module, one class."""

import importlib
import itertools
import pickle
import subprocess
import sys
import textwrap
import threading
import unittest

import caffe
from caffe.python_layers.notices import collecting
from nets import IDENTITY, Folder

_numbers = itertools.count()


def folder(methods="", name=None, **others):
    """A folder with a layer file of a name that no other test has, and the name."""
    name = name or f"module_of_test_{next(_numbers)}"
    return Folder(methods, module=name, file=f"{name}.py", **others), name


class OneModuleTests(unittest.TestCase):
    def imported(self, folder, name):
        """The module, as a program imports it."""
        sys.path.insert(0, str(folder.path))
        self.addCleanup(sys.path.remove, str(folder.path))
        return importlib.import_module(name)

    def test_what_a_program_sets_before_the_net_is_built_is_seen_by_the_layer(self):
        files, name = folder("""
            SCALE = 1
            def forward(self, bottom, top):
                top[0].data[...] = self.SCALE * LIMITS[0] + self.shift()
            def shift(self):
                return 0
            """)
        path = files.path / f"{name}.py"
        path.write_text("LIMITS = [1]\n" + path.read_text())
        module = self.imported(files, name)
        module.LIMITS = [10]
        module.Mine.SCALE = 3
        module.Mine.shift = lambda self: 7
        self.assertEqual(files.net().forward()["out"][0, 0], 37)

    def test_the_layer_is_of_the_class_that_the_program_knows(self):
        files, name = folder()
        module = self.imported(files, name)
        net = files.net()
        self.assertIsInstance(net.layers[1], module.Mine)
        self.assertIs(type(net.layer_dict["mine"]), module.Mine)

    def test_what_a_net_imports_first_is_what_the_program_imports_later(self):
        files, name = folder()
        layer = files.net().layers[1]
        module = self.imported(files, name)
        self.assertIs(type(layer), module.Mine)
        self.assertEqual(type(layer).__module__, name)
        self.assertIs(pickle.loads(pickle.dumps(type(layer))), module.Mine)

    def test_a_net_does_not_execute_again_a_file_that_the_program_imported(self):
        files, name = folder()
        path = files.path / f"{name}.py"
        path.write_text("import builtins\n" + path.read_text())
        module = self.imported(files, name)
        path.write_text(path.read_text())
        module.marker = object()
        marker = module.marker
        files.net(), files.net()
        self.assertIs(module.marker, marker)
        self.assertIs(sys.modules[name], module)

    def test_what_a_layer_adds_to_lists_of_its_class_is_read_elsewhere(self):
        files, name = folder("""
            SEEN = []
            def forward(self, bottom, top):
                type(self).SEEN.append(len(SHARED))
                SHARED.append(1)
                top[0].data[...] = 0
            """)
        path = files.path / f"{name}.py"
        path.write_text("SHARED = []\n" + path.read_text())
        layer = files.net()
        layer.forward(), layer.forward()
        home = sys.modules[type(layer.layers[1]).__module__]
        self.assertEqual((home.SHARED, home.Mine.SEEN), ([1, 1], [0, 1]))

    def test_a_layer_of_the_script_itself_is_its_own_class(self):
        files, _ = folder(name="__main__", source="pass\n", layer="Mine")
        script = textwrap.dedent(f"""
            import caffe
            caffe.init_log(2, True)
            class Mine(caffe.Layer):
                def setup(self, bottom, top): pass
                def reshape(self, bottom, top): top[0].reshape(1)
                def forward(self, bottom, top): top[0].data[...] = LIMIT
                def backward(self, top, propagate_down, bottom): pass
            LIMIT = 5
            net = caffe.Net({str(files.path / "net.prototxt")!r}, caffe.TEST)
            assert isinstance(net.layers[1], Mine)
            print(net.forward()["out"][0])
            """)
        (files.path / "script.py").write_text(script)
        done = subprocess.run(
            [sys.executable, str(files.path / "script.py")], text=True, capture_output=True
        )
        self.assertEqual((done.returncode, done.stdout), (0, "5.0\n"), done.stderr)

    def test_a_file_with_the_name_of_one_of_pythons_hides_it_from_nobody(self):
        files, _ = folder(name="sched")
        sys.modules.pop("sched", None)
        net = files.net()
        self.assertEqual(net.forward()["out"].shape, (2, 3))
        self.assertNotEqual(type(net.layers[1]).__module__, "sched")

    def test_threads_that_build_nets_at_once_share_one_module(self):
        files, name = folder()
        path = files.path / f"{name}.py"
        path.write_text("import time\ntime.sleep(0.05)\n" + path.read_text())
        nets = []
        threads = [threading.Thread(target=lambda: nets.append(files.net())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({type(net.layers[1]) for net in nets}, {sys.modules[name].Mine})


class EditedFileTests(unittest.TestCase):
    def edit(self, files, name, old, new):
        path = files.path / f"{name}.py"
        path.write_text(path.read_text().replace(old, new))

    def test_a_reload_is_taken_by_the_next_net(self):
        files, name = folder()
        files.net()
        module = sys.modules[name]
        self.edit(files, name, "= bottom[0].data", "= 9")
        importlib.invalidate_caches()
        importlib.reload(module)
        self.assertEqual(files.net().forward()["out"][0, 0], 9)

    def test_an_edit_is_executed_in_the_existing_module(self):
        files, name = folder()
        files.net()
        module = sys.modules[name]
        module.setting = "kept"
        self.edit(files, name, "class Mine", "class Other(Identity):\n    pass\n\nclass Mine")
        net = files.net()
        self.assertIs(sys.modules[name], module)
        self.assertIsInstance(net.layers[1], module.Mine)
        self.assertEqual(module.setting, "kept")

    def test_an_edit_that_cannot_be_read_leaves_the_module_as_it_was(self):
        files, name = folder()
        files.net()
        kept = dict(vars(sys.modules[name]))
        self.edit(files, name, "class Mine", "class class Mine")
        with self.assertRaises(SyntaxError):
            files.net()
        self.assertEqual(vars(sys.modules[name]), kept)

    def test_what_the_program_imported_is_read_again_only_by_a_reload(self):
        files, name = folder()
        sys.path.insert(0, str(files.path))
        self.addCleanup(sys.path.remove, str(files.path))
        module = importlib.import_module(name)
        files.net()
        self.edit(files, name, "= bottom[0].data", "= 9")
        with collecting() as notices:
            self.assertEqual(files.net().forward()["out"][0, 0], 0)
        self.assertIn(f"importlib.reload({name})", notices[0].message)
        importlib.invalidate_caches()
        importlib.reload(module)
        self.assertEqual(files.net().forward()["out"][0, 0], 9)


class TwoFilesTests(unittest.TestCase):
    """Two files of one name in one process, with helpers of one name next to them."""

    def test_each_has_the_helper_that_is_next_to_it(self):
        name = f"module_of_test_{next(_numbers)}"
        helper = f"helper_of_{name}"
        nets = []
        for number in (1, 2):
            files, _ = folder(
                """
                def forward(self, bottom, top):
                    top[0].data[...] = value()
                """,
                name=name,
            )
            path = files.path / f"{name}.py"
            path.write_text(f"from {helper} import value\n" + path.read_text())
            (files.path / f"{helper}.py").write_text(f"def value():\n    return {number}\n")
            nets.append(files.net())
        self.assertEqual([net.forward()["out"][0, 0] for net in nets], [1, 2])
        kinds = [type(net.layers[1]) for net in nets]
        self.assertEqual(kinds[0].__module__, name)
        self.assertTrue(kinds[1].__module__.startswith(f"{name}@"))
        for kind in kinds:
            self.assertIs(sys.modules[kind.__module__].Mine, kind)

    def test_a_second_one_is_not_what_the_program_imported(self):
        first, name = folder()
        sys.path.insert(0, str(first.path))
        self.addCleanup(sys.path.remove, str(first.path))
        module = importlib.import_module(name)
        second, _ = folder(name=name)
        self.assertNotIsInstance(second.net().layers[1], module.Mine)
        self.assertIsInstance(first.net().layers[1], module.Mine)

    def test_packages_are_distinguished_as_well(self):
        package = f"package_of_test_{next(_numbers)}"
        nets = [self.package(package, number).net() for number in (1, 2)]
        self.assertEqual([net.forward()["out"][0, 0] for net in nets], [1, 2])
        self.assertEqual(type(nets[0].layers[1]).__module__, f"{package}.file")

    def package(self, package, number):
        files = Folder(module=f"{package}.file", layer="Mine", source="")
        (files.path / package).mkdir()
        (files.path / package / "__init__.py").write_text("")
        (files.path / package / "values.py").write_text(f"VALUE = {number}\n")
        mine = """
class Mine(Identity):
    def forward(self, bottom, top):
        top[0].data[...] = VALUE
"""
        text = f"from .values import VALUE\n{IDENTITY}{mine}"
        (files.path / package / "file.py").write_text(text)
        return files

    def test_a_module_of_a_package_is_the_one_that_is_imported(self):
        package = f"package_of_test_{next(_numbers)}"
        files = self.package(package, 4)
        sys.path.insert(0, str(files.path))
        self.addCleanup(sys.path.remove, str(files.path))
        module = importlib.import_module(f"{package}.file")
        module.VALUE = 8
        net = files.net()
        self.assertIsInstance(net.layers[1], module.Mine)
        self.assertEqual(net.forward()["out"][0, 0], 8)


if __name__ == "__main__":
    unittest.main()
