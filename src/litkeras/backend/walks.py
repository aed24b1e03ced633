# Generated from chapters/backend/walks.md by `make tangle`. Do not edit.
"""One walk over the picture.

Pooling hardly computes. What it costs is the way of its numbers, so each of them goes it once.
"""

import functools

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from litkeras.backend.pooling import _put_at_maxima, _spread, average_pool, max_pool
from litkeras.backend.tiles import Code, as_instructions, in_parallel, suits_tiles
from litkeras.backend.windows import window_cells

__all__ = [
    "window_places",
    "tiles_picture",
    "fast_max_pool",
    "fast_put_at_maxima",
    "fast_average_pool",
    "fast_spread",
]


# A window is a list of addresses
# -------------------------------


def window_places(lengths, window, strides, padding, channels) -> tuple[np.ndarray, np.ndarray]:
    """Where the cells of each window begin in memory `(windows, cells)`, and how many are there."""
    cells = window_cells(lengths, tuple(window), tuple(strides), padding)
    order = np.argsort(cells < 0, axis=1, kind="stable")
    places = np.take_along_axis(cells, order, axis=1).astype(np.int64) * channels
    return places, (cells >= 0).sum(axis=1)


# Eight channels in a register
# ----------------------------


def _is_larger(code: Code, vector, best):
    """Where `vector` beats `best`: it is larger, or the first that is not a number."""
    wins = code.builder.fcmp_unordered(">", vector, best)
    return code.builder.and_(wins, code.builder.fcmp_ordered("ord", best, best))


def _in_cell(code: Code, at: dict, name: str, k):
    """The address in cell `k` of the window, in the array of a name."""
    return code.move(at[name], code.number(at["places"], k))


def _write_largest(code: Code, at: dict) -> None:
    """Write the instructions for the largest vector of a window."""

    def compare(k, values):
        (best,) = values
        vector = code.load(_in_cell(code, at, "x", k))
        return [code.builder.select(_is_larger(code, vector, best), vector, best)]

    first = code.load(_in_cell(code, at, "x", code.integer(0)))
    (best,) = code.repeat(at["count"], [first], compare)
    code.store(best, at["y"])


def _count(code: Code, at: dict):
    """How many cells there are in the window, in all lanes."""
    count = code.builder.sitofp(at["count"], code.vector.element)
    return code.spread(count)


def _write_mean(code: Code, at: dict) -> None:
    """Write the instructions for the mean of a window."""

    def add(k, values):
        return [code.builder.fadd(values[0], code.load(_in_cell(code, at, "x", k)))]

    (total,) = code.repeat(at["count"], [ir.Constant(code.vector, None)], add)
    code.store(code.builder.fdiv(total, _count(code, at)), at["y"])


# The way back
# ------------


def _give(code: Code, at: dict, k, share, add: bool) -> None:
    """Write `share` to cell `k` of the window, or add it to what is there."""
    place = _in_cell(code, at, "y", k)
    code.store(code.builder.fadd(code.load(place), share) if add else share, place)


def _number(code: Code, k):
    """The number of a cell in all lanes, as an integer as wide as a lane."""
    kind = ir.IntType(8 * code.bytes)
    return code.spread(code.builder.trunc(k, kind) if code.bytes < 8 else k)


def _write_to_winner(code: Code, at: dict, add: bool) -> None:
    """Write the instructions that give the gradient to the first of the largest in a window."""
    select, zero = code.builder.select, code.integer(0)

    def compare(k, values):
        vector = code.load(_in_cell(code, at, "x", k))
        wins = _is_larger(code, vector, values[0])
        return [select(wins, vector, values[0]), select(wins, _number(code, k), values[1])]

    def hand_out(k, _):
        is_winner = code.builder.icmp_signed("==", winner, _number(code, k))
        _give(code, at, k, select(is_winner, g, ir.Constant(code.vector, None)), add)
        return []

    first = [code.load(_in_cell(code, at, "x", zero)), _number(code, zero)]
    _, winner = code.repeat(at["count"], first, compare)
    g = code.load(at["g"])
    code.repeat(at["count"], [], hand_out)


