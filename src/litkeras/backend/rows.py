# Generated from chapters/backend/rows.md by `make tangle`. Do not edit.
"""Rows of exponentials.

Softmax and cross-entropy, finished row by row: long rows in lanes, short rows side by side, and
threads that share them.
"""

import functools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import get_num_threads, njit

__all__ = []


# An exponential of what is not above zero
# ----------------------------------------

_FEW, _LEFT = np.float32(0.693359375), np.float32(np.log(2) - 0.693359375)

_PER_LOG2, _ROUND, _LOWEST = np.float32(1 / np.log(2)), np.float32(1.5 * 2**23), np.float32(-87.3)

_A, _B, _C = np.float32(0.00019890981), np.float32(0.0013933642), np.float32(0.0083333105)

_D, _E, _F, _ONE = np.float32(0.041666467), np.float32(1 / 6), np.float32(0.5), np.float32(1)


@njit(cache=True, nogil=True)
def _exp_all(x):
    """Replace the numbers of `x`, float32 and not above 0, by their exponentials."""
    for j in range(len(x)):
        low = _LOWEST if x[j] < _LOWEST else x[j]
        shifted = low * _PER_LOG2 + _ROUND
        n = shifted - _ROUND
        r = (low - n * _FEW) - n * _LEFT
        rest = ((((_A * r + _B) * r + _C) * r + _D) * r + _E) * r + _F
        power = np.int32((np.float32(shifted).view(np.int32) + 127) << 23).view(np.float32)
        x[j] = np.float32(0) if x[j] < _LOWEST else (rest * (r * r) + r + _ONE) * power


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


# Short rows
# ----------


@njit(cache=True, nogil=True)
def _totals(x, out, lanes):
    """The sum of each row of `x`, written into the beginning of `out`."""
    if x.shape[1] < len(lanes):
        out[: len(x)] = 0
        for j in range(x.shape[1]):
            for i in range(len(x)):
                out[i] += x[i, j]
    else:
        for i in range(len(x)):
            out[i] = _total(x[i], lanes)


@njit(cache=True, nogil=True)
def _tops(x, out, lanes):
    """The largest number of each row of `x`, written into the beginning of `out`."""
    if x.shape[1] < len(lanes):
        out[: len(x)] = x[:, 0]
        for j in range(1, x.shape[1]):
            for i in range(len(x)):
                out[i] = x[i, j] if x[i, j] > out[i] else out[i]
    else:
        for i in range(len(x)):
            out[i] = _largest(x[i], lanes)


# Softmax
# -------


@njit(cache=True, nogil=True)
def _room(width):
    """How many rows make a block, and room for their largest numbers, their totals and for lanes."""
    count = max(1, 4096 // width)
    return (
        count,
        np.empty(count, np.float32),
        np.empty(count, np.float32),
        np.empty(128, np.float32),
    )


@njit(cache=True, nogil=True)
def _exp_block(x, out, largest, totals, lanes):
    """Exponentials of a few rows, each minus the largest of its row; these and the rows' sums are noted."""
    _tops(x, largest, lanes)
    for i in range(len(x)):
        row, shifted, top = x[i], out[i], largest[i]
        for j in range(len(row)):
            shifted[j] = row[j] - top
    _exp_all(out.reshape(out.size))
    _totals(out, totals, lanes)


@njit(cache=True, nogil=True)
def _softmax_rows(x, out, first, last):
    """Softmax of the rows `first` to `last`, without it, of `x` `(rows, classes)`."""
    count, largest, totals, lanes = _room(x.shape[1])
    for start in range(first, last, count):
        block = out[start : min(start + count, last)]
        _exp_block(x[start : start + len(block)], block, largest, totals, lanes)
        for i in range(len(block)):
            row, scale = block[i], _ONE / totals[i]
            for j in range(len(row)):
                row[j] *= scale


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


def _share_work(kernel: Callable, count: int, size: int, *arrays) -> list:
    """Call `kernel(*arrays, first, last)` for all of `range(count)`, in shares if it is worth it.

    Arguments:
        count: how many rows there are to share.
        size: how many numbers are computed altogether.

    Returns:
        what the calls return.
    """
    if size < _WORTH_SHARING:
        return [kernel(*arrays, 0, count)]
    cuts = _cuts(count, min(get_num_threads(), count))
    shares = list(zip(cuts[1:], cuts[2:]))
    others = [_helpers(os.getpid()).submit(kernel, *arrays, *share) for share in shares]
    return [kernel(*arrays, 0, cuts[1]), *(other.result() for other in others)]


# Cross-entropy
# -------------


@njit(cache=True, nogil=True)
def _entropy_rows(target, logits, out, first, last):
    """Cross-entropy of each row of `target` with the softmax of a row of `logits`."""
    count, largest, totals, lanes = _room(logits.shape[1])
    room = np.empty((count, logits.shape[1]), np.float32)
    for start in range(first, last, count):
        stop = min(start + count, last)
        block = room[: stop - start]
        _exp_block(logits[start:stop], block, largest, totals, lanes)
        for i in range(len(block)):
            truth, row, products, top = target[start + i], logits[start + i], block[i], largest[i]
            log_total = np.log(totals[i])
            for j in range(len(row)):
                products[j] = truth[j] * (log_total - (row[j] - top))
        _totals(block, out[start:stop], lanes)


@njit(cache=True, nogil=True)
def _sparse_entropy_rows(target, logits, out, first, last):
    """Cross-entropy of class number `target[i]`; return how many rows have no such class."""
    width, wrong = logits.shape[1], 0
    count, largest, totals, lanes = _room(width)
    room = np.empty((count, width), np.float32)
    for start in range(first, last, count):
        stop = min(start + count, last)
        block = room[: stop - start]
        _exp_block(logits[start:stop], block, largest, totals, lanes)
        for i in range(start, stop):
            if 0 <= target[i] < width:
                shifted = logits[i, target[i]] - largest[i - start]
                out[i] = np.log(totals[i - start]) - shifted
            else:
                out[i], wrong = np.nan, wrong + 1
    return wrong


@njit(cache=True, nogil=True)
def _entropy_gradient_rows(g, target, logits, out, first, last):
    """`g[i] * (sum(target[i]) * softmax(logits[i]) - target[i])` for each row."""
    count, truths, totals, lanes = _room(logits.shape[1])
    for start in range(first, last, count):
        stop = min(start + count, last)
        _exp_block(logits[start:stop], out[start:stop], truths, totals, lanes)
        _totals(target[start:stop], truths, lanes)
        for i in range(start, stop):
            truth, row = target[i], out[i]
            scale = g[i] * truths[i - start] / totals[i - start]
            for j in range(len(row)):
                row[j] = row[j] * scale - g[i] * truth[j]


@njit(cache=True, nogil=True)
def _sparse_gradient_rows(g, target, logits, out, first, last):
    """The same for a class number `target[i]`; NaN where there is no such class."""
    count, largest, totals, lanes = _room(logits.shape[1])
    for start in range(first, last, count):
        stop = min(start + count, last)
        _exp_block(logits[start:stop], out[start:stop], largest, totals, lanes)
        for i in range(start, stop):
            row, known = out[i], 0 <= target[i] < logits.shape[1]
            scale = g[i] / totals[i - start] if known else np.float32(np.nan)
            for j in range(len(row)):
                row[j] *= scale
            if known:
                row[target[i]] -= g[i]


def _are_rows(*arrays: np.ndarray) -> bool:
    """Whether arrays of float32 lie in order in memory, so that the loops of this chapter can take them."""
    return all(a.dtype.char == "f" and a.flags.c_contiguous and a.size and a.ndim for a in arrays)
