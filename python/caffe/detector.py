"""`caffe.Detector`: a net that judges windows of images, as R-CNN does."""

from __future__ import annotations

import os

import numpy as np

from . import io
from .image_net import ImageNet


class Detector(ImageNet):
    """A net for judging windows of images.

    model_file       the net's prototxt, with one input blob
    pretrained_file  its weights
    context_pad      how many pixels of its input show what is around the window
    mean, input_scale, raw_scale, channel_swap  as `caffe.io.Transformer` has them
    """

    def __init__(
        self,
        model_file,
        pretrained_file,
        mean=None,
        input_scale=None,
        raw_scale=None,
        channel_swap=None,
        context_pad=None,
    ):
        super().__init__(model_file, pretrained_file, mean, input_scale, raw_scale, channel_swap)
        self.configure_crop(context_pad)

    def detect_windows(self, images_windows) -> list:
        """Judges the windows of each image.

        images_windows  pairs of an image file and its windows (ymin, xmin, ymax, xmax)

        Returns one dict a window: `window`, `prediction` (the net's output), `filename`.
        """
        found, crops = [], []
        for filename, windows in images_windows:
            image = io.load_image(filename).astype(np.float32)
            for window in windows:
                window = np.asarray(window)
                try:
                    crops.append(self.crop(image, window))
                except ValueError as error:
                    raise ValueError(f"{filename}: {error}") from error
                found.append({"window": window, "filename": filename})
        if not found:
            raise ValueError("detect_windows takes one window or more, found none")
        size = tuple(self.blobs[self.inputs[0]].data.shape[2:])
        predictions = self._outputs_of([io.resize_image(crop, size) for crop in crops])
        predictions = predictions.reshape((len(found), -1))
        for detection, prediction in zip(found, predictions):
            detection["prediction"] = prediction
        return found

    def detect_selective_search(self, image_fnames) -> list:
        """Judges the windows that selective search proposes in each image.

        Raises ImportError where the module `selective_search_ijcv_with_python` is not there.
        """
        import selective_search_ijcv_with_python as selective_search

        image_fnames = [os.path.abspath(name) for name in image_fnames]
        windows = selective_search.get_windows(image_fnames, cmd="selective_search_rcnn")
        return self.detect_windows(zip(image_fnames, windows))

    def crop(self, im: np.ndarray, window) -> np.ndarray:
        """The window of an image, with its surroundings if `context_pad` is set.

        im      H x W x C
        window  ymin, xmin, ymax, xmax in pixels; what lies outside the image is the mean

        Raises ValueError where there is nothing in the window.
        """
        window = np.asarray(window)
        if window.shape != (4,):
            raise ValueError(f"the window {window.tolist()} is not ymin, xmin, ymax, xmax")
        top, left, bottom, right = window.astype(int)
        # With context, a window holds its last row and column.
        more = 1 if self.context_pad else 0
        if bottom + more <= top or right + more <= left:
            raise ValueError(
                f"the window {window.tolist()} is empty in an image of {im.shape[0]} x "
                f"{im.shape[1]}; it is ymin, xmin, ymax, xmax in pixels"
            )
        if not self.context_pad:
            return im[top:bottom, left:right]
        box, pad_y, pad_x, scale_y, scale_x = self._with_context(im, window)
        inside = im[box[0] : box[2], box[1] : box[3]]
        height = int(round((box[2] - box[0]) * scale_y))
        width = int(round((box[3] - box[1]) * scale_x))
        crop = np.ones(self.crop_dims, dtype=np.float32) * self.crop_mean
        height = min(height, crop.shape[0] - pad_y)
        width = min(width, crop.shape[1] - pad_x)
        if height > 0 and width > 0:
            crop[pad_y : pad_y + height, pad_x : pad_x + width] = io.resize_image(
                inside, (height, width)
            )
        return crop

    def _with_context(self, im, window):
        """The window grown by its context and cut to the image; pads and scales into the crop."""
        side = self.crop_dims[0]
        scale = side / (side - 2.0 * self.context_pad)
        half = (window[2:] - window[:2] + 1) / 2.0
        middle = window[:2] + half
        box = np.concatenate([middle - scale * half, middle + scale * half]).round().astype(int)
        scale_y, scale_x = side / (box[2] - box[0]), side / (box[3] - box[1])
        pad_y = int(round(max(0, -box[0]) * scale_y))
        pad_x = int(round(max(0, -box[1]) * scale_x))
        limits = np.array([im.shape[0], im.shape[1]] * 2)
        return np.clip(box, 0, limits), pad_y, pad_x, scale_y, scale_x

    def configure_crop(self, context_pad) -> None:
        """How many pixels around a window are seen; outside the image they are the mean."""
        name = self.inputs[0]
        shape = self.blobs[name].data.shape
        transformer = self.transformer
        order = transformer.transpose[name]
        self.crop_dims = np.array([shape[1:][axis] for axis in np.argsort(order)])
        self.context_pad = context_pad
        if not context_pad:
            return
        mean = np.asarray(transformer.mean.get(name, 0.0), dtype=np.float32)
        mean = np.broadcast_to(mean, shape[1:])
        if name in transformer.channel_swap:
            mean = mean[np.argsort(transformer.channel_swap[name])]
        mean = mean.transpose(np.argsort(order)) / transformer.raw_scale.get(name, 1.0)
        self.crop_mean = mean
