# Generated from chapters/callbacks/dispatch.md by `make tangle`. Do not edit.
"""Telling everybody.

One list that passes each call on, in the right order, and to those only who listen.
"""

from litkeras.callbacks.base import Callback, History
from litkeras.callbacks.progress import ProgbarLogger

__all__ = ["CallbackList"]


# What is a list of callbacks?
# ----------------------------


def _flatten(callbacks) -> list[Callback]:
    """One callback, or nested lists of them, as one list.

    Raises:
        TypeError: if there is anything else in it.
    """
    if callbacks is None:
        return []
    if isinstance(callbacks, (list, tuple)):
        return [one for some in callbacks for one in _flatten(some)]
    if isinstance(callbacks, type) and issubclass(callbacks, Callback):
        name = callbacks.__name__
        raise TypeError(f"callbacks: got the class {name}; write {name}() to make a callback of it")
    if not isinstance(callbacks, Callback):
        kind = type(callbacks).__name__
        raise TypeError(f"callbacks: expected instances of Callback, got {kind} {callbacks!r}")
    return [callbacks]


# One method for each hook
# ------------------------


def _tell_all(hook: str):
    """A method that calls one hook of every callback that does something there."""

    def with_index(self, index, logs=None):
        logs = {} if logs is None else logs
        for method in self._methods[hook]:
            method(index, logs)

    def without_index(self, logs=None):
        logs = {} if logs is None else logs
        for method in self._methods[hook]:
            method(logs)

    return with_index if "batch" in hook or "epoch" in hook else without_index


# The list
# --------

_HOOKS = [name for name in vars(Callback) if name.startswith("on_")]


class CallbackList:
    """Passes each call on to a list of callbacks.

    Arguments:
        callbacks: a callback, or nested lists of them.
        add_history: whether to add a `History` if there is none, at the end.
        add_progbar: whether to add a `ProgbarLogger` if there is none, in front.
        model: what the callbacks get as their `model`.
        **params: what they get as their `params`.

    Attributes:
        wants_train_batches, wants_test_batches, wants_predict_batches: whether
            any callback listens to the hooks of such batches. If not, a loop
            may leave these calls out, and need not make the logs for them.
    """

    def __init__(self, callbacks=None, add_history=False, add_progbar=False, model=None, **params):
        self.callbacks = _flatten(callbacks)
        self.params, self.model = params, model
        self._add_default_callbacks(add_history, add_progbar)
        if model is not None:
            self.set_model(model)
        self.set_params(params)

    def _add_default_callbacks(self, add_history: bool, add_progbar: bool) -> None:
        """Add the bar in front and the history at the end, unless the user brought them."""
        kinds = {type(callback) for callback in self.callbacks}
        if add_progbar and not any(issubclass(kind, ProgbarLogger) for kind in kinds):
            self.callbacks.insert(0, ProgbarLogger(count_mode="steps"))
        if add_history and not any(issubclass(kind, History) for kind in kinds):
            self.callbacks.append(History())

    @property
    def history(self) -> History | None:
        """The first `History` in the list."""
        return next((c for c in self.callbacks if isinstance(c, History)), None)

    def set_model(self, model) -> None:
        """Tell every callback the model, and the model its history."""
        self.model = model
        if self.history is not None:
            model.history = self.history
        for callback in self.callbacks:
            callback.set_model(model)

    def set_params(self, params: dict) -> None:
        """Tell every callback the parameters of the run, and see who listens to batches."""
        self.params = params
        for callback in self.callbacks if params else ():
            callback.set_params(params)
        self._find_listeners()

    def append(self, callback: Callback) -> None:
        """Add a callback at the end."""
        self.callbacks.append(callback)
        self._find_listeners()

    def __iter__(self):
        return iter(self.callbacks)

    def _find_listeners(self) -> None:
        """List, for each hook, the methods that do something there."""
        self._methods = {
            hook: [getattr(c, hook) for c in self.callbacks if c._listens_to(hook)]
            for hook in _HOOKS
        }
        for mode in ("train", "test", "predict"):
            begin, end = (self._methods[f"on_{mode}_batch_{moment}"] for moment in ("begin", "end"))
            setattr(self, f"wants_{mode}_batches", bool(begin or end))

    on_train_begin = _tell_all("on_train_begin")
    on_train_end = _tell_all("on_train_end")
    on_epoch_begin = _tell_all("on_epoch_begin")
    on_epoch_end = _tell_all("on_epoch_end")
    on_train_batch_begin = on_batch_begin = _tell_all("on_train_batch_begin")
    on_train_batch_end = on_batch_end = _tell_all("on_train_batch_end")
    on_test_begin = _tell_all("on_test_begin")
    on_test_end = _tell_all("on_test_end")
    on_test_batch_begin = _tell_all("on_test_batch_begin")
    on_test_batch_end = _tell_all("on_test_batch_end")
    on_predict_begin = _tell_all("on_predict_begin")
    on_predict_end = _tell_all("on_predict_end")
    on_predict_batch_begin = _tell_all("on_predict_batch_begin")
    on_predict_batch_end = _tell_all("on_predict_batch_end")
