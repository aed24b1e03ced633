"""Shapes, joining, margins: what is declared, what is refused, what unknown lengths do."""

import numpy as np
import pytest

import litkeras.backend as K

X = np.arange(24, dtype="float32").reshape(2, 3, 4)


def run(function, *arrays, free=True):
    """Values of a function of placeholders, and the shape that was declared."""
    inputs = [K.placeholder((None,) * a.ndim if free else a.shape, dtype=a.dtype.name) for a in arrays]
    out = function(*inputs)
    value = K.function(inputs, out)(list(arrays))
    assert len(out.shape) == value.ndim
    assert all(declared in (None, length) for declared, length in zip(out.shape, value.shape)), (out.shape, value.shape)
    return value


KEYS = [0, -1, slice(1, None), slice(None, 1), slice(0, 5), slice(-4, None), slice(None, None, -1), slice(None, None, 2), (slice(None), 2),
        (Ellipsis, None), (slice(None), [0, 2, 2]), (slice(None), slice(20, None)), (0, slice(1, 3), -2)]


@pytest.mark.parametrize("key", KEYS, ids=str)
@pytest.mark.parametrize("free", [True, False])
def test_slices_of_any_length(key, free):
    np.testing.assert_array_equal(run(lambda x: x[key], X, free=free), X[key])


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_gradient_of_a_slice(key):
    x = K.Variable(X)
    (g,) = K.gradients(K.sum(K.square(x[key])), [x])
    want = np.zeros_like(X)
    np.add.at(want, key, 2 * X[key])
    np.testing.assert_array_equal(g.numpy(), want)


def test_no_such_index():
    for x in (K.constant(X), K.placeholder((2, 3, 4))):
        with pytest.raises(ValueError, match="getitem: index 3 is out of bounds for axis 1"):
            x[:, 3]


@pytest.mark.parametrize("shape", [(4, 6), (-1, 2), [2, 12], 24, np.array([6, 4]), (-1,)], ids=str)
def test_reshape(shape):
    np.testing.assert_array_equal(K.reshape(X, shape).numpy(), X.reshape(shape))
    np.testing.assert_array_equal(run(lambda x: K.reshape(x, shape), X), X.reshape(shape))


def test_reshape_with_tensors():
    np.testing.assert_array_equal(run(lambda x: K.reshape(x, (K.shape(x)[0], -1)), X), X.reshape(2, 12))
    np.testing.assert_array_equal(run(lambda x: K.reshape(x, K.shape(K.transpose(x))), X), X.reshape(4, 3, 2))
    x = K.Variable(X)
    y = K.reshape(x, (K.shape(x)[1], -1))
    np.testing.assert_array_equal(K.gradients(K.sum(K.square(y)), [x])[0].numpy(), 2 * X)


@pytest.mark.parametrize("call", [lambda x: K.reshape(x, (5, -1)), lambda x: K.reshape(x, (-1, -1)), lambda x: K.squeeze(x, 1), lambda x: K.expand_dims(x, 7),
                                  lambda x: K.permute_dimensions(x, (0, 1)), lambda x: K.permute_dimensions(x, (0, 1, 1)), lambda x: K.concatenate([x, x[0]]),
                                  lambda x: K.concatenate([]), lambda x: K.tile(x, 2), lambda x: K.repeat(x, 2), lambda x: K.spatial_2d_padding(x),
                                  lambda x: K.temporal_padding(x, (-1, 0)), lambda x: K.reverse(x, 3)])
def test_what_does_not_fit(call):
    for x in (K.constant(X), K.placeholder((2, 3, 4))):
        with pytest.raises(ValueError):
            call(x)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_joining_unknown_lengths(axis):
    np.testing.assert_array_equal(run(lambda x, y: K.concatenate([x, y, x], axis), X, X + 1), np.concatenate([X, X + 1, X], axis))
    np.testing.assert_array_equal(run(lambda x, y: K.stack([x, y], axis), X, X + 1), np.stack([X, X + 1], axis))


def test_gradient_of_joining_in_a_function_of_unknown_batch():
    x, y = K.placeholder((None, 3)), K.placeholder((None, 2))
    loss = K.sum(K.square(K.concatenate([x, y])) * 0.5)
    a, b = np.ones((4, 3), "float32"), np.full((4, 2), 2, "float32")
    for got, want in zip(K.function([x, y], K.gradients(loss, [x, y]))([a, b]), (a, b)):
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("indices", [[0, -1], [3], [[0, 1], [2, 5]]])
def test_gather_refuses_rows_that_are_not_there(indices):
    with pytest.raises(ValueError, match="expected indices from 0 to 2"):
        K.gather(K.variable(np.ones((3, 2))), K.constant(indices, dtype="int32"))


def test_gather_of_nothing():
    assert K.gather(K.variable(np.ones((3, 2))), K.constant(np.zeros((0, 4)), dtype="int32")).shape == (0, 4, 2)


@pytest.mark.parametrize("call", [lambda i: K.gather(K.variable(np.ones((3, 2))), i), lambda i: K.one_hot(i, 3)])
def test_floats_are_no_indices(call):
    for i in (K.constant([0.0]), K.placeholder((None,))):
        with pytest.raises(ValueError, match="expected integers to count with, got float32"):
            call(i)


def test_repeating():
    np.testing.assert_array_equal(run(lambda x: K.repeat_elements(x, 3, axis=1), X), X.repeat(3, axis=1))
    np.testing.assert_array_equal(run(lambda x: K.tile(x, (2, 1, 3)), X), np.tile(X, (2, 1, 3)))
    np.testing.assert_array_equal(run(lambda x: K.reverse(x, [0, -1]), X), X[::-1, :, ::-1])
    np.testing.assert_array_equal(run(lambda x: K.repeat(x, 2), X[0]), np.stack([X[0]] * 2, 1))


def test_arange():
    assert K.dtype(K.arange(4)) == "int32" and K.arange(-3).shape == (0,)
    assert K.dtype(K.arange(1.5)) == "float32" and K.arange(1.5).numpy().tolist() == [0, 1]
    assert K.dtype(K.arange(0, 1, 0.25, dtype="float64")) == "float64"
    assert K.arange(5, 1, -1).numpy().tolist() == [5, 4, 3, 2]


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first", "tf", "th"])
def test_margins_and_magnification(data_format):
    last = data_format in ("channels_last", "tf")
    x = np.arange(48, dtype="float32").reshape(1, 2, 4, 6)
    first = 1 if last else 2
    widths = [(0, 0)] * 4
    widths[first : first + 2] = [(1, 2), (3, 0)]
    np.testing.assert_array_equal(run(lambda t: K.spatial_2d_padding(t, ((1, 2), (3, 0)), data_format), x), np.pad(x, widths))
    large = x.repeat(2, first).repeat(3, first + 1)
    np.testing.assert_array_equal(run(lambda t: K.resize_images(t, 2, 3, data_format), x), large)
    np.testing.assert_array_equal(run(lambda t: K.resize_images(X=t, height_factor=2, width_factor=3, dim_ordering=data_format), x), large)


def test_old_names():
    assert K.expand_dims(X, dim=0).shape == (1, 2, 3, 4)
    assert K.one_hot(K.constant([1], dtype="int32"), nb_classes=3).shape == (1, 3)
