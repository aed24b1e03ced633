"""The base class: names, weights, calls, nodes, masks, losses, metrics, configurations."""

import numpy as np
import pytest

from litkeras import backend as K
from litkeras import layers
from litkeras.layers.base import Layer
from litkeras.metrics import Mean


class Scale(Layer):
    """Multiply by a weight."""

    def build(self, input_shape):
        self.factor = self.add_weight("factor", shape=input_shape[-1:], initializer="ones")
        self.count = self.add_weight("count", initializer="zeros", trainable=False)

    def call(self, inputs):
        return inputs * self.factor


class Nest(Layer):
    """Layers in attributes, lists and dictionaries."""

    def __init__(self):
        super().__init__()
        self.one, self.some = Scale(), [Scale(), (Scale(),)]
        self.named = {"b": Scale(), "a": Scale()}
        self.loose = K.variable(1.0, name="loose")

    def call(self, inputs):
        for layer in (self.one, self.some[0], self.some[1][0], *self.named.values()):
            inputs = layer(inputs)
        return inputs * self.loose


def test_automatic_names_and_clear_session():
    assert [layers.Dense(1).name for _ in range(3)] == ["dense", "dense_1", "dense_2"]
    assert layers.RepeatVector(2).name == "repeat_vector"
    K.clear_session()
    assert layers.Dense(1).name == "dense"


def test_weights_are_found_in_attributes_lists_and_dictionaries():
    nest = Nest()
    nest(np.ones((1, 2)))
    assert len(nest.weights) == 11 and len(nest.trainable_weights) == 6
    names = [w.name for w in nest.trainable_weights]
    assert names[:2] == ["loose:0", "nest/scale/factor:0"]
    assert [layer.name for layer in nest.submodules][-2:] == [
        "scale_4",
        "scale_3",
    ]  # "a" before "b"
    nest.some.append(Scale())
    assert len(nest.submodules) == 6


def test_freezing_reaches_the_parts():
    nest = Nest()
    nest(np.ones((1, 2)))
    nest.trainable = False
    assert nest.trainable_weights == [] and len(nest.non_trainable_weights) == 11
    assert not nest.one.trainable


def test_variable_names():
    layer = layers.Dense(2)
    layer(np.ones((1, 3)))
    assert [w.name for w in layer.weights] == ["dense/kernel:0", "dense/bias:0"]
    by_hand = layers.Dense(2)
    by_hand.build((None, 3))
    assert [w.name for w in by_hand.weights] == ["kernel:0", "bias:0"]


def test_get_and_set_weights():
    a, b = layers.Dense(2), layers.Dense(2)
    x = np.float32([[1, 2, 3]])
    a(x), b(x)
    b.set_weights(a.get_weights())
    assert np.array_equal(a(x).numpy(), b(x).numpy())
    a.get_weights()[0][:] = 0
    assert a.get_weights()[0].any()  # copies
    with pytest.raises(ValueError, match="length 1, but the layer was expecting 2 weights"):
        a.set_weights([np.ones((3, 2))])
    with pytest.raises(ValueError, match=r"shape \(3, 2\) is not compatible .* \(2, 3\)"):
        a.set_weights([np.ones((2, 3)), np.ones(2)])


def test_initial_weights():
    kernel, bias = np.full((3, 2), 0.5, "float32"), np.zeros(2, "float32")
    layer = layers.Dense(2, weights=[kernel, bias])
    assert layer(np.ones((1, 3))).numpy().tolist() == [[1.5, 1.5]]


def test_inputs_take_the_precision_of_the_layer():
    assert K.dtype(layers.Dense(1)(np.ones((1, 2), "float64"))) == "float32"
    assert K.dtype(layers.Dense(1, dtype="float64")(np.ones((1, 2), "float32"))) == "float64"
    assert K.dtype(layers.Lambda(lambda x: x, autocast=False)(np.ones((1, 2)))) == "float64"
    assert layers.Dense(1, kernel_initializer="ones")([[1, 2]]).numpy().tolist() == [[3.0]]


