"""Datasets and cut pictures against TensorFlow's: elements, order, sizes, descriptions, and what is refused."""

import numpy as np
import pytest
import tensorflow as tf
from cases import rand
from compared import covers
from pair import SELF_CHECK, close, dtype_of, ours, shape_of

pytestmark = pytest.mark.usefixtures("backend")
mine = tf if SELF_CHECK else ours.tf
covers(__name__, "data.Dataset", "data.TensorSpec", "data.AUTOTUNE", "data.INFINITE_CARDINALITY", "data.UNKNOWN_CARDINALITY")
covers(__name__, "data.crop_to_bounding_box", "data.pad_to_bounding_box", "data.central_crop", "data.flip_left_right", "data.flip_up_down")
covers(__name__, "tf.data", "tf.image", "tf.TensorSpec")

X, Y = rand(7, 3), np.arange(7)


def endless(d):
    return d.range(3).repeat()


def large(d):
    return d.range(9).filter(lambda n: n > 4)


def count_up(n, step=1):
    for i in range(0, n, step):
        yield i, {"half": [i / 2] * i}


PIPELINES = {
    "slices": lambda t, d: d.from_tensor_slices(X),
    "slices of lists": lambda t, d: d.from_tensor_slices(([1, 2], [1.5, 2.5], [True, False], [[1, 2], [3, 4]])),
    "slices of a structure": lambda t, d: d.from_tensor_slices(({"a": X, "b": (Y, Y * 2)}, X[:, 0])),
    "slices of tensors": lambda t, d: d.from_tensor_slices((t.constant(X), t.constant([1, 2, 3, 4, 5, 6, 7]))),
    "slices of nothing": lambda t, d: d.from_tensor_slices(X[:0]),
    "tensors": lambda t, d: d.from_tensors((X, [1, 2])),
    "range": lambda t, d: d.range(4), "range from": lambda t, d: d.range(2, 5), "range back": lambda t, d: d.range(5, 0, -2), "range of floats": lambda t, d: d.range(3, output_type=t.float32),
    "generator": lambda t, d: d.from_generator(lambda: count_up(3), output_signature=(t.TensorSpec((), t.int32), {"half": t.TensorSpec((None,), t.float32)})),
    "generator, types": lambda t, d: d.from_generator(count_up, (t.int64, {"half": t.float32}), args=(5, 2)),
    "generator, types and shapes": lambda t, d: d.from_generator(count_up, (t.int64, {"half": t.float64}), ((), {"half": (None,)}), args=(3,)),
    "generator of one": lambda t, d: d.from_generator(lambda: iter([[1, 2], [3, 4]]), t.int32, (2,)),
    "batch": lambda t, d: d.from_tensor_slices((X, Y)).batch(3), "full batches": lambda t, d: d.from_tensor_slices((X, Y)).batch(3, drop_remainder=True), "batch of all": lambda t, d: d.range(3).batch(9),
    "batches of batches": lambda t, d: d.range(8).batch(2).batch(3), "batch of none": lambda t, d: d.range(0).batch(2),
    "unbatch": lambda t, d: d.from_tensor_slices((X, Y)).batch(4).unbatch(), "unbatch tensors": lambda t, d: d.from_tensors((X, Y)).repeat(2).unbatch(),
    "map": lambda t, d: d.range(5).map(lambda n: n * n), "map of two": lambda t, d: d.from_tensor_slices((X, Y)).map(lambda x, y: (x * 2.0, {"y": y})),
    "map of a dictionary": lambda t, d: d.from_tensor_slices({"x": X, "y": Y}).map(lambda e: e["x"]), "map to a list": lambda t, d: d.range(3).map(lambda n: [n, n * 2]),
    "map of batches": lambda t, d: d.from_tensor_slices(X).batch(4).map(lambda x: t.reduce_sum(x, axis=1)), "map in parallel": lambda t, d: d.range(5).map(lambda n: n + 1, num_parallel_calls=t.data.AUTOTUNE),
    "map to a number": lambda t, d: d.range(3).map(lambda n: 1.5), "map of a deeper structure": lambda t, d: d.zip((d.range(3), (d.range(3), d.range(3)))).map(lambda a, b: a + b[0] * b[1]),
    "filter": lambda t, d: large(d), "filter of two": lambda t, d: d.from_tensor_slices((X, Y)).filter(lambda x, y: t.reduce_sum(x) > 0.0),
    "repeat": lambda t, d: d.range(3).repeat(2), "repeat none": lambda t, d: d.range(3).repeat(0), "repeat nothing": lambda t, d: d.range(0).repeat(), "repeat and batch": lambda t, d: d.range(3).repeat(3).batch(2),
    "take": lambda t, d: d.range(5).take(2), "take all": lambda t, d: d.range(5).take(-1), "take more": lambda t, d: d.range(5).take(9), "take of endless": lambda t, d: endless(d).take(7), "take of unknown": lambda t, d: large(d).take(2),
    "skip": lambda t, d: d.range(5).skip(2), "skip all": lambda t, d: d.range(5).skip(-1), "skip more": lambda t, d: d.range(5).skip(9), "skip of endless": lambda t, d: endless(d).skip(1).take(3), "skip of unknown": lambda t, d: large(d).skip(1),
    "zip": lambda t, d: d.zip((d.range(3), d.range(5, 9))), "zip of arguments": lambda t, d: d.zip(d.range(3), d.range(5, 9)), "zip of a dictionary": lambda t, d: d.zip({"a": d.range(3), "b": (d.from_tensor_slices(X), endless(d))}),
    "zip of unknown": lambda t, d: d.zip((large(d), d.range(2))), "zip of one": lambda t, d: d.zip((d.range(2),)),
    "concatenate": lambda t, d: d.range(3).concatenate(d.range(7, 9)), "concatenate shapes": lambda t, d: d.from_tensors(X).concatenate(d.from_tensors(X[:2])), "concatenate axes": lambda t, d: d.range(1).concatenate(d.from_tensors(np.array([1, 2]))),
    "concatenate unknown": lambda t, d: d.range(2).concatenate(large(d)),
    "enumerate": lambda t, d: d.from_tensor_slices(X).enumerate(), "enumerate from": lambda t, d: d.from_tensor_slices((X, Y)).enumerate(start=5),
    "cache": lambda t, d: d.range(3).map(lambda n: n * 3).cache(), "prefetch": lambda t, d: d.range(3).prefetch(t.data.AUTOTUNE), "prefetch two": lambda t, d: d.range(3).prefetch(2), "shuffle by one": lambda t, d: d.range(5).shuffle(1),
    "endless": lambda t, d: endless(d), "endless batches": lambda t, d: endless(d).batch(2), "endless first": lambda t, d: endless(d).concatenate(large(d)), "endless last": lambda t, d: large(d).concatenate(endless(d)), "unknown for ever": lambda t, d: large(d).repeat(),
    "a whole chain": lambda t, d: d.zip((d.from_tensor_slices(X), d.range(100))).filter(lambda x, i: i < 6).map(lambda x, i: (x - 1.0, i)).repeat(2).batch(4).prefetch(1),
}
UNKNOWN_HERE = {"unbatch tensors"}  # TensorFlow multiplies; ours would have to look


