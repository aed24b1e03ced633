"""Reductions at the corners: zeros, infinities, ties, wrong axes."""

import numpy as np
import pytest

import litkeras.backend as K

pytestmark = pytest.mark.usefixtures("backend")



def gradient(function, x):
    x = K.Variable(x, dtype="float64")
    return K.gradients(function(x), [x])[0].numpy()


def slopes(function, x, step=1e-6):
    x = np.array(x, "float64")
    result = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        moved = [x.copy(), x.copy()]
        moved[0][i] += step
        moved[1][i] -= step
        up, down = (np.sum(function(K.constant(m, dtype="float64")).numpy()) for m in moved)
        result[i] = (up - down) / (2 * step)
    return result


@pytest.mark.parametrize("numbers", [[2.0, 0, 3], [0.0, 0, 3], [0.0, 0, 0], [2.0, 4, 3], [[2.0, 0], [1, 3]]])
@pytest.mark.parametrize("keepdims", [False, True])
def test_gradient_of_a_product_with_zeros(numbers, keepdims):
    for axis in (None, -1, 0):
        def f(x):
            return K.prod(x, axis=axis, keepdims=keepdims)

        np.testing.assert_allclose(gradient(f, numbers), slopes(f, numbers), atol=1e-6)


def test_logsumexp_of_the_infinite():
    inf = np.inf
    assert K.logsumexp(K.constant([-inf, -inf])).numpy() == -inf
    assert K.logsumexp(K.constant([inf, 0.0])).numpy() == inf
    assert K.logsumexp(K.constant([-inf, 3.0])).numpy() == 3.0
    assert K.logsumexp(K.constant([1e4, 1e4])).numpy() == pytest.approx(1e4 + np.log(2))
    np.testing.assert_array_equal(gradient(K.logsumexp, [-inf, 2.0]), [0, 1])


def test_logsumexp_keeps_dtype_and_axes():
    x = K.constant(np.arange(6.0).reshape(2, 3))
    assert K.logsumexp(x, axis=1, keepdims=True).shape == (2, 1)
    assert K.dtype(K.logsumexp(x)) == "float32"
    assert K.logsumexp(K.placeholder((None, 3)), axis=0).shape == (3,)


@pytest.mark.parametrize("name", ["max", "min"])
def test_ties_share_the_gradient(name):
    f = getattr(K, name)
    np.testing.assert_array_equal(gradient(lambda x: f(x, axis=1), [[1.0, 1.0], [1.0, 1.0]]), [[0.5, 0.5]] * 2)


@pytest.mark.parametrize("name", ["sum", "prod", "max", "min", "cumsum", "cumprod", "logsumexp"])
@pytest.mark.parametrize("make", [lambda: K.constant([True, False], dtype="bool"), lambda: K.placeholder((None,), dtype="bool")])
def test_truth_values_are_not_numbers(name, make):
    with pytest.raises(ValueError, match=f"{name}: expected numbers, got booleans"):
        getattr(K, name)(make())


def test_means_of_truth_values_and_integers():
    assert K.mean(K.constant([True, False, True, True], dtype="bool")).numpy() == 0.75
    assert K.var(K.constant([True, False], dtype="bool")).numpy() == 0.25
    assert K.std(K.constant([1, 3], dtype="int32")).numpy() == 1.0
    assert K.dtype(K.mean(K.constant([1, 2], dtype="int32"))) == "int32"


@pytest.mark.parametrize("name", ["sum", "mean", "max", "any", "logsumexp", "prod"])
@pytest.mark.parametrize("axis, said", [(2, "axis 2 is not an axis"), ([0, 0], "name one axis twice"), ([0, -2], "name one axis twice")])
def test_wrong_axes(name, axis, said):
    for x in (K.constant(np.ones((2, 3))), K.placeholder((None, 3))):
        with pytest.raises(ValueError, match=said):
            getattr(K, name)(x, axis=axis)


@pytest.mark.parametrize("name", ["argmax", "argmin", "cumsum", "cumprod"])
@pytest.mark.parametrize("axis", [None, [0], (0, 1)])
def test_one_axis_is_asked_for(name, axis):
    for x in (K.constant(np.ones((2, 3))), K.placeholder((None, 3))):
        with pytest.raises(ValueError, match="expected a single axis"):
            getattr(K, name)(x, axis=axis)


def test_no_axes_at_all():
    x = K.constant([[1.0, 2], [3, 4]])
    np.testing.assert_array_equal(K.sum(x, axis=[]).numpy(), x.numpy())
