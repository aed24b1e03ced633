"""The table of old spellings: what it says is what the library does."""

import functools
import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import litkeras
import litkeras.backend as K
from litkeras.backend.spellings import SPELLINGS, UNDERSTOOD, keras_1_names, translating
from litkeras.legacy import RENAMED, accept_keras_1

for _module in pkgutil.walk_packages(litkeras.__path__, "litkeras."):
    importlib.import_module(_module.name)


def test_one_table():
    assert RENAMED is SPELLINGS["argument"]
    assert list(SPELLINGS) == ["argument", "value", "function"]
    for words in SPELLINGS.values():
        assert all(news and old not in news for old, news in words.items())


@pytest.mark.parametrize("old", SPELLINGS["function"])
def test_old_functions(old):
    """Where today's function exists, the old name exists too."""
    for new in SPELLINGS["function"][old]:
        if hasattr(K, new):
            assert callable(getattr(K, old))


def test_old_functions_have_their_functions():
    """No row without its function."""
    assert {name for name in SPELLINGS["function"] if not hasattr(K, name)} == set()


def test_what_is_noted_is_in_the_table():
    """The appendix prints `UNDERSTOOD`: pairs of the table, with functions that take them."""
    assert all(new in SPELLINGS["argument"][old] for old, new in UNDERSTOOD)
    assert UNDERSTOOD["x", "tensors"] == {"batch_get_value"}
    assert "Dense" in UNDERSTOOD["output_dim", "units"] and "expand_dims" in UNDERSTOOD["dim", "axis"]
    for (old, new), places in UNDERSTOOD.items():
        for place in places & set(K.__all__):
            taken = inspect.signature(inspect.unwrap(getattr(K, place))).parameters
            assert new in taken and old not in taken, (old, new, place)


def test_second_names_of_a_function_are_in_the_table():
    """Nothing is assigned an old name behind the table's back (an operation's own name is another matter)."""
    functions = {name: f for name in K.__all__ if hasattr(f := getattr(K, name), "__name__") and not inspect.isclass(f)}
    second = {name: f.__name__ for name, f in functions.items() if f.__name__ != name and functions.get(f.__name__) is f}
    assert second == {old: SPELLINGS["function"].get(old, [None])[0] for old in second}
    assert {"lesser", "lesser_equal", "deconv2d", "deconv3d", "random_binomial"} == set(second)


def test_old_values():
    x = np.arange(16.0, dtype="float32").reshape(1, 2, 2, 4)
    for old, (new,) in SPELLINGS["value"].items():
        one, other = (K.spatial_2d_padding(x, data_format=v).numpy() for v in (old, new))
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    "call, same",
    [
        (lambda: K.expand_dims(np.ones(3), dim=0), lambda: K.expand_dims(np.ones(3), axis=0)),
        (lambda: K.one_hot(np.array([1]), nb_classes=3), lambda: K.one_hot(np.array([1]), num_classes=3)),
        (lambda: K.resize_images(X=np.ones((1, 1, 1, 1)), height_factor=2, width_factor=1, dim_ordering="th"), lambda: K.resize_images(np.ones((1, 1, 1, 1)), 2, 1, "channels_first")),
        (lambda: K.spatial_3d_padding(np.ones((1, 2, 1, 1, 1)), dim_ordering="th"), lambda: K.spatial_3d_padding(np.ones((1, 2, 1, 1, 1)), data_format="channels_first")),
    ],
)
def test_old_arguments(call, same):
    np.testing.assert_array_equal(call().numpy(), same().numpy())


@pytest.mark.parametrize("decorate", [keras_1_names(nb_classes="num_classes", dim="axis"), accept_keras_1])
def test_both_names(decorate):
    function = decorate(lambda num_classes, axis=0: (num_classes, axis))
    assert function(nb_classes=2, dim=1) == function(2, 1) == (2, 1)
    with pytest.raises(TypeError, match="got both 'num_classes' and 'nb_classes'"):
        function(num_classes=2, nb_classes=2)
    with pytest.raises(TypeError, match="got both 'nb_classes' and 'num_classes'"):
        function(nb_classes=2, num_classes=2)
    with pytest.raises(TypeError):
        function(2, nb_classes=2)


def test_signature_shows_today():
    function = keras_1_names(nb_classes="num_classes")(keras_1_names(dim="axis")(lambda num_classes, axis=0: None))
    assert str(inspect.signature(function)) == "(num_classes, axis=0, **kwargs)"


def test_two_old_names_of_one_argument():
    """The message names the two that were given, in the order of the call."""
    function = translating(lambda strides: strides, {"subsample": "strides", "stride": "strides"})
    for first, second in (("subsample", "stride"), ("stride", "subsample")):
        with pytest.raises(TypeError, match=f"got both '{first}' and '{second}', two names of 'strides'"):
            function(**{first: 2, second: 3})


def test_a_function_without_a_name():
    function = translating(functools.partial(lambda x, axis: axis, 0), {"dim": "axis"})
    assert function(dim=1) == 1
    with pytest.raises(TypeError, match="functools.partial.*got both 'dim' and 'axis'"):
        function(dim=1, axis=1)


def test_a_pair_that_is_used_is_in_the_table():
    keras_1_names(utterly_new="num_classes")
    assert SPELLINGS["argument"].pop("utterly_new") == ["num_classes"]
