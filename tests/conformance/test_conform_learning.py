"""Losses, metrics and optimizers."""

import numpy as np
import pytest
import tensorflow as tf
from cases import ints, one_hot, positive, probabilities, rand
from compared import covers
from dialect import old, ours_as_is
from pair import SELF_CHECK, K, close, dtype_of, our_optimizers, ours, real, tape, value

pytestmark = pytest.mark.usefixtures("backend")


def rows(module, table):
    covers(__name__, *(f"{module}.{name}" for name in table))
    return [pytest.param(name, row, id=f"{name}-{i}") for name, listed in table.items() for i, row in enumerate(listed)]


def ours_or_later(module, name):
    found = getattr(getattr(ours, module), name, None)
    if found is None:
        pytest.skip(f"{module}.{name} belongs to a later chapter")
    return found


# -------------------------------------------------------------------------------------------------------------------- losses
NUMBERS = [(rand(6, 3), rand(6, 3)), (rand(6), rand(6)), (rand(2, 3, 4), rand(2, 3, 4))]
POSITIVE = [(positive(6, 3), positive(6, 3))]
SIGNS = [(np.sign(rand(6, 3)), rand(6, 3)), (ints(6, 3, high=2).astype("float32"), rand(6, 3))]
BINARY = [(ints(6, 3, high=2).astype("float32"), rand(6, 3, low=0.05, high=0.95)), (ints(6, 1, high=2), rand(6, 1, low=0.05, high=0.95))]
LOGITS = [(y, rand(*y.shape)) for y, _ in BINARY]
ONE_HOT = [(one_hot(6, 4), probabilities(6, 4)), (one_hot(2, 3, 4), probabilities(2, 3, 4))]
ONE_HOT_LOGITS = [(y, rand(*y.shape)) for y, _ in ONE_HOT]
LABELS = [(ints(6, high=4), probabilities(6, 4)), (ints(6, 1, high=4), probabilities(6, 4)), (ints(2, 3, high=4), probabilities(2, 3, 4)), (ints(6, high=4).astype("float32"), probabilities(6, 4))]
LABELS_LOGITS = [(y, rand(*p.shape)) for y, p in LABELS]
PROBABILITIES = [(probabilities(6, 4), probabilities(6, 4))]

LOSSES = {
    "MeanSquaredError": [({}, NUMBERS)], "MeanAbsoluteError": [({}, NUMBERS)], "MeanAbsolutePercentageError": [({}, POSITIVE)],
    "MeanSquaredLogarithmicError": [({}, POSITIVE)], "LogCosh": [({}, NUMBERS)], "Poisson": [({}, POSITIVE)], "KLDivergence": [({}, PROBABILITIES)],
    "Hinge": [({}, SIGNS)], "SquaredHinge": [({}, SIGNS)], "CategoricalHinge": [({}, ONE_HOT)], "Huber": [({}, NUMBERS), ({"delta": 0.3}, NUMBERS)],
    "CosineSimilarity": [({}, NUMBERS[:1]), ({"axis": 0}, NUMBERS[:1])],
    "BinaryCrossentropy": [({}, BINARY), ({"from_logits": True}, LOGITS), ({"label_smoothing": 0.2}, BINARY)],
    "CategoricalCrossentropy": [({}, ONE_HOT), ({"from_logits": True}, ONE_HOT_LOGITS), ({"label_smoothing": 0.1}, ONE_HOT)],
    "SparseCategoricalCrossentropy": [({}, LABELS), ({"from_logits": True}, LABELS_LOGITS)],
}
LOSS_FUNCTIONS = {
    "mean_squared_error": NUMBERS, "mean_absolute_error": NUMBERS, "mean_absolute_percentage_error": POSITIVE, "mean_squared_logarithmic_error": POSITIVE,
    "mse": NUMBERS, "MSE": NUMBERS, "mae": NUMBERS, "MAE": NUMBERS, "mape": POSITIVE, "MAPE": POSITIVE, "msle": POSITIVE, "MSLE": POSITIVE, "logcosh": NUMBERS, "log_cosh": NUMBERS,
    "poisson": POSITIVE, "kl_divergence": PROBABILITIES, "KLD": PROBABILITIES, "kld": PROBABILITIES, "kullback_leibler_divergence": PROBABILITIES,
    "hinge": SIGNS, "squared_hinge": SIGNS, "categorical_hinge": ONE_HOT, "huber": NUMBERS, "cosine_similarity": NUMBERS[:1],
    "binary_crossentropy": BINARY, "bce": BINARY, "BCE": BINARY, "categorical_crossentropy": ONE_HOT, "sparse_categorical_crossentropy": LABELS,
}
LOSS_OPTIONS = [("binary_crossentropy", LOGITS, {"from_logits": True}), ("binary_crossentropy", BINARY, {"label_smoothing": 0.2}),
                ("categorical_crossentropy", ONE_HOT_LOGITS, {"from_logits": True}), ("categorical_crossentropy", ONE_HOT, {"label_smoothing": 0.2}),
                ("sparse_categorical_crossentropy", LABELS_LOGITS, {"from_logits": True}), ("sparse_categorical_crossentropy", LABELS, {"axis": -1}),
                ("huber", NUMBERS, {"delta": 0.5}), ("cosine_similarity", NUMBERS[:1], {"axis": 0})]
