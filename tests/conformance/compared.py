"""Which public names have been compared, and with what.

Every test module says at import what it compares: `covers("backend.dot", ...)`. A name that the real Keras does not have, or has
under another name, is entered with `stands_alone(name, "compared with ...")`.
"""

import importlib
import pkgutil
from collections import defaultdict

COMPARED = defaultdict(list)  # public path -> test modules
ALONE = {}  # public path -> reason, and what it is compared with instead


def covers(module, *names):
    """`module` compares these public names ("backend.dot") with the real ones."""
    for name in names:
        COMPARED[name].append(module)


def stands_alone(name, reason):
    """`name` has no counterpart in the real Keras."""
    assert reason, f"{name}: say what it is compared with"
    ALONE[name] = reason


def names_by_module(package):
    """The `__all__` of each module, in the order of the files."""
    found = {}
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not info.ispkg and not any(part.startswith("_") for part in info.name.split(".")):
            found[info.name] = list(importlib.import_module(info.name).__all__)
    return found


def public_names(package):
    """Every public path: the names of each module, under the sub-package that gathers them."""
    return sorted({f"{module.split('.')[1]}.{name}" for module, names in names_by_module(package).items() for name in names})
