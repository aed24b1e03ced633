# Generated from chapters/constraints.md by `make tangle`. Do not edit.
"""Constraints.

A region that a weight must not leave, to which it is brought back after each update.
"""

from typing import Any

import numpy as np

from litkeras.backend.arithmetic import square
from litkeras.backend.choices import cast, clip, sqrt
from litkeras.backend.configuration import epsilon
from litkeras.backend.joining import gather
from litkeras.backend.reductions import sum
from litkeras.backend.shaping import reshape
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.objects import Registry

__all__ = [
    "Constraint",
    "NonNeg",
    "MaxNorm",
    "UnitNorm",
    "MinMaxNorm",
    "RadialConstraint",
    "non_neg",
    "nonneg",
    "unit_norm",
    "unitnorm",
    "max_norm",
    "min_max_norm",
    "radial_constraint",
    "get",
    "serialize",
    "deserialize",
]


# Called with a weight, it returns a weight
# -----------------------------------------

_constraints = Registry("constraint")


class Constraint:
    """Where a weight may be: called with the weight, it returns the weight brought back."""

    def __call__(self, w: Any) -> Tensor:
        """Return the weight, changed as little as need be."""
        raise NotImplementedError(f"{type(self).__name__} must implement __call__(w)")

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that build this constraint again."""
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Constraint":
        """Build a constraint from its configuration."""
        return cls(**config)


@_constraints.register("non_neg", "nonneg")
class NonNeg(Constraint):
    """No element is negative."""

    def __call__(self, w):
        w = as_tensor(w)
        return w * cast(w >= 0.0, dtype=w.dtype)


# Vectors that are not too long
# -----------------------------


def _lengths(w: Tensor, axis: int | list[int]) -> Tensor:
    """Return the lengths of the vectors that lie along an axis, or some axes."""
    return sqrt(sum(square(w), axis=axis, keepdims=True))


@_constraints.register("max_norm")
class MaxNorm(Constraint):
    """No column is longer than `max_value`.

    Arguments:
        max_value: the greatest length.
        axis: the axis, or axes, along which lengths are measured: 0 for the kernel of a dense
            layer, `[0, 1, 2]` for that of a convolution.

    Reference: Srivastava et al., Dropout, 2014.
    """

    def __init__(self, max_value: float = 2, axis: int | list[int] = 0):
        self.max_value, self.axis = max_value, axis

    def __call__(self, w):
        w = as_tensor(w)
        lengths = _lengths(w, self.axis)
        return w * (clip(lengths, 0, self.max_value) / (epsilon() + lengths))

    def get_config(self):
        return {"max_value": self.max_value, "axis": self.axis}


# Vectors of a given length
# -------------------------


@_constraints.register("unit_norm", "unitnorm")
class UnitNorm(Constraint):
    """Every column has length 1.

    Arguments:
        axis: the axis, or axes, along which lengths are measured.
    """

    def __init__(self, axis: int | list[int] = 0):
        self.axis = axis

    def __call__(self, w):
        w = as_tensor(w)
        return w / (epsilon() + _lengths(w, self.axis))

    def get_config(self):
        return {"axis": self.axis}


@_constraints.register("min_max_norm")
class MinMaxNorm(Constraint):
    """Every column is between `min_value` and `max_value` long.

    Arguments:
        min_value, max_value: the least and the greatest length.
        rate: how much of the way back is gone: 1 for all of it.
        axis: the axis, or axes, along which lengths are measured.
    """

    def __init__(self, min_value=0.0, max_value=1.0, rate=1.0, axis: int | list[int] = 0):
        self.min_value, self.max_value, self.rate, self.axis = min_value, max_value, rate, axis

    def __call__(self, w):
        w = as_tensor(w)
        lengths = _lengths(w, self.axis)
        allowed = clip(lengths, self.min_value, self.max_value)
        desired = self.rate * allowed + (1 - self.rate) * lengths
        return w * (desired / (epsilon() + lengths))

    def get_config(self):
        names = ("min_value", "max_value", "rate", "axis")
        return {name: getattr(self, name) for name in names}


# Kernels that are round
# ----------------------


def _rings(size: int) -> np.ndarray:
    """Return, for each place in a square, the number of the diagonal element that it is to equal."""
    middle = size // 2
    distance = np.abs(np.arange(size) - middle + (1 - size % 2) * (np.arange(size) < middle))
    rings = np.maximum.outer(distance, distance)
    return np.where(rings == 0, middle - 1, middle + rings - size % 2)


@_constraints.register("radial_constraint")
class RadialConstraint(Constraint):
    """The kernel of a convolution is constant along each square ring around its middle."""

    def __call__(self, w):
        w = as_tensor(w)
        if w.ndim != 4 or w.shape[0] != w.shape[1]:
            raise ValueError(
                f"RadialConstraint: expected a weight of shape (size, size, channels, filters), "
                f"received {w.shape}"
            )
        size = w.shape[0]
        rows = reshape(w, shape=(size * size, -1))
        return reshape(gather(rows, (_rings(size) * (size + 1)).ravel()), shape=w.shape)


# By name
# -------

non_neg = nonneg = NonNeg

unit_norm = unitnorm = UnitNorm

max_norm, min_max_norm = MaxNorm, MinMaxNorm

radial_constraint = RadialConstraint


def get(identifier: Any) -> Any:
    """Return the constraint meant by None, a name, a configuration, a class or an instance.

    Raises:
        ValueError: if it is none of these, or unknown.
    """
    return _constraints.get(identifier)


def serialize(constraint: Any) -> Any:
    """Return the name and configuration of a constraint."""
    return _constraints.serialize(constraint)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Build a constraint from its name or its configuration."""
    return _constraints.deserialize(config, custom_objects)
