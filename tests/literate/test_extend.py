"""Reopening a class in a notebook."""

import functools
import textwrap
from types import SimpleNamespace

import pytest
from literate import extend


def make():
    class Base:
        def f(self):
            return "base"

        @property
        def p(self):
            return "base"

        @classmethod
        def c(cls):
            return cls.__name__

        @staticmethod
        def s():
            return "base"

    class Thing(Base):
        """A thing."""

        x: int = 1

    return Base, Thing


def loud(function):
    """A decorator that hides its function without telling where."""
    return lambda *arguments: function(*arguments) + "!"


def polite(function):
    @functools.wraps(function)
    def wrapped(*arguments):
        return function(*arguments) + "."

    return wrapped


def test_members_come_to_the_first_class():
    _, Thing = make()
    thing, first = Thing(), Thing

    @extend(Thing)
    class Thing:
        y: float = 2.0

        def g(self):
            return self.x + self.y

    assert Thing is first and thing.g() == 3.0
    assert Thing.__annotations__ == {"x": int, "y": float} and Thing.__doc__ == "A thing."


# One member each: all methods of a class statement share the cell behind `super()`.
MEMBERS = {
    "method": ("def m(self): return super().f()", "thing.m()", "base"),
    "property": ("@property\ndef p(self): return super().p", "thing.p", "base"),
    "setter": (
        "q = property(None, lambda self, value: setattr(self, 'heard', super().f()))",
        "setattr(thing, 'q', 1) or thing.heard",
        "base",
    ),
    "class method": ("@classmethod\ndef c(cls): return super().c()", "thing.c()", "Thing"),
    "static method": ("@staticmethod\ndef s(): return __class__.__name__", "thing.s()", "Thing"),
    "cached": ("@cached_property\ndef k(self): return super().f()", "thing.k", "base"),
    "wrapped": ("@polite\ndef w(self): return super().f()", "thing.w()", "base."),
    "hidden": ("@loud\n@polite\ndef h(self): return super().f()", "thing.h()", "base.!"),
}


@pytest.mark.parametrize("code, use, expected", MEMBERS.values(), ids=MEMBERS)
def test_super_works_under_any_decorator(code, use, expected):
    _, Thing = make()
    names = {"Thing": Thing, "extend": extend, "loud": loud, "polite": polite}
    names["cached_property"] = functools.cached_property
    exec(f"@extend(Thing)\nclass Thing:\n{textwrap.indent(code, '    ')}", names)
    assert eval(use, {"thing": names["Thing"]()}) == expected


def test_private_names_are_those_of_the_class():
    class Thing:
        def __init__(self):
            self.__secret = 1

    @extend(Thing)
    class Thing:
        def tell(self):
            return self.__secret

    assert Thing().tell() == 1 and "Thing.tell" in Thing.tell.__qualname__


def test_descriptors_learn_their_owner():
    class Named:
        def __set_name__(self, owner, name):
            self.owner, self.name = owner, name

    class Thing: ...

    first = Thing

    @extend(Thing)
    class Thing:
        field = Named()

    assert (Thing.field.owner, Thing.field.name) == (first, "field")


def test_equality_told_later_keeps_the_hash():
    class Thing:
        def __hash__(self):
            return 7

    @extend(Thing)
    class Thing:
        def __eq__(self, other):
            return True

    assert hash(Thing()) == 7


def test_redefining_has_to_be_declared():
    _, Thing = make()

    with pytest.raises(TypeError, match="Thing.x exists; say replace='x'"):

        @extend(Thing)
        class Again:
            x = 2

    @extend(Thing, replace=("x",))
    class Thing:
        x = 2

    assert Thing.x == 2


@pytest.mark.parametrize("replace", ["missing", "f", ("x", "f")])
def test_a_replacement_replaces_something_by_something(replace):
    _, Thing = make()  # f is the base's, not its own
    with pytest.raises(TypeError, match="both before and after"):

        @extend(Thing, replace=replace)
        class Again:
            f = 2


def test_no_bases_and_no_docstring():
    _, Thing = make()
    with pytest.raises(TypeError, match="takes no bases"):

        @extend(Thing)
        class Again(dict): ...

    with pytest.raises(TypeError, match="takes no docstring"):

        @extend(Thing)
        class Again:
            """Again."""


def test_a_cell_may_be_run_again_in_jupyterlab(monkeypatch):
    IPython = pytest.importorskip("IPython")
    shell = SimpleNamespace(parent_header={"metadata": {"cellId": "one"}})
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    _, Thing = make()

    def run_cell(value):
        @extend(Thing)
        class Again:
            y = value

    run_cell(1)
    run_cell(2)
    assert Thing.y == 2
    shell.parent_header["metadata"]["cellId"] = "two"
    with pytest.raises(TypeError, match="y exists"):
        run_cell(3)


def test_notebook_and_module_make_the_same_class(book):
    first = "class B:\n    def f(self):\n        return 1\n\n\nclass C(B):\n    'Doc.'\n    x = 1"
    second = "@extend(C)\nclass C:\n    @property\n    def p(self):\n        return super().f()"
    third = "@extend(C, replace='x')\nclass C:\n    x = 2\n    def f(self):\n        return 2"
    book.write("a", *(f"export:\n{cell}" for cell in (first, second, third)))
    module, cells = {"__name__": "m"}, {"__name__": "m", "extend": extend}
    exec(book.module("a"), module)
    for cell in (first, second, third):
        exec(cell, cells)
    ours = [{k for k in vars(n["C"]) if k != "__firstlineno__"} for n in (module, cells)]
    assert ours[0] == ours[1]
    for names in (module, cells):
        assert (names["C"]().p, names["C"]().f(), names["C"].x) == (1, 2, 2)
