"""The names that `litkeras.tf` gathers, against TensorFlow's own."""

import numpy as np
import pytest
import tensorflow as tf
from cases import bools, ints, positive, rand
from compared import covers
from pair import SELF_CHECK, close, dtype_of, ours, shape_of, value

pytestmark = pytest.mark.usefixtures("backend")
mine = tf if SELF_CHECK else ours.tf
X, Y, P, I = rand(3, 4), rand(3, 4), positive(3, 4), ints(3, 4)

CALLS = {
    "abs": [lambda t: t.abs(t.constant(X))], "add": [lambda t: t.add(t.constant(X), Y)], "subtract": [lambda t: t.subtract(t.constant(X), Y)], "multiply": [lambda t: t.multiply(t.constant(X), Y)],
    "divide": [lambda t: t.divide(t.constant(X), P)], "negative": [lambda t: t.negative(t.constant(X))], "pow": [lambda t: t.pow(t.constant(P), 2.0)], "square": [lambda t: t.square(t.constant(X))],
    "sqrt": [lambda t: t.sqrt(t.constant(P))], "exp": [lambda t: t.exp(t.constant(X))], "sign": [lambda t: t.sign(t.constant(X))], "round": [lambda t: t.round(t.constant(X))],
    "maximum": [lambda t: t.maximum(t.constant(X), Y)], "minimum": [lambda t: t.minimum(t.constant(X), Y)], "clip_by_value": [lambda t: t.clip_by_value(t.constant(X), -0.5, 0.5)],
    "equal": [lambda t: t.equal(t.constant(I), 2)], "not_equal": [lambda t: t.not_equal(t.constant(I), 2)], "less": [lambda t: t.less(t.constant(X), Y)], "less_equal": [lambda t: t.less_equal(t.constant(I), 2)],
    "greater": [lambda t: t.greater(t.constant(X), Y)], "greater_equal": [lambda t: t.greater_equal(t.constant(I), 2)],
    "argmax": [lambda t: t.argmax(t.constant(X)), lambda t: t.argmax(t.constant(X), axis=1)], "argmin": [lambda t: t.argmin(t.constant(X)), lambda t: t.argmin(t.constant(X), 1)],
    "cast": [lambda t: t.cast(t.constant(X), t.int32), lambda t: t.cast(t.constant(I), "float64")], "concat": [lambda t: t.concat([t.constant(X), t.constant(Y)], 0), lambda t: t.concat([t.constant(X), t.constant(Y)], axis=1)],
    "constant": [lambda t: t.constant([1, 2, 3]), lambda t: t.constant([1.5]), lambda t: t.constant(2, shape=(2, 2)), lambda t: t.constant([1, 2], dtype=t.float32), lambda t: t.constant([True])],
    "convert_to_tensor": [lambda t: t.convert_to_tensor(X), lambda t: t.convert_to_tensor([1, 2]), lambda t: t.convert_to_tensor(X.astype("float64"))], "fill": [lambda t: t.fill((2, 3), 5.0), lambda t: t.fill([2], 3)],
    "expand_dims": [lambda t: t.expand_dims(t.constant(X), 0), lambda t: t.expand_dims(t.constant(X), axis=-1)], "squeeze": [lambda t: t.squeeze(t.constant(X[None])), lambda t: t.squeeze(t.constant(X[:, None]), axis=1)],
    "gather": [lambda t: t.gather(t.constant(X), [0, 2]), lambda t: t.gather(t.constant(X), [0, 2], axis=1)], "identity": [lambda t: t.identity(t.constant(X))],
    "is_tensor": [lambda t: t.is_tensor(t.constant(X)), lambda t: t.is_tensor(X)], "matmul": [lambda t: t.matmul(t.constant(X), t.transpose(t.constant(Y))), lambda t: t.matmul(t.constant(rand_a), t.constant(rand_b)),
        lambda t: t.matmul(t.constant(X), t.constant(Y), transpose_b=True), lambda t: t.matmul(t.constant(X), t.constant(Y), transpose_a=True)],
    "one_hot": [lambda t: t.one_hot([0, 2, 1], 4), lambda t: t.one_hot([0, 5], depth=3)], "ones": [lambda t: t.ones((2, 3)), lambda t: t.ones([2], dtype=t.int32)], "zeros": [lambda t: t.zeros((2, 3)), lambda t: t.zeros([2], t.int32)],
    "ones_like": [lambda t: t.ones_like(t.constant(X))], "zeros_like": [lambda t: t.zeros_like(t.constant(I))],
    **{n: [lambda t, n=n: getattr(t, n)(t.constant(X)), lambda t, n=n: getattr(t, n)(t.constant(X), axis=1), lambda t, n=n: getattr(t, n)(t.constant(X), axis=0, keepdims=True)]
       for n in ("reduce_sum", "reduce_mean", "reduce_max", "reduce_min", "reduce_prod")},
    **{n: [lambda t, n=n: getattr(t, n)(t.constant(B)), lambda t, n=n: getattr(t, n)(t.constant(B), axis=1)] for n in ("reduce_any", "reduce_all")},
    "reshape": [lambda t: t.reshape(t.constant(X), (4, 3)), lambda t: t.reshape(t.constant(X), [-1])], "shape": [lambda t: t.shape(t.constant(X))], "stack": [lambda t: t.stack([t.constant(X), t.constant(Y)]), lambda t: t.stack([t.constant(X), t.constant(Y)], axis=1)],
    "unstack": [lambda t: list(t.unstack(t.constant(X))), lambda t: list(t.unstack(t.constant(X), axis=1))], "transpose": [lambda t: t.transpose(t.constant(X)), lambda t: t.transpose(t.constant(X[None]), perm=[0, 2, 1])],
    "where": [lambda t: t.where(t.constant(B), t.constant(X), t.constant(Y))], "stop_gradient": [lambda t: t.stop_gradient(t.constant(X))], "tile": [lambda t: t.tile(t.constant(X), [1, 2])], "range": [lambda t: t.range(5), lambda t: t.range(1, 6, 2)],
    "eye": [lambda t: t.eye(3)], "pad": [lambda t: t.pad(t.constant(X), [[1, 0], [0, 2]])], "reverse": [lambda t: t.reverse(t.constant(X), axis=[1])], "repeat": [lambda t: t.repeat(t.constant(X), 2, axis=0)],
    "split": [lambda t: list(t.split(t.constant(X), 2, axis=1))], "tanh": [lambda t: t.tanh(t.constant(X))], "sigmoid": [lambda t: t.sigmoid(t.constant(X))], "sin": [lambda t: t.sin(t.constant(X))], "cos": [lambda t: t.cos(t.constant(X))],
}
B = bools(3, 4)
rand_a, rand_b = rand(2, 3, 4), rand(2, 4, 5)
INITIALIZERS = {"zeros_initializer": {}, "ones_initializer": {}, "constant_initializer": {"value": 3.0}, "random_normal_initializer": {}, "random_uniform_initializer": {}}
DTYPES = ["bool", "uint8", "int32", "int64", "float16", "float32", "float64"]
INSIDE = {"nn": ["relu", "softmax", "sigmoid", "tanh", "elu", "softplus", "log_softmax", "leaky_relu", "l2_normalize", "softsign", "selu"], "math": ["log", "exp", "sqrt", "square", "abs", "sign", "reduce_sum", "sigmoid", "tanh", "sin", "cos"]}
covers(__name__, *(f"tf.{n}" for n in [*CALLS, *INITIALIZERS, *DTYPES, *INSIDE, "random", "device", "function", "name_scope", "gradients", "GradientTape", "Variable", "Tensor"]))