def _write_evenly(code: Code, at: dict, add: bool) -> None:
    """Write the instructions that give each cell of a window its share of the gradient."""
    share = code.builder.fdiv(code.load(at["g"]), _count(code, at))

    def hand_out(k, _):
        _give(code, at, k, share, add)
        return []

    code.repeat(at["count"], [], hand_out)


# What it says in NumPy
# ---------------------


def _numbers(x: tuple, window: tuple, channels: int) -> np.ndarray:
    """The places of a window's numbers in an array that begins at `x[1]`: `(cells, channels)`."""
    places, first, count = window
    return x[1] + places[first : first + count, None] + np.arange(channels)


def _shares(x: tuple, g: tuple, window: tuple, channels: int) -> np.ndarray:
    """The gradient of a window, at the first of the largest: `(cells, channels)`."""
    numbers = x[0][_numbers(x, window, channels)]
    wins = (numbers == numbers.max(axis=0)) | np.isnan(numbers)
    wins &= wins.cumsum(axis=0) == 1
    return np.where(wins, g[0][g[1] : g[1] + channels], 0)


def _store_largest(x, g, y, window, channels):
    y[0][y[1] : y[1] + channels] = x[0][_numbers(x, window, channels)].max(axis=0)


def _store_mean(x, g, y, window, channels):
    y[0][y[1] : y[1] + channels] = x[0][_numbers(x, window, channels)].mean(axis=0)


def _store_to_winner(x, g, y, window, channels):
    y[0][_numbers(y, window, channels)] = _shares(x, g, window, channels)


def _add_to_winner(x, g, y, window, channels):
    y[0][_numbers(y, window, channels)] += _shares(x, g, window, channels)


def _store_evenly(x, g, y, window, channels):
    y[0][_numbers(y, window, channels)] = g[0][g[1] : g[1] + channels] / window[2]


def _add_evenly(x, g, y, window, channels):
    y[0][_numbers(y, window, channels)] += g[0][g[1] : g[1] + channels] / window[2]


# All channels
# ------------


def _for_all_channels(code: Code, dtype, channels, starts: dict, write) -> None:
    """Write a loop over vectors of channels, and the same for what is left with shorter vectors."""
    first, count, b = code.integer(0), code.count, code.builder
    while count:
        lanes, step = Code(code.context, b, dtype, count), code.integer(count)
        last = b.sub(channels, b.srem(channels, step))
        with cgutils.for_range_slice(b, first, last, step, inc=True) as (c, _):
            write(lanes, {name: code.move(start, c) for name, start in starts.items()})
        first, count = last, count // 2


def _written(plain, write_window, **options) -> None:
    """Let compiled functions that call `plain` have the instructions of `write_window` instead."""

    @intrinsic
    def walk(typing, x, g, y, window, channels):
        def write(context, builder, signature, args):
            dtype, starts = signature.args[0][0].dtype, {}
            code = Code(context, builder, dtype)
            for name, kind, given in zip("xgy", signature.args, args):
                array, start = cgutils.unpack_tuple(builder, given, 2)
                starts[name] = code.move(code.start_of(kind[0], array), start)
            places, first, count = cgutils.unpack_tuple(builder, args[3], 3)
            places = code.move(code.start_of(signature.args[3][0], places), first)
            fixed = {"places": places, "count": count}
            write_one = lambda lanes, at: write_window(lanes, {**at, **fixed}, **options)
            _for_all_channels(code, dtype, args[4], starts, write_one)
            return context.get_dummy_value()

        return types.void(x, g, y, window, channels), write

    @as_instructions(plain)
    def _(x, g, y, window, channels):
        return lambda x, g, y, window, channels: walk(x, g, y, window, channels)


_written(_store_largest, _write_largest)

_written(_store_mean, _write_mean)

_written(_store_to_winner, _write_to_winner, add=False)

_written(_add_to_winner, _write_to_winner, add=True)

_written(_store_evenly, _write_evenly, add=False)

_written(_add_evenly, _write_evenly, add=True)

