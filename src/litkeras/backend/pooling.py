# Generated from chapters/backend/pooling.md by `make tangle`. Do not edit.
"""Pooling.

The largest number of each window, or the mean: pictures made smaller, and how the gradient finds
its way back.
"""

import numpy as np

from litkeras.backend.configuration import normalize_data_format
from litkeras.backend.margins import spatial_axes
from litkeras.backend.operations import op
from litkeras.backend.spellings import keras_1_names
from litkeras.backend.tensors import Shape, Tensor, as_tensor
from litkeras.backend.windows import (
    _rows,
    channels_from_end,
    channels_to_end,
    check_padding,
    output_length,
    per_axis,
    put_windows,
    take_windows,
    window_cells,
)

__all__ = ["pooled_shape", "cells_of", "max_pool", "average_pool", "pool2d", "pool3d"]


# The largest
# -----------


def pooled_shape(shape: Shape, window, strides, padding: str) -> Shape:
    """The shape of `x` after pooling, from its shape `(batch, *space, channels)`."""
    if not len(shape) == len(window) + 2 == len(strides) + 2:
        raise ValueError(f"expected {len(window) + 2} axes, got the shape {tuple(shape)}")
    axes = zip(shape[1:-1], window, strides)
    return (shape[0], *(output_length(n, w, s, padding) for n, w, s in axes), shape[-1])


def _of_kind(x, kinds: str):
    """`x`, an array or a tensor, if its dtype is of one of these kinds."""
    if x.dtype.kind not in kinds:
        wanted = "floats" if kinds == "f" else "numbers"
        raise ValueError(f"expected {wanted} to pool, got {x.dtype.name}; use K.cast")
    return x


def cells_of(x, window, strides, padding: str) -> np.ndarray:
    """The cells in each window of `x` `(batch, *space, channels)`."""
    return window_cells(x.shape[1:-1], tuple(window), tuple(strides), padding)


def _lowest(dtype: np.dtype):
    """A number that is larger than none of its dtype."""
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


@op(label="MaxPool")
def max_pool(x, *, window, strides, padding="valid"):
    """The largest number of each window.

    Arguments:
        x: a tensor `(batch, *space, channels)`.
        window, strides: tuples, a number for each spatial axis.
        padding: 'valid' or 'same'; no margin is ever the largest.
    """
    shape = pooled_shape(_of_kind(x, "iuf").shape, window, strides, padding)
    windows = take_windows(x, cells_of(x, window, strides, padding), _lowest(x.dtype))
    return windows.max(axis=2).reshape(shape)


@max_pool.shape
def _(x, **options):
    return pooled_shape(_of_kind(x, "iuf").shape, **options)


# The mean of what is there
# -------------------------


@op(label="AvgPool")
def average_pool(x, *, window, strides, padding="valid"):
    """The mean of each window, without its margin; see `max_pool` for the arguments."""
    shape = pooled_shape(x.shape, window, strides, padding)
    cells = cells_of(x, window, strides, padding)
    is_cell = (cells >= 0)[:, :, None]
    return take_windows(_of_kind(x, "f"), cells, 0).mean(axis=2, where=is_cell).reshape(shape)


@average_pool.shape
def _(x, **options):
    return pooled_shape(_of_kind(x, "f").shape, **options)


# Who was it?
# -----------


