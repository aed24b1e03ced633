"""Throwaway books for the tests of the authoring tools."""

import subprocess
import sys
from pathlib import Path

import pytest
from literate.source import Book
from literate.tangle import Tangle

ROOT = Path(__file__).resolve().parents[2]
FRONT = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---"""


class SmallBook:
    """A book in a temporary folder, written chapter by chapter in the order of its toc."""

    tools = ROOT / "book"

    def __init__(self, root: Path):
        self.root = root
        self.names: list[str] = []

    def write(self, name: str, *parts: str, title: str = "", quote: str = "A quote.") -> Path:
        """Write a chapter: parts that start with `export:` or `code:` are cells."""
        path = self.root / "chapters" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"# {title or name.capitalize()}\n\n> {quote}"
        path.write_text("\n\n".join([FRONT, head, *map(self.part, parts)]) + "\n")
        if name not in self.names:
            self.names.append(name)
        files = [f"  - file: chapters/{n}\n" for n in self.names[1:]]
        toc = f"format: jb-book\nroot: chapters/{self.names[0]}\nchapters:\n{''.join(files)}"
        (self.root / "_toc.yml").write_text(toc)
        return path

    @staticmethod
    def part(text: str) -> str:
        """Write a cell; `code raises-exception: 1 / 0` has a tag."""
        first, colon, rest = text.partition(":")
        word, *tags = first.split() or [""]
        if not colon or word not in ("export", "code"):
            return text
        tags = ["export"] * (word == "export") + tags
        options = f":tags: [{', '.join(tags)}]\n\n" if tags else ""
        return f"```{{code-cell}} ipython3\n{options}{rest.strip(chr(10)).lstrip(' ')}\n```"

    def book(self) -> Book:
        return Book(self.root)

    def tangle(self) -> Tangle:
        return Tangle(self.book())

    def module(self, name: str) -> str:
        """Return the text of a chapter's module; nothing may be wrong with it."""
        tangle = self.tangle()
        assert tangle.problems == []
        return tangle.texts[f"litkeras/{name}.py"]

    def problems(self) -> list[str]:
        return self.tangle().problems

    def install(self) -> None:
        """Write all modules to src/."""
        tangle = self.tangle()
        for target in tangle.texts:
            tangle.write(target)

    def python(self, code: str) -> str:
        """Run code in a process of its own that finds the book's package first."""
        command = [sys.executable, "-c", f"import sys; sys.path.insert(0, 'src')\n{code}"]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def book(tmp_path) -> SmallBook:
    """A book that holds nothing but its root index."""
    small = SmallBook(tmp_path)
    small.write("index", title="A book")
    return small
