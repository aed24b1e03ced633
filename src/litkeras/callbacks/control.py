# Generated from chapters/callbacks/control.md by `make tangle`. Do not edit.
"""Callbacks that act.

Stop in time, slow down in time, give up in time.
"""

import numbers
import warnings
from collections.abc import Callable

import numpy as np

from litkeras.callbacks.base import Callback

__all__ = ["EarlyStopping", "LearningRateScheduler", "ReduceLROnPlateau", "TerminateOnNaN"]


# Better or worse?
# ----------------


def _direction(monitor: str, mode: str, who: str) -> int:
    """1 if the monitored value should grow, -1 if it should fall.

    Arguments:
        monitor: name of the value; with `mode="auto"`, accuracies should grow.
        mode: "auto", "min" or "max".
        who: the class that asks, for the warning about any other mode.
    """
    if mode not in ("auto", "min", "max"):
        warnings.warn(f"{who} mode {mode} is unknown, fallback to auto mode.", stacklevel=3)
        mode = "auto"
    if mode == "auto":
        return 1 if "acc" in monitor else -1
    return 1 if mode == "max" else -1


def _monitored(logs: dict, monitor: str, what: str):
    """The monitored value in the logs; None, and a warning, if it is not there."""
    if monitor not in logs:
        warnings.warn(
            f"{what} conditioned on metric `{monitor}` which is not available. "
            f"Available metrics are: {','.join(logs)}",
            stacklevel=3,
        )
    return logs.get(monitor)


# Stopping in time
# ----------------


