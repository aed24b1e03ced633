# Generated from chapters/layers/specs.md by `make tangle`. Do not edit.
"""What a layer accepts.

Anything like an array becomes a tensor, floats take the layer's precision, and a wrong shape is
refused by name.
"""

from typing import Any

import numpy as np

from litkeras.backend.choices import cast
from litkeras.backend.tape import flatten_nested
from litkeras.backend.tensors import Tensor, as_tensor, describe
from litkeras.layers.nodes import map_nested

__all__ = ["InputSpec", "check_inputs", "as_tensors", "is_numbers", "cast_floats", "keep_mask"]


# A specification
# ---------------


class InputSpec:
    """What a layer expects of an input. What is None is not checked.

    Arguments:
        dtype: name of its dtype.
        shape: its whole shape; None marks a free axis.
        ndim: its number of axes.
        max_ndim, min_ndim: bounds of that number.
        axes: dictionary from an axis to its length.
        allow_last_axis_squeeze: whether a last axis of length 1 may be missing, or too many.
        name: the name of the input, for inputs given as a dictionary.
    """

    def __init__(
        self,
        dtype=None,
        shape=None,
        ndim=None,
        max_ndim=None,
        min_ndim=None,
        axes=None,
        allow_last_axis_squeeze=False,
        name=None,
    ):
        self.dtype = None if dtype is None else np.dtype(dtype).name
        self.shape = None if shape is None else tuple(shape)
        self.ndim = ndim if shape is None else len(self.shape)
        self.max_ndim, self.min_ndim, self.name = max_ndim, min_ndim, name
        self.axes = {int(axis): length for axis, length in (axes or {}).items()}
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self._check_axes()

    def _check_axes(self) -> None:
        """Raise ValueError if an axis is named that the specified rank does not have."""
        rank = self.ndim or self.max_ndim
        if self.axes and rank is not None and max(self.axes) >= rank:
            raise ValueError(f"InputSpec: axis {max(self.axes)} is too large for {rank} axes")

    def __repr__(self) -> str:
        given = {k: v for k, v in vars(self).items() if v not in (None, False, {})}
        return f"InputSpec({', '.join(f'{k}={v}' for k, v in given.items())})"

    def get_config(self) -> dict[str, Any]:
        """The arguments that build this specification again."""
        names = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "InputSpec":
        """Build a specification from its configuration."""
        return cls(**config)

    def _wrong_rank(self, x: Tensor) -> str | None:
        """What is wrong with the number of axes."""
        received = f"found ndim={x.ndim}. Full shape received: {list(x.shape)}"
        if self.ndim is not None and self.shape is None and x.ndim != self.ndim:
            return f"expected ndim={self.ndim}, {received}"
        if self.max_ndim is not None and x.ndim > self.max_ndim:
            return f"expected max_ndim={self.max_ndim}, {received}"
        if self.min_ndim is not None and x.ndim < self.min_ndim:
            return f"expected min_ndim={self.min_ndim}, {received}"
        return None

    def _wrong_dtype(self, x: Tensor) -> str | None:
        """What is wrong with the dtype."""
        if self.dtype is not None and x.dtype.name != self.dtype:
            return f"expected dtype={self.dtype}, found dtype={x.dtype.name}"
        return None

    def _wrong_axis(self, x: Tensor) -> str | None:
        """What is wrong with the length of an axis."""
        for axis, length in self.axes.items():
            if length is not None and x.shape[axis] not in (length, None):
                return (
                    f"expected axis {axis} of input shape to have value {length} "
                    f"but received input with shape {list(x.shape)}"
                )
        return None

    def _wrong_shape(self, x: Tensor) -> str | None:
        """What is wrong with the whole shape."""
        if self.shape is None:
            return None
        expected, found = self._squeezed(self.shape, x.shape)
        fits = len(expected) == len(found) and all(
            e is None or f is None or e == f for e, f in zip(expected, found)
        )
        return None if fits else f"expected shape={self.shape}, found shape={x.shape}"

    def _squeezed(self, expected: tuple, found: tuple) -> tuple[tuple, tuple]:
        """Both shapes without a last axis of length 1 that only one of them has."""
        if self.allow_last_axis_squeeze and len(expected) != len(found):
            if found[-1:] == (1,):
                return expected, found[:-1]
            if expected[-1:] == (1,):
                return expected[:-1], found
        return expected, found

    def complaint(self, x: Tensor) -> str | None:
        """What is wrong with `x`, or None."""
        if not isinstance(x, Tensor):
            return f"expected a tensor or an array, got {describe(x)}"
        checks = (self._wrong_rank, self._wrong_dtype, self._wrong_axis, self._wrong_shape)
        return next(filter(None, (check(x) for check in checks)), None)


# Naming the layer
# ----------------


def check_inputs(specs: Any, inputs: Any, layer_name: str) -> None:
    """Compare the inputs of a layer with its specifications.

    Arguments:
        specs: None, an `InputSpec`, or one for each input.
        inputs: a tensor or a nested structure of them.
        layer_name: the layer's name.

    Raises:
        ValueError: if the number of inputs, or one of them, is not as specified.
    """
    if specs is None:
        return
    specs, tensors = flatten_nested(specs), flatten_nested(inputs)
    if len(specs) != len(tensors):
        raise ValueError(
            f"Layer {layer_name} expects {len(specs)} input(s), but it received {len(tensors)} "
            f"input tensors of shapes {[getattr(t, 'shape', t) for t in tensors]}"
        )
    for i, (spec, tensor) in enumerate(zip(specs, tensors)):
        complaint = spec.complaint(tensor) if spec is not None else None
        if complaint:
            raise ValueError(
                f"Input {i} of layer {layer_name} is incompatible with the layer: {complaint}"
            )


# From anything to tensors
# ------------------------


def as_tensors(inputs: Any) -> Any:
    """`inputs` with every array, number and list of numbers in it as a tensor."""
    if is_numbers(inputs):
        return as_tensor(inputs)
    if isinstance(inputs, dict):
        return {key: as_tensors(item) for key, item in inputs.items()}
    if isinstance(inputs, (list, tuple)):
        return type(inputs)([as_tensors(item) for item in inputs])
    return inputs


def is_numbers(x: Any) -> bool:
    """Whether `x` is an array, a number, or nested lists of nothing but numbers."""
    if isinstance(x, (list, tuple)):
        return len(x) > 0 and all(
            not isinstance(item, np.ndarray) and is_numbers(item) for item in x
        )
    return isinstance(x, (np.ndarray, np.generic, int, float)) or (
        hasattr(x, "__array__") and not isinstance(x, Tensor)
    )


# One precision
# -------------


def cast_floats(inputs: Any, dtype: str) -> Any:
    """`inputs` with the tensors of floats cast to `dtype`, if that is a float type, too."""
    if not dtype.startswith("float"):
        return inputs

    def cast_one(x):
        is_other_float = isinstance(x, Tensor) and x.dtype.kind == "f" and x.dtype.name != dtype
        return keep_mask(x, cast(x, dtype=dtype)) if is_other_float else x

    return map_nested(cast_one, inputs)


def keep_mask(old: Tensor, new: Tensor) -> Tensor:
    """`new` with the mask that `old` carries."""
    if hasattr(old, "_keras_mask"):
        new._keras_mask = old._keras_mask
    return new
