"""fit, evaluate, predict and what they need: losses, metrics, weights of samples, own steps."""

import numpy as np
import pytest

import litkeras as keras
from litkeras import backend as K
from litkeras import layers, tf
from litkeras.callbacks import LambdaCallback
from litkeras.utils import set_random_seed

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(50, 4)), RNG.normal(size=(50, 2))
W = RNG.random(50)


def model(units=2, **kwargs):
    net = keras.Sequential(
        [layers.Dense(3, activation="tanh", input_shape=(4,)), layers.Dense(units, **kwargs)]
    )
    rng = np.random.default_rng(1)
    net.set_weights([rng.normal(size=w.shape) / 2 for w in net.get_weights()])
    return net


def by_hand(net, rate, batch_size, epochs, x=X, y=Y):
    """Gradient descent on the mean square, written down."""
    x, y, means = K.constant(x), K.constant(y), []
    for _ in range(epochs):
        total = 0
        for i in range(0, len(x), batch_size):
            with K.GradientTape() as tape:
                loss = K.mean(K.square(net(x[i : i + batch_size]) - y[i : i + batch_size]))
            total += loss.numpy() * min(batch_size, len(x) - i)
            for weight, g in zip(net.weights, tape.gradient(loss, net.weights)):
                weight.assign_sub(rate * g)
        means.append(total / len(x))
    return means


@pytest.mark.parametrize("run_eagerly", [False, True])
def test_fit_is_gradient_descent(run_eagerly):
    net, twin = model(), model()
    net.compile(keras.optimizers.SGD(0.1), "mse", run_eagerly=run_eagerly)
    history = net.fit(X, Y, batch_size=16, epochs=3, shuffle=False, verbose=0)
    assert np.allclose(history.history["loss"], by_hand(twin, 0.1, 16, 3), rtol=1e-5)
    for a, b in zip(net.get_weights(), twin.get_weights()):
        assert np.allclose(a, b, atol=1e-6)


def test_evaluate_and_predict():
    net = model()
    net.compile("sgd", "mse", metrics=["mae"])
    p = net.predict(X, batch_size=7)
    assert p.shape == (50, 2) and np.allclose(p, net(X), atol=1e-6)
    mse, mae = net.evaluate(X, Y, batch_size=7, verbose=0)
    assert mse == pytest.approx(((p - Y) ** 2).mean(), rel=1e-5)
    assert mae == pytest.approx(abs(p - Y).mean(), rel=1e-5)
    assert net.evaluate(X, Y, verbose=0, return_dict=True) == {
        "loss": pytest.approx(mse),
        "mae": pytest.approx(mae),
    }
    weighted = net.evaluate(X, Y, sample_weight=W, verbose=0)[0]
    assert weighted == pytest.approx((((p - Y) ** 2).mean(1) * W).mean(), rel=1e-5)


def test_the_same_seed_the_same_training():
    results = []
    for _ in range(2):
        keras.backend.clear_session()
        set_random_seed(7)
        net = keras.Sequential(
            [layers.Dense(8, input_shape=(4,)), layers.Dropout(0.5), layers.Dense(2)]
        )
        net.compile("adam", "mse")
        results.append(net.fit(X, Y, epochs=3, verbose=0).history["loss"])
    assert results[0] == results[1]


def test_several_outputs():
    a = keras.Input((4,), name="a")
    p, q = layers.Dense(2, name="p")(a), layers.Dense(1, name="q")(a)
    net = keras.Model(a, [p, q])
    targets = {"p": Y, "q": Y[:, :1]}
    net.compile(
        "sgd",
        {"p": "mse", "q": "mae"},
        loss_weights={"q": 0.5},
        metrics={"q": ["mse", "mae"]},
        weighted_metrics=["mae"],
    )
    logs = net.evaluate(
        {"a": X}, targets, sample_weight={"p": W, "q": W}, verbose=0, return_dict=True
    )
    assert list(logs) == [
        "loss",
        "p_loss",
        "q_loss",
        "p_mae",
        "q_mse",
        "q_mae",
        "q_weighted_mae",
    ]
    assert logs["loss"] == pytest.approx(logs["p_loss"] + 0.5 * logs["q_loss"], rel=1e-5)
    assert net.metrics_names == list(logs)


