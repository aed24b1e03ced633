# Generated from chapters/backend/gathered.md by `make tangle`. Do not edit.
"""A matrix that is never written.

A convolution and its gradients as products of matrices whose entries are looked up where they are.
"""

import functools
import math
from typing import NamedTuple

import numba
import numpy as np
from numba import njit

from litkeras.backend.convolution import margin_widths, output_lengths
from litkeras.backend.tiles import (
    ROWS,
    add_tile,
    aligned_zeros,
    columns_of,
    fill_up,
    in_parallel,
    panels,
    store_tile,
)

__all__ = [
    "pitches",
    "addresses",
    "Addresses",
    "in_margins",
    "window_addresses",
    "multiply_gathered",
    "convolve_gathered",
    "phase_along",
    "phases",
    "stamp_gathered",
    "stamp_scattered",
    "suits_scattering",
    "pieces_for",
    "correlate_gathered",
]


# An address is a sum
# -------------------


def pitches(lengths, channels: int) -> list[int]:
    """How far one step along each spatial axis goes in memory."""
    return [channels * int(np.prod(lengths[i + 1 :], dtype=int)) for i in range(len(lengths))]


def addresses(coordinates, pitch) -> np.ndarray:
    """For each combination of coordinates, the last running fastest, its place in memory."""
    total = np.zeros(1, np.int64)
    for numbers, step in zip(coordinates, pitch):
        total = (total[:, None] + np.asarray(numbers, np.int64) * step).ravel()
    return total


class Addresses(NamedTuple):
    """Where a product finds its numbers.

    Arguments:
        rows: for each output, where its window begins.
        steps: for each weight, how far from there its number is.
        places: for each output, where it goes.
        inside: for each pixel of the input, where it goes in a copy with margins.
        padded: how many numbers such a copy has; 0 if none is needed.
    """

    rows: np.ndarray
    steps: np.ndarray
    places: np.ndarray
    inside: np.ndarray
    padded: int


def in_margins(lengths, before, after, channels: int) -> tuple[list[int], np.ndarray, int]:
    """The pitches of an image with margins, where its inside goes, and its size (0: no margins)."""
    whole = [n + a + b for n, a, b in zip(lengths, before, after)]
    pitch = pitches(whole, channels)
    inside = addresses([np.arange(n) + a for n, a in zip(lengths, before)], pitch)
    return pitch, inside, math.prod(whole) * channels if whole != list(lengths) else 0


@functools.lru_cache(256)
def window_addresses(x_shape, kernel_shape, strides, padding, dilation, groups) -> Addresses:
    """Where a convolution finds its numbers."""
    lengths = output_lengths(x_shape, kernel_shape, strides, padding, dilation, groups)
    widths = margin_widths(x_shape, kernel_shape, strides, padding, dilation)[1:-1]
    *window, ins, outs = kernel_shape
    pitch, inside, padded = in_margins(x_shape[1:-1], *zip(*widths), x_shape[-1])
    rows = addresses([np.arange(n) * s for n, s in zip(lengths, strides)], pitch)
    taps = [np.arange(w) * d for w, d in zip(window, dilation)]
    steps = addresses([*taps, np.arange(ins)], [*pitch, 1])
    return Addresses(rows, steps, np.arange(len(rows)) * outs, inside, padded)


# The convolution
# ---------------


@njit(nogil=True, cache=True)
def _with_margin(x, start, inside, channels, scratch):
    """Copy the image that begins at `start` into its margins."""
    for p in range(len(inside)):
        for c in range(channels):
            scratch[inside[p] + c] = x[start + p * channels + c]


_BLOCK = 16 * ROWS  # outputs that are computed together


