"""What is true of all inputs: hypothesis looks for one of which it is not."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import litkeras as keras
from litkeras import backend as K

settings.register_profile(
    "book", deadline=None, max_examples=30, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("book")

FLOATS = st.floats(-100, 100, width=32, allow_subnormal=False)


def arrays(shape, dtype="float32", elements=FLOATS):
    return hnp.arrays(dtype, shape, elements=elements)


SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, max_side=4)
BROADCAST = hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4)
WITH_AXES = st.tuples(hnp.array_shapes(min_dims=1, max_dims=4, max_side=4), st.data())


# -------------------------------------------------------------------------------------------------------------- broadcasting
BINARY = {"add": np.add, "subtract": np.subtract, "multiply": np.multiply, "maximum": np.maximum, "minimum": np.minimum}


@pytest.mark.parametrize("name", BINARY)
@given(shapes=BROADCAST, data=st.data())
def test_binary_operations_broadcast_as_numpy(backend, name, shapes, data):
    x, y = (data.draw(arrays(s)) for s in shapes.input_shapes)
    got = getattr(K, name)(K.constant(x), K.constant(y))
    np.testing.assert_array_equal(got.numpy(), BINARY[name](x, y))
    assert got.shape == shapes.result_shape


@given(shapes=BROADCAST, data=st.data())
def test_gradients_have_the_shape_of_what_they_belong_to(shapes, data):
    x, y = (K.variable(data.draw(arrays(s))) for s in shapes.input_shapes)
    with K.GradientTape() as tape:
        total = K.sum(x * y)
    dx, dy = tape.gradient(total, [x, y])
    assert (dx.shape, dy.shape) == (x.shape, y.shape)
    np.testing.assert_allclose(dx.numpy(), reduce_to(np.broadcast_to(y.numpy(), shapes.result_shape), x.shape), rtol=1e-4, atol=1e-2)


def reduce_to(g, shape):
    """Sums of `g` over the axes along which `shape` was broadcast."""
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] != 1), keepdims=True)


@given(shapes=hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3), data=st.data())
def test_shapes_that_do_not_broadcast_are_refused(shapes, data):
    shape = shapes.input_shapes[0] + (5,)
    with pytest.raises(ValueError, match="broadcast"):
        K.zeros(shape) + K.zeros(shape[:-1] + (7,))


# ---------------------------------------------------------------------------------------------------------------- reductions
REDUCTIONS = {"sum": np.sum, "mean": np.mean, "prod": np.prod, "max": np.max, "min": np.min, "std": np.std, "var": np.var}


@pytest.mark.parametrize("name", REDUCTIONS)
@given(shape=hnp.array_shapes(min_dims=1, max_dims=4, max_side=4), data=st.data(), keepdims=st.booleans())
def test_reductions_are_numpys(backend, name, shape, data, keepdims):
    x = data.draw(arrays(shape, elements=st.floats(-3, 3, width=32, allow_subnormal=False)))
    axis = data.draw(st.one_of(st.none(), st.integers(-len(shape), len(shape) - 1), hnp.valid_tuple_axes(len(shape), min_size=1)))
    got = getattr(K, name)(K.constant(x), axis=axis, keepdims=keepdims)
    want = REDUCTIONS[name](x.astype("float64"), axis=axis, keepdims=keepdims)
    assert got.shape == np.shape(want)
    assert K.dtype(got) == "float32"
    with np.errstate(over="ignore"):  # what is too large for single precision is infinite
        np.testing.assert_allclose(got.numpy(), np.float32(want), rtol=1e-4, atol=1e-4)


@given(shape=hnp.array_shapes(min_dims=1, max_dims=3, max_side=4), data=st.data())
def test_softmax_is_a_distribution(shape, data):
    x = data.draw(arrays(shape, elements=st.floats(-1000, 1000, width=32)))
    y = K.softmax(K.constant(x)).numpy()
    np.testing.assert_allclose(y.sum(-1), 1, rtol=1e-5)
    assert (y >= 0).all() and np.isfinite(y).all()


# -------------------------------------------------------------------------------------------------------------------- dtypes
DTYPES = st.sampled_from(["float16", "float32", "float64", "int32", "int64", "uint8", "bool"])
FLOAT_TYPES = st.sampled_from(["float16", "float32", "float64"])


@given(dtype=FLOAT_TYPES, number=st.one_of(st.integers(-3, 3), st.floats(-3, 3)))
def test_plain_numbers_adopt_the_tensors_dtype(dtype, number):
    x = K.constant([1.0, 2.0], dtype=dtype)
    for y in (x + number, number + x, x * number, number - x, K.maximum(x, number)):
        assert K.dtype(y) == dtype


@given(source=DTYPES, target=DTYPES)
def test_cast_there(source, target):
    x = np.array([0, 1, 1, 0]).astype(source)
    y = K.cast(K.constant(x, dtype=source) if source != "bool" else K.cast(K.constant(x.astype("int32"), dtype="int32"), "bool"), target)
    assert K.dtype(y) == target
    np.testing.assert_array_equal(y.numpy(), x.astype(target))


@given(dtype=FLOAT_TYPES, name=st.sampled_from(["exp", "tanh", "sigmoid", "relu", "softmax", "square", "abs", "softplus"]))
def test_floats_stay_what_they_are(dtype, name):
    x = K.constant([[0.5, -0.5]], dtype=dtype)
    assert K.dtype(getattr(K, name)(x)) == dtype
    p = K.placeholder((None, 2), dtype=dtype)
    assert K.dtype(getattr(K, name)(p)) == dtype


# ------------------------------------------------------------------------------------------------------------------- shaping
@given(shape=hnp.array_shapes(min_dims=1, max_dims=4, max_side=4), data=st.data())
def test_permuting_back_gives_the_same(shape, data):
    pattern = data.draw(st.permutations(range(len(shape))))
    x = data.draw(arrays(shape))
    there = K.permute_dimensions(K.constant(x), pattern)
    assert there.shape == tuple(shape[i] for i in pattern)
    np.testing.assert_array_equal(K.permute_dimensions(there, np.argsort(pattern).tolist()).numpy(), x)


@given(shape=hnp.array_shapes(min_dims=1, max_dims=4, max_side=4), data=st.data())
def test_reshape_keeps_the_order(shape, data):
    x = data.draw(arrays(shape))
    np.testing.assert_array_equal(K.reshape(K.constant(x), (-1,)).numpy(), x.reshape(-1))
    np.testing.assert_array_equal(K.batch_flatten(K.constant(x[None])).numpy(), x.reshape(1, -1))


@given(shape=hnp.array_shapes(min_dims=1, max_dims=3, max_side=4), parts=st.integers(1, 3), data=st.data())
def test_concatenate_then_cut(shape, parts, data):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    xs = [data.draw(arrays(shape)) for _ in range(parts)]
    got = K.concatenate([K.constant(x) for x in xs], axis=axis).numpy()
    np.testing.assert_array_equal(got, np.concatenate(xs, axis=axis))


@given(shape=hnp.array_shapes(min_dims=1, max_dims=4, max_side=5), data=st.data())
def test_indexing_is_numpys(shape, data):
    x = data.draw(arrays(shape))
    index = data.draw(hnp.basic_indices(shape, allow_newaxis=True, allow_ellipsis=True))
    got = K.constant(x)[index]
    want = x[index]
    assert got.shape == want.shape
    np.testing.assert_array_equal(got.numpy(), want)


@given(batch=st.integers(1, 4), m=st.integers(1, 4), k=st.integers(1, 4), n=st.integers(1, 4), data=st.data())
def test_products_are_einsums(batch, m, k, n, data):
    small = st.floats(-3, 3, width=32)
    x, w, y = (data.draw(arrays(s, elements=small)) for s in ((batch, m, k), (k, n), (batch, k, n)))
    np.testing.assert_allclose(K.dot(K.constant(x), K.constant(w)).numpy(), np.einsum("bmk,kn->bmn", x, w), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(K.batch_dot(K.constant(x), K.constant(y)).numpy(), np.einsum("bmk,bkn->bmn", x, y), rtol=1e-4, atol=1e-4)


# ------------------------------------------------------------------------------------------------------- eager and symbolic
CHAINS = {
    "relu of a sum": lambda x, y: K.relu(x + y),
    "normalized": lambda x, y: (x - K.mean(x, axis=-1, keepdims=True)) / (K.std(x, axis=-1, keepdims=True) + 1.0) * y,
    "products": lambda x, y: K.dot(K.tanh(x), K.transpose(y)),
    "branches": lambda x, y: K.concatenate([K.sigmoid(x), K.square(y), x * y], axis=-1),
    "switch": lambda x, y: K.switch(K.greater(x, 0.0), x * 2.0, y),
}


@pytest.mark.parametrize("name", CHAINS)
@settings(max_examples=8)
@given(rows=st.integers(1, 5), data=st.data())
def test_function_equals_eager(backend, name, rows, data):
    """One function with a free batch axis, all batch sizes: its values and gradients are those of the eager computation."""
    function, gradient = chain(name, backend)
    small = st.floats(-3, 3, width=32, allow_subnormal=False)
    x, y = (data.draw(arrays((rows, 3), elements=small)) for _ in range(2))
    eager = CHAINS[name](K.constant(x), K.constant(y))
    np.testing.assert_allclose(function([x, y])[0], eager.numpy(), rtol=1e-4, atol=1e-5)
    vx, vy = K.variable(x), K.variable(y)
    with K.GradientTape() as tape:
        total = K.sum(K.square(CHAINS[name](vx, vy)))
    for got, want in zip(gradient([x, y]), tape.gradient(total, [vx, vy])):
        np.testing.assert_allclose(got, want.numpy(), rtol=1e-3, atol=1e-3)


CACHE = {}


def chain(name, backend):
    if (name, backend) not in CACHE:
        x, y = K.placeholder((None, 3)), K.placeholder((None, 3))
        out = CHAINS[name](x, y)
        CACHE[name, backend] = K.function([x, y], [out]), K.function([x, y], K.gradients(K.sum(K.square(out)), [x, y]))
    return CACHE[name, backend]


# -------------------------------------------------------------------------------------------------------------- round trips
ACTIVATIONS = st.sampled_from(["relu", "tanh", "sigmoid", "softmax", "linear", "elu", None])
INITIALIZERS = st.sampled_from(["zeros", "ones", "glorot_uniform", "he_normal", "random_normal", "orthogonal"])
REGULARIZERS = st.sampled_from([None, "l1", "l2", "l1_l2"])


def names(kind):
    return st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).map(lambda s: f"{kind}_{s}")


@given(units=st.integers(1, 9), activation=ACTIVATIONS, bias=st.booleans(), kernel=INITIALIZERS, regularizer=REGULARIZERS, name=names("dense"), trainable=st.booleans())
def test_a_layer_comes_back_from_its_configuration(units, activation, bias, kernel, regularizer, name, trainable):
    layer = keras.layers.Dense(units, activation=activation, use_bias=bias, kernel_initializer=kernel, kernel_regularizer=regularizer, name=name, trainable=trainable)
    again = keras.layers.Dense.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    again.build((None, 3))
    assert [w.shape for w in again.weights] == [(3, units)] + [(units,)] * bias
    assert bool(again.trainable_weights) == trainable


OPTIMIZERS = st.one_of(
    st.builds(lambda **kw: keras.optimizers.SGD(**kw), learning_rate=st.floats(1e-4, 1), momentum=st.floats(0, 1), nesterov=st.booleans()),
    st.builds(lambda **kw: keras.optimizers.Adam(**kw), learning_rate=st.floats(1e-4, 1), beta_1=st.floats(0, 0.99), amsgrad=st.booleans()),
    st.builds(lambda **kw: keras.optimizers.RMSprop(**kw), learning_rate=st.floats(1e-4, 1), rho=st.floats(0, 1), centered=st.booleans()),
    st.builds(lambda **kw: keras.optimizers.Adagrad(**kw), learning_rate=st.floats(1e-4, 1)),
    st.builds(lambda **kw: keras.optimizers.Adadelta(**kw), learning_rate=st.floats(1e-4, 1), rho=st.floats(0, 1)),
)


@given(optimizer=OPTIMIZERS)
def test_an_optimizer_comes_back_from_its_configuration(optimizer):
    again = type(optimizer).from_config(optimizer.get_config())
    assert again.get_config() == optimizer.get_config()
    assert keras.optimizers.deserialize(keras.optimizers.serialize(optimizer)).get_config() == optimizer.get_config()


@settings(max_examples=10)
@given(widths=st.lists(st.integers(1, 5), min_size=1, max_size=3), activation=ACTIVATIONS)
def test_a_model_comes_back_from_its_configuration(widths, activation):
    model = keras.Sequential([keras.Input((4,)), *(keras.layers.Dense(w, activation=activation) for w in widths)])
    again = keras.Sequential.from_config(model.get_config())
    again.set_weights(model.get_weights())
    x = np.linspace(-1, 1, 8, dtype="float32").reshape(2, 4)
    np.testing.assert_array_equal(again(x).numpy(), model(x).numpy())
    assert again.get_config() == model.get_config()


# ------------------------------------------------------------------------------------------------------------ losses, random
@given(rows=st.integers(1, 6), classes=st.integers(2, 5), data=st.data())
def test_cross_entropies_agree(rows, classes, data):
    """Labels as numbers or as vectors, probabilities or logits: one loss."""
    labels = data.draw(hnp.arrays("int32", rows, elements=st.integers(0, classes - 1)))
    logits = data.draw(arrays((rows, classes), elements=st.floats(-5, 5, width=32)))
    vectors = keras.utils.to_categorical(labels, classes)
    dense = keras.losses.CategoricalCrossentropy(from_logits=True)(vectors, logits).numpy()
    sparse = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits).numpy()
    chances = keras.losses.CategoricalCrossentropy()(vectors, K.softmax(logits).numpy()).numpy()
    np.testing.assert_allclose([sparse, chances], dense, rtol=1e-3, atol=1e-4)
    assert dense >= 0


@given(seed=st.integers(0, 2**31 - 1), shape=hnp.array_shapes(min_dims=1, max_dims=3, max_side=5))
def test_a_seed_gives_the_same_numbers_on_both_backends(seed, shape):
    drawn = {}
    for name in ("numpy", "numba"):
        before = K.backend()
        K.set_backend(name)
        drawn[name] = [getattr(K, f)(shape, seed=seed).numpy() for f in ("random_uniform", "random_normal", "truncated_normal")] + [K.random_bernoulli(shape, p=0.4, seed=seed).numpy()]
        K.set_backend(before)
    for a, b in zip(*drawn.values()):
        np.testing.assert_array_equal(a, b)


@given(rate=st.floats(0.05, 0.9), seed=st.integers(0, 1000))
def test_dropout_keeps_the_mean(rate, seed):
    x = np.ones((60, 60), "float32")
    y = K.dropout(K.constant(x), rate, seed=seed).numpy()
    kept = y[y != 0]
    np.testing.assert_allclose(kept, 1 / (1 - rate), rtol=1e-4)
    assert abs(len(kept) / y.size - (1 - rate)) < 0.06
