# Generated from chapters/metrics/base.md by `make tangle`. Do not edit.
"""Numbers that add up.

A metric remembers what it has seen: it is updated batch by batch, and asked for its result at any
time.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np

from litkeras import initializers
from litkeras.backend.choices import cast, where
from litkeras.backend.configuration import floatx, get_uid
from litkeras.backend.programs import eval
from litkeras.backend.reductions import mean, sum
from litkeras.backend.shaping import ones_like
from litkeras.backend.tensors import Tensor, as_tensor, is_tensor
from litkeras.backend.variables import Variable
from litkeras.losses.base import match_ranks, match_weights
from litkeras.objects import Registry, to_snake_case

__all__ = ["metric_functions", "Metric", "weigh", "Reduce", "Sum", "Mean", "MeanMetricWrapper"]


# State
# -----

metric_functions = Registry("metric function", package="litkeras.metrics")


class Metric:
    """A number about data that comes in batches.

    A subclass makes its variables in `__init__` with `add_weight`, and implements
    `update_state`, which changes them, and `result`, which computes the number from them.

    Arguments:
        name: its name in logs; by default made from the class's.
        dtype: dtype of its variables; by default floatx.
    """

    stateful = True

    def __init__(self, name: str | None = None, dtype: Any = None, **kwargs: Any):
        if kwargs:
            raise TypeError(f"{type(self).__name__}: unexpected arguments {sorted(kwargs)}")
        self.name = name or _automatic_name(type(self))
        self.dtype = np.dtype(dtype or floatx()).name
        self.weights: list[Variable] = []

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Take in a batch."""
        raise NotImplementedError(f"{type(self).__name__} must implement update_state(...)")

    def result(self) -> Tensor:
        """Return the number, computed from what was taken in so far."""
        raise NotImplementedError(f"{type(self).__name__} must implement result()")

    def add_weight(
        self,
        name: str,
        shape: Sequence[int] = (),
        aggregation: Any = None,
        synchronization: Any = None,
        initializer: Any = "zeros",
        dtype: Any = None,
    ) -> Variable:
        """Add a variable to the state.

        Arguments:
            name: its name.
            shape: its shape, by default that of a single number.
            aggregation, synchronization: accepted and ignored: there is one machine.
            initializer: its value at first.
            dtype: its dtype; by default the metric's.
        """
        value = initializers.get(initializer)(tuple(shape), dtype=dtype or self.dtype)
        self.weights.append(Variable(value, trainable=False, name=name))
        return self.weights[-1]

    @property
    def variables(self) -> list[Variable]:
        """The variables that make up the state."""
        return self.weights

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "result" in vars(cls):
            cls.result = _snapshot(cls.result)

    def reset_state(self) -> None:
        """Forget everything: set all variables to zero."""
        self._reset("reset_state", "reset_states")

    def reset_states(self) -> None:
        """Forget everything: the name of `reset_state` in Keras 2.4."""
        self._reset("reset_states", "reset_state")

    def _reset(self, called: str, other: str) -> None:
        """Set all variables to zero, unless a subclass has its own way under the other name."""
        cls = type(self)
        if getattr(cls, called) is getattr(Metric, called):
            if getattr(cls, other) is not getattr(Metric, other):
                return getattr(self, other)()
        for variable in self.weights:
            variable.assign(np.zeros(variable.shape, variable.dtype))

    def __call__(self, *args: Any, **kwargs: Any) -> Tensor:
        """Take in a batch and return the number."""
        self.update_state(*args, **kwargs)
        result = self.result()
        result._metric_obj = self  # lets Layer.add_metric find its way back
        return result

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that build this metric again."""
        return {"name": self.name, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Metric":
        """Build a metric from its configuration."""
        return cls(**config)


def _automatic_name(cls: type) -> str:
    """Return `mean` for the first `Mean` without a name, then `mean_1`, `mean_2`, ..."""
    prefix = to_snake_case(cls.__name__)
    number = get_uid(prefix) - 1
    return f"{prefix}_{number}" if number else prefix


# A result does not change
# ------------------------


def _snapshot(method: Callable) -> Callable:
    """Make a `result` method return a tensor that later updates do not change."""

    @wraps(method)
    def result(self):
        value = as_tensor(method(self))
        return value * 1 if isinstance(value, Variable) else value

    return result


# Sums and means
# --------------


def weigh(values: Tensor, sample_weight: Any, reduce: Callable) -> tuple[Tensor, Tensor]:
    """Return values multiplied by their weights, and the weights, one for each value.

    Arguments:
        values: a value per example, or per element of an example.
        sample_weight: weights that broadcast against the values; or fewer axes of them.
        reduce: in that case, how the values of an example become one: `sum` or `mean`.
    """
    weights = match_weights(cast(as_tensor(sample_weight), dtype=values.dtype), values)
    if 0 < weights.ndim < values.ndim:
        values = reduce(values, axis=list(range(weights.ndim, values.ndim)))
    return values * weights, weights * ones_like(values)


class Reduce(Metric):
    """The sum of all values, or their mean.

    Arguments:
        reduction: `'sum'`, `'sum_over_batch_size'` or `'weighted_mean'`.
        name: its name in logs.
        dtype: dtype of its variables.
    """

    def __init__(self, reduction: str, name: str | None = None, dtype: Any = None):
        super().__init__(name=name, dtype=dtype)
        self.reduction = reduction
        self.total = self.add_weight("total", initializer="zeros")
        if reduction != "sum":
            self.count = self.add_weight("count", initializer="zeros")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take in values.

        Arguments:
            values: numbers.
            sample_weight: None, a number, or a weight per value or per example.
        """
        values = cast(as_tensor(values), dtype=self.dtype)
        weights = ones_like(values)
        if sample_weight is not None:
            values, weights = weigh(values, sample_weight, sum if self.reduction == "sum" else mean)
        self.total.assign_add(sum(values))
        if self.reduction == "sum_over_batch_size":
            weights = ones_like(values)
        if self.reduction != "sum":
            self.count.assign_add(sum(weights))

    def result(self) -> Tensor:
        """Return the sum or the mean of the values so far; 0 if there are none."""
        if self.reduction == "sum":
            return self.total * 1
        is_empty = self.count == 0.0
        return where(is_empty, 0.0, self.total / where(is_empty, 1.0, self.count))


