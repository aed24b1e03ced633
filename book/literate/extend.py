"""Reopening a class: a class statement in one cell, more of its members in later cells."""

import sys
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any
from weakref import WeakKeyDictionary

# what a class statement makes by itself
MADE_BY_CLASS = frozenset(
    "__annotate__ __annotate_func__ __annotations__ __annotations_cache__ __dict__ __doc__ "
    "__firstlineno__ __module__ __qualname__ __static_attributes__ __weakref__".split()
)
# where decorators keep the function that they decorate
HIDING_PLACES = ("__func__", "__wrapped__", "fget", "fset", "fdel", "func", "py_func")

_origins: WeakKeyDictionary[type, dict[str, str]] = WeakKeyDictionary()  # class -> member -> cell


def extend(cls: type, replace: str | tuple[str, ...] = ()) -> Callable[[type], type]:
    """Add the members of the decorated class to `cls`, which then stands for both.

    Arguments:
        cls: the class to reopen.
        replace: the members, by name, that are told anew.

    Raises:
        TypeError: if a member exists and is not declared as replaced, or the reverse.
    """
    replaced = {replace} if isinstance(replace, str) else set(replace)

    def add(addition: type) -> type:
        members = _members(cls, addition)
        _check(cls, addition, members, replaced)
        for name, member in members.items():
            for function in functions_in(member):
                _rebind_class(function, addition, cls)
            setattr(cls, name, member)
            if hasattr(type(member), "__set_name__"):
                member.__set_name__(cls, name)
        if "__annotations__" in vars(addition):
            cls.__annotations__ = {
                **vars(cls).get("__annotations__", {}),
                **addition.__annotations__,
            }
        _origins.setdefault(cls, {}).update(dict.fromkeys(members, _current_cell()))
        return cls

    return add


def _members(cls: type, addition: type) -> dict[str, Any]:
    """Return what the class statement itself defines."""
    members = {name: m for name, m in vars(addition).items() if name not in MADE_BY_CLASS}
    if members.get("__hash__", ...) is None and "__hash__" in vars(cls):
        del members["__hash__"]  # came with __eq__, by itself
    return members


def _check(cls: type, addition: type, members: dict[str, Any], replaced: set[str]) -> None:
    """Refuse what would lose a member or a base class in silence."""
    if addition.__bases__ != (object,):
        raise TypeError(f"a reopened class takes no bases: {cls.__name__} has them already")
    if addition.__doc__ is not None:
        raise TypeError(f"a reopened class takes no docstring: {cls.__name__}'s first one stands")
    for name in members:
        is_there = name in vars(cls) and (name, vars(cls)[name]) != ("__hash__", None)
        if is_there and name not in replaced and not _runs_again(cls, name):
            raise TypeError(f"{cls.__name__}.{name} exists; say replace={name!r}")
    for name in replaced:
        if name not in vars(cls) or name not in members:
            raise TypeError(f"replace={name!r}: not in {cls.__name__} both before and after")


def _runs_again(cls: type, name: str) -> bool:
    """Whether a member came from this very cell, which someone runs a second time."""
    cell = _current_cell()
    return bool(cell) and _origins.get(cls, {}).get(name) == cell


def _current_cell() -> str:
    """Return the identity of the cell that JupyterLab runs, or an empty string."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    header = getattr(shell, "parent_header", None) or {}
    return header.get("metadata", {}).get("cellId", "")


def functions_in(member: Any) -> Iterator[FunctionType]:
    """Find the functions of a member: under properties, class methods and any decorators."""
    seen: dict[int, Any] = {}
    waiting = [member]
    while waiting:
        item = waiting.pop()
        if item is None or id(item) in seen:
            continue
        seen[id(item)] = item
        if isinstance(item, FunctionType):
            yield item
            waiting += (content for _, content in _closure(item))
        waiting += (getattr(item, place, None) for place in HIDING_PLACES)


def _closure(function: FunctionType) -> Iterator[tuple[Any, Any]]:
    """Yield the cells of a function's closure that are filled, and what is in them."""
    for cell in function.__closure__ or ():
        try:
            yield cell, cell.cell_contents
        except ValueError:  # still empty
            continue


def _rebind_class(function: FunctionType, old: type, new: type) -> None:
    """Let zero-argument `super()` in a function mean the class that it belongs to now."""
    for cell, content in _closure(function):
        if content is old:
            cell.cell_contents = new