class EarlyStopping(Callback):
    """Stops the training when a value no longer improves.

    Arguments:
        monitor: name of the value in the logs of an epoch.
        min_delta: least change that counts as an improvement.
        patience: number of epochs without improvement after which to stop.
        verbose: 1 says when the training was stopped.
        mode: "min", "max", or "auto": "max" if the name speaks of accuracy.
        baseline: value that the first epochs have to improve on.
        restore_best_weights: whether to go back to the weights of the best
            epoch when the training is stopped.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
    ):
        super().__init__()
        self.monitor, self.patience, self.verbose = monitor, patience, verbose
        self.min_delta, self.baseline = abs(min_delta), baseline
        self.restore_best_weights = restore_best_weights
        self._sign = _direction(monitor, mode, "EarlyStopping")
        self.wait, self.stopped_epoch, self.best_weights = 0, 0, None

    def on_train_begin(self, logs=None):
        self.wait, self.stopped_epoch, self.best_weights = 0, 0, None
        self.best = -self._sign * np.inf if self.baseline is None else self.baseline

    def on_epoch_end(self, epoch, logs=None):
        current = self.get_monitor_value(logs)
        if current is None:
            return
        if self._improves(current):
            self.best, self.wait = current, 0
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
        else:
            self.wait += 1
            if self.wait >= self.patience:
                self._stop(epoch)

    def get_monitor_value(self, logs: dict | None):
        """The value in question, or None if the logs lack it."""
        return _monitored(logs or {}, self.monitor, "Early stopping")

    def _improves(self, current: float) -> bool:
        """Whether a value is better than the best by more than `min_delta`."""
        return self._sign * current - self.min_delta > self._sign * self.best

    def _stop(self, epoch: int) -> None:
        """Ask `fit` to stop after this epoch, and go back to the best weights."""
        self.stopped_epoch = epoch
        self.model.stop_training = True
        if self.best_weights is not None:
            if self.verbose > 0:
                print("Restoring model weights from the end of the best epoch.")
            self.model.set_weights(self.best_weights)

    def on_train_end(self, logs=None):
        if self.stopped_epoch > 0 and self.verbose > 0:
            print(f"Epoch {self.stopped_epoch + 1:05d}: early stopping")


# The learning rate by the epoch
# ------------------------------


def _learning_rate(optimizer) -> np.floating:
    """The learning rate of an optimizer as a number.

    Raises:
        ValueError: if it has none that can be set.
    """
    rate = getattr(optimizer, "lr", None)
    if rate is None:
        raise ValueError('Optimizer must have a "lr" attribute.')
    if not hasattr(rate, "numpy"):
        raise ValueError(
            f"the optimizer's learning rate is a {type(rate).__name__} already; "
            "a callback can only change one that is a number"
        )
    return rate.numpy()


def _note_learning_rate(optimizer, logs: dict) -> None:
    """Add the learning rate to the logs, as the decimal that people would write."""
    logs["lr"] = float(str(_learning_rate(optimizer)))


class LearningRateScheduler(Callback):
    """Sets the learning rate at the start of every epoch.

    Arguments:
        schedule: function of the epoch, counted from 0, and optionally of the
            present learning rate; gives the new one.
        verbose: 1 says what is set.
    """

    def __init__(self, schedule: Callable, verbose: int = 0):
        super().__init__()
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch, logs=None):
        rate = self._scheduled(epoch)
        self.model.optimizer.lr = rate
        if self.verbose > 0:
            print(
                f"\nEpoch {epoch + 1:05d}: LearningRateScheduler reducing learning rate to {rate}."
            )

    def on_epoch_end(self, epoch, logs=None):
        _note_learning_rate(self.model.optimizer, {} if logs is None else logs)

    def _scheduled(self, epoch: int) -> float:
        """Ask the schedule.

        Raises:
            ValueError: if its answer is not a float.
        """
        present = float(_learning_rate(self.model.optimizer))
        try:
            rate = self.schedule(epoch, present)
        except TypeError:  # a function of the epoch alone
            rate = self.schedule(epoch)
        if isinstance(rate, bool | numbers.Integral) or not hasattr(rate, "__float__"):
            raise ValueError(
                f'The output of the "schedule" function should be float, got {rate!r} '
                f"for epoch {epoch}"
            )
        return rate


# The learning rate by results
# ----------------------------


class ReduceLROnPlateau(Callback):
    """Makes the learning rate smaller when a value no longer improves.

    Arguments:
        monitor: name of the value in the logs of an epoch.
        factor: what the learning rate is multiplied with; below 1.
        patience: number of epochs without improvement to wait for.
        verbose: 1 says when it happens.
        mode: "min", "max" or "auto", as in `EarlyStopping`.
        min_delta: least change that counts as an improvement.
        cooldown: number of epochs after a reduction that do not count.
        min_lr: the learning rate does not go below it.

    Raises:
        ValueError: if `factor` is 1 or more.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0,
        **kwargs,
    ):
        super().__init__()
        if factor >= 1.0:
            raise ValueError(f"ReduceLROnPlateau does not support a factor >= 1.0, got {factor}")
        self.monitor, self.factor, self.patience = monitor, factor, patience
        self.verbose, self.mode = verbose, mode
        self.min_delta = kwargs.pop("epsilon", min_delta)  # its name in Keras 1
        self.cooldown, self.min_lr = cooldown, min_lr
        self._reset()

    def _reset(self) -> None:
        """Forget earlier trainings."""
        self._sign = _direction(self.monitor, self.mode, "Learning rate reduction")
        self.best, self.wait, self.cooldown_counter = -self._sign * np.inf, 0, 0

    def in_cooldown(self) -> bool:
        """Whether the last reduction is too recent for another."""
        return self.cooldown_counter > 0

    def on_train_begin(self, logs=None):
        self._reset()

    def on_epoch_end(self, epoch, logs=None):
        logs = {} if logs is None else logs
        _note_learning_rate(self.model.optimizer, logs)
        current = _monitored(logs, self.monitor, "Learning rate reduction is")
        if current is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self._sign * current > self._sign * self.best + self.min_delta:
            self.best, self.wait = current, 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)

    def _reduce(self, epoch: int) -> None:
        """Take the next smaller learning rate, if there is one left."""
        optimizer = self.model.optimizer
        rate = float(_learning_rate(optimizer))
        if rate <= np.float32(self.min_lr):
            return
        optimizer.lr = rate = max(rate * self.factor, self.min_lr)
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1:05d}: ReduceLROnPlateau reducing learning rate to {rate}.")
        self.cooldown_counter, self.wait = self.cooldown, 0


# Giving up
# ---------


class TerminateOnNaN(Callback):
    """Stops the training as soon as the loss is not a finite number."""

    def on_batch_end(self, batch, logs=None):
        loss = (logs or {}).get("loss")
        if loss is not None and not np.isfinite(loss):
            print(f"Batch {batch}: Invalid loss, terminating training")
            self.model.stop_training = True
