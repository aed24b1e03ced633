# Generated from chapters/optimizers/adaptive.md by `make tangle`. Do not edit.
"""Adaptive rates.

For every weight a learning rate of its own, measured from the gradients that it has seen.
"""

from collections.abc import Callable
from typing import Any

from litkeras.backend.arithmetic import square
from litkeras.backend.choices import cast, maximum, pow, sqrt
from litkeras.backend.configuration import epsilon as default_epsilon
from litkeras.initializers import Constant
from litkeras.optimizers.base import Optimizer
from litkeras.optimizers.hyperparameters import LearningRateSchedule
from litkeras.optimizers.momentum import _has_momentum

__all__ = ["Adagrad", "RMSprop", "Adadelta", "Adam"]


# Adagrad: the sum
# ----------------

_Rate = float | Callable | LearningRateSchedule


class Adagrad(Optimizer):
    """Divides each weight's step by the root of the sum of its squared gradients.

    Arguments:
        learning_rate: a number, a schedule, or a function without arguments.
        initial_accumulator_value: what the sums start with.
        epsilon: keeps the divisor from zero.
        name: prefix of the names of its variables.
        **kwargs: see `Optimizer`.

    Raises:
        ValueError: if `initial_accumulator_value` is negative.

    Reference:
        Duchi, Hazan and Singer (2011), Adaptive subgradient methods for online
        learning and stochastic optimization.
    """

    _count_may_be_missing = True  # in weights stored by Keras 1

    def __init__(
        self,
        learning_rate: _Rate = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        name: str = "Adagrad",
        **kwargs,
    ):
        if initial_accumulator_value < 0:
            raise ValueError(
                f"initial_accumulator_value must be non-negative: {initial_accumulator_value}"
            )
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon or default_epsilon()

    def _create_slots(self, var_list):
        for var in var_list:
            self.add_slot(var, "accumulator", Constant(self._initial_accumulator_value))

    def _update(self, gradient, variable, h):
        total = self.get_slot(variable, "accumulator")
        total.assign_add(square(gradient))
        variable.assign_sub(h.learning_rate * gradient / (sqrt(total) + self.epsilon))

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal optimizer."""
        return (
            super().get_config()
            | self._serialize_hypers("learning_rate", "decay")
            | {"initial_accumulator_value": self._initial_accumulator_value}
            | {"epsilon": self.epsilon}
        )


# RMSprop: a mean that forgets
# ----------------------------


class RMSprop(Optimizer):
    """Divides each weight's step by the root of a running mean of its squared gradients.

    Arguments:
        learning_rate: a number, a schedule, or a function without arguments.
        rho: how much of the mean is kept at each step.
        momentum: share of the last step that is added to the next, from 0 to 1.
        epsilon: keeps the divisor from zero.
        centered: whether to subtract the square of the running mean gradient,
            which makes the divisor a standard deviation.
        name: prefix of the names of its variables.
        **kwargs: see `Optimizer`.

    Raises:
        ValueError: if `momentum` is not between 0 and 1.

    Reference:
        Tieleman and Hinton (2012), Lecture 6.5 of Neural networks for machine learning;
        Graves (2013), Generating sequences with recurrent neural networks (centered).
    """

    _count_may_be_missing = True  # in weights stored by Keras 1

    def __init__(
        self,
        learning_rate: _Rate = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        name: str = "RMSprop",
        **kwargs,
    ):
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("rho", rho)
        self._set_hyper("momentum", momentum)
        self._momentum = _has_momentum(momentum)
        self.epsilon, self.centered = epsilon or default_epsilon(), centered

    def _create_slots(self, var_list):
        wanted = {"rms": True, "momentum": self._momentum, "mg": self.centered}
        for slot_name in (name for name, is_wanted in wanted.items() if is_wanted):
            for var in var_list:
                self.add_slot(var, slot_name)

    def _mean_square(self, gradient, variable, rho):
        """Move the running means on; return the mean square, centered if asked for."""
        rms = self.get_slot(variable, "rms")
        rms.assign(rho * rms + (1 - rho) * square(gradient))
        if not self.centered:
            return rms
        mean = self.get_slot(variable, "mg")
        mean.assign(rho * mean + (1 - rho) * gradient)
        return rms - square(mean)

    def _update(self, gradient, variable, h):
        mean_square = self._mean_square(gradient, variable, h.rho)
        if self._momentum:
            velocity = self.get_slot(variable, "momentum")
            step = h.learning_rate * gradient / sqrt(mean_square + self.epsilon)
            velocity.assign(h.momentum * velocity + step)
            variable.assign_sub(velocity)
        else:
            variable.assign_sub(h.learning_rate * gradient / (sqrt(mean_square) + self.epsilon))

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal optimizer."""
        hypers = self._serialize_hypers("learning_rate", "decay", "rho", "momentum")
        return super().get_config() | hypers | {"epsilon": self.epsilon, "centered": self.centered}


