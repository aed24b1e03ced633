"""Sequential: adding, removing, waiting for data; configurations; documented tables."""

import json

import numpy as np
import pytest

import litkeras as keras
from litkeras import layers

X = np.ones((4, 3), "float32")

LAYER123 = """\
Model: "sequential"
_________________________________________________________________
Layer (type)                 Output Shape              Param #   
=================================================================
layer1 (Dense)               (None, 5)                 25        
_________________________________________________________________
layer2 (Dense)               (None, 3)                 18        
_________________________________________________________________
layer3 (Dense)               (None, 1)                 4         
=================================================================
Total params: 47
Trainable params: 47
Non-trainable params: 0
_________________________________________________________________
"""


def three():
    return keras.Sequential(
        [
            layers.Dense(5, activation="relu", name="layer1", input_shape=(4,)),
            layers.Dense(3, activation="relu", name="layer2"),
            layers.Dense(1, name="layer3"),
        ]
    )


def test_documented_table(capsys):
    three().summary()
    assert capsys.readouterr().out == LAYER123


def test_documented_json():
    config = json.loads(three().to_json())
    assert config["backend"] == "tensorflow" and config["keras_version"] == "2.4.0"
    first, second = config["config"]["layers"][:2]
    assert first["config"] == {
        "batch_input_shape": [None, 4],
        "dtype": "float32",
        "name": "layer1_input",
        "ragged": False,
        "sparse": False,
    }
    assert second["config"]["kernel_initializer"] == {
        "class_name": "GlorotUniform",
        "config": {"seed": None},
    }
    again = keras.models.model_from_json(three().to_json())
    assert again.count_params() == 47 and again.optimizer is None
    assert keras.models.model_from_yaml(three().to_yaml()).count_params() == 47


def test_waiting_for_data():
    model = keras.Sequential([layers.Dense(2), layers.Dense(1)])
    with pytest.raises(ValueError, match="have not yet been created"):
        model.weights
    with pytest.raises(ValueError, match="has not yet been built"):
        model.summary()
    model(X)
    assert model.output_shape == (4, 1) and model.layers[0].weights[0].name == "dense/kernel:0"
    kernel = model.layers[0].kernel
    model(X[:2])
    assert model.output_shape == (None, 1) and model.layers[0].kernel is kernel
    with pytest.raises(ValueError, match="expected axis -1"):
        model(np.ones((2, 5)))


def test_waiting_for_fit():
    model = keras.Sequential([layers.Dense(2), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(X, X[:, :1], verbose=0)
    assert model.output_shape == (None, 1) and len(model.weights) == 4


def test_built_by_hand():
    model = keras.Sequential([layers.Flatten(), layers.Dense(2)])
    model.build((None, 2, 3))
    assert model.input_shape == (None, 2, 3) and model.count_params() == 14
    again = keras.Sequential.from_config(model.get_config())
    assert again.count_params() == 14


@pytest.mark.parametrize(
    "first",
    [
        lambda: layers.Dense(2, input_shape=(3,)),
        lambda: layers.Dense(2, input_dim=3),
        lambda: layers.Dense(2, batch_input_shape=(None, 3)),
        lambda: layers.InputLayer((3,)),
        lambda: keras.Input((3,)),
        lambda: keras.Sequential([layers.Dense(2, input_shape=(3,))]),
    ],
)
def test_ways_to_tell_the_shape(first):
    model = keras.Sequential([first(), layers.Dense(1)])
    assert model.built and model.input_shape == (None, 3) and model.output_shape == (None, 1)


def test_pop():
    model = three()
    model.pop()
    assert model.output_shape == (None, 3) and model.predict(np.ones((2, 4))).shape == (2, 3)
    model.add(layers.Dense(7))
    assert model.output_shape == (None, 7)
    for _ in range(3):
        model.pop()
    assert model.layers == [] and not model.built
    with pytest.raises(TypeError, match="no layers in the model"):
        model.pop()


def test_pop_of_a_functional_chain():
    x = keras.Input((4,))
    model = keras.Model(x, layers.Dense(3)(layers.Dense(5)(x)))
    model.pop()
    assert model.output_shape == (None, 5) and len(model.layers) == 2


def test_adding_errors():
    with pytest.raises(TypeError, match="must be an instance of class Layer"):
        keras.Sequential().add(3)
    with pytest.raises(ValueError, match="unique names"):
        keras.Sequential([layers.Dense(1, name="a"), layers.Dense(1, name="a")])
    with pytest.raises(ValueError, match="single output tensor"):
        three().add(layers.Lambda(lambda x: (x, x)))


def test_an_empty_model_is_the_identity():
    assert np.array_equal(keras.Sequential()(X), X)


def test_keras_1_spellings():
    x = keras.Input((3,))
    model = keras.Model(input=x, output=layers.Dense(output_dim=2)(x))
    model.compile("sgd", "mse")
    assert len(model.fit(X, X[:, :2], nb_epoch=2, verbose=0).epoch) == 2
