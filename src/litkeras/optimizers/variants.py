# Generated from chapters/optimizers/variants.md by `make tangle`. Do not edit.
"""Relatives.

The largest gradient of late, a look ahead, and weights that are exactly zero: three rules more.
"""

from collections.abc import Callable
from typing import Any

from litkeras.backend.arithmetic import abs, sign, square
from litkeras.backend.choices import cast, maximum, pow, sqrt, where
from litkeras.backend.configuration import epsilon as default_epsilon
from litkeras.initializers import Constant
from litkeras.optimizers.base import Optimizer
from litkeras.optimizers.hyperparameters import LearningRateSchedule

__all__ = ["Adamax", "Nadam", "Ftrl"]


# Adamax: the largest of late
# ---------------------------

_Rate = float | Callable | LearningRateSchedule


class Adamax(Optimizer):
    """Adam with the largest gradient of late in the place of the root of the mean square.

    Arguments:
        learning_rate: a number, a schedule, or a function without arguments.
        beta_1: how much of the mean gradient is kept at each step.
        beta_2: how much of the largest gradient is kept.
        epsilon: keeps the divisor from zero.
        name: prefix of the names of its variables.
        **kwargs: see `Optimizer`.

    Reference:
        Kingma and Ba (2015), Adam: a method for stochastic optimization, section 7.
    """

    def __init__(
        self,
        learning_rate: _Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        name: str = "Adamax",
        **kwargs,
    ):
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("beta_1", beta_1)
        self._set_hyper("beta_2", beta_2)
        self.epsilon = epsilon or default_epsilon()

    def _create_slots(self, var_list):
        for slot_name in ("m", "v"):
            for var in var_list:
                self.add_slot(var, slot_name)

    def _prepare(self, dtype):
        h = super()._prepare(dtype)
        t = cast(self.iterations + 1, dtype=dtype)
        h.rate = h.learning_rate / (1 - pow(h.beta_1, t))
        return h

    def _update(self, gradient, variable, h):
        m, u = self.get_slot(variable, "m"), self.get_slot(variable, "v")
        m.assign(h.beta_1 * m + (1 - h.beta_1) * gradient)
        u.assign(maximum(h.beta_2 * u, abs(gradient)))
        variable.assign_sub(h.rate * m / (u + self.epsilon))

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal optimizer."""
        hypers = self._serialize_hypers("learning_rate", "decay", "beta_1", "beta_2")
        return super().get_config() | hypers | {"epsilon": self.epsilon}


# Nadam: Adam looks ahead
# -----------------------


class Nadam(Optimizer):
    """Adam with Nesterov's look ahead.

    Arguments:
        learning_rate: a number, or a function without arguments.
        beta_1: how much of the mean gradient is kept at each step, in the long run.
        beta_2: how much of the mean squared gradient is kept.
        epsilon: keeps the divisor from zero.
        name: prefix of the names of its variables.
        **kwargs: see `Optimizer`; `schedule_decay` sets how fast `beta_1` is approached.

    Raises:
        ValueError: if the learning rate is a schedule.

    Reference:
        Dozat (2016), Incorporating Nesterov momentum into Adam.
    """

    def __init__(
        self,
        learning_rate: float | Callable = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        name: str = "Nadam",
        **kwargs,
    ):
        kwargs["decay"] = kwargs.pop("schedule_decay", 0.004)
        learning_rate = kwargs.get("lr", learning_rate)
        if isinstance(learning_rate, LearningRateSchedule):
            raise ValueError("The Nadam optimizer does not support learning rate schedules.")
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", learning_rate)
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("beta_1", beta_1)
        self._set_hyper("beta_2", beta_2)
        self.epsilon, self._product = epsilon or default_epsilon(), None

    def _decayed_lr(self, dtype):
        return self._get_hyper("learning_rate", dtype)

    def _create_slots(self, var_list):
        if self._product is None:
            dtype = var_list[0].dtype
            name = "momentum_cache"
            self._product = self.add_weight(name, dtype=dtype, initializer="ones")
            self._weights.append(self._product)
        for slot_name in ("m", "v"):
            for var in var_list:
                self.add_slot(var, slot_name)

    def _prepare(self, dtype):
        h = super()._prepare(dtype)
        t = cast(self.iterations + 1, dtype=dtype)
        h.keep, h.keep_next = self._share(h, t), self._share(h, t + 1)
        product = cast(self._product, dtype=dtype) * h.keep
        if dtype == self._product.dtype:
            self._product.assign(product)
        h.correct_g, h.correct_m = 1 - product, 1 - product * h.keep_next
        h.correct_v = 1 - pow(h.beta_2, t)
        return h

    def _share(self, h, t):
        """Return how much of the momentum is kept at step `t`."""
        return h.beta_1 * (1 - 0.5 * pow(0.96, h.decay * t))

    def _update(self, gradient, variable, h):
        m, v = self.get_slot(variable, "m"), self.get_slot(variable, "v")
        m.assign(h.beta_1 * m + (1 - h.beta_1) * gradient)
        v.assign(h.beta_2 * v + (1 - h.beta_2) * square(gradient))
        ahead = (1 - h.keep) * gradient / h.correct_g + h.keep_next * m / h.correct_m
        variable.assign_sub(h.learning_rate * ahead / (sqrt(v / h.correct_v) + self.epsilon))

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal optimizer."""
        hypers = self._serialize_hypers("learning_rate", "decay", "beta_1", "beta_2")
        return super().get_config() | hypers | {"epsilon": self.epsilon}


