# Generated from chapters/optimizers/slots.md by `make tangle`. Do not edit.
"""What an optimizer remembers.

One count of steps, and for every variable a few notes of its shape: all that must survive when a
training is interrupted.
"""

from typing import Any

import numpy as np

from litkeras import initializers
from litkeras.backend.functions import batch_get_value, batch_set_value
from litkeras.backend.variables import Variable

__all__ = ["Slots"]


# Under which name?
# -----------------


class Slots:
    """A count of steps, and notes about variables that are stored with it.

    Given: `iterations`, `add_weight`, `add_slot`, `get_slot`, `weights`, `get_weights`
    and `set_weights`. Required: `_name`, which error messages mention.
    """

    _name = "Slots"

    def __init__(self):
        self._iterations: Variable | None = None
        self._weights: list[Variable] = []
        self._slots: dict[Variable, dict[str, Variable]] = {}

    def add_weight(
        self,
        name: str,
        shape=(),
        dtype=None,
        initializer: Any = "zeros",
        trainable: bool = False,
    ) -> Variable:
        """Make a variable of the optimizer's own.

        Arguments:
            name: its name.
            shape: its shape.
            dtype: its dtype; float32 if None.
            initializer: a name, an initializer, or the initial value itself.
        """
        dtype = dtype or "float32"
        if isinstance(initializer, str) or callable(initializer):
            initializer = initializers.get(initializer)(tuple(shape), dtype=dtype)
        return Variable(initializer, trainable=bool(trainable), dtype=dtype, name=name)

    def add_slot(
        self, var: Variable, slot_name: str, initializer: Any = "zeros", shape=None
    ) -> Variable:
        """Return the note of this name about `var`, made if it is not there yet."""
        slots = self._slots.setdefault(var, {})
        if slot_name not in slots:
            name = f"{var.name.split(':')[0]}/{slot_name}"
            shape = var.shape if shape is None else shape
            slots[slot_name] = self.add_weight(name, shape, var.dtype, initializer)
            self._weights.append(slots[slot_name])
        return slots[slot_name]

    def get_slot(self, var: Variable, slot_name: str) -> Variable:
        """Return what `add_slot` made."""
        return self._slots[var][slot_name]

    def get_slot_names(self) -> list[str]:
        """Return the names of all slots."""
        return list(dict.fromkeys(name for slots in self._slots.values() for name in slots))

    @property
    def iterations(self) -> Variable:
        """The number of steps taken."""
        if self._iterations is None:
            self._iterations = self.add_weight("iter", shape=(), dtype="int64")
            self._weights.insert(0, self._iterations)
        return self._iterations

    @iterations.setter
    def iterations(self, variable: Variable) -> None:
        if self._iterations is not None:
            raise RuntimeError(
                "Cannot set `iterations` to a new Variable after the Optimizer weights "
                f"have been created: {self._name} has counted already"
            )
        self._iterations = variable
        self._weights.insert(0, variable)

    @property
    def weights(self) -> list[Variable]:
        """The count of steps, then the slots."""
        return self._weights

    def variables(self) -> list[Variable]:
        """Return the weights, as a method."""
        return self._weights

    def get_weights(self) -> list:
        """Return the values of the weights as arrays."""
        return batch_get_value(self.weights)

    _count_may_be_missing = False

    def set_weights(self, weights: list) -> None:
        """Set the weights, for example to what `get_weights` has returned.

        Raises:
            ValueError: if their number or a shape is another.
        """
        expected = self.weights
        if self._count_may_be_missing and len(weights) + 1 == len(expected):
            weights = [np.array(0), *weights]
        if len(weights) != len(expected):
            raise ValueError(
                f"You called `set_weights(weights)` on optimizer {self._name} with a weight "
                f"list of length {len(weights)}, but the optimizer was expecting "
                f"{len(expected)} weights; its slots are made by the first step."
            )
        for variable, value in zip(expected, weights):
            if variable.shape != np.shape(value):
                raise ValueError(
                    f"Optimizer weight {variable.name} of shape {variable.shape} is not "
                    f"compatible with the provided weight shape {np.shape(value)}"
                )
        batch_set_value(zip(expected, weights))
