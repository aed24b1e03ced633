"""The compiler against the interpreter: random programs, run both ways, agree."""

import numpy as np
import pytest

from litkeras import backend as K
from litkeras.backend.compiler import PASSES, Planner, compile_program
from litkeras.backend.operations import Op
from litkeras.backend.programs import interpret


def random_graph(rng, steps=14):
    """Inputs, outputs and updates of a random graph of small tensors."""
    x, y = K.placeholder((None, 4)), K.placeholder((None, 4))
    variables = [K.variable(rng.normal(size=s), name="v") for s in ((4,), (4, 4), (1, 4), ())]
    pool = [x, y, *variables]
    for _ in range(steps):
        pool.append(random_step(rng, pool))
    updates = []
    for v in variables:
        same = [t for t in pool[6:] if t.shape == v.shape and t.dtype == v.dtype]
        if same:
            updates.append((v, same[rng.integers(len(same))]))
        else:
            updates.append((v, v * 0.5 + K.mean(pool[-1])))
    outputs = [pool[i] for i in rng.integers(2, len(pool), size=3)]
    return [x, y], outputs, updates


def random_step(rng, pool):
    """A tensor made from one or two random tensors of the pool."""
    a, b = (pool[i] for i in rng.integers(len(pool), size=2))
    unary = [K.tanh, K.relu, K.sigmoid, lambda t: t * 0.5, K.square, lambda t: -t, K.abs]
    kind = rng.integers(6)
    if kind == 0:
        return unary[rng.integers(len(unary))](a)
    if kind == 1 and a.ndim:
        return K.sum(K.tanh(a), axis=int(rng.integers(-a.ndim, 0)), keepdims=True)
    if kind == 2 and a.ndim == 2:
        square = [t for t in pool if t.shape == (4, 4)]
        if a.shape[1] == 4:
            return K.tanh(K.dot(a, K.transpose(square[rng.integers(len(square))])))
    if kind == 3 and a.shape == (4, 4):
        return K.transpose(a) if rng.integers(2) else K.reshape(a, (4, 4)) * 2.0
    try:
        c = K.where(a > b, a, b) if kind == 4 else K.tanh(a) * b
    except ValueError:
        return K.maximum(a, 0.1)
    return c if c.ndim < 3 else a


@pytest.mark.parametrize("seed", range(60))
def test_random_programs_agree_with_the_interpreter(seed):
    rng = np.random.default_rng(seed)
    inputs, outputs, updates = random_graph(rng)
    program = K.function(inputs, outputs, updates).program([(4, 4), (4, 4)])
    arrays = [rng.normal(size=(4, 4)).astype("float32") for _ in inputs]
    plan = compile_program(program)
    start = [v.numpy() for v, _ in updates]
    want = [interpret(program, arrays) for _ in range(2)]
    state = [v.numpy() for v, _ in updates]
    for (v, _), value in zip(updates, start):
        v.assign(value)
    got = [plan(*arrays) for _ in range(2)]
    for w, g in zip(sum(want, []), sum(got, [])):
        np.testing.assert_allclose(g, w, rtol=2e-5, atol=1e-5)
    for (v, _), value in zip(updates, state):
        np.testing.assert_allclose(v.numpy(), value, rtol=2e-5, atol=1e-5)


@pytest.mark.parametrize("count", range(len(PASSES) + 1))
def test_every_prefix_of_the_passes_gives_the_same(count):
    x = K.placeholder((None, 4))
    w = K.variable(np.eye(4) * 2)
    y = K.relu(K.dot(x, w) + 1.0)
    program = K.function([x], [y, y * 2.0 + y * 2.0], [(w, w - K.gradients(y, [w])[0])]).program([(2, 4)])
    for improve in PASSES[:count]:
        program = improve(program)
    first, second = Planner(program).plan()(np.ones((2, 4), "float32"))
    np.testing.assert_allclose(first, np.full((2, 4), 3.0))
    np.testing.assert_allclose(second, np.full((2, 4), 12.0))
    np.testing.assert_allclose(w.numpy(), np.eye(4) * 2 - 2)


