# Generated from chapters/backend/variables.md by `make tangle`. Do not edit.
"""Variables.

A variable is a tensor whose value is replaced while everybody who holds it looks on.
"""

import math
import weakref

import numpy as np

from litkeras.backend.configuration import SETTINGS, current_scope, floatx
from litkeras.backend.operations import op
from litkeras.backend.tensors import Node, Tensor, as_tensor, is_compatible, show, to_array

__all__ = [
    "Variable",
    "variable",
    "read_variable",
    "zeros",
    "ones",
    "eye",
    "count_params",
    "WITNESSES",
    "PENDING",
    "LISTENERS",
    "initialize_variables",
]


# A copy of its own
# -----------------


class Variable(Tensor):
    """A tensor whose value can be assigned. The array that holds it stays the same one.

    Arguments:
        initial_value: a number, nested lists, an array, a tensor, or a function that returns one.
        trainable: whether gradients should change it by default.
        name: how it is printed; ':0' is added.
        dtype: by default that of the value, floatx for Python floats.
        constraint: optional function applied to the value after each update by an optimizer.
    """

    is_source = True

    def __init__(self, initial_value, trainable=True, name=None, dtype=None, constraint=None):
        if callable(initial_value):
            initial_value = initial_value()
        array = np.array(to_array(initial_value, dtype), order="C")
        super().__init__(array.shape, array.dtype, array)
        if SETTINGS["manual_variables"]:
            self._wait()  # the last section
        self._name = current_scope() + (name or "Variable") + ":0"
        self.trainable = trainable
        self.constraint = constraint

    def numpy(self) -> np.ndarray:
        """A copy of the present value."""
        if self.value is None:
            waits = f"Variable {self.name}: waits for its value, which assign, load_weights"
            raise ValueError(f"{waits} or K.initialize_variables() can give it")
        return self.value.copy()[()]

    def __repr__(self) -> str:
        numbers = "uninitialized" if self.value is None else f"numpy={show(self.value)}"
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype}, {numbers}>"

    __str__ = __repr__

    def read_value(self) -> Tensor:
        """The present value as a tensor of its own."""
        return read_variable(self)

    def _check(self, value: Tensor) -> None:
        """Raise an error unless `value` has this variable's shape and kind of number."""
        if not np.can_cast(value.dtype, self.dtype, "same_kind"):
            raise TypeError(
                f"Variable {self.name}: cannot assign {value.dtype} values to a variable "
                f"of dtype {self.dtype}; make them equal with K.cast"
            )
        if not is_compatible(value.shape, self.shape):
            raise ValueError(
                f"Variable {self.name}: cannot assign a value of shape {value.shape} "
                f"to a variable of shape {self.shape}"
            )

    def announce(self) -> None:
        """Tell the witnesses that the value is about to change."""
        for witness in list(WITNESSES):
            witness.remember(self)

    def assign(self, value, use_locking=False, name=None, read_value=True) -> "Variable":
        """Replace the value.

        Arguments:
            value: anything with this variable's shape.

        Raises:
            TypeError: if floats are to be assigned to an integer variable.
            ValueError: if the shape is another, or `value` is symbolic and no function is traced.
        """
        value = as_tensor(value, None if isinstance(value, Tensor) else self.dtype)
        self._check(value)
        if PENDING:
            PENDING[-1][self] = value
        else:
            if self.value is None:
                self.initialize()  # the last section
            self.announce()
            np.copyto(self.value, value.numpy(), casting="same_kind")
        return self

    def read(self) -> Tensor:
        """This variable, or the value it is about to get in the function being traced."""
        for listener in LISTENERS:
            listener.notice(self)
        value = PENDING[-1].get(self) if PENDING else None
        if value is None:
            return self
        return Tensor(self.shape, self.dtype, value.value, Node(_as_assigned, (value, self), {}))

    def assign_add(self, delta, use_locking=False, name=None, read_value=True) -> "Variable":
        """Add `delta` to the value."""
        return self.assign(self + delta)

    def assign_sub(self, delta, use_locking=False, name=None, read_value=True) -> "Variable":
        """Subtract `delta` from the value."""
        return self.assign(self - delta)

    is_symbolic = False  # it is not made from placeholders, even if it waits for its value

    def _wait(self) -> None:
        """Hide the value until `initialize` is called."""
        self._initial_value, self.value = self.value, None
        _WAITING[id(self)] = self

    def initialize(self) -> "Variable":
        """Take the initial value, unless there is a value already."""
        if self.value is None:
            self.value = self._initial_value
            _WAITING.pop(id(self), None)
        return self


def variable(value, dtype=None, name=None, constraint=None) -> Variable:
    """A variable with the initial value `value`.

    Arguments:
        value: a number, nested lists, an array or a tensor; a sparse matrix of SciPy gives a
            `SparseTensor`, which cannot be assigned.
        dtype: by default floatx, for a sparse matrix its own.
        name: optional.
        constraint: optional function applied to the value after each update by an optimizer.
    """
    if hasattr(value, "tocsr"):
        return as_tensor(value.copy(), dtype)
    return Variable(value, dtype=dtype or floatx(), name=name, constraint=constraint)


@op(label="ReadVariableOp")
def read_variable(x):
    """A copy of `x`, which later assignments leave alone."""
    return x.copy()


@read_variable.gradient
def _(g, y, x):
    return g


# Weights to begin with
# ---------------------


def zeros(shape, dtype=None, name=None) -> Variable:
    """A variable full of zeros."""
    return Variable(np.zeros(shape, dtype or floatx()), name=name)


def ones(shape, dtype=None, name=None) -> Variable:
    """A variable full of ones."""
    return Variable(np.ones(shape, dtype or floatx()), name=name)


def eye(size, dtype=None, name=None) -> Variable:
    """A variable that holds the identity matrix.

    Arguments:
        size: number of rows and columns, or a pair of them.
    """
    rows, columns = size if np.ndim(size) else (size, size)
    return Variable(np.eye(rows, columns, dtype=dtype or floatx()), name=name)


def count_params(x) -> int:
    """Number of elements of `x`.

    Raises:
        ValueError: if the length of an axis is free.
    """
    shape = as_tensor(x).shape
    if None in shape:
        raise ValueError(f"count_params: expected a known shape, got {shape}")
    return math.prod(shape)


# Assigning in place
# ------------------

WITNESSES: weakref.WeakSet = weakref.WeakSet()

# What if there is no value?
# --------------------------

PENDING: list[dict["Variable", Tensor]] = []


@op(label="ReadVariableOp", shape_only=(1,), passthrough=True)
def _as_assigned(value, variable):
    """`value`, which `variable` is about to get: a gradient with respect to it is the variable's."""
    return value


@_as_assigned.shape
def _(value, variable):
    return value.shape


@_as_assigned.gradient
def _(g, y, value, variable):
    return None, g


LISTENERS: list = []  # objects with a method notice(variable)

# Values that come later
# ----------------------

_WAITING: weakref.WeakValueDictionary = weakref.WeakValueDictionary()  # by id


def initialize_variables(variables=None) -> None:
    """Give variables that wait for a value their initial one.

    Arguments:
        variables: list of variables; by default all that wait.
    """
    for variable in list(_WAITING.values()) if variables is None else variables:
        variable.initialize()
