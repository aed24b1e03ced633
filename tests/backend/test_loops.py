"""Loops: rolled, unrolled and eager give the same values, gradients and second derivatives, for any length, on both backends."""

import gc
import weakref

import numpy as np
import pytest

from litkeras import backend as K
from litkeras.backend.loops import iterate, scan
from litkeras.backend.passes import Fuser, prune, share
from litkeras.backend.random import set_seed
from litkeras.backend.steps import apart, draw_step, piece, pieces, pile, step_by_step

pytestmark = pytest.mark.usefixtures("backend")

RNG = np.random.default_rng(3)


def double(*shape):
    return RNG.normal(size=shape)


def variable(x):
    return K.variable(x, dtype=x.dtype.name)


def placeholder_of(x, free):
    return K.placeholder((None,) * x.ndim if free == "all" else (None, *x.shape[1:]) if free else x.shape, dtype=x.dtype.name)


W, U, B = (variable(double(*s)) for s in ((2, 3), (3, 3), (3,)))


def simple(items, states):
    """One state, an output that is another tensor."""
    h = K.tanh(K.dot(items[0], W) + K.dot(states[0], U) + B)
    return [h * 2.0], [h]


def two_states(items, states):
    """Two states of different shape, two outputs, two sequences of different kinds, a product of both."""
    x, n = items
    h, total = states
    h2 = K.sin(h + K.dot(x, W)) * K.cast(n, "float64")
    return [h2 - x[:, :1], K.sum(x, axis=1)], [h2, total + K.sum(h * h2)]


def counting(items, states):
    """An integer state beside a float one; the float grows with the integer."""
    h, t = states
    return [t], [h * K.cast(t, "float64") + items[0], t + 1]


def invariant(items, states):
    """Something that is the same in each step, in the middle of what is not."""
    return [K.dot(states[0], K.exp(U) * 0.1) + K.sum(K.square(W))], [states[0] * K.sum(B) + K.dot(items[0], W)]


def constant_output(items, states):
    """An output and a state that do not depend on the step."""
    return [W, items[0]], [states[0] * 0 + K.square(B), states[1]]


def no_states(items, states):
    return [K.exp(items[0]) * W[0, 0]], []


T = 4
CASES = {
    "simple": (simple, [double(T, 5, 2)], [double(5, 3)]),
    "two states": (two_states, [double(T, 5, 2), RNG.integers(0, 3, (T, 5, 1)).astype("int32")], [double(5, 3), double()]),
    "counting": (counting, [double(T, 3)], [double(3), np.int32(1)]),
    "invariant": (invariant, [double(T, 5, 2)], [double(5, 3)]),
    "constants": (constant_output, [double(T, 2)], [double(5, 3), double(2)]),
    "no states": (no_states, [double(T)], []),
    "scalars": (lambda items, states: ([states[0]], [states[0] * B[0] + items[0]]), [double(T)], [double()]),
}
PARAMETERS = [W, U, B]


def total(outputs, last):
    """A number that depends on all float results, each element with another weight."""
    terms = []
    for k, t in enumerate([*outputs, *last]):
        if t.dtype.kind == "f":
            terms.append(K.sum(K.sin(t + 0.1 * k) * K.cumsum(K.ones_like(t), axis=0) if t.ndim else K.sin(t)))
    return sum(terms[1:], terms[0])


def floats(tensors):
    return [t for t in tensors if t.dtype.kind == "f"]


def derivatives(loss, sources, twice=True):
    """First and second derivatives, zeros where there are none."""
    first = K.gradients(loss, sources)
    if not twice:
        return [K.zeros_like(s) if g is None else g for g, s in zip(first, sources)]
    mixed = [K.sum(K.cos(g)) for g in first if g is not None]
    second = K.gradients(sum(mixed[1:], mixed[0]), sources)
    return [K.zeros_like(s) if g is None else g for g, s in zip([*first, *second], [*sources, *sources])]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_rolled_equals_eager(backend, name, backwards):
    step, sequences, states = CASES[name]
    twice = backend == "numpy" or (name, backwards) == ("simple", False)  # each kind of loop takes its time to compile
    xs, ss = [variable(x) for x in sequences], [variable(np.asarray(s)) for s in states]
    outputs, last = scan(step, xs, ss, backwards)
    wanted = [*outputs, *last, *derivatives(total(outputs, last), [*floats([*xs, *ss]), *PARAMETERS], twice)]
    for free in (True, False):
        ps, qs = [placeholder_of(x, free) for x in sequences], [placeholder_of(np.asarray(s), False) for s in states]
        for loop in (scan,) if free else (scan, step_by_step):
            outputs, last = loop(step, ps, qs, backwards)
            for t, s in zip(last, states):
                assert t.shape == np.shape(s)
            assert all(t.shape[0] == (None if free else T) for t in outputs)
            compute = K.function([*ps, *qs], [*outputs, *last, *derivatives(total(outputs, last), [*floats([*ps, *qs]), *PARAMETERS], twice)])
            for got, want in zip(compute([*sequences, *states]), wanted):
                assert got.dtype == want.dtype
                np.testing.assert_allclose(got, want.numpy(), rtol=1e-9, atol=1e-11)


