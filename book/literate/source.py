"""The book as it is written: its table of contents, chapters and cells."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml
from jupytext.myst import myst_to_notebook

PACKAGE = "litkeras"


class BookError(Exception):
    """Something that an author has to mend, with the place where."""


@dataclass
class Cell:
    """A cell of a chapter: its text, its tags, and where it stands."""

    kind: str  # 'code' or 'markdown'
    source: str
    tags: list[str]
    number: int  # among the code cells, from 1
    line: int  # where the source starts in the chapter, from 1

    @property
    def is_exported(self) -> bool:
        return self.kind == "code" and "export" in self.tags

    @property
    def lines(self) -> list[tuple[str, int]]:
        """The lines of the source with their numbers in the chapter."""
        return [(text, self.line + i) for i, text in enumerate(self.source.splitlines())]


@dataclass
class Chapter:
    """A chapter and, at the same path, its module."""

    path: Path
    name: str  # as in the toc: 'layers/core'
    position: int = 0  # in the toc

    @property
    def is_index(self) -> bool:
        return self.path.stem == "index"

    @property
    def module(self) -> str:
        """The module's dotted name; for an index that of the package."""
        parts = self.name.split("/")
        return ".".join([PACKAGE, *(parts[:-1] if self.is_index else parts)])

    @property
    def target(self) -> str:
        """The module's file, relative to src/."""
        return self.module.replace(".", "/") + ("/__init__.py" if self.is_index else ".py")

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def cells(self) -> list[Cell]:
        return read_cells(self.text)

    @cached_property
    def code(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.kind == "code"]

    @cached_property
    def exported(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_exported]

    @cached_property
    def headings(self) -> list[tuple[int, int, str]]:
        """The section headings: line, level (2 or 3), text."""
        found = []
        for cell in self.cells:
            for text, line in cell.lines if cell.kind == "markdown" else []:
                if match := re.match(r"(##|###) (.+)", text):
                    found.append((line, len(match[1]), match[2].strip()))
        return found

    @cached_property
    def opening(self) -> tuple[str, str]:
        """The title, and the sentence that stands quoted under it."""
        prose = "\n\n".join(cell.source for cell in self.cells if cell.kind == "markdown")
        title = re.search(r"^# (.+)$", prose, re.MULTILINE)
        quote = re.search(r"^>.*(\n>.*)*", prose.split("\n## ")[0], re.MULTILINE)
        words = re.sub(r"^> ?", "", quote[0] if quote else "", flags=re.MULTILINE).split()
        return (title[1].strip() if title else ""), " ".join(words)

    def place(self, line: int, cell: Cell | None = None) -> str:
        """Name a place so that an author, and an editor, finds it."""
        if cell is None:
            before = [c for c in self.code if c.line <= line <= c.line + c.source.count("\n")]
            cell = before[0] if before else None
        return f"chapters/{self.name}.md:{line}: " + (f"code cell {cell.number}: " if cell else "")


def read_cells(text: str) -> list[Cell]:
    """Read a chapter's cells with the lines where their sources start."""
    notebook = myst_to_notebook(text, add_source_map=True)
    lines = text.splitlines()
    cells, number = [], 0
    for cell, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        number += cell.cell_type == "code"
        line = find_lines(lines, cell.source.splitlines(), start)
        tags = list(cell.metadata.get("tags", []))
        cells.append(Cell(cell.cell_type, cell.source, tags, number, line))
    return cells


def find_lines(lines: list[str], wanted: list[str], start: int) -> int:
    """Return the number, from 1, of the line at or after `start` where some lines stand."""
    for i in range(start, len(lines) - len(wanted) + 1):
        if lines[i : i + len(wanted)] == wanted:
            return i + 1
    return start + 1


@dataclass
class Book:
    """All chapters under a root, in the order of _toc.yml."""

    root: Path
    warnings: list[str] = field(default_factory=list)

    @cached_property
    def chapters(self) -> list[Chapter]:
        """The chapters that exist; those that the toc does not name come last, with a warning."""
        folder = self.root / "chapters"
        paths = [p for p in sorted(folder.rglob("*.md")) if ".ipynb_checkpoints" not in p.parts]
        found = {path.relative_to(folder).with_suffix("").as_posix(): path for path in paths}
        listed = [name for name in read_toc(self.root / "_toc.yml") if name in found]
        forgotten = [name for name in found if name not in listed]
        self.warnings += [f"chapters/{name}.md is not in _toc.yml" for name in forgotten]
        return [Chapter(found[name], name, i) for i, name in enumerate(listed + forgotten)]


def read_toc(path: Path) -> list[str]:
    """List the chapters of a Jupyter Book table of contents in reading order."""
    names: list[str] = []

    def walk(node):
        if isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict):
            names.extend(str(node[key]) for key in ("root", "file") if key in node)
            for item in node.values():
                walk(item)

    walk(yaml.safe_load(path.read_text(encoding="utf-8")))
    inside = [name for name in names if name.startswith("chapters/")]
    return [name.removeprefix("chapters/").removesuffix(".md") for name in inside]
