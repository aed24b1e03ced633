# Generated from chapters/callbacks/index.md by `make tangle`. Do not edit.
"""Callbacks.

A training that tells what it is doing, and lets itself be interrupted.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["base", "progress", "dispatch", "control"],
    submod_attrs={
        "base": ["Callback", "History", "LambdaCallback"],
        "progress": ["Progbar", "ProgbarLogger"],
        "dispatch": ["CallbackList"],
        "control": [
            "EarlyStopping",
            "LearningRateScheduler",
            "ReduceLROnPlateau",
            "TerminateOnNaN",
        ],
    },
)
