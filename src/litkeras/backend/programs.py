# Generated from chapters/backend/programs.md by `make tangle`. Do not edit.
"""Programs.

A graph becomes a list: its recipes are written down as calls on numbered slots, for the shapes at
hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from litkeras.backend.autodiff import reachable
from litkeras.backend.choices import select
from litkeras.backend.operations import Op, as_value
from litkeras.backend.tensors import Shape, Tensor, as_tensor, find_op
from litkeras.backend.variables import Variable

__all__ = ["Slot", "Call", "Program", "Lowering", "interpret", "eval"]


# Slots and calls
# ---------------


@dataclass(eq=False)
class Slot:
    """A numbered place of a program for one array.

    Arguments:
        kind: 'input', 'variable', 'constant', 'shape' (only the shape matters) or 'result'.
        value: the array, if it is known before the program runs.
    """

    shape: tuple[int, ...]
    dtype: np.dtype
    kind: str = "result"
    value: np.ndarray | None = None
    name: str = ""

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)


@dataclass(eq=False)
class Call:
    """One line of a program: an op reads some slots and fills others."""

    op: Op
    inputs: tuple[int, ...]
    attributes: dict[str, Any]
    outputs: tuple[int, ...]


@dataclass(eq=False)
class Program:
    """A list of calls on numbered slots.

    Arguments:
        inputs: slots that are filled from outside.
        outputs: slots that are handed back.
        updates: pairs of a variable and the slot of its next value.
    """

    slots: list[Slot] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    inputs: list[int] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    updates: list[tuple[Variable, int]] = field(default_factory=list)

    def add(self, slot: Slot) -> int:
        """Append a slot and tell its number."""
        self.slots.append(slot)
        return len(self.slots) - 1

    def __str__(self) -> str:
        """The calls, one a line."""
        return "\n".join(self._line(call) for call in self.calls)

    def _line(self, call: Call) -> str:
        """One call as text."""
        given = [self._name(i) for i in call.inputs]
        given += [f"{k}={v}" for k, v in call.attributes.items()]
        results = ", ".join(
            f"%{i} {self.slots[i].dtype}{list(self.slots[i].shape)}" for i in call.outputs
        )
        return f"{results} = {call.op.__name__}({', '.join(given)})"

    def _name(self, index: int) -> str:
        """How a slot is shown among the inputs of a call."""
        slot = self.slots[index]
        if slot.kind == "constant" and not slot.ndim:
            return f"{slot.value:.4g}"
        return slot.name or f"%{index}"


# Lowering
# --------


class Lowering:
    """Writes the recipes of tensors down as a program, for inputs of known shapes.

    Arguments:
        inputs: the tensors that are fed.
        shapes: the shape of each.
        fixed: values of inputs that the program is specialised on, by the tensor's id.
        redraw: whether random numbers are drawn anew.
    """

    def __init__(self, inputs: Sequence[Tensor], shapes: Sequence[Shape], fixed=None, redraw=True):
        self.program, self.redraw = Program(), redraw
        self.slot_of: dict[int, int] = {}
        for tensor, shape in zip(inputs, shapes):
            if id(tensor) in (fixed or {}):
                index = self._constant(np.asarray(fixed[id(tensor)], tensor.dtype))
            else:
                index = self.program.add(
                    Slot(tuple(shape), tensor.dtype, "input", name=tensor.name)
                )
                self.program.inputs.append(index)
            self.slot_of[id(tensor)] = index

    def _constant(self, value: np.ndarray) -> int:
        """A slot for an array that is known."""
        return self.program.add(Slot(value.shape, value.dtype, "constant", value))

    def lower(self, outputs: Sequence[Tensor], updates=()) -> Program:
        """The program that computes `outputs` and the next values of the variables in `updates`."""
        targets = [*outputs, *(value for _, value in updates)]
        self.order = order = reachable(targets, lambda node: True, known=self.slot_of)
        for tensor in reversed(order):
            if not self._is_leaf(tensor):
                self.slot_of[id(tensor)] = self._step(tensor)
        self.program.outputs = [self._slot(t) for t in outputs]
        last = {id(v): (v, value) for v, value in updates}.values()  # of two for one variable
        self.program.updates = [(v.initialize(), self._slot(value)) for v, value in last]
        return self.program

    def _is_leaf(self, tensor: Tensor) -> bool:
        """Whether the recipe is not to be followed: it draws a number that was drawn already."""
        return tensor.node.op.impure and not self.redraw and tensor.value is not None

    def _slot(self, tensor: Tensor) -> int:
        """The slot of a tensor whose recipe, if it has one, is written down already."""
        if id(tensor) not in self.slot_of:
            self.slot_of[id(tensor)] = self._leaf(tensor)
        return self.slot_of[id(tensor)]

    def _leaf(self, tensor: Tensor) -> int:
        """A new slot for a variable or a constant."""
        if isinstance(tensor, Variable):
            tensor.numpy()  # raises an error if it waits for its value
            slot = Slot(tensor.shape, tensor.dtype, "variable", tensor.value, tensor.name)
            return self.program.add(slot)
        if tensor.value is None:
            raise ValueError(
                f"function: the outputs depend on {tensor!r}, which is not among the inputs"
            )
        return self._constant(tensor.value)

    def _step(self, tensor: Tensor) -> int:
        """The slot of a tensor made by a recipe: a constant if it can be, else the result of a call."""
        op, attributes = tensor.node.op, self._attributes(tensor)
        inputs = [self._input(op, i, t) for i, t in enumerate(tensor.node.inputs)]
        slots = [self.program.slots[i] for i in inputs]
        shape, dtype = op.infer(slots, attributes)
        same = op.passthrough and (shape, dtype) == (slots[0].shape, slots[0].dtype)
        if same:
            return inputs[0]
        chosen = self._chosen_branch(op, slots, inputs, shape)
        if chosen is not None:
            return chosen
        if not op.impure and all(s.kind in ("constant", "shape") for s in slots):
            return self._constant(op.compute(slots, attributes))
        result = self.program.add(Slot(shape, dtype))
        self.program.calls.append(Call(op, tuple(inputs), attributes, (result,)))
        return result

    def _input(self, op: Op, position: int, tensor: Tensor) -> int:
        """The slot of an ingredient; where only its shape matters, one that depends on nothing."""
        if position not in op.shape_only:
            return self._slot(tensor)
        shape = tensor.shape
        if None in shape:
            shape = self.program.slots[self._slot(tensor)].shape
        dummy = np.broadcast_to(np.zeros((), tensor.dtype), shape)
        return self.program.add(Slot(shape, tensor.dtype, "shape", dummy))

    def _chosen_branch(self, op: Op, slots: list[Slot], inputs: list[int], shape) -> int | None:
        """The branch of a choice whose condition is known, if it has the shape of the result."""
        if op is not select or slots[0].kind != "constant" or slots[0].value.size != 1:
            return None
        branch = 1 if slots[0].value.item() else 2
        return inputs[branch] if slots[branch].shape == shape else None

    def _attributes(self, tensor: Tensor) -> dict[str, Any]:
        """The attributes of a recipe. An op with an attribute `wanted` is told which parts are read."""
        node = tensor.node
        if "wanted" not in node.op.attribute_names:
            return node.attributes
        readers = (t.node for t in self.order if any(i is tensor for i in t.node.inputs))
        return node.attributes | {"wanted": tuple(sorted({r.attributes["part"] for r in readers}))}


# Running it
# ----------


def interpret(program: Program, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Run a program call by call: the specification of every faster way.

    Arguments:
        program: what `Lowering` wrote.
        arrays: one for each input of the program.
    """
    values = [slot.value for slot in program.slots]
    for index, array in zip(program.inputs, arrays):
        values[index] = array
    with np.errstate(all="ignore"):
        for call in program.calls:
            values[call.outputs[0]] = as_value(
                call.op.value(*[values[i] for i in call.inputs], **call.attributes)
            )
    results = [values[i].copy() for i in program.outputs]
    for variable, value in [(v, values[i].copy()) for v, i in program.updates]:
        np.copyto(variable.value, value)
    return results


def eval(x) -> np.ndarray:
    """The value of `x`, computed anew from its recipe: it sees what variables hold now.

    Raises:
        ValueError: if `x` depends on a placeholder.
    """
    x = as_tensor(x)
    x = find_op("to_dense")(x) if x.is_sparse else x
    program = Lowering([], [], redraw=False).lower([x])
    return interpret(program, [])[0][()]
