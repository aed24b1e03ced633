# Generated from chapters/backend/decoding.md by `make tangle`. Do not edit.
"""From frames to text.

What did it say? The most likely path, which is easy to find and may be wrong, and the most likely
of some words, which needs no search.
"""

import numpy as np

from litkeras.backend.ctc import _collapse, _fast_losses, _places, _refuse, _share_samples, _walk
from litkeras.backend.operations import op

__all__ = []


# The best path is not the best text
# ----------------------------------


def _as_rows(answers: list, paths: int, time: int) -> np.ndarray:
    """Pairs (score, labels), a list of them for each sample, as `(batch, paths, 1 + time)`."""
    rows = np.full((len(answers), paths, 1 + time), -1.0)
    for sample, row in zip(answers, rows):
        for (score, labels), place in zip(sample, row):
            place[0], place[1 : 1 + len(labels)] = score, labels
    return rows


def _rows_shape(logs, input_length, paths: int) -> tuple:
    """Shape and dtype of `_as_rows`; ValueError unless these are frames and their lengths."""
    sizes = {logs.shape[0], *input_length.shape} - {None}
    if logs.ndim != 3 or input_length.ndim != 1 or len(sizes) > 1:
        shapes = f"{tuple(logs.shape)} and {tuple(input_length.shape)}"
        raise ValueError(f"expected (batch, time, classes) and lengths (batch,), got {shapes}")
    return (logs.shape[0], paths, None if logs.shape[1] is None else 1 + logs.shape[1]), np.float64


def _within(logs, input_length) -> list[np.ndarray]:
    """The frames of each sample, in double precision."""
    _rows_shape(logs, input_length, 1)
    wrong = (input_length < 0) | (input_length > logs.shape[1])
    _refuse("input_length", input_length, wrong, f"0 to {logs.shape[1]} frames")
    return [x[:n].astype(np.float64) for x, n in zip(logs, input_length)]


@op(label="CTCGreedyDecoder", mixed=True)
def _best_path(logs, input_length):
    """What the most likely symbol of each frame spells, and minus the sum of its logarithms."""
    blank, answers = logs.shape[2] - 1, []
    for x in _within(logs, input_length):
        labels = _collapse(x.argmax(axis=1).tolist(), blank)
        answers.append([(0.0 - x.max(axis=1).sum(), labels)])
    return _as_rows(answers, 1, logs.shape[1])


@_best_path.shape
def _(logs, input_length):
    return _rows_shape(logs, input_length, 1)


# One of a few words
# ------------------


def _sort_words(scores: np.ndarray, words: tuple, paths: int, time: int) -> np.ndarray:
    """The `paths` best words of each sample, given scores `(batch, words)`; a hopeless one is empty."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :paths]
    worth = lambda row, w: (row[w], words[w] if row[w] > -np.inf else ())
    return _as_rows(
        [[worth(row, w) for w in order] for row, order in zip(scores, best)], paths, time
    )


@op(label="CTCDictionary", mixed=True)
def _best_words(log_probs, input_length, *, words, top_paths):
    """The most likely of some words, and their log-probabilities."""
    places = [_places(word, log_probs.shape[2] - 1) for word in words]
    scores = [
        [np.logaddexp.reduce(_walk(x, place)[-1, -2:]) for place in places]
        for x in _within(log_probs, input_length)
    ]
    return _sort_words(np.reshape(scores, (-1, len(words))), words, top_paths, log_probs.shape[1])


@_best_words.shape
def _(log_probs, input_length, *, words, top_paths):
    return _rows_shape(log_probs, input_length, top_paths)


@_best_words.kernel
def _(log_probs, input_length, out, *, words, top_paths):
    _within(log_probs, input_length)
    x, scores = log_probs.astype(np.float64), np.empty((len(log_probs), len(words)))
    for i, word in enumerate(words):
        labels = np.tile(np.array(word, np.int64), (len(log_probs), 1))
        counts, loss = np.full(len(log_probs), len(word)), np.empty(len(log_probs))
        _share_samples(_fast_losses, x, labels, input_length, counts, loss)
        scores[:, i] = -loss
    out[...] = _sort_words(scores, words, top_paths, log_probs.shape[1])


# Words as Keras 1 took them
# --------------------------


def _words(values, lengths, classes: int | None, top_paths: int) -> tuple[tuple[int, ...], ...]:
    """The words of a dictionary, each a tuple of labels."""
    lengths = [len(word) for word in values] if lengths is None else list(lengths)
    if len(lengths) != len(values) or any(n > len(word) for n, word in zip(lengths, values)):
        expected = "expected dict_seq_lens to give the length of each word in dict_values"
        raise ValueError(f"ctc_decode: {expected}, got {lengths} for {len(values)} words")
    words = tuple(tuple(int(k) for k in word[:n]) for word, n in zip(values, lengths))
    if wrong := [w for w in words if any(k < 0 or classes and k >= classes - 1 for k in w)]:
        labels = "at least 0" if classes is None else f"from 0 to {classes - 2}"
        raise ValueError(f"ctc_decode: expected labels {labels} in dict_values, got {wrong[0]}")
    if not 1 <= top_paths <= len(words):
        raise ValueError(
            f"ctc_decode: expected 1 to {len(words)} top_paths of the words, got {top_paths}"
        )
    return words
