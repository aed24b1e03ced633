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
    "step_by_step",
    "Step",
    "blanks",
    "draw_step",
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
    if any(not is_compatible(s, shapes[0]) for s in shapes):
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
    parts = [g.parts.get(i) for i in range(len(x))]
    return pile(*[zeros_like(piece(y, index=i)) if p is None else p for i, p in enumerate(parts)])


def _check_states(before: Sequence, after: Sequence) -> None:
    """Raise ValueError unless a step returned as many states as it was given."""
    if len(after) != len(before):
        raise ValueError(
            f"scan: expected a step that returns {len(before)} states, got {len(after)}"
        )


def step_by_step(step: Callable, sequences: Sequence[Tensor], states, backwards=False):
    """Take a step for each slice of `sequences`, in Python; see `scan`."""
    length = len(sequences[0])
    columns, rows = [pieces(x) for x in sequences], [[]] * length
    for t in range(length)[:: -1 if backwards else 1]:
        before = states
        rows[t], states = step([column[t] for column in columns], before)
        _check_states(before, states)
    return [pile(*column) for column in zip(*rows)], list(states)


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
        if part.startswith("all"):
            return self.series[int(part[3:])]
        return self.next_states[int(part[4:])]

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
        lengths = [shapes[0][:1] if part.startswith("all") else () for part in wanted]
        fields = [(p, s.dtype, n + s.shape) for p, s, n in zip(wanted, slots, lengths)]
        size = np.sum([t.itemsize * math.prod(shape) for _, t, shape in fields])
        if size >= 2**31 - 64:
            raise ValueError(f"the results of a loop must fit into 2 GB, got the parts {fields}")
        return np.dtype(fields, align=True)


def blanks(tensors) -> list[Tensor]:
    """A placeholder for each tensor, of its shape and dtype."""
    return [Tensor(t.shape, t.dtype, name=f"step_{t.dtype}:0") for t in tensors]


def _pending() -> dict[int, int]:
    """Which variables are about to be assigned what, by their ids."""
    return {id(v): id(t) for v, t in PENDING[-1].items()} if PENDING else {}


def draw_step(step: Callable, sequences, states) -> tuple[Step, list[Tensor]]:
    """A step as a graph, and its outputs: tensors of that graph."""
    start, assigned = next(CLOCK), _pending()
    items = blanks(Tensor(x.shape[1:], x.dtype) for x in sequences)
    before = blanks(states)
    outputs, after = step(items, before)
    if _pending() != assigned:
        raise ValueError("scan: a step cannot assign variables; return new values as states")
    _check_states(before, after)
    outputs, after = [as_tensor(t) for t in outputs], [as_tensor(t) for t in after]
    for old, new in zip(before, after):
        if old.dtype != new.dtype or not is_compatible(old.shape, new.shape):
            expected = f"expected a new state of shape {old.shape} and dtype {old.dtype}"
            raise ValueError(f"scan: {expected}, got {new.shape} and {new.dtype}")
    return Step(items, before, after, outputs, start), outputs
