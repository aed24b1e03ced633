# Generated from chapters/backend/sparse.md by `make tangle`. Do not edit.
"""Sparse tensors.

A tensor that leaves out its zeros, and the few operations that do not miss them.
"""

from collections.abc import Callable

import numpy as np
from numba import njit
from scipy import sparse

from litkeras.backend.arithmetic import abs, divide, multiply, negative, round, sign, sin, square
from litkeras.backend.autodiff import block_gradient
from litkeras.backend.choices import cast, sqrt
from litkeras.backend.joining import join
from litkeras.backend.nonlinearities import tanh
from litkeras.backend.operations import Op, op
from litkeras.backend.products import multiply_rows
from litkeras.backend.reductions import one_axis
from litkeras.backend.shaping import transpose
from litkeras.backend.tensors import Tensor, as_tensor

__all__ = [
    "SparseTensor",
    "is_sparse",
    "as_csr",
    "sparse_tensor",
    "for_sparse",
    "refuse_sparse",
    "call_sparse",
    "takes_sparse",
    "fill_in",
    "to_dense",
    "multiply_stored",
    "contract_stored",
    "add_rows",
    "scatter_stored",
]


# A tensor without its zeros
# --------------------------


class SparseTensor(Tensor):
    """A matrix of which only the numbers that are not zero are kept.

    Arguments:
        shape: a pair of integers; None marks a free axis.
        dtype: a NumPy dtype or its name; float16, which SciPy lacks, is refused.
        value: a `scipy.sparse.csr_array`, or None if it is not known yet.
        node, name: as for `Tensor`.
    """

    is_sparse = True

    def __init__(self, shape, dtype, value=None, node=None, name=None):
        if len(shape) != 2:
            raise ValueError(f"SparseTensor: expected two axes, got the shape {tuple(shape)}")
        if np.dtype(dtype) == np.float16:
            raise TypeError("SparseTensor: expected another dtype, got float16")
        super().__init__(shape, dtype, value, node, name)

    def numpy(self) -> np.ndarray:
        """The value, with its zeros."""
        return self._known().toarray()

    def _known(self) -> sparse.csr_array:
        """The matrix; ValueError if there is none yet."""
        if self.value is None:
            super().numpy()
        return self.value

    def __repr__(self) -> str:
        if self.value is None:
            return f"<SparseTensor '{self.name}' shape={self.shape} dtype={self.dtype}>"
        kept = f"{self.value.nnz} of {self.value.shape[0] * self.value.shape[1]} numbers"
        return f"<SparseTensor: shape={self.shape}, dtype={self.dtype}, {kept}>"

    __str__ = __repr__

    @property
    def indices(self) -> Tensor:
        """Row and column of each number that is kept: `(numbers, 2)`."""
        return as_tensor(np.stack(self._known().tocoo().coords, axis=1).astype(np.int64))

    @property
    def values(self) -> Tensor:
        """The numbers that are kept, row by row."""
        return as_tensor(self._known().data)


def is_sparse(tensor) -> bool:
    """Whether `tensor` is a tensor that leaves out its zeros."""
    return isinstance(tensor, Tensor) and tensor.is_sparse


def as_csr(x, dtype=None) -> sparse.csr_array:
    """`x`, a sparse matrix of any format, an array or a tensor, as compressed rows.

    Raises:
        TypeError, ValueError: if `x` is no matrix of numbers.
    """
    if isinstance(x, Tensor):
        x = x.value if x.is_sparse else x.numpy()
    x = x if sparse.issparse(x) else np.asarray(x)
    dtype = dtype or x.dtype
    if x.ndim != 2 or x.dtype.kind not in "biuf":
        what = f"{type(x).__name__} of shape {x.shape} and dtype {x.dtype}"
        raise ValueError(f"expected a sparse matrix, or an array with two axes, got {what}")
    if np.dtype(dtype) == np.float16:
        raise TypeError("expected another dtype, got float16")
    try:
        matrix = sparse.csr_array(x if sparse.issparse(x) else x.astype(dtype), dtype=dtype)
        matrix.check_format()
    except ValueError as error:
        raise ValueError(f"expected a sound matrix of shape {x.shape}: {error}") from None
    if not matrix.has_canonical_format:
        matrix = matrix.copy()
        matrix.sum_duplicates()
    return matrix


