"""The house style, as far as a program can see it."""

import ast
import re
from collections.abc import Iterator

from literate.source import Cell, Chapter
from literate.uses import parse_leniently

LONGEST_FUNCTION = 25  # lines of code, without docstring
LONGEST_CELL = 25
CLOSING_SECTIONS = ("Outline", "In Keras", "Summary", "Exercises", "Further reading")
WORDS, EXPORTED_LINES, CELLS, FIGURES = (2000, 4500), (120, 300), (25, 45), (3, 6)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)


def style_problems(chapter: Chapter) -> Iterator[str]:
    """Find what the house style forbids."""
    yield from _cells_in_a_row(chapter)
    yield from _bars_in_tables(chapter)
    for cell in chapter.code:
        yield from _cell_problems(chapter, cell)
    if not all(chapter.opening):
        yield f"chapters/{chapter.name}.md: no title with a sentence quoted (>) under it"
    if chapter.exported and not chapter.is_index:
        present = [text for _, level, text in chapter.headings if level == 2]
        for section in CLOSING_SECTIONS:
            if section not in present:
                yield f"chapters/{chapter.name}.md: no section {section!r}"


def _cells_in_a_row(chapter: Chapter) -> Iterator[str]:
    """Find implementation cells that no prose leads to."""
    for before, cell in zip(chapter.cells, chapter.cells[1:], strict=False):
        if before.is_exported and cell.is_exported:
            yield f"{chapter.place(cell.line, cell)}two exported cells in a row"


def _bars_in_tables(chapter: Chapter) -> Iterator[str]:
    """Find formulas in tables that a bar cuts in two: it ends the table's cell."""
    for cell in chapter.cells:
        for n, line in enumerate(cell.source.splitlines() if cell.kind == "markdown" else []):
            row = re.sub(r"\\.|`[^`]*`", "", line.strip())
            if row.startswith("|") and any(part.count("$") % 2 for part in row.split("|")):
                yield f"{chapter.place(cell.line + n)}a bar in a table's formula: write \\lvert"


def _cell_problems(chapter: Chapter, cell: Cell) -> Iterator[str]:
    """Find code that is too long, and a semicolon that the tests would not honour."""
    if cell.source.rstrip().endswith(";"):
        yield f"{chapter.place(cell.line, cell)}a trailing semicolon: write `_ = ...`"
    tree = parse_leniently(cell.source)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef)
            and (lines := code_lines(node, cell)) > LONGEST_FUNCTION
        ):
            where = chapter.place(cell.line + node.lineno - 1, cell)
            yield f"{where}{node.name} has {lines} lines, more than {LONGEST_FUNCTION}"
    if cell.is_exported and (lines := code_lines(tree, cell)) > LONGEST_CELL:
        yield f"{chapter.place(cell.line, cell)}{lines} lines of code, more than {LONGEST_CELL}"


def code_lines(tree: ast.AST, cell: Cell) -> int:
    """Count the lines that are neither blank nor of a docstring, an import or a list of parameters."""
    lines = cell.source.splitlines()
    first, last = getattr(tree, "lineno", 1), getattr(tree, "end_lineno", len(lines))
    counted = {n for n in range(first, last + 1) if lines[n - 1].strip()}
    for node in ast.walk(tree):  # parameters are Keras's; one line of each signature counts
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            counted -= set(range(node.lineno + 1, node.body[0].lineno))
    top = tree.body if isinstance(tree, ast.Module) else []
    imports = [node for node in top if isinstance(node, ast.Import | ast.ImportFrom)]
    documented = [n for n in ast.walk(tree) if isinstance(n, DEFINITIONS) and ast.get_docstring(n)]
    for node in [*imports, *(n.body[0] for n in documented)]:
        counted -= set(range(node.lineno, node.end_lineno + 1))
    return len(counted)


def advice(chapter: Chapter) -> Iterator[str]:
    """Say which sizes of a chapter are out of the ordinary."""
    if not chapter.exported or chapter.is_index:
        return
    sizes = [
        ("words", count_words(chapter), WORDS),
        ("exported lines", sum(c.source.count("\n") + 1 for c in chapter.exported), EXPORTED_LINES),
        ("code cells", len(chapter.code), CELLS),
        ("figures", sum("hide-input" in cell.tags for cell in chapter.code), FIGURES),
    ]
    for what, size, (least, most) in sizes:
        if not least <= size <= most:
            yield f"chapters/{chapter.name}.md: {size} {what}; {least} to {most} are usual"
    opening = next((cell.source for cell in chapter.cells if cell.kind == "markdown"), "")
    if (words := len(opening.split("\n## ")[0].split())) > 300:
        yield f"chapters/{chapter.name}.md: an opening of {words} words; at most 250 are usual"


def count_words(chapter: Chapter) -> int:
    """Count the words of the prose."""
    prose = "\n".join(cell.source for cell in chapter.cells if cell.kind == "markdown")
    prose = re.sub(r"(?ms)^```.*?^```|\$\$.*?\$\$", "", prose)  # neither code nor formulas
    return len(re.findall(r"\b[^\W\d_][\w'’-]*", prose))
