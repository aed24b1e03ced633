"""Numba's cache on disk does not notice that a callee elsewhere changed; the book's tools do."""

import os
import subprocess
import sys

import pytest
from literate.environment import KEPT_CACHES, cache_folder, environment, forget_old_caches
from literate.execute import execute
from literate.kernels import kernel_problems

CALLEE = "from numba import njit\n\n@njit\ndef rate(x):\n    return {} * x"
CALLER = "from numba import njit\n\n@njit(cache=True)\ndef kernel(x):\n    return rate(x) + 1"
MAIN = "from litkeras.b import kernel\nprint(kernel(10.0))"


def compiled(book, variables):
    """Run the kernel of two modules in a process of its own and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", MAIN],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_modules(book):
    """A fixed cache runs old machine code; that of `environment` is as new as the sources."""

    def write(factor):
        book.write("a", f"export:\n{CALLEE.format(factor)}")
        book.write("b", f"export:\nfrom litkeras.a import rate\n{CALLER}")
        book.install()

    write(2)
    first = environment(book.root)
    assert compiled(book, first) == "21.0"
    write(3)
    assert compiled(book, first) == "21.0", "the trap is gone: so can be the cure"
    assert compiled(book, environment(book.root)) == "31.0"
    write(2)
    assert environment(book.root) == first  # and the old cache is good again


def test_cells(book, monkeypatch):
    """The same, from cell to cell of a notebook."""
    folders = []

    def result(factor):
        parts = [CALLEE.format(factor), CALLER, "print(kernel(10.0))"]
        path = book.write("a", *(f"code:\n{part}" for part in parts))
        folders.append(cache_folder(book.root, [path]))
        return execute(book.root, book.book().chapters[-1]).cells[-1].outputs[0].text.strip()

    assert result(2) == "21.0"
    with monkeypatch.context() as patch:
        patch.setattr("literate.environment.cache_folder", lambda root, sources: folders[0])
        assert result(3) == "21.0", "the trap is gone: so can be the cure"
    assert result(3) == "31.0" and folders[0] != folders[-1]


# ---- developers who run plain Python: no kernel may depend on another file at all


@pytest.mark.parametrize(
    "cells, problem",
    [
        (["from litkeras.a import rate", CALLER], "kernel is kept compiled, but uses rate"),
        (
            ["from litkeras import a", CALLER.replace("rate", "a.rate")],
            "but uses a of another module",
        ),
        (
            ["from litkeras.a import HALF", CALLEE.format("HALF"), CALLER],
            "kernel is kept compiled, but uses HALF",
        ),
        (["from litkeras.a import rate", CALLER.replace("cache=True", "nogil=True")], ""),
        ([CALLEE.format(2), CALLER], ""),
    ],
)
def test_kept_kernels_use_their_own_module_alone(book, cells, problem):
    book.write("a", "export: HALF, rate = 0.5, abs")
    book.write("b", *(f"export:\n{cell}" for cell in cells))
    problems = list(kernel_problems(book.book().chapters[-1]))
    assert len(problems) == bool(problem) and all(problem in found for found in problems)


def test_old_caches_are_forgotten(tmp_path):
    for i in range(KEPT_CACHES + 3):
        (tmp_path / str(i)).mkdir()
        os.utime(tmp_path / str(i), (i, i))
    forget_old_caches(tmp_path)
    assert sorted(int(p.name) for p in tmp_path.iterdir()) == list(range(3, KEPT_CACHES + 3))
