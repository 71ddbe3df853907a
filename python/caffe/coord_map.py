"""Where a pixel of one top lies in another, and the Crop layer that lines the two up.

A map is `(axis, a, b)`: the coordinate `x` of a top is `a x + b` in the other, for the axes from
`axis` on. It is what the strides, kernels and pads between the two come to.
"""

from __future__ import annotations

import numpy as np

from .net_spec import Function, Top
from .net_spec import layers as L

PASS_THROUGH_LAYERS = [
    "AbsVal", "BatchNorm", "Bias", "BNLL", "Clip", "Dropout", "Eltwise", "ELU", "Exp", "Log",
    "LRN", "MVN", "Power", "PReLU", "ReLU", "Scale", "Sigmoid", "Split", "Swish", "TanH",
    "Threshold",
]  # fmt: skip

Map = tuple


class UndefinedMapException(Exception):
    """A layer whose pixels do not lie anywhere in particular in its input."""


class AxisMismatchException(Exception):
    """Two maps over different axes, which cannot follow one another."""


def conv_params(fn: Function):
    """The channel axis, stride, kernel size with dilation, and pad of a layer."""
    given = fn.params.get("convolution_param", fn.params)
    legacy = {"pad_h", "pad_w", "kernel_h", "kernel_w", "stride_h", "stride_w"} & set(given)
    assert not legacy, f"cropping does not support legacy _h/_w params, found {sorted(legacy)}"

    def values(name, default):
        return np.array(given.get(name, default), ndmin=1)

    kernel = np.array(given["kernel_size"], ndmin=1)
    extent = (kernel - 1) * values("dilation", 1) + 1
    return given.get("axis", 1), values("stride", 1), extent, values("pad", 0)


def crop_params(fn: Function):
    """The first cropped axis and the offsets of a Crop layer."""
    given = fn.params.get("crop_param", fn.params)
    return given.get("axis", 2), np.array(given.get("offset", 0), ndmin=1)


def coord_map(fn: Function) -> Map:
    """The map from a layer's top to its bottom.

    Raises UndefinedMapException where there is none.
    """
    if fn.type_name in ("Convolution", "Pooling", "Im2col"):
        axis, stride, extent, pad = conv_params(fn)
        return axis, 1 / stride, (pad - (extent - 1) / 2) / stride
    if fn.type_name == "Deconvolution":
        axis, stride, extent, pad = conv_params(fn)
        return axis, stride, (extent - 1) / 2 - pad
    if fn.type_name in PASS_THROUGH_LAYERS:
        return None, 1, 0
    if fn.type_name == "Crop":
        axis, offset = crop_params(fn)
        # A map counts from the last axis that is not a coordinate.
        return axis - 1, 1, -offset
    raise UndefinedMapException(fn.type_name)


def compose(base: Map, following: Map) -> Map:
    """The map that goes through one and then the other.

    Raises AxisMismatchException where they are over different axes.
    """
    (axis1, a1, b1), (axis2, a2, b2) = base, following
    if axis1 is not None and axis2 is not None and axis1 != axis2:
        raise AxisMismatchException(f"one map is over axis {axis1}, the other over axis {axis2}")
    return (axis2 if axis1 is None else axis1), a1 * a2, a1 * b2 + b1


def inverse(mapping: Map) -> Map:
    """The map back."""
    axis, a, b = mapping
    return axis, 1 / a, -b / a


def coord_map_from_to(top_from: Top, top_to: Top) -> Map:
    """The map from one top to another, by the nearest ancestor that both have.

    Raises RuntimeError where spatial layers do not connect them.
    """
    ancestors = dict(_ancestors(top_from))
    for top, mapping in _ancestors(top_to):
        if top in ancestors:
            return compose(mapping, inverse(ancestors[top]))
    raise RuntimeError(
        "Could not compute map between tops; are they connected by spatial layers?"
    )


def _ancestors(top: Top):
    """A top and all that it is made from, each with the map to it; the nearest come first."""
    found = {top: (None, 1, 0)}
    frontier = [top]
    while frontier:
        top = frontier.pop(0)
        yield top, found[top]
        try:
            step = coord_map(top.fn)
        except UndefinedMapException:
            continue
        # What a Crop takes its size from has no pixels in the result.
        bottoms = top.fn.inputs[:1] if top.fn.type_name == "Crop" else top.fn.inputs
        for bottom in bottoms:
            found[bottom] = compose(found[top], step)
            frontier.append(bottom)


def crop(top_from: Top, top_to: Top) -> Top:
    """The Crop layer that cuts the first top to the pixels of the second.

    Raises AssertionError where their scales differ, or the offset is negative
    or not a whole number.
    """
    axis, a, b = coord_map_from_to(top_from, top_to)
    a, b = np.array(a, ndmin=1), np.array(b, ndmin=1)
    assert (a == 1).all(), f"scale mismatch on crop (a = {a})"
    assert (b <= 0).all(), f"cannot crop negative offset (b = {b})"
    assert (np.round(b) == b).all(), f"cannot crop noninteger offset (b = {b})"
    offset = [int(-value) for value in b]
    return L.Crop(top_from, top_to, crop_param=dict(axis=axis + 1, offset=offset))
