"""Loops through graphs of unknown time and batch: one function of ours, several sizes, against the real Keras's eager loops."""

import numpy as np
import pytest
import tensorflow as tf
from cases import rand
from compared import covers
from pair import RK, SELF_CHECK, K, close, dtype_of, shape_of

pytestmark = [pytest.mark.usefixtures("backend"), pytest.mark.skipif(SELF_CHECK, reason="compares functions with eager loops")]
covers(__name__, "backend.rnn", "backend.map_fn", "backend.foldl", "backend.foldr")

WEIGHTS = [rand(2, 3), rand(3, 3), rand(3), rand(3, 1)]
SIZES = [(2, 4), (3, 1), (1, 7)]


def cell_of(k, w, u, b, v):
    """A cell with two states, one of which is not the output."""

    def cell(x, states):
        h, total = states[:2]
        new = k.tanh(k.dot(x, w) + k.dot(h, u) + b) * states[2]
        return k.dot(new, v) + total, [new, total * 0.5 + k.sum(new * h, axis=1, keepdims=True)]

    return cell


def weighted(k, tensors):
    """A loss that weighs each element otherwise."""
    return sum((k.sum(k.sin(t * (i + 1.0))) for i, t in enumerate(tensors[1:])), k.sum(k.sin(tensors[0])))


OPTIONS = {
    "plain": {}, "backwards": {"go_backwards": True}, "mask": {"mask": True}, "mask and zeros": {"mask": True, "zero_output_for_mask": True},
    "mask backwards": {"mask": True, "go_backwards": True}, "lengths": {"input_length": True}, "lengths backwards": {"input_length": True, "go_backwards": True},
    "time major": {"time_major": True}, "unrolled": {"unroll": True}, "unrolled mask": {"unroll": True, "mask": True},
    "zeros backwards": {"mask": True, "zero_output_for_mask": True, "go_backwards": True},
}


def arrays_for(batch, time, options, rng):
    """Inputs, two states, the mask and the lengths of one batch."""
    x = rng.normal(size=(time, batch, 2) if options.get("time_major") else (batch, time, 2))
    mask, lengths = rng.integers(0, 2, (batch, time)).astype(bool), rng.integers(1, time + 1, batch).astype("int32")
    return [x.astype("float32"), rng.normal(size=(batch, 3)).astype("float32"), rng.normal(size=(batch, 1)).astype("float32"), mask, lengths]


def run_real(values, options):
    """Results, and gradients with respect to inputs, states, factor and weights."""
    x, h, c, mask, lengths = [tf.constant(a) for a in values]
    factor, weights = tf.constant(0.7), [tf.constant(a) for a in WEIGHTS]
    options = {**options, **({"mask": mask} if "mask" in options else {}), **({"input_length": lengths} if "input_length" in options else {})}
    with tf.GradientTape() as tape:
        sources = [x, h, c, factor, *weights]
        for s in sources:
            tape.watch(s)
        last, outputs, states = RK.rnn(cell_of(RK, *weights), x, [h, c], constants=[factor], **options)
        loss = weighted(RK, [last, outputs, *states])
    return [last, outputs, *states], [tf.zeros_like(s) if g is None else g for g, s in zip(tape.gradient(loss, sources), sources)]


@pytest.mark.parametrize("name", OPTIONS)
def test_one_function_for_all_sizes(name):
    options = OPTIONS[name]
    time = 4 if options.get("unroll") else None
    shape = (time, None, 2) if options.get("time_major") else (None, time, 2)
    x, h, c = K.placeholder(shape), K.placeholder((None, 3)), K.placeholder((None, 1))
    mask, lengths = K.placeholder((None, time), dtype="bool"), K.placeholder((None,), dtype="int32")
    factor, weights = K.variable(0.7), [K.variable(a) for a in WEIGHTS]
    given = {**options, **({"mask": mask} if "mask" in options else {}), **({"input_length": lengths} if "input_length" in options else {})}
    last, outputs, states = K.rnn(cell_of(K, *weights), x, [h, c], constants=[factor], **given)
    results = [last, outputs, *states]
    gradients = K.gradients(weighted(K, results), [x, h, c, factor, *weights])
    compute = K.function([x, h, c, mask, lengths], [*results, *gradients])
    for batch, real_time in [(2, 4), (5, 4)] if options.get("unroll") else SIZES:
        values = arrays_for(batch, real_time, options, np.random.default_rng(batch))
        want, want_gradients = run_real(values, options)
        got = compute(values)
        close(got[:4], want, 1e-5, 1e-6, name)
        close(got[4:], want_gradients, 1e-4, 2e-5, f"{name}: gradients")


