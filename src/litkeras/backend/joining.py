# Generated from chapters/backend/joining.md by `make tangle`. Do not edit.
"""Joining and picking.

Tensors side by side, rows by their numbers, one thing many times: what cannot be had without
copying.
"""

import numpy as np
from numba import njit

from litkeras.backend.configuration import floatx
from litkeras.backend.operations import op
from litkeras.backend.reductions import normalize_axes, one_axis
from litkeras.backend.shaping import expand_dims, getitem, zeros_like
from litkeras.backend.spellings import keras_1_names
from litkeras.backend.tensors import Tensor, as_tensor

__all__ = [
    "join",
    "part",
    "concatenate",
    "stack",
    "pick",
    "unstack",
    "gather",
    "scatter_rows",
    "spell_out",
    "one_hot",
    "repeat_elements",
    "sum_neighbours",
    "repeat",
    "tile",
    "reverse",
    "arange",
]


# One after the other
# -------------------


@op(label="ConcatV2")
def join(*tensors, axis):
    """`tensors` one after the other along an axis."""
    return np.concatenate(tensors, axis=axis)


join.__name__ = "concatenate"


def _total_length(lengths: list[int | None]) -> int | None:
    """Length of the axis along which tensors are joined."""
    return None if None in lengths else int(np.sum(lengths))


def _shared_length(lengths: list[int | None], shapes: list) -> int | None:
    """Length of an axis that joined tensors must have in common."""
    known = {n for n in lengths if n is not None}
    if len(known) > 1:
        raise ValueError(f"expected equal shapes but for the axis to join, got {shapes}")
    return known.pop() if known else None


@join.shape
def _(*tensors, axis):
    shapes = [tuple(t.shape) for t in tensors]
    axis = one_axis(axis, len(shapes[0]))
    if len({len(s) for s in shapes}) > 1:
        raise ValueError(f"expected tensors with equally many axes, got the shapes {shapes}")
    return tuple(
        _total_length(lengths) if i == axis else _shared_length(lengths, shapes)
        for i, lengths in enumerate(zip(*shapes))
    )


@op(view=True, mixed=True, shape_only=range(1, 1_000_000))
def part(g, *tensors, axis, index):
    """The part of `g` that comes from the tensor `index` of those that were joined."""
    start = int(np.sum([t.shape[axis] for t in tensors[:index]], dtype=int))
    where = [slice(None)] * g.ndim
    where[axis] = slice(start, start + tensors[index].shape[axis])
    return g[tuple(where)]


@part.shape
def _(g, *tensors, axis, index):
    return tensors[index].shape


@join.gradient
def _(g, y, *tensors, axis):
    return tuple(part(g, *tensors, axis=axis, index=i) for i in range(len(tensors)))


@part.gradient
def _(dx, y, g, *tensors, axis, index):
    sides = [dx if i == index else zeros_like(t) for i, t in enumerate(tensors)]
    return (join(*sides, axis=axis),) + (None,) * len(tensors)


def concatenate(tensors, axis=-1) -> Tensor:
    """A list of tensors one after the other along an axis.

    Arguments:
        tensors: list of tensors, of equal shapes but for `axis`.
        axis: integer.

    Raises:
        ValueError: if the list is empty or the shapes do not fit.
    """
    if not len(tensors):
        raise ValueError("concatenate: expected at least one tensor, got an empty list")
    return join(*tensors, axis=axis)


# Side by side
# ------------


def stack(x, axis=0) -> Tensor:
    """A list of tensors of equal shape side by side along a new axis."""
    tensors = join._convert(tuple(x))  # plain numbers take the dtype of the tensors beside them
    return concatenate([expand_dims(t, axis) for t in tensors], axis=axis)


def pick(x, index: int, axis: int) -> Tensor:
    """Slice number `index` of `x` along an axis."""
    x = as_tensor(x)
    return getitem(x, key=(slice(None),) * one_axis(axis, x.ndim) + (index,))


def unstack(x, num=None, axis=0) -> list[Tensor]:
    """The list of slices of `x` along an axis: what `stack` joined.

    Arguments:
        x: a tensor.
        num: how many slices there are; needed only where the shape of `x` does not say.
        axis: integer.
    """
    x = as_tensor(x)
    num = x.shape[axis] if num is None else num
    if num is None:
        raise ValueError(f"unstack: axis {axis} has no known length, got the shape {x.shape}")
    return [pick(x, i, axis) for i in range(num)]


# Rows by their numbers
# ---------------------


def _as_indices(x):
    """`x`, an array or a tensor, if it holds integers."""
    if x.dtype.kind not in "iu":
        raise ValueError(f"expected integers to count with, got {x.dtype.name}")
    return x


@op(label="GatherV2", mixed=True)
def gather(reference, indices):
    """Rows of `reference`.

    Arguments:
        reference: a tensor `(rows, ...)`.
        indices: a tensor of integers of any shape.

    Shapes:
        returns `indices.shape + (...)`.
    """
    last = len(reference) - 1
    if indices.size and not 0 <= _as_indices(indices).min() <= indices.max() <= last:
        found = f"{indices.min()} to {indices.max()}"
        raise IndexError(f"expected indices from 0 to {last}, got {found}")
    return np.take(reference, indices, axis=0)


@gather.shape
def _(reference, indices):
    return _as_indices(indices).shape + reference.shape[1:]


def _are_within(indices: np.ndarray, rows: int) -> bool:
    """Whether all of `indices` are from 0 to `rows` - 1."""
    return not indices.size or bool(0 <= indices.min() and indices.max() < rows)


