"""Graphs of layers as descriptions: calls of dictionaries, lists among the keywords, damaged files."""

import numpy as np
import pytest

from litkeras import Model, layers


class Pair(layers.Layer):
    def call(self, d, ys=()):
        return d["x"] + 2.0 * d["y"] + sum(3.0 * y for y in ys)


def pair():
    a, b = layers.Input((2,), name="a"), layers.Input((2,), name="b")
    return Model([a, b], Pair(name="pair")({"x": a, "y": b}, ys=[b]))


def test_a_call_of_a_dictionary_is_written_and_read():
    model = pair()
    config = model.get_config()
    more = {"ys": [["b", 0, 0]]}
    assert config["layers"][-1]["inbound_nodes"] == [{"x": ["a", 0, 0, more], "y": ["b", 0, 0, more]}]
    again = Model.from_config(config, custom_objects={"Pair": Pair})
    x, y = np.float32([[1, 2]]), np.float32([[3, 4]])
    np.testing.assert_array_equal(again.predict([x, y]), model.predict([x, y]))
    assert again.get_config() == config


@pytest.mark.parametrize(
    "damage, words",
    [
        (lambda c: c["layers"][-1]["inbound_nodes"][0]["x"].__setitem__(0, "nobody"), "described layer, got 'nobody'"),
        (lambda c: c["layers"][-1]["inbound_nodes"][0]["x"].__setitem__(1, 3), "not described"),
        (lambda c: c["layers"][-1]["inbound_nodes"][0]["x"].__setitem__(2, 3), "layer 'a' has 1 outputs, got number 3"),
        (lambda c: c["output_layers"][0].__setitem__(0, "nobody"), "expected output_layers"),
        (lambda c: c["output_layers"][0].__setitem__(1, 7), "expected output_layers"),
    ],
)
def test_a_damaged_description(damage, words):
    config = pair().get_config()
    damage(config)
    with pytest.raises(ValueError, match=words):
        Model.from_config(config, custom_objects={"Pair": Pair})
