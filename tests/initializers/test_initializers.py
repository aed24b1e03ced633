"""Initializers: distributions, scales, configurations, errors."""

import inspect

import numpy as np
import pytest

from litkeras import initializers

RANDOM = [
    name
    for name in initializers.__all__
    if name[0].isupper() and "seed" in inspect.signature(getattr(initializers, name)).parameters
]


def test_the_random_ones_were_found():
    assert len(RANDOM) == 11


@pytest.mark.parametrize("name", RANDOM)
def test_a_seed_repeats_and_none_does_not(name):
    make = getattr(initializers, name)
    shape = (20, 10)
    seeded = make(seed=3)
    np.testing.assert_array_equal(seeded(shape).numpy(), seeded(shape).numpy())
    np.testing.assert_array_equal(seeded(shape).numpy(), make(seed=3)(shape).numpy())
    assert not np.array_equal(seeded(shape).numpy(), make(seed=4)(shape).numpy())
    free = make()
    assert not np.array_equal(free(shape).numpy(), free(shape).numpy())


@pytest.mark.parametrize("name", RANDOM)
def test_dtype_and_configuration(name):
    initializer = getattr(initializers, name)(seed=3)
    assert initializer((4, 4), dtype="float64").dtype == "float64"
    again = initializers.deserialize(initializers.serialize(initializer))
    assert type(again) is type(initializer)
    np.testing.assert_array_equal(again((4, 4)).numpy(), initializer((4, 4)).numpy())


@pytest.mark.parametrize(
    "name, variance",
    [
        ("glorot_uniform", 2 / 500),
        ("glorot_normal", 2 / 500),
        ("he_uniform", 2 / 300),
        ("he_normal", 2 / 300),
        ("lecun_uniform", 1 / 300),
        ("lecun_normal", 1 / 300),
    ],
)
def test_variance(name, variance):
    w = getattr(initializers, name)(seed=1)((300, 200)).numpy()
    assert w.var() == pytest.approx(variance, rel=0.03)
    kernel = getattr(initializers, name)(seed=1)((3, 5, 20, 200 * 300 // 15 // 20)).numpy()
    if name.startswith(("he", "lecun")):  # 3 * 5 * 20 = 300 inputs
        assert kernel.var() == pytest.approx(variance, rel=0.03)


@pytest.mark.parametrize("shape", [(4, 4), (3, 5), (5, 3), (2, 3, 4)])
def test_orthogonal(shape):
    w = initializers.Orthogonal(gain=2.0, seed=1)(shape).numpy().reshape(-1, shape[-1])
    gram = w @ w.T if len(w) < w.shape[1] else w.T @ w
    np.testing.assert_allclose(gram, 4 * np.eye(len(gram)), atol=1e-5)


def test_constants():
    assert initializers.Zeros()((2, 3)).numpy().tolist() == [[0, 0, 0], [0, 0, 0]]
    assert initializers.Ones()((2,), dtype="int32").dtype == "int32"
    assert initializers.Constant([1, 2, 3, 4])((2, 2)).numpy().tolist() == [[1, 2], [3, 4]]
    assert initializers.Identity(gain=2)((2, 3)).numpy().tolist() == [[2, 0, 0], [0, 2, 0]]


@pytest.mark.parametrize(
    "run, message",
    [
        (lambda: initializers.Identity()((2, 2, 2)), r"two axes, received \(2, 2, 2\)"),
        (lambda: initializers.Orthogonal()((3,)), r"two axes or more, received \(3,\)"),
        (lambda: initializers.Constant([1, 2, 3])((2, 2)), r"3 values cannot fill .*\(2, 2\)"),
        (lambda: initializers.RandomNormal()((2,), dtype="int32"), "RandomNormal.*int32"),
        (lambda: initializers.VarianceScaling(scale=0), "positive `scale`, received 0"),
        (lambda: initializers.VarianceScaling(mode="fan"), "received 'fan'"),
        (lambda: initializers.VarianceScaling(distribution="cauchy"), "received 'cauchy'"),
        (lambda: initializers.get("glorot_unifrom"), "Did you mean 'glorot_uniform'"),
    ],
)
def test_errors(run, message):
    with pytest.raises(ValueError, match=message):
        run()
