# Generated from chapters/backend/transposed.md by `make tangle`. Do not edit.
"""Transposed and local convolutions.

A convolution is a matrix. Turned around it makes small pictures large; with all its weights set
free it has a kernel for each place.
"""

import math
from numbers import Integral

from litkeras.backend.configuration import normalize_data_format
from litkeras.backend.convolution import convolve, keras_1_convolution, output_lengths, stamp
from litkeras.backend.margins import spatial_axes
from litkeras.backend.operations import op
from litkeras.backend.pooling import cells_of, pooled_shape
from litkeras.backend.products import batch_matmul, length_of
from litkeras.backend.shaping import blank_of, dims_of, permute_dimensions, reshape
from litkeras.backend.tensors import Tensor
from litkeras.backend.windows import (
    channels_from_end,
    channels_to_end,
    check_padding,
    per_axis,
    put_windows,
    take_windows,
)

__all__ = [
    "conv2d_transpose",
    "conv3d_transpose",
    "deconv2d",
    "deconv3d",
    "patches",
    "local_conv1d",
    "local_conv2d",
]


# How large?
# ----------


def _blank_output(caller: str, x: Tensor, output_shape, data_format: str) -> Tensor:
    """A tensor of the output's shape, channels last, of which only the shape matters."""
    dims = [] if output_shape is None else list(dims_of(output_shape))
    if dims and dims[0] is None:
        dims[0] = length_of(x, 0)
    is_length = [isinstance(n, Tensor) or isinstance(n, Integral) and n >= 0 for n in dims]
    if len(dims) != x.ndim or not all(is_length):
        raise ValueError(
            f"{caller}: expected an output_shape of {x.ndim} lengths, of which only the batch's "
            f"may be None, got {output_shape}"
        )
    if data_format == "channels_first":
        dims = [dims[0], *dims[2:], dims[1]]
    return blank_of(dims)


def _check_output(caller: str, x: Tensor, kernel: Tensor, like: Tensor, **options) -> None:
    """Raise ValueError unless a convolution of a tensor like `like` has the shape of `x`."""
    if kernel.ndim != x.ndim:
        raise ValueError(f"{caller}: expected a kernel with {x.ndim} axes, got {kernel.shape}")
    asked = f"{caller}: the output_shape {like.shape}"
    if None not in (like.shape[-1], kernel.shape[-2]) and like.shape[-1] != kernel.shape[-2]:
        raise ValueError(
            f"{asked} does not fit the kernel of shape {kernel.shape}, (window, out, in): "
            f"expected {kernel.shape[-2]} channels (channels last)"
        )
    try:
        lengths = output_lengths(like.shape, kernel.shape, **options)
    except ValueError as error:
        raise ValueError(f"{asked} is too small: {error}") from None
    expected = (like.shape[0], *lengths, kernel.shape[-1])
    if any(None not in pair and pair[0] != pair[1] for pair in zip(expected, x.shape)):
        raise ValueError(
            f"{asked} would be made of an input of shape {expected}, got {x.shape} (channels last)"
        )


def _of_one_dtype(caller: str, x, kernel) -> tuple[Tensor, Tensor]:
    """An input and a kernel as tensors, as a convolution takes them."""
    try:
        return convolve._convert((x, kernel))
    except (TypeError, ValueError) as error:
        reason = str(error).removeprefix("convolve: ")
        raise type(error)(f"{caller}: {reason}") from None


def _transposed(
    caller, x, kernel, output_shape, count, data_format, *, strides, padding, dilation
) -> Tensor:
    """The transposed convolution over `count` spatial axes, with everything as Keras takes it."""
    x, kernel = _of_one_dtype(caller, x, kernel)
    data_format = normalize_data_format(data_format)
    spatial_axes(caller, x, count, data_format)
    x, like = channels_to_end(x, data_format), _blank_output(caller, x, output_shape, data_format)
    options = dict(
        strides=per_axis(f"{caller}: strides", strides, count),
        padding=check_padding(caller, padding),
        dilation=per_axis(f"{caller}: dilation_rate", dilation, count),
        groups=1,
    )
    _check_output(caller, x, kernel, like, **options)
    return channels_from_end(stamp(x, kernel, like, **options), data_format)


@keras_1_convolution
def conv2d_transpose(
    x,
    kernel,
    output_shape,
    strides=(1, 1),
    padding="valid",
    data_format=None,
    dilation_rate=(1, 1),
) -> Tensor:
    """The transpose of a convolution of pictures: from the shape of its output to that of its input.

    Arguments:
        x: a tensor `(batch, height, width, in)`, or with the channels first.
        kernel: a tensor `(window height, window width, out, in)`.
        output_shape: the result's shape, integers or tensors; the batch may be None.
        strides: of the convolution, an integer or a pair.
        padding: 'valid' or 'same'.
        data_format: where the channels stand (Keras 1: `dim_ordering`).
        dilation_rate: an integer or a pair.

    Raises:
        ValueError: if no convolution makes `x` of a picture of that shape.

    Reference:
        Zeiler et al., Deconvolutional Networks (2010).
    """
    options = dict(strides=strides, padding=padding, dilation=dilation_rate)
    return _transposed("conv2d_transpose", x, kernel, output_shape, 2, data_format, **options)


