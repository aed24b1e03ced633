"""Sample inputs of every op, by its name: `(inputs, attributes)`. An op that is not in the table fails the test of completeness.

Floats are float64 (the other tests also take them as float32); numbers keep away from kinks, so that finite differences are right.
"""

import numpy as np

RNG = np.random.default_rng(7)


def f(*shape, low=-2.0, high=2.0):
    """Numbers not near 0, no two alike."""
    x = RNG.uniform(low, high, shape)
    return np.asarray(x + 0.1 * np.sign(x) if low < 0 else x)


def positive(*shape):
    return f(*shape, low=0.3, high=2.0)


def i(*shape, low=0, high=5):
    return RNG.integers(low, high, shape).astype("int32")


def b(*shape):
    return RNG.integers(0, 2, shape).astype(bool)


def dims(*lengths):
    return [np.asarray(n, "int32") for n in lengths]


def probabilities(*shape):
    x = np.exp(RNG.standard_normal(shape))
    return x / x.sum(-1, keepdims=True)


KEY = np.array([3, 1], "uint64")
UNARY = [((f(3, 4),), {}), ((f(),), {}), ((f(2, 3, 2),), {})]
POSITIVE = [((positive(3, 4),), {}), ((positive(5),), {})]
BINARY = [((f(*s), f(*t)), {}) for s, t in (((3, 4), (3, 4)), ((3, 4), (4,)), ((3, 1), (1, 4)), ((2, 3, 4), ()), ((), (3,)))]
POSITIVE_PAIRS = [((positive(3, 4), positive(4)), {}), ((positive(3, 1), positive(2)), {})]
COMPARE = BINARY + [((i(3, 4), i(4)), {})]
LOGIC = [((b(3, 4), b(4)), {}), ((b(3), b(3)), {})]
AXES = [{"axis": None, "keepdims": False}, {"axis": (0,), "keepdims": False}, {"axis": (1,), "keepdims": True}, {"axis": (0, 2), "keepdims": False}, {"axis": (0, 1, 2), "keepdims": True}]
REDUCE = [((f(3, 4, 2),), a) for a in AXES]
ARG = [((f(3, 4),), {"axis": 0}), ((f(3, 4),), {"axis": -1})]
SCAN = [((f(3, 4),), {"axis": 0}), ((f(3, 4),), {"axis": 1})]
BOOLS = [((b(3, 4, 2),), a) for a in AXES]

