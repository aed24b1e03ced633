"""Samples of the ops behind depthwise and local convolutions: strides, margins, gaps, several kernels per channel."""

from samples import f


def options(strides, padding="valid", dilation=None):
    return {"strides": strides, "padding": padding, "dilation": dilation or (1,) * len(strides)}


# shapes of input, kernel and output, and the attributes
_DEPTHWISE = [
    ((1, 4, 3, 2), (2, 2, 2, 1), (1, 3, 2, 2), options((1, 1))),
    ((1, 3, 4, 1), (2, 3, 1, 2), (1, 3, 4, 2), options((1, 1), "same")),
    ((2, 5, 2), (3, 2, 2), (2, 3, 4), options((2,), "same")),
    ((2, 5, 4, 3), (3, 2, 3, 1), (2, 2, 2, 3), options((2, 2))),
    ((1, 6, 5, 2), (2, 3, 2, 2), (1, 4, 1, 4), options((1, 1), "valid", (2, 2))),
    ((2, 5, 5, 3), (3, 3, 3, 2), (2, 5, 5, 6), options((1, 1), "same", (2, 1))),
    ((2, 7, 6, 5), (3, 3, 5, 1), (2, 4, 3, 5), options((2, 2), "same")),
    ((1, 3, 4, 3, 2), (2, 2, 2, 2, 1), (1, 2, 3, 2, 2), options((1, 1, 1))),
]
# shapes of input and of its windows, and the attributes
_PATCHES = [
    ((1, 3, 4, 2), (1, 6, 4, 2), {"window": (2, 2), "strides": (1, 1)}),
    ((2, 5, 1), (2, 2, 3, 1), {"window": (3,), "strides": (2,)}),
    ((2, 5, 4, 3), (2, 4, 6, 3), {"window": (3, 2), "strides": (2, 2)}),
    ((1, 2, 3, 3, 1), (1, 4, 8, 1), {"window": (2, 2, 2), "strides": (1, 1, 1)}),
]

SAMPLES = {
    "depthwise": [((f(*x), f(*k)), o) for x, k, y, o in _DEPTHWISE],
    "_depthwise_stamp": [((f(*y), f(*k), f(*x)), o) for x, k, y, o in _DEPTHWISE],
    "_depthwise_correlate": [((f(*x), f(*y), f(*k)), o) for x, k, y, o in _DEPTHWISE],
    "patches": [((f(*x),), o) for x, y, o in _PATCHES],
    "_put_patches": [((f(*y), f(*x)), o) for x, y, o in _PATCHES],
}