# Ftrl: exactly zero
# ------------------


class Ftrl(Optimizer):
    """Follow the regularized leader: Adagrad's rates, and weights that can be exactly zero.

    Arguments:
        learning_rate: a number, a schedule, or a function without arguments.
        learning_rate_power: the rate falls with the sum of squares to this power; -0.5
            for its root, 0 for a constant rate.
        initial_accumulator_value: what the sums of squares start with.
        l1_regularization_strength: penalty on absolute values.
        l2_regularization_strength: penalty on squares.
        name: prefix of the names of its variables.
        l2_shrinkage_regularization_strength: penalty on squares that acts on the gradient.
        beta: is added to the root of the sum of squares.
        **kwargs: see `Optimizer`.

    Raises:
        ValueError: if a strength is negative, or the power positive.

    Reference:
        McMahan et al. (2013), Ad click prediction: a view from the trenches.
    """

    def __init__(
        self,
        learning_rate: _Rate = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        name: str = "Ftrl",
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **kwargs,
    ):
        super().__init__(name, **kwargs)
        self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
        self._set_hyper("decay", self._initial_decay)
        self._set_hyper("learning_rate_power", learning_rate_power)
        self._set_hyper("l1_regularization_strength", l1_regularization_strength)
        self._set_hyper("l2_regularization_strength", l2_regularization_strength)
        self._set_hyper("beta", beta)
        self._initial_accumulator_value = initial_accumulator_value
        self._l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self._check()

    def _check(self) -> None:
        """Raise ValueError if a number has the wrong sign."""
        numbers = self._numbers()
        for name, number in numbers.items():
            wrong = number > 0 if name == "learning_rate_power" else number < 0
            if wrong:
                expected = "negative or zero" if number > 0 else "positive or zero"
                raise ValueError(f"`{name}` needs to be {expected}. Received: {number}.")

    def _numbers(self) -> dict[str, Any]:
        """Return the arguments besides the learning rate, in Keras's order."""
        strengths = ("l1_regularization_strength", "l2_regularization_strength", "beta")
        shrinkage = self._l2_shrinkage_regularization_strength
        return (
            {"initial_accumulator_value": self._initial_accumulator_value}
            | self._serialize_hypers("learning_rate_power", *strengths)
            | {"l2_shrinkage_regularization_strength": shrinkage}
        )

    def _create_slots(self, var_list):
        for var in var_list:
            self.add_slot(var, "accumulator", Constant(self._initial_accumulator_value))
            self.add_slot(var, "linear")

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal optimizer."""
        return (
            super().get_config()
            | self._serialize_hypers("learning_rate", "decay")
            | self._numbers()
        )

    def _update(self, gradient, variable, h):
        total = self.get_slot(variable, "accumulator")
        z = self.get_slot(variable, "linear")
        slope = gradient + 2 * self._l2_shrinkage_regularization_strength * variable
        before = pow(total, -h.learning_rate_power)
        total.assign_add(square(gradient))
        after = pow(total, -h.learning_rate_power)
        z.assign_add(slope - (after - before) / h.learning_rate * variable)
        q = (after + h.beta) / h.learning_rate + 2 * h.l2_regularization_strength
        pull = sign(z) * h.l1_regularization_strength - z
        variable.assign(where(abs(z) > h.l1_regularization_strength, pull / q, 0.0))
