# Generated from chapters/backend/nonlinearities.md by `make tangle`. Do not edit.
"""Nonlinearities.

Without a bend between them, two layers are one: the functions that bend.
"""

import numpy as np

from litkeras.backend.arithmetic import abs, square
from litkeras.backend.choices import clip, maximum, minimum, sqrt, where
from litkeras.backend.operations import op
from litkeras.backend.reductions import sum
from litkeras.backend.rows import _are_rows, _share_work, _softmax_rows
from litkeras.backend.tensors import Tensor, as_tensor

__all__ = [
    "rectify",
    "relu",
    "sigmoid",
    "tanh",
    "hard_sigmoid",
    "softplus",
    "softsign",
    "expm1",
    "elu",
    "selu",
    "softmax",
    "l2_normalize",
]


# The rectifier
# -------------


@op(label="Relu", elementwise=True)
def rectify(x):
    """`x` where it is positive, else 0, elementwise."""
    return np.where(x < 0, 0, x)


@rectify.gradient
def _(g, y, x):
    return where(x > 0, g, 0.0)


def relu(x, alpha=0.0, max_value=None, threshold=0.0) -> Tensor:
    """The rectified linear unit: `x` above a threshold, a slope below, at most a maximum.

    Arguments:
        x: a tensor.
        alpha: slope below the threshold.
        max_value: the largest result; None for no bound.
        threshold: below it the result is `alpha * (x - threshold)`.
    """
    x = as_tensor(x)
    if alpha == 0 and threshold == 0:
        y = rectify(x)
    else:
        y = where(x >= threshold, x, (x - threshold) * alpha)
    return y if max_value is None else minimum(y, max_value)


# Between zero and one
# --------------------


@op(elementwise=True)
def sigmoid(x):
    """`1 / (1 + exp(-x))`, elementwise: from 0 to 1."""
    return 1 / (1 + np.exp(-x))


@sigmoid.gradient
def _(g, y, x):
    return g * y * (1.0 - y)


@op(elementwise=True)
def tanh(x):
    """Hyperbolic tangent, elementwise: from -1 to 1."""
    return np.tanh(x)


@tanh.gradient
def _(g, y, x):
    return g * (1.0 - square(y))


def hard_sigmoid(x) -> Tensor:
    """The sigmoid in three straight pieces: `0.2 * x + 0.5`, kept between 0 and 1."""
    return clip(as_tensor(x) * 0.2 + 0.5, 0.0, 1.0)


# Softer corners
# --------------


@op(elementwise=True)
def softplus(x):
    """`log(1 + exp(x))`, elementwise: a smooth rectifier."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


@softplus.gradient
def _(g, y, x):
    return g * sigmoid(x)


def softsign(x) -> Tensor:
    """`x / (1 + |x|)`, elementwise."""
    x = as_tensor(x)
    return x / (abs(x) + 1.0)


# Exponential below
# -----------------


@op(label="Expm1", elementwise=True)
def expm1(x):
    """`exp(x) - 1`, exact near 0, elementwise."""
    return np.expm1(x)


@expm1.gradient
def _(g, y, x):
    return g * (y + 1.0)


def elu(x, alpha=1.0) -> Tensor:
    """The exponential linear unit: `x` where it is positive, else `alpha * (exp(x) - 1)`.

    Reference:
        Clevert et al., Fast and Accurate Deep Network Learning by Exponential Linear Units (2015).
    """
    x = as_tensor(x)
    return where(x > 0, x, expm1(minimum(x, 0.0)) * alpha)


def selu(x) -> Tensor:
    """The scaled exponential linear unit, which keeps mean and variance.

    Reference:
        Klambauer et al., Self-Normalizing Neural Networks (2017).
    """
    return elu(x, 1.6732632423543772) * 1.0507009873554805


# Softmax
# -------


@op(label="Softmax")
def softmax(x, *, axis=-1):
    """Positive numbers that sum to 1 along an axis, in the proportions of `exp(x)`."""
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _check_floats(x: Tensor) -> None:
    """Raise ValueError unless `x` is of floats, as a result of its dtype must be."""
    if x.dtype.kind != "f":
        raise ValueError(f"expected floats, got {x.dtype.name}; use K.cast")


@softmax.shape
def _(x, *, axis=-1):
    _check_floats(x)
    if not isinstance(axis, (int, np.integer)) or not -x.ndim <= axis < x.ndim:
        raise ValueError(f"axis {axis!r} is not an axis of a tensor of shape {x.shape}")
    return x.shape


@softmax.kernel
def _(x, out, *, axis=-1):
    if _are_rows(x, out) and axis in (-1, x.ndim - 1):
        rows = x.reshape(-1, x.shape[-1])
        _share_work(_softmax_rows, len(rows), x.size, rows, out.reshape(rows.shape))
    else:
        out[...] = softmax.value(x, axis=axis)


@softmax.gradient
def _(g, y, x, *, axis):
    return (g - sum(g * y, axis=axis, keepdims=True)) * y


# Length one
# ----------


def l2_normalize(x, axis=None) -> Tensor:
    """`x` divided by its Euclidean length along an axis."""
    x = as_tensor(x)
    length = sum(square(x), axis=axis, keepdims=True)
    return x / sqrt(maximum(length, 1e-12))
