# Generated from chapters/backend/winograd.md by `make tangle`. Do not edit.
"""Winograd's convolution.

Sixteen multiplications where there were thirty-six: the convolution of 3 by 3, faster than the
processor can multiply.
"""

import numpy as np
from numba import get_num_threads, njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from litkeras.backend.convolution import convolve, correlate, margin_widths, stamp
from litkeras.backend.gathered import (
    Addresses,
    convolve_gathered,
    correlate_gathered,
    pieces_for,
    stamp_gathered,
    stamp_scattered,
    suits_scattering,
)
from litkeras.backend.tiles import (
    ROWS,
    Code,
    add_tile,
    aligned_zeros,
    as_instructions,
    columns_of,
    fill_up,
    in_parallel,
    panels,
    store_tile,
    suits_tiles,
)

__all__ = [
    "INPUTS",
    "WEIGHTS",
    "OUTPUTS",
    "to_products",
    "cut_patch",
    "winograd_sizes",
    "convolve_winograd",
    "correlate_winograd",
    "suits_winograd",
    "corner_of",
    "fast_convolve",
    "fast_stamp",
    "fast_correlate",
]


# Four for six
# ------------

INPUTS = ((1, 0, -1, 0), (0, 1, 1, 0), (0, -1, 1, 0), (0, 1, 0, -1))

WEIGHTS = ((1, 0, 0), (0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0, 0, 1))

OUTPUTS = ((1, 1, 1, 0), (0, 1, -1, -1))

# Additions without multiplications
# ---------------------------------


def _combine(code: Code, row, vectors):
    """The sum of some vectors, each taken 1, 0 or -1 times."""
    total = None
    for factor, vector in zip(row, vectors):
        if factor and total is None:
            total = vector if factor > 0 else code.builder.fneg(vector)
        elif factor:
            total = (code.builder.fadd if factor > 0 else code.builder.fsub)(total, vector)
    return total


def _grid(code: Code, address, size: int, down, across) -> list[list]:
    """The addresses of `size` by `size` numbers: `down` from row to row, `across` within a row."""
    times = lambda step, n: code.builder.mul(step, code.integer(n))
    return [
        [code.move(address, times(down, i), times(across, j)) for j in range(size)]
        for i in range(size)
    ]


def _write_transform(code: Code, matrix, x, y, count) -> None:
    """Write the instructions of M d M': `x`, `y` are an address and two distances each."""
    outs, ins = len(matrix), len(matrix[0])
    sources, targets = _grid(code, x[0], ins, *x[1:]), _grid(code, y[0], outs, *y[1:])
    zero, width = code.integer(0), code.integer(code.count)
    with cgutils.for_range_slice(code.builder, zero, count, width, inc=True) as (c, _):
        d = [[code.load(code.move(p, c)) for p in line] for line in sources]
        half = [[_combine(code, row, column) for column in zip(*d)] for row in matrix]
        for vectors, line in zip(half, targets):
            for row, p in zip(matrix, line):
                code.store(_combine(code, row, vectors), code.move(p, c))


def _intrinsic_for(matrix):
    """The function that Numba compiles to the instructions of M d M'."""

    @intrinsic
    def written(typing, x, y, count):
        def write(context, builder, signature, args):
            code = Code(context, builder, signature.args[0][0].dtype)
            ends = []
            for kind, given in zip(signature.args, args[:2]):
                array, start, *steps = cgutils.unpack_tuple(builder, given, 4)
                ends.append((code.move(code.start_of(kind[0], array), start), *steps))
            _write_transform(code, matrix, *ends, args[2])
            return context.get_dummy_value()

        return types.void(x, y, types.int64), write

    return written


def _transform(matrix):
    """The function M d M' for a matrix of 1, 0 and -1, for each of `count` channels."""
    (m, n), written = np.shape(matrix), _intrinsic_for(matrix)

    def plain(x: tuple, y: tuple, count: int) -> None:
        (x, x0, down, across), (y, y0, below, beside) = x, y
        i, c = np.arange(max(m, n)), np.arange(count)
        d = x[x0 + i[:n, None, None] * down + i[:n, None] * across + c]
        factors = np.array(matrix, x.dtype)
        places = y0 + i[:m, None, None] * below + i[:m, None] * beside + c
        y[places] = np.einsum("ia,abc,jb->ijc", factors, d, factors)

    as_instructions(plain)(lambda x, y, count: lambda x, y, count: written(x, y, count))
    return plain


