"""Wrong uses of the poolings."""

import numpy as np

from litkeras import backend as K
from litkeras.backend.pooling import average_pool, max_pool

V = ValueError
X = np.zeros((2, 5, 6, 3), "float32")
CUBE = np.zeros((2, 5, 6, 4, 3), "float32")

WRONG = {
    "pool2d: a window larger than the picture": (lambda: K.pool2d(X, (6, 2)), V, "pool", "window of 6", "length of 5"),
    "pool2d: a window larger than the placeholder": (lambda: K.pool2d(K.placeholder((None, 4, 4, 1)), (2, 5)), V, "window of 5", "length of 4"),
    "pool2d: a mode that there is not": (lambda: K.pool2d(X, (2, 2), pool_mode="sum"), V, "pool2d", "pool_mode", "max", "avg", "sum"),
    "pool2d: a padding that there is not": (lambda: K.pool2d(X, (2, 2), padding="full"), V, "pool2d", "padding", "valid", "same", "full"),
    "pool2d: causal": (lambda: K.pool2d(X, (2, 2), padding="causal"), V, "pool2d", "valid", "causal"),
    "pool2d: a layout that there is not": (lambda: K.pool2d(X, (2, 2), data_format="last"), V, "data_format", "channels_last", "last"),
    "pool2d: three sizes": (lambda: K.pool2d(X, (2, 2, 2)), V, "pool2d", "pool_size", r"\(2, 2, 2\)"),
    "pool2d: three strides": (lambda: K.pool2d(X, (2, 2), strides=(1, 1, 1)), V, "pool2d", "strides", r"\(1, 1, 1\)"),
    "pool2d: stride zero": (lambda: K.pool2d(X, (2, 2), strides=(0, 1)), V, "pool2d", "strides", "positive", r"\(0, 1\)"),
    "pool2d: a window of nothing": (lambda: K.pool2d(X, (0, 2)), V, "pool2d", "pool_size", "positive", r"\(0, 2\)"),
    "pool2d: half a pixel": (lambda: K.pool2d(X, (2.5, 2)), V, "pool2d", "pool_size", "integer", "2.5"),
    "pool2d: a picture without its batch": (lambda: K.pool2d(X[0], (2, 2)), V, "pool2d", "4 axes", r"\(5, 6, 3\)"),
    "pool2d: a volume": (lambda: K.pool2d(CUBE, (2, 2)), V, "pool2d", "4 axes", r"\(2, 5, 6, 4, 3\)"),
    "pool2d: the mean of integers": (lambda: K.pool2d(X.astype("int32"), (2, 2), pool_mode="avg"), V, "floats", "int32", "K.cast"),
    "pool2d: the mean of symbolic integers": (lambda: K.pool2d(K.placeholder((None, 4, 4, 1), dtype="int32"), (2, 2), pool_mode="avg"), V, "floats", "int32"),
    "pool2d: the largest of booleans": (lambda: K.pool2d(K.cast(X, "bool"), (2, 2)), V, "numbers", "bool"),
    "pool2d: no numbers": (lambda: K.pool2d("a picture", (2, 2)), (TypeError, V), "a picture"),
    "pool3d: a picture": (lambda: K.pool3d(X, (2, 2, 2)), V, "pool3d", "5 axes", r"\(2, 5, 6, 3\)"),
    "pool3d: two sizes": (lambda: K.pool3d(CUBE, (2, 2)), V, "pool3d", "pool_size", r"\(2, 2\)"),
    "max_pool: axes that do not fit the window": (lambda: max_pool(X, window=(2,), strides=(2,)), V, "max_pool", "3 axes", r"\(2, 5, 6, 3\)"),
    "average_pool: strides that do not fit the window": (lambda: average_pool(X, window=(2, 2), strides=(2,)), V, "average_pool", "4 axes"),
}
