"""Where batches come from, and how many make an epoch."""

import numpy as np
import pytest

import litkeras as keras
from litkeras import tf
from litkeras.models.data import (
    ArraySource,
    Sequence,
    as_arrays,
    make_source,
    split_validation,
    unpack_x_y_sample_weight,
    weights_of_classes,
)
from litkeras.models.epochs import DataHandler, as_floats

X = np.arange(10, dtype="float32")[:, None]


class Pairs(Sequence):
    ended = 0

    def __len__(self):
        return 3

    def __getitem__(self, index):
        return X[index : index + 1], X[index : index + 1]

    def on_epoch_end(self):
        self.ended += 1


class Again:
    def __iter__(self):
        return iter([(X[:1],), (X[1:2],)])


def rows(handler):
    return [float(batch[0][0, 0]) for _, batch in handler.batches()]


def test_batches_of_arrays():
    source = ArraySource((X, X), batch_size=4)
    assert source.steps == 3
    assert [len(batch[0]) for batch in source.epoch()] == [4, 4, 2]
    assert next(source.epoch())[0].base is not None  # a view, not a copy


def test_shuffling():
    source = ArraySource((X, 2 * X), batch_size=3, shuffle=True)
    epochs = [np.concatenate([np.hstack(b) for b in source.epoch()]) for _ in range(2)]
    assert not np.array_equal(*epochs)
    for epoch in epochs:
        assert np.array_equal(epoch[:, 1], 2 * epoch[:, 0]) and sorted(epoch[:, 0]) == list(
            range(10)
        )
    firsts = {float(b[0][0, 0]) for b in ArraySource((X,), 3, "batch").epoch()}
    assert firsts == {0.0, 3.0, 6.0, 9.0}


def test_conversion():
    arrays = as_arrays({"a": [1, 2], "b": (tf.constant([1.0]), np.float64([2]))})
    assert arrays["a"].dtype == "int32" and arrays["b"][1].dtype == "float32"
    assert as_arrays(np.ones((4, 4))[:, ::2]).flags.c_contiguous
    with pytest.raises(ValueError, match=r"data\['a'\]: expected numbers"):
        as_arrays({"a": np.array(["x"])})


def test_epochs_of_arrays_go_on_where_the_last_one_ended():
    handler = DataHandler(ArraySource((X,), 2), steps_per_epoch=3, epochs=3)
    assert [rows(handler) for _ in handler.epochs()] == [[0, 2, 4], [6, 8, 0], [2, 4, 6]]
    handler = DataHandler(ArraySource((X,), 5), epochs=4, initial_epoch=2)
    assert list(handler.epochs()) == [2, 3]


def test_sequences():
    pairs = Pairs()
    handler = DataHandler(make_source(pairs), epochs=2)
    assert [rows(handler) for _ in handler.epochs()] == [[0, 1, 2]] * 2 and pairs.ended == 2
    assert sorted(rows(DataHandler(make_source(pairs, shuffle=True)))) == [0, 1, 2]


def test_generators_run_out():
    handler = DataHandler(
        make_source((X[i : i + 1],) for i in range(5)), steps_per_epoch=3, epochs=4
    )
    with pytest.warns(UserWarning, match="ran out of data.*12 batches"):
        assert [rows(handler) for _ in handler.epochs()] == [[0, 1, 2], [3, 4]]


def test_iterables_begin_anew():
    handler = DataHandler(make_source(Again()), epochs=2)
    assert [rows(handler) for _ in handler.epochs()] == [[0, 1], [0, 1]] and handler.steps == 2


def test_validation_split_takes_the_end():
    train, validation = split_validation((X, X), 0.3)
    assert train[0][-1, 0] == 6 and validation[1][:, 0].tolist() == [7, 8, 9]
    with pytest.raises(ValueError, match="not sufficient"):
        split_validation((X[:1],), 0.5)


def test_class_weights():
    weights = {0: 1.0, 1: 2.0}
    assert weights_of_classes(np.array([[1], [0]]), weights).tolist() == [2, 1]
    assert weights_of_classes(np.eye(2), weights).tolist() == [1, 2]
    for y, given in ((np.array([2]), weights), (np.array([0]), {1: 1.0}), ([X], weights)):
        with pytest.raises(ValueError, match="class_weight"):
            weights_of_classes(y, given)


def test_parts_of_a_batch():
    assert unpack_x_y_sample_weight([1, 2]) == (1, 2, None)
    with pytest.raises(ValueError, match="a tuple of length 4"):
        unpack_x_y_sample_weight((1, 2, 3, 4))


@pytest.mark.parametrize("source", [Pairs, lambda: iter([(X, X)])])
def test_sources_bring_their_own_targets(source):
    with pytest.raises(ValueError, match="`y` argument is not supported"):
        make_source(source(), y=X)


def test_nothing_to_take_batches_from():
    with pytest.raises(ValueError, match="Failed to find data adapter"):
        make_source(object())


@pytest.mark.parametrize("steps", [0, -2])
def test_an_epoch_needs_steps(steps):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match=f"positive number of steps .* got {steps}"):
        model.fit(np.ones((4, 2)), np.ones((4, 1)), steps_per_epoch=steps, verbose=0)


def test_logs_of_a_step_may_be_plain_numbers():
    assert as_floats({"loss": np.float32(0.5), "a": 1, "b": 2.5}) == {"loss": 0.5, "a": 1, "b": 2.5}