covers(__name__, "losses.Loss", "losses.Reduction", "losses.get", "losses.serialize", "losses.deserialize", "losses.LossFunctionWrapper")


def by_name(package, name):
    """A loss function; some short names are no attributes in the real Keras."""
    return getattr(package.losses, name, None) or getattr(package.metrics, name, None) or package.losses.get(name.lower())


def with_gradient(package, the_tape, function, y_true, y_pred, *more):
    """[value, gradient with respect to the prediction]"""
    k = package.backend
    p = k.constant(y_pred)
    with the_tape as t:
        t.watch(p)
        out = function(k.constant(y_true, dtype=y_true.dtype.name), p, *more)
        total = k.sum(out)
    return [out, t.gradient(total, p)]


def both_losses(build, y_true, y_pred, *more):
    return (with_gradient(p, t, build(p), y_true, y_pred, *more) for p, t in ((ours, tape()), (real, tf.GradientTape())))


@pytest.mark.parametrize("name, row", rows("losses", LOSSES))
@pytest.mark.parametrize("reduction", ["auto", "none", "sum", "sum_over_batch_size"])
def test_loss(name, row, reduction):
    """All reductions, without weights and with a weight of each shape, and the gradient of it."""
    ours_or_later("losses", name)
    kwargs, data = row
    for y_true, y_pred in data:
        build = lambda p: getattr(p.losses, name)(reduction=reduction, **kwargs)
        n = len(y_true)
        weights = [(), (np.float32(2.5),)]
        if y_pred.ndim > 1 and "axis" not in kwargs:
            weights += [(np.arange(n, dtype="float32"),), ([0.5] * n,)]
        if y_pred.ndim == 2 and "axis" not in kwargs:
            weights.append((np.arange(n, dtype="float32").reshape(n, 1),))
        for more in weights:
            close(*both_losses(build, y_true, y_pred, *more), rtol=1e-4, atol=1e-6, what=f"{name} {kwargs} weight {more}")


@pytest.mark.parametrize("name, data, kwargs", [pytest.param(n, d, {}, id=n) for n, d in LOSS_FUNCTIONS.items()] + [pytest.param(*o, id=f"{o[0]}-{o[2]}") for o in LOSS_OPTIONS])
def test_loss_function(name, data, kwargs):
    ours_or_later("losses", name)
    for y_true, y_pred in data:
        build = lambda p: lambda t, y: by_name(p, name)(t, y, **kwargs)
        close(*both_losses(build, y_true, y_pred), rtol=1e-4, what=name)


covers(__name__, *(f"losses.{name}" for name in LOSS_FUNCTIONS))


@pytest.mark.parametrize("name", LOSSES)
def test_loss_config(name):
    cls = ours_or_later("losses", name)
    for kwargs in [{}, {"name": "mine", "reduction": "sum"}, *(kw for kw, _ in LOSSES[name])]:
        loss, want = cls(**kwargs), getattr(real.losses, name)(**kwargs)
        assert loss.name == want.name
        assert ours_as_is(loss.get_config(), f"{name} loss") == old(want.get_config(), f"{name} loss")
        assert cls.from_config(loss.get_config()).get_config() == loss.get_config()
    again = ours.losses.get({"class_name": name, "config": cls().get_config()})
    assert type(again) is cls


