"""A chapter's module as text, before it is formatted."""

import ast
import re
import textwrap
from itertools import takewhile

from literate.pieces import Line, Piece, continues, cut, is_overload
from literate.source import BookError, Chapter
from literate.splice import splice

HEADER = "# Generated from chapters/{}.md by `make tangle`. Do not edit."
WIDTH = 100


class Module:
    """What the exported cells of a chapter make.

    Raises:
        BookError: if they do not make a module.
    """

    def __init__(self, chapter: Chapter):
        self.chapter = chapter
        pieces = [piece for cell in chapter.exported for piece in cut(chapter, cell)]
        self.imports = [p for p in pieces if is_import(p.node) and not is_of_tools(p.node)]
        self.pieces = splice(chapter, [p for p in pieces if not is_import(p.node)])
        self.names = self._names()

    def _names(self) -> dict[str, Piece]:
        """Find who defines each name; an undeclared second definition is refused."""
        names: dict[str, Piece] = {}
        for piece in [*self.imports, *self.pieces]:
            imported = [a.asname or a.name.split(".")[0] for a in getattr(piece.node, "names", [])]
            for name in imported if is_import(piece.node) else piece.names:
                before = names.setdefault(name, piece)
                if before is not piece and not may_define_again(before, piece, name):
                    where = self.chapter.place(piece.line, piece.cell)
                    there = f"line {before.line}, code cell {before.cell.number}"
                    raise BookError(f"{where}{name} is defined already ({there})")
        return names

    @property
    def public(self) -> list[str]:
        """The names of `__all__`: imports of the form `import x as x`, then definitions in order."""
        aliases = [alias for piece in self.imports for alias in piece.node.names]
        names = [a.asname for a in aliases if a.asname and a.asname == a.name.split(".")[-1]]
        names += [name for piece in self.pieces for name in piece.names]
        return [name for name in dict.fromkeys(names) if not name.startswith("_")]

    def lines(self) -> list[Line]:
        """The module's text, each line with the chapter's line that it comes from."""
        lines = [*self.opening(), *(line for piece in self.imports for line in piece.lines)]
        lines += [("", 1), (f"__all__ = {self.public!r}", 1), ("", 1)]
        headings = list(self.chapter.headings)
        for piece in self.pieces:
            passed = [h for h in headings if h[0] < piece.line]
            headings = headings[len(passed) :]
            blank = sum(1 for _ in takewhile(lambda line: not line[0].strip(), piece.lines))
            lines += [*section_comments(passed), ("", piece.line), *piece.lines[blank:]]
        return lines

    def opening(self) -> list[Line]:
        """The header line and the docstring, made from title and quote."""
        title, quote = plain(self.chapter.opening[0]), without_roles(self.chapter.opening[1])
        title = title if title.endswith((".", "?", "!")) else title + "."
        text = "\n".join([title, "", *textwrap.wrap(quote, WIDTH)]) + "\n" if quote else title
        text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        lines = [HEADER.format(self.chapter.name), *f'"""{text}"""'.split("\n"), ""]
        return [(line, 1) for line in lines]


def is_import(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def is_of_tools(node: ast.AST) -> bool:
    """Whether it is `from literate import extend`, which the module does not need."""
    return isinstance(node, ast.ImportFrom) and node.module == "literate"


def may_define_again(before: Piece, piece: Piece, name: str) -> bool:
    """Whether a name may have both definitions."""
    if is_import(before.node) and is_import(piece.node):
        return import_of(before.node, name) == import_of(piece.node, name)
    return name == "_" or continues(piece.node, name) or is_overload(before.node)


def import_of(node: ast.Import | ast.ImportFrom, name: str) -> tuple:
    """Return what an import statement binds a name to."""
    module = getattr(node, "module", None)
    for alias in node.names:
        if (alias.asname or alias.name.split(".")[0]) == name:
            return (module, alias.name if module or alias.asname else name)
    return ()


def section_comments(passed: list[tuple[int, int, str]]) -> list[Line]:
    """Write the innermost headings among those passed since the last piece as comments."""
    open_at: dict[int, tuple[int, str]] = {}
    for line, level, text in passed:
        open_at = {k: v for k, v in open_at.items() if k < level} | {level: (line, plain(text))}
    lines: list[Line] = []
    for level, (line, text) in open_at.items():
        texts = [f"# {text}", "# " + "-" * len(text)] if level == 2 else [f"# -- {text}"]
        lines += [("", line), *((t, line) for t in texts)]
    return lines


def plain(text: str) -> str:
    """Return a line of prose without its markup."""
    return re.sub(r"[*$`]", "", without_roles(text))


def without_roles(text: str) -> str:
    """Return a line of prose without MyST's roles, such as `{doc}`."""
    return re.sub(r"\{[\w:-]+\}(?=`)", "", text)
