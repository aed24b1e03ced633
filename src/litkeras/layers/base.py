# Generated from chapters/layers/base.md by `make tangle`. Do not edit.
"""Layer.

A layer is a function with weights: built at its first call, and around every call the work that no
layer should repeat.
"""

import inspect
from collections.abc import Callable
from typing import Any

from litkeras import regularizers
from litkeras.backend.configuration import name_scope
from litkeras.backend.functions import collect_updates
from litkeras.backend.tensors import Tensor, placeholder
from litkeras.layers.calls import (
    CALLS,
    CallContext,
    Callee,
    distinct,
    is_graph_under_construction,
)
from litkeras.layers.effects import LossKeeper
from litkeras.layers.nodes import Node, NodeKeeper, shapes_of
from litkeras.layers.specs import as_tensors, cast_floats, check_inputs
from litkeras.layers.weights import Trackable
from litkeras.objects import Registry, deserialize_keras_object

__all__ = ["Layer", "as_shape", "map_shapes", "layer_registry", "serialize", "deserialize"]


# What a layer is made of
# -----------------------


class Layer(Trackable, NodeKeeper, LossKeeper, Callee):
    """A function of tensors that has weights.

    A subclass makes its weights in `build(input_shape)` and computes in `call(inputs)`.

    Arguments:
        trainable: whether training may change its weights.
        name: by default made from the class's name.
        dtype: dtype of its weights and of its computations; by default floatx.
        dynamic: whether it computes with plain Python, so that it cannot become part of a graph.
        **kwargs: `input_shape` (or `batch_input_shape`, or `input_dim`, and `batch_size`) for a
            layer that begins a `Sequential`; `weights`, a list of arrays to start with;
            `activity_regularizer`; `autocast`, whether inputs take the layer's precision.
    """

    stateful = False

    def __init__(self, trainable=True, name=None, dtype=None, dynamic=False, **kwargs):
        Trackable.__init__(self, name, dtype, trainable)
        NodeKeeper.__init__(self)
        LossKeeper.__init__(self)
        self.built, self._dynamic, self.input_spec = False, bool(dynamic), None
        self._read_keywords(**kwargs)

    def _read_keywords(self, activity_regularizer=None, autocast=True, weights=None, **kwargs):
        """Take over the keywords that all layers accept."""
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self._autocast, self._initial_weights = autocast, weights
        self._batch_input_shape = self._read_input_shape(**kwargs)

    def _read_input_shape(
        self, input_shape=None, batch_input_shape=None, input_dim=None, batch_size=None, **unknown
    ):
        """The shape of the input, the batch axis included, or None."""
        if unknown:
            names = ", ".join(map(repr, unknown))
            raise TypeError(f"{type(self).__name__}: Keyword argument not understood: {names}")
        if batch_input_shape is not None:
            return tuple(batch_input_shape)
        if input_shape is None and input_dim is not None:
            input_shape = (input_dim,)
        return None if input_shape is None else (batch_size, *as_shape(input_shape))

    def build(self, input_shape) -> None:
        """Make the weights, now that the shape of the input is known.

        Arguments:
            input_shape: a tuple, the batch axis included; a list of them for several inputs.
        """
        self.built = True

    def call(self, inputs, *args, **kwargs):
        """Compute the outputs."""
        return inputs

    @property
    def dynamic(self) -> bool:
        """Whether this layer, or one inside, computes with plain Python."""
        return any(layer._dynamic for layer in self._flatten_layers())

    def _maybe_build(self, inputs) -> None:
        """Make the weights, if this is the first call."""
        if self.built:
            return
        with name_scope("/".join(context.layer.name for context in CALLS)):
            self.build(shapes_of(inputs))
        self.built = True  # even if an own build() forgets to say so
        if self._initial_weights is not None:
            self.set_weights(self._initial_weights)
            self._initial_weights = None

    def _check_inputs(self, inputs) -> None:
        """Raise ValueError unless the inputs are as specified."""
        check_inputs(self.input_spec, inputs, self.name)

    def _compute(self, x, args: tuple, kwargs: dict, is_construction: bool):
        """The outputs: of `call`, or only their shapes, if the layer cannot be part of a graph."""
        if is_construction and self.dynamic:
            return self._symbolic_outputs(x)
        outputs = self.call(x, *args, **kwargs)
        if outputs is None:
            raise ValueError(
                f"A layer's `call` method should return a tensor or a list of tensors, not None "
                f"(layer: {self.name})."
            )
        return outputs if isinstance(outputs, Tensor) else as_tensors(outputs)

    def _guarded_call(self, inputs, args: tuple, kwargs: dict, is_construction: bool):
        """Prepare the inputs, call, and take care of what was left behind on the way."""
        if len(CALLS) == 1 and not is_construction:
            self._clear_losses()
        x = cast_floats(inputs, self.dtype) if self._autocast else inputs
        self._check_inputs(x)
        if not self.built:
            self._maybe_build(x)
            self._check_inputs(x)
        mask = self._mask(x, args, kwargs)
        outputs = self._compute(x, args, self._complete(args, kwargs, mask), is_construction)
        outputs = distinct(outputs, x)
        self._regularize_activity(outputs)
        self._pass_on_masks(x, mask, outputs)
        return outputs

    def __call__(self, inputs, *args, **kwargs):
        """Build the layer if need be, compute the outputs, and do what every call needs.

        Arguments:
            inputs: a tensor, an array, or a nested structure of them.
            *args, **kwargs: passed on to `call`; `training` is accepted by every layer.
        """
        inputs = as_tensors(inputs)
        is_construction = is_graph_under_construction([inputs, args, kwargs])
        given = dict(kwargs)
        CALLS.append(CallContext(self, self._training(args, kwargs, is_construction)))
        try:
            outputs = self._guarded_call(inputs, args, kwargs, is_construction)
        finally:
            CALLS.pop()
        if is_construction:
            Node(self, (inputs, *args), given, outputs).sign_outputs()
        return outputs

    def compute_output_shape(self, input_shape):
        """The shape of the outputs for inputs of a shape: the layer is tried on a placeholder.

        Arguments:
            input_shape: a tuple, or a nested structure of them.
        """
        if self.dynamic:
            raise NotImplementedError(
                f"Layer {self.name} computes with plain Python (dynamic=True): it must implement "
                "`compute_output_shape(input_shape)`"
            )
        inputs = map_shapes(lambda shape: placeholder(shape, dtype=self.dtype), input_shape)
        with collect_updates():
            return shapes_of(self(inputs))

    def _symbolic_outputs(self, inputs):
        """Placeholders of the shapes of the outputs."""
        shapes = self.compute_output_shape(shapes_of(inputs))
        return map_shapes(lambda shape: placeholder(shape, dtype=self.dtype), shapes)

    def count_params(self) -> int:
        """Number of elements of all weights.

        Raises:
            ValueError: if there are no weights yet.
        """
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on {self.name}, but the layer isn't built. "
                f"You can build it manually via: `{self.name}.build(batch_input_shape)`."
            )
        return self._count(self.weights)

    def get_config(self) -> dict[str, Any]:
        """The arguments that build this layer again.

        Raises:
            NotImplementedError: if a subclass takes arguments of its own and does not tell them.
        """
        config = {"name": self.name, "trainable": self.trainable}
        if self._batch_input_shape is not None:
            config["batch_input_shape"] = self._batch_input_shape
        config["dtype"] = self.dtype
        if self._dynamic:
            config["dynamic"] = True
        self._check_own_arguments(config)
        return config

    def _check_own_arguments(self, config: dict[str, Any]) -> None:
        """Raise NotImplementedError if `__init__` takes arguments that nobody has told."""
        if type(self).get_config is not Layer.get_config:
            return
        names = inspect.signature(type(self).__init__).parameters
        if set(names) - {"self", "args", "kwargs", "dynamic"} - set(config):
            raise NotImplementedError(
                f"Layer {type(self).__name__} has arguments in `__init__` and therefore "
                "must override `get_config`."
            )

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Layer":
        """Build a layer from its configuration."""
        return cls(**config)


