"""Rows for the convolutions and bias_add."""

import numpy as np
from cases import case, ints, rand

F = "channels_first"


def ones(*shape):
    return np.ones(shape, "int32")


TABLE = {
    "conv2d": [
        case(rand(2, 5, 6, 3), rand(3, 2, 3, 4)),
        case(rand(2, 5, 6, 3), rand(3, 3, 3, 4), padding="same"),
        case(rand(1, 7, 8, 2), rand(3, 3, 2, 4), strides=(2, 2)),
        case(rand(1, 7, 8, 2), rand(3, 3, 2, 4), (2, 2), "same"),
        case(rand(1, 8, 8, 2), rand(4, 2, 2, 3), strides=(3, 3), padding="same", note="even window"),
        case(rand(1, 9, 8, 2), rand(3, 2, 2, 3), dilation_rate=(2, 3)),
        case(rand(1, 9, 8, 2), rand(3, 3, 2, 3), padding="same", dilation_rate=(2, 2)),
        case(rand(2, 4, 5, 4), rand(2, 2, 2, 6), gradient=False, note="two groups"),
        case(rand(2, 4, 5, 3), rand(3, 3, 1, 3), padding="same", gradient=False, note="a group for each channel"),
        case(rand(2, 5, 4, 3), rand(1, 1, 3, 5)),
        case(rand(2, 5, 4, 3), rand(1, 1, 3, 5), strides=(2, 2)),
        case(rand(1, 9, 9, 1), rand(5, 5, 1, 4), padding="same"),
        case(rand(2, 7, 6, 16), rand(3, 3, 16, 24), rtol=1e-4, atol=1e-4, note="many channels"),
        case(rand(2, 7, 6, 16), rand(3, 3, 16, 16), padding="same", rtol=1e-4, atol=1e-4, note="many channels, same"),
        case(rand(2, 3, 5, 6), rand(3, 2, 3, 4), data_format=F),
        case(rand(2, 3, 5, 6), rand(3, 3, 3, 4), (2, 2), "same", F),
        case(rand(1, 2, 9, 8), rand(3, 2, 2, 3), data_format=F, dilation_rate=(2, 2)),
        case(rand(0, 5, 5, 3), rand(3, 3, 3, 2), gradient=False, symbolic=False, note="no picture"),
        case(rand(1, 5, 5, 3).astype("float16"), rand(3, 3, 3, 2).astype("float16"), rtol=2e-3, atol=2e-2, gradient=False, note="half precision"),
        case(ints(1, 5, 5, 3), ints(3, 3, 3, 2), gradient=False, float64=False, note="integers"),
    ],
    "conv3d": [
        case(rand(1, 4, 5, 4, 2), rand(2, 3, 2, 2, 3)),
        case(rand(1, 4, 5, 4, 2), rand(3, 3, 2, 2, 3), padding="same"),
        case(rand(1, 5, 5, 4, 2), rand(2, 2, 2, 2, 3), (2, 2, 2), "same"),
        case(rand(1, 5, 4, 4, 1), rand(2, 2, 2, 1, 2), dilation_rate=(2, 1, 2), gradient=False),
        case(rand(1, 2, 4, 5, 4), rand(2, 3, 2, 2, 3), data_format=F),
        case(rand(1, 2, 4, 5, 4), rand(2, 3, 2, 2, 3), strides=(2, 1, 2), padding="same", data_format=F),
    ],
    "bias_add": [
        case(rand(2, 3), rand(3)), case(rand(2, 3, 4, 5), rand(5)), case(rand(2, 3, 4), rand(3), data_format=F), case(rand(2, 3, 4), rand(3, 4), symbolic=False),
        case(rand(2, 3, 4, 5), rand(3), data_format=F), case(rand(2, 3, 4, 5, 2), rand(3), F), case(rand(2, 3), rand(3), data_format=F),
    ],
}
