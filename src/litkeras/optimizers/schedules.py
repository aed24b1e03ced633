# Generated from chapters/optimizers/schedules.md by `make tangle`. Do not edit.
"""Schedules.

Long steps first, short ones later: the learning rate as a function of the step.
"""

from typing import Any

from litkeras.backend.arithmetic import floor
from litkeras.backend.choices import cast, minimum, pow, where
from litkeras.backend.configuration import floatx
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.objects import Registry
from litkeras.optimizers.hyperparameters import LearningRateSchedule as LearningRateSchedule

__all__ = [
    "LearningRateSchedule",
    "ExponentialDecay",
    "InverseTimeDecay",
    "PolynomialDecay",
    "PiecewiseConstantDecay",
    "serialize",
    "deserialize",
]


# A factor every so often
# -----------------------


def _as_float(step) -> Tensor:
    """Return a step, which may be an integer, as a tensor to compute with."""
    return cast(as_tensor(step), dtype=floatx())


def _periods(step, decay_steps: int, staircase: bool) -> Tensor:
    """Return how often `decay_steps` steps have passed; a whole number on a staircase."""
    periods = _as_float(step) / float(decay_steps)
    return floor(periods) if staircase else periods


class ExponentialDecay(LearningRateSchedule):
    """Multiplies the learning rate by the same factor every `decay_steps` steps.

    Arguments:
        initial_learning_rate: the rate of step 0.
        decay_steps: number of steps.
        decay_rate: the factor.
        staircase: whether to multiply at the end of these steps only, rather
            than a little at each.
        name: ignored.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str | None = None,
    ):
        self.initial_learning_rate, self.decay_steps = initial_learning_rate, decay_steps
        self.decay_rate, self.staircase, self.name = decay_rate, staircase, name

    def __call__(self, step) -> Tensor:
        periods = _periods(step, self.decay_steps, self.staircase)
        return self.initial_learning_rate * pow(self.decay_rate, periods)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal schedule."""
        return dict(vars(self))


# Can it shrink too fast?
# -----------------------


class InverseTimeDecay(ExponentialDecay):
    """Divides the learning rate by 1, 1 + d, 1 + 2 d, ... every `decay_steps` steps.

    Arguments:
        initial_learning_rate: the rate of step 0.
        decay_steps: number of steps.
        decay_rate: d.
        staircase: whether to change it at the end of these steps only.
        name: ignored.
    """

    def __call__(self, step) -> Tensor:
        periods = _periods(step, self.decay_steps, self.staircase)
        return self.initial_learning_rate / (1 + self.decay_rate * periods)


# From here to there
# ------------------


class PolynomialDecay(LearningRateSchedule):
    """Goes from one learning rate to another in `decay_steps` steps, then stays there.

    Arguments:
        initial_learning_rate: the rate of step 0.
        decay_steps: number of steps.
        end_learning_rate: the rate from step `decay_steps` on.
        power: 1 for a straight line; larger falls faster at first.
        cycle: whether to go on, at the end, towards the next multiple of `decay_steps`.
        name: ignored.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str | None = None,
    ):
        self.initial_learning_rate, self.decay_steps = initial_learning_rate, decay_steps
        self.end_learning_rate, self.power = end_learning_rate, power
        self.cycle, self.name = cycle, name

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal schedule."""
        return dict(vars(self))

    def __call__(self, step) -> Tensor:
        step = _as_float(step)
        if self.cycle:
            rounds = -floor(-step / self.decay_steps)  # rounded up
            done = step / (self.decay_steps * where(step > 0, rounds, 1.0))
        else:
            done = minimum(step, self.decay_steps) / self.decay_steps
        fall = self.initial_learning_rate - self.end_learning_rate
        return fall * pow(1 - done, self.power) + self.end_learning_rate


# By hand
# -------


class PiecewiseConstantDecay(LearningRateSchedule):
    """One learning rate after the other, each up to and including a step.

    Arguments:
        boundaries: list of increasing steps.
        values: list of learning rates, one more.
        name: ignored.

    Raises:
        ValueError: if there is not one value more than boundaries.
    """

    def __init__(self, boundaries: list[int], values: list[float], name: str | None = None):
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                "PiecewiseConstantDecay: the length of boundaries should be 1 less than the "
                f"length of values, received {len(boundaries)} and {len(values)}"
            )
        self.boundaries, self.values, self.name = boundaries, values, name

    def __call__(self, step) -> Tensor:
        step, rate = _as_float(step), as_tensor(self.values[-1])
        for boundary, value in zip(self.boundaries[::-1], self.values[-2::-1]):
            rate = where(step <= boundary, value, rate)
        return rate

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal schedule."""
        return dict(vars(self))


# By name
# -------

_schedules = Registry("learning rate schedule", package="litkeras.optimizers.schedules")


def serialize(learning_rate_schedule: LearningRateSchedule) -> dict[str, Any]:
    """Describe a schedule by the name of its class and its configuration."""
    return _schedules.serialize(learning_rate_schedule)


def deserialize(config: dict[str, Any], custom_objects: dict | None = None):
    """Make a schedule from what `serialize` returned.

    Arguments:
        config: `{"class_name": ..., "config": ...}`.
        custom_objects: schedules of your own, by name.
    """
    return _schedules.deserialize(config, custom_objects)