def as_shape(shape: Any) -> tuple:
    """`shape` as a tuple; a single number is the length of the only axis."""
    return (shape,) if isinstance(shape, int) or shape is None else tuple(shape)


# Shapes without data
# -------------------


def map_shapes(function: Callable, shapes: Any) -> Any:
    """`function` of each shape in a nested structure of shapes."""
    if isinstance(shapes, dict):
        return {key: map_shapes(function, shape) for key, shape in shapes.items()}
    if isinstance(shapes, (list, tuple)) and any(isinstance(s, (list, tuple)) for s in shapes):
        return type(shapes)([map_shapes(function, shape) for shape in shapes])
    return function(tuple(shapes))


# A description
# -------------

layer_registry = Registry("layer", package="litkeras.layers")

_model_registry = Registry("layer", package="litkeras.models")  # models are layers: a later part


def serialize(layer: Layer) -> dict[str, Any]:
    """The name of a layer's class and its configuration."""
    return layer_registry.serialize(layer)


def deserialize(config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Layer:
    """Build a layer (or model) from the name of its class and its configuration."""
    name = config.get("class_name") if isinstance(config, dict) else config
    for registry in (layer_registry, _model_registry):
        registry.load(name)
    known = _model_registry.objects | layer_registry.objects
    return deserialize_keras_object(config, known, custom_objects, "layer")
