# Generated from chapters/backend/steps.md by `make tangle`. Do not edit.
"""Steps.

What a loop does each time, told once: a small graph with items, states and constants.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from litkeras.backend.autodiff import reachable
from litkeras.backend.operations import Op, op
from litkeras.backend.passes import prune
from litkeras.backend.programs import Lowering, Program
from litkeras.backend.shaping import zeros_like
from litkeras.backend.tensors import CLOCK, Node, Tensor, as_tensor, is_compatible
from litkeras.backend.variables import PENDING, Variable

__all__ = [
    "Parcel",
    "apart",
    "piece",
    "pile",
    "pieces",
    "take_step",
    "step_by_step",
    "Step",
    "blanks",
    "draw_step",
    "kind_and_number",
]


# A slice and its gradient
# ------------------------


class Parcel:
    """Gradients on their way to some parts of a tensor; parcels to one tensor add up.

    Arguments:
        parts: a gradient for each addressed part.
    """

    def __init__(self, parts: dict):
        self.parts = parts

    def __add__(self, other: "Parcel") -> "Parcel":
        both = self.parts.keys() & other.parts.keys()
        return Parcel(self.parts | other.parts | {k: self.parts[k] + other.parts[k] for k in both})


@partial(Op, label="TensorArrayUnstack", view=True, passthrough=True)
def apart(x):
    """`x`, to be taken apart along its first axis."""
    return x


@partial(Op, label="TensorArrayRead", view=True)
def piece(x, *, index):
    """Slice number `index` of `x`."""
    return x[index]


@apart.shape
def _(x):
    return x.shape


@piece.shape
def _(x, *, index):
    return x.shape[1:]


@piece.gradient
def _(g, y, x, *, index):
    return Parcel({index: g})


@op(label="Pack")
def pile(*tensors):
    """Tensors of one shape as one tensor, along a new first axis."""
    return np.stack(tensors)


@pile.kernel
def _(*tensors, out):
    np.stack(tensors, out=out)


@pile.shape
def _(*tensors):
    shapes = [tuple(t.shape) for t in tensors]
    if not shapes or any(not is_compatible(s, shapes[0]) for s in shapes):
        raise ValueError(f"expected tensors of one shape, got {shapes}")
    known = [[n for n in lengths if n is not None] for lengths in zip(*shapes)]
    return (len(tensors), *(lengths[0] if lengths else None for lengths in known))


def pieces(x) -> list[Tensor]:
    """The slices of `x` along its first axis, whose length must be known."""
    whole = apart(as_tensor(x))
    return [piece(whole, index=i) for i in range(len(whole))]


@pile.gradient
def _(g, y, *tensors):
    return tuple(pieces(g))


@apart.gradient
def _(g, y, x):
    if isinstance(g, Tensor):  # nobody took a part, but all of it
        return g
    parts = [g.parts.get(i) for i in range(len(x))]
    return pile(*[zeros_like(piece(y, index=i)) if p is None else p for i, p in enumerate(parts)])


def take_step(step: Callable, items: list, states: list) -> tuple[list[Tensor], list[Tensor]]:
    """Outputs and new states of one step; ValueError if it returned something else."""
    result = step(items, states)
    is_pair = isinstance(result, (tuple, list)) and len(result) == 2
    if not is_pair or not all(isinstance(part, (tuple, list)) for part in result):
        got = [type(x).__name__ for x in result] if is_pair else type(result).__name__
        raise ValueError(f"step: expected two lists, outputs and new states, got {got}")
    outputs, after = ([as_tensor(t) for t in part] for part in result)
    if len(after) != len(states):
        raise ValueError(f"step: expected {len(states)} states to be returned, got {len(after)}")
    for old, new in zip(states, after):
        if old.dtype != new.dtype or not is_compatible(old.shape, new.shape):
            expected = f"step: expected a new state of shape {old.shape} and dtype {old.dtype}"
            raise ValueError(f"{expected}, got {new.shape} and {new.dtype}")
    return outputs, after


def step_by_step(step: Callable, sequences: Sequence, states: Sequence, backwards=False):
    """Take a step for each slice of `sequences`, in Python: the series of outputs, the last states."""
    columns, states = [pieces(x) for x in sequences], [as_tensor(s) for s in states]
    lengths = [len(column) for column in columns]
    if len(set(lengths)) != 1:
        raise ValueError(f"expected sequences of one length, got the lengths {lengths}")
    rows = [[]] * lengths[0]
    for t in range(lengths[0])[:: -1 if backwards else 1]:
        outputs, states = take_step(step, [column[t] for column in columns], states)
        rows[t] = [_now(y) for y in outputs]
    return [pile(*column) for column in zip(*rows)], states


def _now(y: Tensor) -> Tensor:
    """A tensor, or what a variable is at this moment: the next step may assign it."""
    return pieces(pile(y))[0] if isinstance(y, Variable) else y


# A step as a graph
# -----------------


class Step:
    """One round of a loop, as a graph.

    Arguments:
        items: placeholders for what arrives.
        states: placeholders for the states before the step.
        next_states: the states after it, tensors made from the placeholders.
        outputs: other tensors made from them that may be asked for.
        start: a time before any of these was made.
    """

    numbers = itertools.count(1)

    def __init__(self, items, states, next_states, outputs, start: int):
        self.items, self.states, self.next_states = list(items), list(states), list(next_states)
        self.start, self.name = start, f"step_{next(self.numbers)}"
        self.own = {id(t): t for t in (*items, *states)}
        self.inside = self._find_inside([*next_states, *outputs])
        self.nodes = {t.node for i, t in self.inside.items() if i not in self.own}
        self.constants = self._find_constants([*next_states, *outputs])
        self.series: list[Tensor] = []
        self.programs, self.plans = {}, {}

    def __repr__(self) -> str:
        return self.name

    def _find_inside(self, targets: Sequence[Tensor]) -> dict[int, Tensor]:
        """The tensors that differ from step to step, by their ids."""
        order = reachable(targets, lambda node: node.time > self.start, known=self.own)
        inside = dict(self.own)
        for t in reversed(order):
            if t.node.op.impure or any(id(i) in inside for i in t.node.inputs):
                inside[id(t)] = t
        return inside

    def holds(self, node: Node) -> bool:
        """Whether a recipe is followed in each step anew."""
        return node in self.nodes

    def _find_constants(self, targets: Sequence[Tensor]) -> list[Tensor]:
        """The tensors that each step uses and none changes."""
        made = [t for i, t in self.inside.items() if i not in self.own]
        used = [*(i for t in made for i in t.node.inputs), *targets]
        outside = {id(t): t for t in used if id(t) not in self.inside}
        return [
            t
            for t in outside.values()
            if t.node is not None or t.value is None or isinstance(t, Variable)
        ]

    def split(self, inputs: Sequence) -> tuple[list, list, list]:
        """What belongs to the items, to the states, and to the constants."""
        n, m = len(self.items), len(self.items) + len(self.states)
        return list(inputs[:n]), list(inputs[n:m]), list(inputs[m:])

    def part_for(self, tensor: Tensor) -> str:
        """The name of the part that holds all values of a tensor of the step."""
        places = [i for i, t in enumerate(self.series) if t is tensor]
        if not places:
            self.series.append(tensor)
            self._take_in(tensor)
        return f"all{places[0] if places else len(self.series) - 1}"

    def _take_in(self, tensor: Tensor) -> None:
        """Count a tensor that was made of what is inside, perhaps later, among what is inside."""
        node = tensor.node
        if node is not None and any(id(i) in self.inside for i in node.inputs):
            self.inside[id(tensor)] = tensor
            self.nodes.add(node)

    def tensor_in(self, part: str) -> Tensor:
        """The tensor whose values a part holds: all of them, or the last."""
        kind, number = kind_and_number(part)
        return (self.series if kind == "all" else self.next_states)[number]

    def program(self, inputs: Sequence, wanted: tuple[str, ...]) -> Program:
        """The program of one step: it gives the next states, and the wanted parts' tensors."""
        sequences, states, constants = self.split(inputs)
        shapes = [x.shape[1:] for x in sequences] + [x.shape for x in (*states, *constants)]
        key = (tuple(shapes), wanted)
        if key not in self.programs:
            lowering = Lowering([*self.items, *self.states, *self.constants], shapes)
            program = lowering.lower([*self.next_states, *map(self.tensor_in, wanted)])
            for old, i in zip(states, program.outputs):
                if program.slots[i].shape != old.shape:
                    shapes = f"{old.shape} to {program.slots[i].shape}"
                    raise ValueError(f"a step changes the shape of a state from {shapes}")
            self.programs[key] = prune(program)
        return self.programs[key]

    def form(self, inputs: Sequence, wanted: tuple[str, ...]) -> np.dtype:
        """The type of a loop's result, with the wanted parts as fields."""
        shapes = [tuple(x.shape) for x in self.split(inputs)[0]]
        if len({s[0] for s in shapes}) != 1:
            raise ValueError(f"expected sequences of one length, got the shapes {shapes}")
        program = self.program(inputs, wanted)
        slots = [program.slots[i] for i in program.outputs[len(self.states) :]]
        lengths = [shapes[0][:1] if kind_and_number(p)[0] == "all" else () for p in wanted]
        fields = [(p, s.dtype, n + s.shape) for p, s, n in zip(wanted, slots, lengths)]
        size = np.sum([t.itemsize * math.prod(shape) for _, t, shape in fields])
        if size >= 2**31 - 64:  # NumPy counts the bytes in 32 bits; a few go between the fields
            raise ValueError(f"the results of a loop must fit into 2 GB, got the parts {fields}")
        return np.dtype(fields, align=True)


