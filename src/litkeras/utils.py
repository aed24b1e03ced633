# Generated from chapters/utils.md by `make tangle`. Do not edit.
"""Utilities.

Labels as vectors, vectors of length one, and the helpers that Keras keeps under `utils`.
"""

import random
from typing import Any

import numpy as np

from litkeras.backend.random import set_seed
from litkeras.callbacks.progress import Progbar as Progbar
from litkeras.objects import CustomObjectScope as CustomObjectScope
from litkeras.objects import custom_object_scope as custom_object_scope
from litkeras.objects import deserialize_keras_object as deserialize_keras_object
from litkeras.objects import get_custom_objects as get_custom_objects
from litkeras.objects import get_registered_name as get_registered_name
from litkeras.objects import get_registered_object as get_registered_object
from litkeras.objects import register_keras_serializable as register_keras_serializable
from litkeras.objects import serialize_keras_object as serialize_keras_object

__all__ = [
    "Progbar",
    "CustomObjectScope",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "register_keras_serializable",
    "serialize_keras_object",
    "to_categorical",
    "normalize",
    "set_random_seed",
]


# Labels as vectors
# -----------------


def to_categorical(y: Any, num_classes: int | None = None, dtype: str = "float32") -> np.ndarray:
    """Turn class numbers into rows with a single 1.

    Arguments:
        y: class numbers, from 0 on.
        num_classes: how many classes there are; by default one more than the largest number.
        dtype: dtype of the result.

    Shapes:
        `(d0, ..., dn)` or `(d0, ..., dn, 1)` gives `(d0, ..., dn, num_classes)`.

    Raises:
        ValueError: if a number is negative or not below `num_classes`.
    """
    labels = np.array(y, dtype="int64")
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    num_classes = num_classes or (int(labels.max()) + 1 if labels.size else 0)
    if labels.size and not 0 <= labels.min() <= labels.max() < num_classes:
        raise ValueError(
            f"to_categorical: expected class numbers from 0 to {num_classes - 1}, "
            f"received numbers from {labels.min()} to {labels.max()}"
        )
    rows = np.zeros((labels.size, num_classes), dtype)
    rows[np.arange(labels.size), labels.ravel()] = 1
    return rows.reshape(*labels.shape, num_classes)


# Vectors of length one
# ---------------------


def normalize(x: Any, axis: int = -1, order: int = 2) -> np.ndarray:
    """Divide vectors by their length; zeros stay zeros.

    Arguments:
        x: an array.
        axis: the axis along which the vectors lie.
        order: the order of the length: 2 for the Euclidean one.
    """
    lengths = np.atleast_1d(np.linalg.norm(x, order, axis))
    lengths[lengths == 0] = 1
    return x / np.expand_dims(lengths, axis)


# The same numbers again
# ----------------------


def set_random_seed(seed: int) -> None:
    """Make all random numbers from now on a function of `seed`: Python's, NumPy's and our own.

    Arguments:
        seed: an integer, at least 0 and less than 2**32.
    """
    random.seed(seed)
    np.random.seed(seed)
    set_seed(seed)
