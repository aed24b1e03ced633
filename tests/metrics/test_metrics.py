"""Metrics: documented values, state, weights, tracing, names."""

import numpy as np
import pytest

from litkeras import losses, metrics
from litkeras.backend.functions import collect_updates, function
from litkeras.backend.reductions import sum as total
from litkeras.backend.tensors import placeholder

(
    losses.get(None),
    metrics.get(None),
    metrics.Recall,
)  # load the modules, which register what they define
ROWS = [[0, 0, 1], [0, 1, 0], [0, 1, 0]], [[0.1, 0.1, 0.8], [0.05, 0.95, 0], [0.3, 0.3, 0.4]]
# numpy: what a metric says after these values, and weights
DOCUMENTED = [
    ("Accuracy", ([1, 2, 3, 4], [0, 2, 3, 4]), None, 0.75),
    ("Accuracy", ([1, 2, 3, 4], [0, 2, 3, 4]), [1, 1, 0, 0], 0.5),
    ("BinaryAccuracy", ([[1.0], [1.0], [0.0], [0.0]], [[0.98], [1.0], [0.0], [0.6]]), None, 0.75),
    ("CategoricalAccuracy", ROWS, None, 0.6666667),
    ("SparseCategoricalAccuracy", ([2, 1, 1], ROWS[1]), None, 0.6666667),
    ("SparseCategoricalAccuracy", ([[2], [1], [1]], ROWS[1]), None, 0.6666667),
    ("Mean", ([1, 3, 5, 7],), None, 4.0),
    ("Mean", ([1, 3, 5, 7],), [1, 1, 0, 0], 2.0),
    ("Mean", ([[1, 3], [5, 7]],), [1, 0], 2.0),
    ("Sum", ([1, 2, 3, 4],), None, 10.0),
    ("Sum", ([1, 2, 3, 4],), [1, 0, 0, 1], 5.0),
    ("Sum", ([[1, 2], [3, 4]],), [1, 10], 73.0),
    ("RootMeanSquaredError", ([[0, 1], [0, 0]], [[1.0, 1.0], [0.0, 0.0]]), None, 0.5),
    ("CosineSimilarity", ([[1.0, 1.0]], [[2.0, 2.0]]), None, 0.99999994),
    ("TruePositives", ([0, 1, 1, 1], [1, 0, 1, 1]), None, 2.0),
    ("TruePositives", ([0, 1, 1, 1], [1, 0, 1, 1]), [1, 1, 1, 0], 1.0),
    ("FalseNegatives", ([0, 1, 1, 1, 0], [1, 0, 1, 1, 0]), None, 1.0),
    ("FalsePositives", ([0, 1, 1, 1, 0], [1, 0, 1, 1, 0]), None, 1.0),
    ("TrueNegatives", ([0, 1, 1, 1, 0], [1, 0, 1, 1, 0]), None, 1.0),
    ("Precision", ([0, 1, 1, 1, 0], [1, 0, 1, 1, 0]), None, 2 / 3),
    ("Recall", ([0, 1, 1, 1, 0], [1, 0, 1, 1, 0]), [1, 2, 1, 1, 1], 0.5),
]
COUNTS = ("Sum", "TruePositives", "FalseNegatives", "FalsePositives", "TrueNegatives")


@pytest.mark.parametrize("name, data, weight, expected", DOCUMENTED)
def test_documented_values(name, data, weight, expected):
    metric = getattr(metrics, name)()
    assert metric.result().numpy() == 0.0
    metric.update_state(*data, sample_weight=weight)
    assert metric.result().numpy() == np.float32(expected)


@pytest.mark.parametrize("name, data, weight, expected", DOCUMENTED)
def test_traced_equals_eager(name, data, weight, expected):
    """update_state runs unchanged on placeholders, and its assignments become updates."""
    metric = getattr(metrics, name)()
    arrays = [np.float32(a) for a in data + (() if weight is None else (weight,))]
    inputs = [placeholder((None,) + a.shape[1:]) for a in arrays]
    with collect_updates() as updates:
        metric.update_state(*inputs)
        result = metric.result()
    step = function(inputs, result, updates)
    assert step(arrays) == pytest.approx(expected, rel=1e-6)
    twice = step(arrays)
    assert twice == pytest.approx(2 * expected if name in COUNTS else expected, rel=1e-6)
    assert metric.result().numpy() == twice


def test_two_batches_are_one_epoch():
    metric = metrics.Mean()
    metric.update_state([1, 3])
    metric.update_state([8])
    assert metric.result().numpy() == 4.0
    metric.reset_state()
    assert metric.result().numpy() == 0.0
    assert [v.name for v in metric.variables] == ["total:0", "count:0"]
    assert float(metric([2, 4])) == 3.0


@pytest.mark.parametrize("overridden", ["reset_state", "reset_states"])
@pytest.mark.parametrize("called", ["reset_state", "reset_states"])
def test_a_reset_under_either_name(overridden, called):
    calls = []

    def reset(self):
        calls.append(1)
        getattr(metrics.Mean, overridden)(self)

    metric = type("Mine", (metrics.Mean,), {overridden: reset})()
    metric.update_state([5])
    getattr(metric, called)()
    assert calls == [1] and metric.result().numpy() == 0


