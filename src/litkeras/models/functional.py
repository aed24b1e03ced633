# Generated from chapters/models/functional.md by `make tangle`. Do not edit.
"""Functional models.

A graph of layers as a model: several inputs and outputs, shared layers, and a description from
which it can be built again.
"""

from typing import Any

from litkeras.backend.choices import cast
from litkeras.backend.shaping import expand_dims, squeeze
from litkeras.backend.tape import flatten_nested, pack_nested
from litkeras.backend.tensors import Tensor
from litkeras.layers.base import Layer, layer_registry
from litkeras.layers.calls import CALLS
from litkeras.layers.input import InputLayer
from litkeras.layers.nodes import Node, is_symbolic
from litkeras.layers.specs import InputSpec, check_inputs
from litkeras.layers.weights import numbered
from litkeras.legacy import accept_keras_1
from litkeras.models.graph import GraphMap, history_of
from litkeras.models.model import Model
from litkeras.models.wiring import GraphWriter, Rebuilder

__all__ = ["Functional", "conform", "AddLoss", "AddMetric"]


# A graph becomes a model
# -----------------------


@layer_registry.register()
class Functional(Model):
    """A model given by its inputs and outputs.

    Arguments:
        inputs: a symbolic tensor made by `Input`, or a nested structure of them.
        outputs: tensors made from them by layers.
        name: by default `'model'`, `'model_1'`, ...
        trainable: whether training may change its weights.

    Raises:
        ValueError: if an output cannot be computed from the inputs.
    """

    @accept_keras_1
    def __init__(self, inputs=None, outputs=None, name=None, trainable=True, **kwargs):
        if name is None and type(self) is Functional:
            name = numbered("model")
        super().__init__(name=name, trainable=trainable, **kwargs)
        self._autocast = False  # each input has a dtype of its own
        self._additions: list[Tensor] = []
        self._join(inputs, outputs)

    def _join(self, inputs: Any, outputs: Any) -> None:
        """Find the graph between inputs and outputs."""
        self._nested_inputs, self._nested_outputs = inputs, outputs
        self.inputs, self.outputs = flatten_nested(inputs), flatten_nested(outputs)
        self._check_tensors()
        self.graph = GraphMap(self.inputs, self.outputs + self._additions)
        self._layers = self.graph.layers
        self.input_names = [self.graph.origin(t)[0].layer.name for t in self.inputs]
        self.output_names = self._name_outputs()
        self.input_spec = [
            InputSpec(shape=(None, *t.shape[1:]), allow_last_axis_squeeze=True) for t in self.inputs
        ]
        self.built = True
        self._inbound_nodes = []
        Node(self, (inputs,), outputs=outputs)
        self._forget_functions()

    def _check_tensors(self) -> None:
        """Raise ValueError unless inputs and outputs are symbolic, and no input appears twice."""
        for what, tensors in (("Input", self.inputs), ("Output", self.outputs)):
            for tensor in tensors:
                if not is_symbolic(tensor):
                    raise ValueError(
                        f"{what} tensors of a functional model must be symbolic: made by `Input`, "
                        f"or by layers from what it made. Received: {tensor!r}"
                    )
        if len({id(t) for t in self.inputs}) < len(self.inputs):
            raise ValueError(
                "The list of inputs passed to the model is redundant. All inputs should only "
                f"appear once. Found: {self.inputs}"
            )

    def _name_outputs(self) -> list[str]:
        """The names of the layers that make the outputs, a number added where one makes several."""
        names = []
        for tensor in self.outputs:
            name = prefix = history_of(tensor).layer.name
            count = 1
            while name in names:
                name, count = f"{prefix}_{count}", count + 1
            names.append(name)
        return names

    @property
    def layers(self) -> list[Layer]:
        """The layers that it is made of, in an order in which they can be called."""
        return self._layers

    def call(self, inputs, training=None, mask=None):
        """Run the graph on other tensors."""
        given = [conform(x, own) for x, own in zip(self._in_order(inputs), self.inputs)]
        for x, one in zip(given, flatten_nested(mask) if mask is not None else ()):
            if one is not None:
                x._keras_mask = one
        results = self.graph.run(given)
        return pack_nested(self._nested_outputs, results[: len(self.outputs)])

    def _in_order(self, inputs: Any) -> list[Tensor]:
        """The inputs in the order of the model's; those in a dictionary by their names."""
        if not isinstance(inputs, dict):
            return flatten_nested(inputs)
        own = self._nested_inputs
        names = sorted(own) if isinstance(own, dict) else self.input_names
        missing = [name for name in names if name not in inputs]
        if missing:
            raise ValueError(
                f"Missing data for input {missing[0]!r} of model {self.name!r}. You passed a data "
                f"dictionary with keys {list(inputs)}. Expected the following keys: {names}"
            )
        return [inputs[name] for name in names]

    def _check_inputs(self, inputs) -> None:
        """Raise ValueError unless the inputs are as specified."""
        check_inputs(self.input_spec, self._in_order(inputs), self.name)

    def add_loss(self, losses, inputs=None) -> None:
        """Add to the loss; a symbolic tensor made from the inputs becomes part of the graph."""
        for loss in flatten_nested(losses):
            if is_symbolic(loss) and not CALLS:
                self._add_to_graph(AddLoss()(loss))
            else:
                super().add_loss(loss)

    def add_metric(self, value, name=None, aggregation="mean") -> None:
        """Watch a number; a symbolic tensor made from the inputs becomes part of the graph."""
        if is_symbolic(value) and not CALLS and not hasattr(value, "_metric_obj"):
            self._add_to_graph(AddMetric(name)(value))
        else:
            super().add_metric(value, name, aggregation)

    def _add_to_graph(self, tensor: Tensor) -> None:
        """Let the graph lead to one tensor more."""
        self._additions.append(tensor)
        self._join(self._nested_inputs, self._nested_outputs)

    _num_own_nodes = 1  # the first of its nodes is its own graph

    def get_config(self) -> dict[str, Any]:
        """The layers, and for each of their calls, where its inputs come from."""
        writer = GraphWriter(self.graph)
        return {"name": self.name} | writer.config(self._nested_inputs, self._nested_outputs)

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None):
        """Build a model from its configuration."""
        inputs, outputs = Rebuilder(config, custom_objects).run()
        return cls(inputs=inputs, outputs=outputs, name=config.get("name"))

    def pop(self) -> None:
        """Remove the last layer of a chain of layers.

        Raises:
            TypeError: if the layers are no chain.
        """
        last = history_of(self.outputs[0]).layer
        inputs = last._inbound_nodes[0].keras_inputs
        if len(self.outputs) != 1 or len(inputs) != 1 or isinstance(last, InputLayer):
            raise TypeError(
                f"pop: model {self.name!r} has no last layer that could be removed: its layers "
                "are not a chain"
            )
        last._inbound_nodes, last._outbound_nodes = [], []
        self._join(self._nested_inputs, inputs[0])


# Calling it
# ----------


def conform(x: Tensor, own: Tensor) -> Tensor:
    """`x` with the dtype of a model's input, and with or without a last axis of length 1 like it."""
    if x.ndim == own.ndim + 1 and x.shape[-1] == 1:
        x = squeeze(x, axis=-1)
    elif x.ndim == own.ndim - 1 and own.shape[-1] == 1:
        x = expand_dims(x, -1)
    return x if x.dtype == own.dtype else cast(x, dtype=own.dtype.name)


# What does not lead to an output
# -------------------------------


@layer_registry.register()
class AddLoss(Layer):
    """Add its input to the loss."""

    def call(self, inputs):
        self.add_loss(inputs)
        return inputs


@layer_registry.register()
class AddMetric(Layer):
    """Report the mean of its input.

    Arguments:
        metric_name: its name in the logs.
        **kwargs: see `Layer`.
    """

    def __init__(self, metric_name=None, **kwargs):
        super().__init__(**kwargs)
        self.metric_name = metric_name

    def call(self, inputs):
        self.add_metric(inputs, name=self.metric_name)
        return inputs

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"metric_name": self.metric_name}
