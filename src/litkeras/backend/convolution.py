# Generated from chapters/backend/convolution.md by `make tangle`. Do not edit.
"""Convolution.

One small kernel looks at every place of a picture: the operation, its two gradients, and why all
three are the same loop.
"""

import functools
from collections.abc import Iterator

import numpy as np

from litkeras.backend.configuration import normalize_data_format
from litkeras.backend.margins import spatial_axes
from litkeras.backend.operations import op
from litkeras.backend.shaping import reshape
from litkeras.backend.spellings import keras_1_names
from litkeras.backend.tensors import Tensor
from litkeras.backend.windows import (
    channels_from_end,
    channels_to_end,
    check_padding,
    margin,
    output_length,
    per_axis,
)

__all__ = [
    "meetings",
    "check_channels",
    "output_lengths",
    "margin_widths",
    "convolve",
    "gradient_lengths",
    "stamp",
    "correlate",
    "groups_of",
    "convolve_over",
    "keras_1_convolution",
    "conv1d",
    "conv2d",
    "conv3d",
    "bias_add",
]


# Turned inside out
# -----------------


def meetings(kernel_shape, lengths, strides, dilation, groups) -> Iterator[tuple]:
    """Yield keys of the padded input, the kernel and the output: what meets, place by place.

    Arguments:
        kernel_shape: `(*window, in // groups, out)`.
        lengths: of the output's spatial axes.
        strides, dilation: a number for each of them.
    """
    *window, rows, columns = kernel_shape
    columns //= groups
    for group, place in ((g, p) for g in range(groups) for p in np.ndindex(*window)):
        ins = slice(group * rows, (group + 1) * rows)
        outs = slice(group * columns, (group + 1) * columns)
        starts = [p * d for p, d in zip(place, dilation)]
        ends = [max(0, a + s * (n - 1) + 1) for a, s, n in zip(starts, strides, lengths)]
        shifted = [slice(*key) for key in zip(starts, ends, strides)]
        yield (slice(None), *shifted, ins), (*place, slice(None), outs), (..., outs)


_PADDINGS = ("valid", "same", "causal")


def check_channels(x_shape, kernel_shape, groups: int) -> None:
    """Raise ValueError unless the channels of input and kernel fit in `groups` groups."""
    *_, rows, columns = kernel_shape
    ins = x_shape[-1]
    if None not in (ins, rows) and ins != rows * groups:
        found = f"shape {tuple(x_shape)} and a kernel of shape {tuple(kernel_shape)}"
        raise ValueError(
            f"expected {rows * groups} channels in {groups} group(s), got an input of {found}"
        )
    if columns is not None and columns % groups:
        raise ValueError(
            f"expected a number of output channels that {groups} divides, got {columns}"
        )


def output_lengths(x_shape, kernel_shape, strides, padding, dilation, groups) -> tuple:
    """The spatial lengths of a convolution's output, None where they are unknown.

    Raises:
        ValueError: if input and kernel do not fit.
    """
    if not len(x_shape) == len(kernel_shape) == len(strides) + 2 == len(dilation) + 2:
        shapes = f"{tuple(x_shape)} and {tuple(kernel_shape)}"
        raise ValueError(
            f"expected input and kernel with {len(strides) + 2} axes, got shapes {shapes}"
        )
    if padding not in _PADDINGS:
        raise ValueError(f"expected a padding out of {_PADDINGS}, got {padding!r}")
    check_channels(x_shape, kernel_shape, groups)
    axes = zip(x_shape[1:-1], kernel_shape[:-2], strides, dilation)
    return tuple(output_length(n, w, s, padding, d) for n, w, s, d in axes)


def margin_widths(x_shape, kernel_shape, strides, padding, dilation) -> list[tuple[int, int]]:
    """Zeros before and after each axis of a convolution's input."""
    axes = zip(x_shape[1:-1], kernel_shape[:-2], strides, dilation)
    return [(0, 0), *(margin(n, w, s, padding, d) for n, w, s, d in axes), (0, 0)]


@op(label="Conv2D")
def convolve(x, kernel, *, strides, dilation, padding="valid", groups=1):
    """The sum of `x` under a moving window, weighted with `kernel`.

    Arguments:
        x: a tensor `(batch, *space, in)`.
        kernel: a tensor `(*window, in // groups, out)`.
        strides, dilation: tuples, a number for each spatial axis.
        padding: 'valid', 'same' or 'causal'.
        groups: in how many groups the channels come.
    """
    lengths = output_lengths(x.shape, kernel.shape, strides, padding, dilation, groups)
    padded = np.pad(x, margin_widths(x.shape, kernel.shape, strides, padding, dilation))
    y = np.zeros((len(x), *lengths, kernel.shape[-1]), x.dtype)
    for of_x, of_kernel, of_y in meetings(kernel.shape, lengths, strides, dilation, groups):
        y[of_y] += np.dot(padded[of_x], kernel[of_kernel])
    return y


