# Generated from chapters/legacy.md by `make tangle`. Do not edit.
"""Old spellings.

One table that turns the keywords of Keras 1 into those of today.
"""

import functools
import inspect
from collections.abc import Callable

__all__ = ["RENAMED", "accept_keras_1"]


# The table
# ---------

RENAMED = {
    # weights
    "output_dim": ["units"],
    "init": ["kernel_initializer", "embeddings_initializer"],
    "inner_init": ["recurrent_initializer"],
    "W_regularizer": ["kernel_regularizer", "embeddings_regularizer"],
    "U_regularizer": ["recurrent_regularizer"],
    "b_regularizer": ["bias_regularizer"],
    "W_constraint": ["kernel_constraint", "embeddings_constraint"],
    "U_constraint": ["recurrent_constraint"],
    "b_constraint": ["bias_constraint"],
    "bias": ["use_bias"],
    # windows
    "nb_filter": ["filters"],
    "filter_length": ["kernel_size"],
    "subsample": ["strides"],
    "subsample_length": ["strides"],
    "pool_length": ["pool_size"],
    "stride": ["strides"],
    "border_mode": ["padding"],
    "dim_ordering": ["data_format"],
    "atrous_rate": ["dilation_rate"],
}

RENAMED |= {
    # noise and recurrence
    "p": ["rate"],
    "sigma": ["stddev"],
    "inner_activation": ["recurrent_activation"],
    "dropout_W": ["dropout"],
    "dropout_U": ["recurrent_dropout"],
    # models and training
    "input": ["inputs"],
    "output": ["outputs"],
    "nb_epoch": ["epochs"],
    "nb_worker": ["workers"],
    "max_q_size": ["max_queue_size"],
    "pickle_safe": ["use_multiprocessing"],
}

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

    @functools.wraps(function)
    def translated(*args, **kwargs):
        for old in table.keys() & kwargs.keys():
            _rename(kwargs, old, table[old], function.__qualname__)
        return function(*args, **kwargs)

    return translated


def _rename(kwargs: dict, old: str, new: str, where: str) -> None:
    """Rename one keyword of a call."""
    if new in kwargs:
        raise TypeError(f"{where}: got both {new!r} and {old!r}, Keras 1's name for it")
    kwargs[new] = kwargs.pop(old)
