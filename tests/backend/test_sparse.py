"""Sparse tensors: what is equal to the dense computation, what is never made dense, what is refused."""

import numpy as np
import pytest
from scipy import sparse

from litkeras import backend as K
from litkeras.backend.sparse import SparseTensor, as_csr, contract_stored, multiply_stored
from litkeras.backend.tensors import OPS

pytestmark = pytest.mark.usefixtures("backend")


def matrix(rows, columns, density=0.3, dtype="float32", seed=0):
    rng = np.random.default_rng(seed)
    dense = rng.normal(size=(rows, columns)) * (rng.random((rows, columns)) < density)
    return sparse.csr_array((dense * 4).astype(dtype))


def dense(*shape, dtype="float32", seed=1):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


SHAPES = [(7, 5, 3), (1, 5, 1), (0, 5, 3), (4, 5, 0), (3, 1, 2), (50, 40, 17)]
FORMATS = ["csr", "csc", "coo", "lil", "dok", "bsr", "dia"]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64"])
@pytest.mark.parametrize("shape", SHAPES)
def test_product_and_its_gradient(shape, dtype):
    rows, k, n = shape
    m, w = matrix(rows, k, dtype=dtype), (dense(k, n) * 4).astype(dtype)
    y = K.dot(K.variable(m), K.constant(w, dtype=dtype))
    np.testing.assert_allclose(y.numpy(), m.toarray() @ w, rtol=1e-5, atol=1e-5)
    assert y.dtype == dtype and not y.is_sparse
    if dtype.startswith("float"):
        v, weights = K.Variable(w), (dense(rows, n)).astype(dtype)
        (dw,) = K.gradients(K.sum(K.dot(K.variable(m), v) * weights), [v])
        np.testing.assert_allclose(dw.numpy(), m.toarray().T @ weights, rtol=1e-5, atol=1e-5)


def test_second_derivative():
    m, v = matrix(6, 4, dtype="float64"), K.Variable(dense(4, 2, dtype="float64"))
    for x in (K.variable(m), K.constant(m.toarray(), dtype="float64")):
        (g,) = K.gradients(K.sum(K.pow(K.dot(x, v), 3.0)), [v])
        (h,) = K.gradients(K.sum(K.sin(g)), [v])
        found = h.numpy() if x.is_sparse else found
    np.testing.assert_allclose(found, h.numpy(), rtol=1e-10)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format(form):
    m = matrix(6, 5)
    x = K.placeholder((None, 5), sparse=True)
    f = K.function([x], [K.dot(x, K.constant(dense(5, 2)))])
    for made in (m.asformat(form), sparse.csr_matrix(m).asformat(form)):
        np.testing.assert_allclose(f([made])[0], m.toarray() @ dense(5, 2), rtol=1e-5, atol=1e-6)
        np.testing.assert_array_equal(K.eval(K.variable(made)), m.toarray())


@pytest.mark.parametrize("index", ["int32", "int64"])
def test_both_kinds_of_indices_and_duplicates(index):
    twice = sparse.csr_array((np.float32([1, 2, 3]), np.array([1, 1, 0], index), np.array([0, 2, 3], index)), (2, 3))
    w = dense(3, 4)
    np.testing.assert_allclose(K.dot(K.variable(twice), K.constant(w)).numpy(), twice.toarray() @ w, rtol=1e-6)


@pytest.mark.parametrize("function", [K.sqrt, K.sign, K.square, K.tanh])
def test_equal_places_are_added_before_anything_is_applied(function):
    twice = sparse.csr_array((np.float32([1, 2, 3]), [1, 1, 0], [0, 2, 3]), (2, 3))
    x, expected = K.placeholder((None, 3), sparse=True), function(K.constant(twice.toarray())).numpy()
    for result in (function(K.variable(twice)).numpy(), K.function([x], [function(x)])([twice])[0].toarray()):
        np.testing.assert_allclose(result, expected, rtol=1e-6)
    assert K.variable(twice).values.shape == (2,)
    assert twice.nnz == 3  # the user's matrix is left alone


def test_to_dense_of_what_is_no_sparse_tensor():
    array, tensor, m = dense(2, 3), K.constant(dense(2, 3)), matrix(2, 3)
    assert K.to_dense(array) is array
    assert K.to_dense(tensor) is tensor
    np.testing.assert_array_equal(K.to_dense(m).numpy(), m.toarray())


def test_function_with_many_numbers_of_rows():
    x, w = K.placeholder((None, 40), sparse=True), K.variable(dense(40, 3))
    loss = K.sum(K.square(K.dot(x, w)))
    f = K.function([x], [loss, *K.gradients(loss, [w])])
    for rows in (3, 1, 17, 0, 3):
        m = matrix(rows, 40, seed=rows)
        got, slope = f([m])
        y = m.toarray() @ dense(40, 3)
        np.testing.assert_allclose(got, (y**2).sum(), rtol=1e-4)
        np.testing.assert_allclose(slope, 2 * m.toarray().T @ y, rtol=1e-4, atol=1e-4)


