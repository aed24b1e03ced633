"""Resizing and margins: unknown sizes, threads, transposes, odd inputs."""

import numpy as np
import pytest

import litkeras.backend as K
from litkeras.backend import resizing, rows

RNG = np.random.default_rng(8)


def matrix(n, factor, interpolation):
    """The weights of the definition, pixel by pixel."""
    m = np.zeros((n * factor, n))
    for i in range(n * factor):
        place = min(max((i + 0.5) / factor - 0.5, 0), n - 1)
        low = i // factor if interpolation == "nearest" else int(place)
        w = 0 if interpolation == "nearest" else place - low
        m[i, low] += 1 - w
        m[i, min(low + 1, n - 1)] += w
    return m


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
@pytest.mark.parametrize("size", [(1, 1), (2, 5), (7, 3)])
@pytest.mark.parametrize("factors", [(1, 2), (3, 2), (4, 5)])
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_against_the_definition(backend, interpolation, size, factors, data_format):
    x = RNG.normal(size=(2, *size, 3)).astype("float32")
    h, w = (matrix(n, f, interpolation) for n, f in zip(size, factors))
    want = np.einsum("ij,kl,bjlc->bikc", h, w, x)
    given = x if data_format == "channels_last" else x.transpose(0, 3, 1, 2)
    v = K.variable(given)
    y = K.resize_images(v, *factors, data_format, interpolation)
    g = RNG.normal(size=y.shape).astype("float32")
    (dx,) = K.gradients(K.sum(y * g), [v])
    back = lambda a: a if data_format == "channels_last" else a.transpose(0, 2, 3, 1)
    np.testing.assert_allclose(back(y.numpy()), want, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(back(dx.numpy()), np.einsum("ij,kl,bikc->bjlc", h, w, back(g)), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
def test_unknown_sizes(backend, interpolation):
    """Two sizes through one function, with its gradient."""
    x = K.placeholder((None, None, None, 2))
    y = K.resize_images(x, 2, 3, "channels_last", interpolation)
    assert y.shape == (None, None, None, 2)
    f = K.function([x], [y, K.gradients(K.sum(K.square(y)), [x])[0]])
    for shape in ((1, 3, 4, 2), (2, 5, 1, 2)):
        value = RNG.normal(size=shape).astype("float32")
        v = K.variable(value)
        eager = K.resize_images(v, 2, 3, "channels_last", interpolation)
        got = f([value])
        assert got[0].shape == (shape[0], 2 * shape[1], 3 * shape[2], 2)
        np.testing.assert_allclose(got[0], eager.numpy(), rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(got[1], K.gradients(K.sum(K.square(eager)), [v])[0].numpy(), rtol=1e-5, atol=1e-5)


def test_threads_make_no_difference(monkeypatch):
    x, answers = RNG.normal(size=(16, 40, 50, 8)).astype("float32"), []
    for threads in (1, 2, 3):
        monkeypatch.setattr(rows, "get_num_threads", lambda threads=threads: threads)
        v = K.variable(x)
        y = K.resize_images(v, 2, 2, "channels_last", "bilinear")
        answers.append((y.numpy(), K.gradients(K.sum(y * y), [v])[0].numpy()))
    for one, *others in zip(*answers):
        for other in others:
            np.testing.assert_array_equal(one, other)


def test_dtypes(backend):
    x = RNG.integers(0, 9, size=(1, 2, 2, 1))
    for dtype in ("float16", "float32", "float64", "int32", "uint8"):
        t = K.constant(x, dtype=dtype)
        assert K.resize_images(t, 2, 2).dtype == dtype
        assert K.resize_images(t, 2, 2, interpolation="bilinear").dtype == "float32"


def test_of_doubles_the_gradient_is_double(backend):
    v = K.variable(RNG.normal(size=(1, 2, 2, 1)), dtype="float64")
    (dx,) = K.gradients(K.sum(K.resize_images(v, 2, 2, interpolation="bilinear")), [v])
    assert dx.dtype == "float64"
    np.testing.assert_allclose(dx.numpy(), 4.0, rtol=1e-6)


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
def test_nothing_not_in_order_and_not_a_number(backend, interpolation):
    assert K.resize_images(np.zeros((0, 2, 2, 1), "float32"), 2, 2, interpolation=interpolation).shape == (0, 4, 4, 1)
    x = RNG.normal(size=(2, 3, 4, 5)).astype("float32")
    turned = np.ascontiguousarray(x.transpose(3, 2, 1, 0)).transpose(3, 2, 1, 0)
    same = [K.resize_images(a, 2, 2, interpolation=interpolation).numpy() for a in (x, turned)]
    np.testing.assert_array_equal(*same)
    x[0, 0, 0] = np.nan
    y = K.resize_images(x, 2, 2, interpolation=interpolation).numpy()
    assert np.isnan(y[0, 0, 0]).all() and not np.isnan(y[0, 4:]).any() and not np.isnan(y[1]).any()


def test_keras_1_names(backend):
    x = RNG.normal(size=(1, 2, 3, 4)).astype("float32")
    got = K.resize_images(X=x, height_factor=2, width_factor=2, dim_ordering="th").numpy()
    np.testing.assert_array_equal(got, x.repeat(2, 2).repeat(2, 3))
    got = K.resize_volumes(X=x[None], depth_factor=1, height_factor=2, width_factor=1, dim_ordering="tf").numpy()
    np.testing.assert_array_equal(got, x[None].repeat(2, 2))


def test_margins_through_a_function_of_unknown_sizes(backend):
    x = K.placeholder((None, None, None, None))
    y = K.spatial_2d_padding(x, ((1, 0), (2, 3)), data_format="channels_first")
    f = K.function([x], [y, K.gradients(K.sum(K.square(y)), [x])[0]])
    for shape in ((1, 2, 3, 4), (2, 1, 1, 2)):
        value = RNG.normal(size=shape).astype("float32")
        got = f([value])
        np.testing.assert_array_equal(got[0], np.pad(value, ((0, 0), (0, 0), (1, 0), (2, 3))))
        np.testing.assert_allclose(got[1], 2 * value, rtol=1e-6)


@pytest.mark.parametrize("widths", [((0, 0), (0, 0)), ((1, 0), (0, 2)), ((0, 3), (1, 1))])
def test_margin_of_something_not_in_order(backend, widths):
    x = RNG.normal(size=(4, 3)).astype("float32").T
    from litkeras.backend.margins import pad

    np.testing.assert_array_equal(pad(x, widths=widths).numpy(), np.pad(x, widths))
    assert resizing._resize(x, axis=0, factor=1, interpolation="nearest").shape == x.shape


@pytest.mark.parametrize("factor", [2, 3])
def test_what_is_no_number_stays_where_it_is(backend, factor):
    """At the edge, and on an old middle, a pixel has one source: its neighbour's NaN is not its own."""
    row = np.float32([0, np.nan, 2, np.inf, 3]).reshape(1, 1, 5, 1)
    y = K.resize_images(row, 1, factor, "channels_last", "bilinear").numpy().ravel()
    assert y[0] == 0 and y[-1] == 3 and np.isnan(y[factor + factor // 2])
    assert np.isinf(K.resize_images(row[:, :, ::-1][:, :, 1:2], 1, factor, interpolation="bilinear").numpy()).all()


def test_gradients_that_are_no_numbers_stay_where_they_arrive(backend):
    v = K.variable(np.zeros((1, 1, 3, 1)))
    g = np.float32([np.inf, 1, 1, 1, 1, np.nan]).reshape(1, 1, 6, 1)
    (dx,) = K.gradients(K.sum(K.resize_images(v, 1, 2, "channels_last", "bilinear")), [v])
    np.testing.assert_allclose(dx.numpy(), 2.0)
    got = resizing._collect(g, np.zeros((1, 1, 3, 1), "float32"), axis=2, factor=2, interpolation="bilinear").numpy().ravel()
    assert np.isinf(got[0]) and np.isnan(got[2]) and got[1] == 2


def test_kinds_of_factors(backend):
    x = np.ones((1, 2, 2, 1), "float32")
    for two in (2, 2.7, np.array(2), np.int64(2), np.float32(2), K.constant(2, dtype="int32")):
        assert K.resize_images(x, two, 1).shape == (1, 4, 2, 1)


def test_sources_cannot_be_written_over():
    for numbers in resizing._sources(3, 2, "bilinear") + resizing._sources(3, 2, "nearest"):
        with pytest.raises(ValueError, match="read-only"):
            numbers[0] = 9
