"""From chapters to modules."""

import pytest
from literate.linemap import line_map
from literate.tangle import main

WHOLE = '''# Generated from chapters/whole.md by `make tangle`. Do not edit.
"""The whole.

What all of `tangle` does to one chapter.
"""

import os
from collections.abc import Callable, Iterable

import numpy as np

__all__ = ["WIDTH", "area", "Box"]


# Sizes of things
# ---------------

WIDTH = 3  # in metres


def area(height: float) -> float:
    """Width times height."""
    # the height may be zero
    return WIDTH * height


# Boxes
# -----

# -- Small ones


class Box(dict):
    """A box."""

    sides = 6

    # how much goes in
    def volume(self):
        return np.prod(self.sides)  # no unit
'''


def test_a_chapter_becomes_a_module(book):
    book.write(
        "whole",
        "An opening.",
        "code:\nfrom literate import extend\n1 + 1",
        "## Things that are not exported",
        "code:\nWIDTH = 2",
        "## {doc}`Sizes` of *things*",
        "export:\nfrom collections.abc import Iterable\nimport numpy as np\n\n"
        "WIDTH = 3  # in metres",
        "Now the area.",
        "export:\nfrom collections.abc import Callable\nimport os\n\n"
        "def area(height: float) -> float:\n"
        '    """Width times height."""\n    # the height may be zero\n    return WIDTH*height',
        "## Boxes",
        "### Small ones",
        'export:\nclass Box(dict):\n    """A box."""\n\n    sides = 6',
        "export:\nfrom literate import extend\n\n@extend(Box)\n# how much goes in\nclass Box:\n"
        "    def volume(self):\n        return np.prod(self.sides)  # no unit",
        "## Summary",
        quote="What all of `tangle` does\n> to one chapter.",
        title="The *whole*",
    )
    tangle = book.tangle()
    assert tangle.texts["litkeras/whole.py"] == WHOLE
    unused = ["os", "collections.abc.Callable", "collections.abc.Iterable"]
    assert sorted(p.split("F401 `")[1].split("`")[0] for p in tangle.problems) == sorted(unused)


def test_imports_with_an_alias_of_the_same_name_are_public(book):
    cell = "from os import path as path, sep as _sep\n\n_hidden = _sep\nfor i in _sep: pass"
    book.write("a", f"export:\n{cell}")
    assert '__all__ = ["path"]' in book.module("a")


@pytest.mark.parametrize(
    "cell, message",
    [
        ("def f(:\n    pass", ":19: code cell 1: "),
        ("x = 1\n%timeit x", ":20: code cell 1: a magic in an exported cell: %timeit x"),
        ("x = 1; y = 2", ":19: code cell 1: two statements on one line"),
        ("x = 1\n\ndef x(): ...", ":21: code cell 1: x is defined already (line 19, code cell 1)"),
        ("import os\nfrom sys import path as os", ":20: code cell 1: os is defined already"),
        ("def f():\n    return g()", ":20: code cell 1: F821 Undefined name `g`"),
        ("import os\n\nx = 1", ":19: code cell 1: F401 `os` imported but unused"),
        ("@extend(B)\nclass B:\n    x = 1", ":19: code cell 1: no class B in the exported cells"),
    ],
)
def test_errors_name_chapter_cell_and_line(book, cell, message):
    book.write("a", f"export:\n{cell}")
    assert any(p.startswith(f"chapters/a.md{message}") for p in book.problems()), book.problems()


@pytest.mark.parametrize(
    "cell",
    [
        "def _(): ...\n\ndef _(x): ...",
        "def f(x): ...\n\n@f.register\ndef f(x: int): ...",
        "from typing import overload\n\n@overload\ndef f(x: int): ...\n\n\ndef f(x): ...",
        "import sys\n\nif sys.path:\n    x = 1\nelse:\n    x = 2",
        "import os\nimport os\n\nx = os",
        "class C:\n    @property\n    def x(self): ...\n\n    @x.setter\n    def x(self, y): ...",
    ],
)
def test_what_may_be_defined_twice(book, cell):
    book.write("a", f"export:\n{cell}")
    assert [p for p in book.problems() if "defined already" in p] == []


def test_a_mistake_in_one_chapter_does_not_stop_the_others(book):
    book.write("a", "export: def f(:")
    book.write("b", "export: x = 1")
    book.write("c", "export: y = 1")
    tangle = book.tangle()
    assert len(tangle.problems) == 1 and {"litkeras/b.py", "litkeras/c.py"} < tangle.texts.keys()


def test_the_names_of_a_broken_chapter_stay_what_they_were(book):
    book.write("part/index")
    book.write("part/a", "export: old = 1")
    book.install()
    before = book.tangle().texts["litkeras/part/__init__.py"]
    book.write("part/a", "export: def f(:")
    assert "old" in before and book.tangle().texts["litkeras/part/__init__.py"] == before


# ---- reopened classes

CLASS = '''
class C:
    """Doc."""

    def f(self):
        return 1

    def g(self):
        return 2'''


