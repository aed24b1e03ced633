# Generated from chapters/backend/separable.md by `make tangle`. Do not edit.
"""Separable convolutions.

One kernel for each channel, and then a mixture of channels: nearly what a convolution does, for an
eighth of the weights.
"""

import functools
import math

import numpy as np
from numba import njit

from litkeras.backend.configuration import normalize_data_format
from litkeras.backend.convolution import (
    convolve,
    convolve_over,
    keras_1_convolution,
    output_lengths,
)
from litkeras.backend.margins import spatial_axes
from litkeras.backend.operations import op
from litkeras.backend.rows import _share_work
from litkeras.backend.tensors import Shape, Tensor
from litkeras.backend.windows import (
    channels_from_end,
    channels_to_end,
    check_padding,
    per_axis,
    put_windows,
    take_windows,
    window_cells,
)

__all__ = ["depthwise", "depthwise_conv2d", "separable_conv1d", "separable_conv2d"]


# One kernel for each channel
# ---------------------------


def _depthwise_shape(x_shape: Shape, kernel_shape: Shape, **options) -> Shape:
    """The shape of a depthwise convolution's output."""
    lengths = output_lengths(x_shape, kernel_shape, groups=1, **options)
    ins, multiplier = kernel_shape[-2:]
    return (x_shape[0], *lengths, None if None in (ins, multiplier) else ins * multiplier)


def _table(x, kernel, strides, dilation, padding) -> np.ndarray:
    """The cells under each place of the kernel."""
    return window_cells(x.shape[1:-1], kernel.shape[:-2], strides, padding, dilation)


def _rows_of(kernel: np.ndarray) -> np.ndarray:
    """A kernel `(*window, in, multiplier)` with its places on one axis: `(places, in, multiplier)`."""
    return np.ascontiguousarray(kernel).reshape(math.prod(kernel.shape[:-2]), *kernel.shape[-2:])


@op(label="DepthwiseConv2dNative")
def depthwise(x, kernel, *, strides, dilation, padding="valid"):
    """The convolution of each channel on its own.

    Arguments:
        x: a tensor `(batch, *space, in)`.
        kernel: a tensor `(*window, in, multiplier)`.
        strides, dilation: tuples, a number for each spatial axis.
        padding: 'valid' or 'same'.
    """
    options = dict(strides=strides, dilation=dilation, padding=padding)
    shape = _depthwise_shape(x.shape, kernel.shape, **options)
    windows = take_windows(x, _table(x, kernel, **options), 0)
    return np.einsum("npci,cim->npim", windows, _rows_of(kernel)).reshape(shape)


@depthwise.shape
def _(x, kernel, **options):
    return _depthwise_shape(x.shape, kernel.shape, **options)


@op(label="DepthwiseConv2dNativeBackpropInput", mixed=True, shape_only=(2,))
def _depthwise_stamp(g, kernel, like, *, strides, dilation, padding="valid"):
    """Each number of `g` spread over its window, weighted with its channel's kernel."""
    cells, rows = _table(like, kernel, strides, dilation, padding), _rows_of(kernel)
    g = g.reshape(len(g), len(cells), *rows.shape[1:])
    return put_windows(np.einsum("npim,cim->npci", g, rows), cells, like.shape)


@op(label="DepthwiseConv2dNativeBackpropFilter", mixed=True, shape_only=(2,))
def _depthwise_correlate(x, g, like, *, strides, dilation, padding="valid"):
    """For each place in the window and each channel, the sum over all windows of input times `g`."""
    cells = _table(x, like, strides, dilation, padding)
    g = g.reshape(len(g), len(cells), *like.shape[-2:])
    windows = take_windows(x, cells, 0)
    return np.einsum("npci,npim->cim", windows, g).reshape(like.shape)


@_depthwise_stamp.shape
@_depthwise_correlate.shape
def _(a, b, like, **options):
    return like.shape


@depthwise.gradient
def _(g, y, x, kernel, **options):
    return _depthwise_stamp(g, kernel, x, **options), _depthwise_correlate(x, g, kernel, **options)


@_depthwise_stamp.gradient
def _(dx, y, g, kernel, like, **options):
    return depthwise(dx, kernel, **options), _depthwise_correlate(dx, g, kernel, **options), None


@_depthwise_correlate.gradient
def _(dk, y, x, g, like, **options):
    return _depthwise_stamp(g, dk, x, **options), depthwise(x, dk, **options), None


# Runs
# ----


@functools.lru_cache(maxsize=32)
def _runs(lengths, window, strides, dilation, padding, most) -> tuple[np.ndarray, np.ndarray]:
    """The table of windows, and its runs `(runs, 2)`: a first place and how many, at most `most`."""
    cells = window_cells(lengths, window, strides, padding, dilation)
    here, there = cells[:-1], cells[1:]
    follow = ((there == here + 1) & (here >= 0) | (there < 0) & (here < 0)).all(axis=1)
    cuts = [0, *(np.flatnonzero(~follow) + 1), len(cells)]
    starts = [(i, end) for start, end in zip(cuts, cuts[1:]) for i in range(start, end, most)]
    return cells, np.array([(i, min(most, end - i)) for i, end in starts], int).reshape(-1, 2)


