# Generated from chapters/backend/spellings.md by `make tangle`. Do not edit.
"""Old spellings.

One table that turns the words of Keras 1 into those of today.
"""

import functools
import inspect
from collections.abc import Callable

from litkeras.backend.configuration import DATA_FORMATS

__all__ = ["SPELLINGS", "keras_1_names"]


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
    "x": ["tensors"],
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
    "class": {
        "Convolution2D": ["Conv2D"],
        "CuDNNLSTM": ["LSTM"],
    },
}

# Translating a call
# ------------------


def _rename(kwargs: dict, old: str, new: str, where: str) -> None:
    """Rename one keyword of a call."""
    if new in kwargs:
        raise TypeError(f"{where}: got both {new!r} and {old!r}, Keras 1's name for it")
    kwargs[new] = kwargs.pop(old)


def _translating(function: Callable, names: dict[str, str]) -> Callable:
    """`function`, called with some of its keywords renamed."""

    @functools.wraps(function)
    def translated(*args, **kwargs):
        for old in names.keys() & kwargs.keys():
            _rename(kwargs, old, names[old], function.__qualname__)
        return function(*args, **kwargs)

    return translated


def keras_1_names(**names: str) -> Callable[[Callable], Callable]:
    """Let a function take arguments by old names: `keras_1_names(dim="axis")`."""
    for old, new in names.items():
        known = SPELLINGS["argument"].setdefault(old, [])
        if new not in known:
            known.append(new)

    def decorate(function):
        translated = _translating(function, names)
        others = inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD)
        today = inspect.signature(function).parameters.values()
        named = [p for p in today if p.kind is not p.VAR_KEYWORD]
        translated.__signature__ = inspect.Signature([*named, others])
        return translated

    return decorate
