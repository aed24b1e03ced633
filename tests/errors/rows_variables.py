"""Wrong uses of variables, updates and random numbers (form: test_errors.py)."""

import numpy as np

from litkeras import backend as K

V, T = ValueError, TypeError


def constant():
    return K.constant([1.0, 2.0])


def variable(dtype="float32"):
    return K.variable([1, 2], dtype=dtype, name="mine")


def waiting():
    K.manual_variable_initialization(True)
    try:
        return variable()
    finally:
        K.manual_variable_initialization(False)


WRONG = {
    "value set of a constant": (lambda: K.set_value(constant(), [1.0, 2.0]), T, "set_value", "variable", r"\[1\. *, 2\. *\]|1\., 2\."),
    "update of a constant": (lambda: K.update(constant(), constant()), T, "update", "variable"),
    "update_add of an array": (lambda: K.update_add(np.ones(2), 1.0), T, "update_add", "variable", r"\(2,\)"),
    "update_sub of a placeholder": (lambda: K.update_sub(K.placeholder((2,)), 1.0), T, "update_sub", "variable", "Placeholder"),
    "moving average of a constant": (lambda: K.moving_average_update(constant(), [0.0, 1.0], 0.9), T, "moving_average_update", "variable"),
    "moving average of another shape": (lambda: K.moving_average_update(variable(), [1.0, 2.0, 3.0], 0.9), V, r"\(2,\)", r"\(3,\)"),
    "batch of values with one that is wrong": (lambda: K.batch_set_value([(variable(), [1.0])]), V, "mine", r"\(1,\)", r"\(2,\)"),
    "floats for an integer variable": (lambda: K.update(variable("int32"), [1.5, 2.0]), T, "int32", "1.5"),
    "values of another type": (lambda: variable("int32").assign(constant()), T, "mine", "float32", "int32"),
    "ragged initial value": (lambda: K.variable([[1.0, 2.0], [3.0]]), V, "equal length"),
    "initial value of words": (lambda: K.variable(["a", "b"]), T, "numbers", "a"),
    "value of a variable that waits": (lambda: K.get_value(waiting()), V, "mine", "waits", "initialize_variables"),
    "function of a variable that waits": (lambda: K.function([], [waiting() * 2.0])([]), V, "mine", "waits"),
    "manual initialization of something else": (lambda: K.manual_variable_initialization("yes"), V, "manual_variable_initialization", "yes"),
    "random integers without a bound": (lambda: K.random_uniform((2,), dtype="int32"), V, "random_uniform", "maxval"),
    "dropout of everything": (lambda: K.dropout(constant(), 1.0), V, "dropout", r"1\.0"),
    "unknown type": (lambda: K.cast(constant(), "float33"), (V, T), "float33"),
}
