# Generated from chapters/backend/beam.md by `make tangle`. Do not edit.
"""A hundred beginnings.

Which of all texts is the most likely? A search that reads frame by frame and keeps the best
beginnings, a beam of them.
"""

from itertools import groupby

import numpy as np
from numba import njit, prange

from litkeras.backend.arithmetic import log
from litkeras.backend.choices import cast
from litkeras.backend.ctc import _log_normalized, _positive, _refuse
from litkeras.backend.decoding import (
    _as_rows,
    _best_path,
    _best_words,
    _rows_shape,
    _within,
    _words,
)
from litkeras.backend.operations import op
from litkeras.backend.shaping import squeeze
from litkeras.backend.tensors import Tensor, as_tensor

__all__ = ["ctc_decode"]


# Beginnings
# ----------


def _before(beginning: tuple, pair: tuple, k: int) -> float:
    """Log-probability of the paths to which label `k` can be appended; `pair` is (b, l)."""
    if beginning and beginning[-1] == k:
        return pair[0]
    return np.logaddexp(*pair)


def _stay(beam: dict, row: np.ndarray) -> dict:
    """The beginnings of a beam after one frame more, if none is appended to."""
    after = {}
    for beginning, (blank, label) in beam.items():
        if beginning:
            *shorter, k = beginning
            parent = beam.get(tuple(shorter))
            if parent is not None:
                label = np.logaddexp(label, _before(shorter, parent, k))
            label += row[k]
        after[beginning] = np.logaddexp(*beam[beginning]) + row[-1], label
    return after


# The beam
# --------


def _grow(beam: dict, after: dict, row: np.ndarray, width: int) -> None:
    """Append labels to the beginnings of `beam`, and leave the best `width` in `after`."""
    total = {s: np.logaddexp(*pair) for s, pair in beam.items()}
    worth = {s: np.logaddexp(*pair) for s, pair in after.items()}
    worst, lost = min(worth, key=worth.get), set()
    for beginning in sorted(beam, key=total.get, reverse=True):
        if beginning in lost or len(worth) == width and total[beginning] <= worth[worst]:
            continue
        for k in range(len(row) - 1):
            child = beginning + (k,)
            if child in worth:
                continue
            ways = beam[beginning][0] if beginning[-1:] == (k,) else total[beginning]
            score = ways + row[k]
            if not score > (worth[worst] if len(worth) == width else -np.inf):
                lost.add(child)
                continue
            if len(worth) == width:
                del worth[worst], after[worst]
            worth[child], after[child] = score, (-np.inf, score)
            worst = min(worth, key=worth.get)


def _search(x: np.ndarray, width: int) -> list[tuple]:
    """The sequences left in the beam after all frames, with their log-probabilities, best first."""
    beam = {(): (0.0, -np.inf)}
    for row in x:
        after = _stay(beam, row)
        _grow(beam, after, row, width)
        beam = after
    found = [(np.logaddexp(*pair), beginning) for beginning, pair in beam.items()]
    return sorted(found, key=lambda item: -item[0])


def _enough(counts: np.ndarray, top_paths: int) -> None:
    """Raise ValueError if a search has found fewer sequences than are wanted."""
    _refuse("top_paths", counts, counts < top_paths, f"{top_paths} sequences to be found")


@op(label="CTCBeamSearchDecoder", mixed=True)
def _beam_search(log_probs, input_length, *, beam_width, top_paths, merge_repeated):
    """The most likely sequences that a beam search finds, and their log-probabilities."""
    found = [_search(x, beam_width)[:top_paths] for x in _within(log_probs, input_length)]
    _enough(np.array([len(answer) for answer in found], int), top_paths)
    if merge_repeated:
        found = [[(score, [k for k, _ in groupby(s)]) for score, s in answer] for answer in found]
    return _as_rows(found, top_paths, log_probs.shape[1])


@_beam_search.shape
def _(log_probs, input_length, *, beam_width, top_paths, merge_repeated):
    return _rows_shape(log_probs, input_length, top_paths)


# A tree of beginnings
# --------------------

_PARENT, _SYMBOL, _CHILD, _NEXT = range(4)


