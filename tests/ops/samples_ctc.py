"""Sample inputs of the ops of connectionist temporal classification."""

import numpy as np

RNG = np.random.default_rng(21)


def logs(*shape):
    """Log-probabilities along the last axis."""
    return np.log(RNG.dirichlet(np.ones(shape[-1]), size=shape[:-1]))


def n(*numbers):
    return np.array(numbers, "int32")


LABELS = n([0, 1, 1], [2, 0, 0], [1, 0, 0]).reshape(3, 3)
BATCH = [
    ((logs(3, 6, 4), LABELS, n(6, 5, 3), n(3, 2, 0)), {}),  # a doubled label, lengths that differ, no label at all
    ((logs(1, 4, 3), n([0, 3]).reshape(1, 2), n(4), n(1)), {}),  # whatever stands behind the labels
    ((logs(2, 3, 3), n([0, 0], [0, 2]).reshape(2, 2), n(3, 3), n(2, 2)), {}),  # just room enough; a blank as padding
    ((RNG.normal(size=(1, 3, 3)), n([0, 1]).reshape(1, 2), n(3), n(2)), {}),  # not normalized
]
FRAMES = [(logs(3, 6, 4), n(6, 4, 0)), (logs(2, 5, 3), n(5, 5)), (logs(1, 1, 2), n(1))]
WORDS = ((0, 1), (1,), (), (0, 0))

SAMPLES = {
    "_ctc_loss": BATCH,
    "_occupancy": BATCH,
    "_best_path": [(f, {}) for f in FRAMES],
    "_beam_search": [(f, {"beam_width": w, "top_paths": 1, "merge_repeated": m}) for f, w, m in zip(FRAMES, (2, 100, 1), (True, False, True))],
    "_best_words": [(f, {"words": WORDS[:k], "top_paths": t}) for f, k, t in zip(FRAMES[:2], (3, 4), (3, 2))],
}
ENDS = {
    "_ctc_loss": (1, "its second derivative is refused, as in TensorFlow; tests/errors"),
    "_occupancy": (0, "the first derivative of the loss"),
    "_best_path": (0, "a search, whose result has no derivative"),
    "_beam_search": (0, "a search, whose result has no derivative"),
    "_best_words": (0, "a search, whose result has no derivative"),
}
