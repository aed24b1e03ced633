"""Wrong uses of transposed, depthwise, separable and local convolutions."""

import numpy as np

from litkeras import backend as K

V = ValueError


def z(*shape):
    return np.zeros(shape, "float32")


def local_of_unknown():
    x = K.placeholder((None, None, None, 1))
    return K.function([x], [K.local_conv2d(x, z(6, 4, 1), (2, 2), (1, 1), (2, 3))])


WRONG = {
    "conv2d_transpose: a shape of which nothing can come": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (1, 4, 4, 5), (2, 2)), V, "conv2d_transpose", r"\(1, 4, 4, 5\)", r"\(1, 1, 1, 4\)", r"\(1, 2, 2, 4\)"),
    "conv2d_transpose: a shape smaller than the window": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (1, 2, 2, 5)), V, "conv2d_transpose", "window of 3", "length of 2", "output_shape"),
    "conv2d_transpose: other channels than the kernel's": (lambda: K.conv2d_transpose(z(1, 2, 2, 3), z(3, 3, 5, 4), (1, 4, 4, 5)), V, "conv2d_transpose", r"\(1, 2, 2, 4\)", r"\(1, 2, 2, 3\)"),
    "conv2d_transpose: other channels in the shape": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (1, 4, 4, 6)), V, "conv2d_transpose", "5 channels", r"\(1, 4, 4, 6\)"),
    "conv2d_transpose: another batch": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (2, 4, 4, 5)), V, "conv2d_transpose", r"\(2, 2, 2, 4\)", r"\(1, 2, 2, 4\)"),
    "conv2d_transpose: a shape of three": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (4, 4, 5)), V, "conv2d_transpose", "output_shape", "4 lengths", r"\(4, 4, 5\)"),
    "conv2d_transpose: unknown lengths": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (None, None, 4, 5)), V, "conv2d_transpose", "output_shape", "batch", "None, None"),
    "conv2d_transpose: a negative length": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (-1, 4, 4, 5)), V, "conv2d_transpose", r"\(-1, 4, 4, 5\)"),
    "conv2d_transpose: causal": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (1, 4, 4, 5), padding="causal"), V, "conv2d_transpose", "padding", "causal"),
    "conv2d_transpose: a sequence": (lambda: K.conv2d_transpose(z(1, 2, 4), z(3, 3, 5, 4), (1, 4, 5)), V, "conv2d_transpose", "4 axes", r"\(1, 2, 4\)"),
    "conv2d_transpose: a flat kernel": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 5, 4), (1, 4, 4, 5)), V, "conv2d_transpose", "4 axes", r"\(3, 5, 4\)"),
    "conv2d_transpose: strides of zero": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (1, 4, 4, 5), strides=0), V, "conv2d_transpose", "strides", "positive", "0"),
    "conv2d_transpose: half a length": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (1, 4.5, 4, 5)), V, "conv2d_transpose", "output_shape", r"4\.5"),
    "conv2d_transpose: a float as a length": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (1, 4.0, 4, 5)), V, "conv2d_transpose", "output_shape", r"4\.0"),
    "conv2d_transpose: no shape": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), None), V, "conv2d_transpose", "output_shape", "None"),
    "conv2d_transpose: a word as a length": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4), (1, "4", 4, 5)), V, "conv2d_transpose", "output_shape", "'4'"),
    "conv2d_transpose: a kernel the wrong way round": (lambda: K.conv2d_transpose(z(1, 2, 2, 2), z(3, 3, 2, 3), (1, 4, 4, 3)), V, "^conv2d_transpose: ", r"output_shape \(1, 4, 4, 3\)", "2 channels", r"\(3, 3, 2, 3\)", "window, out, in"),
    "conv2d_transpose: a flat kernel, by its name": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 5, 4), (1, 4, 4, 5)), V, "^conv2d_transpose: ", "kernel", "4 axes", r"\(3, 5, 4\)"),
    "conv2d_transpose: dtypes that differ": (lambda: K.conv2d_transpose(z(1, 2, 2, 4), z(3, 3, 5, 4).astype("float64"), (1, 4, 4, 5)), TypeError, "^conv2d_transpose: ", "float32", "float64"),
    "conv3d_transpose: a shape of which nothing can come": (lambda: K.conv3d_transpose(z(1, 2, 2, 2, 1), z(2, 2, 2, 1, 1), (1, 4, 3, 3, 1)), V, "conv3d_transpose", r"\(1, 3, 2, 2, 1\)"),
    "depthwise_conv2d: another number of channels": (lambda: K.depthwise_conv2d(z(1, 5, 5, 4), z(3, 3, 3, 2)), V, "depthwise_conv2d", "4 channels", r"\(3, 3, 3, 2\)"),
    "depthwise_conv2d: a kernel without multiplier": (lambda: K.depthwise_conv2d(z(1, 5, 5, 4), z(3, 3, 4)), V, "depthwise_conv2d", "4 axes", r"\(3, 3, 4\)"),
    "depthwise_conv2d: a window larger than the picture": (lambda: K.depthwise_conv2d(z(1, 2, 5, 4), z(3, 3, 4, 1)), V, "depthwise", "window of 3", "length of 2"),
    "depthwise_conv2d: a layout that there is not": (lambda: K.depthwise_conv2d(z(1, 5, 5, 4), z(3, 3, 4, 1), data_format="NHWC"), V, "data_format", "NHWC"),
    "depthwise_conv2d: another padding": (lambda: K.depthwise_conv2d(z(1, 5, 5, 4), z(3, 3, 4, 1), padding="full"), V, "depthwise_conv2d", "padding", "full"),
    "depthwise_conv2d: dtypes that differ": (lambda: K.depthwise_conv2d(z(1, 5, 5, 4), z(3, 3, 4, 1).astype("float64")), TypeError, "float32", "float64"),
    "separable_conv2d: a pointwise kernel with a window": (lambda: K.separable_conv2d(z(1, 5, 5, 4), z(3, 3, 4, 1), z(3, 3, 4, 2)), V, "separable_conv2d", "pointwise_kernel", r"\(3, 3, 4, 2\)"),
    "separable_conv2d: a pointwise kernel for fewer channels": (lambda: K.separable_conv2d(z(1, 5, 5, 4), z(3, 3, 4, 2), z(1, 1, 3, 2)), V, "separable_conv2d", "8", r"\(1, 1, 3, 2\)"),
    "separable_conv1d: a picture": (lambda: K.separable_conv1d(z(1, 5, 5, 4), z(3, 4, 1), z(1, 4, 2)), V, "separable_conv1d", "3 axes", r"\(1, 5, 5, 4\)"),
    "local_conv1d: too few places": (lambda: K.local_conv1d(z(1, 6, 2), z(3, 6, 4), 3, 1), V, "local_conv1d", "4 places", "6 rows", r"\(3, 6, 4\)"),
    "local_conv1d: too few rows": (lambda: K.local_conv1d(z(1, 6, 2), z(4, 5, 4), 3, 1), V, "local_conv1d", "4 places", "6 rows", r"\(4, 5, 4\)"),
    "local_conv2d: another output_shape": (lambda: K.local_conv2d(z(1, 4, 4, 1), z(9, 4, 2), (2, 2), (1, 1), (3, 4)), V, "local_conv2d", "output_shape", r"\(3, 3\)", r"\(3, 4\)"),
    "local_conv1d: dtypes that differ": (lambda: K.local_conv1d(z(1, 6, 2), z(4, 6, 4).astype("float64"), 3, 1), TypeError, "^local_conv1d: ", "float32", "float64"),
    "local_conv1d: a window longer than the sequence": (lambda: K.local_conv1d(z(1, 5, 2), z(4, 12, 4), 6, 1), V, "^local_conv1d: ", "window of 6", "length of 5"),
    "local_conv1d: a flat kernel": (lambda: K.local_conv1d(z(1, 6, 2), z(4, 6), 3, 1), V, "local_conv1d", "3 axes", r"\(4, 6\)"),
    "local_conv2d: rows and columns exchanged": (lambda: K.local_conv2d(z(1, 3, 4, 1), z(6, 4, 1), (2, 2), (1, 1), (3, 2)), V, "local_conv2d", "output_shape", r"\(2, 3\)", r"\(3, 2\)"),
    "local_conv2d: exchanged, found out when compiled": (lambda: local_of_unknown()([z(1, 4, 3, 1)]), V, r"\(2, 3\)", r"\(3, 2\)"),
    "local_conv2d: of another size with as many places": (lambda: local_of_unknown()([z(1, 7, 2, 1)]), V, r"\(2, 3\)", r"\(6, 1\)"),
    "local_conv2d: no output_shape": (lambda: K.local_conv2d(z(1, 3, 4, 1), z(6, 4, 1), (2, 2), (1, 1), None), V, "local_conv2d: output_shape", "None"),
    "local_conv2d: a sequence": (lambda: K.local_conv2d(z(1, 4, 1), z(9, 4, 2), (2, 2), (1, 1), (3, 3)), V, "local_conv2d", "4 axes", r"\(1, 4, 1\)"),
}
