# Generated from chapters/models/epochs.md by `make tangle`. Do not edit.
"""Epochs.

An epoch is a pass over the data, or a number of batches; callbacks hear of each batch, if anybody
listens.
"""

import itertools
import warnings
from collections.abc import Callable, Iterable, Iterator
from numbers import Integral
from typing import Any

import numpy as np

from litkeras.callbacks.dispatch import CallbackList
from litkeras.models.data import IterableSource

__all__ = ["DataHandler", "as_floats", "in_groups", "EpochRunner"]


# Two clocks
# ----------


class DataHandler:
    """Hands out the batches of several epochs.

    Arguments:
        source: has `epoch()`, an iterator over batches, and `steps`, their number or None.
        steps_per_epoch: how many batches make an epoch; by default one pass.
        epochs, initial_epoch: where to end and where to begin.
    """

    def __init__(self, source, steps_per_epoch=None, epochs=1, initial_epoch=0):
        if steps_per_epoch is not None and steps_per_epoch != -1 and int(steps_per_epoch) < 1:
            raise ValueError(
                f"An epoch needs a positive number of steps (or None or -1), got {steps_per_epoch!r}"
            )
        self.source = source
        self.steps = source.steps if steps_per_epoch is None else int(steps_per_epoch)
        for name, number in (("epochs", epochs), ("initial_epoch", initial_epoch)):
            if not isinstance(number, Integral):
                raise TypeError(f"{name}: expected an integer, got {number!r}")
        if self.steps == -1:
            raise ValueError(
                "When passing an infinitely repeating dataset, please specify a `steps_per_epoch` "
                "(in `evaluate` and `predict`: `steps`), the number of batches that are an epoch."
            )
        self._epochs = range(initial_epoch, epochs)
        self._is_exhausted, self._goes_on = False, steps_per_epoch is not None
        self._iterator = None

    def epochs(self) -> Iterator[int]:
        """The numbers of the epochs, as long as there is data."""
        return itertools.takewhile(lambda _: not self._is_exhausted, self._epochs)

    def _passes(self) -> Iterator[Any]:
        """The batches of one pass; of one after the other, if an epoch is not a pass."""
        yield from self.source.epoch()
        while self._goes_on and not isinstance(self.source, IterableSource):
            yield from self.source.epoch()

    def batches(self) -> Iterator[tuple[int, Any]]:
        """The numbered batches of the next epoch."""
        if self._iterator is None or not self._goes_on:
            self._iterator = self._passes()
        for step in itertools.count() if self.steps is None else range(self.steps):
            batch = next(self._iterator, None)
            if batch is None:
                self._run_out(step)
                break
            yield step, batch
        getattr(self.source, "on_epoch_end", lambda: None)()

    def _run_out(self, step: int) -> None:
        """Note how many batches there were, or that there were too few."""
        if self.steps is None and step:
            self.steps = step
            return
        self._is_exhausted = True
        warnings.warn(
            "Your input ran out of data; interrupting training. Make sure that your dataset or "
            "generator can generate at least `steps_per_epoch * epochs` batches (in this case, "
            f"{(self.steps or 1) * len(self._epochs)} batches).",
            stacklevel=4,
        )


# The loop over one epoch
# -----------------------


def as_floats(logs: Any) -> dict[str, Any]:
    """The numbers of a step as Python floats, arrays left as they are."""
    if not isinstance(logs, dict):
        raise ValueError(
            "A step must return a dictionary with the numbers for the logs, like "
            f"`{{m.name: m.result() for m in self.metrics}}`, got {type(logs).__name__}"
        )
    return {name: np.asarray(a).item() if np.ndim(a) == 0 else a for name, a in logs.items()}


def in_groups(items: Iterable, size: int) -> Iterator[list]:
    """Lists of `size` items each, one after the other; the last one may be shorter."""
    items = iter(items)
    return iter(lambda: list(itertools.islice(items, size)), [])


class EpochRunner:
    """Runs a step on all batches of an epoch.

    Given: `_run_epoch`; `stop_training`, which a callback may set; `steps_per_execution`.
    """

    stop_training = False
    steps_per_execution = 1

    def _run_epoch(
        self, handler: DataHandler, step: Callable, callbacks: CallbackList, mode: str
    ) -> dict:
        """Run a step on every batch of an epoch.

        Arguments:
            handler: hands out the batches.
            step: the function to run.
            callbacks: are told of each batch, if any of them wants to know.
            mode: `'train'` or `'test'`.

        Returns:
            the numbers after the last step.
        """
        logs = None
        if not getattr(callbacks, f"wants_{mode}_batches"):
            for _, batch in handler.batches():
                logs = step(batch)
            return {} if logs is None else as_floats(logs)
        begin, end = (
            getattr(callbacks, f"on_{mode}_batch_{moment}") for moment in ("begin", "end")
        )
        for run in in_groups(handler.batches(), self.steps_per_execution):
            begin(run[0][0])
            for number, batch in run:
                logs = step(batch)
            logs = as_floats(logs)
            end(number, logs)
            if self.stop_training and mode == "train":
                break
        return logs or {}
