"""The Euclidean loss: half the mean, over the batch, of the squared distance between two bottoms.

In the net it needs `loss_weight: 1`, as every loss in Python does.
"""

import caffe


class EuclideanLossLayer(caffe.Layer):
    def setup(self, bottom, top):
        if len(bottom) != 2:
            raise ValueError("two bottoms are needed: predictions and targets")

    def reshape(self, bottom, top):
        if bottom[0].count != bottom[1].count:
            raise ValueError(f"the bottoms have {bottom[0].shape} and {bottom[1].shape}")
        top[0].reshape(1)

    def forward(self, bottom, top):
        self.difference = bottom[0].data - bottom[1].data.reshape(bottom[0].shape)
        top[0].data[...] = (self.difference**2).sum() / 2 / bottom[0].num

    def backward(self, top, propagate_down, bottom):
        for index, sign in enumerate((1, -1)):
            if propagate_down[index]:
                step = sign * top[0].diff[0] / bottom[index].num * self.difference
                bottom[index].diff[...] = step.reshape(bottom[index].shape)
