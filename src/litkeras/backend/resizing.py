# Generated from chapters/backend/resizing.md by `make tangle`. Do not edit.
"""Resizing.

Larger pictures: where a new pixel looks in the old picture, and what it does with what it finds
there.
"""

import functools
from collections.abc import Callable

import numpy as np
from numba import njit

from litkeras.backend.choices import cast
from litkeras.backend.margins import spatial_axes
from litkeras.backend.operations import op
from litkeras.backend.rows import _share_work
from litkeras.backend.spellings import keras_1_names
from litkeras.backend.tensors import Tensor, as_tensor

__all__ = ["resize_images", "resize_volumes"]


# Where does a new pixel look?
# ----------------------------


@functools.lru_cache(maxsize=256)
def _sources(length: int, factor: int, interpolation: str) -> tuple[np.ndarray, ...]:
    """For each new pixel of a row: two old pixels, and how far it is from the first to the second."""
    i = np.arange(length * factor)
    if interpolation == "nearest":
        place = i // factor
    else:
        place = np.clip((i + 0.5) / factor - 0.5, 0, length - 1)
    low = place.astype(np.int64)
    high, weight = np.minimum(low + 1, length - 1), (place - low).astype(np.float32)
    numbers = low, np.where(weight == 0, low, high), weight
    for row in numbers:
        row.flags.writeable = False
    return numbers


# One axis
# --------


def _along(weight: np.ndarray, x: np.ndarray, axis: int) -> np.ndarray:
    """A row of weights with as many axes as `x`, standing along one of them."""
    return weight.astype(x.dtype).reshape([-1 if i == axis else 1 for i in range(x.ndim)])


@op(label="Resize")
def _resize(x, *, axis, factor, interpolation):
    """`x` with `factor` times as many elements along an axis."""
    low, high, weight = _sources(x.shape[axis], factor, interpolation)
    before = np.take(x, low, axis)
    if interpolation == "nearest":
        return before
    weight = _along(weight, x, axis)
    return np.where(weight == 0, before, before + (np.take(x, high, axis) - before) * weight)


@_resize.shape
def _(x, *, axis, factor, interpolation):
    length = None if x.shape[axis] is None else x.shape[axis] * factor
    return x.shape[:axis] + (length,) + x.shape[axis + 1 :]


# The way back
# ------------


@op(label="ResizeGrad", shape_only=(1,), mixed=True)
def _collect(g, like, *, axis, factor, interpolation):
    """What arrives at each element of `like`, if `g` arrives at the resized one."""
    low, high, weight = _sources(like.shape[axis], factor, interpolation)
    out = np.zeros(like.shape, g.dtype)
    rows, weight = np.moveaxis(out, axis, 0), _along(weight, g, axis)
    np.add.at(rows, low, np.moveaxis(g * (1 - weight), axis, 0))
    if interpolation != "nearest":
        np.add.at(rows, high, np.moveaxis(np.where(weight == 0, 0, g * weight), axis, 0))
    return out


@_collect.shape
def _(g, like, *, axis, factor, interpolation):
    return like.shape


@_resize.gradient
def _(g, y, x, **how):
    return _collect(g, x, **how)


@_collect.gradient
def _(dx, y, g, like, **how):
    return _resize(dx, **how), None


# Whole rows at a time
# --------------------


@njit(cache=True, nogil=True)
def _mix_rows(x, low, high, weight, out, first, last):
    """Resize the middle axis of `x` `(before, length, after)`."""
    for outer in range(first, last):
        for i in range(len(low)):
            a, b, y, w = x[outer, low[i]], x[outer, high[i]], out[outer, i], weight[i]
            if w == 0:
                for k in range(len(y)):
                    y[k] = a[k]
            else:
                for k in range(len(y)):
                    y[k] = a[k] + (b[k] - a[k]) * w


