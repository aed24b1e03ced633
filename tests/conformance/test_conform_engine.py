"""The rest of the backend: settings, variables, creation, random numbers, functions, tapes."""

import numpy as np
import pytest
import tensorflow as tf
from cases import bools, ints, positive, rand
from compared import covers
from pair import RK, SELF_CHECK, K, close, dtype_of, ours, real, shape_of, tape, value

pytestmark = pytest.mark.usefixtures("backend")
BOTH = [K, RK]


def compare(*names):
    """Enters names into the coverage; stands above the test that compares them."""
    covers(__name__, *(f"backend.{name}" for name in names))
    return lambda test: test


def both(action):
    """(ours, real): what `action(K)` answers, or the class of the exception that it raises."""
    answers = []
    for k in BOTH:
        try:
            answers.append(action(k))
        except Exception as error:
            answers.append(type(error))
    return answers


# ------------------------------------------------------------------------------------------------------------------ settings
@compare("floatx", "set_floatx", "cast_to_floatx", "epsilon", "set_epsilon", "image_data_format", "set_image_data_format")
@pytest.mark.parametrize("action", [
    lambda k: k.floatx(),
    lambda k: k.epsilon(),
    lambda k: k.image_data_format(),
    lambda k: (k.set_floatx("float64"), k.floatx(), k.cast_to_floatx(np.ones(2, "float32")).dtype.name),
    lambda k: (k.set_floatx("float16"), dtype_of(k.variable([1.0]))),
    lambda k: k.set_floatx("int8"),
    lambda k: k.cast_to_floatx([1, 2]).dtype.name,
    lambda k: dtype_of(k.cast_to_floatx(k.constant([1.0], dtype="float64"))),
    lambda k: (k.set_epsilon(1e-3), k.epsilon()),
    lambda k: (k.set_image_data_format("channels_first"), k.image_data_format()),
    lambda k: k.set_image_data_format("sideways"),
], ids=range(11))
def test_settings(action):
    got, want = both(action)
    assert got == want


@compare("get_uid", "reset_uids", "clear_session")
@pytest.mark.skipif(SELF_CHECK, reason='both sides share their state')
def test_uids():
    got, want = both(lambda k: [k.get_uid("dense"), k.get_uid("dense"), k.get_uid("other"), k.reset_uids(), k.get_uid("dense"),
                                k.clear_session(), k.get_uid("dense")])
    assert got == want


@compare("name_scope")
def test_name_scope():
    def action(k):
        with k.name_scope("outer"):
            return k.variable([1.0], name="v").name

    got, want = both(action)
    assert got == want


@compare("learning_phase", "set_learning_phase")
@pytest.mark.skipif(SELF_CHECK, reason='both sides share their state')
def test_learning_phase():
    got, want = both(lambda k: (int(k.learning_phase()), k.set_learning_phase(1), int(k.learning_phase())))
    assert got == want
    got, want = both(lambda k: k.set_learning_phase(2))
    assert got == want is ValueError


# ------------------------------------------------------------------------------------------------------------------ creation
CREATE = {
    "zeros": [lambda k: k.zeros((2, 3)), lambda k: k.zeros((2,), dtype="int32"), lambda k: k.zeros(())],
    "ones": [lambda k: k.ones((2, 3)), lambda k: k.ones((2,), dtype="float64")],
    "eye": [lambda k: k.eye(3), lambda k: k.eye(2, dtype="int32")],
    "constant": [lambda k: k.constant([[1, 2], [3, 4]]), lambda k: k.constant([1, 2], dtype="int32"), lambda k: k.constant(2.5),
                 lambda k: k.constant(3, shape=(2, 2)), lambda k: k.constant([True, False], dtype="bool")],
    "arange": [lambda k: k.arange(5), lambda k: k.arange(2, 7), lambda k: k.arange(1, 8, 3), lambda k: k.arange(5, 0, -2), lambda k: k.arange(3, dtype="float32")],
    "variable": [lambda k: k.variable([[1, 2], [3, 4]]), lambda k: k.variable(np.ones(3)), lambda k: k.variable([1.0], dtype="float64"), lambda k: k.variable(3, dtype="int32")],
}
covers(__name__, *(f"backend.{name}" for name in CREATE))


@pytest.mark.parametrize("action", [pytest.param(a, id=f"{n}-{i}") for n, actions in CREATE.items() for i, a in enumerate(actions)])
def test_creation(action):
    got, want = both(action)
    close(got, want)
    assert (dtype_of(got), shape_of(got)) == (dtype_of(want), shape_of(want))


