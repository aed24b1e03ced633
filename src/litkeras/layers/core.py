# Generated from chapters/layers/core.md by `make tangle`. Do not edit.
"""Dense, Activation, Dropout, Lambda.

The layers that most networks are made of.
"""

import inspect
from collections.abc import Callable
from numbers import Integral
from typing import Any

from litkeras import activations, constraints, initializers, regularizers
from litkeras.backend.choices import cast
from litkeras.backend.functions import in_train_phase
from litkeras.backend.products import dot
from litkeras.backend.random import Generator, dropout
from litkeras.backend.shaping import ones_like
from litkeras.backend.tensors import Tensor
from litkeras.layers.base import Layer
from litkeras.layers.specs import InputSpec
from litkeras.legacy import accept_keras_1
from litkeras.objects import get_registered_object

__all__ = ["Dense", "Activation", "Dropout", "Lambda", "ActivityRegularization"]


# Dense
# -----


class Dense(Layer):
    """Every output is a weighted sum of all inputs: `activation(dot(input, kernel) + bias)`.

    Arguments:
        units: number of outputs.
        activation: name or function; None changes nothing.
        use_bias: whether to add a bias.
        kernel_initializer, bias_initializer: what the weights start with.
        kernel_regularizer, bias_regularizer: functions of the weights to add to the loss.
        activity_regularizer: function of the output to add to the loss.
        kernel_constraint, bias_constraint: functions applied to the weights after each update.
        **kwargs: see `Layer`.

    Shapes:
        `(batch, ..., inputs)` to `(batch, ..., units)`.
    """

    supports_masking = True

    @accept_keras_1
    def __init__(
        self,
        units,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.units = _positive_integer(units, "Dense: `units`")
        self.activation, self.use_bias = activations.get(activation), use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape) -> None:
        """Make the kernel and the bias."""
        inputs = input_shape[-1]
        if inputs is None:
            raise ValueError(
                "The last dimension of the inputs to `Dense` should be defined. Found `None`: "
                f"layer {self.name!r} got the shape {tuple(input_shape)}"
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: inputs})
        self.kernel = self.add_weight(
            "kernel",
            (inputs, self.units),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                (self.units,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.built = True

    def call(self, inputs) -> Tensor:
        """Multiply by the kernel, add the bias, apply the activation."""
        outputs = dot(cast(inputs, dtype=self.dtype), self.kernel)
        if self.use_bias:
            outputs = outputs + self.bias
        return self.activation(outputs)

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {
            "units": self.units,
            "activation": activations.serialize(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
        }


def _positive_integer(value: Any, what: str) -> int:
    """`value` as an integer.

    Raises:
        ValueError: if it is not a positive one.
    """
    is_whole = isinstance(value, (Integral, float)) and int(value) == value
    if isinstance(value, bool) or not is_whole or value <= 0:
        raise ValueError(f"{what}: expected a positive integer, got {value!r}")
    return int(value)


# Activation
# ----------


class Activation(Layer):
    """Apply a function to every element.

    Arguments:
        activation: name or function.
        **kwargs: see `Layer`.
    """

    supports_masking = True

    def __init__(self, activation, **kwargs):
        super().__init__(**kwargs)
        self.activation = activations.get(activation)

    def call(self, inputs) -> Tensor:
        return self.activation(inputs)

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"activation": activations.serialize(self.activation)}


# Dropout
# -------


class Dropout(Layer):
    """While training, set a random part of the inputs to zero and scale up the others.

    Arguments:
        rate: the part, between 0 and 1.
        noise_shape: shape of the random choice, batch axis included: an axis of length 1
            shares the choice, for any other length the input's is taken.
        seed: an integer makes the choices the same in each run.
        **kwargs: see `Layer`.

    Reference:
        Srivastava et al., Dropout: A simple way to prevent neural networks from overfitting, 2014.
    """

    supports_masking = True

    @accept_keras_1
    def __init__(self, rate, noise_shape=None, seed=None, **kwargs):
        super().__init__(**kwargs)
        if not isinstance(rate, (int, float)) or not 0 <= rate <= 1:
            raise ValueError(f"Dropout: expected a rate between 0 and 1, got {rate!r}")
        self.rate, self.noise_shape, self.seed = rate, noise_shape, seed
        self._generator = None if seed is None else Generator(seed)

    def call(self, inputs, training=None) -> Tensor:
        """Drop, if this is training."""
        return in_train_phase(lambda: self._drop(inputs), inputs, training=training)

    def _drop(self, inputs: Tensor) -> Tensor:
        """The inputs with a random part set to zero."""
        if self.noise_shape is None:
            return dropout(inputs, self.rate, seed=self._generator)
        is_shared = [n == 1 for n in self.noise_shape]
        pattern = inputs[tuple(slice(0, 1) if one else slice(None) for one in is_shared)]
        return inputs * dropout(ones_like(pattern), self.rate, seed=self._generator)

    def get_config(self) -> dict[str, Any]:
        own = {"rate": self.rate, "noise_shape": self.noise_shape, "seed": self.seed}
        return super().get_config() | own


# Lambda
# ------


class Lambda(Layer):
    """Any function of tensors as a layer.

    Arguments:
        function: takes the inputs; if it has a parameter `mask` or `training`, that, too.
        output_shape: accepted and checked: None, a shape without the batch axis, or a function
            of the input's shape.
        mask: the mask of the outputs, or a function (inputs, mask) that makes it.
        arguments: dictionary of more keyword arguments for the function.
        **kwargs: see `Layer`.
    """

    def __init__(self, function, output_shape=None, mask=None, arguments=None, **kwargs):
        super().__init__(**kwargs)
        if not callable(function):
            raise TypeError(f"Lambda: expected a function, got {function!r}")
        self.function, self.arguments = function, dict(arguments or {})
        self.supports_masking, self.mask = mask is not None, mask
        self._output_shape = output_shape
        self._known = set(inspect.signature(function).parameters) & {"mask", "training"}

    def call(self, inputs, mask=None, training=None):
        """Call the function."""
        offered = {"mask": mask, "training": training}
        return self.function(
            inputs, **{name: offered[name] for name in self._known}, **self.arguments
        )

    def compute_mask(self, inputs, mask=None):
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def compute_output_shape(self, input_shape):
        """The shape that was promised, or else that which the function makes."""
        if self._output_shape is None:
            return super().compute_output_shape(input_shape)
        if callable(self._output_shape):
            return tuple(self._output_shape(input_shape))
        return (input_shape[0], *self._output_shape)

    def get_config(self) -> dict[str, Any]:
        """The arguments; a function is told by its name, one without a name by itself."""
        function, shape, mask = (
            getattr(value, "__name__", value)
            for value in (self.function, self._output_shape, self.mask)
        )
        is_nameless = function == "<lambda>"
        return super().get_config() | {
            "function": self.function if is_nameless else function,
            "function_type": "lambda" if is_nameless else "function",
            "output_shape": shape,
            "output_shape_type": "function" if callable(self._output_shape) else "raw",
            "mask": mask,
            "arguments": self.arguments,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict | None = None) -> "Lambda":
        """Build the layer; its functions are looked up among the custom objects.

        Raises:
            ValueError: if one of them is not there.
        """
        names = (
            "name",
            "trainable",
            "batch_input_shape",
            "dtype",
            "output_shape",
            "mask",
            "arguments",
        )
        known = {name: config[name] for name in names if name in config}
        for name in ("output_shape", "mask"):
            if isinstance(config.get(name), str):
                known[name] = _find_function(config[name], custom_objects)
        return cls(_find_function(config["function"], custom_objects), **known)


def _find_function(name: Any, custom_objects: dict | None) -> Callable:
    """A function of the user's by its name; or itself."""
    if callable(name):
        return name
    found = get_registered_object(name, custom_objects) if isinstance(name, str) else None
    if found is None:
        raise ValueError(
            f"Lambda: the function {name!r} is not known. A configuration holds no code: "
            "give the function its name by custom_objects={name: function}"
        )
    return found


# Activity regularization
# -----------------------


class ActivityRegularization(Layer):
    """Leave the inputs as they are, but add their size to the loss.

    Arguments:
        l1: factor of the sum of absolute values.
        l2: factor of the sum of squares.
        **kwargs: see `Layer`.
    """

    supports_masking = True

    def __init__(self, l1=0.0, l2=0.0, **kwargs):
        super().__init__(activity_regularizer=regularizers.L1L2(l1=l1, l2=l2), **kwargs)
        self.l1, self.l2 = l1, l2

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"l1": self.l1, "l2": self.l2}
