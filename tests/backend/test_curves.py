"""The curves that compiled loops have instead of the library's functions."""

import numpy as np
import pytest
from numba import config

import litkeras.backend as K
from litkeras.backend.curves import CURVES, curve_text
from litkeras.backend.functions import function
from litkeras.backend.operations import op

ULPS = {"np.exp": 1, "np.log": 1, "np.log1p": 1, "np.expm1": 2, "np.tanh": 3}
OPS = {"np.exp": K.exp, "np.log": K.log, "np.tanh": K.tanh}
EVERY = 1_999_993 if config.DISABLE_JIT else 4999
SPECIAL = np.float32(
    [
        0,
        -0.0,
        np.inf,
        -np.inf,
        np.nan,
        1e-45,
        -1e-45,
        1e-38,
        3.4e38,
        -3.4e38,
        1,
        -1,
        -2,
        88.72,
        -104,
    ]
)


@pytest.fixture(scope="module")
def loops():
    """Each curve as a function of arrays."""
    found = {}
    for name, curve in CURVES.items():
        loop = f"\n\n@njit\ndef loop(x, out):\n    for i in range(len(x)):\n        out[i] = {curve.__name__}(x[i])\n"
        scope = {}
        exec(
            "import numpy as np\nfrom numba import float32, int32, njit\n"
            + curve_text([curve])
            + loop,
            scope,
        )

        def run(x, loop=scope["loop"]):
            with np.errstate(
                all="ignore"
            ):  # as Python, without Numba, it would tell of each infinity
                loop(x, out := np.empty_like(x))
            return out

        found[name] = run
    return found


def exact(name, x):
    with np.errstate(all="ignore"):
        return getattr(np, name.removeprefix("np."))(x.astype("float64"))


@pytest.mark.parametrize("name", CURVES)
def test_floats_of_all_kinds(name, loops):
    x = np.arange(500, 2**32, EVERY, dtype=np.uint64).astype(np.uint32).view(np.float32)
    y, right = loops[name](x), exact(name, x)
    with np.errstate(all="ignore"):
        rounded = right.astype("float32")
        good = (np.abs(y - right) <= ULPS[name] * np.spacing(np.abs(rounded))) | (y == rounded)
    assert (good | np.isnan(y) & np.isnan(rounded)).all()
    assert (np.signbit(y) == np.signbit(rounded))[~np.isnan(rounded)].all()


@pytest.mark.parametrize("name", CURVES)
def test_ends_and_zeros(name, loops):
    y = loops[name](SPECIAL)
    with np.errstate(over="ignore"):
        right = exact(name, SPECIAL).astype("float32")
    ulp_of_nothing = np.float32(1e-45)  # at the low end it is all there is
    np.testing.assert_allclose(y, right, rtol=3e-7, atol=ulp_of_nothing)
    assert (np.signbit(y) == np.signbit(right))[~np.isnan(right)].all()


@pytest.mark.parametrize("name", CURVES)
def test_neighbours_are_in_order(name, loops):
    """Rounding may make two values equal, but hardly turn them round."""
    x = np.linspace(0.5, 2, 1_000 if config.DISABLE_JIT else 100_000).astype("float32")
    steps = np.diff(loops[name](x).astype("float64"))
    assert steps.min() >= -3 * np.spacing(np.float32(np.abs(exact(name, x)).max()))
    assert (steps >= 0).mean() > 0.9


@pytest.mark.parametrize("name", OPS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_ops_take_them(name, dtype, backend):
    x = np.abs(np.random.default_rng(0).normal(size=1000)).astype(dtype)
    given = K.placeholder((None,), dtype=dtype)
    found = function([given], OPS[name](given))(x)
    assert found.dtype == dtype
    np.testing.assert_allclose(
        found,
        exact(name, x),
        rtol=1e-15 if dtype == "float64" else 3e-7,
        atol=1e-14 if dtype == "float64" else 0,
    )


def test_a_loop_is_written_with_what_it_uses():
    """The text of a kernel holds the curves of float32, and nothing that is not used."""
    from litkeras.backend.kernels import write_kernel
    from litkeras.backend.passes import fuse

    def text(dtype):
        x = K.placeholder((3,), dtype=dtype)
        program = fuse(function([x], K.tanh(x) * K.sin(x)).program([(3,)]))
        return write_kernel(program.calls[0].op, program.slots, {}).source

    single, double = text("float32"), text("float64")
    assert "def _tanh" in single and "np.sin" in single and "def _log" not in single
    assert "_tanh" not in double and "np.tanh" in double


def _compiled(operation, *arrays):
    """An op's result by a loop of its own, and by its specification."""
    given = [K.placeholder((None,), dtype=a.dtype.name) for a in arrays]
    found = function(given, operation(*given))(*[list(arrays)] if len(arrays) > 1 else arrays)
    return np.asarray(found), operation.value(*arrays)


@pytest.mark.usefixtures("backend")
def test_numbers_in_a_formula_keep_their_types():
    @op(elementwise=True)
    def half_power(x):
        return np.exp(x * 0.5)

    @half_power.shape
    def _(x):
        return x.shape, np.dtype("float64")

    @op(elementwise=True, mixed=True)
    def product(x, y):
        return x * np.exp(y)

    @product.shape
    def _(x, y):
        return x.shape, np.dtype("float64")

    found, right = _compiled(half_power, np.arange(-2, 4, dtype="int32"))
    np.testing.assert_allclose(found, right, rtol=1e-15)
    found, right = _compiled(product, np.float32([1, 2]), np.array([3.3, -0.1]))
    np.testing.assert_allclose(found, right, rtol=1e-15)  # no curve where a double is
