# Generated from chapters/layers/pooling.md by `make tangle`. Do not edit.
"""Layers that look from further away.

Max and average pooling over windows, and over everything: fewer numbers, and less interest in where
they stood.
"""

from typing import Any

from litkeras.backend.choices import cast
from litkeras.backend.configuration import normalize_data_format
from litkeras.backend.pooling import pool2d, pool3d
from litkeras.backend.reductions import max, mean
from litkeras.backend.reductions import sum as total
from litkeras.backend.shaping import expand_dims, squeeze
from litkeras.backend.tensors import Tensor
from litkeras.backend.windows import check_padding, per_axis
from litkeras.layers.base import Layer
from litkeras.layers.specs import InputSpec
from litkeras.legacy import accept_keras_1

__all__ = [
    "MaxPooling1D",
    "AveragePooling1D",
    "MaxPooling2D",
    "AveragePooling2D",
    "MaxPooling3D",
    "AveragePooling3D",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPool3D",
    "AvgPool1D",
    "AvgPool2D",
    "AvgPool3D",
    "GlobalMaxPooling2D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling3D",
    "GlobalAveragePooling3D",
    "GlobalMaxPooling1D",
    "GlobalAveragePooling1D",
    "GlobalMaxPool1D",
    "GlobalAvgPool1D",
    "GlobalMaxPool2D",
    "GlobalAvgPool2D",
    "GlobalMaxPool3D",
    "GlobalAvgPool3D",
]


# A window and its strides
# ------------------------


class _Pooling(Layer):
    """One number for each window: what the six layers with windows have in common."""

    _rank = 0  # how many spatial axes
    _mode = ""  # 'max' or 'avg'

    def __init__(self, pool_size, strides, padding, data_format, **kwargs):
        super().__init__(**kwargs)
        where = type(self).__name__
        self.pool_size = per_axis(f"{where}: pool_size", pool_size, self._rank)
        strides = self.pool_size if strides is None else strides
        self.strides = per_axis(f"{where}: strides", strides, self._rank)
        self.padding = check_padding(where, padding)
        self.data_format = normalize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def get_config(self) -> dict[str, Any]:
        names = "pool_size", "padding", "strides", "data_format"
        return super().get_config() | {name: getattr(self, name) for name in names}

    def call(self, inputs) -> Tensor:
        options = self.padding, self.data_format, self._mode
        if self._rank > 1:
            pool = pool2d if self._rank == 2 else pool3d
            return pool(inputs, self.pool_size, self.strides, *options)
        beside = 2 if self.data_format == "channels_last" else 3  # an axis beside that of time
        picture = expand_dims(inputs, beside)
        return squeeze(pool2d(picture, (*self.pool_size, 1), (*self.strides, 1), *options), beside)


class _Pooling1D(_Pooling):
    _rank = 1

    @accept_keras_1
    def __init__(
        self, pool_size=2, strides=None, padding="valid", data_format="channels_last", **kwargs
    ):
        super().__init__(pool_size, strides, padding, data_format, **kwargs)


class _Pooling2D(_Pooling):
    _rank = 2

    @accept_keras_1
    def __init__(self, pool_size=(2, 2), strides=None, padding="valid", data_format=None, **kwargs):
        super().__init__(pool_size, strides, padding, data_format, **kwargs)


class _Pooling3D(_Pooling):
    _rank = 3

    @accept_keras_1
    def __init__(
        self, pool_size=(2, 2, 2), strides=None, padding="valid", data_format=None, **kwargs
    ):
        super().__init__(pool_size, strides, padding, data_format, **kwargs)


# The largest, or the mean
# ------------------------


class MaxPooling1D(_Pooling1D):
    """The largest number of each window of a sequence, for each channel.

    Arguments:
        pool_size: the length of a window (Keras 1: `pool_length`).
        strides: how far it moves (Keras 1: `stride`); None for `pool_size`.
        padding: 'valid' or 'same' (Keras 1: `border_mode`).
        data_format: `'channels_last'` or `'channels_first'`.
        **kwargs: see `Layer`.

    Shapes:
        `(batch, steps, channels)` to `(batch, windows, channels)`, or with the channels first.

    Raises:
        ValueError: if a length is no positive integer, or a name is unknown.
    """

    _mode = "max"


class AveragePooling1D(_Pooling1D):
    """The mean of each window of a sequence; see `MaxPooling1D` for the arguments."""

    _mode = "avg"


class MaxPooling2D(_Pooling2D):
    """The largest number of each window of a picture, for each channel.

    Arguments:
        pool_size: height and width of a window, or one integer for both.
        strides: how far it moves down and to the right; None for `pool_size`.
        padding: 'valid' or 'same' (Keras 1: `border_mode`); margins never count.
        data_format: `'channels_last'` or `'channels_first'` (Keras 1: `dim_ordering`).
        **kwargs: see `Layer`.

    Shapes:
        `(batch, height, width, channels)` to `(batch, rows, columns, channels)`, or with the
        channels first.

    Raises:
        ValueError: if a length is no positive integer, or a name is unknown.
    """

    _mode = "max"


