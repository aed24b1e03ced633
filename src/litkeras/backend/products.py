# Generated from chapters/backend/products.md by `make tangle`. Do not edit.
"""Products.

One operation carries nearly all the work of a network: the matrix product.
"""

import math

import numpy as np

from litkeras.backend.operations import op
from litkeras.backend.reductions import one_axis
from litkeras.backend.shaping import (
    expand_dims,
    permute_dimensions,
    reshape,
    shape,
    squeeze,
    transpose,
)
from litkeras.backend.tensors import Tensor

__all__ = [
    "multiply_rows",
    "contract",
    "length_of",
    "leave_one_out",
    "dot",
    "batch_matmul",
    "swap_last",
    "matmul",
    "contraction_axes",
    "rows_of",
    "batch_dot",
]


# Rows times columns
# ------------------


@op(label="MatMul")
def multiply_rows(x, w):
    """Rows of `x` times columns of the matrix `w`: `(..., k)` and `(k, n)` give `(..., n)`."""
    return np.dot(x, w)


@multiply_rows.shape
def _(x, w):
    inner = x.shape[-1:] + w.shape[:1]
    if x.ndim < 1 or w.ndim != 2 or None not in inner and inner[0] != inner[1]:
        raise ValueError(f"expected shapes (..., k) and (k, n), got {x.shape} and {w.shape}")
    return x.shape[:-1] + w.shape[1:]


multiply_rows.__name__ = "matmul"


@multiply_rows.kernel
def _(x, w, out):
    k, n = w.shape
    np.dot(x.reshape(-1, k), w, out=out.reshape(-1, n))


# The gradient of a product is two products
# -----------------------------------------


@op(label="MatMulGrad")
def contract(x, g):
    """Sum of the rows' outer products: `(..., k)` and `(..., n)` give `(k, n)`."""
    k, n = x.shape[-1], g.shape[-1]
    return np.dot(x.reshape(-1, k).T, g.reshape(-1, n))


@contract.shape
def _(x, g):
    return x.shape[-1], g.shape[-1]


@contract.kernel
def _(x, g, out):
    k, n = out.shape
    np.dot(x.reshape(-1, k).T, g.reshape(-1, n), out=out)


@multiply_rows.gradient
def _(g, y, x, w):
    return multiply_rows(g, transpose(w)), contract(x, g)


@contract.gradient
def _(dw, y, x, g):
    return multiply_rows(g, transpose(dw)), multiply_rows(x, dw)


# Any two tensors
# ---------------


def length_of(x: Tensor, axis: int) -> int | Tensor:
    """The length of an axis of `x`: an integer if it is known, else a tensor."""
    return shape(x)[axis] if x.shape[axis] is None else x.shape[axis]


def leave_one_out(lengths: list) -> list:
    """`lengths` with -1 in place of a tensor, if there is just one: it follows from the others."""
    unknown = [isinstance(n, Tensor) for n in lengths]
    return [-1 if u and unknown.count(True) == 1 else n for n, u in zip(lengths, unknown)]


def dot(x, y) -> Tensor:
    """Product of two tensors over the last axis of `x` and the last but one of `y`.

    Arguments:
        x: a tensor `(..., k)`.
        y: a tensor `(..., k, n)` or `(k,)`.

    Shapes:
        returns `x.shape[:-1] + y.shape[:-2] + y.shape[-1:]`.
    """
    x, y = multiply_rows._convert((x, y))
    if y.ndim < 1 or x.ndim < 1:
        raise ValueError(f"dot: expected tensors with axes, got shapes {x.shape} and {y.shape}")
    if y.ndim == 1:
        return squeeze(multiply_rows(x, expand_dims(y, 1)), -1)
    if y.ndim == 2:
        return multiply_rows(x, y)
    rest = (*range(y.ndim - 2), y.ndim - 1)
    columns = permute_dimensions(y, (y.ndim - 2, *rest))
    product = multiply_rows(x, reshape(columns, (length_of(y, -2), -1)))
    lengths = [length_of(x, i) for i in range(x.ndim - 1)] + [length_of(y, i) for i in rest]
    return reshape(product, leave_one_out(lengths))


# A product for each pair
# -----------------------


