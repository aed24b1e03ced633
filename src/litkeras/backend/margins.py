# Generated from chapters/backend/margins.md by `make tangle`. Do not edit.
"""Margins.

Pictures, sequences and volumes with a frame of zeros around them, and what a filter sees at the
border.
"""

import numpy as np

from litkeras.backend.configuration import normalize_data_format
from litkeras.backend.operations import op
from litkeras.backend.shaping import getitem
from litkeras.backend.spellings import keras_1_names
from litkeras.backend.tensors import Tensor, as_tensor

__all__ = [
    "pad",
    "spatial_axes",
    "pad_axes",
    "temporal_padding",
    "spatial_2d_padding",
    "spatial_3d_padding",
    "asymmetric_temporal_padding",
    "asymmetric_spatial_2d_padding",
]


# A margin of zeros
# -----------------


@op(label="Pad")
def pad(x, *, widths):
    """`x` in a margin of zeros: `widths[i]` says how many before and after it on axis i."""
    _check_widths(x, widths)
    return np.pad(x, widths) if x.ndim else x


def _check_widths(x, widths) -> None:
    """Raise ValueError unless there are two numbers of zeros for each axis."""
    pairs = [pair for pair in widths if isinstance(pair, (tuple, list)) and len(pair) == 2]
    if not len(pairs) == len(widths) == x.ndim or min(sum(pairs, ()), default=0) < 0:
        expected = f"expected a pair of numbers of zeros for each axis of the shape {x.shape}"
        raise ValueError(f"{expected}, got {widths!r}")


@pad.shape
def _(x, *, widths):
    _check_widths(x, widths)
    return tuple(None if n is None else n + a + b for n, (a, b) in zip(x.shape, widths))


@pad.gradient
def _(g, y, x, *, widths):
    return getitem(g, key=tuple(slice(a, -b or None) for a, b in widths))


@pad.kernel
def _(x, out, *, widths):
    out.fill(0)
    out[tuple(slice(a, a + n) for n, (a, _) in zip(x.shape, widths))] = x


# Time, height and width
# ----------------------


def spatial_axes(caller: str, x, count: int, data_format) -> range:
    """The axes of `x`, `(batch, ...)`, that are neither batch nor channels."""
    if x.ndim != count + 2:
        raise ValueError(f"{caller}: expected {count + 2} axes, got the shape {x.shape}")
    first = 1 if normalize_data_format(data_format) == "channels_last" else 2
    return range(first, first + count)


def _pair(caller: str, width) -> tuple[int, int]:
    """A margin as (before, after)."""
    sides = list(width) if isinstance(width, (list, tuple, np.ndarray)) else [width, width]
    if len(sides) != 2 or not all(isinstance(n, (int, np.integer)) and n >= 0 for n in sides):
        raise ValueError(
            f"{caller}: expected a margin as a number of zeros or a pair of them, got {width!r}"
        )
    return int(sides[0]), int(sides[1])


def pad_axes(caller: str, x, axes, padding) -> Tensor:
    """`x` in a margin of zeros on some of its axes, each given as a number or a pair."""
    if not isinstance(padding, (list, tuple, np.ndarray)) or len(padding) != len(axes):
        raise ValueError(f"{caller}: expected margins for {len(axes)} axes, got {padding!r}")
    widths = [(0, 0)] * x.ndim
    for axis, width in zip(axes, padding):
        widths[axis] = _pair(caller, width)
    return pad(x, widths=tuple(widths))


def temporal_padding(x, padding=(1, 1)) -> Tensor:
    """`(batch, time, features)` with zeros before and after the time.

    Arguments:
        x: a tensor with 3 axes.
        padding: how many steps before and after; one number for both.
    """
    x = as_tensor(x)
    axes = spatial_axes("temporal_padding", x, 1, "channels_last")
    return pad_axes("temporal_padding", x, axes, [padding])


@keras_1_names(dim_ordering="data_format")
def spatial_2d_padding(x, padding=((1, 1), (1, 1)), data_format=None) -> Tensor:
    """Images with zeros around them.

    Arguments:
        x: a tensor with 4 axes.
        padding: for height and width, a pair (before and after) or one number for both.
        data_format: where the channels stand (Keras 1: `dim_ordering`).
    """
    x = as_tensor(x)
    axes = spatial_axes("spatial_2d_padding", x, 2, data_format)
    return pad_axes("spatial_2d_padding", x, axes, padding)


@keras_1_names(dim_ordering="data_format")
def spatial_3d_padding(x, padding=((1, 1), (1, 1), (1, 1)), data_format=None) -> Tensor:
    """Volumes with zeros around them; see `spatial_2d_padding` for the arguments."""
    x = as_tensor(x)
    axes = spatial_axes("spatial_3d_padding", x, 3, data_format)
    return pad_axes("spatial_3d_padding", x, axes, padding)


def asymmetric_temporal_padding(x, left_pad=1, right_pad=1) -> Tensor:
    """Keras 1's `temporal_padding` with two numbers."""
    return temporal_padding(x, (left_pad, right_pad))


def asymmetric_spatial_2d_padding(
    x, top_pad=1, bottom_pad=1, left_pad=1, right_pad=1, dim_ordering=None
) -> Tensor:
    """Keras 1's `spatial_2d_padding` with four numbers."""
    return spatial_2d_padding(x, ((top_pad, bottom_pad), (left_pad, right_pad)), dim_ordering)
