"""The graph of layers: order, errors, ops between layers, descriptions, summaries."""

import json

import numpy as np
import pytest

import litkeras as keras
from litkeras import backend as K
from litkeras import layers
from litkeras.models.graph import GraphMap

X = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")


def two_in_three_out():
    a, b = keras.Input((4,), name="a"), keras.Input((2,), name="b")
    shared = layers.Dense(3, name="shared")
    joined = layers.concatenate([shared(a), b])
    first, second = layers.Dense(2, name="first")(joined), layers.Dense(1, name="second")(shared(a))
    return keras.Model([a, b], [first, second, second * 2 + 1])


def test_order_of_layers():
    model = two_in_three_out()
    names = [layer.name for layer in model.layers]
    assert names == [
        "a",
        "shared",
        "b",
        "second",
        "concatenate",
        "tf.math.multiply",
        "first",
        "tf.math.add",
    ]
    assert model.input_names == ["a", "b"]
    assert model.output_names == ["first", "second", "tf.math.add"]


def test_every_node_comes_after_its_parents():
    model = two_in_three_out()
    seen = set()
    for node in model.graph.nodes:
        assert {parent for parent in node.parent_nodes} <= seen
        seen.add(node)


def test_graph_disconnected():
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    y = layers.Dense(1, name="last")(layers.add([layers.Dense(3, name="d")(a), b]))
    with pytest.raises(ValueError, match="Graph disconnected.*'b:0'.*at layer 'add'.*\\['d'\\]"):
        keras.Model(a, y)


def test_equal_names_and_repeated_inputs():
    x = keras.Input((3,))
    y = layers.Dense(3, name="same")(layers.Dense(3, name="same")(x))
    with pytest.raises(ValueError, match="'same' is used 2 times"):
        keras.Model(x, y)
    with pytest.raises(ValueError, match="redundant"):
        keras.Model([x, x], y)
    with pytest.raises(ValueError, match="must be symbolic"):
        keras.Model(x, np.ones(3))


def test_a_model_can_begin_in_the_middle_of_another():
    x = keras.Input((4,))
    middle = layers.Dense(3)(x)
    end = layers.Dense(2)(middle)
    whole, head, tail = keras.Model(x, end), keras.Model(x, middle), keras.Model(middle, end)
    assert len(tail.layers) == 2
    assert np.allclose(tail.predict(head.predict(X)), whole.predict(X), atol=1e-6)


def test_deep_graphs_need_no_deep_recursion():
    x = y = keras.Input((1,))
    for _ in range(600):
        y = layers.Activation("linear")(y)
    assert len(GraphMap([x], [y]).nodes) == 601


def test_inputs_in_lists_and_dictionaries():
    model = two_in_three_out()
    b = np.ones((5, 2), "float32")
    as_list = model.predict([X, b])
    as_dict = model.predict({"b": b, "a": X, "more": b})
    assert all(np.array_equal(p, q) for p, q in zip(as_list, as_dict))
    with pytest.raises(ValueError, match="Missing data for input 'b'"):
        model.predict({"a": X})
    with pytest.raises(ValueError, match="expects 2 input"):
        model(X)
    with pytest.raises(ValueError, match=r"expected shape=\(None, 2\), found shape=\(5, 4\)"):
        model([X, X])


def test_structures_of_outputs():
    x = keras.Input((4,))
    model = keras.Model({"x": x}, {"a": layers.Dense(1)(x), "b": [x * 2]})
    y = model.predict({"x": X})
    assert set(y) == {"a", "b"} and np.allclose(y["b"][0], 2 * X)


def test_shared_layers_and_nested_models():
    inner = keras.Sequential([layers.Dense(3, input_shape=(4,)), layers.Dense(4)])
    x = keras.Input((4,))
    model = keras.Model(x, layers.add([inner(inner(x)), x]))
    assert len(model.weights) == 4
    assert np.allclose(model(X), inner(inner(X)) + X, atol=1e-6)
    assert inner.layers[0].output_shape == (None, 3)  # calls inside of a model leave no nodes


def test_round_trip_of_a_description():
    inner = two_in_three_out()
    a, b = keras.Input((4,)), keras.Input((2,))
    dropped = layers.Dropout(0.5)(inner([a, b])[2], training=True)
    model = keras.Model({"p": a, "q": b}, [dropped, inner([a, b])[0]])
    text = model.to_json()
    again = keras.models.model_from_json(text)
    assert again.to_json() == text and json.loads(text)["keras_version"] == "2.4.0"
    again.set_weights(model.get_weights())
    data = {"p": X, "q": X[:, :2]}
    assert np.allclose(model.predict(data)[1], again.predict(data)[1], atol=1e-6)
    assert keras.Model.from_config(model.get_config()).name == model.name


def test_documented_inbound_nodes():
    described = {d["name"]: d for d in two_in_three_out().get_config()["layers"]}
    assert described["shared"]["inbound_nodes"] == [[["a", 0, 0, {}]], [["a", 0, 0, {}]]]
    assert described["concatenate"]["inbound_nodes"] == [[["shared", 0, 0, {}], ["b", 0, 0, {}]]]
    assert described["second"]["inbound_nodes"] == [[["shared", 1, 0, {}]]]


def test_functions_see_through_the_model():
    model = keras.Sequential([layers.Dense(3, input_shape=(4,)), layers.Dense(2)])
    hidden = K.function(model.inputs, model.layers[0].output)(X)
    assert np.allclose(hidden, model.layers[0](X), atol=1e-6)


def test_summary_of_a_graph(capsys):
    two_in_three_out().summary()
    lines = capsys.readouterr().out.split("\n")
    assert lines[1] == "_" * 98
    assert lines[2] == (
        "Layer (type)                    Output Shape         Param #     Connected to                     "
    )
    assert lines[4] == (
        "a (InputLayer)                  [(None, 4)]          0                                            "
    )
    at = next(i for i, line in enumerate(lines) if line.startswith("concatenate"))
    assert lines[at : at + 2] == [
        "concatenate (Concatenate)       (None, 5)            0           shared[0][0]                     ",
        "                                                                 b[0][0]                          ",
    ]


def test_summary_options():
    model = keras.Sequential([layers.Dense(2, input_shape=(3,), name="a" * 40)])
    lines = []
    model.summary(line_length=40, positions=[0.5, 0.8, 1.0], print_fn=lines.append)
    assert lines[4] == "a" * 19 + " (None, 2)   8       "
    assert all(len(line) == 40 for line in lines[1:6])


def test_summary_of_a_subclass(capsys):
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.used, self.unused = layers.Dense(2), layers.Dense(2)

        def call(self, inputs):
            return self.used(inputs)

    model = Own()
    with pytest.raises(ValueError, match="has not yet been built"):
        model.summary()
    model.build((None, 3))
    model.summary()
    out = capsys.readouterr().out
    assert "dense (Dense)                multiple                  8         \n" in out
    assert "dense_1 (Dense)              multiple                  0 (unused)\n" in out
