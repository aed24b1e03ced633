"""The command line: `python -m literate tangle|run|check|outline|lab`, or `python book/literate ...`."""

import argparse
import os
import sys
from pathlib import Path

if not __package__:  # run as a folder
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from literate import tangle as tangling  # noqa: E402
from literate.source import Book, Chapter  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return 0 if all is well."""
    options, rest = parser().parse_known_args(arguments)
    if options.command is lab:
        return lab(rest)
    if rest:
        parser().error(f"unknown arguments: {' '.join(rest)}")
    return options.command(options)


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="literate", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for command in (tangle, run, check, outline, lab):
        sub = commands.add_parser(command.__name__, help=command.__doc__)
        sub.set_defaults(command=command)
        if command is not lab:
            sub.add_argument("chapters", nargs="*", type=Path, help="chapters/X/Y.md; all if none")
        if command is tangle:
            sub.add_argument("--check", action="store_true", help="only compare with src/")
        if command is run:
            sub.add_argument("--force", "--all", action="store_true", help="also what is current")
            sub.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    return parser


def tangle(options) -> int:
    """write the modules of chapters to src/"""
    paths = [path.resolve() for path in options.chapters]
    return tangling.main(Book(ROOT), paths, options.check)


def run(options) -> int:
    """run the chapters that changed and store their outputs"""
    from literate.execute import Runner

    book = Book(ROOT)
    runner = Runner(book, options.force)
    runner.run(selected(book, options.chapters), options.jobs)
    return 1 if runner.failures else 0


def check(options) -> int:
    """compare notebooks with their texts, and texts with the house style"""
    from literate.check import main

    book = Book(ROOT)
    return main(book, selected(book, options.chapters))


def outline(options) -> int:
    """print the outlines of chapters"""
    from literate.outline import as_text
    from literate.outline import outline as outline_of

    book = Book(ROOT)
    for chapter in selected(book, options.chapters):
        if chapter.exported:
            print(f"{chapter.opening[0]}\n\n{as_text(outline_of(book, chapter))}\n")
    return 0


def lab(arguments: list[str]) -> int:
    """open the chapters in JupyterLab, to which other arguments are handed on"""
    from literate.lab import open_lab

    return open_lab(ROOT, arguments)


def selected(book: Book, paths: list[Path]) -> list[Chapter]:
    """Return the chapters at some paths; all of them if none is given."""
    wanted = {path.resolve().with_suffix(".md") for path in paths}
    return [c for c in book.chapters if not paths or c.path.resolve() in wanted]


if __name__ == "__main__":
    sys.exit(main())