def test_gradient_equals_finite_differences():
    x, s = double(3, 2, 2), double(2, 3)
    px, ps = placeholder_of(x, "all"), placeholder_of(s, "all")
    outputs, last = scan(simple, [px], [ps])
    loss = total(outputs, last)
    value, compute = K.function([px, ps], [loss]), K.function([px, ps], K.gradients(loss, [px, ps]))
    for position, got in enumerate(compute([x, s])):
        want = K.numeric_gradient(lambda *arrays: value(list(arrays))[0], [x, s], position)
        np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-8)


def test_one_function_many_sizes():
    px, ps = K.placeholder((None, None, 2), dtype="float64"), K.placeholder((None, 3), dtype="float64")
    outputs, last = scan(simple, [px], [ps])
    compute = K.function([px, ps], [outputs[0], last[0], *K.gradients(total(outputs, last), PARAMETERS)])
    for time, batch in ((1, 1), (6, 2), (3, 4), (6, 2), (2, 1)):
        x, s = double(time, batch, 2), double(batch, 3)
        o, l = scan(simple, [K.constant(x, "float64")], [K.constant(s, "float64")])
        for got, want in zip(compute([x, s]), [o[0], l[0], *K.gradients(total(o, l), PARAMETERS)]):
            np.testing.assert_allclose(got, want.numpy(), rtol=1e-9, atol=1e-11)


def test_no_round_at_all():
    step, (x,), (s,) = CASES["simple"]
    empty = K.constant(x[:0], "float64")
    outputs, last = scan(step, [empty], [variable(s)])
    assert outputs[0].shape == (0, 5, 3) and np.array_equal(last[0].numpy(), s)
    px, ps = placeholder_of(x, True), placeholder_of(s, False)
    outputs, last = scan(step, [px], [ps])
    loss = K.sum(outputs[0]) + K.sum(last[0])
    compute = K.function([px, ps], [outputs[0], last[0], *K.gradients(loss, [px, ps, W])])
    out, end, dx, ds, dw = compute([x[:0], s])
    assert out.shape == (0, 5, 3) and np.array_equal(end, s)
    assert dx.shape == (0, 5, 2) and np.array_equal(ds, np.ones_like(s)) and not dw.any()


def test_memory_that_is_not_in_order():
    """Transposed inputs and strided states reach the step's kernels in order."""
    step, (x,), (s,) = CASES["simple"]
    px, ps = K.placeholder((None, None, 2), dtype="float64"), K.placeholder((3, None), dtype="float64")
    outputs, _ = scan(step, [K.permute_dimensions(px, (1, 0, 2))], [K.transpose(ps)])
    want, _ = scan(step, [K.constant(x, "float64")], [K.constant(s, "float64")])
    got = K.function([px, ps], outputs)([x.transpose(1, 0, 2).copy(), s.T.copy()])[0]
    np.testing.assert_allclose(got, want[0].numpy(), rtol=1e-12)
    got = K.function([px, ps], outputs)([np.asfortranarray(x.transpose(1, 0, 2)), s.T])[0]
    np.testing.assert_allclose(got, want[0].numpy(), rtol=1e-12)


def test_slices_reach_kernels_in_order():
    """A slice that skips, broadcast against a column, keeps its shape in the kernel and must be put in order first."""
    x, y = K.placeholder((None, 4)), K.placeholder((None, 1))
    for part in (x[:, ::2], K.transpose(x)[:2], K.permute_dimensions(x[:2], (1, 0))):
        a, b = np.arange(16.0).reshape(4, 4), np.arange(part.shape[0] or 4)[:, None]
        got = K.function([x, y], [K.tanh(part * 0.1 + y)])([a, b])[0]
        whole = K.function([x], [part])([a])[0]
        np.testing.assert_allclose(got, np.tanh(whole * 0.1 + b), rtol=1e-6)


