"""A net whose one input is an image, with what turns images into that input."""

from __future__ import annotations

import numpy as np

from . import io
from .net import Net

_TEST = 1


class ImageNet(Net):
    """A net in the phase TEST with a `transformer` for its input; for Classifier and Detector.

    Raises ValueError where the net has not exactly one input.
    """

    def __init__(
        self, model_file, pretrained_file, mean, input_scale, raw_scale, channel_swap
    ):
        super().__init__(model_file, _TEST, weights=pretrained_file)
        if len(self.inputs) != 1:
            raise ValueError(f"{model_file}: one input is needed, the net has {list(self.inputs)}")
        name = self.inputs[0]
        self.transformer = io.Transformer({name: self.blobs[name].data.shape})
        self.transformer.set_transpose(name, (2, 0, 1))
        if mean is not None:
            self.transformer.set_mean(name, mean)
        if input_scale is not None:
            self.transformer.set_input_scale(name, input_scale)
        if raw_scale is not None:
            self.transformer.set_raw_scale(name, raw_scale)
        if channel_swap is not None:
            self.transformer.set_channel_swap(name, channel_swap)

    def _outputs_of(self, images) -> np.ndarray:
        """The net's first output for images of the input's size, H x W x C each."""
        name = self.inputs[0]
        inputs = np.stack([self.transformer.preprocess(name, image) for image in images])
        return self.forward_all(**{name: inputs})[self.outputs[0]]
