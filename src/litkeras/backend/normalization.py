# Generated from chapters/backend/normalization.md by `make tangle`. Do not edit.
"""Normalization.

What a batch says about itself: its mean, its variance, and what is left of a gradient without them.
"""

import numpy as np

from litkeras.backend.arithmetic import broadcast_to, sum_to
from litkeras.backend.choices import cast, maximum, sqrt
from litkeras.backend.columns import (
    _as_rows,
    _blend_rows,
    _column_moments,
    _column_sums,
    _flat,
    _normalize_rows,
)
from litkeras.backend.nonlinearities import _check_floats
from litkeras.backend.operations import op
from litkeras.backend.reductions import normalize_axes, reduced_shape, restore_axes, size_along
from litkeras.backend.rows import _share_work
from litkeras.backend.shaping import getitem, ones_like, rearrange, squeeze, zeros_like
from litkeras.backend.tensors import Tensor, as_tensor, describe, is_compatible

__all__ = ["batch_normalization", "normalize_batch_in_training"]


# What the batch says
# -------------------


@op(label="Moments")
def _moments(x, *, axes):
    """Mean and variance along axes, one above the other; the axes keep length 1."""
    mean = np.mean(x, axis=axes, keepdims=True, dtype=np.float64)
    square = np.square(x - mean)
    return np.stack([mean, np.mean(square, axis=axes, keepdims=True)]).astype(x.dtype)


@_moments.shape
def _(x, *, axes):
    _check_floats(x)
    return (2, *reduced_shape(x.shape, axes, True))


_moments.__name__ = "normalize_batch_in_training"  # in messages


@_moments.gradient
def _(g, y, x, *, axes):
    mean, count = getitem(y, key=0), size_along(x, axis=axes)
    dmean, dvar = getitem(g, key=0) / count, getitem(g, key=1) * 2.0 / count
    return dvar * (x - mean) + dmean


# Mean out, scale in
# ------------------


@op(label="BatchNorm", mixed=True)
def _normalize(x, mean, var, beta, gamma, *, epsilon):
    """`gamma * (x - mean) / sqrt(var + epsilon) + beta`; all four of one shape that fits `x`."""
    scale = gamma / np.sqrt(var + epsilon)
    return ((x - mean) * scale + beta).astype(x.dtype)


@_normalize.shape
def _(x, mean, var, beta, gamma, *, epsilon):
    _check_floats(x)
    return x.shape


_normalize.__name__ = "batch_normalization"  # in messages


@op(mixed=True)
def _gradient_sums(g, x, mean):
    """The sums of `g`, and of `g * (x - mean)`, over all that shares a mean, one above the other."""
    return np.stack([sum_to.value(g, mean), sum_to.value(g * (x - mean), mean)])


@_gradient_sums.shape
def _(g, x, mean):
    return (2, *mean.shape)


@_gradient_sums.gradient
def _(h, y, g, x, mean):
    first, second = getitem(h, key=0), getitem(h, key=1)
    return first + second * (x - mean), second * g, -(second * getitem(y, key=0))


# The recipe knows
# ----------------


@op
def _blend(g, x, mean, a, b, c):
    """`g * a + (x - mean) * b + c`, with rows for all but `g` and `x`."""
    return g * a + (x - mean) * b + c


@_blend.shape
def _(g, x, mean, a, b, c):
    return x.shape


@_blend.gradient
def _(h, y, g, x, mean, a, b, c):
    sums = _gradient_sums(h, x, mean)
    dc = getitem(sums, key=0)
    return h * a, h * b, -(dc * b), sum_to(h * g, a), getitem(sums, key=1), dc


def _moments_behind(x: Tensor, mean: Tensor, var: Tensor) -> Tensor | None:
    """The moments of `x`, if `mean` and `var` are their two halves."""
    halves = [(t.node, key) for key, t in enumerate((mean, var))]
    if any(n is None or n.op is not getitem or n.attributes["key"] != key for n, key in halves):
        return None
    moments = mean.node.inputs[0]
    is_same = moments is var.node.inputs[0] and moments.node is not None
    is_of_x = is_same and moments.node.op is _moments and moments.node.inputs[0] is x
    return moments if is_of_x else None