def test_read_only_constants():
    """Arrays that may not be written, the user's or those of broadcasting, are taken by kernels as others are."""
    fixed = np.arange(4, dtype="float32")
    fixed.flags.writeable = False
    x, w = K.placeholder((None, 4)), K.variable(np.ones((4, 3)))
    np.testing.assert_array_equal(K.function([x], [x * 2.0 + fixed])([np.ones((2, 4))])[0], np.tile(fixed + 2, (2, 1)))
    slope = K.gradients(K.sum(K.square(K.dot(x, w))), [w])
    assert not K.function([x], slope)([np.ones((0, 4))])[0].any()


UPDATES = {
    "the old value is the next of another": lambda p, q: [(p, p + 1.0), (q, p)],
    "the other way round": lambda p, q: [(q, p), (p, p + 1.0)],
    "a view of the old value": lambda p, q: [(q, K.transpose(p)), (p, p + 1.0)],
    "a call that reads the old value later": lambda p, q: [(p, p + 1.0), (q, K.dot(p, K.exp(p + 1.0)))],
    "exchanged": lambda p, q: [(p, q), (q, p)],
    "each from the other": lambda p, q: [(p, q * 2.0), (q, p * 3.0)],
    "nobody reads the old value": lambda p, q: [(p, q + 1.0)],
    "twice the same": lambda p, q: [(p, p + 1.0), (q, p + 1.0)],
}


@pytest.mark.parametrize("passes", [(), PASSES], ids=["no passes", "all passes"])
@pytest.mark.parametrize("name", UPDATES)
def test_an_update_never_sees_what_another_has_done(name, passes):
    states = []
    for run in (interpret, lambda program, arrays: compile_program(program, passes)(*arrays)):
        p, q = K.variable([[1.0, 2.0], [3.0, 4.0]]), K.variable([[5.0, 6.0], [7.0, 8.0]])
        run(K.function([], [], UPDATES[name](p, q)).program([]), [])
        states.append([p.numpy(), q.numpy()])
    np.testing.assert_allclose(states[1], states[0], rtol=1e-6)


def test_a_variable_that_is_not_needed_any_more_is_overwritten():
    p = K.variable([1.0, 2.0])
    plan = compile_program(K.function([], [], [(p, K.exp(p * 2.0))]).program([]))
    assert "copyto" not in plan.source


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan, 2.5, None, (1, np.inf)])
def test_attributes_are_written_so_that_the_plan_can_read_them(value):
    def note(x, *, value):
        seen.append(value)
        return x + 0

    seen, op = [], Op(note)
    op.shape(lambda x, *, value: x.shape)
    x = K.placeholder((2,))
    compile_program(K.function([x], op(x, value=value)).program([(2,)]))(np.zeros(2, "float32"))
    assert repr(seen) == repr([value])


@pytest.mark.parametrize("shape", [(4, 3), (3,), ()])
def test_constants_that_are_not_in_order_are_copied_only_once(shape):
    x = K.placeholder((4, 3))
    c = K.constant(0.0)
    c.value = np.arange(12, dtype="float32").reshape(3, 4).T
    c.shape = c.value.shape
    other = np.arange(np.prod(shape, dtype=int), dtype="float32").reshape(shape)
    plan = compile_program(K.function([x], K.square(x + c) * K.constant(other)).program([(4, 3)]))
    assert "contiguous" not in plan.source.replace("contiguous(x0)", "x0")
    (got,) = plan(np.ones((4, 3), "float32"))
    np.testing.assert_allclose(got, (1 + c.value) ** 2 * other, rtol=1e-6)


def test_loops_take_views_of_inputs_that_are_not_in_order():
    x, b = K.placeholder((3, 4)), K.variable([1.0, 2.0, 3.0])
    array = np.arange(12, dtype="float32").reshape(3, 4)
    plan = compile_program(K.function([x], K.transpose(x) * 2.0 + b).program([(3, 4)]))
    np.testing.assert_allclose(plan(array)[0], array.T * 2 + [1, 2, 3])
