"""Input, Dense and its neighbours, layers that rearrange, layers that merge; Keras 1's spellings."""

import numpy as np
import pytest

from litkeras import backend as K
from litkeras import layers
from litkeras.legacy import RENAMED, accept_keras_1

X = np.arange(24, dtype="float32").reshape(2, 3, 4)


def test_input():
    x = layers.Input((1980, 1080))
    assert repr(x) == "<tf.Tensor 'input_1:0' shape=(None, 1980, 1080) dtype=float32>"
    assert layers.Input(3).shape == (None, 3)
    assert layers.Input(batch_shape=(4, 2)).shape == (4, 2)
    assert layers.Input((2,), batch_size=5, dtype="int32").dtype == "int32"
    assert layers.Input(tensor=K.placeholder((None, 7)))._keras_history.layer.output_shape == [
        (None, 7)
    ]
    for wrong in ({}, {"shape": (2,), "batch_shape": (None, 2)}, {"shape": (2,), "foo": 1}):
        with pytest.raises(ValueError, match="Input"):
            layers.Input(**wrong)


def test_input_layer_config():
    layer = layers.InputLayer((3,), name="x")
    assert layer.get_config() == {
        "batch_input_shape": (None, 3),
        "dtype": "float32",
        "sparse": False,
        "ragged": False,
        "name": "x",
    }
    assert layers.InputLayer.from_config(layer.get_config()).output[0].shape == (None, 3)


@pytest.mark.parametrize("shape", [(2, 4), (2, 3, 4), (2, 1, 3, 4)])
def test_dense_formula(shape):
    layer = layers.Dense(5, activation="tanh", bias_initializer="ones")
    x = np.random.default_rng(0).normal(size=shape).astype("float32")
    expected = np.tanh(x @ (layer(x), layer.kernel.numpy())[1] + 1)
    assert np.allclose(layer(x).numpy(), expected, atol=1e-6)


def test_dense_errors():
    for units in (0, -1, 2.5):
        with pytest.raises(ValueError, match="positive integer"):
            layers.Dense(units)
    with pytest.raises(ValueError, match="last dimension .* should be defined"):
        layers.Dense(2)(layers.Input((None,)))


def test_dropout_keeps_the_mean_and_follows_its_seed():
    x = np.ones((100, 100), "float32")
    a, b = layers.Dropout(0.25, seed=3), layers.Dropout(0.25, seed=3)
    first = a(x, training=True).numpy()
    assert np.array_equal(first, b(x, training=True).numpy())
    assert not np.array_equal(first, a(x, training=True).numpy())
    assert set(np.unique(first)) == {0.0, np.float32(1 / 0.75)} and abs(first.mean() - 1) < 0.03
    assert np.array_equal(a(x).numpy(), x)


def test_dropout_noise_shape():
    y = layers.Dropout(0.5, noise_shape=(None, 1, 4), seed=0)(
        np.ones((8, 3, 4)), training=True
    ).numpy()
    assert (y == y[:, :1]).all() and 0 < (y == 0).mean() < 1
    for rate in (-0.1, 1.5, "half"):
        with pytest.raises(ValueError, match="between 0 and 1"):
            layers.Dropout(rate)


def test_dropout_in_a_function_follows_the_learning_phase():
    x = layers.Input((50,))
    f = K.function([x, K.learning_phase()], [layers.Dropout(0.5)(x)])
    ones = np.ones((2, 50), "float32")
    assert f([ones, 0])[0].all() and not f([ones, 1])[0].all()


def test_lambda():
    layer = layers.Lambda(lambda x, power: x**power, arguments={"power": 2})
    assert layer(np.float32([[1, 3]])).numpy().tolist() == [[1, 9]]

    def double(x):
        return 2 * x

    config = layers.Lambda(double, name="twice").get_config()
    assert layers.Lambda.from_config(config, {"double": double})(1.0).numpy() == 2
    with pytest.raises(ValueError, match="A configuration holds no code"):
        layers.Lambda.from_config(config)
    assert layers.Lambda.from_config(layers.Lambda(lambda x: -x).get_config())(1.0).numpy() == -1
    with pytest.raises(TypeError, match="expected a function"):
        layers.Lambda(3)


