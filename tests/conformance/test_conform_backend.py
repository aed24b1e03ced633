"""K.* and the tf.* names gathered beside them: values, gradients, dtypes and static shapes, eager and symbolic."""

import importlib
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from cases import Case, arrays, bools, case, ints, one_hot, positive, probabilities, rand, substitute
from compared import covers
from pair import RK, SELF_CHECK, K, close, dtype_of, flat, real, resolve, same_dtype, shape_of, tape, value

AXES = [{}, {"axis": 0}, {"axis": 1, "keepdims": True}, {"axis": -1}, {"axis": (0, 2)}, {"axis": [1, -1]}]


def reduction(*extra, **options):
    return [case(rand(3, 4, 2), **a, **options) for a in AXES] + list(extra)


def elementwise(*extra, sample=rand, **options):
    return [case(sample(3, 4), **options), case(sample(), **options), case(sample(2, 3, 2), **options), *extra]


def binary(*extra, sample=rand, **options):
    pairs = [(3, 4), (3, 4)], [(3, 4), (4,)], [(3, 1), (4,)], [(2, 3, 4), (3, 1)], [(3, 4), ()]
    return [case(sample(*a), sample(*b), **options) for a, b in pairs] + list(extra)


def comparison():
    x, y = ints(3, 4, high=3), ints(4, high=3)
    return [case(x.astype("float32"), y.astype("float32"), gradient=False), case(x, y), case(x.astype("float32"), 1.0, gradient=False)]


