"""Makes the images next to it, of many kinds, and expected.txt: what OpenCV reads from each.

Needs Pillow and opencv-python-headless; made with OpenCV 5.0, and 4.10 gives the same. A line of
expected.txt is the file, "color" or "gray", the size, and the MD5 of the pixels, colours in the
order blue, green, red.
"""

import hashlib
import os
import struct
import zlib

import cv2
import numpy as np
from PIL import Image

os.chdir(os.path.dirname(os.path.abspath(__file__)))
HEIGHT, WIDTH = 11, 13
random = np.random.default_rng(7)
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
rgb = np.stack([x * 255 // (WIDTH - 1), y * 255 // (HEIGHT - 1),
                (x + y) * 255 // (WIDTH + HEIGHT - 2)], -1)
rgb = rgb.astype(np.uint8)
noise = random.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
rgb[::3, ::2] = noise[::3, ::2]
gray = rgb[..., 0].copy()
alpha = random.integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)
alpha[:2] = 0
alpha[2:4] = 255
rgba = np.dstack([rgb, alpha])
rgb16 = random.integers(0, 65536, (HEIGHT, WIDTH, 3), dtype=np.uint16)
gray16 = rgb16[..., 0].copy()


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


def save(name, pixels, mode=None, **options):
    picture = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels, mode)
    picture.save(name, **options)


def held(orientation):
    exif = Image.Exif()
    exif[0x112] = orientation
    return exif


def packed(indices, depth):
    """Rows of indices of so many bits."""
    rows = []
    for row in indices:
        bits = "".join(format(int(value), f"0{depth}b") for value in row)
        bits += "0" * (-len(bits) % 8)
        rows.append(bytes(int(bits[at:at + 8], 2) for at in range(0, len(bits), 8)))
    return rows


def wide(pixels):
    return [row.astype(">u2").tobytes() for row in pixels.reshape(HEIGHT, -1)]


def plain(pixels):
    return [row.tobytes() for row in pixels.reshape(HEIGHT, -1)]


# JPEG

for name, subsampling in ("444", 0), ("422", 1), ("420", 2):
    save(f"jpeg_{name}.jpg", rgb, quality=75, subsampling=subsampling)
save("jpeg_progressive.jpg", rgb, quality=80, progressive=True)
save("jpeg_gray.jpg", gray, quality=85)
save("jpeg_inks.jpg", rgba, "CMYK", quality=90)
save("jpeg_rgb.jpg", rgb, quality=90, keep_rgb=True)
for orientation in range(2, 9):
    save(f"held_{orientation}.jpg", rgb, quality=50, exif=held(orientation))
save("held_6_gray.jpg", gray, quality=50, exif=held(6))
save("held_6.png", rgb, exif=held(6))
save("held_6.webp", rgb, exif=held(6), lossless=True)


# PNG

def png(name, depth, kind, rows, *chunks):
    def chunk(label, data):
        length, check = len(data), zlib.crc32(label + data)
        return struct.pack(">I", length) + label + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, kind, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    write(name, b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
          + b"".join(chunk(*one) for one in chunks) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))


for depth in 1, 2, 4:
    png(f"png_gray{depth}.png", depth, 0, packed(gray >> (8 - depth), depth))