def test_zeros_of_an_unrolled_loop_that_runs_backwards():
    """Unrolled, the real Keras zeroes by the mask in the order of the time; rolled, in the order of the steps, as we do both."""
    x, s, mask = rand(2, 4, 3), rand(2, 3), np.array([[1, 0, 0, 1], [0, 1, 1, 1]], bool)
    step = lambda x, states: (x * states[0], [states[0] + x])
    options = {"go_backwards": True, "zero_output_for_mask": True}
    want = RK.rnn(step, tf.constant(x), [tf.constant(s)], mask=tf.constant(mask), **options)
    for unroll in (False, True):
        got = K.rnn(step, K.constant(x), [K.constant(s)], mask=mask, unroll=unroll, **options)
        close(list(got), list(want), what="zeros backwards")


@pytest.mark.parametrize("shape, states", [((None, None, 2), (None, 2)), ((None, 4, 2), (None, 2)), ((3, None, 2), (3, 2)), ((3, 4, 2), (3, 2)), ((None, None, 4, 2), (None, 4, 2))])
@pytest.mark.parametrize("options", [{}, {"mask": True}, {"time_major": True}, {"go_backwards": True}])
def test_static_shapes(shape, states, options):
    step = lambda x, states: (x * states[0], [states[0] + x])
    if options.get("time_major"):
        shape = (shape[1], shape[0], *shape[2:])
    found = []
    for k in (K, RK):
        mask = {"mask": k.placeholder(shape[:2], dtype="bool")} if "mask" in options else {}
        last, outputs, new = k.rnn(step, k.placeholder(shape), [k.placeholder(states)], **{**options, **mask})
        found.append([(shape_of(t), dtype_of(t)) for t in (last, outputs, *new)])
    assert found[0] == found[1]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32"])
@pytest.mark.parametrize("options", [{}, {"mask": np.array([[1, 0, 1], [0, 1, 1]], bool)}])
def test_dtypes(dtype, options):
    x, s = (np.arange(12).reshape(2, 3, 2) % 5).astype(dtype), np.ones((2, 2), dtype)
    step = lambda x, states: (x * states[0], [states[0] + x])
    got = K.rnn(step, K.constant(x, dtype), [K.constant(s, dtype)], **options)
    want = RK.rnn(step, tf.constant(x), [tf.constant(s)], **options)
    p, q = K.placeholder((None, None, 2), dtype=dtype), K.placeholder((None, 2), dtype=dtype)
    rolled = K.rnn(step, p, [q], **options)
    later = K.function([p, q], [rolled[0], rolled[1], *rolled[2]])([x, s])
    for g, l, w in zip([got[0], got[1], *got[2]], later, [want[0], want[1], *want[2]]):
        assert dtype_of(g) == dtype_of(w) == l.dtype.name
        close(g, w, 1e-3 if dtype == "float16" else 1e-6)
        close(l, w, 1e-3 if dtype == "float16" else 1e-6)


FOLDS = {
    "map_fn": lambda k, x, w: k.map_fn(lambda row: k.sum(k.square(row) * w) * row, x),
    "map_fn to scalars": lambda k, x, w: k.map_fn(lambda row: k.sum(row * w), x),
    "map_fn to another dtype": lambda k, x, w: k.map_fn(lambda row: k.argmax(row * w), x, dtype="int64"),
    "map_fn of two": lambda k, x, w: k.map_fn(lambda e: e[0] * w + k.sum(e[1]), (x, x * 2.0), dtype="float32"),
    "foldl": lambda k, x, w: k.foldl(lambda a, row: k.tanh(a * w) + row, x),
    "foldl from": lambda k, x, w: k.foldl(lambda a, row: a * 0.5 + k.sum(row * w), x, initializer=k.constant(1.0)),
    "foldr": lambda k, x, w: k.foldr(lambda a, row: k.tanh(a * w) + row, x),
    "foldr from": lambda k, x, w: k.foldr(lambda a, row: a * w + row, x, initializer=k.constant([1.0, 2.0, 3.0])),
    "a map in a fold": lambda k, x, w: k.foldl(lambda a, row: a + k.sum(k.map_fn(lambda e: e * e, row * w)), x, initializer=k.constant(0.0)),
}


