"""Files of another time in a net: what they bring along, what was set in them, what opens once."""

import itertools
import socket
import sys
import unittest
import warnings

import caffe
import numpy as np
from caffe.python_layers.notices import collecting
from nets import IDENTITY, Folder

_numbers = itertools.count()


class TrialTests(unittest.TestCase):
    """A layer file of a name of its own, with files next to it."""

    def files(self, methods, helpers=None, head="", module=None, **others):
        """The folder; `helpers` are texts by the names of their files, `{0}`
        is the test's number."""
        number = next(_numbers)
        self.number = number
        module = (module or "trial_{0}").format(number)
        folder = Folder("", module=module, layer="Mine", source="", **others)
        body = "".join(f"    {line}\n" for line in methods.strip("\n").splitlines())
        text = f"{head}\n{IDENTITY}\nclass Mine(Identity):\n{body}"
        texts = {f"{module.replace('.', '/')}.py": text, **(helpers or {})}
        for name, source in texts.items():
            path = folder.path / name.replace("{0}", str(number))
            path.parent.mkdir(exist_ok=True)
            path.write_text(source.replace("{0}", str(number)))
        self.module = module
        return folder

    def forward(self, folder):
        with collecting() as notices:
            net = folder.net()
            out = net.forward()["out"].copy()
        self.net = net
        return out, {notice.title: notice for notice in notices}


class HelperTests(TrialTests):
    """Modules that a layer brings along are read as its own file is."""

    USES = """
def reshape(self, bottom, top):
    top[0].reshape(2, half(4))
def forward(self, bottom, top):
    top[0].data[...] = half(9)
"""

    def check(self, folder, value=4):
        out, notices = self.forward(folder)
        self.assertEqual((out.shape, out[0, 0]), ((2, 2), value))
        return notices

    def test_a_print_statement_in_a_helper_is_converted(self):
        helper = "def half(n):\n    if n > 99: print 'large', n\n    return n / 2\n"
        head = "from helps_{0} import half"
        notices = self.check(self.files(self.USES, {"helps_{0}.py": helper}, head))
        self.assertIn(f"helps_{self.number}.py is Python 2", notices)

    def test_a_helper_that_divides_is_read_as_python_2_alone(self):
        helper = "def half(n):\n    return n / 2\n"
        head = "from helps_{0} import half"
        folder = self.files(self.USES, {"helps_{0}.py": helper}, head)
        notices = self.check(folder)
        self.assertEqual(list(notices), [f"helps_{self.number}.py is Python 2"])
        corrected = folder.path / f"helps_{self.number}_corrected.py"
        self.assertEqual(corrected.read_text(), helper.replace("/", "//"))

    def test_both_may_be_python_2(self):
        helper = "def half(n):\n    print 'half of', n\n    return n / 2\n"
        head = "from helps_{0} import half\nprint 'loaded'"
        notices = self.check(self.files(self.USES, {"helps_{0}.py": helper}, head))
        self.assertEqual(len(notices), 2)

    def test_a_helper_of_a_helper_is(self):
        helpers = {
            "helps_{0}.py": "import more_{0}\ndef half(n):\n    return more_{0}.half(n)\n",
            "more_{0}.py": "def half(n):\n    exec 'm = n / 2'\n    return n / 2\n",
        }
        self.check(self.files(self.USES, helpers, "from helps_{0} import *"))

    def test_a_helper_that_is_imported_when_it_is_needed_is(self):
        helper = "def half(n):\n    print n\n    return n / 2\n"
        methods = """
def reshape(self, bottom, top):
    from helps_{0} import half
    top[0].reshape(2, half(4))
def forward(self, bottom, top):
    import helps_{0} as h
    top[0].data[...] = h.half(9)
"""
        self.check(self.files(methods, {"helps_{0}.py": helper}))

    def test_modules_of_a_package_are_in_each_way_to_import_them(self):
        helper = "def half(n):\n    print n\n    return n / 2\n"
        for head in (
            "from .helps import half",
            "from helps import half",
            "from pack_{0}.helps import half",
            "from . import helps\nhalf = helps.half",
        ):
            with self.subTest(head):
                files = {"pack_{0}/__init__.py": "", "pack_{0}/helps.py": helper}
                head = f"{head}\nprint 'in a package'"
                self.check(self.files(self.USES, files, head, module="pack_{0}.layers"))

    def test_a_helper_on_pythons_path_is(self):
        folder = self.files(
            self.USES,
            {"lib/far_{0}.py": "def half(n):\n    return n / 2\n"},
            "from far_{0} import half",
        )
        sys.path.insert(0, str(folder.path / "lib"))
        self.addCleanup(sys.path.remove, str(folder.path / "lib"))
        self.check(folder)

    def test_a_helper_that_the_program_imported_stays_the_module_that_it_is(self):
        helper = "LEAST = 0\ndef half(n):\n    return max(n / 2, LEAST)\n"
        folder = self.files(self.USES, {"helps_{0}.py": helper}, "from helps_{0} import half")
        sys.path.insert(0, str(folder.path))
        self.addCleanup(sys.path.remove, str(folder.path))
        module = __import__(f"helps_{self.number}")
        half = module.half
        module.LEAST = 2
        self.check(folder)
        self.assertIs(module.half, half)
        self.assertEqual((half(1), half(9), module.LEAST), (2, 4, 2))

    def test_the_error_names_the_file_that_cannot_be_read(self):
        folder = self.files("pass", {"helps_{0}.py": "x = = 1\n"}, "import helps_{0}")
        with self.assertRaises(SyntaxError) as caught:
            folder.net()
        self.assertIn(
            f"setup of {self.module}.Mine failed (TRAIN, iteration 0): helps_{self.number}.py:1: "
            "SyntaxError: ",
            str(caught.exception.__cause__),
        )

    def test_what_fails_when_the_file_is_converted_is_reported(self):
        folder = self.files("pass", head="print 'old'\nimport no_such_thing")
        with self.assertRaises(ModuleNotFoundError) as caught:
            folder.net()
        self.assertIn("No module named 'no_such_thing'", str(caught.exception.__cause__))
        self.assertIn(".py is Python 2, and this comes when it is", str(caught.exception.__cause__))


