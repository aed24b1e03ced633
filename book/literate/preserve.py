"""Saving a notebook as text without touching the text of the cells that did not change."""

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest


from jupytext.myst import myst_to_notebook

FENCE = "```"


@dataclass
class Block:
    """A cell, or the front matter, as it is written; of the empty lines after it all but one."""

    kind: str
    source: str
    options: str  # its metadata, in one fixed form
    lines: list[str]

    @property
    def content(self) -> tuple[str, str, str]:
        return self.kind, self.source, self.options


def keep_unchanged(old: str, new: str) -> str:
    """Write what a new text says, in the words of the old one where they say the same.

    Arguments:
        old: a chapter's text.
        new: the text of the same chapter as jupytext writes it after an edit.
    """
    before, after = blocks(old), blocks(new)
    known = {block.content: block for block in before}
    matcher = SequenceMatcher(None, [b.content for b in before], [b.content for b in after], False)
    lines: list[str] = []
    for _, i, i_end, j, j_end in matcher.get_opcodes():
        for old_block, block in zip_longest(before[i:i_end], after[j:j_end]):
            if block is not None:
                lines += [*merge(known.get(block.content, old_block), block), ""]
    text = "\n".join(lines).rstrip("\n") + "\n"
    is_same = [b.content for b in blocks(text)] == [b.content for b in after]
    return text if is_same else new


def merge(old: Block | None, new: Block) -> list[str]:
    """Keep an old block if nothing changed, its first lines if only its code changed."""
    if old is None:
        return new.lines
    if old.content == new.content:
        return old.lines
    if old.kind == "code" == new.kind and old.options == new.options and FENCE not in new.source:
        closing = max(i for i, line in enumerate(old.lines) if line.startswith(FENCE))
        head = old.lines[: closing - len(old.source.splitlines())]
        return [*head, *new.source.splitlines(), *old.lines[closing:]]
    return new.lines


def blocks(text: str) -> list[Block]:
    """Cut a text into its front matter and its cells."""
    notebook = myst_to_notebook(text, add_source_map=True)
    starts = notebook.metadata.pop("source_map")
    lines = text.splitlines()
    cuts = [0]
    for cell, start in zip(notebook.cells, starts, strict=True):
        start -= cell.cell_type != "markdown"  # the fence
        while not lines[start].strip():  # empty lines belong to the block before
            start += 1
        cuts.append(start)
    front = ("front", "", json.dumps(notebook.metadata, sort_keys=True))
    cells = [
        (c.cell_type, c.source, json.dumps(c.metadata, sort_keys=True)) for c in notebook.cells
    ]
    parts = [lines[start:stop] for start, stop in pairwise([*cuts, len(lines)])]
    return [Block(*c, without_last_blank(p)) for c, p in zip([front, *cells], parts, strict=True)]


def without_last_blank(lines: list[str]) -> list[str]:
    return lines[:-1] if lines and not lines[-1].strip() else lines
