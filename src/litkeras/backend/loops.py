# Generated from chapters/backend/loops.md by `make tangle`. Do not edit.
"""Loops.

A step, taken as often as the data is long, and a loop that runs back through it with the gradients.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from litkeras.backend.autodiff import sweep
from litkeras.backend.compiler import compile_program
from litkeras.backend.operations import Op, public_caller
from litkeras.backend.programs import eval, interpret
from litkeras.backend.shaping import zeros_like
from litkeras.backend.steps import Parcel, Step, blanks, draw_step, kind_and_number, step_by_step
from litkeras.backend.tensors import Node, Tensor, as_tensor

__all__ = ["go_round", "iterate", "read_part", "Rounds", "roll", "scan", "WayBack"]


# Round and round
# ---------------


def go_round(once: Callable, step: Step, inputs, out: np.ndarray, backwards: bool) -> None:
    """Take a step for each slice, and fill `out`, whose fields are the parts that are wanted.

    Arguments:
        once: a function on the arrays of items, states and constants, that returns those of the
            next states and of what `out` has a field for.
        step: whose round it is.
        inputs: arrays of sequences, states and constants.
        backwards: whether the last slice comes first.
    """
    sequences, states, constants = step.split([np.require(x, requirements="C") for x in inputs])
    parts = [(part, *kind_and_number(part)) for part in out.dtype.names]
    series = [(n, part) for n, (part, kind, _) in enumerate(parts) if kind == "all"]
    for t in range(len(sequences[0]))[:: -1 if backwards else 1]:
        results = once(*[x[t, ...] for x in sequences], *states, *constants)
        states = results[: len(states)]
        for n, part in series:
            out[part][t] = results[len(states) + n]
    for part, kind, i in parts:
        if kind == "last":
            out[part][...] = states[i]


@partial(Op, label="While", mixed=True)
def iterate(*inputs, step, backwards=False, wanted=()):
    """All steps of a loop; the wanted parts of what they compute are the fields of the result."""
    out, program = np.empty((), step.form(inputs, wanted)), step.program(inputs, wanted)
    go_round(lambda *arrays: interpret(program, arrays), step, inputs, out, backwards)
    return out


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
        TypeError: if a tensor is sparse.
    """
    sequences, states = _check_loop(sequences, states)
    is_known = all(t.value is not None for t in (*sequences, *states))
    if is_known and len(sequences[0]):
        return step_by_step(step, sequences, states, backwards)
    drawn, outputs = draw_step(step, sequences, states)
    rounds = roll(drawn, [*sequences, *states, *drawn.constants], backwards)
    if is_known:
        return [as_tensor(eval(rounds.all(t))) for t in outputs], states
    return [rounds.all(t) for t in outputs], [rounds.last(i) for i in range(len(states))]


def _check_loop(sequences, states) -> tuple[list[Tensor], list[Tensor]]:
    """Sequences and states as tensors; ValueError, TypeError unless one can loop over them."""
    caller = public_caller(sys._getframe(1)) or "scan"
    for given, name in ((sequences, "sequences"), (states, "states")):
        if not isinstance(given, (list, tuple)):
            raise ValueError(f"{caller}: expected a list of {name}, got {type(given).__name__}")
    sequences, states = ([as_tensor(x) for x in given] for given in (sequences, states))
    for t in (*sequences, *states):
        if t.is_sparse:
            expected = f"{caller}: expected dense tensors, got {t!r}"
            raise TypeError(f"{expected}; make it dense with K.to_dense")
    shapes = [x.shape for x in sequences]
    if not shapes or () in shapes or len({s[0] for s in shapes} - {None}) > 1:
        raise ValueError(f"{caller}: expected sequences of one length, got the shapes {shapes}")
    return sequences, states


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
        self.seeds = blanks((Tensor(g.shape[1:], g.dtype) for g in series.values()), "seed")
        self.arriving = blanks((step.states[i] for i in self.carried), "arriving")
        self.leaving = self._differentiate([step.tensor_in(part) for part in series])
        self.shared = [c for c in step.constants if id(c) in self.leaving]
        self.totals = blanks(self.shared, "total")

    def _differentiate(self, outputs: Sequence[Tensor]) -> dict[int, Tensor]:
        """The gradients that leave one step, by the ids of what they belong to."""
        sources = [*self.step.items, *self.step.states, *self.step.constants]
        sources = [t for t in sources if t.dtype.kind == "f"]
        targets = [*outputs, *(self.step.next_states[i] for i in self.carried)]
        found = sweep(targets, [*self.seeds, *self.arriving], sources, self.step.holds)
        return {id(s): g for s, g in zip(sources, found) if g is not None}

    def _is_kept(self, tensor: Tensor) -> bool:
        """Whether the values of a tensor inside the step are kept, not computed again."""
        node, nodes = tensor.node, self.step.nodes
        if node is None or tensor.dtype.kind == "V":
            return False
        if node.op is read_part:  # of a loop in the step: read for the first time, perhaps
            return node.inputs[0].node in nodes
        return node in nodes and not (node.op.elementwise or node.op.view)

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
    series = {part: dy for part, dy in g.parts.items() if kind_and_number(part)[0] == "all"}
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
