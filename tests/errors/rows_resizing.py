"""What margins and enlargements say to a wrong use."""

import numpy as np

from litkeras import backend as K

PICTURE, SEQUENCE, VOLUME = np.ones((1, 2, 3, 4), "float32"), np.ones((1, 2, 3), "float32"), np.ones((1, 2, 3, 4, 5), "float32")
V, T = ValueError, TypeError

WRONG = {
    "temporal_padding: a picture": (lambda: K.temporal_padding(PICTURE), V, "temporal_padding", "3 axes", r"\(1, 2, 3, 4\)"),
    "temporal_padding: a negative margin": (lambda: K.temporal_padding(SEQUENCE, (-1, 2)), V, "temporal_padding", r"\(-1, 2\)"),
    "temporal_padding: three numbers": (lambda: K.temporal_padding(SEQUENCE, (1, 2, 3)), V, "temporal_padding", r"\(1, 2, 3\)"),
    "temporal_padding: half a step": (lambda: K.temporal_padding(SEQUENCE, (0.5, 1)), V, "temporal_padding", r"0\.5"),
    "spatial_2d_padding: a sequence": (lambda: K.spatial_2d_padding(SEQUENCE), V, "spatial_2d_padding", "4 axes", r"\(1, 2, 3\)"),
    "spatial_2d_padding: one number": (lambda: K.spatial_2d_padding(PICTURE, 1), V, "spatial_2d_padding", "2 axes", "1"),
    "spatial_2d_padding: margins for three axes": (lambda: K.spatial_2d_padding(PICTURE, ((1, 1), (1, 1), (1, 1))), V, "spatial_2d_padding", "2 axes", r"\(\(1, 1\), \(1, 1\), \(1, 1\)\)"),
    "spatial_2d_padding: three sides": (lambda: K.spatial_2d_padding(PICTURE, ((1, 1, 1), (1, 1))), V, "spatial_2d_padding", r"\(1, 1, 1\)"),
    "spatial_2d_padding: no such data format": (lambda: K.spatial_2d_padding(PICTURE, data_format="channels_middle"), V, "data_format", "channels_middle", "channels_last"),
    "spatial_3d_padding: a picture": (lambda: K.spatial_3d_padding(PICTURE), V, "spatial_3d_padding", "5 axes", r"\(1, 2, 3, 4\)"),
    "spatial_3d_padding: margins for two axes": (lambda: K.spatial_3d_padding(VOLUME, (1, 1)), V, "spatial_3d_padding", "3 axes", r"\(1, 1\)"),
    "asymmetric_spatial_2d_padding: a negative side": (lambda: K.asymmetric_spatial_2d_padding(PICTURE, -1, 1, 1, 1), V, "padding", "-1"),
    "resize_images: a sequence": (lambda: K.resize_images(SEQUENCE, 2, 2), V, "resize_images", "4 axes", r"\(1, 2, 3\)"),
    "resize_images: to nothing": (lambda: K.resize_images(PICTURE, 0, 2), V, "resize_images", "at least 1", r"\(0, 2\)"),
    "resize_images: less than one": (lambda: K.resize_images(PICTURE, 2, 0.5), V, "resize_images", "at least 1", r"0\.5"),
    "resize_images: a negative factor": (lambda: K.resize_images(PICTURE, -2, 2, "channels_last", "bilinear"), V, "resize_images", "at least 1", "-2"),
    "resize_images: a word as a factor": (lambda: K.resize_images(PICTURE, "two", 2), V, "resize_images", "at least 1", "two"),
    "resize_images: no number": (lambda: K.resize_images(PICTURE, float("nan"), 2), V, "resize_images", "at least 1", "nan"),
    "resize_images: endless": (lambda: K.resize_images(PICTURE, 2, float("inf")), V, "resize_images", "at least 1", "inf"),
    "resize_images: two numbers at once": (lambda: K.resize_images(PICTURE, np.array([2, 2]), 2), V, "resize_images", "at least 1", r"2"),
    "resize_images: no such interpolation": (lambda: K.resize_images(PICTURE, 2, 2, interpolation="cubist"), V, "resize_images", "nearest", "bilinear", "cubist"),
    "resize_images: no such data format": (lambda: K.resize_images(PICTURE, 2, 2, "sideways"), V, "data_format", "sideways"),
    "resize_volumes: a picture": (lambda: K.resize_volumes(PICTURE, 2, 2, 2), V, "resize_volumes", "5 axes", r"\(1, 2, 3, 4\)"),
    "resize_volumes: to nothing": (lambda: K.resize_volumes(VOLUME, 2, 0, 2), V, "resize_volumes", "at least 1", "0"),
}