def described(spec):
    """A description without the classes of either side."""
    if isinstance(spec, dict):
        return {key: described(item) for key, item in spec.items()}
    if isinstance(spec, tuple):
        return tuple(map(described, spec))
    shape = spec.shape if not isinstance(spec.shape, tf.TensorShape) else None if spec.shape.rank is None else tuple(spec.shape)
    return shape, dtype_of(spec)


def listed(structure, convert):
    """A structure as lists, so that it can be compared."""
    if isinstance(structure, dict):
        return {key: listed(item, convert) for key, item in structure.items()}
    return [listed(item, convert) for item in structure] if isinstance(structure, tuple) else convert(structure)


@pytest.mark.parametrize("name", PIPELINES)
def test_pipeline(name):
    got, want = (PIPELINES[name](t, t.data.Dataset) for t in (mine, tf))
    size = int(want.cardinality())
    assert int(got.cardinality()) == (tf.data.UNKNOWN_CARDINALITY if name in UNKNOWN_HERE and not SELF_CHECK else size)
    assert described(got.element_spec) == described(want.element_spec)
    if size == tf.data.INFINITE_CARDINALITY:
        got, want = got.take(10), want.take(10)
    for _ in range(2):
        mine_, theirs = ([listed(e, lambda t: t) for e in d] for d in (got, want))
        assert len(mine_) == len(theirs)
        close(mine_, theirs, what=name)
        kinds = [[listed(e, lambda t: f"{dtype_of(t)} {shape_of(t)}") for e in d] for d in (got, want)]
        assert kinds[0] == kinds[1]
    arrays, others = ([listed(e, lambda t: type(t).__name__) for e in d.as_numpy_iterator()] for d in (got, want))
    assert arrays == others


