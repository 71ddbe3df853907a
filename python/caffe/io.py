"""Images and arrays on their way into and out of a net: loading, resizing, cropping, protobuf."""

from __future__ import annotations

import numpy as np

from ._resize import resize_image
from .proto import caffe_pb2

__all__ = [
    "Transformer", "array_to_blobproto", "array_to_datum", "arraylist_to_blobprotovector_str",
    "blobproto_to_array", "blobprotovector_str_to_arraylist", "datum_to_array", "load_image",
    "oversample", "resize_image",
]  # fmt: skip


# Blobs and records


def blobproto_to_array(blob, return_diff: bool = False) -> np.ndarray:
    """The values of a BlobProto, or its gradient, in its shape.

    They are in whichever field the writer filled: `data`, `double_data`, or the bytes of NVIDIA's
    Caffe, `raw_data`. Raises ValueError where there are several values and no shape, or too many or
    few for it.
    """
    values = _blob_values(blob, "diff" if return_diff else "data")
    if any(blob.HasField(name) for name in ("num", "channels", "height", "width")):
        return values.reshape(blob.num, blob.channels, blob.height, blob.width)
    return values.reshape(tuple(blob.shape.dim))


# The numbers in raw_data, by the names of their types.
_RAW_TYPES = {"DOUBLE": "<f8", "FLOAT": "<f4", "FLOAT16": "<f2", "INT": "<i4", "UINT": "<u4"}


def _blob_values(blob, field: str) -> np.ndarray:
    """The numbers that one of the fields of a name holds, as the engine chooses among them."""
    raw = getattr(blob, f"raw_{field}")
    if raw:
        kind = blob.RawType.Name(getattr(blob, f"raw_{field}_type"))
        return np.frombuffer(raw, _RAW_TYPES[kind]).astype(float)
    return np.array(getattr(blob, f"double_{field}") or getattr(blob, field))


def array_to_blobproto(arr: np.ndarray, diff: np.ndarray | None = None):
    """A BlobProto of an array of any number of axes, and of its gradient where it is given."""
    blob = caffe_pb2.BlobProto()
    blob.shape.dim.extend(np.shape(arr))
    blob.data.extend(np.asarray(arr).astype(float).flat)
    if diff is not None:
        blob.diff.extend(np.asarray(diff).astype(float).flat)
    return blob


def arraylist_to_blobprotovector_str(arraylist) -> bytes:
    """The bytes of a BlobProtoVector of those arrays."""
    vector = caffe_pb2.BlobProtoVector()
    vector.blobs.extend(array_to_blobproto(arr) for arr in arraylist)
    return vector.SerializeToString()


def blobprotovector_str_to_arraylist(text: bytes) -> list:
    """The arrays of a BlobProtoVector's bytes."""
    vector = caffe_pb2.BlobProtoVector()
    vector.ParseFromString(text)
    return [blobproto_to_array(blob) for blob in vector.blobs]


def array_to_datum(arr: np.ndarray, label: int | None = None):
    """A Datum of an array C x H x W: bytes stay bytes, everything else becomes floats.

    Raises ValueError where the array has not three axes.
    """
    arr = np.asarray(arr)
    if arr.ndim != 3:
        raise ValueError(f"a datum is of an array of 3 axes (C x H x W), this one has {arr.ndim}")
    datum = caffe_pb2.Datum()
    datum.channels, datum.height, datum.width = arr.shape
    if arr.dtype == np.uint8:
        datum.data = arr.tobytes()
    else:
        datum.float_data.extend(arr.astype(float).flat)
    if label is not None:
        datum.label = label
    return datum


def datum_to_array(datum) -> np.ndarray:
    """The values of a Datum, C x H x W: uint8 where it has bytes, else float.

    Raises ValueError where the Datum holds an encoded image, or values that its shape does not fit.
    """
    if datum.encoded:
        raise ValueError("the datum holds an encoded image; decode datum.data as an image file")
    if len(datum.data):
        values = np.frombuffer(datum.data, dtype=np.uint8).copy()
    else:
        values = np.array(datum.float_data).astype(float)
    return values.reshape(datum.channels, datum.height, datum.width)


# Images


def load_image(filename, color: bool = True) -> np.ndarray:
    """An image file as float32 in [0, 1], H x W x 3 in the order red, green, blue, or H x W x 1.

    Transparency is dropped. Raises OSError if the file is missing or not an image, and ImportError
    where Pillow is not installed.
    """
    try:
        from PIL import Image
    except ImportError:
        raise ImportError(
            "caffe.io.load_image needs Pillow; install it with: python3 -m pip install Pillow"
        ) from None
    with Image.open(filename) as image:
        if image.mode in ("I;16", "I;16B", "I"):
            pixels = np.asarray(image, dtype=np.float32) / np.float32(65535)
        elif image.mode in ("1", "L", "LA", "La"):
            pixels = np.asarray(image.convert("L"), dtype=np.float32) / np.float32(255)
        else:
            pixels = np.asarray(image.convert("RGB"), dtype=np.float32) / np.float32(255)
    if pixels.ndim == 3 and not color:
        pixels = pixels @ np.array([0.2125, 0.7154, 0.0721], dtype=np.float32)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[:, :, np.newaxis], 3 if color else 1, axis=2)
    return pixels


