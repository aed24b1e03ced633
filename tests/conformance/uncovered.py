"""Print the public names that still need a row, by module: `python tests/conformance/uncovered.py`.

A name that a user of Keras knows gets a comparison. One that has no counterpart gets a line in alone.py, or, better, a leading
underscore in its chapter.
"""

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from alone import ALONE
from compared import COMPARED, names_by_module
from pair import ours

for _file in sorted(Path(__file__).parent.glob("test_conform_*.py")):
    importlib.import_module(_file.stem)

for _module, _names in names_by_module(ours).items():
    part = _module.split(".")[1]
    if missing := [n for n in _names if f"{part}.{n}" not in COMPARED and f"{part}.{n}" not in ALONE]:
        print(_module, " ".join(missing))
