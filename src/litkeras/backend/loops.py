# Generated from chapters/backend/loops.md by `make tangle`. Do not edit.
"""Loops.

A step that is told once and taken as often as the data is long; its gradient is a loop that runs
back.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from litkeras.backend.autodiff import reachable, sweep
from litkeras.backend.compiler import compile_program
from litkeras.backend.operations import Op, op
from litkeras.backend.passes import prune
from litkeras.backend.programs import Lowering, Program, eval, interpret
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
    "draw_step",
    "go_round",
    "iterate",
    "read_part",
    "Rounds",
    "roll",
    "scan",
    "WayBack",
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
        return f"all{places[0] if places else len(self.series) - 1}"

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


def _blanks(tensors) -> list[Tensor]:
    """A placeholder for each tensor."""
    return [Tensor(t.shape, t.dtype, name=f"step_{t.dtype}:0") for t in tensors]


def _pending() -> dict[int, int]:
    """Which variables are about to be assigned what, by their ids."""
    return {id(v): id(t) for v, t in PENDING[-1].items()} if PENDING else {}


def draw_step(step: Callable, sequences, states) -> tuple[Step, list[Tensor]]:
    """A step as a graph, and its outputs: tensors of that graph."""
    start, assigned = next(CLOCK), _pending()
    items = _blanks(Tensor(x.shape[1:], x.dtype) for x in sequences)
    before = _blanks(states)
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


# Round and round
# ---------------


def go_round(once: Callable, step: Step, inputs, out: np.ndarray, backwards: bool) -> None:
    """Take a step for each slice, and fill `out`, whose fields are the parts that are wanted.

    Arguments:
        once: a function on arrays that takes one step.
    """
    sequences, states, constants = step.split([np.require(x, requirements="C") for x in inputs])
    series = [(n, part) for n, part in enumerate(out.dtype.names) if part.startswith("all")]
    for t in range(len(sequences[0]))[:: -1 if backwards else 1]:
        results = once(*[x[t, ...] for x in sequences], *states, *constants)
        states = results[: len(states)]
        for n, part in series:
            out[part][t] = results[len(states) + n]
    for part in set(out.dtype.names) - {part for _, part in series}:
        out[part][...] = states[int(part[4:])]


@partial(Op, label="While", mixed=True)
def iterate(*inputs, step, backwards=False, wanted=()):
    """All steps of a loop; the wanted parts of what they compute are the fields of the result."""
    out = np.empty((), step.form(inputs, wanted))
    once = partial(_interpret, step.program(inputs, wanted))
    go_round(once, step, inputs, out, backwards)
    return out


def _interpret(program: Program, *arrays) -> list[np.ndarray]:
    """Run a program call by call."""
    return interpret(program, arrays)


@iterate.shape
def _(*inputs, step, backwards=False, wanted=()):
    return (), step.form(inputs, wanted)


@iterate.kernel
def _(*inputs, out, step, backwards, wanted):
    program = step.program(inputs, wanted)
    if program not in step.plans:
        step.plans[program] = compile_program(program)
    go_round(step.plans[program], step, inputs, out, backwards)


@partial(Op, label="TensorListStack", view=True)
def read_part(results, *, part):
    """One part of a loop's results."""
    return results[part]


@read_part.shape
def _(results, *, part):
    form = results.dtype.fields[part][0]
    return form.shape, form.base


@read_part.gradient
def _(g, y, results, *, part):
    return Parcel({part: g})


class Rounds:
    """The results of a loop, as tensors to read parts of.

    Arguments:
        source: a tensor made by `iterate`.
    """

    def __init__(self, source: Tensor):
        self.source, self.step = source, source.node.attributes["step"]
        self.sequences, self.states, _ = self.step.split(source.node.inputs)

    def _read(self, part: str, shape, dtype) -> Tensor:
        return Tensor(shape, dtype, node=Node(read_part, (self.source,), {"part": part}))

    def all(self, tensor: Tensor) -> Tensor:
        """All values of a tensor of the step."""
        length = next((x.shape[0] for x in self.sequences if x.shape[0] is not None), None)
        return self._read(self.step.part_for(tensor), (length, *tensor.shape), tensor.dtype)

    def last(self, i: int) -> Tensor:
        """The last value of a state."""
        return self._read(f"last{i}", self.states[i].shape, self.states[i].dtype)


def roll(step: Step, inputs: Sequence[Tensor], backwards: bool) -> Rounds:
    """The loop over `step`, recorded."""
    node = Node(iterate, tuple(inputs), {"step": step, "backwards": backwards})
    return Rounds(Tensor((), np.dtype("V"), node=node))


def scan(step: Callable, sequences, states=(), backwards=False) -> tuple[list, list]:
    """Take a step for each slice of some sequences, handing states on from step to step.

    Arguments:
        step: a function of two lists, what arrives and the states, that returns two lists, what
            the step puts out and the new states.
        sequences: list of tensors `(time, ...)`.
        states: list of the states before the first step.
        backwards: whether to start at the end.

    Returns:
        the list of the outputs' values `(time, ...)`, and the list of the last states.

    Raises:
        ValueError: if the sequences differ in length, or a state comes back in another form.
    """
    sequences, states = [as_tensor(x) for x in sequences], [as_tensor(s) for s in states]
    is_known = all(t.value is not None for t in (*sequences, *states))
    _check_sequences(sequences)
    if is_known and len(sequences[0]):
        return step_by_step(step, sequences, states, backwards)
    drawn, outputs = draw_step(step, sequences, states)
    rounds = roll(drawn, [*sequences, *states, *drawn.constants], backwards)
    if is_known:
        return [as_tensor(eval(rounds.all(t))) for t in outputs], states
    return [rounds.all(t) for t in outputs], [rounds.last(i) for i in range(len(states))]