@metric_functions.register()
class Sum(Reduce):
    """The sum of all values.

    Arguments:
        name: its name in logs.
        dtype: dtype of its variables.
    """

    def __init__(self, name: str | None = "sum", dtype: Any = None):
        super().__init__("sum", name, dtype)


@metric_functions.register()
class Mean(Reduce):
    """The mean of all values, weighted if there are weights.

    Arguments:
        name: its name in logs.
        dtype: dtype of its variables.
    """

    def __init__(self, name: str | None = "mean", dtype: Any = None):
        super().__init__("weighted_mean", name, dtype)


# A function becomes a metric
# ---------------------------


@metric_functions.register()
class MeanMetricWrapper(Mean):
    """The mean of a function of truth and prediction.

    Arguments:
        fn: returns a value per example.
        name: its name in logs; by default the class's.
        dtype: dtype of its variables.
        **kwargs: passed on to `fn` in each call.
    """

    def __init__(self, fn: Callable, name: str | None = None, dtype: Any = None, **kwargs: Any):
        super().__init__(name=name, dtype=dtype)
        self._fn, self._fn_kwargs = fn, kwargs

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch of truths and predictions, and weights if there are any."""
        tensors = map(as_tensor, (y_true, y_pred))  # cast only if needed: it would hide a sigmoid
        y_true, y_pred = (
            t if t.dtype == self.dtype else cast(t, dtype=self.dtype) for t in tensors
        )
        y_true, y_pred = match_ranks(y_true, y_pred)
        super().update_state(self._fn(y_true, y_pred, **self._fn_kwargs), sample_weight)

    def get_config(self):
        values = {k: eval(v) if is_tensor(v) else v for k, v in self._fn_kwargs.items()}
        if type(self) is MeanMetricWrapper:
            values["fn"] = self._fn
        return {**super().get_config(), **values}
