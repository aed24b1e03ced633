# Generated from chapters/callbacks/base.md by `make tangle`. Do not edit.
"""Hooks.

A loop calls at sixteen moments, and whoever overrides a method is told.
"""

__all__ = ["Callback", "History", "LambdaCallback"]


# Being told
# ----------


class Callback:
    """Something that a training loop tells what it is doing.

    Subclass it and override the hooks of interest. `logs` is a dictionary of
    the loss and the metrics, by name; a hook may add to it.

    Attributes:
        params: dictionary: `verbose`, `epochs`, `steps`.
        model: the model that is being trained, tested or asked to predict.
    """

    def __init__(self):
        self.validation_data = None
        self.model = None
        self.params = None

    def set_params(self, params: dict) -> None:
        """Called before everything else with the parameters of the run."""
        self.params = params

    def set_model(self, model) -> None:
        """Called before everything else with the model."""
        self.model = model

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Called when training starts."""

    def on_train_end(self, logs: dict | None = None) -> None:
        """Called when training is over, with the logs of the last epoch."""

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Called when an epoch starts; `epoch` counts from 0."""

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Called when an epoch is over, with its logs and those of its validation."""

    def on_train_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        """Called before a training step; `batch` counts from 0 in each epoch."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Called after a training step, with the means over the epoch so far."""
        self.on_batch_end(batch, logs=logs)

    def on_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        """The older name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """The older name of `on_train_batch_end`."""

    def on_test_begin(self, logs: dict | None = None) -> None:
        """Called when an evaluation, or a validation inside `fit`, starts."""

    def on_test_end(self, logs: dict | None = None) -> None:
        """Called when an evaluation or validation is over."""

    def on_test_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        """Called before a batch of an evaluation or validation."""

    def on_test_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Called after a batch of an evaluation or validation."""

    def on_predict_begin(self, logs: dict | None = None) -> None:
        """Called when a prediction starts."""

    def on_predict_end(self, logs: dict | None = None) -> None:
        """Called when a prediction is over."""

    def on_predict_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        """Called before a batch of a prediction."""

    def on_predict_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Called after a batch of a prediction; `logs["outputs"]` holds its outputs."""

    def _listens_to(self, hook: str) -> bool:
        """Return whether a hook, or its older name, does anything."""
        names = [hook, _OLDER_NAMES.get(hook, hook)]
        methods = (getattr(getattr(self, name), "__func__", None) for name in names)
        return any(m is not getattr(Callback, n) for m, n in zip(methods, names))


# Is anybody listening?
# ---------------------

_OLDER_NAMES = {
    "on_train_batch_begin": "on_batch_begin",
    "on_train_batch_end": "on_batch_end",
}

# History
# -------


class History(Callback):
    """Remembers the logs of every epoch; `fit` adds one to each training and returns it.

    Attributes:
        epoch: list of the epochs' numbers.
        history: dictionary: for each name in the logs, the list of its values.
    """

    def __init__(self):
        super().__init__()
        self.history: dict[str, list] = {}

    def on_train_begin(self, logs=None):
        self.epoch: list[int] = []

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        self.model.history = self


# Callbacks from functions
# ------------------------


class LambdaCallback(Callback):
    """A callback made of functions.

    Arguments:
        on_epoch_begin, on_epoch_end: functions of `(epoch, logs)`.
        on_batch_begin, on_batch_end: functions of `(batch, logs)`, called in training.
        on_train_begin, on_train_end: functions of `(logs)`.
        **kwargs: functions for the other hooks, by name.
    """

    def __init__(
        self,
        on_epoch_begin=None,
        on_epoch_end=None,
        on_batch_begin=None,
        on_batch_end=None,
        on_train_begin=None,
        on_train_end=None,
        **kwargs,
    ):
        super().__init__()
        given = dict(locals())
        hooks = {name: given[name] for name in given if name.startswith("on_")}
        self.__dict__.update(kwargs)
        self.__dict__.update({name: hook for name, hook in hooks.items() if hook is not None})
