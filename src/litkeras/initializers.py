# Generated from chapters/initializers.md by `make tangle`. Do not edit.
"""Initializers.

Where the weights begin decides whether a deep network can learn at all.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from litkeras.backend.configuration import floatx
from litkeras.backend.random import random_normal as draw_normal
from litkeras.backend.random import random_uniform as draw_uniform
from litkeras.backend.random import truncated_normal as draw_truncated
from litkeras.backend.tensors import Tensor
from litkeras.backend.tensors import constant as filled
from litkeras.objects import Registry

__all__ = [
    "Initializer",
    "Constant",
    "Zeros",
    "Ones",
    "RandomNormal",
    "TruncatedNormal",
    "RandomUniform",
    "VarianceScaling",
    "LecunUniform",
    "LecunNormal",
    "GlorotUniform",
    "GlorotNormal",
    "HeUniform",
    "HeNormal",
    "Identity",
    "Orthogonal",
    "constant",
    "zeros",
    "ones",
    "random_normal",
    "random_uniform",
    "truncated_normal",
    "variance_scaling",
    "identity",
    "orthogonal",
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "lecun_uniform",
    "lecun_normal",
    "get",
    "serialize",
    "deserialize",
]


# What an initializer is
# ----------------------

_initializers = Registry("initializer")


class Initializer:
    """What fills a new weight: called with a shape, it returns a tensor."""

    _arguments: tuple[str, ...] = ()  # attributes that are named like the arguments

    def __call__(self, shape: Sequence[int], dtype: str | None = None, **kwargs) -> Tensor:
        """Return the first value of a weight.

        Arguments:
            shape: the shape of the weight.
            dtype: its dtype; by default floatx.
        """
        raise NotImplementedError(f"{type(self).__name__} must implement __call__(shape, dtype)")

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that build this initializer again."""
        return {name: getattr(self, name) for name in self._arguments}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Initializer":
        """Build an initializer from its configuration."""
        return cls(**{key: value for key, value in config.items() if key != "dtype"})


# Constants
# ---------


@_initializers.register("constant")
class Constant(Initializer):
    """Every element is `value`; or `value` holds all the elements.

    Arguments:
        value: a number, or as many numbers as the weight has elements.
    """

    _arguments = ("value",)

    def __init__(self, value=0):
        self.value = value

    def __call__(self, shape, dtype=None, **kwargs):
        size, wanted = np.size(self.value), int(np.prod(shape))
        if size not in (1, wanted):
            raise ValueError(f"Constant: {size} values cannot fill the shape {tuple(shape)}")
        return filled(self.value, dtype or floatx(), tuple(shape))


@_initializers.register("zeros", "zero")
class Zeros(Initializer):
    """Every element is 0."""

    def __call__(self, shape, dtype=None, **kwargs):
        return filled(0, dtype or floatx(), tuple(shape))


@_initializers.register("ones", "one")
class Ones(Initializer):
    """Every element is 1."""

    def __call__(self, shape, dtype=None, **kwargs):
        return filled(1, dtype or floatx(), tuple(shape))


# Random numbers
# --------------


def _float_dtype(owner: Initializer, dtype: Any) -> str:
    """Return the name of `dtype`, floatx by default; it must be a float's."""
    name = np.dtype(dtype or floatx()).name
    if not name.startswith("float"):
        raise ValueError(f"{type(owner).__name__}: expected floating point dtype, received {name}")
    return name


@_initializers.register("random_normal", "normal")
class RandomNormal(Initializer):
    """Elements from a normal distribution.

    Arguments:
        mean: its mean.
        stddev: its standard deviation.
        seed: an integer makes each call return the same values.
    """

    draw = staticmethod(draw_normal)
    _arguments = ("mean", "stddev", "seed")

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None):
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def __call__(self, shape, dtype=None, **kwargs):
        dtype = _float_dtype(self, dtype)
        return self.draw(tuple(shape), self.mean, self.stddev, dtype=dtype, seed=self.seed)


