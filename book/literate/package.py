"""A package's `__init__.py`: its modules and their names, all lazy."""

import ast
from collections.abc import Mapping

from literate.module import Module
from literate.pieces import Line, Piece
from literate.source import PACKAGE, BookError

Names = dict[str, list[str]]  # of each module of a package, its public names


def package_lines(module: Module, names: Names) -> list[Line]:
    """Write an `__init__.py`.

    Arguments:
        module: what the index chapter itself exports.
        names: the modules and packages directly below, in the order of the toc, and their
            names that the package offers, too.
    """
    package = module.chapter.module
    attributes = package_names(module, names)
    code = [f"submodules={list(names)!r},", f"submod_attrs={attributes!r},"]
    code = ["__getattr__, __dir__, __all__ = lazy_loader.attach(", "__name__,", *code, ")", ""]
    lines = [*module.opening(), ("import lazy_loader", 1)]
    lines += [line for p in module.imports if not _is_choice(p, package) for line in p.lines]
    lines += [("", 1), *((text, 1) for text in code)]
    lines += [line for piece in module.pieces for line in piece.lines]
    return lines + [(f"__all__ += {module.public!r}", 1)] * bool(module.public)


def package_names(module: Module, names: Names) -> Names:
    """Decide which module each name of a package comes from.

    A name that the index imports is taken from there; the root offers only those.

    Raises:
        BookError: if a name has two homes, or is also the name of a module.
    """
    chosen = _chosen(module)
    home = {} if module.chapter.module == PACKAGE else _homes(module, names, chosen)
    home |= chosen
    for name in home:
        if name in names:
            raise BookError(
                f"{_index(module)}: {name} of {home[name]}.py is also the name of a module"
            )
    found: Names = {}
    for name, where in home.items():
        found.setdefault(where, []).append(name)
    return found


def _homes(module: Module, names: Names, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the module of each name that only one module has."""
    home: dict[str, str] = {}
    for where, public in names.items():
        for name in set(public) - set(chosen):
            if name in home:
                raise BookError(
                    f"{_index(module)}: {name} is public in {home[name]}.py and in {where}.py: "
                    "import one of them in an exported cell of the index, or rename one to _"
                    f"{name}"
                )
        home |= {name: where for name in public if name not in chosen}
    return home


def _chosen(module: Module) -> dict[str, str]:
    """Return the names that the index imports explicitly, and from which module below."""
    package, chosen = module.chapter.module, {}
    for piece in module.imports:
        if _is_choice(piece, package):
            for alias in piece.node.names:
                if alias.asname not in (None, alias.name):
                    where = module.chapter.place(piece.line, piece.cell)
                    raise BookError(f"{where}a lazy name cannot be renamed: {alias.asname}")
                chosen[alias.name] = piece.node.module.removeprefix(package + ".")
    return chosen


def _is_choice(piece: Piece, package: str) -> bool:
    node = piece.node
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package + ".")


def _index(module: Module) -> str:
    return f"chapters/{module.chapter.name}.md"
