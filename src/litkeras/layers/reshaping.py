# Generated from chapters/layers/reshaping.md by `make tangle`. Do not edit.
"""Layers that move numbers.

Flatten, Reshape, Permute, RepeatVector, Masking: no weights, only another arrangement.
"""

import math
from typing import Any

from litkeras.backend.choices import cast, not_equal
from litkeras.backend.configuration import normalize_data_format
from litkeras.backend.joining import repeat
from litkeras.backend.reductions import any as any_along
from litkeras.backend.shaping import (
    batch_flatten,
    expand_dims,
    permute_dimensions,
    reshape,
    shape,
)
from litkeras.backend.tensors import Tensor
from litkeras.layers.base import Layer
from litkeras.layers.core import _positive_integer
from litkeras.layers.specs import InputSpec
from litkeras.legacy import accept_keras_1

__all__ = ["Flatten", "Reshape", "Permute", "RepeatVector", "Masking"]


# Flatten
# -------


class Flatten(Layer):
    """Lay all numbers of a sample in one row.

    Arguments:
        data_format: `'channels_last'` or `'channels_first'`; the order of the numbers is
            the same for both. By default the configured one.
        **kwargs: see `Layer`.

    Shapes:
        `(batch, d1, ..., dn)` to `(batch, d1 * ... * dn)`.
    """

    @accept_keras_1
    def __init__(self, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.data_format = normalize_data_format(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs) -> Tensor:
        if inputs.ndim == 1:
            return expand_dims(inputs, -1)
        if self.data_format == "channels_first" and inputs.ndim > 2:
            inputs = permute_dimensions(inputs, [0, *range(2, inputs.ndim), 1])
        return batch_flatten(inputs)

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"data_format": self.data_format}


# Reshape
# -------


class Reshape(Layer):
    """Arrange the numbers of a sample in another shape.

    Arguments:
        target_shape: the shape without the batch axis; one length may be -1, which is inferred.
        **kwargs: see `Layer`.

    Shapes:
        `(batch, ...)` to `(batch, *target_shape)`.
    """

    def __init__(self, target_shape, **kwargs):
        super().__init__(**kwargs)
        self.target_shape = tuple(target_shape)

    def _resolve(self, sample_shape: tuple) -> tuple:
        """The target shape with its -1 replaced, if the shape of a sample is known.

        Raises:
            ValueError: if a sample does not have as many numbers as the target shape.
        """
        target = self.target_shape
        if None in sample_shape:
            return target
        size, known = math.prod(sample_shape), math.prod(n for n in target if n != -1)
        if (
            target.count(-1) > 1
            or known != size
            and (-1 not in target or not known or size % known)
        ):
            raise ValueError(
                f"Layer {self.name}: total size of new array must be unchanged, "
                f"input_shape = {sample_shape}, output_shape = {target}"
            )
        return tuple(size // known if n == -1 else n for n in target)

    def call(self, inputs) -> Tensor:
        target = self._resolve(inputs.shape[1:])
        if -1 in target:
            return reshape(inputs, (shape(inputs)[0], *target))
        return reshape(inputs, (-1, *target))

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"target_shape": self.target_shape}


# Permute and RepeatVector
# ------------------------


class Permute(Layer):
    """Put the axes of a sample in another order.

    Arguments:
        dims: the axes in their new order, counted from 1: `(2, 1)` exchanges the two.
        **kwargs: see `Layer`.
    """

    def __init__(self, dims, **kwargs):
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(
                f"Invalid permutation `dims` for Permute layer: {self.dims}; expected each of the "
                f"axes from 1 to {len(self.dims)} once"
            )
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs) -> Tensor:
        return permute_dimensions(inputs, (0, *self.dims))

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"dims": self.dims}


class RepeatVector(Layer):
    """Repeat each sample.

    Arguments:
        n: how many times.
        **kwargs: see `Layer`.

    Shapes:
        `(batch, features)` to `(batch, n, features)`.
    """

    def __init__(self, n, **kwargs):
        super().__init__(**kwargs)
        self.n = _positive_integer(n, "RepeatVector: `n`")
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs) -> Tensor:
        return repeat(inputs, self.n)

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"n": self.n}


# Masking
# -------


class Masking(Layer):
    """Mark the time steps to be skipped: those whose features all equal a value.

    Arguments:
        mask_value: the value.
        **kwargs: see `Layer`.

    Shapes:
        `(batch, time, features)`, unchanged; the mask is `(batch, time)`.
    """

    supports_masking = True

    def __init__(self, mask_value=0.0, **kwargs):
        super().__init__(**kwargs)
        self.mask_value = mask_value

    def compute_mask(self, inputs, mask=None) -> Tensor:
        return any_along(not_equal(inputs, self.mask_value), axis=-1)

    def call(self, inputs) -> Tensor:
        kept = any_along(not_equal(inputs, self.mask_value), axis=-1, keepdims=True)
        return inputs * cast(kept, dtype=inputs.dtype)

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"mask_value": self.mask_value}
