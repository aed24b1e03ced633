"""The environment of the kernels: the same output on every run and, as far as can be, every machine."""

import hashlib
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

SETTINGS = Path(__file__).resolve().parents[1]  # of the kernels: this very folder of tools
KEPT_CACHES = 8
SOCKETS = tempfile.TemporaryDirectory(prefix="litkeras-")  # for this process's kernels


def environment(root: Path, notebooks: Iterable[Path] = ()) -> dict[str, str]:
    """Return the variables with which the kernels of some chapters are started.

    Arguments:
        root: the folder of the book.
        notebooks: the chapters, as text files; all of them if empty.
    """
    modules = cache_folder(root, (root / "src").rglob("*.py"))
    cells = cache_folder(
        root, [*(root / "src").rglob("*.py"), *(notebooks or (root / "chapters").rglob("*.md"))]
    )
    path = [
        root / "src",
        SETTINGS,
        *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)),
    ]
    return {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(map(str, path))),
        "KERAS_BACKEND": os.environ.get("KERAS_BACKEND", "numba"),
        "KERAS_HOME": str(root / "_build" / "keras"),  # not the settings of whoever runs this
        "IPYTHONDIR": str(SETTINGS / "ipython"),
        "MATPLOTLIBRC": str(SETTINGS / "matplotlibrc"),
        "MPLCONFIGDIR": str(root / "_build" / "matplotlib"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "NUMBA_CACHE_DIR": str(modules / "numba"),
        "LITKERAS_CACHE_DIR": str(modules / "kernels"),
        "XDG_CACHE_HOME": str(cells),  # where Numba keeps what it compiled in cells
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
        "TZ": "UTC",
        "COLUMNS": "80",
        **same_arithmetic(),
    }


def connection() -> dict[str, str]:
    """Return how a new kernel is spoken to: by sockets that are files, where there are such.

    Two processes that look for free TCP ports at one time can find the same ones, and
    the kernel that comes second dies.
    """
    if os.name == "nt":
        return {}
    return {"transport": "ipc", "ip": f"{tempfile.mkdtemp(dir=SOCKETS.name)}/kernel"}


def same_arithmetic() -> dict[str, str]:
    """Choose one thread and one set of kernels: sums are then added in the same order everywhere."""
    threads = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    variables = dict.fromkeys(threads, "1")
    if platform.machine() in ("x86_64", "AMD64"):  # what every such machine with AVX2 can do
        variables |= {
            "OPENBLAS_CORETYPE": "Haswell",
            "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
            "NUMBA_CPU_NAME": "haswell",
            "NUMBA_CPU_FEATURES": "",  # none but Haswell's: no registers of 64 bytes
        }
    return variables


def cache_folder(root: Path, sources: Iterable[Path]) -> Path:
    """Return a folder for compiled code that belongs to these very sources.

    Numba's cache does not notice that a function which a cached one calls, from another
    file or another cell, has changed: the old machine code would go on being used.
    """
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(
            path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0"
        )
    folder = root / "_build" / "cache" / digest.hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)
    forget_old_caches(folder.parent)
    return folder


def forget_old_caches(folder: Path) -> None:
    """Remove caches that were not asked for lately."""
    times = {path: path.stat().st_mtime for path in folder.iterdir() if path.exists()}
    for path in sorted(times, key=times.get, reverse=True)[KEPT_CACHES:]:
        if time.time() - times[path] > 3600:
            shutil.rmtree(path, ignore_errors=True)