def test_flatten_and_reshape():
    assert np.array_equal(layers.Flatten()(X).numpy(), X.reshape(2, 12))
    first = layers.Flatten("channels_first")(X).numpy()
    assert np.array_equal(first, X.transpose(0, 2, 1).reshape(2, 12))
    assert layers.Flatten()(np.ones(3)).shape == (3, 1)
    assert np.array_equal(layers.Reshape((-1, 2))(X).numpy(), X.reshape(2, 6, 2))
    assert layers.Reshape((2, -1))(layers.Input((3, 4))).shape == (None, 2, 6)
    with pytest.raises(ValueError, match=r"input_shape = \(3, 4\), output_shape = \(5,\)"):
        layers.Reshape((5,))(X)


def test_permute_repeat_and_masking():
    assert np.array_equal(layers.Permute((2, 1))(X).numpy(), X.transpose(0, 2, 1))
    assert layers.RepeatVector(3)(X[:, 0]).shape == (2, 3, 4)
    with pytest.raises(ValueError, match="Invalid permutation"):
        layers.Permute((1, 3))


@pytest.mark.parametrize(
    "name, expected",
    [
        ("Add", X + X[:, :1]),
        ("Multiply", X * X[:, :1]),
        ("Average", (X + X[:, :1]) / 2),
        ("Maximum", X),
        ("Minimum", np.minimum(X, X[:, :1])),
        ("Subtract", X - X[:, :1]),
    ],
)
def test_elementwise_merging(name, expected):
    inputs = [X, X[:, :1]]
    assert np.allclose(getattr(layers, name)()(inputs).numpy(), expected)
    assert np.allclose(getattr(layers, name.lower())(inputs).numpy(), expected)


def test_concatenate_and_dot():
    assert np.array_equal(layers.concatenate([X, X], axis=1).numpy(), np.concatenate([X, X], 1))
    assert np.allclose(layers.Dot((2, 2))([X, X]).numpy(), X @ X.transpose(0, 2, 1))
    cosine = layers.Dot(1, normalize=True)([X[:, 0], X[:, 0]]).numpy()
    assert np.allclose(cosine, 1) and cosine.shape == (2, 1)


def test_merged_masks():
    x = layers.Masking()(np.float32([[[1], [0]]]))
    y = layers.Masking()(np.float32([[[1], [1]]]))
    assert layers.Add()([x, y])._keras_mask.numpy().tolist() == [[True, False]]
    joined = layers.Concatenate(axis=1)([x, y])
    assert joined._keras_mask.numpy().tolist() == [[True, False, True, True]]


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: layers.add([X]), "at least 2 inputs"),
        (lambda: layers.add(X), "list of inputs"),
        (lambda: layers.add([X, X[:, :2]]), r"\(2, 3, 4\) \(2, 2, 4\)"),
        (lambda: layers.subtract([X, X, X]), "exactly 2"),
        (lambda: layers.concatenate([X, X[:, :2]]), "matching shapes"),
        (lambda: layers.dot([X, X], axes=(1, 2)), "3 != 4"),
        (lambda: layers.Dot("x"), "axes"),
    ],
)
def test_merging_errors(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_keras_1_spellings():
    layer = layers.Dense(output_dim=3, init="zeros", bias=False, W_regularizer="l1", input_dim=2)
    assert (layer.units, layer.use_bias, layer._batch_input_shape) == (3, False, (None, 2))
    assert type(layer.kernel_initializer).__name__ == "Zeros"
    assert layers.Dropout(p=0.3).rate == 0.3
    with pytest.raises(TypeError, match="got both 'units' and 'output_dim'"):
        layers.Dense(units=3, output_dim=3)

    @accept_keras_1
    def embedding(output_dim, embeddings_initializer=None):
        return output_dim, embeddings_initializer

    assert embedding(output_dim=3, init="uniform") == (3, "uniform")
    assert all(old not in news for old, news in RENAMED.items())
