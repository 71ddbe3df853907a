"""Learning LeNet from Python: a net written with NetSpec, trained step by step while we watch.

    crema convert_mnist_data train-images-idx3-ubyte train-labels-idx1-ubyte mnist_train_lmdb
    crema convert_mnist_data t10k-images-idx3-ubyte t10k-labels-idx1-ubyte mnist_test_lmdb
    python3 Examples/notebooks/learning_lenet.py mnist_train_lmdb mnist_test_lmdb
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np

import caffe
from caffe import layers as L
from caffe import params as P


def lenet(database, batch_size):
    """LeNet over a database of digits, as a NetParameter."""
    net = caffe.NetSpec()
    net.data, net.label = L.Data(
        source=str(database),
        backend=P.Data.LMDB,
        batch_size=batch_size,
        transform_param=dict(scale=1 / 255),
        ntop=2,
    )
    xavier = dict(type="xavier")
    net.conv1 = L.Convolution(net.data, kernel_size=5, num_output=20, weight_filler=xavier)
    net.pool1 = L.Pooling(net.conv1, kernel_size=2, stride=2, pool=P.Pooling.MAX)
    net.conv2 = L.Convolution(net.pool1, kernel_size=5, num_output=50, weight_filler=xavier)
    net.pool2 = L.Pooling(net.conv2, kernel_size=2, stride=2, pool=P.Pooling.MAX)
    net.fc1 = L.InnerProduct(net.pool2, num_output=500, weight_filler=xavier)
    net.relu1 = L.ReLU(net.fc1, in_place=True)
    net.score = L.InnerProduct(net.relu1, num_output=10, weight_filler=xavier)
    net.loss = L.SoftmaxWithLoss(net.score, net.label)
    return net.to_proto()


def write_solver(folder, train, test, batch_size):
    """Writes both nets and the solver's settings into a folder, and gives the solver's path."""
    Path(folder, "train.prototxt").write_text(str(lenet(train, batch_size)))
    Path(folder, "test.prototxt").write_text(str(lenet(test, batch_size)))
    solver = Path(folder, "solver.prototxt")
    solver.write_text(
        f"""
        train_net: "{folder}/train.prototxt"
        test_net: "{folder}/test.prototxt"
        test_iter: 1
        test_interval: 1000000
        base_lr: 0.01 lr_policy: "inv" gamma: 0.0001 power: 0.75
        momentum: 0.9 weight_decay: 0.0005
        max_iter: 1000000
        snapshot_after_train: false
        random_seed: 1
        """
    )
    return solver


def accuracy(net, batches):
    """The share of digits that a net names rightly, over so many batches of its database."""
    right = total = 0
    for _ in range(batches):
        net.forward()
        right += (net.blobs["score"].data.argmax(axis=1) == net.blobs["label"].data).sum()
        total += len(net.blobs["label"].data)
    return right / total


def main(train, test, iterations=200, test_every=25, batch_size=64, test_batches=10):
    """Trains, prints what happens, and returns the losses and the accuracies."""
    caffe.set_mode_cpu()
    with tempfile.TemporaryDirectory() as folder:
        solver = caffe.SGDSolver(str(write_solver(folder, train, test, batch_size)))
        for name, blob in solver.net.blobs.items():
            print(f"{name:8} {blob.data.shape}")
        losses, accuracies = np.zeros(iterations), []
        for iteration in range(iterations):
            solver.step(1)
            losses[iteration] = solver.net.blobs["loss"].data
            if (iteration + 1) % test_every == 0:
                accuracies.append(accuracy(solver.test_nets[0], test_batches))
                loss = losses[iteration]
                print(f"{iteration + 1:5} loss {loss:.4f} accuracy {accuracies[-1]:.4f}")
        filters = solver.net.params["conv1"][0]
        print(f"conv1's filters changed by {np.abs(filters.diff).mean():.2e} in the last step")
        return losses, accuracies


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", help="LMDB to learn from")
    parser.add_argument("test", help="LMDB to test with")
    parser.add_argument("--iterations", type=int, default=200)
    arguments = parser.parse_args()
    main(arguments.train, arguments.test, arguments.iterations)
