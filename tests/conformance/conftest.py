"""Comparisons with the real Keras: skipped, with the reason, where it is not installed."""

import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
MISSING = [name for name in ("tf_keras", "tensorflow") if importlib.util.find_spec(name) is None]
if MISSING:
    collect_ignore_glob = ["test_*.py"]
else:
    import numpy as np
    from cases import reseed
    from compared import ALONE, COMPARED, public_names
    from pair import BACKENDS, RK, SELF_CHECK, K, ours, real


def pytest_collectstart(collector):
    if isinstance(collector, pytest.Module) and not MISSING:
        reseed()


def pytest_report_header(config):
    if MISSING:
        return f"conformance: skipped, {' and '.join(MISSING)} not installed (run `make conformance`)"
    return f"conformance: {ours.__name__} against tf_keras {real.__version__}"


@pytest.fixture(params=["numpy"] if MISSING else BACKENDS)
def backend(request):
    """Runs a test on each of our backends."""
    if not SELF_CHECK:
        K.set_backend(request.param)
    return request.param


@pytest.fixture(autouse=True)
def fresh():
    """Both sides at their defaults, names counted from the start, before and after each test."""
    reset()
    reseed()
    np.random.seed(0)
    yield
    reset()


def reset():
    for k in (K, RK):
        k.clear_session()
        k.set_floatx("float32")
        k.set_epsilon(1e-7)
        k.set_image_data_format("channels_last")
    if not SELF_CHECK:
        K.set_backend("numba")


def pytest_terminal_summary(terminalreporter):
    if MISSING or SELF_CHECK or not ALONE:  # a part of the suite knows only its own rows
        return
    names = public_names(ours)
    compared = [n for n in names if n in COMPARED]
    alone = [n for n in names if n in ALONE and n not in COMPARED]
    terminalreporter.write_line(
        f"conformance: {len(names)} public names, {len(compared)} compared with the real Keras, {len(alone)} have no counterpart "
        f"and say what they are compared with, {len(names) - len(compared) - len(alone)} missing"
    )
    import test_conform_checklist

    terminalreporter.write_line(test_conform_checklist.summary())
