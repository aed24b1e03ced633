"""Losses: documented values, reductions, weights, names, configurations, errors."""

import numpy as np
import pytest

from litkeras import losses
from litkeras.backend.tape import GradientTape
from litkeras.backend.tensors import constant, placeholder

T, P = np.float32([[0, 1], [1, 1]]), np.float32([[0.5, 1], [1, 3]])
losses.get(None), losses.MSE  # load the modules, which register what they define
CLASSES = [name for name, loss in losses.loss_functions.objects.items() if isinstance(loss, type)]


@pytest.mark.parametrize(
    "name, y_true, y_pred, printed",
    [
        (
            "CategoricalCrossentropy",
            [[0, 1, 0], [0, 0, 1]],
            [[0.05, 0.95, 0], [0.1, 0.8, 0.1]],
            1.1769392,
        ),
        ("SparseCategoricalCrossentropy", [1, 2], [[0.05, 0.95, 0], [0.1, 0.8, 0.1]], 1.1769392),
        ("CosineSimilarity", [1.0, 1.0], [2.0, 2.0], -0.99999994),
        ("MeanAbsoluteError", [0.0, 1.0], [0.1, 0.8], 0.14999999),
        ("MeanSquaredError", [0.0, 1.0], [0.1, 0.8], 0.024999999),
    ],
)
def test_documented_values(name, y_true, y_pred, printed):
    assert getattr(losses, name)()(y_true, y_pred).numpy() == np.float32(printed)


def test_documented_reprs():
    bce = losses.BinaryCrossentropy(from_logits=True)
    text = "<tf.Tensor: shape=(), dtype=float32, numpy=0.865458>"
    assert repr(bce([0, 1, 0, 0], [-18.6, 0.51, 2.94, -12.8])) == text
    cosine = repr(losses.CosineSimilarity()([1.0, 1.0], [2.0, -2.0]))
    assert cosine == "<tf.Tensor: shape=(), dtype=float32, numpy=-0.0>"


@pytest.mark.parametrize(
    "reduction, weight, expected",
    [
        ("none", None, [0.125, 2.0]),
        ("sum", None, 2.125),
        ("auto", None, 1.0625),
        ("sum_over_batch_size", [1, 0], 0.0625),  # divided by the batch, not by the weights
        ("none", [[2], [1]], [0.25, 2.0]),
        ("sum", 3, 6.375),
    ],
)
def test_reduction_and_weights(reduction, weight, expected):
    got = losses.MeanSquaredError(reduction=reduction)(T, P, sample_weight=weight)
    np.testing.assert_allclose(got.numpy(), expected)


def test_weights_of_time_steps():
    loss = losses.MeanSquaredError(reduction="none")
    y = np.zeros((2, 3, 4), "float32")
    weight = np.float32([[0, 1, 2], [3, 4, 5]])
    np.testing.assert_allclose(loss(y, y + 1, sample_weight=weight).numpy(), weight)


def test_a_column_does_not_meet_a_row():
    """(4,) against (4, 1) must not broadcast to (4, 4)."""
    y = np.float32([1, 2, 3, 4])
    loss = losses.MeanSquaredError()
    assert float(loss(constant(y), constant(y[:, None]))) == 0
    assert float(loss(constant(y[:, None]), constant(y))) == 0


@pytest.mark.parametrize("name", CLASSES)
def test_configuration(name):
    loss = losses.get(name)
    assert type(loss).__name__ == name and losses.get(type(loss)).get_config() == loss.get_config()
    again = losses.deserialize(losses.serialize(loss))
    assert type(again) is type(loss) and again.get_config() == loss.get_config()


def test_all_classes_were_found():
    assert len(CLASSES) == 15


@pytest.mark.parametrize("name", [n for n in losses.loss_functions.objects if n[0].islower()])
def test_symbolic_equals_eager(name):
    """Each function gives the same traced as at once, and has a gradient."""
    from litkeras.backend.functions import function

    rng = np.random.default_rng(0)
    y_pred = rng.uniform(0.1, 0.9, (4, 3)).astype("float32")
    y_true = np.eye(3, dtype="float32")[[0, 2, 1, 1]]
    if name.startswith("sparse"):
        y_true = np.array([0, 2, 1, 1], "float32")
    fn = losses.get(name)
    t, p = placeholder((None,) * y_true.ndim), placeholder((None, 3))
    traced = function([t, p], fn(t, p))([y_true, y_pred])
    np.testing.assert_allclose(traced, fn(y_true, y_pred).numpy(), rtol=1e-5, atol=1e-6)
    with GradientTape() as tape:
        x = constant(y_pred)
        tape.watch(x)
        y = fn(y_true, x)
    assert np.isfinite(tape.gradient(y, x).numpy()).all()


def test_label_smoothing():
    loss = losses.CategoricalCrossentropy(label_smoothing=0.3)
    p = np.float32([[0.2, 0.3, 0.5]])
    expected = -np.sum(np.float32([0.1, 0.1, 0.8]) * np.log(p))
    assert float(loss([[0, 0, 1]], p)) == pytest.approx(expected, rel=1e-5)


def test_certain_and_wrong_stays_finite():
    loss = losses.BinaryCrossentropy(from_logits=True)
    assert float(loss([1.0], [-200.0])) == 200
    assert np.isfinite(float(losses.BinaryCrossentropy()([1.0], [0.0])))


def test_a_function_is_a_loss():
    def cubes(y_true, y_pred):
        return (y_pred - y_true) ** 3

    loss = losses.resolve_loss(cubes)
    assert loss.name == "cubes" and float(loss(constant(T), constant(P))) == pytest.approx(
        8.125 / 4
    )
    assert losses.resolve_loss("mse").name == "mean_squared_error"
    assert losses.resolve_loss(None) is None


@pytest.mark.parametrize(
    "run, message",
    [
        (lambda: losses.MeanSquaredError(reduction="average"), "'average'"),
        (lambda: losses.get("mean_sqared_error"), "Did you mean 'mean_squared_error'"),
        (lambda: losses.get(5), "Could not interpret loss function identifier: 5"),
        (lambda: losses.CategoricalCrossentropy()([[0, 1]], [[0.1, 0.2, 0.7]]), r"\(1, 2\)"),
    ],
)
def test_errors(run, message):
    with pytest.raises(ValueError, match=message):
        run()


def test_a_loss_must_implement_call():
    with pytest.raises(NotImplementedError, match=r"Mine must implement call"):
        type("Mine", (losses.Loss,), {})()([0.0], [0.0])
