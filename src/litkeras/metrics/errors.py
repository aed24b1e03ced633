# Generated from chapters/metrics/errors.md by `make tangle`. Do not edit.
"""Losses as metrics.

Every loss can be watched, too; and `metrics=["accuracy"]` finds out which accuracy is meant.
"""

import inspect
from typing import Any

from litkeras.backend.arithmetic import square
from litkeras.backend.choices import cast, sqrt
from litkeras.backend.nonlinearities import l2_normalize
from litkeras.backend.reductions import sum
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.losses import crossentropy, regression
from litkeras.losses.base import as_pair, loss_functions, match_ranks
from litkeras.metrics import accuracy
from litkeras.metrics.base import Mean, MeanMetricWrapper, Metric, metric_functions

__all__ = [
    "mse",
    "MSE",
    "mean_squared_error",
    "mae",
    "MAE",
    "mean_absolute_error",
    "mape",
    "MAPE",
    "mean_absolute_percentage_error",
    "msle",
    "MSLE",
    "mean_squared_logarithmic_error",
    "kld",
    "KLD",
    "kl_divergence",
    "kullback_leibler_divergence",
    "logcosh",
    "log_cosh",
    "hinge",
    "squared_hinge",
    "categorical_hinge",
    "poisson",
    "binary_crossentropy",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "MeanSquaredError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError",
    "LogCoshError",
    "Poisson",
    "KLDivergence",
    "Hinge",
    "SquaredHinge",
    "CategoricalHinge",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy",
    "RootMeanSquaredError",
    "cosine_similarity",
    "CosineSimilarity",
    "get",
    "serialize",
    "deserialize",
    "resolve_metric",
]


# The mean over an epoch
# ----------------------

mse = MSE = mean_squared_error = regression.mean_squared_error

mae = MAE = mean_absolute_error = regression.mean_absolute_error

mape = MAPE = mean_absolute_percentage_error = regression.mean_absolute_percentage_error

msle = MSLE = mean_squared_logarithmic_error = regression.mean_squared_logarithmic_error

kld = KLD = kl_divergence = kullback_leibler_divergence = regression.kl_divergence

logcosh = log_cosh = regression.log_cosh

hinge, squared_hinge = regression.hinge, regression.squared_hinge

categorical_hinge, poisson = regression.categorical_hinge, regression.poisson

binary_crossentropy = crossentropy.binary_crossentropy

categorical_crossentropy = crossentropy.categorical_crossentropy

sparse_categorical_crossentropy = crossentropy.sparse_categorical_crossentropy

for _name, _loss in loss_functions.objects.items():
    if inspect.isfunction(_loss):
        metric_functions.objects[_name] = _loss


@metric_functions.register()
class MeanSquaredError(MeanMetricWrapper):
    """The mean of the squared differences."""

    def __init__(self, name="mean_squared_error", dtype=None):
        super().__init__(mean_squared_error, name, dtype)


@metric_functions.register()
class MeanAbsoluteError(MeanMetricWrapper):
    """The mean of the absolute differences."""

    def __init__(self, name="mean_absolute_error", dtype=None):
        super().__init__(mean_absolute_error, name, dtype)


@metric_functions.register()
class MeanAbsolutePercentageError(MeanMetricWrapper):
    """The mean of the absolute differences, in percent of the truth."""

    def __init__(self, name="mean_absolute_percentage_error", dtype=None):
        super().__init__(mean_absolute_percentage_error, name, dtype)


@metric_functions.register()
class MeanSquaredLogarithmicError(MeanMetricWrapper):
    """The mean of the squared differences of `log(1 + y)`."""

    def __init__(self, name="mean_squared_logarithmic_error", dtype=None):
        super().__init__(mean_squared_logarithmic_error, name, dtype)


@metric_functions.register()
class LogCoshError(MeanMetricWrapper):
    """The mean of the logarithm of the hyperbolic cosine of the differences."""

    def __init__(self, name="logcosh", dtype=None):
        super().__init__(log_cosh, name, dtype)


@metric_functions.register()
class Poisson(MeanMetricWrapper):
    """The mean of `y_pred - y_true * log(y_pred)`."""

    def __init__(self, name="poisson", dtype=None):
        super().__init__(poisson, name, dtype)


@metric_functions.register()
class KLDivergence(MeanMetricWrapper):
    """The mean distance of the predicted distribution from the true one."""

    def __init__(self, name="kullback_leibler_divergence", dtype=None):
        super().__init__(kl_divergence, name, dtype)


@metric_functions.register()
class Hinge(MeanMetricWrapper):
    """The mean of how much predictions fall short of the margin."""

    def __init__(self, name="hinge", dtype=None):
        super().__init__(hinge, name, dtype)


@metric_functions.register()
class SquaredHinge(MeanMetricWrapper):
    """The mean of the square of how much predictions fall short of the margin."""

    def __init__(self, name="squared_hinge", dtype=None):
        super().__init__(squared_hinge, name, dtype)


@metric_functions.register()
class CategoricalHinge(MeanMetricWrapper):
    """The mean of how much the true class falls short of the best other one plus 1."""

    def __init__(self, name="categorical_hinge", dtype=None):
        super().__init__(categorical_hinge, name, dtype)


