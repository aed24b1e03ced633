# Generated from chapters/backend/ctc.md by `make tangle`. Do not edit.
"""Many frames, few letters.

A loss for sequences when nobody knows which frame belongs to which letter: all ways to read the
labels are summed.
"""

from collections.abc import Callable, Iterator
from itertools import groupby

import numpy as np
from numba import njit
from scipy.sparse import coo_matrix

from litkeras.backend.arithmetic import log
from litkeras.backend.choices import cast
from litkeras.backend.configuration import epsilon
from litkeras.backend.nonlinearities import softmax
from litkeras.backend.operations import op
from litkeras.backend.reductions import sum
from litkeras.backend.rows import _share_work
from litkeras.backend.shaping import expand_dims, squeeze
from litkeras.backend.tensors import Tensor, as_tensor

__all__ = ["ctc_batch_cost", "ctc_label_dense_to_sparse"]


# A path, and what it spells
# --------------------------


def _collapse(path, blank) -> list:
    """What a path spells: repeated symbols are merged, then blanks dropped."""
    return [symbol for symbol, _ in groupby(path) if symbol != blank]


# The lattice
# -----------


def _places(labels, blank) -> np.ndarray:
    """The symbols that a reader of `labels` `(..., labels)` passes: blank, label, ..., blank."""
    labels = np.asarray(labels)
    places = np.full((*labels.shape[:-1], 2 * labels.shape[-1] + 1), blank)
    places[..., 1::2] = labels
    return places


def _may_jump(places) -> np.ndarray:
    """Whether each place can be reached from two places back: over a blank, to another letter."""
    return np.append([False, False], places[2:] != places[:-2])[: len(places)]


def _walk(x, places) -> np.ndarray:
    """Log-probability of all ways to each place, after no frame, one, two, ...

    Arguments:
        x: `(time, classes)` log-probabilities.
        places: `(places,)` symbols.

    Shapes:
        returns `(time + 1, places)`.
    """
    alpha = np.full((len(x) + 1, len(places)), -np.inf)
    alpha[0, 0] = 0
    jumps = np.where(_may_jump(places), 0, -np.inf)
    for t, row in enumerate(x[:, places]):
        stay = alpha[t]
        step, jump = np.append(-np.inf, stay[:-1]), np.append([-np.inf] * 2, stay[:-2])[: len(stay)]
        alpha[t + 1] = row + np.logaddexp(np.logaddexp(stay, step), jump + jumps)
    return alpha


# A batch of unequal lengths
# --------------------------


def _one_batch(log_probs, labels, input_length, label_length) -> None:
    """Raise ValueError unless the shapes belong to one batch."""
    shapes = [tuple(a.shape) for a in (log_probs, labels, input_length, label_length)]
    sizes = {shape[0] for shape in shapes if shape} - {None}
    if [len(shape) for shape in shapes] != [3, 2, 1, 1] or len(sizes) > 1 or shapes[0][2] == 0:
        names = ("probabilities", "labels", "input_length", "label_length")
        got = ", ".join(f"{name} {shape}" for name, shape in zip(names, shapes))
        raise ValueError(
            "expected probabilities (batch, time, classes), labels (batch, max_labels) and two "
            f"lengths (batch,), got {got}"
        )


def _count_labels(log_probs, labels, input_length, label_length) -> np.ndarray:
    """How many labels each sample has, without blanks at the end; ValueError if one is wrong."""
    _one_batch(log_probs, labels, input_length, label_length)
    (_, time, classes), places = log_probs.shape, np.arange(labels.shape[1])
    given = places < label_length[:, None]
    counts = (given & (labels != classes - 1)).sum(axis=1)
    between = (labels == classes - 1) & (places < counts[:, None])  # a blank before a label
    outside = given & ((labels < 0) | (labels >= classes) | between)
    of = "ctc_batch_cost: {}".format
    _refuse(of("input_length"), input_length, input_length > time, f"at most {time} frames")
    _refuse(of("input_length"), input_length, input_length < 0, "no negative number")
    _refuse(
        of("label_length"),
        label_length,
        label_length > len(places),
        f"at most {len(places)} labels",
    )
    _refuse(of("label_length"), label_length, label_length < 0, "no negative number")
    _refuse(of("labels"), labels, outside.any(axis=1), f"numbers from 0 to {classes - 2}")
    _refuse(of("label_length"), counts, counts > input_length, "no more labels than frames")
    return counts


def _refuse(name: str, values: np.ndarray, wrong: np.ndarray, expected: str) -> None:
    """Raise ValueError for the first sample that is wrong."""
    if wrong.any():
        i = int(wrong.argmax())
        raise ValueError(f"{name} of sample {i}: expected {expected}, got {values[i]}")


