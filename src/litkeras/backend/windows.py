# Generated from chapters/backend/windows.md by `make tangle`. Do not edit.
"""Windows.

Where a window stands in a picture, which cells it sees, and how what it saw is put back.
"""

import functools
import math

import numpy as np

from litkeras.backend.shaping import permute_dimensions
from litkeras.backend.tensors import Shape, Tensor

__all__ = [
    "span",
    "output_length",
    "margin",
    "window_cells",
    "take_windows",
    "put_windows",
    "per_axis",
    "check_padding",
    "channels_to_end",
    "channels_from_end",
]


# How many are there?
# -------------------


def span(window: int, dilation: int) -> int:
    """How many numbers a window covers whose weights stand `dilation` apart."""
    return (window - 1) * dilation + 1


def output_length(n, window, stride: int, padding: str, dilation: int = 1) -> int | None:
    """How many windows there are along an axis of length `n`; None if that is unknown."""
    if n is None or window is None and padding == "valid":
        return None
    if padding == "valid":
        n = n - span(window, dilation) + 1
        if n < 1:
            covered = span(window, dilation)
            raise ValueError(
                f"a window of {covered} does not fit into a length of {covered + n - 1}"
            )
    return -(-n // stride)


# Where does the first one begin?
# -------------------------------


def margin(n: int, window: int, stride: int, padding: str, dilation: int = 1) -> tuple[int, int]:
    """How many cells are missing before and after an axis of length `n`."""
    covered = span(window, dilation)
    if padding == "same":
        last = (output_length(n, window, stride, padding, dilation) - 1) * stride
        missing = max(last + covered - n, 0)
        return missing // 2, missing - missing // 2
    return (covered - 1 if padding == "causal" else 0), 0


# Which cells are in it?
# ----------------------


def _cross(table: np.ndarray, cells: np.ndarray, n: int) -> np.ndarray:
    """A table of windows, crossed with the windows `cells` along one more axis of length `n`."""
    joint = table[:, None, :, None] * n + cells[:, None, :]
    inside = (table >= 0)[:, None, :, None] & ((cells >= 0) & (cells < n))[:, None, :]
    shape = [a * b for a, b in zip(table.shape, cells.shape)]
    return np.where(inside, joint, -1).reshape(shape)


@functools.lru_cache(maxsize=32)
def window_cells(lengths, window, strides, padding: str, dilation=None) -> np.ndarray:
    """The numbers of the cells in each window of a picture, -1 in its margin: `(places, cells)`.

    Arguments:
        lengths: of the picture's spatial axes, a tuple.
        window, strides: tuples, a number for each axis.
        padding: 'valid', 'same' or 'causal'.
        dilation: how far apart the cells of a window are along each axis; by default 1.
    """
    table = np.zeros((1, 1), np.int32)
    gaps = dilation or (1,) * len(lengths)
    for n, size, stride, gap in zip(lengths, window, strides, gaps):
        before, _ = margin(n, size, stride, padding, gap)
        count = output_length(n, size, stride, padding, gap)
        starts = np.arange(count, dtype=np.int32) * stride - before
        table = _cross(table, starts[:, None] + np.arange(size, dtype=np.int32) * gap, n)
    table.flags.writeable = False
    return table


# Taking out
# ----------


def _rows(x: np.ndarray) -> np.ndarray:
    """`x` `(batch, *space, channels)` with all cells on one axis: `(batch, cells, channels)`."""
    return np.ascontiguousarray(x).reshape(len(x), math.prod(x.shape[1:-1]), x.shape[-1])


def take_windows(x: np.ndarray, cells: np.ndarray, outside) -> np.ndarray:
    """The numbers in each window, `outside` in the margin: `(batch, places, cells, channels)`."""
    padded = np.pad(_rows(x), [(0, 0), (0, 1), (0, 0)], constant_values=outside)
    return padded[:, cells]


# Putting back
# ------------


def put_windows(windows: np.ndarray, cells: np.ndarray, shape: Shape) -> np.ndarray:
    """Zeros in a shape `(batch, *space, channels)`, with the windows' numbers added at their cells."""
    batch, *space, channels = shape
    out = np.zeros((batch, math.prod(space) + 1, channels), windows.dtype)
    for k in range(cells.shape[1]):
        out[:, cells[:, k]] += windows[:, :, k]
    return out[:, :-1].reshape(shape)


# As Keras says it
# ----------------


def per_axis(name: str, value, count: int) -> tuple[int, ...]:
    """`value`, one positive integer or one for each of `count` axes, as a tuple."""
    numbers = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    numbers = numbers * count if len(numbers) == 1 else numbers
    whole = all(isinstance(n, (int, np.integer)) and n > 0 for n in numbers)
    if len(numbers) != count or not whole:
        raise ValueError(f"{name}: expected a positive integer, or {count} of them, got {value!r}")
    return tuple(int(n) for n in numbers)


def check_padding(caller: str, padding: str, allowed: tuple[str, ...] = ("valid", "same")) -> str:
    """`padding`, if it is allowed."""
    if padding not in allowed:
        raise ValueError(f"{caller}: expected a padding out of {allowed}, got {padding!r}")
    return padding


def channels_to_end(x: Tensor, data_format: str) -> Tensor:
    """`x` with its channels on the last axis."""
    if data_format == "channels_last":
        return x
    return permute_dimensions(x, (0, *range(2, x.ndim), 1))


def channels_from_end(x: Tensor, data_format: str) -> Tensor:
    """`x`, whose channels are on the last axis, with them where `data_format` says."""
    if data_format == "channels_last":
        return x
    return permute_dimensions(x, (0, x.ndim - 1, *range(1, x.ndim - 1)))
