"""What one backend refuses the other refuses too, with the same words: a shape rule is asked before either computes."""

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

from litkeras import backend as K
from litkeras.backend.operations import op

sys.path.insert(0, str(Path(__file__).parent))
ROWS = {}
for _topic in ("normalization", "resizing", "transposed"):
    ROWS |= importlib.import_module(f"rows_{_topic}").WRONG


def words_of(action, kind):
    with pytest.raises(kind) as caught:
        action()
    return str(caught.value)


@pytest.mark.parametrize("name", ROWS)
def test_same_words(name):
    action, kind, *_ = ROWS[name]
    before, said = K.backend(), []
    try:
        for backend in ("numpy", "numba"):
            K.set_backend(backend)
            said.append(words_of(action, kind))
    finally:
        K.set_backend(before)
    assert said[0] == said[1]


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_an_op_with_a_kernel_asks_its_shape_rule_first(backend):
    @op
    def picky(x):
        return x

    @picky.shape
    def _(x):
        raise ValueError("expected nothing")

    picky.kernel(lambda x, out: None)
    before = K.backend()
    K.set_backend(backend)
    try:
        with pytest.raises(ValueError, match="picky: expected nothing"):
            picky(np.ones(3))
    finally:
        K.set_backend(before)
        from litkeras.backend.tensors import OPS

        del OPS["picky"]
