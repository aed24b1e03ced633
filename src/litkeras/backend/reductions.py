# Generated from chapters/backend/reductions.md by `make tangle`. Do not edit.
"""Reductions.

Many numbers become one: sums, means, extremes, along any axes.
"""

from collections.abc import Callable

import numpy as np

from litkeras.backend.arithmetic import broadcast_to, exp, square
from litkeras.backend.choices import cast, equal, sqrt
from litkeras.backend.configuration import floatx
from litkeras.backend.operations import Op, op
from litkeras.backend.tensors import Shape, Tensor, as_tensor

__all__ = [
    "normalize_axes",
    "reduced_shape",
    "reduction",
    "sum",
    "restore_axes",
    "spread",
    "size_along",
    "mean",
    "var",
    "std",
    "prod",
    "max",
    "min",
    "one_axis",
    "argmax",
    "argmin",
    "any",
    "all",
    "logsumexp",
    "cumsum",
    "cumprod",
]


# Which axes
# ----------


def normalize_axes(axis, ndim: int) -> tuple[int, ...]:
    """`axis` (an integer, several, or None for all) as a sorted tuple of non-negative integers.

    Raises:
        ValueError: if there is no such axis, or one is named twice.
    """
    axes = range(ndim) if axis is None else [axis] if np.ndim(axis) == 0 else axis
    for a in axes:
        if not isinstance(a, (int, np.integer)) or not -ndim <= a < ndim:
            raise ValueError(f"axis {a!r} is not an axis of a tensor with {ndim} axes")
    found = tuple(sorted({int(a) % ndim for a in axes}))
    if len(found) < len(axes):
        raise ValueError(f"{list(axes)} of a tensor with {ndim} axes name one axis twice")
    return found


def reduced_shape(shape: Shape, axis, keepdims: bool) -> Shape:
    """`shape` without the reduced axes, or with length 1 in their place."""
    axes = normalize_axes(axis, len(shape))
    if keepdims:
        return tuple(1 if i in axes else n for i, n in enumerate(shape))
    return tuple(n for i, n in enumerate(shape) if i not in axes)


# Sum
# ---


def _as_numbers(x):
    """`x`, an array or a tensor, if it holds no truth values."""
    if x.dtype == bool:
        raise ValueError("expected numbers, got booleans; make them numbers with K.cast")
    return x


def reduction(label: str) -> Callable[[Callable], Op]:
    """`op` for functions that reduce axes: they share the shape rule."""

    def decorate(function):
        result = op(function, label=label)

        @result.shape
        def _(x, *, axis=None, keepdims=False):
            return reduced_shape(_as_numbers(x).shape, axis, keepdims)

        return result

    return decorate


def _as_axis(axis):
    """`axis` as NumPy wants it: None, an integer or a tuple."""
    return axis if axis is None or isinstance(axis, int) else tuple(map(int, np.ravel(axis)))


@reduction("Sum")
def sum(x, *, axis=None, keepdims=False):
    """Sum of the elements along axes.

    Arguments:
        x: a tensor.
        axis: an integer, a list of integers, or None for all axes.
        keepdims: whether reduced axes stay, with length 1.
    """
    return np.sum(_as_numbers(x), axis=_as_axis(axis), keepdims=keepdims, dtype=x.dtype)


@sum.kernel
def _(x, out, *, axis, keepdims):
    np.add.reduce(x, axis=_as_axis(axis), keepdims=keepdims, out=out)


# The gradient of a sum is a copy
# -------------------------------


@op(shape_only=(1,), view=True, mixed=True)
def restore_axes(g, like, *, axis):
    """`g` with length 1 at the axes that a reduction of `like` removed."""
    return g.reshape(reduced_shape(like.shape, axis, True))


@restore_axes.shape
def _(g, like, *, axis):
    return reduced_shape(like.shape, axis, True)


@restore_axes.gradient
def _(dx, y, g, like, *, axis):
    return sum(dx, axis=axis) if g.ndim < y.ndim else dx, None


def spread(g, x, axis) -> Tensor:
    """`g`, the gradient of a reduction of `x`, handed back to each element that took part."""
    return broadcast_to(restore_axes(g, x, axis=axis), x)


@sum.gradient
def _(g, y, x, *, axis, keepdims):
    return spread(g, x, axis)


# Mean and variance
# -----------------


@op(shape_only=(0,))
def size_along(x, *, axis=None):
    """How many elements a reduction of `x` along `axis` joins, as a number of `x`'s dtype."""
    axes = normalize_axes(axis, x.ndim)
    return np.array(np.prod([x.shape[a] for a in axes], dtype=np.int64), x.dtype)


@size_along.shape
def _(x, *, axis=None):
    return ()


@reduction("Mean")
def mean(x, *, axis=None, keepdims=False):
    """Mean of the elements along axes; see `sum` for the arguments."""
    dtype = floatx() if x.dtype == bool else x.dtype
    return np.mean(x, axis=_as_axis(axis), keepdims=keepdims).astype(dtype)


@mean.shape
def _(x, *, axis=None, keepdims=False):
    dtype = floatx() if x.dtype == bool else x.dtype
    return reduced_shape(x.shape, axis, keepdims), dtype


@mean.gradient
def _(g, y, x, *, axis, keepdims):
    return spread(g / size_along(x, axis=axis), x, axis)


@mean.kernel
def _(x, out, *, axis, keepdims):
    if x.dtype.char in "fd":
        np.add.reduce(x, axis=_as_axis(axis), keepdims=keepdims, out=out)
        np.divide(out, x.size / (out.size or 1), out=out)
    else:
        out[...] = mean.value(x, axis=axis, keepdims=keepdims)


