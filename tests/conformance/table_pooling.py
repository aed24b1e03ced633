"""Pooling: windows that tile and overlap, margins, both layouts, ties."""

import numpy as np
from cases import case, ints, rand

SEVEN, MANY = rand(2, 7, 6, 3), rand(3, 4, 9, 17)


def distinct(*shape):
    """No two alike: for volumes TensorFlow gives each of several largest the whole gradient, and we only the first."""
    x = np.arange(np.prod(shape), dtype="float32")
    return np.random.default_rng(4).permutation(x).reshape(shape) / x.size - 0.5


HALF = rand(2, 5, 5, 3).astype("float16")
RECTIFIED = np.maximum(rand(2, 6, 5, 4), 0)  # most windows hold several zeros
SIDES = [{"padding": "valid"}, {"padding": "same"}]
MODES = [{"pool_mode": "max"}, {"pool_mode": "avg"}]
SHAPES = [((2, 2), (2, 2)), ((3, 3), (2, 2)), ((2, 3), (1, 1)), ((3, 1), (2, 1)), ((2, 2), (3, 3)), ((5, 5), (1, 1)), ((1, 1), (1, 1)), ((1, 2), (2, 3))]

TABLE = {
    "pool2d": [case(SEVEN, size, strides=strides, **side, **mode) for size, strides in SHAPES for side in SIDES for mode in MODES]
    + [case(MANY, (3, 3), strides=(2, 2), **side, **mode) for side in SIDES for mode in MODES]
    + [case(SEVEN, (2, 2)), case(SEVEN, (2, 2), (2, 1), "same", "channels_last", "avg"), case(rand(2, 4, 4, 1), (4, 4), pool_mode="avg")]
    + [case(rand(2, 3, 7, 6), (3, 2), strides=(2, 2), data_format="channels_first", **side, **mode) for side in SIDES for mode in MODES]
    + [case(RECTIFIED, size, strides=strides, padding="same", note="ties") for size, strides in SHAPES]
    + [case(ints(2, 5, 5, 2, low=-9), (2, 2), strides=(2, 2), **side, note="integers") for side in SIDES]
    # TensorFlow adds up half precision in half precision, we in single; where windows overlap both add gradients in half, in different orders
    + [case(HALF, (3, 3), strides=(2, 2), **side, **mode, float64=False, rtol=1e-3, atol=1e-3, gradient=False, note="half") for side in SIDES for mode in MODES]
    + [case(HALF, (2, 2), strides=(2, 2), **side, **mode, float64=False, rtol=1e-3, atol=1e-3, note="half") for side in SIDES for mode in MODES]
    + [case(-np.abs(rand(1, 3, 3, 1)) - 1, (2, 2), strides=(2, 2), padding="same", note="all negative")],
    "pool3d": [
        case(distinct(2, 4, 5, 6, 3), size, strides=strides, **side, **mode, float64=False)
        for size, strides in [((2, 2, 2), (2, 2, 2)), ((3, 2, 1), (1, 2, 2)), ((2, 3, 3), (2, 1, 3))]
        for side in SIDES for mode in MODES
    ]
    + [case(distinct(1, 3, 3, 3, 2), (2, 2, 2), float64=False)]
    + [case(distinct(2, 3, 4, 5, 4), (2, 2, 2), strides=(2, 2, 1), data_format="channels_first", **side, **mode, float64=False) for side in SIDES for mode in MODES],
}
