"""Kernels whose machine code is kept on disk hold everything that they use in their own file.

Numba compiles a kernel anew when its own file changes. What the kernel calls, or reads, from other
files is frozen into the machine code and could change without anyone noticing.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from literate.pieces import parse_cell
from literate.source import PACKAGE, Cell, Chapter

COMPILERS = {"jit", "njit", "vectorize", "guvectorize", "register_jitable"}


@dataclass
class Kernel:
    """A function that Numba compiles."""

    cell: Cell
    node: ast.FunctionDef
    is_cached: bool

    @property
    def names(self) -> set[str]:
        """The names that the function reads."""
        return {n.id for n in ast.walk(self.node) if isinstance(n, ast.Name)}


def kernel_problems(chapter: Chapter) -> Iterator[str]:
    """Find cached kernels that use, directly or not, something of another module of the library."""
    kernels, foreign = _kernels(chapter), _imported(chapter)
    for name, kernel in kernels.items():
        if kernel.is_cached:
            for used in sorted(_reached(name, kernels) & foreign):
                where = chapter.place(kernel.cell.line + kernel.node.lineno - 1, kernel.cell)
                yield f"{where}{name} is kept compiled, but uses {used} of another module"


def _kernels(chapter: Chapter) -> dict[str, Kernel]:
    found = {}
    for cell in chapter.exported:
        for node in parse_cell(chapter, cell).body:
            for decorator in getattr(node, "decorator_list", []):
                if _compiler(decorator) in COMPILERS:
                    found[node.name] = Kernel(cell, node, _caches(decorator))
    return found


def _compiler(decorator: ast.expr) -> str:
    """Return the last part of a decorator's name."""
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(function).split(".")[-1]


def _caches(decorator: ast.expr) -> bool:
    keywords = getattr(decorator, "keywords", [])
    return any(k.arg == "cache" and getattr(k.value, "value", True) for k in keywords)


def _imported(chapter: Chapter) -> set[str]:
    """Return the names that the module takes from the rest of the library."""
    names = set()
    for cell in chapter.exported:
        for node in ast.walk(parse_cell(chapter, cell)):
            module = getattr(node, "module", None) or ""
            if isinstance(node, ast.ImportFrom) and module.split(".")[0] == PACKAGE:
                names |= {alias.asname or alias.name for alias in node.names}
            if isinstance(node, ast.Import):
                ours = [a for a in node.names if a.name.split(".")[0] == PACKAGE]
                names |= {a.asname or PACKAGE for a in ours}
    return names


def _reached(name: str, kernels: dict[str, Kernel]) -> set[str]:
    """Return the names that a kernel reads, and the kernels that it calls, and so on."""
    names, waiting = set(), [name]
    while waiting:
        new = kernels[waiting.pop()].names - names
        names |= new
        waiting += [n for n in new if n in kernels]
    return names
