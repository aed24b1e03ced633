"""Outputs of cells, without what differs from run to run or from machine to machine."""

import configparser
import re
from functools import cache

from nbformat import NotebookNode

from literate.environment import SETTINGS


def settle(cell: NotebookNode) -> None:
    """Join the streams of a cell, as a terminal shows them, and forget times and folders."""
    cell.metadata.pop("execution", None)
    outputs: list[NotebookNode] = []
    for output in cell.get("outputs", []):
        last = outputs[-1] if outputs else {}
        if output.output_type == "error":  # the frames name folders of this machine
            output.traceback = [f"{output.ename}: {output.evalue}"]
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            outputs.append(output)
    for output in outputs:
        if output.output_type == "stream":
            output.text = as_on_screen(output.text)
    if cell.cell_type == "code":
        cell.outputs = outputs


def as_on_screen(text: str) -> str:
    """Return what a terminal shows in the end: carriage returns and backspaces are carried out."""
    lines = []
    for line in text.split("\n"):
        screen: list[str] = []
        column = 0
        for character in line:
            if character == "\r":
                column = 0
            elif character == "\b":
                column = max(column - 1, 0)
            else:
                screen[column : column + 1] = character
                column += 1
        lines.append("".join(screen))
    return "\n".join(lines)


def take_outputs(notebook: NotebookNode, old: NotebookNode) -> bool:
    """Copy the outputs of a notebook that was run; tell if its code cells are the same."""
    new_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    old_cells = [cell for cell in old.cells if cell.cell_type == "code"]
    if [cell.source for cell in new_cells] != [cell.source for cell in old_cells]:
        return False
    for new, run in zip(new_cells, old_cells, strict=True):
        new.execution_count, new.outputs = run.execution_count, run.outputs
    return True


def keep_outputs(notebook: NotebookNode, old: NotebookNode) -> None:
    """Keep the old outputs of cells if the new ones differ only in what the tests do not compare.

    So a training that printed other times does not change the notebook.
    """
    before = {cell.id: cell.get("outputs", []) for cell in old.cells}
    for cell in notebook.cells:
        if cell.cell_type == "code" and essence(cell.outputs) == essence(before.get(cell.id, [])):
            cell.outputs = before.get(cell.id, [])


def essence(outputs: list[NotebookNode]) -> list[tuple]:
    """Return outputs with times and addresses replaced, as book/sanitize.cfg says."""
    return [
        (
            output.output_type,
            output.get("name"),
            sanitized(output.get("text", "")),
            output.get("evalue"),
            {
                k: sanitized(v) if k == "text/plain" else v
                for k, v in output.get("data", {}).items()
            },
        )
        for output in outputs
    ]


def sanitized(text: str) -> str:
    """Replace in a text what the tests do not compare."""
    for regex, replacement in rules():
        text = re.sub(regex, replacement, text)
    return text


@cache
def rules() -> list[tuple[str, str]]:
    """Read the rules with which the tests are run."""
    config = configparser.RawConfigParser()
    config.read(SETTINGS / "sanitize.cfg", encoding="utf-8")
    return [(config[name]["regex"], config[name]["replace"]) for name in config.sections()]
