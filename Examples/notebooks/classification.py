"""Classifying an image, and what each layer saw on the way.

    python3 Examples/notebooks/classification.py deploy.prototxt weights.caffemodel image.jpg \\
        --mean mean.binaryproto --labels synset_words.txt
"""

import argparse
from pathlib import Path

import numpy as np

import caffe
from caffe.proto import caffe_pb2


def channel_means(path):
    """The mean of each channel of a mean image, .binaryproto or .npy."""
    if str(path).endswith(".npy"):
        mean = np.load(path)
    else:
        blob = caffe_pb2.BlobProto.FromString(Path(path).read_bytes())
        mean = caffe.io.blobproto_to_array(blob)[0]
    return mean.reshape(len(mean), -1).mean(axis=1)


def transformer_of(net, mean=None):
    """What turns an image (0 to 1, red first) into the net's input (0 to 255, blue first)."""
    name = net.inputs[0]
    transformer = caffe.io.Transformer({name: net.blobs[name].data.shape})
    transformer.set_transpose(name, (2, 0, 1))
    if mean is not None:
        transformer.set_mean(name, mean)
    transformer.set_raw_scale(name, 255)
    if net.blobs[name].channels == 3:
        transformer.set_channel_swap(name, (2, 1, 0))
    return transformer


def main(model, weights, image, mean=None, labels=None, count=5):
    """Prints the likeliest classes and each layer's activation; returns the probabilities."""
    caffe.set_mode_cpu()
    net = caffe.Net(str(model), caffe.TEST, weights=None if weights is None else str(weights))
    name = net.inputs[0]
    transformer = transformer_of(net, None if mean is None else channel_means(mean))
    # One image is enough: the batch is reshaped, and the net follows at the next pass.
    net.blobs[name].reshape(1, *net.blobs[name].data.shape[1:])
    picture = caffe.io.load_image(image, color=net.blobs[name].channels == 3)
    net.blobs[name].data[...] = transformer.preprocess(name, picture)
    probabilities = net.forward()[net.outputs[0]][0].copy().ravel()

    words = Path(labels).read_text().splitlines() if labels else None
    for index in probabilities.argsort()[::-1][:count]:
        print(f"{probabilities[index]:.4f} {words[index] if words else f'class {index}'}")
    print()
    for layer, blob in net.blobs.items():
        shape = " x ".join(map(str, blob.data.shape))
        print(f"{layer:24} {shape:20} mean {blob.data.mean():9.4f} highest {blob.data.max():9.4f}")
    for layer, blobs in net.params.items():
        shapes = ", ".join(" x ".join(map(str, blob.data.shape)) for blob in blobs)
        print(f"{layer:24} weights {shapes}")
    return probabilities


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("weights")
    parser.add_argument("image")
    parser.add_argument("--mean", help=".binaryproto or .npy")
    parser.add_argument("--labels", help="one line a class")
    arguments = parser.parse_args()
    main(arguments.model, arguments.weights, arguments.image, arguments.mean, arguments.labels)
