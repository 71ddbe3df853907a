"""Picks triplets from a batch: each image, the farthest of its class, and the
nearest of the others.

Schroff et al., "FaceNet" (2015), in the batch-hard form of Hermans et al. (2017). Bottoms
are features (N x D) and labels (N); tops are anchors, positives and negatives (N x D
each), for a triplet loss. An image whose class is alone in the batch, or fills it, is its
own positive or negative.
"""

import numpy as np

import caffe


class TripletSelectionLayer(caffe.Layer):
    def setup(self, bottom, top):
        if len(bottom) != 2 or len(top) != 3 or bottom[0].data.ndim != 2:
            raise ValueError("features (N x D) and labels (N), and three tops are needed")

    def reshape(self, bottom, top):
        for blob in top:
            blob.reshape(*bottom[0].shape)

    def forward(self, bottom, top):
        features, labels = bottom[0].data, bottom[1].data.ravel()
        squares = (features**2).sum(axis=1)
        distances = squares[:, np.newaxis] + squares - 2 * features @ features.T
        is_same = labels[:, np.newaxis] == labels
        own = np.arange(len(features))
        positives = np.where(is_same, distances, -np.inf).argmax(axis=1)
        negatives = np.where(is_same, np.inf, distances).argmin(axis=1)
        negatives = np.where(is_same.all(axis=1), own, negatives)
        self.picked = own, positives, negatives
        for blob, rows in zip(top, self.picked):
            blob.data[...] = features[rows]

    def backward(self, top, propagate_down, bottom):
        if propagate_down[0]:
            bottom[0].diff[...] = 0
            for blob, rows in zip(top, self.picked):
                np.add.at(bottom[0].diff, rows, blob.diff)