def test_nan_stays_where_it_is():
    x = np.zeros((3, 2))
    x[1, 0] = np.nan
    p = K.placeholder((None, 2), dtype="float64")
    (y,), _ = scan(lambda items, states: ([items[0] + 1.0], []), [p])
    assert np.isnan(K.function([p], [y])([x])[0]).tolist() == [[False, False], [True, False], [False, False]]


def test_symbolic_tensors_from_outside():
    """A step may use placeholders, and what is made of them; all get their gradients, once."""
    a, x, p = double(2), double(4, 2), K.placeholder((2,), dtype="float64")

    def loss(p, x):
        q = K.exp(p * 0.3)

        def step(items, states):
            r = q * p  # written down in the step, the same each time
            return [items[0] * q], [states[0] * r + items[0] * q + p]

        (y,), (s,) = scan(step, [x], [p])
        return K.sum(K.square(y)) + K.sum(K.sin(s))

    px = K.placeholder((None, 2), dtype="float64")
    got = K.function([p, px], derivatives(loss(p, px), [p, px]))([a, x])
    va, vx = variable(a), variable(x)
    for g, w in zip(got, derivatives(loss(va, vx), [va, vx])):
        np.testing.assert_allclose(g, w.numpy(), rtol=1e-9, atol=1e-11)


def test_three_loops_in_each_other():
    """First derivatives, with random numbers in the innermost."""

    def nest(depth, x, s):
        if depth == 0:
            return [], [s * 0.9 + K.dropout(x, 0.5) * s * W[0, 0]]
        return [], [scan(lambda xs, ss: nest(depth - 1, xs[0], ss[0]), [x], [s])[1][0]]

    p, q = K.placeholder((None, 2, 2, 3), dtype="float64"), K.placeholder((3,), dtype="float64")
    (out,) = nest(3, p, q)[1]
    end, slope = K.function([p, q], [out, K.gradients(out, [q])[0]])([double(3, 2, 2, 3), np.full(3, 2.0)])
    np.testing.assert_allclose(end, slope * 2.0, rtol=1e-9)  # linear in q, if the same numbers were dropped


