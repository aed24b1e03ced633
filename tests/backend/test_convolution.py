"""Convolutions: the kernels against the specification on many shapes, threads, sizes unknown beforehand, odd memory, NaN."""

import os
import subprocess
import sys

import numpy as np
import pytest

import litkeras.backend as K
from litkeras.backend import winograd
from litkeras.backend.convolution import convolve, correlate, stamp
from litkeras.backend.windows import margin, output_length

RNG = np.random.default_rng(11)


def normal(*shape, dtype="float32"):
    return RNG.normal(size=shape).astype(dtype)


def options(count, stride=1, padding="valid", dilation=1, groups=1):
    return dict(strides=(stride,) * count, padding=padding, dilation=(dilation,) * count, groups=groups)


# input, kernel, options: what decides between the ways is each side of its border here
CASES = [
    ((3, 10, 9, 16), (3, 3, 16, 16), options(2)), ((2, 14, 13, 32), (3, 3, 32, 40), options(2, padding="same")), ((2, 16, 15, 32), (3, 3, 32, 8), options(2)),
    ((12, 33, 32, 32), (3, 3, 32, 32), options(2, padding="same")), ((1, 14, 13, 24), (3, 3, 24, 32), options(2)),
    ((1, 4, 4, 16), (3, 3, 16, 17), options(2)), ((2, 9, 8, 15), (3, 3, 15, 32), options(2)), ((2, 9, 8, 32), (3, 3, 32, 32), options(2, stride=2, padding="same")),
    ((2, 9, 8, 32), (3, 3, 32, 32), options(2, dilation=2, padding="same")), ((2, 9, 8, 64), (3, 3, 16, 64), options(2, groups=4)),
    ((1, 14, 13, 1), (5, 5, 1, 33), options(2, stride=3)), ((5, 7, 7, 3), (1, 1, 3, 7), options(2)), ((2, 7, 6, 5), (4, 2, 5, 3), options(2, stride=2, padding="same")),
    ((2, 6, 6, 4), (1, 1, 4, 4), options(2, stride=2)), ((2, 40, 6), (7, 6, 20), options(1, padding="causal", dilation=3)), ((2, 41, 6), (4, 3, 8), options(1, stride=4, groups=2)),
    ((1, 6, 7, 5, 3), (3, 2, 3, 3, 18), options(3, padding="same", stride=2)), ((2, 5, 5, 8), (3, 3, 1, 16), options(2, padding="same", groups=8)),
    ((3, 12, 11, 1), (3, 3, 1, 32), options(2)), ((2, 13, 14, 3), (7, 7, 3, 20), options(2, stride=2, padding="same")), ((2, 11, 9, 6), (3, 2, 3, 100), options(2, dilation=2, groups=2)),
    ((2, 50, 2), (5, 2, 24), options(1, padding="causal", dilation=2)), ((1, 6, 7, 5, 1), (3, 2, 3, 1, 40), options(3, padding="same")), ((2, 17, 16, 24), (3, 3, 24, 20), options(2, stride=2)),
]


def three(x, kernel, given, dtype="float32"):
    """The arguments of the three ops."""
    x, kernel = normal(*x, dtype=dtype), normal(*kernel, dtype=dtype)
    g = normal(*convolve.value(x, kernel, **given).shape, dtype=dtype)
    return [(convolve, (x, kernel)), (stamp, (g, kernel, x)), (correlate, (x, g, kernel))]


@pytest.mark.parametrize("dtype, tolerance", [("float32", 2e-5), ("float64", 1e-13)])
@pytest.mark.parametrize("x, kernel, given", CASES, ids=str)
def test_kernels_equal_the_specification(x, kernel, given, dtype, tolerance):
    for op, arrays in three(x, kernel, given, dtype):
        want = op.value(*arrays, **given)
        out = np.full(want.shape, np.nan, dtype)
        op.kernel_rule(*arrays, out=out, **given)
        assert np.abs(out - want).max() <= tolerance * max(1.0, np.abs(want).max()), op


