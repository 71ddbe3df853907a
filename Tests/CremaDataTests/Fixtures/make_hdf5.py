"""Makes the HDF5 files next to it. Needs h5py.

packed.h5 holds numbers as Caffe's own second test file does: compressed floats, labels of one byte.
hostile.h5 holds things that are not to be followed, believed or read.
"""

import os

import h5py
import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))

with h5py.File("packed.h5", "w") as file:
    data = np.arange(2400, 4800, dtype="f4").reshape(10, 8, 6, 5)
    file.create_dataset("data", data=data, chunks=(3, 8, 4, 5), compression="gzip", shuffle=True)
    file["label"] = np.arange(1, 11, dtype="u1")[:, None]
    file.create_dataset("label2", data=np.arange(2, 12, dtype="f8")[:, None], compression="gzip")

with h5py.File("newer.h5", "w", libver="latest") as file:
    file["data"] = np.arange(4, dtype="f2")
    file.create_dataset("chunks", data=np.arange(4), chunks=(2,))
    many = file.create_group("many")
    for number in range(20):
        many[str(number)] = number

with h5py.File("hostile.h5", "w") as file:
    file["plain"] = np.arange(6, dtype="f8").reshape(2, 3) / 4
    file["small"] = np.arange(4, dtype="u1")
    file["big_endian"] = np.arange(4, dtype=">i2") - 2
    file.create_dataset("fletcher", data=np.arange(4), chunks=(4,), fletcher32=True)
    file.create_dataset("gzip", data=np.arange(64, dtype="i8"), chunks=(16,), compression="gzip",
                        shuffle=True)
    file.create_dataset("unwritten", shape=(3,), dtype="f4", fillvalue=1.5)

    file["soft"] = h5py.SoftLink("/plain")
    file.create_group("group")["outside"] = h5py.ExternalLink("/etc/other.h5", "/")
    layout = h5py.VirtualLayout(shape=(4,), dtype="f4")
    layout[:] = h5py.VirtualSource("/etc/other.h5", "plain", shape=(4,))
    file.create_virtual_dataset("virtual", layout)
    file.create_dataset("stored_outside", shape=(4,), dtype="u1",
                        external=[("/etc/hostname", 0, 4)])

    file.create_dataset("huge", shape=(2**30, 2**30), dtype="f4", chunks=(1, 1024))
    file.create_dataset("huge_gzip", shape=(2**31,), dtype="f8", chunks=(1024,), compression="gzip")
    file.create_dataset("huge_chunk", shape=(4,), maxshape=(None,), dtype="f4", chunks=(2**28,))

    file["compound"] = np.zeros(2, dtype=[("a", "f4"), ("b", "i4")])
    file["bools"] = np.array([True, False])
    file["texts"] = np.array([b"ab", b"c"])
    file["any_length"] = "text"

    loop = file.create_group("loop")
    loop["again"] = loop
    wide = file.create_group("wide")
    wide["left"] = wide
    wide["right"] = wide
    deep = file.create_group("deep")
    for _ in range(34):
        deep = deep.create_group("deep")