TABLE = {
    # arithmetic
    "abs": elementwise(case(ints(3, low=-4))),
    "square": elementwise(case(ints(3))),
    "sqrt": elementwise(case(np.float32([-1.0, 0.0, 4.0]), gradient=False), sample=positive),
    "exp": elementwise(),
    "log": elementwise(sample=positive),
    "round": elementwise(case(np.float32([-1.5, -0.5, 0.5, 1.5, 2.5]))),
    "sign": elementwise(case(np.float32([-2.0, 0.0, 3.0]))),
    "sin": elementwise(),
    "cos": elementwise(),
    "pow": [case(positive(3, 4), 2), case(positive(3, 4), 0.5), case(positive(3, 4), -1.5), case(rand(3), 3), case(ints(4), 2)],
    "clip": [case(rand(3, 4), -0.5, 0.7), case(rand(5), 0.0, 1.0), case(rand(5), 0, 1), case(rand(5), -1.0, None, note="one bound")],
    "maximum": binary(case(ints(3), ints(3)), case(np.float32([1.0, 2.0]), np.float32([1.0, 3.0]), note="a tie")),
    "minimum": binary(case(ints(3), ints(3)), case(np.float32([1.0, 2.0]), np.float32([1.0, 3.0]), note="a tie")),
    "equal": comparison(),
    "not_equal": comparison(),
    "greater": comparison(),
    "greater_equal": comparison(),
    "less": comparison(),
    "less_equal": comparison(),
    "cast": [case(rand(3), d) for d in ("float16", "float32", "float64", "int32", "bool")] + [case(ints(3), "float32"), case(bools(3), "float32")],
    # reductions
    "sum": reduction(case(ints(3, 4), axis=0)),
    "mean": reduction(case(ints(3, 4), axis=0), case(bools(3, 4), axis=0), case(bools(3, 4))),
    "prod": reduction(),
    "max": reduction(case(ints(3, 4), axis=0), case(np.float32([[1.0, 1.0, 0.0]]), axis=1, note="a tie")),
    "min": reduction(case(ints(3, 4), axis=0), case(np.float32([[1.0, 1.0, 2.0]]), axis=1, note="a tie")),
    "var": reduction(),
    "std": reduction(),
    "any": [case(bools(3, 4, 2), **a) for a in AXES] + [case(ints(3, 2, high=2), axis=0)],
    "all": [case(bools(3, 4, 2), **a) for a in AXES] + [case(ints(3, 2, high=2), axis=0)],
    "argmax": [case(rand(3, 4)), case(rand(3, 4), axis=0), case(rand(5)), case(np.float32([[1.0, 3.0, 3.0]]), note="a tie")],
    "argmin": [case(rand(3, 4)), case(rand(3, 4), axis=0), case(rand(5))],
    "cumsum": [case(rand(3, 4)), case(rand(3, 4), axis=1)],
    "cumprod": [case(rand(3, 4)), case(rand(3, 4), axis=1)],
    "logsumexp": reduction(),
    "l2_normalize": [case(rand(3, 4)), case(rand(3, 4), axis=1), case(rand(3, 4, 2), axis=-1), case(np.zeros((2, 3), "float32"), axis=1, gradient=False)],
    # shaping
    "reshape": [case(rand(3, 4), (4, 3)), case(rand(3, 4), (-1,)), case(rand(2, 3, 4), (-1, 12)), case(rand(3, 4), [2, 6], symbolic=False)],
    "permute_dimensions": [case(rand(2, 3, 4), (0, 2, 1)), case(rand(2, 3, 4), (2, 1, 0)), case(rand(2, 3, 4), [1, 2, 0])],
    "transpose": [case(rand(3, 4)), case(rand(2, 3, 4)), case(rand(3))],
    "concatenate": [case([rand(2, 3), rand(2, 4)]), case([rand(2, 3), rand(5, 3)], axis=0), case([rand(2, 3, 1), rand(2, 3, 2), rand(2, 3, 3)], axis=-1)],
    "stack": [case([rand(2, 3), rand(2, 3)]), case([rand(2, 3), rand(2, 3)], axis=1), case([rand(3), rand(3), rand(3)], axis=-1)],
    "expand_dims": [case(rand(3, 4)), case(rand(3, 4), axis=0), case(rand(3, 4), 1), case(rand(3, 4), axis=-2)],
    "squeeze": [case(rand(3, 1, 4), 1), case(rand(3, 4, 1), axis=-1)],
    "repeat_elements": [case(rand(2, 3, 4), 2, 1), case(rand(2, 3), 3, axis=1), case(rand(2, 3), 2, axis=0, symbolic=False)],
    "repeat": [case(rand(3, 4), 2), case(rand(2, 5), n=3)],
    "tile": [case(rand(2, 3), (2, 1), symbolic=False), case(rand(2, 3), [1, 3]), case(rand(2, 3, 1), (1, 1, 4))],
    "flatten": [case(rand(2, 3, 4)), case(rand(3))],
    "batch_flatten": [case(rand(2, 3, 4)), case(rand(2, 3)), case(rand(2, 3, 4, 5))],
    "reverse": [case(rand(3, 4), 0), case(rand(3, 4), [0, 1]), case(rand(2, 3, 4), axes=-1), case(rand(2, 3, 4), (1,))],
    "gather": [case(rand(5, 3), ints(4)), case(rand(5, 3), ints(2, 3)), case(rand(5), ints(3)), case(ints(5, 3), ints(2)), case(rand(5, 2, 3), ints(2, 2))],
    "one_hot": [case(ints(4), 5), case(ints(2, 3), num_classes=6), case(np.int32([-1, 0, 7]), 3, note="outside"), case(ints(3), 5, symbolic=False)],
    "spatial_2d_padding": [case(rand(2, 3, 4, 2)), case(rand(2, 3, 4, 2), padding=((1, 0), (2, 3))), case(rand(2, 2, 3, 4), padding=((1, 1), (0, 2)), data_format="channels_first")],
    "spatial_3d_padding": [case(rand(1, 2, 3, 2, 2)), case(rand(1, 2, 2, 3, 2), padding=((1, 0), (2, 3), (0, 1)), data_format="channels_first")],
    "temporal_padding": [case(rand(2, 3, 4)), case(rand(2, 3, 4), padding=(2, 0))],
    "resize_images": [case(rand(2, 3, 4, 2), 2, 3, "channels_last"), case(rand(2, 2, 3, 4), 2, 2, "channels_first")],
    "resize_volumes": [case(rand(1, 2, 3, 2, 2), 2, 1, 3, "channels_last"), case(rand(1, 2, 2, 3, 2), 1, 2, 2, "channels_first")],
    # products
    "dot": [case(rand(3, 4), rand(4, 5)), case(rand(2, 3, 4), rand(4, 5)), case(rand(2, 3), rand(4, 3, 5)), case(rand(2, 3, 2, 4), rand(4, 3))],
    "batch_dot": [
        case(rand(3, 4), rand(3, 4), axes=1), case(rand(3, 4), rand(3, 4)), case(rand(3, 4), rand(3, 5, 4), axes=(1, 2)), case(rand(3, 4, 5), rand(3, 5, 2)),
        case(rand(3, 4, 5), rand(3, 6, 5), axes=[2, 2]), case(rand(3, 4, 5), rand(3, 4, 6), axes=1), case(rand(2, 3, 4, 5), rand(2, 4, 6), axes=(2, 1)),
        case(rand(2, 4, 1), rand(2, 3, 4), axes=[1, 2]), case(rand(2, 3, 4), rand(2, 4), axes=(2, 1)),
    ],
    # nonlinearities
    "relu": elementwise(case(rand(3, 4), alpha=0.1), case(rand(3, 4), max_value=1.0), case(rand(3, 4), threshold=0.5), case(rand(9), alpha=0.2, max_value=1.2, threshold=0.3), case(rand(4), alpha=0.3, threshold=-0.5)),
    "elu": elementwise(case(rand(3, 4), alpha=0.5), case(rand(3, 4), 2.0)),
    "softmax": [case(rand(3, 4)), case(rand(3, 4), axis=0), case(rand(2, 3, 4)), case(rand(2, 3, 4), axis=1), case(np.float32([[1000.0, 0.0, -1000.0]]), note="extreme")],
    "log_softmax": [case(rand(3, 4)), case(rand(3, 4), axis=0), case(np.float32([[1000.0, 0.0, -1000.0]]), note="extreme")],
    "softplus": elementwise(case(np.float32([-100.0, 0.0, 100.0]))),
    "softsign": elementwise(),
    "sigmoid": elementwise(case(np.float32([-100.0, 0.0, 100.0]))),
    "hard_sigmoid": elementwise(case(np.float32([-3.0, -1.0, 0.0, 1.0, 3.0]))),
    "tanh": elementwise(case(np.float32([-20.0, 0.0, 20.0]))),
    "in_top_k": [case(rand(5, 4), ints(5, high=4), 2, gradient=False, float64=False), case(rand(5, 4), ints(5, high=4), k=1, gradient=False, float64=False), case(np.float32([[1, 1, 0]]), np.int32([1]), 1, gradient=False, float64=False, note="a tie")],
    # crossentropy: (target, output)
    "categorical_crossentropy": [
        case(one_hot(5, 4), probabilities(5, 4)), case(one_hot(5, 4), rand(5, 4), from_logits=True), case(probabilities(2, 3, 4), probabilities(2, 3, 4)),
        case(one_hot(5, 4), positive(5, 4), note="rows that do not sum to 1"), case(one_hot(2, 3, 4), rand(2, 3, 4), from_logits=True),
        case(np.float32([[1, 0, 0]]), np.float32([[0, 1, 0]]), gradient=False, note="certain and wrong"), case(one_hot(4, 3).T.copy(), probabilities(4, 3).T.copy(), axis=0),
    ],
    "sparse_categorical_crossentropy": [
        case(ints(5, high=4), probabilities(5, 4)), case(ints(5, high=4), rand(5, 4), from_logits=True), case(ints(2, 3, high=4), probabilities(2, 3, 4)),
        case(ints(2, 3, high=4), rand(2, 3, 4), from_logits=True),
    ],
    "binary_crossentropy": [
        case(ints(5, 4, high=2).astype("float32"), rand(5, 4, low=0.05, high=0.95)), case(ints(5, 4, high=2).astype("float32"), rand(5, 4), from_logits=True),
        case(probabilities(5, 4), rand(5, 4, low=0.05, high=0.95)), case(np.float32([0, 1, 0, 1]), np.float32([0, 1, 1, 0]), gradient=False, note="certain"),
        case(np.float32([0, 1]), np.float32([-500, 500]), from_logits=True),
    ],
    # normalization
    "batch_normalization": [case(rand(4, 3), rand(3), positive(3), rand(3), rand(3)), case(rand(4, 3), rand(3), positive(3), rand(3), rand(3), epsilon=0.1)],
    "normalize_batch_in_training": [case(rand(4, 3), rand(3), rand(3), [0], rtol=1e-4, atol=1e-5), case(rand(2, 3, 3, 2), rand(2), rand(2), [0, 1, 2], epsilon=0.01, rtol=1e-4, atol=1e-5, float64=False)],
    # phases
    "in_train_phase": [case(rand(3), rand(3), training=True), case(rand(3), rand(3), training=False), case(rand(3), rand(3), training=1)],
    "in_test_phase": [case(rand(3), rand(3), training=True), case(rand(3), rand(3), training=False)],
    "switch": [case(np.asarray(True), rand(3), rand(3), symbolic=False), case(np.asarray(False), rand(3), rand(3), symbolic=False), case(bools(3, 2), rand(3, 2), rand(3, 2), symbolic=False), case(bools(3, 1), rand(3, 2), rand(3, 2), symbolic=False)],
    "stop_gradient": [case(rand(3, 4))],
    # likes
    "zeros_like": [case(rand(3, 4), gradient=False), case(ints(3), gradient=False), case(rand(3), dtype="int32", gradient=False)],
    "ones_like": [case(rand(3, 4), gradient=False), case(ints(3), gradient=False), case(rand(3), dtype="float64", gradient=False)],
}

