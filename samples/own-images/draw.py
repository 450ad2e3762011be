"""Draws shapes/CLASS/*.png: 20 grey pictures of 16 x 16 of each of three shapes. Run it in this folder: python3 draw.py"""
import os
import random
import struct
import zlib

SIZE, EACH = 16, 20
INSIDE = {  # whether a point at (x, y) from the centre lies in a shape of radius r
    "circle": lambda x, y, r: x * x + y * y <= r * r,
    "cross": lambda x, y, r: min(abs(x), abs(y)) <= r / 3 and max(abs(x), abs(y)) <= r,
    "frame": lambda x, y, r: r * 0.6 <= max(abs(x), abs(y)) <= r,
}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(rows):
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 0, 0, 0, 0)  # 8 bits of grey
    raw = b"".join(b"\0" + bytes(row) for row in rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")


random.seed(1)
for shape, inside in INSIDE.items():
    os.makedirs(f"shapes/{shape}", exist_ok=True)
    for number in range(EACH):
        r, light, dark = random.uniform(3.5, 6), random.randint(150, 255), random.randint(0, 60)
        cx, cy = random.uniform(r, SIZE - r), random.uniform(r, SIZE - r)
        rows = [[light if inside(x + 0.5 - cx, y + 0.5 - cy, r) else dark for x in range(SIZE)] for y in range(SIZE)]
        with open(f"shapes/{shape}/{number:02}.png", "wb") as file:
            file.write(png(rows))