@njit(cache=True, nogil=True)
def _child(parent, k, tree, size):
    """The node of `parent` and `k`, which is number `size` if it is new."""
    node = tree[_CHILD, parent]
    while node >= 0 and tree[_SYMBOL, node] != k:
        node = tree[_NEXT, node]
    if node >= 0:
        return node
    tree[_PARENT, size], tree[_SYMBOL, size] = parent, k
    tree[_CHILD, size], tree[_NEXT, size] = -1, tree[_CHILD, parent]
    tree[_CHILD, parent] = size
    return size


_TOTAL, _BLANK, _LABEL = range(3)


@njit(cache=True, nogil=True)
def _fast_stay(row, nodes, places, tree, old, new):
    """`_stay`: fill the first rows of `new` from `old`, both `(width, 3)`."""
    for i, node in enumerate(nodes):
        new[i, _BLANK], new[i, _LABEL] = old[i, _TOTAL] + row[-1], -np.inf
        if node > 0:
            k, parent = tree[_SYMBOL, node], tree[_PARENT, node]
            label, j = old[i, _LABEL], places[parent]
            if j >= 0:
                source = _BLANK if tree[_SYMBOL, parent] == k else _TOTAL
                label = np.logaddexp(label, old[j, source])
            new[i, _LABEL] = label + row[k]
        new[i, _TOTAL] = np.logaddexp(new[i, _BLANK], new[i, _LABEL])


@njit(cache=True, nogil=True)
def _fast_grow(row, last, kids, old, new, grown):
    """`_grow`: put the best candidates into the slots of `new`; tell how many are taken."""
    count, width = len(last), len(new)
    lost, worst = np.zeros(count, np.bool_), np.argmin(new[:count, _TOTAL])
    for i in np.argsort(-old[:count, _TOTAL]):
        if lost[i] or count == width and old[i, _TOTAL] <= new[worst, _TOTAL]:
            continue
        for k in range(len(row) - 1):
            j = kids[i, k] - 1
            if j >= 0 and grown[j, 0] < 0:
                continue
            score = row[k] + old[i, _BLANK if last[i] == k else _TOTAL]
            if not score > (new[worst, _TOTAL] if count == width else -np.inf):
                if j >= 0:
                    lost[j] = True
                continue
            slot = worst if count == width else count
            count = max(count, slot + 1)
            new[slot, _TOTAL], new[slot, _BLANK], new[slot, _LABEL] = score, -np.inf, score
            grown[slot, 0], grown[slot, 1] = i, k
            worst = np.argmin(new[:count, _TOTAL])
    return count


@njit(cache=True, nogil=True)
def _mark_kids(nodes, places, tree, kids):
    """For each place in the beam and label: 1 + the place of that child, 0 if it is not there."""
    kids[:] = 0
    for j, node in enumerate(nodes):
        if node > 0 and places[tree[_PARENT, node]] >= 0:
            kids[places[tree[_PARENT, node]], tree[_SYMBOL, node]] = j + 1


@njit(cache=True, nogil=True)
def _fast_search(x, width, tree):
    """`_search`: the nodes left in the beam and their log-probabilities, best first."""
    tree[:, 0], places, size = -1, np.full(tree.shape[1], -1), 1
    kids, nodes = np.empty((width, x.shape[1]), np.int64), np.zeros(1, np.int64)
    old, new = np.empty((width, 3)), np.zeros((width, 3))  # the root: 0, the logarithm of 1
    for row in x:
        old, new, grown = new, old, np.full((width, 2), -1)
        places[nodes] = np.arange(len(nodes))
        _mark_kids(nodes, places, tree, kids)
        _fast_stay(row, nodes, places, tree, old, new)
        count = _fast_grow(row, tree[_SYMBOL][nodes], kids, old, new, grown)
        places[nodes] = -1
        after = np.empty(count, np.int64)
        for j in range(count):
            after[j] = (
                nodes[j] if grown[j, 0] < 0 else _child(nodes[grown[j, 0]], grown[j, 1], tree, size)
            )
            size = max(size, after[j] + 1)
        nodes = after
    best = np.argsort(-new[: len(nodes), _TOTAL])
    return nodes[best], new[best, _TOTAL]


@njit(cache=True, nogil=True)
def _spell(node, tree, merge, row):
    """Write the labels of a node into the front of a row, without repetitions if asked."""
    start, previous = len(row), -1
    while node > 0:
        if not merge or tree[_SYMBOL, node] != previous:
            start -= 1
            row[start] = tree[_SYMBOL, node]
        previous, node = tree[_SYMBOL, node], tree[_PARENT, node]
    count = len(row) - start
    for i in range(count):
        row[i] = row[start + i]
    row[count:] = -1


