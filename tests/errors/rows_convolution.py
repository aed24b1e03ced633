"""Wrong uses of convolutions."""

import numpy as np

from litkeras import backend as K
from litkeras.backend.convolution import convolve, correlate, stamp

V, T = ValueError, TypeError


def f(*shape, dtype="float32"):
    return np.ones(shape, dtype)


P = dict(strides=(1, 1), dilation=(1, 1))
WRONG = {
    "conv2d of channels that do not fit": (lambda: K.conv2d(f(1, 5, 5, 4), f(3, 3, 3, 6)), V, "conv2d", "channels", r"\(3, 3, 3, 6\)", "4"),
    "conv2d of a placeholder whose channels do not fit": (lambda: K.conv2d(K.placeholder((None, None, None, 4)), f(3, 3, 3, 6)), V, "conv2d", r"\(3, 3, 3, 6\)", "4"),
    "conv2d of groups that do not divide the outputs": (lambda: K.conv2d(f(1, 5, 5, 4), f(3, 3, 2, 5)), V, "output channels", "2", "5"),
    "conv2d of a window that does not fit": (lambda: K.conv2d(f(1, 2, 5, 4), f(3, 3, 4, 6)), V, "window", "3", "2"),
    "conv2d of a dilated window that does not fit": (lambda: K.conv2d(f(1, 4, 5, 4), f(3, 3, 4, 6), dilation_rate=(2, 1)), V, "window", "5", "4"),
    "conv2d of a symbolic input that is too small": (lambda: K.conv2d(K.placeholder((None, 2, 5, 4)), f(3, 3, 4, 6)), V, "window", "3", "2"),
    "conv2d of a single picture": (lambda: K.conv2d(f(5, 5, 4), f(3, 3, 4, 6)), V, "conv2d", "4 axes", r"\(5, 5, 4\)"),
    "conv2d with a kernel of another rank": (lambda: K.conv2d(f(1, 5, 5, 4), f(3, 4, 6)), V, "conv2d", "kernel", r"\(3, 4, 6\)"),
    "conv2d with an unknown padding": (lambda: K.conv2d(f(1, 5, 5, 4), f(3, 3, 4, 6), padding="full"), V, "conv2d", "padding", "full", "valid"),
    "conv2d with a causal padding": (lambda: K.conv2d(f(1, 5, 5, 4), f(3, 3, 4, 6), padding="causal"), V, "conv2d", "causal", "same"),
    "conv2d with a stride of 0": (lambda: K.conv2d(f(1, 5, 5, 4), f(3, 3, 4, 6), strides=(1, 0)), V, "conv2d", "strides", r"\(1, 0\)"),
    "conv2d with three strides": (lambda: K.conv2d(f(1, 5, 5, 4), f(3, 3, 4, 6), strides=(1, 1, 1)), V, "conv2d", "strides", "2"),
    "conv2d with a stride that is a float": (lambda: K.conv2d(f(1, 5, 5, 4), f(3, 3, 4, 6), strides=1.5), V, "conv2d", "strides", r"1\.5"),
    "conv2d with a negative dilation": (lambda: K.conv2d(f(1, 5, 5, 4), f(3, 3, 4, 6), dilation_rate=-1), V, "conv2d", "dilation_rate", "-1"),
    "conv2d with an unknown data format": (lambda: K.conv2d(f(1, 5, 5, 4), f(3, 3, 4, 6), data_format="sideways"), V, "data_format", "sideways"),
    "conv2d of two dtypes": (lambda: K.conv2d(K.constant(f(1, 5, 5, 4)), K.constant(f(3, 3, 4, 6), dtype="float64")), T, "float32", "float64"),
    "conv2d with an unknown keyword": (lambda: K.conv2d(f(1, 5, 5, 4), f(3, 3, 4, 6), stride=2), T, "stride"),
    "conv1d of a picture": (lambda: K.conv1d(f(1, 5, 5, 4), f(3, 4, 6)), V, "conv1d", "3 axes", r"\(1, 5, 5, 4\)"),
    "conv1d with an unknown padding": (lambda: K.conv1d(f(1, 5, 4), f(3, 4, 6), padding="before"), V, "conv1d", "before", "causal"),
    "conv3d with two strides": (lambda: K.conv3d(f(1, 5, 5, 5, 4), f(3, 3, 3, 4, 6), strides=(1, 1)), V, "conv3d", "strides", "3"),
    "conv3d with a causal padding": (lambda: K.conv3d(f(1, 5, 5, 5, 4), f(3, 3, 3, 4, 6), padding="causal"), V, "conv3d", "causal"),
    "bias_add of a bias that is too long": (lambda: K.bias_add(f(2, 3, 4), f(5)), V, "bias_add", r"\(5,\)", r"\(2, 3, 4\)"),
    "bias_add of a bias with too many axes": (lambda: K.bias_add(f(2, 3, 4, 5), f(4, 5)), V, "bias_add", r"\(4, 5\)", "1 axis or 3"),
    "bias_add with an unknown data format": (lambda: K.bias_add(f(2, 3, 4), f(4), data_format="last"), V, "data_format", "last"),
    "convolve with a kernel of another rank": (lambda: convolve(f(1, 5, 5, 4), f(3, 4, 6), **P), V, "convolve", "axes", r"\(3, 4, 6\)"),
    "convolve in groups that do not fit": (lambda: convolve(f(1, 5, 5, 6), f(3, 3, 3, 6), groups=3, **P), V, "convolve", "9 channels", "3 group"),
    "stamp of a gradient of another shape": (lambda: stamp(f(1, 1, 1, 6), f(3, 3, 4, 6), f(1, 5, 5, 4), **P), V, "stamp", r"\(1, 3, 3, 6\)", r"\(1, 1, 1, 6\)"),
    "correlate of a gradient of another shape": (lambda: correlate(f(1, 5, 5, 4), f(1, 3, 1, 6), f(3, 3, 4, 6), **P), V, "correlate", r"\(1, 3, 3, 6\)", r"\(1, 3, 1, 6\)"),
    "correlate of a gradient of another batch": (lambda: correlate(f(2, 5, 5, 4), f(1, 3, 3, 6), f(3, 3, 4, 6), **P), V, "correlate", r"\(2, 3, 3, 6\)", r"\(1, 3, 3, 6\)"),
}
