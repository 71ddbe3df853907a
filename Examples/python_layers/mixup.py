"""Mixup: each image and its label are blended with those of another one of the batch.

Zhang et al., "mixup: Beyond Empirical Risk Minimization" (2018). Bottoms are images and labels (N);
tops are the blended images and the labels as shares of classes (N x classes), for a loss that takes
such targets (SigmoidCrossEntropyLoss, EuclideanLoss). `param_str: '{"classes": 10, "alpha": 0.2}'`.
In the phase TEST nothing is blended.
"""

import json

import numpy as np

import caffe


class MixupLayer(caffe.Layer):
    def setup(self, bottom, top):
        options = json.loads(self.param_str or "{}")
        if "classes" not in options or len(bottom) != 2 or len(top) != 2:
            raise ValueError(
                "images and labels, two tops, and param_str '{\"classes\": N}' are needed"
            )
        self.classes, self.alpha = options["classes"], options.get("alpha", 0.2)

    def reshape(self, bottom, top):
        top[0].reshape(*bottom[0].shape)
        top[1].reshape(bottom[0].num, self.classes)

    def forward(self, bottom, top):
        images = bottom[0].data
        shares = np.eye(self.classes, dtype=np.float32)[bottom[1].data.astype(int).ravel()]
        self.share, self.partner = np.float32(1), np.arange(len(images))
        if self.phase == caffe.TRAIN:
            self.share = np.float32(self.rng.beta(self.alpha, self.alpha))
            self.partner = self.rng.permutation(len(images))
        top[0].data[...] = self.share * images + (1 - self.share) * images[self.partner]
        top[1].data[...] = self.share * shares + (1 - self.share) * shares[self.partner]

    def backward(self, top, propagate_down, bottom):
        if propagate_down[0]:
            bottom[0].diff[...] = self.share * top[0].diff
            np.add.at(bottom[0].diff, self.partner, (1 - self.share) * top[0].diff)
