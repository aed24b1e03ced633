# Generated from chapters/backend/arithmetic.md by `make tangle`. Do not edit.
"""Arithmetic and broadcasting.

Elementwise functions: each element of the result knows one element of each input, and what was
copied forth is summed back.
"""

import functools

import numpy as np

from litkeras.backend.operations import op
from litkeras.backend.tensors import Shape

__all__ = [
    "add",
    "multiply",
    "sum_to",
    "broadcast_to",
    "subtract",
    "negative",
    "divide",
    "floor_divide",
    "mod",
    "abs",
    "sign",
    "square",
    "exp",
    "log",
    "sin",
    "cos",
    "round",
    "floor",
]


# Add and multiply
# ----------------


@op(label="AddV2", elementwise=True)
def add(x, y):
    """`x + y`, elementwise."""
    return x + y


@op(label="Mul", elementwise=True)
def multiply(x, y):
    """`x * y`, elementwise."""
    return x * y


# What broadcasting copied, its gradient sums
# -------------------------------------------


@functools.cache
def _stretched_axes(shape: Shape, like: Shape) -> tuple[int, ...]:
    """The axes of `shape` along which an array of the shape `like` was broadcast to it."""
    extra = len(shape) - len(like)
    return tuple(i for i, n in enumerate(shape) if i < extra or like[i - extra] == 1 != n)


@op(shape_only=(1,), passthrough=True, mixed=True)
def sum_to(g, like):
    """`g` summed over the axes along which `like` was broadcast, to the shape of `like`."""
    return g.sum(axis=_stretched_axes(g.shape, like.shape)).reshape(like.shape)


@sum_to.shape
def _(g, like):
    return like.shape


@sum_to.kernel
def _(g, like, out):
    axes = _stretched_axes(g.shape, like.shape)
    kept = [n for i, n in enumerate(g.shape) if i not in axes]
    np.add.reduce(g, axis=axes, out=out.reshape(kept))


@op(elementwise=True, shape_only=(1,), passthrough=True, mixed=True)
def broadcast_to(x, like):
    """`x` repeated along the axes that `like` has and `x` has not."""
    return np.broadcast_to(x, like.shape)


@broadcast_to.shape
def _(x, like):
    return like.shape


@sum_to.gradient
def _(dx, y, g, like):
    return broadcast_to(dx, g), None


@broadcast_to.gradient
def _(g, y, x, like):
    return sum_to(g, x), None


@add.gradient
def _(g, y, a, b):
    return sum_to(g, a), sum_to(g, b)


@multiply.gradient
def _(g, y, a, b):
    return sum_to(g * b, a), sum_to(g * a, b)


# Subtract, negate, divide
# ------------------------


@op(label="Sub", elementwise=True)
def subtract(x, y):
    """`x - y`, elementwise."""
    return x - y


@subtract.gradient
def _(g, y, a, b):
    return sum_to(g, a), sum_to(-g, b)


@op(label="Neg", elementwise=True)
def negative(x):
    """`-x`, elementwise."""
    return -x


@negative.gradient
def _(g, y, x):
    return -g


@op(label="RealDiv", elementwise=True)
def divide(x, y):
    """`x / y`, elementwise; integers give floats."""
    return x / y


@divide.gradient
def _(g, y, a, b):
    return sum_to(g / b, a), sum_to(-g * y / b, b)


@op(elementwise=True)
def floor_divide(x, y):
    """`x / y` rounded down, elementwise."""
    return np.floor_divide(x, y)


@op(label="FloorMod", elementwise=True)
def mod(x, y):
    """The rest of `x / y` rounded down, elementwise; it has the sign of `y`."""
    return np.mod(x, y)


@mod.gradient
def _(g, y, a, b):
    return sum_to(g, a), sum_to(-g * floor_divide(a, b), b)


# Functions of one variable
# -------------------------


@op(elementwise=True)
def abs(x):
    """`|x|`, elementwise."""
    return np.abs(x)


@abs.gradient
def _(g, y, x):
    return g * sign(x)


@op(elementwise=True)
def sign(x):
    """-1, 0 or 1, the sign of `x`, elementwise."""
    return np.sign(x)


@sign.gradient
def _(g, y, x):
    return sign(g) * 0


@op(elementwise=True)
def square(x):
    """`x * x`, elementwise."""
    return x * x


@square.gradient
def _(g, y, x):
    return g * (x * 2)


@op(elementwise=True)
def exp(x):
    """`e ** x`, elementwise."""
    return np.exp(x)


@exp.gradient
def _(g, y, x):
    return g * y


@op(elementwise=True)
def log(x):
    """Natural logarithm, elementwise."""
    return np.log(x)


@log.gradient
def _(g, y, x):
    return g / x


@op(elementwise=True)
def sin(x):
    """Sine of `x` in radians, elementwise."""
    return np.sin(x)


@sin.gradient
def _(g, y, x):
    return g * cos(x)


@op(elementwise=True)
def cos(x):
    """Cosine of `x` in radians, elementwise."""
    return np.cos(x)


@cos.gradient
def _(g, y, x):
    return -g * sin(x)


@op(elementwise=True)
def round(x):
    """The nearest integer, elementwise; halves go to the even one."""
    return np.round(x)


@op(elementwise=True)
def floor(x):
    """The largest integer not above `x`, elementwise."""
    return np.floor(x)