# All windows, all pictures
# -------------------------


def _pool_windows(q, x, g, y, sizes, places, counts, _, __, scratch):
    """The largest numbers of all windows, or their means: piece `q` of all pictures."""
    pieces, batch, x_size, y_size, width, channels, is_tiled, is_mean = sizes
    for n in range(q * batch // pieces, (q + 1) * batch // pieces):
        for p in range(len(counts)):
            end, window = (y, n * y_size + p * channels), (places, p * width, counts[p])
            if is_mean:
                _store_mean((x, n * x_size), (g, 0), end, window, channels)
            else:
                _store_largest((x, n * x_size), (g, 0), end, window, channels)


def _give_back(q, x, g, y, sizes, places, counts, _, __, scratch):
    """The gradients of all windows, to their winners or evenly: piece `q` of all pictures."""
    pieces, batch, x_size, g_size, width, channels, is_tiled, is_mean = sizes
    for start in range(q * batch // pieces * x_size, (q + 1) * batch // pieces * x_size, x_size):
        if not is_tiled:
            y[start : start + x_size] = 0
        for p in range(len(counts)):
            own = (g, start // x_size * g_size + p * channels)
            window = (places, p * width, counts[p])
            if is_tiled and is_mean:
                _store_evenly((x, start), own, (y, start), window, channels)
            elif is_tiled:
                _store_to_winner((x, start), own, (y, start), window, channels)
            elif is_mean:
                _add_evenly((x, start), own, (y, start), window, channels)
            else:
                _add_to_winner((x, start), own, (y, start), window, channels)


def tiles_picture(places: np.ndarray, counts: np.ndarray, cells: int) -> bool:
    """Whether each of the picture's cells is in exactly one window."""
    return (
        counts.sum()
        == cells
        == len(np.unique(places[np.arange(places.shape[1]) < counts[:, None]]))
    )


@functools.lru_cache(32)
def _lists(lengths, window, strides, padding, channels) -> tuple:
    """The arguments of the kernels that depend on shapes alone."""
    places, counts = window_places(lengths, window, strides, padding, channels)
    is_tiled = tiles_picture(places, counts, int(np.prod(lengths)))
    return places.ravel(), counts, places.shape[1], is_tiled


def _walk(work, is_mean, large, small, x, g, out, window, strides, padding) -> None:
    """`work` on all pictures, from arrays of the shape of the picture and of the pooled one."""
    *lengths, channels = large.shape[1:]
    given = tuple(lengths), tuple(window), tuple(strides), padding, channels
    places, counts, width, is_tiled = _lists(*given)
    pieces = min(len(large), 4 * numba.get_num_threads())
    numbers = (pieces, len(large), large[0].size, small[0].size, width, channels, is_tiled, is_mean)
    scratch = np.zeros((pieces, 1), large.dtype)
    in_parallel(work, x, g, out, np.array(numbers), (places, counts, counts, counts), scratch)


def fast_max_pool(x, out, **options) -> None:
    """Fill `out` with `max_pool(x)`."""
    if suits_tiles(x, out):
        _walk(_pool_windows, False, x, out, x, x, out, **options)
    else:
        out[...] = max_pool.value(x, **options)


def fast_put_at_maxima(g, x, out, **options) -> None:
    """Fill `out` with the gradient of `max_pool(x)`."""
    if suits_tiles(g, x, out):
        _walk(_give_back, False, x, g, x, g, out, **options)
    else:
        out[...] = _put_at_maxima.value(g, x, **options)


def fast_average_pool(x, out, **options) -> None:
    """Fill `out` with `average_pool(x)`."""
    if suits_tiles(x, out):
        _walk(_pool_windows, True, x, out, x, x, out, **options)
    else:
        out[...] = average_pool.value(x, **options)


def fast_spread(g, out, **options) -> None:
    """Fill `out` with the gradient of `average_pool`."""
    if suits_tiles(g, out):
        _walk(_give_back, True, out, g, g, g, out, **options)
    else:
        out[...] = _spread.value(g, out, **options)