def test_names_of_variables():
    got, want = both(lambda k: [k.variable([1.0], name="v").name, k.variable([1.0]).name])
    assert got == want


@compare("placeholder", "int_shape", "ndim", "dtype", "is_keras_tensor", "is_sparse", "count_params")
def test_placeholders():
    for action in (
        lambda k: [k.int_shape(k.placeholder(shape=(None, 3))), k.ndim(k.placeholder(ndim=3)), k.int_shape(k.placeholder(ndim=2))],
        lambda k: [k.dtype(k.placeholder((2,))), k.dtype(k.placeholder((2,), dtype="int32")), k.dtype(k.variable([1.0], dtype="float64"))],
        lambda k: [k.is_keras_tensor(k.placeholder((2,))), k.is_keras_tensor(k.variable([1.0]))],
        lambda k: [k.count_params(k.zeros((2, 3))), k.int_shape(k.zeros((2, 3))), k.ndim(k.zeros((2, 3)))],
    ):
        got, want = both(action)
        assert got == want


@compare("shape", "eval", "get_value", "set_value", "batch_get_value", "batch_set_value")
def test_values_of_variables():
    def action(k):
        a, b = k.variable(np.arange(6.0).reshape(2, 3)), k.variable([1.0, 2.0])
        k.set_value(a, np.full((2, 3), 7.0))
        first = [k.get_value(a), k.eval(b), k.eval(k.shape(a))]
        k.batch_set_value([(a, np.zeros((2, 3))), (b, np.ones(2))])
        return first + k.batch_get_value([a, b])

    got, want = both(action)
    close(got, want)
    assert [type(g) for g in got] == [np.ndarray] * len(got)
    assert got[2].dtype == np.int32


CHANGES = {
    "update": lambda k, v: k.update(v, k.constant([5.0, 6.0])), "update_add": lambda k, v: k.update_add(v, k.constant([1.0, 1.0])), "update_sub": lambda k, v: k.update_sub(v, k.constant([0.5, 0.5])),
    "moving_average_update": lambda k, v: k.moving_average_update(v, k.constant([0.0, 1.0]), 0.9),
}


def skip_what_comes_later(*names):
    for name in names:
        if not hasattr(K, name):
            pytest.skip(f"K.{name} belongs to a later chapter")


@compare(*CHANGES)
@pytest.mark.parametrize("name", CHANGES)
def test_updates(name):
    skip_what_comes_later(*{name} & {"moving_average_update"})

    def action(k):
        v = k.variable([1.0, 2.0])
        CHANGES[name](k, v)
        return k.get_value(v)

    close(*both(action))


@compare("is_sparse", "to_dense")
def test_sparse():
    skip_what_comes_later("is_sparse", "to_dense")
    got, want = both(lambda k: [k.is_sparse(k.placeholder((2, 2))), k.is_sparse(k.placeholder((2, 2), sparse=True))])
    assert got == want
    close(*both(lambda k: k.to_dense(k.constant([1.0, 2.0]))))


@compare("print_tensor", "manual_variable_initialization")
def test_print_tensor(capfd):
    skip_what_comes_later("print_tensor")
    close(*both(lambda k: k.print_tensor(k.constant([1.0, 2.0]), message="x is")))
    assert "x is" in "".join(capfd.readouterr())


@compare("map_fn", "foldl", "foldr")
@pytest.mark.skipif(not hasattr(K, "map_fn"), reason="belongs to a later chapter")
def test_folds():
    close(*both(lambda k: k.map_fn(lambda x: k.sum(x), k.constant(np.arange(6.0).reshape(3, 2)))))
    for name in ("foldl", "foldr"):
        close(*both(lambda k: getattr(k, name)(lambda acc, x: acc * 2 + x, k.constant(np.arange(1.0, 4.0)))))
        close(*both(lambda k: getattr(k, name)(lambda acc, x: acc * 2 + x, k.constant(np.arange(1.0, 4.0)), initializer=k.constant(5.0))))


# --------------------------------------------------------------------------------------------------------------- random numbers
RANDOM = {
    "random_uniform": [({"shape": (200, 300)}, {}), ({"shape": (200, 300), "minval": -2.0, "maxval": 5.0}, {})],
    "random_normal": [({"shape": (200, 300)}, {}), ({"shape": (200, 300), "mean": 3.0, "stddev": 0.5}, {})],
    "truncated_normal": [({"shape": (200, 300)}, {}), ({"shape": (200, 300), "mean": 3.0, "stddev": 0.5}, {})],
    "random_bernoulli": [({"shape": (200, 300), "p": 0.3}, {})],
    "random_binomial": [({"shape": (200, 300), "p": 0.3}, {})],
    "random_uniform_variable": [({"shape": (200, 300), "low": -1.0, "high": 3.0}, {})],
    "random_normal_variable": [({"shape": (200, 300), "mean": 1.0, "scale": 2.0}, {})],
}
covers(__name__, *(f"backend.{name}" for name in RANDOM))


