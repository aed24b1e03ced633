# Generated from chapters/backend/functions.md by `make tangle`. Do not edit.
"""Functions.

A program with a name, inputs and updates: what `fit` calls at every step.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from litkeras.backend.choices import cast, select
from litkeras.backend.configuration import _FORGET, SETTINGS
from litkeras.backend.operations import op
from litkeras.backend.programs import Lowering, Program, eval, interpret
from litkeras.backend.shaping import expand_dims
from litkeras.backend.spellings import keras_1_names
from litkeras.backend.tape import flatten_nested, pack_nested
from litkeras.backend.tensors import Shape, Tensor, as_tensor, describe, find_op, is_compatible
from litkeras.backend.variables import PENDING, WITNESSES, Variable

__all__ = [
    "learning_phase",
    "set_learning_phase",
    "learning_phase_scope",
    "switch",
    "in_train_phase",
    "in_test_phase",
    "collect_updates",
    "Function",
    "function",
    "get_value",
    "set_value",
    "batch_get_value",
    "batch_set_value",
    "update",
    "update_add",
    "update_sub",
    "moving_average_update",
    "print_tensor",
]


# In training, and not
# --------------------

_PHASE = Variable(np.int32(0), trainable=False, name="keras_learning_phase")

_chosen_phase: list[int] = []

_FORGET.append(_chosen_phase.clear)  # a new session is in no phase


def learning_phase() -> int | Variable:
    """1 while training, 0 while not: the number set, or a variable that a function can be fed with."""
    return _chosen_phase[-1] if _chosen_phase else _PHASE


def set_learning_phase(value: int) -> None:
    """Set the learning phase for all that is computed from now on.

    Arguments:
        value: 0 (test) or 1 (train).
    """
    if value not in (0, 1):
        raise ValueError(f"set_learning_phase: expected 0 or 1, got {value!r}")
    _chosen_phase[:] = [int(value)]


@contextmanager
def learning_phase_scope(value: int) -> Iterator[None]:
    """Set the learning phase inside the block only."""
    before = list(_chosen_phase)
    set_learning_phase(value)
    try:
        yield
    finally:
        _chosen_phase[:] = before


def _call_if_callable(x):
    """`x()` if it is a function, else `x`."""
    return x() if callable(x) else x


def switch(condition, then_expression, else_expression) -> Tensor:
    """One of two tensors of the same shape.

    Arguments:
        condition: an integer or boolean, as a number or tensor; one with axes chooses row by row.
        then_expression: a tensor, or a function that makes one.
        else_expression: the same.
    """
    condition = cast(as_tensor(condition), dtype="bool")
    x, y = _call_if_callable(then_expression), _call_if_callable(else_expression)
    x = as_tensor(x, y.dtype if isinstance(y, Tensor) else None)
    y = as_tensor(y, x.dtype)
    if condition.ndim > x.ndim:
        raise ValueError(
            f"switch: expected a condition with at most {x.ndim} axes, got {condition.shape}"
        )
    while 0 < condition.ndim < x.ndim:
        condition = expand_dims(condition, -1)
    return select(condition, x, y)


def in_train_phase(x, alt, training=None):
    """`x` while training, else `alt`.

    Arguments:
        x, alt: tensors of the same shape, or functions that make them.
        training: a boolean, an integer or a tensor; by default the learning phase.
    """
    training = learning_phase() if training is None else training
    if not isinstance(training, Tensor):
        return _call_if_callable(x if training else alt)
    return switch(training, x, alt)


def in_test_phase(x, alt, training=None):
    """`x` while not training, else `alt`; see `in_train_phase`."""
    return in_train_phase(alt, x, training)


# Noting assignments
# ------------------


@contextmanager
def collect_updates() -> Iterator[list]:
    """Inside the block assignments to variables do not happen; they are noted.

    Yields:
        a list that holds pairs (variable, tensor) after the block.
    """
    PENDING.append({})
    updates = []
    try:
        yield updates
    finally:
        updates.extend(PENDING.pop().items())


# The function
# ------------


class Function:
    """A graph as a function on arrays: one plan for each combination of input shapes.

    Arguments:
        inputs: list of placeholders or variables.
        outputs: a tensor, or a nested structure of them.
        updates: list of pairs (variable, tensor) to assign after each call.
        name: optional.
    """

    def __init__(self, inputs, outputs, updates=(), name=None):
        self.inputs = [as_tensor(t) for t in flatten_nested(inputs)]
        self.structure, self.name = outputs, name
        self._takes_list = isinstance(inputs, (list, tuple)) and all(
            isinstance(t, Tensor) for t in inputs
        )
        self.outputs = [as_tensor(getattr(t, "output", t)) for t in flatten_nested(outputs)]
        self.updates = [_check_update(u) for u in updates or ()]
        self._dtypes = [t.dtype for t in self.inputs]
        self._is_phase = [t is _PHASE for t in self.inputs]
        self._plans: dict[tuple, Callable] = {}

    def __call__(self, inputs=()):
        """Compute the outputs.

        Arguments:
            inputs: a list of arrays, one for each input (or the one array).

        Returns:
            arrays in the structure of the outputs.
        """
        arrays = self._arrays(inputs)
        return pack_nested(self.structure, [_plain(a) for a in self.run(arrays)])

    def run(self, arrays: Sequence[np.ndarray]) -> Sequence[np.ndarray]:
        """Compute the outputs of arrays that have the inputs' dtypes and lie in order in memory."""
        key = tuple([int(a) if phase else a.shape for a, phase in zip(arrays, self._is_phase)]) + (
            SETTINGS["backend"],
        )
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._plan(arrays)
        if WITNESSES:
            for variable, _ in self.updates:
                variable.announce()
        return plan(*arrays)

    def _arrays(self, inputs) -> list[np.ndarray]:
        """The inputs of a call as arrays that the plan can take."""
        given = inputs if isinstance(inputs, (list, tuple, dict)) else [inputs]
        leaves = (
            given if self._takes_list and not isinstance(given, dict) else flatten_nested(given)
        )
        if len(leaves) != len(self.inputs):
            raise ValueError(f"function: expected {len(self.inputs)} inputs, got {len(leaves)}")
        return [self._array(x, t) for x, t in zip(leaves, self.inputs)]

    def _array(self, x, tensor: Tensor) -> np.ndarray:
        """One input as an array of the right dtype and shape, in order in memory."""
        if tensor.is_sparse:
            array = find_op("as_csr")(x, tensor.dtype)
        else:
            x = x.numpy() if isinstance(x, Tensor) else x.toarray() if hasattr(x, "toarray") else x
            array = np.asarray(x, tensor.dtype)
        if not is_compatible(array.shape, tensor.shape):
            raise ValueError(
                f"function: expected an array of shape {tensor.shape} for the input "
                f"{tensor.name!r}, got {array.shape}"
            )
        return array if tensor.is_sparse or array.flags.carray else np.array(array, order="C")

    def program(self, shapes: Sequence[Shape], phase: int = 0) -> Program:
        """The program for inputs of the given shapes, before anything is made faster."""
        inputs, shapes = [*self.inputs, _PHASE], [*shapes, ()]
        return Lowering(inputs, shapes, {id(_PHASE): phase}).lower(self.outputs, self.updates)

    def _plan(self, arrays: Sequence[np.ndarray]) -> Callable:
        """A function on arrays of these shapes."""
        phase = next((int(a) for a, is_phase in zip(arrays, self._is_phase) if is_phase), 0)
        program = self.program([a.shape for a in arrays], phase)
        if SETTINGS["backend"] == "numpy":
            plan = lambda *arrays: interpret(program, arrays)
        else:
            from litkeras.backend.compiler import compile_program  # later: the fast way

            plan = compile_program(program)
        fed = [i for i, is_phase in enumerate(self._is_phase) if not is_phase]
        if len(fed) == len(self.inputs):
            return plan
        return lambda *arrays: plan(*[arrays[i] for i in fed])


