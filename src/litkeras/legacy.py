# Generated from chapters/legacy.md by `make tangle`. Do not edit.
"""Old spellings of layers.

A decorator that turns all of Keras 1's keywords into those of today, by looking at a signature.
"""

import inspect
from collections.abc import Callable

from litkeras.backend.spellings import SPELLINGS, translating

__all__ = ["RENAMED", "accept_keras_1"]


# The table
# ---------

RENAMED = SPELLINGS["argument"]

# Using it
# --------


def accept_keras_1(function: Callable) -> Callable:
    """Let a function accept Keras 1's spellings of its keywords.

    Arguments:
        function: a function or method with today's keywords.
    """
    known = inspect.signature(function).parameters
    table = {
        old: next(new for new in news if new in known)
        for old, news in RENAMED.items()
        if old not in known and any(new in known for new in news)
    }
    return translating(function, table)
