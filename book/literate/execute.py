"""From chapters to executed notebooks, byte for byte the same on every run."""

import hashlib
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from literate.environment import connection, environment
from literate.outputs import keep_outputs, settle, take_outputs
from literate.source import Book, BookError, Chapter
from literate.stamp import Stamps

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
STAMP = "made_from"  # in the notebook's metadata: a hash of all that its outputs depend on
TIMEOUT = 600  # seconds for a cell


def notebook_of(chapter: Chapter) -> NotebookNode:
    """Return the notebook that a chapter stands for: no outputs, cell ids made from the text."""
    notebook = jupytext.reads(chapter.text, fmt="md:myst")
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    return notebook


def execute(root: Path, chapter: Chapter) -> NotebookNode:
    """Run a chapter's cells in a kernel of their own.

    Raises:
        BookError: if a cell fails that is not tagged `raises-exception`.
    """
    notebook, started = notebook_of(chapter), []
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        config=Config(KernelManager=connection()),
        resources={"metadata": {"path": str(chapter.path.parent)}},
        on_cell_start=lambda cell, cell_index: started.append(cell_index),
    )
    try:
        if chapter.code:
            client.execute(env=os.environ | environment(root, [chapter.path]))
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        cell = chapter.cells[started[-1]]
        text = re.sub(r"\x1b\[[\d;]*m", "", str(error))
        raise BookError(f"{chapter.place(cell.line, cell)}failed\n{text}") from None
    notebook.metadata = nbformat.from_dict(METADATA)  # the kernel wrote its version there
    for cell in notebook.cells:
        settle(cell)
    return notebook


def write(notebook: NotebookNode, path: Path) -> bool:
    """Write a notebook if it changed, and tell if it did."""
    text = nbformat.writes(notebook, indent=1, sort_keys=True) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


class Runner:
    """Brings the notebooks of a book up to date.

    Arguments:
        book: the book.
        force: run the chapters also if nothing changed that they depend on.
    """

    def __init__(self, book: Book, force: bool = False):
        self.book, self.force = book, force
        self.stamps = Stamps(book)
        self.failures: list[str] = []

    def run(self, chapters: list[Chapter], jobs: int = 1) -> None:
        """Bring the notebooks of some chapters up to date, several at a time."""
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(self.update, chapters))

    def update(self, chapter: Chapter) -> None:
        """Bring a notebook up to date, with its old outputs if they still hold."""
        path, stamp = chapter.path.with_suffix(".ipynb"), self.stamps.of(chapter)
        notebook = notebook_of(chapter)
        old = nbformat.read(path, as_version=4) if path.exists() else notebook
        is_current = not self.force and old.metadata.get(STAMP) == stamp
        if not (is_current and take_outputs(notebook, old)):
            try:
                notebook = self.execute(chapter)
            except BookError as error:
                self.failures.append(str(error))
                print(error, file=sys.stderr, flush=True)
                return
            keep_outputs(notebook, old)
        notebook.metadata[STAMP] = stamp
        if write(notebook, path):
            print(f"wrote chapters/{chapter.name}.ipynb", flush=True)

    def execute(self, chapter: Chapter) -> NotebookNode:
        """Run a chapter and say how long it took."""
        start = time.monotonic()
        notebook = execute(self.book.root, chapter)
        print(f"ran chapters/{chapter.name}.md ({time.monotonic() - start:.0f} s)", flush=True)
        return notebook
