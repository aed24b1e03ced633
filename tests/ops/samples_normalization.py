"""Samples of the ops behind batch normalization, and of the gradients of the cross-entropies."""

from samples import f, i, positive, probabilities

_ROWS = f(1, 3), positive(1, 3), f(1, 3), f(1, 3)  # mean, var, beta, gamma
_PIXELS = f(1, 1, 1, 2), positive(1, 1, 1, 2), f(1, 1, 1, 2), f(1, 1, 1, 2)
_CHANNELS = f(1, 3, 1), positive(1, 3, 1), f(1, 3, 1), f(1, 3, 1)

SAMPLES = {
    "_moments": [((f(4, 3),), {"axes": (0,)}), ((f(2, 2, 2, 2),), {"axes": (0, 1, 2)}), ((f(2, 3, 2),), {"axes": (0, 2)}), ((f(3, 2),), {"axes": (1,)}), ((f(1, 3),), {"axes": (0,)}), ((f(3, 2, 2),), {"axes": (0,)})],
    "_normalize": [((f(4, 3), *_ROWS), {"epsilon": 1e-3}), ((f(1, 2, 2, 2), *_PIXELS), {"epsilon": 0.1}), ((f(2, 3, 2), *_CHANNELS), {"epsilon": 0.01}), ((f(4, 3), *(p[0] for p in _ROWS)), {"epsilon": 1e-3})],
    "_gradient_sums": [((f(4, 3), f(4, 3), f(1, 3)), {}), ((f(2, 2, 2), f(2, 2, 2), f(2)), {}), ((f(2, 3, 2), f(2, 3, 2), f(1, 3, 1)), {})],
    "_blend": [((f(3, 3), f(3, 3), f(1, 3), f(1, 3), f(1, 3), f(1, 3)), {}), ((f(2, 2, 2), f(2, 2, 2), f(2), f(2), f(2), f(2)), {}), ((f(2, 2, 2), f(2, 2, 2), f(1, 2, 1), f(1, 2, 1), f(1, 2, 1), f(1, 2, 1)), {})],
    "_entropy_gradient": [((f(3), probabilities(3, 4), f(3, 4)), {}), ((f(2, 2), f(2, 2, 3), f(2, 2, 3)), {}), ((f(2), f(2, 130), f(2, 130)), {})],
    "_sparse_entropy_gradient": [((f(3), i(3, high=4).astype("int64"), f(3, 4)), {}), ((f(2, 2), i(2, 2, high=3).astype("int64"), f(2, 2, 3)), {}), ((f(2), i(2, high=300).astype("int64"), f(2, 300)), {})],
}
