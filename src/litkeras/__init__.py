# Generated from chapters/index.md by `make tangle`. Do not edit.
"""Literate Keras.

Keras for the CPU, told chapter by chapter: a book whose cells are the source of this package.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "backend",
        "objects",
        "initializers",
        "activations",
        "regularizers",
        "constraints",
        "legacy",
        "layers",
        "losses",
        "metrics",
        "optimizers",
        "callbacks",
        "models",
        "data",
        "utils",
        "tf",
    ],
    submod_attrs={
        "layers.input": ["Input"],
        "models.sequential": ["Sequential"],
        "models.model": ["Model"],
    },
)


__version__ = "0.1.0"
