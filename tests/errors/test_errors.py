"""What a wrong use says: a table of (what the user wrote, the exception, what its message must contain).

Each message names the layer, function or argument, says what was expected and what came. A pattern with several parts lists them in
any order. `tests/conformance` checks that the real Keras refuses the same things.
"""

import importlib
import re
import sys
from pathlib import Path

import numpy as np
import pytest

import litkeras as keras
from litkeras import backend as K
from litkeras import layers

X = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
Y = X[:, :1]


def model(**compile_kwargs):
    m = keras.Sequential([layers.Dense(4, activation="relu", input_shape=(3,), name="first"), layers.Dense(1, name="last")])
    m.compile(**{"optimizer": "sgd", "loss": "mse", **compile_kwargs})
    return m


def classifier():
    m = keras.Sequential([layers.Dense(4, activation="softmax", input_shape=(3,))])
    m.compile("sgd", "sparse_categorical_crossentropy")
    return m


def plain_fit(y):
    m = plain()
    m.compile("sgd", "mse")
    return m.fit(X, y, verbose=0)


def two_inputs():
    a, b = keras.Input((3,), name="left"), keras.Input((2,), name="right")
    m = keras.Model([a, b], layers.Concatenate()([a, b]))
    m.compile("sgd", "mse")
    return m


def plain():
    return keras.Sequential([layers.Dense(2, input_shape=(3,))])


class NoCall(layers.Layer):
    pass


class Bad(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2)


def built(units=2, width=3):
    layer = layers.Dense(units, name="mine")
    layer.build((None, width))
    return layer