for _file in sorted(Path(__file__).parent.glob("table_*.py")):  # the rows of a family of functions
    _more = importlib.import_module(_file.stem).TABLE
    assert not TABLE.keys() & _more.keys(), f"{_file.name} repeats rows"
    TABLE.update(_more)

# names of tf.* that live beside them
TF_TABLE = {
    "add": binary(case(ints(3), ints(3))), "subtract": binary(case(ints(3), ints(3))), "multiply": binary(case(ints(3), ints(3))),
    "divide": [case(positive(3, 4), positive(4)), case(positive(3), positive(2, 1))],
    "floor_divide": [], "mod": [],
    "negative": elementwise(),
    "logical_and": [case(bools(3), bools(3))], "logical_or": [case(bools(3), bools(3))], "logical_not": [case(bools(4))],
    "where": [case(bools(3, 4), rand(3, 4), rand(3, 4)), case(bools(3, 1), rand(3, 4), rand(4))],
    "log1p": elementwise(sample=positive), "expm1": elementwise(), "reciprocal": elementwise(sample=positive), "rsqrt": elementwise(sample=positive),
    "unstack": [case(rand(3, 4), symbolic=False), case(rand(2, 3), axis=1)],
    "broadcast_to": [], "split": [case(rand(4, 6), 3, axis=1), case(rand(4, 6), 2, symbolic=False)],
    "tan": elementwise(), "sinh": elementwise(), "cosh": elementwise(), "asin": elementwise(sample=lambda *s: rand(*s, low=-0.9, high=0.9)),
    "floor": elementwise(), "ceil": elementwise(), "erf": elementwise(rtol=1e-4), "is_nan": [], "isnan": [], "selu": elementwise(), "gelu": elementwise(rtol=1e-4),
    "leaky_relu": elementwise(), "log_sigmoid": elementwise(),
}
TF_PATHS = {"floor_divide": "math.floordiv", "mod": "math.floormod", "unstack": "unstack", "selu": "nn.selu", "gelu": "nn.gelu",
            "leaky_relu": "nn.leaky_relu", "log_sigmoid": "math.log_sigmoid"}


