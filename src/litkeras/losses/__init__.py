# Generated from chapters/losses/index.md by `make tangle`. Do not edit.
"""Losses.

What training makes small: functions that compare the truth with a prediction, and the classes that
average them.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["base", "regression", "crossentropy"],
    submod_attrs={
        "base": [
            "loss_functions",
            "as_pair",
            "match_ranks",
            "match_weights",
            "Reduction",
            "reduce_losses",
            "compute_weighted_loss",
            "Loss",
            "LossFunctionWrapper",
        ],
        "regression": [
            "mean_squared_error",
            "MeanSquaredError",
            "mean_absolute_error",
            "MeanAbsoluteError",
            "huber",
            "Huber",
            "log_cosh",
            "LogCosh",
            "mean_absolute_percentage_error",
            "MeanAbsolutePercentageError",
            "mean_squared_logarithmic_error",
            "MeanSquaredLogarithmicError",
            "cosine_similarity",
            "CosineSimilarity",
            "hinge",
            "Hinge",
            "squared_hinge",
            "SquaredHinge",
            "categorical_hinge",
            "CategoricalHinge",
            "poisson",
            "Poisson",
            "kl_divergence",
            "KLDivergence",
            "mse",
            "MSE",
            "mae",
            "MAE",
            "mape",
            "MAPE",
            "msle",
            "MSLE",
            "kld",
            "KLD",
            "kullback_leibler_divergence",
            "logcosh",
        ],
        "crossentropy": [
            "binary_crossentropy",
            "BinaryCrossentropy",
            "categorical_crossentropy",
            "CategoricalCrossentropy",
            "sparse_categorical_crossentropy",
            "SparseCategoricalCrossentropy",
            "get",
            "serialize",
            "deserialize",
            "resolve_loss",
        ],
    },
)
