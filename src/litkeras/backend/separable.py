# Generated from chapters/backend/separable.md by `make tangle`. Do not edit.
"""Separable convolutions.

One kernel for each channel, and then a mixture of channels: nearly what a convolution does, for an
eighth of the weights.
"""

import math

import numpy as np
from numba import njit, prange

from litkeras.backend.configuration import normalize_data_format
from litkeras.backend.convolution import (
    convolve,
    convolve_over,
    keras_1_convolution,
    output_lengths,
)
from litkeras.backend.margins import spatial_axes
from litkeras.backend.operations import op
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


@njit(cache=True, nogil=True, parallel=True)
def _depthwise_windows(x, kernel, cells, y):
    """`y` of each window: its cells of `x`, times the weights of their place."""
    for n in prange(len(x)):
        for place in range(len(cells)):
            y[n, place] = 0
            for k, cell in enumerate(cells[place]):
                if cell >= 0:
                    _add_products(x[n, cell], kernel[k], y[n, place])


@njit(cache=True, nogil=True)
def _add_sums(g, weights, dx):
    """Add to each channel of `dx` the sum of its outputs' `g` times their weights."""
    m = len(g) // len(dx)
    for c in range(len(dx)):
        for j in range(c * m, c * m + m):
            dx[c] += g[j] * weights[j]


@njit(cache=True, nogil=True, parallel=True)
def _depthwise_back(g, kernel, cells, dx):
    """`g` of each window spread over its cells of `dx`, times the weights of their place."""
    for n in prange(len(g)):
        dx[n] = 0
        for place in range(len(cells)):
            for k, cell in enumerate(cells[place]):
                if cell >= 0 and g.shape[2] == dx.shape[2]:
                    _add_products(g[n, place], kernel[k], dx[n, cell])
                elif cell >= 0:
                    _add_sums(g[n, place], kernel[k], dx[n, cell])


@njit(cache=True, nogil=True, parallel=True)
def _depthwise_sums(x, g, cells, parts):
    """For each picture and place in the window the sum of cells times `g`: `(batch, places, outs)`."""
    for n in prange(len(x)):
        parts[n] = 0
        for place in range(len(cells)):
            for k, cell in enumerate(cells[place]):
                if cell >= 0:
                    _add_products(x[n, cell], g[n, place], parts[n, k])


def _flat(x: np.ndarray) -> np.ndarray:
    """`x` `(batch, *space, channels)` as `(batch, cells, channels)`, one behind the other."""
    return np.ascontiguousarray(x).reshape(len(x), math.prod(x.shape[1:-1]), x.shape[-1])


def _flat_kernel(kernel: np.ndarray) -> np.ndarray:
    """A kernel `(*window, in, multiplier)` as `(places, in * multiplier)`."""
    return _rows_of(kernel).reshape(math.prod(kernel.shape[:-2]), math.prod(kernel.shape[-2:]))


@depthwise.kernel
def _(x, kernel, out, **options):
    if x.dtype.char not in "fd":
        out[...] = depthwise.value(x, kernel, **options)
    else:
        cells = _table(x, kernel, **options)
        _depthwise_windows(_flat(x), _flat_kernel(kernel), cells, _flat(out))


@_depthwise_stamp.kernel
def _(g, kernel, like, out, **options):
    if g.dtype.char not in "fd":
        out[...] = _depthwise_stamp.value(g, kernel, like, **options)
    else:
        _depthwise_back(_flat(g), _flat_kernel(kernel), _table(like, kernel, **options), _flat(out))


@_depthwise_correlate.kernel
def _(x, g, like, out, **options):
    if x.dtype.char not in "fd":
        out[...] = _depthwise_correlate.value(x, g, like, **options)
    else:
        parts = np.empty((len(x), math.prod(like.shape[:-2]), g.shape[-1]), x.dtype)
        _depthwise_sums(_flat(x), _flat(g), _table(x, like, **options), parts)
        out[...] = parts.sum(axis=0).reshape(out.shape)


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
    y = depthwise(
        x,
        kernel,
        strides=per_axis(f"{caller}: strides", strides, count),
        padding=check_padding(caller, padding),
        dilation=per_axis(f"{caller}: dilation_rate", dilation, count),
    )
    return channels_from_end(y, data_format)


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
