"""pytest --nbval starts the chapters' kernels in the same environment as `make chapters`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "book"))

from literate.environment import environment  # noqa: E402

os.environ.update(environment(ROOT))