class AveragePooling2D(_Pooling2D):
    """The mean of each window of a picture; see `MaxPooling2D` for the arguments."""

    _mode = "avg"


class MaxPooling3D(_Pooling3D):
    """The largest number of each window of a volume, for each channel.

    Arguments:
        pool_size: the three lengths of a window, or one integer for all.
        strides: how far it moves along each axis; None for `pool_size`.
        padding: 'valid' or 'same' (Keras 1: `border_mode`); margins never count.
        data_format: `'channels_last'` or `'channels_first'` (Keras 1: `dim_ordering`).
        **kwargs: see `Layer`.

    Shapes:
        `(batch, depth, height, width, channels)` to `(batch, layers, rows, columns, channels)`,
        or with the channels first.

    Raises:
        ValueError: if a length is no positive integer, or a name is unknown.
    """

    _mode = "max"


class AveragePooling3D(_Pooling3D):
    """The mean of each window of a volume; see `MaxPooling3D` for the arguments."""

    _mode = "avg"


MaxPool1D, MaxPool2D, MaxPool3D = MaxPooling1D, MaxPooling2D, MaxPooling3D

AvgPool1D, AvgPool2D, AvgPool3D = AveragePooling1D, AveragePooling2D, AveragePooling3D

# The whole at once
# -----------------


class _GlobalPooling(Layer):
    """One number for each channel: what the six layers without windows have in common."""

    _rank = 0  # how many spatial axes
    _reduce = None  # a function of a tensor, `axis` and `keepdims`

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(**kwargs)
        self.data_format = normalize_data_format(data_format)
        self.keepdims = keepdims
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def _axes(self) -> list[int]:
        """The spatial axes."""
        first = 1 if self.data_format == "channels_last" else 2
        return list(range(first, first + self._rank))

    def call(self, inputs) -> Tensor:
        return type(self)._reduce(inputs, axis=self._axes(), keepdims=self.keepdims)

    def get_config(self) -> dict[str, Any]:
        names = "data_format", "keepdims"
        return super().get_config() | {name: getattr(self, name) for name in names}


class GlobalMaxPooling2D(_GlobalPooling):
    """The largest number of each channel of a picture.

    Arguments:
        data_format: `'channels_last'` or `'channels_first'`; by default the configured one.
        keepdims: whether the spatial axes stay, with length 1.
        **kwargs: see `Layer`.

    Shapes:
        `(batch, height, width, channels)` to `(batch, channels)`.
    """

    _rank, _reduce = 2, staticmethod(max)


class GlobalAveragePooling2D(_GlobalPooling):
    """The mean of each channel of a picture; see `GlobalMaxPooling2D` for the arguments."""

    _rank, _reduce = 2, staticmethod(mean)


class GlobalMaxPooling3D(_GlobalPooling):
    """The largest number of each channel of a volume; arguments as in `GlobalMaxPooling2D`."""

    _rank, _reduce = 3, staticmethod(max)


class GlobalAveragePooling3D(_GlobalPooling):
    """The mean of each channel of a volume; see `GlobalMaxPooling2D` for the arguments."""

    _rank, _reduce = 3, staticmethod(mean)


# What was not there
# ------------------


class GlobalMaxPooling1D(_GlobalPooling):
    """The largest number of each channel of a sequence; a mask is not looked at.

    Arguments:
        data_format: `'channels_last'` or `'channels_first'`.
        keepdims: whether the axis of time stays, with length 1.
        **kwargs: see `Layer`.

    Shapes:
        `(batch, steps, channels)` to `(batch, channels)`.
    """

    _rank, _reduce = 1, staticmethod(max)

    def __init__(self, data_format="channels_last", keepdims=False, **kwargs):
        super().__init__(data_format, keepdims, **kwargs)


class GlobalAveragePooling1D(_GlobalPooling):
    """The mean of each channel of a sequence over the steps that its mask leaves.

    Of a sequence without any such step the mean is nan. See `GlobalMaxPooling1D` for the arguments.
    """

    _rank, _reduce = 1, staticmethod(mean)

    def __init__(self, data_format="channels_last", keepdims=False, **kwargs):
        super().__init__(data_format, keepdims, **kwargs)
        self.supports_masking = True

    def call(self, inputs, mask=None) -> Tensor:
        if mask is None:
            return super().call(inputs)
        channels = 2 if self.data_format == "channels_last" else 1
        real = expand_dims(cast(mask, dtype=inputs.dtype), channels)
        options = {"axis": self._axes(), "keepdims": self.keepdims}
        return total(inputs * real, **options) / total(real, **options)

    def compute_mask(self, inputs, mask=None) -> None:
        """None: no axis of time is left for a mask."""
        return None


GlobalMaxPool1D, GlobalAvgPool1D = GlobalMaxPooling1D, GlobalAveragePooling1D

GlobalMaxPool2D, GlobalAvgPool2D = GlobalMaxPooling2D, GlobalAveragePooling2D

GlobalMaxPool3D, GlobalAvgPool3D = GlobalMaxPooling3D, GlobalAveragePooling3D
