# Generated from chapters/models/compile.md by `make tangle`. Do not edit.
"""Compiling.

How a model is to be trained, taken down once: an optimizer, two containers, and a check that all
names mean something.
"""

from typing import Any

from litkeras import losses, optimizers
from litkeras.backend.tape import flatten_nested
from litkeras.backend.tensors import placeholder
from litkeras.layers.weights import unique
from litkeras.metrics.errors import resolve_metric
from litkeras.models.containers import LossesContainer, MetricsContainer

__all__ = ["Compiled"]


# What is noted, and what is made
# -------------------------------


class Compiled:
    """What `compile` adds to a model.

    Required: `_flatten_layers`, `dynamic`, `trainable_weights`; optionally `output_names`.
    Given: `compile`, `metrics`, `metrics_names`, `reset_metrics`, `run_eagerly`.
    """

    optimizer = compiled_loss = compiled_metrics = None
    output_names: list[str] | None = None
    _is_compiled = False
    _run_eagerly = None

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        loss_weights: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool | None = None,
        steps_per_execution: int | None = None,
        **kwargs: Any,
    ) -> None:
        """Choose how the model is trained and measured.

        Arguments:
            optimizer: name or optimizer.
            loss: name, function or `Loss`; a list or a dictionary by name for several outputs.
            metrics: list of names, functions or metrics; lists of them, or a dictionary by name.
            loss_weights: factors of the outputs' losses, as a list or dictionary by name.
            weighted_metrics: like `metrics`, for those that are weighted like the loss.
            run_eagerly: whether to run each step as plain Python, to look into it.
            steps_per_execution: how many batches to run between two calls of the callbacks.
            **kwargs: none; an unknown name is an error.
        """
        if kwargs:
            raise TypeError(f"Model.compile: unexpected keyword arguments {sorted(kwargs)}")
        self.optimizer = optimizers.get(optimizer)
        self.loss, self.loss_weights = loss, loss_weights
        self.compiled_loss = LossesContainer(loss, loss_weights, self.output_names)
        self.compiled_metrics = MetricsContainer(metrics, weighted_metrics, self.output_names)
        self._run_eagerly, self.steps_per_execution = run_eagerly, steps_per_execution or 1
        self._is_compiled = True
        self._forget_functions()
        self._check_compile_arguments(loss, metrics)

    def _check_compile_arguments(self, loss: Any, metrics: Any) -> None:
        """Raise ValueError now for a name that nothing is called."""
        for name in flatten_nested(loss):
            if isinstance(name, str):
                losses.get(name)
        shape = placeholder((None, 1))
        for name in flatten_nested(metrics):
            if isinstance(name, str):
                resolve_metric(name, shape, shape)

    def _check_compiled(self) -> None:
        """Raise RuntimeError unless `compile` was called."""
        if not self._is_compiled:
            raise RuntimeError(
                "You must compile your model before training/testing. "
                "Use `model.compile(optimizer, loss)`."
            )

    @property
    def metrics(self) -> list[Any]:
        """The loss, the metrics given to `compile`, and those that layers added."""
        found = []
        if self._is_compiled:
            found = self.compiled_loss.metrics + self.compiled_metrics.metrics
        layers = self._flatten_layers()
        return unique(found + [m for layer in layers for m in layer._own_metrics()])

    @property
    def metrics_names(self) -> list[str]:
        """The names of the numbers that `evaluate` returns."""
        return [metric.name for metric in self.metrics]

    def reset_metrics(self) -> None:
        """Let all metrics forget what they have seen."""
        for metric in self.metrics:
            metric.reset_state()

    @property
    def run_eagerly(self) -> bool:
        """Whether steps run as plain Python; settable."""
        if self.dynamic and self._run_eagerly is False:
            raise ValueError(
                "Your model contains layers that can only be run in eager execution "
                "(dynamic=True). You cannot set `run_eagerly=False`."
            )
        return bool(self.dynamic or self._run_eagerly)

    @run_eagerly.setter
    def run_eagerly(self, value: bool) -> None:
        self._run_eagerly = value
        self._forget_functions()
