"""Names in prose and in examples: what is quoted exists, what is exported is shown.

A name of the library in single backticks, such as `K.softmax`, `keras.layers.Dense` or
`losses.get(...)`, has to exist; a plain name, such as `units` or `fit(x, y)`, has to occur in the
code or in the outputs of the book. What is only Keras's own is written in double backticks. The
sections that compare with Keras and that list further reading are left out.
"""

import ast
import builtins
import importlib
import keyword
import re
import sys
from collections.abc import Iterable, Iterator, Set
from functools import cache
from pathlib import Path

import nbformat

from literate.source import PACKAGE, Cell, Chapter
from literate.uses import parse_leniently

ROOTS = {"K": f"{PACKAGE}.backend", "keras": PACKAGE, PACKAGE: PACKAGE}
FILE_TYPES = ("h5", "ipynb", "json", "md", "py")
FREE_SECTIONS = ("In Keras", "Further reading")
QUOTED = re.compile(r"(?<![`\w])`([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)(?:\(.*?\))?`(?!`)")
PLAIN = re.compile(r"(?<![`\w}])`([A-Za-z_]\w*)(?:\(.*?\))?`(?!`)")
WORD = re.compile(r"[A-Za-z_]\w*")
FENCE = re.compile(r"(```+|~~~+)(?!.*`)")


def quoted_name_problems(chapter: Chapter, src: Path) -> Iterator[str]:
    """Find dotted names of the library, quoted in prose, that do not exist."""
    for text, line in prose_lines(chapter):
        for name in QUOTED.findall(text):
            full = library_name(name, src)
            if full and (problem := lookup_problem(full, src)):
                yield f"{chapter.place(line)}`{name}` {problem}"


def unknown_word_problems(chapter: Chapter, words: Set[str]) -> Iterator[str]:
    """Find plain names, quoted in prose, that are not among the words of the book's code."""
    for text, line in prose_lines(chapter):
        for name in PLAIN.findall(text):
            if name not in words:
                yield f"{chapter.place(line)}`{name}` occurs nowhere in the book's code"


def code_words(chapters: Iterable[Chapter]) -> set[str]:
    """Return the words of the code and of the outputs of chapters, and Python's own."""
    words = {*dir(builtins), *keyword.kwlist}
    for chapter in chapters:
        texts = [cell.source for cell in chapter.code]
        path = chapter.path.with_suffix(".ipynb")
        for cell in nbformat.read(path, as_version=4).cells if path.exists() else []:
            for output in cell.get("outputs", []):
                texts.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
        words |= {word for text in texts for word in WORD.findall(text)}
    return words


def prose_lines(chapter: Chapter) -> Iterator[tuple[str, int]]:
    """Yield the lines of prose outside of fences and of the sections that speak of Keras."""
    section = ""
    for cell in chapter.cells:
        fence = ""
        for text, line in cell.lines if cell.kind == "markdown" else []:
            if match := FENCE.match(text.lstrip()):
                fence = "" if fence and match[1].startswith(fence) else fence or match[1]
            section = text[3:].strip() if text.startswith("## ") else section
            if not fence and section not in FREE_SECTIONS:
                yield text, line


@cache
def library_name(name: str, src: Path) -> str | None:
    """Return the full name of what `K.x` or `layers.X` stands for, None if it is not ours."""
    root, _, rest = name.partition(".")
    if rest in FILE_TYPES:
        return None
    package = src / PACKAGE
    if root in ROOTS:
        return f"{ROOTS[root]}.{rest}"
    is_ours = (package / root).is_dir() or (package / f"{root}.py").is_file()
    return f"{PACKAGE}.{name}" if is_ours else None


@cache
def lookup_problem(name: str, src: Path) -> str:
    """Return why a dotted name cannot be found in the library, or an empty string."""
    if str(src) not in sys.path:
        sys.path.insert(0, str(src))
    found = importlib.import_module(PACKAGE)
    for part in name.split(".")[1:]:
        try:
            found = getattr(found, part)
        except AttributeError:
            is_declared = part in getattr(found, "__annotations__", {})
            return "" if is_declared else "does not exist"
        except Exception as error:  # a module that cannot be imported
            return f"cannot be looked up: {type(error).__name__}: {error}"
    return ""


def exercised_names(chapter: Chapter) -> Iterator[str]:
    """Yield the names, and the words of strings, that a chapter's examples use."""
    for cell in chapter.code:
        if not cell.is_exported:
            yield from names_in(cell)


def names_in(cell: Cell) -> Iterator[str]:
    """Yield the identifiers in a cell; strings count, since `loss="mse"` uses `mse`."""
    for node in ast.walk(parse_leniently(cell.source)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
