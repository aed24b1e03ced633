"""Tensors, operations and variables: what they print, what they share, what they refuse."""

import numpy as np
import pytest

import litkeras.backend as K


def test_results_do_not_change_with_the_variable_they_were_made_from():
    v = K.variable([[1, 2], [3, 4]])
    views = [
        K.reshape(v, (4,)),
        K.transpose(v),
        v[0],
        K.stop_gradient(v),
        K.expand_dims(v),
        K.sum_to(v, v),
        K.broadcast_to(v, v),
        v.read_value(),
    ]
    before = [t.numpy().copy() for t in views]
    v.assign([[9, 9], [9, 9]])
    for t, old in zip(views, before, strict=True):
        np.testing.assert_array_equal(t.numpy(), old)


def test_recipes_see_assignments():
    v = K.variable([1, 2])
    y = v * 10
    v.assign([5, 6])
    np.testing.assert_array_equal(y.numpy(), [10, 20])
    np.testing.assert_array_equal(y.eval(), [50, 60])


def test_the_array_of_a_variable_stays_the_same():
    v = K.variable([1, 2])
    held = v.value
    v.assign([3, 4]).assign_add([1, 1]).assign_sub([2, 2])
    assert v.value is held
    np.testing.assert_array_equal(held, [2, 3])


@pytest.mark.parametrize("value, error", [([1.5, 2.5], TypeError), (1, ValueError), ([1, 2, 3], ValueError), ("a", TypeError)])
def test_assign_refuses(value, error):
    v = K.variable([1, 2], dtype="int32")
    with pytest.raises(error):
        v.assign(value)
    np.testing.assert_array_equal(v.numpy(), [1, 2])


def test_assign_refuses_floats_for_integers_also_as_tensors():
    with pytest.raises(TypeError, match="int32"):
        K.variable(1, dtype="int32").assign(K.constant(2.5))


def test_text_of_tensors():
    t = K.constant([1.0, 2.0])
    assert repr(t) == "<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>"
    assert str(t) == "tf.Tensor([1. 2.], shape=(2,), dtype=float32)"
    assert f"{K.constant(0.25):.1%} {K.constant(3.0)}" == "25.0% 3.0"
    p = K.placeholder((None, 2), name="p")
    assert repr(p) == "<tf.Tensor 'p:0' shape=(None, 2) dtype=float32>"
    assert str(p) == f"{p}" == 'Tensor("p:0", shape=(None, 2), dtype=float32)'
    assert str(K.variable(1, name="v")) == "<tf.Variable 'v:0' shape=() dtype=float32, numpy=1.0>"


def test_names_remember_the_scope_in_which_they_were_made():
    K.clear_session()
    p = K.placeholder((2,), name="p")
    with K.name_scope("outer"), K.name_scope("inner"):
        y, z = p + 1, p + 2
    assert z.name == "outer/inner/AddV2:0"
    assert y.name == "outer/inner/AddV2_1:0"
    assert (p + 3).name == "AddV2:0"


def test_a_tensor_is_not_none():
    for t in (K.constant([1.0, 2.0]), K.placeholder((2,)), K.variable(1)):
        assert (t == None) is False and (t != None) is True  # noqa: E711


def test_lists_of_tensors_are_stacked():
    p = K.placeholder((2,))
    assert K.int_shape(K.abs([p, p, p])) == (3, 2)
    np.testing.assert_array_equal(K.abs([K.constant([-1.0]), K.constant([2.0])]).numpy(), [[1], [2]])


@pytest.mark.parametrize("x, y", [([1, 2], [2.0, 1.0]), (np.float32([1]), np.float64([1])), (K.constant([1.0]), K.constant([1], dtype="int32"))])
def test_types_are_not_mixed(x, y):
    with pytest.raises(TypeError, match="K.cast"):
        K.maximum(x, y)


def test_plain_numbers_adapt():
    for x in (K.constant([1.0], dtype="float16"), K.constant([1.0], dtype="float64")):
        for y in (2, 2.5, [2.5], np.float64(2.5), np.float32([2.5])):
            assert (x + y).dtype == (y * x).dtype == x.dtype


def test_the_shape_of_a_placeholder_needs_no_numbers():
    np.testing.assert_array_equal(K.eval(K.shape(K.placeholder((2, 4, 5)))), [2, 4, 5])
    with pytest.raises(ValueError):
        K.eval(K.shape(K.placeholder((None, 5))))


def gradient(function, *arrays):
    variables = [K.variable(a) for a in arrays]
    return [None if g is None else g.numpy() for g in K.gradients(function(*variables), variables)]


