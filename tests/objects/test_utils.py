"""What litkeras.utils offers."""

import random

import numpy as np
import pytest

from litkeras import utils
from litkeras.backend.random import random_uniform


def test_to_categorical():
    rows = utils.to_categorical([0, 1, 2, 3], num_classes=5)
    assert rows.dtype == "float32"
    np.testing.assert_array_equal(rows, np.eye(5)[:4])
    assert utils.to_categorical([[1], [0]]).shape == (2, 2)
    assert utils.to_categorical(np.zeros((2, 3)), 4, dtype="bool").shape == (2, 3, 4)


@pytest.mark.parametrize("labels, classes", [([0, 3], 3), ([-1, 0], 2)])
def test_to_categorical_refuses_other_classes(labels, classes):
    with pytest.raises(ValueError, match=f"from 0 to {classes - 1}"):
        utils.to_categorical(labels, classes)


def test_normalize():
    x = np.array([[3.0, 4.0], [0.0, 0.0]])
    np.testing.assert_allclose(utils.normalize(x), [[0.6, 0.8], [0, 0]])
    np.testing.assert_allclose(utils.normalize(x, axis=0, order=1), [[1, 1], [0, 0]])


def test_seed_covers_three_generators():
    def numbers():
        utils.set_random_seed(7)
        return random.random(), np.random.rand(), float(random_uniform(()))

    assert numbers() == numbers()


def test_helpers_are_gathered():
    from litkeras import objects

    for name in ("custom_object_scope", "get_custom_objects", "serialize_keras_object"):
        assert getattr(utils, name) is getattr(objects, name)