def reopen(book, second, arguments="C"):
    book.write("a", f"export:\n{CLASS}", f"export:\n@extend({arguments})\n{second}")
    return book


def test_a_replaced_method_stands_where_the_old_one_stood(book):
    cell = "class C:\n    # better\n    def f(self):\n        return 3\n\n    h = 4"
    text = reopen(book, cell, "C, replace='f'").module("a")
    places = [text.index(part) for part in ("# better", "return 3", "return 2", "h = 4")]
    assert places == sorted(places)
    assert "return 1" not in text and text.count("class C") == 1


def test_a_property_is_replaced_with_its_setter(book):
    both = "    @property\n    def x(self):\n        return {0}\n\n"
    both += "    @x.setter\n    def x(self, value):\n        self.y = {0}"
    first = f"class C:\n{both.format(1)}\n\n    def f(self): ..."
    second = f"@extend(C, replace='x')\nclass C:\n{both.format(2)}"
    book.write("a", f"export:\n{first}", f"export:\n{second}")
    text = book.module("a")
    places = [text.index(part) for part in ("return 2", "self.y = 2", "def f")]
    assert places == sorted(places) and "return 1" not in text and "self.y = 1" not in text


def test_comments_survive_wherever_they_stand(book):
    cell = "class C:\n    # two\n\n    # three\n    x = 1  # four\n    # five\n\n# six\ny = 1"
    cells = [CLASS, f"@extend(C)\n{cell}", "@extend(C)\nclass C:\n    z = 1"]
    book.write("a", *(f"export:\n{cell}" for cell in cells))
    before, after = book.module("a").split("# six")
    for comment in ("    # two", "    # three", "x = 1  # four", "    # five"):
        assert comment in before
    assert "y = 1" in after


def test_an_empty_first_body_leaves_no_trace(book):
    first, second = "class C(Exception):\n    pass", "@extend(C)\nclass C:\n    x = 1"
    book.write("a", f"export:\n{first}", f"export:\n{second}")
    assert "class C(Exception):\n    x = 1\n" in book.module("a")


def test_a_member_told_in_an_unexported_cell_first_is_a_draft(book):
    draft = "@extend(C)\nclass C:\n    def h(self):\n        return 'simple'"
    final = "@extend(C, replace='h')\nclass C:\n    def h(self):\n        return 'right'"
    book.write("a", f"export:\n{CLASS}", f"code:\n{draft}", f"export:\n{final}")
    text = book.module("a")
    assert "simple" not in text and text.index("def g") < text.index("right")


@pytest.mark.parametrize(
    "second, arguments, message",
    [
        ("class C:\n    def f(self): ...", "C", "C.f exists; say replace='f'"),
        ("class C:\n    f = 1", "C", "C.f exists; say replace='f'"),
        ("class C:\n    h = 1", "C, replace='h'", "replace='h': C has no such member"),
        ("class C:\n    h = 1", "C, replace='f'", "replace='f', which the statement does not"),
        ("class C(dict):\n    x = 1", "C", "takes no bases"),
        ('class C:\n    """Again."""', "C", "takes no docstring"),
        ("class C:\n    x = 1", "D", "names another class"),
        ("class C: x = 1", "C", "lines of its own"),
    ],
)
def test_mistakes_in_reopening(book, second, arguments, message):
    (problem,) = [p for p in reopen(book, second, arguments).problems() if "F821" not in p]
    assert message in problem and problem.startswith("chapters/a.md:3")


def test_a_name_of_the_class_body_that_comes_too_late(book):
    """Members are spliced into the class where it stands: `LATE` is not there yet."""
    cell = "@extend(C)\nclass C:\n    def h(self, x=LATE): ..."
    book.write("a", f"export:\n{CLASS}", "export: LATE = 1", f"export:\n{cell}")
    (problem,) = book.problems()
    assert problem == "chapters/a.md:40: code cell 3: F821 Undefined name `LATE`"


# ---- packages


@pytest.fixture
def library(book):
    book.write("index", "export:\nfrom litkeras.part.a import one\n\n__version__ = '7'")
    book.write("part/index")
    book.write("part/a", "export: one, _two = 1, 2\nimport decimal as decimal")
    book.write("part/b", "export: from litkeras.part.a import one\n\nthree = 2 + one")
    book.write("top", "export: four = 4")
    return book


def test_packages_are_lazy(library):
    library.install()
    code = """
import litkeras
print([m for m in sys.modules if m.startswith("litkeras") or m == "decimal"])
print(dir(litkeras), litkeras.__version__)
print(litkeras.one, litkeras.part.three, litkeras.top.four)
import litkeras.part
print(dir(litkeras.part))
from litkeras import *
print(one, part.__name__)
"""
    lines = library.python(code).splitlines()
    assert lines == [
        "['litkeras']",
        "['one', 'part', 'top'] 7",
        "1 3 4",
        "['a', 'b', 'decimal', 'one', 'three']",
        "1 litkeras.part",
    ]