def _first_maxima(x: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Where the first of the largest is: `(batch, places, cells, channels)`, one True per window."""
    windows = take_windows(x, cells, _lowest(x.dtype))
    wins = (windows == windows.max(axis=2, keepdims=True)) | np.isnan(windows)
    wins &= (cells >= 0)[:, :, None]
    return wins & (wins.cumsum(axis=2) == 1)


# There and back
# --------------


@op(label="MaxPoolGrad")
def _put_at_maxima(g, x, *, window, strides, padding="valid"):
    """Zeros in the shape of `x`, with `g` added where the largest number of each window is."""
    cells = cells_of(x, window, strides, padding)
    winners = _first_maxima(x, cells)
    return put_windows(np.where(winners, _rows(g)[:, :, None], 0), cells, x.shape)


@op(label="MaxPoolGradGrad")
def _take_at_maxima(values, x, *, window, strides, padding="valid"):
    """For each window the number of `values` that stands where the largest of `x` is."""
    cells = cells_of(x, window, strides, padding)
    taken = np.where(_first_maxima(x, cells), take_windows(values, cells, 0), 0).sum(axis=2)
    return taken.reshape(pooled_shape(x.shape, window, strides, padding))


@_put_at_maxima.shape
def _(g, x, **options):
    return x.shape


@_take_at_maxima.shape
def _(values, x, **options):
    return pooled_shape(x.shape, **options)


@max_pool.gradient
def _(g, y, x, **options):
    return _put_at_maxima(g, x, **options)


@_put_at_maxima.gradient
def _(dx, out, g, x, **options):
    return _take_at_maxima(dx, x, **options), None


@_take_at_maxima.gradient
def _(g, out, values, x, **options):
    return _put_at_maxima(g, x, **options), None


@op(label="AvgPoolGrad", shape_only=(1,))
def _spread(g, like, *, window, strides, padding="valid"):
    """Zeros in the shape of `like`, with each number of `g` spread evenly over its window."""
    cells = cells_of(like, window, strides, padding)
    shares = _rows(g)[:, :, None] / (cells >= 0).sum(axis=1, dtype=g.dtype)[:, None, None]
    return put_windows(shares.repeat(cells.shape[1], axis=2), cells, like.shape)


@_spread.shape
def _(g, like, **options):
    return like.shape


@average_pool.gradient
def _(g, y, x, **options):
    return _spread(g, x, **options)


@_spread.gradient
def _(dx, out, g, like, **options):
    return average_pool(dx, **options), None


# The fourth rule
# ---------------


@max_pool.kernel
def _(x, out, **options):
    from litkeras.backend.walks import fast_max_pool  # later: the fast way

    fast_max_pool(x, out, **options)


@_put_at_maxima.kernel
def _(g, x, out, **options):
    from litkeras.backend.walks import fast_put_at_maxima  # later: the fast way

    fast_put_at_maxima(g, x, out, **options)


@average_pool.kernel
def _(x, out, **options):
    from litkeras.backend.walks import fast_average_pool  # later: the fast way

    fast_average_pool(x, out, **options)


@_spread.kernel
def _(g, like, out, **options):
    from litkeras.backend.walks import fast_spread  # later: the fast way

    fast_spread(g, out, **options)


# As Keras calls it
# -----------------

_POOLS = {"max": max_pool, "avg": average_pool}


def _pool(caller, x, count, pool_size, strides, padding, data_format, pool_mode) -> Tensor:
    """`x` pooled over `count` spatial axes, with everything as Keras takes it."""
    if pool_mode not in _POOLS:
        raise ValueError(f"{caller}: expected a pool_mode out of {(*_POOLS,)}, got {pool_mode!r}")
    x, data_format = as_tensor(x), normalize_data_format(data_format)
    spatial_axes(caller, x, count, data_format)
    y = _POOLS[pool_mode](
        channels_to_end(x, data_format),
        window=per_axis(f"{caller}: pool_size", pool_size, count),
        strides=per_axis(f"{caller}: strides", strides, count),
        padding=check_padding(caller, padding),
    )
    return channels_from_end(y, data_format)


@keras_1_names(border_mode="padding", dim_ordering="data_format")
def pool2d(
    x, pool_size, strides=(1, 1), padding="valid", data_format=None, pool_mode="max"
) -> Tensor:
    """Pictures made smaller: the largest number of each window, or the mean.

    Arguments:
        x: a tensor `(batch, height, width, channels)`, or with the channels first.
        pool_size: the window, a pair of integers.
        strides: by how much it moves, a pair of integers.
        padding: 'valid' or 'same' (Keras 1: `border_mode`).
        data_format: where the channels stand (Keras 1: `dim_ordering`).
        pool_mode: 'max' or 'avg'; a mean counts no margin.

    Raises:
        ValueError: if a window does not fit, or a name is unknown.
    """
    return _pool("pool2d", x, 2, pool_size, strides, padding, data_format, pool_mode)


@keras_1_names(border_mode="padding", dim_ordering="data_format")
def pool3d(
    x, pool_size, strides=(1, 1, 1), padding="valid", data_format=None, pool_mode="max"
) -> Tensor:
    """Volumes made smaller; see `pool2d` for the arguments, with three numbers each."""
    return _pool("pool3d", x, 3, pool_size, strides, padding, data_format, pool_mode)
