"""Samples of the op that cuts a window out of pictures."""

from samples import f

WINDOWS = [((4, 5, 2), (1, 2, 2, 3)), ((2, 4, 3, 1), (0, 0, 4, 3)), ((2, 3, 4, 2), (2, 3, 1, 1))]

SAMPLES = {"_crop_to_bounding_box": [((f(*shape),), dict(zip(("top", "left", "height", "width"), where))) for shape, where in WINDOWS]}
