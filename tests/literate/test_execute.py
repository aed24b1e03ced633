"""From chapters to executed notebooks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from literate.environment import environment
from literate.execute import Runner
from literate.outputs import as_on_screen, keep_outputs, settle
from literate.stamp import Stamps
from nbformat.v4 import new_code_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parents[2]
OUTPUTS = """code:
import os, sys, time
print("out", end="")
print("put", flush=True)
print("warning", file=sys.stderr)
print("10%\\r20%")
{"hash": hash("a"), "columns": os.environ["COLUMNS"]}"""
FIGURE = """code hide-input:
import matplotlib.pyplot as plt
_ = plt.plot([1, 2])"""
FAILS = "code raises-exception: raise ValueError('as it should')"


def run(book, *names, force=False):
    """Bring notebooks up to date; return the runner."""
    runner = Runner(book.book(), force)
    chapters = runner.book.chapters
    runner.run([c for c in chapters if c.name in names or not names], jobs=2)
    return runner


def ran(capsys):
    """Return the chapters that were run since the last call."""
    lines = capsys.readouterr().out.splitlines()
    return sorted(line.split()[1] for line in lines if line.startswith("ran"))


@pytest.fixture
def chain(book):
    """A book in which `uses` imports `middle`, which imports `bottom`; `alone` imports nothing."""
    book.write("bottom", "export: x = 1")
    book.write("middle", "export: from litkeras.bottom import x\n\ny = x")
    book.write("uses", "code: from litkeras.middle import y\n\ny", OUTPUTS, FIGURE, FAILS)
    book.write("alone", "code: 1 + 1")
    book.install()
    return book


def texts(book):
    return {path.stem: path.read_bytes() for path in (book.root / "chapters").glob("*.ipynb")}


def test_a_run_makes_the_same_bytes_in_another_place(chain, tmp_path_factory, capsys):
    assert run(chain, "uses").failures == []
    before = texts(chain)
    clone = tmp_path_factory.mktemp("clone")
    shutil.copytree(chain.root, clone, dirs_exist_ok=True)
    shutil.rmtree(clone / "_build")
    chain.root = clone
    capsys.readouterr()
    run(chain, "uses")
    assert ran(capsys) == [] and texts(chain) == before
    run(chain, "uses", force=True)
    assert ran(capsys) == ["chapters/uses.md"] and texts(chain) == before

    notebook = nbformat.read(clone / "chapters/uses.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == [1, 2, 3, 4]
    streams = [(o.name, o.text) for o in cells[1].outputs if o.output_type == "stream"]
    assert ("stderr", "warning\n") in streams
    assert "".join(text for name, text in streams if name == "stdout") == "output\n20%\n"
    assert cells[3].outputs[0].traceback == ["ValueError: as it should"]
    nbformat.validate(notebook)


@pytest.mark.parametrize(
    "change, expected",
    [
        ("prose", []),
        ("own cell", ["alone"]),
        ("own tags", ["alone"]),
        ("module", ["uses", "bottom", "middle"]),
        ("lock", ["index", "bottom", "middle", "uses", "alone"]),
    ],
)
def test_what_makes_a_chapter_stale(chain, change, expected):
    before = stamps(chain)
    if change == "prose":
        chain.write("alone", "Some prose.", "code: 1 + 1")
    elif change == "own cell":
        chain.write("alone", "code: 1 + 2")
    elif change == "own tags":
        chain.write("alone", "code raises-exception: 1 + 1")
    elif change == "module":
        chain.write("bottom", "export: x = 2")
        chain.install()
    else:
        (chain.root / "requirements.lock").write_text("numpy==3")
    after = stamps(chain)
    assert {name for name in after if after[name] != before[name]} == set(expected)


def stamps(book):
    made = Stamps(book.book())
    return {chapter.name: made.of(chapter) for chapter in made.chapters}


def test_new_prose_needs_no_run_but_a_new_lock_does(book, capsys):
    book.write("alone", "code: 1 + 1")
    run(book)
    assert ran(capsys) == ["chapters/alone.md", "chapters/index.md"]
    book.write("alone", "Some prose.", "code: 1 + 1")
    run(book)
    assert ran(capsys) == []
    notebook = nbformat.read(book.root / "chapters/alone.ipynb", as_version=4)
    assert "Some prose." in notebook.cells[0].source
    assert notebook.cells[1].outputs[0].data["text/plain"] == "2"
    (book.root / "requirements.lock").write_text("numpy==3")
    run(book, "alone")
    assert ran(capsys) == ["chapters/alone.md"]


def test_a_failing_cell_is_named_and_nothing_is_written(book, capsys):
    path = book.write("a", "code: x = 1", "code:\ny = 2\nraise RuntimeError(f'no {y}')")
    (failure,) = run(book, "a").failures
    assert failure.startswith("chapters/a.md:21: code cell 2: failed")
    assert "RuntimeError: no 2" in failure and "\x1b" not in failure
    assert not path.with_suffix(".ipynb").exists()


def test_streams_are_as_a_terminal_shows_them():
    outputs = [
        new_output("stream", name="stdout", text=text)
        for text in ("1/2 [=", "\b\b==]\r2/2", "\nend")
    ]
    cell = new_code_cell("x", outputs=outputs)
    settle(cell)
    assert [output.text for output in cell.outputs] == ["2/2 ==]\nend"]
    assert as_on_screen("abc\rx") == "xbc"


def test_other_times_do_not_change_a_notebook():
    def notebook(text, source="fit()"):
        cell = new_code_cell(source, id="a", outputs=[new_output("stream", text=text)])
        return new_notebook(cells=[cell])

    for text, kept in (("loss: 1.5 - 6ms/step", True), ("loss: 1.6 - 9ms/step", False)):
        new = notebook(text)
        keep_outputs(new, notebook("loss: 1.5 - 9ms/step"))
        assert new.cells[0].outputs[0].text == ("loss: 1.5 - 9ms/step" if kept else text)


def test_the_environment_of_kernels(book, monkeypatch):
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    assert environment(book.root)["KERAS_BACKEND"] == "numba"
    monkeypatch.setenv("KERAS_BACKEND", "numpy")
    variables = environment(book.root)
    assert variables["KERAS_BACKEND"] == "numpy" and variables["NUMBA_NUM_THREADS"] == "1"
    assert variables["PYTHONPATH"].startswith(f"{book.root}/src")


@pytest.mark.parametrize("backend, edit, outcome", [("numba", "", 0), ("numpy", "2", 1)])
def test_nbval_compares_stored_outputs(book, backend, edit, outcome):
    book.write("a", "code: 1 + 1", "code: print('3.1 ms', object())", FAILS)
    run(book, "a")
    path = book.root / "chapters/a.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].outputs[0].data["text/plain"] += edit
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)]
    command += [f"--rootdir={ROOT}", f"--confcutdir={ROOT}", f"-c={ROOT / 'pyproject.toml'}"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"KERAS_BACKEND": backend})
    assert done.returncode == outcome
