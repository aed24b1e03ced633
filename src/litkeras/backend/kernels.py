# Generated from chapters/backend/kernels.md by `make tangle`. Do not edit.
"""Kernels.

The text of a loop, written by a program: from the NumPy expressions of several ops to one function
that Numba compiles.
"""

import ast
import functools
import hashlib
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from litkeras.backend.curves import CURVES, curve_text
from litkeras.backend.passes import Loop, formula
from litkeras.backend.programs import Call, Slot

__all__ = [
    "Scalar",
    "body_line",
    "collapse",
    "Kernel",
    "subscript",
    "signature",
    "loop_lines",
    "write_kernel",
    "cache_folder",
    "load_kernel",
]


# From arrays to single numbers
# -----------------------------


class Scalar(ast.NodeTransformer):
    """Rewrites an expression on arrays as one on single elements.

    Arguments:
        names: the expression that stands for each parameter.
        dtype: name of the type that numbers in the expression take.
        has_curves: whether all floats are float32, so that functions may become curves.
    """

    def __init__(self, names: dict[str, ast.expr], dtype: str, has_curves: bool = False):
        self.names, self.dtype, self.has_curves = names, dtype, has_curves

    def visit_Name(self, node):
        known = self.names.get(node.id, node)
        return self.visit_Constant(known) if isinstance(known, ast.Constant) else known

    def visit_Constant(self, node):
        if type(node.value) not in (int, float) or self.dtype == "bool":
            return node
        is_fraction = isinstance(node.value, float) and "float" not in self.dtype
        dtype = "float64" if is_fraction else self.dtype
        return ast.parse(f"{dtype}({node.value!r})", mode="eval").body

    def visit_Call(self, node):
        name = ast.unparse(node.func)
        if name.endswith(".astype"):  # each line converts to the type of its result
            return self.visit(node.func.value)
        if name == "np.broadcast_to":
            return self.visit(node.args[0])
        args = [self.visit(a) for a in node.args]
        if name == "np.where":
            return ast.IfExp(*args)
        if name in CURVES and self.has_curves:
            number = ast.Call(ast.Name("float32"), args, [])
            return ast.Call(ast.Name(CURVES[name].__name__), [number], [])
        return ast.Call(node.func, args, [])


def body_line(
    call: Call, names: Sequence[str], slots: Sequence[Slot], result: str, dtype: str
) -> str:
    """One assignment of a kernel's body: what an elementwise call does to one element."""
    stand_ins = {p: ast.Name(n) for p, n in zip(call.op.input_names, names)}
    stand_ins |= {
        k: ast.Constant(v if np.isscalar(v) else str(v)) for k, v in call.attributes.items()
    }
    types = [s.dtype.name for s in slots]
    floats = [name for name in types if "float" in name]
    has_curves = {*floats, dtype} <= {"float32", "bool"}
    scalar = Scalar(stand_ins, (floats or types)[0], has_curves)
    expression = scalar.visit(_copy_tree(formula(call.op)))
    return f"{result} = {dtype}({ast.unparse(ast.fix_missing_locations(expression))})"


def _copy_tree(tree: ast.expr) -> ast.expr:
    """A copy of an expression that may be changed."""
    return ast.parse(ast.unparse(tree), mode="eval").body


# How many loops?
# ---------------


def _has_axis(shape: tuple[int, ...], axis: int) -> bool:
    """Whether an operand moves along an axis (counted from the end) or is repeated along it."""
    return -axis <= len(shape) and shape[axis] != 1


def collapse(
    shape: tuple[int, ...], operands: Sequence[tuple[int, ...]]
) -> tuple[list[int], list[tuple[int, ...]]]:
    """The fewest nested loops that walk over `shape`, and which of them each operand takes part in.

    Arguments:
        shape: of the result.
        operands: shapes that broadcast to it.

    Returns:
        the lengths of the loops, and for each operand the positions of its loops.
    """
    lengths, patterns = [], []
    for axis, n in enumerate(shape):
        pattern = tuple(_has_axis(o, axis - len(shape)) for o in operands)
        if n == 1:
            continue
        if patterns and patterns[-1] == pattern:
            lengths[-1] *= n
        else:
            lengths.append(n)
            patterns.append(pattern)
    positions = [tuple(i for i, p in enumerate(patterns) if p[k]) for k in range(len(operands))]
    return lengths, positions


# The text
# --------


