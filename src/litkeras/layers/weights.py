# Generated from chapters/layers/weights.md by `make tangle`. Do not edit.
"""What a layer owns.

Names and weights: an object that finds all its variables by looking into its own attributes.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from litkeras import constraints, initializers, regularizers
from litkeras.backend.configuration import floatx, get_uid
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.backend.variables import Variable, count_params
from litkeras.objects import to_snake_case

__all__ = ["numbered", "Trackable", "leaves", "unique", "is_metric"]


# A name
# ------


def numbered(prefix: str) -> str:
    """`prefix` itself for the first call, then `prefix` with '_1', '_2', ..."""
    number = get_uid(prefix) - 1
    return f"{prefix}_{number}" if number else prefix


class Trackable:
    """An object with a name and weights: its own, and those of the parts it is made of.

    Arguments:
        name: by default made from the class's name.
        dtype: dtype of its weights; by default floatx.
        trainable: whether training may change its weights.
    """

    def __init__(self, name: str | None = None, dtype: Any = None, trainable: bool = True):
        self._name = str(name) if name else numbered(to_snake_case(type(self).__name__))
        self._dtype = np.dtype(dtype or floatx()).name
        self._trainable = bool(trainable)
        self._weights: list[Variable] = []
        self._regularized: list[tuple[Variable, Any]] = []

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @property
    def dtype(self) -> str:
        """Name of the dtype of its weights."""
        return self._dtype

    def __getattr__(self, attribute: str) -> Any:
        if "_name" not in vars(self):
            raise RuntimeError(
                f"It looks like {type(self).__name__}.__init__ forgot to call "
                "`super().__init__()`; always start with this line"
            )
        return object.__getattribute__(self, attribute)  # fails with the message of the first try

    def add_weight(
        self,
        name: str | None = None,
        shape: Iterable[int] | None = None,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: bool | None = None,
        constraint: Any = None,
        **kwargs: Any,
    ) -> Variable:
        """Make a variable and own it.

        Arguments:
            name: its name.
            shape: its shape; by default that of a single number.
            dtype: its dtype; by default the layer's.
            initializer: what fills it; by default `'glorot_uniform'` for floats, `'zeros'` else.
            regularizer: a function of the variable whose result is added to the loss.
            trainable: whether training may change it; True by default.
            constraint: a function applied to it after each update.
            **kwargs: accepted and ignored: there is one machine.
        """
        dtype = np.dtype(dtype or self.dtype)
        value = self._initial_value(name, shape, dtype, initializer)
        trainable = True if trainable is None else bool(trainable)
        constraint = constraints.get(constraint)
        weight = Variable(value, trainable, name, dtype, constraint)
        self._weights.append(weight)
        if regularizer is not None:
            self._regularized.append((weight, regularizers.get(regularizer)))
        return weight

    def _initial_value(self, name, shape, dtype: np.dtype, initializer) -> Tensor:
        """What a new weight starts with."""
        shape = () if shape is None else tuple(shape)
        if None in shape:
            raise ValueError(
                f"add_weight: the weight {name!r} of layer {self.name!r} needs a shape "
                f"without None, got {shape}"
            )
        if initializer is None:
            initializer = "glorot_uniform" if dtype.kind == "f" else "zeros"
        value = as_tensor(initializers.get(initializer)(shape, dtype=dtype.name), dtype)
        if value.shape != shape:
            raise ValueError(
                f"add_weight: the initializer of weight {name!r} of layer {self.name!r} made "
                f"the shape {value.shape}, expected {shape}"
            )
        return value

    def _held(self, kind: type) -> list[Any]:
        """The objects of a kind in the attributes, in order."""
        found = (leaf for value in vars(self).values() for leaf in leaves(value))
        return unique(leaf for leaf in found if isinstance(leaf, kind) and leaf is not self)

    def _parts(self) -> list["Trackable"]:
        """The layers in the attributes."""
        return self._held(Trackable)

    def _flatten_layers(self, seen: set | None = None) -> Iterator["Trackable"]:
        """This layer, the layers it is made of, the layers those are made of, ..."""
        seen = set() if seen is None else seen
        if id(self) not in seen:
            seen.add(id(self))
            yield self
            for part in self._parts():
                yield from part._flatten_layers(seen)

    @property
    def submodules(self) -> tuple["Trackable", ...]:
        """All layers inside this one."""
        return tuple(self._flatten_layers())[1:]

    @property
    def trainable(self) -> bool:
        """Whether training may change its weights; setting it sets it for all parts, too."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self._flatten_layers():
            layer._trainable = bool(value)

    @property
    def trainable_weights(self) -> list[Variable]:
        """The weights that training changes."""
        if not self.trainable:
            return []
        own = [w for w in self._held(Variable) if w.trainable]
        return self._gather(own, "trainable_weights")

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """The weights that training leaves alone."""
        if not self.trainable:
            return self._gather(self._held(Variable), "weights")
        own = [w for w in self._held(Variable) if not w.trainable]
        return self._gather(own, "non_trainable_weights")

    @property
    def weights(self) -> list[Variable]:
        """All weights, the trainable ones first."""
        return unique(self.trainable_weights + self.non_trainable_weights)

    def _gather(self, own: list[Variable], attribute: str) -> list[Variable]:
        """Some weights of its own, and those that an attribute of its parts tells."""
        return unique(own + [w for part in self._parts() for w in getattr(part, attribute)])

    @property
    def variables(self) -> list[Variable]:
        """All weights."""
        return self.weights

    @property
    def trainable_variables(self) -> list[Variable]:
        """The weights that training changes."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """The weights that training leaves alone."""
        return self.non_trainable_weights

    def get_weights(self) -> list[np.ndarray]:
        """The values of all weights, as arrays."""
        return [np.array(w.numpy()) for w in self.weights]

    def set_weights(self, weights: Iterable[Any]) -> None:
        """Give all weights new values.

        Arguments:
            weights: a list of arrays like that of `get_weights()`.

        Raises:
            ValueError: if their number or a shape is another.
        """
        weights = list(weights)
        self._check_weights(weights)
        for variable, value in zip(self.weights, weights):
            variable.assign(np.asarray(value, variable.dtype))

    def _check_weights(self, values: list[Any]) -> None:
        """Raise ValueError unless `values` fit the weights."""
        own = self.weights
        if len(values) != len(own):
            raise ValueError(
                f"You called `set_weights(weights)` on layer {self.name!r} with a weight list of "
                f"length {len(values)}, but the layer was expecting {len(own)} weights"
            )
        for variable, value in zip(own, values):
            if np.shape(value) != variable.shape:
                raise ValueError(
                    f"Layer {self.name!r}: weight {variable.name!r} of shape {variable.shape} is "
                    f"not compatible with the provided weight of shape {np.shape(value)}"
                )

    def _count(self, weights: list[Variable]) -> int:
        """Number of elements of some weights."""
        return sum(count_params(w) for w in weights)


# Looking into the attributes
# ---------------------------


def leaves(value: Any) -> Iterator[Any]:
    """All objects in nested lists, tuples and dictionaries, dictionaries in the order of their keys."""
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=str)]
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def unique(items: Iterable[Any]) -> list[Any]:
    """The items without repetitions (of the same object), in order."""
    return list({id(item): item for item in items}.values())


def is_metric(value: Any) -> bool:
    """Whether `value` is a metric: it can take in a batch, and tell a result."""
    return hasattr(type(value), "update_state") and hasattr(type(value), "result")
