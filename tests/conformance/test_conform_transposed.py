"""What the table of functions cannot hold: shapes of unknown batch, and functions that the real Keras has but does not export."""

import numpy as np
import pytest
import tensorflow as tf
from cases import rand
from compared import covers
from pair import RK, SELF_CHECK, K, close, shape_of, tape, value
from tf_keras.src import backend as hidden

pytestmark = pytest.mark.usefixtures("backend")
covers(__name__, "backend.conv2d_transpose", "backend.conv3d_transpose", "backend.separable_conv1d")


def both_gradients(ours, theirs, arrays):
    """Values and gradients of a function of float tensors on both sides."""
    results = []
    for k, the_tape, function in ((K, tape(), ours), (RK, tf.GradientTape(), theirs)):
        inputs = [k.constant(a, dtype=a.dtype.name) for a in arrays]
        with the_tape as t:
            for x in inputs:
                t.watch(x)
            y = function(*inputs)
            total = k.sum(y * k.constant(np.cos(np.arange(np.prod(y.shape))).reshape(y.shape), dtype=arrays[0].dtype.name))
        results.append([y, *t.gradient(total, inputs)])
    return results


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
@pytest.mark.parametrize("padding, strides, small", [("valid", (1, 1, 1), (2, 3, 4)), ("valid", (2, 2, 2), (2, 2, 2)), ("same", (2, 2, 2), (2, 2, 3)), ("same", (1, 1, 1), (4, 4, 5))])
def test_conv3d_transpose(padding, strides, small, data_format):
    big = {(2, 3, 4): (3, 4, 5), (2, 2, 2): (4, 4, 5), (2, 2, 3): (4, 4, 5), (4, 4, 5): (4, 4, 5)}[small]
    x, kernel, shape = rand(2, *small, 3), rand(2, 2, 2, 4, 3), (2, *big, 4)
    if data_format == "channels_first":
        x, shape = np.moveaxis(x, -1, 1).copy(), (2, 4, *big)
    ours = K if not SELF_CHECK else hidden
    got, want = both_gradients(
        lambda x, k: ours.conv3d_transpose(x, k, shape, strides, padding, data_format), lambda x, k: hidden.conv3d_transpose(x, k, shape, strides, padding, data_format), [x, kernel]
    )
    close(got, want, 1e-4, 1e-5)


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides, dilation, m", [(1, 1, 1), (2, 1, 2), (1, 2, 1)])
def test_separable_conv1d(strides, dilation, m, padding, data_format):
    """The real one fails with today's TensorFlow; but it is `separable_conv2d` of pictures of height 1."""
    if SELF_CHECK:
        return
    x, look, mix = rand(2, 8, 3), rand(3, 3, m), rand(1, 3 * m, 4)
    axis = 1
    if data_format == "channels_first":
        x, axis = x.transpose(0, 2, 1).copy(), 2

    def real(x, look, mix):
        y = RK.separable_conv2d(tf.expand_dims(x, axis), look[None], mix[None], (strides, strides), padding, data_format, (dilation, dilation))
        return tf.squeeze(y, axis)

    got, want = both_gradients(lambda *a: K.separable_conv1d(*a, strides, padding, data_format, dilation), real, [x, look, mix])
    close(got, want, 1e-4, 1e-5)


@pytest.mark.parametrize("batch", ["None", "a tensor", "a stacked tensor"])
def test_unknown_batch(batch):
    """As a layer calls it, before there is a batch."""
    kernel = rand(3, 3, 2, 4)

    def build(k):
        x = k.placeholder((None, 4, 4, 4))
        shape = {"None": (None, 9, 9, 2), "a tensor": (k.shape(x)[0], 9, 9, 2), "a stacked tensor": None}[batch]
        if shape is None:
            shape = (tf.stack if k is RK else k.stack)([k.shape(x)[0], 9, 9, 2])
        return x, k.conv2d_transpose(x, k.constant(kernel), shape, (2, 2))

    (x, got), (_, want) = build(K), build(RK)
    if batch != "a stacked tensor":  # of a tensor that was stacked from known lengths, TensorFlow still knows them
        assert shape_of(got) == shape_of(want) == (None, 9, 9, 2)
    if SELF_CHECK:
        return
    f = K.function([x], [got])
    for n in (3, 1):
        small = rand(n, 4, 4, 4)
        close(f([small])[0], RK.conv2d_transpose(tf.constant(small), tf.constant(kernel), (n, 9, 9, 2), (2, 2)), 1e-4, 1e-5)


@pytest.mark.parametrize("dtype", ["float16", "float64"])
@pytest.mark.parametrize("name", ["conv2d_transpose", "depthwise_conv2d", "separable_conv2d"])
def test_dtypes(name, dtype):
    x, k = rand(1, 4, 4, 2).astype(dtype), rand(3, 3, 2, 2).astype(dtype)
    arguments = {"conv2d_transpose": [x, k, (1, 6, 6, 2)], "depthwise_conv2d": [x, k], "separable_conv2d": [x, k, rand(1, 1, 4, 3).astype(dtype)]}[name]

    def run(p):
        made = [p.constant(a, dtype=dtype) if isinstance(a, np.ndarray) else a for a in arguments]
        return getattr(p, name)(*made)

    got, want = run(K), run(RK)
    assert value(got).dtype == value(want).dtype == dtype
    close(got, want, *((1e-2, 1e-2) if dtype == "float16" else (1e-12, 1e-12)))
