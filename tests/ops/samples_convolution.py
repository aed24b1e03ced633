"""Samples of the convolutions: one, two and three axes, strides, margins, gaps, groups."""

from samples import f


def options(strides, padding="valid", dilation=None, groups=1):
    return {"strides": strides, "padding": padding, "dilation": dilation or (1,) * len(strides), "groups": groups}


# shapes of input, kernel and output, and the attributes
_MEETINGS = [
    ((1, 5, 2), (2, 2, 2), (1, 4, 2), options((1,))),
    ((2, 4, 2), (3, 2, 1), (2, 2, 1), options((2,), "same")),
    ((1, 5, 2), (2, 2, 2), (1, 5, 2), options((1,), "causal", (2,))),
    ((1, 6, 2), (3, 1, 2), (1, 3, 2), options((2,), "causal", (1,), 2)),
    ((1, 3, 4, 1), (2, 2, 1, 2), (1, 2, 3, 2), options((1, 1))),
    ((1, 3, 4, 1), (3, 2, 1, 2), (1, 2, 4, 2), options((2, 1), "same")),
    ((2, 5, 4, 3), (3, 3, 3, 2), (2, 3, 2, 2), options((1, 1))),
    ((2, 5, 4, 3), (3, 3, 3, 2), (2, 5, 4, 2), options((1, 1), "same")),
    ((2, 5, 6, 2), (3, 3, 2, 4), (2, 2, 2, 4), options((2, 2))),
    ((1, 6, 5, 4), (2, 3, 2, 4), (1, 2, 3, 4), options((2, 1), "valid", (3, 1), 2)),
    ((1, 5, 5, 2), (3, 2, 2, 2), (1, 5, 5, 2), options((1, 1), "same", (2, 3))),
    ((2, 3, 3, 4), (3, 3, 1, 8), (2, 3, 3, 8), options((1, 1), "same", None, 4)),
    ((2, 3, 2, 3), (1, 1, 3, 2), (2, 3, 2, 2), options((1, 1))),
    ((1, 5, 4, 3), (1, 1, 3, 2), (1, 3, 2, 2), options((2, 2), "same")),
    ((2, 5, 5, 1), (5, 5, 1, 3), (2, 3, 3, 3), options((2, 2), "same")),
    ((1, 3, 4, 16), (3, 3, 16, 16), (1, 3, 4, 16), options((1, 1), "same")),
    ((1, 3, 3, 2, 1), (2, 2, 2, 1, 1), (1, 2, 2, 1, 1), options((1, 1, 1))),
    ((1, 3, 4, 3, 2), (3, 2, 2, 2, 2), (1, 2, 4, 2, 2), options((2, 1, 2), "same")),
]


def numbers(*shape):
    """Smaller ones where 144 are added: the rounding of a sum is relative to its terms, and the sum itself may be near 0."""
    return f(*shape) / (16 if shape[-1] >= 16 else 1)


SAMPLES = {
    "convolve": [((numbers(*x), numbers(*k)), o) for x, k, y, o in _MEETINGS],
    "stamp": [((numbers(*y), numbers(*k), numbers(*x)), o) for x, k, y, o in _MEETINGS],
    "correlate": [((numbers(*x), numbers(*y), numbers(*k)), o) for x, k, y, o in _MEETINGS],
}