class StateTests(TrialTests):
    """What a program has set is there when a file has been read in another way."""

    def test_the_object_keeps_what_was_set_in_it(self):
        folder = self.files("""
def setup(self, bottom, top):
    self.rows, self.half = None, 7 / 2
def set_rows(self, rows):
    self.rows = rows
def forward(self, bottom, top):
    if self.rows is None:
        raise ValueError("no rows")
    top[0].data[...] = sum(self.rows[i] for i in xrange(self.half))
""")
        with collecting():
            net = folder.net()
            layer = net.layers[1]
            rows = [1, 10, 100, 1000]
            layer.set_rows(rows)
            self.assertEqual(net.forward()["out"][0, 0], 111)
        self.assertIs(net.layers[1], layer)
        self.assertIs(layer.rows, rows)
        layer.set_rows([2, 2, 2])
        self.assertEqual(net.forward()["out"][0, 0], 6)

    def test_what_reshape_makes_of_it_is_made_again(self):
        folder = self.files("""
rows = 2
def reshape(self, bottom, top):
    top[0].reshape(self.rows, 6 / 2)
def forward(self, bottom, top):
    top[0].data[...] = top[0].shape[0]
""")
        net = folder.net()
        net.layers[1].rows = 5
        self.assertEqual(net.forward()["out"].tolist(), [[5] * 3] * 5)

    def test_classes_and_values_stay_those_of_the_program(self):
        folder = self.files(
            """
SCALE = 1
def forward(self, bottom, top):
    top[0].data[...] = SIZES[0] * self.SCALE * len(d.keys()[0])
""",
            head="SIZES, HALF, d = [1], 7 / 2, {'abc': 1}",
        )
        with collecting():
            net = folder.net()
            module = sys.modules[self.module]
            kind = module.Mine
            module.SIZES, kind.SCALE = [5], 2
            self.assertEqual(net.forward()["out"][0, 0], 30)
        self.assertIs(module.Mine, kind)
        self.assertIsInstance(net.layers[1], kind)
        self.assertEqual((module.SIZES, kind.SCALE, module.HALF), ([5], 2, 3))

    def test_other_layers_of_the_file_keep_what_was_set_in_them_too(self):
        folder = self.files("""
rows = ()
def setup(self, bottom, top):
    self.half = 7 / 2
def forward(self, bottom, top):
    top[0].data[...] = sum(self.rows[i] for i in range(self.half))
""")
        with collecting():
            nets = [folder.net(), folder.net()]
            for number, net in enumerate(nets):
                net.layers[1].rows = [number, 10, 100]
            layers = [net.layers[1] for net in nets]
            found = [net.forward()["out"][0, 0] for net in nets]
        self.assertEqual(found, [110, 111])
        self.assertEqual([net.layers[1] for net in nets], layers)

    def test_a_backward_that_fails_finds_the_passes_counted_as_they_were(self):
        folder = self.files("""
passes = 0
def forward(self, bottom, top):
    self.passes += 1
    top[0].data[...] = self.passes
def backward(self, top, propagate_down, bottom):
    bottom[0].diff[...] = range(9)[self.half()] + self.passes
def half(self):
    return 9 / 2
""")
        net = folder.net()
        for number in (1, 2, 3):
            self.assertEqual(net.forward()["out"][0, 0], number)
        with collecting() as notices:
            self.assertEqual(net.backward()["data"][0, 0], 7)
        self.assertEqual(len(notices), 1)
        self.assertEqual((net.forward()["out"][0, 0], net.backward()["data"][0, 0]), (4, 8))

    def test_a_failed_call_leaves_no_trace_in_lists(self):
        folder = self.files("""
def setup(self, bottom, top):
    self.queue = [1, 2, 3, 4]
def forward(self, bottom, top):
    value = self.queue.pop()
    top[0].data[...] = value + unicode(1).find("2")
""")
        out, _ = self.forward(folder)
        self.assertEqual(out[0, 0], 3)
        self.assertEqual(self.net.layers[1].queue, [1, 2, 3])

    def test_a_failure_that_nothing_mends_leaves_the_object_as_it_left_it(self):
        folder = self.files("""
calls = 0
def forward(self, bottom, top):
    self.calls += 1
    half = 6 / 2
    if self.calls == 1:
        raise KeyError(half)
    top[0].data[...] = self.calls
""")
        net = folder.net()
        with self.assertRaises(KeyError):
            net.forward()
        self.assertEqual(net.forward()["out"][0, 0], 2)

    def test_parameters_keep_their_numbers(self):
        folder = self.files("""
def setup(self, bottom, top):
    self.blobs.add_blob(6 / 2 if False else 3)
    self.view = self.blobs[0].data
def forward(self, bottom, top):
    for i in xrange(3):
        top[0].data[:, i] = self.view[i]
""")
        net = folder.net()
        net.params["mine"][0].data[...] = [1, 2, 3]
        with collecting():
            self.assertEqual(net.forward()["out"][0].tolist(), [1, 2, 3])
        net.params["mine"][0].data[...] = 7
        self.assertEqual(net.forward()["out"][0].tolist(), [7, 7, 7])

    def test_nothing_is_registered_a_second_time(self):
        folder = self.files(
            """
def forward(self, bottom, top):
    top[0].data[...] = [len(KINDS), KINDS["Mine"] is type(self), len([i for i in xrange(3)])]
""",
            {
                "kinds_{0}.py": "KINDS = {}\ndef known(kind):\n    KINDS[kind.__name__] = kind\n"
                "    return kind\n"
            },
            head="from kinds_{0} import KINDS, known",
        )
        path = folder.path / f"{self.module}.py"
        path.write_text(path.read_text().replace("class Mine", "@known\nclass Mine"))
        out, _ = self.forward(folder)
        self.assertEqual(out[0].tolist(), [1, 1, 3])


