# Generated from chapters/backend/compiler.md by `make tangle`. Do not edit.
"""The compiler.

A program becomes a plan: every slot gets its memory, every call a line, and the lines one Python
function.
"""

import hashlib
import linecache
import re
import textwrap
from collections.abc import Callable, Iterable

import numpy as np

from litkeras.backend.kernels import load_kernel, write_kernel
from litkeras.backend.operations import as_value
from litkeras.backend.passes import Loop, fuse, prune, share
from litkeras.backend.programs import Call, Program, Slot
from litkeras.backend.tape import flatten_nested

__all__ = ["Memory", "Planner", "PASSES", "compile_program"]


# Memory that is used again
# -------------------------


class Memory:
    """Hands out arrays, and hands them out again once they are given back."""

    def __init__(self):
        self.free: list[np.ndarray] = []
        self.size = 0

    def take(self, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        """An array, in the smallest free block that holds it, else in a new one."""
        if dtype.itemsize == 0:  # the results of a loop without rounds: nothing to reuse
            return np.empty(shape, dtype)
        size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        fitting = [i for i, block in enumerate(self.free) if size <= len(block) <= 2 * size + 64]
        if fitting:
            block = self.free.pop(min(fitting, key=lambda i: len(self.free[i])))
        else:
            block = np.empty(size, np.uint8)
            self.size += size
        array = block[:size].view(dtype).reshape(shape)
        return array

    def give_back(self, array: np.ndarray) -> None:
        """Make the block of an array free."""
        block = array
        while block.base is not None:
            block = block.base
        self.free.append(block)


# Who needs what, and until when
# ------------------------------


class Planner:
    """Gives each slot of a program its memory, and writes the plan down as Python.

    Arguments:
        program: what the passes left.
    """

    def __init__(self, program: Program):
        self.program, self.slots = program, program.slots
        self.memory = Memory()
        self.arrays = {i: s.value for i, s in enumerate(self.slots) if s.value is not None}
        self.root = self.find_roots()
        self.last_use = self.find_last_uses()
        self.in_place = self.find_in_place()
        self.owned: dict[int, np.ndarray] = {}
        self.names: dict[str, object] = {
            "as_value": as_value,
            "contiguous": np.ascontiguousarray,
            "copyto": np.copyto,
        }
        self.lines: list[str] = []

    def find_roots(self) -> dict[int, int]:
        """For each slot the slot whose memory it looks at: itself, but for views."""
        root = {}
        for call in self.program.calls:
            if call.op.view:
                root[call.outputs[0]] = root.get(call.inputs[0], call.inputs[0])
        return root

    def find_root(self, i: int) -> int:
        """The slot whose memory slot `i` looks at."""
        return self.root.get(i, i)

    def find_last_uses(self) -> dict[int, int]:
        """For each root the position of the last call that reads it."""
        last = {}
        for position, call in enumerate(self.program.calls):
            for i in call.inputs:
                last[self.root.get(i, i)] = position
        end = len(self.program.calls)
        kept = [*self.program.outputs, *(i for _, i in self.program.updates)]
        return last | {self.root.get(i, i): end for i in kept}

    def may_overwrite(self, old: int, position: int) -> bool:
        """Whether the call at `position` is the last to read the slot `old`, element by element."""
        last = self.last_use.get(old, -1)
        if last != position:
            return last < position
        call = self.program.calls[position]
        same = [i for i in call.inputs if self.find_root(i) == old]
        return isinstance(call.op, Loop) and same == [old]

    def find_in_place(self) -> dict[int, int]:
        """For each next value that may be written over the variable: the variable's slot."""
        variables = {id(s.value): i for i, s in enumerate(self.slots) if s.kind == "variable"}
        makers = {i: p for p, c in enumerate(self.program.calls) for i in c.outputs}
        found = {}
        for variable, i in self.program.updates:
            position = makers.get(i)
            old = variables.get(id(variable.value))
            if position is None or i in self.program.outputs or i in found:
                continue
            if not _writes_into(self.program.calls[position].op):
                continue
            if old is None or self.may_overwrite(old, position):
                found[i] = old if old is not None else self.new_variable_slot(variable)
        return found

    def new_variable_slot(self, variable) -> int:
        """A slot for a variable that is only written."""
        index = self.program.add(Slot(variable.shape, variable.dtype, "variable", variable.value))
        self.arrays[index] = variable.value
        return index

    def plan(self) -> Callable:
        """The plan: a function on arrays, one for each input, that returns the outputs."""
        for position, call in enumerate(self.program.calls):
            if isinstance(call.op, Loop):
                self.write_loop(call)
            elif call.op.view:
                self.write_view(call)
            elif call.op.kernel_rule is not None:
                self.write_kernel_call(call)
            else:
                self.write_value(call)
            self.release(position, call)
        self.write_end()
        return self.assemble()

    def release(self, position: int, call: Call) -> None:
        """Give back the memory of what no later call reads."""
        for root in {self.find_root(i) for i in (*call.inputs, *call.outputs)}:
            if self.last_use.get(root, position) == position and root in self.owned:
                self.memory.give_back(self.owned.pop(root))

    def refer(self, i: int) -> str:
        """How the plan's text names a slot; arrays that are known become its globals."""
        slot = self.slots[i]
        if slot.kind == "input":
            return f"x{self.program.inputs.index(i)}"
        letter = {"variable": "w", "constant": "c", "shape": "s"}.get(slot.kind, "t")
        words = re.sub(r"\W", "_", slot.name.split(":")[0]) if slot.kind == "variable" else ""
        name = f"{letter}{i}_{words}" if words else f"{letter}{i}"
        if i in self.arrays:
            self.names[name] = self.arrays[i]
        return name

    def take(self, i: int) -> np.ndarray:
        """The memory of a result: the variable's own, if it may be overwritten, else some free."""
        if i in self.in_place:
            self.arrays[i] = self.arrays[self.in_place[i]]
        else:
            self.arrays[i] = self.memory.take(self.slots[i].shape, self.slots[i].dtype)
            self.owned[i] = self.arrays[i]
        return self.arrays[i]

    def write_value(self, call: Call) -> None:
        """A line that lets the specification make a new array."""
        self.lines.append(
            f"{self.refer(call.outputs[0])} = as_value({self.call_text(call, call.op.value)})"
        )

    def write_kernel_call(self, call: Call) -> None:
        """A line that lets a kernel fill the result's memory."""
        (out,) = call.outputs
        self.take(out)
        self.lines.append(self.call_text(call, call.op.kernel_rule, f"out={self.refer(out)}"))

    def call_text(self, call: Call, function: Callable, *more: str) -> str:
        """A call as text."""
        name = self.name_for(call.op.__name__, function)
        given = [*map(self.refer, call.inputs)]
        given += [f"{k}={self.literal(k, v)}" for k, v in call.attributes.items()]
        return f"{name}({', '.join([*given, *more])})"

    def name_for(self, name: str, thing) -> str:
        """A name of the plan for `thing`: `name`, with a number if that is taken by another."""
        count, free = 1, name
        while self.names.setdefault(free, thing) is not thing:
            count += 1
            free = f"{name}{count}"
        return free

    def literal(self, name: str, value) -> str:
        """An attribute as text: written out if it is plain, else by a name."""
        plain = all(
            type(v) in (int, str, bool, type(None)) or type(v) is float and np.isfinite(v)
            for v in flatten_nested(value)
        )
        return repr(value) if plain else self.name_for(name, value)

    def write_view(self, call: Call) -> None:
        """No line at all if the memory is known: the view is made once, here."""
        source, (out,) = call.inputs[0], call.outputs
        if source in self.arrays:
            inputs = [self.arrays[i] for i in call.inputs]
            view = call.op.value(*inputs, **call.attributes)
            if np.shares_memory(view, inputs[0]):
                self.arrays[out] = view
                return
        self.write_value(call)

    def write_loop(self, call: Call) -> None:
        """A line that runs a generated kernel."""
        for i in call.outputs:
            self.take(i)
        same = {o: self.in_place[o] for o in call.outputs if self.in_place.get(o) in call.inputs}
        kernel = write_kernel(call.op, self.slots, same)
        arrays = [*call.op.inputs, *(o for o in call.outputs if o not in same)]
        given = [self.seen_as(i, view) for i, view in zip(arrays, kernel.views)]
        function = load_kernel(kernel.source)
        name = self.name_for("loop", function)
        self.lines.append(f"{name}({', '.join(given)})  # {call.op.__name__.replace('+', ', ')}")

    def seen_as(self, i: int, view: tuple[int, ...]) -> str:
        """How the plan names an array in the shape in which a kernel takes it."""
        name, same = self.refer(i), self.slots[i].shape == view
        if same and self.slots[i].kind == "input":
            return name
        array = self.arrays.get(i)
        if self.slots[i].kind == "constant" and not array.flags.carray:
            array = np.array(array, order="C")  # once, here: in order, and not read-only
        if array is None or not array.flags.c_contiguous:
            return f"contiguous({name})" if same else f"contiguous({name}).reshape({view})"
        if same and array is self.arrays[i]:
            return name
        name = f"{name}_" + "x".join(map(str, view))
        self.names[name] = array.reshape(view)
        return name

    def write_end(self) -> None:
        """Lines that copy the outputs out, and then the variables' next values in."""
        outputs = [f"{self.refer(i)}.copy()" for i in self.program.outputs]
        pending = [(v, i) for v, i in self.program.updates if not self.is_done(v, i)]
        self.lines.append(f"results = [{', '.join(outputs)}]")
        for n, (_, i) in enumerate(pending):
            if self.slots[self.find_root(i)].kind == "variable":
                self.lines.append(f"u{n} = {self.refer(i)}.copy()")
        for n, (variable, i) in enumerate(pending):
            self.names[f"v{n}"] = variable.value
            is_variable = self.slots[self.find_root(i)].kind == "variable"
            self.lines.append(f"copyto(v{n}, {f'u{n}' if is_variable else self.refer(i)})")
        self.lines.append("return results")

    def is_done(self, variable, i: int) -> bool:
        """Whether the variable's memory is where its next value was written."""
        return i in self.in_place and self.arrays[self.in_place[i]] is variable.value

    def assemble(self) -> Callable:
        """The lines as a function. A debugger finds its text."""
        parameters = ", ".join(f"x{n}" for n in range(len(self.program.inputs)))
        source = (
            f"def plan({parameters}):\n" + textwrap.indent("\n".join(self.lines), "    ") + "\n"
        )
        name = f"<plan {hashlib.sha256(source.encode()).hexdigest()[:8]}>"
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        exec(compile(source, name, "exec"), self.names)
        plan = np.errstate(all="ignore")(self.names["plan"])
        plan.source, plan.memory = source, self.memory.size
        return plan


def _writes_into(op) -> bool:
    """Whether an op fills an array that it is given."""
    return isinstance(op, Loop) or (op.kernel_rule is not None and not op.view)


# One call, one line
# ------------------

PASSES = (prune, share, fuse)


def compile_program(program: Program, passes: Iterable[Callable] = PASSES) -> Callable:
    """The plan of a program.

    Arguments:
        program: what `Function.program` gives.
        passes: functions from program to program, in their order.
    """
    for improve in passes:
        program = improve(program)
    return Planner(program).plan()
