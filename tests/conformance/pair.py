"""The two Kerases side by side: `ours` is litkeras, `real` the real Keras (tf_keras on TensorFlow).

`CONFORMANCE_UNDER_TEST=tf_keras` lets the real Keras stand on both sides, which checks the tables themselves.
"""

import importlib
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import numpy as np
import tensorflow as tf
import tf_keras as real

UNDER_TEST = os.environ.get("CONFORMANCE_UNDER_TEST", "litkeras")
SELF_CHECK = UNDER_TEST == "tf_keras"
ours = importlib.import_module(UNDER_TEST)
K = ours.backend
RK = real.backend
BACKENDS = ["tf"] if SELF_CHECK else ["numpy", "numba"]


def tape(**kwargs):
    """Our GradientTape."""
    if SELF_CHECK:
        return tf.GradientTape(**kwargs)
    return K.GradientTape(**kwargs)


def our_optimizers():
    """Optimizers with the behaviour of 2.4."""
    return real.optimizers.legacy if SELF_CHECK else ours.optimizers


def value(x):
    """NumPy value of a tensor of either side, nested lists and dicts included."""
    if isinstance(x, dict):
        return {k: value(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [value(v) for v in x]
    if isinstance(x, tf.IndexedSlices):
        return tf.convert_to_tensor(x).numpy()
    if x is None or isinstance(x, (str, bool, int, float)):
        return x
    return np.asarray(x.numpy() if hasattr(x, "numpy") else x)


def shape_of(x):
    """Static shape as a tuple, None for free axes."""
    return None if x.shape is None else tuple(None if d is None else int(d) for d in x.shape)


def dtype_of(x):
    """Name of a dtype."""
    return np.dtype(getattr(x.dtype, "as_numpy_dtype", None) or getattr(x.dtype, "name", x.dtype)).name


def close(got, want, rtol=1e-5, atol=1e-6, what=""):
    """Equal values, shapes and kinds of dtype, nested lists and dicts included."""
    got, want = value(got), value(want)
    if isinstance(want, dict):
        assert set(got) == set(want), f"{what}: keys {sorted(got)}, Keras has {sorted(want)}"
        for key in want:
            close(got[key], want[key], rtol, atol, f"{what}[{key!r}]")
    elif isinstance(want, list):
        assert isinstance(got, list) and len(got) == len(want), f"{what}: {got!r}, Keras has {want!r}"
        for i, (g, w) in enumerate(zip(got, want)):
            close(g, w, rtol, atol, f"{what}[{i}]")
    elif want is None or isinstance(want, (str, bool)):
        assert got == want, f"{what}: {got!r}, Keras has {want!r}"
    else:
        got, want = np.asarray(got), np.asarray(want)
        assert got.shape == want.shape, f"{what}: shape {got.shape}, Keras has {want.shape}"
        np.testing.assert_allclose(got, want, rtol=rtol, atol=atol, equal_nan=True, err_msg=what)


def same_dtype(got, want, what=""):
    """Equal dtypes, nested lists included."""
    if isinstance(want, (list, tuple)):
        for g, w in zip(got, want):
            same_dtype(g, w, what)
    elif hasattr(want, "dtype"):
        assert dtype_of(got) == dtype_of(want), f"{what}: dtype {dtype_of(got)}, Keras has {dtype_of(want)}"


def flat(x):
    """Nested lists, tuples and dicts as one list."""
    if isinstance(x, dict):
        return [leaf for key in sorted(x) for leaf in flat(x[key])]
    if isinstance(x, (list, tuple)):
        return [leaf for item in x for leaf in flat(item)]
    return [x]


def resolve(package, path):
    """The object at a dotted path, or None."""
    here = package
    for part in path.split("."):
        try:
            here = getattr(here, part)
        except AttributeError:
            return None
    return here