V, T = ValueError, TypeError
WRONG = {
    # shapes
    "layer called with another width": (lambda: built()(np.zeros((2, 5), "float32")), V, "mine", "3", r"[\[(]2, 5"),
    "layer called with another rank": (lambda: layers.Dense(2, name="mine")(np.float32(1.0)), V, "mine", "min_ndim=2|at least 2|ndim"),
    "layer on a symbolic input of another width": (lambda: built()(keras.Input((7,))), V, "mine", "3", r"7"),
    "unknown last axis": (lambda: layers.Dense(2)(keras.Input((None,))), V, "last dimension|last axis", "None"),
    "reshape that does not fit": (lambda: layers.Reshape((4,), name="r")(np.zeros((2, 6), "float32")), V, "6|size", "4"),
    "reshape with two unknown axes": (lambda: layers.Reshape((-1, -1))(np.zeros((2, 6), "float32")), V, "-1"),
    "K.reshape that does not fit": (lambda: K.reshape(K.zeros((2, 3)), (4, 2)), V, "reshape|rearrange", r"\(2, 3\)|6", r"\(4, 2\)|8"),
    "K.dot of widths that differ": (lambda: K.dot(K.zeros((2, 3)), K.zeros((4, 5))), V, "dot|matmul", r"\(2, 3\)", r"\(4, 5\)"),
    "K.batch_dot of batches that differ": (lambda: K.batch_dot(K.zeros((2, 3)), K.zeros((4, 3)), axes=1), V, "batch", r"\(2, 3\)|2", r"\(4, 3\)|4"),
    "shapes that do not broadcast": (lambda: K.zeros((2, 3)) + K.zeros((4,)), V, r"\(2, 3\)", r"\(4,\)", "broadcast"),
    "K.concatenate of shapes that differ": (lambda: K.concatenate([K.zeros((2, 3)), K.zeros((3, 3))], axis=1), V, r"\(2, 3\)", r"\(3, 3\)"),
    "K.squeeze of an axis that is not 1": (lambda: K.squeeze(K.zeros((2, 3)), 1), V, "squeeze", r"\(2, 3\)|3"),
    "axis out of range": (lambda: K.sum(K.zeros((2, 3)), axis=5), V, "sum", "axis", "5"),
    "K.permute_dimensions with a wrong pattern": (lambda: K.permute_dimensions(K.zeros((2, 3)), (0, 0)), V, "permute_dimensions", r"\(0, 0\)"),
    "index out of range": (lambda: K.zeros((2, 3))[5], (V, IndexError), "5"),
    "loss of shapes that differ": (lambda: keras.losses.MeanSquaredError()(np.zeros((2, 3)), np.zeros((2, 4))), V, r"\(2, 3\)", r"\(2, 4\)"),
    "class number out of range": (lambda: keras.losses.SparseCategoricalCrossentropy()([5], np.full((1, 3), 1 / 3, "float32")), V, "5", "0 to 2"),
    "merge of shapes that differ": (lambda: layers.Add()([np.zeros((2, 3), "float32"), np.zeros((2, 4), "float32")]), V, r"\(2, 3\)|3", r"\(2, 4\)|4"),
    "merge of one tensor": (lambda: layers.Add()(np.zeros((2, 3), "float32")), V, "Add|add|merge", "list"),
    # arguments of layers
    "negative units": (lambda: layers.Dense(-3), V, "units", "-3"),
    "units that are not an integer": (lambda: layers.Dense("many"), (V, T), "units", "many"),
    "dropout rate above 1": (lambda: layers.Dropout(1.5), V, "rate", r"1\.5"),
    "unknown keyword": (lambda: layers.Dense(2, unit=3), T, "unit", "[Dd]ense|[Kk]eyword"),
    "unknown activation": (lambda: layers.Dense(2, activation="rellu"), V, "activation", "rellu"),
    "unknown initializer": (lambda: layers.Dense(2, kernel_initializer="glorot"), V, "initializer", "glorot"),
    "unknown regularizer": (lambda: layers.Dense(2, kernel_regularizer="l3"), V, "regularizer", "l3"),
    "unknown constraint": (lambda: layers.Dense(2, kernel_constraint="positive"), V, "constraint", "positive"),
    "unknown dtype": (lambda: layers.Dense(2, dtype="float33"), (V, T), "float33"),
    "unknown data format": (lambda: layers.Flatten(data_format="sideways"), V, "data_format", "sideways", "channels_last"),
    "Permute with a wrong pattern": (lambda: layers.Permute((0, 2)), V, "dims|permutation|Permute", r"\(0, 2\)"),
    "initializer of the wrong rank": (lambda: keras.initializers.Identity()((2, 2, 2)), V, "Identity|2", r"\(2, 2, 2\)|3"),
    "negative scale": (lambda: keras.initializers.VarianceScaling(scale=-1.0), V, "scale", "-1"),
    # weights
    "weights before they exist": (lambda: layers.Dense(2, name="mine").set_weights([np.zeros((3, 2)), np.zeros(2)]), V, "mine", "2", "0|built|weights"),
    "weights of an unbuilt model": (lambda: keras.Sequential([layers.Dense(2)]).weights, V, "[Ww]eights", "build|built|shape"),
    "too few weights": (lambda: built().set_weights([np.zeros((3, 2))]), V, "mine", "1", "2"),
    "weights of another shape": (lambda: built().set_weights([np.zeros((2, 3)), np.zeros(2)]), V, r"\(3, 2\)", r"\(2, 3\)"),
    "value of another shape": (lambda: K.set_value(K.variable([1.0, 2.0]), [1.0, 2.0, 3.0]), V, r"\(2,\)", r"\(3,\)"),
    "count of an unbuilt layer": (lambda: layers.Dense(2, name="mine").count_params(), V, "mine", "built|build"),
    "two layers of one name": (
        lambda: keras.Sequential([layers.Dense(2, name="same"), layers.Dense(2, name="same")]), V, "same", "unique"),
    # models
    "Model without inputs": (lambda: keras.Model(outputs=keras.Input((3,))), (V, T), "[Ii]nput", "None"),
    "Model of arrays": (lambda: keras.Model(np.zeros((2, 3)), np.zeros((2, 3))), (V, T), "[Ii]nput"),
    "Model of unconnected tensors": (lambda: keras.Model(keras.Input((3,), name="a"), layers.Dense(1)(keras.Input((3,), name="b"))), V, "[Gg]raph disconnected|not connected", "b"),
    "Model called without an input": (lambda: model()(), T, "inputs|argument"),
    "Model called with too few inputs": (lambda: two_inputs()([X]), V, "2", "1"),
    "subclass without call": (lambda: Bad()(X), NotImplementedError, "call"),
    "Sequential of things that are not layers": (lambda: keras.Sequential([layers.Dense(2), "relu"]), T, "[Ll]ayer", "relu"),
    "pop from an empty model": (lambda: keras.Sequential().pop(), T, "no layers"),
    "get_layer by an unknown name": (lambda: model().get_layer("third"), V, "third", "first|No such layer"),
    "get_layer by a large index": (lambda: model().get_layer(index=9), V, "9", "2"),
    "summary of an unbuilt model": (lambda: keras.Sequential([layers.Dense(2)]).summary(), V, "built", "build|fit"),
    "output of a layer that was not called": (lambda: layers.Dense(2, name="mine").output, AttributeError, "mine", "never|no inbound|not.*called"),
    # compile
    "fit before compile": (lambda: plain().fit(X, X[:, :2]), RuntimeError, "compile"),
    "evaluate before compile": (lambda: plain().evaluate(X, X[:, :2]), RuntimeError, "compile"),
    "unknown optimizer": (lambda: model(optimizer="adamm"), V, "optimizer", "adamm"),
    "unknown loss": (lambda: model(loss="mean_square_error").fit(X, Y, verbose=0), V, "loss", "mean_square_error"),
    "unknown metric": (lambda: model(metrics=["accuracyy"]).fit(X, Y, verbose=0), V, "metric", "accuracyy"),
    "loss for an unknown output": (lambda: model(loss={"nowhere": "mse"}).fit(X, Y, verbose=0), V, "nowhere"),
    "fit without a loss": (lambda: model(loss=None).fit(X, Y, verbose=0), V, "loss"),
    "bad reduction": (lambda: keras.losses.MeanSquaredError(reduction="average"), V, "reduction|Reduction", "average"),
    "momentum above 1": (lambda: keras.optimizers.SGD(momentum=2.0), V, "momentum", "2|between"),
    "unknown option of an optimizer": (lambda: keras.optimizers.Adam(rate=0.1), T, "rate"),
    "negative clipping": (lambda: keras.optimizers.SGD(clipnorm=-1.0), V, "clipnorm", ">= 0|0"),
    "optimizer's weights of wrong length": (lambda: _trained_optimizer().set_weights([np.zeros(1)] * 7), V, "7"),
    # data
    "x and y of unequal lengths": (lambda: model().fit(X, Y[:5], verbose=0), V, "12", "5"),
    "x of another width": (lambda: model().predict(X[:, :2], verbose=0), V, "3", r"\(.*2\)"),
    "y of another width": (lambda: plain_fit(np.zeros((12, 3))), V, r"3", r"2"),
    "no data": (lambda: model().fit(verbose=0), V, "x|data"),
    "empty data": (lambda: model().fit(X[:0], Y[:0], verbose=0), V, "empty|no data|0 samples"),
    "empty data to predict": (lambda: model().predict(X[:0], verbose=0), V, "empty|no data|0 samples"),
    "strings": (lambda: model().fit(np.array([["a", "b", "c"]] * 12), Y, verbose=0), (V, T), "str|<U1|string"),
    "objects of unequal lengths": (lambda: model().fit([[1.0, 2.0, 3.0], [1.0]], Y[:2], verbose=0), (V, T), "x|shape|array|length"),
    "batch size 0": (lambda: model().fit(X, Y, batch_size=0, verbose=0), V, "batch_size", "0"),
    "negative batch size": (lambda: model().predict(X, batch_size=-4, verbose=0), V, "batch_size", "-4"),
    "batch size that is not a number": (lambda: model().fit(X, Y, batch_size="32", verbose=0), (V, T), "batch_size", "32"),
    "validation split above 1": (lambda: model().fit(X, Y, validation_split=1.5, verbose=0), V, "validation_split", r"1\.5|between|0"),
    "validation split that leaves nothing": (lambda: model().fit(X[:1], Y[:1], validation_split=0.5, verbose=0), V, "validation_split", "1"),
    "sample weights of another length": (lambda: model().fit(X, Y, sample_weight=np.ones(5), verbose=0), V, "12", "5"),
    "class weights for classes that are missing": (lambda: classifier().fit(X, np.arange(12) % 4, class_weight={0: 1.0}, verbose=0), V, "class_weight|class"),
    "unknown input's name": (lambda: two_inputs().fit({"left": X, "wrong": X[:, :2]}, X, verbose=0), (V, KeyError), "right|wrong"),
    "missing y": (lambda: model().fit(X, verbose=0), V, "y|target|label"),
    "y beside a generator": (lambda: model().fit((p for p in [(X, Y)]), Y, verbose=0), V, "`?y`?", "generator|iterator"),
    "negative labels in fit": (lambda: classifier().fit(X, np.full(12, -1), verbose=0), V, "-1", "3"),
    "labels out of range in fit": (lambda: classifier().fit(X, np.full(12, 9), verbose=0), V, "9", "3"),
    "bad validation data": (lambda: model().fit(X, Y, validation_data=X, verbose=0), V, "y|target"),
    "epochs that are not a number": (lambda: model().fit(X, Y, epochs="three", verbose=0), (V, T), "epochs", "three"),
    # backend
    "unknown backend": (lambda: K.set_backend("theano"), V, "theano", "numpy", "numba"),
    "unknown floatx": (lambda: K.set_floatx("int8"), V, "int8", "float32"),
    "unknown image format": (lambda: K.set_image_data_format("th1"), V, "th1", "channels_last"),
    "placeholder of nothing": (lambda: K.placeholder(), V, "shape", "ndim"),
    "learning phase 2": (lambda: K.set_learning_phase(2), V, "2", "0", "1"),
    "value of a placeholder": (lambda: K.eval(K.placeholder((2,))), (V, T), "[Pp]laceholder", "inputs|value"),
    "numpy of a placeholder": (lambda: keras.Input((3,)).numpy(), (V, T, AttributeError, NotImplementedError), "placeholder|value|symbolic"),
    "truth of a placeholder": (lambda: bool(K.placeholder((2,)) > 0), (V, T), "symbolic|value|placeholder"),
    "function with too few inputs": (lambda: K.function([K.placeholder((2,)), K.placeholder((2,))], [K.zeros((2,))])([np.ones(2)]), V, "2", "1"),
    "function with an input of another shape": (lambda: _doubler()([np.ones((2, 4))]), V, r"\(None, 3\)|3", r"\(2, 4\)|4"),
    "update of something that is no variable": (lambda: K.function([], [], updates=[(K.constant([1.0]), K.constant([2.0]))]), (V, T), "[Vv]ariable|update"),
    "mixed dtypes": (lambda: K.zeros((2,), dtype="float32") + K.zeros((2,), dtype="int32"), (V, T), "float32", "int32"),
    "gradient twice": (lambda: _tape_twice(), RuntimeError, "persistent"),
    "unknown utility class": (lambda: keras.utils.to_categorical([0, 5], num_classes=3), (V, IndexError), "5", "2|3"),
    "negative classes": (lambda: keras.utils.to_categorical([-1, 2]), (V, IndexError), "-1"),
    # callbacks
    "callback that is not one": (lambda: model().fit(X, Y, callbacks=["EarlyStopping"], verbose=0), (V, T, AttributeError), "[Cc]allback"),
}


