"""The focal loss over classes: `-(1 - p)^gamma log p` of the labelled class, the mean of the batch.

Lin et al., "Focal Loss for Dense Object Detection" (2017). Bottoms are scores (N x C) and labels
(N), with `param_str: '{"gamma": 2}'` and `loss_weight: 1`. With gamma 0 it is SoftmaxWithLoss.
"""

import json

import numpy as np

import caffe


class FocalLossLayer(caffe.Layer):
    def setup(self, bottom, top):
        self.gamma = float(json.loads(self.param_str or "{}").get("gamma", 2))
        if len(bottom) != 2 or bottom[0].data.ndim != 2:
            raise ValueError("two bottoms are needed: scores (N x C) and labels (N)")

    def reshape(self, bottom, top):
        top[0].reshape(1)

    def forward(self, bottom, top):
        scores = bottom[0].data - bottom[0].data.max(axis=1, keepdims=True)
        self.p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        self.picked = np.arange(len(scores)), bottom[1].data.astype(int).ravel()
        p = np.maximum(self.p[self.picked], np.finfo(np.float32).tiny)
        top[0].data[...] = -((1 - p) ** self.gamma * np.log(p)).mean()

    def backward(self, top, propagate_down, bottom):
        if not propagate_down[0]:
            return
        p = np.maximum(self.p[self.picked], np.finfo(np.float32).tiny)
        rest = np.maximum(1 - p, np.finfo(np.float32).tiny)
        # d loss / d score_j = p dloss/dp (1[j = label] - p_j)
        slope = self.gamma * rest ** (self.gamma - 1) * p * np.log(p) - rest**self.gamma
        step = -slope[:, np.newaxis] * self.p
        step[self.picked] += slope
        bottom[0].diff[...] = top[0].diff[0] / len(p) * step
