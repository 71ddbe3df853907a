"""A siamese net: two branches with the same weights learn to put equal digits close together.

    python3 Examples/notebooks/siamese.py mnist_train_lmdb mnist_test_lmdb
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np

import caffe
from caffe import layers as L

from fine_tuning import read_digits


def branch(net, top, suffix):
    """Adds one branch to a net; parameters of one name are shared, whichever branch names them."""

    def learned(name):
        return dict(
            weight_filler=dict(type="xavier"),
            param=[dict(name=f"{name}_w", lr_mult=1), dict(name=f"{name}_b", lr_mult=2)],
        )

    net[f"conv1{suffix}"] = L.Convolution(
        top, num_output=16, kernel_size=5, stride=2, **learned("conv1")
    )
    net[f"relu1{suffix}"] = L.ReLU(net[f"conv1{suffix}"], in_place=True)
    net[f"ip1{suffix}"] = L.InnerProduct(net[f"relu1{suffix}"], num_output=64, **learned("ip1"))
    net[f"relu2{suffix}"] = L.ReLU(net[f"ip1{suffix}"], in_place=True)
    net[f"feat{suffix}"] = L.InnerProduct(net[f"relu2{suffix}"], num_output=2, **learned("feat"))
    return net[f"feat{suffix}"]


def siamese_net(batch_size):
    """The net over pairs of images in memory: two channels, one for each branch."""
    net = caffe.NetSpec()
    net.pair_data, net.sim = L.MemoryData(
        batch_size=batch_size, channels=2, height=28, width=28, ntop=2
    )
    net.data, net.data_p = L.Slice(net.pair_data, slice_param=dict(axis=1, slice_point=1), ntop=2)
    first, second = branch(net, net.data, ""), branch(net, net.data_p, "_p")
    net.loss = L.ContrastiveLoss(first, second, net.sim, contrastive_loss_param=dict(margin=1))
    return net.to_proto()


def pairs(images, labels, seed):
    """Each image beside another one, N x 2 x 28 x 28, and whether the two show the same digit."""
    random = np.random.RandomState(seed)
    others = random.permutation(len(images))
    # Half of the partners are of the same digit, which chance alone would give a tenth of.
    for index in range(0, len(images), 2):
        others[index] = random.choice(np.flatnonzero(labels == labels[index]))
    return np.concatenate([images, images[others]], axis=1), labels == labels[others]


def distances(net, images, alike):
    """The mean distance of the two features of a pair: of equal digits, and of different ones."""
    batch_size = net.blobs["pair_data"].num
    count = len(images) // batch_size * batch_size
    net.set_input_arrays(images[:count], alike[:count].astype(np.float32))
    found = []
    for _ in range(count // batch_size):
        net.forward()
        found.append(np.linalg.norm(net.blobs["feat"].data - net.blobs["feat_p"].data, axis=1))
    found, alike = np.concatenate(found), alike[:count]
    return float(found[alike].mean()), float(found[~alike].mean())


def main(train_database, test_database, count=2000, iterations=300, batch_size=50):
    """Prints and returns the mean distances of equal and of different digits never seen before."""
    caffe.set_mode_cpu()
    images, alike = pairs(*read_digits(train_database, count), seed=1)
    tests = pairs(*read_digits(test_database, count // 4), seed=2)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "net.prototxt").write_text(str(siamese_net(batch_size)))
        solver_file = Path(folder, "solver.prototxt")
        solver_file.write_text(
            f"""
            train_net: "{folder}/net.prototxt"
            base_lr: 0.01 lr_policy: "inv" gamma: 0.0001 power: 0.75
            momentum: 0.9 max_iter: {iterations} snapshot_after_train: false random_seed: 1
            """
        )
        solver = caffe.get_solver(str(solver_file))
        count = len(images) // batch_size * batch_size
        solver.net.set_input_arrays(images[:count], alike[:count].astype(np.float32))
        solver.step(iterations)
        same, different = distances(solver.net, *tests)
    print(f"mean distance of equal digits {same:.3f}, of different ones {different:.3f}")
    return same, different


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", help="LMDB to learn from")
    parser.add_argument("test", help="LMDB to test with")
    arguments = parser.parse_args()
    main(arguments.train, arguments.test)
