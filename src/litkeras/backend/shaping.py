# Generated from chapters/backend/shaping.md by `make tangle`. Do not edit.
"""Shapes.

The same numbers, arranged otherwise: reshaping, reordering, slicing.
"""

import math

import numpy as np

from litkeras.backend.configuration import floatx
from litkeras.backend.operations import op
from litkeras.backend.reductions import one_axis
from litkeras.backend.spellings import keras_1_names
from litkeras.backend.tensors import Shape, Tensor, as_tensor

__all__ = [
    "resolve_shape",
    "rearrange",
    "reshape_like",
    "batch_flatten",
    "flatten",
    "insert_axis",
    "squeeze",
    "expand_dims",
    "permute_dimensions",
    "transpose",
    "getitem",
    "put_at",
    "shape",
    "rearrange_to",
    "dims_of",
    "reshape",
    "fill_like",
    "zeros_like",
    "ones_like",
    "blank",
    "blank_of",
]


# Reshape
# -------


def resolve_shape(old: Shape, new: Shape) -> Shape:
    """`new` with its -1 replaced by what is left of `old`, None if that is unknown.

    Raises:
        ValueError: if the two shapes cannot hold the same number of elements.
    """
    new = tuple(None if n is None else int(n) for n in new)
    if list(new).count(-1) > 1:
        raise ValueError(f"only one axis can be -1, got the shape {new}")
    if None in old or None in new:
        return tuple(None if n == -1 else n for n in new)
    known, size = math.prod(n for n in new if n != -1), math.prod(old)
    if (known != size) if -1 not in new else (known == 0 or size % known):
        raise ValueError(f"cannot reshape a tensor of shape {tuple(old)} to {new}")
    return tuple(size // known if n == -1 else n for n in new)


@op(label="Reshape", view=True, passthrough=True)
def rearrange(x, *, shape):
    """`x` with its elements, in order, arranged in another shape."""
    return x.reshape(shape)


@rearrange.shape
def _(x, *, shape):
    return resolve_shape(x.shape, shape)


rearrange.__name__ = "reshape"


@op(shape_only=(1,), view=True, passthrough=True, mixed=True)
def reshape_like(x, like):
    """`x` in the shape of `like`."""
    return x.reshape(like.shape)


@reshape_like.shape
def _(x, like):
    return like.shape


@rearrange.gradient
def _(g, y, x, *, shape):
    return reshape_like(g, x)


@reshape_like.gradient
def _(g, y, x, like):
    return reshape_like(g, x), None


# Flat, but for the batch
# -----------------------


@op(label="BatchFlatten", view=True, passthrough=True)
def batch_flatten(x):
    """`x` with all axes but the first joined into one."""
    return x.reshape(len(x), math.prod(x.shape[1:]))


@batch_flatten.shape
def _(x):
    if x.ndim < 1:
        raise ValueError("expected a tensor with a batch axis, got the shape ()")
    rest = x.shape[1:]
    return x.shape[0], None if None in rest else math.prod(rest)


@batch_flatten.gradient
def _(g, y, x):
    return reshape_like(g, x)


def flatten(x) -> Tensor:
    """All elements of `x` on one axis."""
    return rearrange(x, shape=(-1,))


# Axes of length one
# ------------------


@op(label="ExpandDims", view=True)
def insert_axis(x, *, axis):
    """`x` with a new axis of length 1."""
    return np.expand_dims(x, axis)


@insert_axis.shape
def _(x, *, axis):
    axis = one_axis(axis, x.ndim + 1)
    return x.shape[:axis] + (1,) + x.shape[axis:]


insert_axis.__name__ = "expand_dims"


@op(label="Squeeze", view=True)
def squeeze(x, *, axis):
    """`x` without an axis of length 1."""
    return np.squeeze(x, one_axis(axis, x.ndim))


@squeeze.shape
def _(x, *, axis):
    axis = one_axis(axis, x.ndim)
    if x.shape[axis] not in (1, None):
        raise ValueError(f"expected axis {axis} to have length 1, got the shape {x.shape}")
    return x.shape[:axis] + x.shape[axis + 1 :]


@insert_axis.gradient
@squeeze.gradient
def _(g, y, x, *, axis):
    return reshape_like(g, x)


@keras_1_names(dim="axis")
def expand_dims(x, axis=-1) -> Tensor:
    """`x` with a new axis of length 1.

    Arguments:
        x: a tensor.
        axis: position of the new axis in the result (Keras 1: `dim`).
    """
    return insert_axis(x, axis=axis)


# Order of the axes
# -----------------


@op(label="transpose", view=True)
def permute_dimensions(x, *, pattern):
    """`x` with its axes in another order.

    Arguments:
        x: a tensor.
        pattern: tuple: axis i of the result is axis `pattern[i]` of `x`.
    """
    return np.transpose(x, pattern)


@permute_dimensions.shape
def _(x, *, pattern):
    if sorted(int(i) % x.ndim for i in pattern) != list(range(x.ndim)):
        raise ValueError(f"pattern {pattern} is no order of the axes of the shape {x.shape}")
    return tuple(x.shape[i] for i in pattern)


@permute_dimensions.gradient
def _(g, y, x, *, pattern):
    return permute_dimensions(g, tuple(int(i) for i in np.argsort(np.array(pattern) % x.ndim)))


def transpose(x) -> Tensor:
    """`x` with its axes in reverse order; a matrix is transposed."""
    x = as_tensor(x)
    return permute_dimensions(x, tuple(reversed(range(x.ndim))))


# Slices
# ------


def _reach(key) -> int:
    """The largest number in a key, without its sign."""
    found = [0]
    for k in key if isinstance(key, tuple) else (key,):
        numbers = [k.start, k.stop] if isinstance(k, slice) else [k]
        numbers = [n for n in numbers if n is not None and n is not ...]
        found += [np.max(np.abs(n)) for n in numbers if np.size(n)]
    return int(max(found))


@op(label="strided_slice", view=True)
def getitem(x, *, key):
    """`x[key]` for integers, slices, `...`, None and integer or boolean arrays."""
    return x[key]


@getitem.shape
def _(x, *, key):
    lengths = (0, 1, 2, _reach(key) + 2, _reach(key) + 3) if None in x.shape else (0,)
    answers, error = [], None
    for length in lengths:
        shape = [length if n is None else n for n in x.shape]
        try:
            answers.append(np.broadcast_to(np.empty((), x.dtype), shape)[key].shape)
        except IndexError as refused:
            error = refused
    if not answers:
        raise error
    return tuple(n[0] if len(set(n)) == 1 else None for n in zip(*answers))


@op(label="StridedSliceGrad", shape_only=(1,), mixed=True)
def put_at(g, like, *, key):
    """Zeros in the shape of `like`, with `g` added at `key`."""
    out = np.zeros(like.shape, g.dtype)
    if _picks_once(key):
        out[key] = g
    else:
        np.add.at(out, key, g)
    return out


def _picks_once(key) -> bool:
    """Whether no element can be picked twice: true of integers, slices, `...` and None."""
    keys = key if isinstance(key, tuple) else (key,)
    return all(k is None or k is ... or isinstance(k, slice) or np.ndim(k) == 0 for k in keys)


@put_at.shape
def _(g, like, *, key):
    return like.shape


@put_at.gradient
def _(dx, y, g, like, *, key):
    return getitem(dx, key), None


@getitem.gradient
def _(g, y, x, *, key):
    return put_at(g, x, key=key)


# Shapes that are not known yet
# -----------------------------


@op(label="Shape", shape_only=(0,))
def shape(x):
    """The shape of `x`, as a tensor of integers."""
    return np.array(x.shape, np.int32)


@shape.shape
def _(x):
    return (x.ndim,), np.int32


def _known_dims(dims) -> tuple[int | None, ...]:
    """The values of scalar tensors, None where there is none yet."""
    return tuple(None if n.value is None else int(n.value) for n in dims)


@op(label="Reshape", mixed=True)
def rearrange_to(x, *dims):
    """`x` arranged in the shape whose lengths are the tensors `dims`."""
    return x.reshape([int(n) for n in dims])


@rearrange_to.shape
def _(x, *dims):
    return resolve_shape(x.shape, _known_dims(dims))


@rearrange_to.gradient
def _(g, y, x, *dims):
    return (reshape_like(g, x),) + (None,) * len(dims)


rearrange_to.__name__ = "reshape"


def dims_of(shape) -> list:
    """The lengths in `shape`, a tuple or a tensor, as integers where known, else tensors."""
    if isinstance(shape, Tensor):
        shape = [getitem(shape, key=i) for i in range(shape.shape[0])]
    elif isinstance(shape, (int, np.integer)):
        shape = [shape]
    return [
        int(n) if isinstance(n, Tensor) and n.value is not None and n.node is None else n
        for n in shape
    ]


def reshape(x, shape) -> Tensor:
    """`x` with its elements, in order, arranged in another shape.

    Arguments:
        x: a tensor.
        shape: the new shape, a tuple or a tensor; one length may be -1: what is left.
    """
    dims = dims_of(shape)
    if any(isinstance(n, Tensor) for n in dims):
        return rearrange_to(x, *dims)
    return rearrange(x, shape=tuple(-1 if n is None else int(n) for n in dims))


# Filled with one value
# ---------------------


@op(shape_only=(0,))
def fill_like(x, *, value, dtype=None):
    """A tensor of `x`'s shape filled with one value."""
    return np.full(x.shape, value, dtype or x.dtype)


@fill_like.shape
def _(x, *, value, dtype=None):
    return x.shape, np.dtype(dtype or x.dtype)


def zeros_like(x, dtype=None, name=None) -> Tensor:
    """Zeros in the shape of `x`."""
    return fill_like(x, value=0, dtype=dtype)


def ones_like(x, dtype=None, name=None) -> Tensor:
    """Ones in the shape of `x`."""
    return fill_like(x, value=1, dtype=dtype)


@op(mixed=True)
def blank(*dims):
    """A tensor of which only the shape matters; its lengths are the tensors `dims`."""
    return np.broadcast_to(np.zeros((), floatx()), [int(n) for n in dims])


@blank.shape
def _(*dims):
    return _known_dims(dims), floatx()


def blank_of(shape) -> Tensor:
    """A tensor of which only the shape matters, for any kind of shape."""
    return blank(*[0 if n is None else n for n in dims_of(shape)])
