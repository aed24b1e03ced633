"""Layers with equal weights: outputs, gradients, shapes, names, configurations; and the base class's bookkeeping."""

import numpy as np
import pytest
import tensorflow as tf
from cases import ints, positive, rand
from compared import covers
from dialect import old, ours_as_is
from pair import RK, SELF_CHECK, K, close, dtype_of, ours, real, shape_of, tape, value

pytestmark = pytest.mark.usefixtures("backend")
compare = lambda *names: covers(__name__, *(f"layers.{n}" for n in names)) or (lambda test: test)

LAYERS = {  # name: (keyword arguments, input shape) or (..., {"exact": False}) where numbers are random
    "Dense": [
        ({"units": 3}, (4, 5)), ({"units": 3, "activation": "relu"}, (4, 5)), ({"units": 2, "use_bias": False}, (4, 5)), ({"units": 3, "activation": "softmax"}, (2, 3, 5)),
        ({"units": 3, "kernel_initializer": "he_normal", "bias_initializer": "ones", "kernel_regularizer": "l2", "bias_regularizer": "l1", "activity_regularizer": "l2", "kernel_constraint": "non_neg",
          "bias_constraint": "unit_norm"}, (4, 5)), ({"units": 1, "name": "mine", "trainable": False}, (4, 5)), ({"units": 2, "dtype": "float64"}, (4, 5)),
        ({"units": 2, "input_shape": (5,)}, (4, 5)), ({"units": 2, "input_dim": 5}, (4, 5)), ({"units": 2, "batch_input_shape": (4, 5)}, (4, 5)),
    ],
    "Activation": [({"activation": a}, (3, 4)) for a in ("relu", "softmax", "linear", "tanh")],
    "Flatten": [({}, (2, 3, 4)), ({}, (2, 3)), ({"data_format": "channels_first"}, (2, 3, 4, 5))],
    "Reshape": [({"target_shape": (6,)}, (2, 3, 2)), ({"target_shape": (-1, 2)}, (2, 6)), ({"target_shape": (3, 2)}, (4, 6)), ({"target_shape": (1, -1, 2)}, (4, 6))],
    "Permute": [({"dims": (2, 1)}, (2, 3, 4)), ({"dims": (3, 1, 2)}, (2, 3, 4, 5))],
    "RepeatVector": [({"n": 3}, (2, 4))],
    **{f"{kind}{rank}D": [({}, shape), ({"pool_size": 3, "strides": 2, "padding": "same"}, shape), ({"pool_size": 2, "strides": 1, "name": "mine"}, shape)]
       for kind in ("MaxPooling", "AveragePooling", "MaxPool", "AvgPool") for rank, shape in ((1, (2, 7, 3)), (2, (2, 6, 7, 3)), (3, (2, 4, 5, 6, 2)))},
    **{f"Global{kind}{rank}D": [({}, shape), ({"keepdims": True}, shape), ({"data_format": "channels_first"}, shape)]
       for kind in ("MaxPooling", "AveragePooling", "MaxPool", "AvgPool") for rank, shape in ((1, (2, 7, 3)), (2, (2, 6, 7, 3)), (3, (2, 4, 5, 6, 2)))},
    "Masking": [({}, (2, 3, 4)), ({"mask_value": 1.0}, (2, 3, 4))],
    "ActivityRegularization": [({"l1": 0.1, "l2": 0.2}, (3, 4))],
    "Dropout": [({"rate": 0.4}, (50, 40)), ({"rate": 0.4, "noise_shape": (50, 1)}, (50, 40)), ({"rate": 0}, (3, 4))],
    "ReLU": [({}, (3, 4)), ({"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.2}, (3, 4))], "LeakyReLU": [({}, (3, 4)), ({"alpha": 0.1}, (3, 4))],
    "ELU": [({}, (3, 4))], "Softmax": [({}, (3, 4)), ({"axis": 1}, (3, 4, 2))], "PReLU": [({}, (3, 4))], "ThresholdedReLU": [({}, (3, 4))],
    "GaussianNoise": [({"stddev": 0.3}, (3, 4))], "GaussianDropout": [({"rate": 0.3}, (3, 4))], "AlphaDropout": [({"rate": 0.3}, (3, 4))],
    "BatchNormalization": [({}, (6, 4)), ({"axis": 1, "momentum": 0.5, "epsilon": 0.1}, (6, 4, 3))], "LayerNormalization": [({}, (6, 4))],
    "Embedding": [], "LSTM": [], "GRU": [], "SimpleRNN": [],
}
NOISE = {"Dropout", "GaussianNoise", "GaussianDropout", "AlphaDropout"}
MERGES = ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot"]
covers(__name__, *(f"layers.{n}" for n in LAYERS))


def params():
    return [pytest.param(n, kw, shape, id=f"{n}-{i}") for n, listed in LAYERS.items() for i, (kw, shape) in enumerate(listed)]


def build(package, name, kwargs):
    cls = getattr(package.layers, name, None)
    if cls is None:
        pytest.skip(f"layers.{name} belongs to a later chapter")
    return cls(**kwargs)


def pair(name, kwargs, shape):
    """Our layer and the real one, built, with equal weights."""
    mine, theirs = build(ours, name, kwargs), build(real, name, kwargs)
    mine.build(shape)
    theirs.build(tf.TensorShape(shape))
    weights = [rand(*w.shape) for w in theirs.get_weights()]
    assert [w.shape for w in mine.get_weights()] == [w.shape for w in weights]
    mine.set_weights(weights)
    theirs.set_weights(weights)
    return mine, theirs


def call(package, the_tape, layer, x, **kwargs):
    """[output, losses, gradients with respect to input and weights]"""
    k = package.backend
    x = k.constant(x, dtype=x.dtype.name)
    with the_tape as t:
        t.watch(x)
        y = layer(x, **kwargs)
        total = k.sum(y * k.constant(np.cos(np.arange(value(y).size)).reshape(value(y).shape), dtype=dtype_of(y)))
        for loss in layer.losses:
            total = total + loss
    sources = [x, *layer.trainable_weights]
    return [y, list(layer.losses), list(t.gradient(total, sources))]


@pytest.mark.parametrize("name, kwargs, shape", params())
@pytest.mark.parametrize("training", [None, False, True])
def test_layer(name, kwargs, shape, training):
    mine, theirs = pair(name, kwargs, shape)
    if name in NOISE and training and (kwargs.get("rate") or kwargs.get("stddev")):
        return noise(mine, theirs, shape)
    if training is not None and name not in NOISE | {"BatchNormalization"}:
        return
    x = rand(*shape).astype(kwargs.get("dtype", "float32"))
    more = {} if training is None else {"training": training}
    got, want = call(ours, tape(), mine, x, **more), call(real, tf.GradientTape(), theirs, x, **more)
    close(got, want, rtol=1e-4, atol=1e-5, what=name)
    assert dtype_of(got[0]) == dtype_of(want[0])


def noise(mine, theirs, shape):
    """Random layers while training: the same mean and spread."""
    x = np.ones((200, *shape[1:]), "float32")
    if mine.get_config().get("noise_shape"):
        return  # one draw for each row, too few to compare
    got, want = value(mine(x, training=True)), value(theirs(x, training=True))
    assert got.shape == want.shape
    np.testing.assert_allclose(got.mean(), want.mean(), atol=0.15)
    np.testing.assert_allclose(got.std(), want.std(), rtol=0.15)
    close(np.unique(got).size <= 2, np.unique(want).size <= 2)


@pytest.mark.parametrize("name, kwargs, shape", params())
def test_shapes_and_bookkeeping(name, kwargs, shape):
    """Static shapes, weights' names and order, counts; symbolic output computed later equals the eager one."""
    mine, theirs = pair(name, kwargs, shape)
    free = (None, *shape[1:])
    assert tuple(mine.compute_output_shape(free)) == tuple(theirs.compute_output_shape(free))
    fresh = [build(p, name, kwargs) for p in (ours, real)]
    inputs = [p.Input(batch_shape=kwargs.get("batch_input_shape", free), dtype=kwargs.get("dtype")) for p in (ours, real)]
    outputs = [layer(i) for layer, i in zip(fresh, inputs)]
    assert shape_of(outputs[0]) == shape_of(outputs[1])
    assert dtype_of(outputs[0]) == dtype_of(outputs[1])
    got, want = fresh
    if not SELF_CHECK:
        assert got.name == want.name
        assert [w.name for w in got.weights] == [w.name for w in want.weights]
    assert [shape_of(w) for w in got.trainable_weights] == [shape_of(w) for w in want.trainable_weights]
    assert [shape_of(w) for w in got.non_trainable_weights] == [shape_of(w) for w in want.non_trainable_weights]
    assert got.count_params() == want.count_params()
    assert (got.built, got.trainable, got.supports_masking, got.stateful, got.dynamic) == (want.built, want.trainable, want.supports_masking, want.stateful, want.dynamic)
    assert tuple(got.input_shape) == tuple(want.input_shape) and tuple(got.output_shape) == tuple(want.output_shape)
    x = rand(*shape).astype(kwargs.get("dtype", "float32"))
    close(K.function([inputs[0]], [outputs[0]])([x])[0], got(x), rtol=1e-5)


@pytest.mark.parametrize("name, kwargs, shape", params())
def test_layer_config(name, kwargs, shape):
    got, want = build(ours, name, kwargs), build(real, name, kwargs)
    mine, theirs = ours_as_is(got.get_config(), name), old(want.get_config(), name)
    if SELF_CHECK:
        mine["name"] = theirs["name"]
    assert mine == theirs
    again = type(got).from_config(got.get_config())
    assert again.get_config() == got.get_config()
    whole = ours.layers.serialize(got)
    assert ours_as_is(whole)["class_name"] == type(got).__name__ and getattr(ours.layers, name) is type(got)  # also by its short name
    assert ours.layers.deserialize(whole).get_config() == got.get_config()


@compare("serialize", "deserialize", "Lambda")
def test_lambda():
    for function in (lambda x: x * 2 + 1, lambda x: x[:, :2]):
        results = []
        for p, t in ((ours, tape()), (real, tf.GradientTape())):
            layer = p.layers.Lambda(function)
            results.append(call(p, t, layer, ARRAY))
            assert layer.name.startswith("lambda")
        close(*results)
    x = ours.Input((4,))
    assert shape_of(ours.layers.Lambda(lambda x: x[:, :2])(x)) == (None, 2)
    close(ours.layers.Lambda(lambda x, factor: x * factor, arguments={"factor": 3.0})(ARRAY), ARRAY * 3)


ARRAY = rand(3, 4)


@compare("Input", "InputLayer")
@pytest.mark.parametrize("kwargs", [{"shape": (3,)}, {"shape": (None, 4)}, {"batch_shape": (2, 3)}, {"shape": (3,), "batch_size": 5}, {"shape": (3,), "dtype": "int32"}, {"shape": ()}, {"shape": (3,), "name": "mine"},
                                    {"shape": [3, 4]}, {"shape": 3}, {}], ids=str)
def test_input(kwargs):
    def make(p):
        try:
            x = p.Input(**kwargs)
        except Exception as error:
            return type(error).__name__ if p is real else isinstance(error, (ValueError, TypeError)) and type(error).__name__
        name = x.name.split(":")[0]
        return [shape_of(x), dtype_of(x), "input" if SELF_CHECK else name]

    got, want = make(ours), make(real)
    assert got == want or (isinstance(want, str) and isinstance(got, str))


def test_input_layer_config():
    got, want = (p.layers.InputLayer(input_shape=(3, 4), name="x") for p in (ours, real))
    assert ours_as_is(got.get_config(), "InputLayer") == old(want.get_config(), "InputLayer")


# ------------------------------------------------------------------------------------------------------------ the base class
def package_layer(p):
    """A layer of one's own, as the documents write it."""

    class Linear(p.layers.Layer):
        def __init__(self, units=2, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        def build(self, input_shape):
            self.w = self.add_weight(name="w", shape=(input_shape[-1], self.units), initializer="ones", regularizer=p.regularizers.L2(0.1), trainable=True)
            self.b = self.add_weight(name="b", shape=(self.units,), initializer="zeros", constraint=p.constraints.NonNeg())
            self.counter = self.add_weight(name="counter", shape=(), initializer="zeros", trainable=False)

        def call(self, inputs):
            self.counter.assign_add(1.0)
            self.add_loss(p.backend.sum(inputs) * 0.5)
            return p.backend.dot(inputs, self.w) + self.b

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    return Linear


def nested(p):
    class Block(p.layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.first = p.layers.Dense(3, activation="relu", kernel_regularizer="l2")
            self.more = [p.layers.Dense(2), p.layers.Dropout(0.5)]
            self.scale = p.backend.variable(2.0, name="scale") if p is not real and not SELF_CHECK else tf.Variable(2.0, name="scale")

        def call(self, x, training=None):
            x = self.first(x)
            for layer in self.more:
                x = layer(x, training=training) if isinstance(layer, p.layers.Dropout) else layer(x)
            return x * self.scale

    return Block


@compare("Layer", "InputSpec")
def test_own_layer():
    def run(p):
        layer = package_layer(p)(2, name="linear")
        assert layer.weights == [] and not layer.built
        y = layer(ARRAY)
        facts = [y, [w.name for w in layer.weights], [w.name for w in layer.trainable_weights], [w.name for w in layer.non_trainable_weights], list(layer.losses), layer.count_params()]
        layer(ARRAY)
        facts += [layer.counter.numpy(), len(layer.losses), list(layer.losses)]
        layer.trainable = False
        facts += [[w.name for w in layer.trainable_weights], [w.name for w in layer.weights], ours_as_is(layer.get_config())]
        return facts

    close(run(ours), run(real), rtol=1e-4)


def test_nested_layer():
    def run(p):
        layer = nested(p)(name="block")
        layer(ARRAY)
        layer.first.set_weights([np.ones((4, 3)), np.zeros(3)])
        layer.more[0].set_weights([np.ones((3, 2)), np.zeros(2)])
        names = [w.name for w in layer.weights]
        inside = [sub.name.split("_")[0] for sub in layer.submodules] if hasattr(layer, "submodules") else []
        layer.first.trainable = False
        return [sorted(n.split("/")[-1] for n in names), len(layer.trainable_weights), len(layer.losses), layer(ARRAY), layer(ARRAY, training=False), sorted(n for n in inside if n in ("dense", "dropout"))]

    close(run(ours), run(real), rtol=1e-4)


def test_shared_layer_and_nodes():
    def run(p):
        layer = p.layers.Dense(2)
        a, b = p.Input((3,)), p.Input((3,))
        ya, yb = layer(a), layer(b)
        facts = [layer.get_output_at(0) is ya, layer.get_output_at(1) is yb, layer.get_input_at(1) is b, layer.get_input_shape_at(0), layer.get_output_shape_at(1), len(layer.inbound_nodes) if hasattr(layer, "inbound_nodes") else 2]
        for attribute in ("output", "input"):
            try:
                getattr(layer, attribute)
                facts.append("one")
            except AttributeError:
                facts.append("AttributeError")
        return facts

    got, want = run(ours), run(real)
    assert [str(v) for v in got] == [str(v) for v in want]


def test_masks():
    """A layer that supports masking passes the mask on, one that does not drops it."""
    def run(p):
        class Mask(p.layers.Layer):
            def compute_mask(self, inputs, mask=None):
                return p.backend.any(p.backend.not_equal(inputs, 0.0), axis=-1)

            def call(self, inputs):
                return inputs

        class Seen(p.layers.Layer):
            def call(self, inputs, mask=None):
                seen.append(None if mask is None else value(mask).tolist())
                return inputs

        seen = []
        x = np.float32([[[1, 1], [0, 0]], [[0, 0], [2, 2]]])
        for layers in ([], [p.layers.Activation("relu")], [p.layers.Dropout(0.5)], [p.layers.Flatten()], [p.layers.Dense(2)]):
            y = Mask()(x)
            for layer in layers:
                y = layer(y)
            Seen()(y)
        return seen

    assert run(ours) == run(real)


def test_input_spec():
    def run(p):
        facts = []
        for kwargs, shape in (({"ndim": 2}, (2, 3, 4)), ({"min_ndim": 3}, (2, 3)), ({"max_ndim": 2}, (2, 3, 4)), ({"axes": {-1: 5}}, (2, 3)), ({"shape": (None, 3)}, (2, 4)), ({"dtype": "int32"}, (2, 3)), ({"ndim": 2, "axes": {1: 3}}, (2, 3))):
            class Picky(p.layers.Layer):
                def call(self, x):
                    return x

            layer = Picky()
            layer.input_spec = p.layers.InputSpec(**kwargs)
            try:
                layer(np.ones(shape, "float32"))
                facts.append("fine")
            except ValueError:
                facts.append("ValueError")
        return facts

    assert run(ours) == run(real)


def test_metrics_of_a_layer():
    def run(p):
        class Logged(p.layers.Layer):
            def call(self, x):
                self.add_metric(p.backend.sum(x), name="total")
                return x

        layer = Logged()
        layer(ARRAY)
        layer(2 * ARRAY)
        return [[m.name for m in layer.metrics], layer.metrics[0].result()]

    close(run(ours), run(real), rtol=1e-4)


def test_dtype_policies():
    def run(p):
        layer = p.layers.Dense(2, dtype="float64")
        y = layer(ARRAY)
        k = p.backend
        k.set_floatx("float64")
        other = p.layers.Dense(2)
        z = other(ARRAY)
        return [dtype_of(y), dtype_of(layer.kernel), dtype_of(z), dtype_of(other.kernel), str(other.dtype)]

    assert run(ours) == run(real)


def test_set_weights_errors():
    for p in (ours, real):
        layer = p.layers.Dense(2)
        layer.build((None, 3))
        for weights in ([np.ones((3, 2))], [np.ones((2, 3)), np.ones(2)], []):
            with pytest.raises(ValueError):
                layer.set_weights(weights)


@pytest.mark.parametrize("name", MERGES)
def test_merges(name):
    if not hasattr(ours.layers, name):
        pytest.skip(f"layers.{name} belongs to a later chapter")
    kwargs = {"axes": 1} if name == "Dot" else {}
    a, b = rand(3, 4), rand(3, 4)
    close(getattr(ours.layers, name)(**kwargs)([a, b]), getattr(real.layers, name)(**kwargs)([a, b]))
    lower = getattr(ours.layers, name.lower())
    close(lower([K.constant(a), K.constant(b)], **kwargs), getattr(real.layers, name.lower())([tf.constant(a), tf.constant(b)], **kwargs))


covers(__name__, *(f"layers.{n}" for n in MERGES), *(f"layers.{n.lower()}" for n in MERGES))


@pytest.mark.parametrize("name", ["GlobalAveragePooling1D", "GlobalMaxPooling1D", "MaxPooling1D"])
@pytest.mark.parametrize("first", [False, True])
def test_pooling_of_masked_sequences(name, first):
    """The mean of real steps; of a sequence without any, nan; whether the mask goes on."""
    x = rand(3, 5, 2)
    mask = np.arange(5) < np.array([[2], [5], [0]])
    if first:
        x = x.transpose(0, 2, 1)

    def run(p):
        layer = getattr(p.layers, name)(data_format="channels_first" if first else "channels_last")
        if name == "GlobalAveragePooling1D":
            return layer(x, mask=mask)
        return layer(x) if first else layer(p.layers.Masking(mask_value=float(x[0, 0, 0]))(x))

    if name == "MaxPooling1D" and first:
        pytest.skip("TensorFlow pools channels first on no CPU")
    got, want = run(ours), run(real)
    close(got, want)
    assert (getattr(got, "_keras_mask", None) is None) == (getattr(want, "_keras_mask", None) is None)