class _Closed(dict):
    """Notes of what variables are about to be, to which none may be added."""

    def __setitem__(self, variable: Variable, value: Tensor) -> None:
        expected = "step: expected new values to be returned as states"
        raise ValueError(f"{expected}, got an assignment to the variable {variable.name!r}")


def blanks(tensors, name: str) -> list[Tensor]:
    """A placeholder for each tensor, of its shape and dtype."""
    return [Tensor(t.shape, t.dtype, name=f"{name}{i}:0") for i, t in enumerate(tensors)]


def draw_step(step: Callable, sequences, states) -> tuple[Step, list[Tensor]]:
    """A step as a graph, and its outputs: tensors of that graph."""
    start, slices = next(CLOCK), [as_tensor(x) for x in sequences]
    items, before = (
        blanks((Tensor(x.shape[1:], x.dtype) for x in slices), "item"),
        blanks(map(as_tensor, states), "state"),
    )
    PENDING.append(_Closed(PENDING[-1] if PENDING else {}))
    try:
        outputs, after = take_step(step, items, before)
    finally:
        PENDING.pop()
    return Step(items, before, after, outputs, start), outputs


# Many results in one
# -------------------


def kind_and_number(part: str) -> tuple[str, int]:
    """What the name of a part says: "all0" is ("all", 0), "last1" is ("last", 1)."""
    kind = part.rstrip("0123456789")
    return kind, int(part.removeprefix(kind))
