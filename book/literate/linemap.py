"""From a line of a module back to the line of the chapter that it comes from."""

import ast
from collections.abc import Iterator

from literate.pieces import Line


def line_map(raw: list[Line], text: str) -> list[int]:
    """Find the origin of each line of a formatted module.

    Arguments:
        raw: the module's lines before it was formatted, with their origins.
        text: the formatted module.

    Returns:
        The chapter's line for each line of the text; the first item stands for line 1.
    """
    before = ast.parse("\n".join(line for line, _ in raw))
    after = ast.parse(text)
    origins = {1: 1}
    for old, new in pairs(before, after):
        origins.setdefault(new.lineno, raw[old.lineno - 1][1])
    lines, last = [], 1
    for number in range(1, text.count("\n") + 1):
        last = origins.get(number, last)
        lines.append(last)
    return lines


def pairs(before: ast.Module, after: ast.Module) -> Iterator[tuple]:
    """Pair the nodes of both trees: formatting keeps their order, except for imports on top."""
    imported = {bound(alias): alias for alias in top_imports(before)}
    for alias in top_imports(after):
        yield imported[bound(alias)], alias
    for old, new in zip(not_imports(before), not_imports(after), strict=True):
        for pair in zip(ast.walk(old), ast.walk(new), strict=False):
            if type(pair[0]) is type(pair[1]) and hasattr(pair[0], "lineno"):
                yield pair


def top_imports(tree: ast.Module) -> list[ast.alias]:
    """List what the imports at the top level bind."""
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return [alias for node in imports for alias in node.names]


def not_imports(tree: ast.Module) -> list[ast.stmt]:
    return [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]


def bound(alias: ast.alias) -> str:
    return alias.asname or alias.name