def test_other_types_and_dense_arrays_are_converted_when_fed():
    x = K.placeholder((None, 5), sparse=True)
    f = K.function([x], [K.dot(x, K.constant(dense(5, 2)))])
    m = matrix(4, 5)
    for fed in (m.astype("float64"), m.toarray(), m.toarray().tolist(), K.variable(m), K.constant(m.toarray())):
        np.testing.assert_allclose(f([fed])[0], m.toarray() @ dense(5, 2), rtol=1e-5, atol=1e-6)


def test_a_dense_placeholder_takes_sparse_matrices():
    x = K.placeholder((None, 5))
    m = matrix(4, 5)
    np.testing.assert_array_equal(K.function([x], [x * 2.0])([m])[0], m.toarray() * 2)
    np.testing.assert_array_equal(K.function([x], [x * 2.0])([K.variable(m)])[0], m.toarray() * 2)


def test_nothing_becomes_dense(monkeypatch):
    """No step of training on a sparse input fills in zeros."""

    def never(self, *args, **kwargs):
        raise AssertionError("a sparse matrix was made dense")

    x, y, w = K.placeholder((None, 5), sparse=True), K.placeholder((None, 2)), K.variable(dense(10, 2))
    loss = K.mean(K.square(K.dot(K.concatenate([x, K.square(x)]), w) - y))
    f = K.function([x, y], [loss], [(w, w - 1e-4 * K.gradients(loss, [w])[0])])
    for kind in (sparse.csr_array, sparse.csc_array, sparse.coo_array, sparse.csr_matrix):
        for name in ("toarray", "todense"):
            monkeypatch.setattr(kind, name, never, raising=False)
    now = K.variable(matrix(20, 5))  # and the same at once
    K.gradients(K.mean(K.dot(2.0 * K.concatenate([now, K.square(now)]), w)), [w])
    first = f([matrix(20, 5), dense(20, 2)])[0]
    for _ in range(20):
        last = f([matrix(20, 5), dense(20, 2)])[0]
    assert last < first


ZERO_STAYS_ZERO = [K.abs, K.sign, K.square, K.sqrt, K.sin, K.tanh, K.round, lambda x: -x, lambda x: K.cast(x, "float64"), lambda x: K.cast(x, "int32")]


@pytest.mark.parametrize("function", ZERO_STAYS_ZERO, ids=range(len(ZERO_STAYS_ZERO)))
def test_zero_stays_zero(function):
    m = matrix(6, 5)
    got, want = function(K.variable(m)), function(K.constant(m.toarray()))
    assert got.is_sparse and got.dtype == want.dtype and got.value.nnz == m.nnz
    np.testing.assert_allclose(got.numpy(), want.numpy(), rtol=1e-6)
    x = K.placeholder((None, 5), sparse=True)
    out = function(x)
    assert out.is_sparse and out.shape == (None, 5) and out.dtype == want.dtype
    (later,) = K.function([x], [out])([m])
    assert sparse.issparse(later)
    np.testing.assert_allclose(later.toarray(), want.numpy(), rtol=1e-6)


SCALED = [lambda x: x * 2.0, lambda x: 2.0 * x, lambda x: x / 2.0, lambda x: x * dense(5), lambda x: dense(6, 1) * x, lambda x: x / dense(6, 5), lambda x: x * K.constant(dense(6, 5))]


@pytest.mark.parametrize("function", SCALED, ids=range(len(SCALED)))
def test_scaled_by_a_constant(function):
    m = matrix(6, 5)
    got, want = function(K.variable(m)), function(K.constant(m.toarray()))
    assert got.is_sparse and got.dtype == want.dtype and got.value.nnz == m.nnz
    np.testing.assert_allclose(got.numpy(), want.numpy(), rtol=1e-6)
    x = K.placeholder((None, 5), sparse=True)
    assert function(x).is_sparse and function(x).shape == (None, 5)
    np.testing.assert_allclose(K.function([x], [function(x)])([m])[0].toarray(), want.numpy(), rtol=1e-6)


@pytest.mark.parametrize("axis", [0, 1, -1, -2])
def test_concatenate(axis):
    m = matrix(5, 5)
    x, p = K.variable(m), K.placeholder((5, 5), sparse=True)
    want = np.concatenate([m.toarray(), m.toarray()], axis)
    joined = K.concatenate([x, x], axis=axis)
    assert joined.is_sparse and joined.value.nnz == 2 * m.nnz
    np.testing.assert_array_equal(joined.numpy(), want)
    later = K.concatenate([p, x], axis=axis)
    assert later.is_sparse and later.shape == want.shape
    np.testing.assert_array_equal(K.function([p], [later])([m])[0].toarray(), want)
    mixed = K.concatenate([p, K.constant(m.toarray())], axis=axis)
    assert not mixed.is_sparse
    np.testing.assert_array_equal(K.function([p], [mixed])([m])[0], want)