@_normalize.gradient
def _(g, y, x, mean, var, beta, gamma, *, epsilon):
    kind, fine = x.dtype.name, mean.dtype.name
    wide, g = (t if t.dtype == mean.dtype else cast(t, fine) for t in (x, g))
    sums = _gradient_sums(g, wide, mean)
    root = sqrt(var + epsilon)
    scale, dbeta, dgamma = gamma / root, getitem(sums, key=0), getitem(sums, key=1) / root
    dmean, dvar = -(dbeta * scale), dgamma * gamma * -0.5 / (var + epsilon)
    moments = _moments_behind(x, mean, var)
    if moments is None:
        dx = g * scale
        return dx if kind == fine else cast(dx, kind), dmean, dvar, dbeta, dgamma
    count = size_along(x, axis=moments.node.attributes["axes"])
    dx = _blend(g, x, mean, scale, dvar * 2.0 / count, dmean / count)
    return dx, None, None, dbeta, dgamma


# Statistics that were kept
# -------------------------


def _fitting(caller: str, p, x: Tensor) -> Tensor:
    """The parameter `p` as a tensor, if it can be broadcast to the shape of `x`."""
    p = as_tensor(p, None if isinstance(p, Tensor) else x.dtype)
    pairs = zip(reversed(p.shape), reversed(x.shape))
    if p.ndim > x.ndim or any(None not in pair and pair[0] not in (1, pair[1]) for pair in pairs):
        raise ValueError(
            f"{caller}: a parameter of shape {p.shape} does not fit an input of shape {x.shape}"
        )
    return p


def _beside(p, x: Tensor, axis: int) -> Tensor:
    """The parameter `p` in a shape that fits `x`: a row goes along `axis`."""
    p = as_tensor(p, None if isinstance(p, Tensor) else x.dtype)
    is_other = axis in range(-x.ndim, x.ndim) and axis % x.ndim != x.ndim - 1
    if p.ndim == 1 and is_other and (x.ndim == 4 or p.shape[0] not in (None, x.shape[-1])):
        along = tuple(-1 if i == axis % x.ndim else 1 for i in range(x.ndim))
        p = rearrange(p, shape=along)
    return _fitting("batch_normalization", p, x)


def _alike(parameters: list[Tensor]) -> list[Tensor]:
    """Parameters in one shape and one dtype, those of the first if they have it already."""
    first = parameters[0]
    same = [p if p.dtype == first.dtype else cast(p, first.dtype.name) for p in parameters]
    if len({p.shape for p in same}) == 1:
        return same
    total = same[0] + same[1] + same[2] + same[3]  # only its shape counts
    return [broadcast_to(p, total) for p in same]


def _as_epsilon(caller: str, epsilon) -> float:
    """`epsilon`, if it is a number."""
    if not isinstance(epsilon, (int, float, np.number)):
        raise TypeError(f"{caller}: expected a number as epsilon, got {describe(epsilon)}")
    return float(epsilon)


def batch_normalization(x, mean, var, beta, gamma, axis=-1, epsilon=1e-3) -> Tensor:
    """`gamma * (x - mean) / sqrt(var + epsilon) + beta`.

    Arguments:
        x: a tensor of floats.
        mean, var: the statistics, as rows or in a shape that fits `x`.
        beta, gamma: offset and scale, in the same form; None for 0 and for 1.
        axis: where rows belong.
        epsilon: a small number, so that no feature is divided by 0.

    Shapes:
        returns the shape of `x`.

    Reference:
        Ioffe and Szegedy, Batch Normalization (2015).
    """
    x, epsilon = as_tensor(x), _as_epsilon("batch_normalization", epsilon)
    mean, var = _beside(mean, x, axis), _beside(var, x, axis)
    beta = zeros_like(mean) if beta is None else _beside(beta, x, axis)
    gamma = ones_like(mean) if gamma is None else _beside(gamma, x, axis)
    return _normalize(x, *_alike([mean, var, beta, gamma]), epsilon=epsilon)


# In training
# -----------


