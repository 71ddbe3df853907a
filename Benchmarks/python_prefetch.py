"""A training whose data are decoded and augmented in Python, with passes made ahead or not.

`Benchmarks/python-prefetch` runs it.
"""

import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[1] / ".build/release/crema"

# Decoding by plain Python, which holds the interpreter's lock as most augmentation does.
LAYER = """
import caffe, zlib
import numpy as np

class Pictures(caffe.Layer):
    %s
    def setup(self, bottom, top):
        numbers = np.random.RandomState(1).randint(0, 256, (256, 28 * 28), np.uint8)
        self.files = [zlib.compress(row.tobytes()) for row in numbers]
    def reshape(self, bottom, top):
        top[0].reshape(64, 1, 28, 28)
        top[1].reshape(64)
    def forward(self, bottom, top):
        for place, row in enumerate(self.rng.integers(len(self.files), size=64)):
            top[1].data[place] = row %% 10
            top[0].data[place, 0] = self.augmented(zlib.decompress(self.files[row]))
    def augmented(self, pixels):
        gain = self.rng.uniform(0.8, 1.2)
        bright = [min(255.0, gain * pixel) / 255 for pixel in pixels]
        image = np.reshape(bright, (28, 28))
        return image[:, ::-1] if self.rng.random() < 0.5 else image
"""
NET = """
layer { name: "data" type: "Python" top: "data" top: "label"
        python_param { module: "layers" layer: "Pictures" } }
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
        convolution_param { num_output: 50 kernel_size: 5 weight_filler { type: "xavier" } } }
layer { name: "pool" type: "Pooling" bottom: "conv" top: "pool"
        pooling_param { kernel_size: 2 stride: 2 } }
layer { name: "conv2" type: "Convolution" bottom: "pool" top: "conv2"
        convolution_param { num_output: 50 kernel_size: 5 weight_filler { type: "xavier" } } }
layer { name: "ip" type: "InnerProduct" bottom: "conv2" top: "ip"
        inner_product_param { num_output: 10 weight_filler { type: "xavier" } } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
"""
SOLVER = """
net: "%s/net.prototxt" base_lr: 0.01 lr_policy: "fixed" random_seed: 1 max_iter: %d
snapshot_prefix: "%s/snapshot"
"""
WAYS = {
    "none": "prefetch = 0",
    "thread": "prefetch = 8",
    "1 process": "prefetch, prefetch_processes = 8, 1",
    "2 processes": "prefetch, prefetch_processes = 8, 2",
}
ROUNDS, WARM, STEPS = 5, 20, 100


def seconds(folder, settings, steps):
    """The time of a whole training of so many steps, and the weights that it leaves."""
    folder.mkdir()
    (folder / "layers.py").write_text(LAYER % settings)
    (folder / "net.prototxt").write_text(NET)
    (folder / "solver.prototxt").write_text(SOLVER % (folder, steps, folder))
    # One worker, as the net would take every core else, and leave none for what is made ahead.
    command = [PROGRAM, "train", "-solver", folder / "solver.prototxt", "--workers", "1"]
    start = time.perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    took = time.perf_counter() - start
    return took, (folder / f"snapshot_iter_{steps}.caffemodel").read_bytes()


def milliseconds(folder, settings):
    """The time of a step, without what starting and ending take, and the weights at the end."""
    folder.mkdir()
    start, _ = seconds(folder / "start", settings, WARM)
    whole, weights = seconds(folder / "whole", settings, WARM + STEPS)
    return (whole - start) / STEPS * 1e3, weights


def main():
    times = {way: [] for way in WAYS}
    weights = []
    with tempfile.TemporaryDirectory() as name:
        for turn in range(ROUNDS):
            for way, settings in WAYS.items():
                took, found = milliseconds(Path(name, f"{way} {turn}"), settings)
                times[way].append(took)
                weights.append(found)
    print(f"load of the machine (1 minute): {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    for way, took in times.items():
        print(
            f"{way}: {statistics.median(took):.1f} ms per step "
            f"(of {ROUNDS} turns, {min(took):.1f} to {max(took):.1f})"
        )
    print("the weights are the same" if len(set(weights)) == 1 else "THE WEIGHTS DIFFER")


if __name__ == "__main__":
    main()