def counterpart(name):
    """The real function of that name, in K or in tf."""
    if name in TABLE and hasattr(RK, name):
        return getattr(RK, name)
    for path in (TF_PATHS.get(name, name), f"math.{name}", f"nn.{name}"):
        found = resolve(tf, path)
        if callable(found):
            return found
    return {"logsumexp": tf.reduce_logsumexp, "log_softmax": tf.nn.log_softmax}.get(name)


def params():
    for name, cases in {**TABLE, **TF_TABLE}.items():
        for i, c in enumerate(cases):
            yield pytest.param(name, c, id=f"{name}-{i}" + (f"-{c.note.replace(' ', '_')}" if c.note else ""))


LATER = {  # rows that wait for their chapters
    "reverse", "tile", "temporal_padding", "spatial_2d_padding", "spatial_3d_padding", "resize_images", "resize_volumes", "log_softmax",
    "batch_normalization", "normalize_batch_in_training",
}


def ours_or_skip(name):
    function = getattr(K, name, None)
    if function is None and name in LATER:
        pytest.skip(f"K.{name} belongs to a later chapter")
    if function is None and SELF_CHECK:
        function = counterpart(name)
    if function is None and name in TF_TABLE:
        pytest.skip(f"no K.{name}: one of the tf names that are only compared where they exist")
    assert function is not None, f"litkeras.backend has no {name}"
    return function