@pytest.mark.parametrize("x, kernel, given", CASES, ids=str)
def test_the_three_are_one(backend, x, kernel, given):
    """The sum over everything that meets, with each of the three left open."""
    (_, (x, kernel)), (_, (g, *_)), _ = three(x, kernel, given, "float64")
    sums = [(g * convolve(x, kernel, **given).numpy()).sum(), (x * stamp(g, kernel, x, **given).numpy()).sum(), (kernel * correlate(x, g, kernel, **given).numpy()).sum()]
    np.testing.assert_allclose(sums, sums[0], rtol=1e-10)


WINOGRAD = [((3, 10, 9, 16), 16, "valid"), ((3, 10, 9, 16), 40, "same"), ((2, 3, 3, 24), 16, "valid"), ((1, 4, 4, 16), 24, "valid"), ((2, 1, 1, 8), 8, "same"), ((1, 5, 30, 48), 8, "same"), ((40, 14, 13, 8), 16, "same")]


@pytest.mark.parametrize("dtype, tolerance", [("float32", 2e-5), ("float64", 1e-13)])
@pytest.mark.parametrize("shape, outs, padding", WINOGRAD, ids=str)
def test_winograd_of_any_size(shape, outs, padding, dtype, tolerance):
    """Also of those for which it is not chosen, as it does not pay."""
    given = options(2, padding=padding)
    (_, (x, k)), (_, (g, *_)), _ = three(shape, (3, 3, shape[-1], outs), given, dtype)
    corner = winograd.corner_of(x.shape, k.shape, **given)
    y, dk = np.full_like(g, np.nan), np.full_like(k, np.nan)
    winograd.convolve_winograd(x, k, y, corner)
    winograd.correlate_winograd(x, g, dk, corner)
    for got, want in ((y, convolve.value(x, k, **given)), (dk, correlate.value(x, g, k, **given))):
        assert np.abs(got - want).max() <= tolerance * max(1.0, np.abs(want).max())


@pytest.mark.parametrize(
    "kernel, y, convolution, sums",
    [
        ((3, 3, 64, 64), (16, 28, 28, 64), True, True), ((3, 3, 64, 64), (4, 28, 28, 64), True, False), ((3, 3, 16, 16), (16, 28, 28, 16), False, False),
        ((3, 3, 64, 64), (2, 7, 7, 64), False, False), ((3, 3, 256, 256), (64, 14, 14, 256), True, False), ((3, 3, 512, 512), (4, 14, 14, 512), False, False),
        ((3, 3, 64, 16), (16, 28, 28, 16), True, False), ((3, 3, 33, 64), (16, 28, 28, 64), False, False), ((5, 5, 64, 64), (16, 28, 28, 64), False, False),
    ],
)
def test_where_winograd_is_chosen(monkeypatch, kernel, y, convolution, sums):
    """Only where it was measured to pay."""
    called, given = [], options(2, padding="same")
    for name in ("convolve_winograd", "correlate_winograd", "convolve_gathered", "correlate_gathered"):
        monkeypatch.setattr(winograd, name, lambda *_, name=name, **__: called.append(name))
    x, k, g = (np.empty(s, "float32") for s in ((*y[:-1], kernel[2]), kernel, y))
    winograd.fast_convolve(x, k, g, **given)
    winograd.fast_correlate(x, g, k, k, **given)
    assert called == [f"convolve_{'winograd' if convolution else 'gathered'}", f"correlate_{'winograd' if sums else 'gathered'}"]


def test_seven_loops():
    """The definition, place by place."""
    x, k = normal(2, 5, 6, 2, dtype="float64"), normal(2, 3, 2, 3, dtype="float64")
    y = convolve.value(x, k, **options(2))
    for b, i, j, o in np.ndindex(y.shape):
        np.testing.assert_allclose(y[b, i, j, o], (x[b, i : i + 2, j : j + 3] * k[..., o]).sum())


