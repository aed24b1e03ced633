# Generated from chapters/losses/crossentropy.md by `make tangle`. Do not edit.
"""Cross-entropy.

How surprised is the model by the truth?
"""

from typing import Any

from litkeras.backend import crossentropy
from litkeras.backend.reductions import mean
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.losses.base import Loss, LossFunctionWrapper, Reduction, as_pair, loss_functions

__all__ = [
    "binary_crossentropy",
    "BinaryCrossentropy",
    "categorical_crossentropy",
    "CategoricalCrossentropy",
    "sparse_categorical_crossentropy",
    "SparseCategoricalCrossentropy",
    "get",
    "serialize",
    "deserialize",
    "resolve_loss",
]


# Two outcomes
# ------------


@loss_functions.register("bce", "BCE")
def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0
) -> Tensor:
    """Mean surprise at a yes or no.

    Arguments:
        y_true: 0 or 1, or a probability between.
        y_pred: the predicted probability of a 1.
        from_logits: whether `y_pred` is instead the argument of a sigmoid.
        label_smoothing: how far to move the truth towards 1/2.

    Shapes:
        two times `(batch, d0, ..., dn)` give `(batch, d0, ..., dn-1)`.
    """
    y_true, y_pred = as_pair(y_true, y_pred)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    return mean(crossentropy.binary_crossentropy(y_true, y_pred, from_logits=from_logits), axis=-1)


@loss_functions.register()
class BinaryCrossentropy(LossFunctionWrapper):
    """The surprise at a yes or no.

    Arguments:
        from_logits: whether predictions are arguments of a sigmoid instead of probabilities.
        label_smoothing: how far to move the truth towards 1/2.
        reduction: one of the names in `Reduction`.
        name: optional.
    """

    def __init__(
        self,
        from_logits=False,
        label_smoothing=0,
        reduction=Reduction.AUTO,
        name="binary_crossentropy",
    ):
        kwargs = {"from_logits": from_logits, "label_smoothing": label_smoothing}
        super().__init__(binary_crossentropy, reduction, name, **kwargs)
        self.from_logits = from_logits


# Many outcomes
# -------------


@loss_functions.register()
def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0
) -> Tensor:
    """Surprise at one of several classes, the truth given as rows with a single 1.

    Arguments:
        y_true: a distribution over the classes.
        y_pred: the predicted one.
        from_logits: whether `y_pred` is instead the argument of a softmax.
        label_smoothing: how far to move the truth towards equal probabilities.

    Shapes:
        two times `(batch, ..., classes)` give `(batch, ...)`.
    """
    y_true, y_pred = as_pair(y_true, y_pred)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / y_true.shape[-1]
    return crossentropy.categorical_crossentropy(y_true, y_pred, from_logits=from_logits)


@loss_functions.register()
class CategoricalCrossentropy(LossFunctionWrapper):
    """The surprise at one of several classes, the truth given as rows with a single 1.

    Arguments:
        from_logits: whether predictions are arguments of a softmax instead of probabilities.
        label_smoothing: how far to move the truth towards equal probabilities.
        reduction: one of the names in `Reduction`.
        name: optional.
    """

    def __init__(
        self,
        from_logits=False,
        label_smoothing=0,
        reduction=Reduction.AUTO,
        name="categorical_crossentropy",
    ):
        kwargs = {"from_logits": from_logits, "label_smoothing": label_smoothing}
        super().__init__(categorical_crossentropy, reduction, name, **kwargs)


# Class numbers
# -------------


@loss_functions.register()
def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, axis: int = -1
) -> Tensor:
    """Surprise at one of several classes, the truth given as class numbers.

    Arguments:
        y_true: class numbers.
        y_pred: the predicted distribution over the classes.
        from_logits: whether `y_pred` is instead the argument of a softmax.
        axis: the axis of the classes.

    Shapes:
        `(batch, ...)` and `(batch, ..., classes)` give `(batch, ...)`.
    """
    return crossentropy.sparse_categorical_crossentropy(
        as_tensor(y_true), as_tensor(y_pred), from_logits=from_logits, axis=axis
    )


@loss_functions.register()
class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """The surprise at one of several classes, the truth given as class numbers.

    Arguments:
        from_logits: whether predictions are arguments of a softmax instead of probabilities.
        reduction: one of the names in `Reduction`.
        name: optional.
    """

    def __init__(
        self, from_logits=False, reduction=Reduction.AUTO, name="sparse_categorical_crossentropy"
    ):
        super().__init__(sparse_categorical_crossentropy, reduction, name, from_logits=from_logits)


# By name
# -------


def get(identifier: Any) -> Any:
    """Return the loss meant by None, a name, a configuration, a class, a function or an instance.

    Raises:
        ValueError: if it is none of these, or unknown.
    """
    return loss_functions.get(identifier)


def serialize(loss: Any) -> Any:
    """Return the name, and configuration, of a loss."""
    return loss_functions.serialize(loss)


def deserialize(name: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Build a loss from its name or its configuration."""
    return loss_functions.deserialize(name, custom_objects)


def resolve_loss(identifier: Any) -> Loss | None:
    """Return what `compile(loss=...)` was given as a `Loss`, or None.

    Arguments:
        identifier: None, a name, a configuration, a class, a function or an instance.
    """
    loss = get(identifier)
    if loss is None or isinstance(loss, Loss):
        return loss
    return LossFunctionWrapper(loss, name=getattr(loss, "__name__", type(loss).__name__))
