# Generated from chapters/losses/base.md by `make tangle`. Do not edit.
"""From many losses to one number.

A loss per example, weighted, then reduced to the one number that training makes small.
"""

from collections.abc import Callable
from typing import Any

from litkeras.backend.choices import cast
from litkeras.backend.configuration import name_scope
from litkeras.backend.programs import eval
from litkeras.backend.reductions import mean, sum
from litkeras.backend.shaping import expand_dims, squeeze
from litkeras.backend.tensors import Tensor, as_tensor, is_tensor
from litkeras.objects import Registry, to_snake_case

__all__ = [
    "loss_functions",
    "as_pair",
    "match_ranks",
    "match_weights",
    "Reduction",
    "reduce_losses",
    "compute_weighted_loss",
    "Loss",
    "LossFunctionWrapper",
]


# Truth and prediction, made comparable
# -------------------------------------

loss_functions = Registry("loss function", package="litkeras.losses")


def as_pair(y_true: Any, y_pred: Any) -> tuple[Tensor, Tensor]:
    """Return both as tensors, the truth in the prediction's dtype."""
    y_pred = as_tensor(y_pred)
    return cast(as_tensor(y_true), dtype=y_pred.dtype), y_pred


def match_ranks(y_true: Tensor, y_pred: Tensor) -> tuple[Tensor, Tensor]:
    """Drop a last axis of length 1 from the one that has an axis more than the other."""
    surplus = y_pred.ndim - y_true.ndim
    if surplus == 1 and y_pred.shape[-1] in (1, None):
        return y_true, squeeze(y_pred, axis=-1)
    if surplus == -1 and y_true.shape[-1] in (1, None):
        return squeeze(y_true, axis=-1), y_pred
    return y_true, y_pred


# Weights
# -------


def match_weights(weights: Tensor, losses: Tensor) -> Tensor:
    """Give weights one axis more or less, if that makes them broadcast against the losses."""
    surplus = weights.ndim - losses.ndim
    if surplus == 1 and weights.shape[-1] in (1, None):
        return squeeze(weights, axis=-1)
    return expand_dims(weights, -1) if surplus == -1 and weights.ndim else weights


# Kinds of reduction
# ------------------


class Reduction:
    """How the losses of many examples become one: the names that `reduction=` takes."""

    AUTO = "auto"
    NONE = "none"
    SUM = "sum"
    SUM_OVER_BATCH_SIZE = "sum_over_batch_size"

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """Return all names."""
        return cls.AUTO, cls.NONE, cls.SUM, cls.SUM_OVER_BATCH_SIZE

    @classmethod
    def validate(cls, key: str) -> None:
        """Raise ValueError if `key` is none of the names."""
        if key not in cls.all():
            raise ValueError(f"Invalid reduction {key!r}: expected one of {cls.all()}")


def reduce_losses(losses: Tensor, reduction: str) -> Tensor:
    """Return the losses themselves, their sum, or their mean."""
    if reduction == Reduction.NONE or losses.ndim == 0:
        return losses
    return sum(losses) if reduction == Reduction.SUM else mean(losses)


def compute_weighted_loss(
    losses: Any, sample_weight: Any = None, reduction: str = Reduction.SUM_OVER_BATCH_SIZE
) -> Tensor:
    """Multiply losses by weights, then reduce them.

    Arguments:
        losses: a loss per example, or per element of an example.
        sample_weight: None, a number, or weights that broadcast against the losses.
        reduction: one of the names in `Reduction`.

    Raises:
        ValueError: if the reduction is unknown or the shapes do not fit.
    """
    Reduction.validate(reduction)
    losses = as_tensor(losses)
    if sample_weight is not None:
        weights = cast(as_tensor(sample_weight), dtype=losses.dtype)
        losses = losses * match_weights(weights, losses)
    return reduce_losses(losses, reduction)


# A loss with settings
# --------------------


class Loss:
    """A loss with its settings: an object that can be called, stored, and built again.

    A subclass implements `call(y_true, y_pred)`, a loss per example.

    Arguments:
        reduction: how the losses of a batch become one, one of the names in `Reduction`.
        name: optional.
    """

    def __init__(self, reduction: str = Reduction.AUTO, name: str | None = None):
        Reduction.validate(reduction)
        self.reduction, self.name = reduction, name

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """Return a loss per example."""
        raise NotImplementedError(f"{type(self).__name__} must implement call(y_true, y_pred)")

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Tensor:
        """Return the weighted and reduced loss.

        Arguments:
            y_true, y_pred: the truth and the prediction, `(batch, d0, ..., dn)`.
            sample_weight: None, a number, or weights: `(batch,)` or `(batch, d0, ..., dn-1)`.
        """
        with name_scope(self.name or to_snake_case(type(self).__name__)):
            losses = self.call(y_true, y_pred)
            return compute_weighted_loss(losses, sample_weight, self.reduction)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that build this loss again."""
        return {"reduction": self.reduction, "name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Loss":
        """Build a loss from its configuration."""
        return cls(**config)


# A function becomes a loss
# -------------------------


class LossFunctionWrapper(Loss):
    """A function of truth and prediction, made a `Loss`.

    Arguments:
        fn: returns a loss per example.
        reduction: one of the names in `Reduction`.
        name: optional.
        **kwargs: passed on to `fn` in each call.
    """

    def __init__(
        self,
        fn: Callable,
        reduction: str = Reduction.AUTO,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(reduction=reduction, name=name)
        self.fn, self._fn_kwargs = fn, kwargs

    def call(self, y_true, y_pred):
        if is_tensor(y_true) and is_tensor(y_pred):
            y_true, y_pred = match_ranks(y_true, y_pred)
        return self.fn(y_true, y_pred, **self._fn_kwargs)

    def get_config(self):
        values = {k: eval(v) if is_tensor(v) else v for k, v in self._fn_kwargs.items()}
        return {**super().get_config(), **values}