def var(x, axis=None, keepdims=False) -> Tensor:
    """Variance (of a whole population) along axes; see `sum` for the arguments."""
    x = as_tensor(x)
    x = x if x.dtype.kind == "f" else cast(x, floatx())
    return mean(square(x - mean(x, axis=axis, keepdims=True)), axis=axis, keepdims=keepdims)


def std(x, axis=None, keepdims=False) -> Tensor:
    """Standard deviation along axes; see `sum` for the arguments."""
    return sqrt(var(x, axis, keepdims))


# Products, and a gradient that must not divide
# ---------------------------------------------


@reduction("Prod")
def prod(x, *, axis=None, keepdims=False):
    """Product of the elements along axes; see `sum` for the arguments."""
    return np.prod(_as_numbers(x), axis=_as_axis(axis), keepdims=keepdims, dtype=x.dtype)


@prod.gradient
def _(g, y, x, *, axis, keepdims):
    is_zero = cast(equal(x, 0), x.dtype)
    safe = x + is_zero
    others = spread(prod(safe, axis=axis), x, axis) / safe
    zeros = spread(sum(is_zero, axis=axis), x, axis)
    return spread(g, x, axis) * others * cast(equal(zeros, is_zero), x.dtype)


# The largest and the smallest
# ----------------------------


@reduction("Max")
def max(x, *, axis=None, keepdims=False):
    """Largest element along axes; see `sum` for the arguments."""
    return np.max(_as_numbers(x), axis=_as_axis(axis), keepdims=keepdims)


@reduction("Min")
def min(x, *, axis=None, keepdims=False):
    """Smallest element along axes; see `sum` for the arguments."""
    return np.min(_as_numbers(x), axis=_as_axis(axis), keepdims=keepdims)


@max.gradient
@min.gradient
def _(g, y, x, *, axis, keepdims):
    winners = cast(equal(x, spread(y, x, axis)), x.dtype)
    return spread(g, x, axis) * winners / spread(sum(winners, axis=axis), x, axis)


def one_axis(axis, ndim: int) -> int:
    """`axis`, which must be a single one, as a non-negative integer."""
    if axis is None or np.ndim(axis):
        raise ValueError(f"expected a single axis, got {axis}")
    return normalize_axes(axis, ndim)[0]


@op(label="ArgMax")
def argmax(x, *, axis=-1):
    """Index of the largest element along an axis, the first if there are several."""
    return np.argmax(x, axis=one_axis(axis, x.ndim))


@op(label="ArgMin")
def argmin(x, *, axis=-1):
    """Index of the smallest element along an axis, the first if there are several."""
    return np.argmin(x, axis=one_axis(axis, x.ndim))


@argmax.shape
@argmin.shape
def _(x, *, axis=-1):
    return reduced_shape(x.shape, one_axis(axis, x.ndim), False), np.int64


@argmax.kernel
def _(x, out, *, axis):
    x.argmax(axis, out)


@argmin.kernel
def _(x, out, *, axis):
    x.argmin(axis, out)


# Any and all
# -----------


@op
def any(x, *, axis=None, keepdims=False):
    """Whether any element along axes is true (not 0)."""
    return np.any(x, axis=_as_axis(axis), keepdims=keepdims)


@op
def all(x, *, axis=None, keepdims=False):
    """Whether all elements along axes are true (not 0)."""
    return np.all(x, axis=_as_axis(axis), keepdims=keepdims)


@any.shape
@all.shape
def _(x, *, axis=None, keepdims=False):
    return reduced_shape(x.shape, axis, keepdims), np.bool_


# A sum of exponentials that does not overflow
# --------------------------------------------


@reduction("LogSumExp")
def logsumexp(x, *, axis=None, keepdims=False):
    """`log(sum(exp(x)))` along axes, without overflow; see `sum` for the arguments."""
    m = np.max(_as_numbers(x), axis=_as_axis(axis), keepdims=True)
    m = np.where(np.isfinite(m), m, 0).astype(m.dtype)
    y = m + np.log(np.sum(np.exp(x - m), axis=_as_axis(axis), keepdims=True))
    return y.reshape(reduced_shape(x.shape, axis, keepdims)).astype(x.dtype)


@logsumexp.gradient
def _(g, y, x, *, axis, keepdims):
    terms = exp(x - max(x, axis=axis, keepdims=True))
    return spread(g, x, axis) * terms / sum(terms, axis=axis, keepdims=True)


# Running totals
# --------------


@op(label="Cumsum")
def cumsum(x, *, axis=0):
    """Running sum along an axis."""
    return np.cumsum(_as_numbers(x), axis=one_axis(axis, x.ndim), dtype=x.dtype)


@op(label="Cumprod")
def cumprod(x, *, axis=0):
    """Running product along an axis."""
    return np.cumprod(_as_numbers(x), axis=one_axis(axis, x.ndim), dtype=x.dtype)


@cumsum.shape
@cumprod.shape
def _(x, *, axis=0):
    one_axis(axis, _as_numbers(x).ndim)
    return x.shape


def _cumsum_from_end(x, axis) -> Tensor:
    """Running sum along an axis, from its end."""
    return sum(x, axis=axis, keepdims=True) - cumsum(x, axis=axis) + x


@cumsum.gradient
def _(g, y, x, *, axis):
    return _cumsum_from_end(g, axis)


@cumprod.gradient
def _(g, y, x, *, axis):
    return _cumsum_from_end(g * y, axis) / x