@pytest.mark.parametrize("name", LOSS_FUNCTIONS)
def test_loss_by_name(name):
    function = ours_or_later("losses", name)
    assert ours.losses.get(name) is function
    assert ours.losses.deserialize(name) is function
    if SELF_CHECK:
        return
    assert ours.losses.serialize(function) == by_name(real, name).__name__


def test_own_loss_class():
    """Loss is open to subclasses, the reduction and weights are its work."""
    def build(package):
        class Cube(package.losses.Loss):
            def call(self, y_true, y_pred):
                return package.backend.mean(package.backend.pow(y_true - y_pred, 3), axis=-1)

        return Cube()

    close(*both_losses(build, *NUMBERS[0], np.arange(6, dtype="float32")), rtol=1e-4)
    assert build(ours).name == build(real).name


def test_reduction_names():
    for name in ("AUTO", "NONE", "SUM", "SUM_OVER_BATCH_SIZE"):
        assert getattr(ours.losses.Reduction, name) == getattr(real.losses.Reduction, name)
    with pytest.raises(ValueError, match="average"):
        ours.losses.MeanSquaredError(reduction="average")


def test_numpy_and_lists():
    """Arrays, lists and integers are accepted on both sides."""
    for y_true, y_pred in (([[0.0, 1.0]], [[0.3, 0.8]]), (np.array([[0, 1]]), np.array([[0.3, 0.8]])), ([0, 1], [0.3, 0.8])):
        close(ours.losses.MeanSquaredError()(y_true, y_pred), real.losses.MeanSquaredError()(y_true, y_pred))
        close(ours.losses.BinaryCrossentropy()(y_true, y_pred), real.losses.BinaryCrossentropy()(y_true, y_pred))


def test_float64():
    y_true, y_pred = (a.astype("float64") for a in NUMBERS[0])
    got, want = (p.losses.MeanSquaredError()(p.backend.constant(y_true, dtype="float64"), p.backend.constant(y_pred, dtype="float64")) for p in (ours, real))
    close(got, want)
    assert dtype_of(got) == dtype_of(want)


# ------------------------------------------------------------------------------------------------------------------- metrics
W = np.float32([0.5, 1, 0, 2, 1, 1])
METRICS = {
    "Mean": [({}, [((v,), None) for v in ([1.0, 3.0], 5.0, rand(2, 3))]), ({}, [((rand(6),), W)])],
    "Sum": [({}, [((v,), None) for v in ([1.0, 3.0], 5.0, rand(2, 3))]), ({}, [((rand(6),), W)])],
    "MeanMetricWrapper": [],
    "Accuracy": [({}, [((ints(6, 1, high=3), ints(6, 1, high=3)), None)]), ({}, [((ints(6, 1, high=3), ints(6, 1, high=3)), W), ((ints(6, 1, high=3), ints(6, 1, high=3)), W)]), ({}, [((ints(6, high=3), ints(6, high=3)), W)])],
    "BinaryAccuracy": [({}, [(BINARY[0], None), (BINARY[0], W)]), ({"threshold": 0.7}, [(BINARY[1], None)])],
    "CategoricalAccuracy": [({}, [(ONE_HOT[0], None), (ONE_HOT[0], W)]), ({}, [(ONE_HOT[1], None)])],
    "SparseCategoricalAccuracy": [({}, [(LABELS[1], None), (LABELS[1], W)]), ({}, [(LABELS[0], None)]), ({}, [(LABELS[2], None)])],
    "TopKCategoricalAccuracy": [({"k": 2}, [(ONE_HOT[0], None), (ONE_HOT[0], W)]), ({}, [((one_hot(6, 9), probabilities(6, 9)), None)])],
    "SparseTopKCategoricalAccuracy": [({"k": 2}, [(LABELS[0], None), (LABELS[0], W)])],
    "MeanSquaredError": [({}, [(NUMBERS[0], None), (NUMBERS[0], W)])], "MeanAbsoluteError": [({}, [(NUMBERS[0], None), (NUMBERS[0], W)])],
    "RootMeanSquaredError": [({}, [(NUMBERS[0], None), (NUMBERS[1], None)])],
    "BinaryCrossentropy": [({}, [(BINARY[0], None), (BINARY[0], W)]), ({"from_logits": True}, [(LOGITS[0], None)])],
    "CategoricalCrossentropy": [({}, [(ONE_HOT[0], None), (ONE_HOT[0], W)]), ({"from_logits": True, "label_smoothing": 0.1}, [(ONE_HOT_LOGITS[0], None)])],
    "SparseCategoricalCrossentropy": [({}, [(LABELS[0], None), (LABELS[0], W)]), ({"from_logits": True}, [(LABELS_LOGITS[0], None)])],
    "MeanAbsolutePercentageError": [({}, [(POSITIVE[0], None)])], "MeanSquaredLogarithmicError": [({}, [(POSITIVE[0], None)])], "Poisson": [({}, [(POSITIVE[0], None)])],
    "KLDivergence": [({}, [(PROBABILITIES[0], None)])], "Hinge": [({}, [(SIGNS[0], None)])], "SquaredHinge": [({}, [(SIGNS[0], None)])], "CategoricalHinge": [({}, [(ONE_HOT[0], None)])],
    "LogCoshError": [({}, [(NUMBERS[0], None)])], "CosineSimilarity": [({}, [(NUMBERS[0], None)])],
    **{n: [({}, [(BINARY[0], None), (BINARY[0], None)]), ({"thresholds": 0.3}, [(BINARY[0], None)]), ({"thresholds": [0.2, 0.5, 0.8]}, [(BINARY[0], None)])]
       for n in ("TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives", "Precision", "Recall")},
    "AUC": [({}, [(BINARY[0], None)])], "MeanTensor": [({}, [((rand(3),), None), ((rand(3),), None)])],
}
METRIC_FUNCTIONS = {
    "binary_accuracy": BINARY, "categorical_accuracy": ONE_HOT, "sparse_categorical_accuracy": LABELS,
    "top_k_categorical_accuracy": [(one_hot(6, 9), probabilities(6, 9))], "sparse_top_k_categorical_accuracy": [(ints(6, high=9), probabilities(6, 9))], **LOSS_FUNCTIONS,
}
covers(__name__, "metrics.Metric", "metrics.get", "metrics.serialize", "metrics.deserialize", *(f"metrics.{name}" for name in METRIC_FUNCTIONS))