@keras_1_convolution
def conv3d_transpose(
    x, kernel, output_shape, strides=(1, 1, 1), padding="valid", data_format=None
) -> Tensor:
    """The transpose of a convolution of volumes; see `conv2d_transpose` for the arguments."""
    options = dict(strides=strides, padding=padding, dilation=1)
    return _transposed("conv3d_transpose", x, kernel, output_shape, 3, data_format, **options)


deconv2d, deconv3d = conv2d_transpose, conv3d_transpose

# A kernel for each place
# -----------------------


def _lengths_of(x, window, strides, lengths=None) -> tuple:
    """How many windows `x` has along each axis, which must be `lengths` if these are given."""
    found = pooled_shape(x.shape, window, strides, "valid")[1:-1]
    if lengths and any(n not in (None, length) for n, length in zip(found, lengths)):
        raise ValueError(f"expected {lengths} windows along the axes, got {found}, in {x.shape}")
    return tuple(lengths or found)


@op(label="ExtractImagePatches")
def patches(x, *, window, strides, lengths=None):
    """The numbers in each window of `x` `(batch, *space, channels)`: `(batch, places, cells, channels)`."""
    _lengths_of(x, window, strides, lengths)
    return take_windows(x, cells_of(x, window, strides, "valid"), 0)


@op(shape_only=(1,))
def _put_patches(g, like, *, window, strides, lengths=None):
    """Zeros in the shape of `like`, with the numbers of each window added where it stands."""
    return put_windows(g, cells_of(like, window, strides, "valid"), like.shape)


@patches.shape
def _(x, *, window, strides, lengths=None):
    lengths = _lengths_of(x, window, strides, lengths)
    places = None if None in lengths else math.prod(lengths)
    return (x.shape[0], places, math.prod(window), x.shape[-1])


@_put_patches.shape
def _(g, like, **options):
    return like.shape


@patches.gradient
def _(g, y, x, **options):
    return _put_patches(g, x, **options)


@_put_patches.gradient
def _(dx, y, g, like, **options):
    return patches(dx, **options), None


def _places_and_rows(caller: str, taken: Tensor, kernel: Tensor) -> tuple[int, int]:
    """How many matrices there are in a local kernel, and how many rows each has.

    Raises:
        ValueError: if they are not those that the windows need.
    """
    rows = None if None in taken.shape[2:] else taken.shape[2] * taken.shape[3]
    needed = (taken.shape[1], rows, None)
    if kernel.ndim != 3 or any(None not in p and p[0] != p[1] for p in zip(needed, kernel.shape)):
        raise ValueError(
            f"{caller}: expected a kernel of 3 axes, for {needed[0]} places with {rows} rows each, "
            f"got the shape {kernel.shape}"
        )
    places, rows = (a if b is None else b for a, b in zip(needed, kernel.shape[:2]))
    return places, rows


def _local(caller, x, kernel, window, strides, lengths, data_format) -> Tensor:
    """Windows of `x`, each times the matrix of its place: `kernel` `(places, cells * in, out)`."""
    x, kernel = _of_one_dtype(caller, x, kernel)
    data_format = normalize_data_format(data_format)
    spatial_axes(caller, x, len(window), data_format)
    x = channels_to_end(x, data_format)
    try:
        _lengths_of(x, window, strides, lengths)
    except ValueError as error:
        asked = "" if lengths is None else f" for the output_shape {lengths}"
        raise ValueError(f"{caller}: {error}{asked}") from None
    taken = patches(x, window=window, strides=strides, lengths=lengths)
    if data_format == "channels_first":
        taken = permute_dimensions(taken, (0, 1, 3, 2))
    places, rows = _places_and_rows(caller, taken, kernel)
    taken = permute_dimensions(reshape(taken, (-1, places, rows)), (1, 0, 2))
    y = permute_dimensions(batch_matmul(taken, kernel), (1, 0, 2))
    y = reshape(y, (-1, *(lengths or [places]), kernel.shape[-1]))
    return channels_from_end(y, data_format)


def local_conv1d(inputs, kernel, kernel_size, strides, data_format=None) -> Tensor:
    """A convolution of sequences with a kernel of its own for each place.

    Arguments:
        inputs: a tensor `(batch, time, in)`.
        kernel: a tensor `(places, window * in, out)`.
        kernel_size, strides: tuples of one integer, or integers.
        data_format: where the channels stand.
    """
    window = per_axis("local_conv1d: kernel_size", kernel_size, 1)
    strides = per_axis("local_conv1d: strides", strides, 1)
    return _local("local_conv1d", inputs, kernel, window, strides, None, data_format)


def local_conv2d(inputs, kernel, kernel_size, strides, output_shape, data_format=None) -> Tensor:
    """A convolution of pictures with a kernel of its own for each place.

    Arguments:
        inputs: a tensor `(batch, height, width, in)`, or with the channels first.
        kernel: a tensor `(places, window height * window width * in, out)`.
        kernel_size, strides: pairs of integers.
        output_shape: how many rows and columns of places there are, a pair.
        data_format: where the channels stand.
    """
    window = per_axis("local_conv2d: kernel_size", kernel_size, 2)
    strides = per_axis("local_conv2d: strides", strides, 2)
    lengths = per_axis("local_conv2d: output_shape", output_shape, 2)
    return _local("local_conv2d", inputs, kernel, window, strides, lengths, data_format)