def tensors(case, make):
    """args and kwargs of a case with tensors for arrays, and the list of those tensors."""
    made = [make(a) for a in arrays([list(case.args), case.kwargs])]
    it = iter(made)
    return substitute(list(case.args), it), substitute(case.kwargs, it), made


def constant(k):
    return lambda a: k.constant(a, dtype=a.dtype.name) if a.dtype != bool else (tf.constant(a) if k is RK else k.cast(k.constant(a.astype("int32"), dtype="int32"), "bool"))




def run(function, k, the_tape, case):
    """(outputs, gradients) of a case on one side."""
    args, kwargs, made = tensors(case, constant(k))
    floats = [t for t in made if dtype_of(t).startswith("float")]
    wanted = case.gradient and bool(floats)
    with the_tape as t:
        for x in floats if wanted else []:
            t.watch(x)
        out = function(*args, **kwargs)
        total = None
        for leaf in flat(out) if wanted else []:
            if dtype_of(leaf).startswith("float"):
                weights = np.cos(np.arange(max(1, int(np.prod(value(leaf).shape))))).reshape(value(leaf).shape)
                term = k.sum(leaf * k.constant(weights, dtype=dtype_of(leaf)))
                total = term if total is None else total + term
    if not wanted or total is None:
        return out, None
    return out, t.gradient(total, floats)


def as_float64(c):
    it = iter([a.astype("float64") if a.dtype == np.float32 else a for a in arrays([list(c.args), c.kwargs])])
    return Case(**{**c.__dict__, "args": tuple(substitute(list(c.args), it)), "kwargs": substitute(c.kwargs, it)})


@pytest.mark.parametrize("name, c", params())
def test_function(backend, name, c):
    """Value, dtype, shape and gradients in float32; then dtype and value in float64."""
    function = ours_or_skip(name)
    for one in [c, as_float64(c)] if c.float64 else [c]:
        got, got_gradients = run(function, K, tape(), one)
        want, want_gradients = run(counterpart(name), RK, tf.GradientTape(), one)
        if c.value:
            close(got, want, c.rtol, c.atol, name)
        same_dtype(got, want, name)
        if want_gradients is not None:
            zeros = [np.zeros_like(a) for a in arrays([list(one.args), one.kwargs]) if a.dtype.kind == "f"]
            for i, (g, w) in enumerate(zip(got_gradients, want_gradients)):
                assert (g is None) == (w is None) or not np.any(value(w if g is None else g)), f"gradient {i}: {g} against {w}"
                close(zeros[i] if g is None else g, zeros[i] if w is None else w, max(c.rtol, 1e-4), 1e-5, f"{name}: gradient {i}")


@pytest.mark.parametrize("name, c", [p for p in params() if p.values[1].symbolic])
def test_symbolic(backend, name, c):
    """Static shape and dtype with a free batch axis, and the value computed later."""
    function = ours_or_skip(name)

    def placeholder(k):
        free = lambda a: (None, *a.shape[1:]) if a.ndim else ()
        return lambda a: k.placeholder(shape=free(a), dtype=a.dtype.name)

    args, kwargs, made = tensors(c, placeholder(RK))
    try:
        want = counterpart(name)(*args, **kwargs)
        shapes = [shape_of(w) for w in flat(want)]
    except Exception as error:  # some functions of the real Keras do not take symbolic tensors
        pytest.skip(f"the real Keras does not do this symbolically: {type(error).__name__}")
    args, kwargs, made = tensors(c, placeholder(K))
    got = function(*args, **kwargs)
    for g, w, shape in zip(flat(got), flat(want), shapes):
        assert compatible(shape_of(g), shape), f"{name}: static shape {shape_of(g)}, Keras has {shape}"
        assert dtype_of(g) == dtype_of(w), f"{name}: dtype {dtype_of(g)}, Keras has {dtype_of(w)}"
    if SELF_CHECK:
        return
    values = arrays([list(c.args), c.kwargs])
    later = K.function(made, flat(got))(values)
    eager, _ = run(function, K, tape(), Case(**{**c.__dict__, "gradient": False}))
    if c.value:
        close(list(later), flat(eager), c.rtol, c.atol, f"{name}: K.function")


def compatible(got, want):
    """Equal static shapes; ours may know more than the real one's None, never less."""
    return want is None or (got is not None and len(got) == len(want) and all(g == w or w is None for g, w in zip(got, want)))


covers(__name__, *(f"backend.{name}" for name in [*TABLE, *TF_TABLE]))
