# Generated from chapters/models/containers.md by `make tangle`. Do not edit.
"""Containers.

Losses and metrics, given in whatever form, become two objects that find out at the first batch what
belongs to which output.
"""

from collections.abc import Sequence
from typing import Any

from litkeras import metrics
from litkeras.backend.choices import cast
from litkeras.backend.reductions import size_along
from litkeras.backend.shaping import expand_dims
from litkeras.backend.tape import flatten_nested
from litkeras.backend.tensors import Tensor
from litkeras.layers.nodes import mask_of
from litkeras.losses.crossentropy import resolve_loss
from litkeras.metrics.errors import resolve_metric

__all__ = [
    "for_each_output",
    "name_outputs",
    "leaves_by_output",
    "match",
    "apply_mask",
    "LossesContainer",
    "MetricsContainer",
]


# One for each output
# -------------------


def for_each_output(given: Any, names: Sequence[str], what: str) -> list[Any]:
    """What belongs to each output of a model.

    Arguments:
        given: one thing for all outputs, a list with one for each, or a dictionary by name.
        names: the names of the outputs.
        what: what it is called in messages.

    Raises:
        ValueError: if the list is too long or short, or a name in the dictionary is none.
    """
    if isinstance(given, dict):
        unknown = sorted(set(given) - set(names))
        if unknown:
            raise ValueError(
                f"Found unexpected keys in `{what}` that do not correspond to any model output: "
                f"{unknown}. Expected: {list(names)}"
            )
        return [given.get(name) for name in names]
    if isinstance(given, (list, tuple)):
        if len(given) != len(names):
            raise ValueError(
                f"When passing a list as `{what}`, it should have one entry per model output. "
                f"The model has {len(names)} outputs, but you passed {given!r}"
            )
        return list(given)
    return [given] * len(names)


def name_outputs(y_pred: Any, names: Sequence[str] | None) -> list[str]:
    """The names of a model's outputs: those known, the keys, or 'output_1', 'output_2', ..."""
    if names:
        return list(names)
    if isinstance(y_pred, dict):
        return sorted(y_pred)
    return [f"output_{i + 1}" for i in range(len(flatten_nested(y_pred)))]


def leaves_by_output(given: Any, names: Sequence[str], what: str) -> list[Any]:
    """A truth (or weight) for each output."""
    if given is None:
        return [None] * len(names)
    if isinstance(given, dict):
        return for_each_output(given, names, what)
    leaves = flatten_nested(given)
    if what == "sample_weight" and len(leaves) == 1:
        leaves = leaves * len(names)
    if len(leaves) != len(names):
        raise ValueError(
            f"The model has {len(names)} outputs, {list(names)}, but `{what}` has {len(leaves)} parts"
        )
    return leaves


# Making them comparable
# ----------------------


def match(y_true: Tensor, y_pred: Tensor, weight: Tensor | None):
    """Truth and weight with the rank and the precision of the prediction."""
    if y_true.ndim == 1 and y_pred.ndim == 2:
        y_true = expand_dims(y_true, -1)
    if y_true.dtype.kind == y_pred.dtype.kind and y_true.dtype.kind in "fiu":
        y_true = cast(y_true, dtype=y_pred.dtype)
    if weight is not None:
        if weight.ndim == 1 and y_pred.ndim == 2:
            weight = expand_dims(weight, -1)
        weight = cast(weight, dtype=y_pred.dtype)
    return y_true, y_pred, weight


def apply_mask(y_pred: Tensor, weight: Tensor | None) -> Tensor | None:
    """The weight, zero where the prediction carries a mask that says so."""
    mask = mask_of(y_pred)
    if mask is None:
        return weight
    mask = cast(mask, dtype=y_pred.dtype)
    if weight is None:
        return mask
    while weight.ndim > mask.ndim:
        mask = expand_dims(mask, -1)
    while weight.ndim < mask.ndim:
        weight = expand_dims(weight, -1)
    return weight * mask


# The loss of all outputs
# -----------------------


