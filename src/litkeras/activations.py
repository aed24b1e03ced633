# Generated from chapters/activations.md by `make tangle`. Do not edit.
"""Activations.

The bend between two linear layers: every activation function, and how one is chosen by name.
"""

from collections.abc import Callable
from typing import Any

from litkeras.backend import nonlinearities
from litkeras.backend.arithmetic import exp, square
from litkeras.backend.operations import op
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.objects import Registry

__all__ = [
    "linear",
    "sigmoid",
    "tanh",
    "hard_sigmoid",
    "softsign",
    "relu",
    "elu",
    "selu",
    "softplus",
    "swish",
    "erf",
    "gelu",
    "exponential",
    "softmax",
    "get",
    "serialize",
    "deserialize",
]


# No bend at all
# --------------

_activations = Registry("activation function")


@_activations.register()
def linear(x: Any) -> Tensor:
    """Return `x` unchanged."""
    return as_tensor(x)


# Squashing
# ---------


@_activations.register()
def sigmoid(x: Any) -> Tensor:
    """Squash into (0, 1): `1 / (1 + exp(-x))`."""
    return nonlinearities.sigmoid(x)


@_activations.register()
def tanh(x: Any) -> Tensor:
    """Squash into (-1, 1): hyperbolic tangent."""
    return nonlinearities.tanh(x)


@_activations.register()
def hard_sigmoid(x: Any) -> Tensor:
    """Squash into [0, 1] with three straight lines: `0.2 * x + 0.5`, cut off at 0 and 1."""
    return nonlinearities.hard_sigmoid(x)


@_activations.register()
def softsign(x: Any) -> Tensor:
    """Squash into (-1, 1) without an exponential: `x / (1 + |x|)`."""
    return nonlinearities.softsign(x)


# Rectifying
# ----------


@_activations.register()
def relu(x: Any, alpha=0.0, max_value: float | None = None, threshold=0.0) -> Tensor:
    """Let through what is positive.

    Arguments:
        x: a tensor.
        alpha: slope below the threshold.
        max_value: where the result is cut off; None for nowhere.
        threshold: where letting through begins.
    """
    return nonlinearities.relu(x, alpha=alpha, max_value=max_value, threshold=threshold)


@_activations.register()
def elu(x: Any, alpha: float = 1.0) -> Tensor:
    """Exponential linear unit: `x` if positive, else `alpha * (exp(x) - 1)`.

    Arguments:
        x: a tensor.
        alpha: minus the limit on the far left.

    Reference: Clevert et al., Fast and accurate deep network learning by exponential linear
    units, 2016.
    """
    return nonlinearities.elu(x, alpha)


@_activations.register()
def selu(x: Any) -> Tensor:
    """Scaled exponential linear unit, which keeps mean 0 and variance 1 from layer to layer.

    Reference: Klambauer et al., Self-normalizing neural networks, 2017.
    """
    return nonlinearities.selu(x)


# Smooth rectifiers
# -----------------


@_activations.register()
def softplus(x: Any) -> Tensor:
    """Smooth relu: `log(1 + exp(x))`."""
    return nonlinearities.softplus(x)


@_activations.register()
def swish(x: Any) -> Tensor:
    """Let through as much as the sigmoid says: `x * sigmoid(x)`.

    Reference: Ramachandran et al., Searching for activation functions, 2017.
    """
    x = as_tensor(x)
    return x * nonlinearities.sigmoid(x)


@op
def erf(x):
    """The error function, elementwise: the part of a bell curve between `-x` and `x`."""
    from scipy.special import erf  # here, as it takes long and few networks need it

    return erf(x)


@erf.gradient
def _(g, y, x):
    return g * exp(-square(x)) * 1.1283791670955126  # 2 / sqrt(pi)


@_activations.register()
def gelu(x: Any, approximate: bool = False) -> Tensor:
    """Let through as much as a normal distribution says: `x * P(X <= x)`.

    Arguments:
        x: a tensor.
        approximate: whether to use a formula with tanh instead of the error function.

    Reference: Hendrycks and Gimpel, Gaussian error linear units, 2016.
    """
    x = as_tensor(x)
    if approximate:
        return 0.5 * x * (1 + nonlinearities.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))
    return 0.5 * x * (1 + erf(x * 0.7071067811865476))


# Answers that are positive
# -------------------------


@_activations.register()
def exponential(x: Any) -> Tensor:
    """Make positive: `exp(x)`."""
    return exp(x)


@_activations.register()
def softmax(x: Any, axis: int = -1) -> Tensor:
    """Turn numbers into probabilities: `exp(x)`, divided by its sum along an axis.

    Arguments:
        x: a tensor of at least two axes.
        axis: the axis along which the result sums to 1.

    Raises:
        ValueError: if `x` has fewer axes.
    """
    x = as_tensor(x)
    if x.ndim < 2:
        raise ValueError(f"softmax: expected at least two axes, received shape {x.shape}")
    return nonlinearities.softmax(x, axis=axis)


# By name
# -------


def get(identifier: Any) -> Callable:
    """Return the function meant by None (the identity), a name, a configuration or itself.

    Raises:
        TypeError: if it is none of these.
        ValueError: if the name is unknown.
    """
    if identifier is None:
        return linear
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    if callable(identifier):
        return identifier
    raise TypeError(f"Could not interpret activation function identifier: {identifier!r}")


def serialize(activation: Callable) -> Any:
    """Return the name of an activation function."""
    return _activations.serialize(activation)


def deserialize(name: Any, custom_objects: dict[str, Any] | None = None) -> Callable:
    """Return the activation function of a name."""
    return _activations.deserialize(name, custom_objects)
