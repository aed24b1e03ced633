"""Gradients: the sweep, the tape, and variables that change in between."""

import gc
from collections import namedtuple

import numpy as np
import pytest

import litkeras.backend as K
from litkeras.backend.variables import LISTENERS, WITNESSES


def value(g):
    return None if g is None else g.numpy().tolist()


def test_used_twice():
    v = K.Variable(3.0)
    assert value(K.gradients(v * v + 4.0 * v, [v])[0]) == 10


def test_a_thousand_doublings_take_no_time():
    first = deep = K.Variable(1.0, dtype="float64")
    for _ in range(1000):
        deep = deep + deep
    assert value(K.gradients(deep, [first])[0]) == 2.0**1000


def test_deep_graphs_do_not_recurse():
    x = y = K.Variable(1.0)
    for _ in range(5000):
        y = y + 1.0
    assert value(K.gradients(y, [x])[0]) == 1


def test_no_path():
    x, y = K.Variable(1.0), K.Variable(1.0)
    assert K.gradients(x * x, [y]) == [None]
    assert K.gradients(K.stop_gradient(x), x) == [None]
    assert K.gradients(K.cast(K.greater(x, 0.0), "float32"), [x]) == [None]


def test_loss_with_axes_counts_as_its_sum():
    x = K.Variable([1.0, 2.0])
    assert value(K.gradients(x * x, [x])[0]) == [2, 4]


def test_gradient_with_respect_to_something_in_between():
    x = K.Variable(2.0)
    y = x * x
    assert [value(g) for g in K.gradients(y * y, [y, x])] == [8, 32]


def test_symbolic_and_eager_agree():
    x, w = np.random.default_rng(0).normal(size=(4, 3)), K.Variable(np.eye(3), dtype="float64")
    p = K.placeholder((None, 3), dtype="float64")

    def loss(x):
        return K.mean(K.square(K.exp(K.dot(x, w)) - 1.0))

    compiled = K.function([p], K.gradients(loss(p), [w]))([x])[0]
    np.testing.assert_allclose(compiled, K.gradients(loss(K.constant(x, "float64")), [w])[0].numpy(), rtol=1e-12)


@pytest.mark.parametrize("source", [1.0, np.ones(2), None, "w"])
def test_what_is_no_source(source):
    x = K.Variable(1.0)
    with pytest.raises(TypeError, match="gradients: expected variables or tensors"):
        K.gradients(x * x, [source])
    with K.GradientTape() as tape:
        y = x * x
    with pytest.raises(TypeError, match="GradientTape.gradient: expected variables or tensors"):
        tape.gradient(y, [source])


Pair = namedtuple("Pair", "first second")


def test_structures():
    x, y = K.Variable(3.0), K.Variable(2.0)
    with K.GradientTape(persistent=True) as tape:
        z = {"b": x * x, "a": x * y}
    assert value(tape.gradient(z, x)) == 8
    found = tape.gradient(z, {"q": x, "p": [y, (x,)]})
    assert value(found["q"]) == 8 and value(found["p"][0]) == 3 and value(found["p"][1][0]) == 8
    assert isinstance(found["p"][1], tuple)
    assert list(found) == ["q", "p"]
    assert value(tape.gradient(z, Pair(x, y)).second) == 3
    assert tape.gradient(z, []) == []


def test_only_what_ran_inside():
    x = K.Variable(3.0)
    early = x * x
    with K.GradientTape(persistent=True) as tape:
        z = early * 2.0
    late = z * x
    assert tape.gradient(z, [x, early]) == [None, None]
    assert tape.gradient(late, x) is None


def test_watching():
    x, fixed, c = K.Variable(3.0), K.Variable(3.0, trainable=False), K.constant(3.0)
    with K.GradientTape(persistent=True) as tape:
        z = x * fixed * c
    assert tape.watched_variables() == (x,)
    assert tape.gradient(z, [fixed, c]) == [None, None]
    with K.GradientTape(watch_accessed_variables=False) as tape:
        z = x * x
    assert tape.watched_variables() == () and tape.gradient(z, x) is None
    with K.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([fixed, {"c": c}])
        z = x * fixed * c
    assert [value(g) for g in tape.gradient(z, [x, fixed, c])] == [None, 9, 9]
    whole = K.constant(3, dtype="int32")
    with K.GradientTape() as tape:
        tape.watch(whole)
        z = whole * whole
    assert tape.gradient(z, whole) is None
    with pytest.raises(ValueError, match="expected a tensor, got float"):
        K.GradientTape().watch(3.0)


def test_used_once():
    x = K.Variable(3.0)
    with K.GradientTape() as tape:
        y = x * x
    tape.gradient(y, x)
    with pytest.raises(RuntimeError, match="persistent=True"):
        tape.gradient(y, x)


def test_running_twice():
    tape = K.GradientTape()
    with tape, pytest.raises(ValueError, match="running already"):
        tape.__enter__()
    assert tape not in LISTENERS


