"""Initializers, activations, regularizers, constraints."""

import numpy as np
import pytest
import tensorflow as tf
from cases import positive, rand
from compared import covers
from dialect import old, ours_as_is
from pair import RK, SELF_CHECK, K, close, dtype_of, ours, real, resolve, shape_of, tape, value

pytestmark = pytest.mark.usefixtures("backend")


def rows(module, table):
    covers(__name__, *(f"{module}.{name}" for name in table))
    return [pytest.param(name, kw, id=f"{name}-{i}") for name, kws in table.items() for i, kw in enumerate(kws)]


# -------------------------------------------------------------------------------------------------------------- initializers
RANDOM = {
    "RandomNormal": [{}, {"mean": 1.0, "stddev": 0.2}], "RandomUniform": [{}, {"minval": 0.0, "maxval": 2.0}], "TruncatedNormal": [{}, {"mean": -1.0, "stddev": 2.0}],
    "VarianceScaling": [{}] + [{"scale": s, "mode": m, "distribution": d} for s, m, d in (
        (2.0, "fan_out", "uniform"), (1.0, "fan_avg", "untruncated_normal"), (0.5, "fan_in", "truncated_normal"), (0.5, "fan_in", "normal"))],
    "GlorotUniform": [{}], "GlorotNormal": [{}], "HeUniform": [{}], "HeNormal": [{}], "LecunUniform": [{}], "LecunNormal": [{}],
}
EXACT = {"Zeros": [{}], "Ones": [{}], "Constant": [{}, {"value": 3.0}], "Identity": [{}, {"gain": 2.0}]}
covers(__name__, "initializers.Orthogonal", "initializers.Initializer", "initializers.get", "initializers.serialize", "initializers.deserialize")
SHAPES = [(200, 300), (3, 3, 40, 50), (5000,)]


@pytest.mark.parametrize("name, kwargs", rows("initializers", RANDOM))
def test_random_initializer(name, kwargs):
    for shape in SHAPES:
        got, want = (getattr(p.initializers, name)(seed=5, **kwargs)(shape) for p in (ours, real))
        assert (shape_of(got), dtype_of(got)) == (shape_of(want), dtype_of(want))
        got, want = value(got).astype("float64"), value(want).astype("float64")
        spread, few = want.std(), 0.05 * (60_000 / want.size) ** 0.5
        qs = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98]
        np.testing.assert_allclose(np.quantile(got, qs), np.quantile(want, qs), atol=few * spread)
        np.testing.assert_allclose(got.std(), spread, rtol=0.03)
        if "Uniform" in name or "Truncated" in name or "uniform" in kwargs.values() or "truncated_normal" in kwargs.values():
            assert got.max() <= want.max() + 0.05 * spread and got.min() >= want.min() - 0.05 * spread
    initializer = getattr(ours.initializers, name)
    close(initializer(seed=5, **kwargs)((3, 4)), initializer(seed=5, **kwargs)((3, 4)))
    assert dtype_of(initializer(**kwargs)((3, 4), dtype="float64")) == "float64"


@pytest.mark.parametrize("name, kwargs", rows("initializers", EXACT))
@pytest.mark.parametrize("shape", [(3, 3), (2, 4), (3, 2)])
def test_exact_initializer(name, kwargs, shape):
    got, want = (getattr(p.initializers, name)(**kwargs)(shape) for p in (ours, real))
    close(got, want)
    assert dtype_of(got) == dtype_of(want)


@pytest.mark.parametrize("shape, gain", [((4, 4), 1.0), ((3, 5), 1.0), ((5, 3), 2.0), ((2, 3, 4), 1.0)])
def test_orthogonal(shape, gain):
    """Rows or columns are orthonormal, times the gain, on both sides."""
    for package in (ours, real):
        w = value(package.initializers.Orthogonal(gain=gain, seed=1)(shape)).reshape(-1, shape[-1])
        gram = w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w
        np.testing.assert_allclose(gram, gain**2 * np.eye(len(gram)), atol=1e-5)


INITIALIZER_NAMES = ["zeros", "ones", "constant", "random_normal", "random_uniform", "truncated_normal", "variance_scaling", "glorot_uniform", "glorot_normal", "he_uniform",
                     "he_normal", "lecun_uniform", "lecun_normal", "identity", "orthogonal", "Zeros", "GlorotUniform", "HeNormal", "Orthogonal"]


@pytest.mark.parametrize("name", INITIALIZER_NAMES)
def test_initializer_by_name(name):
    got, want = ours.initializers.get(name), real.initializers.get(name)
    assert type(got).__name__ == type(want).__name__
    if name.islower():
        assert isinstance(getattr(ours.initializers, name)(), type(got)), "the lower-case alias is the class"


# --------------------------------------------------------------------------------------------------------------- activations
X = rand(4, 5)
ACTIVATIONS = {
    "elu": [{}, {"alpha": 0.5}], "exponential": [{}], "linear": [{}], "relu": [{}, {"alpha": 0.1, "max_value": 1.0, "threshold": 0.2}], "selu": [{}], "sigmoid": [{}],
    "hard_sigmoid": [{}], "softmax": [{}, {"axis": 0}], "softplus": [{}], "softsign": [{}], "swish": [{}], "tanh": [{}], "gelu": [{}, {"approximate": True}],
}
covers(__name__, "activations.get", "activations.serialize", "activations.deserialize")


