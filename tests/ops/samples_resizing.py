"""Samples of the op that resizes one axis, and of its transpose."""

from samples import f


def how(axis, factor, interpolation):
    return {"axis": axis, "factor": factor, "interpolation": interpolation}


WAYS = [((3, 4), how(1, 2, "bilinear")), ((3, 4), how(0, 3, "nearest")), ((2, 3, 2), how(1, 3, "bilinear")), ((1, 3), how(0, 4, "bilinear")), ((2, 2, 3, 2), how(2, 2, "nearest"))]


def wide(shape, axis, factor):
    return tuple(n * factor if i == axis else n for i, n in enumerate(shape))


SAMPLES = {
    "_resize": [((f(*shape),), way) for shape, way in WAYS],
    "_collect": [((f(*wide(shape, way["axis"], way["factor"])), f(*shape)), way) for shape, way in WAYS],
}