# Opens once at a time in a process, as an environment of LMDB, a port or a lock does.
ONCE = """
class Once(object):
    opened = False
    def __init__(self):
        self.is_mine = not Once.opened
        if Once.opened:
            raise RuntimeError("it is open in this process")
        Once.opened = True
    def __del__(self):
        if self.is_mine:
            Once.opened = False
    def next(self):
        return True
"""


class ProcessTests(TrialTests):
    """Passes that are made in other processes, where a file has to be read in the same way."""

    def test_a_helper_of_python_2_is_read_so_there(self):
        folder = self.files(
            """
prefetch, prefetch_processes = 2, 2
def reshape(self, bottom, top):
    top[0].reshape(half(4), 2)
def forward(self, bottom, top):
    import more_{0}
    top[0].data[...] = self.iteration + more_{0}.half(5)
""",
            {
                "helps_{0}.py": "def half(n):\n    return n / 2\n",
                "more_{0}.py": "def half(n):\n    print 'half of', n\n    return n / 2\n",
            },
            head="from helps_{0} import half",
        )
        net = folder.path / "net.prototxt"
        net.write_text(net.read_text().replace('bottom: "data"', ""))
        with collecting():
            net = folder.net()
            outs = [net.forward()["out"].copy() for _ in range(3)]
        self.assertEqual([out.tolist() for out in outs], [[[2 + i] * 2] * 2 for i in range(3)])