REFUSED = {
    "axes": lambda t, d: d.from_tensor_slices((X, Y[:3])), "a number": lambda t, d: d.from_tensor_slices(3), "nothing": lambda t, d: d.from_tensor_slices(()), "range of halves": lambda t, d: d.range(2.5),
    "range without step": lambda t, d: list(d.range(1, 5, 0)), "no batch": lambda t, d: list(d.range(3).batch(0)), "no buffer": lambda t, d: list(d.range(3).shuffle(0)), "half a take": lambda t, d: d.range(3).take(1.5),
    "ragged": lambda t, d: list(d.from_generator(lambda: iter([[1], [1, 2]]), t.int32).batch(2)), "scalars": lambda t, d: list(d.range(3).unbatch()), "number as answer": lambda t, d: list(d.range(3).filter(lambda n: n)),
    "dtypes": lambda t, d: d.range(3).concatenate(d.from_tensors(1.0)), "zip of a number": lambda t, d: d.zip(3), "zip of a list": lambda t, d: d.zip([d.range(2), d.range(2)]), "no signature": lambda t, d: d.from_generator(lambda: iter([1])),
    "no generator": lambda t, d: d.from_generator([1], t.int32), "broken promise": lambda t, d: list(d.from_generator(lambda: iter([[1, 2]]), output_signature=t.TensorSpec((), t.int32))), "no function": lambda t, d: d.range(3).map(3),
    "length of endless": lambda t, d: len(endless(d)), "length of unknown": lambda t, d: len(large(d)), "state of another dtype": lambda t, d: d.range(3).reduce(0, lambda s, n: s + n),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_both(name):
    for t in (mine, tf):
        with pytest.raises((ValueError, TypeError, tf.errors.InvalidArgumentError)) as caught:
            REFUSED[name](t, t.data.Dataset)
        if name.startswith("length"):
            assert "infinite" in str(caught.value) or "unknown" in str(caught.value)


def test_reduce():
    for reduce in (lambda t: t.data.Dataset.range(5).reduce(np.int64(0), lambda s, n: s + n), lambda t: t.data.Dataset.range(5).reduce(0, lambda s, n: s + 1),
                   lambda t: t.data.Dataset.from_tensor_slices((X, Y)).reduce((np.zeros(3, "float32"), 0), lambda s, e: (s[0] + e[0], s[1] + 1))):
        got, want = listed(reduce(mine), lambda t: t), listed(reduce(tf), lambda t: t)
        close(got, want)


@pytest.mark.parametrize("buffer", [1, 3, 10, 40])
def test_shuffle(buffer):
    """Another order, but the same elements, and none earlier than its buffer allows; equal passes where they are asked for."""
    for t in (mine, tf):
        shuffled = t.data.Dataset.range(10).shuffle(buffer, seed=1)
        passes = [[int(n) for n in shuffled] for _ in range(8)]
        for order in passes:
            assert sorted(order) == list(range(10)) and all(n < place + buffer for place, n in enumerate(order))
        assert (len(set(map(tuple, passes))) > 1) == (buffer > 1)
        fixed = t.data.Dataset.range(10).shuffle(buffer, seed=1, reshuffle_each_iteration=False)
        assert [int(n) for n in fixed] == [int(n) for n in fixed]
        again = t.data.Dataset.range(10).shuffle(buffer, seed=1)
        assert [[int(n) for n in again] for _ in range(2)] == passes[:2]


def test_constants_and_truth():
    assert (mine.data.AUTOTUNE, mine.data.INFINITE_CARDINALITY, mine.data.UNKNOWN_CARDINALITY) == (-1, -1, -2)
    assert bool(mine.data.Dataset.range(0)) == bool(tf.data.Dataset.range(0)) is True and len(mine.data.Dataset.range(0)) == 0
    assert mine.data.Dataset.range(3).cardinality().dtype == "int64" and mine.TensorSpec((None, 2)) == mine.TensorSpec([None, 2], mine.float32)


PICTURE = rand(5, 6, 3)
BOXES = [(1, 2, 3, 4), (0, 0, 5, 6), (4, 5, 1, 1), (-1, 0, 2, 2), (0, -1, 2, 2), (0, 0, 0, 2), (0, 0, 2, 0), (3, 0, 3, 2), (0, 4, 2, 3)]
FRAMES = [(1, 2, 9, 9), (0, 0, 5, 6), (3, 0, 8, 6), (-1, 0, 9, 9), (0, -1, 9, 9), (0, 0, 4, 9), (1, 0, 5, 9), (0, 1, 9, 6)]
IMAGES = {
    **{f"crop {box}": lambda t, x, box=box: t.image.crop_to_bounding_box(x, *box) for box in BOXES},
    **{f"pad {box}": lambda t, x, box=box: t.image.pad_to_bounding_box(x, *box) for box in FRAMES},
    **{f"central {f}": lambda t, x, f=f: t.image.central_crop(x, f) for f in (1.0, 0.9, 0.75, 0.5, 0.3, 0.0, 1.5)},
    "left right": lambda t, x: t.image.flip_left_right(x), "up down": lambda t, x: t.image.flip_up_down(x),
}


@pytest.mark.parametrize("dtype", ["float32", "float16", "uint8"])
@pytest.mark.parametrize("name", IMAGES)
def test_image(name, dtype):
    for x in (PICTURE, np.stack([PICTURE, PICTURE * 2]), PICTURE[0]):
        if x.ndim == 2 and name == "central 1.0":
            continue  # TensorFlow hands anything back unseen
        x = (x * 9).astype(dtype)
        results = []
        for t in (mine, tf):
            try:
                results.append(IMAGES[name](t, t.constant(x)))
            except ValueError as refused:
                results.append(refused)
        got, want = results
        assert isinstance(got, ValueError) == isinstance(want, ValueError), (got, want)
        if isinstance(want, ValueError):
            words = str(want).rstrip(".")
            if words.startswith(("offset", "target", "height", "width", "central")):
                assert words in str(got)
        else:
            close(got, want, what=name)
            assert dtype_of(got) == dtype_of(want)


@pytest.mark.parametrize("name", ["crop (1, 2, 3, 4)", "pad (1, 2, 9, 9)", "central 0.5", "left right", "up down"])
def test_image_gradient(name):
    results = []
    for t in (mine, tf):
        v = t.Variable(PICTURE)
        with t.GradientTape() as tape:
            y = IMAGES[name](t, v)
            loss = t.reduce_sum(y * y * y)
        results.append(tape.gradient(loss, v))
    close(*results)