@dataclass(frozen=True)
class Kernel:
    """The text of a loop, and how its arrays are to be seen.

    Arguments:
        source: a Python module that defines `kernel`.
        views: for each array of the call, the shape in which the kernel takes it.
    """

    source: str
    views: tuple[tuple[int, ...], ...]


def subscript(loops: tuple[int, ...]) -> str:
    """The index of an operand that takes part in some of the loops."""
    return ", ".join(f"i{k}" for k in loops) or "0"


def signature(dtype: np.dtype, ndim: int) -> str:
    """Numba's name for a contiguous array."""
    return f"{dtype.name.replace('bool', 'boolean')}[{':, ' * (ndim - 1)}::1]"


def loop_lines(loop: Loop, slots: Sequence[Slot], parameters: dict, index: dict) -> list[str]:
    """The body of a kernel: load, compute, store."""
    local = {i: f"x{n}" for n, i in enumerate(loop.inputs)}
    lines = [f"{name} = {parameters[i]}[{index[parameters[i]]}]" for i, name in local.items()]
    for n, call in enumerate(loop.calls):
        names = [local.get(i, "None") for i in call.inputs]  # None: only the shape matters
        (result,) = call.outputs
        local[result] = f"t{n}"
        lines.append(
            body_line(
                call, names, [slots[i] for i in call.inputs], f"t{n}", slots[result].dtype.name
            )
        )
    return lines + [f"{parameters[i]}[{index[parameters[i]]}] = {local[i]}" for i in loop.outputs]


_TEMPLATE = """import numpy as np
from numba import float32, float64, int32, int64, njit

{curves}
@njit("void({signature})", cache=True, error_model="numpy", nogil=True)
def kernel({parameters}):
{body}
"""


def _kernel_module(
    lines: list[str], parameters: list[str], types: list[str], lengths: list[str]
) -> str:
    """The text of a module with one kernel: `lines` inside a nest of loops of the given lengths."""
    body = ["    " * (k + 1) + f"for i{k} in range({n}):" for k, n in enumerate(lengths)]
    body += ["    " * (len(lengths) + 1) + line for line in lines]
    text = "\n".join(body)
    used = [c for c in CURVES.values() if re.search(rf"\b{c.__name__}\(", text)]
    return _TEMPLATE.format(
        curves=f"\n{curve_text(used)}\n" if used else "",
        signature=", ".join(types),
        parameters=", ".join(parameters),
        body=text,
    )


def write_kernel(loop: Loop, slots: Sequence[Slot], same_memory: dict[int, int]) -> Kernel:
    """Write the kernel of a loop.

    Arguments:
        same_memory: outputs that overwrite an input, which is then one parameter for both.
    """
    shape = slots[loop.outputs[0]].shape
    arrays = list(loop.inputs) + [i for i in loop.outputs if i not in same_memory]
    lengths, positions = collapse(shape, [slots[i].shape for i in arrays])
    parameters = {i: f"a{n}" for n, i in enumerate(arrays)}
    parameters |= {o: parameters[i] for o, i in same_memory.items()}
    index = {parameters[i]: subscript(p) for i, p in zip(arrays, positions)}
    lines = loop_lines(loop, slots, parameters, index)
    source = _kernel_module(
        lines,
        [f"a{n}" for n in range(len(arrays))],
        [signature(slots[i].dtype, max(len(p), 1)) for i, p in zip(arrays, positions)],
        [f"{parameters[loop.outputs[0]]}.shape[{k}]" for k in range(len(lengths))],
    )
    views = tuple(tuple(lengths[k] for k in p) or (1,) for p in positions)
    return Kernel(source, views)


# Compiled once, kept on disk
# ---------------------------


def cache_folder() -> Path:
    """Where kernels are kept: $LITKERAS_CACHE_DIR, by default litkeras in the user's cache folder."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("LITKERAS_CACHE_DIR") or Path(home) / "litkeras")


@functools.cache
def load_kernel(source: str) -> Callable:
    """The compiled kernel of a module's text; its file is written if it is not there yet."""
    name = "litkeras_kernel_" + hashlib.sha256(source.encode()).hexdigest()[:16]
    path = cache_folder() / f"{name}.py"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(source, encoding="utf-8")
        draft.replace(path)  # all at once: another process may want the same kernel
    spec = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)  # Numba looks it up there
    spec.loader.exec_module(module)
    return module.kernel