png("png_gray8.png", 8, 0, plain(gray))
png("png_gray16.png", 16, 0, wide(gray16))
png("png_color.png", 8, 2, plain(noise))
png("png_color16.png", 16, 2, wide(rgb16))
png("png_alpha.png", 8, 6, plain(rgba))
png("png_alpha16.png", 16, 6, wide(np.dstack([rgb16, gray16])))
png("png_gray_alpha.png", 8, 4, plain(np.dstack([gray, alpha])))
png("png_gray_alpha16.png", 16, 4, wide(np.dstack([gray16, rgb16[..., 1]])))
png("png_gray_clear.png", 8, 0, plain(gray), (b"tRNS", struct.pack(">H", int(gray[5, 5]))))
png("png_color_clear.png", 8, 2, plain(rgb), (b"tRNS", struct.pack(">HHH", *map(int, rgb[5, 5]))))
for depth in 1, 4, 8:
    count = 1 << depth
    palette = (b"PLTE", random.integers(0, 256, (count, 3), dtype=np.uint8).tobytes())
    indices = packed(random.integers(0, count, (HEIGHT, WIDTH)), depth)
    png(f"png_palette{depth}.png", depth, 3, indices, palette)
    clear = (b"tRNS", random.integers(0, 256, count // 2 + 1).astype(np.uint8).tobytes())
    png(f"png_palette{depth}_clear.png", depth, 3, indices, palette, clear)
png("png_gamma.png", 8, 2, plain(noise), (b"gAMA", struct.pack(">I", 45455)))
png("png_gamma1.png", 8, 2, plain(noise), (b"gAMA", struct.pack(">I", 100000)))
png("png_gamma3.png", 8, 2, plain(noise), (b"gAMA", struct.pack(">I", 33333)))
png("png_standard.png", 8, 2, plain(noise), (b"sRGB", b"\0"))
png("png_gamma_gray.png", 8, 0, plain(gray), (b"gAMA", struct.pack(">I", 45455)))


# Windows bitmaps

def bmp(name, bits, rows, compression=0, masks=b"", palette=b"", is_top_down=False, head=40):
    if not isinstance(rows, bytes):
        rows = [row + b"\0" * (-len(row) % 4) for row in rows]
        rows = b"".join(rows if is_top_down else rows[::-1])
    info = struct.pack("<IiiHHIIiiII", head, WIDTH, -HEIGHT if is_top_down else HEIGHT, 1, bits,
                       compression, len(rows), 2835, 2835, len(palette) // 4, 0)
    info += masks if head == 40 else masks + b"\0" * (head - 40 - len(masks))
    offset = 14 + len(info) + len(palette)
    start = b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset)
    write(name, start + info + palette + rows)


def palette(count):
    return b"".join(bytes([*map(int, random.integers(0, 256, 3)), 0]) for _ in range(count))


def words(red, green, blue, places):
    pieces = [pixels.astype(int) >> (8 - width) << shift
              for pixels, (width, shift) in zip((red, green, blue), places)]
    return [row.astype("<u2").tobytes() for row in sum(pieces)]


parts = rgb[..., 0], rgb[..., 1], rgb[..., 2]
bgra = rgba[..., [2, 1, 0, 3]]
bmp("bmp_24.bmp", 24, plain(np.ascontiguousarray(rgb[..., ::-1])))
bmp("bmp_top.bmp", 24, plain(np.ascontiguousarray(rgb[..., ::-1])), is_top_down=True)
bmp("bmp_32.bmp", 32, plain(np.ascontiguousarray(bgra)))
masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
bmp("bmp_32_masks.bmp", 32, plain(np.ascontiguousarray(bgra)), 3, masks, head=124)
bmp("bmp_555.bmp", 16, words(*parts, [(5, 10), (5, 5), (5, 0)]))
bmp("bmp_565.bmp", 16, words(*parts, [(5, 11), (6, 5), (5, 0)]), 3,
    struct.pack("<III", 0xF800, 0x7E0, 0x1F))
save("bmp_gray.bmp", gray)
bmp("bmp_1.bmp", 1, packed(random.integers(0, 2, (HEIGHT, WIDTH)), 1), palette=palette(2))
bmp("bmp_4.bmp", 4, packed(random.integers(0, 16, (HEIGHT, WIDTH)), 4), palette=palette(16))
indices = random.integers(0, 256, (HEIGHT, WIDTH)).astype(np.uint8)
indices[:, :7] = 5
bmp("bmp_8.bmp", 8, plain(indices), palette=palette(256))
runs = b""
for row in indices[::-1]:
    runs += bytes([7, 5, 0, 6]) + row[7:].tobytes() + b"\0\0"
bmp("bmp_runs8.bmp", 8, runs + b"\0\1", 1, palette=palette(256))
runs = b"".join(bytes([9, 0x37, 4, 0x22, 0, 0]) for _ in range(HEIGHT))
bmp("bmp_runs4.bmp", 4, runs + b"\0\1", 2, palette=palette(16))

# PPM and its kin

size = b"%d %d\n" % (WIDTH, HEIGHT)
write("plain.pbm", b"P1\n# a comment\n" + size
      + b"\n".join(b" ".join(b"%d" % (v > 127) for v in row) for row in gray))
write("packed.pbm", b"P4\n" + size + b"".join(packed(gray > 127, 1)))
write("plain.pgm", b"P2\n" + size + b"255\n"
      + b"\n".join(b" ".join(b"%d" % v for v in row) for row in gray) + b"\n")
write("raw.pgm", b"P5\n" + size + b"255\n" + gray.tobytes())
write("raw16.pgm", b"P5\n" + size + b"65535\n" + gray16.astype(">u2").tobytes())
write("raw15.pgm", b"P5\n" + size + b"15\n" + (gray >> 4).tobytes())
write("plain.ppm", b"P3\n" + size + b"255\n"
      + b"\n".join(b" ".join(b"%d" % v for v in row.ravel()) for row in rgb) + b"\n")
write("raw.ppm", b"P6\n" + size + b"255\n" + noise.tobytes())
write("raw16.ppm", b"P6\n" + size + b"65535\n" + rgb16.astype(">u2").tobytes())

# WebP, TIFF, GIF

save("lossless.webp", noise, lossless=True)
save("lossy.webp", rgb, quality=80)
save("alpha.webp", rgba, lossless=True, exact=True)
save("gray.tif", gray)
save("gray16.tif", gray16)
save("bilevel.tif", Image.fromarray(gray).convert("1"), compression="group4")
save("white.tif", 255 - gray, tiffinfo={262: 0})
save("color.tif", noise)
save("alpha.tif", rgba)
save("packed.tif", rgb, compression="tiff_lzw")
save("jpeg.tif", rgb, compression="jpeg", quality=90)
save("palette.tif", Image.fromarray(rgb).convert("P"))
save("inks.tif", rgba, "CMYK")
save("held_3.tif", rgb, tiffinfo={0x112: 3})
cv2.imwrite("color16.tif", rgb16)
save("palette.gif", Image.fromarray(rgb).convert("P"))
save("moving.gif", Image.fromarray(rgb).quantize(32), save_all=True,
     append_images=[Image.fromarray(noise).quantize(64)])

with open("expected.txt", "w") as file:
    for name in sorted(os.listdir(".")):
        if name.endswith((".py", ".txt")):
            continue
        for way, flag in ("color", cv2.IMREAD_COLOR), ("gray", cv2.IMREAD_GRAYSCALE):
            pixels = cv2.imread(name, flag)
            if pixels is None:
                print(f"OpenCV does not read {name}")
                continue
            digest = hashlib.md5(pixels.tobytes()).hexdigest()
            print(name, way, f"{pixels.shape[1]}x{pixels.shape[0]}", digest, file=file)