def test_what_is_asked_of_any_tensor():
    m = matrix(4, 5)
    x, p = K.variable(m, name="counts"), K.placeholder((None, 5), sparse=True)
    assert (K.int_shape(x), K.ndim(x), K.dtype(x), K.count_params(x)) == ((4, 5), 2, "float32", 20)
    assert K.is_sparse(x) and K.is_sparse(p) and K.is_keras_tensor(p) and not K.is_keras_tensor(x)
    assert not K.is_sparse(m) and not K.is_sparse(m.toarray()) and not K.is_sparse(K.to_dense(x))
    np.testing.assert_array_equal(K.eval(K.shape(x)), [4, 5])
    np.testing.assert_array_equal(K.function([p], [K.shape(p)])([m])[0], [4, 5])
    for dense_value in (K.eval(x), K.get_value(x), K.batch_get_value([x])[0], np.asarray(x), x.eval(), K.to_dense(x).numpy()):
        np.testing.assert_array_equal(dense_value, m.toarray())
    again = sparse.coo_array((x.values.numpy(), x.indices.numpy().T), x.shape)
    np.testing.assert_array_equal(again.toarray(), m.toarray())
    assert "9 of 20" in repr(x).replace(str(m.nnz), "9") and "(None, 5)" in str(p)


def test_a_variable_has_its_own_numbers():
    m = matrix(4, 5)
    x = K.variable(m)
    before = m.toarray()
    m.data[:] = 0
    np.testing.assert_array_equal(K.eval(x), before)


def test_constants_in_a_function():
    """Sparse constants are folded, shared and fed like others."""
    m, v = matrix(3, 4), K.variable(dense(4, 2))
    x = K.variable(m)
    y = K.placeholder((3, 2))
    f = K.function([y], [K.dot(x, v) + y, K.dot(K.square(x), v), K.to_dense(x) * 2.0])
    a, b, c = f([np.zeros((3, 2))])
    np.testing.assert_allclose(a, m.toarray() @ dense(4, 2), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(b, m.toarray() ** 2 @ dense(4, 2), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(c, m.toarray() * 2)
    v.assign(np.zeros((4, 2)))
    assert not f([np.zeros((3, 2))])[0].any()


def test_weights_in_any_order_in_memory():
    m, w = matrix(6, 5), np.asfortranarray(dense(5, 3))
    np.testing.assert_allclose(multiply_stored(K.variable(m), K.constant(dense(3, 5)[:, ::1].T)).numpy(), m.toarray() @ dense(3, 5).T, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(K.dot(K.variable(m), w).numpy(), m.toarray() @ w, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(contract_stored(K.variable(m), np.asfortranarray(dense(6, 3))).numpy(), m.toarray().T @ dense(6, 3), rtol=1e-5, atol=1e-6)


def test_vectors_and_stacks_on_the_right():
    m = matrix(6, 5)
    np.testing.assert_allclose(K.dot(K.variable(m), K.constant(dense(5))).numpy(), m.toarray() @ dense(5), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(K.dot(K.variable(m), K.constant(dense(2, 5, 3))).numpy(), np.dot(m.toarray(), dense(2, 5, 3)), rtol=1e-5, atol=1e-6)


def test_nan_is_not_hidden_where_it_is_stored():
    m = matrix(3, 4)
    m.data[0] = np.nan
    y = K.dot(K.variable(m), K.constant(dense(4, 2))).numpy()
    assert np.isnan(y).any() and not np.isnan(y).all()


def test_a_tape_goes_through():
    m, v = matrix(6, 4), K.variable(dense(4, 2))
    with K.GradientTape() as tape:
        loss = K.sum(K.square(K.dot(K.variable(m), v)))
    want = 2 * m.toarray().T @ (m.toarray() @ dense(4, 2))
    np.testing.assert_allclose(tape.gradient(loss, v).numpy(), want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", sorted(n for n, op in OPS.items() if op.value.__module__.startswith("litkeras.") and not op.sparse_rule and len(op.input_names) == 1 and 0 not in op.shape_only))
def test_all_others_refuse(name):
    """Every op of one tensor that has no rule says so by name, eagerly and symbolically."""
    op = OPS[name]
    settings = {a: 1 for a in op.attribute_names if a not in op.defaults}
    for x in (K.variable(matrix(4, 5)), K.placeholder((None, 5), sparse=True)):
        with pytest.raises(TypeError, match=rf"^{op.__name__}: .*K\.to_dense"):
            op(x, **settings)


def test_operators_refuse():
    x = K.variable(matrix(4, 5))
    for action in (lambda: x + 1.0, lambda: x * x, lambda: x > 0, lambda: x[0], lambda: 1.0 - x, lambda: K.maximum(x, 0.0), lambda: K.stack([x, x])):
        with pytest.raises(TypeError, match="K.to_dense"):
            action()


def test_nothing_is_converted_twice():
    m = matrix(4, 5)
    assert np.shares_memory(as_csr(m).data, m.data)
    assert isinstance(K.variable(m), SparseTensor)
