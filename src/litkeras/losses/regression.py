# Generated from chapters/losses/regression.md by `make tangle`. Do not edit.
"""How far off?

Losses for numbers, for directions, for margins, for counts and for distributions.
"""

from typing import Any

from litkeras.backend.arithmetic import abs, log, square
from litkeras.backend.choices import clip, equal, logical_or, maximum, where
from litkeras.backend.configuration import epsilon
from litkeras.backend.nonlinearities import l2_normalize, softplus
from litkeras.backend.reductions import all, max, mean, sum
from litkeras.backend.tensors import Tensor
from litkeras.losses.base import LossFunctionWrapper, Reduction, as_pair, loss_functions

__all__ = [
    "mean_squared_error",
    "MeanSquaredError",
    "mean_absolute_error",
    "MeanAbsoluteError",
    "huber",
    "Huber",
    "log_cosh",
    "LogCosh",
    "mean_absolute_percentage_error",
    "MeanAbsolutePercentageError",
    "mean_squared_logarithmic_error",
    "MeanSquaredLogarithmicError",
    "cosine_similarity",
    "CosineSimilarity",
    "hinge",
    "Hinge",
    "squared_hinge",
    "SquaredHinge",
    "categorical_hinge",
    "CategoricalHinge",
    "poisson",
    "Poisson",
    "kl_divergence",
    "KLDivergence",
    "mse",
    "MSE",
    "mae",
    "MAE",
    "mape",
    "MAPE",
    "msle",
    "MSLE",
    "kld",
    "KLD",
    "kullback_leibler_divergence",
    "logcosh",
]


# Squares
# -------


@loss_functions.register("mse", "MSE")
def mean_squared_error(y_true: Any, y_pred: Any) -> Tensor:
    """Mean of the squared differences.

    Shapes:
        two times `(batch, d0, ..., dn)` give `(batch, d0, ..., dn-1)`.
    """
    y_true, y_pred = as_pair(y_true, y_pred)
    return mean(square(y_pred - y_true), axis=-1)


@loss_functions.register()
class MeanSquaredError(LossFunctionWrapper):
    """The mean of the squared differences of truth and prediction."""

    def __init__(self, reduction=Reduction.AUTO, name="mean_squared_error"):
        super().__init__(mean_squared_error, reduction, name)


# Absolute values
# ---------------


@loss_functions.register("mae", "MAE")
def mean_absolute_error(y_true: Any, y_pred: Any) -> Tensor:
    """Mean of the absolute differences."""
    y_true, y_pred = as_pair(y_true, y_pred)
    return mean(abs(y_pred - y_true), axis=-1)


@loss_functions.register()
class MeanAbsoluteError(LossFunctionWrapper):
    """The mean of the absolute differences of truth and prediction."""

    def __init__(self, reduction=Reduction.AUTO, name="mean_absolute_error"):
        super().__init__(mean_absolute_error, reduction, name)


# Between the two
# ---------------


@loss_functions.register("huber_loss")
def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Tensor:
    """Mean of the squares of small differences and the absolute values of large ones.

    Arguments:
        y_true, y_pred: the truth and the prediction.
        delta: the difference at which a parabola goes over into its tangent.

    Reference: Huber, Robust estimation of a location parameter, 1964.
    """
    y_true, y_pred = as_pair(y_true, y_pred)
    error = abs(y_pred - y_true)
    linear = delta * error - 0.5 * delta * delta
    return mean(where(error <= delta, 0.5 * square(error), linear), axis=-1)


@loss_functions.register()
class Huber(LossFunctionWrapper):
    """Squares of small differences, absolute values of large ones.

    Arguments:
        delta: the difference at which a parabola goes over into its tangent.
        reduction: one of the names in `Reduction`.
        name: optional.
    """

    def __init__(self, delta=1.0, reduction=Reduction.AUTO, name="huber_loss"):
        super().__init__(huber, reduction, name, delta=delta)


_LOG_2 = 0.6931471805599453


@loss_functions.register("logcosh")
def log_cosh(y_true: Any, y_pred: Any) -> Tensor:
    """Mean of the logarithm of the hyperbolic cosine of the differences."""
    y_true, y_pred = as_pair(y_true, y_pred)
    error = y_pred - y_true
    return mean(error + softplus(-2.0 * error) - _LOG_2, axis=-1)


@loss_functions.register()
class LogCosh(LossFunctionWrapper):
    """The logarithm of the hyperbolic cosine of the differences."""

    def __init__(self, reduction=Reduction.AUTO, name="log_cosh"):
        super().__init__(log_cosh, reduction, name)


# Relative errors
# ---------------


@loss_functions.register("mape", "MAPE")
def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Tensor:
    """Mean of the absolute differences, in percent of the truth."""
    y_true, y_pred = as_pair(y_true, y_pred)
    return 100.0 * mean(abs((y_true - y_pred) / maximum(abs(y_true), epsilon())), axis=-1)


@loss_functions.register()
class MeanAbsolutePercentageError(LossFunctionWrapper):
    """The mean of the absolute differences, in percent of the truth."""

    def __init__(self, reduction=Reduction.AUTO, name="mean_absolute_percentage_error"):
        super().__init__(mean_absolute_percentage_error, reduction, name)


