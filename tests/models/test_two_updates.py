"""A step that updates the same weights twice is traced as it runs."""

import numpy as np
import pytest

import litkeras as keras


class Twice(keras.Sequential):
    def train_step(self, data):
        super().train_step(data)
        return super().train_step(data)


def weights_after(cls, steps, **compile_arguments):
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
    model = cls([keras.layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse", **compile_arguments)
    for _ in range(steps):
        model.train_on_batch(x, x.sum(axis=1, keepdims=True))
    return model.get_weights()[0]


@pytest.mark.parametrize("run_eagerly", [False, True])
def test_two_updates_in_one_step(run_eagerly):
    twice = weights_after(Twice, 3, run_eagerly=run_eagerly)
    np.testing.assert_allclose(twice, weights_after(keras.Sequential, 6), rtol=1e-5)
