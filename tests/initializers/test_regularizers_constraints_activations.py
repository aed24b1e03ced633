"""The small functions of weights and outputs."""

import numpy as np
import pytest

from litkeras import activations, constraints, regularizers
from litkeras.backend.tensors import constant

W = np.array([[3.0, 0.1], [-4.0, 0.2]], "float32")


@pytest.mark.parametrize(
    "regularizer, price",
    [
        (regularizers.L1(0.1), 0.73),
        (regularizers.L2(0.1), 2.505),
        (regularizers.L1L2(0.1, 0.1), 3.235),
        (regularizers.l1_l2(), 0.01 * 7.3 + 0.01 * 25.05),
        (regularizers.L2(l=0.1), 2.505),
        (regularizers.L1L2(), 0.0),
        (regularizers.Regularizer(), 0.0),
    ],
)
def test_regularizer(regularizer, price):
    assert float(regularizer(constant(W))) == pytest.approx(price, rel=1e-5)


def test_regularizers_by_name():
    assert regularizers.get("l2").get_config() == {"l2": float(np.float32(0.01))}
    assert regularizers.get("l1_l2").get_config() == regularizers.l1_l2().get_config()
    assert regularizers.get({"class_name": "L1L2", "config": {"l1": 0.5, "l2": 0.0}}).l1 == 0.5
    assert regularizers.get(regularizers.L1).l1 == np.float32(0.01)
    assert regularizers.get(None) is None


@pytest.mark.parametrize(
    "constraint, lengths",
    [
        (constraints.MaxNorm(2), [2, 0.2236]),
        (constraints.UnitNorm(), [1, 1]),
        (constraints.MinMaxNorm(0.5, 2.0), [2, 0.5]),
        (constraints.MinMaxNorm(0.5, 2.0, rate=0.5), [3.5, 0.3618]),
    ],
)
def test_lengths(constraint, lengths):
    got = np.linalg.norm(constraint(constant(W)).numpy(), axis=0)
    np.testing.assert_allclose(got, lengths, atol=1e-4)
    again = constraints.deserialize(constraints.serialize(constraint))
    np.testing.assert_array_equal(again(constant(W)).numpy(), constraint(constant(W)).numpy())


def test_other_constraints():
    assert constraints.NonNeg()(W).numpy().min() == 0
    kernel = np.arange(9, dtype="float32").reshape(3, 3, 1, 1)
    ring = constraints.RadialConstraint()(kernel).numpy()[..., 0, 0]
    assert ring.tolist() == [[4, 4, 4], [4, 0, 4], [4, 4, 4]]  # as Keras does it
    with pytest.raises(ValueError, match=r"received \(2, 2\)"):
        constraints.RadialConstraint()(W)


X = np.linspace(-3, 3, 12).reshape(3, 4).astype("float32")
ACTIVATIONS = {
    "linear": X,
    "relu": np.maximum(X, 0),
    "sigmoid": 1 / (1 + np.exp(-X)),
    "tanh": np.tanh(X),
    "hard_sigmoid": np.clip(0.2 * X + 0.5, 0, 1),
    "softsign": X / (1 + abs(X)),
    "softplus": np.log1p(np.exp(X)),
    "elu": np.where(X > 0, X, np.expm1(X)),
    "selu": 1.05070098 * np.where(X > 0, X, 1.67326324 * np.expm1(X)),
    "swish": X / (1 + np.exp(-X)),
    "exponential": np.exp(X),
    "softmax": np.exp(X) / np.exp(X).sum(-1, keepdims=True),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation(name):
    function = activations.get(name)
    assert function is getattr(activations, name) and activations.serialize(function) == name
    np.testing.assert_allclose(function(X).numpy(), ACTIVATIONS[name], rtol=1e-5, atol=1e-6)


def test_gelu():
    np.testing.assert_allclose(activations.gelu(np.float32([1.0])).numpy(), [0.8413447], rtol=1e-6)
    both = activations.gelu(X).numpy(), activations.gelu(X, approximate=True).numpy()
    np.testing.assert_allclose(*both, atol=1e-3)


def test_activation_identifiers():
    assert activations.get(None) is activations.linear
    assert activations.get(np.tanh) is np.tanh
    with pytest.raises(TypeError, match="identifier: 3"):
        activations.get(3)
    with pytest.raises(ValueError, match="'rleu'. Did you mean 'relu'"):
        activations.get("rleu")
    with pytest.raises(ValueError, match=r"at least two axes, received shape \(3,\)"):
        activations.softmax([1.0, 2.0, 3.0])
