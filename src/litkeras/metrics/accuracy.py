# Generated from chapters/metrics/accuracy.md by `make tangle`. Do not edit.
"""How often right?

Accuracy in its five forms: equal numbers, thresholds, one-hot rows, class numbers, and the best k.
"""

from typing import Any

from litkeras.backend.choices import cast, equal, greater
from litkeras.backend.configuration import floatx
from litkeras.backend.crossentropy import in_top_k
from litkeras.backend.reductions import argmax, mean
from litkeras.backend.shaping import reshape, squeeze
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.losses.base import as_pair
from litkeras.metrics.base import MeanMetricWrapper, metric_functions

__all__ = [
    "equality",
    "Accuracy",
    "binary_accuracy",
    "BinaryAccuracy",
    "categorical_accuracy",
    "CategoricalAccuracy",
    "sparse_categorical_accuracy",
    "SparseCategoricalAccuracy",
    "sparse_top_k_categorical_accuracy",
    "SparseTopKCategoricalAccuracy",
    "top_k_categorical_accuracy",
    "TopKCategoricalAccuracy",
]


# Equal numbers
# -------------


@metric_functions.register("accuracy")
def equality(y_true: Any, y_pred: Any) -> Tensor:
    """Return 1 where truth and prediction are equal, else 0."""
    return cast(equal(*as_pair(y_true, y_pred)), dtype=floatx())


@metric_functions.register()
class Accuracy(MeanMetricWrapper):
    """How often the prediction equals the truth.

    Arguments:
        name: its name in logs.
        dtype: dtype of its variables.
    """

    def __init__(self, name="accuracy", dtype=None):
        super().__init__(equality, name, dtype)


# Thresholds
# ----------


@metric_functions.register()
def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Tensor:
    """Return how often a prediction is on the true side of a threshold.

    Arguments:
        y_true: 0 or 1.
        y_pred: probabilities.
        threshold: what is above counts as 1.

    Shapes:
        two times `(batch, ..., d)` give `(batch, ...)`.
    """
    y_true, y_pred = as_pair(y_true, y_pred)
    decision = cast(greater(y_pred, threshold), dtype=y_pred.dtype)
    return mean(cast(equal(y_true, decision), dtype=floatx()), axis=-1)


@metric_functions.register()
class BinaryAccuracy(MeanMetricWrapper):
    """How often a prediction is on the true side of a threshold.

    Arguments:
        name: its name in logs.
        dtype: dtype of its variables.
        threshold: what is above counts as 1.
    """

    def __init__(self, name="binary_accuracy", dtype=None, threshold=0.5):
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)


# One-hot rows
# ------------


@metric_functions.register()
def categorical_accuracy(y_true: Any, y_pred: Any) -> Tensor:
    """Return 1 where the largest prediction is that of the true class, else 0.

    Shapes:
        two times `(batch, ..., classes)` give `(batch, ...)`.
    """
    return cast(equal(argmax(y_true, axis=-1), argmax(y_pred, axis=-1)), dtype=floatx())


@metric_functions.register()
class CategoricalAccuracy(MeanMetricWrapper):
    """How often the largest prediction is that of the true class, in one-hot rows.

    Arguments:
        name: its name in logs.
        dtype: dtype of its variables.
    """

    def __init__(self, name="categorical_accuracy", dtype=None):
        super().__init__(categorical_accuracy, name, dtype)


# Class numbers
# -------------


def _class_numbers(y_true: Any, y_pred: Tensor) -> Tensor:
    """Return class numbers without the last axis of length 1 that they may come with."""
    y_true = as_tensor(y_true)
    return squeeze(y_true, axis=-1) if y_true.ndim == y_pred.ndim else y_true


@metric_functions.register()
def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Tensor:
    """Return 1 where the largest prediction is that of the true class number, else 0.

    Shapes:
        `(batch, ...)` or `(batch, ..., 1)` and `(batch, ..., classes)` give `(batch, ...)`.
    """
    y_pred = as_tensor(y_pred)
    y_true = _class_numbers(y_true, y_pred)
    return cast(equal(y_true, cast(argmax(y_pred, axis=-1), dtype=y_true.dtype)), dtype=floatx())


@metric_functions.register()
class SparseCategoricalAccuracy(MeanMetricWrapper):
    """How often the largest prediction is that of the true class number.

    Arguments:
        name: its name in logs.
        dtype: dtype of its variables.
    """

    def __init__(self, name="sparse_categorical_accuracy", dtype=None):
        super().__init__(sparse_categorical_accuracy, name, dtype)


# Among the best k
# ----------------


@metric_functions.register()
def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Tensor:
    """Return 1 where fewer than `k` predictions are larger than that of the true class, else 0.

    Arguments:
        y_true: class numbers.
        y_pred: predictions, `(batch, ..., classes)`.
        k: how many guesses are allowed.

    Shapes:
        returns one axis with all examples (and time steps).
    """
    y_pred = as_tensor(y_pred)
    y_true = cast(_class_numbers(y_true, y_pred), dtype="int32")
    rows, numbers = reshape(y_pred, shape=(-1, y_pred.shape[-1])), reshape(y_true, shape=(-1,))
    return cast(in_top_k(rows, numbers, k=k), dtype=floatx())


@metric_functions.register()
class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the true class number is among the `k` largest predictions.

    Arguments:
        k: how many guesses are allowed.
        name: its name in logs.
        dtype: dtype of its variables.
    """

    def __init__(self, k=5, name="sparse_top_k_categorical_accuracy", dtype=None):
        super().__init__(sparse_top_k_categorical_accuracy, name, dtype, k=k)


@metric_functions.register()
def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Tensor:
    """Return 1 where fewer than `k` predictions are larger than that of the true class, else 0.

    Arguments:
        y_true: one-hot rows.
        y_pred: predictions, `(batch, ..., classes)`.
        k: how many guesses are allowed.

    Shapes:
        returns one axis with all examples (and time steps).
    """
    return sparse_top_k_categorical_accuracy(argmax(y_true, axis=-1), y_pred, k)


@metric_functions.register()
class TopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the true class, in one-hot rows, is among the `k` largest predictions.

    Arguments:
        k: how many guesses are allowed.
        name: its name in logs.
        dtype: dtype of its variables.
    """

    def __init__(self, k=5, name="top_k_categorical_accuracy", dtype=None):
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)
