"""One class out of several class statements: the text under `@extend(Class)` goes into the class."""

import ast

from literate.pieces import Line, Piece, bound_names, continues, cut_body
from literate.source import BookError, Chapter
from literate.uses import parse_leniently


def splice(chapter: Chapter, pieces: list[Piece]) -> list[Piece]:
    """Put the members of reopened classes, as text, into the classes."""
    kept: list[Piece] = []
    classes: dict[str, ClassText] = {}
    for piece in pieces:
        call = extension(piece.node)
        if call is None:
            kept.append(piece)
            if isinstance(piece.node, ast.ClassDef):
                classes[piece.node.name] = ClassText(chapter, piece)
        elif piece.node.name in classes:
            classes[piece.node.name].add(piece, call)
        else:
            where = chapter.place(piece.line, piece.cell)
            raise BookError(f"{where}no class {piece.node.name} in the exported cells before")
    for text in classes.values():
        text.finish()
    return kept


def extension(node: ast.AST | None) -> ast.Call | None:
    """Return the `extend(...)` over a class statement, if there is one."""
    for decorator in getattr(node, "decorator_list", []):
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "extend":
            return decorator
    return None


class ClassText:
    """A class as the text of its members, which grows when the class is reopened."""

    def __init__(self, chapter: Chapter, piece: Piece):
        self.chapter, self.piece = chapter, piece
        self.head: list[Line] = piece.lines
        self.members: list[Piece] | None = None  # cut when the class is reopened

    def add(self, piece: Piece, call: ast.Call) -> None:
        """Add the members of a reopening class statement."""
        if self.members is None:
            self.head, self.members = self._cut(self.piece)
        replaced = self._replaced(piece, call)
        head, members = self._cut(piece)
        comments = [(f"    {text}", n) for text, n in head if text.startswith("#")]
        members[0].lines = comments + members[0].lines
        for member in members:
            known = [name for name in member.names if self._find(name) is not None]
            for name in known:
                if name not in replaced and not continues(member.node, name):
                    self._fail(member, f"{piece.node.name}.{name} exists; say replace={name!r}")
            self._put(member, [name for name in known if name in replaced])
            replaced -= set(member.names)
        for name in sorted(replaced):
            self._fail(piece, f"replace={name!r}, which the statement does not define")

    def finish(self) -> None:
        """Give the class the text of all its members."""
        if self.members is None:
            return
        members = [m for m in self.members if not _is_filler(m.node)]
        self.piece.lines = list(self.head)
        for before, member in zip([None, *members], members, strict=False):
            is_new_cell = before is not None and before.cell is not member.cell
            self.piece.lines += [("", member.lines[0][1])] * is_new_cell + member.lines

    def _cut(self, piece: Piece) -> tuple[list[Line], list[Piece]]:
        """Separate the lines up to the colon of `class ...:` from the statements of the body."""
        node, offset = piece.node, piece.cell.line - 1
        if node.body[0].lineno == node.lineno:
            self._fail(piece, "write the body of the class on lines of its own")
        ends = [base.end_lineno for base in node.bases]
        ends += [keyword.value.end_lineno for keyword in node.keywords]
        last = max([node.lineno, *ends]) + offset
        texts = {line: text for text, line in piece.lines}
        while not texts[last].split("#")[0].rstrip().endswith(":"):
            last += 1
        head = [(text, line) for text, line in piece.lines if line <= last]
        members = cut_body(self.chapter, piece.cell, node.body, piece.lines[len(head) :])
        return head, members

    def _replaced(self, piece: Piece, call: ast.Call) -> set[str]:
        """Check the form of a reopening and return the names that `replace=` declares."""
        node = piece.node
        if len(node.decorator_list) > 1 or node.bases or node.keywords:
            self._fail(piece, "a reopened class takes no bases and no other decorator")
        if ast.get_docstring(node) is not None:
            self._fail(piece, "a reopened class takes no docstring: that of the first one stands")
        if not call.args or getattr(call.args[0], "id", None) != node.name:
            self._fail(piece, "@extend(...) names another class than the statement")
        given = [*call.args[1:], *(k.value for k in call.keywords if k.arg == "replace")]
        value = ast.literal_eval(given[0]) if given else ()
        names = {value} if isinstance(value, str) else set(value)
        for name in sorted(names):
            if self._find(name) is None and not self._is_draft(name):
                self._fail(piece, f"replace={name!r}: {node.name} has no such member")
        return names

    def _is_draft(self, name: str) -> bool:
        """Whether a cell that is not exported tells a member, as a first version."""
        for cell in self.chapter.code:
            body = [] if cell.is_exported else parse_leniently(cell.source).body
            statements = [node for node in body if isinstance(node, ast.ClassDef)]
            ours = [node for node in statements if node.name == self.piece.node.name]
            if any(name in bound_names(member) for node in ours for member in node.body):
                return True
        return False

    def _find(self, name: str) -> int | None:
        """Return which member defines a name."""
        return next((i for i, m in enumerate(self.members) if name in m.names), None)

    def _put(self, member: Piece, replaced: list[str]) -> None:
        """Write a member where what it replaces stands, or after its namesakes, or at the end."""
        if replaced:
            self.members[self._find(replaced[0])] = member
            gone = set(replaced)
            self.members = [m for m in self.members if m is member or not gone & set(m.names)]
            return
        same = [i for i, m in enumerate(self.members) if set(m.names) & set(member.names)]
        self.members.insert(same[-1] + 1 if same else len(self.members), member)

    def _fail(self, piece: Piece, message: str) -> None:
        raise BookError(self.chapter.place(piece.line, piece.cell) + message)


def _is_filler(node: ast.stmt | None) -> bool:
    """Whether a statement only fills a body that was empty before: `pass` or `...`."""
    value = getattr(node, "value", None)
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and _is_dots(value))


def _is_dots(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is ...
