"""Rows of the table of functions: how to call a function on both sides, and what to compare besides the value."""

from dataclasses import dataclass, field

import numpy as np

RNG = np.random.default_rng(20)
SEEDED = RNG.bit_generator.state


def reseed():
    """The same numbers again: each module of tests draws its own, whichever were collected before it."""
    RNG.bit_generator.state = SEEDED


def rand(*shape, low=-2.0, high=2.0):
    """Uniform float32 numbers, no two alike and none very near 0, where kinks are."""
    x = RNG.uniform(low, high, shape)
    if low < 0:
        x = np.sign(x) * np.maximum(np.abs(x), 0.05)
    return np.asarray(x, "float32")


def positive(*shape):
    return rand(*shape, low=0.1, high=2.0)


def ints(*shape, low=0, high=5):
    return RNG.integers(low, high, shape).astype("int32")


def bools(*shape):
    return RNG.integers(0, 2, shape).astype(bool)


def probabilities(*shape):
    x = np.exp(RNG.standard_normal(shape))
    return (x / x.sum(-1, keepdims=True)).astype("float32")


def one_hot(*shape):
    *outer, classes = shape
    return np.eye(classes, dtype="float32")[RNG.integers(0, classes, outer)]


@dataclass
class Case:
    """A call. NumPy arrays among `args` and `kwargs` are handed over as tensors, all else as it is."""

    args: tuple
    kwargs: dict = field(default_factory=dict)
    gradient: bool = True  # with respect to every float tensor
    symbolic: bool = True  # also with placeholders
    value: bool = True  # False: only shapes and dtypes (random numbers)
    float64: bool = True  # also with float64 tensors
    rtol: float = 1e-5
    atol: float = 1e-6
    note: str = ""


def case(*args, **options):
    """A Case; options that a Case does not know are keyword arguments of the call."""
    known = {k: options.pop(k) for k in list(options) if k in Case.__dataclass_fields__ and k not in ("args", "kwargs")}
    return Case(args, options, **known)


def arrays(x):
    """The NumPy arrays in (nested) arguments, in order."""
    if isinstance(x, np.ndarray):
        return [x]
    if isinstance(x, dict):
        x = list(x.values())
    return [a for item in x for a in arrays(item)] if isinstance(x, (list, tuple)) else []


def substitute(x, replacements):
    """The same structure with its arrays replaced, in order, from an iterator."""
    if isinstance(x, np.ndarray):
        return next(replacements)
    if isinstance(x, dict):
        return {k: substitute(v, replacements) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return type(x)([substitute(v, replacements) for v in x])
    return x
