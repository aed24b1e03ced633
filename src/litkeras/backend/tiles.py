# Generated from chapters/backend/tiles.md by `make tangle`. Do not edit.
"""The innermost loop.

A product of matrices, tile by tile in the processor's registers, at the speed of the machine.
"""

import functools
import math

import numba
import numpy as np
from llvmlite import ir
from numba import cfunc, njit, prange, types
from numba.core import cgutils
from numba.core.registry import cpu_target
from numba.extending import intrinsic, overload

__all__ = [
    "ROWS",
    "columns_of",
    "store_tile",
    "add_tile",
    "Code",
    "as_instructions",
    "in_parallel",
    "suits_tiles",
    "aligned_zeros",
    "panels",
    "fill_up",
]


# Six rows, sixteen columns
# -------------------------


def _register_bytes() -> int:
    """How long the vectors of the processor are for which Numba compiles."""
    _, _, features = cpu_target.target_context.codegen().magic_tuple()
    return 64 if "+avx512f" in features.split(",") else 32


ROWS, _VECTORS, _BYTES = 6, 2, _register_bytes()  # rows of a tile, vectors in a row, bytes in one


def columns_of(dtype) -> int:
    """How many columns a tile has."""
    return _VECTORS * _BYTES // np.dtype(dtype).itemsize


def _tile_product(a: tuple, b: tuple) -> np.ndarray:
    """Six rows of the matrix at `x[x0 + rows[i + r] + steps[k]]` times that at `b[b0 + k * db + v]`."""
    (x, x0, rows, i, steps), (b, b0, db) = a, b
    columns = np.arange(columns_of(x.dtype))
    left = x[x0 + rows[i : i + ROWS, None] + steps]
    return left @ b[b0 + db * np.arange(len(steps))[:, None] + columns]


def _tile_places(y: tuple) -> tuple:
    """The output of a tile and the places in it: `y[y0 + places[j + r] + v]`."""
    y, y0, places, j = y
    return y, y0 + places[j : j + ROWS, None] + np.arange(columns_of(y.dtype))


def store_tile(a: tuple, b: tuple, y: tuple) -> None:
    """Six rows of a product, written to their places."""
    y, places = _tile_places(y)
    y[places] = _tile_product(a, b)


def add_tile(a: tuple, b: tuple, y: tuple) -> None:
    """Six rows of a product, added to what is in their places."""
    y, places = _tile_places(y)
    y[places] += _tile_product(a, b)


# Written in instructions
# -----------------------

_I64, _I32 = ir.IntType(64), ir.IntType(32)


class Code:
    """Writes instructions on vectors of one dtype: as long as a register, or of `count` numbers."""

    def __init__(self, context, builder, dtype, count=None):
        self.context, self.builder = context, builder
        self.bytes = dtype.bitwidth // 8
        self.count = count or _BYTES // self.bytes
        self.vector = ir.VectorType(context.get_value_type(dtype), self.count)

    def start_of(self, kind, array):
        """The address of an array's first number."""
        return self.context.make_array(kind)(self.context, self.builder, array).data

    def move(self, address, *offsets):
        """An address some numbers further."""
        for n in offsets:
            address = self.builder.gep(address, [_I64(n) if isinstance(n, int) else n])
        return address

    def integer(self, n: int):
        """A number of the program as one of the instructions."""
        return _I64(n)

    def number(self, address, offset):
        """The number at an address."""
        return self.builder.load(self.move(address, offset))

    def load(self, address):
        """The vector that begins at an address."""
        seen = self.builder.bitcast(address, self.vector.as_pointer())
        return self.builder.load(seen, align=self.bytes)

    def store(self, vector, address):
        """Write a vector to an address."""
        seen = self.builder.bitcast(address, self.vector.as_pointer())
        self.builder.store(vector, seen, align=self.bytes)

    def spread(self, number):
        """A vector that is `number` everywhere."""
        blank = ir.Constant(ir.VectorType(number.type, self.count), ir.Undefined)
        first = self.builder.insert_element(blank, number, _I32(0))
        zeros = ir.Constant(ir.VectorType(_I32, self.count), None)
        return self.builder.shuffle_vector(first, blank, zeros)

    def multiply_add(self, a, b, c):
        """The vector a * b + c, rounded once."""
        kind = ir.FunctionType(self.vector, [self.vector] * 3)
        name = f"llvm.fma.v{self.count}f{8 * self.bytes}"
        function = cgutils.get_or_insert_function(self.builder.module, kind, name)
        return self.builder.call(function, [a, b, c])

    def repeat(self, length, values, body):
        """`length` times `values = body(k, values)`, at least once; the last values."""
        builder, before = self.builder, self.builder.block
        head, after = builder.append_basic_block(), builder.append_basic_block()
        builder.branch(head)
        builder.position_at_end(head)
        k, carried = builder.phi(_I64), [builder.phi(v.type) for v in values]
        following = [builder.add(k, _I64(1)), *body(k, carried)]
        for phi, first, again in zip([k, *carried], [_I64(0), *values], following):
            phi.add_incoming(first, before)
            phi.add_incoming(again, head)
        builder.cbranch(builder.icmp_signed("<", following[0], length), head, after)
        builder.position_at_end(after)
        return following[1:]


