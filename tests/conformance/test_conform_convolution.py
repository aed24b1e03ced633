"""conv1d, which the real K takes as tensors only, and biases with an axis for each place; values, gradients, dtypes, shapes."""

import numpy as np
import pytest
import tensorflow as tf
from cases import rand
from compared import covers
from pair import RK, K, close, shape_of

covers(__name__, "backend.conv1d", "backend.bias_add")
ROWS = [
    ((2, 7, 3), (3, 3, 4), {}),
    ((2, 7, 3), (3, 3, 4), dict(padding="same")),
    ((2, 7, 3), (3, 3, 4), dict(padding="causal")),
    ((2, 7, 3), (2, 3, 4), dict(strides=2)),
    ((2, 8, 3), (3, 3, 4), dict(strides=2, padding="same")),
    ((2, 8, 3), (3, 3, 4), dict(strides=3, padding="causal")),
    ((2, 9, 3), (3, 3, 4), dict(dilation_rate=2)),
    ((2, 9, 3), (3, 3, 4), dict(dilation_rate=3, padding="same")),
    ((2, 9, 3), (3, 3, 4), dict(dilation_rate=3, padding="causal")),
    ((2, 9, 4), (3, 2, 6), {}),
    ((2, 3, 8), (3, 3, 4), dict(data_format="channels_first")),
    ((2, 3, 8), (3, 3, 4), dict(data_format="channels_first", padding="same", strides=2)),
]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("x, kernel, options", ROWS, ids=str)
def test_conv1d(backend, x, kernel, options, dtype):
    x, kernel = rand(*x).astype(dtype), rand(*kernel).astype(dtype)
    ours, theirs = [[k.variable(a, dtype=dtype) for a in (x, kernel)] for k in (K, RK)]
    grouped = kernel.shape[-2] != x.shape[1 if "data_format" in options else 2]
    with tf.GradientTape() as tape:
        want = RK.conv1d(tf.identity(theirs[0]), theirs[1], **options)
        loss = tf.reduce_sum(want**2)
    got = K.conv1d(*ours, **options)
    close(got, want, 1e-5, 1e-5, "conv1d")
    assert got.dtype.name == want.dtype.name == dtype
    if grouped:  # TensorFlow has no gradient of these on a CPU
        return
    for g, w in zip(K.gradients(K.sum(got**2), ours), tape.gradient(loss, theirs)):
        close(g, w, 1e-4, 1e-4, "conv1d: gradient")


@pytest.mark.parametrize("x, kernel, options", ROWS, ids=str)
@pytest.mark.parametrize("free", ["batch", "time"])
def test_conv1d_of_unknown_lengths(backend, x, kernel, options, free):
    time = 2 if "data_format" in options else 1
    shape = tuple(None if i == 0 or (i == time and free == "time") else n for i, n in enumerate(x))
    kernel = rand(*kernel)
    made = [k.placeholder(shape) for k in (K, RK)]
    got = K.conv1d(made[0], K.constant(kernel), **options)
    want = RK.conv1d(made[1], RK.constant(kernel), **options)
    for a, b in zip(shape_of(got), shape_of(want)):
        assert b is None or a == b
    f = K.function([made[0]], [got])
    for batch in (1, 3):
        values = rand(batch, *x[1:])
        close(f([values])[0], RK.conv1d(tf.constant(values), RK.constant(kernel), **options), 1e-5, 1e-5, "conv1d")


@pytest.mark.parametrize("name, x, kernel", [("conv2d", (2, 5, 7, 3), (3, 3, 3, 4)), ("conv3d", (1, 4, 5, 6, 2), (2, 3, 2, 2, 3))])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2])
def test_unknown_sizes(backend, name, x, kernel, padding, stride):
    """One function serves two sizes; the static shape knows what the real one knows."""
    count = len(x) - 2
    kernel = rand(*kernel)
    options = dict(strides=(stride,) * count, padding=padding)
    made = [k.placeholder((None,) * (count + 1) + x[-1:]) for k in (K, RK)]
    got = getattr(K, name)(made[0], K.constant(kernel), **options)
    want = getattr(RK, name)(made[1], RK.constant(kernel), **options)
    assert shape_of(got) == shape_of(want)
    f = K.function([made[0]], [got])
    for more in (0, 1, 2):
        values = rand(x[0] + more, *(n + more for n in x[1:-1]), x[-1])
        close(f([values])[0], getattr(RK, name)(tf.constant(values), RK.constant(kernel), **options), 1e-4, 1e-5, name)


@pytest.mark.parametrize("x, bias, data_format", [
    ((2, 3, 4), (3, 4), "channels_last"), ((2, 3, 4, 5), (3, 4, 5), "channels_last"), ((2, 4, 3), (3, 4), "channels_first"),
    ((2, 5, 3, 4), (3, 4, 5), "channels_first"), ((2, 5, 2, 3, 4), (2, 3, 4, 5), "channels_first"),
])
def test_bias_for_each_place(backend, x, bias, data_format):
    x, bias = rand(*x), rand(*bias)
    want = RK.bias_add(tf.constant(x), tf.Variable(bias), data_format)
    close(K.bias_add(K.constant(x), K.variable(bias), data_format), want, 1e-6, 1e-6, "bias_add")
