"""What the outputs of a chapter depend on, as one short number."""

import ast
import hashlib
from functools import cache

from literate.source import PACKAGE, Book, Chapter
from literate.uses import find_uses, parse_leniently

SETTINGS = (
    "requirements.lock",
    "book/matplotlibrc",
    "book/ipython/profile_default/ipython_kernel_config.py",
)


class Stamps:
    """Stamps of chapters.

    A stamp changes with the code cells, the modules that they use (directly or not), the lock and
    the kernels' settings; it does not change with the prose.
    """

    def __init__(self, book: Book):
        self.root, self.chapters = book.root, book.chapters
        files = {chapter.module: self.root / "src" / chapter.target for chapter in self.chapters}
        self.files = {name: path for name, path in files.items() if path.exists()}
        self.needs = cache(self._needs)

    def of(self, chapter: Chapter) -> str:
        """Return a chapter's stamp."""
        digest = hashlib.sha256()
        for cell in chapter.code:
            digest.update(f"{cell.source}\0{sorted(cell.tags)}\0".encode())
        modules = [self.files[name] for name in sorted(self.behind(chapter))]
        for path in [*modules, *(self.root / name for name in SETTINGS)]:
            digest.update(path.read_bytes() if path.exists() else b"")
        return digest.hexdigest()[:16]

    def behind(self, chapter: Chapter) -> set[str]:
        """Return the modules that a chapter uses, those that they use, and so on."""
        waiting = [name for cell in chapter.code for name in self._named_in(cell.source)]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in found and name != chapter.module:
                found.add(name)
                waiting += self.needs(name)
        return found

    def _needs(self, module: str) -> set[str]:
        return self._named_in(self.files[module].read_text(encoding="utf-8"))

    def _named_in(self, text: str) -> set[str]:
        """Return the modules that a text names, in imports or in strings for later imports."""
        tree = parse_leniently(text)
        names = {use.module for use in find_uses(tree, self.files.keys())}
        names |= {node.value for node in ast.walk(tree) if _is_module_name(node)}
        return {module for name in names for module in self._modules_of(name)}

    def _modules_of(self, name: str) -> list[str]:
        """Return a module, or all modules of a package, since any of its names may be meant."""
        path = self.files.get(name)
        if path is not None and path.name != "__init__.py":
            return [name]
        below = [module for module in self.files if module.startswith(f"{name}.")]
        return [module for module in below if self.files[module].name != "__init__.py"]


def _is_module_name(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text and node.value.split(".")[0] == PACKAGE
