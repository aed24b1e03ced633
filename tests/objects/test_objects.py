"""Names, configurations and registries."""

import pytest

from litkeras.objects import (
    Registry,
    custom_object_scope,
    deserialize_keras_object,
    get_custom_objects,
    get_registered_name,
    register_keras_serializable,
    serialize_keras_object,
    to_snake_case,
)


class Scale:
    def __init__(self, by=1, of=None):
        self.by, self.of = by, of

    def get_config(self):
        return {"by": self.by, "of": self.of}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def double(x):
    return 2 * x


@pytest.fixture
def registry():
    registry = Registry("thing")
    registry.register("scale")(Scale)
    registry.register("twice")(double)
    return registry


@pytest.mark.parametrize(
    "camel, snake",
    [
        ("Dense", "dense"),
        ("MaxPooling2D", "max_pooling2d"),
        ("Conv2DTranspose", "conv2d_transpose"),
        ("LSTM", "lstm"),
        ("LSTMCell", "lstm_cell"),
        ("RMSprop", "rm_sprop"),
        ("_Hidden", "private__hidden"),
    ],
)
def test_snake_case(camel, snake):
    assert to_snake_case(camel) == snake


def test_every_spelling_finds_the_object(registry):
    assert registry.get(None) is None
    assert registry.get("twice") is registry.get("double") is registry.get(double) is double
    assert registry.get("scale").by == registry.get("Scale").by == registry.get(Scale).by == 1
    assert registry.get({"class_name": "Scale", "config": {"by": 3}}).by == 3
    scale = Scale(4)
    assert registry.get(scale) is scale


def test_there_and_back(registry):
    description = registry.serialize(Scale(3))
    assert description == {"class_name": "Scale", "config": {"by": 3, "of": None}}
    assert registry.deserialize(description).by == 3
    assert registry.serialize(double) == "double"
    assert registry.serialize(None) is None


def test_an_object_inside_an_object(registry):
    description = registry.serialize(Scale(1, of=Scale(2)))
    again = registry.deserialize(description)
    assert type(again.of) is Scale and again.of.by == 2
    assert description["config"]["of"]["class_name"] == "Scale", "the description is not consumed"


@pytest.mark.parametrize(
    "wrong, message",
    [
        ("scael", "Unknown thing: 'scael'. Did you mean 'scale'"),
        ({"class_name": "Scale"}, "Improper config format for thing"),
        ({"class_name": "Nothing", "config": {}}, "Unknown thing: 'Nothing'"),
        (3.5, "Could not interpret thing identifier: 3.5"),
    ],
)
def test_wrong_identifiers(registry, wrong, message):
    with pytest.raises(ValueError) as error:
        registry.get(wrong)
    assert message in str(error.value)


def test_scope_ends():
    with pytest.raises(KeyError), custom_object_scope({"Scale": Scale}):
        assert type(deserialize_keras_object("Scale")) is Scale
        raise KeyError
    assert "Scale" not in get_custom_objects()
    with pytest.raises(ValueError, match="Unknown object"):
        deserialize_keras_object("Scale")


def test_custom_objects_win(registry):
    class Other(Scale):
        pass

    assert type(registry.deserialize("Scale", {"Scale": Other})) is Other
    assert type(registry.deserialize("Scale")) is Scale


def test_from_config_sees_custom_objects(registry):
    class Nest(Scale):
        @classmethod
        def from_config(cls, config, custom_objects=None):
            return cls(by=sorted(custom_objects))

    assert registry.deserialize({"class_name": "Nest", "config": {}}, {"Nest": Nest}).by == ["Nest"]


def test_registered_for_good():
    @register_keras_serializable("mine")
    class Own(Scale):
        pass

    try:
        assert get_registered_name(Own) == "mine>Own"
        description = serialize_keras_object(Own(5))
        assert description["class_name"] == "mine>Own"
        assert deserialize_keras_object(description).by == 5
        with pytest.raises(ValueError, match="mine>Own is already registered"):
            register_keras_serializable("mine", "Own")(Scale)
        with pytest.raises(ValueError, match="no get_config"):
            register_keras_serializable()(type("Bare", (), {}))
    finally:
        get_custom_objects().pop("mine>Own")


def test_a_package_is_looked_into():
    registry = Registry("loss function", package="litkeras.losses")
    assert registry.get("mean_squared_error").__name__ == "mean_squared_error"
    with pytest.raises(ValueError, match="Unknown"):
        registry.get("base")  # a module is no loss