def _samples(log_probs, labels, input_length, label_length) -> Iterator[tuple]:
    """For each sample its frames and its places."""
    counts = _count_labels(log_probs, labels, input_length, label_length)
    for x, y, time, count in zip(log_probs, labels, input_length, counts):
        yield x[:time].astype(np.float64), _places(y[:count], log_probs.shape[2] - 1)


@op(label="CTCLoss", mixed=True)
def _ctc_loss(log_probs, labels, input_length, label_length):
    """Minus the log-probability of each sample's labels."""
    ends = [_walk(*s)[-1, -2:] for s in _samples(log_probs, labels, input_length, label_length)]
    return np.array([-np.logaddexp.reduce(end) for end in ends], log_probs.dtype)


@_ctc_loss.shape
def _(log_probs, labels, input_length, label_length):
    _one_batch(log_probs, labels, input_length, label_length)
    return log_probs.shape[:1], log_probs.dtype


# From the other end
# ------------------


@op(label="CTCLossGrad", mixed=True)
def _occupancy(log_probs, labels, input_length, label_length):
    """Probability of each symbol in each frame, given that the frames spell the labels."""
    out = np.zeros_like(log_probs)
    for i, (x, places) in enumerate(_samples(log_probs, labels, input_length, label_length)):
        alpha, beta = _walk(x, places), _walk(x[::-1], places[::-1])[::-1, ::-1]
        both = alpha[1:] + beta[:-1]
        share = np.exp(both - x[:, places] - np.logaddexp.reduce(alpha[-1, -2:]))
        share[np.isneginf(both)] = 0
        out[i, : len(x)] = share @ (places[:, None] == np.arange(x.shape[1]))
    return out


@_occupancy.shape
def _(log_probs, labels, input_length, label_length):
    _one_batch(log_probs, labels, input_length, label_length)
    return log_probs.shape


@_ctc_loss.gradient
def _(g, y, log_probs, labels, input_length, label_length):
    each = expand_dims(expand_dims(-g, -1), -1)
    return each * _occupancy(log_probs, labels, input_length, label_length), None, None, None


@_occupancy.gradient
def _(g, y, log_probs, labels, input_length, label_length):
    raise NotImplementedError(
        "ctc_batch_cost: expected to be differentiated once, has no second derivative"
    )


# As Keras has it
# ---------------


def _positive(name: str, y_pred) -> Tensor:
    """`y_pred` plus epsilon, in at least 32 bits; ValueError if it is nothing to take for frames."""
    y_pred = as_tensor(y_pred)
    if y_pred.ndim != 3 or y_pred.dtype.kind != "f":
        expected = "expected y_pred to be floats of shape (samples, time, classes)"
        raise ValueError(f"{name}: {expected}, got {y_pred.dtype} of shape {y_pred.shape}")
    return cast(y_pred, "float32" if y_pred.dtype == np.float16 else y_pred.dtype) + epsilon()


def _log_normalized(p: Tensor) -> Tensor:
    """Logarithms of positive numbers, made to sum to 1 along the last axis."""
    return log(p) - log(sum(p, axis=-1, keepdims=True))


def _column(name: str, x) -> Tensor:
    """A column `(samples, 1)` as integers `(samples,)`."""
    x = as_tensor(x)
    if x.ndim != 2 or x.shape[1] not in (1, None):
        raise ValueError(f"ctc_batch_cost: expected {name} of shape (samples, 1), got {x.shape}")
    return squeeze(cast(x, "int32"), -1)


def ctc_batch_cost(y_true, y_pred, input_length, label_length) -> Tensor:
    """Loss of label sequences whose places in time are unknown.

    Arguments:
        y_true: numbers of the labels, in order; the last class is the blank and no label.
        y_pred: probabilities of the classes in each frame, the output of a softmax.
        input_length: how many frames each sample has.
        label_length: how many labels each sample has.

    Shapes:
        `(samples, max_labels)`, `(samples, time, classes)` and twice `(samples, 1)` give `(samples, 1)`.

    Raises:
        ValueError: if a length or label is impossible, or there are more labels than frames.

    Reference:
        Graves et al., Connectionist Temporal Classification (2006).
    """
    y_pred = as_tensor(y_pred)
    log_probs = _log_normalized(_positive("ctc_batch_cost", y_pred))
    lengths = _column("input_length", input_length), _column("label_length", label_length)
    loss = _ctc_loss(log_probs, cast(as_tensor(y_true), "int32"), *lengths)
    return expand_dims(cast(loss, y_pred.dtype), 1)


def ctc_label_dense_to_sparse(labels, label_lengths) -> coo_matrix:
    """The labels that lie within their lengths, as a sparse matrix.

    Arguments:
        labels: `(samples, max_labels)`, with values.
        label_lengths: `(samples,)`, with values.

    Returns:
        a matrix of SciPy; `row` and `col` tell where each of the labels in `data` stands.
    """
    labels, lengths = as_tensor(labels).value, as_tensor(label_lengths).value
    if labels is None or lengths is None or labels.ndim != 2 or lengths.shape != labels.shape[:1]:
        shapes = [None if a is None else a.shape for a in (labels, lengths)]
        raise ValueError(
            "ctc_label_dense_to_sparse: expected labels (samples, max_labels) and lengths "
            f"(samples,) with values, got shapes {shapes}"
        )
    row, col = np.nonzero(np.arange(labels.shape[1]) < lengths[:, None])
    return coo_matrix((labels[row, col], (row, col)), labels.shape)


