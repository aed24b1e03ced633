# Generated from chapters/tf.md by `make tangle`. Do not edit.
"""TensorFlow's names.

The few names of TensorFlow that Keras code is used to, all of them told elsewhere in this book.
"""

import builtins
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np

from litkeras import backend as K
from litkeras import initializers
from litkeras.backend.autodiff import gradients as gradients
from litkeras.backend.autodiff import stop_gradient as stop_gradient
from litkeras.backend.configuration import floatx
from litkeras.backend.configuration import name_scope as name_scope
from litkeras.backend.tape import GradientTape as GradientTape
from litkeras.backend.tensors import Tensor as Tensor
from litkeras.backend.tensors import as_tensor
from litkeras.backend.tensors import is_tensor as is_tensor
from litkeras.backend.variables import Variable as Variable
from litkeras.data import datasets as _datasets
from litkeras.data import elements as _elements
from litkeras.data import images as _images
from litkeras.data import summaries as _summaries
from litkeras.layers.nodes import identity as identity

__all__ = [
    "GradientTape",
    "gradients",
    "stop_gradient",
    "name_scope",
    "Tensor",
    "is_tensor",
    "Variable",
    "identity",
    "float16",
    "float32",
    "float64",
    "uint8",
    "int32",
    "int64",
    "bool",
    "convert_to_tensor",
    "constant",
    "fill",
    "zeros",
    "ones",
    "abs",
    "exp",
    "pow",
    "round",
    "sign",
    "sqrt",
    "square",
    "add",
    "subtract",
    "multiply",
    "divide",
    "negative",
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "cast",
    "maximum",
    "minimum",
    "where",
    "reshape",
    "expand_dims",
    "shape",
    "zeros_like",
    "ones_like",
    "stack",
    "unstack",
    "reduce_sum",
    "reduce_prod",
    "reduce_mean",
    "reduce_max",
    "reduce_min",
    "reduce_any",
    "reduce_all",
    "clip_by_value",
    "concat",
    "argmax",
    "argmin",
    "one_hot",
    "squeeze",
    "transpose",
    "gather",
    "matmul",
    "nn",
    "math",
    "random",
    "TensorSpec",
    "data",
    "image",
    "summary",
    "zeros_initializer",
    "ones_initializer",
    "constant_initializer",
    "random_normal_initializer",
    "random_uniform_initializer",
    "glorot_uniform_initializer",
    "device",
    "device_scope",
    "function",
]


# Types
# -----

float16, float32, float64 = (np.dtype(name) for name in ("float16", "float32", "float64"))

uint8, int32, int64 = (np.dtype(name) for name in ("uint8", "int32", "int64"))

bool = np.dtype("bool")

# Tensors
# -------


def convert_to_tensor(value: Any, dtype: Any = None, name: str | None = None) -> Tensor:
    """`value` as a tensor; one that is a tensor already stays what it is."""
    return as_tensor(value, dtype)


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Tensor:
    """A tensor whose value never changes; unlike in Keras, integers and booleans stay what they are."""
    return K.constant(value, dtype=dtype or as_tensor(value).dtype, shape=shape, name=name)


def fill(dims: Sequence[int], value: Any, name: str | None = None) -> Tensor:
    """A tensor of a shape, every element of which is `value`."""
    return constant(value, shape=tuple(dims))


def zeros(shape: Sequence[int], dtype: Any = None, name: str | None = None) -> Tensor:
    """A tensor full of zeros."""
    return constant(0, dtype=dtype or floatx(), shape=tuple(shape))


def ones(shape: Sequence[int], dtype: Any = None, name: str | None = None) -> Tensor:
    """A tensor full of ones."""
    return constant(1, dtype=dtype or floatx(), shape=tuple(shape))


# The same, under the same name
# -----------------------------


def _from_keras(names: str) -> list[Callable]:
    """The backend's functions of these names."""
    return [getattr(K, name) for name in names.split()]


abs, exp, pow, round, sign, sqrt, square = _from_keras("abs exp pow round sign sqrt square")

add, subtract, multiply, divide, negative = _from_keras("add subtract multiply divide negative")

equal, not_equal, less, less_equal = _from_keras("equal not_equal less less_equal")

greater, greater_equal = _from_keras("greater greater_equal")

cast, maximum, minimum, where = _from_keras("cast maximum minimum where")

reshape, expand_dims, shape = _from_keras("reshape expand_dims shape")

zeros_like, ones_like, stack, unstack = _from_keras("zeros_like ones_like stack unstack")

# The same, under another name
# ----------------------------

reduce_sum, reduce_prod, reduce_mean = K.sum, K.prod, K.mean

reduce_max, reduce_min = K.max, K.min

reduce_any, reduce_all = K.any, K.all