def _as_returned(statistic: Tensor, axes: tuple[int, ...]) -> Tensor:
    """A statistic without the axes along which it was taken."""
    for axis in reversed(axes):
        statistic = squeeze(statistic, axis=axis)
    return statistic


def _corrected(var: Tensor, x: Tensor, axes: tuple[int, ...]) -> Tensor:
    """The variance of what the batch was drawn from, for pictures as TensorFlow has it."""
    if x.ndim != 4 or axes != (0, 1, 2):
        return var
    count = size_along(x, axis=axes)
    return var * (count / maximum(count - 1.0, 1.0))


def _restored(p, x: Tensor, axes: tuple[int, ...]) -> Tensor:
    """The parameter `p` with length 1 at the reduced axes of `x`."""
    p = as_tensor(p, None if isinstance(p, Tensor) else x.dtype)
    if is_compatible(p.shape, reduced_shape(x.shape, axes, False)):
        p = restore_axes(p, x, axis=axes)
    return _fitting("normalize_batch_in_training", p, x)


def normalize_batch_in_training(x, gamma, beta, reduction_axes, epsilon=1e-3):
    """`x` with the statistics that it has itself taken out, and `gamma` and `beta` put in.

    Arguments:
        x: a tensor of floats.
        gamma, beta: scale and offset of what remains; None for 1 and for 0.
        reduction_axes: the axes along which mean and variance are taken.
        epsilon: a small number, so that no feature is divided by 0.

    Returns:
        the normalized tensor, the mean, and the variance (for pictures with the features last:
        that of the population, n / (n - 1) times as large).

    Reference:
        Ioffe and Szegedy, Batch Normalization (2015).
    """
    x, epsilon = as_tensor(x), _as_epsilon("normalize_batch_in_training", epsilon)
    axes = normalize_axes(reduction_axes, x.ndim)
    moments = _moments(x, axes=axes)
    mean, var = getitem(moments, key=0), getitem(moments, key=1)
    gamma = ones_like(mean) if gamma is None else _restored(gamma, x, axes)
    beta = zeros_like(mean) if beta is None else _restored(beta, x, axes)
    y = _normalize(x, *_alike([mean, var, beta, gamma]), epsilon=epsilon)
    return y, _as_returned(mean, axes), _as_returned(_corrected(var, x, axes), axes)


# One walk
# --------


@_moments.kernel
def _(x, out, *, axes):
    matrix = _as_rows(x, out[0])
    if matrix is None:
        out[...] = _moments.value(x, axes=axes)
    else:
        _column_moments(matrix, out.reshape(2, -1))


def _pair_as_rows(g: np.ndarray, x: np.ndarray, mean: np.ndarray) -> tuple | None:
    """`g` and `x` as matrices with a column for each mean, or None if they are not such."""
    pair = _as_rows(np.ascontiguousarray(g), mean), _as_rows(x, mean)
    return None if g.shape != x.shape or any(matrix is None for matrix in pair) else pair


@_gradient_sums.kernel
def _(g, x, mean, out):
    pair = _pair_as_rows(g, x, mean)
    if pair is None:
        out[...] = _gradient_sums.value(g, x, mean)
    else:
        out[...] = _column_sums(*pair, *_flat(mean)).reshape(out.shape)


@_normalize.kernel
def _(x, mean, var, beta, gamma, out, *, epsilon):
    matrix = _as_rows(x, mean)
    if matrix is None:
        out[...] = _normalize.value(x, mean, var, beta, gamma, epsilon=epsilon)
        return
    arrays = matrix, *_flat(mean, gamma / np.sqrt(var + epsilon), beta), out.reshape(matrix.shape)
    _share_work(_normalize_rows, len(matrix), x.size, *arrays)


@_blend.kernel
def _(g, x, mean, a, b, c, out):
    pair = _pair_as_rows(g, x, mean)
    if pair is None:
        out[...] = _blend.value(g, x, mean, a, b, c)
        return
    rows = out.reshape(pair[1].shape)
    _share_work(_blend_rows, len(rows), x.size, *pair, *_flat(mean, a, b, c), rows)