STATE_DIFFERS = {"BinaryAccuracy": "2.4 takes the mean over the last axis first, later versions count every element: the result is the same"}


@pytest.mark.parametrize("name, row", rows("metrics", METRICS))
def test_metric(name, row):
    """The result after every update, by the call, after a reset; the state's names and values."""
    ours_or_later("metrics", name)
    kwargs, updates = row
    got, want = (getattr(p.metrics, name)(**kwargs) for p in (ours, real))
    assert got.name == want.name or SELF_CHECK
    for args, weight in updates:
        close(value(got.result()), value(want.result()), what="before any update") if got.weights else None
        for metric in (got, want):
            metric.update_state(*args, sample_weight=weight)
        close(got.result(), want.result(), what=name)
        assert dtype_of(got.result()) == dtype_of(want.result())
    if name not in STATE_DIFFERS:
        close([w.numpy() for w in got.weights], [w.numpy() for w in want.weights], what="state")
    assert [w.name for w in got.weights] == [w.name for w in want.weights]
    got.reset_states()
    want.reset_state()
    close(got(*updates[0][0]), want(*updates[0][0]), what="by call")


@pytest.mark.parametrize("name", METRICS)
def test_metric_config(name):
    if name == "MeanMetricWrapper":
        return
    cls = ours_or_later("metrics", name)
    for kwargs in [{}, {"name": "mine"}, *(kw for kw, _ in METRICS[name])]:
        got, want = cls(**kwargs), getattr(real.metrics, name)(**kwargs)
        mine, theirs = ours_as_is(got.get_config(), name), old(want.get_config(), name)
        if SELF_CHECK:  # both sides count their names together
            mine["name"] = theirs["name"]
        assert mine == theirs
        assert cls.from_config(got.get_config()).get_config() == got.get_config()


@pytest.mark.parametrize("name", METRIC_FUNCTIONS)
def test_metric_function(name):
    function = ours_or_later("metrics", name)
    theirs = getattr(real.metrics, name, None) or (lambda t, p: real.metrics.get(name)(t, p))
    for y_true, y_pred in METRIC_FUNCTIONS[name]:
        close(function(y_true, y_pred), theirs(y_true, y_pred), rtol=1e-4, what=name)