@njit(cache=True, nogil=True)
def _add_three(a, b, c, u, v, w, y):
    """Add to `y` the products of `a`, `b` and `c` with `u`, `v` and `w`."""
    for i in range(len(y)):
        y[i] += a[i] * u[i] + b[i] * v[i] + c[i] * w[i]


@njit(cache=True, nogil=True)
def _add_products(x, weights, y):
    """Add to `y` `(in * multiplier,)` each channel of `x` times its weights."""
    if len(x) == len(y):
        for c in range(len(x)):
            y[c] += x[c] * weights[c]
        return
    m = len(y) // len(x)
    for c in range(len(x)):
        for j in range(c * m, c * m + m):
            y[j] += x[c] * weights[j]


@njit(cache=True, nogil=True)
def _depthwise_runs(x, weights, ins, outs, cells, runs, y, first, last):
    """`y` `(batch, places * outs)`: for each run the cells of `x`, times the weights of their place."""
    found = np.empty(cells.shape[1], np.int64)
    for q in range(first, last):
        n, (place, count) = q // len(runs), runs[q % len(runs)]
        row, size, sums, some = x[n], count * ins, y[n, place * outs : (place + count) * outs], 0
        for k in range(len(found)):
            found[some] = k
            some += cells[place, k] >= 0
        sums[:] = 0
        whole = some // 3 * 3 if ins == outs else 0
        for j in range(0, whole, 3):
            (k, l, m), here = found[j : j + 3], cells[place]
            a, b, c = here[k] * ins, here[l] * ins, here[m] * ins
            given = row[a : a + size], row[b : b + size], row[c : c + size]
            _add_three(*given, weights[k], weights[l], weights[m], sums)
        for k in found[whole:some]:
            a = cells[place, k] * ins
            _add_products(row[a : a + size], weights[k], sums)


@njit(cache=True, nogil=True)
def _add_sums(g, weights, dx):
    """Add to each channel of `dx` the sum of its outputs' `g` times their weights."""
    m = len(g) // len(dx)
    for c in range(len(dx)):
        for j in range(c * m, c * m + m):
            dx[c] += g[j] * weights[j]


@njit(cache=True, nogil=True)
def _depthwise_back(g, weights, ins, outs, cells, runs, dx, first, last):
    """`g` of each run spread over its cells of `dx` `(batch, cells * in)`, times the weights."""
    for n in range(first, last):
        dx[n] = 0
        for place, count in runs:
            given = g[n, place * outs : (place + count) * outs]
            for k, cell in enumerate(cells[place]):
                target = dx[n, cell * ins : (cell + count) * ins]
                if cell >= 0 and ins == outs:
                    _add_products(given, weights[k], target)
                elif cell >= 0:
                    _add_sums(given, weights[k], target)


@njit(cache=True, nogil=True)
def _depthwise_sums(x, g, ins, outs, cells, runs, parts, first, last):
    """For each picture and weight of a run the sum of cells times `g`."""
    for n in range(first, last):
        parts[n] = 0
        for place, count in runs:
            weights = g[n, place * outs : (place + count) * outs]
            for k, cell in enumerate(cells[place]):
                if cell >= 0:
                    given = x[n, cell * ins : (cell + count) * ins]
                    _add_products(given, weights, parts[n, k, : count * outs])


def _flat(x: np.ndarray) -> np.ndarray:
    """`x` `(batch, *space, channels)` as `(batch, cells * channels)`, one behind the other."""
    return np.ascontiguousarray(x).reshape(len(x), math.prod(x.shape[1:]))


