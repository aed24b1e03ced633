"""dot and batch_dot on shapes known and unknown, against NumPy's einsum."""

import itertools

import numpy as np
import pytest

import litkeras.backend as K

RNG = np.random.default_rng(3)
DOTS = [((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((2, 3), (4, 3, 5)), ((5, 2, 3), (2, 4, 3, 5)), ((2, 3), (3,)), ((3,), (3,)), ((3,), (2, 3, 4))]
PAIRS = [((4, 5), (4, 5), 1), ((4, 5), (4, 5), None), ((4, 5), (4, 6, 5), (1, 2)), ((4, 5, 1), (4, 6, 5), [1, 2]), ((4, 3, 5), (4, 5), None),
         ((4, 2, 3, 5), (4, 5, 6), (3, 1)), ((4, 2, 3, 5), (4, 7, 5, 6), None), ((4, 2, 5, 3), (4, 5, 6, 7), (2, 1)), ((4, 3, 5), (4, 3, 5), (-1, -1))]
FREE = ["nothing", "batch", "all"]


def placeholders(arrays, free):
    def shape(a):
        return {"nothing": a.shape, "batch": (None, *a.shape[1:]), "all": (None,) * a.ndim}[free]

    return [K.placeholder(shape(a)) for a in arrays]


def arrays(*shapes):
    return [RNG.normal(size=s).astype("float32") for s in shapes]


def pairwise(x, y, axes):
    """batch_dot, spelled out."""
    a, b = (axes, axes) if np.ndim(axes) == 0 else axes
    a, b = a % x.ndim, b % y.ndim
    rows = [np.tensordot(p, q, axes=(a - 1, b - 1)) for p, q in zip(x, y)]
    out = np.stack(rows)
    return out[:, None] if out.ndim == 1 else out


@pytest.mark.parametrize("shapes", DOTS, ids=str)
@pytest.mark.parametrize("free", FREE)
def test_dot(shapes, free):
    x, y = arrays(*shapes)
    want = np.dot(x, y)
    np.testing.assert_allclose(K.dot(x, y).numpy(), want, rtol=1e-4, atol=1e-5)
    p, q = placeholders([x, y], free)
    out = K.dot(p, q)
    assert len(out.shape) == want.ndim and all(a in (None, b) for a, b in zip(out.shape, want.shape))
    np.testing.assert_allclose(K.function([p, q], out)([x, y]), want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shapes", PAIRS, ids=str)
@pytest.mark.parametrize("free", FREE)
def test_batch_dot(shapes, free):
    *shapes, axes = shapes
    x, y = arrays(*shapes)
    want = pairwise(x, y, (-1, -1 if y.ndim == 2 else -2) if axes is None else axes)
    np.testing.assert_allclose(K.batch_dot(x, y, axes).numpy(), want, rtol=1e-4, atol=1e-5)
    p, q = placeholders([x, y], free)
    out = K.batch_dot(p, q, axes)
    assert len(out.shape) == want.ndim and all(a in (None, b) for a, b in zip(out.shape, want.shape))
    np.testing.assert_allclose(K.function([p, q], out)([x, y]), want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("make, shapes", [(K.dot, s) for s in DOTS] + [(lambda x, y, axes=a: K.batch_dot(x, y, axes), (s, t)) for s, t, a in PAIRS])
def test_gradients(make, shapes):
    x, y = (K.Variable(a, dtype="float64") for a in arrays(*shapes))
    weights = np.cos(np.arange(np.prod(make(x, y).shape))).reshape(make(x, y).shape)
    for v, g in zip((x, y), K.gradients(K.sum(make(x, y) * weights), [x, y])):
        want = K.numeric_gradient(lambda a, b: np.sum(make(K.constant(a, "float64"), K.constant(b, "float64")).numpy() * weights),
                                  [x.numpy(), y.numpy()], 0 if v is x else 1)
        np.testing.assert_allclose(g.numpy(), want, rtol=1e-5, atol=1e-7)


def test_operator():
    x, y, z = arrays((2, 3, 4), (2, 4, 5), (4, 5))
    np.testing.assert_allclose((K.constant(x) @ K.constant(y)).numpy(), x @ y, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose((K.constant(x) @ z).numpy(), x @ z, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose((x @ K.constant(z)).numpy(), x @ z, rtol=1e-4, atol=1e-5)


def test_plain_arrays_take_the_tensors_type():
    double = np.ones((3, 4))
    assert K.dtype(K.dot(K.ones((2, 3)), double)) == "float32"
    assert K.dtype(K.batch_dot(K.ones((2, 3)), double[:2, :3], 1)) == "float32"


@pytest.mark.parametrize("shapes, axes", [(((4, 5), (3, 5)), 1), (((4, 5), (4, 6)), 1), (((4, 5), (4, 5)), 0), (((4,), (4, 5)), 1), (((4, 5), (4, 5)), 3)])
def test_what_batch_dot_refuses(shapes, axes):
    for make in (lambda s: K.constant(np.ones(s)), K.placeholder):
        with pytest.raises(ValueError):
            K.batch_dot(*map(make, shapes), axes=axes)


def test_mixtures_of_known_and_unknown():
    x, y = arrays((4, 2, 3, 5), (4, 7, 5, 6))
    want = pairwise(x, y, (3, 2))
    for hole in itertools.combinations(range(4), 2):
        p = K.placeholder(tuple(None if i in hole else n for i, n in enumerate(x.shape)))
        q = K.placeholder(tuple(None if i in hole else n for i, n in enumerate(y.shape)))
        np.testing.assert_allclose(K.function([p, q], K.batch_dot(p, q))([x, y]), want, rtol=1e-4, atol=1e-5)