@pytest.mark.parametrize("name", FOLDS)
def test_folds_of_any_length(name):
    """Values and gradients of a function of an unknown number of rows."""
    w = rand(3)
    p, v = K.placeholder((None, 3)), K.variable(w)
    out = FOLDS[name](K, p, v)
    is_float = dtype_of(out).startswith("float")
    compute = K.function([p], [out, *(K.gradients(K.sum(K.sin(out)), [p, v]) if is_float else [])])
    for rows in (5, 2, 1):
        x = rand(rows, 3)
        real_x, real_w = tf.constant(x), tf.constant(w)
        with tf.GradientTape() as tape:
            tape.watch([real_x, real_w])
            want = FOLDS[name](RK, real_x, real_w)
            loss = tf.reduce_sum(tf.sin(want)) if is_float else None
        got = compute([x])
        close(got[0], want, what=name)
        assert got[0].dtype.name == dtype_of(want)
        if is_float:
            zero = [tf.zeros_like(real_x), tf.zeros_like(real_w)]
            close(got[1:], [z if g is None else g for g, z in zip(tape.gradient(loss, [real_x, real_w]), zero)], 1e-4, 1e-5, f"{name}: gradients")


X, S = rand(2, 3, 4), rand(2, 4)
REFUSED = {
    "matrix": lambda k: k.rnn(lambda x, s: (x, s), k.constant(S), [k.constant(S)]),
    "unknown time": lambda k: k.rnn(lambda x, s: (x, s), k.placeholder((None, None, 4)), [k.constant(S)], unroll=True),
    "no time": lambda k: k.rnn(lambda x, s: (x, list(s)), k.constant(X[:, :0]), [k.constant(S)]),
    "mask of one axis": lambda k: k.rnn(lambda x, s: (x, s), k.constant(X), [k.constant(S)], mask=k.cast(k.constant([1.0, 0.0]), "bool")),
    "mask of another batch": lambda k: k.rnn(lambda x, s: (x, list(s)), k.constant(X), [k.constant(S)], mask=k.constant(np.ones((5, 3)))),
    "mask too short": lambda k: k.rnn(lambda x, s: (x, list(s)), k.constant(X), [k.constant(S)], mask=k.constant(np.ones((2, 2)))),
    "mask too long": lambda k: k.rnn(lambda x, s: (x, list(s)), k.constant(X), [k.constant(S)], mask=k.constant(np.ones((2, 5)))),
    "too few states": lambda k: k.rnn(lambda x, s: (x, []), k.constant(X), [k.constant(S)]),
    "too many states": lambda k: k.rnn(lambda x, s: (x, [x, x]), k.constant(X), [k.constant(S)]),
    "states that are no list": lambda k: k.rnn(lambda x, s: (x, [s[0]]), k.constant(X), k.constant(S)),
    "inputs of two lengths": lambda k: k.rnn(lambda x, s: (x[0], list(s)), [k.constant(X), k.constant(X[:, :2])], [k.constant(S)]),
    "map over a number": lambda k: k.map_fn(lambda e: e, k.constant(1.0)),
    "map to another dtype": lambda k: k.map_fn(lambda e: e > 0.0, k.constant(S)),
    "map to another structure": lambda k: k.map_fn(lambda e: e[0], (k.constant(S), k.constant(S))),
    "map over two lengths": lambda k: k.map_fn(lambda e: e[0], (k.constant(S), k.constant(X[0])), dtype="float32"),
    "fold of nothing": lambda k: k.foldl(lambda a, e: a + e, k.constant(S[:0])),
    "fold of a number": lambda k: k.foldr(lambda a, e: a + e, k.constant(1.0)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_both_refuse(name):
    with pytest.raises(Exception):
        REFUSED[name](RK)
    with pytest.raises((ValueError, TypeError)):
        REFUSED[name](K)
