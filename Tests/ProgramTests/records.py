"""Databases and messages, read without the program's own code."""
import struct


def lmdb(folder):
    """The keys and values of an LMDB, in the order of its keys."""
    data = (folder / "data.mdb").read_bytes()
    page_size = struct.unpack_from("<I", data, 16 + 24)[0]
    metas = [struct.unpack_from("<QQQ", data, start + 128) for start in (0, page_size)]
    root = max(metas, key=lambda meta: meta[2])[0]
    return [] if root == 2 ** 64 - 1 else list(_walk(data, page_size, root))


def _walk(data, page_size, number):
    start = number * page_size
    flags, end = struct.unpack_from("<HH", data, start + 10)
    for place in range(16, end, 2):
        node = start + struct.unpack_from("<H", data, start + place)[0]
        low, high, kind, key_size = struct.unpack_from("<HHHH", data, node)
        key, size = data[node + 8:node + 8 + key_size], low | high << 16
        if flags & 1:
            yield from _walk(data, page_size, size | kind << 32)
        elif kind & 1:
            page = struct.unpack_from("<Q", data, node + 8 + key_size)[0] * page_size + 16
            yield key.decode(errors="surrogateescape"), data[page:page + size]
        else:
            value = node + 8 + key_size
            yield key.decode(errors="surrogateescape"), data[value:value + size]


def fields(message):
    """The fields of a message by number, each a list of its numbers, bytes or floats."""
    at, found = 0, {}

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte, at = message[at], at + 1
            value, shift = value | (byte & 0x7F) << shift, shift + 7
            if byte < 0x80:
                return value

    while at < len(message):
        tag = varint()
        if tag & 7 == 0:
            value = varint()
        elif tag & 7 == 2:
            size = varint()
            value, at = message[at:at + size], at + size
        else:
            assert tag & 7 == 5, f"a field of another kind: {tag}"
            value, at = struct.unpack_from("<f", message, at)[0], at + 4
        found.setdefault(tag >> 3, []).append(value)
    return found


DATUM = {
    1: "channels",
    2: "height",
    3: "width",
    4: "data",
    5: "label",
    6: "float_data",
    7: "encoded",
}


def datums(folder):
    """The records of a database, each its key and the fields of its Datum that are there."""
    return [(key, {DATUM[number]: values if number == 6 else values[0]
                   for number, values in fields(value).items()})
            for key, value in lmdb(folder)]