# At speed
# --------


@njit(cache=True, nogil=True)
def _divided_by(x, y):
    """The logarithm of what the exponentials of all frames `x` were divided by, where `y` is left of them."""
    total = 0.0
    for t in range(len(x)):
        k = y[t].argmax()
        total += x[t, k] - np.log(y[t, k])
    return total


_STEP = 2.0**512


@njit(cache=True, nogil=True)
def _add(m, e, n, f):
    """`m * _STEP**e + n * _STEP**f`, as such a pair."""
    if e == f or n == 0:
        return m + n, e
    if m == 0:
        return n, f
    if e > f:
        return m + (n / _STEP if e == f + 1 else 0.0), e
    return n + (m / _STEP if f == e + 1 else 0.0), f


@njit(cache=True, nogil=True)
def _fast_walk(y, places):
    """`_walk` as pairs, behind two empty places, and without what is on no complete way."""
    time, width = len(y), len(places)
    m, e = np.zeros((time + 1, width + 2)), np.zeros((time + 1, width + 2), np.int32)
    m[0, 2] = 1.0
    for t in range(time):
        for s in range(max(0, width - 2 * (time - t)), min(width, 2 * t + 2)):
            a, i = _add(m[t, s + 2], e[t, s + 2], m[t, s + 1], e[t, s + 1])
            if s > 1 and places[s] != places[s - 2]:
                a, i = _add(a, i, m[t, s], e[t, s])
            a *= y[t, places[s]]
            if 0 < a < 2.0**-256:
                a, i = a * _STEP, i - 1
            m[t + 1, s + 2], e[t + 1, s + 2] = a, i
    return m, e


@njit(cache=True, nogil=True)
def _fast_losses(x, y, places, input_length, counts, out, first, last):
    """The value of `_ctc_loss`, where `counts` are the lengths of the labels."""
    for i in range(first, last):
        n, width = input_length[i], 2 * counts[i] + 1
        m, e = _fast_walk(y[i, :n], places[i, :width])
        a, k = _add(m[-1, -1], e[-1, -1], m[-1, -2], e[-1, -2])
        out[i] = -(np.log(a) + k * np.log(_STEP) + _divided_by(x[i, :n], y[i, :n]))


def _share_samples(kernel: Callable, log_probs, labels, input_length, counts, out) -> None:
    """Let threads share the samples, whose labels have the lengths `counts`."""
    places = _places(labels, log_probs.shape[2] - 1)
    softmax.kernel_rule(log_probs, out=(y := np.empty_like(log_probs)))
    arrays = log_probs, y, places, input_length, counts, out
    _share_work(kernel, len(places), 4 * log_probs.shape[1] * places.size, *arrays)


@njit(cache=True, nogil=True)
def _write_shares(y, places, out):
    """Write the occupancy of one sample into `out`, `(time, classes)`, which is zero."""
    time, width = len(y), len(places)
    (m, e), (n, f) = _fast_walk(y, places), _fast_walk(y[::-1], places[::-1])
    total, k = _add(m[-1, -1], e[-1, -1], m[-1, -2], e[-1, -2])
    room = np.empty(y.shape[1])
    for t in range(time if total > 0 else 0):
        room[:] = 0
        for s in range(width):
            both = m[t + 1, s + 2] * (n[time - t, width + 1 - s] / total)
            power = e[t + 1, s + 2] + f[time - t, width + 1 - s] - k
            if power == 0:
                room[places[s]] += both
            elif abs(power) == 1:
                room[places[s]] += both * _STEP**power
        for c in range(len(room)):
            out[t, c] = room[c] / y[t, c] if room[c] > 0 else 0.0


@njit(cache=True, nogil=True)
def _fast_occupancies(x, y, places, input_length, counts, out, first, last):
    """The value of `_occupancy`, written into `out`, which is zero."""
    for i in range(first, last):
        n, width = input_length[i], 2 * counts[i] + 1
        _write_shares(y[i, :n], places[i, :width], out[i])


@_ctc_loss.kernel
def _(log_probs, labels, input_length, label_length, out):
    counts = _count_labels(log_probs, labels, input_length, label_length)
    _share_samples(_fast_losses, log_probs, labels, input_length, counts, out)


@_occupancy.kernel
def _(log_probs, labels, input_length, label_length, out):
    counts = _count_labels(log_probs, labels, input_length, label_length)
    out[...] = 0
    _share_samples(_fast_occupancies, log_probs, labels, input_length, counts, out)