@pytest.mark.parametrize(
    "units, activation, loss, y, name",
    [
        (
            3,
            "softmax",
            "sparse_categorical_crossentropy",
            X[:, :3].argmax(1),
            "sparse_categorical_accuracy",
        ),
        (
            3,
            "softmax",
            "categorical_crossentropy",
            np.eye(3)[X[:, :3].argmax(1)],
            "categorical_accuracy",
        ),
        (1, "sigmoid", "binary_crossentropy", X[:, 0] > 0, "binary_accuracy"),
    ],
)
def test_accuracy_means_what_fits(units, activation, loss, y, name):
    net = model(units, activation=activation)
    net.compile("adam", loss, metrics=["accuracy", name])
    logs = net.evaluate(X, y, verbose=0, return_dict=True)
    assert logs["accuracy"] == logs[name] > 0


def test_class_weight_equals_sample_weight():
    y = X[:, :3].argmax(1)
    weights = {0: 1.0, 1: 3.0, 2: 0.5}
    histories = []
    for given in ({"class_weight": weights}, {"sample_weight": np.vectorize(weights.get)(y)}):
        net = model(3, activation="softmax")
        net.compile("sgd", "sparse_categorical_crossentropy")
        histories.append(net.fit(X, y, shuffle=False, verbose=0, epochs=2, **given).history["loss"])
    assert histories[0] == pytest.approx(histories[1])


def test_regularizers_and_added_losses_count():
    x = keras.Input((4,))
    hidden = layers.Dense(2, kernel_initializer="ones", kernel_regularizer="l2")(x)
    net = keras.Model(x, hidden)
    net.add_loss(K.mean(hidden) * 0.1)
    net.add_metric(K.mean(hidden), name="level")
    net.compile("sgd", "mse")
    logs = net.evaluate(X, Y, batch_size=50, verbose=0, return_dict=True)
    p = net.predict(X)
    assert logs["loss"] == pytest.approx(((p - Y) ** 2).mean() + 0.08 + 0.1 * p.mean(), rel=1e-4)
    assert logs["level"] == pytest.approx(p.mean(), rel=1e-4)


def test_masked_steps_do_not_count():
    net = keras.Sequential(
        [
            layers.Masking(input_shape=(2, 1)),
            layers.Dense(1, weights=[np.ones((1, 1)), np.zeros(1)]),
        ]
    )
    net.compile("sgd", "mse", metrics=["mae"])
    x = np.float32([[[1], [0]], [[2], [3]]])
    loss, mae = net.evaluate(x, np.zeros((2, 2, 1)), verbose=0)
    assert loss == pytest.approx((1 + 4 + 9) / 4) and mae == pytest.approx((1 + 2 + 3) / 3)


def test_frozen_layers_stay():
    net = model()
    net.layers[0].trainable = False
    net.compile("sgd", "mse")
    before = net.get_weights()
    net.fit(X, Y, verbose=0)
    same = [np.array_equal(a, b) for a, b in zip(before, net.get_weights())]
    assert same == [True, True, False, False]


def test_own_train_step():
    class Own(keras.Model):
        traces = 0

        def train_step(self, data):
            type(self).traces += 1
            x, y = data
            with tf.GradientTape() as tape:
                loss = K.mean(K.abs(self(x, training=True) - y))
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
            return {"own": loss}

    x = keras.Input((4,))
    net = Own(x, layers.Dense(2)(x))
    net.compile(keras.optimizers.SGD(0.1))
    history = net.fit(X, Y, batch_size=25, epochs=5, verbose=0).history
    assert list(history) == ["own"] and history["own"][-1] < history["own"][0]
    assert Own.traces == 1 and type(net).__name__ == "Own"


def test_a_step_must_return_logs():
    class Own(keras.Model):
        def call(self, inputs):
            return inputs

        def train_step(self, data):
            return K.constant(1.0)

    net = Own()
    net.compile("sgd", "mse")
    with pytest.raises(ValueError, match="must return a dictionary"):
        net.fit(X, X, verbose=0)


def test_on_batch():
    net, twin = model(), model()
    for one in (net, twin):
        one.compile("sgd", "mse")
    losses = [net.train_on_batch(X[:10], Y[:10]), net.train_on_batch(X[10:20], Y[10:20])]
    assert net.test_on_batch(X, Y) == pytest.approx(net.evaluate(X, Y, verbose=0))
    mean = twin.fit(X[:20], Y[:20], batch_size=10, shuffle=False, verbose=0).history["loss"]
    assert np.mean(losses) == pytest.approx(mean[0], rel=1e-5)
    assert np.allclose(net.predict_on_batch(X), twin.predict(X), atol=1e-6)
    assert net.train_on_batch(X, Y, return_dict=True).keys() == {"loss"}