clip_by_value, concat = K.clip, K.concatenate

# The same name for something else
# --------------------------------


def argmax(input: Any, axis: int = 0) -> Tensor:
    """Where the largest element stands, along the first axis by default."""
    return K.argmax(input, axis)


def argmin(input: Any, axis: int = 0) -> Tensor:
    """Where the smallest element stands, along the first axis by default."""
    return K.argmin(input, axis)


def one_hot(indices: Any, depth: int) -> Tensor:
    """1 at the place each index names, 0 elsewhere, on a new last axis."""
    return K.one_hot(indices, depth)


# The same, and a little more
# ---------------------------


def squeeze(input: Any, axis: int | Sequence[int] | None = None) -> Tensor:
    """`input` without some axes of length 1, by default without all of them."""
    tensor = as_tensor(input)
    found = [i for i, length in enumerate(tensor.shape) if length == 1]
    axes = found if axis is None else [axis] if isinstance(axis, int) else list(axis)
    for i in sorted((a % tensor.ndim for a in axes), reverse=True):
        tensor = K.squeeze(tensor, i)
    return tensor


def transpose(a: Any, perm: Sequence[int] | None = None) -> Tensor:
    """`a` with its axes in another order, by default reversed."""
    return K.transpose(a) if perm is None else K.permute_dimensions(a, perm)


def gather(params: Any, indices: Any, axis: int = 0) -> Tensor:
    """The slices of `params` at some places along an axis."""
    params, indices = as_tensor(params), as_tensor(indices)
    axis, count = axis % params.ndim, indices.ndim
    if axis == 0:
        return K.gather(params, indices)
    before, after = list(range(axis)), list(range(axis + 1, params.ndim))
    slices = K.gather(K.permute_dimensions(params, [axis, *before, *after]), indices)
    order = [*range(count, count + axis), *range(count), *range(count + axis, slices.ndim)]
    return K.permute_dimensions(slices, order)


def matmul(a: Any, b: Any, transpose_a: builtins.bool = False, transpose_b: builtins.bool = False):
    """Products of matrices; all axes but the last two count them."""
    a, b = _turned(as_tensor(a), transpose_a), _turned(as_tensor(b), transpose_b)
    return K.dot(a, b) if b.ndim == 2 else K.batch_matmul(a, b)


def _turned(matrices: Tensor, is_wanted: builtins.bool) -> Tensor:
    """Matrices with their last two axes exchanged."""
    *counts, rows, columns = range(matrices.ndim)
    return K.permute_dimensions(matrices, [*counts, columns, rows]) if is_wanted else matrices


# Groups of names
# ---------------


def _group(names: str, **others: Callable) -> SimpleNamespace:
    """A namespace of the backend's functions of these names, and of some others."""
    return SimpleNamespace(**dict(zip(names.split(), _from_keras(names))), **others)


nn = _group(
    "relu sigmoid tanh elu selu softmax softplus softsign l2_normalize dropout",
)

math = _group(
    "add subtract multiply divide abs exp log sqrt square pow "
    "maximum minimum sin cos sigmoid tanh equal",
    reduce_sum=reduce_sum,
    reduce_mean=reduce_mean,
    reduce_max=reduce_max,
    reduce_min=reduce_min,
)

random = SimpleNamespace(
    uniform=K.random_uniform,
    normal=K.random_normal,
    truncated_normal=K.truncated_normal,
    set_seed=K.set_seed,
)

# Data and pictures
# -----------------


def _members(module: Any, names: str) -> SimpleNamespace:
    """A namespace of a module's members of these names."""
    return SimpleNamespace(**{name: getattr(module, name) for name in names.split()})


TensorSpec = _elements.TensorSpec

data = _members(_datasets, "Dataset AUTOTUNE INFINITE_CARDINALITY UNKNOWN_CARDINALITY")

image = _members(
    _images,
    "crop_to_bounding_box pad_to_bounding_box central_crop flip_left_right flip_up_down",
)

summary = _members(_summaries, "create_file_writer scalar")

summary.experimental = _members(_summaries, "set_step get_step")

# Initializers
# ------------

zeros_initializer, ones_initializer = initializers.Zeros, initializers.Ones

constant_initializer = initializers.Constant

random_normal_initializer = initializers.RandomNormal

random_uniform_initializer = initializers.RandomUniform

glorot_uniform_initializer = initializers.GlorotUniform

# Devices and functions
# ---------------------


@contextmanager
def device(device_name: str) -> Iterator[None]:
    """Accepted and ignored: there is one processor."""
    yield


device_scope = device


def function(func: Callable | None = None, **kwargs: Any) -> Callable:
    """`func` itself: it runs as it is, or is traced as part of a model's step."""
    return func if func is not None else lambda func: func