def _gathered_product(q, x, b, y, sizes, rows, steps, places, inside, scratch):
    """The never-written matrix times the kernel's panels: piece `q` of all blocks of outputs."""
    pieces, batch, groups, ins, outs, x_size, y_size, count, padded, width = sizes
    blocks = (len(rows) + _BLOCK - 1) // _BLOCK
    last = -1
    for block in range(q * batch * blocks // pieces, (q + 1) * batch * blocks // pieces):
        n, first = block // blocks, block % blocks * _BLOCK
        if padded and n != last:
            _with_margin(x, n * x_size, inside, groups * ins, scratch)
        last = n
        source, start = (scratch, 0) if padded else (x, n * x_size)
        for g in range(groups):
            a = (source, start + g * ins, rows, first, steps)
            _panel_rows(
                a,
                b,
                g,
                (y, n * y_size + g * outs, places, first),
                scratch[padded:],
                (count, outs, width),
            )


@njit(nogil=True)
def _panel_rows(a, b, g, y, aside, counts):
    """A block of outputs for one group: all panels, six rows at a time."""
    (x, x0, rows, first, steps), (y, y0, places, _), (count, outs, width) = a, y, counts
    own = np.arange(ROWS) * width
    for p in range(count):
        panel = (b, (g * count + p) * len(steps) * width, width)
        for i in range(first, min(first + _BLOCK, len(rows)), ROWS):
            if (p + 1) * width <= outs:
                store_tile((x, x0, rows, i, steps), panel, (y, y0 + p * width, places, i))
                continue
            store_tile((x, x0, rows, i, steps), panel, (aside, 0, own, 0))
            for r in range(ROWS):
                for v in range(outs - p * width):
                    y[y0 + p * width + places[i + r] + v] = aside[r * width + v]


def multiply_gathered(x, b, out, where: Addresses) -> None:
    """Fill `out` with the products of the matrix that `where` tells and those in `b`, one per group."""
    groups, _, outs = b.shape
    cut = panels(b)
    count, width = cut.shape[1], cut.shape[-1]
    blocks = len(x) * -(-len(where.rows) // _BLOCK)
    pieces = min(blocks, 4 * numba.get_num_threads())
    where = where._replace(rows=fill_up(where.rows), places=fill_up(where.places))
    numbers = (pieces, len(x), groups, x.shape[-1] // groups, outs, x[0].size, out[0].size)
    sizes = np.array([*numbers, count, where.padded, width])
    scratch = np.zeros((pieces, where.padded + ROWS * width), x.dtype)
    in_parallel(_gathered_product, x, cut, out, sizes, where, scratch)


def convolve_gathered(x, kernel, out, **options) -> None:
    """`convolve` by tiles."""
    where = window_addresses(x.shape, kernel.shape, **options)
    b = kernel.reshape(len(where.steps), options["groups"], -1)
    multiply_gathered(x, b.swapaxes(0, 1), out, where)


# Backward, in phases
# -------------------


def phase_along(a, n, count, window, stride, margin, dilation) -> tuple:
    """Along one axis, the phase `a` of `n` inputs with `count` outputs.

    Returns:
        the weights that take part, the outputs that they lead on, the inputs, the outputs from
        which they are led on, and how many outputs are missing before and after.
    """
    taps = [p for p in range(window) if (a - p * dilation) % stride == 0]
    cells = [i for i in range(n) if (i + margin - a) % stride == 0]
    shifts = [(a - p * dilation) // stride for p in taps]
    spots = [(i + margin - a) // stride for i in cells]
    if not taps or not cells:
        return taps, shifts, cells, spots, 0, 0
    before = max(0, -(spots[0] + min(shifts)))
    after = max(0, spots[-1] + max(shifts) - count + 1)
    return taps, shifts, cells, spots, before, after


@functools.lru_cache(256)
def phases(x_shape, kernel_shape, strides, padding, dilation, groups) -> list[tuple]:
    """For each phase of the inputs, the weights that take part, and where the numbers are."""
    lengths = output_lengths(x_shape, kernel_shape, strides, padding, dilation, groups)
    widths = margin_widths(x_shape, kernel_shape, strides, padding, dilation)[1:-1]
    (*window, _, outs), space = kernel_shape, x_shape[1:-1]
    before = [a for a, _ in widths]
    found = []
    for phase in np.ndindex(*strides):
        axes = zip(phase, space, lengths, window, strides, before, dilation)
        taps, shifts, cells, spots, low, high = zip(*(phase_along(*axis) for axis in axes))
        if not all(map(len, taps)) or not all(map(len, cells)):
            continue  # no output looked there, or there is nothing to see
        pitch, inside, padded = in_margins(lengths, low, high, outs)
        rows = addresses([np.add(s, b) for s, b in zip(spots, low)], pitch)
        steps = addresses([*shifts, np.arange(outs // groups)], [*pitch, 1])
        places = addresses(cells, pitches(space, x_shape[-1]))
        found.append((np.ix_(*taps), Addresses(rows, steps, places, inside, padded)))
    return found


def stamp_gathered(g, kernel, like, out, **options) -> None:
    """`stamp` by tiles: a product for each phase."""
    groups, ins = options["groups"], kernel.shape[-2]
    found = phases(like.shape, kernel.shape, **options)
    if len(found) < math.prod(options["strides"]):
        out[...] = 0
    for taps, where in found:
        b = kernel[taps].reshape(-1, ins, groups, kernel.shape[-1] // groups)
        b = b.transpose(2, 0, 3, 1).reshape(groups, len(where.steps), ins)
        multiply_gathered(g, b, out, where)


# Few channels
# ------------


@njit(nogil=True, cache=True)
def _add_windows(block, pitch, rows, steps, image, start):
    """Add the rows of a block to the windows of an image that they are the gradients of."""
    for r in range(len(rows)):
        for k in range(len(steps)):
            image[start + rows[r] + steps[k]] += block[r * pitch + k]


@njit(nogil=True, cache=True)
def _without_margin(scratch, inside, channels, y, start):
    """Copy an image out of its margins."""
    for p in range(len(inside)):
        for c in range(channels):
            y[start + p * channels + c] = scratch[inside[p] + c]


def _scattered_product(q, x, b, y, sizes, rows, steps, places, inside, scratch):
    """The gradient of the never-written matrix, added up in `y`: piece `q` of all images."""
    pieces, batch, groups, ins, outs, x_size, y_size, count, padded, width = sizes
    pitch, columns, image = count * width, np.arange(outs), scratch[:padded]
    block, ends = scratch[padded:], np.arange(_BLOCK) * count * width
    for n in range(q * batch // pieces, (q + 1) * batch // pieces):
        image[:] = 0
        for first in range(0, len(rows), _BLOCK):
            some = rows[first : first + _BLOCK]
            for g in range(groups):
                for p in range(count):
                    panel = (b, (g * count + p) * outs * width, width)
                    for i in range(0, len(some), ROWS):
                        a = (x, n * x_size + g * outs, places, first + i, columns)
                        store_tile(a, panel, (block, p * width, ends, i))
                _add_windows(block, pitch, some, steps, image, g * ins)
        _without_margin(image, inside, groups * ins, y, n * y_size)


def stamp_scattered(g, kernel, like, out, **options) -> None:
    """`stamp` by tiles: the gradients of whole windows, added up."""
    where = window_addresses(like.shape, kernel.shape, **options)
    groups, k = options["groups"], len(where.steps)
    b = kernel.reshape(k, groups, -1).transpose(1, 2, 0)
    cut = panels(b)
    count, width = cut.shape[1], cut.shape[-1]
    pieces, size = min(len(g), 4 * numba.get_num_threads()), where.padded or like[0].size
    numbers = (pieces, len(g), groups, like.shape[-1] // groups, b.shape[1], g[0].size, out[0].size)
    sizes = np.array([*numbers, count, size, width])
    scratch = np.zeros((pieces, size + _BLOCK * count * width), g.dtype)
    where = where._replace(places=fill_up(where.places))
    in_parallel(_scattered_product, g, cut, out, sizes, where, scratch)


_ADDITION = 48  # multiplications in a tile that take as long as an addition to memory


def suits_scattering(kernel_shape, groups: int, dtype) -> bool:
    """Whether `stamp` takes less time by scattering than in phases."""
    *window, ins, outs = kernel_shape
    width, taps, outs = columns_of(dtype), math.prod(window), outs // groups
    phased = taps * outs * -(-ins // width) * width
    return outs * -(-taps * ins // width) * width + _ADDITION * taps * ins < phased


# The kernel's gradient
# ---------------------


def _gathered_sum(q, x, b, y, sizes, rows, steps, places, inside, scratch):
    """The transpose of the never-written matrix times `b`: piece `q` of all images."""
    pieces, batch, groups, ins, outs, x_size, b_size, count, padded, width = sizes
    size, own = len(rows) * count * width, scratch[padded:]
    for n in range(q * batch // pieces, (q + 1) * batch // pieces):
        if padded:
            _with_margin(x, n * x_size, inside, groups * ins, scratch)
        source, start = (scratch, 0) if padded else (x, n * x_size)
        for first in range(0, len(steps), _BLOCK):
            some = steps[first : first + _BLOCK]
            for g in range(groups):
                b0 = n * b_size + (first * groups + g) * outs
                for p in range(count):
                    panel = (b, b0 + p * width, groups * outs)
                    if len(rows) > 2 * _BLOCK or (p + 1) * width > outs:
                        _cut_panel(b, b0, groups * outs, p, outs, len(some), width, own)
                        panel = (scratch, padded, width)
                    y0 = (q * groups + g) * size + p * width
                    for i in range(0, len(rows), ROWS):
                        a = (source, start + g * ins, rows, i, some)
                        add_tile(a, panel, (y, y0, places, i))


@njit(nogil=True, cache=True)
def _cut_panel(b, b0, pitch, p, outs, length, width, panel):
    """Copy panel `p` of a block of rows, so that it lies in order, with zeros at the end."""
    for k in range(length):
        for v in range(width):
            panel[k * width + v] = b[b0 + k * pitch + p * width + v] if p * width + v < outs else 0


def pieces_for(size: int, most: int) -> int:
    """How many results of a size are kept apart: up to 16, by the shapes alone."""
    return max(1, min(most, 16, 2**24 // max(size, 1)))


def correlate_gathered(x, g, like, out, **options) -> None:
    """`correlate` by tiles."""
    where = window_addresses(x.shape, like.shape, **options)
    groups, k = options["groups"], len(where.steps)
    outs, width = like.shape[-1] // groups, columns_of(x.dtype)
    count = -(-outs // width)
    ends = np.arange(k) * count * width
    where = where._replace(rows=fill_up(where.steps), steps=where.rows, places=fill_up(ends))
    pieces = pieces_for(groups * len(where.rows) * count * width, len(x))
    numbers = (pieces, len(x), groups, x.shape[-1] // groups, outs, x[0].size, g[0].size)
    parts = aligned_zeros((pieces, groups, len(where.rows), count * width), x.dtype)
    scratch = aligned_zeros((pieces, where.padded + _BLOCK * width), x.dtype)
    sizes = np.array([*numbers, count, where.padded, width])
    in_parallel(_gathered_sum, x, g, parts, sizes, where, scratch)
    out[...] = np.moveaxis(parts.sum(axis=0)[:, :k, :outs], 0, 1).reshape(like.shape)