def _write_tile(code: Code, at: dict, add: bool) -> None:
    """Write the instructions of a tile: `at` has the addresses and numbers by their names."""
    lines = [code.move(at["x"], code.number(at["rows"], r)) for r in range(ROWS)]
    ends = [code.move(at["y"], code.number(at["places"], r)) for r in range(ROWS)]
    out = [code.move(p, v * code.count) for p in ends for v in range(_VECTORS)]

    def body(k, sums):
        step = code.number(at["steps"], k)
        row = code.move(at["b"], code.builder.mul(k, at["db"]))
        columns = [code.load(code.move(row, v * code.count)) for v in range(_VECTORS)]
        numbers = [code.spread(code.number(line, step)) for line in lines]
        pairs = [(n, c) for n in numbers for c in columns]
        return [code.multiply_add(n, c, s) for (n, c), s in zip(pairs, sums)]

    zero = ir.Constant(code.vector, None)
    before = [code.load(p) if add else zero for p in out]
    for vector, p in zip(code.repeat(at["length"], before, body), out):
        code.store(vector, p)


def _tile_intrinsic(add: bool):
    """The function that Numba compiles to the instructions of a tile."""

    @intrinsic
    def tile(typing, a, b, y):
        def write(context, builder, signature, args):
            code = Code(context, builder, signature.args[0][0].dtype)
            parts, kinds = [], []
            for kind, given in zip(signature.args, args):
                parts += cgutils.unpack_tuple(builder, given, len(kind))
                kinds += list(kind)
            names = ("x", "x0", "rows", "i", "steps", "b", "b0", "db", "y", "y0", "places", "j")
            at = dict(zip(names, parts))
            steps = context.make_array(kinds[4])(context, builder, at["steps"])
            at["length"] = builder.extract_value(steps.shape, 0)
            for n, kind in enumerate(kinds):
                if isinstance(kind, types.Array):
                    at[names[n]] = code.start_of(kind, parts[n])
            for name, offset in (
                ("x", "x0"),
                ("rows", "i"),
                ("b", "b0"),
                ("y", "y0"),
                ("places", "j"),
            ):
                at[name] = code.move(at[name], at[offset])
            _write_tile(code, at, add)
            return context.get_dummy_value()

        return types.void(a, b, y), write

    return tile


_STORE, _ADD = _tile_intrinsic(add=False), _tile_intrinsic(add=True)

as_instructions = functools.partial(overload, jit_options={"forceinline": True})


@as_instructions(store_tile)
def _(a, b, y):
    return lambda a, b, y: _STORE(a, b, y)


@as_instructions(add_tile)
def _(a, b, y):
    return lambda a, b, y: _ADD(a, b, y)


# All cores
# ---------


@njit(parallel=True, nogil=True, cache=True)
def _pieces(work, x, b, y, sizes, rows, steps, places, inside, scratch):
    for q in prange(len(scratch)):
        work(np.int64(q), x, b, y, sizes, rows, steps, places, inside, scratch[q])


@functools.cache
def _pointer(work, dtype: np.dtype):
    """A kernel, compiled for a dtype, as something that a compiled function can be given."""
    floats = types.Array(numba.from_dtype(dtype), 1, "C")
    ints = types.Array(types.int64, 1, "C")
    kinds = [types.int64, floats, floats, floats, ints, ints, ints, ints, ints, floats]
    return cfunc(types.void(*kinds), cache=True, error_model="numpy")(work)


def in_parallel(work, x, b, y, sizes, where: tuple, scratch) -> None:
    """`work(q, x, b, y, sizes, rows, steps, places, inside, scratch[q])` for each q, on all cores."""
    flat = [np.require(a, None, "CAW").reshape(-1) for a in (x, b, y)]
    if numba.config.DISABLE_JIT:
        for q, own in enumerate(scratch):
            work(q, *flat, sizes, *where[:4], own)
    else:
        _pieces(_pointer(work, scratch.dtype), *flat, sizes, *where[:4], scratch)
    if not y.flags.c_contiguous:
        y[...] = flat[2].reshape(y.shape)


def suits_tiles(*arrays) -> bool:
    """Whether there is something to compute, in single or double precision."""
    return all(a.dtype.char in "fd" and a.size for a in arrays)


# The whole product
# -----------------


def aligned_zeros(shape: tuple, dtype) -> np.ndarray:
    """Zeros that begin at a multiple of 64 bytes."""
    size, item = math.prod(shape), np.dtype(dtype).itemsize
    room = np.zeros(size + 64 // item, dtype)
    first = -room.ctypes.data % 64 // item
    return room[first : first + size].reshape(shape)


def panels(b: np.ndarray) -> np.ndarray:
    """Matrices `(..., k, n)` cut into panels `(..., count, k, columns)`."""
    width = columns_of(b.dtype)
    *outer, k, n = b.shape
    count = -(-n // width)
    cut = aligned_zeros((*outer, count, k, width), b.dtype)
    for p in range(count):
        cut[..., p, :, : min(width, n - p * width)] = b[..., p * width : (p + 1) * width]
    return cut


def fill_up(numbers: np.ndarray) -> np.ndarray:
    """A list with its last number repeated, up to a multiple of six."""
    return np.concatenate([numbers, np.repeat(numbers[-1:], -len(numbers) % ROWS)])