@op(label="BatchMatMulV2")
def batch_matmul(x, y):
    """Product of each pair of matrices: `(..., m, k)`, `(..., k, n)` give `(..., m, n)`."""
    return np.matmul(x, y)


@batch_matmul.shape
def _(x, y):
    pairs = list(zip(x.shape[:-2] + x.shape[-1:], y.shape[:-2] + y.shape[-2:-1]))
    fits = all(None in pair or pair[0] == pair[1] for pair in pairs)
    if not x.ndim == y.ndim >= 2 or not fits:
        shapes = f"{x.shape} and {y.shape}"
        raise ValueError(f"expected shapes (..., m, k) and (..., k, n), got {shapes}")
    batch = tuple(b if a is None else a for a, b in pairs[:-1])
    return batch + (x.shape[-2], y.shape[-1])


def swap_last(x) -> Tensor:
    """Each matrix of a stack transposed."""
    *batch, m, k = range(x.ndim)
    return permute_dimensions(x, (*batch, k, m))


@batch_matmul.gradient
def _(g, out, x, y):
    return batch_matmul(g, swap_last(y)), batch_matmul(swap_last(x), g)


def matmul(x, y) -> Tensor:
    """What `x @ y` computes: rows times a matrix `y`, or, with stacks, pair by pair."""
    x, y = multiply_rows._convert((x, y))
    return batch_matmul(x, y) if y.ndim > 2 else multiply_rows(x, y)


# Over which axes?
# ----------------


def contraction_axes(x: Tensor, y: Tensor, axes) -> tuple[int, int]:
    """The two axes that `batch_dot` multiplies over, non-negative.

    Raises:
        ValueError: if there is no such axis, it is the batch, or the lengths differ.
    """
    shapes = f"shapes {x.shape} and {y.shape}"
    if x.ndim < 2 or y.ndim < 2:
        raise ValueError(f"batch_dot: expected at least 2 axes each, got {shapes}")
    if axes is None:
        axes = (-1, -1 if y.ndim == 2 else -2)
    a, b = (axes, axes) if np.ndim(axes) == 0 else axes
    a, b = one_axis(a, x.ndim), one_axis(b, y.ndim)
    if a == 0 or b == 0:
        raise ValueError("batch_dot: axis 0 is the batch and cannot be multiplied over")
    for i, j, what in ((0, 0, "samples"), (a, b, "numbers to multiply")):
        if None not in (x.shape[i], y.shape[j]) and x.shape[i] != y.shape[j]:
            raise ValueError(f"batch_dot: not equally many {what} in {shapes}, axes {(a, b)}")
    return a, b


def rows_of(x: Tensor, axis: int) -> Tensor:
    """`x` as `(batch, everything else, axis)`."""
    others = [i for i in range(1, x.ndim) if i != axis]
    moved = permute_dimensions(x, (0, *others, axis))
    if len(others) == 1:
        return moved
    if not others:
        return expand_dims(moved, 1)
    k = length_of(x, axis)
    rest = [x.shape[i] for i in others]
    if None in rest:
        return reshape(moved, (length_of(x, 0), -1, k))
    return reshape(moved, (-1, math.prod(rest), k))


def batch_dot(x, y, axes=None) -> Tensor:
    """Product of each pair of a batch over one axis of each.

    Arguments:
        x, y: tensors `(batch, ...)` with at least 2 axes.
        axes: the axes to multiply over, an integer or a pair; by default the last of `x` and
            the last but one of `y` (the last, if `y` has 2 axes).

    Shapes:
        returns `(batch, rest of x, rest of y)`, or `(batch, 1)` where there is no rest.

    Raises:
        ValueError: if the lengths of the axes or of the batches differ.
    """
    x, y = batch_matmul._convert((x, y))
    a, b = contraction_axes(x, y, axes)
    product = batch_matmul(rows_of(x, a), swap_last(rows_of(y, b)))
    rest_of_x = [i for i in range(1, x.ndim) if i != a]
    rest_of_y = [i for i in range(1, y.ndim) if i != b]
    if len(rest_of_x) == len(rest_of_y) == 1:
        return product
    if not rest_of_x + rest_of_y:
        return squeeze(product, -1)
    rest = [length_of(x, i) for i in rest_of_x] + [length_of(y, i) for i in rest_of_y]
    return reshape(product, (-1, *rest))
