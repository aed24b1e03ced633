"""Datasets and cut pictures: what holds whatever the numbers are, and where they meet `fit`."""

import itertools
import math
from collections import namedtuple

import numpy as np
import pytest

import litkeras as keras
from litkeras import backend as K
from litkeras import tf
from litkeras.data import datasets, images

Dataset = tf.data.Dataset
RNG = np.random.default_rng(4)


def plain(dataset):
    return [np.asarray(e).tolist() for e in dataset.as_numpy_iterator()]


STEPS = {
    "take": (lambda d: d.take(4), lambda v: v[:4]),
    "skip": (lambda d: d.skip(4), lambda v: v[4:]),
    "repeat": (lambda d: d.repeat(3), lambda v: v * 3),
    "concatenate": (lambda d: d.concatenate(d), lambda v: v + v),
    "map": (lambda d: d.map(lambda n: n * n), lambda v: [n * n for n in v]),
    "filter": (lambda d: d.filter(lambda n: n > 2), lambda v: [n for n in v if n > 2]),
    "rebatch": (lambda d: d.batch(3).unbatch(), lambda v: v),
    "full batches": (lambda d: d.batch(3, drop_remainder=True).unbatch(), lambda v: v[: len(v) // 3 * 3]),
    "cache": (lambda d: d.cache(), lambda v: v),
    "prefetch": (lambda d: d.prefetch(tf.data.AUTOTUNE), lambda v: v),
    "number": (lambda d: d.enumerate(3).map(lambda i, n: i + n), lambda v: [i + n for i, n in enumerate(v, 3)]),
    "pair": (lambda d: Dataset.zip((d, d.skip(1))).map(lambda a, b: a * b), lambda v: [a * b for a, b in zip(v, v[1:])]),
}


@pytest.mark.parametrize("first, second", list(itertools.product(STEPS, STEPS)))
@pytest.mark.parametrize("size", [0, 1, 7])
def test_two_steps_do_what_lists_do_as_often_as_asked(first, second, size):
    dataset, want = Dataset.range(size), list(range(size))
    for name in (first, second):
        dataset, want = STEPS[name][0](dataset), STEPS[name][1](want)
    assert plain(dataset) == want == plain(dataset)
    count = int(dataset.cardinality())
    assert count in (len(want), tf.data.UNKNOWN_CARDINALITY)
    if count >= 0:
        assert len(dataset) == len(want)


def test_two_iterators_do_not_disturb_each_other():
    for dataset in (Dataset.range(5), Dataset.range(5).cache(), Dataset.range(5).batch(1).unbatch()):
        a, b = dataset.as_numpy_iterator(), dataset.as_numpy_iterator()
        assert [int(next(i)) for i in (a, a, b, a, b)] == [0, 1, 0, 2, 1]


def test_nothing_is_computed_before_it_is_asked_for():
    calls = []
    dataset = Dataset.range(100).map(lambda n: calls.append(1) or n).batch(2)
    assert not calls
    next(iter(dataset))
    assert len(calls) == 2


def test_a_pass_that_was_left_is_not_kept():
    calls = []
    dataset = Dataset.range(4).map(lambda n: calls.append(1) or n).cache()
    next(iter(dataset))
    assert plain(dataset) == plain(dataset) == [0, 1, 2, 3] and len(calls) == 5


@pytest.mark.parametrize("size, buffer", [(1, 1), (10, 1), (10, 4), (10, 10), (10, 50), (0, 3)])
def test_shuffle_keeps_all_elements_and_its_buffer(size, buffer):
    for seed in range(20):
        order = plain(Dataset.range(size).shuffle(buffer, seed=seed))
        assert sorted(order) == list(range(size))
        assert all(n < place + buffer for place, n in enumerate(order))
    if buffer == 1:
        assert order == list(range(size))


def test_shuffle_draws_every_order_equally_often():
    counts = {}
    for seed in range(1200):
        order = tuple(plain(Dataset.range(3).shuffle(3, seed=seed)))
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 6 and max(abs(n - 200) for n in counts.values()) < 60


def test_orders_of_passes_and_seeds():
    keras.backend.set_seed(3)
    free = Dataset.range(50).shuffle(50)
    first = plain(free), plain(free)
    assert first[0] != first[1]
    keras.backend.set_seed(3)
    again = Dataset.range(50).shuffle(50)
    assert (plain(again), plain(again)) == first
    fixed = Dataset.range(50).shuffle(50, seed=1, reshuffle_each_iteration=False)
    assert plain(fixed) == plain(fixed)


def test_endless():
    assert plain(Dataset.range(2).repeat().take(5)) == [0, 1, 0, 1, 0]
    assert plain(Dataset.range(0).repeat()) == []
    assert plain(Dataset.range(3).filter(lambda n: n > 9).repeat()) == []


def test_structures_survive():
    Pair = namedtuple("Pair", "x y")
    dataset = Dataset.from_tensor_slices(Pair({"b": [1, 2], "a": np.ones((2, 3))}, ([3.5, 4.5],))).batch(2)
    (element,) = dataset
    assert isinstance(element, Pair) and list(element.x) == ["b", "a"] and isinstance(element.y, tuple)
    assert element.x["a"].shape == (2, 3) and element.y[0].dtype == "float32" and element.x["b"].dtype == "int32"
    assert dataset.element_spec == Pair({"b": tf.TensorSpec((None,), "int32"), "a": tf.TensorSpec((None, 3), "float64")}, (tf.TensorSpec((None,)),))


def test_spec_of_functions_that_need_numbers():
    assert Dataset.range(3).map(lambda n: n * 2 if n > 1 else n).element_spec == tf.TensorSpec((), "int64")
    with pytest.raises(Exception):
        Dataset.range(0).map(lambda n: n.numpy()).element_spec  # noqa: B018


def test_sizes_in_arithmetic():
    unknown = Dataset.range(5).filter(lambda n: n > 1)
    assert math.isnan(unknown.take(2)._size) and int(unknown.repeat().cardinality()) == -1 and int(unknown.repeat(0).cardinality()) == 0
    assert int(Dataset.zip((unknown, Dataset.range(2))).cardinality()) == -2


def data(count=12):
    x = RNG.normal(size=(count, 2)).astype("float32")
    return x, x.sum(axis=1, keepdims=True)


def model():
    m = keras.Sequential([keras.layers.Dense(1, input_shape=(2,), kernel_initializer="ones")])
    m.compile("sgd", "mse", metrics=["mae"])
    return m


def test_fit_evaluate_predict_like_arrays(backend):
    x, y = data()
    dataset = Dataset.from_tensor_slices((x, y * 2)).batch(5)
    a, b = model(), model()
    want = a.fit(x, y * 2, batch_size=5, shuffle=False, epochs=3, verbose=0, validation_data=(x, y)).history
    got = b.fit(dataset, epochs=3, verbose=0, validation_data=Dataset.from_tensor_slices((x, y)).batch(12)).history
    for name in want:
        np.testing.assert_allclose(got[name], want[name], rtol=1e-5)
    np.testing.assert_allclose(b.evaluate(dataset, verbose=0), a.evaluate(x, y * 2, verbose=0), rtol=1e-5)
    np.testing.assert_allclose(b.predict(Dataset.from_tensor_slices(x).batch(5)), a.predict(x), rtol=1e-5)


def test_fit_knows_the_number_of_steps_and_refuses_endless_data():
    dataset = Dataset.from_tensor_slices(data()).batch(5)
    seen = []
    m = model()
    m.fit(dataset, verbose=0, callbacks=[keras.callbacks.LambdaCallback(on_train_begin=lambda logs: seen.append(dict(m.history.params)))] )
    assert seen[0]["steps"] == 3
    for call in (m.fit, m.evaluate, m.predict):
        with pytest.raises(ValueError, match="infinitely"):
            call(dataset.repeat(), verbose=0)
    assert m.predict(Dataset.from_tensor_slices(data()[0]).batch(4).repeat(), steps=4).shape == (16, 1)


def test_sample_weights_and_dictionaries_in_fit():
    x, y = data()
    weighted = Dataset.from_tensor_slices((x, y * 2, np.arange(12.0))).batch(12)
    np.testing.assert_allclose(model().evaluate(weighted, verbose=0)[0], model().evaluate(x, y * 2, sample_weight=np.arange(12.0), verbose=0)[0], rtol=1e-5)


@pytest.mark.parametrize("shape", [(5, 6, 3), (2, 5, 6, 3), (0, 5, 6, 3)])
def test_pictures_of_unknown_size_in_one_function(backend, shape):
    x = K.placeholder((None,) * (len(shape) - 1) + (3,))
    y = images.crop_to_bounding_box(x, 1, 2, 3, 2)
    assert y.shape == (*x.shape[:-3], 3, 2, 3)
    f = K.function([x], [y, *K.gradients(K.sum(K.square(y)), [x])])
    for grow in (0, 2):
        value = RNG.normal(size=(*shape[:-3], shape[-3] + grow, shape[-2] + grow, 3)).astype("float32")
        window = (..., slice(1, 4), slice(2, 4), slice(None))
        part, gradient = f([value])
        np.testing.assert_array_equal(part, value[window])
        want = np.zeros_like(value)
        want[window] = 2 * value[window]
        np.testing.assert_allclose(gradient, want, rtol=1e-6)
    with pytest.raises(ValueError, match="height must be"):
        f([np.ones((*shape[:-3], 3, 6, 3), "float32")])


@pytest.mark.parametrize("dtype", ["uint8", "int32", "float16", "float64", "bool"])
def test_pictures_keep_their_dtype(backend, dtype):
    picture = np.arange(60).reshape(4, 5, 3).astype(dtype)[::-1]
    for got in (
        images.crop_to_bounding_box(picture, 0, 1, 2, 3),
        images.central_crop(picture, 0.5),
        images.flip_left_right(picture),
        images.flip_up_down(picture),
        images.pad_to_bounding_box(picture, 1, 1, 9, 9),
    ):
        assert got.dtype == dtype
    np.testing.assert_array_equal(images.crop_to_bounding_box(images.pad_to_bounding_box(picture, 2, 3, 9, 9), 2, 3, 4, 5).numpy(), picture)


def test_corners_of_all_kinds(backend):
    picture = np.arange(60).reshape(4, 5, 3)
    for one in (np.array(1), np.int32(1), K.constant(1, dtype="int32")):
        np.testing.assert_array_equal(images.crop_to_bounding_box(picture, one, 0, 2, 2).numpy(), picture[1:3, :2])
        assert images.pad_to_bounding_box(picture, one, 0, 9, 9).numpy()[1, 0, 1] == 1
    assert images.central_crop(picture, np.array(0.5)).shape == images.central_crop(picture, 0.5).shape


def test_gathered_under_tensorflow_names():
    assert tf.data.Dataset is datasets.Dataset is keras.data.Dataset and tf.image.central_crop is images.central_crop