@njit(cache=True, nogil=True, parallel=True)
def _fast_searches(log_probs, input_length, width, merge, counts, rows):
    """Search in each sample; write the best sequences into `rows`, how many there are into `counts`."""
    for i in prange(len(log_probs)):
        x = log_probs[i, : input_length[i]]
        tree = np.empty((4, 1 + width * len(x)), np.int64)
        nodes, scores = _fast_search(x, width, tree)
        counts[i] = len(nodes)
        for j in range(min(len(nodes), rows.shape[1])):
            rows[i, j, 0] = scores[j]
            _spell(nodes[j], tree, merge, rows[i, j, 1:])


@_beam_search.kernel
def _(log_probs, input_length, out, *, beam_width, top_paths, merge_repeated):
    _within(log_probs, input_length)
    counts = np.empty(len(log_probs), np.int64)
    x = np.ascontiguousarray(log_probs, np.float64)
    _fast_searches(x, input_length, beam_width, merge_repeated, counts, out)
    _enough(counts, top_paths)


# As Keras has it
# ---------------


def _lengths(x) -> Tensor:
    """Lengths `(samples,)`, or Keras 1's `(samples, 1)`, as integers `(samples,)`."""
    x = cast(as_tensor(x), "int32")
    return squeeze(x, -1) if x.ndim == 2 and x.shape[1] == 1 else x


def _check_widths(beam_width: int, top_paths: int) -> None:
    """Raise ValueError unless the beam can hold the paths that are wanted."""
    for name, number in (("beam_width", beam_width), ("top_paths", top_paths)):
        if not isinstance(number, (int, np.integer)) or number < 1:
            raise ValueError(
                f"ctc_decode: expected {name} to be an integer above 0, got {number!r}"
            )
    if top_paths > beam_width:
        wanted = f"expected top_paths to be at most the beam width {beam_width}"
        raise ValueError(f"ctc_decode: {wanted}, got {top_paths}")


def _find(
    p: Tensor, lengths: Tensor, greedy, beam_width, top_paths, merge_repeated, words
) -> Tensor:
    """Scores and labels as rows, found in the way that is asked for."""
    if greedy:
        return _best_path(log(p), lengths)
    if words is not None:
        return _best_words(_log_normalized(p), lengths, words=words, top_paths=top_paths)
    _check_widths(beam_width, top_paths)
    options = dict(beam_width=int(beam_width), top_paths=int(top_paths))
    return _beam_search(_log_normalized(p), lengths, **options, merge_repeated=bool(merge_repeated))


def ctc_decode(
    y_pred,
    input_length,
    greedy=True,
    beam_width=100,
    top_paths=1,
    merge_repeated=True,
    dict_seq_lens=None,
    dict_values=None,
) -> tuple[list[Tensor], Tensor]:
    """The label sequences that the output of a softmax most likely spells.

    Arguments:
        y_pred: probabilities of the classes in each frame; the last class is the blank.
        input_length: how many frames each sample has.
        greedy: whether to take the most likely path, which is fast.
        beam_width: how many beginnings a search keeps; None for 100.
        top_paths: how many sequences a search returns.
        merge_repeated: whether a search merges repeated labels of its results, as tf.keras does.
        dict_seq_lens, dict_values: the only words that are possible (Keras 1).

    Shapes:
        `(samples, time, classes)` and `(samples,)` give a list of `top_paths` tensors `(samples, time)`
        with -1 behind the labels, and `(samples, top_paths)` log-probabilities. The greedy path comes
        alone, with the negative of its logarithm.

    Raises:
        ValueError: if a length is impossible, or fewer than `top_paths` sequences are found.

    Reference:
        Graves, Jaitly, Towards End-to-End Speech Recognition with Recurrent Neural Networks (2014).
    """
    p, words = _positive("ctc_decode", y_pred), None
    if not greedy and dict_values is not None:
        words = _words(dict_values, dict_seq_lens, p.shape[2], top_paths)
    beam_width = 100 if beam_width is None else beam_width
    rows = _find(p, _lengths(input_length), greedy, beam_width, top_paths, merge_repeated, words)
    paths = [cast(rows[:, i, 1:], "int64") for i in range(rows.shape[1])]
    return paths, cast(rows[:, :, 0], as_tensor(y_pred).dtype)