def quantiles(x):
    return np.quantile(value(x).astype("float64"), [0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1])


@pytest.mark.parametrize("name, kwargs", [pytest.param(n, kw, id=f"{n}-{i}") for n, rows in RANDOM.items() for i, (kw, _) in enumerate(rows)])
def test_random_numbers(name, kwargs):
    """The same distribution (quantiles of 60,000 numbers), dtype and shape; a seed repeats, another does not."""
    skip_what_comes_later(*{name} & {"random_binomial"})
    got, want = getattr(K, name)(seed=3, **kwargs), getattr(RK, name)(seed=3, **kwargs)
    assert (shape_of(got), dtype_of(got)) == (shape_of(want), dtype_of(want))
    spread = value(want).std()
    np.testing.assert_allclose(quantiles(got)[1:-1], quantiles(want)[1:-1], atol=0.04 * spread)
    bounded = name not in ("random_normal", "random_normal_variable")
    if bounded:
        np.testing.assert_allclose(quantiles(got)[[0, -1]], quantiles(want)[[0, -1]], atol=0.02 * spread)
    np.testing.assert_allclose(value(got).mean(), value(want).mean(), atol=0.02 * spread)
    other = getattr(K, name)(seed=4, **kwargs)
    assert not np.array_equal(value(got), value(other))
    half = getattr(K, name)(**{**kwargs, "dtype": "float64"})
    assert dtype_of(half) == "float64"


@compare("dropout")
def test_dropout():
    x = rand(200, 300)
    for shape in (None, (200, 1)):
        got, want = (value(k.dropout(k.constant(x), 0.3, noise_shape=shape, seed=1)) for k in BOTH)
        assert abs((got == 0).mean() - (want == 0).mean()) < (0.1 if shape else 0.01)
        kept = got != 0
        np.testing.assert_allclose(got[kept], (x / 0.7)[kept], rtol=1e-5)
        if shape:
            assert set(np.unique(kept.mean(1))) <= {0.0, 1.0}


def test_dropout_keeps_its_mask_in_the_gradient():
    x = K.constant(rand(20, 30))
    with tape() as t:
        t.watch(x)
        y = K.dropout(x, 0.5, seed=1)
    close(t.gradient(y, x), (value(y) != 0) * np.float32(2))


def test_set_random_seed():
    def draw(package):
        package.utils.set_random_seed(7)
        return [value(package.backend.random_normal((3,))), value(package.backend.random_uniform((3,)))]

    first, second = draw(ours), draw(ours)
    close(first, second)
    first, second = draw(real), draw(real)
    close(first, second)


# -------------------------------------------------------------------------------------------------------------------- functions
@compare("function")
def test_function():
    def action(k):
        x, y = k.placeholder((None, 3)), k.placeholder((None, 3))
        f = k.function([x, y], [x + y, k.sum(x * y, axis=1)])
        g = k.function(x, k.sum(x, axis=1))
        return f([np.ones((2, 3)), np.full((2, 3), 2.0)]) + [g(np.ones((4, 3))), k.function([x], {"a": x * 2})([np.ones((1, 3))])["a"]]

    got, want = both(action)
    close(got, want)
    assert all(isinstance(g, np.ndarray) for g in got)


def test_function_sees_later_assignments():
    def action(k):
        v, x = k.variable([1.0, 2.0]), k.placeholder((2,))
        f = k.function([x], [x * v])
        first = f([np.ones(2)])
        k.set_value(v, [5.0, 6.0])
        return [first, f([np.ones(2)])]

    first, second = action(K)
    close(first, [np.float32([1, 2])])
    close(second, [np.float32([5, 6])])


@compare("gradients")
def test_gradients_in_graph_mode():
    """The real Keras has K.gradients inside a tf.function only."""
    start = np.float32([[1.0, 2.0], [3.0, 4.0]])

    @tf.function
    def graph():
        a, b = tf.constant(start), tf.constant(start + 1)
        return RK.gradients(RK.sum(RK.dot(a, b) * a), [a, b])

    if SELF_CHECK:
        return
    a, b = K.placeholder((2, 2)), K.placeholder((2, 2))
    gradients = K.gradients(K.sum(K.dot(a, b) * a), [a, b])
    close(K.function([a, b], gradients)([start, start + 1]), [g.numpy() for g in graph()])


