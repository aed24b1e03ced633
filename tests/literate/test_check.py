"""What `python -m literate check` finds, and what it leaves alone."""

import nbformat
import pytest
from literate import check
from literate.check import Checks
from literate.execute import Runner, notebook_of
from literate.execute import write as write_notebook
from literate.stamp import Stamps
from literate.style import advice
from nbformat.v4 import new_output


def problems(book, rule, name="a"):
    """Return what a rule finds in a chapter."""
    checks = Checks(book.book())
    chapter = next(c for c in checks.book.chapters if c.name == name)
    return list(rule(checks, chapter))


# ---- notebooks


@pytest.fixture
def run(book):
    """A chapter and its notebook, up to date, as if it had been run."""
    book.write("a", "code: 1 + 1", "code raises-exception: 1 / 0")
    pretend_run(book)
    return book


def pretend_run(book, *outputs):
    """Write the notebook of chapter a; its first code cell has some outputs."""
    made = book.book()
    chapter = made.chapters[-1]
    notebook = notebook_of(chapter)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(cells, 1):
        cell.execution_count = count
    cells[0].outputs = list(outputs)
    notebook.metadata["made_from"] = Stamps(made).of(chapter)
    write_notebook(notebook, chapter.path.with_suffix(".ipynb"))


def change(book, edit):
    path = book.root / "chapters/a.ipynb"
    notebook = nbformat.read(path, as_version=4)
    edit(notebook)
    write_notebook(notebook, path)


def test_a_notebook_in_step(run):
    assert problems(run, check.notebook_problems) == []


def test_a_notebook_that_a_runner_wrote_is_in_step(book):
    book.write("a", "Some prose with $x$ and\n\n```python\ncode\n```")
    Runner(book.book()).run(book.book().chapters)
    assert problems(book, check.notebook_problems) == []


def edit_source(notebook):
    notebook.cells[0].source += " more"


def edit_tags(notebook):
    notebook.cells[1].metadata["tags"] = ["hide-input"]


def forget_run(notebook):
    notebook.cells[2].execution_count = None


def run_twice(notebook):
    notebook.cells[1].execution_count = 3


def forget_stamp(notebook):
    del notebook.metadata["made_from"]


@pytest.mark.parametrize(
    "edit, message",
    [
        (edit_source, "not in step with its text"),
        (edit_tags, "not in step with its text"),
        (forget_run, "not run from first to last"),
        (run_twice, "not run from first to last"),
        (forget_stamp, "run before its code, or a module that it uses, changed"),
    ],
)
def test_a_notebook_out_of_step(run, edit, message):
    change(run, edit)
    (problem,) = problems(run, check.notebook_problems)
    assert problem.startswith("chapters/a.ipynb: ") and message in problem


def test_a_missing_notebook(book):
    book.write("a", "code: 1")
    assert problems(book, check.notebook_problems) == ["chapters/a.ipynb: missing: make chapters"]


ERROR = new_output("error", ename="ValueError", evalue="no", traceback=[])
ADDRESS = new_output("execute_result", {"text/plain": "<f at 0x7f0012345678>"}, execution_count=1)
FIGURE = new_output("display_data", {"image/png": "iVBO"})


@pytest.mark.parametrize(
    "output, message",
    [
        (ERROR, "chapters/a.md:17: code cell 1: failed with ValueError"),
        (ADDRESS, "chapters/a.md:17: code cell 1: an address in the output: at 0x7f0012345678"),
        (FIGURE, "chapters/a.md:17: code cell 1: a figure without alternative text"),
        (new_output("stream", text="all is well"), None),
    ],
)
def test_outputs(book, output, message):
    book.write("a", "code: 1 + 1")
    pretend_run(book, output)
    found = problems(book, check.output_problems)
    assert len(found) == bool(message) and all(p.startswith(message) for p in found)


def test_figures_and_errors_that_are_meant(book):
    cell = "---\ntags: [raises-exception]\nmystnb:\n  image:\n    alt: A line.\n---\nplot()"
    book.write("a", f"```{{code-cell}} ipython3\n{cell}\n```")
    pretend_run(book, FIGURE, ERROR)
    assert problems(book, check.output_problems) == []


# ---- names


def test_every_public_name_has_an_example(book):
    book.write("a", "export: one, two, three, four, _five = range(5)", "code: one")
    book.write("b", 'code: import litkeras\n\nlitkeras.two\nuse(kind="three")')
    (problem,) = problems(book, check.exercise_problems)
    assert problem == "chapters/a.md:19: code cell 1: no example uses four"


PROSE = """
`litkeras.a.one`, `keras.a`, `a.one`, `a.C.method(x)`, `a.C.late`, `other.thing`, `x.y`,
``keras.gone``, `keras.json`, and `plain`.

```text
`litkeras.gone` in a fence
```

## In Keras

`keras.layers.Gone`
"""