@pytest.mark.parametrize("name, call", [pytest.param(n, c, id=f"{n}-{i}") for n, calls in CALLS.items() for i, c in enumerate(calls)])
def test_call(name, call):
    if not hasattr(mine, name):
        pytest.skip(f"tf.{name} is not gathered")
    got, want = call(mine), call(tf)
    close(got, want, rtol=1e-5, what=name)
    for g, w in zip(got if isinstance(got, list) else [got], want if isinstance(want, list) else [want]):
        if hasattr(w, "dtype"):
            assert dtype_of(g) == dtype_of(w) and shape_of(g) == shape_of(w)


@pytest.mark.parametrize("name", DTYPES)
def test_dtypes(name):
    assert dtype_of(mine.zeros((2,), dtype=getattr(mine, name))) == dtype_of(tf.zeros((2,), dtype=getattr(tf, name)))
    assert getattr(mine, name).name == getattr(tf, name).name


@pytest.mark.parametrize("module, name", [(m, n) for m, ns in INSIDE.items() for n in ns])
def test_modules(module, name):
    function = getattr(getattr(mine, module), name, None)
    if function is None:
        pytest.skip(f"tf.{module}.{name} is not gathered")
    x = P if name in ("log", "sqrt") else X
    close(function(mine.constant(x)), getattr(getattr(tf, module), name)(tf.constant(x)), rtol=1e-5)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initializers(name):
    got, want = (getattr(t, name)(**INITIALIZERS[name])((40, 50)) for t in (mine, tf))
    assert (dtype_of(got), shape_of(got)) == (dtype_of(want), shape_of(want))
    np.testing.assert_allclose([value(got).mean(), value(got).std()], [value(want).mean(), value(want).std()], atol=0.005)


def test_random():
    for name, kwargs in (("normal", {"mean": 1.0, "stddev": 2.0}), ("uniform", {"minval": -1.0, "maxval": 3.0}), ("truncated_normal", {})):
        if not hasattr(mine.random, name):
            continue
        got, want = (value(getattr(t.random, name)((200, 200), **kwargs)) for t in (mine, tf))
        np.testing.assert_allclose([got.mean(), got.std()], [want.mean(), want.std()], atol=0.05)


def test_scopes_and_functions():
    with mine.device("/cpu:0"), mine.name_scope("scope"):
        assert "scope" in mine.Variable([1.0], name="v").name
    close(mine.function(lambda x: x * 2.0)(mine.constant(X)), X * 2)

    @mine.function
    def twice(x):
        return x + x

    close(twice(mine.constant(X)), X * 2)
    v = mine.Variable([2, 3], dtype=mine.float32)
    with mine.GradientTape() as tape:
        y = mine.reduce_sum(v * v)
    close(tape.gradient(y, v), np.float32([4, 6]))
    assert isinstance(mine.constant(1.0), mine.Tensor)
