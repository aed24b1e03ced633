"""Which names of the library a piece of code uses, found in its syntax tree."""

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass

from literate.source import PACKAGE

MAGIC = ("%", "!", "?")


@dataclass(frozen=True)
class Use:
    """A name of a module of the library, used at a line; without a name: the module as a whole."""

    line: int
    module: str
    name: str = ""


def parse_leniently(source: str) -> ast.Module:
    """Parse a cell without its magics; one that still cannot be parsed counts as empty."""
    lines = ["" if line.lstrip().startswith(MAGIC) else line for line in source.splitlines()]
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError:
        return ast.parse("")


def find_uses(tree: ast.AST, modules: Set[str]) -> list[Use]:
    """Find what code takes from the library, by imports and by dotted names.

    Arguments:
        tree: the code.
        modules: the names of all modules and packages of the library.
    """
    aliases: dict[str, str] = {}  # a local name, and the module or package that it stands for
    found = [use for node in ast.walk(tree) for use in _imported(node, modules, aliases)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (use := _dotted(node, modules, aliases)):
            found.append(use)
    return found


def _imported(node: ast.AST, modules: Set[str], aliases: dict[str, str]) -> Iterator[Use]:
    """Find what an import statement uses, and remember the modules that it names."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name.split(".")[0] == PACKAGE:
                name = alias.asname or PACKAGE
                aliases[name] = alias.name if alias.asname else PACKAGE
                yield Use(node.lineno, alias.name)
    elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
        for alias in node.names:
            full = f"{node.module}.{alias.name}"
            if full in modules:
                aliases[alias.asname or alias.name] = full
                yield Use(node.lineno, full)
            else:
                yield Use(node.lineno, node.module, alias.name)


def _dotted(node: ast.Attribute, modules: Set[str], aliases: dict[str, str]) -> Use | None:
    """Find what `K.softmax` or `keras.layers.Dense` uses."""
    if isinstance(node.value, ast.Name):
        base = aliases.get(node.value.id)
    elif isinstance(node.value, ast.Attribute) and (use := _dotted(node.value, modules, aliases)):
        base = use.module if not use.name else None
    else:
        base = None
    if base is None:
        return None
    full = f"{base}.{node.attr}"
    return Use(node.lineno, full) if full in modules else Use(node.lineno, base, node.attr)