SAMPLES = {
    # arithmetic
    "add": BINARY, "subtract": BINARY, "multiply": BINARY, "divide": POSITIVE_PAIRS, "negative": UNARY, "read_variable": UNARY, "_as_assigned": BINARY, "floor_divide": POSITIVE_PAIRS, "mod": POSITIVE_PAIRS,
    "sum_to": [((f(3, 4), f(4)), {}), ((f(3, 4), f(3, 1)), {}), ((f(3, 4), f()), {})], "broadcast_to": [((f(4), f(3, 4)), {}), ((f(3, 1), f(3, 4)), {}), ((f(), f(2, 2)), {})],
    "equal": COMPARE, "not_equal": COMPARE, "less": COMPARE, "less_equal": COMPARE, "greater": COMPARE, "greater_equal": COMPARE,
    "logical_and": LOGIC, "logical_or": LOGIC, "logical_not": [((b(3),), {})],
    "cast": [((f(3),), {"dtype": "float32"}), ((i(3),), {"dtype": "float64"}), ((f(3),), {"dtype": "int32"}), ((b(3),), {"dtype": "float32"})],
    "select": [((b(3, 4), f(3, 4), f(3, 4)), {}), ((b(3, 1), f(3, 4), f(4)), {})],
    "maximum": BINARY, "minimum": BINARY, "abs": UNARY, "sign": UNARY, "square": UNARY, "sqrt": POSITIVE, "exp": UNARY, "log": POSITIVE, "sin": UNARY, "cos": UNARY, "round": UNARY, "floor": UNARY,
    "expm1": UNARY, "pow": [((positive(3, 4), positive(4)), {}), ((positive(3), f(3)), {})],
    # reductions
    "sum": REDUCE, "mean": REDUCE, "logsumexp": REDUCE, "prod": REDUCE, "max": REDUCE, "min": REDUCE, "any": BOOLS, "all": BOOLS, "argmax": ARG, "argmin": ARG, "cumsum": SCAN, "cumprod": SCAN,
    "restore_axes": [((f(3, 2), f(3, 4, 2)), {"axis": (1,)}), ((f(4), f(3, 4, 2)), {"axis": (0, 2)})], "size_along": [((f(3, 4),), {"axis": (0,)}), ((f(3, 4),), {"axis": (0, 1)})],
    # nonlinearities
    "rectify": UNARY, "sigmoid": UNARY, "tanh": UNARY, "softplus": UNARY, "erf": UNARY, "softmax": [((f(3, 4),), {"axis": -1}), ((f(3, 4),), {"axis": 0}), ((f(2, 3, 4),), {"axis": 1})],
    # shaping
    "rearrange": [((f(3, 4),), {"shape": (4, 3)}), ((f(3, 4),), {"shape": (-1,)})], "reshape_like": [((f(3, 4), f(2, 6)), {})], "rearrange_to": [((f(3, 4), *dims(4, 3)), {}), ((f(3, 4), *dims(-1, 2)), {})],
    "blank": [((*dims(2, 3),), {})], "batch_flatten": [((f(2, 3, 4),), {})], "insert_axis": [((f(3, 4),), {"axis": 1}), ((f(3, 4),), {"axis": -1})], "squeeze": [((f(3, 1, 4),), {"axis": 1}), ((f(3, 1),), {"axis": -1})],
    "permute_dimensions": [((f(2, 3, 4),), {"pattern": (0, 2, 1)}), ((f(2, 3, 4),), {"pattern": (2, 0, 1)})], "join": [((f(2, 3), f(2, 4)), {"axis": 1}), ((f(2, 3), f(1, 3), f(3, 3)), {"axis": 0})],
    "part": [((f(2, 7), f(2, 3), f(2, 4)), {"axis": 1, "index": 1})],
    "getitem": [((f(4, 3),), {"key": k}) for k in (0, slice(1, 3), (slice(None), 1), (Ellipsis, None), (slice(None, None, -1), slice(0, 2)))], "put_at": [((f(3), f(4, 3)), {"key": 0}), ((f(2, 3), f(4, 3)), {"key": slice(1, 3)})],
    "gather": [((f(5, 3), i(4)), {}), ((f(5, 3), i(2, 2)), {})], "scatter_rows": [((f(4, 3), i(4), f(5, 3)), {})], "spell_out": [((i(4),), {"num_classes": 5}), ((i(2, 3, low=-1, high=7),), {"num_classes": 5})],
    "repeat_elements": [((f(2, 3),), {"rep": 2, "axis": 1}), ((f(2, 3, 2),), {"rep": 3, "axis": 0})], "sum_neighbours": [((f(2, 6),), {"rep": 2, "axis": 1}), ((f(6, 2),), {"rep": 3, "axis": 0})],
    "pad": [((f(2, 3),), {"widths": ((1, 0), (0, 2))}), ((f(2, 3, 2),), {"widths": ((0, 0), (1, 1), (0, 0))})], "read_variable": UNARY,
    "shape": [((f(3, 4),), {})], "_printed": [((f(2, 2),), {"message": "x"})], "fill_like": [((f(3, 4),), {"value": 2.0, "dtype": "float32"})], "block_gradient": UNARY, "identity": UNARY,
    # products
    "multiply_rows": [((f(3, 4), f(4, 2)), {}), ((f(2, 3, 4), f(4, 5)), {})], "contract": [((f(3, 4), f(3, 2)), {}), ((f(2, 3, 4), f(2, 3, 5)), {})], "batch_matmul": [((f(2, 3, 4), f(2, 4, 5)), {}), ((f(2, 1, 3, 2), f(2, 1, 2, 2)), {})],
    # cross-entropy
    "sigmoid_cross_entropy": [((probabilities(3, 4), f(3, 4)), {})], "softmax_cross_entropy": [((probabilities(3, 4), f(3, 4)), {}), ((probabilities(2, 3, 4), f(2, 3, 4)), {})],
    "sparse_softmax_cross_entropy": [((i(3, high=4), f(3, 4)), {}), ((i(2, 3, high=4), f(2, 3, 4)), {})], "subtract_one_at": [((f(3, 4), i(3, high=4)), {})], "in_top_k": [((f(5, 4), i(5, high=4)), {"k": 2})],
    # random numbers
    "draw": [], "uniform": [((KEY, f(3, 4)), {"dtype": "float32"}), ((KEY, f(3)), {"dtype": "float64"})], "random_integers": [((KEY, f(3, 4)), {"low": -2, "high": 9, "dtype": "int32"})],
    "bell": [((KEY, f(3, 4)), {"dtype": "float32", "bound": 2.0})], "bernoulli": [((KEY, f(3, 4)), {"p": 0.3, "dtype": "float32"})],
}

# Ops whose gradient is None or zero, and why. Every other op with a float input and a float output is checked against finite differences.
FLAT = {
    "sign": "flat between jumps", "round": "flat between jumps", "floor": "flat between jumps", "floor_divide": "flat between jumps", "block_gradient": "its purpose", "_as_assigned": "its purpose",
    "fill_like": "reads the shape alone", "shape": "reads the shape alone", "size_along": "reads the shape alone", "blank": "reads the shape alone",
}
