"""What batch normalization, softmax, cross-entropy and look-ups say to a wrong use."""

import numpy as np

from litkeras import backend as K
from litkeras.backend import crossentropy as C

X = np.ones((4, 3), "float32")
ROW, SHORT = np.ones(3, "float32"), np.ones(2, "float32")
V, T = ValueError, TypeError



def only_the_gradient(labels):
    """A compiled function that never computes the loss itself, whose check is not there to help."""
    target, z = K.placeholder((None,), dtype="int64"), K.placeholder((None, 3))
    loss = K.sum(K.sparse_categorical_crossentropy(target, z, from_logits=True))
    return K.function([target, z], [K.gradients(loss, [z])[0]])([np.array(labels), np.ones((2, 3), "float32")])


WRONG = {
    "batch_normalization: mean of another width": (lambda: K.batch_normalization(X, SHORT, ROW, ROW, ROW), V, "batch_normalization", r"\(2,\)", r"\(4, 3\)"),
    "batch_normalization: variance of another width": (lambda: K.batch_normalization(X, ROW, SHORT, ROW, ROW), V, "batch_normalization", r"\(2,\)", r"\(4, 3\)"),
    "batch_normalization: offset of another width": (lambda: K.batch_normalization(X, ROW, ROW, SHORT, ROW), V, "batch_normalization", r"\(2,\)", r"\(4, 3\)"),
    "batch_normalization: scale with more axes than the input": (lambda: K.batch_normalization(X, ROW, ROW, ROW, np.ones((1, 1, 3), "float32")), V, "batch_normalization", r"\(1, 1, 3\)", r"\(4, 3\)"),
    "batch_normalization: symbolic": (lambda: K.batch_normalization(K.placeholder((None, 5)), ROW, ROW, ROW, ROW), V, "batch_normalization", r"\(3,\)", r"\(None, 5\)"),
    "batch_normalization: a row that does not fit its axis": (lambda: K.batch_normalization(np.ones((2, 5, 4, 4), "float32"), ROW, ROW, ROW, ROW, axis=1), V, "batch_normalization", r"\(1, 3, 1, 1\)", r"\(2, 5, 4, 4\)"),
    "normalize_batch_in_training: scale of another width": (lambda: K.normalize_batch_in_training(X, SHORT, ROW, [0]), V, "normalize_batch_in_training", r"\(2,\)", r"\(4, 3\)"),
    "normalize_batch_in_training: offset of another width": (lambda: K.normalize_batch_in_training(X, ROW, SHORT, [0]), V, "normalize_batch_in_training", r"\(2,\)", r"\(4, 3\)"),
    "normalize_batch_in_training: no such axis": (lambda: K.normalize_batch_in_training(X, ROW, ROW, [2]), V, "axis 2", "2 axes"),
    "normalize_batch_in_training: an axis twice": (lambda: K.normalize_batch_in_training(X, ROW, ROW, [0, -2]), V, "twice"),
    "normalize_batch_in_training: integers": (lambda: K.normalize_batch_in_training(np.ones((4, 3), "int32"), None, None, [0]), (V, T), "float", "int32"),
    "normalize_batch_in_training: a word as an axis": (lambda: K.normalize_batch_in_training(X, None, None, "a"), V, "axis 'a'", "2 axes"),
    "normalize_batch_in_training: a float as an axis": (lambda: K.normalize_batch_in_training(X, None, None, [0.0]), V, r"axis 0\.0", "2 axes"),
    "normalize_batch_in_training: named in the message": (lambda: K.normalize_batch_in_training(np.ones((4, 3), "int32"), None, None, [0]), V, "^normalize_batch_in_training: expected floats"),
    "batch_normalization: integers": (lambda: K.batch_normalization(np.ones((4, 3), "int32"), *np.ones((4, 3), "int32")), V, "^batch_normalization: expected floats", "int32"),
    "batch_normalization: no epsilon": (lambda: K.batch_normalization(X, ROW, ROW, ROW, ROW, epsilon=None), T, "batch_normalization", "epsilon", "None"),
    "normalize_batch_in_training: a word as epsilon": (lambda: K.normalize_batch_in_training(X, None, None, [0], epsilon="small"), T, "normalize_batch_in_training", "epsilon", "small"),
    "softmax: integers": (lambda: K.softmax(np.ones((4, 3), "int32")), V, "softmax: expected floats", "int32"),
    "softmax: no axis": (lambda: K.softmax(X, axis=None), V, "softmax", "axis None", r"\(4, 3\)"),
    "sparse_categorical_crossentropy: only its gradient asked for": (lambda: only_the_gradient([0, 7]), V, "0 to 2", "7"),
    "sparse_categorical_crossentropy: far below 0, only the gradient": (lambda: only_the_gradient([0, -(10**10)]), V, "0 to 2", "-10000000000"),
    "sparse_categorical_crossentropy: -1, only the gradient": (lambda: only_the_gradient([0, -1]), V, "0 to 2", "-1"),
    "softmax: no such axis": (lambda: K.softmax(X, axis=2), V, "softmax", "axis 2", r"\(4, 3\)"),
    "softmax_cross_entropy: other classes": (lambda: C.softmax_cross_entropy(X, np.ones((4, 2), "float32")), V, r"\(4, 3\)", r"\(4, 2\)"),
    "sparse_categorical_crossentropy: no such class": (lambda: K.sparse_categorical_crossentropy([0, 1, 2, 3], X, from_logits=True), V, "0 to 2", "3"),
    "sparse_categorical_crossentropy: a class below 0": (lambda: K.sparse_categorical_crossentropy([0, 1, 2, -1], X, from_logits=True), V, "0 to 2", "-1"),
    "gather: an index beyond the table": (lambda: K.gather(X, np.array([4])), (V, IndexError), "gather", "0 to 3", "4"),
    "gather: floats as indices": (lambda: K.gather(X, np.array([0.5])), (V, T), "gather", "integers", "float"),
}
