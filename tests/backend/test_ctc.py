"""The loss and the decoders of connectionist temporal classification, against sums over all paths and on odd inputs."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import litkeras.backend as K
from litkeras.backend.beam import _beam_search
from litkeras.backend.ctc import _collapse, _ctc_loss, _occupancy
from litkeras.backend.decoding import _best_words

pytestmark = pytest.mark.usefixtures("backend")


SOURCE = Path(__file__).parents[2] / "src"


def softmax(*shape, seed=0, scale=1.0):
    e = np.exp(np.random.default_rng(seed).normal(size=shape) * scale)
    return e / e.sum(-1, keepdims=True)


def all_texts(p):
    """The probability of every label sequence, by adding up all paths."""
    texts = {}
    for path in itertools.product(range(p.shape[1]), repeat=len(p)):
        text = tuple(_collapse(path, p.shape[1] - 1))
        texts[text] = texts.get(text, 0.0) + np.prod([row[k] for row, k in zip(p, path)])
    return texts


def column(*numbers):
    return np.array(numbers)[:, None]


def loss_of(p, labels):
    given = np.array([labels], int).reshape(1, -1), np.array([len(p)]), np.array([len(labels)])
    return float(_ctc_loss(np.log(p)[None], *given).numpy()[0])


@pytest.mark.parametrize("time, classes", [(1, 2), (2, 2), (4, 3), (5, 3), (3, 5), (6, 2)])
def test_loss_is_the_sum_over_all_paths(time, classes):
    p = softmax(time, classes, seed=time * classes)
    for text, probability in all_texts(p).items():
        assert loss_of(p, text) == pytest.approx(-np.log(probability), rel=1e-10)


@pytest.mark.parametrize("time, classes", [(3, 3), (5, 3)])
def test_occupancy_is_the_share_of_the_paths(time, classes):
    p, want = softmax(time, classes, seed=5), np.zeros((time, classes))
    labels = (0, 1, 1)[: time - 1]
    for path in itertools.product(range(classes), repeat=time):
        if tuple(_collapse(path, classes - 1)) == labels:
            want[np.arange(time), path] += np.prod(p[np.arange(time), path])
    got = _occupancy(np.log(p)[None], np.array([labels]), np.array([time]), np.array([len(labels)])).numpy()[0]
    np.testing.assert_allclose(got, want / want[0].sum(), rtol=1e-10)


def test_what_lies_behind_the_lengths_does_not_matter():
    p, labels = softmax(2, 6, 4), np.array([[0, 1, 2], [1, 1, 0]])
    lengths = column(4, 6), column(2, 3)
    other = p.copy()
    other[0, 4:] = np.nan
    v, w = K.variable(p, dtype="float64"), K.variable(other, dtype="float64")
    a, b = K.ctc_batch_cost(labels, v, *lengths), K.ctc_batch_cost(np.where(labels == 2, -7, labels), w, *lengths)
    np.testing.assert_array_equal(a.numpy(), b.numpy())
    g, h = K.gradients(a, [v])[0].numpy(), K.gradients(b, [w])[0].numpy()
    np.testing.assert_array_equal(g[:, :4], h[:, :4])
    assert not g[0, 4:].any()


def test_logarithms_of_probabilities_are_no_probabilities():
    """Minus divided by minus is plus: a log-softmax must not give a fine loss, as in the real Keras."""
    logs = np.log(softmax(2, 8, 3))
    loss = K.ctc_batch_cost(np.array([[0, 1], [1, 0]]), logs, column(8, 8), column(2, 2)).numpy()
    assert np.isnan(loss).all()


def test_impossible_labels():
    v = K.variable(softmax(2, 3, 3), dtype="float64")
    loss = K.ctc_batch_cost([[0, 0, 0], [0, 1, 0]], v, column(3, 3), column(2, 3))
    assert np.isfinite(loss.numpy()).all()
    loss = K.ctc_batch_cost([[0, 0, 0], [0, 1, 0]], v, column(3, 3), column(3, 3))
    assert loss.numpy()[0, 0] == np.inf and np.isfinite(loss.numpy()[1, 0])
    g = K.gradients(loss, [v])[0].numpy()
    assert not g[0].any() and np.isfinite(g).all()


def test_no_label_and_no_frame():
    p = softmax(2, 3, 3)
    loss = K.ctc_batch_cost([[0], [0]], K.constant(p, dtype="float64"), column(3, 0), column(0, 0)).numpy()[:, 0]
    np.testing.assert_allclose(loss, [-np.log(p[0, :, 2]).sum(), 0], atol=1e-6)
    assert K.ctc_batch_cost(np.zeros((0, 2)), p[:0], np.zeros((0, 1)), np.zeros((0, 1))).shape == (0, 1)
    assert K.ctc_batch_cost(np.zeros((2, 0)), p, column(3, 3), column(0, 0)).shape == (2, 1)


def test_no_number_stays_in_its_sample():
    p = softmax(2, 4, 3)
    p[0, 1, 1] = np.nan
    v = K.variable(p, dtype="float64")
    loss = K.ctc_batch_cost([[0, 1], [1, 1]], v, column(4, 4), column(2, 2))
    assert np.isnan(loss.numpy()).ravel().tolist() == [True, False]
    assert np.isfinite(K.gradients(loss, [v])[0].numpy()[1]).all()


def test_long_and_certain():
    """A thousand frames, each certain of the wrong symbol: the loss keeps its digits."""
    p = np.zeros((1, 1000, 3), "float32")
    p[..., 2] = 1
    loss = K.ctc_batch_cost([[0] * 400], p, [[1000]], [[400]]).numpy()[0, 0]
    assert np.isfinite(loss) and 400 * 15 < loss < 400 * 17


@pytest.mark.parametrize("frames, labels", [
    ([2] * 600, [0] * 250),  # certain of silence: places far ahead matter, though they are 1e-3000 of the likeliest
    ([0] * 300 + [1] * 300, [1] * 80 + [0] * 80),  # each half certain of the other's labels: little x little
    ([0, 1] * 300, [1, 0] * 200),
    ([0, 2] * 60, [0] * 60),  # certain, and right
])
def test_numbers_beyond_the_range_of_floats(backend, frames, labels):
    """Probabilities of wrong symbols of 1e-9: the kernel and the specification in logarithms agree."""
    p = np.full((len(frames), 3), 1e-9)
    p[np.arange(len(frames)), frames] = 1 - 2e-9
    p *= np.exp(np.random.default_rng(0).normal(0, 0.3, p.shape))
    given = np.log(p)[None], np.array([labels]), np.array([len(frames)]), np.array([len(labels)])
    np.testing.assert_allclose(_ctc_loss(*given).numpy(), _ctc_loss.value(*given), rtol=1e-12)
    np.testing.assert_allclose(_occupancy(*given).numpy(), _occupancy.value(*given), rtol=1e-8, atol=1e-11)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_dtypes(dtype):
    p = softmax(2, 5, 4).astype(dtype)
    v = K.variable(p, dtype=dtype)
    loss = K.ctc_batch_cost(np.array([[0, 1], [2, 2]], "float32"), v, column(5.0, 5.0), column(2.0, 2.0))
    assert loss.dtype == dtype and K.gradients(loss, [v])[0].dtype == dtype
    want = K.ctc_batch_cost([[0, 1], [2, 2]], p.astype("float64"), column(5, 5), column(2, 2)).numpy()
    np.testing.assert_allclose(loss.numpy(), want, rtol=1e-3 if dtype == "float16" else 1e-6)
    for greedy in (True, False):
        (labels,), score = K.ctc_decode(v, [5, 5], greedy=greedy)
        assert labels.dtype == "int64" and score.dtype == dtype


def test_memory_in_another_order():
    p = softmax(7, 3, 4, seed=3).transpose(1, 0, 2)
    given = np.array([[0, 1], [2, 2], [1, 0]]), np.array([7, 6, 5]), np.array([2, 2, 1])
    for op in (_ctc_loss, _occupancy):
        np.testing.assert_array_equal(op(np.log(p), *given).numpy(), op(np.ascontiguousarray(np.log(p)), *given).numpy())
    options = dict(beam_width=4, top_paths=2, merge_repeated=False)
    np.testing.assert_array_equal(_beam_search(np.log(p), given[1], **options).numpy(), _beam_search(np.ascontiguousarray(np.log(p)), given[1], **options).numpy())


def test_one_function_for_two_sizes():
    y, p = K.placeholder((None, None)), K.placeholder((None, None, 4))
    n, m = K.placeholder((None, 1)), K.placeholder((None, 1))
    loss = K.ctc_batch_cost(y, p, n, m)
    assert loss.shape == (None, 1)
    paths, scores = K.ctc_decode(p, n[:, 0], greedy=False, beam_width=5, top_paths=2)
    f = K.function([y, p, n, m], [loss, K.gradients(loss, [p])[0], *paths, scores])
    for batch, time, most in ((2, 5, 2), (3, 8, 4), (1, 4, 1), (2, 5, 2)):
        rng = np.random.default_rng(time)
        given = rng.integers(0, 3, (batch, most)), softmax(batch, time, 4, seed=batch).astype("float32"), rng.integers(time - 1, time + 1, (batch, 1)), rng.integers(0, most + 1, (batch, 1))
        got = f(list(given))
        v = K.variable(given[1])
        want = K.ctc_batch_cost(given[0], v, *given[2:])
        found, score = K.ctc_decode(given[1], given[2], greedy=False, beam_width=5, top_paths=2)
        for g, w in zip(got, [want, K.gradients(want, [v])[0], *found, score]):
            np.testing.assert_allclose(g, w.numpy(), rtol=1e-5, atol=1e-6)


DIGITS = """
import hashlib, numpy as np
from litkeras.backend.ctc import _ctc_loss, _occupancy
from litkeras.backend.beam import _beam_search
rng = np.random.default_rng(8)
x = np.log(rng.dirichlet(np.ones(5), size=(9, 20)))
given = rng.integers(0, 4, (9, 4)), np.arange(12, 21), np.arange(9) % 5
found = _beam_search(x, given[1], beam_width=6, top_paths=3, merge_repeated=False)
for tensor in (_ctc_loss(x, *given), _occupancy(x, *given), found):
    print(hashlib.sha256(tensor.numpy().tobytes()).hexdigest())