@gather.kernel
def _(reference, indices, out):
    if indices.dtype.kind in "iu" and _are_within(indices, len(reference)) and len(reference):
        np.take(reference, indices, axis=0, out=out, mode="clip")
    else:
        out[...] = gather.value(reference, indices)


@op(shape_only=(2,), mixed=True)
def scatter_rows(g, indices, like):
    """Zeros in the shape of `like`, with the rows of `g` added at `indices`."""
    out = np.zeros(like.shape, g.dtype)
    np.add.at(out, indices, g)
    return out


@scatter_rows.shape
def _(g, indices, like):
    return like.shape


@njit(cache=True, nogil=True)
def _add_rows(g, indices, out):
    """Fill `out` `(rows, width)` with zeros, and add the row `g[i]` to row `indices[i]` for each i."""
    out[:] = 0
    for i in range(len(indices)):
        source, target = g[i], out[indices[i]]
        for j in range(len(source)):
            target[j] += source[j]


@scatter_rows.kernel
def _(g, indices, like, out):
    plain = g.dtype.char in "fd" and g.flags.c_contiguous and indices.flags.c_contiguous
    if plain and g.size and out.size and _are_within(indices, len(out)):
        _add_rows(g.reshape(indices.size, -1), indices.reshape(-1), out.reshape(len(out), -1))
    else:
        out[...] = scatter_rows.value(g, indices, like)


@gather.gradient
def _(g, y, reference, indices):
    return scatter_rows(g, indices, reference), None


@scatter_rows.gradient
def _(dx, y, g, indices, like):
    return gather(dx, indices), None, None


# One-hot
# -------


@op
def spell_out(indices, *, num_classes):
    """1 at the place each index names, 0 elsewhere, on a new last axis."""
    return (_as_indices(indices)[..., None] == np.arange(num_classes)).astype(floatx())


@spell_out.shape
def _(indices, *, num_classes):
    return _as_indices(indices).shape + (int(num_classes),), floatx()


spell_out.label = spell_out.__name__ = "one_hot"


@keras_1_names(nb_classes="num_classes")
def one_hot(indices, num_classes) -> Tensor:
    """1 at the place each index names, 0 elsewhere, on a new last axis.

    Arguments:
        indices: a tensor of integers.
        num_classes: length of the new axis (Keras 1: `nb_classes`).

    Shapes:
        returns `indices.shape + (num_classes,)`, zeros for an index outside.
    """
    return spell_out(indices, num_classes=num_classes)


# Again and again
# ---------------


@op(label="RepeatElements")
def repeat_elements(x, *, rep, axis):
    """Each slice of `x` along an axis `rep` times in a row.

    Arguments:
        x: a tensor.
        rep: how often.
        axis: along which axis.
    """
    return np.repeat(x, rep, axis=axis)


@repeat_elements.shape
def _(x, *, rep, axis):
    axis = one_axis(axis, x.ndim)
    length = None if x.shape[axis] is None else x.shape[axis] * rep
    return x.shape[:axis] + (length,) + x.shape[axis + 1 :]


@op
def sum_neighbours(x, *, rep, axis):
    """Sums of `rep` slices of `x` in a row along an axis."""
    axis = one_axis(axis, x.ndim)
    return x.reshape(x.shape[:axis] + (-1, rep) + x.shape[axis + 1 :]).sum(axis=axis + 1)


@sum_neighbours.shape
def _(x, *, rep, axis):
    axis = one_axis(axis, x.ndim)
    length = None if x.shape[axis] is None else x.shape[axis] // rep
    return x.shape[:axis] + (length,) + x.shape[axis + 1 :]


@repeat_elements.gradient
def _(g, y, x, *, rep, axis):
    return sum_neighbours(g, rep=rep, axis=axis)


@sum_neighbours.gradient
def _(g, y, x, *, rep, axis):
    return repeat_elements(g, rep=rep, axis=axis)


def repeat(x, n: int) -> Tensor:
    """Each row of the matrix `x` `n` times: `(samples, dim)` gives `(samples, n, dim)`."""
    x = as_tensor(x)
    if x.ndim != 2:
        raise ValueError(f"repeat: expected a matrix, got the shape {x.shape}")
    return stack([x] * n, axis=1)


def tile(x, n) -> Tensor:
    """`x` one after the other, `n[i]` times along axis i."""
    x = as_tensor(x)
    times = [n] if np.ndim(n) == 0 else list(n)
    if len(times) != x.ndim:
        raise ValueError(f"tile: expected a number per axis of the shape {x.shape}, got {n}")
    for axis, count in enumerate(times):
        x = concatenate([x] * int(count), axis=axis) if count != 1 else x
    return x


def reverse(x, axes) -> Tensor:
    """`x` backwards along an axis, or several."""
    x = as_tensor(x)
    backwards = normalize_axes(axes, x.ndim)
    steps = [-1 if i in backwards else None for i in range(x.ndim)]
    return getitem(x, key=tuple(slice(None, None, step) for step in steps))


def arange(start, stop=None, step=1, dtype="int32") -> Tensor:
    """The numbers from `start` (0 if it is the only one given) up to `stop`, without it."""
    start, stop = (0, start) if stop is None else (start, stop)
    numbers = np.arange(start, stop, step)
    if dtype == "int32" and numbers.dtype.kind == "f":
        dtype = floatx()
    return as_tensor(numbers, dtype)