def _doubler():
    x = K.placeholder((None, 3))
    return K.function([x], [x * 2.0])


def _tape_twice():
    v = K.variable([1.0])
    with K.GradientTape() as tape:
        y = v * v
    tape.gradient(y, v)
    tape.gradient(y, v)


def _trained_optimizer():
    m = model()
    m.fit(X, Y, verbose=0)
    return m.optimizer


sys.path.insert(0, str(Path(__file__).parent))
for _file in sorted(Path(__file__).parent.glob("rows_*.py")):  # the rows of a family of functions
    _more = importlib.import_module(_file.stem).WRONG
    assert not WRONG.keys() & _more.keys(), f"{_file.name} repeats rows"
    WRONG.update(_more)


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    action, kind, *parts = WRONG[name]
    with pytest.raises(kind) as caught:
        action()
    message = str(caught.value)
    for part in parts:
        assert re.search(part, message), f"{part!r} is not in: {message}"


def test_the_table_is_long_enough():
    assert len(WRONG) >= 40


@pytest.mark.parametrize("name", WRONG)
def test_no_raw_error(name):
    """The words of NumPy and Numba never reach the user."""
    action, kind, *_ = WRONG[name]
    with pytest.raises(kind) as caught:
        action()
    raw = "^operands could not be broadcast|cannot reshape array|shapes .* not aligned|numba\\.|nopython|ufunc|has no attribute '|'NoneType'|unsupported operand"
    assert not re.search(raw, str(caught.value)), caught.value


def test_nan_is_not_hidden():
    """NaN in the data is allowed, as in Keras, and shows in the loss instead of vanishing."""
    x = X.copy()
    x[3, 1] = np.nan
    history = model().fit(x, Y, verbose=0)
    assert np.isnan(history.history["loss"][-1])
    assert np.isnan(keras.losses.MeanSquaredError()(np.array([[np.nan]]), np.array([[1.0]])).numpy())


def test_nothing_is_lost():
    """After an error the model is as it was, and goes on."""
    m = model()
    before = m.get_weights()
    with pytest.raises(ValueError):
        m.fit(X, Y[:5], verbose=0)
    with pytest.raises(ValueError):
        m.set_weights(before[:-1])
    for a, b in zip(before, m.get_weights()):
        np.testing.assert_array_equal(a, b)
    m.fit(X, Y, verbose=0)
