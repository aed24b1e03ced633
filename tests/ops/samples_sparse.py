"""Samples of the ops on sparse matrices, which take arrays as well (see samples.py)."""

from samples import f

SAMPLES = {
    "fill_in": [((f(3, 4),), {}), ((f(1, 5),), {})],
    "multiply_stored": [((f(3, 4), f(4, 2)), {}), ((f(1, 4), f(4, 3)), {}), ((f(5, 2), f(2, 1)), {})],
    "contract_stored": [((f(3, 4), f(3, 2)), {}), ((f(1, 4), f(1, 3)), {}), ((f(5, 2), f(5, 1)), {})],
}
