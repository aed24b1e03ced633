"""Batch normalization and its kernels: accuracy, threads, unknown axes, second derivatives, odd inputs."""

import numpy as np
import pytest

import litkeras.backend as K
from litkeras.backend import normalization as N
from litkeras.backend import rows

RNG = np.random.default_rng(5)


def reference(x, axes, epsilon=1e-3):
    """Normalized input, mean and variance in double precision."""
    x = x.astype("float64")
    mean, var = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - mean) / np.sqrt(var + epsilon), mean, var


@pytest.mark.parametrize("shape, axes", [((1, 3), (0,)), ((7, 3), (0,)), ((4, 5, 6, 3), (0, 1, 2)), ((4, 3, 5, 6), (0, 2, 3)), ((300, 1), (0,)), ((2, 5000), (0,)), ((5000, 2), (0,)), ((3, 4), (1,))])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_moments_far_from_zero(backend, shape, axes, dtype):
    """Mean 1000, spread 1: a formula that squares first has no digit left."""
    x = (1000 + RNG.normal(size=shape)).astype(dtype)
    got = N._moments(x, axes=axes).numpy()
    _, mean, var = reference(x, axes)
    np.testing.assert_allclose(got[0], mean, rtol=1e-6)
    np.testing.assert_allclose(got[1], var, rtol=1e-3 if dtype == "float32" else 1e-9, atol=1e-9)


@pytest.mark.parametrize("mean, spread", [(3e6, 1.0), (1.7e9, 1e4), (-1e5, 1e-1), (1e-30, 1.0)])
def test_moments_very_far_from_zero(backend, mean, spread):
    """Not even the sum of a part may be rounded to what its size leaves: times in seconds are such columns."""
    x = (mean + spread * RNG.normal(size=(5000, 3))).astype("float32")
    got, wide = N._moments(x, axes=(0,)).numpy(), x.astype("float64")
    np.testing.assert_allclose(got[0, 0], wide.mean(0), atol=spread / 50, rtol=1e-7)
    np.testing.assert_allclose(np.sqrt(got[1, 0]), wide.std(0), rtol=1e-3)


@pytest.mark.parametrize("row", [0, 7, 1024, 1030])
def test_infinity_in_a_column(backend, row):
    x = RNG.normal(size=(2000, 2)).astype("float32")
    x[row, 0] = np.inf
    mean, var = N._moments(x, axes=(0,)).numpy()[:, 0]
    assert mean[0] == np.inf and np.isnan(var[0]) and np.isfinite(mean[1]) and np.isfinite(var[1])


@pytest.mark.parametrize("axis", [None, [1], -1, 1, 7])
def test_axis_of_two(backend, axis):
    """With two axes Keras does not look at `axis`."""
    x, four = RNG.normal(size=(4, 3)).astype("float32"), RNG.uniform(0.5, 1.5, size=(4, 3)).astype("float32")
    want = K.batch_normalization(x, *four).numpy()
    np.testing.assert_array_equal(K.batch_normalization(x, *four, axis=axis).numpy(), want)


@pytest.mark.parametrize("count", [255, 256, 257, 10_000])
def test_parts_make_no_difference(count):
    """Sizes around the ends of parts, against the specification in double precision."""
    x = RNG.normal(2.0, 3.0, size=(count, 64)).astype("float32")
    g = RNG.normal(size=(count, 64)).astype("float32")
    np.testing.assert_allclose(N._moments(x, axes=(0,)).numpy(), N._moments.value(x.astype("float64"), axes=(0,)), rtol=2e-6)
    mean = x.mean(0)
    want = N._gradient_sums.value(g.astype("float64"), x.astype("float64"), mean.astype("float64"))
    np.testing.assert_allclose(N._gradient_sums(g, x, mean).numpy(), want, rtol=1e-5, atol=2e-3)


def test_threads_make_no_difference(monkeypatch):
    x, g = RNG.normal(size=(2, 9001, 65)).astype("float32")
    row = np.ones(65, "float32")
    answers = []
    for threads in (1, 2, 3):
        monkeypatch.setattr(rows, "get_num_threads", lambda threads=threads: threads)
        v = K.variable(x)
        y, mean, var = K.normalize_batch_in_training(v, row, row, [0])
        (dx,) = K.gradients(K.sum(y * g), [v])
        answers.append([t.numpy() for t in (y, mean, var, dx)])
    for one, *others in zip(*answers):
        for other in others:
            np.testing.assert_array_equal(one, other)


