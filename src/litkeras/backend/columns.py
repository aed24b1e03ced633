# Generated from chapters/backend/columns.md by `make tangle`. Do not edit.
"""Columns of a batch.

Sums, means and variances down the columns of a tall matrix: without losing digits, reading the
memory once, and the same for any number of threads.
"""

import numpy as np
from numba import njit

from litkeras.backend.rows import _share_work

__all__ = []


# Is it a matrix?
# ---------------


def _as_rows(x: np.ndarray, row: np.ndarray) -> np.ndarray | None:
    """`x` as a matrix with one column for each number of `row`, or None if it is no such matrix."""
    kept = row.shape
    while kept[:1] == (1,):
        kept = kept[1:]
    fits = x.dtype.char in "fd" and x.dtype == row.dtype and x.shape[x.ndim - len(kept) :] == kept
    if not fits or not x.size or not x.flags.c_contiguous or not row.flags.c_contiguous:
        return None
    return x.reshape(-1, row.size)


def _part_rows(columns: int) -> int:
    """How many rows make a part: few enough for the cache, and for a sum in single precision."""
    return min(1024, max(1, 16384 // columns))


# Mean and variance
# -----------------


@njit(cache=True, nogil=True)
def _part_moments(x, mean, square):
    """Mean and sum of squared deviations of the columns of `x`, both in double precision."""
    middle, squares = np.empty(len(mean), x.dtype), np.zeros(len(mean), x.dtype)
    mean[:] = 0
    for i in range(len(x)):
        row = x[i]
        for j in range(len(mean)):
            mean[j] += row[j]
    for j in range(len(mean)):
        mean[j] /= len(x)
        middle[j] = mean[j]
    for i in range(len(x)):
        row = x[i]
        for j in range(len(mean)):
            squares[j] += (row[j] - middle[j]) ** 2
    for j in range(len(mean)):
        square[j] = squares[j] - len(x) * (mean[j] - middle[j]) ** 2


@njit(cache=True, nogil=True)
def _moments_of_parts(x, rows, parts, first, last):
    """Moments of the parts `first` to `last`, without it, each of `rows` rows of `x`."""
    for k in range(first, last):
        _part_moments(x[k * rows : (k + 1) * rows], parts[k, 0], parts[k, 1])


@njit(cache=True, nogil=True)
def _join(parts, rows, count, out):
    """Mean and variance of `count` rows, from the moments of their parts of `rows` rows each."""
    for j in range(out.shape[1]):
        mean, square = 0.0, 0.0
        for k in range(len(parts)):
            mean += parts[k, 0, j] * (min(rows, count - k * rows) / count)
        for k in range(len(parts)):
            deviation = parts[k, 0, j] - mean
            square += parts[k, 1, j] + deviation * deviation * min(rows, count - k * rows)
        out[0, j], out[1, j] = mean, square / count


def _parts_of(matrix: np.ndarray) -> np.ndarray:
    """Room for two rows of results for each part of a matrix, in double precision."""
    return np.empty((-(-len(matrix) // _part_rows(matrix.shape[1])), 2, matrix.shape[1]))


def _column_moments(x: np.ndarray, out: np.ndarray) -> None:
    """Fill the two rows of `out` with mean and variance of the columns of `x`."""
    rows, parts = _part_rows(x.shape[1]), _parts_of(x)
    _share_work(_moments_of_parts, len(parts), x.size, x, rows, parts)
    _join(parts, rows, len(x), out)


# Sums for a gradient
# -------------------


@njit(cache=True, nogil=True)
def _part_sums(g, x, mean, first, second):
    """The sums of `g` and of `g * (x - mean)` down the columns."""
    first[:], second[:] = 0, 0
    for i in range(len(x)):
        gs, xs = g[i], x[i]
        for j in range(len(mean)):
            first[j] += gs[j]
            second[j] += gs[j] * (xs[j] - mean[j])


@njit(cache=True, nogil=True)
def _sums_of_parts(g, x, mean, rows, parts, first, last):
    """The two sums of the parts `first` to `last`, without it."""
    for k in range(first, last):
        here = slice(k * rows, (k + 1) * rows)
        _part_sums(g[here], x[here], mean, parts[k, 0], parts[k, 1])


def _column_sums(g: np.ndarray, x: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """The sums of `g` and of `g * (x - mean)` down the columns, one above the other."""
    rows, parts = _part_rows(x.shape[1]), _parts_of(x)
    _share_work(_sums_of_parts, len(parts), x.size, g, x, mean, rows, parts)
    return parts.sum(axis=0)


# Shift and scale
# ---------------


@njit(cache=True, nogil=True)
def _normalize_rows(x, mean, scale, beta, out, first, last):
    """`(x - mean) * scale + beta` for some rows of `x`."""
    for i in range(first, last):
        xs, ys = x[i], out[i]
        for j in range(len(mean)):
            ys[j] = (xs[j] - mean[j]) * scale[j] + beta[j]


@njit(cache=True, nogil=True)
def _blend_rows(g, x, mean, a, b, c, out, first, last):
    """`g * a + (x - mean) * b + c` for some rows of `g` and `x`."""
    for i in range(first, last):
        gs, xs, ys = g[i], x[i], out[i]
        for j in range(len(mean)):
            ys[j] = gs[j] * a[j] + (xs[j] - mean[j]) * b[j] + c[j]


def _flat(*parameters: np.ndarray) -> list[np.ndarray]:
    """Parameters as rows that lie in order in memory."""
    return [np.ascontiguousarray(p).reshape(-1) for p in parameters]
