# Generated from chapters/backend/passes.md by `make tangle`. Do not edit.
"""Passes.

Before a program runs it is made shorter: what nobody reads goes, what was computed twice is
computed once, and elementwise calls join into loops.
"""

import ast
import functools
import inspect
import textwrap
from collections.abc import Sequence
from dataclasses import replace

from litkeras.backend.operations import Op
from litkeras.backend.programs import Call, Program, Slot

__all__ = ["prune", "share", "formula", "Loop", "is_fusible", "Unit", "Fuser", "fuse"]


# What nobody reads
# -----------------


def prune(program: Program) -> Program:
    """The program without calls whose results nobody reads."""
    wanted = {*program.outputs, *(i for _, i in program.updates)}
    kept = []
    for call in reversed(program.calls):
        if wanted & set(call.outputs):
            kept.append(call)
            wanted |= set(call.inputs)
    return _narrow(replace(program, calls=kept[::-1]))


def _narrow(program: Program) -> Program:
    """The program with loops that are asked only for parts that somebody still reads."""
    slots, calls = list(program.slots), []
    for call in program.calls:
        if "wanted" in call.attributes:
            read = {c.attributes["part"] for c in program.calls if call.outputs[0] in c.inputs}
            call = replace(call, attributes=call.attributes | {"wanted": tuple(sorted(read))})
            inferred = call.op.infer([slots[i] for i in call.inputs], call.attributes)
            slots[call.outputs[0]] = Slot(*inferred)
        calls.append(call)
    return replace(program, slots=slots, calls=calls)


# What is computed twice
# ----------------------


def share(program: Program) -> Program:
    """The program with one call where several computed the same."""
    stands_for = _same_constants(program)
    seen, kept = {}, []
    for call in program.calls:
        inputs = tuple(stands_for.get(i, i) for i in call.inputs)
        key = (call.op, inputs, repr(sorted(call.attributes.items())))
        if key in seen and not call.op.impure:
            stands_for |= zip(call.outputs, seen[key])
        else:
            seen[key] = call.outputs
            kept.append(replace(call, inputs=inputs))
    return replace(
        program,
        calls=kept,
        outputs=[stands_for.get(i, i) for i in program.outputs],
        updates=[(variable, stands_for.get(i, i)) for variable, i in program.updates],
    )


def _same_constants(program: Program) -> dict[int, int]:
    """For each slot with a constant that an earlier slot has too: that slot."""
    first, stands_for = {}, {}
    for i, slot in enumerate(program.slots):
        if slot.kind == "constant" and slot.value.size <= 16 and hasattr(slot.value, "tobytes"):
            key = (slot.shape, slot.dtype.str, slot.value.tobytes())
        elif slot.kind == "shape":
            key = (slot.shape, slot.dtype.str, "shape")
        else:
            continue
        if first.setdefault(key, i) != i:
            stands_for[i] = first[key]
    return stands_for


# Why loops should be joined
# --------------------------


@functools.cache
def formula(op: Op) -> ast.expr | None:
    """The expression that an elementwise op returns, or None if it is more than one."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(op.value)))
    except (OSError, SyntaxError):
        return None
    body = [s for s in tree.body[0].body if not _is_docstring(s)]
    if len(body) == 1 and isinstance(body[0], ast.Return):
        return body[0].value
    return None


def _is_docstring(statement: ast.stmt) -> bool:
    """Whether a statement is a bare string."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


_FUSIBLE_TYPES = ("float32", "float64", "int32", "int64", "bool")


class Loop:
    """Elementwise calls that run as one loop: what a program calls in their place.

    Arguments:
        calls: in an order in which each follows what it reads.
        inputs, outputs: the slots that come from outside, and that are read outside.
    """

    impure = view = False

    def __init__(self, calls: list[Call], inputs: tuple[int, ...], outputs: tuple[int, ...]):
        self.calls, self.inputs, self.outputs = calls, inputs, outputs
        self.__name__ = "+".join(call.op.__name__ for call in calls)


def is_fusible(call: Call, slots: Sequence[Slot]) -> bool:
    """Whether a call can be a line of a loop's body."""
    types = [slots[i].dtype.name for i in (*call.inputs, *call.outputs)]
    return (
        call.op.elementwise and formula(call.op) is not None and set(types) <= set(_FUSIBLE_TYPES)
    )


# Which calls may join?
# ---------------------