@njit(cache=True, nogil=True)
def _collect_rows(g, low, high, weight, out, first, last):
    """The transpose of `_mix_rows`: add each row of `g` to the rows of `out` that it was mixed of."""
    for outer in range(first, last):
        out[outer] = 0
        for i in range(len(low)):
            a, b, y, w = out[outer, low[i]], out[outer, high[i]], g[outer, i], weight[i]
            for k in range(len(y)):
                a[k] += y[k] * (1 - w)
            if w != 0:
                for k in range(len(y)):
                    b[k] += y[k] * w


def _as_blocks(axis: int, *arrays: np.ndarray) -> list[np.ndarray] | None:
    """Arrays seen as `(before, length, after)`, or None if they cannot be seen so."""
    if any(a.dtype.char not in "fd" or not a.flags.c_contiguous or not a.size for a in arrays):
        return None
    return [a.reshape(int(np.prod(a.shape[:axis])), a.shape[axis], -1) for a in arrays]


def _run(
    loop: Callable, blocks, like, axis: int, factor: int, interpolation: str, size: int
) -> None:
    """Let threads share a loop over blocks, of an input and an output."""
    low, high, weight = _sources(like.shape[axis], factor, interpolation)
    weight = weight.astype(blocks[0].dtype)
    _share_work(loop, len(blocks[0]), size, blocks[0], low, high, weight, blocks[1])


@_resize.kernel
def _(x, out, **how):
    blocks = _as_blocks(how["axis"], x, out)
    if blocks is None:
        out[...] = _resize.value(x, **how)
    else:
        _run(_mix_rows, blocks, x, size=out.size, **how)


@_collect.kernel
def _(g, like, out, **how):
    blocks = _as_blocks(how["axis"], np.ascontiguousarray(g), out)
    if blocks is None:
        out[...] = _collect.value(g, like, **how)
    else:
        _run(_collect_rows, blocks, like, size=g.size, **how)


# Pictures and volumes
# --------------------


def _enlarge(caller: str, x: Tensor, axes, factors, interpolation: str) -> Tensor:
    """`x` resized along some axes, one after the other."""
    if interpolation not in ("nearest", "bilinear"):
        raise ValueError(
            f"{caller}: expected the interpolation 'nearest' or 'bilinear', got {interpolation!r}"
        )
    for axis, given in zip(axes, factors, strict=True):
        factor = np.asarray(given.value if isinstance(given, Tensor) else given)
        if factor.shape != () or factor.dtype.kind not in "biuf" or not 1 <= factor < np.inf:
            raise ValueError(f"{caller}: expected factors of at least 1, got {factors}")
        if int(factor) != 1:
            x = _resize(x, axis=axis, factor=int(factor), interpolation=interpolation)
    return x


@keras_1_names(X="x", dim_ordering="data_format")
def resize_images(
    x, height_factor, width_factor, data_format=None, interpolation="nearest"
) -> Tensor:
    """Images enlarged by whole factors.

    Arguments:
        x: a tensor with 4 axes.
        height_factor, width_factor: numbers of at least 1, of which the whole part counts.
        data_format: where the channels stand (Keras 1: `dim_ordering`).
        interpolation: 'nearest', each pixel repeated, or 'bilinear', mixtures of neighbours.

    Shapes:
        returns `x`'s shape with height and width multiplied; float32 if bilinear.
    """
    x = as_tensor(x)
    axes = spatial_axes("resize_images", x, 2, data_format)
    if interpolation == "bilinear" and x.dtype != np.float32:
        x = cast(x, "float32")
    return _enlarge("resize_images", x, axes, (height_factor, width_factor), interpolation)


@keras_1_names(X="x", dim_ordering="data_format")
def resize_volumes(x, depth_factor, height_factor, width_factor, data_format=None) -> Tensor:
    """Volumes enlarged by whole factors; see `resize_images` for the arguments."""
    x = as_tensor(x)
    axes = spatial_axes("resize_volumes", x, 3, data_format)
    factors = depth_factor, height_factor, width_factor
    return _enlarge("resize_volumes", x, axes, factors, "nearest")
