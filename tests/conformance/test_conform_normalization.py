"""Gradients of batch normalization of pictures, as far as the real kernel has them: of the result alone."""

import numpy as np
import pytest
import tensorflow as tf
from cases import positive, rand
from compared import covers
from pair import RK, K, close, tape

covers(__name__, "backend.batch_normalization", "backend.normalize_batch_in_training")


def gradients(k, the_tape, function, arrays):
    made = [k.constant(a) for a in arrays]
    with the_tape as t:
        for x in made:
            t.watch(x)
        out = function(*made)
        weights = np.cos(np.arange(arrays[0].size)).reshape(arrays[0].shape)
        total = k.sum(out * out * k.constant(weights))
    return out, t.gradient(total, made)


@pytest.mark.parametrize("axes, features", [([0, 1, 2], 4), ([0, 2, 3], 3)])
@pytest.mark.parametrize("epsilon", [1e-3, 0.5])
def test_training(backend, axes, features, epsilon):
    """Input, scale and offset, with the features last and first."""
    arrays = rand(5, 3, 2, 4), rand(features), rand(features)
    both = [
        gradients(k, t, lambda x, gamma, beta: k.normalize_batch_in_training(x, gamma, beta, axes, epsilon)[0], arrays)
        for k, t in ((K, tape()), (RK, tf.GradientTape()))
    ]
    close(both[0][0], both[1][0], 1e-4, 2e-5, "value")
    for i, (got, want) in enumerate(zip(both[0][1], both[1][1])):
        close(got, want, 1e-3, 2e-4, f"gradient {i}")


@pytest.mark.parametrize("axis, features", [(-1, 4), (3, 4), (1, 3)])
def test_inference(backend, axis, features):
    """Input, offset and scale; the statistics have a gradient here and none there."""
    mean, var = rand(features), positive(features)
    both = [
        gradients(k, t, lambda x, beta, gamma: k.batch_normalization(x, k.constant(mean), k.constant(var), beta, gamma, axis=axis), (rand_x, *rows))
        for rand_x, rows in [(rand(2, 3, 5, 4), (rand(features), rand(features)))]
        for k, t in ((K, tape()), (RK, tf.GradientTape()))
    ]
    close(both[0][0], both[1][0], 1e-5, 1e-5, "value")
    for i, (got, want) in enumerate(zip(both[0][1], both[1][1])):
        close(got, want, 1e-4, 1e-4, f"gradient {i}")