@pytest.mark.parametrize("padding", ["valid", "same", "causal"])
def test_all_windows_are_inside(padding):
    for n in range(1, 12):
        for window in range(1, 5):
            for stride in range(1, 5):
                for dilation in range(1, 4):
                    covered = (window - 1) * dilation + 1
                    if padding == "valid" and covered > n:
                        continue
                    length, (before, after) = output_length(n, window, stride, padding, dilation), margin(n, window, stride, padding, dilation)
                    assert length >= 1 and min(before, after) >= 0
                    assert (length - 1) * stride + covered <= n + before + after
                    assert padding != "same" or after - before in (0, 1)
                    assert padding != "same" or length == -(-n // stride)


THREADS = """
import hashlib, numpy as np, numba
import sys; sys.path.insert(0, {folder!r})
from litkeras.backend.convolution import convolve, correlate, stamp
import test_convolution as t
for x, kernel, given in t.CASES:
    for op, arrays in t.three(x, kernel, given):
        print(op.__name__, hashlib.sha256(op(*arrays, **given).numpy().tobytes()).hexdigest()[:16])
"""


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="no threads without the compiler")
def test_one_and_two_threads_give_the_same_bits():
    said = []
    for threads in ("1", "2"):
        env = {**os.environ, "NUMBA_NUM_THREADS": threads, "KERAS_BACKEND": "numba"}
        code = THREADS.format(folder=os.path.dirname(os.path.abspath(__file__)))
        said.append(subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout.splitlines())
    assert len(said[0]) == 3 * len(CASES) and said[0] == said[1]


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_one_function_of_two_sizes(backend, padding):
    """A function of pictures of unknown size, with its gradients, planned for each."""
    x, k = K.placeholder((None, None, None, 3)), K.placeholder((3, 3, 3, 4))
    y = K.conv2d(x, k, strides=2, padding=padding)
    f = K.function([x, k], [y, *K.gradients(K.sum(y * y), [x, k])])
    for shape in ((2, 7, 8, 3), (1, 12, 5, 3), (2, 7, 8, 3)):
        a, b = normal(*shape), normal(3, 3, 3, 4)
        given = options(2, stride=2, padding=padding)
        want = convolve.value(a, b, **given)
        got = f([a, b])
        for g, w in zip(got, [want, stamp.value(2 * want, b, a, **given), correlate.value(a, 2 * want, b, **given)]):
            np.testing.assert_allclose(g, w, rtol=1e-4, atol=1e-4)


