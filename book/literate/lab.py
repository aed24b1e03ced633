"""JupyterLab over the chapters: what is saved there is the chapter's text, changed only where edited."""

import os
import sys
from pathlib import Path

from jupyter_server.services.contents.largefilemanager import LargeFileManager
from jupytext.sync_contentsmanager import build_sync_jupytext_contents_manager_class

from literate.environment import environment
from literate.execute import METADATA, STAMP
from literate.preserve import keep_unchanged

MADE_BY_LAB = ("editable", "execution", "slideshow", "trusted")


class TextKeeper(LargeFileManager):
    """Saves the text of a notebook without rewriting the cells that did not change."""

    saves_notebook = False

    def save(self, model, path=""):
        """Save a file."""
        if self.saves_notebook and path.endswith(".md") and self.file_exists(path):
            old = Path(self._get_os_path(path)).read_text(encoding="utf-8")
            model = model | {"content": keep_unchanged(old, model["content"])}
        return super().save(model, path)


class ChapterManager(build_sync_jupytext_contents_manager_class(TextKeeper)):
    """Saves a notebook and its text as jupytext does, without JupyterLab's own additions."""

    def save(self, model, path=""):
        """Save a file; if it is a notebook, both of its pair."""
        self.saves_notebook = model["type"] == "notebook"
        if self.saves_notebook:
            clean(model["content"])
        try:
            return super().save(model, path)
        finally:
            self.saves_notebook = False


def clean(notebook) -> None:
    """Undo JupyterLab's own additions, and forget that the outputs were up to date."""
    notebook["metadata"].pop(STAMP, None)
    notebook["metadata"]["kernelspec"] = dict(METADATA["kernelspec"])
    for cell in notebook["cells"]:
        for name in MADE_BY_LAB:
            cell["metadata"].pop(name, None)
        if not cell["metadata"].get("tags", True):
            del cell["metadata"]["tags"]


def open_lab(root: Path, arguments: list[str]) -> None:
    """Become JupyterLab, with the settings in book/jupyter and the kernels' environment."""
    os.environ.update(environment(root))
    os.environ["JUPYTER_CONFIG_PATH"] = str(root / "book" / "jupyter")
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root / 'chapters'}"]
    os.execv(sys.executable, [*command, *arguments])
