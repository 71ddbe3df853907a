"""Logistic regression by a net of one layer, and what a hidden layer adds to it.

    python3 Examples/notebooks/logistic_regression.py
"""

import tempfile
from pathlib import Path

import numpy as np

import caffe
from caffe import layers as L


def samples(count, seed):
    """Points in a plane, N x 2, and their classes: 1 outside a tilted ellipse, with noise."""
    random = np.random.RandomState(seed)
    points = random.normal(size=(count, 2)).astype(np.float32)
    radius = (points @ [0.8, 0.6] - 1) ** 2 + 2 * (points @ [-0.6, 0.8] - 0.7) ** 2
    labels = radius + 0.2 * random.normal(size=count) > 2
    return points, labels.astype(np.float32)


def regression(batch_size, hidden):
    """A net over points in memory: one layer, or with a hidden one of so many units."""
    net = caffe.NetSpec()
    net.data, net.label = L.MemoryData(
        batch_size=batch_size, channels=2, height=1, width=1, ntop=2
    )
    gaussian = dict(type="gaussian", std=0.3)
    top = net.data
    if hidden:
        net.ip1 = L.InnerProduct(top, num_output=hidden, weight_filler=gaussian)
        net.relu1 = top = L.ReLU(net.ip1, in_place=True)
    net.ip2 = L.InnerProduct(top, num_output=2, weight_filler=gaussian)
    net.accuracy = L.Accuracy(net.ip2, net.label)
    net.loss = L.SoftmaxWithLoss(net.ip2, net.label)
    return net.to_proto()


def learn(hidden, train, test, iterations, batch_size=50):
    """Trains a net and returns its accuracy on the points that it has not seen."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "net.prototxt").write_text(str(regression(batch_size, hidden)))
        solver_file = Path(folder, "solver.prototxt")
        solver_file.write_text(
            f"""
            net: "{folder}/net.prototxt"
            test_iter: 1 test_interval: 1000000
            base_lr: 0.1 lr_policy: "step" gamma: 0.1 stepsize: {max(iterations // 2, 1)}
            momentum: 0.9 weight_decay: 0.0005
            max_iter: {iterations} snapshot_after_train: false random_seed: 1
            """
        )
        solver = caffe.get_solver(str(solver_file))
        for net, (points, labels) in ((solver.net, train), (solver.test_nets[0], test)):
            net.set_input_arrays(points.reshape(-1, 2, 1, 1), labels)
        solver.step(iterations)
        net = solver.test_nets[0]
        batches = len(test[0]) // batch_size
        return float(np.mean([float(net.forward()["accuracy"]) for _ in range(batches)]))


def main(iterations=1000):
    """Prints and returns the accuracies of both nets."""
    caffe.set_mode_cpu()
    train, test = samples(5000, seed=1), samples(1000, seed=2)
    common = max(test[1].mean(), 1 - test[1].mean())
    linear = learn(0, train, test, iterations)
    hidden = learn(40, train, test, iterations)
    print(f"always the commoner class: {common:.3f}")
    print(f"logistic regression:       {linear:.3f}")
    print(f"with 40 hidden units:      {hidden:.3f}")
    return linear, hidden


if __name__ == "__main__":
    main()
