# Generated from chapters/backend/arithmetic.md by `make tangle`. Do not edit.
"""Arithmetic and broadcasting.

Elementwise functions: each element of the result knows one element of each input, and what was
copied forth is summed back.
"""

import functools

import numpy as np

from litkeras.backend.operations import op
from litkeras.backend.tensors import Shape, Tensor, as_tensor

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
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "lesser",
    "lesser_equal",
    "logical_and",
    "logical_or",
    "logical_not",
    "cast",
    "to_dense",
    "select",
    "where",
    "maximum",
    "minimum",
    "clip",
    "abs",
    "sign",
    "square",
    "sqrt",
    "exp",
    "log",
    "sin",
    "cos",
    "round",
    "floor",
    "pow",
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


# Comparisons
# -----------


@op(elementwise=True)
def equal(x, y):
    """Whether `x == y`, elementwise."""
    return x == y


@op(elementwise=True)
def not_equal(x, y):
    """Whether `x != y`, elementwise."""
    return x != y


@op(elementwise=True)
def less(x, y):
    """Whether `x < y`, elementwise."""
    return x < y


@op(elementwise=True)
def less_equal(x, y):
    """Whether `x <= y`, elementwise."""
    return x <= y


@op(elementwise=True)
def greater(x, y):
    """Whether `x > y`, elementwise."""
    return x > y


@op(elementwise=True)
def greater_equal(x, y):
    """Whether `x >= y`, elementwise."""
    return x >= y


lesser, lesser_equal = less, less_equal  # Keras 1's names


@op(elementwise=True)
def logical_and(x, y):
    """Whether both `x` and `y` hold, elementwise."""
    return np.logical_and(x, y)


@op(elementwise=True)
def logical_or(x, y):
    """Whether `x` or `y` holds, elementwise."""
    return np.logical_or(x, y)


@op(elementwise=True)
def logical_not(x):
    """Whether `x` does not hold, elementwise."""
    return np.logical_not(x)


# Change of type
# --------------


@op(label="Cast", elementwise=True, passthrough=True)
def cast(x, *, dtype):
    """`x` as numbers of another type.

    Arguments:
        x: a tensor.
        dtype: name of a dtype: 'float16', 'float32', 'float64', 'int32', 'bool', ...
    """
    return x.astype(dtype)


@cast.shape
def _(x, *, dtype):
    return x.shape, np.dtype(dtype)


@cast.gradient
def _(g, y, x, *, dtype):
    return cast(g, x.dtype) if x.dtype.kind == y.dtype.kind == "f" else None


def to_dense(tensor: Tensor) -> Tensor:
    """`tensor` as one that is not sparse."""
    return cast(tensor, tensor.dtype.name) if tensor.is_sparse else tensor


# Choice
# ------


@op(label="SelectV2", elementwise=True, mixed=True)
def select(condition, x, y):
    """`x` where `condition` holds, else `y`, elementwise."""
    return np.where(condition, x, y)


@select.gradient
def _(g, out, condition, x, y):
    zero = np.zeros((), g.dtype)
    return None, sum_to(select(condition, g, zero), x), sum_to(select(condition, zero, g), y)


def where(condition, x, y) -> Tensor:
    """`x` where `condition` holds, else `y`, elementwise; `x` and `y` take each other's dtype.

    Arguments:
        condition: a tensor of booleans, or of numbers, of which 0 is false.
        x, y: tensors, arrays or numbers.
    """
    condition = cast(as_tensor(condition), "bool")
    x, y = add._convert((x, y))
    return select(condition, x, y)


# Larger and smaller
# ------------------


@op(elementwise=True)
def maximum(x, y):
    """The larger of `x` and `y`, elementwise."""
    return np.maximum(x, y)


@op(elementwise=True)
def minimum(x, y):
    """The smaller of `x` and `y`, elementwise."""
    return np.minimum(x, y)


@maximum.gradient
def _(g, y, a, b):
    return sum_to(where(a >= b, g, 0.0), a), sum_to(where(a >= b, 0.0, g), b)


@minimum.gradient
def _(g, y, a, b):
    return sum_to(where(a <= b, g, 0.0), a), sum_to(where(a <= b, 0.0, g), b)


def clip(x, min_value, max_value) -> Tensor:
    """`x` with what lies outside of a range moved to its border.

    Arguments:
        x: a tensor.
        min_value, max_value: the borders; None leaves that side open.
    """
    if min_value is not None and max_value is not None and not isinstance(max_value, Tensor):
        max_value = np.maximum(min_value, max_value)
    x = as_tensor(x)
    x = x if min_value is None else maximum(x, min_value)
    return x if max_value is None else minimum(x, max_value)


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
def sqrt(x):
    """Square root, elementwise; that of a negative number counts as 0."""
    return np.sqrt(np.maximum(x, 0))


@sqrt.gradient
def _(g, y, x):
    return where(x < 0, 0.0, g / (y * 2))


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


@op(elementwise=True)
def pow(x, a):
    """`x ** a`, elementwise.

    Arguments:
        x: a tensor.
        a: the exponent, a tensor or a number.
    """
    return np.power(x, a)


@pow.gradient
def _(g, y, x, a):
    dx = g * a * pow(x, a - 1)
    da = g * y * log(where(x > 0, x, 1))
    return sum_to(dx, x), sum_to(da, a)