def test_input_spec():
    layer = layers.Dense(2, name="d")
    layer(np.ones((1, 3)))
    with pytest.raises(ValueError) as error:
        layer(np.zeros((2, 4)))
    assert str(error.value) == (
        "Input 0 of layer d is incompatible with the layer: expected axis -1 of input shape to "
        "have value 3 but received input with shape [2, 4]"
    )
    with pytest.raises(ValueError, match="expected min_ndim=2, found ndim=1"):
        layer(np.zeros(4))
    with pytest.raises(ValueError, match="expected ndim=2, found ndim=3"):
        layers.RepeatVector(2)(np.ones((1, 2, 3)))


def test_nodes():
    shared = layers.Dense(2)
    a, b = layers.Input((3,)), layers.Input((5, 3))
    ya, yb = shared(a), shared(b)
    assert shared.get_output_at(1) is yb and shared.get_input_at(0) is a and shared.output is ya
    assert shared.get_output_shape_at(1) == (None, 5, 2)
    assert ya._keras_history.layer is shared and yb._keras_history.node_index == 1
    assert shared.inbound_nodes[0].inbound_layers[0].outbound_nodes == [shared.inbound_nodes[0]]
    with pytest.raises(
        AttributeError, match="multiple inbound nodes, with different output shapes"
    ):
        shared.output_shape
    with pytest.raises(ValueError, match="has only 2 inbound nodes"):
        shared.get_output_at(2)
    with pytest.raises(AttributeError, match="has no inbound nodes"):
        layers.Dense(2).output
    with pytest.raises(RuntimeError, match="never been called"):
        layers.Dense(2).get_input_at(0)


def test_calls_on_values_and_inside_of_calls_leave_no_nodes():
    nest = Nest()
    nest(np.ones((1, 2)))
    y = nest(layers.Input((2,)))
    assert nest.output is y and nest.one.inbound_nodes == []


def test_a_layer_that_returns_its_input_makes_another_tensor():
    x = layers.Input((2,))
    y = layers.Activation("linear")(x)
    assert y is not x and y._keras_history.layer.name == "activation"
    assert x._keras_history.layer.name == "input_1"


def test_masks():
    x = np.float32([[[1, 2], [0, 0]], [[0, 0], [3, 0]]])
    y = layers.Masking()(x)
    assert y._keras_mask.numpy().tolist() == [[True, False], [False, True]]
    assert layers.Dense(1)(y)._keras_mask is y._keras_mask
    assert not hasattr(layers.Flatten()(y), "_keras_mask")

    class Count(Layer):
        def call(self, inputs, mask=None):
            return K.sum(K.cast(mask, "float32"))

    assert Count()(y).numpy() == 2
    assert Count()(x, mask=K.constant([[1, 1], [1, 1]], dtype="bool")).numpy() == 4
    with pytest.raises(TypeError, match="does not support masking"):
        layers.Flatten().compute_mask(y, y._keras_mask)


@pytest.mark.parametrize("said, seen", [({}, False), ({"training": True}, True)])
def test_training_reaches_the_layers_inside(said, seen):
    class Ask(Layer):
        def call(self, inputs, training=None):
            self.seen = training
            return inputs

    class Outer(Layer):
        def __init__(self):
            super().__init__()
            self.ask = Ask()

        def call(self, inputs):
            return self.ask(inputs)

    outer = Outer()
    outer(np.ones(1), **said)
    assert outer.ask.seen is seen
    K.set_learning_phase(1)
    try:
        outer(np.ones(1))
        assert outer.ask.seen == 1
    finally:
        from litkeras.backend import functions

        functions._chosen_phase.clear()


