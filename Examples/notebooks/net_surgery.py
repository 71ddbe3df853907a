"""Net surgery: filters set by hand, and a classifier made into one that slides over larger images.

    python3 Examples/notebooks/net_surgery.py
"""

import tempfile
from pathlib import Path

import numpy as np

import caffe
from caffe import layers as L
from caffe import params as P


def build(proto, phase=caffe.TEST):
    """The net of a NetParameter."""
    with tempfile.NamedTemporaryFile("w", suffix=".prototxt") as file:
        file.write(str(proto))
        file.flush()
        return caffe.Net(file.name, phase)


def edges(image):
    """Blurs and differentiates an image H x W by setting the filters of a convolution."""
    net = caffe.NetSpec()
    net.data = L.Input(shape=dict(dim=[1, 1, *image.shape]))
    net.conv = L.Convolution(net.data, num_output=3, kernel_size=5, pad=2)
    net = build(net.to_proto())
    ramp = np.arange(5) - 2.0
    bell = np.exp(-(ramp**2) / 2)
    smooth = np.outer(bell, bell) / np.outer(bell, bell).sum()
    filters, bias = (blob.data for blob in net.params["conv"])
    filters[0, 0] = smooth
    filters[1, 0] = np.outer(bell, ramp)
    filters[2, 0] = filters[1, 0].T
    bias[...] = [0, 0, 1]
    return net.forward(data=image[np.newaxis, np.newaxis])["conv"][0].copy()


def classifier(size, convolutional):
    """A small classifier for images of a size, with inner products or convolutions at its end."""
    net = caffe.NetSpec()
    net.data = L.Input(shape=dict(dim=[1, 1, *size]))
    xavier = dict(type="xavier")
    net.conv1 = L.Convolution(net.data, num_output=4, kernel_size=3, weight_filler=xavier)
    net.pool1 = L.Pooling(net.conv1, kernel_size=2, stride=2, pool=P.Pooling.MAX)
    if convolutional:
        net["fc2-conv"] = L.Convolution(net.pool1, num_output=8, kernel_size=6)
        net.relu2 = L.ReLU(net["fc2-conv"], in_place=True)
        net["fc3-conv"] = L.Convolution(net.relu2, num_output=3, kernel_size=1)
        net.prob = L.Softmax(net["fc3-conv"])
    else:
        net.fc2 = L.InnerProduct(net.pool1, num_output=8, weight_filler=xavier)
        net.relu2 = L.ReLU(net.fc2, in_place=True)
        net.fc3 = L.InnerProduct(net.relu2, num_output=3, weight_filler=xavier)
        net.prob = L.Softmax(net.fc3)
    return net.to_proto()


def transplant(net, target):
    """Gives the convolutions `fcN-conv` of a net the weights of another one's inner products."""
    for name, (weights, bias) in net.params.items():
        own = f"{name}-conv" if f"{name}-conv" in target.params else name
        # The numbers are the same, only their shape is another.
        target.params[own][0].data.flat = weights.data.flat
        target.params[own][1].data[...] = bias.data


def main(folder=None):
    """Prints what both operations give; returns the largest difference of the two classifiers."""
    caffe.set_mode_cpu()
    caffe.set_random_seed(1)
    step = np.zeros((12, 12))
    step[:, 6:] = 1
    blurred, across, down = edges(step)
    print(f"a step from 0 to 1 is {blurred[6, 4:8].round(2)} when blurred,")
    print(f"its slope to the right {across[6, 4:8].round(2)}, downward {down[6, 4:8].round(2) - 1}")

    small, large = build(classifier((14, 14), False)), build(classifier((22, 22), True))
    transplant(small, large)
    image = np.random.RandomState(1).rand(1, 1, 22, 22)
    whole = large.forward(data=image)["prob"][0]
    print(f"over an image of 22 x 22 the classifier slides to {whole.shape[1:]} places")
    furthest = 0.0
    for row in range(whole.shape[1]):
        for column in range(whole.shape[2]):
            patch = image[:, :, 2 * row : 2 * row + 14, 2 * column : 2 * column + 14]
            one = small.forward(data=patch)["prob"][0]
            furthest = max(furthest, float(np.abs(one - whole[:, row, column]).max()))
    print(f"at each it gives the output of the small one for that part, up to {furthest:.1e}")
    if folder:
        large.save(str(Path(folder, "full_conv.caffemodel")))
    return furthest


if __name__ == "__main__":
    main()
