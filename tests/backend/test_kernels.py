"""Kernels that work row by row: softmax, cross-entropies, gather and scatter, against their specifications."""

import numpy as np
import pytest

import litkeras.backend as K
from litkeras.backend import crossentropy as C
from litkeras.backend import joining as J
from litkeras.backend import rows as R

RNG = np.random.default_rng(6)
SHAPES = [(1, 1), (3, 2), (128, 10), (5, 127), (5, 128), (4, 129), (3, 1000), (200, 1001)]


def scores(*shape, scale=3.0):
    return (RNG.normal(size=shape) * scale).astype("float32")


def exact_softmax(x):
    e = np.exp(x.astype("float64") - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def test_exponential_in_ulps():
    x = np.concatenate([np.linspace(-87.2, 0, 300_001), -np.logspace(-30, 0, 10_000)]).astype("float32")
    y = x.copy()
    R._exp_all(y)
    exact = np.exp(x.astype("float64"))
    assert (np.abs(y - exact) / np.spacing(exact.astype("float32"))).max() < 1.0


def test_exponential_at_the_ends():
    y = np.float32([0, -0.0, -87.3, -87.4, -1000, -3e38, -np.inf, np.nan])
    R._exp_all(y)
    np.testing.assert_allclose(y, [1, 1, np.exp(-87.3), 0, 0, 0, 0, np.nan], rtol=1e-5, atol=2e-38)


@pytest.mark.parametrize("shape", SHAPES)
def test_softmax(shape):
    x = scores(*shape)
    got = K.softmax(x).numpy()
    np.testing.assert_allclose(got, exact_softmax(x), rtol=2e-6, atol=1e-37)


@pytest.mark.parametrize("shape", SHAPES)
def test_cross_entropies(shape):
    x, target = scores(*shape), exact_softmax(scores(*shape)).astype("float32")
    numbers, g = RNG.integers(0, shape[1], shape[0]), scores(shape[0])
    log_p = np.log(exact_softmax(x))
    np.testing.assert_allclose(C.softmax_cross_entropy(target, x).numpy(), -(target * log_p).sum(-1), rtol=5e-6, atol=1e-6)
    np.testing.assert_allclose(C.sparse_softmax_cross_entropy(numbers, x).numpy(), -log_p[np.arange(len(x)), numbers], rtol=5e-6, atol=2e-6)
    one_hot = np.eye(shape[1])[numbers]
    np.testing.assert_allclose(C._entropy_gradient(g, target, x).numpy(), g[:, None] * (exact_softmax(x) * target.sum(-1, keepdims=True) - target), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(C._sparse_entropy_gradient(g, numbers, x).numpy(), g[:, None] * (exact_softmax(x) - one_hot), rtol=1e-4, atol=1e-6)


def test_what_is_forbidden_has_no_chance():
    x = np.float32([[0, -np.inf, 1], [5, 5, -np.inf]])
    got = K.softmax(x).numpy()
    np.testing.assert_allclose(got, exact_softmax(x), rtol=1e-6)
    assert got[0, 1] == got[1, 2] == 0


def test_not_a_number_stays_in_its_row():
    for width in (3, 300):
        x = scores(4, width)
        x[1, 2], x[2, 0] = np.nan, np.nan
        is_nan = np.isnan(K.softmax(x).numpy()).all(1)
        assert is_nan.tolist() == [False, True, True, False]
        assert np.isnan(C.sparse_softmax_cross_entropy(np.zeros(4, "int64"), x).numpy()).tolist() == is_nan.tolist()


def test_a_class_that_does_not_exist_is_refused():
    for number in (-1, 3):
        with pytest.raises(ValueError, match="class numbers from 0 to 2"):
            K.sparse_categorical_crossentropy([0, number], scores(2, 3), from_logits=True)
        target, x = K.placeholder((2,), dtype="int64"), K.placeholder((2, 3))
        f = K.function([target, x], [K.sparse_categorical_crossentropy(target, x, from_logits=True)])
        with pytest.raises(ValueError, match="class numbers from 0 to 2"):
            f([np.array([0, number]), scores(2, 3)])


def test_threads_make_no_difference(monkeypatch):
    x, g = scores(301, 1003), scores(301)
    target, numbers = exact_softmax(x).astype("float32"), RNG.integers(0, 1003, 301)
    answers = []
    for threads in (1, 2, 3):
        monkeypatch.setattr(R, "get_num_threads", lambda threads=threads: threads)
        made = K.softmax(x), C.softmax_cross_entropy(target, x), C.sparse_softmax_cross_entropy(numbers, x)
        made += C._entropy_gradient(g, target, x), C._sparse_entropy_gradient(g, numbers, x)
        answers.append([t.numpy() for t in made])
    for one, *others in zip(*answers):
        for other in others:
            np.testing.assert_array_equal(one, other)


def test_shares_cover_all_rows_once(monkeypatch):
    monkeypatch.setattr(R, "get_num_threads", lambda: 3)
    for count in (1, 2, 3, 1000):
        seen = []
        R._share_work(lambda seen, first, last: seen.append((first, last)), count, 10**9, seen)
        assert sorted(i for first, last in seen for i in range(first, last)) == list(range(count))


def test_an_error_in_another_thread_is_not_lost(monkeypatch):
    monkeypatch.setattr(R, "get_num_threads", lambda: 2)

    def fail(first, last):
        if last == 100:
            raise RuntimeError("in the last share")

    with pytest.raises(RuntimeError, match="in the last share"):
        R._share_work(fail, 100, 10**9)


@pytest.mark.parametrize("indices", [np.int32([]), np.int64([2, 2, 0, 2]), RNG.integers(0, 7, (3, 50)), np.int32(4)])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32"])
@pytest.mark.parametrize("rest", [(), (3,), (2, 5)])
def test_gather_and_scatter(indices, dtype, rest):
    table = RNG.integers(-50, 50, (7, *rest)).astype(dtype)
    g = RNG.integers(-50, 50, (*np.shape(indices), *rest)).astype(dtype)
    indices = np.asarray(indices)
    np.testing.assert_array_equal(J.gather(table, indices).numpy(), J.gather.value(table, indices))
    np.testing.assert_array_equal(J.scatter_rows(g, indices, table).numpy(), J.scatter_rows.value(g, indices, table))


@pytest.mark.parametrize("width", [1, 4, 24, 130])
def test_scatter_adds_in_the_order_of_the_indices(width):
    """Equal to the last bit, on numbers whose sum depends on the order."""
    rows = 2**18 // width
    g, indices, table = scores(rows, width, scale=1e4), RNG.integers(0, 50, rows), scores(50, width)
    np.testing.assert_array_equal(J.scatter_rows(g, indices, table).numpy(), J.scatter_rows.value(g, indices, table))
    np.testing.assert_array_equal(J.gather(table, indices).numpy(), table[indices])


def test_rows_out_of_range():
    table = K.placeholder((4, 2))
    indices = K.placeholder((2,), dtype="int32")
    f = K.function([table, indices], [K.gather(table, indices)])
    for wrong in (-1, 4):
        with pytest.raises((ValueError, IndexError), match="from 0 to 3"):
            f([np.ones((4, 2)), [0, wrong]])
        with pytest.raises(ValueError, match="from 0 to 3"):
            K.gather(np.ones((4, 2), "float32"), np.array([0, wrong]))