@metric_functions.register()
class BinaryCrossentropy(MeanMetricWrapper):
    """The mean surprise at a yes or no; the arguments are those of the loss."""

    def __init__(
        self, name="binary_crossentropy", dtype=None, from_logits=False, label_smoothing=0
    ):
        kwargs = {"from_logits": from_logits, "label_smoothing": label_smoothing}
        super().__init__(binary_crossentropy, name, dtype, **kwargs)


@metric_functions.register()
class CategoricalCrossentropy(MeanMetricWrapper):
    """The mean surprise at one of several classes; the arguments are those of the loss."""

    def __init__(
        self, name="categorical_crossentropy", dtype=None, from_logits=False, label_smoothing=0
    ):
        kwargs = {"from_logits": from_logits, "label_smoothing": label_smoothing}
        super().__init__(categorical_crossentropy, name, dtype, **kwargs)


@metric_functions.register()
class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """The mean surprise at one of several classes, the truth given as class numbers."""

    def __init__(
        self, name="sparse_categorical_crossentropy", dtype=None, from_logits=False, axis=-1
    ):
        kwargs = {"from_logits": from_logits, "axis": axis}
        super().__init__(sparse_categorical_crossentropy, name, dtype, **kwargs)


# The root of a mean
# ------------------


@metric_functions.register()
class RootMeanSquaredError(Mean):
    """The square root of the mean of all squared differences.

    Arguments:
        name: its name in logs.
        dtype: dtype of its variables.
    """

    def __init__(self, name="root_mean_squared_error", dtype=None):
        super().__init__(name, dtype)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch of truths and predictions, and weights if there are any."""
        y_true, y_pred = (cast(as_tensor(y), dtype=self.dtype) for y in (y_true, y_pred))
        y_true, y_pred = match_ranks(y_true, y_pred)
        super().update_state(square(y_pred - y_true), sample_weight)

    def result(self) -> Tensor:
        """Return the root."""
        return sqrt(super().result())


# The sign of a cosine
# --------------------


@metric_functions.register("cosine_proximity")
def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Tensor:
    """Return the cosine of the angle between truth and prediction: as a metric, 1 is best.

    Arguments:
        y_true, y_pred: vectors.
        axis: the axis along which the vectors lie.
    """
    y_true, y_pred = as_pair(y_true, y_pred)
    return sum(l2_normalize(y_true, axis=axis) * l2_normalize(y_pred, axis=axis), axis=axis)


@metric_functions.register()
class CosineSimilarity(MeanMetricWrapper):
    """The mean cosine of the angle between truth and prediction: 1 if they agree.

    Arguments:
        name: its name in logs.
        dtype: dtype of its variables.
        axis: the axis along which the vectors lie.
    """

    def __init__(self, name="cosine_similarity", dtype=None, axis=-1):
        super().__init__(cosine_similarity, name, dtype, axis=axis)


# By name
# -------


def get(identifier: Any) -> Any:
    """Return the metric meant by a name, a configuration, a class, a function or an instance.

    Raises:
        ValueError: if it is none of these, or unknown.
    """
    return metric_functions.get(identifier)


def serialize(metric: Any) -> Any:
    """Return the name, or the configuration, of a metric."""
    return metric_functions.serialize(metric)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Build a metric from its name or its configuration."""
    return metric_functions.deserialize(config, custom_objects)


# Which accuracy?
# ---------------

_BY_TASK = {
    "accuracy": (
        accuracy.binary_accuracy,
        accuracy.sparse_categorical_accuracy,
        accuracy.categorical_accuracy,
    ),
    "crossentropy": (
        binary_crossentropy,
        sparse_categorical_crossentropy,
        categorical_crossentropy,
    ),
}

_BY_TASK |= {"acc": _BY_TASK["accuracy"], "ce": _BY_TASK["crossentropy"]}


def _choose(functions: tuple, y_true: Tensor, y_pred: Tensor) -> Any:
    """Return the function for one output, for class numbers, or for one-hot rows."""
    binary, sparse, categorical = functions
    if y_pred.shape[-1] == 1:
        return binary
    is_sparse = y_true.ndim < y_pred.ndim or y_true.shape[-1] == 1
    return sparse if is_sparse else categorical


def resolve_metric(identifier: Any, y_true: Tensor, y_pred: Tensor) -> Metric:
    """Return what `compile(metrics=[...])` was given as a `Metric`.

    Arguments:
        identifier: a name, a configuration, a class, a function or an instance; the names
            `'accuracy'` and `'crossentropy'` mean what fits the shapes.
        y_true, y_pred: the truth and the prediction, of which the shapes matter.

    Raises:
        ValueError: if it is none of these, or unknown.
    """
    if isinstance(identifier, str) and identifier.lower() in _BY_TASK:
        metric = _choose(_BY_TASK[identifier.lower()], y_true, y_pred)
    else:
        metric = get(identifier)
    if isinstance(metric, Metric):
        return metric
    if not callable(metric):
        raise ValueError(f"Metric should be a callable, received {metric!r}")
    name = identifier if isinstance(identifier, str) else None
    name = name or getattr(metric, "__name__", None) or type(metric).__name__
    return MeanMetricWrapper(metric, name)
