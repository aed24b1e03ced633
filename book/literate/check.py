"""What has to hold in every chapter beside its tests: `python -m literate check`.

A rule is a function from the book and a chapter to what it finds wrong there. Problems fail the
check; advice, about lengths, does not.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property

import nbformat

from literate.execute import STAMP, notebook_of
from literate.kernels import kernel_problems
from literate.order import order_problems
from literate.quotes import (
    code_words,
    exercised_names,
    quoted_name_problems,
    unknown_word_problems,
)
from literate.source import Book, BookError, Chapter
from literate.stamp import Stamps
from literate.style import advice, style_problems
from literate.tangle import Tangle

IGNORING_TAGS = {"nbval-ignore-output", "nbval-skip"}
MOST_IGNORED = 0.05  # of the book's code cells
ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")


class Checks:
    """The book with what several rules need to know about all of it."""

    def __init__(self, book: Book):
        self.book = book
        self.stamps = Stamps(book)

    @cached_property
    def tangle(self) -> Tangle:
        return Tangle(self.book)

    @cached_property
    def exercised(self) -> set[str]:
        return {name for chapter in self.book.chapters for name in exercised_names(chapter)}

    @cached_property
    def words(self) -> set[str]:
        return code_words(self.book.chapters)


def notebook_problems(checks: Checks, chapter: Chapter) -> Iterator[str]:
    """Compare a notebook with its text: same cells, all of them run, from these very sources."""
    path = chapter.path.with_suffix(".ipynb")
    where = f"chapters/{chapter.name}.ipynb: "
    if not path.exists():
        yield f"{where}missing: make chapters"
        return
    stored, expected = nbformat.read(path, as_version=4), notebook_of(chapter)
    if [_without_outputs(c) for c in stored.cells] != [_without_outputs(c) for c in expected.cells]:
        yield f"{where}not in step with its text: make chapters"
    elif stored.metadata.get(STAMP) != checks.stamps.of(chapter):
        yield f"{where}run before its code, or a module that it uses, changed: make chapters"
    counts = [c.execution_count for c in stored.cells if c.cell_type == "code" and c.source.strip()]
    if counts != list(range(1, len(counts) + 1)):
        yield f"{where}its cells were not run from first to last: make chapters"


def _without_outputs(cell) -> tuple:
    return cell.cell_type, cell.source, cell.id, cell.metadata


def output_problems(checks: Checks, chapter: Chapter) -> Iterator[str]:
    """Find outputs that fail, or that can be the same only by chance."""
    path = chapter.path.with_suffix(".ipynb")
    notebook = nbformat.read(path, as_version=4) if path.exists() else None
    stored = [c for c in notebook.cells if c.cell_type == "code"] if notebook else []
    for cell, run in zip(chapter.code, stored, strict=False):
        where = chapter.place(cell.line, cell)
        for output in run.outputs:
            if output.output_type == "error" and "raises-exception" not in cell.tags:
                yield f"{where}failed with {output.ename}"
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            if match := ADDRESS.search(text):
                yield f"{where}an address in the output: {match[0]}"
            if "image/png" in output.get("data", {}) and not _alternative(run):
                yield f"{where}a figure without alternative text (mystnb: image: alt)"


def _alternative(cell) -> str:
    return cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")


def chapter_order_problems(checks: Checks, chapter: Chapter) -> Iterator[str]:
    """Find uses of what a reader of this chapter does not have yet."""
    yield from order_problems(checks.tangle.library, chapter)


def exercise_problems(checks: Checks, chapter: Chapter) -> Iterator[str]:
    """Find public names that no example in the whole book uses."""
    module = checks.tangle.modules.get(chapter.module)
    for name in module.public if module and not chapter.is_index else []:
        if name not in checks.exercised:
            piece = module.names[name]
            yield f"{chapter.place(piece.line, piece.cell)}no example uses {name}"


def reason_problems(checks: Checks, chapter: Chapter) -> Iterator[str]:
    """Find ignored outputs without a reason."""
    for cell in chapter.code:
        has_reason = any(tag.startswith("reason-") for tag in cell.tags)
        if IGNORING_TAGS & set(cell.tags) and not has_reason:
            yield f"{chapter.place(cell.line, cell)}an ignored output needs a tag reason-..."


def name_problems(checks: Checks, chapter: Chapter) -> Iterator[str]:
    """Find names quoted in prose that do not exist."""
    yield from quoted_name_problems(chapter, checks.book.root / "src")
    yield from unknown_word_problems(chapter, checks.words)


def cache_problems(checks: Checks, chapter: Chapter) -> Iterator[str]:
    """Find kernels whose machine code could be out of date."""
    return kernel_problems(chapter)


def style(checks: Checks, chapter: Chapter) -> Iterator[str]:
    """Find what the house style forbids."""
    return style_problems(chapter)


RULES: list[Callable[[Checks, Chapter], Iterator[str]]] = [
    notebook_problems,
    output_problems,
    chapter_order_problems,
    exercise_problems,
    reason_problems,
    name_problems,
    cache_problems,
    style,
]


def found(rule, checks: Checks, chapter: Chapter) -> list[str]:
    """Return what a rule finds; of a chapter that cannot be read, the reason."""
    try:
        return list(rule(checks, chapter))
    except BookError as error:
        return [str(error)]


def share_problem(book: Book) -> list[str]:
    """Say so if too many outputs of the book are ignored."""
    cells = [cell for chapter in book.chapters for cell in chapter.code]
    ignored = sum(bool(IGNORING_TAGS & set(cell.tags)) for cell in cells)
    if ignored <= MOST_IGNORED * len(cells):
        return []
    return [f"{ignored} of {len(cells)} outputs are ignored: more than {MOST_IGNORED:.0%}"]


def main(book: Book, chapters: list[Chapter]) -> int:
    """Print the problems of some chapters, and advice; return 1 if there are problems."""
    checks = Checks(book)
    problems = [p for chapter in chapters for rule in RULES for p in found(rule, checks, chapter)]
    problems = list(dict.fromkeys([*problems, *share_problem(book)]))
    for note in (note for chapter in chapters for note in advice(chapter)):
        print("advice:", note)
    for problem in [*book.warnings, *problems]:
        print(problem, file=sys.stderr)
    return 1 if problems or book.warnings else 0