def test_unknown_axes(backend):
    """Two sizes through one function, with nothing known but the features."""
    x = K.placeholder((None, None, None, 3))
    y, mean, var = K.normalize_batch_in_training(x, None, None, [0, 1, 2])
    assert (y.shape, mean.shape, var.shape) == ((None, None, None, 3), (3,), (3,))
    (dx,) = K.gradients(K.sum(y * K.sin(x)), [x])
    f = K.function([x], [y, mean, var, dx])
    for shape in ((2, 3, 4, 3), (5, 1, 6, 3)):
        value = RNG.normal(size=shape).astype("float32")
        got = f([value])
        hat, m, v = reference(value, (0, 1, 2))
        n = np.prod(shape[:3])
        np.testing.assert_allclose(got[0], hat, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(got[1], m.ravel(), rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(got[2], v.ravel() * n / (n - 1), rtol=1e-4)
        eager = K.variable(value)
        (want,) = K.gradients(K.sum(K.normalize_batch_in_training(eager, None, None, [0, 1, 2])[0] * K.sin(eager)), [eager])
        np.testing.assert_allclose(got[3], want.numpy(), rtol=1e-3, atol=1e-5)


def test_channels_first_with_unknown_axes(backend):
    x = K.placeholder((None, 3, None, None))
    four = [RNG.uniform(0.5, 2.0, size=3).astype("float32") for _ in range(4)]
    f = K.function([x], [K.batch_normalization(x, *four, axis=1)])
    for shape in ((2, 3, 4, 5), (1, 3, 2, 2)):
        value = RNG.normal(size=shape).astype("float32")
        mean, var, beta, gamma = (r[:, None, None] for r in four)
        np.testing.assert_allclose(f([value])[0], (value - mean) / np.sqrt(var + 1e-3) * gamma + beta, rtol=1e-4, atol=1e-5)


def test_recipe_and_chain_rule_agree(backend):
    """The folded gradient equals the sum of the three ways, in values and second derivatives."""
    x0, w = RNG.normal(size=(6, 3)), RNG.normal(size=(6, 3))
    answers = []
    for hide in (False, True):
        x = K.variable(x0, dtype="float64")
        m = N._moments(x, axes=(0,))
        mean, var = (m[0] * 1.0, m[1] * 1.0) if hide else (m[0], m[1])
        y = N._normalize(x, mean, var, K.zeros_like(m[0]), K.ones_like(m[0]), epsilon=0.01)
        (first,) = K.gradients(K.sum(y * y * w), [x])
        (second,) = K.gradients(K.sum(K.sin(first)), [x])
        answers.append((first.numpy(), second.numpy()))
    for one, other in zip(*answers):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_what_is_left_of_a_gradient(backend):
    """No component along a constant, none along the normalized batch."""
    x = K.variable(RNG.normal(3.0, 2.0, size=(40, 5)), dtype="float64")
    y = K.normalize_batch_in_training(x, None, None, [0], epsilon=0)[0]
    (dx,) = K.gradients(K.sum(K.exp(y) * RNG.normal(size=(40, 5))), [x])
    np.testing.assert_allclose(dx.numpy().sum(0), 0, atol=1e-10)
    np.testing.assert_allclose((dx.numpy() * y.numpy()).sum(0), 0, atol=1e-10)


def test_not_in_order_in_memory(backend):
    x = RNG.normal(size=(3, 50)).astype("float32").T
    got = K.normalize_batch_in_training(x, None, None, [0])[0].numpy()
    np.testing.assert_allclose(got, reference(x, (0,))[0], rtol=1e-4, atol=1e-5)


def test_nothing_and_not_a_number(backend):
    empty = K.batch_normalization(np.zeros((0, 3), "float32"), *np.ones((4, 3), "float32")).numpy()
    assert empty.shape == (0, 3)
    x = RNG.normal(size=(5, 2)).astype("float32")
    x[1, 0] = np.nan
    y = K.normalize_batch_in_training(x, None, None, [0])[0].numpy()
    assert np.isnan(y[:, 0]).all() and not np.isnan(y[:, 1]).any()


def test_a_gradient_of_ones(backend):
    """What arrives from a plain sum is one number seen many times, not an array that lies in order."""
    x = K.placeholder((8, 3))
    y = K.batch_normalization(x, *np.ones((4, 3), "float32"))
    f = K.function([x], K.gradients(K.sum(y), [x]))
    np.testing.assert_allclose(f([np.ones((8, 3))])[0], 1 / np.sqrt(1.001), rtol=1e-5)


def test_parts_of_a_result_are_kept():
    """A slice looks at the memory of what it was cut from; that must not be given to others before."""
    x = K.placeholder((4, 3))
    both = N._moments(x, axes=(0,))
    mean, var = both[0], both[1]
    more = K.exp(var) + 1.0
    f = K.function([x], [mean, more * 2.0, K.sqrt(more), var])
    value = RNG.normal(size=(4, 3)).astype("float32")
    got = f([value])
    np.testing.assert_allclose(got[0], value.mean(0, keepdims=True), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(got[3], value.var(0, keepdims=True), rtol=1e-4)
