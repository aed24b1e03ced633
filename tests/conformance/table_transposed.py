"""Transposed, depthwise, separable and local convolutions of pictures, and local ones of sequences."""

import numpy as np
from cases import case, rand

SIDES = ["valid", "same"]
FIRST = {"data_format": "channels_first"}


def after(x, kernel, strides, padding, dilation=(1, 1)):
    """The shape of a convolution's output."""
    lengths = []
    for n, w, s, d in zip(x[1:3], kernel[:2], strides, dilation):
        lengths.append(-(-n // s) if padding == "same" else (n - (w - 1) * d - 1) // s + 1)
    return (x[0], *lengths, kernel[3])


def transposed(big, kernel, strides=(1, 1), padding="valid", dilation=(1, 1), first=False, **options):
    """A case whose output has the shape `big`."""
    small = rand(*after(big, kernel, strides, padding, dilation))
    if first:
        small, big, options = small.transpose(0, 3, 1, 2).copy(), (big[0], big[3], *big[1:3]), {**FIRST, **options}
    more = {"dilation_rate": dilation} if dilation != (1, 1) else {}
    return case(small, rand(*kernel), big, strides=strides, padding=padding, **more, rtol=1e-4, atol=1e-5, **options)


WINDOWS = [((3, 3, 2, 4), (1, 1)), ((3, 3, 2, 4), (2, 2)), ((2, 2, 3, 1), (2, 2)), ((3, 2, 2, 3), (2, 3)), ((1, 1, 2, 3), (1, 1)), ((5, 4, 1, 2), (1, 1)), ((2, 2, 2, 2), (3, 3)), ((1, 1, 2, 3), (2, 2))]

TABLE = {
    "conv2d_transpose": [transposed((2, 7, 8, k[2]), k, s, side) for k, s in WINDOWS for side in SIDES]
    + [transposed((2, 8, 9, k[2]), k, s, side) for k, s in WINDOWS[:4] for side in SIDES]
    + [transposed((2, 7, 8, 2), (3, 3, 2, 4), dilation=(2, 2), padding=side) for side in SIDES]
    + [transposed((2, 7, 8, k[2]), k, s, side, first=True) for k, s in WINDOWS[:4] for side in SIDES]
    + [case(rand(2, 2, 2, 1), np.ones((2, 2, 1, 1), "float32"), (2, 3, 3, 1)), transposed((2, 7, 7, 2), (3, 3, 2, 4), (2, 2), "same", note="a tensor as shape")],
    "depthwise_conv2d": [case(rand(2, 6, 7, 4), rand(3, 3, 4, m), strides=s, padding=side, rtol=1e-4, atol=1e-5) for m in (1, 2) for s in ((1, 1), (2, 2)) for side in SIDES]
    + [case(rand(2, 6, 7, 3), rand(2, 3, 3, 2), dilation_rate=d, padding=side, rtol=1e-4, atol=1e-5) for d in ((2, 2), (2, 1)) for side in SIDES]
    + [case(rand(2, 3, 7, 6), rand(3, 2, 3, m), strides=(2, 2), padding=side, **FIRST, rtol=1e-4, atol=1e-5) for m in (1, 3) for side in SIDES]
    + [case(rand(2, 5, 5, 2), rand(1, 1, 2, 1)), case(rand(1, 5, 5, 1), rand(3, 3, 1, 8), rtol=1e-4, atol=1e-5)],
    "separable_conv2d": [case(rand(2, 6, 7, 3), rand(3, 3, 3, m), rand(1, 1, 3 * m, 5), strides=s, padding=side, rtol=1e-4, atol=1e-5) for m in (1, 2) for s in ((1, 1), (2, 2)) for side in SIDES]
    + [case(rand(2, 6, 7, 3), rand(2, 2, 3, 1), rand(1, 1, 3, 2), dilation_rate=(2, 2), padding=side, rtol=1e-4, atol=1e-5) for side in SIDES]
    + [case(rand(2, 3, 7, 6), rand(3, 2, 3, 2), rand(1, 1, 6, 4), strides=(2, 2), padding=side, **FIRST, rtol=1e-4, atol=1e-5) for side in SIDES],
    "local_conv1d": [
        case(rand(2, 7, 3), rand(5, 9, 4), (3,), (1,), rtol=1e-4, atol=1e-5), case(rand(2, 7, 3), rand(3, 9, 4), (3,), (2,), rtol=1e-4, atol=1e-5),
        case(rand(2, 3, 7), rand(6, 6, 4), (2,), (1,), **FIRST, symbolic=False, rtol=1e-4, atol=1e-5), case(rand(2, 4, 1), rand(1, 4, 2), (4,), (1,), rtol=1e-4, atol=1e-5),
    ],
    "local_conv2d": [
        case(rand(2, 5, 6, 3), rand(12, 27, 4), (3, 3), (1, 1), (3, 4), rtol=1e-4, atol=1e-5), case(rand(2, 5, 6, 2), rand(6, 12, 3), (3, 2), (2, 2), (2, 3), rtol=1e-4, atol=1e-5),
        case(rand(2, 3, 5, 6), rand(12, 27, 4), (3, 3), (1, 1), (3, 4), **FIRST, rtol=1e-4, atol=1e-5), case(rand(1, 3, 3, 1), rand(9, 1, 2), (1, 1), (1, 1), (3, 3), rtol=1e-4, atol=1e-5),
    ],
}