# ------------------------------------------------------------------------------------------------------------------------ tapes
def tapes():
    """(K, GradientTape, Variable) of both sides."""
    variable = tf.Variable if SELF_CHECK else K.Variable
    return [(K, tape, variable), (RK, tf.GradientTape, tf.Variable)]


TAPES = {
    "variable": lambda k, t, v: _simple(k, t, v([1.0, 2.0])),
    "list": lambda k, t, v: _several(k, t, [v([1.0, 2.0]), v([3.0, 4.0])]),
    "dict": lambda k, t, v: _mapping(k, t, v),
    "no path": lambda k, t, v: _no_path(k, t, v),
    "no path, zero": lambda k, t, v: _no_path(k, t, v, unconnected_gradients=_zero(k)),
    "output_gradients": lambda k, t, v: _output_gradients(k, t, v),
    "list of targets": lambda k, t, v: _targets(k, t, v),
    "persistent": lambda k, t, v: _persistent(k, t, v),
    "second": lambda k, t, v: _second(k, t, v),
    "not trainable": lambda k, t, v: _frozen(k, t, v),
    "intermediate": lambda k, t, v: _intermediate(k, t, v),
    "jacobian": lambda k, t, v: _jacobian(k, t, v),
    "stop_recording": lambda k, t, v: _stop(k, t, v),
    "reset": lambda k, t, v: _reset(k, t, v),
    "watched": lambda k, t, v: _watched(k, t, v),
    "no auto watch": lambda k, t, v: _no_auto(k, t, v),
    "used twice": lambda k, t, v: _twice(k, t, v),
}


def _zero(k):
    return "zero" if k is not RK else tf.UnconnectedGradients.ZERO


def _simple(k, t, x):
    with t() as g:
        y = k.sum(k.square(x) * x)
    return g.gradient(y, x)


def _several(k, t, xs):
    with t() as g:
        y = xs[0] * xs[1] + k.exp(xs[0])
    return list(g.gradient(y, xs))


def _mapping(k, t, v):
    xs = {"a": v([1.0, 2.0]), "b": v([3.0, 4.0])}
    with t() as g:
        y = xs["a"] * xs["b"]
    return g.gradient(y, xs)


def _no_path(k, t, v, **kwargs):
    a, b = v([1.0]), v([2.0])
    with t() as g:
        y = a * 2.0
    return list(g.gradient(y, [a, b], **kwargs))


def _output_gradients(k, t, v):
    x = v([1.0, 2.0])
    with t() as g:
        y = x * x
    return g.gradient(y, x, output_gradients=k.constant([10.0, 1.0]))


def _targets(k, t, v):
    x = v([1.0, 2.0])
    with t() as g:
        ys = [x * x, k.sum(x)]
    return g.gradient(ys, x)


def _persistent(k, t, v):
    x = v([1.0, 2.0])
    with t(persistent=True) as g:
        y = x * x
        z = y * x
    return [g.gradient(y, x), g.gradient(z, x), g.gradient(z, y)]


def _second(k, t, v):
    x = v([1.0, 2.0])
    with t() as outer:
        with t() as inner:
            y = k.sum(x * x * x)
        first = inner.gradient(y, x)
    return [first, outer.gradient(first, x)]


def _frozen(k, t, v):
    x = v([1.0, 2.0], trainable=False)
    with t() as g:
        y = x * x
    return g.gradient(y, x)


def _intermediate(k, t, v):
    x = v([1.0, 2.0])
    with t() as g:
        h = k.exp(x)
        y = h * h
    return list(g.gradient(y, [x, h]))


