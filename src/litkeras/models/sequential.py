# Generated from chapters/models/sequential.md by `make tangle`. Do not edit.
"""Sequential.

A chain of layers that grows one by one, and waits, if it must, for data to tell it its shape.
"""

from collections.abc import Iterable
from typing import Any

from litkeras.backend.tape import flatten_nested
from litkeras.backend.tensors import Tensor
from litkeras.layers.base import Layer, deserialize, layer_registry, serialize
from litkeras.layers.calls import outside_of_all_calls
from litkeras.layers.input import Input, InputLayer
from litkeras.layers.nodes import is_symbolic
from litkeras.models.functional import Functional
from litkeras.models.graph import history_of
from litkeras.models.model import Model

__all__ = ["Sequential", "first_shape"]


# A list of layers
# ----------------


@layer_registry.register()
class Sequential(Functional):
    """A chain of layers, each of which has one input and one output.

    Arguments:
        layers: list of layers.
        name: by default `'sequential'`, `'sequential_1'`, ...
    """

    is_sequential = True

    def __init__(self, layers: Iterable[Layer] | None = None, name: str | None = None):
        Model.__init__(self, name=name)
        self._autocast = False
        self._additions: list[Tensor] = []
        self._layers: list[Layer] = []
        self._has_explicit_input_shape = False
        self._clear_graph()
        for layer in [layers] if isinstance(layers, Layer) else layers or ():
            self.add(layer)

    def _clear_graph(self) -> None:
        """Be a chain whose shapes are not known."""
        self.built, self.graph, self.inputs, self.outputs = False, None, None, None
        self.input_names, self.output_names, self.input_spec = None, None, None
        self._inbound_nodes = []

    @property
    def layers(self) -> list[Layer]:
        """The layers, without the one that only says what the input is."""
        begins_with_input = self._layers and isinstance(self._layers[0], InputLayer)
        return self._layers[1:] if begins_with_input else self._layers[:]

    def add(self, layer: Layer) -> None:
        """Append a layer.

        Arguments:
            layer: a layer or model; to begin with, also what `Input` returned.

        Raises:
            TypeError: if it is no layer.
            ValueError: if its name is taken, or it does not have a single output.
        """
        if is_symbolic(layer):
            layer = history_of(layer).layer
        if not isinstance(layer, Layer):
            raise TypeError(f"The added layer must be an instance of class Layer. Found: {layer!r}")
        if any(layer.name == other.name for other in self._layers):
            raise ValueError(
                "All layers added to a Sequential model should have unique names. Name "
                f"{layer.name!r} is already the name of a layer in this model. Update the `name` "
                "argument to pass a unique name."
            )
        if self._layers or not self._begin(layer):
            self._append(layer)

    def _begin(self, layer: Layer) -> bool:
        """Take the first layer; tell whether the graph is begun with it."""
        if isinstance(layer, InputLayer):
            self._layers, output = [layer], layer.output[0]
            self._set_output(output, output)
            return True
        shape, dtype = first_shape(layer)
        if shape is None:
            return False
        x = Input(batch_shape=shape, dtype=dtype, name=f"{layer.name}_input")
        output = layer(x)
        self._check_single(output)
        self._layers = [history_of(x).layer, layer]
        self._set_output(x, output)
        return True

    def _append(self, layer: Layer) -> None:
        """Take another layer, and call it on the last output if that is known."""
        if self.outputs is not None:
            output = layer(self.outputs[0])
            self._check_single(output)
            self._layers.append(layer)
            self._set_output(self.inputs[0], output)
        else:
            self._layers.append(layer)
            self._clear_graph()
            self._forget_functions()

    def _set_output(self, x: Tensor, output: Tensor) -> None:
        """Be the graph from `x` to `output`, with the layers as they were added."""
        layers = self._layers
        self._join(x, output)
        self._layers, self._has_explicit_input_shape = layers, True

    def _check_single(self, output: Any) -> None:
        """Raise ValueError if a layer has several outputs."""
        if not isinstance(output, Tensor):
            raise ValueError(
                "All layers in a Sequential model should have a single output tensor. "
                "For multi-output layers, use the functional API."
            )

    def pop(self) -> None:
        """Remove the last layer.

        Raises:
            TypeError: if there is none.
        """
        if not self.layers:
            raise TypeError("There are no layers in the model.")
        layer = self._layers.pop()
        self._forget_functions()
        if self.outputs is None:
            return
        if not self.layers:
            self._layers = []
            self._clear_graph()
            return
        node = layer._inbound_nodes.pop()
        self._layers[-1]._outbound_nodes.remove(node)
        self._set_output(self.inputs[0], node.keras_inputs[0])

    @property
    def weights(self) -> list:
        """All weights, layer by layer.

        Raises:
            ValueError: if there are none yet.
        """
        if not self.built and self._layers:
            raise ValueError(
                f"Weights for model {self.name} have not yet been created. Weights are created "
                "when the Model is first called on inputs or `build()` is called with an "
                "`input_shape`."
            )
        return super().weights

    def build(self, input_shape=None) -> None:
        """Join the layers, now that the shape of the input is known.

        Arguments:
            input_shape: a tuple, the batch axis included.
        """
        if self.graph is None:
            if input_shape is None:
                raise ValueError("Sequential.build: expected an `input_shape`, got None")
            self._build_for(tuple(input_shape), self._layers[0].dtype if self._layers else None)

    def _build_for(self, shape: tuple, dtype: Any) -> None:
        """Join the layers for batches of a shape."""
        layers = self.layers
        with outside_of_all_calls():
            for layer in layers:  # what they remember of another shape
                layer._inbound_nodes, layer._outbound_nodes = [], []
            x = output = Input(batch_shape=shape, dtype=dtype, name=f"{layers[0].name}_input")
            for layer in layers:
                output = layer(output)
                self._check_single(output)
        self._join(x, output)
        self._layers = [history_of(x).layer, *layers]

    def _maybe_build(self, inputs) -> None:
        """Nothing: `call` joins the layers."""

    def call(self, inputs, training=None, mask=None):
        """Run the layers one after the other; the first call finds out the shapes."""
        if not self._layers:
            return inputs
        if not self._has_explicit_input_shape:
            (inputs,) = flatten_nested(inputs)
            self._adapt_to(inputs)
        return super().call(inputs, training, mask)

    def _adapt_to(self, inputs: Tensor) -> None:
        """Be a graph for batches like `inputs`, and for those seen before."""
        shape = inputs.shape
        if self.graph is not None:
            known = self.inputs[0].shape
            shape = tuple(a if a == b else None for a, b in zip(known, shape))
            if shape == known:
                return
        self._build_for(shape, inputs.dtype.name)

    def _check_inputs(self, inputs) -> None:
        """Raise ValueError unless the inputs are as specified."""
        if self._has_explicit_input_shape:
            super()._check_inputs(inputs)

    def get_config(self) -> dict[str, Any]:
        """The name and the layers, in order."""
        return {"name": self.name, "layers": [serialize(layer) for layer in self._layers]}

    @classmethod
    def from_config(cls, config: Any, custom_objects: dict[str, Any] | None = None) -> "Sequential":
        """Build a model from its configuration: a dictionary, or a list of layers."""
        described = config["layers"] if isinstance(config, dict) else config
        model = cls(name=config.get("name") if isinstance(config, dict) else None)
        for layer in described:
            model.add(deserialize(layer, custom_objects))
        shape = config.get("build_input_shape") if isinstance(config, dict) else None
        if model.graph is None and shape and model._layers:
            model.build(shape)
        return model


# One more
# --------


def first_shape(layer: Layer) -> tuple[Any, Any]:
    """The shape of the batches that a layer expects, and their dtype, if it says so."""
    if isinstance(layer, Functional) and layer.inputs is not None:
        return layer.inputs[0].shape, layer.inputs[0].dtype.name
    return layer._batch_input_shape, layer.dtype
