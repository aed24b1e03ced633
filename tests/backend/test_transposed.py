"""Transposed, depthwise, separable and local convolutions: what the tables cannot hold."""

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import litkeras.backend as K
from litkeras.backend.convolution import convolve
from litkeras.backend.separable import _depthwise_correlate, _depthwise_stamp, depthwise
from litkeras.backend.transposed import patches

pytestmark = pytest.mark.usefixtures("backend")

RNG = np.random.default_rng(6)


def normal(*shape, dtype="float64"):
    return RNG.normal(size=shape).astype(dtype)


@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_transposed_is_the_adjoint(data):
    """<conv(x), y> = <x, conv_transpose(y)> for any lengths, windows, strides and gaps."""
    pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
    window, strides, dilation = (data.draw(pairs) for _ in range(3))
    padding = data.draw(st.sampled_from(["valid", "same"]))
    first = data.draw(st.booleans())
    lengths = [(w - 1) * d + 1 + data.draw(st.integers(0, 5)) for w, d in zip(window, dilation)]
    x, kernel = normal(2, *lengths, 3), normal(*window, 3, 4)
    options = dict(strides=strides, padding=padding, dilation_rate=dilation, data_format="channels_first" if first else "channels_last")
    x = x.transpose(0, 3, 1, 2) if first else x
    down = K.conv2d(x, kernel, **options).numpy()
    y = normal(*down.shape)
    up = K.conv2d_transpose(y, kernel, x.shape, **options).numpy()
    np.testing.assert_allclose((down * y).sum(), (x * up).sum(), rtol=1e-9, atol=1e-9)


