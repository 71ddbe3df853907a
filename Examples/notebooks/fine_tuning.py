"""Fine-tuning: what was learned for some classes helps to learn others from few images.

A net learns the digits 0 to 4; then a new last layer learns 5 to 9 from a few batches, once on top
of what the net knows and once from nothing.

    python3 Examples/notebooks/fine_tuning.py mnist_train_lmdb mnist_test_lmdb
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np

import caffe
from caffe import layers as L
from caffe import params as P


def read_digits(database, count):
    """The first digits of a database: images N x 1 x 28 x 28 from 0 to 1, and labels N."""
    net = caffe.NetSpec()
    net.data, net.label = L.Data(
        source=str(database),
        backend=P.Data.LMDB,
        batch_size=count,
        transform_param=dict(scale=1 / 255),
        ntop=2,
    )
    with tempfile.NamedTemporaryFile("w", suffix=".prototxt") as file:
        file.write(str(net.to_proto()))
        file.flush()
        net = caffe.Net(file.name, caffe.TEST)
    net.forward()
    return net.blobs["data"].data.copy(), net.blobs["label"].data.copy()


def digits_net(batch_size, head, frozen):
    """A small net over images in memory; `head` names the layer of the five classes."""
    rate = dict(lr_mult=0) if frozen else dict(lr_mult=1)
    learned = dict(weight_filler=dict(type="xavier"), param=[rate, rate])
    net = caffe.NetSpec()
    net.data, net.label = L.MemoryData(
        batch_size=batch_size, channels=1, height=28, width=28, ntop=2
    )
    net.conv1 = L.Convolution(net.data, num_output=16, kernel_size=5, stride=2, **learned)
    net.relu1 = L.ReLU(net.conv1, in_place=True)
    net.conv2 = L.Convolution(net.relu1, num_output=32, kernel_size=5, stride=2, **learned)
    net.relu2 = L.ReLU(net.conv2, in_place=True)
    # A layer of another name finds no weights in the file, and starts from its filler.
    net[head] = L.InnerProduct(net.relu2, num_output=5, weight_filler=dict(type="xavier"))
    net.accuracy = L.Accuracy(net[head], net.label)
    net.loss = L.SoftmaxWithLoss(net[head], net.label)
    return net.to_proto()


def train(folder, head, images, labels, iterations, weights=None, frozen=False):
    """A solver that has learned the classes of those images."""
    batch_size = 50
    count = len(images) // batch_size * batch_size
    Path(folder, "net.prototxt").write_text(str(digits_net(batch_size, head, frozen)))
    solver_file = Path(folder, "solver.prototxt")
    solver_file.write_text(
        f"""
        train_net: "{folder}/net.prototxt"
        base_lr: 0.01 lr_policy: "fixed" momentum: 0.9 weight_decay: 0.0005
        max_iter: {iterations} snapshot_after_train: false random_seed: 1
        """
    )
    solver = caffe.get_solver(str(solver_file))
    if weights:
        solver.net.copy_from(weights)
    solver.net.set_input_arrays(images[:count], labels[:count])
    solver.step(iterations)
    return solver


def accuracy(net, images, labels):
    """The share of images that a net names rightly."""
    batch_size = net.blobs["data"].num
    count = len(images) // batch_size * batch_size
    net.set_input_arrays(images[:count], labels[:count])
    return float(np.mean([float(net.forward()["accuracy"]) for _ in range(count // batch_size)]))


def main(train_database, test_database, count=4000, iterations=200, few=20):
    """Prints and returns the accuracies on 5 to 9: fine-tuned and from nothing."""
    caffe.set_mode_cpu()
    images, labels = read_digits(train_database, count)
    test_images, test_labels = read_digits(test_database, count // 4)
    low, high, high_tests = labels < 5, labels >= 5, test_labels >= 5
    with tempfile.TemporaryDirectory() as folder:
        base = train(folder, "low", images[low], labels[low], iterations)
        weights = str(Path(folder, "low.caffemodel"))
        base.net.save(weights)
        found = []
        for start, frozen in ((weights, True), (None, False)):
            solver = train(folder, "high", images[high], labels[high] - 5, few, start, frozen)
            found.append(
                accuracy(solver.net, test_images[high_tests], test_labels[high_tests] - 5)
            )
    print(f"after {few} steps on 5 to 9: fine-tuned {found[0]:.3f}, from nothing {found[1]:.3f}")
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", help="LMDB to learn from")
    parser.add_argument("test", help="LMDB to test with")
    arguments = parser.parse_args()
    main(arguments.train, arguments.test)
