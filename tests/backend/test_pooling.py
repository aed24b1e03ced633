"""Pooling: what the tables of samples and comparisons cannot hold."""

import os
import subprocess
import sys

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import litkeras.backend as K
from litkeras.backend.pooling import _put_at_maxima, _spread, average_pool, max_pool
from litkeras.backend.windows import window_cells

pytestmark = pytest.mark.usefixtures("backend")

RNG = np.random.default_rng(5)
BLOCK = {"window": (2, 2), "strides": (2, 2), "padding": "valid"}
SAME = {"window": (3, 3), "strides": (2, 2), "padding": "same"}


def normal(*shape, dtype="float32"):
    return RNG.normal(size=shape).astype(dtype)


def by_hand(x, window, strides, padding, reduce):
    """Pooling of a picture by loops over its windows, none of the chapter's code used."""
    axes = list(zip(x.shape[1:3], window, strides))
    out = [-(-n // s) if padding == "same" else (n - w) // s + 1 for n, w, s in axes]
    before = [max((m - 1) * s + w - n, 0) // 2 if padding == "same" else 0 for (n, w, s), m in zip(axes, out)]
    y = np.empty((len(x), *out, x.shape[3]), x.dtype)
    for i, j in np.ndindex(*out):
        top, left = i * strides[0] - before[0], j * strides[1] - before[1]
        y[:, i, j] = reduce(x[:, max(top, 0) : top + window[0], max(left, 0) : left + window[1]], axis=(1, 2))
    return y


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_any_window(data):
    window, strides = (data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4))) for _ in range(2))
    padding = data.draw(st.sampled_from(["valid", "same"]))
    lengths = [data.draw(st.integers(w if padding == "valid" else 1, 7)) for w in window]
    x = normal(data.draw(st.integers(0, 3)), *lengths, data.draw(st.integers(0, 9)))
    for mode, reduce in (("max", np.max), ("avg", np.mean)):
        got = K.pool2d(x, window, strides, padding, pool_mode=mode).numpy()
        np.testing.assert_allclose(got, by_hand(x, window, strides, padding, reduce), rtol=1e-5, atol=1e-6)


def test_table_of_cells_covers_the_picture():
    """With strides 1 and windows of odd size each cell is as often in a window as windows reach it."""
    cells = window_cells((4, 5), (3, 3), (1, 1), "same")
    counts = np.bincount(cells[cells >= 0], minlength=20).reshape(4, 5)
    assert counts.tolist() == [[4, 6, 6, 6, 4], [6, 9, 9, 9, 6], [6, 9, 9, 9, 6], [4, 6, 6, 6, 4]]
    with pytest.raises(ValueError):
        cells[0] = 0  # it is kept for the next call