# Adadelta: no rate at all
# ------------------------


class Adadelta(Optimizer):
    """Makes each weight's steps as large as its past ones, so that no rate need be chosen.

    Arguments:
        learning_rate: a number, a schedule, or a function without arguments;
            1 is the rule as published.
        rho: how much of the running means is kept at each step.
        epsilon: sets the size of the first steps, and keeps the divisor from zero.
        name: prefix of the names of its variables.
        **kwargs: see `Optimizer`.

    Reference:
        Zeiler (2012), ADADELTA: an adaptive learning rate method.
    """

    _count_may_be_missing = True  # in weights stored by Keras 1

    def __init__(
        self,
        learning_rate: _Rate = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        name: str = "Adadelta",
        **kwargs,
    ):
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("rho", rho)
        self.epsilon = epsilon or default_epsilon()

    def _create_slots(self, var_list):
        for slot_name in ("accum_grad", "accum_var"):
            for var in var_list:
                self.add_slot(var, slot_name)

    def _update(self, gradient, variable, h):
        gradients = self.get_slot(variable, "accum_grad")
        steps = self.get_slot(variable, "accum_var")
        gradients.assign(h.rho * gradients + (1 - h.rho) * square(gradient))
        step = sqrt(steps + self.epsilon) / sqrt(gradients + self.epsilon) * gradient
        steps.assign(h.rho * steps + (1 - h.rho) * square(step))
        variable.assign_sub(h.learning_rate * step)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal optimizer."""
        hypers = self._serialize_hypers("learning_rate", "decay", "rho")
        return super().get_config() | hypers | {"epsilon": self.epsilon}


# Adam: a mean over a mean
# ------------------------


class Adam(Optimizer):
    """Momentum over the root of the mean square, both corrected for their start at zero.

    Arguments:
        learning_rate: a number, a schedule, or a function without arguments.
        beta_1: how much of the mean gradient is kept at each step.
        beta_2: how much of the mean squared gradient is kept.
        epsilon: keeps the divisor from zero.
        amsgrad: whether to divide by the largest mean square so far.
        name: prefix of the names of its variables.
        **kwargs: see `Optimizer`.

    Reference:
        Kingma and Ba (2015), Adam: a method for stochastic optimization;
        Reddi, Kale and Kumar (2018), On the convergence of Adam and beyond (AMSGrad).
    """

    def __init__(
        self,
        learning_rate: _Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        name: str = "Adam",
        **kwargs,
    ):
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("beta_1", beta_1)
        self._set_hyper("beta_2", beta_2)
        self.epsilon, self.amsgrad = epsilon or default_epsilon(), amsgrad

    def _create_slots(self, var_list):
        for slot_name in ("m", "v", "vhat") if self.amsgrad else ("m", "v"):
            for var in var_list:
                self.add_slot(var, slot_name)

    def _prepare(self, dtype):
        h = super()._prepare(dtype)
        t = cast(self.iterations + 1, dtype=dtype)
        h.rate = h.learning_rate * sqrt(1 - pow(h.beta_2, t)) / (1 - pow(h.beta_1, t))
        return h

    def _update(self, gradient, variable, h):
        m, v = self.get_slot(variable, "m"), self.get_slot(variable, "v")
        m.assign(h.beta_1 * m + (1 - h.beta_1) * gradient)
        v.assign(h.beta_2 * v + (1 - h.beta_2) * square(gradient))
        divisor = sqrt(self._largest(variable, v)) if self.amsgrad else sqrt(v)
        variable.assign_sub(h.rate * m / (divisor + self.epsilon))

    def _largest(self, variable, v):
        """Return the largest mean square that a variable has seen, this one included."""
        largest = self.get_slot(variable, "vhat")
        largest.assign(maximum(largest, v))
        return largest

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal optimizer."""
        hypers = self._serialize_hypers("learning_rate", "decay", "beta_1", "beta_2")
        return super().get_config() | hypers | {"epsilon": self.epsilon, "amsgrad": self.amsgrad}

    def set_weights(self, weights: list) -> None:
        """Set the weights; an unused `vhat`, which Keras 1 stored, is left out."""
        expected = self.weights
        num_vars = (len(expected) - 1) // 2
        if len(weights) == 3 * num_vars + 1:
            weights = weights[: len(expected)]
        super().set_weights(weights)
