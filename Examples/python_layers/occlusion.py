"""Blanks a random quarter of each batch's images.

With `param_str: '{"phases": ["TRAIN"]}'` only of those that the net is trained on.
"""

import json
import random

import caffe


class OcclusionLayer(caffe.Layer):
    def setup(self, bottom, top):
        if len(bottom) != 1 or len(top) != 1 or bottom[0].data.ndim != 4:
            raise ValueError("one bottom of images (N x C x H x W) and one top are needed")
        options = json.loads(self.param_str or "{}")
        phases = options.get("phases", ["TRAIN", "TEST"])
        self.is_on = ("TRAIN", "TEST")[self.phase] in phases

    def reshape(self, bottom, top):
        top[0].reshape(*bottom[0].data.shape)

    def forward(self, bottom, top):
        top[0].data[...] = bottom[0].data
        self.hidden = None
        if not self.is_on:
            return
        height, width = bottom[0].height // 2, bottom[0].width // 2
        y = random.randrange(bottom[0].height - height + 1)
        x = random.randrange(bottom[0].width - width + 1)
        self.hidden = (..., slice(y, y + height), slice(x, x + width))
        top[0].data[self.hidden] = 0

    def backward(self, top, propagate_down, bottom):
        if not propagate_down[0]:
            return
        bottom[0].diff[...] = top[0].diff
        if self.hidden is not None:
            bottom[0].diff[self.hidden] = 0
