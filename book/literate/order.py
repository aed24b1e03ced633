"""Reading order is import order: no chapter uses what a later one, or it itself, makes."""

from collections.abc import Iterator
from dataclasses import dataclass

from literate.source import Cell, Chapter
from literate.uses import Use, find_uses, parse_leniently

LATER = "# later:"  # a comment that declares, with a reason, the use of a later chapter's module


@dataclass
class Library:
    """The chapters by their modules, and where each name of a package is defined."""

    chapters: dict[str, Chapter]
    names: dict[str, dict[str, str]]  # package -> name -> module

    def home(self, use: Use) -> Chapter | None:
        """Return the chapter that makes what is used; None if it is a package, or unknown."""
        module = self.names.get(use.module, {}).get(use.name, use.module)
        chapter = self.chapters.get(module)
        return None if chapter is None or chapter.is_index else chapter


def order_problems(library: Library, chapter: Chapter) -> Iterator[str]:
    """Find the uses of modules that do not exist yet where a reader has come to this chapter."""
    if chapter.is_index or not chapter.exported:
        return
    for cell in chapter.code:
        for use in find_uses(parse_leniently(cell.source), library.chapters.keys()):
            home = library.home(use)
            if home is None or home.position < chapter.position or is_declared(cell, use):
                continue
            what = f"{use.module}.{use.name}" if use.name else use.module
            told = "here" if home is chapter else f"later, in chapters/{home.name}.md"
            yield f"{chapter.place(cell.line + use.line - 1, cell)}{what} is made {told}"


def is_declared(cell: Cell, use: Use) -> bool:
    """Whether a comment at the line says that the use of a later chapter is meant."""
    return LATER in cell.source.splitlines()[use.line - 1]
