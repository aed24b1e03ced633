"""Wrong uses of loops: (what the user wrote, the exception, what its message must contain)."""

import numpy as np

from litkeras import backend as K
from litkeras.backend.loops import scan
from litkeras.backend.steps import pile, step_by_step

V, T = ValueError, TypeError
X = K.constant(np.ones((2, 3, 4)))
S = K.constant(np.zeros((2, 4)))
P = K.placeholder((None, None, 4))


def add(x, states):
    return x + states[0], [x + states[0]]


def assigning(items, states):
    with_variable = K.variable(0.0)
    with_variable.assign_add(K.sum(items[0]))
    return [], []


def traced_assignment():
    with K.collect_updates():
        scan(assigning, [P])


def lower(outputs, *shapes):
    placeholders = [K.placeholder((None,) * len(s)) for s in shapes]
    return K.function(placeholders, outputs(*placeholders)).program(shapes)


WRONG = {
    # rnn
    "rnn of a matrix": (lambda: K.rnn(add, S, [S]), V, "rnn", "3 axes", r"\(2, 4\)"),
    "rnn of a symbolic matrix": (lambda: K.rnn(add, K.placeholder((None, 4)), [S]), V, "rnn", "3 axes", r"\(None, 4\)"),
    "rnn to unroll over an unknown time": (lambda: K.rnn(add, P, [S], unroll=True), V, "rnn", "Unrolling requires a fixed number of timesteps", "None"),
    "rnn without a time step": (lambda: K.rnn(add, X[:, :0], [S]), V, "rnn", "time step", r"0"),
    "rnn without a time step, nested": (lambda: K.rnn(lambda x, s: (x[0], s), [X[:, :0], X[:, :0]], [S]), V, "rnn", "time step", r"0"),
    "rnn with a mask of one axis": (lambda: K.rnn(add, X, [S], mask=[True, False]), V, "rnn", "mask", r"\(2, 3\)", r"\(2,\)"),
    "rnn with a mask of four axes": (lambda: K.rnn(add, X, [S], mask=np.ones((2, 3, 1, 1))), V, "rnn", "mask", r"\(2, 3, 1, 1\)"),
    "rnn with a mask for another batch": (lambda: K.rnn(add, X, [S], mask=np.ones((5, 3))), V, "rnn", "mask", r"\(2, 3\)", r"\(5, 3\)"),
    "rnn with a mask for another time": (lambda: K.rnn(add, X, [S], mask=np.ones((2, 5))), V, "rnn", "mask", r"\(2, 3\)", r"\(2, 5\)"),
    "rnn with states that are no list": (lambda: K.rnn(add, X, S), V, "rnn", "list", "initial_states"),
    "rnn with a step that forgets a state": (lambda: K.rnn(lambda x, s: (x, []), X, [S]), V, "rnn", "step_function", "1 states", "got 0"),
    "rnn with a step that invents a state": (lambda: K.rnn(lambda x, s: (x, [x, x]), P, [S]), V, "rnn", "step_function", "1 states", "got 2"),
    "rnn with a step that returns a tensor": (lambda: K.rnn(lambda x, s: x, X, [S]), V, "rnn", "step_function", "output and states", "Tensor"),
    "rnn over inputs of two lengths": (lambda: K.rnn(lambda x, s: (x[0], s), [X, X[:, :2]], [S]), V, "^rnn: ", "one length", r"\(3, 2, 4\)", r"\(2, 2, 4\)"),
    "rnn with a state that grows": (lambda: K.rnn(lambda x, s: (x, [K.concatenate([s[0], x])]), P, [S]), V, "state", r"\(2, 4\)", r"8"),
    "rnn with a state that changes its dtype": (lambda: K.rnn(lambda x, s: (x, [K.cast(s[0], "int32")]), P, [S]), V, "state", "float32", "int32"),
    "rnn with lengths for another batch": (lambda: K.rnn(add, X, [S], input_length=K.constant([1, 2, 3], "int32")), V, "rnn|select|broadcast", r"\(3", r"\(2, 4\)"),
    # scan
    "scan over nothing": (lambda: scan(add, []), V, "scan", "sequences", r"\[\]"),
    "scan over a number": (lambda: scan(add, [1.0]), V, "scan", "sequences", r"\(\)"),
    "scan over two lengths": (lambda: scan(lambda x, s: (x, []), [X[0], X[:, 0]]), V, "scan", "one length", r"\(3, 4\)", r"\(2, 4\)"),
    "scan over two lengths, found later": (lambda: lower(lambda a, b: scan(lambda x, s: ([x[0]], []), [a, b])[0], (3,), (2,)), V, "one length", r"\(3,\)", r"\(2,\)"),
    "scan with a state that grows, found later": (
        lambda: lower(lambda a, b: scan(lambda x, s: ([], [K.concatenate([s[0], x[0]], axis=0)]), [a], [b])[1], (3, 2), (4,)), V, "state", r"\(4,\)", r"\(6,\)"),
    "scan with a step that loses a state": (lambda: scan(lambda x, s: ([], []), [P], [S]), V, "^step: ", "1 states", "got 0"),
    "scan with a step that assigns": (traced_assignment, V, "^step: ", "assign", "states"),
    "scan with a step that assigns, not traced": (lambda: scan(assigning, [P]), V, "^step: ", "assign", "states"),
    "scan over a tensor": (lambda: scan(add, S), V, "^scan: ", "list of sequences", "Tensor"),
    "scan with a tensor as states": (lambda: scan(add, [X], S), V, "^scan: ", "list of states", "Tensor"),
    "scan over a sparse placeholder": (lambda: scan(lambda x, s: (x, []), [K.placeholder((None, 3), sparse=True)]), T, "^scan: ", "dense", "K.to_dense"),
    "map_fn over a sparse placeholder": (lambda: K.map_fn(lambda e: e, K.placeholder((None, 3), sparse=True)), T, "^map_fn: ", "dense", "K.to_dense"),
    "scan with a step that returns a tensor": (lambda: scan(lambda x, s: x[0], [X], [S]), V, "^step: ", "two lists", "Tensor"),
    "scan with a step that returns a vector for its outputs": (lambda: scan(lambda x, s: (x[0], s), [X], [S]), V, "^step: ", "two lists", "Tensor"),
    "scan with a step that returns nothing": (lambda: scan(lambda x, s: None, [P], [S]), V, "^step: ", "two lists", "None"),
    "scan with a state that grows, with values": (lambda: scan(lambda x, s: ([], [K.concatenate([s[0], s[0]], axis=0)]), [X], [S]), V, "state", r"\(2, 4\)", r"\(4, 4\)"),
    "step by step over two lengths": (lambda: step_by_step(lambda x, s: (x, []), [X[0], X[:, 0]], []), V, "one length", "3", "2"),
    "pile of nothing": (lambda: pile(), V, "pile", r"\[\]"),
    "rnn with a mask that is too wide": (lambda: K.rnn(add, X, [S], mask=np.ones((2, 3, 5))), V, "rnn", "mask", r"\(2, 3, 1\)", r"\(2, 3, 5\)"),
    "rnn with a symbolic mask that is too wide": (lambda: K.rnn(add, P, [S], mask=K.placeholder((None, None, 4))), V, "rnn", "mask", r"\(None, None, 4\)"),
    "rnn with a tensor as constants": (lambda: K.rnn(add, X, [S], constants=S), V, "rnn", "list of constants", "Tensor"),
    "rnn over nothing": (lambda: K.rnn(add, [], [S]), V, "rnn", "at least one tensor", r"\[\]"),
    "foldl without a return": (lambda: K.foldl(lambda a, e: None, S), V, "^foldl: ", "return", "None"),
    "foldr without a return, symbolic": (lambda: K.foldr(lambda a, e: None, P), V, "^foldr: ", "return", "None"),
    "map_fn without a return": (lambda: K.map_fn(lambda e: None, S), V, "^map_fn: ", "return", "None"),
    "foldl that returns two for one": (lambda: K.foldl(lambda a, e: (a, e), S), V, "^foldl: ", "structure", "'tensor'"),
    "pile of shapes that differ": (lambda: pile(K.zeros((2,)), K.zeros((3,))), V, "pile", r"\(2,\)", r"\(3,\)"),
    # map_fn and folds
    "map_fn over a number": (lambda: K.map_fn(lambda e: e, K.constant(1.0)), V, "map_fn", "axis", r"\(\)"),
    "map_fn over a list of numbers": (lambda: K.map_fn(lambda e: e, [1.0, 2.0]), V, "map_fn", "axis", r"\(\)"),
    "map_fn to another dtype": (lambda: K.map_fn(lambda e: K.cast(e, "int32"), S), T, "map_fn", "float32", "int32", "dtype="),
    "map_fn to another dtype than it says": (lambda: K.map_fn(lambda e: e, S, dtype="int32"), T, "map_fn", "float32", "int32", "dtype="),
    "map_fn to another structure": (lambda: K.map_fn(lambda e: e[0], (S, S)), V, "map_fn", "structure", "dtype="),
    "map_fn over two lengths": (lambda: K.map_fn(lambda e: e, (X, K.zeros((5,)))), V, "one length", r"\(5,\)"),
    "foldl over a number": (lambda: K.foldl(lambda a, e: a + e, K.constant(1.0)), V, "foldl", "axis", r"\(\)"),
    "foldr over nothing": (lambda: K.foldr(lambda a, e: a + e, S[:0]), V, "foldr", "initializer", "none"),
    "foldl with an accumulator that changes its form": (lambda: K.foldl(lambda a, e: K.sum(a) + K.sum(e), P), V, "state", r"\(None, 4\)", r"\(\)"),
}
