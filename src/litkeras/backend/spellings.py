# Generated from chapters/backend/spellings.md by `make tangle`. Do not edit.
"""Old spellings.

One table that turns the words of Keras 1 into those of today.
"""

import functools
import inspect
from collections.abc import Callable

from litkeras.backend.configuration import DATA_FORMATS

__all__ = ["SPELLINGS", "UNDERSTOOD", "translating", "keras_1_names"]


# The table
# ---------

_WEIGHTS = {
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
}

_LAYERS = {
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
    # noise and recurrence
    "p": ["rate"],
    "sigma": ["stddev"],
    "inner_activation": ["recurrent_activation"],
    "dropout_W": ["dropout"],
    "dropout_U": ["recurrent_dropout"],
}

_MODELS = {
    "input": ["inputs"],
    "output": ["outputs"],
    "nb_epoch": ["epochs"],
    "nb_worker": ["workers"],
    "max_q_size": ["max_queue_size"],
    "pickle_safe": ["use_multiprocessing"],
}

_BACKEND = {
    "dim": ["axis"],
    "nb_classes": ["num_classes"],
    "X": ["x"],
    "x": ["tensors"],  # of `batch_get_value`; everywhere else x is x
    "filter_dilation": ["dilation_rate"],
}

SPELLINGS = {
    "argument": _WEIGHTS | _LAYERS | _MODELS | _BACKEND,
    "value": {old: [new] for old, new in DATA_FORMATS.items()},
    "function": {
        "lesser": ["less"],
        "lesser_equal": ["less_equal"],
        "image_dim_ordering": ["image_data_format"],
        "set_image_dim_ordering": ["set_image_data_format"],
        "asymmetric_temporal_padding": ["temporal_padding"],
        "asymmetric_spatial_2d_padding": ["spatial_2d_padding"],
        "deconv2d": ["conv2d_transpose"],
        "deconv3d": ["conv3d_transpose"],
        "random_binomial": ["random_bernoulli"],
    },
}

# Translating a call
# ------------------


def _rename(kwargs: dict, names: dict[str, str], where: str) -> dict:
    """The keywords of a call, by today's names."""
    said = {}  # the word by which each argument was given
    for word in kwargs:
        new = names.get(word, word)
        if new in said:
            raise TypeError(f"{where}: got both {said[new]!r} and {word!r}, two names of {new!r}")
        said[new] = word
    return {new: kwargs[word] for new, word in said.items()}


UNDERSTOOD: dict[tuple[str, str], set[str]] = {}  # old and new name: where it is translated


def translating(function: Callable, names: dict[str, str]) -> Callable:
    """`function`, called with some of its keywords renamed."""
    where = getattr(function, "__qualname__", repr(function))
    known = inspect.signature(function).parameters
    for pair in names.items():
        if pair[1] in known:
            UNDERSTOOD.setdefault(pair, set()).add(where.removesuffix(".__init__"))

    @functools.wraps(function)
    def translated(*args, **kwargs):
        if names.keys() & kwargs.keys():
            kwargs = _rename(kwargs, names, where)
        return function(*args, **kwargs)

    return translated


def keras_1_names(**names: str) -> Callable[[Callable], Callable]:
    """Let a function take arguments by old names: `keras_1_names(dim="axis")`."""
    for old, new in names.items():
        known = SPELLINGS["argument"].setdefault(old, [])
        if new not in known:
            known.append(new)

    def decorate(function):
        others = inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD)
        today = inspect.signature(function).parameters.values()
        named = [p for p in today if p.kind is not p.VAR_KEYWORD]
        translated = translating(function, names)
        translated.__signature__ = inspect.Signature([*named, others])
        return translated

    return decorate
