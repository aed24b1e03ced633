# Generated from chapters/metrics/confusion.md by `make tangle`. Do not edit.
"""Two kinds of mistakes.

Calling the healthy sick and calling the sick healthy: four counts, and the two rates that are made
of them.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from litkeras.backend.choices import (
    cast,
    equal,
    greater,
    less,
    logical_and,
    logical_or,
    not_equal,
    where,
)
from litkeras.backend.reductions import sum
from litkeras.backend.shaping import expand_dims, ones_like, reshape
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.losses.base import match_ranks, match_weights
from litkeras.metrics.base import Metric, metric_functions

__all__ = [
    "confusion_counts",
    "TruePositives",
    "FalsePositives",
    "TrueNegatives",
    "FalseNegatives",
    "Precision",
    "Recall",
]


# Thresholds, several at once
# ---------------------------


def _as_thresholds(thresholds: float | Sequence[float] | None, default: float) -> list[float]:
    """Return thresholds as a list; None is the default.

    Raises:
        ValueError: if one of them is not between 0 and 1.
    """
    if thresholds is None:
        return [default]
    listed = [float(t) for t in np.atleast_1d(thresholds)]
    wrong = [t for t in listed if not 0 <= t <= 1]
    if wrong:
        raise ValueError(f"Threshold values must be in [0, 1], received {wrong}")
    return listed


# Four sums
# ---------


def confusion_counts(
    y_true: Any, y_pred: Any, thresholds: Sequence[float], sample_weight: Any = None
) -> dict[str, Tensor]:
    """Count the four cases for each of some thresholds.

    Arguments:
        y_true: 0 or 1.
        y_pred: probabilities of a 1.
        thresholds: what is above counts as a yes.
        sample_weight: None, or weights that broadcast against the predictions.

    Returns:
        `true_positives`, `false_positives`, `true_negatives` and `false_negatives`, each
        `(thresholds,)`.
    """
    y_pred = as_tensor(y_pred)
    weights = ones_like(y_pred)
    if sample_weight is not None:
        weights = weights * match_weights(
            cast(as_tensor(sample_weight), dtype=y_pred.dtype), y_pred
        )
    is_yes, p, w = (reshape(x, shape=(1, -1)) for x in (not_equal(y_true, 0.0), y_pred, weights))
    levels = np.asarray(thresholds, y_pred.dtype)[:, None]
    yes, says_yes = cast(is_yes, dtype=y_pred.dtype), cast(greater(p, levels), dtype=y_pred.dtype)
    return {
        "true_positives": sum(yes * says_yes * w, axis=1),
        "false_positives": sum((1.0 - yes) * says_yes * w, axis=1),
        "true_negatives": sum((1.0 - yes) * (1.0 - says_yes) * w, axis=1),
        "false_negatives": sum(yes * (1.0 - says_yes) * w, axis=1),
    }


def _prepare(metric: Metric, y_true: Any, y_pred: Any) -> tuple[Tensor, Tensor]:
    """Return truth and prediction as tensors of equal rank, the predictions between 0 and 1.

    Raises:
        ValueError: if predictions are at hand and some are not between 0 and 1.
    """
    y_true, y_pred = (cast(as_tensor(y), dtype=metric.dtype) for y in (y_true, y_pred))
    if y_pred.value is not None and y_pred.value.size:
        low, high = y_pred.value.min(), y_pred.value.max()
        if not (low >= 0 and high <= 1):
            raise ValueError(
                f"{metric.name}: expected predictions between 0 and 1, "
                f"received values from {low:.4g} to {high:.4g}"
            )
    return match_ranks(y_true, y_pred)


# One of the four
# ---------------


class _Count(Metric):
    """The number of examples in one of the four cases."""

    case: str

    def __init__(self, thresholds: Any = None, name: str | None = None, dtype: Any = None):
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds = thresholds
        self.thresholds = _as_thresholds(thresholds, 0.5)
        self.accumulator = self.add_weight("accumulator", shape=(len(self.thresholds),))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch of truths and predictions, and weights if there are any."""
        y_true, y_pred = _prepare(self, y_true, y_pred)
        counts = confusion_counts(y_true, y_pred, self.thresholds, sample_weight)
        self.accumulator.assign_add(counts[self.case])

    def result(self) -> Tensor:
        """Return the count, or one for each threshold if there are several."""
        return self.accumulator[0] if len(self.thresholds) == 1 else self.accumulator * 1

    def get_config(self):
        return {**super().get_config(), "thresholds": self.init_thresholds}


