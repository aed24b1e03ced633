# Generated from chapters/backend/tensors.md by `make tangle`. Do not edit.
"""Tensors.

A tensor is a value, a recipe, or both: what it is worth now, and how to compute it again.
"""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from litkeras.backend.configuration import current_scope, floatx, unique_name

__all__ = [
    "Shape",
    "CLOCK",
    "Node",
    "Tensor",
    "show",
    "to_array",
    "describe",
    "as_tensor",
    "holds_tensors",
    "constant",
    "placeholder",
    "is_compatible",
    "OPERATORS",
    "COMPARISONS",
    "UNARY",
    "OPS",
    "find_op",
    "operator",
    "int_shape",
    "ndim",
    "dtype",
    "is_tensor",
    "is_keras_tensor",
]


# A recipe
# --------

Shape = tuple[int | None, ...]

CLOCK = itertools.count()


class Node:
    """How a tensor was made: an op, its ingredients, its attributes, when, in which scope."""

    __slots__ = ("op", "inputs", "attributes", "time", "scope")

    def __init__(self, op, inputs: tuple["Tensor", ...], attributes: dict[str, Any]):
        self.op, self.inputs, self.attributes = op, inputs, attributes
        self.time, self.scope = next(CLOCK), current_scope()


# Value, recipe, or both
# ----------------------


class Tensor:
    """An n-dimensional array with a value, a recipe, or both.

    Arguments:
        shape: tuple of integers; None marks a free axis.
        dtype: a NumPy dtype or its name.
        value: a NumPy array, or None if it is not known yet.
        node: the recipe, or None.
        name: how it is printed; by default made from the recipe's op.
    """

    __array_priority__ = 100  # array + tensor asks the tensor
    is_source = False  # must recipes that start here be kept?
    is_sparse = False  # are its zeros left out? Only in the chapter on sparse tensors

    def __init__(self, shape, dtype, value=None, node=None, name=None):
        self.shape = tuple(shape)
        self.dtype = np.dtype(dtype)
        self.value = value
        self.node = node
        self._name = name

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def is_symbolic(self) -> bool:
        """Whether the value is not known yet."""
        return self.value is None

    @property
    def _keras_shape(self) -> Shape:
        """The shape, under the name that Keras 1 gave it."""
        return self.shape

    @property
    def name(self) -> str:
        """Unique name, as TensorFlow writes it: 'MatMul_2:0'."""
        if self._name is None:
            node = self.node
            kind, scope = ("Const", "") if node is None else (node.op.label, node.scope)
            self._name = unique_name(kind, scope) + ":0"
        return self._name

    def __repr__(self) -> str:
        if self.value is None:
            return f"<tf.Tensor '{self.name}' shape={self.shape} dtype={self.dtype}>"
        return f"<tf.Tensor: shape={self.shape}, dtype={self.dtype}, numpy={show(self.value)}>"

    def __str__(self) -> str:
        if self.value is None:
            return f'Tensor("{self.name}", shape={self.shape}, dtype={self.dtype})'
        return f"tf.Tensor({show(self.value, str)}, shape={self.shape}, dtype={self.dtype})"

    def numpy(self) -> np.ndarray:
        """The value: a NumPy array, or a NumPy scalar if there are no axes.

        Raises:
            ValueError: if the tensor is symbolic.
        """
        if self.value is None:
            raise ValueError(
                f"{self!r} is symbolic and has no value yet; compute it with K.function, or call "
                "compile(run_eagerly=True) if this happens inside a model that is being traced"
            )
        return self.value[()]

    def __array__(self, dtype=None, copy=None):
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def __bool__(self) -> bool:
        return bool(self.numpy())

    def __int__(self) -> int:
        return int(self.numpy())

    def __float__(self) -> float:
        return float(self.numpy())

    def __index__(self) -> int:
        if self.ndim or self.dtype.kind not in "iu":
            raise TypeError(f"expected a whole number without axes, got {self!r}")
        return int(self.numpy())

    def __format__(self, spec: str) -> str:
        return format(str(self) if self.value is None else self.numpy(), spec)

    def __len__(self) -> int:
        if not self.ndim or self.shape[0] is None:
            raise TypeError(f"{self!r} has no length")
        return self.shape[0]

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __hash__(self) -> int:
        return id(self)

    def read(self) -> "Tensor":
        """The tensor that an op sees when it is given this one."""
        return self

    def eval(self, session=None) -> np.ndarray:
        """The value, computed anew from the recipe; a session is accepted and ignored."""
        return find_op("eval")(self)


# How a tensor prints
# -------------------


def show(value: np.ndarray, text_of: Callable = repr) -> str:
    """`value` as TensorFlow prints it: scalars bare, arrays of several lines on a new line."""
    text = text_of(value) if value.ndim else str(value)
    return "\n" + text if "\n" in text else text


# From anything to a tensor
# -------------------------


