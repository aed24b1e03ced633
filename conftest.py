"""pytest --nbval starts the chapters' kernels in the same environment as `make chapters`."""

import os
import sys
from pathlib import Path

import nbval.kernel

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "book"))

from literate.environment import connection, environment  # noqa: E402

os.environ.update(environment(ROOT))


class KernelManager(nbval.kernel.KernelManager):
    def __init__(self, **options):
        super().__init__(**connection(), **options)


nbval.kernel.KernelManager = KernelManager
