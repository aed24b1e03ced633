"""Rows for loops: map_fn, foldl, foldr and rnn. Steps are written with operators, which both sides' tensors have."""

import numpy as np
from cases import bools, case, ints, rand


def total(x, states):
    """A running sum that is also the output."""
    return x + states[0], [x + states[0]]


def product(x, states):
    """An output that is another tensor than the state, and a state that counts nonlinearly."""
    return x * states[0] - 1.0, [states[0] * 0.5 + x * x]


def two(x, states):
    """Two states, one of them with another number of axes."""
    return x - states[1][:, None], [states[0] + x, states[1] * 0.5 + x[:, 0]]


def constants(x, states):
    """Constants behind the states."""
    return x * states[1] + states[2], [states[0] * states[1] + x]


def pair(x, states):
    """Nested inputs."""
    return x[0] * 2.0 + x[1], [states[0] + x[0] * x[1]]


def named(x, states):
    """A dict of inputs."""
    return x["a"] * 2.0 + x["b"], [states[0] + x["a"] * x["b"]]


def nested(x, states):
    """Nested states."""
    (a, b), c = states
    return x + a, [[a + x, b * 0.5], c + a]


def outputs(x, states):
    """Several outputs."""
    return [x, x * states[0]], [x + states[0]]


def stateless(x, states):
    return x * x, []


MASK = np.array([[1, 1, 0, 1, 0], [0, 1, 1, 0, 0], [1, 1, 1, 1, 1]], bool)
X, S = (3, 5, 2), (3, 2)


def rnn_cases():
    rows = []
    for unroll in (False, True):
        u = {"unroll": unroll}
        rows += [case(f, rand(*X), [rand(*S)], **u) for f in (total, product)]
        rows += [
            case(product, rand(*X), [rand(*S)], go_backwards=True, **u),
            case(two, rand(*X), [rand(*S), rand(3)], **u),
            case(constants, rand(*X), [rand(*S)], constants=[rand(2), rand(3, 1)], **u),
            case(pair, [rand(*X), rand(3, 5, 2)], [rand(*S)], note="nested inputs", **u),
            case(stateless, rand(*X), [], **u),
            case(product, rand(5, 3, 2), [rand(*S)], time_major=True, **u),
            case(product, rand(3, 5, 4, 2), [rand(3, 4, 2)], note="more axes", **u),
            case(product, rand(3, 1, 2), [rand(*S)], note="one step", **u),
            case(product, rand(*X), [rand(*S)], input_length=5, **u),
        ]
        for mask in (MASK, MASK[..., None], MASK.astype("float32")):
            gradient = mask.dtype == bool
            rows.append(case(product, rand(*X), [rand(*S)], mask=mask, note="mask", gradient=gradient, **u))
        rows += [
            case(product, rand(*X), [rand(*S)], mask=MASK, go_backwards=True, note="mask backwards", **u),
            case(product, rand(*X), [rand(*S)], mask=MASK, zero_output_for_mask=True, note="mask and zeros", **u),
            # unrolled, the real Keras takes the mask in the wrong order: test_conform_loops compares it with the rolled one
            case(product, rand(*X), [rand(*S)], mask=MASK if not unroll else np.ones_like(MASK), zero_output_for_mask=True, go_backwards=True, note="mask and zeros backwards", **u),
            case(product, rand(5, 3, 2), [rand(*S)], mask=MASK.T.copy(), time_major=True, note="mask time major", **u),
            case(product, rand(3, 5, 4, 2), [rand(3, 4, 2)], mask=MASK, note="mask and more axes", symbolic=False, **u) if unroll else
            case(product, rand(*X), [rand(*S)], mask=bools(3, 5), note="another mask", **u),
            case(stateless, rand(*X), [], mask=MASK, note="mask without states", **u),
            case(total, ints(*X), [ints(*S)], mask=MASK, note="integers", **u),
        ]
    rolled = [
        case(named, {"a": rand(*X), "b": rand(3, 5, 2)}, [rand(*S)], note="dict of inputs"),
        case(nested, rand(*X), [[rand(*S), rand(*S)], rand(*S)], note="nested states"),
        case(outputs, rand(*X), [rand(*S)], note="nested outputs"),
        case(outputs, rand(*X), [rand(*S)], mask=MASK, note="nested outputs and mask"),
    ]
    lengths = [
        case(product, rand(*X), [rand(*S)], input_length=np.int32(n), note="lengths", gradient=False, **options)
        for n in ([5, 2, 1], [3, 2, 0])
        for options in ({}, {"go_backwards": True}, {"zero_output_for_mask": True})
    ]
    return rows + rolled + lengths


MAPS = [lambda e: e * e, lambda e: e[0], lambda e: e + 1.0]

TABLE = {
    "map_fn": [
        *(case(f, rand(3, 4)) for f in MAPS),
        case(lambda e: e * 2, ints(3, 4)),
        case(lambda e: e * e, rand(3)),
        case(lambda e: e[..., 0], rand(3, 2, 4)),
        case(lambda e: e[0] * e[1], [rand(3, 4), rand(3, 4)], dtype="float32", float64=False, note="two to one"),
        case(lambda e: (e[0] * e[1], e[0]), (rand(3, 4), rand(3)), note="two to two"),
        case(lambda e: [e, e * e], rand(3, 4), dtype=["float32", "float32"], float64=False, note="one to two"),
        case(lambda e: e > 0.0, rand(3, 4), dtype="bool", gradient=False, note="another dtype"),
        case(lambda e: e * 2.0, rand(3, 4), name="doubled"),
    ],
    "foldl": [
        case(lambda a, e: a * 0.5 + e, rand(5)),
        case(lambda a, e: a * e, rand(3, 4)),
        case(lambda a, e: a * 0.5 + e, rand(3, 4), initializer=rand(4)),
        case(lambda a, e: a * e[0] + e, rand(3, 4), rand(1, 4), note="by position"),
        case(lambda a, e: a * 2 + e, ints(5)),
        case(lambda a, e: a + e[0] * e[1], (rand(3, 4), rand(3, 4)), initializer=rand(4), note="two sequences"),
        case(lambda a, e: (a[0] * e[1], a[1] + e[0]), (rand(3, 4), rand(3, 4)), note="two accumulators"),
        case(lambda a, e: a + e, np.zeros((0, 4), "float32"), initializer=rand(4), symbolic=False, note="empty"),
        case(lambda a, e: a + e, rand(1, 4), note="one element"),
    ],
}
TABLE["foldr"] = [
    case(lambda a, e: a * 0.5 + e, rand(5)),
    case(lambda a, e: a * e, rand(3, 4)),
    case(lambda a, e: a * 0.5 + e, rand(3, 4), initializer=rand(4)),
    case(lambda a, e: a * 2 + e, ints(5)),
    case(lambda a, e: a + e[0] * e[1], (rand(3, 4), rand(3, 4)), initializer=rand(4), note="two sequences"),
    case(lambda a, e: (a[0] * e[1], a[1] + e[0]), (rand(3, 4), rand(3, 4)), note="two accumulators"),
]
TABLE["rnn"] = rnn_cases()