class OnceTests(TrialTests):
    def test_a_layer_whose_setup_cannot_run_again_is_tried_on_what_it_has(self):
        folder = self.files(
            """
def setup(self, bottom, top):
    self.once = Once()
def forward(self, bottom, top):
    for i in xrange(3):
        top[0].data[:, i] = i / 2 + self.once.next()
""",
            {"once_{0}.py": ONCE.replace("def next(self)", "def next(self, step=1)")},
            head="from once_{0} import Once",
        )
        out, notices = self.forward(folder)
        self.assertEqual(out[0].tolist(), [1, 1, 2])
        self.assertIn(f"{self.module}.py is Python 2", notices)

    def test_a_setup_that_fails_with_it_open_is_tried_with_it_closed(self):
        for opened in ("self.once = Once()", "once = Once()\n    self.keep = [once]"):
            with self.subTest(opened):
                folder = self.files(
                    f"""
def setup(self, bottom, top):
    {opened}
    self.numbers = [i for i in xrange(7 / 2)]
def forward(self, bottom, top):
    top[0].data[...] = len(self.numbers)
""",
                    {"once_{0}.py": ONCE},
                    head="from once_{0} import Once",
                )
                self.assertEqual(self.forward(folder)[0][0, 0], 3)

    def test_ports_locks_and_files_that_open_once_are_such(self):
        for head, opened in (
            ("import socket", "socket.create_server(('127.0.0.1', PORT))"),
            ("import fcntl", "locked(__file__)"),
            ("import os", "os.open(__file__ + '.new', os.O_CREAT | os.O_EXCL)"),
        ):
            with self.subTest(head):
                with socket.create_server(("127.0.0.1", 0)) as free:
                    port = free.getsockname()[1]
                head += f"\nPORT = {port}\ndef locked(path):\n    file = open(path)\n"
                head += "    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)\n    return file\n"
                folder = self.files(
                    f"""
def setup(self, bottom, top):
    self.opened = {opened}
    self.size = len([1])
    self.names = dict(a=1).keys()
def forward(self, bottom, top):
    top[0].data[...] = sum(xrange(4)) + self.size
""",
                    head=head,
                )
                with warnings.catch_warnings():
                    # What a trial opens is closed by nobody.
                    warnings.simplefilter("ignore", ResourceWarning)
                    self.assertEqual(self.forward(folder)[0][0, 0], 7)
                    del self.net

    def test_if_its_setup_has_divided_the_error_explains_why_it_was_not_converted(self):
        folder = self.files(
            """
def setup(self, bottom, top):
    self.once, self.half = Once(), 7 / 2
def forward(self, bottom, top):
    top[0].data[...] = self.half + len(xrange(3))
""",
            {"once_{0}.py": ONCE},
            head="from once_{0} import Once",
        )
        net = folder.net()
        with self.assertRaises(NameError) as caught:
            net.forward()
        line = 1 + next(
            number
            for number, text in enumerate(
                (folder.path / f"{self.module}.py").read_text().splitlines()
            )
            if "7 / 2" in text
        )
        self.assertIn(
            f"read as Python 2 it works, but line {line} has divided by then, and setup cannot be "
            "run again (RuntimeError: it is open in this process); write // there",
            str(caught.exception.__cause__),
        )


