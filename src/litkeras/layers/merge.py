# Generated from chapters/layers/merge.md by `make tangle`. Do not edit.
"""Merging.

Layers with several inputs: sums, products, extremes, concatenation, dot products.
"""

import functools
from typing import Any

from litkeras.backend import arithmetic, choices
from litkeras.backend.joining import concatenate as join_tensors
from litkeras.backend.nonlinearities import l2_normalize
from litkeras.backend.operations import broadcast_shape
from litkeras.backend.products import batch_dot
from litkeras.backend.reductions import all as all_along
from litkeras.backend.shaping import expand_dims, ones_like
from litkeras.backend.tensors import Tensor
from litkeras.layers.base import Layer

__all__ = [
    "Add",
    "Subtract",
    "Multiply",
    "Average",
    "Maximum",
    "Minimum",
    "Concatenate",
    "Dot",
    "add",
    "subtract",
    "multiply",
    "average",
    "maximum",
    "minimum",
    "concatenate",
    "dot",
]


# One out of many
# ---------------


class _Merge(Layer):
    """A layer that combines several tensors, element by element, to one."""

    supports_masking = True

    def build(self, input_shape) -> None:
        """Check that there are several inputs, and that they fit each other."""
        if not isinstance(input_shape, (list, tuple)) or not isinstance(input_shape[0], tuple):
            raise ValueError(
                f"A merge layer should be called on a list of inputs: {type(self).__name__} "
                f"got one input of shape {input_shape}"
            )
        if len(input_shape) < 2:
            raise ValueError(
                f"A merge layer should be called on a list of at least 2 inputs, got {len(input_shape)}"
            )
        self._check_shapes(input_shape)
        self.built = True

    def _check_shapes(self, shapes) -> None:
        """Raise ValueError unless the shapes of the inputs fit each other."""
        ranks = [len(shape) for shape in shapes]
        padded = [(shape[0], *(1,) * (max(ranks) - len(shape)), *shape[1:]) for shape in shapes]
        try:
            broadcast_shape(*padded)
        except ValueError:
            raise ValueError(
                f"{type(self).__name__}: operands could not be broadcast together with shapes "
                + " ".join(str(shape) for shape in shapes)
            ) from None

    def call(self, inputs) -> Tensor:
        """Combine the inputs, those with fewer axes getting more of length 1 after the batch axis."""
        rank = max(x.ndim for x in inputs)
        aligned = []
        for x in inputs:
            for _ in range(rank - x.ndim):
                x = expand_dims(x, 1)
            aligned.append(x)
        return self._combine(aligned)

    def compute_mask(self, inputs, mask=None):
        """Keep what all inputs keep."""
        masks = [m for m in mask or [] if m is not None]
        return functools.reduce(choices.logical_and, masks) if masks else None


class Add(_Merge):
    """The sum of the inputs."""

    def _combine(self, inputs: list[Tensor]) -> Tensor:
        return functools.reduce(arithmetic.add, inputs)


class Subtract(_Merge):
    """The first input minus the second."""

    def _combine(self, inputs: list[Tensor]) -> Tensor:
        if len(inputs) != 2:
            raise ValueError(f"Subtract: expected exactly 2 inputs, got {len(inputs)}")
        return inputs[0] - inputs[1]


class Multiply(_Merge):
    """The product of the inputs."""

    def _combine(self, inputs: list[Tensor]) -> Tensor:
        return functools.reduce(arithmetic.multiply, inputs)


class Average(_Merge):
    """The mean of the inputs."""

    def _combine(self, inputs: list[Tensor]) -> Tensor:
        return functools.reduce(arithmetic.add, inputs) / len(inputs)


class Maximum(_Merge):
    """The larger ones."""

    def _combine(self, inputs: list[Tensor]) -> Tensor:
        return functools.reduce(choices.maximum, inputs)


class Minimum(_Merge):
    """The smaller ones."""

    def _combine(self, inputs: list[Tensor]) -> Tensor:
        return functools.reduce(choices.minimum, inputs)


# End to end
# ----------


