# Generated from chapters/models/training.md by `make tangle`. Do not edit.
"""Training.

Epochs, batches, callbacks, and everything between `fit` and its history.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from litkeras.backend.tape import flatten_nested, pack_nested
from litkeras.callbacks.base import History
from litkeras.callbacks.dispatch import CallbackList
from litkeras.legacy import accept_keras_1
from litkeras.models.data import (
    as_arrays,
    count_samples,
    is_array_like,
    make_source,
    pack_x_y_sample_weight,
    split_validation,
    unpack_x_y_sample_weight,
    weigh_batch,
)
from litkeras.models.epochs import DataHandler, EpochRunner, as_floats

__all__ = ["Trainer", "join_batches", "one_batch"]


# Who does what
# -------------


class Trainer(EpochRunner):
    """Training, measuring and using a model.

    Required: `make_train_function` and its kin, `reset_metrics`, `metrics_names`, `_check_compiled`.
    Given: `fit`, `evaluate`, `predict`, and what they do with one batch.
    """

    history: History | None = None

    @accept_keras_1
    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=1,
        verbose=1,
        callbacks=None,
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        class_weight=None,
        sample_weight=None,
        initial_epoch=0,
        steps_per_epoch=None,
        validation_steps=None,
        validation_batch_size=None,
        validation_freq=1,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
    ) -> History:
        """Train.

        Arguments:
            x: inputs: an array or tensor, a list or dictionary of them; or a dataset, generator
                or `Sequence` of batches (x, y) or (x, y, sample_weight).
            y: targets, in the same form; None if `x` hands them out.
            batch_size: number of samples in a batch, 32 by default; not for sources of batches.
            epochs: number of the last epoch.
            verbose: 0 prints nothing, 1 a progress bar, 2 a line for each epoch.
            callbacks: list of callbacks.
            validation_split: part of the arrays, taken from their end, to measure on.
            validation_data: (x, y) or (x, y, sample_weight), or a source of batches.
            shuffle: whether to reorder the samples in each epoch; `'batch'` reorders batches.
            class_weight: dictionary from class numbers to weights.
            sample_weight: a weight for each sample.
            initial_epoch: number of the first epoch.
            steps_per_epoch: number of batches that make an epoch.
            validation_steps: number of batches to measure on.
            validation_batch_size: by default `batch_size`.
            validation_freq: measure after each n-th epoch, or after those in a list.
            max_queue_size, workers, use_multiprocessing: accepted and ignored.

        Returns:
            a `History`, which has the numbers of each epoch in its attribute `history`.
        """
        self._check_compiled()
        training, validation = self._split_data(
            (x, y, sample_weight), validation_split, validation_data
        )
        source = make_source(*training, batch_size, shuffle, class_weight)
        handler = DataHandler(source, steps_per_epoch, epochs, initial_epoch)
        validate = self._validation(
            validation, validation_batch_size or batch_size, validation_steps, validation_freq
        )
        return self._train(handler, validate, callbacks, verbose, epochs)

    def _split_data(self, data: tuple, fraction: float, validation_data: Any) -> tuple[tuple, Any]:
        """The data to train on, and that to measure on, or None."""
        if validation_data is not None or not fraction:
            return data, validation_data
        if not is_array_like(data[0]):
            raise ValueError(
                "`validation_split` is only supported for tensors or NumPy arrays, "
                f"found: {type(data[0]).__name__}"
            )
        arrays = as_arrays(pack_x_y_sample_weight(*data))
        train, validation = split_validation(arrays, fraction)
        return (*train, None, None)[:3], validation

    def _validation(self, data: Any, batch_size, steps, frequency) -> Callable | None:
        """A function of the epoch and the callbacks that measures, if it is time to; or None."""
        if data is None:
            return None
        is_tuple = isinstance(data, (tuple, list)) and is_array_like(list(data))
        source = (
            make_source(*unpack_x_y_sample_weight(tuple(data)), batch_size) if is_tuple else None
        )

        def validate(epoch: int, callbacks: CallbackList) -> dict[str, float]:
            due = (
                (epoch + 1) % frequency == 0
                if isinstance(frequency, int)
                else epoch + 1 in frequency
            )
            if not due:
                return {}
            handler = DataHandler(source or make_source(data), steps)
            logs = self._measure(handler, callbacks)
            return {f"val_{name}": value for name, value in logs.items()}

        return validate

    def _train(
        self, handler: DataHandler, validate, callbacks, verbose: int, epochs: int
    ) -> History:
        """Train epoch after epoch."""
        callbacks = self._callback_list(
            callbacks, verbose, handler, add_history=True, epochs=epochs
        )
        self.stop_training, logs = False, {}
        step = self.make_train_function()
        callbacks.on_train_begin()
        for epoch in handler.epochs():
            self.reset_metrics()
            callbacks.on_epoch_begin(epoch)
            logs = self._run_epoch(handler, step, callbacks, "train")
            if validate is not None:
                logs = logs | validate(epoch, callbacks)
            callbacks.on_epoch_end(epoch, logs)
            if self.stop_training:
                break
        callbacks.on_train_end(logs)
        return self.history

    def _callback_list(
        self, callbacks, verbose: int, handler: DataHandler, **kwargs
    ) -> CallbackList:
        """The callbacks of a run, with the bar that `verbose` asks for."""
        if isinstance(callbacks, CallbackList):
            return callbacks
        return CallbackList(
            callbacks,
            add_progbar=verbose != 0,
            model=self,
            verbose=verbose,
            steps=handler.steps,
            **{"add_history": False, "epochs": 1} | kwargs,
        )

    def _measure(self, handler: DataHandler, callbacks: CallbackList) -> dict[str, float]:
        """Run through the batches of an evaluation."""
        step = self.make_test_function()
        self.reset_metrics()
        callbacks.on_test_begin()
        for _ in handler.epochs():
            logs = self._run_epoch(handler, step, callbacks, "test")
        callbacks.on_test_end(logs)
        return logs

    def evaluate(
        self,
        x=None,
        y=None,
        batch_size=None,
        verbose=1,
        sample_weight=None,
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
        return_dict=False,
    ):
        """Measure the loss and the metrics.

        Arguments:
            x, y, batch_size, sample_weight, callbacks: see `fit`.
            verbose: 0 prints nothing, 1 a progress bar, 2 a line.
            steps: number of batches to measure on; by default all.
            max_queue_size, workers, use_multiprocessing: accepted and ignored.
            return_dict: whether to return a dictionary.

        Returns:
            the loss, or a list of the loss and the metrics, in the order of `metrics_names`; or
            a dictionary.
        """
        self._check_compiled()
        handler = DataHandler(make_source(x, y, sample_weight, batch_size), steps)
        logs = self._measure(handler, self._callback_list(callbacks, verbose, handler))
        return logs if return_dict else self._as_list(logs)

    def _as_list(self, logs: dict[str, float]) -> Any:
        """The numbers in the order of `metrics_names`; a single one alone."""
        names = [name for name in self.metrics_names if name in logs]
        numbers = [logs[name] for name in names or logs]
        return numbers[0] if len(numbers) == 1 else numbers

    def predict(
        self,
        x,
        batch_size=None,
        verbose=0,
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
    ):
        """Compute the outputs.

        Arguments:
            x, batch_size, callbacks: see `fit`.
            verbose: 0 prints nothing, 1 a progress bar.
            steps: number of batches; by default all.
            max_queue_size, workers, use_multiprocessing: accepted and ignored.

        Returns:
            an array, or arrays in the structure of the outputs.
        """
        handler = DataHandler(make_source(x, batch_size=batch_size), steps)
        callbacks = self._callback_list(callbacks, verbose, handler)
        step, results = self.make_predict_function(), []
        callbacks.on_predict_begin()
        for number, batch in handler.batches():
            callbacks.on_predict_batch_begin(number)
            results.append(step(batch))
            callbacks.on_predict_batch_end(number, {"outputs": results[-1]})
        callbacks.on_predict_end()
        return join_batches(results)

    def _on_batch(self, step: Callable, batch: tuple, reset_metrics: bool, return_dict: bool):
        """Run a step once."""
        if reset_metrics:
            self.reset_metrics()
        logs = as_floats(step(batch))
        return logs if return_dict else self._as_list(logs)

    def train_on_batch(
        self,
        x,
        y=None,
        sample_weight=None,
        class_weight=None,
        reset_metrics=True,
        return_dict=False,
    ):
        """Learn from one batch.

        Arguments:
            x, y, sample_weight, class_weight: see `fit`.
            reset_metrics: whether the numbers are those of this batch alone.
            return_dict: see `evaluate`.
        """
        self._check_compiled()
        batch = weigh_batch(one_batch(x, y, sample_weight), class_weight)
        return self._on_batch(self.make_train_function(), batch, reset_metrics, return_dict)

    def test_on_batch(self, x, y=None, sample_weight=None, reset_metrics=True, return_dict=False):
        """Measure on one batch; see `train_on_batch`."""
        self._check_compiled()
        batch = one_batch(x, y, sample_weight)
        return self._on_batch(self.make_test_function(), batch, reset_metrics, return_dict)

    def predict_on_batch(self, x):
        """The outputs for one batch."""
        return self.make_predict_function()(one_batch(x))


# predict
# -------


def join_batches(results: list[Any]) -> Any:
    """The outputs of several batches as those of one."""
    if not results:
        raise ValueError("Expected input data to be non-empty.")
    if len(results) == 1:
        return results[0]
    columns = zip(*[flatten_nested(result) for result in results])
    return pack_nested(results[0], [np.concatenate([np.atleast_1d(a) for a in c]) for c in columns])


# One batch
# ---------


def one_batch(x, y=None, sample_weight=None) -> tuple:
    """Arrays as one batch."""
    batch = tuple(as_arrays(pack_x_y_sample_weight(x, y, sample_weight)))
    count_samples(**dict(zip(("x", "y", "sample_weight"), batch)))
    return batch
