"""A learned factor for each channel: `y = w x`, N x C x ... , with `w` starting at one.

`lr_mult` and `decay_mult` go into `param { }` of the layer, and the factors
are saved with the model.
"""

import numpy as np

import caffe


class LearnableScaleLayer(caffe.Layer):
    def setup(self, bottom, top):
        if bottom[0].data.ndim < 2:
            raise ValueError(f"a bottom of N x C x ... is needed, not {bottom[0].shape}")
        self.blobs.add_blob(bottom[0].channels)
        self.blobs[0].data[...] = 1

    def reshape(self, bottom, top):
        top[0].reshape(*bottom[0].shape)

    def forward(self, bottom, top):
        top[0].data[...] = bottom[0].data * self.factors(bottom)

    def backward(self, top, propagate_down, bottom):
        others = tuple(axis for axis in range(bottom[0].data.ndim) if axis != 1)
        # Gradients of parameters add up, over `iter_size` passes and over layers that share them.
        self.blobs[0].diff[...] += np.sum(top[0].diff * bottom[0].data, axis=others)
        if propagate_down[0]:
            bottom[0].diff[...] = top[0].diff * self.factors(bottom)

    def factors(self, bottom):
        return self.blobs[0].data.reshape((-1,) + (1,) * (bottom[0].data.ndim - 2))
