"""What this book adds to Jupyter Book: MathJax from disk, where a cell goes, and the outline."""

import sys
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.util.fileutil import copy_asset

sys.path.append(str(Path(__file__).resolve().parents[1]))

from literate.module import plain
from literate.outline import outline  # noqa: E402
from literate.source import Book, Chapter  # noqa: E402

MATHJAX = "sphinx-mathjax-offline/static/mathjax/tex-svg.js"


class outline_here(nodes.Element):
    """Where the outline of the chapter is to stand."""


class Outline(Directive):
    """`{outline}`: the chapter's classes and functions, with the sections that tell them."""

    def run(self):
        return [outline_here()]


def use_local_mathjax(app, config):
    """Load MathJax from the site itself, and no part of it later."""
    config.mathjax_path = "mathjax/tex-svg.js"
    config.mathjax3_config = {"options": {"enableMenu": False}, "svg": {"fontCache": "global"}}


def copy_mathjax(app, error):
    """Put the one file with code and fonts into the site."""
    if error is None and app.builder.format == "html":
        source = distribution("sphinx-mathjax-offline").locate_file(MATHJAX)
        copy_asset(str(source), str(Path(app.outdir) / "_static" / "mathjax"))


def name_targets(app, doctree):
    """Put the module's file on top of each cell tagged `export`."""
    name = app.env.docname.removeprefix("chapters/")
    target = Chapter(Path(app.srcdir, f"{app.env.docname}.md"), name).target
    for cell in doctree.findall(nodes.container):
        tags = cell.get("cell_metadata", {}).get("tags", [])
        if cell.get("nb_element") == "cell_code" and "export" in tags:
            cell.insert(0, nodes.container("", nodes.literal("", target), classes=["export-to"]))


@cache
def read_book(root):
    """Read all chapters, once for all pages."""
    return Book(Path(root))


def write_outlines(app, doctree):
    """Replace each `{outline}` by the chapter's outline, linked to its sections."""
    for place in list(doctree.findall(outline_here)):
        book = read_book(app.srcdir)
        chapters = {f"chapters/{chapter.name}": chapter for chapter in book.chapters}
        items = outline(book, chapters[app.env.docname])
        place.replace_self(OutlineNodes(doctree).write(items))


class OutlineNodes:
    """Writes an outline as nodes of a page."""

    def __init__(self, doctree):
        sections = [s for s in doctree.findall(nodes.section) if isinstance(s[0], nodes.title)]
        self.ids = {s[0].astext(): s["ids"][0] for s in sections}

    def write(self, items):
        """Make a list with an entry for each class and function."""
        entries = [nodes.list_item("", self.entry(item), *self.members(item)) for item in items]
        return nodes.bullet_list("", *entries, classes=["outline"])

    def entry(self, item):
        """Write `class Dense(Layer)` and the section that introduces it."""
        word = "def " if item.members is None else "class "
        code = nodes.literal("", word + item.signature)
        return nodes.paragraph("", "", code, nodes.Text(" "), self.link(item.section))

    def members(self, item):
        """Write the members of a class by section, new ones bold."""
        by_section = {}
        for member in (item.members or {}).values():
            by_section.setdefault(member.section, []).append(member)
        rows = [nodes.list_item("", self.row(s, members)) for s, members in by_section.items()]
        return [nodes.bullet_list("", *rows)] if rows else []

    def row(self, section, members):
        """Write the members that one section tells."""
        row = nodes.paragraph()
        for member in members:
            code = nodes.literal("", member.name)
            row += nodes.strong("", "", code) if member.is_new else code
            row += nodes.Text(", " if member is not members[-1] else " ")
        row += self.link(section)
        return row

    def link(self, section):
        """Write a section's title, linked if the page has it."""
        text = nodes.inline("", plain(section), classes=["outline-section"])
        if (target := self.ids.get(plain(section))) is None:
            return text
        return nodes.reference("", "", text, internal=True, refid=target)


def setup(app):
    app.add_node(outline_here)
    app.add_directive("outline", Outline)
    app.connect("config-inited", use_local_mathjax, priority=900)
    app.connect("doctree-read", name_targets)
    app.connect("doctree-read", write_outlines)
    app.connect("build-finished", copy_mathjax)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
