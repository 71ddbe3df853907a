"""Python 3's errors for code that was written for Python 2, and what to write instead."""

from __future__ import annotations

import re
from typing import Optional

# What Python 2 had and Python 3 has under another name.
_RENAMED = {
    "xrange": "range",
    "unicode": "str",
    "basestring": "str",
    "long": "int",
    "raw_input": "input",
    "unichr": "chr",
    "reduce": "functools.reduce",
    "reload": "importlib.reload",
    "file": "open",
    "cmp": "(a > b) - (a < b)",
    "execfile": "exec(open(name).read())",
    "intern": "sys.intern",
    "iteritems": "items",
    "itervalues": "values",
    "iterkeys": "keys",
    "viewitems": "items",
    "viewkeys": "keys",
    "viewvalues": "values",
    "has_key": "in",
    "izip": "zip",
    "imap": "map",
    "ifilter": "filter",
    "izip_longest": "itertools.zip_longest",
    "letters": "string.ascii_letters",
    "lowercase": "string.ascii_lowercase",
    "uppercase": "string.ascii_uppercase",
    "maketrans": "str.maketrans",
    "maxint": "sys.maxsize",
    "getcwdu": "os.getcwd",
    "func_name": "__name__",
    "im_func": "__func__",
    "im_self": "__self__",
}

_MODULES = {
    "ConfigParser": "configparser",
    "HTMLParser": "html.parser",
    "Queue": "queue",
    "SocketServer": "socketserver",
    "StringIO": "io",
    "Tkinter": "tkinter",
    "__builtin__": "builtins",
    "cPickle": "pickle",
    "cStringIO": "io",
    "commands": "subprocess",
    "copy_reg": "copyreg",
    "httplib": "http.client",
    "sets": "set, which needs no import",
    "thread": "_thread",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
}

# What was a list in Python 2: how its type is called today, and what makes one.
_VIEWS = {
    "dict_keys": "keys()",
    "dict_values": "values()",
    "dict_items": "items()",
    "map": "map(...)",
    "filter": "filter(...)",
    "zip": "zip(...)",
    "range": "range(...)",
}
_VIEW = re.compile(rf"'({'|'.join(_VIEWS)})'")

_SLICES = (
    "slice indices must be integers",
    "'float' object cannot be interpreted as an integer",
    "only integers, slices",
    "expected a sequence of integers",
    "list indices must be integers or slices, not float",
    "extents are whole numbers",
)
_BYTES = (
    "a bytes-like object is required, not 'str'",
    "write() argument must be str, not bytes",
    "can't concat str to bytes",
    'can only concatenate str (not "bytes") to str',
    "cannot use a string pattern on a bytes-like object",
)


def of_module(name: str) -> Optional[str]:
    """Advice for a module that Python 3 has under another name; None for others."""
    new = _MODULES.get(name.partition(".")[0])
    return new and f"`{name}` is Python 2, in Python 3 it is `{new}`"


def hint(error: BaseException, line: str) -> Optional[str]:
    """What to write instead of a line that failed so, where it is known from Python 2."""
    text = str(error)
    if isinstance(error, (NameError, AttributeError, ImportError)):
        for word in [getattr(error, "name", None) or "", *re.findall(r"'(\w+)'", text)]:
            if word in _RENAMED:
                return f"`{word}` is Python 2, in Python 3 it is `{_RENAMED[word]}`"
        if "has no attribute 'next'" in text:
            return "`x.next()` is Python 2, in Python 3 it is `next(x)`"
    if isinstance(error, (TypeError, AttributeError)):
        return _of_types(text, line)
    if isinstance(error, UnicodeDecodeError) and "load" in line:
        return "a pickle of Python 2 is read by pickle.load(file, encoding='latin1')"
    return None


def _of_types(text: str, line: str) -> Optional[str]:
    view = _VIEW.search(text)
    if view:
        made = _VIEWS[view[1]]
        return f"`{made}` was a list in Python 2; write list({made}) where it is made"
    if any(part in text for part in _SLICES):
        where = "" if "/" in line.replace("//", "") else " where it was divided"
        return f"7 / 2 was 3 in Python 2 and is 3.5; for a whole number write `//`{where}"
    if "sort() takes no positional arguments" in text or "sorted expected 1 argument" in text:
        return "a function that compares two is Python 2; write key=functools.cmp_to_key(f)"
    if "numpy boolean negative" in text:
        return "before 1.13 numpy took it for ~mask; write that, or -1.0 * mask for a number"
    if any(part in text for part in _BYTES):
        return "texts and bytes are two kinds since Python 3; open files of bytes with 'rb' or 'wb'"
    return None