@convolve.shape
def _(x, kernel, *, strides, dilation, padding="valid", groups=1):
    lengths = output_lengths(x.shape, kernel.shape, strides, padding, dilation, groups)
    return (x.shape[0], *lengths, kernel.shape[-1])


# Backward
# --------


def gradient_lengths(g, x_shape, kernel_shape, **options) -> tuple:
    """The spatial lengths of a convolution's output, if `g` can have its shape.

    Raises:
        ValueError: if not.
    """
    lengths = output_lengths(x_shape, kernel_shape, **options)
    expected = (x_shape[0], *lengths, kernel_shape[-1])
    if g.ndim != len(expected) or any(
        None not in (a, b) and a != b for a, b in zip(g.shape, expected)
    ):
        raise ValueError(f"expected a gradient of shape {expected}, got {tuple(g.shape)}")
    return lengths


@op(label="Conv2DBackpropInput", mixed=True, shape_only=(2,))
def stamp(g, kernel, like, *, strides, dilation, padding="valid", groups=1):
    """Each number of `g` spread over its window, weighted with `kernel`: the transpose of `convolve`.

    Arguments:
        g: a tensor of the shape of `convolve(like, kernel)`.
        kernel: a tensor `(*window, in // groups, out)`.
        like: a tensor of the result's shape, `(batch, *space, in)`.
    """
    options = dict(strides=strides, padding=padding, dilation=dilation)
    lengths = gradient_lengths(g, like.shape, kernel.shape, groups=groups, **options)
    widths = margin_widths(like.shape, kernel.shape, **options)
    dx = np.zeros([n + a + b for n, (a, b) in zip(like.shape, widths)], g.dtype)
    for of_x, of_kernel, of_y in meetings(kernel.shape, lengths, strides, dilation, groups):
        dx[of_x] += np.dot(g[of_y], kernel[of_kernel].T)
    return dx[tuple(slice(a, a + n) for n, (a, b) in zip(like.shape, widths))]


@stamp.shape
def _(g, kernel, like, **options):
    gradient_lengths(g, like.shape, kernel.shape, **options)
    return like.shape


@op(label="Conv2DBackpropFilter", mixed=True, shape_only=(2,))
def correlate(x, g, like, *, strides, dilation, padding="valid", groups=1):
    """For each place in the window, the sum over all windows of input times `g`.

    Arguments:
        x: a tensor `(batch, *space, in)`.
        g: a tensor of the shape of `convolve(x, like)`.
        like: a tensor of the result's shape, `(*window, in // groups, out)`.
    """
    options = dict(strides=strides, padding=padding, dilation=dilation)
    lengths = gradient_lengths(g, x.shape, like.shape, groups=groups, **options)
    padded = np.pad(x, margin_widths(x.shape, like.shape, **options))
    dk, all_but_channels = np.zeros(like.shape, x.dtype), tuple(range(x.ndim - 1))
    for of_x, of_kernel, of_y in meetings(like.shape, lengths, strides, dilation, groups):
        dk[of_kernel] = np.tensordot(padded[of_x], g[of_y], axes=[all_but_channels] * 2)
    return dk


@correlate.shape
def _(x, g, like, **options):
    gradient_lengths(g, x.shape, like.shape, **options)
    return like.shape


@convolve.gradient
def _(g, y, x, kernel, **options):
    return stamp(g, kernel, x, **options), correlate(x, g, kernel, **options)


@stamp.gradient
def _(dx, y, g, kernel, like, **options):
    return convolve(dx, kernel, **options), correlate(dx, g, kernel, **options), None


@correlate.gradient
def _(dk, y, x, g, like, **options):
    return stamp(g, dk, x, **options), convolve(x, dk, **options), None


# The fourth rule
# ---------------


@convolve.kernel
def _(x, kernel, out, **options):
    from litkeras.backend.winograd import fast_convolve  # later: the fast way

    fast_convolve(x, kernel, out, **options)


@stamp.kernel
def _(g, kernel, like, out, **options):
    from litkeras.backend.winograd import fast_stamp  # later: the fast way

    fast_stamp(g, kernel, like, out, **options)


@correlate.kernel
def _(x, g, like, out, **options):
    from litkeras.backend.winograd import fast_correlate  # later: the fast way

    fast_correlate(x, g, like, out, **options)


# Keras's names
# -------------


