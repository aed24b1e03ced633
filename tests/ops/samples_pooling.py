"""Samples of the poolings: one, two and three axes, windows that tile and that overlap, margins."""

from samples import f


def options(window, strides, padding="valid"):
    return {"window": window, "strides": strides, "padding": padding}


# shapes of input and output, and the attributes
_POOLS = [
    ((1, 4, 4, 1), (1, 2, 2, 1), options((2, 2), (2, 2))),
    ((2, 5, 2), (2, 3, 2), options((3,), (2,), "same")),
    ((2, 5, 1), (2, 4, 1), options((2,), (1,))),
    ((1, 3, 4, 2), (1, 2, 2, 2), options((2, 2), (2, 2), "same")),
    ((2, 5, 4, 3), (2, 2, 2, 3), options((3, 2), (2, 2))),
    ((1, 4, 3, 1), (1, 4, 3, 1), options((3, 3), (1, 1), "same")),
    ((1, 7, 6, 2), (1, 3, 2, 2), options((2, 1), (3, 3), "same")),
    ((1, 3, 3, 3, 1), (1, 2, 2, 2, 1), options((2, 2, 2), (1, 1, 1))),
    ((2, 3, 4, 2, 2), (2, 2, 2, 1, 2), options((3, 2, 2), (2, 2, 2), "same")),
]

SAMPLES = {
    "max_pool": [((f(*x),), o) for x, y, o in _POOLS],
    "_put_at_maxima": [((f(*y), f(*x)), o) for x, y, o in _POOLS],
    "_take_at_maxima": [((f(*x), f(*x)), o) for x, y, o in _POOLS],
    "average_pool": [((f(*x),), o) for x, y, o in _POOLS],
    "_spread": [((f(*y), f(*x)), o) for x, y, o in _POOLS],
}