def test_losses_are_those_of_the_last_call():
    layer = layers.Dense(
        2, kernel_initializer="ones", kernel_regularizer="l2", activity_regularizer=K.sum
    )
    for _ in range(2):
        layer(np.ones((4, 3)))
    activity, weights = (loss.numpy() for loss in layer.losses)
    assert activity == pytest.approx(4 * 2 * 3 / 4) and weights == pytest.approx(0.06)
    layer.add_loss(lambda: K.sum(layer.kernel))
    assert len(layer.losses) == 3


def test_metrics():
    class Watch(Layer):
        def __init__(self):
            super().__init__()
            self.mean = Mean(name="mean")

        def call(self, inputs):
            self.add_metric(K.sum(inputs), name="total")
            self.add_metric(self.mean(inputs))
            return inputs

    layer = Watch()
    layer(np.ones((2, 3)))
    layer(np.zeros((2, 3)))
    results = {metric.name: metric.result().numpy() for metric in layer.metrics}
    assert results == {"total": 3.0, "mean": 0.5}
    with pytest.raises(ValueError, match="provide a name"):
        layer.add_metric(K.constant(1.0))


def test_compute_output_shape_and_count_params():
    layer = layers.Dense(4)
    assert layer.compute_output_shape((None, 7, 3)) == (None, 7, 4)
    assert layer.count_params() == 16
    with pytest.raises(ValueError, match="the layer isn't built"):
        layers.Dense(1).count_params()


def test_dynamic_layers_have_placeholders_as_outputs():
    class Plain(Layer):
        def call(self, inputs):
            return np.array([float(row.sum()) for row in inputs.numpy()])

        def compute_output_shape(self, input_shape):
            return input_shape[:1]

    layer = Plain(dynamic=True)
    assert layer(np.ones((2, 3))).numpy().tolist() == [3.0, 3.0]
    assert layer(layers.Input((3,))).shape == (None,)
    assert layer.dynamic and layer.get_config()["dynamic"]


def test_config():
    layer = layers.Dense(3, activation="relu", input_shape=(4,), name="d", kernel_regularizer="l2")
    again = layers.deserialize(layers.serialize(layer))
    assert again.get_config() == layer.get_config()
    assert layer.get_config()["batch_input_shape"] == (None, 4)

    class Own(Layer):
        def __init__(self, size, **kwargs):
            super().__init__(**kwargs)

    with pytest.raises(NotImplementedError, match="must override `get_config`"):
        Own(3).get_config()
    assert set(Scale().get_config()) == {"name", "trainable", "dtype"}


def test_forgotten_super_and_unknown_keywords():
    class Forgetful(Layer):
        def __init__(self):
            self.size = 3

    with pytest.raises(RuntimeError, match=r"forgot to call `super\(\).__init__\(\)`"):
        Forgetful()(np.ones((1, 2)))
    with pytest.raises(TypeError, match="Keyword argument not understood: 'unit'"):
        layers.Dense(3, unit=4)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        layers.Dense(3).nothing


def test_training_and_mask_by_position():
    """What is passed by position is not passed a second time."""
    x = np.ones((2, 3), "float32")
    assert (layers.Dropout(0.5)(x, False).numpy() == x).all() and (layers.Dropout(0.5, seed=1)(x, True).numpy() == 0).any()

    class Asks(layers.Layer):
        supports_masking = True

        def call(self, x, mask=None, training=None):
            self.told = training, None if mask is None else np.asarray(mask).tolist()
            return x

    ask = Asks()
    ask(x, np.array([True, False]), True)
    assert ask.told == (True, [True, False])
    ask(layers.Input((3,)), None, True)
    assert ask.told == (True, None)


def test_keywords_of_any_name():
    """A call with **kwargs is told `training` and `mask`, as in Keras."""

    class Any(layers.Layer):
        def call(self, x, **kwargs):
            self.told = sorted(kwargs)
            return x

    one = Any()
    one(np.ones((1, 2, 1), "float32"), training=True)
    assert one.told == ["training"]
    one(layers.Masking()(np.ones((1, 2, 1), "float32")), training=True)
    assert one.told == ["mask", "training"]