def test_a_result_stays():
    class Count(metrics.Metric):
        def __init__(self):
            super().__init__(name="count")
            self.n = self.add_weight(name="n", initializer="zeros")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.n.assign_add(total(y_pred))

        def result(self):
            return self.n

    metric = Count()
    metric.update_state(None, [1.0, 1.0])
    before = metric.result()
    metric.update_state(None, [1.0])
    assert (float(before), float(metric.result())) == (2, 3)


def test_weight_per_example_of_values_with_more_axes():
    values = np.arange(6, dtype="float32").reshape(3, 2)
    metric = metrics.Mean()
    metric.update_state(values, sample_weight=[1, 0, 1])
    assert metric.result().numpy() == (0.5 + 4.5) / 2


def test_top_k():
    y_pred = np.float32([[0.1, 0.5, 0.4], [0.6, 0.3, 0.1]])
    metric = metrics.SparseTopKCategoricalAccuracy(k=2)
    metric.update_state([2, 2], y_pred)
    assert metric.result().numpy() == 0.5
    one_hot = metrics.TopKCategoricalAccuracy(k=2)
    one_hot.update_state([[0, 0, 1], [0, 0, 1]], y_pred)
    assert one_hot.result().numpy() == 0.5
    steps = metrics.sparse_top_k_categorical_accuracy([[1, 0], [2, 0]], [y_pred, y_pred], k=1)
    assert steps.numpy().tolist() == [1, 1, 0, 1]


@pytest.mark.parametrize("name", [n for n in losses.loss_functions.objects if n[0].islower()])
def test_every_loss_is_a_metric(name):
    y_true, y_pred = placeholder((None, 3)), placeholder((None, 3))
    metric = metrics.resolve_metric(name, y_true, y_pred)
    assert metric.name == name
    data = (np.eye(3)[[0, 1]], np.float32([[0.2, 0.3, 0.5], [0.1, 0.8, 0.1]]))
    if name.startswith("sparse"):
        data = (np.array([0, 1]), data[1])
    metric.update_state(*data)
    sign = -1 if name.startswith("cosine") else 1
    expected = sign * np.mean(losses.get(name)(*data).numpy())
    assert metric.result().numpy() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    "true_shape, pred_shape, expected",
    [
        ((None, 1), (None, 1), "binary_accuracy"),
        ((None,), (None, 1), "binary_accuracy"),
        ((None,), (None, 5), "sparse_categorical_accuracy"),
        ((None, 1), (None, 5), "sparse_categorical_accuracy"),
        ((None, 5), (None, 5), "categorical_accuracy"),
        ((None, 7), (None, 7, 5), "sparse_categorical_accuracy"),
    ],
)
@pytest.mark.parametrize("name", ["accuracy", "acc", "ACC"])
def test_which_accuracy(name, true_shape, pred_shape, expected):
    metric = metrics.resolve_metric(name, placeholder(true_shape), placeholder(pred_shape))
    assert metric.name == name and metric._fn.__name__ == expected


def test_resolve_other_forms():
    y = placeholder((None, 2))

    def worst(y_true, y_pred):
        return y_pred

    assert metrics.resolve_metric(worst, y, y).name == "worst"
    mean = metrics.Mean()
    assert metrics.resolve_metric(mean, y, y) is mean
    assert type(metrics.resolve_metric(metrics.MeanSquaredError, y, y)) is metrics.MeanSquaredError
    assert type(metrics.resolve_metric("MeanSquaredError", y, y)) is metrics.MeanSquaredError
    for wrong in ("acuracy", 3, None):
        with pytest.raises(ValueError):
            metrics.resolve_metric(wrong, y, y)


def test_names_count_up():
    class Mine(metrics.Mean):
        def __init__(self):
            super().__init__(name=None)

    assert [Mine().name, Mine().name, metrics.Mean().name] == ["mine", "mine_1", "mean"]


@pytest.mark.parametrize("name", [n for n in metrics.metric_functions.objects if n[0].isupper()])
def test_configuration(name):
    found = metrics.metric_functions.objects[name]
    if not isinstance(found, type) or name == "MeanMetricWrapper":
        return
    metric = found(name="mine")
    again = metrics.deserialize(metrics.serialize(metric))
    assert type(again) is found and again.get_config() == metric.get_config()


def test_thresholds():
    precision = metrics.Precision(thresholds=[0.3, 0.65])
    assert precision([0, 1, 1], [0.6, 0.4, 0.8]).numpy().tolist() == [np.float32(2 / 3), 1.0]
    assert metrics.Recall(0.9)([1.0], [0.5]).numpy() == 0
    assert metrics.Precision()([0.0], [0.5]).numpy() == 0  # no yes at all
    for wrong in (1.5, [0.5, -0.1]):
        with pytest.raises(ValueError, match="must be in"):
            metrics.TruePositives(wrong)
    with pytest.raises(ValueError, match="between 0 and 1, received values from -2 to 3"):
        metrics.Recall().update_state([0, 1], [-2.0, 3.0])


def test_classes_and_ranks():
    rows, y_pred = ROWS
    assert metrics.Recall(class_id=1)(rows, y_pred).numpy() == 0.5
    assert metrics.Recall(top_k=1)(rows, y_pred).numpy() == np.float32(2 / 3)
    assert metrics.Precision(top_k=2)(rows, y_pred).numpy() == np.float32(1 / 3)
    tied = metrics.Precision(top_k=1)  # of equal ones the first counts
    assert tied([[1, 0, 0]], [[0.5, 0.5, 0.5]]).numpy() == 1
