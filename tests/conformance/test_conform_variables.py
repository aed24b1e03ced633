"""Types on all functions of the backend, and what variables can do beyond their values."""

import numpy as np
import pytest
import tensorflow as tf
from compared import covers
from pair import RK, SELF_CHECK, K, close, dtype_of, shape_of, value

pytestmark = pytest.mark.usefixtures("backend")
BOTH = [K, RK]
covers(__name__, *(f"backend.{n}" for n in ("moving_average_update", "manual_variable_initialization", "initialize_variables", "random_binomial")))

X = [[1, 0, 1], [0, 1, 1]]
UNARY = """abs all any argmax argmin batch_flatten cos cumprod cumsum elu exp expand_dims flatten hard_sigmoid l2_normalize log max mean min
ones_like permute_dimensions prod relu round shape sigmoid sign sin softmax softplus softsign sqrt square std stop_gradient sum tanh transpose var
zeros_like""".split()
MORE = {
    "permute_dimensions": lambda k, x: k.permute_dimensions(x, (1, 0)), "clip": lambda k, x: k.clip(x, 0, 1), "pow": lambda k, x: k.pow(x, 2), "reshape": lambda k, x: k.reshape(x, (3, 2)),
    "repeat_elements": lambda k, x: k.repeat_elements(x, 2, 0), "tile": lambda k, x: k.tile(x, (1, 2)), "reverse": lambda k, x: k.reverse(x, 0), "concatenate": lambda k, x: k.concatenate([x, x]),
    "stack": lambda k, x: k.stack([x, x]), "maximum": lambda k, x: k.maximum(x, x), "minimum": lambda k, x: k.minimum(x, x), "equal": lambda k, x: k.equal(x, x), "less": lambda k, x: k.less(x, x),
    "dot": lambda k, x: k.dot(x, k.transpose(x)), "batch_dot": lambda k, x: k.batch_dot(x, x, axes=1), "x + x": lambda k, x: x + x, "x - x": lambda k, x: x - x, "x * x": lambda k, x: x * x,
    "x / x": lambda k, x: (x + 1) / (x + 1), "x // x": lambda k, x: (x + 1) // (x + 1), "-x": lambda k, x: -x, "x[0]": lambda k, x: x[0], "x > 0": lambda k, x: x > 0, "gather": lambda k, x: k.gather(x, k.constant([1, 0], dtype="int32")),
    "argmax of an axis": lambda k, x: k.argmax(x, axis=0), "sum of an axis": lambda k, x: k.sum(x, axis=1, keepdims=True), "mean of an axis": lambda k, x: k.mean(x, axis=0), "one_hot": lambda k, x: k.one_hot(x, 3),
    "temporal_padding": lambda k, x: k.temporal_padding(k.expand_dims(x)), "switch": lambda k, x: k.switch(k.constant(True, dtype="bool"), x, x), "to_dense": lambda k, x: k.to_dense(x), "repeat": lambda k, x: k.repeat(x, 2),
    "squeeze": lambda k, x: k.squeeze(k.expand_dims(x, 0), 0), "in_train_phase": lambda k, x: k.in_train_phase(x, x, training=True), "cast": lambda k, x: k.cast(x, "float16"), "resize_images": lambda k, x: k.resize_images(k.reshape(x, (1, 2, 3, 1)), 2, 2, "channels_last"),
}
CALLS = {n: (lambda k, x, n=n: getattr(k, n)(x)) for n in UNARY} | MORE


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32", "int64", "uint8", "bool"])
@pytest.mark.parametrize("name", CALLS)
def test_types(name, dtype):
    """Whatever type the real Keras takes, ours takes too, with the same result and type."""

    def run(k):
        x = k.constant(X, dtype="float32")
        return CALLS[name](k, k.cast(x, dtype))

    try:
        want = run(RK)
    except Exception as error:
        pytest.skip(f"refused by the real Keras: {type(error).__name__}")
    got = run(K)
    if (name, dtype) == ("x / x", "uint8"):  # float32 there for integers of up to 16 bits; here float64, as for all integers on both sides
        want = RK.cast(want, "float64")
    assert (dtype_of(got), shape_of(got)) == (dtype_of(want), shape_of(want))
    close(value(got).astype("float64"), value(want).astype("float64"), rtol=2e-3 if dtype == "float16" else 1e-5)