@_initializers.register("truncated_normal")
class TruncatedNormal(RandomNormal):
    """Elements from a normal distribution; what lies beyond two deviations is drawn again.

    Arguments:
        mean: mean of the distribution before it is truncated.
        stddev: its standard deviation.
        seed: an integer makes each call return the same values.
    """

    draw = staticmethod(draw_truncated)


@_initializers.register("random_uniform", "uniform")
class RandomUniform(Initializer):
    """Elements from a uniform distribution.

    Arguments:
        minval: lower bound.
        maxval: upper bound.
        seed: an integer makes each call return the same values.
    """

    _arguments = ("minval", "maxval", "seed")

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None):
        self.minval, self.maxval, self.seed = minval, maxval, seed

    def __call__(self, shape, dtype=None, **kwargs):
        dtype = dtype or floatx()
        return draw_uniform(tuple(shape), self.minval, self.maxval, dtype=dtype, seed=self.seed)


# The scale that keeps a signal alive
# -----------------------------------


def _fans(shape: Sequence[int]) -> tuple[int, int]:
    """Return how many inputs an output of a layer sums, and how many outputs an input feeds."""
    if len(shape) < 2:
        return (shape[0], shape[0]) if shape else (1, 1)
    receptive_field = int(np.prod(shape[:-2]))
    return shape[-2] * receptive_field, shape[-1] * receptive_field


_MODES = ("fan_in", "fan_out", "fan_avg")

_DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")


@_initializers.register("variance_scaling")
class VarianceScaling(Initializer):
    """Random elements whose variance is `scale` divided by the number of connections.

    Arguments:
        scale: a positive number.
        mode: count the connections `'fan_in'`, `'fan_out'`, or their mean, `'fan_avg'`.
        distribution: `'truncated_normal'` (or `'normal'`), `'untruncated_normal'` or `'uniform'`.
        seed: an integer makes each call return the same values.

    Raises:
        ValueError: if an argument is none of these.
    """

    _arguments = ("scale", "mode", "distribution", "seed")

    def __init__(self, scale=1.0, mode="fan_in", distribution="truncated_normal", seed=None):
        distribution = "truncated_normal" if distribution == "normal" else distribution
        if scale <= 0.0:
            raise ValueError(f"VarianceScaling: expected a positive `scale`, received {scale}")
        words = {"mode": (mode, _MODES), "distribution": (distribution, _DISTRIBUTIONS)}
        for name, (word, known) in words.items():
            if word not in known:
                raise ValueError(
                    f"VarianceScaling: expected `{name}` in {known}, received {word!r}"
                )
        self.scale, self.mode, self.distribution, self.seed = scale, mode, distribution, seed

    def __call__(self, shape, dtype=None, **kwargs):
        dtype, shape = _float_dtype(self, dtype), tuple(shape)
        fan_in, fan_out = _fans(shape)
        fans = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}
        variance = self.scale / max(1.0, fans[self.mode])
        if self.distribution == "uniform":
            limit = (3 * variance) ** 0.5
            return draw_uniform(shape, -limit, limit, dtype=dtype, seed=self.seed)
        stddev = variance**0.5
        if self.distribution == "untruncated_normal":
            return draw_normal(shape, 0.0, stddev, dtype=dtype, seed=self.seed)
        return draw_truncated(shape, 0.0, stddev / _TRUNCATED_STDDEV, dtype=dtype, seed=self.seed)


_TRUNCATED_STDDEV = 0.87962566103423978

# Six famous special cases
# ------------------------


class _Preset(VarianceScaling):
    """A variance scaling of which only the seed is left to choose."""

    preset: tuple[float, str, str]
    _arguments = ("seed",)

    def __init__(self, seed: int | None = None):
        super().__init__(*self.preset, seed)


@_initializers.register("lecun_uniform")
class LecunUniform(_Preset):
    """Uniform, with the variance 1 / fan_in.

    Reference: LeCun et al., Efficient backprop, 1998.
    """

    preset = (1.0, "fan_in", "uniform")