class LossesContainer:
    """The loss of a model: the weighted sum of the losses of its outputs, and its means in the logs.

    Arguments:
        loss: what `compile` was given.
        loss_weights: factors, in the same form.
        output_names: the names of the outputs, if they are known.
    """

    def __init__(
        self, loss: Any, loss_weights: Any = None, output_names: Sequence[str] | None = None
    ):
        self._loss, self._loss_weights, self._names = loss, loss_weights, output_names
        self._total = metrics.Mean(name="loss")
        self._is_built = False

    def build(self, y_pred: Any) -> None:
        """Now that there are outputs, decide which loss belongs to which."""
        self._names = name_outputs(y_pred, self._names)
        self.losses = [resolve_loss(l) for l in for_each_output(self._loss, self._names, "loss")]
        self.weights = for_each_output(self._loss_weights, self._names, "loss_weights")
        self._means = [None] * len(self._names)
        if len(self._names) > 1:
            named = zip(self.losses, self._names)
            self._means = [l and metrics.Mean(name=f"{name}_loss") for l, name in named]
        self._is_built = True

    @property
    def metrics(self) -> list[Any]:
        """The metrics that report the loss, and that of each output if there are several."""
        return [self._total, *filter(None, self._means)] if self._is_built else []

    def _term(self, i: int, y_true, y_pred: Tensor, weight) -> Tensor | None:
        """What output `i` adds to the loss."""
        loss = self.losses[i]
        if loss is None:
            return None
        if y_true is None:
            raise ValueError(
                f"The output {self._names[i]!r} has a loss ({loss.name}), but there is no target "
                "for it: y is missing"
            )
        y_true, y_pred, weight = match(y_true, y_pred, weight)
        value = loss(y_true, y_pred, sample_weight=apply_mask(y_pred, weight))
        if self._means[i] is not None:
            self._means[i].update_state(value, sample_weight=size_along(y_pred, axis=0))
        return value if self.weights[i] is None else value * self.weights[i]

    def __call__(self, y_true, y_pred, sample_weight=None, regularization_losses=None) -> Tensor:
        """The loss of a batch.

        Arguments:
            y_true: the truth: a tensor, or a nested structure with one for each output.
            y_pred: the outputs.
            sample_weight: None, or weights in the structure of `y_true`.
            regularization_losses: list of losses to be added.
        """
        if not self._is_built:
            self.build(y_pred)
        truths = leaves_by_output(y_true, self._names, "y")
        weights = leaves_by_output(sample_weight, self._names, "sample_weight")
        outputs = list(zip(truths, flatten_nested(y_pred), weights))
        terms = [self._term(i, *output) for i, output in enumerate(outputs)]
        terms = [t for t in terms if t is not None] + list(regularization_losses or [])
        if not terms:
            raise ValueError(
                "The model cannot be trained because it has no loss to optimize: "
                "give `compile` a loss, or add one by `add_loss`"
            )
        total = sum(terms[1:], terms[0])
        self._total.update_state(total, sample_weight=size_along(outputs[0][1], axis=0))
        return total


# The metrics of all outputs
# --------------------------


class MetricsContainer:
    """The metrics of a model's outputs.

    Arguments:
        metrics: what `compile` was given as `metrics`.
        weighted_metrics: the same, for metrics that take the sample weights into account.
        output_names: the names of the outputs, if they are known.
    """

    def __init__(self, metrics: Any = None, weighted_metrics: Any = None, output_names=None):
        self._given, self._names = (metrics, weighted_metrics), output_names
        self._pairs: list[tuple[list, list]] | None = None

    @property
    def metrics(self) -> list[Any]:
        """All metrics, output by output."""
        return [m for pair in self._pairs or [] for some in pair for m in some]

    def build(self, y_true: Any, y_pred: Any) -> None:
        """Now that there are truths and outputs, make the metrics of each."""
        self._names = name_outputs(y_pred, self._names)
        truths = leaves_by_output(y_true, self._names, "y")
        plain, weighted = (self._lists(given) for given in self._given)
        outputs = zip(plain, weighted, truths, flatten_nested(y_pred))
        self._pairs = [
            tuple([self._make(m, y_t, y_p) for m in some] for some in given)
            for *given, y_t, y_p in outputs
        ]
        self._name_all()

    def _lists(self, given: Any) -> list[list]:
        """A list of metrics for each output; a flat list of metrics is meant for all of them."""
        is_nested = isinstance(given, dict) or (
            isinstance(given, (list, tuple)) and any(isinstance(m, (list, tuple)) for m in given)
        )
        each = for_each_output(
            given if is_nested else [given] * len(self._names), self._names, "metrics"
        )
        return [flatten_nested(m) if m is not None else [] for m in each]

    def _make(self, given: Any, y_true: Tensor, y_pred: Tensor) -> Any:
        """One metric; of one that is meant for several outputs, each gets a copy."""
        is_instance = hasattr(given, "get_config") and not isinstance(given, type)
        if is_instance and len(self._names) > 1:
            given = type(given).from_config(given.get_config())
        return resolve_metric(given, y_true, y_pred)

    def _name_all(self) -> None:
        """Put the output's name before the metric's if there are several outputs, and check them."""
        taken: set[str] = set()
        for output_name, (plain, weighted) in zip(self._names, self._pairs):
            prefix = f"{output_name}_" if len(self._names) > 1 else ""
            for metric in plain:
                self._name(metric, prefix, taken)
            for metric in weighted:
                is_taken = prefix + metric.name in taken
                self._name(metric, f"{prefix}weighted_" if is_taken else prefix, taken)

    def _name(self, metric: Any, prefix: str, taken: set[str]) -> None:
        """Put a prefix before a metric's name, if it is not there yet."""
        if not metric.name.startswith(prefix):
            metric.name = prefix + metric.name
        if metric.name in taken:
            raise ValueError(
                f"Found two metrics with the same name: {metric.name}. All the metrics added to "
                "the model need to have unique names."
            )
        taken.add(metric.name)

    def update_state(self, y_true, y_pred, sample_weight=None) -> None:
        """Let all metrics take in a batch; see `LossesContainer` for the arguments."""
        if self._pairs is None:
            self.build(y_true, y_pred)
        truths = leaves_by_output(y_true, self._names, "y")
        weights = leaves_by_output(sample_weight, self._names, "sample_weight")
        for pair, *output in zip(self._pairs, truths, flatten_nested(y_pred), weights):
            if any(pair):
                self._update_output(*pair, *output)

    def _update_output(self, plain, weighted, y_true, y_pred, weight) -> None:
        """Let the metrics of one output take in a batch."""
        y_true, y_pred, weight = match(y_true, y_pred, weight)
        mask = apply_mask(y_pred, None)
        for metric in plain:
            metric.update_state(y_true, y_pred, sample_weight=mask)
        for metric in weighted:
            metric.update_state(y_true, y_pred, sample_weight=apply_mask(y_pred, weight))