@pytest.mark.parametrize("mode", ["max", "avg"])
def test_unknown_lengths(mode):
    """One function, two sizes of picture."""
    x = K.placeholder((None, None, None, 3))
    y = K.pool2d(x, (3, 2), (2, 2), "same", pool_mode=mode)
    assert y.shape == (None, None, None, 3)
    f = K.function([x], [y, K.gradients(K.sum(K.square(y)), [x])[0]])
    for shape in (2, 7, 6, 3), (1, 4, 9, 3), (2, 7, 6, 3):
        value = normal(*shape)
        v = K.variable(value)
        eager = K.pool2d(v, (3, 2), (2, 2), "same", pool_mode=mode)
        got, slope = f([value])
        np.testing.assert_allclose(got, eager.numpy(), rtol=1e-6)
        np.testing.assert_allclose(slope, K.gradients(K.sum(K.square(eager)), [v])[0].numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("options", [BLOCK, SAME], ids=["tiles", "overlaps"])
def test_one_and_two_threads(options):
    x = np.maximum(normal(5, 12, 11, 9), 0)
    results = []
    for threads in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
        numba.set_num_threads(threads)
        y = max_pool(x, **options)
        results.append([y, _put_at_maxima(y, x, **options), average_pool(x, **options), _spread(y, x, **options)])
    for one, two in zip(*results):
        np.testing.assert_array_equal(one.numpy(), two.numpy())


def test_ties_go_to_the_first():
    v = K.variable(np.zeros((1, 4, 4, 1)))
    dx = K.gradients(K.pool2d(v, (2, 2), (2, 2)), [v])[0].numpy()[0, :, :, 0]
    assert dx.tolist() == [[1, 0, 1, 0], [0, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]]
    v = K.variable(np.zeros((1, 3, 3, 1)))
    dx = K.gradients(K.pool2d(v, (3, 3), padding="same"), [v])[0].numpy()[0, :, :, 0]
    assert dx.tolist() == [[4, 2, 0], [2, 1, 0], [0, 0, 0]]  # a margin takes nothing


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_minus_infinity_everywhere(dtype):
    """The margin is not larger, and not first either."""
    v = K.variable(np.full((1, 3, 3, 1), -np.inf), dtype=dtype)
    y = K.pool2d(v, (3, 3), padding="same")
    assert np.all(y.numpy() == -np.inf)
    assert K.gradients(y, [v])[0].numpy().sum() == 9


def test_nan_wins_and_takes_the_blame():
    x = np.float32([[1, 2, 0, 0], [np.nan, 3, 0, 1]]).reshape(1, 2, 4, 1)
    v = K.variable(x)
    y = K.pool2d(v, (2, 2), (2, 2))
    np.testing.assert_array_equal(y.numpy().ravel(), [np.nan, 1])
    assert K.gradients(y, [v])[0].numpy().ravel().tolist() == [0, 0, 0, 0, 1, 0, 0, 1]
    assert np.isnan(K.pool2d(v, (2, 2), (2, 2), pool_mode="avg").numpy()).ravel().tolist() == [True, False]


def test_infinite_gradient_stays_where_it_belongs():
    g = np.float32([np.inf, 1]).reshape(1, 1, 2, 1)
    dx = _put_at_maxima(g, np.float32([[1, 2, 0, 0], [0, 3, 0, 1]]).reshape(1, 2, 4, 1), **BLOCK).numpy()
    assert dx.ravel().tolist() == [0, 0, 0, 0, 0, np.inf, 0, 1]


@pytest.mark.parametrize("mode", ["max", "avg"])
@pytest.mark.parametrize("shape", [(0, 4, 4, 3), (2, 4, 4, 0)])
def test_empty(shape, mode):
    v = K.variable(np.zeros(shape))
    y = K.pool2d(v, (2, 2), (2, 2), pool_mode=mode)
    assert y.numpy().shape == (shape[0], 2, 2, shape[3])
    assert K.gradients(y, [v])[0].numpy().shape == shape


def test_not_contiguous():
    x = normal(6, 8, 2, 5)
    for view in x.transpose(2, 0, 1, 3), x[::2, ::-1], x[..., 1:3]:
        copy = np.ascontiguousarray(view)
        for mode in "max", "avg":
            np.testing.assert_array_equal(K.pool2d(view, (2, 1), pool_mode=mode).numpy(), K.pool2d(copy, (2, 1), pool_mode=mode).numpy())


def test_read_only():
    x = normal(1, 4, 4, 2)
    x.flags.writeable = False
    assert K.pool2d(x, (2, 2), (2, 2)).numpy().shape == (1, 2, 2, 2)


def test_largest_of_integers():
    x = np.array([-7, -3, np.iinfo("int64").min], "int64").reshape(1, 3, 1)
    assert max_pool(x, window=(2,), strides=(2,), padding="same").numpy().ravel().tolist() == [-3, np.iinfo("int64").min]


@pytest.mark.parametrize("channels_first", [False, True])
def test_volumes_and_layouts(channels_first):
    x = normal(2, 4, 6, 2, 3)
    blocks = x.reshape(2, 2, 2, 3, 2, 1, 2, 3)
    given = x.transpose(0, 4, 1, 2, 3) if channels_first else x
    for mode, want in (("max", blocks.max((2, 4, 6))), ("avg", blocks.mean((2, 4, 6)))):
        got = K.pool3d(given, (2, 2, 2), (2, 2, 2), dim_ordering="th" if channels_first else "tf", pool_mode=mode).numpy()
        np.testing.assert_allclose(got.transpose(0, 2, 3, 4, 1) if channels_first else got, want, rtol=1e-5, atol=1e-6)


def test_specification_calls_no_kernel(backend, monkeypatch):
    from litkeras.backend import walks

    called = []
    monkeypatch.setattr(walks, "in_parallel", lambda work, *args: called.append(work))
    v = K.variable(normal(1, 4, 4, 1))
    for mode in "max", "avg":
        K.gradients(K.pool2d(v, (2, 2), pool_mode=mode), [v])
    assert len(called) == (0 if backend == "numpy" else 4)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("channels", [1, 2, 3, 7, 8, 9, 15, 16, 29, 64])
def test_kernels_equal_the_specification(channels, dtype):
    """Vectors of all lengths, windows that tile, overlap, and leave cells out; ties, NaN and infinity."""
    x = RNG.integers(-1, 2, (3, 7, 8, channels)).astype(dtype)
    x[0, 3, 3, channels // 2] = np.nan
    x[1] = -np.inf
    for window, strides, padding in (((2, 2), (2, 2), "same"), ((7, 2), (7, 2), "valid"), ((2, 2), (2, 2), "valid"), ((3, 3), (2, 2), "same"), ((2, 3), (3, 1), "same")):
        given = {"window": window, "strides": strides, "padding": padding}
        g = RNG.normal(size=max_pool.value(x, **given).shape).astype(dtype)
        for op, arrays in ((max_pool, (x,)), (_put_at_maxima, (g, x)), (average_pool, (x[::2],)), (_spread, (g, x))):
            want = op.value(*arrays, **given)
            out = np.full(want.shape, 7, dtype)
            op.kernel_rule(*arrays, out=out, **given)
            np.testing.assert_allclose(out, want, rtol=1e-5 if dtype == "float32" else 1e-13, atol=1e-6 if dtype == "float32" else 1e-14, err_msg=f"{op} {given}")


@pytest.mark.parametrize("order", [(np.nan, 1, 2, 3), (1, np.nan, 2, 3), (3, 2, 1, np.nan), (np.nan, 1, np.nan, 3)])
@pytest.mark.parametrize("channels", [1, 8, 11])
def test_first_nan_of_several_wins(order, channels):
    x = np.repeat(np.float32(order), channels).reshape(1, 4, channels)
    given = {"window": (4,), "strides": (4,), "padding": "valid"}
    assert np.isnan(max_pool(x, **given).numpy()).all()
    dx = _put_at_maxima(np.ones((1, 1, channels), "float32"), x, **given).numpy()
    assert dx[0].argmax(axis=0).tolist() == [int(np.isnan(order).argmax())] * channels and dx.sum() == channels


MEETING = """
import sys, numpy as np
from litkeras.backend.pooling import average_pool, max_pool
x = np.random.default_rng(0).normal(size=(2, 4, 4, 8)).astype("float32")
for op in [globals()[name] for name in sys.argv[1:]]:
    given = {"window": (2, 2), "strides": (2, 2)}
    assert np.allclose(op(x, **given).numpy(), op.value(x, **given)), op
"""


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is kept without the compiler")
def test_kernels_that_were_compiled_apart_meet(tmp_path):
    """Machine code kept by one process must not be mistaken for that of another."""
    env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "KERAS_BACKEND": "numba", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for names in (["max_pool"], ["average_pool"], ["average_pool", "max_pool"]):
        subprocess.run([sys.executable, "-c", MEETING, *names], env=env, check=True)


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_result_in_any_order_is_filled(order):
    from litkeras.backend.pooling import max_pool
    from litkeras.backend.walks import fast_max_pool

    x = normal(2, 6, 8, 5)
    options = {"window": (2, 2), "strides": (2, 2), "padding": "valid"}
    want = max_pool.value(x, **options)
    fast_max_pool(x, out := np.full(want.shape, np.nan, "float32", order=order), **options)
    np.testing.assert_array_equal(out, want)