def test_arrays_in_any_order_of_memory(backend):
    given = options(2, padding="same")
    x, k = normal(7, 8, 7, 32), normal(3, 3, 32, 16)
    want = convolve.value(x, k, **given)
    first = np.ascontiguousarray(x.transpose(0, 3, 1, 2))
    for a in (first.transpose(0, 2, 3, 1), np.repeat(x, 2, axis=2)[:, :, ::2], x[::-1][::-1]):
        assert np.array_equal(a, x)
        np.testing.assert_allclose(convolve(K.constant(a), K.constant(k), **given).numpy(), want, rtol=1e-4, atol=1e-4)
    x.flags.writeable = False
    out = np.empty_like(want)
    convolve.kernel_rule(x, k, out=out, **given)
    np.testing.assert_allclose(out, want, rtol=1e-4, atol=1e-4)
    f = K.function([p := K.placeholder((None, 32, None, None))], [K.conv2d(p, k, padding="same", data_format="channels_first")])
    np.testing.assert_allclose(f([first])[0], want.transpose(0, 3, 1, 2), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("shape, padding", [((0, 5, 5, 3), "valid"), ((2, 0, 5, 3), "same")])
def test_nothing(backend, shape, padding):
    x, k = np.zeros(shape, "float32"), normal(3, 3, 3, 4)
    given = options(2, padding=padding)
    y = convolve(x, k, **given)
    assert y.numpy().size == 0
    assert stamp(y, k, x, **given).shape == shape
    assert not correlate(x, y, k, **given).numpy().any()


@pytest.mark.parametrize("channels", [3, 32])
def test_nan_stays_in_its_windows(backend, channels):
    """A missing number spoils the outputs that look at it, and no others but those of the same patch of 2 by 2."""
    x, k = normal(4, 12, 12, channels), normal(3, 3, channels, 16)
    x[0, 5, 5, 0] = np.nan
    bad = np.isnan(convolve(x, k, **options(2)).numpy())[0].any(-1)
    assert bad[3:6, 3:6].all()
    bad[2:6, 2:6] = False
    assert not bad.any()


def test_second_derivatives_through_kernels():
    """Of many channels, where each of the ops has its fast kernel: against the same in NumPy."""
    x, k = normal(2, 14, 13, 32, dtype="float64") / 16, normal(3, 3, 32, 32, dtype="float64") / 16
    found = []
    before = K.backend()
    try:
        for name in ("numpy", "numba"):
            K.set_backend(name)
            v, w = K.variable(x, dtype="float64"), K.variable(k, dtype="float64")
            slope = K.sum(K.square(K.gradients(K.sum(K.pow(K.conv2d(v, w, padding="same"), 3)), [v])[0]))
            found.append([g.numpy() for g in K.gradients(slope, [v, w])])
    finally:
        K.set_backend(before)
    for a, b in zip(*found):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9 * np.abs(a).max())


def test_a_model_without_convolutions_imports_no_kernels():
    code = "import sys, litkeras; from litkeras import backend as K; K.sum(K.ones((2, 3))); K.conv2d; print('litkeras.backend.tiles' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


IN_LONG_REGISTERS = """
import numpy as np
import litkeras.backend as K
from litkeras.backend import convolution as C, pooling as P, tiles as T
from litkeras.backend.winograd import suits_winograd

print("columns:", T.columns_of("float32"))
rng, plain = np.random.default_rng(0), dict(dilation=(1, 1), groups=1)
for size, ins, outs, window, strides, padding in (
    (28, 32, 48, 3, 1, "same"), (28, 64, 64, 3, 1, "valid"), (9, 3, 33, 5, 2, "same"), (9, 24, 40, 3, 1, "same"),
    (8, 16, 7, 1, 1, "valid"),
):
    options = dict(plain, strides=(strides, strides), padding=padding)
    x, k = rng.normal(size=(6, size, size, ins)).astype("f"), rng.normal(size=(window, window, ins, outs)).astype("f")
    y = C.convolve.value(x, k, **options)
    g = rng.normal(size=y.shape).astype("f")
    pairs = [(C.convolve(x, k, **options), y), (C.stamp(g, k, x, **options), C.stamp.value(g, k, x, **options))]
    pairs.append((C.correlate(x, g, k, **options), C.correlate.value(x, g, k, **options)))
    for found, right in pairs:
        assert np.abs(found.numpy() - right).max() <= 3e-5 * np.abs(right).max(), (size, ins, outs)
    pool = dict(window=(2, 2), strides=(2, 2), padding=padding)
    assert np.array_equal(P.max_pool(x, **pool).numpy(), P.max_pool.value(x, **pool))
    print(suits_winograd(k.shape, y.shape, x.dtype, strides=options["strides"], **plain))
"""


def test_registers_of_the_machine_itself():
    """Elsewhere the tests compile for registers of 32 bytes; here for those there are, which may be longer."""
    settings = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_CPU")}
    answer = subprocess.run([sys.executable, "-c", IN_LONG_REGISTERS], env=settings, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    columns, *winograd = answer.stdout.splitlines()
    assert columns in ("columns: 16", "columns: 32")
    assert "True" in winograd and "False" in winograd