@pytest.mark.parametrize("name, kwargs", rows("activations", ACTIVATIONS))
def test_activation(name, kwargs):
    """Value and gradient; by name it is the same function."""
    results = []
    for package, the_tape in ((ours, tape), (real, tf.GradientTape)):
        x = package.backend.constant(X)
        with the_tape() as t:
            t.watch(x)
            y = getattr(package.activations, name)(x, **kwargs)
            total = package.backend.sum(y * package.backend.constant(np.cos(np.arange(20)).reshape(4, 5)))
        results.append([y, t.gradient(total, x)])
    close(*results, rtol=1e-4, atol=1e-6)
    assert ours.activations.get(name) is getattr(ours.activations, name)
    assert ours.activations.serialize(getattr(ours.activations, name)) == real.activations.serialize(getattr(real.activations, name))
    assert ours.activations.deserialize(name) is getattr(ours.activations, name)


def test_activation_get():
    assert ours.activations.get(None) is ours.activations.linear
    assert ours.activations.get(np.tanh) is np.tanh


# ----------------------------------------------------------------------------------------------- regularizers and constraints
REGULARIZERS = {"L1": [{}, {"l1": 0.3}], "L2": [{}, {"l2": 0.3}], "L1L2": [{}, {"l1": 0.1, "l2": 0.2}], "l1": [{"l1": 0.2}], "l2": [{"l2": 0.3}], "l1_l2": [{}, {"l1": 0.1, "l2": 0.5}]}
CONSTRAINTS = {"MaxNorm": [{}, {"max_value": 0.5}, {"max_value": 1.0, "axis": 1}], "NonNeg": [{}], "UnitNorm": [{}, {"axis": 1}], "MinMaxNorm": [{}, {"min_value": 0.5, "max_value": 1.0, "rate": 0.5}],
               "RadialConstraint": [{}], "max_norm": [{}], "non_neg": [{}], "unit_norm": [{}], "min_max_norm": [{}], "radial_constraint": [{}]}
for _module in ("regularizers", "constraints"):
    covers(__name__, f"{_module}.get", f"{_module}.serialize", f"{_module}.deserialize", f"{_module}.{_module[:-1].capitalize()}")


def apply(package, module, name, kwargs, x):
    return getattr(getattr(package, module), name)(**kwargs)(package.backend.constant(x))


@pytest.mark.parametrize("name, kwargs", rows("regularizers", REGULARIZERS))
def test_regularizer(name, kwargs):
    results = []
    for package, the_tape in ((ours, tape), (real, tf.GradientTape)):
        x = package.backend.constant(X)
        with the_tape() as t:
            t.watch(x)
            y = getattr(package.regularizers, name)(**kwargs)(x)
        results.append([y, t.gradient(y, x)])
    close(*results)


@pytest.mark.parametrize("name, kwargs", rows("constraints", CONSTRAINTS))
def test_constraint(name, kwargs):
    x = rand(3, 3, 2, 2) if name.lower().startswith("radial") else X
    close(apply(ours, "constraints", name, kwargs, x), apply(real, "constraints", name, kwargs, x))


# ------------------------------------------------------------------------------------------------------------ configurations
CONFIGS = [("initializers", n, kw) for table in (RANDOM, EXACT, {"Orthogonal": [{}, {"gain": 2.0, "seed": 3}]}) for n, kws in table.items() for kw in kws]
CONFIGS += [("regularizers", n, kw) for n in ("L1", "L2", "L1L2") for kw in REGULARIZERS[n]]
CONFIGS += [("constraints", n, kw) for n in ("MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm", "RadialConstraint") for kw in CONSTRAINTS[n]]


@pytest.mark.parametrize("module, name, kwargs", CONFIGS)
def test_config(module, name, kwargs):
    """get_config, serialize, and the way back."""
    mine, theirs = getattr(ours, module), getattr(real, module)
    got, want = getattr(mine, name)(**kwargs), getattr(theirs, name)(**kwargs)
    assert ours_as_is(got.get_config(), name) == old(want.get_config(), name)
    assert ours_as_is(mine.serialize(got)) == old(theirs.serialize(want))
    again = mine.deserialize(mine.serialize(got))
    assert type(again) is type(got) and again.get_config() == got.get_config()
    assert mine.get(mine.serialize(got)).get_config() == got.get_config()
    assert type(got).from_config(got.get_config()).get_config() == got.get_config()


@pytest.mark.parametrize("module", ["initializers", "activations", "regularizers", "constraints"])
@pytest.mark.parametrize("wrong", ["no_such_name", 3.5], ids=str)
def test_unknown_name(module, wrong):
    """An error as the real Keras's, which names what was asked for."""
    if SELF_CHECK and module == "regularizers":
        pytest.skip("the real regularizers.get takes any name, and fails later")
    with pytest.raises((ValueError, TypeError), match=str(wrong)):
        getattr(ours, module).get(wrong)