@_initializers.register("lecun_normal")
class LecunNormal(_Preset):
    """Truncated normal, with the variance 1 / fan_in: for layers followed by selu."""

    preset = (1.0, "fan_in", "truncated_normal")


@_initializers.register("glorot_uniform")
class GlorotUniform(_Preset):
    """Uniform, with the variance 2 / (fan_in + fan_out): Keras's default.

    Reference: Glorot and Bengio, Understanding the difficulty of training deep feedforward
    neural networks, 2010.
    """

    preset = (1.0, "fan_avg", "uniform")


@_initializers.register("glorot_normal")
class GlorotNormal(_Preset):
    """Truncated normal, with the variance 2 / (fan_in + fan_out)."""

    preset = (1.0, "fan_avg", "truncated_normal")


@_initializers.register("he_uniform")
class HeUniform(_Preset):
    """Uniform, with the variance 2 / fan_in: for layers followed by relu.

    Reference: He et al., Delving deep into rectifiers, 2015.
    """

    preset = (2.0, "fan_in", "uniform")


@_initializers.register("he_normal")
class HeNormal(_Preset):
    """Truncated normal, with the variance 2 / fan_in: for layers followed by relu."""

    preset = (2.0, "fan_in", "truncated_normal")


# Matrices that keep lengths
# --------------------------


@_initializers.register("identity")
class Identity(Initializer):
    """A matrix with `gain` on its diagonal and 0 elsewhere.

    Arguments:
        gain: a number.
    """

    _arguments = ("gain",)

    def __init__(self, gain: float = 1.0):
        self.gain = gain

    def __call__(self, shape, dtype=None, **kwargs):
        dtype = _float_dtype(self, dtype)
        if len(shape) != 2:
            raise ValueError(f"Identity: expected a shape of two axes, received {tuple(shape)}")
        return filled(self.gain * np.eye(*shape), dtype)


@_initializers.register("orthogonal")
class Orthogonal(Initializer):
    """A matrix whose rows, or columns if they are fewer, have length `gain` and right angles.

    Arguments:
        gain: a number.
        seed: an integer makes each call return the same values.

    Reference: Saxe et al., Exact solutions to the nonlinear dynamics of learning in deep linear
    neural networks, 2014.
    """

    _arguments = ("gain", "seed")

    def __init__(self, gain: float = 1.0, seed: int | None = None):
        self.gain, self.seed = gain, seed

    def __call__(self, shape, dtype=None, **kwargs):
        dtype, shape = _float_dtype(self, dtype), tuple(shape)
        if len(shape) < 2:
            raise ValueError(f"Orthogonal: expected a shape of two axes or more, received {shape}")
        rows, columns = int(np.prod(shape[:-1])), shape[-1]
        tall = (max(rows, columns), min(rows, columns))
        q, r = np.linalg.qr(draw_normal(tall, dtype="float64", seed=self.seed).numpy())
        q = q * np.sign(np.diag(r))  # else the directions are not equally likely
        return filled(self.gain * (q if rows >= columns else q.T).reshape(shape), dtype)


# By name
# -------

constant, zeros, ones = Constant, Zeros, Ones

random_normal, random_uniform, truncated_normal = RandomNormal, RandomUniform, TruncatedNormal

variance_scaling, identity, orthogonal = VarianceScaling, Identity, Orthogonal

glorot_uniform, glorot_normal = GlorotUniform, GlorotNormal

he_uniform, he_normal = HeUniform, HeNormal

lecun_uniform, lecun_normal = LecunUniform, LecunNormal


def get(identifier: Any) -> Any:
    """Return the initializer meant by a name, a configuration, a class or an instance.

    Raises:
        ValueError: if it is none of these, or unknown.
    """
    return _initializers.get(identifier)


def serialize(initializer: Any) -> Any:
    """Return the name and configuration of an initializer."""
    return _initializers.serialize(initializer)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Build an initializer from its name or its configuration."""
    return _initializers.deserialize(config, custom_objects)