def test_the_learning_rate_can_be_assigned_without_compiling_again():
    net = model()
    net.compile(keras.optimizers.SGD(0.1), "mse")
    net.fit(X, Y, verbose=0)
    net.optimizer.learning_rate = 0.0
    before = net.get_weights()
    net.fit(X, Y, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, net.get_weights()))


def test_dynamic_layers_train():
    class Plain(layers.Layer):
        def __init__(self):
            super().__init__(dynamic=True)

        def call(self, inputs):
            return inputs if float(K.sum(inputs).numpy()) > -1e9 else -inputs

        def compute_output_shape(self, input_shape):
            return input_shape

    x = keras.Input((4,))
    net = keras.Model(x, layers.Dense(2)(Plain()(x)))
    net.compile("sgd", "mse")
    assert net.run_eagerly
    net.fit(X, Y, verbose=0)
    with pytest.raises(ValueError, match="cannot set `run_eagerly=False`"):
        net.compile("sgd", "mse", run_eagerly=False)
        net.fit(X, Y, verbose=0)


def test_stop_training():
    net = model()
    net.compile("sgd", "mse")

    def stop(batch, logs):
        net.stop_training = batch == 1

    history = net.fit(
        X, Y, batch_size=10, epochs=3, verbose=0, callbacks=[LambdaCallback(on_batch_end=stop)]
    )
    assert history.epoch == [0]


def test_steps_per_execution():
    told = []
    tell = LambdaCallback(
        on_batch_begin=lambda batch, logs: told.append(batch),
        on_batch_end=lambda batch, logs: told.append(-batch),
    )
    net, twin = model(), model()
    net.compile("sgd", "mse", steps_per_execution=2)
    twin.compile("sgd", "mse")
    logs = net.fit(X, Y, batch_size=10, shuffle=False, verbose=0, callbacks=[tell]).history
    assert told == [0, -1, 2, -3, 4, -4]
    assert logs == twin.fit(X, Y, batch_size=10, shuffle=False, verbose=0).history


@pytest.mark.parametrize(
    "use, error, message",
    [
        (lambda m: m.fit(X, Y), RuntimeError, "must compile"),
        (
            lambda m: (m.compile("sgd", "mse"), m.fit(X, Y[:5])),
            ValueError,
            "x sizes: 50\n  y sizes: 5",
        ),
        (lambda m: (m.compile("sgd", "mse"), m.fit(X)), ValueError, "y is missing"),
        (
            lambda m: (m.compile("sgd", "mse"), m.fit(X[:, :3], Y)),
            ValueError,
            r"expected shape=\(None, 4\)",
        ),
        (lambda m: (m.compile("sgd", "mse"), m.fit(X[:0], Y[:0])), ValueError, "non-empty"),
        (
            lambda m: (m.compile("sgd", "mse"), m.fit(X.astype(str), Y)),
            ValueError,
            "x: expected numbers",
        ),
        (lambda m: (m.compile("sgd", "mse"), m.fit(X, Y, batch_size=0)), ValueError, "batch_size"),
        (
            lambda m: (m.compile("sgd", "mse"), m.fit(X, Y, validation_split=2)),
            ValueError,
            "between 0 and 1",
        ),
        (lambda m: m.compile("sgd", "msee"), ValueError, "msee"),
        (lambda m: m.compile("sgdd", "mse"), ValueError, "sgdd"),
        (lambda m: m.compile("sgd", "mse", metrics=["acuracy"]), ValueError, "acuracy"),
        (lambda m: m.compile("sgd", "mse", metric=["mae"]), TypeError, "metric"),
        (
            lambda m: (m.compile("sgd", ["mse", "mse"]), m.fit(X, Y)),
            ValueError,
            "one entry per model output",
        ),
        (lambda m: (m.compile("sgd", {"z": "mse"}), m.fit(X, Y)), ValueError, r"\['z'\]"),
        (lambda m: (m.compile("sgd"), m.fit(X, Y)), ValueError, "no loss to optimize"),
        (
            lambda m: (m.compile("sgd", "mse", metrics=["mae", "mae"]), m.fit(X, Y)),
            ValueError,
            "two metrics",
        ),
        (lambda m: m.get_layer("z"), ValueError, "No such layer: z"),
        (lambda m: m.get_layer(index=9), ValueError, "only has 2 layers"),
    ],
)
def test_errors(use, error, message):
    with pytest.raises(error, match=message):
        use(model())