def test_gradients_at_kinks_are_tensorflows():
    np.testing.assert_array_equal(gradient(K.sqrt, [-1.0, 0.0, 4.0])[0], [0, np.inf, 0.25])
    np.testing.assert_array_equal(gradient(K.sign, [-2.0, 3.0])[0], [0, 0])
    np.testing.assert_array_equal(gradient(lambda x: K.clip(x, 0, 1), [-1.0, 0.0, 0.5, 1.0, 2.0])[0], [0, 1, 1, 1, 0])
    dx, dy = gradient(K.mod, [7.0, -7.0, 7.0], [3.0, 3.0, -3.0])
    np.testing.assert_array_equal(dx, [1, 1, 1])
    np.testing.assert_array_equal(dy, [-2, 3, 3])
    assert gradient(lambda x: K.cast(K.cast(x, "int32"), "float32"), [1.5]) == [None]


@pytest.mark.parametrize("value, dtype", [(2**40, "int32"), ([1, 2**31], "int32"), (300, "int8"), (-1, "uint8"), (2**63, "int64")])
def test_integers_that_do_not_fit_are_refused(value, dtype):
    for make in (K.constant, lambda v, dtype: K.variable(v, dtype=dtype)):
        with pytest.raises(ValueError, match=f"does not fit into {dtype}"):
            make(value, dtype=dtype)
    with pytest.raises(ValueError, match=f"add: .* does not fit into {dtype}"):
        K.constant(np.zeros(2), dtype=dtype) + value


def test_large_integers_become_int64_as_in_tensorflow():
    for value in (2**31, -(2**31) - 1, [1, 2**40]):
        assert K.dtype(value) == "int64"
        np.testing.assert_array_equal(K.abs(value).numpy(), np.abs(value))
    assert K.dtype(2**31 - 1) == K.dtype([-(2**31)]) == "int32"
    assert K.constant(2**40).numpy() == np.float32(2**40)


def test_arrays_are_converted_as_asked():
    np.testing.assert_array_equal(K.constant(np.array([2.7, -1.5]), dtype="int32").numpy(), [2, -1])
    assert K.constant(np.int64(2**40), dtype="int32").numpy() == 0


def test_whole_numbers_serve_as_indices():
    assert list(range(K.constant(3, dtype="int32"))) == [0, 1, 2]
    assert "abc"[K.constant(-1, dtype="int8")] == "c"
    for t in (K.constant(3.0), K.constant([1], dtype="int32"), K.constant(True, dtype="bool")):
        with pytest.raises(TypeError, match=f"expected a whole number without axes, got .*dtype={t.dtype.name}"):
            range(t)
    with pytest.raises(ValueError, match="is symbolic"):
        range(K.placeholder((), dtype="int32"))


def test_attributes_are_given_once():
    x = K.constant([[1.0, 2.0]])
    with pytest.raises(TypeError, match="softmax.*got 2 positional arguments and the keywords"):
        K.softmax(x, -1, axis=0)
    with pytest.raises(TypeError, match="got 2 positional arguments and the keywords"):
        K.cumsum(x, 0, axis=1)
    np.testing.assert_array_equal(K.cumsum(x, 1).numpy(), K.cumsum(x, axis=1).numpy())


@pytest.mark.parametrize("a, b, want", [(0, None, 0), (None, 0, 0), (1, 0, 0), (0, 1, 0), (None, 1, None), (None, 3, 3), (3, None, 3), (None, None, None)])
def test_lengths_of_broadcast_axes(a, b, want):
    assert K.int_shape(K.placeholder((a,)) + K.placeholder((b,))) == (want,)


@pytest.mark.parametrize("low, high", [(2.0, 1.0), (K.constant(2.0), K.constant(1.0)), (K.constant(2.0), 1.0), (2.0, K.constant(1.0))])
def test_of_two_borders_in_the_wrong_order_the_lower_end_wins(low, high):
    np.testing.assert_array_equal(K.clip(K.constant([0.5, 3.0]), low, high).numpy(), [2.0, 2.0])


def test_borders_may_be_symbolic():
    low = K.placeholder(())
    y = K.clip(K.constant([0.5, 3.0]), low, 2.5)
    np.testing.assert_array_equal(K.function([low], y)([np.float32(1.0)]), [1.0, 2.5])


def test_where_speaks_for_itself():
    from litkeras.backend.choices import where

    with pytest.raises(TypeError, match="^where: the dtypes"):
        where(True, K.constant([1], dtype="int32"), K.constant([2.5]))