def _check_update(update) -> tuple[Variable, Tensor]:
    """An update as a pair of a variable and a tensor of its shape and dtype."""
    variable, value = update
    if not isinstance(variable, Variable):
        raise ValueError(f"function: expected updates (variable, tensor), got {variable!r}")
    value = as_tensor(value, None if isinstance(value, Tensor) else variable.dtype)
    variable._check(value)
    return variable, value if value.dtype == variable.dtype else cast(value, variable.dtype)


def _plain(array):
    """What a caller gets for an array: a NumPy scalar if there are no axes."""
    return array[()] if isinstance(array, np.ndarray) else array


def function(inputs, outputs, updates=None, name=None) -> Function:
    """A function that computes tensors from placeholders, and assigns variables as it does so.

    Arguments:
        inputs: list of placeholders or variables, each to be given at every call.
        outputs: a tensor, a layer, or a list of them.
        updates: list of pairs (variable, tensor).
        name: optional.

    Raises:
        ValueError: when called, if an output depends on a placeholder that is not an input.
    """
    return Function(inputs, outputs, updates, name)


# Reading and writing variables
# -----------------------------


def get_value(x) -> np.ndarray:
    """The value of a variable, as an array."""
    return x.numpy() if isinstance(x, Variable) else eval(x)


def set_value(x: Variable, value) -> None:
    """Assign an array to a variable."""
    _check_variable("set_value", x).assign(value)


def _check_variable(caller: str, x) -> Variable:
    """`x`, if it can be assigned."""
    if not hasattr(x, "assign"):
        raise TypeError(f"{caller}: expected a variable, got {describe(x)}")
    return x


@keras_1_names(x="tensors")
def batch_get_value(tensors) -> list[np.ndarray]:
    """The values of several variables."""
    return [get_value(x) for x in tensors]


def batch_set_value(tuples) -> None:
    """Assign several variables: a list of pairs (variable, array)."""
    for x, value in tuples:
        set_value(x, value)


def update(x: Variable, new_x) -> Variable:
    """Assign `new_x` to the variable `x`."""
    return _check_variable("update", x).assign(new_x)


def update_add(x: Variable, increment) -> Variable:
    """Add `increment` to the variable `x`."""
    return _check_variable("update_add", x).assign_add(increment)


def update_sub(x: Variable, decrement) -> Variable:
    """Subtract `decrement` from the variable `x`."""
    return _check_variable("update_sub", x).assign_sub(decrement)


def moving_average_update(x: Variable, value, momentum) -> Variable:
    """Move the variable `x` towards `value`, to `x * momentum + value * (1 - momentum)`.

    Arguments:
        x: a variable.
        value: a tensor of its shape; it is converted to its dtype.
        momentum: a number between 0 and 1, how much of `x` to keep.
    """
    _check_variable("moving_average_update", x)
    momentum = momentum if isinstance(momentum, Tensor) else np.float64(momentum)
    value, momentum = (cast(as_tensor(t), dtype=x.dtype.name) for t in (value, momentum))
    return x.assign_sub((x - value) * (1 - momentum))


@op(label="Print", impure=True)
def _printed(x, *, message):
    """A copy of `x`, printed on the way."""
    print(message, x, sep="" if message.endswith(" ") else " ")
    return x.copy()


@_printed.shape
def _(x, *, message):
    return x.shape


@_printed.gradient
def _(g, y, x, *, message):
    return g


def print_tensor(x, message="") -> Tensor:
    """`x`, the value of which is printed behind `message` whenever it is computed."""
    return _printed(x, message=message)
