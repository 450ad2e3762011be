"""Draws names.npz: 1,500 invented surnames as numbers of letters (a = 1 ... z = 26), filled up with 0, and where each is from. Needs nothing but Python."""
import random
import struct
import zipfile

ENDINGS = ["ov", "son", "ini", "escu", "aki"]
LONGEST = 12


def array(values, shape, kind):
    head = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (kind, shape)
    head += " " * (63 - (10 + len(head)) % 64) + "\n"
    code = {"|i1": "b", "<i8": "q"}[kind]
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + struct.pack("<%d%s" % (len(values), code), *values)


random.seed(12)
letters, labels = [], []
for _ in range(1500):
    label = random.randrange(len(ENDINGS))
    stem = "".join(random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(random.randint(2, 8)))
    name = (stem + ENDINGS[label])[:LONGEST]
    letters += [ord(letter) - 96 for letter in name] + [0] * (LONGEST - len(name))
    labels.append(label)

with zipfile.ZipFile("names.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("x.npy", array(letters, "(1500, %d)" % LONGEST, "|i1"))
    archive.writestr("y.npy", array(labels, "(1500,)", "|i1"))