def test_loops_in_loops():
    """A scan inside a step, with a variable of the outer one captured by the inner; values, gradients, second derivatives."""

    def outer(items, states):
        inner = lambda xs, ss: ([], [K.tanh(ss[0] * 0.5 + xs[0] * states[0] + W[0, 0])])
        _, (s,) = scan(inner, [items[0]], [states[0]])
        return [s], [s]

    x, s = double(3, 4, 2), double(2)
    vx, vs = variable(x), variable(s)
    outputs, last = scan(outer, [vx], [vs])
    want = [*outputs, *last, *derivatives(total(outputs, last), [vx, vs, W])]
    px, ps = K.placeholder((None, None, 2), dtype="float64"), K.placeholder((2,), dtype="float64")
    outputs, last = scan(outer, [px], [ps])
    compute = K.function([px, ps], [*outputs, *last, *derivatives(total(outputs, last), [px, ps, W])])
    for g, w in zip(compute([x, s]), want):
        np.testing.assert_allclose(g, w.numpy(), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("nested", [False, True])
def test_random_numbers_are_drawn_in_each_step_and_kept(nested):
    def step(items, states):
        if not nested:
            return [K.dropout(items[0], 0.5) * W[0, 0]], []
        return [scan(lambda xs, ss: ([K.dropout(xs[0], 0.5) * W[0, 0]], []), [items[0]])[0][0]], []

    p = K.placeholder((None, 8, 8), dtype="float64")
    (y,), _ = scan(step, [p])
    value, slope = K.function([p], [y / W[0, 0], K.gradients(y, [p])[0] / W[0, 0]])([np.ones((4, 8, 8))])
    np.testing.assert_allclose(value, slope)
    assert set(np.round(np.unique(value), 6)) == {0.0, 2.0}
    assert len({row.tobytes() for row in value}) == 4


def test_same_random_numbers_on_both_backends():
    p = K.placeholder((None, 3))
    (y,), _ = scan(lambda items, states: ([items[0] + K.random_uniform((3,))], []), [p])
    draws = {}
    for name in ("numpy", "numba"):
        K.set_backend(name)
        set_seed(5)
        draws[name] = K.function([p], [y])([np.zeros((4, 3))])[0]
    np.testing.assert_array_equal(draws["numpy"], draws["numba"])
    assert len(np.unique(draws["numpy"])) == 12


def test_what_is_the_same_in_each_step_is_outside():
    step, sequences, states = CASES["invariant"]
    drawn, _ = draw_step(step, [placeholder_of(sequences[0], True)], [placeholder_of(states[0], False)])
    made_inside = {node.op.__name__ for node in drawn.nodes}
    assert "exp" not in made_inside and "square" not in made_inside
    assert any(c.node is not None and c.node.op.__name__ == "multiply" for c in drawn.constants)


def test_the_learning_phase_reaches_the_step():
    p = K.placeholder((None, 2))
    (y,), _ = scan(lambda items, states: ([K.in_train_phase(items[0] * 2.0, items[0])], []), [p])
    compute = K.function([p, K.learning_phase()], [y])
    assert compute([np.ones((2, 2)), 1])[0].sum() == 8 and compute([np.ones((2, 2)), 0])[0].sum() == 4


def test_updates_before_the_loop_are_seen():
    """While a function is traced, a step sees the value that a variable is about to get."""
    v, p = K.variable([1.0]), K.placeholder((None, 1))
    with K.collect_updates() as updates:
        v.assign_add([2.0])
        (y,), _ = scan(lambda items, states: ([items[0] * v], []), [p])
        slope = K.gradients(y, [v])[0]
    compute = K.function([p], [y, slope], updates)
    y, slope = compute([[[1.0], [2.0]]])
    assert y.ravel().tolist() == [3.0, 6.0] and slope.tolist() == [3.0] and v.numpy().tolist() == [3.0]


def test_a_loop_that_trains():
    """Variables of the step are assigned by the function, and seen at the next call."""
    v, p = K.variable([1.0]), K.placeholder((None, 1))
    _, (s,) = scan(lambda items, states: ([], [states[0] * v]), [p], [K.constant([1.0])])
    compute = K.function([p], [s], updates=[(v, v * 2.0)])
    assert [compute([np.zeros((3, 1))])[0].item() for _ in range(3)] == [1.0, 8.0, 64.0]


def test_tape_through_a_symbolic_loop():
    p = K.placeholder((None, 5, 2), dtype="float64")
    with K.GradientTape() as tape:
        outputs, last = scan(simple, [p], [K.constant(double(5, 3), "float64")])
        loss = total(outputs, last)
    assert set(map(id, tape.watched_variables())) >= {id(W), id(U), id(B)}
    got = K.function([p], tape.gradient(loss, PARAMETERS))([double(3, 5, 2)])
    assert all(np.abs(g).max() > 0 for g in got)


def calls_of(function, shapes):
    return [c for c in function.program(shapes).calls if c.op is iterate]


def test_only_what_is_read_is_kept():
    px, ps = K.placeholder((None, None, 2), dtype="float64"), K.placeholder((None, 3), dtype="float64")
    outputs, last = scan(simple, [px], [ps])
    shapes = [(7, 2, 2), (2, 3)]
    (call,) = calls_of(K.function([px, ps], last), shapes)
    assert call.attributes["wanted"] == ("last0",)
    forward, backward = calls_of(K.function([px, ps], K.gradients(K.sum(last[0]), PARAMETERS)), shapes)
    kept = [forward.attributes["step"].tensor_in(part) for part in forward.attributes["wanted"] if part.startswith("all")]
    assert {t.node.op.__name__ for t in kept if t.node is not None} <= {"matmul"} and len(kept) <= 3
    assert all(part.startswith("last") for part in backward.attributes["wanted"])


def test_a_reader_that_is_pruned_is_no_reader():
    """The gradient of a sum of outputs knows them by their shape only."""
    px, ps = K.placeholder((None, None, 2), dtype="float64"), K.placeholder((None, 3), dtype="float64")
    outputs, _ = scan(simple, [px], [ps])
    program = K.function([px, ps], K.gradients(K.sum(outputs[0]), PARAMETERS)).program([(7, 2, 2), (2, 3)])
    before, after = ([c for c in p.calls if c.op is iterate][0].attributes for p in (program, prune(program)))
    read = after["step"].part_for(after["step"].next_states[0])
    assert set(after["wanted"]) < set(before["wanted"]) and read not in after["wanted"]


EMPTY = {
    "map_fn": lambda q: [K.map_fn(lambda r: r * r, q)],
    "map_fn and its gradient": lambda q: [*K.gradients(K.sum(K.map_fn(lambda r: r * r, q)), [q])],
    "foldl": lambda q: [K.foldl(lambda a, r: a * r, q, initializer=K.constant(2.0))],
    "foldr": lambda q: [K.foldr(lambda a, r: a * r, q, initializer=K.constant(2.0))],
    "scan": lambda q: [t for part in scan(lambda x, s: ([x[0] + s[0]], [x[0] * s[0]]), [q], [K.constant(2.0)]) for t in part],
}


@pytest.mark.parametrize("name", EMPTY)
def test_of_no_length_and_of_one(backend, name):
    q = K.placeholder((None,))
    compute = K.function([q], EMPTY[name](q))
    for n in (0, 1):
        expected = [np.shape(t) for t in EMPTY[name](K.variable(np.full(n, 3.0)))] if n else None
        results = compute([np.full(n, 3.0)])
        assert expected is None or [r.shape for r in results] == expected
        assert all(r.shape in ((), (n,)) for r in results) and all(r == 2.0 for r in results if r.shape == () and n == 0)


def test_rnn_of_no_samples():
    x, s = K.placeholder((None, None, 2)), K.placeholder((None, 2))
    last, outputs, states = K.rnn(lambda x, s: (x + s[0], [x + s[0]]), x, [s])
    for batch in (0, 1):
        results = K.function([x, s], [last, outputs, *states])([np.zeros((batch, 3, 2)), np.zeros((batch, 2))])
        assert [r.shape for r in results] == [(batch, 2), (batch, 3, 2), (batch, 2)]


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("assign", [lambda v, x: K.update(v, x[0]), lambda v, x: K.update_add(v, 1.0), lambda v, x: v.assign_sub(x[0])])
def test_a_step_that_is_drawn_may_not_assign(assign, traced):
    v = K.variable(1.0)

    def run():
        scan(lambda items, states: ([assign(v, items)], []), [K.placeholder((None,))])

    with pytest.raises(ValueError, match="step: expected new values to be returned as states, got an assignment"):
        if traced:
            with K.collect_updates():
                run()
        else:
            run()
    assert v.numpy() == 1.0
    K.update(v, 5.0)  # and the page of notes is closed again
    assert v.numpy() == 5.0


def test_a_step_on_values_may_assign():
    """In Python's loop it is an ordinary assignment, and an output is what the variable was then."""
    v = K.variable(0.0)
    (y,), _ = scan(lambda items, states: ([K.update(v, items[0])], []), [K.constant([1.0, 2.0])])
    assert y.numpy().tolist() == [1.0, 2.0] and v.numpy() == 2.0
    (dv,) = K.gradients(y, [v])
    assert dv.numpy() == 2.0


def test_the_gradient_of_all_parts_at_once():
    v = K.variable([1.0, 2.0])
    assert K.gradients(apart(v) * 3.0, [v])[0].numpy().tolist() == [3.0, 3.0]


def test_plain_numbers_take_the_type_that_is_expected():
    x = K.constant([1.0, 2.0])
    assert K.map_fn(lambda e: 1, x).numpy().tolist() == [1.0, 1.0]
    assert K.foldl(lambda a, e: 3, x).numpy() == 3.0


def test_the_plan_does_not_grow_with_the_length(backend):
    p, s = K.placeholder((None, 2, 2), dtype="float64"), K.placeholder((2, 3), dtype="float64")
    outputs, last = scan(simple, [p], [s])
    compute = K.function([p, s], K.gradients(K.sum(outputs[0]), PARAMETERS))
    counts = []
    for time in (5, 50, 500):
        compute([double(time, 2, 2), double(2, 3)])
        counts.append([(len(c.attributes["step"].programs), len(c.attributes["step"].plans)) for c in calls_of(compute, [(time, 2, 2), (2, 3)])])
    pruned = 1 + (backend == "numba")  # the outputs' values are not read, so the plan's loop has fewer parts than the program's
    assert counts[0] == counts[1] == counts[2] == [(pruned, backend == "numba"), (1, backend == "numba")]
    sources = [plan.source for plan in compute._plans.values()] if backend == "numba" else [""] * 3
    assert len({s.count("\n") for s in sources}) == 1


def test_memory_of_the_results_is_used_again(backend):
    if backend == "numpy":
        pytest.skip("plans are of the numba backend")
    p = K.placeholder((None, 10), dtype="float64")
    x = p
    for _ in range(6):
        (x,), _ = scan(lambda items, states: ([K.tanh(items[0])], []), [x])
    compute = K.function([p], [x])
    compute([double(100, 10)])
    (plan,) = compute._plans.values()
    assert plan.memory < 3 * 100 * 10 * 8


def test_nothing_lives_longer_than_its_graph():
    p = K.placeholder((None, 3))
    (y,), _ = scan(lambda items, states: ([items[0] * 2.0], []), [p])
    step = weakref.ref(y.node.inputs[0].node.attributes["step"])
    del y
    gc.collect()
    assert step() is None


def test_more_than_two_gigabytes():
    p = K.placeholder((None, 1 << 20))
    (y,), _ = scan(lambda items, states: ([items[0] * 2.0], []), [p])
    with pytest.raises(ValueError, match="2 GB"):
        K.function([p], [y]).program([(1 << 10, 1 << 20)])


# ------------------------------------------------------------------------------------------------------------ slices and parcels
def test_pieces_and_pile_are_inverse():
    x = variable(double(4, 3))
    parts = pieces(x)
    np.testing.assert_array_equal(pile(*parts).numpy(), x.numpy())
    assert piece(apart(x), index=2).numpy().tolist() == x.numpy()[2].tolist()


@pytest.mark.parametrize("picked", [[0, 1, 2, 3], [1], [2, 2, 0]])
def test_gradient_of_pieces(picked):
    """Places without a parcel get zeros, places with several the sum; twice."""
    x = variable(double(4, 3))
    for slices in (lambda t: pieces(t), lambda t: [t[i] for i in range(4)]):
        loss = sum((K.sum(K.sin(slices(x)[i]) * (k + 1.0)) for k, i in enumerate(picked)), K.constant(0.0, "float64"))
        (first,) = K.gradients(loss, [x])
        (second,) = K.gradients(K.sum(K.square(first)), [x])
        if slices(x)[0].node.op is piece:
            got = first, second
    np.testing.assert_allclose(got[0].numpy(), first.numpy(), rtol=1e-12)
    np.testing.assert_allclose(got[1].numpy(), second.numpy(), rtol=1e-12)


def test_slices_cost_no_more_backwards_than_forwards():
    """The elements that the gradient of a long eager loop writes grow like its length."""
    written = []
    for n in (50, 100):
        p = K.placeholder((n,))
        (dx,) = K.gradients(K.sum(pile(*[K.square(t) for t in pieces(p)])), [p])
        program = K.function([p], [dx]).program([(n,)])
        written.append(sum(int(np.prod(program.slots[c.outputs[0]].shape)) for c in program.calls))
    assert written[1] < 2.2 * written[0]


# -------------------------------------------------------------------------------------------------- unrolled loops in the compiler
def unrolled_program(time):
    """The program of the gradients of an unrolled loop, ready to be fused."""
    p = K.placeholder((time, 5, 2), dtype="float64")
    outputs, _ = step_by_step(simple, [p], [K.constant(np.zeros((5, 3)), "float64")])
    return share(prune(K.function([p], K.gradients(K.sum(outputs[0]), PARAMETERS)).program([(time, 5, 2)])))


def test_ranks_order_the_units():
    fuser = Fuser(unrolled_program(12))
    assert all(unit.rank > maker.rank for unit in fuser.units() for maker in fuser.makers(unit))
    assert len(fuser.units()) < len(fuser.program.calls)


def test_fusing_a_long_program_takes_no_quadratic_search(monkeypatch):
    """How often the fuser looks for makers grows like the number of calls."""
    looks = []
    makers = Fuser.makers
    monkeypatch.setattr(Fuser, "makers", lambda self, unit: looks.append(unit) or makers(self, unit))
    counts = []
    for time in (20, 80):
        program = unrolled_program(time)
        looks.clear()
        Fuser(program)
        counts.append(len(looks) / len(program.calls))
    assert counts[1] < 2 * counts[0]  # 4 would be quadratic