"""


def test_one_thread_and_two_give_the_same_digits(backend):
    """In processes of their own, as the number of threads is fixed when Numba is loaded."""
    if backend == "numpy":
        pytest.skip("has no threads of its own")
    outputs = []
    for threads in ("1", "2"):
        env = {**os.environ, "NUMBA_NUM_THREADS": threads, "KERAS_BACKEND": "numba", "PYTHONPATH": str(SOURCE)}
        outputs.append(subprocess.run([sys.executable, "-c", DIGITS], env=env, capture_output=True, text=True, check=True).stdout)
    assert outputs[0] == outputs[1] and len(outputs[0].split()) == 3


@pytest.mark.parametrize("seed", range(5))
def test_a_beam_wide_enough_is_exact(seed):
    p = softmax(5, 3, seed=seed)
    texts = sorted(all_texts(p).items(), key=lambda item: -item[1])
    rows = _beam_search(np.log(p)[None], np.array([5]), beam_width=500, top_paths=6, merge_repeated=False).numpy()[0]
    for row, (text, probability) in zip(rows, texts):
        assert tuple(k for k in row[1:].astype(int) if k >= 0) == text
        assert row[0] == pytest.approx(np.log(probability), rel=1e-9)


@pytest.mark.parametrize("width", [1, 2, 5, 30])
def test_the_search_equals_its_specification(width):
    if K.backend() == "numpy":
        pytest.skip("is the specification")
    for seed in range(15):
        x = np.log(softmax(3, 18, 5, seed=seed, scale=1.0 + seed % 3))
        options = dict(beam_width=width, top_paths=min(width, 3), merge_repeated=seed % 2 == 0)
        given = x, np.array([18, 11, 6])
        np.testing.assert_allclose(_beam_search(*given, **options).numpy(), _beam_search.value(*given, **options), rtol=1e-10)


def test_words_are_ranked_by_the_loss():
    p, words = softmax(2, 6, 4, seed=2), ((0, 1), (2,), (), (1, 1, 1), (0, 1, 2, 0, 1, 2, 0))
    rows = _best_words(np.log(p), np.array([6, 4]), words=words, top_paths=5).numpy()
    for i, time in enumerate((6, 4)):
        possible = [w for w in words if len(w) + sum(a == b for a, b in itertools.pairwise(w)) <= time]
        want = sorted(possible, key=lambda w: loss_of(p[i, :time], w))
        found = [tuple(k for k in row[1:].astype(int) if k >= 0) for row in rows[i]]
        assert found[: len(want)] == want and set(rows[i, len(want) :, 0]) == {-np.inf}


def test_padded_dictionary_and_columns_of_keras_1():
    p = softmax(1, 3, 4)
    options = dict(greedy=False, dict_values=[[0, 1, 9], [2, 9, 9]], dict_seq_lens=[2, 1], beam_width=None)
    (one,), score = K.ctc_decode(p, [[3]], **options)
    (two,), same = K.ctc_decode(p, [3], greedy=False, dict_values=[[0, 1], [2]])
    np.testing.assert_array_equal(one.numpy(), two.numpy())
    np.testing.assert_array_equal(score.numpy(), same.numpy())


def test_doubled_labels_of_a_search():
    p = 0.9 * np.eye(3)[[0, 2, 0, 1]][None] + 0.1 / 3
    assert K.ctc_decode(p, [4], greedy=False)[0][0].numpy().tolist() == [[0, 1, -1, -1]]
    assert K.ctc_decode(p, [4], greedy=False, merge_repeated=False)[0][0].numpy().tolist() == [[0, 0, 1, -1]]
    assert K.ctc_decode(p, [4])[0][0].numpy().tolist() == [[0, 0, 1, -1]]


def test_not_a_number_does_not_hang():
    p = np.full((1, 3, 3), np.nan)
    for options in ({}, {"greedy": False}):
        assert np.isnan(K.ctc_decode(p, [3], **options)[1].numpy()).all()


def test_sparse_labels():
    matrix = K.ctc_label_dense_to_sparse(np.array([[3, 0, 4], [1, 5, 9]]), np.array([2, 0]))
    assert (matrix.row.tolist(), matrix.col.tolist(), matrix.data.tolist(), matrix.shape) == ([0, 0], [0, 1], [3, 0], (2, 3))
