# Generated from chapters/layers/effects.md by `make tangle`. Do not edit.
"""What a call leaves behind.

Losses and metrics that a layer adds on the way, and that training collects.
"""

from collections.abc import Callable
from typing import Any

from litkeras.backend.reductions import size_along
from litkeras.backend.tape import flatten_nested
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.backend.variables import PENDING
from litkeras.layers.nodes import is_symbolic
from litkeras.layers.weights import is_metric, leaves, unique
from litkeras.objects import Registry

__all__ = ["LossKeeper"]


# Three kinds of losses
# ---------------------


class LossKeeper:
    """What a call leaves behind: losses and metrics.

    Required: `_flatten_layers()`, the object and its parts; `activity_regularizer`;
    `_regularized`, pairs of a weight and its regularizer.
    Given: `add_loss`, `losses`, `add_metric`, `metrics`.
    """

    def __init__(self):
        self._losses: list[Tensor] = []
        self._callable_losses: list[Callable] = []
        self._metrics: list[Any] = []

    def add_loss(self, losses, inputs=None) -> None:
        """Add to the loss that training makes smaller.

        Arguments:
            losses: a tensor, a function without arguments that makes one, or a list of them.
            inputs: accepted and ignored.
        """
        for loss in flatten_nested(losses):
            if callable(loss):
                self._callable_losses.append(loss)
            elif loss is not None:
                self._losses.append(as_tensor(loss))

    @property
    def losses(self) -> list[Tensor]:
        """The losses added by this layer and those inside in the last call, and the regularizers'."""
        return [loss for layer in self._flatten_layers() for loss in layer._own_losses()]

    def _own_losses(self) -> list[Tensor]:
        """The losses of this layer alone."""
        made = [loss() for loss in self._callable_losses]
        made += [regularizer(weight) for weight, regularizer in self._regularized]
        return self._losses + [loss for loss in made if loss is not None]

    def _clear_losses(self) -> None:
        """Forget the losses of the last call."""
        for layer in self._flatten_layers():
            layer._losses.clear()

    def _regularize_activity(self, outputs) -> None:
        """Add the loss of the activity regularizer, a mean over the batch."""
        if self.activity_regularizer is not None:
            for output in flatten_nested(outputs):
                self.add_loss(self.activity_regularizer(output) / size_along(output, axis=0))

    def add_metric(self, value, name: str | None = None, aggregation: str | None = "mean") -> None:
        """Watch a number of each batch during training.

        Arguments:
            value: a tensor, whose mean over the batches is reported; or what a metric returned.
            name: its name in the logs; needed unless `value` comes from a metric.
            aggregation: accepted and ignored.
        """
        metric = getattr(value, "_metric_obj", None)
        if metric is None and name is None:
            raise ValueError(
                "Please provide a name for your metric, like "
                "`self.add_metric(K.sum(inputs), name='mean_activation')`"
            )
        known = metric or next((m for m in self._metrics if m.name == name), None)
        known = known or _metric_registry.get({"class_name": "Mean", "config": {"name": name}})
        self._metrics = unique([*self._metrics, known])
        if metric is None and (PENDING or not is_symbolic(value)):
            known.update_state(value)

    @property
    def metrics(self) -> list[Any]:
        """The metrics of this layer and those inside."""
        return unique(m for layer in self._flatten_layers() for m in layer._own_metrics())

    def _own_metrics(self) -> list[Any]:
        """The metrics in the attributes of this layer alone."""
        held = (leaf for value in vars(self).values() for leaf in leaves(value))
        return unique(leaf for leaf in held if is_metric(leaf))


# Numbers to look at
# ------------------

_metric_registry = Registry("metric", package="litkeras.metrics")  # told in a later part
