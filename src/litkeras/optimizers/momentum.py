# Generated from chapters/optimizers/momentum.md by `make tangle`. Do not edit.
"""Momentum.

A ball rolls where a walker zigzags: keep a share of the last step, and add it to the next.
"""

from collections.abc import Callable
from typing import Any

from litkeras.optimizers.base import Optimizer
from litkeras.optimizers.hyperparameters import LearningRateSchedule

__all__ = ["SGD"]


# SGD
# ---


def _has_momentum(momentum: Any) -> bool:
    """Return whether there is any momentum; a function or a tensor may always give some.

    Raises:
        ValueError: if it is a number, but not one from 0 to 1.
    """
    if not isinstance(momentum, int | float):
        return True
    if not 0 <= momentum <= 1:
        raise ValueError(f"`momentum` must be between [0, 1], received {momentum}")
    return momentum > 0


class SGD(Optimizer):
    """Gradient descent, with momentum if wanted.

    Arguments:
        learning_rate: a number, a schedule, or a function without arguments.
        momentum: share of the last step that is added to the next, from 0 to 1.
        nesterov: whether to look ahead along the momentum.
        name: prefix of the names of its variables.
        **kwargs: see `Optimizer`.

    Raises:
        ValueError: if `momentum` is not between 0 and 1.

    Reference:
        Polyak (1964), Some methods of speeding up the convergence of iteration methods;
        Sutskever et al. (2013), On the importance of initialization and momentum in deep
        learning.
    """

    def __init__(
        self,
        learning_rate: float | Callable | LearningRateSchedule = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        name: str = "SGD",
        **kwargs,
    ):
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("momentum", momentum)
        self._momentum = _has_momentum(momentum)
        self.nesterov = nesterov

    def _create_slots(self, var_list):
        if self._momentum:
            for var in var_list:
                self.add_slot(var, "momentum")

    def _update(self, gradient, variable, h):
        step = -h.learning_rate * gradient
        if self._momentum:
            step = self._roll(variable, step, h.momentum)
        variable.assign_add(step)

    def _roll(self, variable, step, momentum):
        """Keep a share of the velocity and add a step to it; return how far to go."""
        velocity = self.get_slot(variable, "momentum")
        velocity.assign(momentum * velocity + step)
        return momentum * velocity + step if self.nesterov else velocity

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal optimizer."""
        hypers = self._serialize_hypers("learning_rate", "decay", "momentum")
        return super().get_config() | hypers | {"nesterov": self.nesterov}
