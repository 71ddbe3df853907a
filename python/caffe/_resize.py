"""Resizing arrays as Caffe did, without the libraries that it used for that."""

from __future__ import annotations

import numpy as np


def resize_image(im: np.ndarray, new_dims, interp_order: int = 1) -> np.ndarray:
    """An image of H x W x C in another height and width, float32.

    interp_order  0 takes the nearest pixel, 1 interpolates linearly, 2 to 5 by splines (with scipy)

    Images of one or three channels are sampled at the middle of pixels, nothing is averaged away
    (as skimage did for Caffe); others from corner to corner (as scipy's zoom does). Raises
    ValueError for what is not an image and for sizes that are not positive.
    """
    im = np.asarray(im)
    if im.ndim < 2 or not im.size or not np.issubdtype(im.dtype, np.number) and im.dtype != bool:
        raise ValueError(
            f"an image is an array of numbers, H x W x C, found {im.dtype} of the shape "
            f"{im.shape}; caffe.io.load_image reads a file"
        )
    height, width = (int(extent) for extent in new_dims)
    if min(height, width) < 1:
        raise ValueError(f"an image has at least one pixel, found the size {height} x {width}")
    if im.shape[-1] in (1, 3):
        # Constant images too: there is nothing to interpolate, and no rounding wanted.
        if im.size and im.min() == im.max():
            return np.full((height, width, im.shape[-1]), im.flat[0], dtype=np.float32)
        position = _middles
    else:
        position = _corners
    rows, columns = position(im.shape[0], height), position(im.shape[1], width)
    if interp_order > 1:
        return _splines(im, rows, columns, interp_order)
    take = _nearest if interp_order == 0 else _linear
    return take(take(im, rows, axis=0), columns, axis=1).astype(np.float32)


def _middles(old: int, new: int) -> np.ndarray:
    """Where the pixels of the new extent lie in the old one: middle on middle."""
    return np.clip((np.arange(new) + 0.5) * (old / new) - 0.5, 0, old - 1)


def _corners(old: int, new: int) -> np.ndarray:
    """Where the pixels of the new extent lie in the old one: first on first and last on last."""
    return np.linspace(0, old - 1, new)


def _nearest(im: np.ndarray, positions: np.ndarray, axis: int) -> np.ndarray:
    return np.take(im, np.floor(positions + 0.5).astype(int), axis=axis)


def _linear(im: np.ndarray, positions: np.ndarray, axis: int) -> np.ndarray:
    below = np.floor(positions).astype(int)
    above = np.minimum(below + 1, im.shape[axis] - 1)
    shape = [1] * im.ndim
    shape[axis] = -1
    share = (positions - below).reshape(shape)
    return np.take(im, below, axis=axis) * (1 - share) + np.take(im, above, axis=axis) * share


def _splines(im: np.ndarray, rows, columns, order: int) -> np.ndarray:
    try:
        from scipy import ndimage
    except ImportError:
        raise ImportError(
            f"resizing with interp_order {order} needs scipy; use interp_order 0 or 1, or install "
            "it with: python3 -m pip install scipy"
        ) from None
    grid = np.meshgrid(rows, columns, indexing="ij")
    channels = [
        ndimage.map_coordinates(im[..., channel].astype(float), grid, order=order, mode="nearest")
        for channel in range(im.shape[-1])
    ]
    return np.stack(channels, axis=-1).astype(np.float32)