class Unit:
    """Calls that will be one line of the plan."""

    def __init__(self, call: Call, index: int, slots: Sequence[Slot]):
        self.calls = {index: call}
        self.shape = slots[call.outputs[0]].shape if is_fusible(call, slots) else None
        self.reads = {i for i in call.inputs if slots[i].kind != "shape"}  # what comes from outside
        self.writes = set(call.outputs)
        self.rank = 0  # larger than that of every unit that it reads from

    def take_over(self, other: "Unit") -> None:
        """Make the calls of another unit calls of this one."""
        self.calls |= other.calls
        self.writes |= other.writes
        self.reads = (self.reads | other.reads) - self.writes


class Fuser:
    """Joins elementwise calls of one shape where that makes no circle of dependencies."""

    def __init__(self, program: Program):
        self.program = program
        self.maker: dict[int, Unit] = {}  # the unit that fills a slot
        self.readers: dict[int, list[int]] = {}  # the slots that are made from a slot
        for index, call in enumerate(program.calls):
            unit = Unit(call, index, program.slots)
            self.maker[call.outputs[0]] = unit
            for i in unit.reads:
                self.readers.setdefault(i, []).append(call.outputs[0])
            unit.rank = 1 + max([u.rank for u in self.makers(unit)], default=0)
            for earlier in self.neighbours(unit):
                self.try_join(unit, earlier)
        self.join_scalars()

    def neighbours(self, unit: Unit) -> list[Unit]:
        """The units whose results `unit` reads and that loop over the same shape, the latest first."""
        found = {id(u): u for u in self.makers(unit) if u.shape == unit.shape is not None}
        return sorted(found.values(), key=lambda u: max(u.calls), reverse=True)

    def makers(self, unit: Unit) -> list[Unit]:
        """The units that fill what `unit` reads."""
        return [self.maker[i] for i in unit.reads if i in self.maker]

    def try_join(self, unit: Unit, other: Unit) -> None:
        """Move the calls of `other` into `unit`, unless a third unit stands between the two."""
        if unit is other or self.is_between(unit, other) or self.is_between(other, unit):
            return
        unit.take_over(other)
        self.maker |= dict.fromkeys(other.writes, unit)
        self.raise_rank(unit, max(unit.rank, other.rank))

    def is_between(self, late: Unit, early: Unit) -> bool:
        """Whether `late` reads something from a third unit that needs `early`."""
        waiting = [u for u in self.makers(late) if u is not late and u.rank > early.rank]
        seen = {id(u) for u in waiting}
        while waiting:
            for maker in self.makers(waiting.pop()):
                if maker is early:
                    return True
                if id(maker) not in seen and maker.rank > early.rank:
                    seen.add(id(maker))
                    waiting.append(maker)
        return False

    def raise_rank(self, unit: Unit, rank: int) -> None:
        """Give a unit a rank, and larger ones to those that read from it."""
        unit.rank, waiting = rank, [unit]
        while waiting:
            lower = waiting.pop()
            for i in {i for slot in lower.writes for i in self.readers.get(slot, ())}:
                reader = self.maker.get(i, lower)
                if reader is not lower and reader.rank <= lower.rank:
                    reader.rank = lower.rank + 1
                    waiting.append(reader)

    def join_scalars(self) -> None:
        """Join all units that compute single numbers, related or not: each call costs the same."""
        scalars = [u for u in self.units() if u.shape == ()]
        for i, unit in enumerate(scalars):
            for other in scalars[:i]:
                if self.maker[next(iter(other.writes))] is other:
                    self.try_join(unit, other)

    def units(self) -> list[Unit]:
        """All units, each after those it depends on."""
        ordered, done = [], set()
        waiting = sorted(
            {id(u): u for u in self.maker.values()}.values(), key=lambda u: -max(u.calls)
        )
        while waiting:
            unit = waiting[-1]
            missing = [u for u in self.makers(unit) if id(u) not in done]
            if id(unit) in done or not missing:
                waiting.pop()
                if id(unit) not in done:
                    done.add(id(unit))
                    ordered.append(unit)
            else:
                waiting.extend(missing)
        return ordered


def fuse(program: Program) -> Program:
    """The program with chains of elementwise calls as loops."""
    units = Fuser(program).units()
    wanted = {*program.outputs, *(i for _, i in program.updates)}
    wanted |= {i for unit in units for i in unit.reads}
    return replace(program, calls=[_as_call(unit, wanted) for unit in units])


def _as_call(unit: Unit, wanted: set[int]) -> Call:
    """A unit as one call: a loop if it is fusible."""
    calls = [unit.calls[i] for i in sorted(unit.calls)]
    if unit.shape is None:
        return calls[0]
    inputs = tuple(dict.fromkeys(i for c in calls for i in c.inputs if i in unit.reads))
    outputs = tuple(i for c in calls for i in c.outputs if i in wanted)
    return Call(Loop(calls, inputs, outputs), inputs, {}, outputs)
