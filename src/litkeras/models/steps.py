# Generated from chapters/models/steps.md by `make tangle`. Do not edit.
"""Steps.

What happens to one batch: written as if it were run at once, traced once, from then on a compiled
function.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from litkeras.backend.functions import Function, collect_updates
from litkeras.backend.shaping import expand_dims
from litkeras.backend.tape import GradientTape, flatten_nested, pack_nested
from litkeras.backend.tensors import Tensor, as_tensor, placeholder
from litkeras.layers.nodes import map_nested
from litkeras.models.data import unpack_x_y_sample_weight

__all__ = ["TracedStep", "like", "signature", "EagerStep", "expand_1d", "Stepping"]


# Tracing
# -------


class TracedStep:
    """A function of a batch of tensors, as a compiled function of a batch of arrays.

    Arguments:
        step: takes and returns nested structures of tensors.
    """

    def __init__(self, step: Callable):
        self.step = step
        self._traced: dict[Any, tuple[Any, Function]] = {}

    def _trace(self, data: Any) -> tuple[Any, Function]:
        """Call the step once with placeholders, and compile what it did."""
        symbolic = map_nested(like, data)
        with collect_updates() as updates:
            results = self.step(symbolic)
        outputs = list(results.values()) if _is_flat_dict(results) else flatten_nested(results)
        inputs = [t for t in flatten_nested(symbolic) if t is not None]
        return results, Function(inputs, outputs, updates)

    def __call__(self, data: Any) -> Any:
        key = signature(data)
        if key not in self._traced:
            self._traced[key] = self._trace(data)
        results, function = self._traced[key]
        arrays = function.run([a for a in flatten_nested(data) if a is not None])
        return (
            dict(zip(results, arrays)) if _is_flat_dict(results) else pack_nested(results, arrays)
        )


def _is_flat_dict(results: Any) -> bool:
    """Whether the results of a step are numbers by name, as those for the logs are."""
    if not isinstance(results, dict):
        return False
    return not any(isinstance(item, (dict, list, tuple)) for item in results.values())


def like(array: np.ndarray | None) -> Tensor | None:
    """A placeholder for arrays of this dtype and shape, whatever the length of the batch."""
    if array is None:
        return None
    return placeholder((None, *array.shape[1:]) if array.ndim else (), dtype=array.dtype)


def signature(data: Any) -> Any:
    """What a step depends on besides the numbers: structure, dtypes and shapes of a batch."""
    if isinstance(data, np.ndarray):
        return data.dtype.char, data.shape[1:]
    if isinstance(data, dict):
        return tuple([(key, signature(item)) for key, item in data.items()])
    if isinstance(data, (list, tuple)):
        return tuple([signature(item) for item in data])
    return None


# Or not
# ------


class EagerStep:
    """A function of a batch of tensors as one of a batch of arrays, run as plain Python each time.

    Arguments:
        step: takes and returns nested structures of tensors.
    """

    def __init__(self, step: Callable):
        self.step = step

    def __call__(self, data: Any) -> Any:
        tensors = map_nested(lambda a: None if a is None else as_tensor(a), data)
        return map_nested(lambda t: np.asarray(as_tensor(t).numpy()), self.step(tensors))


# Three steps
# -----------


def expand_1d(data: Any) -> Any:
    """A batch in which single numbers per sample have become rows of one number."""

    def expand(t):
        return expand_dims(t, -1) if isinstance(t, Tensor) and t.ndim == 1 else t

    return map_nested(expand, data)


class Stepping:
    """What happens to one batch.

    Required: to be callable; `optimizer`, `compiled_loss`, `compiled_metrics`, `metrics`,
    `losses`, `trainable_variables`, `run_eagerly`.
    Given: `train_step`, `test_step`, `predict_step`, and the compiled functions made of them.
    """

    train_function = test_function = predict_function = None

    def train_step(self, data: Any) -> dict[str, Tensor]:
        """Learn from a batch. Override it for a training of your own.

        Arguments:
            data: what the data source hands out: x, (x, y) or (x, y, sample_weight).

        Returns:
            the numbers for the logs, by name.
        """
        x, y, sample_weight = unpack_x_y_sample_weight(expand_1d(data))
        with GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compiled_loss(y, y_pred, sample_weight, regularization_losses=self.losses)
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        self.compiled_metrics.update_state(y, y_pred, sample_weight)
        return {metric.name: metric.result() for metric in self.metrics}

    def test_step(self, data: Any) -> dict[str, Tensor]:
        """Measure how the model does on a batch; see `train_step`."""
        x, y, sample_weight = unpack_x_y_sample_weight(expand_1d(data))
        y_pred = self(x, training=False)
        self.compiled_loss(y, y_pred, sample_weight, regularization_losses=self.losses)
        self.compiled_metrics.update_state(y, y_pred, sample_weight)
        return {metric.name: metric.result() for metric in self.metrics}

    def predict_step(self, data: Any) -> Any:
        """The outputs for a batch."""
        x, _, _ = unpack_x_y_sample_weight(expand_1d(data))
        return self(x, training=False)

    def _make(self, step: Callable) -> Callable:
        """A step as a function of a batch of arrays."""
        return EagerStep(step) if self.run_eagerly else TracedStep(step)

    def make_train_function(self) -> Callable:
        """The function that learns from a batch of arrays, made when it is first needed."""
        self.train_function = self.train_function or self._make(self.train_step)
        return self.train_function

    def make_test_function(self) -> Callable:
        """The function that measures on a batch of arrays, made when it is first needed."""
        self.test_function = self.test_function or self._make(self.test_step)
        return self.test_function

    def make_predict_function(self) -> Callable:
        """The function that computes the outputs of a batch of arrays, made when it is first needed."""
        self.predict_function = self.predict_function or self._make(self.predict_step)
        return self.predict_function

    def _forget_functions(self) -> None:
        """Make these functions anew when they are needed next."""
        self.train_function = self.test_function = self.predict_function = None