def _jacobian(k, t, v):
    x = v([1.0, 2.0])
    with t() as g:
        y = k.dot(k.reshape(x, (1, 2)), k.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    return g.jacobian(y, x)


def _stop(k, t, v):
    x = v([1.0, 2.0])
    with t() as g:
        y = x * x
        with g.stop_recording():
            z = x * 5.0
        y = y + z
    return g.gradient(y, x)


def _reset(k, t, v):
    x = v([1.0, 2.0])
    with t() as g:
        y = x * x
        g.reset()
        z = x * 3.0
    return list(g.gradient([z], [x]))


def _watched(k, t, v):
    x, y = v([1.0]), k.constant([2.0])
    with t() as g:
        g.watch(y)
        _ = x * y
    return len(g.watched_variables())


def _no_auto(k, t, v):
    a, b = v([1.0]), v([2.0])
    with t(watch_accessed_variables=False) as g:
        g.watch(a)
        y = a * b
    return list(g.gradient(y, [a, b]))


def _twice(k, t, v):
    x = v([1.0, 2.0])
    with t() as g:
        y = x * x
    g.gradient(y, x)
    try:
        g.gradient(y, x)
    except RuntimeError:
        return "RuntimeError"
    return "no error"


@compare("GradientTape", "Variable")
@pytest.mark.parametrize("name", TAPES)
def test_tape(name):
    (k, t, v), (rk, rt, rv) = tapes()
    if not hasattr(t(), "jacobian") and name == "jacobian":
        pytest.skip("GradientTape.jacobian is not in this book")
    close(TAPES[name](k, t, v), TAPES[name](rk, rt, rv), rtol=1e-4, what=name)


VARIABLES = {
    "assign": lambda v: [v.assign([5.0, 6.0]), v],
    "assign_add": lambda v: [v.assign_add([1.0, 1.0]), v],
    "assign_sub": lambda v: [v.assign_sub([1.0, 1.0]), v],
    "shape": lambda v: list(v.shape),
    "trainable": lambda v: v.trainable,
    "name": lambda v: v.name,
    "arithmetic": lambda v: [v + 1.0, 2.0 - v, v * v, v / 2.0, -v, v ** 2, abs(v), v // 2.0, v % 2.0, 1.0 / v],
    "comparison": lambda v: [v < 2.0, v <= 2.0, v > 1.0, v >= 1.0],
    "indexing": lambda v: [v[0], v[-1], v[:1], v[..., None], v[::-1]],
    "numpy": lambda v: np.asarray(v),
    "float": lambda v: float(v[0]),
    "len": lambda v: [len(v.numpy())],
}


@pytest.mark.parametrize("name", VARIABLES)
def test_variable(name):
    (_, _, v), (_, _, rv) = tapes()
    close(VARIABLES[name](v([1.0, 2.0], name="x")), VARIABLES[name](rv([1.0, 2.0], name="x")), what=name)


INDICES = [0, -1, slice(1, 3), slice(None, None, 2), slice(None, None, -1), (0, 1), (slice(None), 0), (Ellipsis, 1), (slice(None), None, 2), (Ellipsis, slice(1, None)),
           (slice(0, 2), slice(None), -1)]


@pytest.mark.parametrize("index", INDICES, ids=str)
def test_indexing(index):
    """Basic indexing, its shape and its gradient."""
    x = rand(4, 3, 2)
    results = []
    for k, t, _ in tapes():
        a = k.constant(x)
        with t() as g:
            g.watch(a)
            y = a[index]
            z = k.sum(y * y)
        results.append([y, g.gradient(z, a)])
    close(*results)


OPERATORS = [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b, lambda a, b: a ** b, lambda a, b: a // b, lambda a, b: a % b,
             lambda a, b: a < b, lambda a, b: a <= b, lambda a, b: a > b, lambda a, b: a >= b]
OPERANDS = {
    "two tensors": (lambda k: k.constant(positive_a), lambda k: k.constant(positive_b)),
    "number right": (lambda k: k.constant(positive_a), lambda k: 2),
    "float left": (lambda k: 1.5, lambda k: k.constant(positive_a)),
    "array right": (lambda k: k.constant(positive_a), lambda k: positive_b),
    "list right": (lambda k: k.constant(positive_a), lambda k: [1.0, 2.0, 3.0]),
    "integers": (lambda k: k.constant([7, 8, 9], dtype="int32"), lambda k: k.constant([2, 3, 4], dtype="int32")),
    "float64": (lambda k: k.constant(positive_a, dtype="float64"), lambda k: 0.1),
    "float16": (lambda k: k.constant(positive_a, dtype="float16"), lambda k: 2.0),
}
positive_a, positive_b = positive(2, 3), positive(3)


@pytest.mark.parametrize("operator", range(len(OPERATORS)))
@pytest.mark.parametrize("operands", OPERANDS)
def test_operators(operator, operands):
    left, right = OPERANDS[operands]
    try:
        want = OPERATORS[operator](left(RK), right(RK))
    except Exception as error:
        pytest.skip(f"not in the real Keras: {type(error).__name__}")
    got = OPERATORS[operator](left(K), right(K))
    close(got, want, rtol=2e-3 if operands == "float16" else 1e-5)
    assert dtype_of(got) == dtype_of(want)