def _walk(x, kernel, strides, dilation, padding) -> tuple:
    """What a kernel needs to know: the repeated weights, numbers of channels, table and runs."""
    ins, multiplier = kernel.shape[-2:]
    most = max(1, 2048 // max(1, ins * multiplier))  # all weights stay near the core
    walk = _runs(x.shape[1:-1], kernel.shape[:-2], strides, dilation, padding, most)
    weights = _rows_of(kernel).reshape(walk[0].shape[1], ins * multiplier)
    return np.tile(weights, most), ins, ins * multiplier, *walk


@depthwise.kernel
def _(x, kernel, out, **options):
    if x.dtype.char not in "fd":
        return np.copyto(out, depthwise.value(x, kernel, **options))
    walk = _walk(x, kernel, **options)
    _share_work(_depthwise_runs, len(x) * len(walk[-1]), out.size, _flat(x), *walk, _flat(out))


@_depthwise_stamp.kernel
def _(g, kernel, like, out, **options):
    if g.dtype.char not in "fd":
        return np.copyto(out, _depthwise_stamp.value(g, kernel, like, **options))
    walk = _walk(like, kernel, **options)
    _share_work(_depthwise_back, len(g), g.size, _flat(g), *walk, _flat(out))


@_depthwise_correlate.kernel
def _(x, g, like, out, **options):
    if x.dtype.char not in "fd":
        return np.copyto(out, _depthwise_correlate.value(x, g, like, **options))
    weights, *walk = _walk(x, like, **options)
    parts = np.empty((len(x), *weights.shape), x.dtype)
    _share_work(_depthwise_sums, len(x), g.size, _flat(x), _flat(g), *walk, parts)
    parts = parts.reshape(len(x), len(weights), -1, g.shape[-1])
    out[...] = parts.sum(axis=(0, 2)).reshape(out.shape)


def _depthwise(caller, x, kernel, count, strides, padding, data_format, dilation) -> Tensor:
    """The convolution of each channel on its own over `count` spatial axes, as Keras takes it."""
    x, kernel = convolve._convert((x, kernel))
    data_format = normalize_data_format(data_format)
    spatial_axes(caller, x, count, data_format)
    x = channels_to_end(x, data_format)
    if kernel.ndim != count + 2 or x.shape[-1] not in (None, kernel.shape[-2]):
        raise ValueError(
            f"{caller}: expected a kernel with {count + 2} axes, the last but one for the "
            f"{x.shape[-1]} channels of the input, got the shape {kernel.shape}"
        )
    strides = per_axis(f"{caller}: strides", strides, count)
    dilation = per_axis(f"{caller}: dilation_rate", dilation, count)
    options = dict(strides=strides, dilation=dilation, padding=check_padding(caller, padding))
    return channels_from_end(depthwise(x, kernel, **options), data_format)


@keras_1_convolution
def depthwise_conv2d(
    x, depthwise_kernel, strides=(1, 1), padding="valid", data_format=None, dilation_rate=(1, 1)
) -> Tensor:
    """Convolution of each channel of pictures on its own.

    Arguments:
        x: a tensor `(batch, height, width, in)`, or with the channels first.
        depthwise_kernel: a tensor `(window height, window width, in, multiplier)`.
        strides: an integer or a pair.
        padding: 'valid' or 'same'.
        data_format: where the channels stand (Keras 1: `dim_ordering`).
        dilation_rate: an integer or a pair.

    Shapes:
        returns `in * multiplier` channels, those made of one channel side by side.
    """
    options = (strides, padding, data_format, dilation_rate)
    return _depthwise("depthwise_conv2d", x, depthwise_kernel, 2, *options)


# Look around, then mix
# ---------------------


def _separable(
    caller, x, depthwise_kernel, pointwise_kernel, count, strides, padding, data_format, dilation
) -> Tensor:
    """A depthwise convolution over `count` spatial axes, then a pointwise one."""
    x, depthwise_kernel, pointwise = convolve._convert((x, depthwise_kernel, pointwise_kernel))
    if pointwise.ndim != count + 2 or not set(pointwise.shape[:-2]) <= {1, None}:
        raise ValueError(
            f"{caller}: expected a pointwise_kernel (*{(1,) * count}, in * multiplier, out), "
            f"got the shape {pointwise.shape}"
        )
    y = _depthwise(caller, x, depthwise_kernel, count, strides, padding, data_format, dilation)
    return convolve_over(caller, y, pointwise, count, 1, "valid", data_format, 1)


@keras_1_convolution
def separable_conv1d(
    x,
    depthwise_kernel,
    pointwise_kernel,
    strides=1,
    padding="valid",
    data_format=None,
    dilation_rate=1,
) -> Tensor:
    """Depthwise, then pointwise convolution of sequences; see `separable_conv2d`."""
    kernels, options = (depthwise_kernel, pointwise_kernel), (strides, padding, data_format)
    return _separable("separable_conv1d", x, *kernels, 1, *options, dilation_rate)


@keras_1_convolution
def separable_conv2d(
    x,
    depthwise_kernel,
    pointwise_kernel,
    strides=(1, 1),
    padding="valid",
    data_format=None,
    dilation_rate=(1, 1),
) -> Tensor:
    """Convolution of each channel of pictures on its own, then of the channels with each other.

    Arguments:
        x: a tensor `(batch, height, width, in)`, or with the channels first.
        depthwise_kernel: a tensor `(window height, window width, in, multiplier)`.
        pointwise_kernel: a tensor `(1, 1, in * multiplier, out)`.
        strides, padding, data_format, dilation_rate: those of `depthwise_conv2d`.

    Reference:
        Chollet, Xception: Deep Learning with Depthwise Separable Convolutions (2017).
    """
    kernels, options = (depthwise_kernel, pointwise_kernel), (strides, padding, data_format)
    return _separable("separable_conv2d", x, *kernels, 2, *options, dilation_rate)