class LateTests(TrialTests):
    """Code that is come to after the first pass."""

    def passes(self, late, count=4, head=""):
        folder = self.files(
            f"""
turn = 0
def forward(self, bottom, top):
    self.turn += 1
    d = dict(a=1, b=2)
    if self.turn > 2:
        top[0].data[...] = {late}
    else:
        top[0].data[...] = self.turn
""",
            head=head,
        )
        net = folder.net()
        with collecting() as self.notices:
            return [float(net.forward()["out"][0, 0]) for _ in range(count)]

    def test_it_is_converted_when_it_is_come_to(self):
        for late in (
            "len(d.keys()[0]) + self.turn - 1",
            "map(abs, [-self.turn])[0]",
            "zip([self.turn], [2])[0][0]",
            "d.has_key('a') + self.turn - 1",
            "self.turn + len(unicode(''))",
            "self.turn + len(string.letters) - 52",
            "[i for i in xrange(9)][self.turn]",
            "sorted([9, self.turn], lambda a, b: cmp(a, b))[0]",
            "sum(v for k, v in d.iteritems()) + self.turn - 3",
            "reduce(lambda a, b: a + b, [self.turn, 0])",
        ):
            with self.subTest(late):
                self.assertEqual(self.passes(late, head="import string"), [1, 2, 3, 4])
                self.assertEqual(len(self.notices), 1)

    def test_if_that_would_change_a_division_it_is_reported_with_the_remedy(self):
        with self.assertRaises(TypeError) as caught:
            self.passes("d.keys()[0] / 2")
        self.assertIn(
            "`keys()` was a list in Python 2; write list(keys())", str(caught.exception.__cause__)
        )
        self.assertEqual(self.notices, [])

    def test_a_pass_that_fails_for_another_reason_is_not_repeated(self):
        folder = self.files("""
turn = 0
def forward(self, bottom, top):
    self.turn += 1
    if self.turn == 2:
        raise ValueError("second")
    top[0].data[...] = self.turn
""")
        net = folder.net()
        net.forward()
        with self.assertRaises(ValueError):
            net.forward()
        self.assertEqual(net.forward()["out"][0, 0], 3)


@unittest.skipIf(
    np.lib.NumpyVersion(np.__version__) < "2.0.0", "numpy hides none of Python's names"
)
class StarTests(TrialTests):
    """`from numpy import *`, which hides names of Python's since numpy 2."""

    def value(self, text, head="from numpy import *"):
        folder = self.files(
            f"def forward(self, bottom, top):\n    top[0].data[...] = {text}", head=head
        )
        out, notices = self.forward(folder)
        return out[0, 0], list(notices)

    def test_what_would_be_wrong_without_a_word_is_mended_at_once(self):
        title = "has names of Python's that numpy hides"
        for text, value in (("max(-3.0, 0)", 0), ("min(4, 0) + 1", 1), ("max(1, 2.5)", 2.5)):
            with self.subTest(text):
                found, notices = self.value(text)
                self.assertEqual((found, notices), (value, [f"{self.module}.py {title}"]))

    def test_what_fails_is_tried(self):
        for text, value in (
            ("[5, 6, 7][round(1.2)]", 6),
            ("len([1] * abs(-3))", 3),
            ("isinstance(True, bool) + pow(3, 2, 5)", 5),
            ("len([1] * int(NaN != 0))", 1),
        ):
            with self.subTest(text):
                self.assertEqual(self.value(text)[0], value)

    def test_names_that_both_numpys_bring_are_left_to_numpy(self):
        self.assertEqual(self.value("sum(ones((2, 3)), 1)[0] + any([0]) + all([1])"), (4, []))

    def test_one_over_a_helper_is_tried_as_well(self):
        folder = self.files(
            "def forward(self, bottom, top):\n    top[0].data[...] = max(0.5, 2.5)",
            {"stars_{0}.py": "from numpy import *\n"},
            head="from stars_{0} import *",
        )
        self.assertEqual(self.forward(folder)[0][0, 0], 2.5)

    def test_a_file_for_numpy_2_is_left_alone(self):
        self.assertEqual(self.value("max(array([[1, 7]]), axis=1)[0] + round(2.5)"), (9, []))