def to_array(x, dtype=None) -> np.ndarray:
    """`x` as an array of `dtype`; without one, Python floats become floatx and integers int32.

    Raises:
        TypeError: if `x` holds anything but numbers, or Python floats where integers belong.
        ValueError: if nested lists are ragged, or Python integers do not fit into `dtype`.
    """
    if hasattr(x, "tocsr"):  # SciPy's: its zeros are not there
        raise TypeError("expected an array, got a sparse matrix; give it to K.variable")
    try:
        array = np.asarray(x)
    except ValueError:
        raise ValueError(f"expected rows of equal length, got {x!r}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"expected numbers, got {describe(x)}")
    if not hasattr(x, "dtype"):
        dtype = _plain_dtype(x, array, dtype)
    return array if dtype is None else array.astype(dtype, copy=False)


def _plain_dtype(x, array: np.ndarray, dtype):
    """The dtype that Python's numbers `x`, of which NumPy made `array`, are to have."""
    kind = array.dtype.kind
    if dtype is None and kind == "i":
        return "int32" if _fits(array, "int32") else "int64"
    if dtype is None:
        return floatx() if kind == "f" else None
    dtype = np.dtype(dtype)
    if kind == "f" and dtype.kind in "iub":
        raise TypeError(f"expected {dtype}, got {describe(x)}; round it with K.cast")
    if kind in "iu" and dtype.kind in "iu" and not _fits(array, dtype):
        raise ValueError(f"{describe(x)} does not fit into {dtype}")
    return dtype


def _fits(array: np.ndarray, dtype) -> bool:
    """Whether integers are the same in another dtype."""
    return np.array_equal(array.astype(dtype), array)


def describe(x) -> str:
    """What an error message says of a wrong argument."""
    if isinstance(x, np.ndarray):
        return f"an array of shape {x.shape} and dtype {x.dtype}"
    if x is None:
        return "None"
    return f"{type(x).__name__} {x!r}"


def as_tensor(x, dtype=None) -> Tensor:
    """`x` itself if it is a tensor, else a tensor with the value `x`."""
    if isinstance(x, Tensor):
        return x.read()
    if hasattr(x, "tocsr"):
        return find_op("sparse_tensor")(x, dtype)
    if holds_tensors(x):
        return find_op("stack")(x)
    array = to_array(x, dtype)
    return Tensor(array.shape, array.dtype, array)


def holds_tensors(x) -> bool:
    """Whether `x` is a list with tensors in it."""
    return isinstance(x, (list, tuple)) and any(isinstance(i, Tensor) for i in x)


def constant(value, dtype=None, shape=None, name=None) -> Tensor:
    """A tensor whose value never changes.

    Arguments:
        value: a number, nested lists of numbers, or an array.
        dtype: by default floatx.
        shape: if given, `value` is filled or reshaped to it.
        name: optional.
    """
    array = np.array(to_array(value, dtype or floatx()))
    if shape is not None:
        array = np.full(shape, array) if array.size == 1 else array.reshape(shape)
    return Tensor(array.shape, array.dtype, array, name=name)


# A place to be filled
# --------------------


def placeholder(shape=None, ndim=None, dtype=None, sparse=False, name=None, ragged=False) -> Tensor:
    """A tensor without a value: a place to be filled when a function is called.

    Arguments:
        shape: tuple of integers, None for an axis of any length.
        ndim: number of axes, all of any length; used if `shape` is not given.
        dtype: by default floatx.
        sparse: whether it is to be filled with a sparse matrix (see `SparseTensor`).
        name: optional.

    Raises:
        ValueError: if neither `shape` nor `ndim` is given.
    """
    if shape is None and ndim is None:
        raise ValueError("placeholder: expected `shape` or `ndim`, got neither")
    if ragged:
        raise NotImplementedError("placeholder: ragged tensors are not supported")
    shape = (None,) * ndim if shape is None else tuple(shape)
    kind = find_op("SparseTensor") if sparse else Tensor
    return kind(shape, dtype or floatx(), name=(name or unique_name("Placeholder")) + ":0")


def is_compatible(shape: Shape, other: Shape) -> bool:
    """Whether the two can be the shape of one array: None may stand for any length."""
    return len(shape) == len(other) and all(
        a is None or b is None or a == b for a, b in zip(shape, other)
    )


# Python's own operators
# ----------------------

OPERATORS = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "mod",
    "pow": "pow",
    "matmul": "matmul",
    "and": "logical_and",
    "or": "logical_or",
}

COMPARISONS = {
    "eq": "equal",
    "lt": "less",
    "gt": "greater",
    "ne": "not_equal",
    "le": "less_equal",
    "ge": "greater_equal",
}

UNARY = {"neg": "negative", "abs": "abs", "invert": "logical_not", "getitem": "getitem"}

OPS: dict[str, Callable] = {}


def find_op(name: str) -> Callable:
    """The op called `name`: looked up when used, for most are told in later chapters."""
    if name not in OPS:
        import litkeras.backend as K  # later: loads the chapter that tells the op

        return getattr(K, name)
    return OPS[name]


def operator(name: str, swap: bool = False) -> Callable:
    """A method that calls the op `name`; operands are swapped for `__radd__` and the like."""

    def method(self, *other):
        if name in ("equal", "not_equal") and other[0] is None:
            return name == "not_equal"
        return find_op(name)(*other, self) if swap else find_op(name)(self, *other)

    return method


for method, name in (OPERATORS | COMPARISONS | UNARY).items():
    setattr(Tensor, f"__{method}__", operator(name))

for method, name in OPERATORS.items():
    setattr(Tensor, f"__r{method}__", operator(name, swap=True))

# Looking at a tensor
# -------------------


def int_shape(x) -> Shape:
    """Shape of `x` as a tuple of integers, None for free axes."""
    return as_tensor(x).shape


def ndim(x) -> int:
    """Number of axes of `x`."""
    return as_tensor(x).ndim


def dtype(x) -> str:
    """Name of the dtype of `x`: 'float32', 'int32', 'bool', ..."""
    return as_tensor(x).dtype.name


def is_tensor(x) -> bool:
    """Whether `x` is a tensor of this library: symbolic, with a value, or a variable."""
    return isinstance(x, Tensor)


def is_keras_tensor(x) -> bool:
    """Whether `x` is a symbolic tensor: a placeholder, or made from one."""
    return isinstance(x, Tensor) and x.is_symbolic