def test_one_public_name_in_two_modules(library):
    library.write("part/b", "export: one = 2")
    (problem,) = library.problems()
    assert problem.startswith("chapters/part/index.md: one is public in a.py and in b.py")
    library.write("part/index", "export: from litkeras.part.b import one")
    assert library.problems() == []
    library.install()
    assert library.python("import litkeras.part as p; print(p.one)") == "2"


def test_a_name_may_not_be_that_of_a_module(library):
    library.write("part/b", "export: a = 2")
    (problem,) = library.problems()
    assert "chapters/part/index.md: a of b.py is also the name of a module" in problem


def test_a_lazy_name_cannot_be_renamed(library):
    library.write("index", "export: from litkeras.part.a import one as uno")
    (problem,) = library.problems()
    assert "cannot be renamed" in problem


def test_a_folder_without_an_index_is_a_package_with_a_warning(library):
    library.write("other/c", "export: five = 5")
    tangle = library.tangle()
    assert "litkeras/other/__init__.py" in tangle.texts
    assert tangle.book.warnings == ["chapters/other/index.md is missing"]


# ---- order


@pytest.mark.parametrize(
    "use",
    [
        "from litkeras.b import x",
        "import litkeras.b as b",
        "from litkeras import b",
        "def f():\n    from litkeras.b import x\n    return x",
        "import litkeras\n\nlitkeras.b.x",
        "from litkeras.part import y",
        "from litkeras import part as P\n\nP.y",
        "import litkeras.part as P\n\nP.y",
        "from litkeras.a import here",
    ],
)
@pytest.mark.parametrize("kind", ["export", "code"])
def test_no_chapter_uses_what_is_not_there_yet(book, use, kind):
    book.write("part/index")
    book.write("a", "export: here = 1", f"{kind}:\n{use}")
    book.write("b", "export: x = 1")
    book.write("part/c", "export: y = 1")
    problems = [p for p in book.problems() if "is made" in p]
    assert len(problems) >= 1 and problems[0].startswith("chapters/a.md:2")
    declared = "\n".join(f"{line}  # later: a cycle" for line in use.split("\n"))
    book.write("a", "export: here = 1", f"{kind}:\n{declared}")
    assert [p for p in book.problems() if "is made" in p] == []


def test_what_is_there_already_may_be_used(book):
    book.write("part/index")
    book.write("part/c", "export: y = 1")
    cell = "from litkeras import part as K\nfrom litkeras.part import y\n\nx = K.y + y"
    book.write("b", f"export:\n{cell}")
    assert book.problems() == []


def test_a_chapter_without_a_module_may_use_everything(book):
    book.write("tour", "code: from litkeras.b import x")
    book.write("b", "export: x = 1")
    assert book.problems() == []


# ---- the command


def test_check_lists_drift_and_orphans_and_writes_nothing(book, capsys):
    path = book.write("a", "export: x = 1")
    assert main(book.book(), [], check=True) == 1
    assert "src/litkeras/a.py is not what its chapter makes" in capsys.readouterr().err
    assert main(book.book(), []) == 0 and main(book.book(), [], check=True) == 0
    path.unlink()
    assert main(book.book(), [], check=True) == 1
    assert "src/litkeras/a.py: no chapter makes this module" in capsys.readouterr().err


def test_only_the_given_chapters_are_written(book, capsys):
    a, _ = book.write("a", "export: x = 1"), book.write("b", "export: y = 1")
    assert main(book.book(), [a]) == 0
    written = [path.name for path in (book.root / "src/litkeras").iterdir()]
    assert sorted(written) == ["__init__.py", "a.py"]


def test_packages_fit_the_files_that_are_there(library, capsys):
    """While others are changing their chapters, one alone can be tangled."""
    main(library.book(), [])
    library.write("part/a", "export: one, changed = 1, 2")
    library.write("part/new", "export: new = 1")
    path = library.write("part/b", "export: three, four = 3, 4")
    main(library.book(), [path])
    assert library.python("import litkeras.part as p; print(dir(p))") == (
        "['a', 'b', 'decimal', 'four', 'one', 'three']"
    )


def test_a_chapter_that_the_toc_forgets(book, capsys):
    book.write("a", "export: x = 1")
    (book.root / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n")
    main(book.book(), [])
    assert "chapters/a.md is not in _toc.yml" in capsys.readouterr().err


def test_each_line_knows_where_it_comes_from(book):
    path = book.write(
        "a",
        "export:\nimport os\n\nx = [1,\n  2]",
        "## Section",
        f"export:\nfrom sys import path\n\n{CLASS}\n\nz = path, os",
        "export:\n@extend(C)\nclass C:\n    def h(self):\n        return 'h'",
    )
    tangle = book.tangle()
    text, chapter = tangle.texts["litkeras/a.py"], path.read_text().splitlines()
    origins = line_map(tangle.raw["litkeras/a.py"], text)
    for line, origin in zip(text.splitlines(), origins, strict=True):
        if line.strip().startswith(("import", "from", "class", "def", "z", "return")):
            assert chapter[origin - 1].strip().replace("'", '"') == line.strip()