class YAMLTests(TrialTests):
    """`yaml.load` as PyYAML took it before version 6."""

    YAML = """
def load(stream, Loader): return Loader
def load_all(stream, Loader): return [Loader]
def safe_load(stream): return 5
def safe_load_all(stream): return [6]
"""

    def test_calls_without_a_loader_take_the_safe_one(self):
        for head, call, value in (
            ("import yaml_{0} as y", "y.load('5')", 5),
            ("import yaml", "yaml.load(self.param_str_)", 5),
            ("import yaml as y", "list(y.load_all('5'))[0]", 6),
            ("from yaml import load", "load('5')", 5),
            ("from yaml import load as read", "read(stream='5')", 5),
            ("import yaml", "yaml.load('5', Loader=4)", 4),
        ):
            with self.subTest(call):
                before = sys.modules.pop("yaml", None)
                folder = self.files(
                    f"def forward(self, bottom, top):\n    top[0].data[...] = {call}",
                    {"yaml.py": self.YAML},
                    head=head.replace("_{0}", ""),
                )
                self.assertEqual(self.forward(folder)[0][0, 0], value)
                del sys.modules["yaml"]
                if before:
                    sys.modules["yaml"] = before


class RefusalTests(TrialTests):
    """What a layer cannot put in the place of the net's own."""

    def sentence(self, method, line):
        folder = self.files(f"def {method}:\n    {line}")
        net = folder.net()
        with self.assertRaises((TypeError, AttributeError)) as caught:
            net.forward()
            net.backward()
        return str(caught.exception)

    def test_blobs_are_not_assigned_to(self):
        forward, backward = (
            "forward(self, bottom, top)",
            "backward(self, top, propagate_down, bottom)",
        )
        for method, line, remedy in (
            (forward, "top[0] = bottom[0].data", "write into it: top[0].data[...] = values"),
            (forward, "top[0].data = bottom[0].data", "write into it: data[...] = values"),
            (forward, "top[:] = [1]", "write into it: top[0].data[...] = values"),
            (forward, "top.append(1)", "there are as many as it names"),
            (backward, "bottom[0] = top[0].diff", "write into it: bottom[0].data[...] = values"),
            (backward, "bottom[0].diff = top[0].diff", "write into it: diff[...] = values"),
            (forward, "self.blobs[0] = 3", "write into it: data[...] = values"),
        ):
            with self.subTest(line):
                self.assertIn(remedy, self.sentence(method, line))

    def test_a_parameter_may_change_its_axes_but_not_its_count(self):
        folder = self.files("""
def setup(self, bottom, top):
    self.blobs.add_blob(2, 3)
def forward(self, bottom, top):
    self.blobs[0].reshape(6)
    self.blobs[0].data[...] = range(6)
    self.blobs[0].reshape(3, 2)
    top[0].data[...] = self.blobs[0].data[2, 1]
    if self.blobs[0].data[0, 0] == 0 and self.phase == 1:
        self.blobs[0].reshape(7)
""")
        net = folder.net()
        self.assertEqual(net.forward()["out"][0, 0], 5)
        self.assertEqual(net.params["mine"][0].shape, (3, 2))
        self.assertEqual(net.params["mine"][0].data.tolist(), [[0, 1], [2, 3], [4, 5]])
        with self.assertRaisesRegex(RuntimeError, "keeps its number of elements"):
            folder.net(caffe.TEST).forward()


if __name__ == "__main__":
    unittest.main()
