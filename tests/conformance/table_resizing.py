"""Margins and enlargements beside the real ones, in both data formats."""

import numpy as np

from cases import case, ints, rand

LAST, FIRST = "channels_last", "channels_first"
SMOOTH = {"interpolation": "bilinear", "rtol": 1e-5, "atol": 1e-5}

TABLE = {
    "temporal_padding": [case(rand(2, 3, 4)), case(rand(2, 3, 4), padding=(2, 0)), case(rand(2, 3, 4), (0, 0)), case(ints(2, 3, 1), padding=(1, 3))],
    "spatial_2d_padding": [
        case(rand(2, 3, 4, 2)), case(rand(2, 3, 4, 2), padding=((1, 0), (2, 3))), case(rand(2, 2, 3, 4), padding=((1, 1), (0, 2)), data_format=FIRST),
        case(rand(2, 3, 4, 2), ((0, 0), (0, 0))), case(ints(1, 2, 2, 1), ((1, 2), (3, 4)), LAST),
    ],
    "spatial_3d_padding": [
        case(rand(1, 2, 3, 2, 2)), case(rand(1, 2, 2, 3, 2), padding=((1, 0), (2, 3), (0, 1)), data_format=FIRST), case(rand(1, 2, 2, 3, 2), ((0, 2), (1, 1), (3, 0)), LAST),
    ],
    "resize_images": [
        case(rand(2, 3, 4, 2), 2, 3, LAST), case(rand(2, 2, 3, 4), 2, 2, FIRST), case(rand(1, 2, 3, 1), 1, 1, LAST), case(rand(1, 2, 3, 1), 5, 1, LAST), case(ints(1, 2, 3, 2), 2, 2, LAST),
        case(rand(1, 3, 3, 2), 2.7, 1.5, LAST, symbolic=False, note="cut off"), case(rand(2, 3, 4, 2).astype("float16"), 2, 2, LAST, float64=False, gradient=False),
        case(rand(2, 3, 4, 2), 2, 2, LAST, **SMOOTH), case(rand(2, 3, 4, 2), 3, 2, LAST, **SMOOTH), case(rand(1, 2, 5, 3), 4, 5, LAST, **SMOOTH), case(rand(2, 2, 3, 4), 2, 3, FIRST, **SMOOTH),
        case(rand(1, 1, 4, 2), 3, 2, LAST, **SMOOTH, note="one row"), case(rand(1, 4, 1, 2), 2, 7, LAST, **SMOOTH, note="one column"), case(rand(2, 3, 4, 2), 1, 2, LAST, **SMOOTH), case(rand(2, 3, 4, 2), 1, 1, LAST, **SMOOTH, gradient=False),
        case(ints(1, 2, 3, 2), 2, 2, LAST, **SMOOTH, note="integers"), case(rand(1, 2, 2, 1).astype("float16"), 2, 2, LAST, **{**SMOOTH, "rtol": 1e-3}, float64=False, gradient=False),
        case(rand(2, 3, 4, 2), height_factor=2, width_factor=2, data_format=LAST, interpolation="nearest"),
    ],
    "resize_volumes": [
        case(rand(1, 2, 3, 2, 2), 2, 1, 3, LAST), case(rand(1, 2, 2, 3, 2), 1, 2, 2, FIRST), case(rand(1, 2, 2, 2, 1), 3, 2, 1, LAST), case(np.float32([[[[[1.0]]]]]), 2, 3, 4, LAST),
        case(ints(1, 2, 2, 2, 1), 2, 2, 2, LAST),
    ],
}
