# Generated from chapters/data/elements.md by `make tangle`. Do not edit.
"""Elements.

A picture and its class travel as one thing; a description says how such things look before the
first of them is there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from litkeras.backend.tape import flatten_nested, pack_nested
from litkeras.backend.tensors import Tensor, as_tensor, describe, is_compatible

__all__ = ["TensorSpec"]


# What holds things together
# --------------------------


def _each(function: Callable, structure: Any) -> Any:
    """Nested tuples and dictionaries with `function` applied to each thing in them."""
    if isinstance(structure, dict):
        return {key: _each(function, item) for key, item in structure.items()}
    if isinstance(structure, tuple):
        items = [_each(function, item) for item in structure]
        return type(structure)(*items) if hasattr(structure, "_fields") else tuple(items)
    return function(structure)


# Arrays inside, tensors outside
# ------------------------------


def _array(x: Any) -> np.ndarray:
    """The value of whatever can be a tensor."""
    try:
        value = as_tensor(x).value
    except TypeError as refused:
        raise TypeError(f"Dataset: {refused}") from None
    if value is None:
        raise ValueError(f"Dataset: expected values, got a placeholder of shape {x.shape}")
    return value


def _tensor(array: np.ndarray) -> Tensor:
    """An array as a tensor."""
    return Tensor(array.shape, array.dtype, array)


# A description
# -------------


@dataclass(frozen=True)
class TensorSpec:
    """What tensors have in common.

    Arguments:
        shape: with None for a free axis; None if even the number of axes is free.
        dtype: of the elements.
        name: optional.
    """

    shape: tuple | None
    dtype: Any = "float32"
    name: str | None = None

    def __post_init__(self):
        object.__setattr__(self, "shape", None if self.shape is None else tuple(self.shape))
        object.__setattr__(self, "dtype", np.dtype(self.dtype))

    def __repr__(self) -> str:
        return f"TensorSpec(shape={self.shape}, dtype={self.dtype.name})"


def _spec_of(x: Any) -> TensorSpec:
    """The description of a tensor or an array."""
    return TensorSpec(as_tensor(x).shape, as_tensor(x).dtype)


def _common(a: TensorSpec, b: TensorSpec) -> TensorSpec:
    """What describes both, of one dtype."""
    if a.shape is None or b.shape is None or len(a.shape) != len(b.shape):
        return TensorSpec(None, a.dtype)
    return TensorSpec((m if m == n else None for m, n in zip(a.shape, b.shape)), a.dtype)


# Samples to a batch
# ------------------


def _stack(elements: list) -> Any:
    """Elements as one, each array with a new first axis."""
    columns = [list(column) for column in zip(*map(flatten_nested, elements))]
    for column in columns:
        kinds = {(array.shape, array.dtype.name) for array in column}
        if len(kinds) > 1:
            raise ValueError(
                f"Dataset.batch: expected elements of one shape and dtype, got {sorted(kinds)}"
            )
    return pack_nested(elements[0], [np.stack(column) for column in columns])


# A batch to samples
# ------------------


def _count_rows(caller: str, arrays: Any) -> int:
    """The length of the first axis, on which all arrays of a structure must agree."""
    shapes = [array.shape for array in flatten_nested(arrays)]
    if not shapes or () in shapes or len({shape[0] for shape in shapes}) > 1:
        raise ValueError(
            f"Dataset.{caller}: expected arrays with first axes of one length, got shapes {shapes}"
        )
    return shapes[0][0]


def _rows(caller: str, arrays: Any) -> Iterator:
    """The slices of arrays along their first axis, one structure after the other."""
    for i in range(_count_rows(caller, arrays)):
        yield _each(lambda array: array[i, ...], arrays)  # noqa: B023


def _longer(spec: TensorSpec, length: int | None) -> TensorSpec:
    """A description with one more axis in front."""
    return TensorSpec(None if spec.shape is None else (length, *spec.shape), spec.dtype)


def _shorter(spec: TensorSpec) -> TensorSpec:
    """A description without its first axis."""
    return TensorSpec(spec.shape and spec.shape[1:], spec.dtype)


# Promises
# --------


def _specs_from(types: Any, shapes: Any) -> Any:
    """A structure of `TensorSpec` from one of dtypes and one of shapes."""
    if isinstance(types, dict):
        return {key: _specs_from(types[key], shapes and shapes[key]) for key in types}
    if isinstance(types, tuple):
        return tuple(_specs_from(t, shapes and shapes[i]) for i, t in enumerate(types))
    return TensorSpec(shapes, types)


def _keep_promise(spec: Any, element: Any) -> Any:
    """An element of a generator as arrays, if it is what `spec` promised."""
    if isinstance(spec, (tuple, dict)):
        is_dict = isinstance(spec, dict)
        is_alike = isinstance(element, dict if is_dict else tuple) and len(element) == len(spec)
        if not is_alike or (is_dict and set(element) != set(spec)):
            raise TypeError(f"Dataset.from_generator: expected {spec}, got {describe(element)}")
        keys = spec if is_dict else range(len(spec))
        return pack_nested(
            spec, flatten_nested({k: _keep_promise(spec[k], element[k]) for k in keys})
        )
    try:
        value = as_tensor(element, spec.dtype).value
    except (TypeError, ValueError) as refused:
        raise TypeError(f"Dataset.from_generator: {refused}, promised was {spec}") from None
    if spec.shape is not None and not is_compatible(spec.shape, value.shape):
        raise TypeError(f"Dataset.from_generator: expected {spec}, got the shape {value.shape}")
    return value
