"""Dropout, written in numpy: in the phase TRAIN a share of the values is zero, the others grow.

`param_str: '{"ratio": 0.5}'`. `self.rng` starts from the solver's seed, so that a run repeats.
"""

import json

import numpy as np

import caffe


class DropoutLayer(caffe.Layer):
    def setup(self, bottom, top):
        self.ratio = float(json.loads(self.param_str or "{}").get("ratio", 0.5))
        if not 0 <= self.ratio < 1:
            raise ValueError(f"ratio is from 0 to 1, without 1, not {self.ratio}")

    def reshape(self, bottom, top):
        top[0].reshape(*bottom[0].shape)

    def forward(self, bottom, top):
        self.mask = np.float32(1)
        if self.phase == caffe.TRAIN:
            keep = self.rng.random(bottom[0].shape, dtype=np.float32) >= self.ratio
            self.mask = keep / np.float32(1 - self.ratio)
        top[0].data[...] = bottom[0].data * self.mask

    def backward(self, top, propagate_down, bottom):
        if propagate_down[0]:
            bottom[0].diff[...] = top[0].diff * self.mask
