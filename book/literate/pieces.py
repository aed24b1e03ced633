"""Code as pieces: each top-level statement with the comments that belong to it, and its origin."""

import ast
from dataclasses import dataclass

from literate.source import BookError, Cell, Chapter

Line = tuple[str, int]  # a line of text and its number in the chapter


@dataclass
class Piece:
    """A statement, its lines from the end of the one before, and the cell it stands in."""

    node: ast.stmt | None  # None: comments at the end of a cell
    lines: list[Line]
    cell: Cell

    @property
    def line(self) -> int:
        """Where the statement itself starts in the chapter."""
        return self.lines[0][1] if self.node is None else self.cell.line + first(self.node) - 1

    @property
    def names(self) -> list[str]:
        """What the statement defines for others."""
        return [] if self.node is None else list(dict.fromkeys(bound_names(self.node)))


def first(node: ast.stmt) -> int:
    """Return the line where a statement starts, its decorators included."""
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def parse_cell(chapter: Chapter, cell: Cell) -> ast.Module:
    """Parse a cell, reporting errors at the chapter's own line."""
    try:
        return ast.parse(cell.source)
    except SyntaxError as error:
        text = (error.text or "").strip()
        is_magic = text.startswith(("%", "!", "?"))
        what = "a magic in an exported cell" if is_magic else error.msg
        where = chapter.place(cell.line + (error.lineno or 1) - 1, cell)
        raise BookError(f"{where}{what}: {text}") from None


def cut(chapter: Chapter, cell: Cell) -> list[Piece]:
    """Cut a cell into its statements."""
    return cut_body(chapter, cell, parse_cell(chapter, cell).body, cell.lines)


def cut_body(chapter: Chapter, cell: Cell, body: list[ast.stmt], lines: list[Line]) -> list[Piece]:
    """Cut lines at the ends of the statements that stand in them."""
    pieces, rest = [], lines
    for node in body:
        stop = end_of(node, cell, rest)
        if stop == 0 or cell.line + first(node) - 1 < rest[0][1]:
            where = chapter.place(cell.line + node.lineno - 1, cell)
            raise BookError(f"{where}two statements on one line")
        pieces.append(Piece(node, rest[:stop], cell))
        rest = rest[stop:]
    if any(text.strip() for text, _ in rest):
        pieces.append(Piece(None, rest, cell))
    return pieces


def end_of(node: ast.stmt, cell: Cell, lines: list[Line]) -> int:
    """Count the lines up to a statement's end and the comments still inside of it."""
    stop = sum(line < cell.line + node.end_lineno for _, line in lines)
    inside = " " * (node.col_offset + 1)
    for i, (text, _) in enumerate(lines[stop:], stop + 1):
        if text.strip() and not text.startswith(inside):
            break
        if text.strip():
            if not text.lstrip().startswith("#"):
                break
            stop = i
    return stop


def bound_names(node: ast.stmt) -> list[str]:
    """List the names that a statement defines: no loop variables, no imports."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        stored = [n for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
        return [n.id for n in stored if isinstance(n.ctx, ast.Store)]
    blocks = [getattr(node, name, []) for name in ("body", "orelse", "finalbody")]
    blocks += [handler.body for handler in getattr(node, "handlers", [])]
    return [name for block in blocks for inner in block for name in bound_names(inner)]


def continues(node: ast.stmt | None, name: str) -> bool:
    """Whether a definition adds to one of the same name: `@x.setter`, `@f.register`, `@overload`."""
    decorators = [ast.unparse(d) for d in getattr(node, "decorator_list", [])]
    return any(d.startswith(f"{name}.") for d in decorators) or is_overload(node)


def is_overload(node: ast.stmt | None) -> bool:
    """Whether a definition only tells types and expects another one."""
    decorators = [ast.unparse(d) for d in getattr(node, "decorator_list", [])]
    return any(d.split(".")[-1] == "overload" for d in decorators)