@loss_functions.register("msle", "MSLE")
def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Tensor:
    """Mean of the squared differences of `log(1 + y)`."""
    y_true, y_pred = as_pair(y_true, y_pred)
    orders = [log(maximum(y, epsilon()) + 1.0) for y in (y_true, y_pred)]
    return mean(square(orders[1] - orders[0]), axis=-1)


@loss_functions.register()
class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """The mean of the squared differences of `log(1 + y)`."""

    def __init__(self, reduction=Reduction.AUTO, name="mean_squared_logarithmic_error"):
        super().__init__(mean_squared_logarithmic_error, reduction, name)


# Directions
# ----------


@loss_functions.register("cosine_proximity")
def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Tensor:
    """Minus the cosine of the angle between truth and prediction.

    Arguments:
        y_true, y_pred: vectors.
        axis: the axis along which the vectors lie.
    """
    y_true, y_pred = as_pair(y_true, y_pred)
    return -sum(l2_normalize(y_true, axis=axis) * l2_normalize(y_pred, axis=axis), axis=axis)


@loss_functions.register()
class CosineSimilarity(LossFunctionWrapper):
    """Minus the cosine of the angle between truth and prediction: -1 if they agree, 1 if they oppose.

    Arguments:
        axis: the axis along which the vectors lie.
        reduction: one of the names in `Reduction`.
        name: optional.
    """

    def __init__(self, axis=-1, reduction=Reduction.AUTO, name="cosine_similarity"):
        super().__init__(cosine_similarity, reduction, name, axis=axis)


# Margins
# -------


def _as_signs(y_true: Tensor) -> Tensor:
    """Return labels as -1 and 1, whether they were written so or as 0 and 1."""
    is_binary = all(logical_or(equal(y_true, 0.0), equal(y_true, 1.0)))
    return where(is_binary, 2.0 * y_true - 1.0, y_true)


@loss_functions.register()
def hinge(y_true: Any, y_pred: Any) -> Tensor:
    """Mean of how much `y_true * y_pred` falls short of 1."""
    y_true, y_pred = as_pair(y_true, y_pred)
    return mean(maximum(1.0 - _as_signs(y_true) * y_pred, 0.0), axis=-1)


@loss_functions.register()
class Hinge(LossFunctionWrapper):
    """How much the prediction falls short of the margin; labels are -1 and 1, or 0 and 1."""

    def __init__(self, reduction=Reduction.AUTO, name="hinge"):
        super().__init__(hinge, reduction, name)


@loss_functions.register()
def squared_hinge(y_true: Any, y_pred: Any) -> Tensor:
    """Mean of the square of how much `y_true * y_pred` falls short of 1."""
    y_true, y_pred = as_pair(y_true, y_pred)
    return mean(square(maximum(1.0 - _as_signs(y_true) * y_pred, 0.0)), axis=-1)


@loss_functions.register()
class SquaredHinge(LossFunctionWrapper):
    """The square of how much the prediction falls short of the margin."""

    def __init__(self, reduction=Reduction.AUTO, name="squared_hinge"):
        super().__init__(squared_hinge, reduction, name)


@loss_functions.register()
def categorical_hinge(y_true: Any, y_pred: Any) -> Tensor:
    """How much the score of the true class falls short of the best other one plus 1.

    Shapes:
        two times `(batch, classes)` give `(batch,)`.
    """
    y_true, y_pred = as_pair(y_true, y_pred)
    right = sum(y_true * y_pred, axis=-1)
    wrong = max((1.0 - y_true) * y_pred, axis=-1)
    return maximum(wrong - right + 1.0, 0.0)


@loss_functions.register()
class CategoricalHinge(LossFunctionWrapper):
    """How much the score of the true class falls short of the best other one plus 1."""

    def __init__(self, reduction=Reduction.AUTO, name="categorical_hinge"):
        super().__init__(categorical_hinge, reduction, name)


# Counts and distributions
# ------------------------


@loss_functions.register()
def poisson(y_true: Any, y_pred: Any) -> Tensor:
    """Mean of `y_pred - y_true * log(y_pred)`: for counts, whose expected values are predicted."""
    y_true, y_pred = as_pair(y_true, y_pred)
    return mean(y_pred - y_true * log(y_pred + epsilon()), axis=-1)


@loss_functions.register()
class Poisson(LossFunctionWrapper):
    """For counts, whose expected values are predicted."""

    def __init__(self, reduction=Reduction.AUTO, name="poisson"):
        super().__init__(poisson, reduction, name)


@loss_functions.register("kld", "KLD", "kullback_leibler_divergence")
def kl_divergence(y_true: Any, y_pred: Any) -> Tensor:
    """Sum of `y_true * log(y_true / y_pred)`: how far a distribution is from the true one.

    Shapes:
        two times `(batch, classes)` give `(batch,)`.
    """
    y_true, y_pred = (clip(y, epsilon(), 1.0) for y in as_pair(y_true, y_pred))
    return sum(y_true * log(y_true / y_pred), axis=-1)


@loss_functions.register()
class KLDivergence(LossFunctionWrapper):
    """How far the predicted distribution is from the true one."""

    def __init__(self, reduction=Reduction.AUTO, name="kl_divergence"):
        super().__init__(kl_divergence, reduction, name)


# Short names
# -----------

mse = MSE = mean_squared_error

mae = MAE = mean_absolute_error

mape = MAPE = mean_absolute_percentage_error

msle = MSLE = mean_squared_logarithmic_error

kld = KLD = kullback_leibler_divergence = kl_divergence

logcosh = log_cosh
