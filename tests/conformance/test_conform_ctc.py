"""Connectionist temporal classification on many random batches; what the real Keras refuses; sparse labels."""

import numpy as np
import pytest
import tensorflow as tf
from compared import covers
from pair import RK, SELF_CHECK, K, close, tape

covers(__name__, "backend.ctc_batch_cost", "backend.ctc_decode", "backend.ctc_label_dense_to_sparse")


def batch(seed, most=30):
    """Labels, probabilities and lengths of random sizes, each sample with room for its labels."""
    rng = np.random.default_rng(seed)
    samples, time, classes, labels = (int(rng.integers(*bounds)) for bounds in ((1, 6), (6, most), (2, 10), (1, 7)))
    logits = rng.normal(size=(samples, time, classes)) * rng.choice([0.3, 1.0, 4.0])
    p = np.exp(logits - logits.max(-1, keepdims=True))
    label_length = rng.integers(1, min(labels, time) + 1, (samples, 1))
    input_length = np.maximum(rng.integers(time // 2, time + 1, (samples, 1)), label_length)
    return rng.integers(0, classes - 1, (samples, labels)), (p / p.sum(-1, keepdims=True)).astype("float32"), input_length, label_length


@pytest.mark.parametrize("seed", range(60))
def test_loss_and_gradient(backend, seed):
    labels, p, *lengths = batch(seed)
    results = []
    for k, the_tape in ((K, tape()), (RK, tf.GradientTape())):
        x = k.constant(p)
        with the_tape as t:
            t.watch(x)
            loss = k.ctc_batch_cost(k.constant(labels, dtype="int32"), x, *(k.constant(n, dtype="int32") for n in lengths))
        results.append((loss.numpy(), t.gradient(loss, x).numpy()))
    (got, g), (want, w) = results
    close(got, want, 1e-5, 1e-5)
    possible = np.isfinite(want[:, 0])  # else the real gradient is that of a sum of logits, which a softmax cancels, and ours is zero
    close(g[possible], w[possible], 1e-4, 1e-4)


def decoded(k, p, length, **options):
    paths, scores = k.ctc_decode(k.constant(p), k.constant(length[:, 0], dtype="int32"), **options)
    return [path.numpy() for path in paths], scores.numpy()


@pytest.mark.parametrize("seed", range(60))
def test_greedy(backend, seed):
    _, p, length, _ = batch(seed)
    close(decoded(K, p, length)[0], decoded(RK, p, length)[0])
    close(decoded(K, p, length)[1], decoded(RK, p, length)[1], 1e-5, 1e-5)


@pytest.mark.parametrize("width", [1, 2, 3, 5, 9, 40])
@pytest.mark.parametrize("seed", range(12))
def test_beam_search(backend, seed, width):
    """The same texts in the same order, unless two of them are equally probable."""
    _, p, length, _ = batch(seed * 7 + width, most=24 if width < 40 else 12)
    options = {"greedy": False, "beam_width": width, "top_paths": min(2, width)}
    (got, scores), (want, expected) = decoded(K, p, length, **options), decoded(RK, p, length, **options)
    close(scores, expected, 1e-4, 1e-4)
    clear = np.abs(np.diff(expected, axis=1, append=-np.inf)[:, 0]) > 1e-4
    close(got[0][clear], want[0][clear])


@pytest.mark.skipif(SELF_CHECK, reason="an argument that tf.keras does not have")
@pytest.mark.parametrize("seed", range(20))
def test_beam_search_without_merging(backend, seed):
    """Against TensorFlow's second decoder, which Keras does not call."""
    _, p, length, _ = batch(seed)
    (paths,), scores = decoded(K, p, length, greedy=False, beam_width=6, merge_repeated=False)
    logits = tf.math.log(tf.transpose(p, (1, 0, 2)) + RK.epsilon())
    (want,), expected = tf.nn.ctc_beam_search_decoder(logits, tf.constant(length[:, 0], tf.int32), beam_width=6, top_paths=1)
    close(scores, expected.numpy(), 1e-4, 1e-4)
    dense = tf.sparse.to_dense(want, default_value=-1).numpy()
    close(paths, np.pad(dense, ((0, 0), (0, paths.shape[1] - dense.shape[1])), constant_values=-1))


@pytest.mark.skipif(SELF_CHECK, reason="a matrix of SciPy in the place of a SparseTensor")
@pytest.mark.parametrize("seed", range(10))
def test_sparse_labels(seed):
    labels, _, _, length = batch(seed)
    want = RK.ctc_label_dense_to_sparse(tf.constant(labels), tf.constant(length[:, 0], tf.int32))
    got = K.ctc_label_dense_to_sparse(K.constant(labels, dtype="int64"), K.constant(length[:, 0], dtype="int64"))
    close(np.stack([got.row, got.col], 1), want.indices.numpy())
    close(got.data, want.values.numpy())
    assert got.shape == tuple(want.dense_shape.numpy()) and got.dtype == want.values.dtype.as_numpy_dtype


P = np.full((2, 4, 3), 1 / 3, "float32")
FOUR, ONE = [[4], [4]], [[1], [1]]
REFUSED = {
    "more labels than frames": lambda k: k.ctc_batch_cost(k.constant([[0, 1, 0, 1, 0]] * 2), k.constant(P), k.constant(FOUR), k.constant([[5], [1]])),
    "more frames than there are": lambda k: k.ctc_batch_cost(k.constant([[0], [1]]), k.constant(P), k.constant([[5], [4]]), k.constant(ONE)),
    "a negative label": lambda k: k.ctc_batch_cost(k.constant([[-1], [1]]), k.constant(P), k.constant(FOUR), k.constant(ONE)),
    "a blank between labels": lambda k: k.ctc_batch_cost(k.constant([[2, 1], [1, 1]]), k.constant(P), k.constant(FOUR), k.constant([[2], [2]])),
    "lengths that are no column": lambda k: k.ctc_batch_cost(k.constant([[0], [1]]), k.constant(P), k.constant([4, 4]), k.constant(ONE)),
    "no axis of time": lambda k: k.ctc_batch_cost(k.constant([[0], [1]]), k.constant(P[0]), k.constant(FOUR), k.constant(ONE)),
    "greedy beyond the frames": lambda k: k.ctc_decode(k.constant(P), k.constant([5, 4])),
    "search beyond the frames": lambda k: k.ctc_decode(k.constant(P), k.constant([5, 4]), greedy=False),
    "more paths than the beam holds": lambda k: k.ctc_decode(k.constant(P), k.constant([4, 4]), greedy=False, beam_width=2, top_paths=3),
    "more paths than there are": lambda k: k.ctc_decode(k.constant(P), k.constant([0, 4]), greedy=False, top_paths=2),
    "no path": lambda k: k.ctc_decode(k.constant(P), k.constant([4, 4]), greedy=False, top_paths=0),
    "one length for two samples": lambda k: k.ctc_decode(k.constant(P), k.constant([4])),
}


@pytest.mark.parametrize("what", REFUSED)
def test_both_refuse(backend, what):
    with pytest.raises(Exception):  # noqa: B017
        REFUSED[what](RK)
    with pytest.raises(Exception if SELF_CHECK else ValueError):
        REFUSED[what](K)
