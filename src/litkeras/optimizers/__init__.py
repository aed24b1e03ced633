# Generated from chapters/optimizers/index.md by `make tangle`. Do not edit.
"""Optimizers.

Which way, and how far: the step that makes a better weight out of a gradient.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "gradients",
        "hyperparameters",
        "slots",
        "base",
        "momentum",
        "schedules",
        "adaptive",
        "variants",
    ],
    submod_attrs={
        "gradients": [
            "check_pairs",
            "filter_empty_gradients",
            "global_norm",
            "clip_by_norm",
            "clip_by_global_norm",
        ],
        "hyperparameters": ["Hyperparameters", "LearningRateSchedule"],
        "slots": ["Slots"],
        "base": ["Optimizer", "get", "deserialize", "serialize"],
        "momentum": ["SGD"],
        "schedules": [
            "ExponentialDecay",
            "InverseTimeDecay",
            "PolynomialDecay",
            "PiecewiseConstantDecay",
        ],
        "adaptive": ["Adagrad", "RMSprop", "Adadelta", "Adam"],
        "variants": ["Adamax", "Nadam", "Ftrl"],
    },
)
