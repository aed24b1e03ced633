"""Wrong uses of margins: (what the user wrote, the exception, what its message must contain)."""

import numpy as np

from litkeras import backend as K
from litkeras.backend.margins import pad

V = ValueError
IMAGE = np.zeros((1, 4, 4, 2), "float32")


WRONG = {
    "a picture without a batch axis": (lambda: K.spatial_2d_padding(IMAGE[0]), V, "spatial_2d_padding", "4 axes", r"\(4, 4, 2\)"),
    "a margin within a margin": (lambda: K.spatial_2d_padding(IMAGE, ((1, (1, 1)), (1, 1))), V, "spatial_2d_padding", r"\(1, \(1, 1\)\)"),
    "a margin that is a word": (lambda: K.spatial_2d_padding(IMAGE, ("same", 1)), V, "spatial_2d_padding", "same"),
    "pad: numbers that are no pairs": (lambda: pad(K.constant([1.0]), (1, 1)), V, "^pad: ", r"\(1,\)", r"\(1, 1\)"),
    "pad: a pair too few": (lambda: pad(K.constant([[1.0]]), ((1, 1),)), V, "^pad: ", r"\(1, 1\)", r"\(\(1, 1\),\)"),
    "pad: a negative margin": (lambda: pad(K.constant([1.0]), ((1, -1),)), V, "^pad: ", r"\(1,\)", "-1"),
    "pad: a number with a margin": (lambda: pad(K.constant(1.0), ((1, 1),)), V, "^pad: ", r"\(\)"),
}