def test_going_on_later_and_pausing_and_forgetting():
    x = K.Variable(2.0)
    with K.GradientTape() as tape:
        y = x * x
    with tape:
        z = y * x
    assert value(tape.gradient(z, x)) == 12
    with K.GradientTape() as tape:
        y = x * x
        with tape.stop_recording():
            y = y * y
        z = y * x
    assert value(tape.gradient(z, x)) == 16
    with K.GradientTape(persistent=True) as tape:
        y = x * x
        tape.reset()
        z = y * x
    assert value(tape.gradient(z, x)) == 4 and tape.gradient(y, x) is None


def test_a_tape_that_failed_stops():
    with pytest.raises(ZeroDivisionError), K.GradientTape():
        1 / 0
    assert not LISTENERS


def test_output_gradients():
    x = K.Variable([1.0, 2.0])
    with K.GradientTape(persistent=True) as tape:
        z = [x * x, x]
    assert value(tape.gradient(z[0], x, output_gradients=np.array([1.0, 10.0]))) == [2, 40]
    assert value(tape.gradient(z, x, output_gradients=[[1.0, 1.0], None][1:])) == [3, 5]
    assert value(tape.gradient(z, x, output_gradients=[K.constant([1.0, 2.0])])) == [3, 9]
    with pytest.raises(ValueError, match=r"\(3,\) do not fit the target of shape \(2,\)"):
        tape.gradient(z[0], x, output_gradients=K.constant([1.0, 2.0, 3.0]))
    with pytest.raises(ValueError, match="2 output_gradients for 1 targets"):
        tape.gradient(z[0], x, output_gradients=[K.constant(1.0), K.constant(1.0)])


def test_unconnected():
    x, y = K.Variable([1.0, 2.0]), K.Variable([[1.0]])
    with K.GradientTape(persistent=True) as tape:
        z = x * x
    assert value(tape.gradient(z, y, unconnected_gradients="zero")) == [[0]]
    with pytest.raises(ValueError, match="'none' or 'zero'"):
        tape.gradient(z, y, unconnected_gradients="nothing")
    with pytest.raises(TypeError, match="got None"):
        tape.gradient(None, y)


@pytest.mark.parametrize("change", [lambda v: v.assign(5.0), lambda v: v.assign_add(2.0), lambda v: K.set_value(v, 5.0),
                                    lambda v: K.function([], [v], updates=[(v, v + 2.0)])([])], ids=["assign", "assign_add", "set_value", "function"])
@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_variables_as_they_were(change, backend):
    before = K.backend()
    K.set_backend(backend)
    x = K.Variable(3.0)
    with K.GradientTape() as tape:
        y = x * x
        change(x)
        z = x * y
    change(x)
    assert value(z) == 45
    assert value(tape.gradient(z, x)) == 9 + 5 * 6
    K.set_backend(before)


def test_two_networks_one_tape():
    """Both gradients of a persistent tape belong to the weights of the forward pass."""
    a, b = K.Variable(2.0), K.Variable(3.0)
    with K.GradientTape(persistent=True) as tape:
        y = a * b * b
    first = tape.gradient(y, a)
    a.assign_sub(first)
    b.assign(100.0)
    assert value(tape.gradient(y, b)) == 12


def test_second_derivative_through_a_changed_variable():
    x = K.Variable(3.0)
    with K.GradientTape() as outer:
        with K.GradientTape() as inner:
            y = x * x * x
        x.assign(1.0)
        slope = inner.gradient(y, x)
    assert value(slope) == 27
    assert value(outer.gradient(slope, x)) == 18


def test_nobody_is_kept():
    x = K.Variable(1.0)
    with K.GradientTape() as tape:
        y = x * x
    assert tape in WITNESSES
    tape.gradient(y, x)
    assert tape not in WITNESSES
    with K.GradientTape(persistent=True) as tape:
        x * x
    del tape
    gc.collect()
    assert not len(WITNESSES)


def test_second_derivatives():
    x = K.Variable(2.0)
    with K.GradientTape() as outer:
        with K.GradientTape() as inner:
            y = x * x * x
        slope = inner.gradient(y, x)
    assert value(slope) == 12 and value(outer.gradient(slope, x)) == 12


def test_numeric_gradient_leaves_its_arguments_alone():
    x, y = np.array([1.0, 2.0]), np.array([3, 4])
    got = K.numeric_gradient(lambda x, y: x * x * y, [x, y], 0)
    np.testing.assert_allclose(got, [6, 16], rtol=1e-8)
    assert x.tolist() == [1, 2]


def test_a_call_that_is_refused_does_not_use_the_tape_up():
    x = K.Variable([1.0, 2.0])
    with K.GradientTape() as tape:
        y = x * x
    for wrong in ({"unconnected_gradients": "nothing"}, {"output_gradients": K.constant([1.0, 2.0, 3.0])}, {"sources": 1.0}):
        with pytest.raises((ValueError, TypeError)):
            tape.gradient(**{"target": y, "sources": x} | wrong)
    x.assign([5.0, 5.0])
    assert value(tape.gradient(y, x)) == [2, 4]


def test_only_a_running_tape_can_be_paused():
    x = K.Variable(2.0)
    tape = K.GradientTape()
    for _ in range(2):  # before it runs, and afterwards
        with pytest.raises(ValueError, match="stop_recording: the tape is not running"), tape.stop_recording():
            pass
        with tape:
            y = x * x
    assert not LISTENERS
    assert value(tape.gradient(y, x)) == 4
