"""From chapters to modules: `python -m literate tangle`."""

import ast
import sys
from functools import cached_property
from pathlib import Path

from literate.formatting import tidy
from literate.linemap import line_map
from literate.module import Module
from literate.order import Library, order_problems
from literate.package import Names, package_lines, package_names
from literate.pieces import Line
from literate.source import PACKAGE, Book, BookError, Chapter


class Tangle:
    """The modules of a book, and what is wrong with them.

    Arguments:
        book: the book.
        wanted: the modules, as paths, that will be written; all if None. The packages are made
            to fit them and, of the others, the files that are there.
    """

    def __init__(self, book: Book, wanted: set[str] | None = None):
        self.book, self.wanted = book, wanted
        self.problems: list[str] = []
        self.modules: dict[str, Module] = {}
        for chapter in [*book.chapters, *missing_indexes(book)]:
            if chapter.is_index or chapter.exported:
                self._try(chapter)
        self.raw: dict[str, list[Line]] = {}
        for module in self.modules.values():
            self._try_lines(module)
        self.texts = self._tidy()
        for chapter in book.chapters:
            self.problems += order_problems(self.library, chapter)

    def _try(self, chapter: Chapter) -> None:
        try:
            self.modules[chapter.module] = Module(chapter)
        except BookError as error:
            self.problems.append(str(error))

    def _try_lines(self, module: Module) -> None:
        chapter = module.chapter
        try:
            if chapter.is_index:
                lines = package_lines(module, self.names_below(chapter.module))
            else:
                lines = module.lines()
            self.raw[chapter.target] = lines
        except BookError as error:
            self.problems.append(str(error))

    def _tidy(self) -> dict[str, str]:
        """Format the modules and report what is wrong at the chapter's own lines."""
        texts, findings = tidy(
            {t: "\n".join(x for x, _ in raw) + "\n" for t, raw in self.raw.items()}
        )
        chapters = {module.chapter.target: module.chapter for module in self.modules.values()}
        for found in findings:
            line = line_map(self.raw[found.target], texts[found.target])[found.line - 1]
            self.problems.append(chapters[found.target].place(line) + found.message)
        return texts

    def names_below(self, package: str) -> Names:
        """Return what is directly below a package, in the order of the toc, with public names."""
        names: Names = {}
        for chapter in self.book.chapters:
            child, _, rest = chapter.module.removeprefix(package + ".").partition(".")
            if chapter.module.startswith(package + ".") and self._will_exist(chapter):
                is_module = not rest and not chapter.is_index
                names[child] = self._public(chapter) if is_module else names.get(child, [])
        return names

    def _will_exist(self, chapter: Chapter) -> bool:
        """Whether there will be a file for a chapter's module, or is one."""
        is_made = chapter.is_index or bool(chapter.exported)
        return is_made and (self._is_wanted(chapter.target) or self.stored(chapter.target) != "")

    def _public(self, chapter: Chapter) -> list[str]:
        """Return a module's public names; if it cannot or will not be made, those of its file."""
        if chapter.module in self.modules and self._is_wanted(chapter.target):
            return self.modules[chapter.module].public
        for node in ast.parse(self.stored(chapter.target)).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
                return ast.literal_eval(node.value)
        return []

    @cached_property
    def library(self) -> Library:
        """Which chapter makes which module, and which module each name of a package is from."""
        names = {}
        for package, module in self.modules.items():
            if module.chapter.target in self.raw and module.chapter.is_index:
                homes = package_names(module, self.names_below(package))
                names[package] = {n: f"{package}.{m}" for m, ns in homes.items() for n in ns}
        chapters = {c.module: c for c in self.book.chapters if c.is_index or c.exported}
        return Library(chapters, names)

    def orphans(self) -> list[str]:
        """List the modules under src/ that no chapter makes."""
        src = self.book.root / "src"
        known = {chapter.target for chapter in self.book.chapters} | self.raw.keys()
        found = (path.relative_to(src).as_posix() for path in sorted(src.rglob("*.py")))
        return [
            f"src/{p}: no chapter makes this module: delete it" for p in found if p not in known
        ]

    def changed(self) -> list[str]:
        """List the wanted modules whose files are not as they should be."""
        return [t for t in self.texts if self._is_wanted(t) and self.stored(t) != self.texts[t]]

    def _is_wanted(self, target: str) -> bool:
        return self.wanted is None or target in self.wanted or target.endswith("__init__.py")

    def stored(self, target: str) -> str:
        """Return a module's file, an empty text if there is none."""
        path = self.book.root / "src" / target
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def write(self, target: str) -> None:
        """Write a module."""
        path = self.book.root / "src" / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.texts[target], encoding="utf-8")


def missing_indexes(book: Book) -> list[Chapter]:
    """Make an empty index for each folder that has none, so that what it holds can be imported."""
    folders = {Path(chapter.name).parent for chapter in book.chapters if chapter.exported}
    names = [(folder / "index").as_posix() for folder in sorted(folders)]
    known = {chapter.name for chapter in book.chapters}
    missing = [Chapter(book.root / f"chapters/{n}.md", n) for n in names if n not in known]
    for chapter in missing:
        chapter.text = f"# {PACKAGE}\n"
        book.warnings.append(f"chapters/{chapter.name}.md is missing")
    return missing


def main(book: Book, paths: list[Path], check: bool = False) -> int:
    """Write the modules of some chapters, or of all, and say what is wrong; or only compare."""
    wanted = {c.target for c in book.chapters if c.path.resolve() in paths} if paths else None
    tangle = Tangle(book, wanted)
    problems = tangle.problems + tangle.orphans()
    for target in tangle.changed():
        if check:
            problems.append(f"src/{target} is not what its chapter makes: make tangle")
        else:
            tangle.write(target)
            print(f"wrote src/{target}")
    for problem in [*book.warnings, *problems]:
        print(problem, file=sys.stderr)
    return 1 if problems else 0
