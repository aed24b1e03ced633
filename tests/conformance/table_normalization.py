"""Batch normalization beside the real one: with statistics that are given, and with the batch's own."""

import numpy as np

from cases import case, positive, rand

LOOSE = {"rtol": 1e-4, "atol": 2e-5}
# The real kernel for pictures has no gradient through the statistics: the gradients are compared in test_conform_normalization.py.
PICTURES = {"float64": False, "gradient": False}


def given(*shape, features, **options):
    """A call of batch_normalization with rows of statistics."""
    return case(rand(*shape), rand(features), positive(features), rand(features), rand(features), **options)


TABLE = {
    "batch_normalization": [
        given(4, 3, features=3), given(4, 3, features=3, epsilon=0.1), given(4, 3, features=3, epsilon=1e-6), given(2, 5, 3, features=3),
        given(2, 4, 5, 3, features=3, **PICTURES, note="pictures"), given(2, 4, 5, 3, features=3, axis=3, **PICTURES), given(2, 3, 4, 5, features=3, axis=1, **PICTURES, symbolic=False, note="channels first"),
        given(2, 2, 3, 2, 3, features=3, note="volumes"), given(3, 4, features=4, axis=0, note="no pictures: the axis is not looked at"),
        case(rand(2, 3, 4), rand(1, 3, 1), positive(1, 3, 1), rand(1, 3, 1), rand(1, 3, 1), axis=1), case(rand(2, 3, 4), rand(3, 4), positive(3, 4), rand(3, 4), rand(3, 4)),
        case(rand(4, 3), rand(3), positive(3), None, None), case(rand(4, 3), rand(3), positive(3), rand(3), None), case(rand(4, 3), rand(3), positive(3), None, rand(3)),
        case(rand(2, 4, 5, 3), rand(3), positive(3), None, None, **PICTURES, note="pictures without scale"), case(rand(2, 4, 5, 3), rand(1, 1, 1, 3), positive(1, 1, 1, 3), rand(1, 1, 1, 3), rand(1, 1, 1, 3), **PICTURES, symbolic=False),
        case(rand(4, 3).astype("float16"), rand(3).astype("float16"), positive(3).astype("float16"), rand(3).astype("float16"), rand(3).astype("float16"), float64=False, gradient=False, rtol=4e-3, atol=4e-3),
        case(rand(4, 3).astype("float16"), rand(3), positive(3), rand(3), rand(3), float64=False, gradient=False, rtol=4e-3, atol=4e-3, note="a narrow input"),
        case(rand(4, 3).astype("float64"), rand(3), positive(3), rand(3), rand(3), float64=False, gradient=False, note="a wide input"),
        case(rand(8, 3), rand(3), np.zeros(3, "float32"), rand(3), rand(3), note="no variance", rtol=1e-4),
    ],
    "normalize_batch_in_training": [
        case(rand(4, 3), rand(3), rand(3), [0], **LOOSE), case(rand(4, 3), rand(3), rand(3), [0], epsilon=0.1, **LOOSE), case(rand(2, 5, 3), rand(3), rand(3), [0, 1], **LOOSE),
        case(rand(2, 5, 3), rand(5, 3), rand(5, 3), [0], **LOOSE, note="several axes left"), case(rand(2, 4, 3, 2), rand(2), rand(2), [0, 1, 2], epsilon=0.01, **LOOSE, **PICTURES, note="pictures"),
        case(rand(2, 3, 4, 2), rand(3), rand(3), [0, 2, 3], **LOOSE, note="channels first"), case(rand(2, 2, 2, 2, 3), rand(3), rand(3), [0, 1, 2, 3], **LOOSE, note="volumes"),
        case(rand(4, 3), None, rand(3), [0], **LOOSE), case(rand(4, 3), rand(3), None, [0], **LOOSE), case(rand(4, 3), None, None, [0], **LOOSE), case(rand(2, 3, 3, 2), None, None, [0, 1, 2], **LOOSE, **PICTURES),
        case(rand(4, 3), rand(3), rand(3), reduction_axes=(0,), **LOOSE), case(np.ones((1, 1, 1, 2), "float32"), rand(2), rand(2), [0, 1, 2], float64=False, gradient=False, note="a single pixel"),
        case(rand(4, 3).astype("float16"), rand(3).astype("float16"), rand(3).astype("float16"), [0], float64=False, gradient=False, rtol=1e-2, atol=1e-2),
    ],
}