@metric_functions.register()
class TruePositives(_Count):
    """How many yeses were right.

    Arguments:
        thresholds: what is above counts as a yes: a number, or a list; by default 0.5.
        name: its name in logs.
        dtype: dtype of its variables.
    """

    case = "true_positives"


@metric_functions.register()
class FalsePositives(_Count):
    """How many yeses were wrong; the arguments are those of `TruePositives`."""

    case = "false_positives"


@metric_functions.register()
class TrueNegatives(_Count):
    """How many noes were right; the arguments are those of `TruePositives`."""

    case = "true_negatives"


@metric_functions.register()
class FalseNegatives(_Count):
    """How many noes were wrong; the arguments are those of `TruePositives`."""

    case = "false_negatives"


# Two rates
# ---------

_NEVER = -1e10  # a prediction that is below all thresholds


def _keep_top_k(y_pred: Tensor, k: int) -> Tensor:
    """Return predictions of which all but the `k` largest of each row are far below zero."""
    place = np.arange(y_pred.shape[-1])
    mine, other = expand_dims(y_pred, -1), expand_dims(y_pred, -2)
    tie = logical_and(equal(other, mine), place[None, :] < place[:, None])
    before = cast(logical_or(greater(other, mine), tie), dtype=y_pred.dtype)
    return where(less(sum(before, axis=-1), float(k)), y_pred, _NEVER)


class _Rate(Metric):
    """True positives, divided by them plus another count."""

    other: str

    def __init__(self, thresholds=None, top_k=None, class_id=None, name=None, dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds, self.top_k, self.class_id = thresholds, top_k, class_id
        self.thresholds = _as_thresholds(thresholds, 0.5 if top_k is None else _NEVER)
        shape = (len(self.thresholds),)
        self.true_positives = self.add_weight("true_positives", shape)
        setattr(self, self.other, self.add_weight(self.other, shape))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch of truths and predictions, and weights if there are any."""
        y_true, y_pred = _prepare(self, y_true, y_pred)
        if self.top_k is not None:
            y_pred = _keep_top_k(y_pred, self.top_k)
        if self.class_id is not None:
            y_true, y_pred = y_true[..., self.class_id], y_pred[..., self.class_id]
        counts = confusion_counts(y_true, y_pred, self.thresholds, sample_weight)
        for variable, case in zip(self.weights, ("true_positives", self.other)):
            variable.assign_add(counts[case])

    def get_config(self):
        names = {"thresholds": self.init_thresholds, "top_k": self.top_k, "class_id": self.class_id}
        return {**super().get_config(), **names}

    def result(self) -> Tensor:
        """Return the rate, or one for each threshold if there are several; 0 for 0/0."""
        right, other = self.weights
        total = right + other
        is_empty = total == 0.0
        rate = where(is_empty, 0.0, right / where(is_empty, 1.0, total))
        return rate[0] if len(self.thresholds) == 1 else rate


@metric_functions.register()
class Precision(_Rate):
    """How many of the yeses were right.

    Arguments:
        thresholds: what is above counts as a yes: a number, or a list; by default 0.5.
        top_k: if given, the `k` largest predictions of each row count as yes instead.
        class_id: if given, only this class of each row is looked at.
        name: its name in logs.
        dtype: dtype of its variables.
    """

    other = "false_positives"


@metric_functions.register()
class Recall(_Rate):
    """How many of those that are yes were called so; the arguments are those of `Precision`."""

    other = "false_negatives"