CREATE = {
    "eye of a size": lambda k: k.eye(3, dtype="float16"), "ones of halves": lambda k: k.ones((2,), dtype="float16"), "zeros of booleans": lambda k: k.zeros((2,), dtype="bool"), "constant of halves": lambda k: k.constant([1.5], dtype="float16"),
    "constant of a scalar": lambda k: k.constant(3, shape=(2, 3), dtype="int64"), "constant of an array": lambda k: k.constant(np.arange(3)), "variable of integers": lambda k: k.variable([1, 2], dtype="int64"),
    "variable of booleans": lambda k: k.variable([True, False], dtype="bool"), "variable of a tensor": lambda k: k.variable(k.constant([1.0, 2.0])), "variable of a double array": lambda k: k.variable(np.ones(2)),
    "ones_like with a type": lambda k: k.ones_like(k.constant([1.0]), dtype="int32"), "zeros_like with a name": lambda k: k.zeros_like(k.constant([1.0]), name="z"), "arange of floats": lambda k: k.arange(0.0, 1.0, 0.25),
    "arange with a type": lambda k: k.arange(3, dtype="int64"), "one argument of arange below zero": lambda k: k.arange(-3), "random_uniform_variable": lambda k: k.zeros_like(k.random_uniform_variable((2, 3), 0, 1, dtype="float64")),
    "random_normal_variable": lambda k: k.zeros_like(k.random_normal_variable((2, 3), 0, 1)),
    "random_normal of halves": lambda k: k.zeros_like(k.random_normal((3,), dtype="float16")), "truncated_normal of halves": lambda k: k.zeros_like(k.truncated_normal((3,), dtype="float16")), "random_uniform of integers": lambda k: k.zeros_like(k.random_uniform((3,), 0, 5, dtype="int32")),
}


@pytest.mark.parametrize("name", CREATE)
def test_created(name):
    got, want = (CREATE[name](k) for k in BOTH)
    assert (dtype_of(got), shape_of(got)) == (dtype_of(want), shape_of(want))
    close(value(got).astype("float64"), value(want).astype("float64"))


AVERAGES = {
    "a tensor": lambda k: ([1.0, 2.0], None, k.constant([0.0, 1.0]), 0.9), "an array": lambda k: ([1.0, 2.0], None, np.array([0.0, 1.0]), 0.9), "doubles": lambda k: ([1.0, 2.0], "float64", k.constant([0.0, 1.0], dtype="float64"), 0.9),
    "a value of another type": lambda k: ([1.0, 2.0], None, k.constant([0.0, 1.0], dtype="float64"), 0.9), "a tensor as momentum": lambda k: ([1.0, 2.0], None, k.constant([0.0, 1.0]), k.constant(0.5)),
    "integers": lambda k: ([1, 2], "int32", k.constant([5, 7], dtype="int32"), 0.9), "halves": lambda k: ([1.0, 2.0], "float16", k.constant([0.0, 1.0]), 0.9), "one number for all": lambda k: ([1.0, 2.0], None, k.constant(1.0), 0.9),
    "no momentum": lambda k: ([1.0, 2.0], None, k.constant([0.0, 1.0]), 0.0), "all momentum": lambda k: ([1.0, 2.0], None, k.constant([0.0, 1.0]), 1.0),
}


@pytest.mark.parametrize("name", AVERAGES)
def test_moving_average(name):
    def run(k):
        start, dtype, new, momentum = AVERAGES[name](k)
        v = k.variable(start, dtype=dtype)
        k.moving_average_update(v, new, momentum)
        return k.get_value(v)

    got, want = map(run, BOTH)
    assert got.dtype == want.dtype
    close(got, want, rtol=1e-3 if got.dtype == np.float16 else 1e-6)


def test_updates_of_numbers_and_lists():
    def run(k):
        v = k.variable([1.0, 2.0])
        k.update(v, [5, 6])
        k.update_add(v, [1.0, 1.0])
        k.update_sub(v, k.constant([0.5, 0.5]))
        return k.get_value(v)

    close(*map(run, BOTH))


def test_variables_of_a_graph_wait():
    """The setting acts on the variables of a graph, which TensorFlow 1 had only: there ours agree with the real ones."""
    if SELF_CHECK:
        return
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        v, w = (tf.compat.v1.get_variable(n, initializer=tf.constant([1.0, 2.0])) for n in "vw")
        with pytest.raises(tf.errors.FailedPreconditionError):
            session.run(v * 2.0)
        session.run(v.assign([5.0, 6.0]))
        first = session.run(v)
        with pytest.raises(tf.errors.FailedPreconditionError):
            session.run(w)
        session.run(tf.compat.v1.variables_initializer([w]))
        want = [first, session.run(v * 2.0), session.run(w)]

    K.manual_variable_initialization(True)
    try:
        v, w = K.variable([1.0, 2.0], name="v"), K.variable([1.0, 2.0], name="w")
    finally:
        K.manual_variable_initialization(False)
    for uninitialized in (lambda: K.eval(v * 2.0), lambda: K.get_value(w)):
        with pytest.raises(ValueError, match="waits"):
            uninitialized()
    K.set_value(v, [5.0, 6.0])
    first = K.get_value(v)
    K.initialize_variables([w])
    close([first, K.eval(v * 2.0), K.get_value(w)], want)


def test_the_setting_in_eager_mode():
    """The real one accepts it and goes on: with the setting on and off again, variables have their values on both sides."""
    def run(k):
        k.manual_variable_initialization(True)
        k.manual_variable_initialization(False)
        return k.get_value(k.variable([1.0, 2.0]))

    close(*map(run, BOTH))
