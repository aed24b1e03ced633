"""JupyterLab: what is edited there changes the chapter's text there, and nowhere else."""

import random
from pathlib import Path

import nbformat
import pytest
from jupytext import reads, writes
from literate.lab import ChapterManager
from literate.preserve import keep_unchanged
from traitlets.config import Config

SETTINGS = Path(__file__).resolve().parents[2] / "chapters" / "jupytext.toml"
FIGURE = """
```{code-cell} ipython3
---
tags: [hide-input]
mystnb:
  figure:
    caption: |
      Jupytext would write this caption otherwise.
    name: fig
  image: {alt: "A line."}
---
plot()
```"""
PARTS = [
    "An opening  with *markup* and $x$.\n\n\n- a list",
    "export:\nimport os\n\nx = os",
    FIGURE,
    "code: 1 + 1",
    "code raises-exception: 1 / 0",
    "```python\nnot_a_cell()\n```\n\n:::{note}\nA note.\n:::",
    "code:\nprint('last')",
]


@pytest.fixture
def lab(book):
    """A contents manager over a book with one chapter, and the chapter's path."""
    path = book.write("a", *PARTS)
    path.write_text(path.read_text().replace("\n# A", "\n\n\n# A"))  # more than jupytext writes
    (book.root / "chapters" / "jupytext.toml").write_text(SETTINGS.read_text())
    manager = ChapterManager(config=Config())
    manager.root_dir = str(book.root / "chapters")
    return manager, path


def edit_and_save(manager, name, edit):
    """Do what JupyterLab does: open as a notebook, edit, run, save."""
    model = manager.get(name, type="notebook", content=True)
    notebook = model["content"]
    edit(notebook)
    notebook["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.99"}
    for count, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"editable": True, "slideshow": {"slide_type": ""}, "trusted": True}
        cell["metadata"].setdefault("tags", [])
        if cell["cell_type"] == "code":
            cell["metadata"]["execution"] = {"iopub.execute_input": "2026"}
            cell["execution_count"] = count
    manager.save(model, name)


def test_saving_changes_nothing(lab):
    manager, path = lab
    before = path.read_text()
    edit_and_save(manager, "a.md", lambda notebook: None)
    assert path.read_text() == before
    edit_and_save(manager, "a.ipynb", lambda notebook: None)  # the pair, made by the first save
    assert path.read_text() == before


def test_an_edit_changes_its_own_lines(lab):
    manager, path = lab
    before = path.read_text()

    def edit(notebook):
        for cell in notebook["cells"]:
            cell["source"] = cell["source"].replace("1 + 1", "1 + 2").replace("plot()", "plot(3)")

    edit_and_save(manager, "a.md", edit)
    assert path.read_text() == before.replace("1 + 1", "1 + 2").replace("plot()", "plot(3)")


def test_the_outputs_of_a_session_do_not_count_as_run(lab):
    manager, path = lab

    def edit(notebook):
        notebook["metadata"]["made_from"] = "something"

    edit_and_save(manager, "a.md", edit)
    stored = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    assert "made_from" not in stored.metadata and "made_from" not in path.read_text()


def test_text_saved_as_text_stays_as_it_is(lab):
    manager, path = lab
    model = manager.get("a.md", type="file", content=True)
    model["content"] = model["content"].replace("1 + 1", "1  +  1") + "\n\n\n"
    manager.save(model, "a.md")
    assert path.read_text() == model["content"]


def test_prose_cut_in_two_stays_two_cells(book):
    old = book.write("a", "One.", "Two.").read_text()
    new = old.replace("One.\n\n", "One.\n\n+++\n\n")
    assert new != old and keep_unchanged(old, new).count("+++") == 1
    assert keep_unchanged(new, old) == old


@pytest.mark.parametrize("seed", range(20))
def test_any_edit_is_kept(book, seed):
    """Whatever was added, removed or moved, the new text says it; the rest stays as it was."""
    chance = random.Random(seed)
    old = book.write("a", *PARTS).read_text()
    notebook = reads(old, fmt="md:myst")
    cells = notebook.cells
    for _ in range(chance.randint(1, 3)):
        i = chance.randrange(len(cells))
        chance.choice(
            [
                lambda i=i: cells.pop(i),
                lambda i=i: cells.insert(i, nbformat.v4.new_code_cell("new = 1")),
                lambda i=i: cells.insert(i, nbformat.v4.new_markdown_cell("New prose.")),
                lambda i=i: cells.insert(0, cells.pop(i)),
                lambda i=i: cells[i].update(source=cells[i].source + "\nmore = 2"),
            ]
        )()
    new = writes(notebook, fmt="md:myst")
    kept = keep_unchanged(old, new)

    def content(text):
        return [(c.cell_type, c.source, c.metadata) for c in reads(text, fmt="md:myst").cells]

    assert content(kept) == content(new)
    if any(cell.source == "plot()" for cell in cells):
        assert "caption: |\n      Jupytext" in kept
