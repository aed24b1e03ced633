"""Variables: values that come later, updates, moving averages, and types on both backends."""

import numpy as np
import pytest

import litkeras as keras
from litkeras import backend as K

pytestmark = pytest.mark.usefixtures("backend")


@pytest.fixture
def manual():
    K.manual_variable_initialization(True)
    yield
    K.manual_variable_initialization(False)


def test_a_variable_that_waits(manual):
    w = K.variable([1.0, 2.0], name="w")
    assert "uninitialized" in repr(w) and K.int_shape(w) == (2,) and not K.is_keras_tensor(w)
    y = w * 2.0
    assert K.is_keras_tensor(y)
    for ask in (lambda: w.numpy(), lambda: K.get_value(w), lambda: K.eval(w), lambda: K.eval(y), lambda: K.function([], [y])([])):
        with pytest.raises(ValueError, match="w:0.*waits for its value"):
            ask()
    f = K.function([], [y])
    K.initialize_variables()
    np.testing.assert_array_equal(w.numpy(), [1, 2])
    np.testing.assert_array_equal(f([])[0], [2, 4])
    np.testing.assert_array_equal(K.eval(y), [2, 4])


def test_whatever_assigns_gives_a_value(manual):
    for give in (lambda v: v.assign([5.0, 6.0]), lambda v: K.set_value(v, [5.0, 6.0]), lambda v: K.batch_set_value([(v, [5.0, 6.0])]),
                 lambda v: K.update(v, K.constant([5.0, 6.0])), lambda v: K.function([], [], updates=[(v, K.constant([5.0, 6.0]))])([])):
        v = K.variable([1.0, 2.0])
        give(v)
        np.testing.assert_array_equal(v.numpy(), [5, 6])
        K.initialize_variables()
        np.testing.assert_array_equal(v.numpy(), [5, 6])


def test_only_some(manual):
    a, b = K.variable([1.0]), K.zeros((2,))
    K.initialize_variables([b])
    np.testing.assert_array_equal(b.numpy(), [0, 0])
    with pytest.raises(ValueError, match="waits"):
        a.numpy()


def test_a_model_that_waits_for_its_weights(manual):
    model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,), name="d")])
    with pytest.raises(ValueError, match="d/.*waits for its value"):
        model.get_weights()
    with pytest.raises(ValueError, match="d/.*waits for its value"):
        model.predict(np.ones((1, 3)), verbose=0)
    model.set_weights([np.ones((3, 2)), np.zeros(2)])
    np.testing.assert_array_equal(model.predict(np.ones((1, 3)), verbose=0), [[3, 3]])


def test_training_after_initialization(manual):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    model.compile("adam", "mse")
    x = np.random.default_rng(0).normal(size=(16, 3)).astype("float32")
    K.initialize_variables()
    with pytest.raises(ValueError, match="waits for its value"):  # the optimizer's own variables are made at the first step
        model.fit(x, x[:, :1], verbose=0, epochs=1)
    K.initialize_variables()
    losses = model.fit(x, x[:, :1], verbose=0, epochs=5).history["loss"]
    assert losses[-1] < losses[0]


def test_without_the_setting_nothing_waits():
    v = K.variable([1.0])
    assert v.initialize() is v and v.numpy() == [1.0]
    K.initialize_variables()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_moving_average(dtype):
    v = K.variable([1.0, 2.0], dtype=dtype)
    exact = np.array([1.0, 2.0])
    for value in ([0.0, 1.0], [4.0, -2.0]):
        K.moving_average_update(v, value, 0.9)
        exact = exact * 0.9 + np.array(value) * 0.1
    np.testing.assert_allclose(v.numpy(), exact, rtol={"float16": 2e-3, "float32": 1e-6, "float64": 1e-14}[dtype])


def test_moving_average_in_a_function():
    v, x = K.variable([1.0, 2.0]), K.placeholder((None, 2))
    with K.collect_updates() as updates:
        K.moving_average_update(v, K.mean(x, axis=0), 0.5)
    f = K.function([x], [K.sum(x)], updates=updates)
    f([np.float32([[3, 3], [5, 5]])])
    np.testing.assert_allclose(v.numpy(), [2.5, 3.0])


def test_updates_in_a_function():
    for update, want in ((K.update, [5, 6]), (K.update_add, [6, 8]), (K.update_sub, [-4, -4])):
        v, x = K.variable([1.0, 2.0]), K.placeholder((2,))
        with K.collect_updates() as updates:
            update(v, x)
        np.testing.assert_array_equal(v.numpy(), [1, 2])
        K.function([x], [x], updates=updates)([[5.0, 6.0]])
        np.testing.assert_array_equal(v.numpy(), want)


def test_random_binomial_is_random_bernoulli():
    a, b = K.random_binomial((50,), p=0.3, seed=4), K.random_bernoulli((50,), p=0.3, seed=4)
    np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_of_two_updates_of_one_variable_the_last_counts():
    x, one = K.placeholder((2,)), np.ones(2, "float32")
    for last_is_the_sum in (False, True):
        v = K.variable([1.0, 2.0])
        updates = [(v, v + 1.0), (v, x * 10.0)]
        K.function([x], [], updates=updates[::-1] if last_is_the_sum else updates)([one])
        np.testing.assert_array_equal(v.numpy(), [2.0, 3.0] if last_is_the_sum else [10.0, 10.0])