def groups_of(caller: str, x: Tensor, kernel: Tensor) -> int:
    """In how many groups the channels of `x`, the last axis, come: the kernel's shape says it."""
    ins, rows = x.shape[-1], kernel.shape[-2]
    if ins is None or rows is None:
        return 1
    if rows == 0 or ins % rows:
        raise ValueError(
            f"{caller}: expected a kernel whose input channels divide those of the input, "
            f"got a kernel of shape {kernel.shape} and {ins} channels"
        )
    return ins // rows


def convolve_over(caller, x, kernel, count, strides, padding, data_format, dilation) -> Tensor:
    """The convolution of `x` over `count` spatial axes, with everything as Keras takes it."""
    x, kernel = convolve._convert((x, kernel))
    data_format = normalize_data_format(data_format)
    spatial_axes(caller, x, count, data_format)
    if kernel.ndim != count + 2:
        raise ValueError(f"{caller}: expected a kernel with {count + 2} axes, got {kernel.shape}")
    x = channels_to_end(x, data_format)
    y = convolve(
        x,
        kernel,
        strides=per_axis(f"{caller}: strides", strides, count),
        padding=check_padding(caller, padding, _PADDINGS if count == 1 else _PADDINGS[:2]),
        dilation=per_axis(f"{caller}: dilation_rate", dilation, count),
        groups=groups_of(caller, x, kernel),
    )
    return channels_from_end(y, data_format)


def keras_1_convolution(function):
    """Let a convolution take Keras 1's names of its arguments."""
    renamed = keras_1_names(
        border_mode="padding",
        dim_ordering="data_format",
        subsample="strides",
        filter_dilation="dilation_rate",
    )(function)

    @functools.wraps(renamed)
    def translated(*args, image_shape=None, filter_shape=None, volume_shape=None, **kwargs):
        return renamed(*args, **kwargs)

    return translated


@keras_1_convolution
def conv1d(x, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1) -> Tensor:
    """Convolution of sequences.

    Arguments:
        x: a tensor `(batch, time, in)`.
        kernel: a tensor `(window, in // groups, out)`.
        strides: an integer.
        padding: 'valid', 'same', or 'causal': the output at a time depends on none later.
        data_format: where the channels stand (Keras 1: `dim_ordering`).
        dilation_rate: how far apart the weights stand.
    """
    return convolve_over("conv1d", x, kernel, 1, strides, padding, data_format, dilation_rate)


@keras_1_convolution
def conv2d(
    x, kernel, strides=(1, 1), padding="valid", data_format=None, dilation_rate=(1, 1)
) -> Tensor:
    """Convolution of pictures.

    Arguments:
        x: a tensor `(batch, height, width, in)`, or with the channels first.
        kernel: a tensor `(window height, window width, in // groups, out)`.
        strides: an integer or a pair.
        padding: 'valid' or 'same'.
        data_format: where the channels stand (Keras 1: `dim_ordering`).
        dilation_rate: an integer or a pair.
    """
    return convolve_over("conv2d", x, kernel, 2, strides, padding, data_format, dilation_rate)


@keras_1_convolution
def conv3d(
    x, kernel, strides=(1, 1, 1), padding="valid", data_format=None, dilation_rate=(1, 1, 1)
) -> Tensor:
    """Convolution of volumes; see `conv2d` for the arguments."""
    return convolve_over("conv3d", x, kernel, 3, strides, padding, data_format, dilation_rate)


# A bias for each channel
# -----------------------


def bias_add(x, bias, data_format=None) -> Tensor:
    """`x` with a bias added to each channel.

    Arguments:
        x: a tensor.
        bias: a tensor `(channels,)`, or `(*space, channels)`.
        data_format: where the channels of `x` stand.

    Raises:
        ValueError: if the bias has another number of axes, or does not fit.
    """
    data_format = normalize_data_format(data_format)
    x, bias = convolve._convert((x, bias))
    if bias.ndim not in (1, x.ndim - 1):
        raise ValueError(
            f"bias_add: expected a bias with 1 axis or {x.ndim - 1}, got the shape {bias.shape}"
        )
    channels = 1 if data_format == "channels_first" and x.ndim > 2 else x.ndim - 1
    if None not in (x.shape[channels], bias.shape[-1]) and x.shape[channels] != bias.shape[-1]:
        raise ValueError(
            f"bias_add: a bias {bias.shape} does not fit into {x.shape}, {data_format}"
        )
    return x + _bias_beside(x, bias, channels)


def _bias_beside(x: Tensor, bias: Tensor, channels: int) -> Tensor:
    """A bias in a shape that is broadcast to that of `x` with its channels on that axis."""
    if channels == x.ndim - 1:
        return bias
    if bias.ndim == 1:
        return reshape(bias, (-1,) + (1,) * (x.ndim - 2))
    return reshape(bias, bias.shape[-1:] + bias.shape[:-1])
