# Generated from chapters/optimizers/base.md by `make tangle`. Do not edit.
"""The optimizer.

All that optimizers have in common, so that a rule of its own is left with one line.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from litkeras.backend.autodiff import gradients
from litkeras.backend.choices import cast
from litkeras.backend.configuration import name_scope
from litkeras.backend.functions import collect_updates
from litkeras.backend.tape import GradientTape, flatten_nested
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.backend.variables import Variable
from litkeras.objects import Registry
from litkeras.optimizers.gradients import _clip, check_pairs, filter_empty_gradients
from litkeras.optimizers.hyperparameters import Hyperparameters, LearningRateSchedule
from litkeras.optimizers.slots import Slots

__all__ = ["Optimizer", "serialize", "deserialize", "get"]


# The way of a step
# -----------------

_KEYWORDS = ("clipnorm", "clipvalue", "global_clipnorm", "decay", "lr")


def _check_keywords(optimizer: str, keywords: dict[str, Any]) -> None:
    """Raise TypeError for unknown keywords, ValueError for negative or contradictory ones."""
    for name, value in keywords.items():
        if name not in _KEYWORDS:
            raise TypeError(
                f"Unexpected keyword argument passed to optimizer {optimizer}: {name}. "
                f"Allowed are {', '.join(_KEYWORDS)}."
            )
        if value is not None and value < 0:
            raise ValueError(f"{optimizer}: expected {name} >= 0, received {value}")
    if keywords.get("clipnorm") is not None and keywords.get("global_clipnorm") is not None:
        raise ValueError(
            f"{optimizer} cannot accept both clipnorm ({keywords['clipnorm']}) "
            f"and global_clipnorm ({keywords['global_clipnorm']})"
        )


class Optimizer(Hyperparameters, Slots):
    """Base class of all optimizers.

    A rule overrides `_update`, and `_create_slots` if it remembers something
    about each variable; it makes its hyperparameters known by `_set_hyper`.

    Arguments:
        name: prefix of the names of its variables.
        gradient_aggregator: function from a list of (gradient, variable) pairs
            to another, applied first.
        gradient_transformers: list of such functions, applied after clipping.
        **kwargs: `clipvalue` (limit for each element of a gradient), `clipnorm`
            (for the length of each gradient), `global_clipnorm` (for the length
            of all together), `decay` (the learning rate is divided by
            `1 + decay * iterations`), `lr` (older name of `learning_rate`).

    Raises:
        TypeError: for any other keyword.
        ValueError: for a negative one, or both `clipnorm` and `global_clipnorm`.
    """

    def __init__(
        self,
        name: str,
        gradient_aggregator: Callable | None = None,
        gradient_transformers: Iterable[Callable] | None = None,
        **kwargs,
    ):
        super().__init__()
        _check_keywords(name, kwargs)
        self._name, self._initial_decay = name, kwargs.get("decay", 0.0)
        self.clipnorm, self.clipvalue = kwargs.get("clipnorm"), kwargs.get("clipvalue")
        self.global_clipnorm = kwargs.get("global_clipnorm")
        self.gradient_aggregator = gradient_aggregator
        self.gradient_transformers = list(gradient_transformers or ())

    def _create_slots(self, var_list: list[Variable]) -> None:
        """Make the slots for some variables, by `add_slot`: for a rule to override."""

    def _create_all_weights(self, var_list: list[Variable]) -> None:
        """Make what the first step would make: count, hyperparameters and slots."""
        with name_scope(self._name):
            _ = self.iterations  # made when first asked for
            self._create_hypers()
            self._create_slots(var_list)

    def _decayed_lr(self, dtype: Any) -> Tensor:
        """Return the learning rate of the present step."""
        rate = self._get_hyper("learning_rate", dtype)
        step = cast(self.iterations, dtype=dtype)
        if isinstance(rate, LearningRateSchedule):
            rate = cast(as_tensor(rate(step)), dtype=dtype)
        if self._initial_decay > 0:
            rate = rate / (1 + self._get_hyper("decay", dtype) * step)
        return rate

    def _prepare(self, dtype: Any) -> SimpleNamespace:
        """Return this step's numbers as scalars of a dtype; a rule may add to them."""
        names = [name for name in self._hyper if name != "learning_rate"]
        h = SimpleNamespace(**{name: self._get_hyper(name, dtype) for name in names})
        if "learning_rate" in self._hyper:
            h.learning_rate = self._decayed_lr(dtype)
        return h

    def _update(self, gradient: Tensor, variable: Variable, h: SimpleNamespace) -> None:
        """Change one variable, and its slots, by `assign`: the rule itself."""
        self._resource_apply_dense(gradient, variable)

    def _resource_apply_dense(self, grad: Tensor, var: Variable, apply_state=None) -> None:
        """Change one variable: what a rule written for Keras overrides."""
        raise NotImplementedError(
            f"{type(self).__name__} must override _update(gradient, variable, h) "
            "or _resource_apply_dense(grad, var)"
        )

    def apply_gradients(
        self,
        grads_and_vars: Iterable[tuple[Any, Variable]],
        name: str | None = None,
        experimental_aggregate_gradients: bool = True,
    ) -> Variable | None:
        """Take one step.

        Arguments:
            grads_and_vars: pairs of a gradient and the variable it belongs to.
            name: ignored.
            experimental_aggregate_gradients: whether to use `gradient_aggregator`.

        Returns:
            the number of steps taken, or None if there are no pairs.

        Raises:
            TypeError, ValueError: if a pair is malformed, or no gradient is there.
        """
        pairs = filter_empty_gradients(check_pairs(grads_and_vars))
        if not pairs:
            return None
        self._create_all_weights([variable for _, variable in pairs])
        if experimental_aggregate_gradients and self.gradient_aggregator is not None:
            pairs = self.gradient_aggregator(pairs)
        self._apply(self._transform_gradients(pairs))
        return self.iterations.assign_add(1)

    def _transform_gradients(self, pairs: list[tuple]) -> list[tuple]:
        """Clip the gradients, then apply the user's own functions."""
        gradients, variables = [g for g, _ in pairs], [v for _, v in pairs]
        gradients = _clip(gradients, self.clipvalue, self.clipnorm, self.global_clipnorm)
        pairs = list(zip(gradients, variables))
        for transform in self.gradient_transformers:
            pairs = list(transform(pairs))
        return pairs

    def _apply(self, pairs: list[tuple[Tensor, Variable]]) -> None:
        """Update every variable; what they share is computed once for each dtype."""
        prepared = {dtype: self._prepare(dtype) for dtype in {v.dtype for _, v in pairs}}
        for gradient, variable in pairs:
            self._update(gradient, variable, prepared[variable.dtype])
            if variable.constraint is not None:
                variable.assign(variable.constraint(variable))

    def _compute_gradients(self, loss, var_list, grad_loss=None, tape=None) -> list[tuple]:
        """Return the gradient of the loss for each variable, in pairs."""
        if not callable(loss) and tape is None:
            raise ValueError("`tape` is required when a `Tensor` loss is passed.")
        tape = GradientTape() if tape is None else tape
        if callable(loss):
            with tape:
                if not callable(var_list):
                    tape.watch(var_list)
                loss = loss()
        variables = flatten_nested(var_list() if callable(var_list) else var_list)
        return list(zip(tape.gradient(loss, variables, grad_loss), variables))

    def minimize(
        self, loss, var_list, grad_loss=None, name: str | None = None, tape=None
    ) -> Variable | None:
        """Compute the gradients of a loss and take one step.

        Arguments:
            loss: function without arguments that returns the loss, or the loss itself.
            var_list: variables to change, or a function that returns them.
            grad_loss: gradient that arrives at the loss, by default 1.
            name: ignored.
            tape: the tape that watched how the loss was computed; needed for a tensor.

        Raises:
            ValueError: if the loss is a tensor and there is no tape.
        """
        pairs = self._compute_gradients(loss, var_list, grad_loss, tape)
        return self.apply_gradients(pairs, name=name)

    def get_updates(self, loss: Tensor, params: list[Variable]) -> list[tuple[Variable, Tensor]]:
        """Return one step as updates for `K.function`: variables and their next values."""
        with collect_updates() as updates:
            params = flatten_nested(params)
            self.apply_gradients(zip(self.get_gradients(loss, params), params))
        return updates

    def get_gradients(self, loss: Tensor, params: list[Variable]) -> list[Tensor]:
        """Return the gradients of a loss in a graph.

        Raises:
            ValueError: if the loss does not depend on one of the variables.
        """
        params = flatten_nested(params)
        found = gradients(loss, params)
        for gradient, param in zip(found, params):
            if gradient is None:
                raise ValueError(
                    f"Variable {param!r} has `None` for gradient. Please make sure that "
                    "all of your ops have a gradient defined (i.e. are differentiable)."
                )
        return found

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal optimizer, which has not taken a step."""
        limits = {n: getattr(self, n) for n in ("clipnorm", "clipvalue", "global_clipnorm")}
        return {"name": self._name} | {n: x for n, x in limits.items() if x is not None}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict | None = None) -> "Optimizer":
        """Make an optimizer from its arguments."""
        config = dict(config)
        if "lr" in config:
            config["learning_rate"] = config.pop("lr")
        if isinstance(config.get("learning_rate"), dict):
            rate = _schedules.deserialize(config["learning_rate"], custom_objects)
            config["learning_rate"] = rate
        return cls(**config)


# As a dictionary, and by name
# ----------------------------

_schedules = Registry("learning rate schedule", package="litkeras.optimizers.schedules")

_optimizers = Registry("optimizer", package="litkeras.optimizers")


def _spelled(name: str) -> str:
    """Return the name of an optimizer as its class is spelled: 'adam' -> 'Adam'."""
    classes = {known.lower(): known for known in dir(import_module("litkeras.optimizers"))}
    return classes.get(str(name).lower(), name)


def serialize(optimizer: Optimizer) -> dict[str, Any]:
    """Describe an optimizer by the name of its class and its configuration."""
    return _optimizers.serialize(optimizer)


def deserialize(config: dict[str, Any], custom_objects: dict | None = None) -> Optimizer:
    """Make an optimizer from what `serialize` returned.

    Arguments:
        config: `{"class_name": ..., "config": ...}`.
        custom_objects: optimizers and schedules of your own, by name.
    """
    name = config["class_name"]
    if name not in (custom_objects or {}):
        config = {**config, "class_name": _spelled(name)}
    return _optimizers.deserialize(config, custom_objects)


def get(identifier: str | dict | Optimizer) -> Optimizer:
    """Return the optimizer that is meant by a name, a configuration or itself.

    Raises:
        ValueError: if there is no such optimizer.
    """
    if isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, str):
        identifier = {"class_name": identifier, "config": {}}
    if isinstance(identifier, dict):
        return deserialize(identifier)
    raise ValueError(f"Could not interpret optimizer identifier: {identifier!r}")
