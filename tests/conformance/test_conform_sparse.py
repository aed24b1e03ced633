"""Sparse tensors: what the real Keras takes and what it gives, and what it refuses."""

import numpy as np
import pytest
import tensorflow as tf
from compared import covers
from pair import RK, SELF_CHECK, K, close, dtype_of, shape_of, tape
from scipy import sparse

pytestmark = pytest.mark.usefixtures("backend")
covers(__name__, *(f"backend.{n}" for n in ("is_sparse", "to_dense", "variable", "placeholder", "dot", "concatenate", "eval", "function", "SparseTensor")))
BOTH = [K, RK]


def matrix(rows=4, columns=5, dtype="float32", seed=0):
    return sparse.random_array((rows, columns), density=0.4, format="csr", rng=seed).astype(dtype)


def dense(*shape, dtype="float32"):
    return np.random.default_rng(1).normal(size=shape).astype(dtype)


def parts(x):
    """Indices, values, shape and dtype of a sparse tensor of either side; a dense one as it is."""
    if not hasattr(x, "indices"):
        return [x, dtype_of(x)]
    return [x.indices, x.values, list(shape_of(x)), dtype_of(x)]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64"])
def test_variable(dtype):
    close(*(parts(k.variable(matrix(dtype=dtype))) for k in BOTH))
    close(*([k.is_sparse(k.variable(matrix())), k.eval(k.variable(matrix(dtype=dtype))), k.to_dense(k.variable(matrix(dtype=dtype)))] for k in BOTH))


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32"])
def test_dot(dtype):
    def run(k):
        return k.dot(k.variable(matrix(dtype=dtype)), k.constant((dense(5, 3) * 5).astype(dtype), dtype=dtype))

    got, want = map(run, BOTH)
    close(got, want)
    assert dtype_of(got) == dtype_of(want) == dtype


def test_gradient_of_dot():
    def run(k, the_tape, variable):
        w = variable(dense(5, 3))
        with the_tape as t:
            loss = k.sum(k.square(k.dot(k.variable(matrix()), w)))
        return t.gradient(loss, w)

    close(run(K, tape(), tf.Variable if SELF_CHECK else K.Variable), run(RK, tf.GradientTape(), tf.Variable))


TAKEN = {
    "square": lambda k, x: k.square(x), "abs": lambda k, x: k.abs(x), "sign": lambda k, x: k.sign(x), "sin": lambda k, x: k.sin(x), "tanh": lambda k, x: k.tanh(x),
    "cast": lambda k, x: k.cast(x, "float64"), "stop_gradient": lambda k, x: k.stop_gradient(x), "shape": lambda k, x: k.shape(x),
    "times a number": lambda k, x: x * 2.0, "over a number": lambda k, x: x / 2.0, "times a matrix": lambda k, x: x * k.constant(dense(4, 5)), "times a row": lambda k, x: x * k.constant(dense(5)), "over a matrix": lambda k, x: x / k.constant(dense(4, 5)),
    "side by side": lambda k, x: k.concatenate([x, x]), "below": lambda k, x: k.concatenate([x, x], axis=0), "with dense": lambda k, x: k.concatenate([x, k.constant(dense(4, 2))]),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken(name):
    close(*(parts(TAKEN[name](k, k.variable(matrix()))) for k in BOTH))
    for k in BOTH:
        out = TAKEN[name](k, k.variable(matrix()))
        assert k.is_sparse(out) == (name not in ("shape", "with dense"))


REFUSED = {
    "sum": lambda k, x: k.sum(x), "exp": lambda k, x: k.exp(x), "log": lambda k, x: k.log(x), "max": lambda k, x: k.max(x), "argmax": lambda k, x: k.argmax(x), "transpose": lambda k, x: k.transpose(x),
    "reshape": lambda k, x: k.reshape(x, (2, 10)), "softmax": lambda k, x: k.softmax(x), "sigmoid": lambda k, x: k.sigmoid(x), "relu": lambda k, x: k.relu(x), "clip": lambda k, x: k.clip(x, 0.0, 1.0),
    "maximum": lambda k, x: k.maximum(x, x), "x + 1": lambda k, x: x + 1.0, "x + x": lambda k, x: x + x, "x[0]": lambda k, x: x[0], "gather": lambda k, x: k.gather(x, k.constant([0], dtype="int32")),
    "dense times sparse": lambda k, x: k.dot(k.constant(dense(2, 4)), x), "sparse times sparse": lambda k, x: k.dot(x, k.variable(matrix(5, 4))), "expand_dims": lambda k, x: k.expand_dims(x),
    "widths that differ": lambda k, x: k.dot(x, k.constant(dense(4, 3))), "types that differ": lambda k, x: k.dot(x, k.constant(dense(5, 3), dtype="float64")), "update": lambda k, x: k.update(x, x),
    "set_value": lambda k, x: k.set_value(x, matrix()), "constant": lambda k, x: k.constant(matrix()),
    "join of other lengths": lambda k, x: k.concatenate([x, k.variable(matrix(2, 5))], axis=1), "sparse and ragged": lambda k, x: k.placeholder((2, 2), sparse=True, ragged=True),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name):
    for k in BOTH:
        with pytest.raises(Exception) as caught:
            REFUSED[name](k, k.variable(matrix()))
        if k is K and not SELF_CHECK:
            assert isinstance(caught.value, (TypeError, ValueError, NotImplementedError)), caught.value


def test_placeholder():
    def run(k):
        x, d = k.placeholder((None, 5), sparse=True), k.placeholder((2, 2), sparse=False)
        y, joined = k.dot(x, k.constant(dense(5, 3))), k.concatenate([x, x])
        return [k.is_sparse(x), k.is_sparse(d), k.is_sparse(k.to_dense(x)), k.is_keras_tensor(x), str(k.int_shape(x)), k.ndim(x), k.dtype(x),
                str(k.int_shape(y)), k.is_sparse(y), str(k.int_shape(joined)), k.is_sparse(joined), str(k.int_shape(k.placeholder(ndim=2, sparse=True)))]

    assert run(K) == run(RK)


def test_function():
    """The real function takes SparseTensors, and a dense array as well; ours takes what SciPy has, too."""
    def run(k, *given):
        x = k.placeholder((None, 5), sparse=True)
        f = k.function([x], [k.dot(x, k.constant(dense(5, 3))), k.to_dense(x)])
        return [f([m]) for m in given]

    ms = [matrix(4), matrix(1, seed=1), matrix(9, seed=2)]
    want = run(RK, *(RK.variable(m) for m in ms), ms[0].toarray())
    close(run(K, *(K.variable(m) for m in ms), ms[0].toarray()), want)
    if not SELF_CHECK:
        close(run(K, *ms, ms[0].tocoo()), want)


def test_sparse_output_of_a_function():
    x, m = K.placeholder((None, 5), sparse=True), matrix()
    if SELF_CHECK:
        return
    close(K.function([x], [K.square(x)])([m])[0].toarray(), m.toarray() ** 2)
