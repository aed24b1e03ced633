# Generated from chapters/optimizers/hyperparameters.md by `make tangle`. Do not edit.
"""Hyperparameters.

The numbers of a rule are variables, so that a machine that is running can be turned down.
"""

from typing import Any

from litkeras.backend.choices import cast
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.backend.variables import Variable
from litkeras.objects import serialize_keras_object

__all__ = ["Hyperparameters", "LearningRateSchedule"]


# Variables, but not yet
# ----------------------


class Hyperparameters:
    """Numbers that can be read and assigned as attributes while a compiled step uses them.

    Given: `_set_hyper` to make a number known, `_get_hyper` to use it in a step,
    and the attributes. Required: `_name`, which prefixes error messages.
    """

    _name = "Hyperparameters"

    def __init__(self):
        super().__init__()
        self._hyper: dict[str, Any] = {}
        self._hypers_created = False

    def _set_hyper(self, name: str, value: Any) -> None:
        """Make a number, a function or a schedule known, or put another in its place."""
        if isinstance(value, str) or value is None:
            raise TypeError(f"{self._name}: expected a number as {name}, received {value!r}")
        known = self._hyper.get(name)
        if isinstance(known, Variable) and not callable(value):
            known.assign(value)
        else:
            self._hyper[name] = value

    def _create_hypers(self) -> None:
        """Turn plain numbers into variables, which a compiled step reads anew each time."""
        self._hypers_created = True
        for name, value in self._hyper.items():
            if not callable(value) and not isinstance(value, Tensor):
                self._hyper[name] = Variable(value, trainable=False, name=name, dtype="float32")

    def _get_hyper(self, name: str, dtype: Any = None) -> Any:
        """Return a hyperparameter: a variable, what a function gives, or a schedule."""
        if not self._hypers_created:
            self._create_hypers()
        value = self._hyper[name]
        if isinstance(value, LearningRateSchedule):
            return value
        value = value() if callable(value) else value
        return value if dtype is None else cast(as_tensor(value), dtype=dtype)

    def __getattr__(self, name: str) -> Any:
        name = "learning_rate" if name == "lr" else name
        if name in self.__dict__.get("_hyper", ()):
            return self._get_hyper(name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        name = "learning_rate" if name == "lr" else name
        if name in self.__dict__.get("_hyper", ()):
            self._set_hyper(name, value)
        else:
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._hyper, "lr"})

    def _serialize_hyperparameter(self, name: str) -> Any:
        """Return a hyperparameter as a number, or as a schedule's description."""
        value = self._hyper[name]
        if isinstance(value, LearningRateSchedule):
            return serialize_keras_object(value)
        value = value() if callable(value) else value
        if isinstance(value, Tensor):
            value = float(str(value.numpy()))  # 0.001, where float() gives 0.0010000000474974513
        return value

    def _serialize_hypers(self, *names: str) -> dict[str, Any]:
        """Return several hyperparameters by name."""
        return {name: self._serialize_hyperparameter(name) for name in names}


# A function in the place of a number
# -----------------------------------


class LearningRateSchedule:
    """A learning rate that depends on the number of steps taken.

    A subclass overrides `__call__` and `get_config`.
    """

    def __call__(self, step):
        """Return the learning rate for a step, counted from 0."""
        raise NotImplementedError(f"{type(self).__name__} must override __call__(step)")

    def get_config(self) -> dict:
        """Return the arguments that make an equal schedule."""
        raise NotImplementedError(f"{type(self).__name__} must override get_config()")

    @classmethod
    def from_config(cls, config: dict) -> "LearningRateSchedule":
        """Make a schedule from its arguments."""
        return cls(**config)