def _check_sequences(sequences: list[Tensor]) -> None:
    """Raise ValueError unless there are sequences, and of one length."""
    shapes = [x.shape for x in sequences]
    if not shapes or () in shapes or len({s[0] for s in shapes} - {None}) > 1:
        raise ValueError(f"scan: expected sequences of one length, got the shapes {shapes}")


# The way back
# ------------


class WayBack:
    """The step of the loop that runs back, drawn from the step of a loop.

    Arguments:
        step: of the loop that runs forward.
        series: the gradients that arrived at whole series, by their parts.
    """

    def __init__(self, step: Step, series: dict[str, Tensor]):
        self.step = step
        self.carried = [i for i, s in enumerate(step.states) if s.dtype.kind == "f"]
        self.seeds = _blanks(Tensor(g.shape[1:], g.dtype) for g in series.values())
        self.arriving = _blanks(step.states[i] for i in self.carried)
        self.leaving = self._differentiate([step.tensor_in(part) for part in series])
        self.shared = [c for c in step.constants if id(c) in self.leaving]
        self.totals = _blanks(self.shared)

    def _differentiate(self, outputs: Sequence[Tensor]) -> dict[int, Tensor]:
        """The gradients that leave one step, by the ids of what they belong to."""
        sources = [*self.step.items, *self.step.states, *self.step.constants]
        sources = [t for t in sources if t.dtype.kind == "f"]
        targets = [*outputs, *(self.step.next_states[i] for i in self.carried)]
        found = sweep(targets, [*self.seeds, *self.arriving], sources, self.step.holds)
        return {id(s): g for s, g in zip(sources, found) if g is not None}

    def _is_kept(self, tensor: Tensor) -> bool:
        """Whether the values of a tensor inside the step are kept, not computed again."""
        if tensor.node is None or tensor.node not in self.step.nodes or tensor.dtype.kind == "V":
            return False
        op = tensor.node.op
        return op is read_part or not (op.elementwise or op.view)

    def _find_needed(self, targets: Sequence[Tensor]) -> list[Tensor]:
        """What the step back reads of the step forward: items, states, and what is kept."""
        needed, seen, waiting = {}, set(), [(t, False) for t in targets]
        while waiting:
            tensor, is_shape = waiting.pop()
            if (id(tensor), is_shape) in seen:
                continue
            seen.add((id(tensor), is_shape))
            if id(tensor) in self.step.own or (not is_shape and self._is_kept(tensor)):
                needed[id(tensor)] = tensor
            elif tensor.node is not None and tensor.node.time > self.step.start:
                only = tensor.node.op.shape_only
                waiting += [(t, is_shape or i in only) for i, t in enumerate(tensor.node.inputs)]
        return list(needed.values())

    def draw(self) -> tuple[Step, list[Tensor], list[Tensor | None]]:
        """The step back, what it reads of the step forward, and the gradients of its items."""
        step = self.step
        states = [self.leaving.get(id(step.states[i])) for i in self.carried]
        states = [zeros_like(g) if d is None else d for d, g in zip(states, self.arriving)]
        sums = [total + self.leaving[id(c)] for total, c in zip(self.totals, self.shared)]
        items = [self.leaving.get(id(x)) for x in step.items]
        outputs = [d for d in items if d is not None]
        needed = self._find_needed([*states, *sums, *outputs])
        own = [*needed, *self.seeds], [*self.arriving, *self.totals]
        return Step(*own, [*states, *sums], outputs, step.start), needed, items


@iterate.gradient
def _(g, y, *inputs, step, backwards=False, wanted=()):
    sequences, initial, constants = step.split(inputs)
    given = {id(c): x for c, x in zip([*step.items, *step.constants], [*sequences, *constants])}
    series = {part: dy for part, dy in g.parts.items() if part.startswith("all")}
    way = WayBack(step, series)
    back, needed, items = way.draw()
    forward = Rounds(y)
    feeds = [given[id(t)] if id(t) in given else forward.all(t) for t in needed]
    begin = [g.parts.get(f"last{i}") for i in way.carried]
    begin = [zeros_like(initial[i]) if d is None else d for i, d in zip(way.carried, begin)]
    begin += [zeros_like(given[id(c)]) for c in way.shared]
    shared = [given.get(id(c), c) for c in back.constants]
    rounds = roll(back, [*feeds, *series.values(), *begin, *shared], not backwards)
    return _read_gradients(way, rounds, items)


def _read_gradients(way: WayBack, rounds: Rounds, items) -> tuple[Tensor | None, ...]:
    """The gradients of sequences, first states and constants, None where there is none."""
    owners = [*(way.step.states[i] for i in way.carried), *way.shared]
    lasts = {id(t): rounds.last(i) for i, t in enumerate(owners)}
    rest = [*way.step.states, *way.step.constants]
    return (*(d if d is None else rounds.all(d) for d in items), *(lasts.get(id(t)) for t in rest))
