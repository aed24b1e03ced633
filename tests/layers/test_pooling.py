"""Pooling layers: what they add to the backend's pooling, which has its own tests."""

import numpy as np
import pytest

import litkeras as keras
from litkeras import backend as K
from litkeras import layers

X = np.random.default_rng(0).normal(size=(2, 6, 8, 4, 3)).astype("float32")
SPATIAL = {1: X[:, :, 0, 0], 2: X[:, :, :, 0], 3: X}


def layer(name, rank, *args, **kwargs):
    return getattr(layers, f"{name}{rank}D")(*args, **kwargs)


@pytest.mark.parametrize("rank", SPATIAL)
@pytest.mark.parametrize("kind, reduce", [("Max", np.max), ("Average", np.mean)])
def test_windows_that_touch(rank, kind, reduce):
    x = SPATIAL[rank]
    apart = x.reshape(2, *(m for n in x.shape[1:-1] for m in (n // 2, 2)), 3)
    want = reduce(apart, axis=tuple(range(2, 2 * rank + 1, 2)))
    np.testing.assert_allclose(layer(f"{kind}Pooling", rank)(x).numpy(), want, rtol=1e-6)
    np.testing.assert_allclose(layer(f"Global{kind}Pooling", rank)(x).numpy(), reduce(x, axis=tuple(range(1, rank + 1))), rtol=1e-5)


@pytest.mark.parametrize("rank", SPATIAL)
@pytest.mark.parametrize("name", ["MaxPooling", "AveragePooling", "GlobalMaxPooling", "GlobalAveragePooling"])
def test_channels_first(rank, name):
    x = SPATIAL[rank]
    last = layer(name, rank)(x).numpy()
    first = layer(name, rank, data_format="channels_first")(np.moveaxis(x, -1, 1)).numpy()
    np.testing.assert_array_equal(np.moveaxis(first, 1, -1), last)


def test_unknown_axes_and_two_sizes():
    x = layers.Input((None, None, 2))
    y = layers.GlobalAveragePooling2D()(layers.MaxPooling2D(2)(x))
    assert y.shape == (None, 2)
    f = K.function([x], y)
    for shape in ((1, 4, 6, 2), (3, 8, 2, 2)):
        a = np.random.default_rng(1).normal(size=shape).astype("float32")
        n, h, w, c = shape
        np.testing.assert_allclose(f([a]), a.reshape(n, h // 2, 2, w // 2, 2, c).max((2, 4)).mean((1, 2)), rtol=1e-5)


def test_keras_1_and_configuration():
    a = layers.MaxPooling1D(pool_length=3, stride=2, border_mode="same")
    b = layers.MaxPooling1D.from_config(a.get_config())
    assert (b.pool_size, b.strides, b.padding) == ((3,), (2,), "same")
    assert layers.AveragePooling2D((2, 2), dim_ordering="th").data_format == "channels_first"
    K.set_image_data_format("channels_first")
    try:
        assert layers.MaxPooling2D().data_format == "channels_first" and layers.MaxPooling1D().data_format == "channels_last"
    finally:
        K.set_image_data_format("channels_last")


def test_in_a_model_that_is_trained():
    """A mean of windows in front of a dense layer: the gradient passes through it."""
    model = keras.Sequential([layers.Dense(4, input_shape=(6, 3), kernel_initializer=keras.initializers.GlorotUniform(seed=1)), layers.MaxPooling1D(), layers.GlobalAveragePooling1D(), layers.Dense(1, kernel_initializer="ones")])
    model.compile("sgd", "mse")
    x = SPATIAL[1]
    losses = model.fit(x, np.ones((2, 1)), epochs=20, verbose=0).history["loss"]
    assert losses[-1] < losses[0] / 5


def test_masks():
    x, mask = np.float32([[[4.0], [6.0], [0.0]], [[0.0], [0.0], [0.0]]]), np.array([[1, 1, 0], [0, 0, 0]], bool)
    mean = layers.GlobalAveragePooling1D()(x, mask=mask).numpy()
    assert mean[0, 0] == 5.0 and np.isnan(mean[1, 0])
    masked = layers.Masking()(x)
    for pool in (layers.MaxPooling1D(), layers.GlobalMaxPooling1D(), layers.GlobalAveragePooling1D()):
        assert getattr(pool(masked), "_keras_mask", None) is None


@pytest.mark.parametrize(
    "wrong, words",
    [
        (lambda: layers.MaxPooling2D(0), "MaxPooling2D: pool_size: expected a positive integer"),
        (lambda: layers.MaxPooling2D((1, 2, 3)), r"pool_size: .* 2 of them, got \(1, 2, 3\)"),
        (lambda: layers.AveragePooling3D(2, strides="a"), "AveragePooling3D: strides"),
        (lambda: layers.MaxPooling1D(2, padding="causal"), "padding .* got 'causal'"),
        (lambda: layers.GlobalMaxPooling2D("middle"), "data_format"),
        (lambda: layers.MaxPooling2D(2)(X[:, :, 0, 0]), "expected ndim=4, found ndim=3"),
        (lambda: layers.GlobalMaxPooling1D()(X), "expected ndim=3, found ndim=5"),
        (lambda: layers.MaxPooling2D(9)(SPATIAL[2]), "window"),
        (lambda: layers.GlobalMaxPooling2D()(np.zeros((2, 0, 3, 4))), "zero-size"),
    ],
)
def test_wrong(wrong, words):
    with pytest.raises(ValueError, match=words):
        wrong()