def test_names_in_prose_exist(book):
    code = "one = 1\n\n\nclass C:\n    late: int\n\n    def method(self): ..."
    path = book.write(
        "a", f"export:\n{code}", PROSE, "## More", "`a.two` and\n`litkeras.b` and `a.C.no()`"
    )
    book.install()
    found = book.python(
        f"sys.path.insert(0, {str(check.__file__).rsplit('/', 2)[0]!r})\n"
        "from pathlib import Path\nfrom literate.source import Book\n"
        "from literate.quotes import quoted_name_problems\n"
        "chapter = Book(Path('.')).chapters[1]\n"
        "print(*quoted_name_problems(chapter, Path('src').resolve()), sep='\\n')"
    ).splitlines()
    line = path.read_text().splitlines().index("`a.two` and") + 1
    assert found == [
        f"chapters/a.md:{line}: `a.two` does not exist",
        f"chapters/a.md:{line + 1}: `litkeras.b` does not exist",
        f"chapters/a.md:{line + 1}: `a.C.no` does not exist",
    ]


def test_plain_names_in_prose_occur_in_the_code(book):
    text = "`unit`, `fit(x, y=2)`, `print`, `lambda`, `dense_1`, `hidden`, ``gone``, {doc}`gone`"
    book.write("a", "export: unit = fit()", text, "Also `gone_too(x)`.", "## In Keras", "`gone`")
    book.write("b", "code: print(name)")
    pretend_run(book, new_output("stream", text="a tensor called dense_1"))
    messages = [p.split("md:")[1].split(" ", 1)[1] for p in problems(book, check.name_problems)]
    assert messages == [
        "`hidden` occurs nowhere in the book's code",
        "`gone_too` occurs nowhere in the book's code",
    ]


# ---- tags


def test_ignored_outputs_need_a_reason(book):
    book.write("a", "code nbval-ignore-output: 1", "code nbval-ignore-output reason-time: 2")
    (problem,) = problems(book, check.reason_problems)
    assert "code cell 1: an ignored output needs a tag reason-" in problem


def test_at_most_five_percent_are_ignored(book):
    book.write("a", *["code: 1"] * 38, *["code nbval-skip reason-x: 1"] * 2)
    assert check.share_problem(book.book()) == []
    book.write("a", *["code: 1"] * 37, *["code nbval-skip reason-x: 1"] * 2)
    assert check.share_problem(book.book()) == ["2 of 39 outputs are ignored: more than 5%"]


# ---- style

CLOSING = [f"## {name}" for name in ("Outline", "In Keras", "Summary", "Exercises")]
CLOSING.append("## Further reading")
LONG = "def f():\n" + "    x = 1\n\n" * 24


def long_function(lines):
    return "def f():\n    '''Two\n    lines.'''\n\n" + "    x = 1\n" * (lines - 1)


@pytest.mark.parametrize(
    "parts, message",
    [
        (["export: x = 1", "export: y = 1"], "code cell 2: two exported cells in a row"),
        (["code: x = 1;"], "code cell 1: a trailing semicolon"),
        (["| a | $|x|$ |\n| --- | --- |"], "a bar in a table's formula: write \\lvert"),
        ([f"code:\n{long_function(26)}"], "code cell 1: f has 26 lines, more than 25"),
        (["export:\n" + "x = 1\n" * 26], "code cell 1: 26 lines of code, more than 25"),
    ],
)
def test_style(book, parts, message):
    book.write("a", *parts, *CLOSING)
    (problem,) = problems(book, check.style)
    assert problem.startswith("chapters/a.md:") and message in problem


@pytest.mark.parametrize(
    "parts",
    [
        ["export: x = 1", "Why.", "export: y = 1"],
        ["export: x = 1", "code: y = 1", "code: y = 2"],
        [f"export:\n{long_function(25)}"],
        ["export:\nimport os\n" + "x = 1\n\n" * 25],
        ["code:\n" + "x = 1\n" * 40],
        ["code:\n%time x = 1;y = 1"],
        ["| `a | $b` | $x$ | $\\lvert x \\rvert$ | 3\\$ |\n| --- | --- |"],
    ],
)
def test_good_style(book, parts):
    book.write("a", *parts, *CLOSING)
    assert problems(book, check.style) == []


def test_sections_at_the_end_and_the_quote(book):
    book.write("a", "export: x = 1", *CLOSING[:3], quote="")
    messages = problems(book, check.style)
    assert [m.split(": ", 1)[1] for m in messages] == [
        "no title with a sentence quoted (>) under it",
        "no section 'Exercises'",
        "no section 'Further reading'",
    ]
    book.write("a", "code: x = 1")  # no module
    assert problems(book, check.style) == []


@pytest.mark.parametrize("between", ["", "$$ x^2 $$", "$$\nx^2\n$$", "```python\na = b\n```", "$$ a $$\n\n$$ b $$"])
def test_advice(book, between):
    """Words are counted; formulas and code are none, and swallow none."""
    book.write("a", "export: x = 1", "word " * 50 + f"\n\n{between}\n\n" + "word " * 50)
    notes = list(advice(book.book().chapters[-1]))
    assert any("103 words; 2000 to 4500 are usual" in note for note in notes), notes


def test_main(run, capsys):
    assert check.main(run.book(), run.book().chapters[1:]) == 0
    change(run, forget_run)
    assert check.main(run.book(), run.book().chapters[1:]) == 1
    assert "not run from first to last" in capsys.readouterr().err


def test_a_chapter_that_cannot_be_read_is_named_once(book, capsys):
    book.write("a", "export: def f(:")
    assert check.main(book.book(), book.book().chapters[1:]) == 1
    assert capsys.readouterr().err.count("chapters/a.md:19: code cell 1: ") == 1
