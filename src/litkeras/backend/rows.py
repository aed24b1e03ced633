# Generated from chapters/backend/rows.md by `make tangle`. Do not edit.
"""Rows of exponentials.

An exponential for eight numbers at a time, and what is made of it row by row: softmax and cross-
entropy.
"""

import functools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import get_num_threads, njit

__all__ = []


# A small exponential
# -------------------

_FEW, _LEFT = np.float32(0.693359375), np.float32(np.log(2) - 0.693359375)

_PER_LOG2, _ROUND, _LOWEST = np.float32(1 / np.log(2)), np.float32(1.5 * 2**23), np.float32(-87.3)

_A, _B, _C = np.float32(0.00019890981), np.float32(0.0013933642), np.float32(0.0083333105)

_D, _E, _F, _ONE = np.float32(0.041666467), np.float32(1 / 6), np.float32(0.5), np.float32(1)


@njit(cache=True, nogil=True)
def _exp_all(x):
    """Replace the numbers of `x`, float32 and not above 0, by their exponentials."""
    for j in range(len(x)):
        low = x[j] if x[j] >= _LOWEST else _LOWEST
        n = (low * _PER_LOG2 + _ROUND) - _ROUND
        r = (low - n * _FEW) - n * _LEFT
        rest = ((((_A * r + _B) * r + _C) * r + _D) * r + _E) * r + _F
        power = np.int32((np.int32(n) + 127) << 23).view(np.float32)
        exponential = (rest * (r * r) + r + _ONE) * power
        x[j] = exponential + (x[j] - x[j]) if not x[j] < _LOWEST else np.float32(0)


# The largest, and the sum
# ------------------------


@njit(cache=True, nogil=True)
def _total(row, lanes):
    """The sum of `row`, with `lanes` as room for partial sums."""
    width, total = len(lanes), np.float32(0)
    whole = len(row) // width * width
    if whole:
        lanes[:] = 0
        for start in range(0, whole, width):
            piece = row[start : start + width]
            for k in range(width):
                lanes[k] += piece[k]
        for k in range(width):
            total += lanes[k]
    for k in range(whole, len(row)):
        total += row[k]
    return total


@njit(cache=True, nogil=True)
def _largest(row, lanes):
    """The largest number of `row`, with `lanes` as room for candidates; NaN may be overlooked."""
    width, largest = len(lanes), row[0]
    whole = len(row) // width * width
    if whole:
        lanes[:] = largest
        for start in range(0, whole, width):
            piece = row[start : start + width]
            for k in range(width):
                lanes[k] = np.maximum(lanes[k], piece[k])
        for k in range(width):
            largest = np.maximum(largest, lanes[k])
    for k in range(whole, len(row)):
        largest = row[k] if row[k] > largest else largest
    return largest


# Softmax
# -------


@njit(cache=True, nogil=True)
def _softmax_block(x, out, lanes):
    """Softmax of a few rows."""
    for i in range(len(x)):
        row, shifted, largest = x[i], out[i], _largest(x[i], lanes)
        for j in range(len(row)):
            shifted[j] = row[j] - largest
    _exp_all(out.reshape(out.size))
    for i in range(len(x)):
        row, scale = out[i], _ONE / _total(out[i], lanes)
        for j in range(len(row)):
            row[j] *= scale


@njit(cache=True, nogil=True)
def _softmax_rows(x, out, first, last):
    """Softmax of the rows `first` to `last`, without it, of `x` `(rows, classes)`."""
    lanes, count = np.empty(128, np.float32), max(1, 4096 // x.shape[1])
    for start in range(first, last, count):
        stop = min(start + count, last)
        _softmax_block(x[start:stop], out[start:stop], lanes)


# Several cores
# -------------

_WORTH_SHARING = 2**17


@functools.cache
def _helpers(process: int) -> ThreadPoolExecutor:
    """The threads of a process, beside the one that calls."""
    return ThreadPoolExecutor(max(1, (os.cpu_count() or 2) - 1), "litkeras")


def _cuts(count: int, threads: int) -> list[int]:
    """Where the shares begin and end if `threads` share `count` rows."""
    return [count * i // threads for i in range(threads + 1)]


def _share_work(kernel: Callable, count: int, size: int, *arrays) -> None:
    """Call `kernel(*arrays, first, last)` for all of `range(count)`, in shares if it is worth it.

    Arguments:
        count: how many rows there are to share.
        size: how many numbers are computed altogether.
    """
    if size < _WORTH_SHARING:
        kernel(*arrays, 0, count)
        return
    cuts = _cuts(count, min(get_num_threads(), count))
    shares = list(zip(cuts[1:], cuts[2:]))
    others = [_helpers(os.getpid()).submit(kernel, *arrays, *share) for share in shares]
    kernel(*arrays, 0, cuts[1])
    for other in others:
        other.result()


# Cross-entropy
# -------------


@njit(cache=True, nogil=True)
def _exp_row(row, room, lanes):
    """Fill `room` with the exponentials of `row` minus its largest number; return that, and their sum."""
    largest = _largest(row, lanes)
    for j in range(len(row)):
        room[j] = row[j] - largest
    _exp_all(room)
    return largest, _total(room, lanes)


@njit(cache=True, nogil=True)
def _entropy_rows(target, logits, out, first, last):
    """Cross-entropy of each row of `target` with the softmax of a row of `logits`."""
    lanes, room = np.empty(128, np.float32), np.empty(logits.shape[1], np.float32)
    for i in range(first, last):
        truth, row = target[i], logits[i]
        largest, total = _exp_row(row, room, lanes)
        log_total = np.log(total)
        for j in range(len(row)):
            room[j] = truth[j] * (log_total - (row[j] - largest))
        out[i] = _total(room, lanes)


@njit(cache=True, nogil=True)
def _sparse_entropy_rows(target, logits, out, first, last):
    """Cross-entropy of class number `target[i]`; NaN where there is no such class."""
    lanes, room = np.empty(128, np.float32), np.empty(logits.shape[1], np.float32)
    for i in range(first, last):
        if 0 <= target[i] < logits.shape[1]:
            largest, total = _exp_row(logits[i], room, lanes)
            out[i] = np.log(total) - (logits[i, target[i]] - largest)
        else:
            out[i] = np.nan


@njit(cache=True, nogil=True)
def _entropy_gradient_rows(g, target, logits, out, first, last):
    """`g[i] * (sum(target[i]) * softmax(logits[i]) - target[i])` for each row."""
    lanes = np.empty(128, np.float32)
    for i in range(first, last):
        truth, row = target[i], out[i]
        _, total = _exp_row(logits[i], row, lanes)
        scale = g[i] * _total(truth, lanes) / total
        for j in range(len(row)):
            row[j] = row[j] * scale - g[i] * truth[j]


@njit(cache=True, nogil=True)
def _sparse_gradient_rows(g, target, logits, out, first, last):
    """`g[i] * softmax(logits[i])`, minus `g[i]` at class `target[i]`; NaN where there is no such class."""
    lanes = np.empty(128, np.float32)
    for i in range(first, last):
        row = out[i]
        _, total = _exp_row(logits[i], row, lanes)
        scale = g[i] / total if 0 <= target[i] < len(row) else np.float32(np.nan)
        for j in range(len(row)):
            row[j] *= scale
        if 0 <= target[i] < len(row):
            row[target[i]] -= g[i]


def _are_rows(*arrays: np.ndarray) -> bool:
    """Whether arrays of float32 lie in order in memory, so that the loops of this chapter can take them."""
    return all(a.dtype.char == "f" and a.flags.c_contiguous and a.size and a.ndim for a in arrays)
