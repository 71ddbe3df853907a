"""`caffe.Classifier`: a net that takes images as files have them and gives class probabilities."""

from __future__ import annotations

import numpy as np

from . import io
from .image_net import ImageNet


class Classifier(ImageNet):
    """A net for classifying images, with all that turns an image into its input.

    model_file       the net's prototxt, with one input blob
    pretrained_file  its weights
    image_dims       height and width that images are resized to before crops are taken; default:
                     the size of the input
    mean, input_scale, raw_scale, channel_swap  as `caffe.io.Transformer` has them
    """

    def __init__(
        self,
        model_file,
        pretrained_file,
        image_dims=None,
        mean=None,
        input_scale=None,
        raw_scale=None,
        channel_swap=None,
    ):
        super().__init__(model_file, pretrained_file, mean, input_scale, raw_scale, channel_swap)
        self.crop_dims = np.array(self.blobs[self.inputs[0]].data.shape[2:])
        self.image_dims = self.crop_dims if image_dims is None else image_dims

    def predict(self, inputs, oversample: bool = True) -> np.ndarray:
        """The probabilities of all classes, N x C, for N images H x W x C.

        oversample  the mean over ten crops of each (corners, centre, mirrored), else the centre
        """
        size = (int(self.image_dims[0]), int(self.image_dims[1]))
        images = [io.resize_image(image, size) for image in inputs]
        if not images:
            raise ValueError("predict takes one image or more, found none")
        images = np.stack(images)
        if oversample:
            images = io.oversample(images, self.crop_dims)
        else:
            top, left = ((np.array(size) - self.crop_dims) / 2.0).astype(int)
            height, width = self.crop_dims
            images = images[:, top : top + height, left : left + width]
        predictions = self._outputs_of(images)
        if oversample:
            predictions = predictions.reshape((len(predictions) // 10, 10, -1)).mean(axis=1)
        return predictions