def sparse_tensor(x, dtype=None) -> SparseTensor:
    """A tensor with the value `x`, a sparse matrix of SciPy in any format."""
    matrix = as_csr(x, dtype)
    return SparseTensor(matrix.shape, matrix.dtype, matrix)


# Who may take it?
# ----------------


def for_sparse(*ops: Op) -> Callable[[Callable], Callable]:
    """Attach to ops what they do if an input is sparse: `rule(op, *tensors, **attributes)`."""

    def decorate(rule):
        for one in ops:
            one.sparse_rule = rule
        return rule

    return decorate


def refuse_sparse(op: Op, tensors, taken=()) -> None:
    """Raise TypeError if `op` would read a sparse tensor at a place that is not in `taken`."""
    for i, tensor in enumerate(tensors):
        if tensor.is_sparse and i not in op.shape_only and i not in taken:
            expected = f"{op.__name__}: expected a dense tensor as input {i}, got {tensor!r}"
            raise TypeError(f"{expected}; make it dense with K.to_dense")


def call_sparse(op: Op, tensors: tuple[Tensor, ...], attributes: dict) -> Tensor:
    """The result of `op` where at least one of the tensors is sparse."""
    if op.sparse_rule is not None:
        return op.sparse_rule(op, *tensors, **attributes)
    refuse_sparse(op, tensors)
    return op.apply(tensors, attributes)


def takes_sparse(op: Op) -> Op:
    """Let `op` be called with sparse tensors as with any others."""
    for_sparse(op)(lambda op, *tensors, **attributes: op.apply(tensors, attributes))
    return op


def _compressed(x) -> sparse.csr_array:
    """`x`, compressed rows already or an array, as compressed rows."""
    return x if sparse.issparse(x) else sparse.csr_array(x)


@takes_sparse
@op(label="SparseToDense")
def fill_in(x):
    """The matrix `x` with its zeros."""
    return _compressed(x).toarray()


@fill_in.shape
def _(x):
    return x.shape


@fill_in.gradient
def _(g, y, x):
    return None if x.is_sparse else g


def to_dense(tensor: Tensor) -> Tensor:
    """`tensor` with its zeros filled in, if it is sparse; else `tensor` itself."""
    is_sparse = getattr(tensor, "is_sparse", sparse.issparse(tensor))
    return fill_in(tensor) if is_sparse else tensor


# Rows that are short sums
# ------------------------


@takes_sparse
@op(label="SparseTensorDenseMatMul")
def multiply_stored(x, w):
    """Rows of the sparse `x` times columns of `w`: `(rows, k)` and `(k, n)` give `(rows, n)`."""
    return x @ w


multiply_stored.shape(multiply_rows.shape_rule)

multiply_stored.__name__ = multiply_rows.__name__


@for_sparse(multiply_rows)
def _(op, x, w):
    refuse_sparse(op, (x, w), taken=(0,))
    return multiply_stored.apply((x, w), {})


# The same rows, backwards
# ------------------------


@takes_sparse
@op(label="SparseTensorDenseMatMulGrad")
def contract_stored(x, g):
    """Sum of the rows' outer products: sparse `(rows, k)` and `(rows, n)` give `(k, n)`."""
    return x.T @ g


@contract_stored.shape
def _(x, g):
    return x.shape[-1], g.shape[-1]


@multiply_stored.gradient
def _(g, y, x, w):
    dx = None if x.is_sparse else multiply_rows(g, transpose(w))
    return dx, contract_stored(x, g)


@contract_stored.gradient
def _(dw, y, x, g):
    dx = None if x.is_sparse else multiply_rows(g, transpose(dw))
    return dx, multiply_stored(x, dw)


# Without Python, without SciPy
# -----------------------------


