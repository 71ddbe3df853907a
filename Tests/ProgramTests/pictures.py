"""Grey PNG files, written and read without a library."""
import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(rows):
    """A grey PNG of rows of bytes."""
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body
                + struct.pack(">I", zlib.crc32(kind + body)))
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pixels(data):
    """The rows of an 8 bit PNG that is not interlaced, each a list of tuples of its channels."""
    assert data.startswith(SIGNATURE), data[:40]
    at, packed = len(SIGNATURE), b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", body)
            assert (depth, interlace) == (8, 0), "only plain PNG files of 8 bits are read here"
        if kind == b"IDAT":
            packed += body
        at += size + 12
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    raw, stride = zlib.decompress(packed), width * channels
    rows, above = [], bytes(stride)
    for y in range(height):
        start = y * (stride + 1)
        above = _unfiltered(raw[start], raw[start + 1:start + 1 + stride], above, channels)
        rows.append([tuple(above[x:x + channels]) for x in range(0, stride, channels)])
    return rows


def _unfiltered(kind, line, above, step):
    """A line of a PNG with its filter undone (PNG specification, part 9)."""
    line = bytearray(line)
    for i in range(len(line)):
        left = line[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        line[i] = (line[i] + _predicted(kind, left, above[i], corner)) & 0xFF
    return bytes(line)


def _predicted(kind, left, up, corner):
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    guess = left + up - corner
    return min((left, up, corner), key=lambda near: abs(guess - near))


def class_folders(folder, count=12, side=8):
    """Fills a folder with two classes of pictures, `bright` and `dark`, that any
    net can tell apart."""
    for name, base in (("bright", 160), ("dark", 20)):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            rows = [[base + (x * 7 + y * 3 + number * 5) % 60 for x in range(side)]
                    for y in range(side)]
            (folder / name / f"{number:02}.png").write_bytes(png(rows))
    return folder