@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_depthwise_is_grouped(data):
    pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
    window, strides, dilation = (data.draw(pairs) for _ in range(3))
    channels, multiplier = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 3))
    lengths = [(w - 1) * d + 1 + data.draw(st.integers(0, 5)) for w, d in zip(window, dilation)]
    options = dict(strides=strides, dilation=dilation, padding=data.draw(st.sampled_from(["valid", "same"])))
    x, kernel = normal(data.draw(st.integers(0, 3)), *lengths, channels), normal(*window, channels, multiplier)
    want = convolve.value(x, kernel.reshape(*window, 1, -1), groups=channels, **options)
    np.testing.assert_allclose(depthwise(x, kernel, **options).numpy(), want, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("multiplier", [1, 2])
def test_one_and_two_threads(multiplier):
    x, kernel = normal(5, 9, 8, 11, dtype="float32"), normal(3, 3, 11, multiplier, dtype="float32")
    options, results = dict(strides=(2, 1), dilation=(1, 1), padding="same"), []
    for threads in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
        numba.set_num_threads(threads)
        y = depthwise(x, kernel, **options)
        results.append([y, _depthwise_stamp(y, kernel, x, **options), _depthwise_correlate(x, y, kernel, **options)])
    for one, two in zip(*results):
        np.testing.assert_array_equal(one.numpy(), two.numpy())


FUNCTIONS = {
    "transposed": lambda x: K.conv2d_transpose(x, np.float32(KERNEL), (None, 9, 8, 3), padding="valid"),
    "depthwise": lambda x: K.depthwise_conv2d(x, np.float32(KERNEL), (2, 2), "same"),
    "separable": lambda x: K.separable_conv2d(x, np.float32(KERNEL), np.ones((1, 1, 6, 2), "float32"), 2, "same"),
}
KERNEL = RNG.normal(size=(2, 2, 3, 2))


@pytest.mark.parametrize("name", ["depthwise", "separable"])
def test_unknown_lengths(name):
    """One function, two sizes of picture."""
    x = K.placeholder((None, None, None, 3))
    y = FUNCTIONS[name](x)
    assert y.shape[:3] == (None, None, None) and y.shape[3] is not None
    f = K.function([x], [y, K.gradients(K.sum(K.square(y)), [x])[0]])
    for shape in (2, 7, 6, 3), (1, 4, 9, 3), (2, 7, 6, 3):
        v = K.variable(normal(*shape))
        eager = FUNCTIONS[name](v)
        for got, want in zip(f([v.numpy()]), [eager, K.gradients(K.sum(K.square(eager)), [v])[0]]):
            np.testing.assert_allclose(got, want.numpy(), rtol=1e-4, atol=1e-5)


def test_output_shape_that_is_computed():
    """The shape of another picture, unknown until it is there, as in a network that paints what it saw."""
    big, small = K.placeholder((None, None, None, 3)), K.placeholder((None, None, None, 2))
    y = K.conv2d_transpose(small, np.float32(KERNEL), K.shape(big), strides=(2, 2), padding="same")
    f = K.function([big, small], [y, K.gradients(K.sum(K.square(y)), [small])[0]])
    for height, width in (6, 5), (8, 9):
        image, code = normal(2, height, width, 3, dtype="float32"), normal(2, -(-height // 2), -(-width // 2), 2, dtype="float32")
        v = K.variable(code)
        eager = K.conv2d_transpose(v, np.float32(KERNEL), image.shape, strides=(2, 2), padding="same")
        for got, want in zip(f([image, code]), [eager, K.gradients(K.sum(K.square(eager)), [v])[0]]):
            np.testing.assert_allclose(got, want.numpy(), rtol=1e-4, atol=1e-5)


def test_second_derivatives_of_both():
    """Of a painting with respect to code and kernel, through one function of the two."""
    code, kernel = K.variable(normal(1, 2, 2, 2), dtype="float64"), K.variable(normal(2, 2, 1, 2), dtype="float64")

    def slope():
        y = K.conv2d_transpose(code, kernel, (1, 3, 3, 1))
        return K.sum(K.square(K.gradients(K.sum(K.square(y)), [code])[0]))

    for v in code, kernel:
        exact, start = K.gradients(slope(), [v])[0].numpy(), v.numpy().copy()
        for index in np.ndindex(start.shape):
            ends = []
            for step in 1e-5, -1e-5:
                moved = start.copy()
                moved[index] += step
                v.assign(moved)
                ends.append(float(slope().numpy()))
            v.assign(start)
            np.testing.assert_allclose(exact[index], (ends[0] - ends[1]) / 2e-5, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("first", [False, True])
def test_local_by_hand(first):
    x, kernel = normal(2, 5, 5, 3), normal(6, 2 * 3 * 3, 4)
    want = np.zeros((2, 2, 3, 4))
    for i, j in np.ndindex(2, 3):
        window = x[:, 2 * i : 2 * i + 2, 1 * j : 1 * j + 3]
        row = window.transpose(0, 3, 1, 2) if first else window
        want[:, i, j] = row.reshape(2, -1) @ kernel[3 * i + j]
    given = x.transpose(0, 3, 1, 2) if first else x
    got = K.local_conv2d(given, kernel, (2, 3), (2, 1), (2, 3), "channels_first" if first else "channels_last").numpy()
    np.testing.assert_allclose(got.transpose(0, 2, 3, 1) if first else got, want, rtol=1e-9)


def test_local_of_unknown_length():
    """The kernel says how many places there are."""
    x = K.placeholder((None, None, 2))
    y = K.local_conv1d(x, np.ones((4, 6, 5), "float32"), 3, 1)
    assert y.shape == (None, 4, 5)
    assert K.function([x], [y])([np.ones((2, 6, 2), "float32")])[0].tolist() == np.full((2, 4, 5), 6.0).tolist()


@pytest.mark.parametrize("shape", [(0, 5, 5, 3), (2, 5, 5, 3)])
def test_empty_and_not_contiguous(shape):
    x, kernel = normal(*shape), normal(2, 2, 3, 1)
    y = K.depthwise_conv2d(x, kernel).numpy()
    assert y.shape == (shape[0], 4, 4, 3)
    turned = np.ascontiguousarray(x.transpose(0, 2, 1, 3)).transpose(0, 2, 1, 3)
    np.testing.assert_array_equal(K.depthwise_conv2d(turned, kernel).numpy(), y)
    assert patches(x, window=(2, 2), strides=(1, 1)).numpy().shape == (shape[0], 16, 4, 3)
    assert K.conv2d_transpose(x, kernel.reshape(2, 2, 1, 3), (shape[0], 6, 6, 1)).numpy().shape == (shape[0], 6, 6, 1)


def test_nan_stays_in_its_channel():
    x = np.zeros((1, 4, 4, 2), "float32")
    x[0, 1, 1, 0] = np.nan
    y = K.depthwise_conv2d(x, np.ones((2, 2, 2, 1), "float32")).numpy()
    assert np.isnan(y[..., 0]).sum() == 4 and not np.isnan(y[..., 1]).any()


def test_specification_calls_no_kernel(backend, monkeypatch):
    from litkeras.backend import separable

    def refuse(*args):
        raise AssertionError("a kernel was called")

    for name in ("_depthwise_runs", "_depthwise_back", "_depthwise_sums"):
        monkeypatch.setattr(separable, name, refuse)
    if backend == "numpy":
        v = K.variable(normal(1, 4, 4, 3))
        K.gradients(K.depthwise_conv2d(v, K.variable(KERNEL)), [v])


@pytest.mark.parametrize("multiplier, strides, padding", [(1, (1, 1), "same"), (2, (1, 1), "valid"), (1, (2, 1), "same")])
def test_any_number_of_threads_convolves_depthwise_the_same(monkeypatch, multiplier, strides, padding):
    from litkeras.backend import rows, separable

    x, kernel = normal(3, 40, 40, 40).astype("float32"), normal(3, 3, 40, multiplier).astype("float32")
    options, answers = dict(strides=strides, dilation=(1, 1), padding=padding), []
    want = np.ascontiguousarray(separable.depthwise.value(x, kernel, **options))
    for threads in (1, 2, 3):
        monkeypatch.setattr(rows, "get_num_threads", lambda: threads)
        separable.depthwise.kernel_rule(x, kernel, out=(y := np.empty_like(want)), **options)
        separable._depthwise_stamp.kernel_rule(want, kernel, x, out=(dx := np.empty_like(x)), **options)
        separable._depthwise_correlate.kernel_rule(x, want, kernel, out=(dk := np.empty_like(kernel)), **options)
        answers.append((y, dx, dk))
    wanted = want, separable._depthwise_stamp.value(want, kernel, x, **options), separable._depthwise_correlate.value(x, want, kernel, **options)
    for first, *others, right in zip(*answers, wanted):
        assert all(np.array_equal(first, other) for other in others)
        np.testing.assert_allclose(first, right, rtol=1e-4, atol=1e-4 * abs(right).max())