to_products, _to_outputs = _transform(INPUTS), _transform(OUTPUTS)

# Block by block
# --------------


@njit(nogil=True, cache=True)
def cut_patch(x, n, i, j, size, shape, patch):
    """Copy the patch of image `n` that begins at (i, j), with zeros outside of the image."""
    height, width, channels = shape
    for a in range(size):
        for b in range(size):
            inside = 0 <= i + a < height and 0 <= j + b < width
            at = ((n * height + i + a) * width + j + b) * channels
            for c in range(channels):
                patch[(a * size + b) * channels + c] = x[at + c] if inside else 0


@njit(nogil=True, cache=True)
def _take_inputs(x, first, last, shape, corner, tiling, v, pitch, patch):
    """The transformed patches `first` to `last`, as sixteen matrices `(patches, channels)`."""
    height, width, channels = shape
    for t in range(first, last):
        n, rest = divmod(t, tiling[0] * tiling[1])
        i, j = 2 * (rest // tiling[1]) - corner[0], 2 * (rest % tiling[1]) - corner[1]
        y = (v, (t - first) * channels, 4 * pitch, pitch)
        if 0 <= i and i + 4 <= height and 0 <= j and j + 4 <= width:
            at = ((n * height + i) * width + j) * channels
            to_products((x, at, width * channels, channels), y, channels)
        else:
            cut_patch(x, n, i, j, 4, shape, patch)
            to_products((patch, 0, 4 * channels, channels), y, channels)


@njit(nogil=True, cache=True)
def _give_outputs(m, pitch, row, first, last, shape, tiling, y, patch):
    """Transform products back, and write the outputs of the patches `first` to `last`."""
    height, width, channels = shape
    for t in range(first, last):
        n, rest = divmod(t, tiling[0] * tiling[1])
        i, j = 2 * (rest // tiling[1]), 2 * (rest % tiling[1])
        at = ((n * height + i) * width + j) * channels
        x = (m, (t - first) * row, 4 * pitch, pitch)
        if i + 2 <= height and j + 2 <= width:
            _to_outputs(x, (y, at, width * channels, channels), channels)
            continue
        _to_outputs(x, (patch, 0, 2 * channels, channels), channels)
        for a in range(min(2, height - i)):
            for b in range(min(2, width - j)):
                for c in range(channels):
                    y[at + (a * width + b) * channels + c] = patch[(2 * a + b) * channels + c]


@njit(nogil=True, cache=True)
def _share_of(q, pieces, patches, block):
    """The first patch of piece `q`, and that of the next piece: whole blocks, as equally as can be."""
    blocks = (patches + block - 1) // block
    return q * blocks // pieces * block, min((q + 1) * blocks // pieces * block, patches)


def _winograd_products(q, x, b, y, sizes, rows, steps, places, _, scratch):
    """Winograd's convolution: piece `q` of all blocks of patches."""
    pieces, patches, block, h, w, ins, top, left, height, width, outs = sizes[:11]
    count, wide, v_pitch, m_pitch = sizes[11:]
    tiling = ((height + 1) // 2, (width + 1) // 2)
    v, m = scratch[: 16 * v_pitch], scratch[16 * v_pitch : 16 * (v_pitch + m_pitch)]
    patch = scratch[16 * (v_pitch + m_pitch) :]
    begin, end = _share_of(q, pieces, patches, block)
    for first in range(begin, end, block):
        last = min(first + block, end)
        _take_inputs(x, first, last, (h, w, ins), (top, left), tiling, v, v_pitch, patch)
        for k in range(16):
            for p in range(count):
                panel = (b, (k * count + p) * ins * wide, wide)
                for i in range(0, last - first, ROWS):
                    out = (m, k * m_pitch + p * wide, places, i)
                    store_tile((v, k * v_pitch, rows, i, steps), panel, out)
        _give_outputs(
            m, m_pitch, count * wide, first, last, (height, width, outs), tiling, y, patch
        )


_CACHE, _GAP = 3 * 2**17, 16  # bytes for a block; numbers between two matrices


def _patches_of(y_shape) -> int:
    """How many patches there are for an output `(batch, height, width, channels)`."""
    batch, height, width, _ = y_shape
    return batch * ((height + 1) // 2) * ((width + 1) // 2)


def winograd_sizes(x_shape, y_shape, corner, dtype, most) -> tuple:
    """(sizes for the kernels, numbers that each piece needs for itself), for at most `most` pieces."""
    (_, h, w, ins), (_, height, width, outs) = x_shape, y_shape
    wide = columns_of(dtype)
    count, patches = -(-outs // wide), _patches_of(y_shape)
    block = _CACHE // (16 * np.dtype(dtype).itemsize * (ins + outs)) // ROWS * ROWS
    block = min(max(block, ROWS), 16 * ROWS)
    pieces = max(1, min(most, -(-patches // block)))
    pitches = block * ins + _GAP, block * count * wide + _GAP
    sizes = (pieces, patches, block, h, w, ins, *corner, height, width, outs, count, wide, *pitches)
    return np.array(sizes), 16 * (sum(pitches) + max(ins, outs))


def convolve_winograd(x, kernel, out, corner) -> None:
    """Convolution with a window of 3 by 3, whose first window begins `corner` before the input."""
    ins = kernel.shape[2]
    weights = np.array(WEIGHTS, x.dtype)
    u = np.kron(weights, weights) @ kernel.reshape(9, -1)
    most = 4 * get_num_threads()
    sizes, own = winograd_sizes(x.shape, out.shape, corner, x.dtype, most)
    (block, count, wide), scratch = sizes[[2, 11, 12]], aligned_zeros((sizes[0], own), x.dtype)
    i = np.arange(block)
    where = Addresses(
        rows=i * ins, steps=np.arange(ins), places=i * count * wide, inside=i, padded=0
    )
    in_parallel(_winograd_products, x, panels(u.reshape(16, ins, -1)), out, sizes, where, scratch)


# Both gradients
# --------------

_to_weights = _transform(tuple(zip(*OUTPUTS)))


@njit(nogil=True, cache=True)
def _take_gradients(g, first, last, shape, tiling, m, pitch, row, patch):
    """The transformed gradients of the patches `first` to `last`, as sixteen matrices."""
    height, width, channels = shape
    for t in range(first, last):
        n, rest = divmod(t, tiling[0] * tiling[1])
        i, j = 2 * (rest // tiling[1]), 2 * (rest % tiling[1])
        y = (m, (t - first) * row, 4 * pitch, pitch)
        if i + 2 <= height and j + 2 <= width:
            at = ((n * height + i) * width + j) * channels
            _to_weights((g, at, width * channels, channels), y, channels)
        else:
            cut_patch(g, n, i, j, 2, shape, patch)
            _to_weights((patch, 0, 2 * channels, channels), y, channels)


def _winograd_sum(q, x, b, y, sizes, rows, steps, places, _, scratch):
    """Winograd's gradient of the kernel: the sums over piece `q` of all blocks of patches."""
    pieces, patches, block, h, w, ins, top, left, height, width, outs = sizes[:11]
    count, wide, v_pitch, m_pitch = sizes[11:]
    tiling, row = ((height + 1) // 2, (width + 1) // 2), count * wide
    v, m = scratch[: 16 * v_pitch], scratch[16 * v_pitch : 16 * (v_pitch + m_pitch)]
    patch = scratch[16 * (v_pitch + m_pitch) :]
    begin, end = _share_of(q, pieces, patches, block)
    for first in range(begin, end, block):
        last = min(first + block, end)
        _take_inputs(x, first, last, (h, w, ins), (top, left), tiling, v, v_pitch, patch)
        _take_gradients(b, first, last, (height, width, outs), tiling, m, m_pitch, row, patch)
        for k in range(16):
            for p in range(count):
                panel = (m, k * m_pitch + p * wide, row)
                for i in range(0, len(rows), ROWS):
                    out = (y, (q * 16 + k) * ins * row + p * wide, places, i)
                    add_tile((v, k * v_pitch, rows, i, steps[: last - first]), panel, out)


def correlate_winograd(x, g, out, corner) -> None:
    """The gradient with respect to the kernel of `convolve_winograd`."""
    *_, ins, outs = out.shape
    row = -(-outs // columns_of(x.dtype)) * columns_of(x.dtype)
    sizes, own = winograd_sizes(x.shape, g.shape, corner, x.dtype, pieces_for(16 * ins * row, 16))
    c, i = np.arange(ins), np.arange(sizes[2])
    where = Addresses(rows=fill_up(c), steps=i * ins, places=fill_up(c * row), inside=c, padded=0)
    parts, scratch = (aligned_zeros((sizes[0], n), x.dtype) for n in (16 * ins * row, own))
    in_parallel(_winograd_sum, x, g, parts, sizes, where, scratch)
    weights = np.array(WEIGHTS, x.dtype)
    dk = np.kron(weights, weights).T @ parts.sum(axis=0).reshape(16, -1)
    out[...] = dk.reshape(3, 3, ins, row)[..., :outs]


# Which one?
# ----------


def suits_winograd(kernel_shape, y_shape, dtype, *, strides, dilation, groups, **_) -> bool:
    """Whether a convolution is 3 by 3 and dense, with enough channels and patches to pay."""
    *window, ins, outs = kernel_shape
    if window != [3, 3] or not strides == dilation == (1, 1) or groups != 1:
        return False
    is_whole = not any(n % (columns_of(dtype) // 2) for n in (ins, outs))
    return is_whole and ins >= 32 and _patches_of(y_shape) >= max(96, (ins + outs) // 4)


def _sums_suit(kernel_shape, y_shape, dtype) -> bool:
    """Whether its gradient with respect to the kernel pays, too."""
    *_, ins, outs = kernel_shape
    fits = ins * outs * np.dtype(dtype).itemsize <= 2**16
    return fits and outs >= 32 and _patches_of(y_shape) >= 3000


def corner_of(x_shape, kernel_shape, strides, padding, dilation, groups) -> tuple[int, int]:
    """How far before the input the first window begins."""
    widths = margin_widths(x_shape, kernel_shape, strides, padding, dilation)
    return widths[1][0], widths[2][0]


def fast_convolve(x, kernel, out, **options) -> None:
    """Fill `out` with `convolve(x, kernel)`."""
    if not suits_tiles(x, kernel, out):
        out[...] = convolve.value(x, kernel, **options)
    elif suits_winograd(kernel.shape, out.shape, x.dtype, **options):
        convolve_winograd(x, kernel, out, corner_of(x.shape, kernel.shape, **options))
    else:
        convolve_gathered(x, kernel, out, **options)


def fast_stamp(g, kernel, like, out, **options) -> None:
    """Fill `out` with `stamp(g, kernel, like)`."""
    turned = kernel[::-1, ::-1].swapaxes(-1, -2)
    if not suits_tiles(g, kernel, out):
        out[...] = stamp.value(g, kernel, like, **options)
    elif suits_winograd(turned.shape, out.shape, g.dtype, **options):
        top, left = corner_of(like.shape, kernel.shape, **options)
        convolve_winograd(g, np.ascontiguousarray(turned), out, (2 - top, 2 - left))
    elif suits_scattering(kernel.shape, options["groups"], g.dtype):
        stamp_scattered(g, kernel, like, out, **options)
    else:
        stamp_gathered(g, kernel, like, out, **options)


def fast_correlate(x, g, like, out, **options) -> None:
    """Fill `out` with `correlate(x, g, like)`."""
    shapes = like.shape, g.shape, x.dtype
    if not suits_tiles(x, g, out):
        out[...] = correlate.value(x, g, like, **options)
    elif suits_winograd(*shapes, **options) and _sums_suit(*shapes):
        correlate_winograd(x, g, out, corner_of(x.shape, like.shape, **options))
    else:
        correlate_gathered(x, g, like, out, **options)