class Concatenate(_Merge):
    """The inputs one after the other along an axis.

    Arguments:
        axis: the axis, batch axis included.
        **kwargs: see `Layer`.
    """

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis

    def _check_shapes(self, shapes) -> None:
        """Raise ValueError unless all axes but one agree."""
        others = [list(shape) for shape in shapes]
        for shape in others:
            if not -len(shape) <= self.axis < len(shape):
                raise ValueError(f"Concatenate: shape {tuple(shape)} has no axis {self.axis}")
            del shape[self.axis]
        columns = [{n for n in column if n is not None} for column in zip(*others)]
        if len({len(shape) for shape in others}) > 1 or any(len(c) > 1 for c in columns):
            raise ValueError(
                "A `Concatenate` layer requires inputs with matching shapes except for the "
                f"concatenation axis {self.axis}. Got input shapes: {list(shapes)}"
            )

    def call(self, inputs) -> Tensor:
        return join_tensors(list(inputs), axis=self.axis)

    def compute_mask(self, inputs, mask=None):
        """The masks one after the other; an input without one keeps everything."""
        if all(m is None for m in mask or [None]):
            return None
        masks = [self._full_mask(x, m) for x, m in zip(inputs, mask)]
        joined = join_tensors(masks, axis=self.axis)
        return joined if joined.ndim < inputs[0].ndim else all_along(joined, axis=-1)

    def _full_mask(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """The mask of one input, for every element of it."""
        if mask is None:
            return ones_like(x, dtype="bool")
        while mask.ndim < x.ndim:
            mask = expand_dims(mask, -1)
        return choices.logical_and(mask, ones_like(x, dtype="bool"))

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"axis": self.axis}


# Dot products
# ------------


class Dot(_Merge):
    """The dot products of the samples of two inputs along axes.

    Arguments:
        axes: the axis of each input that disappears, or one for both; the batch axis is 0.
        normalize: whether to scale the inputs to length 1 along these axes before (the result
            is then the cosine of the angle).
        **kwargs: see `Layer`.
    """

    def __init__(self, axes, normalize=False, **kwargs):
        super().__init__(**kwargs)
        pair = [axes] if isinstance(axes, int) else list(axes)
        if len(pair) > 2 or not pair or not all(isinstance(a, int) for a in pair):
            raise ValueError(f"Dot: expected `axes` to be an integer or two of them, got {axes!r}")
        self.axes, self.normalize = axes, normalize

    def _pair(self, shapes) -> list[int]:
        """The axis of each input, counted from the front."""
        axes = [self.axes] * 2 if isinstance(self.axes, int) else self.axes
        return [a % len(shape) for a, shape in zip(axes, shapes)]

    def _check_shapes(self, shapes) -> None:
        """Raise ValueError unless there are two inputs whose axes are equally long."""
        if len(shapes) != 2:
            raise ValueError(
                f"A `Dot` layer should be called on exactly 2 inputs, got {len(shapes)}"
            )
        lengths = [shape[a] for shape, a in zip(shapes, self._pair(shapes))]
        if None not in lengths and lengths[0] != lengths[1]:
            raise ValueError(
                f"Dot: dimension incompatibility {lengths[0]} != {lengths[1]}. Layer shapes: "
                f"{shapes[0]}, {shapes[1]}. Chosen axes: {self.axes}"
            )

    def call(self, inputs) -> Tensor:
        x, y = inputs
        axes = self._pair([x.shape, y.shape])
        if self.normalize:
            x, y = l2_normalize(x, axis=axes[0]), l2_normalize(y, axis=axes[1])
        return batch_dot(x, y, axes)

    def compute_mask(self, inputs, mask=None):
        return None

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"axes": self.axes, "normalize": self.normalize}


# As functions
# ------------


def add(inputs, **kwargs):
    """The sum of a list of tensors: see `Add`."""
    return Add(**kwargs)(inputs)


def subtract(inputs, **kwargs):
    """The first of two tensors minus the second: see `Subtract`."""
    return Subtract(**kwargs)(inputs)


def multiply(inputs, **kwargs):
    """The product of a list of tensors: see `Multiply`."""
    return Multiply(**kwargs)(inputs)


def average(inputs, **kwargs):
    """The mean of a list of tensors: see `Average`."""
    return Average(**kwargs)(inputs)


def maximum(inputs, **kwargs):
    """The larger elements of a list of tensors: see `Maximum`."""
    return Maximum(**kwargs)(inputs)


def minimum(inputs, **kwargs):
    """The smaller elements of a list of tensors: see `Minimum`."""
    return Minimum(**kwargs)(inputs)


def concatenate(inputs, axis=-1, **kwargs):
    """A list of tensors, one after the other along an axis: see `Concatenate`."""
    return Concatenate(axis=axis, **kwargs)(inputs)


def dot(inputs, axes, normalize=False, **kwargs):
    """The dot products of two tensors' samples: see `Dot`."""
    return Dot(axes=axes, normalize=normalize, **kwargs)(inputs)