def test_metric_by_name():
    for name in ("mse", "mae", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"):
        assert ours.metrics.get(name) is getattr(ours.metrics, name)
    assert isinstance(ours.metrics.get("MeanSquaredError"), ours.metrics.MeanSquaredError)


def test_mean_metric_wrapper():
    def run(p):
        metric = p.metrics.MeanMetricWrapper(lambda t, y: p.backend.mean(p.backend.abs(t - y), axis=-1), name="mine")
        metric.update_state(*NUMBERS[0], sample_weight=W)
        return [metric.name, metric.result()]

    close(run(ours), run(real))


def test_own_metric():
    def run(p):
        class Largest(p.metrics.Metric):
            def __init__(self):
                super().__init__(name="largest")
                self.best = self.add_weight(name="best", initializer="zeros")

            def update_state(self, y_true, y_pred, sample_weight=None):
                self.best.assign(p.backend.maximum(self.best, p.backend.max(y_pred)))

            def result(self):
                return self.best

        metric = Largest()
        metric.update_state(*NUMBERS[0])
        first = value(metric.result())
        metric.reset_state() if p is real else metric.reset_states()
        return [first, value(metric.result()), metric.name, [w.name for w in metric.weights]]

    close(run(ours), run(real))


# ---------------------------------------------------------------------------------------------------------------- optimizers
COMMON = [{}, {"learning_rate": 0.1}, {"decay": 0.1}, {"clipnorm": 0.5}, {"clipvalue": 0.1}, {"global_clipnorm": 0.5}, {"name": "mine"}]
OPTIMIZERS = {
    "SGD": COMMON + [{"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}, {"momentum": 0.5, "decay": 0.01}],
    "RMSprop": COMMON + [{"rho": 0.5}, {"momentum": 0.9}, {"centered": True}, {"centered": True, "momentum": 0.5}, {"epsilon": 1e-3}],
    "Adam": COMMON + [{"beta_1": 0.5, "beta_2": 0.9}, {"amsgrad": True}, {"epsilon": 1e-2}],
    "Adagrad": COMMON + [{"initial_accumulator_value": 0.5}, {"epsilon": 1e-2}],
    "Adadelta": COMMON + [{"learning_rate": 1.0, "rho": 0.8}, {"epsilon": 1e-2}],
    "Adamax": COMMON + [{"beta_1": 0.5}], "Nadam": COMMON[:2] + COMMON[3:], "Ftrl": COMMON,
}
covers(__name__, "optimizers.Optimizer", "optimizers.get", "optimizers.serialize", "optimizers.deserialize")
START = [rand(3, 4), rand(4), np.asarray(0.5, "float32")]
GRADIENTS = [[rand(3, 4), rand(4), np.asarray(0.3 * i - 1, "float32")] for i in range(6)]


def make(side, name, kwargs):
    module = our_optimizers() if side == "ours" else real.optimizers.legacy
    found = getattr(module, name, None)
    if found is None:
        pytest.skip(f"optimizers.{name} belongs to a later chapter")
    return found(**kwargs)


def variables(side, start=START):
    make_one = tf.Variable if side == "real" or SELF_CHECK else K.Variable
    return [make_one(a, name=f"v{i}") for i, a in enumerate(start)]


def walk(side, name, kwargs, between=None):
    """The variables after every step, and the optimizer's weights at the end."""
    optimizer, vs = make(side, name, kwargs), variables(side)
    constant = tf.constant if side == "real" or SELF_CHECK else K.constant
    seen = []
    for i, gradients in enumerate(GRADIENTS):
        optimizer.apply_gradients(zip([constant(g) for g in gradients], vs))
        seen.append([v.numpy().copy() for v in vs])
        if between and i == 2:
            between(optimizer, real.backend if side == "real" else K)
    return seen, optimizer


@pytest.mark.parametrize("name, kwargs", rows("optimizers", OPTIMIZERS))
def test_steps(name, kwargs):
    """Six steps on the same gradients: all variables after each, and the optimizer's own weights in their order."""
    (got, mine), (want, theirs) = walk("ours", name, kwargs), walk("real", name, kwargs)
    for i, (g, w) in enumerate(zip(got, want)):
        close(g, w, rtol=1e-5, atol=1e-6, what=f"{name} {kwargs}: step {i + 1}")
    # (Ftrl's linear sums have terms of w * gradient / learning rate, here some 500, which nearly cancel: two of their units in the last place)
    atol = 2 * float(np.spacing(np.float32(500))) if name == "Ftrl" else 1e-6
    close(mine.get_weights(), theirs.get_weights(), rtol=1e-5, atol=atol, what=f"{name} {kwargs}: weights")
    assert [w.name for w in mine.weights] == [w.name for w in theirs.weights]
    assert int(mine.iterations.numpy()) == 6


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_learning_rate_can_be_assigned(name):
    def halve(optimizer, k):
        k.set_value(optimizer.learning_rate, 0.005)
        k.set_value(optimizer.lr, k.get_value(optimizer.lr) * 0.5)

    (got, mine), (want, _) = walk("ours", name, {}, halve), walk("real", name, {}, halve)
    close(got[-1], want[-1], rtol=1e-5, atol=1e-6)
    assert float(K.get_value(mine.learning_rate)) == pytest.approx(0.0025)

    def attribute(optimizer, k):
        optimizer.learning_rate = 0.02

    (got, _), (want, _) = walk("ours", name, {}, attribute), walk("real", name, {}, attribute)
    close(got[-1], want[-1], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name, kwargs", rows("optimizers", OPTIMIZERS))
def test_optimizer_config(name, kwargs):
    got, want = make("ours", name, kwargs), make("real", name, kwargs)
    assert _alike(ours_as_is(got.get_config()), old(want.get_config()))
    assert type(got).from_config(got.get_config()).get_config() == got.get_config()
    assert ours.optimizers.get(got) is got


def _alike(got, want):
    """Equal keys, and numbers equal as float32 (hyperparameters live in float32 variables)."""
    assert set(got) == set(want), f"keys {sorted(got)}, Keras has {sorted(want)}"
    for key in want:
        if isinstance(want[key], float):
            assert got[key] == pytest.approx(want[key], rel=1e-6), key
        else:
            assert got[key] == want[key], key
    return True


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_weights_go_over(name):
    """set_weights(get_weights()) continues where the other stopped."""
    _, first = walk("ours", name, {})
    again, vs = make("ours", name, {}), variables("ours")
    constant = tf.constant if SELF_CHECK else K.constant
    again.apply_gradients(zip([constant(np.zeros_like(g)) for g in GRADIENTS[0]], vs))
    again.set_weights(first.get_weights())
    close(again.get_weights(), first.get_weights())
    with pytest.raises(ValueError):
        again.set_weights(first.get_weights()[:-1])


@pytest.mark.parametrize("name", ["sgd", "SGD", "rmsprop", "adam", "Adam", "adagrad", "adadelta"])
def test_optimizer_by_name(name):
    got = ours.optimizers.get(name)
    assert type(got).__name__.lower() == name.lower()
    config = {"class_name": type(got).__name__, "config": {"learning_rate": 0.5}}
    assert float(K.get_value(ours.optimizers.get(config).learning_rate)) == 0.5


def test_minimize():
    for side in ("ours", "real"):
        optimizer, (v, *_) = make(side, "SGD", {"learning_rate": 0.1}), variables(side)
        k = real.backend if side == "real" else K
        optimizer.minimize(lambda: k.sum(k.square(v)), [v])
        close(v, START[0] * np.float32(0.8))


def test_missing_gradients():
    """A variable without a gradient is left alone; none at all is an error."""
    for side in ("ours", "real"):
        optimizer, vs = make(side, "SGD", {}), variables(side)
        constant = tf.constant if side == "real" or SELF_CHECK else K.constant
        optimizer.apply_gradients([(constant(GRADIENTS[0][0]), vs[0]), (None, vs[1])])
        close(vs[1], START[1])
        with pytest.raises(ValueError, match="[Nn]o gradients"):
            optimizer.apply_gradients([(None, v) for v in vs])


def test_callable_learning_rate():
    got, want = (walk(side, "SGD", {"learning_rate": lambda: 0.25})[0] for side in ("ours", "real"))
    close(got, want)


@pytest.mark.parametrize("kwargs", [{"learning_rate": -1.0}, {"clipnorm": -1.0}, {"decay": -0.1}, {"no_such": 1}, {"momentum": 2.0}], ids=str)
def test_bad_options(kwargs):
    errors = []
    for side in ("ours", "real"):
        try:
            make(side, "SGD", kwargs)
            errors.append(None)
        except (ValueError, TypeError) as error:
            errors.append(type(error))
    assert errors[1] is None or errors[0] is not None, f"the real Keras raises {errors[1]}"
