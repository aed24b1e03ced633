"""The outline of a chapter, and its place on the page."""

import re

import nbformat
import pytest
from literate.execute import notebook_of
from literate.outline import as_text, outline

OUTLINE = """\
def area(width, *sides, unit, **more)    [Areas & sizes]
class Box(Shape)    [Boxes]
      __init__    [Boxes]
    * open    [Opening]
      volume    [Opening]
class Error(ValueError)    [Boxes]
    * tell    [Boxes]"""


@pytest.fixture
def shapes(book):
    book.write("base", "export:\nclass Root:\n    def __init__(self): ...")
    base = "from litkeras.base import Root\n\nclass Shape(Root):\n    def volume(self): ..."
    book.write("shape", f"export:\n{base}")
    book.write(
        "a",
        "## Areas & `sizes`",
        "export: def area(width, *sides, unit=1, **more): ...\n\ndef _hidden(): ...\n\nX = 1",
        "## Boxes",
        "code:\nclass NotExported: ...",
        "export:\nfrom litkeras.shape import Shape\n\nclass Box(Shape):\n"
        "    size = 1\n    def __init__(self): ...\n    def volume(self): ...",
        "export:\nclass Error(ValueError):\n    def tell(self): ...",
        "### Opening",
        "export:\n@extend(Box, replace='volume')\nclass Box:\n"
        "    def open(self): ...\n    def volume(self): ...",
        "## Outline",
        "```{outline}\n```",
    )
    return book


def test_outline(shapes):
    made = shapes.book()
    text = as_text(outline(made, made.chapters[-1]))
    assert sorted(text.splitlines()) == sorted(OUTLINE.splitlines())
    assert text.index("area") < text.index("Box") < text.index("Error")


CONF = """
extensions = ["myst_nb", "litbook"]
import sys
sys.path.insert(0, {ext!r})
nb_execution_mode = "off"
root_doc = "chapters/a"
exclude_patterns = ["**.md"]
"""


def test_the_page_shows_outline_badges_and_its_own_mathjax(shapes):
    application = pytest.importorskip("sphinx.testing.util").SphinxTestApp
    made = shapes.book()
    nbformat.write(notebook_of(made.chapters[-1]), shapes.root / "chapters/a.ipynb")
    ext = shapes.tools / "ext"
    (shapes.root / "conf.py").write_text(CONF.format(ext=str(ext)))
    app = application(srcdir=shapes.root, warningiserror=False)
    app.build()
    page = (app.outdir / "chapters/a.html").read_text()
    badges = re.findall(r'class="export-to.*?</div>', page, re.S)
    assert len(badges) == 4 and all("litkeras/a.py" in badge for badge in badges)
    listed = re.sub(r"<span class=\"pre\">|</span>", "", page[page.index('<ul class="outline') :])
    assert re.search(
        r'class Box\(Shape\)</code> <a class="reference internal" href="#boxes">', listed
    )
    assert "<strong><code" in listed and 'href="#opening"' in listed
    assert re.search(r"<strong><code[^>]*>open</code></strong>", listed)
    assert not re.search(r"<strong><code[^>]*>volume</code>", listed)
    assert (app.outdir / "_static/mathjax/tex-svg.js").exists()
    assert not re.search(r"https?://[^\"]*mathjax", page)
