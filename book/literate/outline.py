"""The outline of a chapter: its classes and functions, and the sections that tell them."""

import ast
import builtins
import re
from dataclasses import dataclass, field

from literate.module import plain
from literate.pieces import parse_cell
from literate.source import Book, Cell, Chapter
from literate.splice import extension


@dataclass
class Member:
    """A method of a class; it is new if no base class has it."""

    name: str
    section: str
    is_new: bool = True


@dataclass
class Item:
    """A function, or a class with its members."""

    name: str
    section: str
    signature: str
    bases: list[str] = field(default_factory=list)
    members: dict[str, Member] | None = None  # None: a function


def outline(book: Book, chapter: Chapter) -> list[Item]:
    """List a chapter's public functions and its classes in the order in which they are told."""
    items: dict[str, Item] = {}
    for cell in chapter.exported:
        section = section_of(chapter, cell)
        for node in parse_cell(chapter, cell).body:
            if isinstance(node, ast.ClassDef):
                item = items.setdefault(node.name, _class_item(node, section))
                _add_members(item, node, section)
            elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                items[node.name] = Item(node.name, section, _signature(node))
    for item in items.values():
        inherited = _inherited(book, chapter, item.bases, items)
        for member in (item.members or {}).values():
            member.is_new = member.name not in inherited
    return list(items.values())


def section_of(chapter: Chapter, cell: Cell) -> str:
    """Return the heading under which a cell stands, as it is written."""
    section = ""
    for line, _, text in chapter.headings:
        if line < cell.line:
            section = text
    return section


def _class_item(node: ast.ClassDef, section: str) -> Item:
    bases = [ast.unparse(base) for base in node.bases]
    signature = f"{node.name}({', '.join(bases)})" if bases else node.name
    return Item(node.name, section, signature, bases, {})


def _add_members(item: Item, node: ast.ClassDef, section: str) -> None:
    """Add the methods of a class statement; one that is told again moves to the later section."""
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            known = item.members.get(statement.name)
            if known is None or extension(node):
                item.members[statement.name] = Member(statement.name, section)


def _signature(node: ast.FunctionDef) -> str:
    """Write a function's name and the names of its arguments."""
    arguments = node.args
    names = [a.arg for a in [*arguments.posonlyargs, *arguments.args]]
    names += [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    names += ["*"] if arguments.kwonlyargs and not arguments.vararg else []
    names += [a.arg for a in arguments.kwonlyargs]
    names += [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
    return f"{node.name}({', '.join(names)})"


def _inherited(book: Book, chapter: Chapter, bases: list[str], items: dict[str, Item]) -> set[str]:
    """Return the names that base classes have: of this chapter, of earlier ones, of Python."""
    names: set[str] = set()
    for base in bases:
        if base in items:
            found, where, known = items[base], chapter, items
        else:
            where = _home(book, chapter, base.split(".")[-1])
            known = {i.name: i for i in outline(book, where)} if where else {}
            found = known.get(base.split(".")[-1])
        if found is not None:
            names |= set(found.members or {}) | _inherited(book, where, found.bases, known)
        else:
            names |= set(dir(getattr(builtins, base, None)))
    return names


def _home(book: Book, chapter: Chapter, name: str) -> Chapter | None:
    """Return the earlier chapter that defines a class."""
    for other in reversed(book.chapters[: chapter.position]):
        if any(re.search(rf"^class {re.escape(name)}\b", c.source, re.M) for c in other.exported):
            return other
    return None


def as_text(items: list[Item]) -> str:
    """Write an outline for a terminal, new members with a star."""
    lines = []
    for item in items:
        word = "def" if item.members is None else "class"
        lines.append(f"{word} {item.signature}    [{plain(item.section)}]")
        for member in (item.members or {}).values():
            lines.append(
                f"    {'*' if member.is_new else ' '} {member.name}    [{plain(member.section)}]"
            )
    return "\n".join(lines)