def oversample(images, crop_dims) -> np.ndarray:
    """Ten crops an image: the four corners and the centre, and the same five mirrored.

    images     H x W x C each, all of one size
    crop_dims  height and width of a crop

    Returns (10 N) x H x W x C, float32.
    """
    height, width = (int(extent) for extent in crop_dims)
    shape = np.shape(images[0])
    down, right = shape[0] - height, shape[1] - width
    if min(down, right) < 0:
        raise ValueError(f"a crop of {height} x {width} does not fit an image of {shape[:2]}")
    corners = [(0, 0), (0, right), (down, 0), (down, right), (down // 2, right // 2)]
    crops = np.empty((10 * len(images), height, width, shape[-1]), dtype=np.float32)
    for number, image in enumerate(images):
        five = crops[10 * number : 10 * number + 5]
        for crop, (top, left) in zip(five, corners):
            crop[...] = image[top : top + height, left : left + width]
        crops[10 * number + 5 : 10 * number + 10] = five[:, :, ::-1]
    return crops


class Transformer:
    """What turns an image as files have it into an input of a net, and back.

    inputs  the shape of each input of the net, by name: `{"data": net.blobs["data"].data.shape}`

    `preprocess` goes: float32, resize to the input's H x W, transpose, swap channels, times
    raw_scale, minus mean, times input_scale. Each of these is set for an input by its name.
    """

    def __init__(self, inputs: dict):
        self.inputs = inputs
        self.transpose: dict = {}
        self.channel_swap: dict = {}
        self.raw_scale: dict = {}
        self.mean: dict = {}
        self.input_scale: dict = {}

    def preprocess(self, in_: str, data: np.ndarray) -> np.ndarray:
        """An image, H x W x C, as the net takes it: C x H x W, with the transpose (2, 0, 1)."""
        self._check(in_)
        image = np.asarray(data).astype(np.float32, copy=False)
        size = tuple(self.inputs[in_][2:])
        if image.shape[:2] != size:
            image = resize_image(image, size)
        if in_ in self.transpose:
            order = self.transpose[in_]
            if image.ndim != len(order):
                raise ValueError(
                    f"an image of {len(order)} axes is transposed by {tuple(order)}, found "
                    f"the shape {image.shape}; a grey one takes image[:, :, np.newaxis]"
                )
            image = image.transpose(order)
        if in_ in self.channel_swap:
            image = image[list(self.channel_swap[in_]), :, :]
        # In place, as in Caffe: an array that needed no copy so far is changed.
        if in_ in self.raw_scale:
            image *= self.raw_scale[in_]
        if in_ in self.mean:
            image -= self.mean[in_]
        if in_ in self.input_scale:
            image *= self.input_scale[in_]
        return image

    def deprocess(self, in_: str, data: np.ndarray) -> np.ndarray:
        """An input of the net as an image again: `preprocess` backwards, but for the resizing."""
        self._check(in_)
        image = np.asarray(data).copy().squeeze()
        if in_ in self.input_scale:
            image /= self.input_scale[in_]
        if in_ in self.mean:
            image += self.mean[in_]
        if in_ in self.raw_scale:
            image /= self.raw_scale[in_]
        if in_ in self.channel_swap:
            image = image[np.argsort(self.channel_swap[in_]), :, :]
        if in_ in self.transpose:
            image = image.transpose(np.argsort(self.transpose[in_]))
        return image

    def set_transpose(self, in_: str, order) -> None:
        """The order of axes, `(2, 0, 1)` to have the channels of an image come first."""
        self._check(in_)
        if len(order) != len(self.inputs[in_]) - 1:
            raise Exception(
                "Transpose order needs to have the same number of dimensions as the input."
            )
        self.transpose[in_] = order

    def set_channel_swap(self, in_: str, order) -> None:
        """The order of channels, `(2, 1, 0)` from red, green, blue to blue, green, red."""
        self._check(in_)
        if len(order) != self.inputs[in_][1]:
            raise Exception(
                "Channel swap needs to have the same number of dimensions as the input channels."
            )
        self.channel_swap[in_] = order

    def set_raw_scale(self, in_: str, scale: float) -> None:
        """What pixels are multiplied by before the mean goes: 255 takes [0, 1] to bytes."""
        self._check(in_)
        self.raw_scale[in_] = scale

    def set_input_scale(self, in_: str, scale: float) -> None:
        """What pixels are multiplied by after the mean is gone."""
        self._check(in_)
        self.input_scale[in_] = scale

    def set_mean(self, in_: str, mean: np.ndarray) -> None:
        """The mean to subtract: one value a channel (C), or an image (H x W or C x H x W).

        An image of another size than the input is resized. Raises ValueError where the channels
        do not fit.
        """
        self._check(in_)
        mean = np.asarray(mean)
        channels = self.inputs[in_][1]
        if mean.ndim == 1:
            if len(mean) != channels:
                raise ValueError("Mean channels incompatible with input.")
            self.mean[in_] = mean[:, np.newaxis, np.newaxis]
            return
        image = mean[np.newaxis] if mean.ndim == 2 else mean
        if image.ndim != 3:
            raise ValueError(
                f"Mean shape invalid: {mean.shape}; allowed are C, H x W and C x H x W, "
                "and of a blob, N x C x H x W, its first: mean[0]"
            )
        if image.shape != tuple(self.inputs[in_][1:]):
            size = self.inputs[in_][2:]
            mean = resize_image(image.transpose(1, 2, 0), size).transpose(2, 0, 1)
            if mean.shape[0] not in (1, channels):
                raise ValueError("Mean shape incompatible with input shape.")
        self.mean[in_] = mean

    def _check(self, in_: str) -> None:
        if in_ not in self.inputs:
            raise Exception(f"{in_} is not one of the net inputs: {list(self.inputs)}")
