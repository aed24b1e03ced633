# Generated from chapters/regularizers.md by `make tangle`. Do not edit.
"""Regularizers.

A price on large weights, added to the loss.
"""

from typing import Any

from litkeras.backend.arithmetic import abs, square
from litkeras.backend.configuration import cast_to_floatx
from litkeras.backend.reductions import sum
from litkeras.backend.tensors import Tensor, as_tensor, constant
from litkeras.objects import Registry

__all__ = [
    "Regularizer",
    "L2",
    "L1",
    "L1L2",
    "l1",
    "l2",
    "l1_l2",
    "get",
    "serialize",
    "deserialize",
]


# Called with a weight, it returns a number
# -----------------------------------------

_regularizers = Registry("regularizer")


class Regularizer:
    """What a weight costs: called with the weight, it returns a number."""

    def __call__(self, x: Any) -> Tensor:
        """Return the price of a weight."""
        return constant(0.0)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that build this regularizer again."""
        raise NotImplementedError(f"{type(self).__name__} must implement get_config()")

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Regularizer":
        """Build a regularizer from its configuration."""
        return cls(**config)


# The price by the square
# -----------------------


@_regularizers.register("l2")
class L2(Regularizer):
    """The sum of the squares times `l2`: keeps all weights small.

    Arguments:
        l2: the price; `l` is accepted as well.
    """

    def __init__(self, l2: float = 0.01, *, l: float | None = None):  # noqa: E741, Keras's name
        self.l2 = cast_to_floatx(l2 if l is None else l)

    def __call__(self, x):
        return self.l2 * sum(square(x))

    def get_config(self):
        return {"l2": float(self.l2)}


# The price by the size
# ---------------------


@_regularizers.register("l1")
class L1(Regularizer):
    """The sum of the absolute values times `l1`: drives many weights to zero.

    Arguments:
        l1: the price; `l` is accepted as well.
    """

    def __init__(self, l1: float = 0.01, *, l: float | None = None):  # noqa: E741, Keras's name
        self.l1 = cast_to_floatx(l1 if l is None else l)

    def __call__(self, x):
        return self.l1 * sum(abs(x))

    def get_config(self):
        return {"l1": float(self.l1)}


# Both at once
# ------------


@_regularizers.register()
class L1L2(Regularizer):
    """The sum of the absolute values times `l1`, plus the sum of the squares times `l2`.

    Arguments:
        l1, l2: the two prices; 0 for none.
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0):
        self.l1, self.l2 = cast_to_floatx(l1), cast_to_floatx(l2)

    def __call__(self, x):
        x = as_tensor(x)
        price = constant(0.0, x.dtype)
        if self.l1:
            price = price + self.l1 * sum(abs(x))
        if self.l2:
            price = price + self.l2 * sum(square(x))
        return price

    def get_config(self):
        return {"l1": float(self.l1), "l2": float(self.l2)}


# By name
# -------

l1, l2 = L1, L2


@_regularizers.register()
def l1_l2(l1: float = 0.01, l2: float = 0.01) -> L1L2:
    """Return a regularizer with both prices."""
    return L1L2(l1=l1, l2=l2)


def get(identifier: Any) -> Any:
    """Return the regularizer meant by None, a name, a configuration, a class or an instance.

    Raises:
        ValueError: if it is none of these, or unknown.
    """
    return l1_l2() if identifier == "l1_l2" else _regularizers.get(identifier)


def serialize(regularizer: Any) -> Any:
    """Return the name and configuration of a regularizer."""
    return _regularizers.serialize(regularizer)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Build a regularizer from its name or its configuration."""
    return l1_l2() if config == "l1_l2" else _regularizers.deserialize(config, custom_objects)