@njit(cache=True, nogil=True)
def add_rows(starts, columns, numbers, w, out):
    """Each row of `out`: the sum of the rows of `w` at a row's columns, times its numbers."""
    for i in range(out.shape[0]):
        total = out[i]
        total[:] = 0
        for k in range(starts[i], starts[i + 1]):
            number, row = numbers[k], w[columns[k]]
            for c in range(row.size):
                total[c] += number * row[c]


@njit(cache=True, nogil=True)
def scatter_stored(starts, columns, numbers, g, out):
    """Each row of `g`, times a row's numbers, added to the rows of `out` at its columns."""
    out[:] = 0
    for i in range(g.shape[0]):
        row = g[i]
        for k in range(starts[i], starts[i + 1]):
            number, total = numbers[k], out[columns[k]]
            for c in range(row.size):
                total[c] += number * row[c]


@multiply_stored.kernel
def _(x, w, out):
    x = _compressed(x)
    add_rows(x.indptr, x.indices, x.data, np.ascontiguousarray(w), out)


@contract_stored.kernel
def _(x, g, out):
    x = _compressed(x)
    scatter_stored(x.indptr, x.indices, x.data, np.ascontiguousarray(g), out)


# Where zero stays zero
# ---------------------


def _apply_to_stored(x, *, function, settings):
    """The sparse matrix `x` with an elementwise op applied to the numbers that it keeps."""
    return sparse.csr_array((function.value(x.data, **settings), x.indices, x.indptr), x.shape)


_map_stored = takes_sparse(Op(_apply_to_stored, label="SparseMap"))

_map_stored.__name__, _map_stored.makes = "map_stored", SparseTensor


@_map_stored.shape
def _(x, *, function, settings):
    return function.infer([x], settings)


@for_sparse(abs, cast, negative, round, sign, sin, sqrt, square, tanh)
def _(op, x, **attributes):
    return _map_stored(x, function=op, settings=attributes)


@for_sparse(block_gradient)
def _(op, x):
    return x


def _scale_stored(x, y, *, function):
    """The sparse matrix `x` with `function(number, y)` for each number that it keeps."""
    rows, columns = x.tocoo().coords
    factors = np.broadcast_to(y, x.shape)[rows, columns]
    return sparse.csr_array((function.value(x.data, factors), x.indices, x.indptr), x.shape)


_scaled = takes_sparse(Op(_scale_stored, label="SparseDenseCwise"))

_scaled.__name__, _scaled.makes = "scaled", SparseTensor


@_scaled.shape
def _(x, y, *, function):
    return x.shape, function.infer([x, y], {})[1]


@for_sparse(multiply, divide)
def _(op, x, y):
    x, y = (y, x) if op is multiply and y.is_sparse else (x, y)
    refuse_sparse(op, (x, y), taken=(0,))
    if y.value is None or y.node is not None or y.is_source:
        raise TypeError(f"{op.__name__}: expected a constant beside a sparse tensor, got {y!r}")
    shape, _ = op.infer((x, y), {})
    if len(shape) != 2 or not all(n in (a, None) or a is None for n, a in zip(shape, x.shape)):
        expected = f"{op.__name__}: expected a factor that fits the shape {x.shape}"
        raise ValueError(f"{expected}, got {y.shape}")
    return _scaled.apply((x, y), {"function": op})


# Joined matrices stay sparse
# ---------------------------


def _stack_stored(*tensors, axis):
    """Sparse matrices one below the other, or side by side."""
    return (sparse.vstack, sparse.hstack)[one_axis(axis, 2)](tensors, format="csr")


_join_stored = takes_sparse(Op(_stack_stored, label="SparseConcat"))

_join_stored.__name__, _join_stored.makes = join.__name__, SparseTensor

_join_stored.shape(join.shape_rule)


@for_sparse(join)
def _(op, *tensors, axis):
    if {t.is_sparse for t in tensors} == {True}:
        return _join_stored.apply(tensors, {"axis": axis})
    return join(*map(to_dense, tensors), axis=axis)
