"""Ruff, which formats the modules and finds undefined and unused names in them."""

import json
import shutil
import subprocess
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

CONFIG = Path(__file__).with_name("ruff.toml")
RUFF = shutil.which("ruff", path=sysconfig.get_path("scripts")) or "ruff"


@dataclass
class Finding:
    """A mistake that ruff found in a module."""

    target: str
    line: int
    message: str


def tidy(texts: dict[str, str]) -> tuple[dict[str, str], list[Finding]]:
    """Sort the imports of modules, format them, and look for mistakes.

    Arguments:
        texts: the text of each module by its path.

    Returns:
        The texts to be written, and what is wrong with them.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for target, text in texts.items():
            (folder / target).parent.mkdir(parents=True, exist_ok=True)
            (folder / target).write_text(text, encoding="utf-8")
        ruff(folder, "check", "--select", "I", "--fix")
        ruff(folder, "format")
        findings = json.loads(ruff(folder, "check", "--output-format", "json") or "[]")
        tidied = {t: (folder / t).read_text(encoding="utf-8") for t in texts}
        return tidied, [_finding(folder, found) for found in findings]


def ruff(folder: Path, *arguments: str) -> str:
    """Run ruff over a folder and return what it prints."""
    command = [RUFF, *arguments, "--config", str(CONFIG), "--no-cache", "--quiet"]
    return subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True).stdout


def _finding(folder: Path, found: dict) -> Finding:
    target = Path(found["filename"]).relative_to(folder).as_posix()
    return Finding(target, found["location"]["row"], f"{found['code']} {found['message']}")
