"""The book itself."""

import os
import subprocess
import sys
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"


def test_importing_the_library_loads_nothing_else():
    code = "import litkeras, sys; print(*{'numpy', 'numba', 'scipy'} & sys.modules.keys())"
    environment = os.environ | {"PYTHONPATH": str(SRC), "EAGER_IMPORT": ""}
    command = [sys.executable, "-c", code]
    assert subprocess.check_output(command, env=environment, text=True).strip() == ""


def test_every_name_of_the_library_can_be_reached():
    code = """
import types, litkeras
def reach(package):
    for name in dir(package):
        found = getattr(package, name)
        if isinstance(found, types.ModuleType) and found.__name__ == f"{package.__name__}.{name}":
            if hasattr(found, "__path__"):
                reach(found)
reach(litkeras)
"""
    environment = os.environ | {"PYTHONPATH": str(SRC)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
