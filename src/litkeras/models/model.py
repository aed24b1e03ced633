# Generated from chapters/models/model.md by `make tangle`. Do not edit.
"""Model.

A layer that can be trained.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from litkeras.backend.functions import collect_updates
from litkeras.backend.tensors import placeholder
from litkeras.backend.variables import Variable
from litkeras.layers.base import Layer, layer_registry, map_shapes
from litkeras.layers.weights import Trackable, is_metric, leaves, unique
from litkeras.models import config as descriptions
from litkeras.models.compile import Compiled
from litkeras.models.steps import Stepping
from litkeras.models.summary import print_summary
from litkeras.models.training import Trainer

__all__ = ["is_graph_call", "Model"]


# Which kind of model?
# --------------------


def is_graph_call(args: tuple, kwargs: dict) -> bool:
    """Whether `Model(...)` was called with inputs and outputs."""
    return len(args) >= 2 or bool(kwargs.keys() & {"inputs", "outputs", "input", "output"})


def _functional_class() -> type:
    """The class of models that are graphs of layers: the next chapter's."""
    return import_module("litkeras.models").Functional


def _put_in_place_of_model(cls: type, other: type) -> None:
    """Make `cls` a subclass of `other` wherever it is one of Model."""
    for base in cls.__bases__:
        if base is not Model and issubclass(base, Model):
            _put_in_place_of_model(base, other)
    cls.__bases__ = tuple(other if base is Model else base for base in cls.__bases__)


@layer_registry.register()
class Model(Compiled, Stepping, Trainer, Layer):
    """A layer that can be trained.

    Either `Model(inputs, outputs)`, a graph of layers; or a subclass that makes its layers in
    `__init__` and calls them in `call`.

    Arguments:
        inputs, outputs: symbolic tensors, or nested structures of them.
        name: by default made from the class's name.
    """

    def __new__(cls, *args, **kwargs):
        if cls is Model and is_graph_call(args, kwargs):
            cls = _functional_class()
        return object.__new__(cls)

    def __init__(self, *args, **kwargs):
        if is_graph_call(args, kwargs):  # a subclass that is a graph, too
            _put_in_place_of_model(type(self), _functional_class())
            _functional_class().__init__(self, *args, **kwargs)
        else:
            super().__init__(*args, **kwargs)

    def call(self, inputs, training=None, mask=None):
        """Compute the outputs: a subclass says how."""
        raise NotImplementedError(
            f"When subclassing the `Model` class, you should implement a `call` method: "
            f"{type(self).__name__} has none"
        )

    @property
    def layers(self) -> list[Layer]:
        """The layers that it is made of."""
        return self._parts()

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """One of the layers, by its name or its number.

        Raises:
            ValueError: if there is none.
        """
        layers = self.layers
        if index is not None:
            if not -len(layers) <= index < len(layers):
                raise ValueError(
                    f"Was asked to retrieve layer at index {index} but model {self.name!r} only "
                    f"has {len(layers)} layers."
                )
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        names = [layer.name for layer in layers]
        raise ValueError(f"No such layer: {name}. Existing layers are {names}.")

    @property
    def weights(self) -> list[Variable]:
        """All weights, layer by layer, those of its own metrics included."""
        return self._gather(self._held(Variable), "weights")

    def _gather(self, own: list[Variable], attribute: str) -> list[Variable]:
        """Some weights of its parts, and then some of its own."""
        held = (leaf for value in vars(self).values() for leaf in leaves(value))
        parts = [x for x in held if isinstance(x, Trackable) or is_metric(x)]
        if attribute == "trainable_weights":
            parts = [part for part in parts if isinstance(part, Trackable)]
        found = (getattr(p, attribute if isinstance(p, Trackable) else "weights") for p in parts)
        return unique([w for some in found for w in some] + own)

    def build(self, input_shape) -> None:
        """Make all weights by a call on a placeholder.

        Arguments:
            input_shape: a tuple, the batch axis included; or a nested structure of them.
        """
        inputs = map_shapes(lambda shape: placeholder(shape, dtype=self.dtype), input_shape)
        with collect_updates():
            self(inputs)
        self.built = True

    def _maybe_build(self, inputs) -> None:
        """Nothing: the layers are built as they are called. But a subclass may have its own way."""
        if type(self).build is not Model.build:
            super()._maybe_build(inputs)
        self.built = True

    def summary(self, line_length=None, positions=None, print_fn: Callable | None = None) -> None:
        """Print the layers, the shapes of their outputs and the numbers of their weights.

        Arguments:
            line_length: number of characters in a line.
            positions: where the columns end, in characters or as parts of the line.
            print_fn: called with each line; by default `print`.

        Raises:
            ValueError: if there are no weights yet.
        """
        if not self.built:
            raise ValueError(
                "This model has not yet been built. Build the model first by calling `build()` or "
                "calling `fit()` with some data, or specify an `input_shape` argument in the "
                "first layer(s) for automatic build."
            )
        print_summary(self, line_length, positions, print_fn)

    def get_config(self) -> dict[str, Any]:
        """The arguments that build this model again: a subclass has to tell its own."""
        raise NotImplementedError(
            f"Model {type(self).__name__} is a subclass: it must implement `get_config`"
        )

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None
    ) -> "Model":
        """Build a model from its configuration: of a graph, or the arguments of a subclass."""
        if {"layers", "input_layers", "output_layers"} <= config.keys():
            return _functional_class().from_config(config, custom_objects)
        return cls(**config)

    def to_json(self, **kwargs: Any) -> str:
        """The architecture as a JSON string; the keywords are those of `json.dumps`."""
        return descriptions.to_json(self, **kwargs)

    def to_yaml(self, **kwargs: Any) -> str:
        """The architecture as a YAML string; the keywords are those of `yaml.dump`."""
        return descriptions.to_yaml(self, **kwargs)

    @property
    def state_updates(self) -> list:
        """Empty: updates happen where they are made."""
        return []

    def reset_states(self) -> None:
        """Let all stateful layers forget what they remember."""
        for layer in self.layers:
            if hasattr(layer, "reset_states") and getattr(layer, "stateful", False):
                layer.reset_states()
